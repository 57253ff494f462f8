#!/bin/sh
# No call takes more instructions than costs.txt says. callgrind counts them, so that the numbers are the same at every
# run, and on every x86-64 processor. costs.c says what is called.
#
#     BUILD=... LIBRARY=... costs.sh           compares with costs.txt
#     BUILD=... LIBRARY=... costs.sh renew     writes costs.txt
#
# What allocates, and how often, is for allocations.c to say.

set -u
cd "$(dirname "$0")" || exit 1
: "${BUILD:?}" "${LIBRARY:?}"
. ./compiler.sh
passed=0
failed=0

if [ "$(uname -m)" != x86_64 ]; then
    echo "the instructions of a call are known for x86_64 alone, and were not counted here"
    exit 0
fi

# The C library would choose how it copies by the processor. Without these it takes what every x86-64 processor has.
# (A C library that does not know one of the names passes over it.)
fixed=-AVX_Fast_Unaligned_Load,-AVX,-AVX2,-AVX2_Usable,-AVX512F,-AVX512VL,-ERMS,-FSRM,-RTM,-SSSE3,-SSE4_1,-SSE4_2
if ! said=$(GLIBC_TUNABLES=glibc.cpu.hwcaps=$fixed LD_BIND_NOW=1 valgrind --quiet --tool=callgrind --combine-dumps=yes \
    --compress-strings=no --compress-pos=no --callgrind-out-file="$BUILD/costs.out" "$BUILD/costs" 2>&1); then
    printf 'the calls could not be counted:\n%s\n' "$said"
    exit 1
fi

libc=$(echo "$said" | sed -n 's/^libc //p')
rustc=$(compiler_of "$LIBRARY")

# valgrind has no SHA instructions, so that most of what it counts is a hash in software, which few processors run. What
# its blocks take is therefore taken off. It is known from two texts that differ by a thousand blocks.
#
# callgrind was told to name each case "WORKLOAD FORM CALLS BLOCKS", and counts apart what each object takes: what counts
# here are all of them but the program. (The line behind `calls=` is what was called, and stands in its own place again.)
counted=$(awk '
    /^desc: Trigger:/ { name = "" }
    sub(/^desc: Trigger: Client Request: /, "") { names[++cases] = name = $0 }
    /^ob=/ { counts = name != "" && !/\/costs$/ }
    /^calls=/ { getline; next }
    /^[0-9]+ [0-9]+$/ && counts { sum[name] += $2 }
    END {
        for (i = 1; i <= cases; ++i) {
            split(names[i], part, " ")
            cost[part[1] " " part[2]] = sum[names[i]] / part[3]
        }
        block = (cost["hash 2000"] - cost["hash 1000"]) / 1000
        for (i = 1; i <= cases && block > 0; ++i) {
            split(names[i], part, " ")
            if (part[1] != "hash")
                printf "%s %s %d\n", part[1], part[2], cost[part[1] " " part[2]] - part[4] * block
        }
        printf "block %d\n", block
    }' "$BUILD/costs.out")
costs=$(echo "$counted" | grep -v '^block ')
block=$(echo "$counted" | sed -n 's/^block //p')
if [ -z "$costs" ]; then
    echo "the calls could not be counted: $BUILD/costs.out does not have what callgrind is expected to write"
    exit 1
fi

if [ "${1:-}" = renew ]; then
    {
        echo "# The instructions of each call of costs.c, without those of the hash. \"make costs\" writes this file, and"
        echo "# costs.sh compares with it. They were counted with:"
        echo "rustc $rustc"
        echo "libc $libc"
        echo "$costs"
    } >costs.txt
    cat costs.txt
    exit 0
fi

written_rustc=$(sed -n 's/^rustc //p' costs.txt)
written_libc=$(sed -n 's/^libc //p' costs.txt)
tolerance=3
if [ "$rustc $libc" != "$written_rustc $written_libc" ]; then
    tolerance=15
    echo "costs.txt was written with rustc $written_rustc and libc $written_libc, and these are rustc $rustc and libc $libc:"
    echo "so 15 % more instructions are let through in place of 3 %, and fewer are not looked at"
fi

# check WORKLOAD FORM COST: compares one call with what costs.txt has for it. In a file that was written with the same
# compiler fewer instructions are a failure as well: they were gained by a change of the source, which the file has to
# be renewed with, since nobody would see it if they were lost again.
check() {
    written=$(sed -n "s/^$1 $2 //p" costs.txt)
    if [ -z "$written" ]; then
        failed=$((failed + 1))
        echo "$1 $2: costs.txt does not have this call; \"make costs\" writes it"
        return
    fi
    more=$((written * tolerance / 100))
    [ $more -ge 20 ] || more=20
    less=$((written * 5 / 100))
    [ $less -ge 20 ] || less=20
    if [ "$3" -gt $((written + more)) ]; then
        failed=$((failed + 1))
        echo "$1 $2: the instructions of a call grew from $written to $3 (at most $((written + more)) are let through):" \
            "find what takes them, or, if it is meant, renew tests/c/costs.txt by \"make costs\""
    elif [ $tolerance -eq 3 ] && [ "$3" -lt $((written - less)) ]; then
        failed=$((failed + 1))
        echo "$1 $2: the instructions of a call fell from $written to $3: renew tests/c/costs.txt by \"make costs\", so" \
            "that they do not grow again unseen"
    else
        passed=$((passed + 1))
        printf '%-4s %-18s %7d of %7d\n' "$1" "$2" "$3" "$written"
    fi
}

while read -r workload form cost; do
    check "$workload" "$form" "$cost"
done <<END
$costs
END
# A call that is no longer counted could cost anything.
for name in $(sed -n 's/^\(W[^ ]*\) \([^ ]*\) .*/\1:\2/p' costs.txt); do
    if ! echo "$costs" | grep -q "^${name%:*} ${name#*:} "; then
        failed=$((failed + 1))
        echo "${name%:*} ${name#*:}: costs.txt has this call, and it is not counted; \"make costs\" takes it out"
    fi
done
echo "a block of the hash takes $block instructions, which are taken off"
echo "$passed passed, $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
