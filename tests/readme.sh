#!/usr/bin/env bash
# The examples of README.md and of the header's first chapter, as they stand there, are compiled and run.
set -euo pipefail
cd "$(dirname "$0")/.."
library=${AWS_SIGNED_REQUEST_LIB:?names the library}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0

# The code blocks of README.md in a language, one after the other.
blocks() {
    sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" README.md | sed '/^```/d'
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

blocks c >"$work/readme.c"
compile readme
looks_right "README.md, C" "$("$work/readme")" "$simpledb"

cp bindings/php/aws_signed_request.php bindings/php/aws_signed_request.preload.h "$work"
{ echo '<?php'; blocks php | sed '/^<?php$/d'; } >"$work/readme.php"
looks_right "README.md, PHP" "$(php "$work/readme.php" | tail -n 1)" "$simpledb"

cp bindings/python/aws_signed_request.py "$work"
blocks python >"$work/readme.py"
looks_right "README.md, Python" "$(${PYTHON:-python3} "$work/readme.py" | tail -n 1)" "$simpledb"

echo "$passed passed, 0 failed"
