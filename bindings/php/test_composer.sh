#!/bin/bash
# The binding in a project of its own: installed by Composer with the network cut off, with the library where the loader finds
# it; then the same project behind nginx and php-fpm, preloaded, all of it as an ordinary user.
# usage: test_composer.sh /path/to/libaws_signed_request.so     (needs composer, php with opcache and ffi, php-fpm, nginx, curl)
# If root runs it, nobody does.
set -u
[ $# -eq 1 ] && [ -r "$1" ] || { sed -n '4s/^# //p' "$0" >&2; exit 2; }
root=$(cd "$(dirname "$0")/../.." && pwd)
PATH=$PATH:/usr/sbin:/usr/local/sbin
. "$root/tests/counting.sh"
pids=()

fpm=
for candidate in "php-fpm$(php -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')" php-fpm /usr/sbin/php-fpm8.*; do
  fpm=$(command -v "$candidate") && break
done
for tool in php composer "${fpm:-php-fpm}" nginx curl setpriv; do
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

ordinary=(env)
if [ "$(id -u)" = 0 ]; then
  ordinary=(setpriv --reuid=nobody --regid=nogroup --clear-groups env)
fi
mkdir "$dir/lib" "$dir/home" "$dir/linked" "$dir/copied" "$dir/www" "$dir/ini" "$dir/run"
cp "$1" "$dir/lib/libaws_signed_request.so.0"
unset AWS_SIGNED_REQUEST_LIB PHP_INI_SCAN_DIR
export LD_LIBRARY_PATH=$dir/lib COMPOSER_HOME=$dir/home COMPOSER_DISABLE_NETWORK=1 COMPOSER_ALLOW_SUPERUSER=1 HOME=$dir/home
vendor=vendor/aws-signed-request/aws-signed-request
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -n 1)

# --- Composer --------------------------------------------------------------------------------------------------------

try 'composer validate --strict' composer --no-interaction --working-dir="$root" validate --strict
for kind in linked copied; do
  cd "$dir/$kind" || exit 1
  cat >composer.json <<JSON
{
    "repositories": [
        {"packagist.org": false},
        {"type": "path", "url": "$root", "options": {"symlink": $([ $kind = linked ] && echo true || echo false)}}
    ],
    "require": {"aws-signed-request/aws-signed-request": "*@dev"}
}
JSON
  try "$kind: composer install" composer --no-interaction install
  check "$kind: as asked" "$([ -L $vendor ] && echo linked || echo copied)" $kind
  cat >version.php <<'PHP'
<?php
require __DIR__ . '/vendor/autoload.php';
$file = (new ReflectionFunction('aws_signed_request'))->getFileName();
echo AwsSignedRequest::version(), ' ', $file === realpath(__DIR__ . '/' . $argv[1]) ? 'from vendor' : $file;
PHP
  check "$kind: signs on the command line" "$(php version.php $vendor/bindings/php/aws_signed_request.php 2>&1)" \
    "$version from vendor"
  check "$kind: no function is there that nobody asked for" \
    "$(php -r 'require "vendor/autoload.php"; var_export(function_exists("signAmazonUrl"));')" false
  check "$kind: and there if somebody asks" "$(php -r 'require "vendor/autoload.php"; require $argv[1];
    echo strlen(signAmazonUrl("http://webservices.amazon.com/onca/xml?Timestamp=2009-06-01T12:00:00Z", "secret")) > 90;' \
    $vendor/bindings/php/signAmazonUrl.php 2>&1)" 1
done
check 'copied: nothing that was built is copied along' \
  "$(cd "$dir/copied/$vendor" && ls -d target build bindings/node/node_modules 2>/dev/null)" ''
cd "$dir/copied" || exit 1
try 'composer remove' composer --no-interaction remove aws-signed-request/aws-signed-request
check 'nothing is left of it' "$(ls -d vendor/aws-signed-request 2>/dev/null)" ''
try 'composer require' composer --no-interaction require 'aws-signed-request/aws-signed-request:*@dev'
cd "$dir" || exit 1

# --- nginx and php-fpm -----------------------------------------------------------------------------------------------

# What the README has for php.ini, without the third line, since root starts nothing here.
binding=$dir/copied/$vendor/bindings/php
cat >"$dir/ini/99-aws_signed_request.ini" <<INI
ffi.enable=preload
ffi.preload=$binding/aws_signed_request.preload.h
opcache.enable=1
opcache.preload=$binding/aws_signed_request.php
INI
cat >"$dir/www/sign.php" <<PHP
<?php
require '$dir/copied/vendor/autoload.php';
\$flows = ['AWSAccessKeyId' => 'AKIAIOSFODNN7EXAMPLE', 'Action' => 'DescribeJobFlows', 'SignatureMethod' => 'HmacSHA256',
    'SignatureVersion' => '2', 'Timestamp' => '2011-10-03T15:19:30', 'Version' => '2009-03-31'];
\$signer = new AwsSignedRequest('https://elasticmapreduce.amazonaws.com/', '', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AwsSignedRequest::AS_GIVEN);
echo \$signer->render(AwsSignedRequest::SIGNATURE, \$flows), "\n";
PHP
cat >"$dir/www/function.php" <<PHP
<?php
require '$dir/copied/vendor/autoload.php';
echo preg_replace('/Timestamp=[^&]*|Signature=.*/', '', aws_signed_request('com', ['ItemId' => 'Käse'], 'AK', 'secret'));
PHP
cat >"$dir/www/verify.php" <<PHP
<?php
require '$dir/copied/vendor/autoload.php';
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
echo '<?php echo class_exists("AwsSignedRequest", false) ? "class" : "no class",
  function_exists("aws_signed_request") ? ", function" : ", no function";' >"$dir/www/preloaded.php"
echo '<?php echo posix_getuid() === 0 ? "root" : "not root";' >"$dir/www/user.php"
chmod -R a+rX "$dir"
chmod 777 "$dir/run"

cat >"$dir/fpm.conf" <<CONF
[global]
error_log = $dir/run/fpm.log
pid = $dir/run/fpm.pid
daemonize = no
[www]
listen = $dir/run/fpm.sock
pm = static
pm.max_children = 4
CONF
configure() {
  cat >"$dir/nginx.conf" <<CONF
daemon off;
pid $dir/run/nginx.pid;
error_log $dir/run/nginx.log warn;
events { }
http {
    access_log off;
    client_body_temp_path $dir/run/body; proxy_temp_path $dir/run/proxy; fastcgi_temp_path $dir/run/fastcgi;
    uwsgi_temp_path $dir/run/uwsgi; scgi_temp_path $dir/run/scgi;
    server {
        listen 127.0.0.1:$port;
        root $dir/www;
        location ~ \\.php\$ {
            fastcgi_pass unix:$dir/run/fpm.sock;
            fastcgi_param SCRIPT_FILENAME \$document_root\$fastcgi_script_name;
            fastcgi_param REQUEST_METHOD \$request_method;
            fastcgi_param REQUEST_URI \$request_uri;
            fastcgi_param QUERY_STRING \$query_string;
            fastcgi_param CONTENT_TYPE \$content_type;
            fastcgi_param CONTENT_LENGTH \$content_length;
        }
    }
}
CONF
}
# Waits for a command to succeed, at most 10 seconds and not longer than the process lives.
await() { # pid command...
  local pid=$1 end=$((SECONDS + 10)); shift
  until "$@" >/dev/null 2>&1; do
    kill -0 "$pid" 2>/dev/null && [ $SECONDS -lt $end ] || return 1
    sleep 0.05
  done
}
get() { local page=$1; shift; curl -s -m 10 -g "$@" "http://127.0.0.1:$port/$page"; }
# A query that PHP alone has signed, with a name that $_GET would not show as it is, and a stamp so many seconds old.
signed_query() { # method age
  php -n -r '
    [, $method, $age, $host] = $argv;
    $query = "Item.1=a%20b&Timestamp=" . rawurlencode(gmdate("Y-m-d\TH:i:s\Z", time() - $age));
    $mac = hash_hmac("sha256", "$method\n$host\n/verify.php\n$query", "secret", true);
    echo "$query&Signature=", rawurlencode(base64_encode($mac));' "$1" "$2" "127.0.0.1:$port"
}
shut='FFI API is restricted by "ffi.enable" configuration directive'
signature='i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs='

"${ordinary[@]}" PHP_INI_SCAN_DIR=":$dir/ini" "$fpm" -F -y "$dir/fpm.conf" >"$dir/fpm.out" 2>&1 &
manager=$!; pids+=("$manager")
if ! await "$manager" test -S "$dir/run/fpm.sock"; then
  check 'php-fpm starts' "$(cat "$dir/fpm.out" "$dir/run/fpm.log" 2>/dev/null)" started
  counted
  exit 1
fi
# A free port, as the kernel says; another program may take it before nginx does, and then there is another.
for attempt in 1 2 3 4 5; do
  port=$(php -n -r '$s = stream_socket_server("tcp://127.0.0.1:0"); echo substr(strrchr(stream_socket_get_name($s, false), ":"), 1);')
  configure
  "${ordinary[@]}" nginx -e "$dir/run/nginx.log" -p "$dir/run" -c "$dir/nginx.conf" >"$dir/nginx.out" 2>&1 &
  server=$!; pids+=("$server")
  await "$server" get user.php && break
  grep -q 'Address already in use' "$dir/nginx.out" "$dir/run/nginx.log" || break
done
check 'nginx and php-fpm answer, as an ordinary user' "$(get user.php)" 'not root'

pages() { # when
  check "$1: signs the published example" "$(get sign.php)" "$signature"
  check "$1: the function, by Composer's autoloader" "$(get function.php)" \
    'http://webservices.amazon.com/onca/xml?AWSAccessKeyId=AK&ItemId=K%C3%A4se&Service=AWSECommerceService&&Version=2011-08-01&'
  check "$1: the class alone is preloaded" "$(get preloaded.php)" 'class, no function'
  check "$1: FFI stays closed for everybody else" "$(get outside.php)" "$shut"
  query=$(signed_query GET 0)
  check "$1: verifies a GET" "$(get "verify.php?$query")" right
  check "$1: verifies no other GET" "$(get "verify.php?${query/a%20b/a%20c}")" wrong
  has "$1: verifies no old GET" "$(get "verify.php?$(signed_query GET 1000)")" expired
  check "$1: verifies a POST" "$(get verify.php -d "$(signed_query POST 0)")" right
  check "$1: verifies no GET as POST" "$(get verify.php -d "$query")" wrong
  check "$1: 400 requests, four workers" "$(curl -s -m 60 -Z --parallel-max 8 "http://127.0.0.1:$port/sign.php?n=[1-400]" |
    sort | uniq -c | tr -s ' ')" " 400 $signature"
}
pages 'first'
workers() { pgrep -P "$1" | sort | paste -sd' '; }
before=$(workers "$manager")
rm -f "$dir/run/reloaded"
kill -USR2 "$manager"
# The manager starts anew under its number, and so do its workers.
for _ in {1..200}; do
  now=$(workers "$manager")
  [ -n "$now" ] && [ -z "$(comm -12 <(tr ' ' '\n' <<<"$before") <(tr ' ' '\n' <<<"$now"))" ] && [ "$(wc -w <<<"$now")" = 4 ] && break
  sleep 0.05
done
check 'php-fpm has other workers after a reload' "$([ "$now" != "$before" ] && wc -w <<<"$now")" 4
pages 'after a reload'
check 'nothing that nginx is alarmed about' "$(grep -E '\[(alert|crit|emerg|error)\]' "$dir/run/nginx.log")" ''
check 'nothing that php-fpm is alarmed about' "$(grep -E 'WARNING|ERROR|ALERT|SIGSEGV' "$dir/run/fpm.log")" ''

counted
