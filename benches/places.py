"""Where things are. Everything that is written goes below BUILD, but for the report."""

import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILD = ROOT / "build" / "bench"
DOCS = ROOT / "docs"
README = ROOT / "README.md"
BINDINGS = ROOT / "bindings"
LIBRARY = Path(os.environ.get("AWS_SIGNED_REQUEST_LIB")
               or ROOT / "target" / "release" / "libaws_signed_request.so").absolute()
