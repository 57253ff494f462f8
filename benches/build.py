"""Builds the programs and installs the packages that are timed. What is there already and up to date stays."""

import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys

from places import BINDINGS, BUILD, HERE, LIBRARY, ROOT

CC = shlex.split(os.environ.get("CC") or "gcc")
CFLAGS = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Wpedantic", f"-I{ROOT / 'include'}"]


def run(*command, **more):
    """Runs a command that has to succeed, and returns what it printed."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, **more)
    if done.returncode != 0:
        sys.exit(f"benches/run: {' '.join(map(str, command))}: exit status {done.returncode}\n{done.stdout}")
    return done.stdout


def c_programs():
    """Programs ask for the library by its soname, which the file that cargo builds does not have."""
    BUILD.mkdir(parents=True, exist_ok=True)
    soname = BUILD / "libaws_signed_request.so.0"
    soname.unlink(missing_ok=True)
    soname.symlink_to(LIBRARY)
    for source in sorted(HERE.glob("*/*.c")):
        libraries = [LIBRARY, f"-Wl,-rpath,{BUILD}", "-lcrypto", "-lpthread", "-ldl"]
        run(*CC, *CFLAGS, source, "-o", BUILD / source.stem, *libraries)


def rust_program():
    """The path of the program that cargo builds of contestants/rust.rs."""
    messages = run("cargo", "bench", "--locked", "--quiet", "--no-run", "--bench", "rust", "--message-format=json",
                   cwd=ROOT)
    built = [json.loads(line) for line in messages.splitlines()]
    return [message["executable"] for message in built if message.get("executable")][-1]


def _marked(marker, *inputs):
    """Whether what the marker stands for was made of the same inputs; and what to write into it once it is made."""
    wanted = hashlib.sha256(b"\0".join(inputs)).hexdigest()
    return marker.is_file() and marker.read_text() == wanted, wanted


def python():
    """The Python of an environment that has botocore."""
    venv, requirements = BUILD / "venv", HERE / "requirements.txt"
    marker = venv / "complete"
    complete, wanted = _marked(marker, requirements.read_bytes(), sys.version.encode(), sys.base_prefix.encode())
    if not complete:
        shutil.rmtree(venv, ignore_errors=True)
        run(sys.executable, "-m", "venv", venv)
        run(venv / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r",
            requirements)
        marker.write_text(wanted)
    return venv / "bin" / "python"


def node():
    """A copy of the binding with the packages that its lock names, but for those of its tests."""
    folder = BUILD / "node"
    marker = folder / "complete"
    packages = [BINDINGS / "node" / name for name in ("package.json", "package-lock.json")]
    complete, wanted = _marked(marker, *(package.read_bytes() for package in packages))
    if not complete:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for package in packages:
            shutil.copy(package, folder)
        run("npm", "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", cwd=folder)
        marker.write_text(wanted)
    return shutil.copy(BINDINGS / "node" / "aws_signed_request.js", folder)


def php(folder):
    """Lays the binding out in a folder that every user can read, and returns PHP's options that preload it from there.

    The just-in-time compiler is off, as it is unless somebody turns it on.
    """
    header = (BINDINGS / "php" / "aws_signed_request.preload.h").read_text().splitlines()
    header[1] = f'#define FFI_LIB "{folder / "libaws_signed_request.so.0"}"'
    (folder / "aws_signed_request.preload.h").write_text("\n".join(header) + "\n")
    shutil.copy(LIBRARY, folder / "libaws_signed_request.so.0")
    shutil.copy(BINDINGS / "php" / "aws_signed_request.php", folder)
    for file in (folder, *folder.iterdir()):
        file.chmod(0o755)
    settings = {
        "ffi.enable": "preload",
        "ffi.preload": folder / "aws_signed_request.preload.h",
        "opcache.enable": 1,
        "opcache.enable_cli": 1,
        "opcache.preload": folder / "aws_signed_request.php",
        "opcache.jit": "disable",
    }
    if os.geteuid() == 0:
        settings["opcache.preload_user"] = "www-data"
    return [f"-d{name}={value}" for name, value in settings.items()]
