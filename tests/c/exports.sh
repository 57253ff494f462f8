#!/bin/sh
# What the built library shows to a linker and asks of a system: exactly the functions of the header, its name, no clock
# and no network, a bounded size; and that the static library links into a C program.
#
#     BUILD=... LIBDIR=... exports.sh

set -u
cd "$(dirname "$0")" || exit 1
: "${BUILD:?}" "${LIBDIR:?}" "${CC:=gcc}"
. ./compiler.sh
shared=$LIBDIR/libaws_signed_request.so
static=$LIBDIR/libaws_signed_request.a
# 384 KB: signing alone was 160 KB; explaining, and the search for a mistake with its table of words, are the rest.
largest=393216
work=$BUILD/exports
mkdir -p "$work"
passed=0
failed=0

# same WHAT EXPECTED GOT: counts one comparison of two texts.
same() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '%s:\n  expected: %s\n  got:      %s\n' "$1" "$2" "$3"
    fi
}

# The functions that a header declares: a name before a parenthesis on a line that begins with a type.
declared() {
    sed -n 's/^[a-z].*[ *]\([a-z][a-z0-9_]*\)(.*/\1/p' "$1" | sort
}

words() {
    tr '\n' ' ' | sed 's/ *$//'
}

allowed=$(sort exports.txt | words)
same "the header and exports.txt" "$allowed" "$(declared ../../include/aws_signed_request.h | words)"
same "the bare declarations and exports.txt" "$allowed" "$(declared ../../include/aws_signed_request.cdef.h | words)"
same "the exports and exports.txt" "$allowed" "$(nm -D --defined-only "$shared" | awk '{print $NF}' | sort | words)"

dynamic=$(readelf -dW "$shared")
same "SONAME" "libaws_signed_request.so.0" "$(echo "$dynamic" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')"
# libgcc_s is how Rust unwinds; nothing here does, but GNU ld counts what it throws away. With older C libraries libpthread
# and libdl may stand here as well. Somebody would have to look at that, so it is a failure.
needed=$(echo "$dynamic" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort)
echo "needed: $(echo "$needed" | words)"
known='^(libc\.so\.6|libgcc_s\.so\.1|ld-linux[a-z0-9_-]*\.so\.[0-9]+)$'
same "NEEDED beyond that" "" "$(echo "$needed" | grep -vE "$known" | words)"
same "a run path, or text relocations" "" "$(echo "$dynamic" | grep -oE 'RPATH|RUNPATH|TEXTREL' | words)"

# All that it takes is memory, and the functions that copy, compare and measure bytes: no clock, no network, no file, no
# environment. (getauxval says on ARM whether there are SHA instructions; the rest is what every shared library has.)
allowed='malloc|calloc|realloc|free|posix_memalign|aligned_alloc|memcpy|memmove|memset|memcmp|bcmp|strlen|getauxval
__cxa_finalize|__gmon_start__|_ITM_deregisterTMCloneTable|_ITM_registerTMCloneTable'
rustc=$(compiler_of "$shared")
if keeps_panics "$rustc"; then
    echo "rustc $rustc is older than 1.95, so what would report a panic is allowed, and 640 KB"
    allowed="$allowed
_Unwind_.*|__tls_get_addr|__errno_location|abort|dl_iterate_phdr|gettid|syscall|getenv|getcwd|realpath|readlink|fstat64|stat64
statx|open64|lseek64|read|write|close|mmap64|munmap"
    largest=655360
fi
imports=$(nm -D --undefined-only "$shared" | awk '{print $NF}' | sed 's/@.*//' | sort -u)
more=$(echo "$imports" | grep -vxE "$(echo "$allowed" | paste -sd'|')" | words)
same "imports beyond memory and bytes" "" "$more"
case " $more " in
*" _Unwind_"*)
    echo "Something in the library can panic (an index, a slice, an unwrap, an allocation that may fail), or it was not built"
    echo "by \"make lib\": cargo leaves out link-time optimisation where a Rust library is built along with it."
    ;;
esac
echo "imports: $(echo "$imports" | words)"
echo "the newest C library that it asks for: $(readelf -VW "$shared" | grep -oE 'GLIBC_[0-9.]+' | sort -Vu | tail -n 1)"

cp "$shared" "$work/stripped.so"
strip "$work/stripped.so"
size=$(wc -c <"$work/stripped.so")
echo "stripped: $size bytes"
same "at most $largest bytes when stripped" yes "$([ "$size" -le $largest ] && echo yes)"

# The system libraries are those that `rustc --print native-static-libs` names for Linux with the GNU C library.
system="-lgcc_s -lutil -lrt -lpthread -lm -ldl -lc"
same "linking the static library" "" "$("$CC" -std=c99 -Wall -Wextra -Werror -I../../include \
    ../../bindings/c/example.c "$static" $system -o "$work/static" 2>&1)"
same "the shared library in a program that is linked to the static one" "" \
    "$(readelf -dW "$work/static" | grep -o 'libaws_signed_request[^]]*')"
"$work/static" --published >"$work/static.out" 2>&1
same "the exit code of the program that is linked to the static library" 0 $?

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
