#!/usr/bin/env bash
# `make deb` as its users meet it: what lintian says, what is in the packages, and then dpkg -i, programs and bindings that
# find what is installed without being told where, and dpkg -P, which leaves nothing.
#
# The packages are installed in a copy of the system that is forgotten afterwards, or else, by root or with sudo, on the
# system itself; if there is neither, they are only unpacked, and the last line says so. NODE_MODULES names a folder with
# koffi; by default that of bindings/node.
set -u
cd "$(dirname "$0")/.." || exit 1
root=$PWD
. tests/counting.sh
export LC_ALL=C.UTF-8
unset AWS_SIGNED_REQUEST_LIB AWS_SIGNED_REQUEST_CDEF LD_LIBRARY_PATH PKG_CONFIG_PATH CPATH LIBRARY_PATH CMAKE_PREFIX_PATH \
    MAKEFLAGS MAKELEVEL
build=${BUILD:-$root/build}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
triplet=$(dpkg-architecture -qDEB_HOST_MULTIARCH)
simpledb='^https://sdb\.amazonaws\.com/\?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=ListDomains&.*&Signature=[A-Za-z0-9%]+%3D$'

ours() { readelf -dW "$1" | sed -n 's/.*(NEEDED).*\[\(.*aws_signed_request.*\)\]/\1/p'; }
published() {
    "$@" --published | grep -coE 'Nace\+U3Az4OhN7tISqgs1vdLBHBEijWcBeCqL5xN9xg=|i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs='
}

# What programs do with the packages, in a folder of their own. Where the files are only unpacked, they have to be told.
use() {
    local at=$build/use-deb flags
    rm -rf "$at"
    mkdir -p "$at"
    cp bindings/c/example.c bindings/cpp/example.cpp "$at"
    sed -n '/^```c$/,/^```$/p' README.md | sed '/^```/d' >"$at/sign.c"
    cp bindings/php/aws_signed_request.php bindings/php/aws_signed_request.preload.h \
        bindings/python/aws_signed_request.py bindings/lua/aws_signed_request.lua "$at"
    mkdir -p "$at/node_modules/aws-signed-request"
    cp bindings/node/aws_signed_request.js bindings/node/package.json "$at/node_modules/aws-signed-request"
    ln -s "${NODE_MODULES:-$root/bindings/node/node_modules}"/* "$at/node_modules/"
    cd "$at" || exit 1

    flags=$(pkg-config --cflags --libs aws_signed_request)
    if [ "$1" = installed ]; then
        check "pkg-config names the library alone" "$(echo $flags)" -laws_signed_request
    fi
    try "C" cc -std=c99 -Wall -Werror example.c -o example $flags
    try "README.md's" cc -std=c99 -Wall -Werror sign.c -o sign $flags
    try "C++" c++ -std=c++17 -Wall -Werror example.cpp -o example_cpp $flags
    try "C, static" cc -static example.c -o static $(pkg-config --static --cflags --libs aws_signed_request)
    for program in example example_cpp static; do
        check "$program signs the published examples" "$(published ./$program)" 4
    done
    check "README.md's prints a signed URL" "$(./sign | grep -cE "$simpledb")" 1
    check "shared is shared" "$(ours example)" libaws_signed_request.so.0
    check "static is static" "$(ours static)" ''

    printf '%s\n' 'cmake_minimum_required(VERSION 3.13)' 'project(example LANGUAGES C CXX)' \
        'find_package(aws_signed_request 0.1 REQUIRED)' 'add_executable(c example.c)' 'add_executable(cpp example.cpp)' \
        'target_link_libraries(c PRIVATE aws_signed_request::aws_signed_request_static)' \
        'target_link_libraries(cpp PRIVATE aws_signed_request::aws_signed_request_cpp)' >CMakeLists.txt
    try "CMake" cmake -S . -B cmake ${2:+-DCMAKE_PREFIX_PATH="$2/usr"}
    try "CMake, built" cmake --build cmake
    check "CMake, C signs the published examples" "$(published cmake/c)" 4
    check "CMake, C++ signs the published examples" "$(published cmake/cpp)" 4

    check "PHP finds it" "$(php -r 'require "aws_signed_request.php"; echo AwsSignedRequest::version();' 2>&1)" "$version"
    check "Python finds it" "$(${PYTHON:-python3} -c 'import aws_signed_request as a; print(a.version())' 2>&1)" "$version"
    check "Node finds it" "$(node -p 'require("aws-signed-request").version()' 2>&1)" "$version"
    check "LuaJIT finds it, and its declarations" \
        "$(${LUA_CDEF:+env AWS_SIGNED_REQUEST_CDEF="$LUA_CDEF"} luajit -e 'print(require "aws_signed_request".version())' 2>&1)" \
        "$version"
    cd "$root" || exit 1
    rm -rf "$at"
}

# What is where the packages put something, but for what dpkg remembers of its own doings.
left() {
    find /usr /etc /var/lib/dpkg \( -iname '*aws?signed?request*' -o -name 'asr_*.3*' \) 2>/dev/null | grep -v "^$root/" |
        sort
}

# In the copy, or on the system itself.
installed() {
    check "nothing of it is there before" "$(left)" ''
    # Small images leave out manuals; these are wanted.
    try "dpkg -i" dpkg --path-include='/usr/share/man/*' --path-include='/usr/share/doc/*' -i "$build"/deb/*.deb
    has "the loader knows it" "$(ldconfig -p | grep aws_signed_request)" "/$triplet/libaws_signed_request.so.0"
    check "dpkg --verify" "$(dpkg --verify libaws-signed-request0 libaws-signed-request-dev 2>&1)" ''
    use installed
    for page in asr_v2_render aws_signed_request libaws_signed_request asr_v2_request; do
        has "man $page" "$(man 3 $page 2>&1 | sed 's/.\x08//g')" "asr_v2_"
    done
    try "dpkg -P" dpkg -P libaws-signed-request-dev libaws-signed-request0
    check "nothing is left" "$(left)" ''
    check "the loader has forgotten it" "$(ldconfig -p | grep -c aws_signed_request)" 0
}

if [ "${1:-}" = installed ]; then
    installed
    counted
    exit
fi

# --- The packages ----------------------------------------------------------------------------------------------------

for tool in cc c++ pkg-config cmake php luajit node lintian dpkg-deb readelf man; do
    command -v $tool >/dev/null || { echo "FAILED there is no $tool"; failed=$((failed + 1)); }
done
[ $failed -eq 0 ] || { counted; exit 1; }

try "make deb" make -s deb
[ $failed -eq 0 ] || { counted; exit 1; }
runtime=$(echo "$build"/deb/libaws-signed-request0_*.deb)
development=$(echo "$build"/deb/libaws-signed-request-dev_*.deb)
check "the release is that of Cargo.toml" "$(dpkg-deb -f "$runtime" Version)" "$version-1"
# That a first upload closes a bug is a rule for uploads to Debian itself.
check "lintian" "$(lintian --allow-root --no-cfg --fail-on none --suppress-tags initial-upload-closes-no-bugs \
    "$build"/deb/*.changes 2>&1 | grep -v '^running with root')" ''
check "every crate is in the copyright file" "$(cargo tree --offline --locked -e normal --prefix none | sed 1d |
    cut -d' ' -f1 | sort -u | while read -r crate; do
        grep -qwE "crates/$crate" debian/copyright || echo "$crate"
    done)" ''

listed() { dpkg-deb -c "$1" | awk '{print $6}' | grep -v '/$' | sed 's|^\./||' | sort; }
lib=usr/lib/$triplet
doc=usr/share/doc/libaws-signed-request
check "what is in the package" "$(listed "$runtime")" "$(printf '%s\n' "$lib/libaws_signed_request.so.0" \
    "$lib/libaws_signed_request.so.$version" ${doc}0/changelog.Debian.gz ${doc}0/changelog.gz ${doc}0/copyright | sort)"
check "what is in the development package" "$(listed "$development")" "$({
    printf "$lib/%s\n" cmake/aws_signed_request/aws_signed_request-config{,-version}.cmake libaws_signed_request.{a,so} \
        pkgconfig/aws_signed_request.pc
    printf 'usr/include/aws_signed_request.%s\n' h cdef.h hpp
    printf "$doc-dev/%s\n" README.md.gz changelog.Debian.gz changelog.gz copyright
    { echo libaws_signed_request; cat tests/c/exports.txt; sed -n 's/^typedef struct \(.*\) {$/\1/p' \
        include/aws_signed_request.cdef.h; } | sed 's|.*|usr/share/man/man3/&.3.gz|'
} | sort)"
has "it depends on the C library alone" "$(dpkg-deb -f "$runtime" Depends | sed 's/, libgcc-s1 ([^)]*)//')" 'libc6 (>= '
check "and on nothing else" "$(dpkg-deb -f "$runtime" Depends | tr ',' '\n' | grep -vcE '^ *(libc6|libgcc-s1)( |$)')" 0
echo "depends: $(dpkg-deb -f "$runtime" Depends)"
check "the development package wants the same release" "$(dpkg-deb -f "$development" Depends)" \
    "libaws-signed-request0 (= $version-1)"
check "both may be there for two architectures" \
    "$(dpkg-deb -f "$runtime" Multi-Arch) $(dpkg-deb -f "$development" Multi-Arch)" 'same same'
check "each export is in the symbols file" "$(dpkg-deb -I "$runtime" symbols | sed -n 's/^ \(.*\)@Base .*/\1/p' | paste -sd' ')" \
    "$(sort tests/c/exports.txt | paste -sd' ')"
has "the loader is told" "$(dpkg-deb -I "$runtime" triggers)" 'activate-noawait ldconfig'

# --- Installed -------------------------------------------------------------------------------------------------------

# Node's part of the test wants koffi, which is installed with that binding's tests.
[ -d "${NODE_MODULES:-bindings/node/node_modules}/koffi" ] || { (cd bindings/node && npm ci --ignore-scripts --no-audit --no-fund) >/dev/null; }
how="in a copy of the system"
tests/in_a_copy.sh env BUILD="$build" NODE_MODULES="${NODE_MODULES:-}" PYTHON="${PYTHON:-python3}" "$root/tests/deb.sh" \
    installed >"$build/deb.out" 2>&1
status=$?
if [ $status = 125 ]; then
    as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo -n)
    if "${as_root[@]}" true 2>/dev/null; then
        how="on the system itself"
        if [ -n "$(left)" ]; then
            echo "FAILED it is installed on this system, and would be removed: $(left | head -n 1)"
            failed=$((failed + 1))
        else
            "${as_root[@]}" env BUILD="$build" PATH="$PATH:/usr/sbin:/sbin" NODE_MODULES="${NODE_MODULES:-}" \
                PYTHON="${PYTHON:-python3}" tests/deb.sh installed >"$build/deb.out" 2>&1
            status=$?
        fi
    fi
fi
if [ $status != 125 ]; then
    cat "$build/deb.out"
    read -r more _ less _ <<<"$(tail -n 1 "$build/deb.out")"
    case $more$less in
    *[!0-9]* | '') echo "FAILED the installed packages: status $status"; failed=$((failed + 1)) ;;
    *) passed=$((passed + more)); failed=$((failed + less)) ;;
    esac
elif [ $failed = 0 ]; then
    how="NOT INSTALLED, only unpacked: neither root nor sudo"
    unpacked=$build/unpacked
    rm -rf "$unpacked"
    for package in "$runtime" "$development"; do
        try "unpacking $(basename "$package")" dpkg-deb -x "$package" "$unpacked"
    done
    export PKG_CONFIG_PATH=$unpacked/$lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$unpacked PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 \
        PKG_CONFIG_ALLOW_SYSTEM_LIBS=1 LD_LIBRARY_PATH=$unpacked/$lib \
        LUA_CDEF=$unpacked/usr/include/aws_signed_request.cdef.h
    use unpacked "$unpacked"
    rm -rf "$unpacked"
fi
echo "Debian's packages were used: $how"
counted
