#!/usr/bin/env python3
"""Signs a SOAP request of Amazon's services: prints the header to send with it.

The Product Advertising API Developer Guide ("Using SOAP without WS-Security") and the guides of Amazon's other services
of that time have one rule: the signature is the HMAC of the operation's name followed at once by the time stamp, in
Base64, and goes into the SOAP header beside both. That is hmac_base64() of two texts put together, so there is no
function of its own for it.

    soap_example.py [OPERATION]

The keys are those in the environment, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or else the example keys of the
guides. Nothing is sent.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from xml.sax.saxutils import escape

from aws_signed_request import Flag, LibraryNotFoundError, hmac_base64

NAMESPACE = "http://security.amazonaws.com/doc/2007-01-01/"


def soap_signature(secret: str, operation: str, timestamp: str, flags: Flag = Flag(0)) -> str:
    """The value of the element Signature. Flag.HMAC_SHA1 is for services that ask for HMAC-SHA1."""
    return hmac_base64(secret, operation + timestamp, flags=flags)


def soap_header(access_key: str, secret: str, operation: str, unix_time: int) -> str:
    """The header of a SOAP 1.1 envelope, for this time."""
    timestamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(unix_time))
    elements = {
        "AWSAccessKeyId": access_key,
        "Timestamp": timestamp,
        "Signature": soap_signature(secret, operation, timestamp),
    }
    lines = [f"  <aws:{name}>{escape(text)}</aws:{name}>" for name, text in elements.items()]
    return "\n".join([f'<soap:Header xmlns:aws="{NAMESPACE}">', *lines, "</soap:Header>"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("operation", nargs="?", default="ItemLookup", help="by default, ItemLookup")
    operation: str = parser.parse_args().operation
    access_key = os.environ.get("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    secret = os.environ.get("AWS_SECRET_ACCESS_KEY", "1234567890")
    try:
        print(soap_header(access_key, secret, operation, int(time.time())))
    except LibraryNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
