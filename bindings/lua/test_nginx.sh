#!/usr/bin/env bash
# The configuration of README.md in an nginx of its own, on free ports of the loopback interface: the gateway signs what
# Python's hmac module finds right, and the signed page lets in what that module signed, and nothing else.
# usage: test_nginx.sh /path/to/libaws_signed_request.so     (needs nginx with its Lua module, curl, python3)
set -u
[ $# -eq 1 ] && [ -r "$1" ] || { sed -n '4s/^# //p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
PATH=$PATH:/usr/sbin:/usr/local/sbin
. "$here/../../tests/counting.sh"
server=

for tool in nginx curl python3; do
  command -v "$tool" >/dev/null || { echo "FAILED there is no $tool"; failed=$((failed + 1)); }
done
modules=$(nginx -V 2>&1 | grep -o -- '--modules-path=[^ ]*' | cut -d= -f2)
for module in ndk_http_module ngx_http_lua_module; do
  [ -r "$modules/$module.so" ] || { echo "FAILED nginx has no $modules/$module.so"; failed=$((failed + 1)); }
done
[ $failed -eq 0 ] || { counted; exit 1; }

dir=$(mktemp -d)
cleanup() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; }
  rm -rf "$dir"
}
trap cleanup EXIT
trap 'exit 1' INT TERM


# An installation, the signed page, and places for what nginx writes. Its workers are of another user if root starts it.
mkdir "$dir/lib" "$dir/logs" "$dir/www" "$dir/www/signed"
cp "$1" "$dir/lib/libaws_signed_request.so"
cp "$here/aws_signed_request.lua" "$dir/lib/"
cp "${AWS_SIGNED_REQUEST_CDEF:-$here/../../include/aws_signed_request.cdef.h}" "$dir/lib/aws_signed_request.cdef.h"
echo 'you are in' >"$dir/www/signed/page.txt"
chmod -R a+rX "$dir"
unset AWS_SIGNED_REQUEST_LIB AWS_SIGNED_REQUEST_CDEF LD_LIBRARY_PATH
export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY

# What the tests need beside the README's configuration: a server that says what it received, and a page for which nginx
# makes a Lua state of its own at each request.
configure() {
  {
    echo "load_module $modules/ndk_http_module.so; load_module $modules/ngx_http_lua_module.so;"
    echo "daemon off; pid $dir/nginx.pid; error_log $dir/logs/error.log warn;"
    sed -n '/^```nginx$/,/^```$/p' "$here/README.md" | sed '/^```/d; /^include .*modules-enabled/d' |
      sed -e "s|/usr/local/share/lua/5.1|$dir/lib|; s|127.0.0.1:8080|127.0.0.1:$port|; s|/var/www|$dir/www|" \
          -e "s|https://sdb.amazonaws.com/|http://127.0.0.1:$upstream/v2/|; s|^http {|http { include $dir/more.conf;|"
  } >"$dir/nginx.conf"
  cat >"$dir/more.conf" <<CONF
access_log off;
client_body_temp_path $dir/body; proxy_temp_path $dir/proxy; fastcgi_temp_path $dir/fastcgi;
uwsgi_temp_path $dir/uwsgi; scgi_temp_path $dir/scgi;
server {
    listen 127.0.0.1:$upstream;
    location / {
        if (\$request_method = HEAD) { add_header Received "HEAD http://\$http_host\$request_uri"; }
        return 200 "\$request_method http://\$http_host\$request_uri";
    }
    location = /worker { content_by_lua_block { ngx.say(ngx.worker.pid()) } }
    location = /fresh {
        lua_code_cache off;
        content_by_lua_block {
            local signer = assert(require "aws_signed_request".signer {
                endpoint = "https://elasticmapreduce.amazonaws.com/", secret = os.getenv "AWS_SECRET_ACCESS_KEY",
                dialect = "AS_GIVEN",
            })
            ngx.say(assert(signer:signature {
                AWSAccessKeyId = "AKIAIOSFODNN7EXAMPLE", Action = "DescribeJobFlows", SignatureMethod = "HmacSHA256",
                SignatureVersion = 2, Timestamp = "2011-10-03T15:19:30", Version = "2009-03-31",
            }))
        }
    }
}
CONF
}

# Free ports, as the kernel says; another program may take one before nginx does, and then there are others.
start() {
  local attempt end
  for attempt in 1 2 3 4 5; do
    read -r port upstream < <(python3 -c '
import socket
held = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(one.getsockname()[1] for one in held))')
    configure
    : >"$dir/logs/error.log"
    nginx -e "$dir/logs/error.log" -p "$dir" -c "$dir/nginx.conf" >"$dir/logs/out" 2>&1 &
    server=$!
    end=$((SECONDS + 10))
    while kill -0 "$server" 2>/dev/null && [ $SECONDS -lt $end ]; do
      curl -s -m 5 -o "$dir/answer" "http://127.0.0.1:$port/" && return 0
      sleep 0.05
    done
    grep -q 'Address already in use' "$dir/logs/error.log" || break
  done
  check 'nginx starts' "$(cat "$dir/logs/out" "$dir/logs/error.log")" started
  return 1
}

get() { # path [curl's arguments]
  local path=$1; shift
  curl -s -m 10 -g "$@" "http://127.0.0.1:$port$path"
}
code() { get "$@" -o "$dir/answer" -w '%{http_code}'; }

cat >"$dir/v2.py" <<'PY'
"""Signature Version 2 by Python's own modules.

    v2.py sign URL SECONDS          the URL with a Timestamp that many seconds from now, and signed
    v2.py look REQUEST NAME=VALUE.. whether "METHOD URL" is signed, is of now, and has these parameters
"""
import base64, calendar, hashlib, hmac, os, sys, time, urllib.parse as parse

def signature(method, url):
    pairs = [pair for pair in parse.parse_qsl(url.query, keep_blank_values=True) if pair[0] != "Signature"]
    pairs.sort(key=lambda pair: (pair[0].encode(), pair[1].encode()))
    query = "&".join(f"{parse.quote(name, safe='-_.~')}={parse.quote(value, safe='-_.~')}" for name, value in pairs)
    text = "\n".join((method, url.netloc, url.path, query))
    return base64.b64encode(hmac.digest(os.environ["AWS_SECRET_ACCESS_KEY"].encode(), text.encode(), "sha256")).decode()

if sys.argv[1] == "sign":
    stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + int(sys.argv[3])))
    url = f"{sys.argv[2]}&SignatureVersion=2&SignatureMethod=HmacSHA256&Timestamp={stamp}"
    print(f"{url}&Signature={parse.quote(signature('GET', parse.urlsplit(url)), safe='')}")
else:
    method, address = sys.argv[2].split(" ")
    url = parse.urlsplit(address)
    received = parse.parse_qsl(url.query, keep_blank_values=True)
    sent = dict(received)
    age = time.time() - calendar.timegm(time.strptime(sent.pop("Timestamp"), "%Y-%m-%dT%H:%M:%SZ"))
    right = hmac.compare_digest(sent.pop("Signature"), signature(method, url)) and -5 < age < 60
    wanted = dict(argument.split("=", 1) for argument in sys.argv[3:])
    wanted.update(AWSAccessKeyId=os.environ["AWS_ACCESS_KEY_ID"], SignatureMethod="HmacSHA256", SignatureVersion="2")
    print("right" if right and sent == wanted and len(received) == len(wanted) + 2 else f"wrong: {address}")
PY
look() { python3 "$dir/v2.py" look "$@" 2>&1; }
sign() { python3 "$dir/v2.py" sign "http://127.0.0.1:$port/signed/page.txt?AWSAccessKeyId=$AWS_ACCESS_KEY_ID&$1" "$2"; }
visit() { curl -s -m 10 -g -o "$dir/answer" -w '%{http_code}' "$@"; }
logged() { tail -n 3 "$dir/logs/error.log"; }

start || { echo "$passed passed, $failed failed"; exit 1; }

gateway() { # when
  check "$1: the gateway signs" "$(look "$(get '/simpledb?Action=ListDomains')" Action=ListDomains)" right
  check "$1: what needs escapes" "$(look "$(get '/simpledb?Version=2009-04-15&Select=a+b%2b%2A~%c3%a4&Empty')" \
    'Select=a b+*~ä' Empty= Version=2009-04-15)" right
  check "$1: a query without anything" "$(look "$(get /simpledb)")" right
  check "$1: the signed page" "$(visit "$(sign 'Q=a%20b' 0)") $(cat "$dir/answer")" '200 you are in'
}
gateway 'first'
check 'an old Signature is replaced' "$(look "$(get '/simpledb?Action=x&Signature=abc')" Action=x)" right
check '300 requests' "$(curl -s -m 60 -w '%{http_code}\n' -o "$dir/answer" "http://127.0.0.1:$port/simpledb?n=[1-300]" |
  sort | uniq -c | tr -s ' ')" ' 300 200'
long=Long=$(printf 'x%.0s' {1..6000})
check 'a long query' "$(look "$(get "/simpledb?$long")" "$long")" right
received=$(get '/simpledb?Action=x' -I | tr -d '\r' | sed -n 's/^Received: //p')
check 'HEAD is signed as HEAD' "$(look "$received" Action=x)" right
check 'POST is not for this gateway' "$(code '/simpledb?Action=x' -X POST)" 403
check 'a bad escape' "$(code '/simpledb?Action=%zz')" 400
has 'a bad escape, in the log' "$(logged)" 'url: '
check 'the access key id of somebody else' "$(code '/simpledb?AWSAccessKeyId=AKIA')" 400
has 'that, in the log' "$(logged)" 'AWSAccessKeyId'

check 'the signed page, unsigned' "$(code /signed/page.txt)" 403
signed=$(sign Q=a 0)
check 'with another parameter' "$(visit "${signed/Q=a/Q=b}")" 403
has 'that, in the log' "$(logged)" 'Signature is not that of this request'
check 'with another method' "$(visit -X DELETE "$signed")" 403
check 'with another host' "$(visit -H 'Host: example.com' "$signed")" 403
check 'with a path that is not signed' "$(visit "${signed/page/pagf}")" 403
check 'ten minutes old' "$(visit "$(sign Q=a -600)")" 200
check 'sixteen minutes old' "$(visit "$(sign Q=a -960)")" 403
check 'sixteen minutes early' "$(visit "$(sign Q=a 960)")" 403
has 'that, in the log' "$(logged)" 'Timestamp'

# The signature is the one that the AWS General Reference prints.
fresh=$(curl -s -m 60 "http://127.0.0.1:$upstream/fresh?n=[1-50]" | grep -v '^--_curl_--' | sort | uniq -c | tr -s ' ')
check '50 Lua states' "$fresh" ' 50 i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs='

# Both workers answer sooner or later.
workers() { curl -s -m 60 "http://127.0.0.1:$upstream/worker?n=[1-$1]" | grep -v '^--_curl_--' | sort -u; }
before=$(workers 50)
kill -HUP "$server"
# For a moment the old ones may answer as well.
for _ in {1..100}; do
  old=$(comm -12 <(echo "$before") <(workers 50))
  [ -n "$old" ] || break
  sleep 0.05
done
check 'other workers after a reload' "$old" ''
gateway 'after a reload'
check 'nothing that nginx is alarmed about' \
  "$(grep -E '\[(alert|crit|emerg)\]|signal (4|6|7|8|11) ' "$dir/logs/error.log" | grep -v lua_code_cache)" ''
check 'no secret in the log' "$(grep -c "${AWS_SECRET_ACCESS_KEY:0:12}" "$dir/logs/error.log")" 0

kill "$server"; wait "$server" 2>/dev/null; server=
mv "$dir/lib/libaws_signed_request.so" "$dir/lib/elsewhere.so"
out=$(timeout 10 nginx -e "$dir/logs/error.log" -p "$dir" -c "$dir/nginx.conf" 2>&1)
check 'without the library nginx does not start' $? 1
has 'and says what is missing' "$out" 'the library cannot be loaded; tried'
has 'and what to set' "$out" 'env AWS_SIGNED_REQUEST_LIB;'

counted
