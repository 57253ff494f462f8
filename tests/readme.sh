#!/usr/bin/env bash
# The examples of README.md and of the header's first chapter, as they stand there, are compiled and run. So are the commands of
# the chapters "Install", of README.md and of the bindings' pages, in a copy of the system that is forgotten afterwards.
set -euo pipefail
cd "$(dirname "$0")/.."
library=${AWS_SIGNED_REQUEST_LIB:?names the library}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0

# The code blocks in a language of a chapter of README.md, one after the other.
blocks() {
    sed -n "/^## $2\$/,/^## /p" README.md | sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" | sed '/^```/d'
}

# looks_right WHAT TEXT PATTERN
looks_right() {
    if grep -qE "$3" <<<"$2"; then
        passed=$((passed + 1))
    else
        printf '%s: expected %s, got:\n%s\n%d passed, 1 failed\n' "$1" "$3" "$2" "$passed"
        exit 1
    fi
}

compile() {
    cc -std=c99 -Wall -Wextra -Wpedantic -Werror -Iinclude "$work/$1.c" -o "$work/$1" -L"$work" -laws_signed_request \
        -Wl,-rpath,"$work"
}
ln -s "$(realpath "$library")" "$work/libaws_signed_request.so"
ln -s "$(realpath "$library")" "$work/libaws_signed_request.so.0"

simpledb='^https://sdb.amazonaws.com/\?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=ListDomains&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=20[0-9-]{8}T[0-9]{2}%3A[0-9]{2}%3A[0-9]{2}Z&Version=2009-04-15&Signature=[A-Za-z0-9%]+%3D$'

sed -n '/^ \*     #include/,/^ \*     }/p' include/aws_signed_request.h | sed 's/^ \*     \{0,1\}//; s/^ \*$//' >"$work/manual.c"
compile manual
looks_right "the header's example" "$("$work/manual")" "$simpledb"

blocks c "Five minutes in C" >"$work/readme.c"
compile readme
looks_right "README.md, C" "$("$work/readme")" "$simpledb"

cp bindings/php/aws_signed_request.php bindings/php/aws_signed_request.preload.h "$work"
{ echo '<?php'; blocks php 'Five minutes in PHP' | sed '/^<?php$/d'; } >"$work/readme.php"
looks_right "README.md, PHP" "$(php "$work/readme.php" | tail -n 1)" "$simpledb"

cp bindings/python/aws_signed_request.py "$work"
blocks python "Five minutes in Python" >"$work/readme.py"
looks_right "README.md, Python" "$(${PYTHON:-python3} "$work/readme.py" | tail -n 1)" "$simpledb"

# The chapter "SignatureDoesNotMatch": a URL that was refused, and what is to be said of it, which stands in the chapter.
secret=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
url='https://sdb.amazonaws.com/?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=Select&SelectExpression=select+a+from+b'
url+='&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2011-10-03T15%3A19%3A30Z&Version=2009-04-15'
url+='&Signature=I6lhNp1XbP4zjnCnPHhSRHfeTcYw1Dcyqt9YshS39bQ%3D'
said='parameter 3 "SelectExpression": a space was signed as +; write it as %20'
looks_right "README.md, what is said" "$(sed -n '/^## SignatureDoesNotMatch$/,/^## /p' README.md)" "^${said//+/\\+}\$"
mkdir -p "$work/checkout/target/release"
ln -s "$PWD/include" "$PWD/bindings" "$work/checkout"
ln -s "$(dirname "$(realpath "$library")")/libaws_signed_request.a" "$work/checkout/target/release"
blocks sh SignatureDoesNotMatch >"$work/ask.sh"
asked=$(cd "$work/checkout" && printf '%s\n' "$url" "$secret" | bash -e "$work/ask.sh" 2>/dev/null || true)
looks_right "README.md, SignatureDoesNotMatch, C" "$asked" "^${said//+/\\+}\$"
{
    printf "<?php require '%s'; \$url = '%s'; \$secret = '%s';\n" aws_signed_request.php "$url" "$secret"
    blocks php SignatureDoesNotMatch
} >"$work/ask.php"
looks_right "README.md, SignatureDoesNotMatch, PHP" "$(php "$work/ask.php")" "^${said//+/\\+}\$"
{
    printf "from aws_signed_request import diagnose_url\nurl = '%s'\nsecret = '%s'\n" "$url" "$secret"
    blocks python SignatureDoesNotMatch
} >"$work/ask.py"
looks_right "README.md, SignatureDoesNotMatch, Python" "$(${PYTHON:-python3} "$work/ask.py")" "^${said//+/\\+}\$"

# The commands of a chapter "Install", each block in a shell of its own from the top of the checkout, as they are told to be.
install_chapter() {
    sed -n '/^## Install$/,/^## [^I]/p' "$1" | awk -v page="$1" '
        /^```sh$/ { inside = 1; print "echo \"== " page "\"; ( set -e"; next }
        /^```$/ && inside { inside = 0; print ")"; next }
        inside'
}
{
    echo 'set -eu'
    # In a copy of the system everybody is root, and who has no sudo is served by this.
    echo 'command -v sudo >/dev/null || { printf "#!/bin/sh\nexec \"\$@\"\n" >/usr/local/bin/sudo; chmod +x /usr/local/bin/sudo; }'
    # Nothing of what is made here is to be found elsewhere than where the chapters put it.
    echo 'unset AWS_SIGNED_REQUEST_LIB LD_LIBRARY_PATH MAKEFLAGS MAKELEVEL; cp "$1/readme.c" sign.c'
    for page in README.md bindings/php/README.md bindings/python/README.md bindings/node/README.md; do
        install_chapter $page
    done
} >"$work/install.sh"
status=0
COMPOSER_ALLOW_SUPERUSER=1 DEBIAN_FRONTEND=noninteractive PYTHON=${PYTHON:-python3} \
    tests/in_a_copy.sh bash "$work/install.sh" "$work" >"$work/install.out" 2>&1 || status=$?
if [ $status = 125 ]; then
    cat "$work/install.out"
    echo "NOT RUN: the commands of the chapters \"Install\", since there is no copy of the system to run them in"
else
    said=$(cat "$work/install.out")
    looks_right "the chapters \"Install\" end with status" "$status$([ $status = 0 ] || echo ": $said")" '^0$'
    for page in README.md bindings/php/README.md bindings/python/README.md bindings/node/README.md; do
        looks_right "the chapter \"Install\" of $page" "$said" "^== $page\$"
    done
    looks_right "two programs sign, shared and static" "$(grep -cE "$simpledb" <<<"$said")" '^2$'
    looks_right "man asr_v2_render" "$said" '^ASR_V2_RENDER\(3\)'
    looks_right "PHP, Python and Node say the release" \
        "$(grep -cFx "$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)" <<<"$said")" '^3$'
fi

echo "$passed passed, 0 failed"
