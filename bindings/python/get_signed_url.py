"""getSignedUrl(params): the Python function of February 2010, signing rightly.

The function stood in "Accessing Amazon's Product Advertising API with Python" (princesspolymath.com, 2010-02-10), and
from there in many scripts. It took a dict of parameters and two constants of its own file, and returned the URL of a
GET request for Amazon's Product Advertising API. (Amazon switched that API off in 2020.) This one takes the same:

    import get_signed_url
    from get_signed_url import getSignedUrl

    get_signed_url.AWS_ACCESS_KEY_ID = "..."
    get_signed_url.AWS_SECRET_ACCESS_KEY = "..."
    url = getSignedUrl({"Operation": "ItemLookup", "ItemId": "9780385086950", "AssociateTag": "xxx-20"})

What the old one did wrong, and this one does not:

    Only the first URL of a process was signed rightly, because every further one was added to the same HMAC. (Many
    copies had mended this.)
    A slash was signed as it is, and a tilde, before Python 3.7, as %7E, so that such a request was refused.
    In Python 2 text outside ASCII raised KeyError or was signed in whatever encoding it came.
    A number raised an error within urllib.
    The caller's dict was changed, and a Signature in it was signed along.

The URLs that were signed rightly mean the same here. Their parameters are the same to the byte; a slash in the
Signature is `%2F`, where the old one left it bare.

It needs aws_signed_request.py beside it. Any number of threads may call it at once.
"""

from __future__ import annotations

import os
from typing import Optional

from aws_signed_request import Params, Text, aws_signed_request

__all__ = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "VERSION", "getSignedUrl"]

AWS_ACCESS_KEY_ID: Text = os.environ.get("AWS_ACCESS_KEY_ID", "")
AWS_SECRET_ACCESS_KEY: Text = os.environ.get("AWS_SECRET_ACCESS_KEY", "")
VERSION: Text = "2009-11-02"


def getSignedUrl(params: Params, *, unix_time: Optional[int] = None) -> str:
    """Returns the signed URL of a GET request for Amazon's Product Advertising API.

    params     as aws_signed_request takes them. Version (the constant above), Service, AWSAccessKeyId and Timestamp
               replace what it holds under these names. It is not changed.
    unix_time  seconds since 1970-01-01T00:00:00Z; by default, now

    Raises SigningError, also for keys that are not set, TypeError, LibraryNotFoundError.
    """
    return aws_signed_request(
        "com", params, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, version=VERSION, unix_time=unix_time
    )
