"""What the figures were measured on, and by which versions; nothing that tells whose machine it is."""

import os
import platform
import re
from datetime import date
from pathlib import Path

from build import run
from places import ROOT


def _field(text, name):
    found = re.search(rf'^{name}\s*[:=]\s*"?([^"\n]*)', text, re.MULTILINE)
    return found.group(1).strip() if found else ""


def crates():
    """The versions of those that the signer in Rust is made of."""
    lock = (ROOT / "Cargo.lock").read_text()
    found = re.findall(r'^name = "(hmac|sha2|base64)"\nversion = "(.*)"', lock, re.MULTILINE)
    return ", ".join(f"{name} {version}" for name, version in found)


def describe():
    """{what: text}, in the order in which it is printed."""
    processor = Path("/proc/cpuinfo").read_text()
    flags = (_field(processor, "flags") or _field(processor, "Features")).split()
    model = _field(processor, "model name") or _field(run("lscpu"), "Model name") or platform.machine()
    has_sha = bool({"sha_ni", "sha2"} & set(flags))
    processors = f"{os.cpu_count()} processors" + (" of a virtual machine" if "hypervisor" in flags else "")
    return {
        "date": date.today().isoformat(),
        "processor": f"{' '.join(model.split())} {'with' if has_sha else 'without'} SHA instructions, {processors}",
        "system": f"{_field(Path('/etc/os-release').read_text(), 'PRETTY_NAME')}, Linux {platform.release()}",
        "rustc": run("rustc", "--version").split()[1],
    }
