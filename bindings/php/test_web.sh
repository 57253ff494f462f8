#!/bin/bash
# The binding outside the command line: PHP's built-in server and php-fpm, preloaded, with ffi.enable as it is by default.
# usage: test_web.sh /path/to/libaws_signed_request.so     (needs php with opcache and ffi, php-fpm, cgi-fcgi, curl)
# As root it also runs the built-in server as www-data, and shows the two traps that only root can fall into.
set -u
[ $# -eq 1 ] && [ -r "$1" ] || { sed -n '3s/^# //p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../tests/counting.sh"
pids=()

fpm=
for candidate in "php-fpm$(php -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')" php-fpm /usr/sbin/php-fpm8.*; do
  fpm=$(command -v "$candidate") && break
done
for tool in php "${fpm:-php-fpm}" cgi-fcgi curl; do
  command -v "$tool" >/dev/null || { echo "FAILED there is no $tool"; failed=$((failed + 1)); }
done
php -m | grep -q 'Zend OPcache' || { echo 'FAILED php has no opcache'; failed=$((failed + 1)); }
[ $failed -eq 0 ] || { counted; exit 1; }

dir=$(mktemp -d)
cleanup() {
  for pid in "${pids[@]:-}"; do [ -n "$pid" ] && kill "$pid" 2>/dev/null; done
  wait 2>/dev/null
  rm -rf "$dir"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

# Waits for a command to succeed, at most 10 seconds and not longer than the process lives.
await() { # pid command...
  local pid=$1 end=$((SECONDS + 10)); shift
  until "$@" >/dev/null 2>&1; do
    kill -0 "$pid" 2>/dev/null && [ $SECONDS -lt $end ] || return 1
    sleep 0.05
  done
}

# An installation: the binding, the library, and the header with the library's full path.
mkdir "$dir/lib" "$dir/www" "$dir/ini" "$dir/ini_of_user"
cp "$1" "$dir/lib/libaws_signed_request.so.0"
cp "$here/aws_signed_request.php" "$here/signAmazonUrl.php" "$dir/"
header=$dir/lib/aws_signed_request.preload.h
sed "s|^#define FFI_LIB .*|#define FFI_LIB \"$dir/lib/libaws_signed_request.so.0\"|" \
  "$here/aws_signed_request.preload.h" >"$header"
file=$dir/aws_signed_request.php
cat >"$dir/ini_of_user/99-aws_signed_request.ini" <<INI
ffi.enable=preload
ffi.preload=$header
opcache.enable=1
opcache.enable_cli=1
opcache.preload=$file
INI
cp "$dir/ini_of_user/99-aws_signed_request.ini" "$dir/ini/"
pool=()
if [ "$(id -u)" = 0 ]; then
  echo 'opcache.preload_user=www-data' >>"$dir/ini/99-aws_signed_request.ini"
  pool=('user=www-data' 'group=www-data')
fi
unset AWS_SIGNED_REQUEST_LIB LD_LIBRARY_PATH PHP_INI_SCAN_DIR

# The pages. What the first must print is computed by PHP's own hash_hmac().
cat >"$dir/www/sign.php" <<PHP
<?php
include '$file';
require_once '$file';
\$params = ['Operation' => 'ItemLookup', 'ItemId' => '0679722769', 'Keywords' => 'Käse & Brötchen'];
echo AwsSignedRequest::productAdvertising('com', \$params, 'AK', 'secret', 'tag-20', '2011-08-01', 1400000000), "\n";
\$now = aws_signed_request('com', \$params, 'AK', 'secret', 'tag-20');
preg_match('/Timestamp=([^&]*)/', \$now, \$stamp);
\$time = strtotime(rawurldecode(\$stamp[1]));
echo \$now === AwsSignedRequest::productAdvertising('com', \$params, 'AK', 'secret', 'tag-20', '2011-08-01', \$time)
    && abs(time() - \$time) < 60 ? 'the function agrees' : \$now;
PHP
echo "<?php function aws_signed_request() { return 'own'; } echo aws_signed_request();" >"$dir/www/own.php"
echo "<?php function aws_signed_request() { return 'own'; } include '$file'; echo aws_signed_request();" \
  >"$dir/www/own_and_include.php"
echo "<?php echo class_exists('AwsSignedRequest', false) ? 'class' : 'no class',
  function_exists('aws_signed_request') || function_exists('signAmazonUrl') ? ', function' : ', no function';" \
  >"$dir/www/preloaded.php"
cat >"$dir/www/url.php" <<PHP
<?php
include '$dir/signAmazonUrl.php';
echo signAmazonUrl('http://webservices.amazon.com/onca/xml?Keywords=K%C3%A4se & Co&Timestamp=2009-06-01T12:00:00Z', 'secret');
PHP
# The server's side, as the README has it: what was asked for, verified.
cat >"$dir/www/verify.php" <<PHP
<?php
include '$file';
\$url = 'http://' . \$_SERVER['HTTP_HOST'] . \$_SERVER['REQUEST_URI'];
if (\$_SERVER['REQUEST_METHOD'] === 'POST') {
    \$url .= '?' . file_get_contents('php://input');
}
try {
    AwsSignedRequest::checkTimeUrl(\$url, 900);
    echo AwsSignedRequest::verifyUrl(\$url, 'secret', \$_SERVER['REQUEST_METHOD']) ? 'right' : 'wrong';
} catch (AwsSignedRequestException \$e) {
    echo \$e->getMessage();
}
PHP
echo "<?php try { FFI::cdef('int getpid(void);'); echo 'open'; } catch (FFI\\Exception \$e) { echo \$e->getMessage(); }" \
  >"$dir/www/outside.php"
echo "<?php include '$file'; try { AwsSignedRequest::version(); } catch (Exception \$e) { echo \$e->getMessage(); }" \
  >"$dir/www/hint.php"
chmod -R a+rX "$dir"
url=$(php -n -r '
  $query = "AWSAccessKeyId=AK&AssociateTag=tag-20&ItemId=0679722769&Keywords=K%C3%A4se%20%26%20Br%C3%B6tchen"
    . "&Operation=ItemLookup&Service=AWSECommerceService&Timestamp=2014-05-13T16%3A53%3A20Z&Version=2011-08-01";
  $mac = hash_hmac("sha256", "GET\nwebservices.amazon.com\n/onca/xml\n$query", "secret", true);
  echo "http://webservices.amazon.com/onca/xml?$query&Signature=", rawurlencode(base64_encode($mac));')
url_of_url=$(php -n -r '
  $query = "%20Co=&Keywords=K%C3%A4se%20&Timestamp=2009-06-01T12%3A00%3A00Z";
  $mac = hash_hmac("sha256", "GET\nwebservices.amazon.com\n/onca/xml\n$query", "secret", true);
  echo "http://webservices.amazon.com/onca/xml?$query&Signature=", rawurlencode(base64_encode($mac));')
signed=$url$'\n''the function agrees'
shut='FFI API is restricted by "ffi.enable" configuration directive'

pages() { # what fetch
  check "$1: signs" "$($2 sign.php)" "$signed"
  check "$1: signs again" "$($2 sign.php)" "$signed"
  check "$1: signAmazonUrl" "$($2 url.php)" "$url_of_url"
  check "$1: the class alone is preloaded" "$($2 preloaded.php)" 'class, no function'
  check "$1: an old script with its own function" "$($2 own.php)" own
  check "$1: one that includes the file as well" "$($2 own_and_include.php)" own
  check "$1: FFI stays closed for everybody else" "$($2 outside.php)" "$shut"
}

# Starts the built-in server (port 0: the kernel picks one, the log tells which).
serve() { # what log command...
  local what=$1 log=$2; shift 2
  "$@" -S 127.0.0.1:0 -t "$dir/www" >"$log" 2>&1 &
  server=$!; pids+=("$server")
  await "$server" grep -q 'Development Server (http' "$log" || { check "$what: starts" "$(cat "$log")" started; return 1; }
  port=$(sed -n 's|.*(http://127.0.0.1:\([0-9]*\)) started.*|\1|p' "$log")
}
get() { local page=$1; shift; curl -s -m 10 "$@" "http://127.0.0.1:$port/$page"; }
# A query that PHP alone has signed, with a name that $_GET would not show as it is, and a stamp so many seconds old.
signed_query() { # method age
  php -n -r '
    [, $method, $age, $host] = $argv;
    $query = "Item.1=a%20b&Timestamp=" . rawurlencode(gmdate("Y-m-d\TH:i:s\Z", time() - $age));
    $mac = hash_hmac("sha256", "$method\n$host\n/verify.php\n$query", "secret", true);
    echo "$query&Signature=", rawurlencode(base64_encode($mac));' "$1" "$2" "127.0.0.1:$port"
}

# The header beside the file is there for these alone, so that what follows can only use the preloaded one.
cp "$header" "$dir/"
check 'command line, nothing preloaded' "$(php "$dir/www/sign.php")" "$signed"
sed -i "s|^#define FFI_LIB .*|#define FFI_LIB \"$dir/none.so\"|" "$dir/aws_signed_request.preload.h"
check 'command line, the variable wins over the header' \
  "$(AWS_SIGNED_REQUEST_LIB=$dir/lib/libaws_signed_request.so.0 php "$dir/www/sign.php")" "$signed"
what='built-in server, ffi.preload forgotten'
if serve "$what" "$dir/forgotten.log" env PHP_INI_SCAN_DIR=":$dir/ini" php -d ffi.preload=; then
  hint=$(get hint.php)
  where="$dir/none.so (FFI_LIB in $dir/aws_signed_request.preload.h) does not exist"
  has "$what: the exception tells where it looked" "$hint" "$where"
  has "$what: and what to set" "$hint" 'php.ini needs ffi.preload='
fi
rm "$dir/aws_signed_request.preload.h"
check 'command line, preloaded' "$(PHP_INI_SCAN_DIR=:$dir/ini php "$dir/www/sign.php")" "$signed"

check 'command line, signAmazonUrl.php preloaded' \
  "$(PHP_INI_SCAN_DIR=:$dir/ini php -d opcache.preload="$dir/signAmazonUrl.php" "$dir/www/preloaded.php")" \
  'class, no function'

what='built-in server'
if serve "$what" "$dir/server.log" env PHP_INI_SCAN_DIR=":$dir/ini" php; then
  pages "$what" get
  query=$(signed_query GET 0)
  check "$what: verifies a GET" "$(get "verify.php?$query")" right
  check "$what: verifies a GET with other escapes" "$(get "verify.php?${query/a%20b/a+b}")" right
  check "$what: verifies no other GET" "$(get "verify.php?${query/a%20b/a%20c}")" wrong
  has "$what: verifies no old GET" "$(get "verify.php?$(signed_query GET 1000)")" expired
  has "$what: verifies no unsigned GET" "$(get "verify.php?${query%&Signature=*}")" 'no Signature'
  check "$what: verifies a POST" "$(get verify.php -d "$(signed_query POST 0)")" right
  check "$what: verifies no GET as POST" "$(get verify.php -d "$query")" wrong
fi
what='built-in server, nothing preloaded'
if serve "$what" "$dir/bare.log" php; then
  hint=$(get hint.php)
  for line in 'needs ffi.preload=' 'full path' opcache.preload= opcache.preload_user=; do
    has "$what: the exception tells $line" "$hint" "$line"
  done
fi

fcgi() {
  SCRIPT_FILENAME=$dir/www/$1 REQUEST_METHOD=GET timeout 10 cgi-fcgi -bind -connect "$dir/fpm.sock" 2>/dev/null |
    tr -d '\r' | sed '1,/^$/d'
}
printf '%s\n' '[global]' "error_log=$dir/fpm.log" 'daemonize=no' '[www]' "${pool[@]:-}" "listen=$dir/fpm.sock" \
  'pm=static' 'pm.max_children=1' >"$dir/fpm.conf"
PHP_INI_SCAN_DIR=:$dir/ini "$fpm" -F -y "$dir/fpm.conf" >"$dir/fpm.out" 2>&1 &
server=$!; pids+=("$server")
if await "$server" test -S "$dir/fpm.sock"; then
  pages php-fpm fcgi
else
  check 'php-fpm: starts' "$(cat "$dir/fpm.out" "$dir/fpm.log" 2>/dev/null)" started
fi

if [ "$(id -u)" = 0 ]; then
  what='built-in server of www-data'
  serve "$what" "$dir/user.log" env PHP_INI_SCAN_DIR=":$dir/ini_of_user" \
    setpriv --reuid=www-data --regid=www-data --clear-groups php && pages "$what" get

  # The two traps: root has to name a user for preloading, and FFI::load() in a preload script refuses to work with one.
  has 'root without opcache.preload_user is refused' \
    "$(PHP_INI_SCAN_DIR=:$dir/ini_of_user timeout 10 php -r 'echo 1;' 2>&1)" '"opcache.preload_user" has not been defined'
  echo "<?php FFI::load('$header');" >"$dir/load.php"
  has 'FFI::load() in a preload script is refused' \
    "$(PHP_INI_SCAN_DIR=:$dir/ini timeout 10 php -d opcache.preload="$dir/load.php" -d ffi.preload= -r 'echo 1;' 2>&1)" \
    "FFI::load() doesn't work in conjunction with \"opcache.preload_user\""
else
  echo 'note   not root: the two traps of root, and www-data, are not looked at'
fi

counted
