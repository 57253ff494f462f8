#!/bin/sh
# The program that names the mistake behind a refused signature: what it reads, what it prints, how it ends.
#
#     BUILD=... diagnose.sh [VALGRIND...]

set -u
cd "$(dirname "$0")" || exit 1
: "${BUILD:?}"
. ../counting.sh

out=$BUILD/diagnose.out
secret=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
query='AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=Select&SelectExpression=select+a+from+b&SignatureMethod=HmacSHA256'
query="$query&SignatureVersion=2&Timestamp=2011-10-03T15%3A19%3A30Z&Version=2009-04-15"
# Signed with the plus signs that stand there.
refused="https://sdb.amazonaws.com/?$query&Signature=I6lhNp1XbP4zjnCnPHhSRHfeTcYw1Dcyqt9YshS39bQ%3D"

# says STATUS WORDS INPUT COMMAND...: what it prints has these words in it, and it ends with this status.
says() {
    status=$1 words=$2 input=$3
    shift 3
    printf %s "$input" | "$@" >"$out" 2>&1
    ended=$?
    [ $ended -eq "$status" ] && grep -qF -e "$words" "$out" && return
    printf 'it ended with %d and said:\n' $ended
    cat "$out"
    return 1
}

both=$(printf '%s\n%s\n' "$refused" "$secret")
try "both from lines" says 0 'SelectExpression' "$both" "$@" "$BUILD/diagnose"
try "the secret from a line" says 0 'SelectExpression' "$secret" "$@" "$BUILD/diagnose" GET "$refused"
try "both as arguments" says 0 'SelectExpression' '' "$@" "$BUILD/diagnose" '' "$refused" "$secret"
try "another method" says 0 'GET' "$both" "$@" "$BUILD/diagnose" POST
try "another secret" says 1 'Nothing is known' '' "$@" "$BUILD/diagnose" GET "$refused" "another$secret"
try "no URL" says 2 'diagnose: url: ' '' "$@" "$BUILD/diagnose" GET nonsense "$secret"
try "no signature" says 2 'diagnose: ' '' "$@" "$BUILD/diagnose" GET 'https://host/?a=b' "$secret"
try "nothing" says 2 'is missing' '' "$@" "$BUILD/diagnose"
try "no secret" says 2 'is missing' "$refused" "$@" "$BUILD/diagnose"
try "help" says 0 'usage: ' '' "$@" "$BUILD/diagnose" --help
try "nonsense" says 2 'usage: ' '' "$@" "$BUILD/diagnose" --nonsense
counted
