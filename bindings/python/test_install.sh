#!/usr/bin/env bash
# The package that pip makes of this binding: a wheel that needs no compiler where it is installed, an archive of the source
# that says what it needs, and nothing left behind. PYTHON names the interpreter (python3); the backend, hatchling, comes
# from the package index.
set -u
cd "$(dirname "$0")/../.." || exit 1
root=$PWD
. tests/counting.sh
unset AWS_SIGNED_REQUEST_LIB LD_LIBRARY_PATH PYTHONPATH
python=${PYTHON:-python3}
work=${BUILD:-$root/build}/python
rm -rf "$work"
mkdir -p "$work/home" "$work/empty"
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
before=$(ls -A bindings/python)

# Without cargo, compilers or anything else but the interpreter, and away from the checkout.
bare() { # environment's folder, command...
    local venv=$1
    shift
    (cd "$work/empty" && env -i HOME="$work/home" PIP_DISABLE_PIP_VERSION_CHECK=1 PATH="$venv/bin" "$@")
}

check "the release is that of Cargo.toml" "$(sed -n 's/^version = "\(.*\)"/\1/p' bindings/python/pyproject.toml)" "$version"
try "an environment to build in" "$python" -m venv "$work/builder"
try "pip wheel" "$work/builder/bin/pip" wheel -q --no-deps -w "$work/wheels" ./bindings/python
wheel=$(echo "$work"/wheels/*.whl)
if [ ! -r "$wheel" ]; then
    echo "FAILED there is no wheel: $said"
    failed=$((failed + 1))
    counted
    exit 1
fi

# The tag says which C library is needed. What it says is held against readelf.
echo "wheel: $(basename "$wheel")"
needs=$(readelf -VW target/release/libaws_signed_request.so | grep -oE 'GLIBC_[0-9.]+' | sort -Vu | tail -n 1)
floor=$(printf '%s\n' "${needs#GLIBC_}" 2.17 | sort -V | tail -n 1)
check "the wheel is for every Python 3 and the C library that is needed" "$(basename "$wheel")" \
    "aws_signed_request-$version-py3-none-manylinux_${floor/./_}_$(uname -m).whl"
check "what is in it" "$("$python" -m zipfile -l "$wheel" | awk 'NR > 1 {print $1}' | sort)" "$(printf '%s\n' \
    aws_signed_request/{COPYRIGHT,LICENSE,__init__.py,libaws_signed_request.so,py.typed} get_signed_url.py pyaws_ecs.py \
    "aws_signed_request-$version.dist-info"/{METADATA,RECORD,WHEEL} | sort)"
"$python" -m zipfile -e "$wheel" "$work/unpacked"
try "the library is the one that make lib built" cmp "$work/unpacked/aws_signed_request/libaws_signed_request.so" \
    target/release/libaws_signed_request.so
try "the module is the file as it is" cmp "$work/unpacked/aws_signed_request/__init__.py" bindings/python/aws_signed_request.py

# --- Where there is no compiler --------------------------------------------------------------------------------------

try "an environment to install in" "$python" -m venv "$work/user"
for tool in cargo rustc cc gcc make; do
    check "there is no $tool" "$(bare "$work/user" python -c "import shutil; print(shutil.which('$tool'))")" None
done
try "pip install, without an index" bare "$work/user" pip install -q --no-index "$wheel"
check "pip check" "$(bare "$work/user" pip check)" 'No broken requirements found.'
cat >"$work/empty/published.py" <<'PY'
from aws_signed_request import Dialect, Signer, version

print(version())
flows = {"AWSAccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Action": "DescribeJobFlows", "SignatureMethod": "HmacSHA256",
         "SignatureVersion": "2", "Timestamp": "2011-10-03T15:19:30", "Version": "2009-03-31"}
signer = Signer("https://elasticmapreduce.amazonaws.com/", "", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                dialect=Dialect.AS_GIVEN)
print(signer.signature(flows))
with open("/proc/self/maps", encoding="utf-8") as maps:
    print(*sorted({line.split("/", 1)[1].strip() for line in maps if "libaws_signed_request" in line}))
PY
site=$(bare "$work/user" python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
signs() { # what, environment's folder, site-packages
    check "$1" "$(bare "$2" python published.py 2>&1)" \
        "$version"$'\n'"i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs="$'\n'"${3#/}/aws_signed_request/libaws_signed_request.so"
}
signs "it signs the published example, with the library of the wheel" "$work/user" "$site"
check "the other two modules" \
    "$(bare "$work/user" python -c 'import pyaws_ecs, get_signed_url; print(get_signed_url.getSignedUrl.__name__)' 2>&1)" getSignedUrl
has "AWS_SIGNED_REQUEST_LIB still comes first" \
    "$(bare "$work/user" python -c 'import os; os.environ["AWS_SIGNED_REQUEST_LIB"] = "/none.so"; import published' 2>&1)" '/none.so (from AWS_SIGNED_REQUEST_LIB): '
try "pip uninstall" bare "$work/user" pip uninstall -q -y aws-signed-request
check "nothing is left" "$(find "$site" -iname '*aws*signed*' -o -name 'pyaws*' -o -name 'get_signed*')" ''

# --- From the checkout, and from an archive of the source ------------------------------------------------------------

try "pip install, from the checkout" "$work/user/bin/pip" install -q ./bindings/python
signs "it signs" "$work/user" "$site"
try "pip uninstall, again" bare "$work/user" pip uninstall -q -y aws-signed-request
try "pip install -e" "$work/builder/bin/pip" install -q -e ./bindings/python
check "which uses the file in place" "$(cd "$work/empty" && "$work/builder/bin/python" -c 'import aws_signed_request as a
print(a.__file__)')" "$root/bindings/python/aws_signed_request.py"
try "hatchling" "$work/builder/bin/pip" install -q hatchling
(cd bindings/python && "$work/builder/bin/python" -m hatchling build -t sdist -d "$work/sdist" >/dev/null 2>&1)
sdist=$work/sdist/aws_signed_request-$version.tar.gz
try "hatchling, where there is no compiler" env PATH="$work/user/bin" pip install -q hatchling
said=$(bare "$work/user" pip install --no-index --no-build-isolation "$sdist" 2>&1)
check "without cargo the archive cannot be installed" $? 1
has "and says what is missing" "$said" 'takes Rust 1.88 or later and a C linker, and there is no cargo on the PATH'
check "and does not show how far it came" "$(grep -c Traceback <<<"$said")" 0
check "nothing was installed" "$(find "$site" -iname '*aws*signed*')" ''
try "with cargo it can" env TMPDIR="$work" "$work/user/bin/pip" install -q "$sdist"
signs "it signs, built from the archive" "$work/user" "$site"
check "the archive has no word of this machine" "$(tar -xzOf "$sdist" | grep -caF "$root")" 0

check "nothing is left in the checkout" "$(ls -A bindings/python | grep -vx __pycache__)" "$(grep -vx __pycache__ <<<"$before")"
rm -rf "$work"
counted
