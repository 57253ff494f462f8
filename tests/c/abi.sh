#!/bin/sh
# Whether a program that was linked with an older build still runs with this one: abidiff lays the functions, structs and
# numbers of the header beside abi.xml, which is how they were; and the C library that is asked for is no newer than
# docs/abi.md says. That the header is what the library has is for exports.sh, abi.c and tests/headers.rs to say.
#
#     BUILD=... LIBRARY=... abi.sh           compares with abi.xml, or with the dump that DUMP names
#     BUILD=... LIBRARY=... abi.sh renew     writes abi.xml
#
# What the library was compiled of has Rust's types in it, private ones too, which nobody links with. So what is dumped is
# a library with the same functions and nothing in them, made of the declarations by a C compiler.

set -u
cd "$(dirname "$0")" || exit 1
: "${BUILD:?}" "${LIBRARY:?}" "${CC:=gcc}"
. ./compiler.sh
dump=${DUMP:-abi.xml}
declarations=../../include/aws_signed_request.cdef.h
work=$BUILD/abi-dump
passed=0
failed=0
mkdir -p "$work"

pass() { passed=$((passed + 1)); }
fail() {
    failed=$((failed + 1))
    printf '%s\n' "$@"
}

# The types of C come from the compiler, since a C library would bring along some of its own.
{
    for type in int32 uint32 int64 uint64 uint8; do
        echo "typedef __$(echo $type | tr a-z A-Z)_TYPE__ ${type}_t;"
    done
    echo "typedef __SIZE_TYPE__ size_t;"
    # Each function, whose declaration begins at the line's beginning and ends in a semicolon, gets a body.
    sed '/^[a-z].*(/,/);$/s/);$/) { __builtin_trap(); }/' $declarations
} >"$work/declarations.c"
soname=$(readelf -dW "$LIBRARY" | sed -n 's/.*(SONAME).*\[\(.*\)\]/\1/p')

# The numbers are in no function's type, and the compiler would leave them out.
dumped() {
    "$CC" -std=c99 -g -O0 -fPIC -shared -nostdlib -fno-eliminate-unused-debug-types "$work/declarations.c" \
        -Wl,-soname,"$soname" -o "$work/declarations.so" &&
        abidw --load-all-types --no-corpus-path --no-comp-dir-path --no-show-locs --no-elf-needed --no-parameter-names \
            --type-id-style hash "$work/declarations.so" | sed "s| path='[^']*'| path='aws_signed_request.cdef.h'|" \
            >"$work/abi.xml" && [ -s "$work/abi.xml" ]
}

# Of what abidiff says, the lines that are no addition: something is gone, or has another value, place, size or type. A new
# field is an addition where the struct says its size, and nowhere else.
no_additions() {
    growing=$(sed -n "/<class-decl /{s/.*name='\([^']*\)'.*/\1/;h;n;n;/name='struct_size'/{x;p}}" "$dump" | paste -sd'|')
    awk -v growing="^($growing)$" '
        /summary:/ { next }
        match($0, /struct [a-z0-9_]+/) { struct = substr($0, RSTART + 7, RLENGTH - 7) }
        /data member insertion/ && struct !~ growing { print "  " struct ": " $0 }
        /^ *\[D\]|offset changed|from value|(deletion|removed|was added)|name changed|return type|SONAME/ { print }
        /type size changed/ && struct !~ growing { print }' | sort -u
}

added="Beside what $dump has, the ABI has grown as shown above. Name what was added in CHANGELOG.md, and renew the dump by
\"make abi\". docs/abi.md says what else an addition needs."
broken="This is no addition, and programs that are linked with the last release would break. Take it back; or raise ABI in
build.rs as docs/abi.md says, and renew the dump by \"make abi\"."

if [ "$(uname -m)" != x86_64 ]; then
    echo "NOT RUN: the comparison with $dump, which is of x86_64 and was not made here"
elif ! command -v abidw >/dev/null || ! command -v abidiff >/dev/null; then
    fail "there is no abidw or abidiff: scripts/install-deps test"
elif ! dumped; then
    fail "the ABI could not be dumped: $work/declarations.c"
elif [ "${1:-}" = renew ]; then
    [ ! -r "$dump" ] || abidiff --no-default-suppression --non-reachable-types --harmless "$dump" "$work/abi.xml"
    cp "$work/abi.xml" "$dump"
    echo "$dump is written: $(grep -c '<elf-symbol ' "$dump") functions, $(grep -c '<class-decl ' "$dump") structs," \
        "$(grep -c '<enumerator ' "$dump") numbers"
    exit
else
    said=$(abidiff --no-default-suppression --non-reachable-types --harmless "$dump" "$work/abi.xml" 2>&1)
    status=$?
    if [ $status = 0 ]; then
        pass
        echo "the ABI is that of $dump: $(grep -c '<elf-symbol ' "$dump") functions," \
            "$(grep -c '<class-decl ' "$dump") structs, $(grep -c '<enumerator ' "$dump") numbers"
    elif [ $((status & 12)) != 0 ]; then
        worse=$(echo "$said" | no_additions)
        fail "$said" "$([ -z "$worse" ] && echo "$added" || printf '%s\n%s\n' "$worse" "$broken")"
    else
        fail "$said" "abidiff ended with $status, and compared nothing"
    fi
fi

# The oldest C library that programs with this library run on. docs/abi.md has a line for each architecture.
machine=$(readelf -hW "$LIBRARY" | sed -n 's/ *Machine: *//p')
floor=$(sed -n "s,^| $machine | \(GLIBC_[0-9.]*\) |.*,\1,p" ../../docs/abi.md)
rustc=$(compiler_of "$LIBRARY")
if keeps_panics "$rustc" && [ "$floor" = GLIBC_2.14 ]; then
    echo "rustc $rustc is older than 1.95, so GLIBC_2.33 is allowed"
    floor=GLIBC_2.33
fi
newest=$(readelf -VW "$LIBRARY" | grep -oE 'GLIBC_[0-9.]+' | sort -Vu | tail -n 1)
echo "the newest C library that it asks for: $newest, of $floor that docs/abi.md allows on $machine"
if [ -z "$floor" ]; then
    fail "docs/abi.md has no line for $machine: say there which C library it may ask for"
elif [ "$(printf '%s\n' "$floor" "$newest" | sort -V | tail -n 1)" != "$floor" ]; then
    fail "It asks for $newest, which is newer than the $floor of docs/abi.md, so programs would no longer start on systems" \
        "that they start on today. These ask for it, and something new in src or another compiler brought them along:" \
        "$(readelf --dyn-syms -W "$LIBRARY" | grep -F "@$newest" | awk '{print "  " $8}')"
else
    pass
fi

echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
