#!/bin/sh
# The header compiles in every C++ that is promised, with every compiler that is here, with exceptions and without; mistakes
# that the compiler is to find do not compile; no number of the C header is missing; the README's examples run.
#
#     BUILD=... LIBDIR=... [CXX=...] compile.sh

set -u
cd "$(dirname "$0")" || exit 1
: "${BUILD:?}" "${LIBDIR:?}" "${CXX:=g++}"
include=../../include
strict="-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -I. -I$include"
. ../../tests/counting.sh

# Whether a compiler knows a standard.
knows() {
    "$1" "-std=$2" -x c++ -fsyntax-only /dev/null 2>/dev/null
}

# Whether a compiler finds a mistake and says this of it, in its first error.
mistake() {
    number=$1 message=$2
    shift 2
    if LC_ALL=C "$@" -DCASE="$number" -fsyntax-only must_not_compile.cpp >"$BUILD/mistake.out" 2>&1; then
        echo "it compiles"
        return 1
    fi
    grep -m 1 'error:' "$BUILD/mistake.out" | grep -q "$message" || { cat "$BUILD/mistake.out"; return 1; }
}

compile_with() {
    for std in c++17 c++20 c++23; do
        if [ $std = c++23 ] && ! knows "$1" $std; then
            knows "$1" c++2b || continue
            std=c++2b
        fi
        for file in "$BUILD/twice.cpp" example.cpp run_vectors.cpp test.cpp; do
            try "$1 -std=$std $file" "$1" -std=$std $strict -DRELEASE='""' -fsyntax-only "$file"
        done
        for file in "$BUILD/twice.cpp" test_no_exceptions.cpp; do
            try "$1 -std=$std -fno-exceptions $file" "$1" -std=$std -fno-exceptions $strict -fsyntax-only "$file"
        done
        # Some warnings only come where code is made and optimised.
        try "$1 -std=$std -O2" "$1" -std=$std -O2 $strict -DRELEASE='""' -c test.cpp -o "$BUILD/optimised.o"
        try "$1 -std=$std, no mistake" "$1" -std=$std $strict -DCASE=0 -fsyntax-only must_not_compile.cpp
        while read -r case message; do
            try "$1 -std=$std, mistake $case" mistake "$case" "$message" "$1" -std=$std $strict
        done <<CASES
1 makes its texts on the fly
2 deleted
3 deleted
4 const asr::params
5 asr::status
6 nodiscard
7 nodiscard
8 deleted
CASES
    done
}

mkdir -p "$BUILD"
printf '#include <aws_signed_request.hpp>\n#include <aws_signed_request.hpp>\n' >"$BUILD/twice.cpp"
compilers=$CXX
for compiler in g++ clang++; do
    if ! command -v $compiler >/dev/null; then
        echo "$compiler is not installed: nothing was compiled with it"
    elif [ "$CXX" != $compiler ]; then
        compilers="$compilers $compiler"
    fi
done
for compiler in $compilers; do
    compile_with "$compiler"
done

for name in $(grep -o 'ASR_\(OK\|E\|STAGE\|DIALECT\|F\)[A-Z0-9_]* = ' $include/aws_signed_request.h | cut -d' ' -f1); do
    try "$name in the header" grep -q " = $name,\$" aws_signed_request.hpp
done

# What stands in the README after one another is one program: its includes, then its statements.
sed -n '/^```cpp$/,/^```$/p' README.md | sed '/^```/d' >"$BUILD/readme.blocks"
{
    grep '^#include' "$BUILD/readme.blocks"
    echo 'int main() {'
    sed '/^#include/d' "$BUILD/readme.blocks"
    echo '}'
} >"$BUILD/readme.cpp"
try "the README's examples" "$CXX" -std=c++17 $strict "$BUILD/readme.cpp" \
    -o "$BUILD/readme" -L"$LIBDIR" -laws_signed_request -Wl,-rpath,"$BUILD"
try "the README's examples, run" sh -c '"$1" >"$1.out"' sh "$BUILD/readme"
stamp='20[0-9-]{8}T[0-9]{2}%3A[0-9]{2}%3A[0-9]{2}Z'
while read -r line; do
    try "the README's examples print $line" grep -qE "$line" "$BUILD/readme.out"
done <<LINES
^https://sdb.amazonaws.com/\?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=ListDomains&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=$stamp&Version=2009-04-15&Signature=[A-Za-z0-9%]+%3D\$
^[A-Za-z0-9+/]{43}=\$
&SelectExpression=select%20%2A%20from%20books%20limit%2010&
^parameter 2 "Timestamp": the dialect adds this parameter itself\$
^parameter 1 "Action": the value is not valid UTF-8 \(at byte 0\)\$
^http://webservices.amazon.com/onca/xml\?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&AssociateTag=mytag-20&
^space-as-plus - .
LINES
try "the README's examples do not print 403" sh -c '! grep -q 403 "$1"' sh "$BUILD/readme.out"

counted
