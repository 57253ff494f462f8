#!/usr/bin/env bash
# `make install` as its users meet it: the list of files, C and C++ programs that are built with nothing but the installed
# files (through pkg-config and CMake, shared and static, also after everything was moved), the manual pages, and
# `make uninstall`, which leaves nothing. AWS_SIGNED_REQUEST_LIB names the library, which make lib has built.
set -u
cd "$(dirname "$0")/.." || exit 1
root=$PWD
. tests/counting.sh
export LC_ALL=C.UTF-8
unset AWS_SIGNED_REQUEST_LIB LD_LIBRARY_PATH PKG_CONFIG_PATH CPATH LIBRARY_PATH CMAKE_PREFIX_PATH MAKEFLAGS MAKELEVEL
for tool in cc c++ pkg-config cmake man groff mandoc readelf; do
    command -v $tool >/dev/null || { echo "FAILED there is no $tool"; failed=$((failed + 1)); }
done
[ $failed -eq 0 ] || { counted; exit 1; }

work=${BUILD:-$root/build}/install
rm -rf "$work"
mkdir -p "$work/src"
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
prefix=$work/prefix

# What is compiled, away from the checkout: the examples, and the one that README.md prints.
cp bindings/c/example.c "$work/src/c.c"
cp bindings/cpp/example.cpp "$work/src/cpp.cpp"
sed -n '/^```c$/,/^```$/p' README.md | sed '/^```/d' >"$work/src/readme.c"
printf '%s\n' '#include <aws_signed_request.h>' '#include <stdio.h>' \
    'int main(void) { return puts(asr_version()) < 0; }' >"$work/src/version.c"
simpledb='^https://sdb\.amazonaws\.com/\?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=ListDomains&.*&Signature=[A-Za-z0-9%]+%3D$'

files() { (cd "$1" && find . ! -type d | sed 's|^\./||' | sort); }
needed() { readelf -dW "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'; }
ours() { needed "$1" | grep aws_signed_request | paste -sd' '; }

# Every file, written down here once more. That every function has its page is what exports.txt is for.
wanted() { # library's folder, include folder, manual's folder
    for file in libaws_signed_request.a libaws_signed_request.so libaws_signed_request.so.0 \
        "libaws_signed_request.so.$version" pkgconfig/aws_signed_request.pc \
        cmake/aws_signed_request/aws_signed_request-config.cmake \
        cmake/aws_signed_request/aws_signed_request-config-version.cmake; do
        echo "$1/$file"
    done
    for file in aws_signed_request.h aws_signed_request.cdef.h aws_signed_request.hpp; do
        echo "$2/$file"
    done
    {
        echo libaws_signed_request
        cat tests/c/exports.txt
        sed -n 's/^typedef struct \(.*\) {$/\1/p' include/aws_signed_request.cdef.h
    } | sed "s|.*|$3/man3/&.3|"
}

# published PROGRAM: what it prints of the examples that Amazon's guides print, which names both signatures twice.
published() {
    "$@" --published | grep -coE 'Nace\+U3Az4OhN7tISqgs1vdLBHBEijWcBeCqL5xN9xg=|i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs='
}

# The headers that a program is compiled with are the installed ones.
headers() { # include folder, compiler, source, flags...
    local folder=$1 compiler=$2 source=$3
    shift 3
    "$compiler" "$@" -M "$source" | grep -oE '[^ ]*aws_signed_request\.hp*' | xargs -r realpath | sort -u |
        sed "s|^$(realpath "$folder")/||" | paste -sd' '
}

programs() { # what, library's folder, include folder
    local lib=$2 include=$3 flags libs out=$work/out
    rm -rf "$out"
    mkdir "$out"
    export PKG_CONFIG_PATH=$lib/pkgconfig
    check "$1: pkg-config knows the release" "$(pkg-config --modversion aws_signed_request)" "$version"
    flags=$(pkg-config --cflags aws_signed_request)
    libs=$(pkg-config --libs aws_signed_request)
    check "$1: C takes the installed header" "$(headers "$include" cc "$work/src/c.c" $flags)" aws_signed_request.h
    check "$1: C++ takes the installed headers" "$(headers "$include" c++ "$work/src/cpp.cpp" -std=c++17 $flags)" \
        'aws_signed_request.h aws_signed_request.hpp'
    try "$1: C, shared" cc -std=c99 -Wall -Wextra -Wpedantic -Werror $flags "$work/src/c.c" -o "$out/c" $libs -Wl,-rpath,"$lib"
    try "$1: C++, shared" c++ -std=c++17 -Wall -Wextra -Werror $flags "$work/src/cpp.cpp" -o "$out/cpp" $libs -Wl,-rpath,"$lib"
    try "$1: README.md's, shared" cc -std=c99 -Wall -Werror $flags "$work/src/readme.c" -o "$out/readme" $libs -Wl,-rpath,"$lib"
    check "$1: it asks for the soname" "$(ours "$out/c")" libaws_signed_request.so.0
    check "$1: and gets the installed one" "$(ldd "$out/c" | sed -n 's/.*=> \(.*aws_signed_request[^ ]*\).*/\1/p' |
        xargs realpath)" "$(realpath "$lib/libaws_signed_request.so.$version")"
    libs=$(pkg-config --static --libs aws_signed_request)
    try "$1: C, all static" cc -std=c99 -static $flags "$work/src/c.c" -o "$out/c-static" $libs
    try "$1: C++, all static" c++ -std=c++17 -static $flags "$work/src/cpp.cpp" -o "$out/cpp-static" $libs
    check "$1: which needs no library" "$(needed "$out/c-static")$(needed "$out/cpp-static")" ''
    for program in c cpp c-static cpp-static; do
        check "$1: $program signs the published examples" "$(published "$out/$program")" 4
    done
    check "$1: README.md's prints a signed URL" "$("$out/readme" | grep -cE "$simpledb")" 1
    unset PKG_CONFIG_PATH

    for language in c cpp; do
        cmake_project $language >"$work/src/CMakeLists.txt"
        rm -rf "$out/cmake"
        try "$1: CMake, $language" cmake -S "$work/src" -B "$out/cmake" -DCMAKE_PREFIX_PATH="$(dirname "$lib")" \
            -Daws_signed_request_DIR="$lib/cmake/aws_signed_request"
        try "$1: CMake, $language, built" cmake --build "$out/cmake"
        check "$1: CMake, $language, shared" "$(ours "$out/cmake/shared")" libaws_signed_request.so.0
        check "$1: CMake, $language, static" "$(ours "$out/cmake/static")" ''
        for program in shared static; do
            check "$1: CMake, $language, $program signs the published examples" "$(published "$out/cmake/$program")" 4
        done
    done
}

cmake_project() {
    local language=C target=aws_signed_request::aws_signed_request
    [ "$1" = c ] || { language=CXX; target=${target}_cpp; }
    cat <<CMAKE
cmake_minimum_required(VERSION 3.13)
project(example LANGUAGES $language)
find_package(aws_signed_request $version EXACT CONFIG REQUIRED)
# Whoever asks twice gets the same.
find_package(aws_signed_request 0.1 CONFIG REQUIRED)
add_executable(shared $1.$1)
target_link_libraries(shared PRIVATE $target)
add_executable(static $1.$1)
target_link_libraries(static PRIVATE ${target}_static)
CMAKE
}

# what it takes, library's folder: whether find_package is content.
found() {
    local at=$work/version
    rm -rf "$at"
    mkdir "$at"
    printf '%s\n' 'cmake_minimum_required(VERSION 3.19)' 'project(version LANGUAGES NONE)' \
        "find_package(aws_signed_request $1 CONFIG)" 'message("found: ${aws_signed_request_FOUND}")' >"$at/CMakeLists.txt"
    cmake -S "$at" -B "$at/build" -Daws_signed_request_DIR="$2/cmake/aws_signed_request" 2>&1 | sed -n 's/^found: //p'
}

# --- An empty prefix -------------------------------------------------------------------------------------------------

try "make install" make -s install PREFIX="$prefix"
check "the files" "$(files "$prefix")" "$(wanted lib include share/man | sort)"
check "the links" "$(cd "$prefix/lib" && readlink libaws_signed_request.so.0 libaws_signed_request.so | paste -sd' ')" \
    "libaws_signed_request.so.$version libaws_signed_request.so.0"
check "the soname" "$(readelf -dW "$prefix/lib/libaws_signed_request.so" | grep -oE 'SONAME.*' | sed 's/.*\[\(.*\)\]/\1/')" \
    libaws_signed_request.so.0
check "no file that everybody may write to, or run" "$(find "$prefix" -type f ! -perm 644)" ''
check "no word of where it was built or installed" \
    "$(grep -rlI -e "$root" -e "$prefix" "$prefix" | head -n 3)" ''
pages() { echo libaws_signed_request.3; sed 's/$/.3/' tests/c/exports.txt; }
check "the pages that are links" "$(cd "$prefix/share/man/man3" && find . -type l -printf '%f %l\n' | sort)" \
    "$(wanted lib include share/man | sed -n 's|^share/man/man3/||p' | grep -vxF "$(pages)" |
        sed 's/$/ libaws_signed_request.3/' | sort)"
programs "the prefix" "$prefix/lib" "$prefix/include"

for asked in 0.1 "$version" 0.0.1...0.9 '0.1...<99'; do
    check "CMake: $asked is there" "$(found "$asked" "$prefix/lib")" 1
done
for asked in 99 '0.2 EXACT' "0.0.1...<$version" 0.9...1; do
    check "CMake: $asked is not" "$(found "$asked" "$prefix/lib")" 0
done

# --- The manual ------------------------------------------------------------------------------------------------------

for page in "$prefix"/share/man/man3/*.3; do
    name=$(basename "$page" .3)
    check "man $name" "$(MANROFFOPT='' MANWIDTH=80 man --warnings -M "$prefix/share/man" 3 "$name" 2>&1 >"$work/page")" ''
    # A page is also shown by its file, which has no manual around it.
    check "man -l $name" "$(cd / && MANROFFOPT='' MANWIDTH=80 man --warnings -l "$page" 2>&1 | cmp - "$work/page" 2>&1)" ''
    check "groff $name" "$(groff -man -ww -b -z -Tutf8 "$page" 2>&1)" ''
    check "mandoc $name" "$(mandoc -T lint -W warning "$page" 2>&1)" ''
    # Roff breaks no name, so that it can be searched for.
    has "$name is what its page is about" "$(sed 's/.\x08//g' "$work/page")" "$name"
done
for name in $(cat tests/c/exports.txt); do
    has "$name: its page shows how it is called" "$(man -M "$prefix/share/man" 3 "$name" | sed 's/.\x08//g')" "$name("
    has "$name: apropos" "$(sed -n '/^\.SH NAME/{n;p}' "$prefix/share/man/man3/$name.3")" "$name \\- "
done

# --- It may be moved -------------------------------------------------------------------------------------------------

mv "$prefix" "$work/moved"
programs "moved" "$work/moved/lib" "$work/moved/include"
mv "$work/moved" "$prefix"

# --- And removed -----------------------------------------------------------------------------------------------------

try "make install, once more" make -s install PREFIX="$prefix"
check "the same files" "$(files "$prefix")" "$(wanted lib include share/man | sort)"
echo 'of somebody else' | tee "$prefix/lib/pkgconfig/other.pc" >"$prefix/share/man/man3/other.3"
# Nothing is made to be removed, so that whoever has no Python can.
try "make uninstall" make -s uninstall PREFIX="$prefix" PYTHON="$work/none"
check "what others put there stays" "$(files "$prefix")" $'lib/pkgconfig/other.pc\nshare/man/man3/other.3'
rm "$prefix/lib/pkgconfig/other.pc" "$prefix/share/man/man3/other.3"
try "make uninstall, once more" make -s uninstall PREFIX="$prefix"
check "make uninstall leaves an empty prefix" "$(find "$prefix" -mindepth 1)" ''

# --- Staged, with places of its own ----------------------------------------------------------------------------------

stage=$work/stage
places=(PREFIX=/opt/asr LIBDIR=/opt/asr/lib/x/y INCLUDEDIR=/opt/asr/headers MANDIR=/opt/man/ DESTDIR="$stage")
try "make install, staged" make -s install "${places[@]}"
check "staged: the files" "$(files "$stage")" "$(wanted opt/asr/lib/x/y opt/asr/headers opt/man | sort)"
programs "staged" "$stage/opt/asr/lib/x/y" "$stage/opt/asr/headers"
try "make uninstall, staged" make -s uninstall "${places[@]}"
check "staged: nothing is left, but the folders that may be another's" "$(cd "$stage" && find . | sort | paste -sd' ')" \
    '. ./opt ./opt/asr ./opt/man'
rm -r "$stage"

# /usr is the one prefix that does not move: below a sysroot it is found as cross compilers do it.
try "make install, for /usr" make -s install PREFIX=/usr DESTDIR="$stage"
check "for /usr: pkg-config names the library alone" \
    "$(PKG_CONFIG_PATH=$stage/usr/lib/pkgconfig pkg-config --cflags --libs aws_signed_request | xargs)" -laws_signed_request
export PKG_CONFIG_PATH=$stage/usr/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$stage
try "for /usr: below a sysroot" cc "$work/src/c.c" -o "$work/out/sysroot" \
    $(PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1 pkg-config --cflags --libs aws_signed_request)
unset PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
check "for /usr: signs the published examples" "$(LD_LIBRARY_PATH=$stage/usr/lib published "$work/out/sysroot")" 4
try "make uninstall, for /usr" make -s uninstall PREFIX=/usr DESTDIR="$stage"
check "for /usr: nothing is left" "$(find "$stage" ! -type d)" ''

rm -r "$stage"

# --- Folders that are not below the prefix ---------------------------------------------------------------------------

# The prefix has nothing of its own, so that no way may lead through it. pkg-config writes a space with a backslash, which
# is for a shell's eval.
out="$work/places"
places=(PREFIX="$out/none" LIBDIR="$out/o/my lib" INCLUDEDIR="$out/o/inc" MANDIR="$out/o/man")
try "make install, elsewhere" make -s install "${places[@]}"
check "elsewhere: the files" "$(files "$out")" "$(wanted 'o/my lib' o/inc o/man | sort)"
check "elsewhere: pkg-config names the folders in full" "$(PKG_CONFIG_PATH="$out/o/my lib/pkgconfig" \
    pkg-config --cflags --libs aws_signed_request | xargs -n 1 | paste -sd'|')" "-I$out/o/inc|-L$out/o/my lib|-laws_signed_request"
check "elsewhere: CMake finds it" "$(found 0.1 "$out/o/my lib")" 1
mkdir "$work/away"
mv "$out/o/my lib/cmake" "$work/away"
check "elsewhere: CMake finds it by full names" "$(found 0.1 "$work/away")" 1
mv "$work/away/cmake" "$out/o/my lib"
try "make uninstall, elsewhere" make -s uninstall "${places[@]}"
check "elsewhere: the folders stay" "$(cd "$out" && find . | sort | paste -sd'|')" '.|./o|./o/inc|./o/man|./o/my lib'
rm -r "$out"

# The prefix is below the library's folder, and stays, too.
places=(PREFIX="$out/lib/x" LIBDIR="$out/lib" INCLUDEDIR="$out/lib/x/inc" MANDIR="$out/lib/x")
try "make install, the prefix inside" make -s install "${places[@]}"
check "the prefix inside: CMake finds it" "$(found 0.1 "$out/lib")" 1
try "make uninstall, the prefix inside" make -s uninstall "${places[@]}"
check "the prefix inside: it stays" "$(cd "$out" && find . | sort | paste -sd' ')" '. ./lib ./lib/x'
rm -r "$out"

# The folder that `..` leads to from a link is not the one that has the link.
mkdir -p "$out/real/deep"
ln -s real/deep "$out/usr"
try "make install, a link as prefix" make -s install PREFIX="$out/usr"
programs "a link as prefix" "$out/usr/lib" "$out/usr/include"
try "make uninstall, a link as prefix" make -s uninstall PREFIX="$out/usr"
check "a link as prefix: nothing is left" "$(find "$out/real/deep" -mindepth 1)$(readlink "$out/usr")" real/deep
try "make install, beside a link" make -s install PREFIX="$out/usr" LIBDIR="$out/lib64"
programs "beside a link" "$out/lib64" "$out/usr/include"
try "make uninstall, beside a link" make -s uninstall PREFIX="$out/usr" LIBDIR="$out/lib64"
check "beside a link: nothing is left" "$(cd "$out" && find . | sort | paste -sd' ')" '. ./lib64 ./real ./real/deep ./usr'
rm -r "$out"
mkdir -p "$out/prefix" "$out/a/b/c"
ln -s ../a/b/c "$out/prefix/lib"
try "make install, a link as lib" make -s install PREFIX="$out/prefix"
programs "a link as lib" "$out/prefix/lib" "$out/prefix/include"
try "make uninstall, a link as lib" make -s uninstall PREFIX="$out/prefix"
check "a link as lib: nothing is left" "$(cd "$out" && find . | sort | paste -sd' ')" \
    '. ./a ./a/b ./a/b/c ./prefix ./prefix/lib'
rm -r "$out"

# --- The shared library alone ----------------------------------------------------------------------------------------

try "make install, shared" make -s install PREFIX="$prefix"
rm "$prefix/lib/libaws_signed_request.a"
for language in c cpp; do
    cmake_project $language | grep -v static >"$work/src/CMakeLists.txt"
    rm -rf "$work/out/cmake"
    try "without the static library: CMake, $language" cmake -S "$work/src" -B "$work/out/cmake" -DCMAKE_PREFIX_PATH="$prefix"
    try "without the static library: CMake, $language, built" cmake --build "$work/out/cmake"
    check "without the static library: $language signs the published examples" "$(published "$work/out/cmake/shared")" 4
    cmake_project $language >"$work/src/CMakeLists.txt"
    has "without the static library: CMake, $language, misses it where it is wanted" \
        "$(cmake -S "$work/src" -B "$work/out/cmake" -DCMAKE_PREFIX_PATH="$prefix" 2>&1)" _static
done
rm "$prefix/lib/libaws_signed_request.so.$version"
check "without the shared one CMake finds nothing" "$(found 0.1 "$prefix/lib")" 0
try "make uninstall, shared" make -s uninstall PREFIX="$prefix"

# --- What is refused -------------------------------------------------------------------------------------------------

has "a library that was not built" "$(DESTDIR='' PREFIX=$prefix LIBDIR=$prefix/lib INCLUDEDIR=$prefix/include \
    MANDIR=$prefix/man PKGCONFIGDIR=$prefix/lib CMAKEDIR=$prefix/lib BUILT=$work/none scripts/install install 2>&1)" 'make lib'
has "a prefix that is no full path" "$(make -s install PREFIX=here 2>&1)" 'PREFIX is no full path: here'
for character in "'" '"' '\' ';' '#' $'\t'; do
    has "a prefix with $character" "$(make -s install PREFIX="$prefix/it${character}s" 2>&1)" "PREFIX may not have this character"
done
has "no Python" "$(make -s install PREFIX="$prefix" PYTHON="$work/none" 2>&1)" "there is no $work/none"
check "none installed anything" "$(find "$prefix" -mindepth 1)$(ls -d here 2>/dev/null)" ''
# DESTDIR stands in no file.
try "make install, staged in it's" make -s install PREFIX="/opt/asr" DESTDIR="$work/it's"
check "staged in it's: the files" "$(files "$work/it's/opt/asr")" "$(wanted lib include share/man | sort)"

rm -rf "$work"
counted
