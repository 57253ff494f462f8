"""Where things are. Everything that is written goes below BUILD."""

import os
import shlex
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILD = ROOT / "build" / "servers"
LIBRARY = Path(os.environ.get("AWS_SIGNED_REQUEST_LIB")
               or ROOT / "target" / "release" / "libaws_signed_request.so").absolute()
COMPILER = shlex.split(os.environ.get("CC") or "cc")
