"""What has to be there before anything can be checked: programs of the system, and an environment with Python packages."""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time

import paths
import processes

REQUIREMENTS = paths.HERE / "requirements.txt"
CONSTRAINTS = paths.HERE / "constraints.txt"

# A whole installation takes less than two minutes; a package index that hangs must not hang the suite.
INSTALL_SECONDS = 900


def check_tools():
    """Ends the program, saying everything that is missing and the Debian package that has it."""
    missing = []
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        missing.append("Python's venv (python3-venv)")
    for program, package in (("curl", "curl"), ("php", "php-cli"), (paths.COMPILER[0], "gcc and libc6-dev")):
        if shutil.which(program) is None:
            missing.append(f"{program} ({package})")
    if shutil.which("php") and "FFI" not in subprocess.run(["php", "-m"], stdout=subprocess.PIPE, text=True).stdout.split():
        missing.append("PHP's ext-ffi (php-common)")
    if not paths.LIBRARY.is_file():
        missing.append(f"{paths.LIBRARY} (make lib, or name one with AWS_SIGNED_REQUEST_LIB)")
    if missing:
        sys.exit("tests/servers: missing: " + "; ".join(missing))


def clean(environment):
    """The environment without what would lead requests through a proxy, or give a signer or server other settings."""
    kept = {name: value for name, value in environment.items()
            if not name.lower().endswith("_proxy") and not name.startswith(("AWS_", "OS_", "PYTHON", "BOTO"))}
    return kept | {"AWS_SIGNED_REQUEST_LIB": str(paths.LIBRARY), "BOTO_CONFIG": os.devnull, "LC_ALL": "C.UTF-8"}


def environment():
    """The Python of a complete environment, which is made anew if there is none, or one of something else."""
    venv = paths.BUILD / "venv"
    marker = venv / "complete"
    paths.BUILD.mkdir(parents=True, exist_ok=True)
    wanted = hashlib.sha256(
        REQUIREMENTS.read_bytes() + CONSTRAINTS.read_bytes() + sys.version.encode() + sys.base_prefix.encode()).hexdigest()
    # Held until the program ends or is replaced; a second run waits here rather than installing into the same place.
    lock = open(paths.BUILD / "lock", "w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    python = venv / "bin" / "python"
    if not (marker.is_file() and marker.read_text() == wanted):
        began = time.monotonic()
        print(f"installing the servers and signers into {venv.relative_to(paths.ROOT)}", flush=True)
        shutil.rmtree(venv, ignore_errors=True)
        processes.finish([sys.executable, "-m", "venv", venv], INSTALL_SECONDS)
        # Wheels alone: building one from source needs compilers and minutes. Nothing is compiled that is not imported.
        processes.finish([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input",
                          "--no-compile", "--only-binary", ":all:", "-r", REQUIREMENTS, "-c", CONSTRAINTS],
                         INSTALL_SECONDS)
        marker.write_text(wanted)
        print(f"installed in {time.monotonic() - began:.0f} s", flush=True)
    return str(python)
