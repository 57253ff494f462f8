#!/bin/sh
# The header compiles alone, twice, and in use, in every C and C++ that is promised; and the bare declarations load as
# they are in PHP FFI, LuaJIT and cffi. A tool that is missing is a failure, but for clang, of which it is said.
#
#     BUILD=... LIBRARY=... [PYTHON=...] header.sh

set -u
cd "$(dirname "$0")" || exit 1
: "${BUILD:?}" "${LIBRARY:?}" "${PYTHON:=/usr/bin/python3}"
include=../../include
warnings="-Wall -Wextra -Wpedantic -Werror"
. ../counting.sh

mkdir -p "$BUILD/header"
printf '#include <aws_signed_request.h>\n' >"$BUILD/header/once.c"
printf '#include <aws_signed_request.h>\n#include <aws_signed_request.h>\n' >"$BUILD/header/twice.c"
# What a caller writes: enumerators go where the signatures have fixed-width integers, without a cast.
cat >"$BUILD/header/use.c" <<'END'
#include <aws_signed_request.h>

int32_t use(void);

int32_t use(void)
{
    asr_param param = {"Action", 6, "ListDomains", 11};
    asr_v2_request request = {0};
    char out[256];
    int32_t len;
    request.struct_size = sizeof request;
    request.endpoint = "https://sdb.amazonaws.com/";
    request.endpoint_len = 26;
    request.secret = "secret";
    request.secret_len = 6;
    request.params = &param;
    request.params_count = 1;
    request.dialect = ASR_DIALECT_AS_GIVEN;
    request.flags = ASR_F_ANY_CREDENTIAL | ASR_F_EMPTY_HOST | ASR_F_HMAC_SHA1;
    len = asr_v2_render(&request, ASR_STAGE_URL, out, sizeof out);
    if (len == ASR_E_TIME || asr_sizeof(ASR_STRUCT_PARAM) != sizeof param) {
        return len;
    }
    if (asr_v2_verify_url("GET", out, (size_t)len, "secret", ASR_F_HMAC_SHA1) == ASR_E_MISMATCH) {
        return asr_v2_render_url(0, "http://h/", 9, 0, "secret", 0, ASR_DIALECT_HTX, 0, ASR_STAGE_ERROR, out, 256);
    }
    return asr_key_init(0, 0, 0, ASR_F_ANY_CREDENTIAL) == ASR_OK;
}
END
sed 's/= {0}/= asr_v2_request()/' "$BUILD/header/use.c" >"$BUILD/header/use.cc"
cp "$BUILD/header/once.c" "$BUILD/header/once.cc"
cp "$BUILD/header/twice.c" "$BUILD/header/twice.cc"

# Whether a compiler knows a standard, so that a new one is asked for by the name that this compiler has for it.
knows() {
    "$1" "-std=$2" -x "$3" -fsyntax-only /dev/null 2>/dev/null
}

in_c() {
    for std in c99 c11 c17 c23; do
        if [ $std = c23 ] && ! knows "$1" c23 c; then
            std=c2x
        fi
        for file in once twice use; do
            try "$1 -std=$std $file.c" "$1" -std=$std $warnings -Wconversion -Wstrict-prototypes -I$include \
                -fsyntax-only "$BUILD/header/$file.c"
        done
    done
}

in_cxx() {
    for std in c++11 c++14 c++17 c++20; do
        for file in once twice use; do
            try "$1 -std=$std $file.cc" "$1" -std=$std $warnings -Wconversion -I$include -fsyntax-only \
                "$BUILD/header/$file.cc"
        done
    done
    # The names are those of C, so that a C++ program links.
    printf '#include <aws_signed_request.h>\nint main() { return asr_version()[0] == 0; }\n' >"$BUILD/header/link.cc"
    try "$1, linked" "$1" -std=c++11 $warnings -I$include "$BUILD/header/link.cc" "$LIBRARY" \
        -Wl,-rpath,"$(dirname "$LIBRARY")" -o "$BUILD/header/link"
    try "$1, run" "$BUILD/header/link"
}

in_c gcc
in_cxx g++
for pair in clang:in_c clang++:in_cxx; do
    if command -v "${pair%:*}" >/dev/null; then
        "${pair#*:}" "${pair%:*}"
    else
        echo "${pair%:*} is not installed: the header was not compiled with it"
    fi
done

# Every enumerator has its line in the table of literal numbers, so that a new one cannot come in unseen.
for name in $(grep -o 'ASR_[A-Z0-9_]* = ' $include/aws_signed_request.h | cut -d' ' -f1); do
    try "$name in abi.c" grep -q "NUMBER($name, " abi.c
done
# The same for every function and its type. That exports.txt is what the header declares is for exports.sh to say.
while read -r name; do
    try "$name in abi.c" grep -qE "FUNCTION\(.*, $name," abi.c
done <exports.txt

cdef=$include/aws_signed_request.cdef.h
try "no preprocessor line in the declarations" sh -c "! grep -q '^ *#' $cdef"
try "PHP FFI" php -d ffi.enable=1 cdef.php $cdef "$LIBRARY"
try "LuaJIT" luajit cdef.lua $cdef "$LIBRARY"
try "cffi" "$PYTHON" cdef.py $cdef "$LIBRARY"

counted
