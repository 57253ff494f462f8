# Which compiler has made a library, and what that means for it. exports.sh, abi.sh and costs.sh read this file.

# compiler_of LIBRARY: the release of rustc, by what it has itself written there.
compiler_of() {
    readelf -p .comment "$1" | sed -n 's/.*rustc version \([^ ]*\).*/\1/p' | head -n 1
}

# keeps_panics RELEASE: whether this rustc leaves in what reports a panic, because it does not see that there is none. Those
# before 1.95 do (docs/portability.md).
keeps_panics() {
    [ -n "$1" ] && [ "$(printf '%s\n' 1.95 "$1" | sort -V | head -n 1)" != 1.95 ]
}
