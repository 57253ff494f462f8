# Counts what a shell test finds. To be read in: it sets passed and failed, and the last line of a test is `counted`.

passed=0
failed=0

# try WHAT COMMAND...: counts one command, and shows what it said if it failed.
try() {
    what=$1
    shift
    if said=$("$@" 2>&1); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '%s failed:\n%s\n' "$what" "$said"
    fi
}

# check WHAT GOT WANTED: counts one comparison of two texts.
check() {
    if [ "$2" = "$3" ]; then
        echo "ok     $1"
        passed=$((passed + 1))
    else
        printf 'FAILED %s\n  wanted: %s\n  got:    %s\n' "$1" "$3" "$2"
        failed=$((failed + 1))
    fi
}

# has WHAT TEXT PART: the same where a part is enough.
has() {
    case $2 in
    *"$3"*) check "$1" 1 1 ;;
    *) check "$1" "$2" "...$3..." ;;
    esac
}

# Says how many there were; the status is that of the test.
counted() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}
