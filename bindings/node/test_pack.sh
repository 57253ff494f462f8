#!/usr/bin/env bash
# What `npm pack` makes of this binding, installed into an empty project (koffi comes from the registry): required, imported,
# compiled against, removed. AWS_SIGNED_REQUEST_LIB names the library; ./check has installed the TypeScript compiler.
set -u
: "${AWS_SIGNED_REQUEST_LIB:?names the library}"
library=$(realpath "$AWS_SIGNED_REQUEST_LIB")
unset AWS_SIGNED_REQUEST_LIB LD_LIBRARY_PATH NODE_PATH
cd "$(dirname "$0")/../.." || exit 1
root=$PWD
. tests/counting.sh
work=${BUILD:-$root/build}/node
rm -rf "$work"
mkdir -p "$work/lib" "$work/project"
cp "$library" "$work/lib/libaws_signed_request.so.0"
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
here=$root/bindings/node
before=$(ls -A "$here")

check "the release is that of Cargo.toml" "$(node -p "require('$here/package.json').version")" "$version"
check "and that of the lock file" "$(node -p "require('$here/package-lock.json').version")" "$version"
try "the licence is that of the project" cmp LICENSE "$here/LICENSE"
try "npm pack" npm pack --silent --pack-destination "$work" "$here"
archive=$work/aws-signed-request-$version.tgz
check "what is in it" "$(tar -tzf "$archive" | sort | paste -sd' ')" \
    "package/LICENSE package/README.md package/aws_signed_request.d.ts package/aws_signed_request.js package/package.json"

cd "$work/project" || exit 1
echo '{ "private": true }' >package.json
try "npm install, into an empty project" npm install --ignore-scripts --no-audit --no-fund "$archive"
check "the file is installed, not a link to it" "$([ -L node_modules/aws-signed-request ] || echo a folder)" 'a folder'
check "koffi is the one that was tested" "$(sed -n 's/^ *"version": "\(.*\)".*/\1/p' node_modules/koffi/package.json)" \
    "$(node -p "require('$here/package.json').dependencies.koffi")"

cat >published.cjs <<'JS'
const { Dialect, Signer } = require('aws-signed-request');
const flows = { AWSAccessKeyId: 'AKIAIOSFODNN7EXAMPLE', Action: 'DescribeJobFlows', SignatureMethod: 'HmacSHA256',
    SignatureVersion: '2', Timestamp: '2011-10-03T15:19:30', Version: '2009-03-31' };
const signer = new Signer({ endpoint: 'https://elasticmapreduce.amazonaws.com/',
    secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', dialect: Dialect.AS_GIVEN });
console.log(signer.signature(flows));
JS
sed 's/^const \({.*}\) = require(\(.*\));/import \1 from \2;/' published.cjs >published.mjs
for kind in cjs mjs; do
    check "$kind: with the library that the loader finds" "$(LD_LIBRARY_PATH=$work/lib node published.$kind 2>&1)" \
        'i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs='
    check "$kind: with the library that is named" "$(AWS_SIGNED_REQUEST_LIB=$library node published.$kind 2>&1)" \
        'i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs='
done
has "without the library it says what to set" "$(node published.cjs 2>&1)" AWS_SIGNED_REQUEST_LIB

cp "$here/test_types.mts" "$here/test_types.cts" "$here/tsconfig.json" .
try "the types, for require and import" "$here/node_modules/.bin/tsc" --project tsconfig.json
sed -i "s/^const bytes = .*/&\nconst wrong: number = version();/" test_types.mts
has "and they are looked at" "$("$here/node_modules/.bin/tsc" --project tsconfig.json 2>&1)" \
    "Type 'string' is not assignable to type 'number'"

try "npm uninstall" npm uninstall --silent --no-audit --no-fund aws-signed-request
check "nothing is left" "$(find node_modules -type f ! -name .package-lock.json 2>/dev/null)" ''
check "nothing is left in the checkout" "$(ls -A "$here")" "$before"
cd "$root" || exit 1
rm -rf "$work"
counted
