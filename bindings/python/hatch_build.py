"""What pip has done when it builds this package: the library is built by cargo, and laid beside the module.

In a checkout the crate is two folders up; in an archive made from here (an sdist) it is in the folder `crate`.
"""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any, Dict

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# What cargo needs of the checkout, and what the licences ask for.
CRATE = (
    "Cargo.toml",
    "Cargo.lock",
    "build.rs",
    "src",
    "benches/contestants/rust.rs",
    "README.md",
    "LICENSE",
    "debian/copyright",
)

# Rust itself needs this much of the GNU C library, whatever the library asks for.
LEAST_GLIBC = (2, 17)

NO_CARGO = """

aws-signed-request is built from source here, which takes Rust 1.88 or later and a C linker, and there is no cargo on the PATH.
Either install Rust (https://rustup.rs), or install a wheel that was built elsewhere ("pip wheel" makes one; it needs no
compiler where it is installed), or copy aws_signed_request.py and set AWS_SIGNED_REQUEST_LIB to the path of the library.
"""


def platform_tag(library: Path) -> str:
    """The platform that the library runs on, as the name of a wheel says it.

    For the GNU C library it is the newest symbol that the library asks for. The tests of the C ABI see to it that the
    library needs no others than libc and libgcc_s, which every such system has.
    """
    tag = re.sub(r"[-.]", "_", sysconfig.get_platform())
    found = re.findall(rb"GLIBC_(\d+)\.(\d+)", library.read_bytes()) if tag.startswith("linux_") else []
    if found and platform.libc_ver()[0] == "glibc":
        major, minor = max(LEAST_GLIBC, *((int(major), int(minor)) for major, minor in found))
        return tag.replace("linux_", f"manylinux_{major}_{minor}_", 1)
    return tag


class LibraryHook(BuildHookInterface):
    """Puts the library into a wheel, and the crate into an sdist."""

    def initialize(self, version: str, build_data: Dict[str, Any]) -> None:
        """Called by hatchling before it packs."""
        here = Path(self.root)
        crate = here / "crate"
        if not (crate / "Cargo.toml").exists():
            crate = here.parents[1]
        if not (crate / "src" / "lib.rs").exists():
            raise RuntimeError(f"the crate is neither in {here / 'crate'} nor in {crate}")

        included = build_data["force_include"]
        if self.target_name == "sdist":
            included.update({str(crate / name): f"crate/{name}" for name in CRATE})
            return
        if version == "editable":
            # The module is used in place, as in a checkout, and so is told by AWS_SIGNED_REQUEST_LIB where the library is.
            return

        names = {"win32": "aws_signed_request.dll", "darwin": "libaws_signed_request.dylib"}
        library = self.build(crate) / names.get(sys.platform, "libaws_signed_request.so")
        if not library.is_file():
            sys.exit(f"\naws-signed-request: cargo left no {library}; is it told to build for another system?")
        # Only a package can say that it is typed, and hold the library, so the module becomes one.
        included[str(here / "aws_signed_request.py")] = "aws_signed_request/__init__.py"
        included[str(here / "py.typed")] = "aws_signed_request/py.typed"
        included[str(library)] = f"aws_signed_request/{library.name}"
        included[str(crate / "LICENSE")] = "aws_signed_request/LICENSE"
        included[str(crate / "debian" / "copyright")] = "aws_signed_request/COPYRIGHT"
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform_tag(library)}"

    @staticmethod
    def build(crate: Path) -> Path:
        """Builds the library, exactly as `make lib` does, and returns the folder in which it is."""
        cargo = shutil.which("cargo")
        if cargo is None:
            sys.exit(NO_CARGO)
        command = [cargo, "rustc", "--release", "--locked", "--lib", "--crate-type", "cdylib,staticlib"]
        target = crate / "target"
        if subprocess.run([*command, "--target-dir", str(target)], cwd=crate, check=False).returncode != 0:
            sys.exit("\naws-signed-request: cargo could not build the library; what it said is above.")
        return target / "release"
