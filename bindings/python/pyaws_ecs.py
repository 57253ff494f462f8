"""The request side of PyAWS, signing rightly.

PyAWS was Kun Xi's module `ecs` for Amazon's E-Commerce Service, later the Product Advertising API. It kept keys, locale
and options in the module and built its URLs in buildRequest(argv). It did not sign; from July 2009 on patched copies
did ("PyAWS - Adding Request Authentication", blog.umlungu.co.uk, 2009-07-12, and others). (Amazon switched that API off
in 2020.) Here are the names of the module and of its patched copies that lead to a URL:

    import pyaws_ecs as ecs

    ecs.setLicenseKey("...")
    ecs.setSecretKey("...")            # in some copies setSecretAccessKey
    ecs.setLocale("uk")
    ecs.setOptions({"AssociateTag": "mytag-21"})
    url = ecs.buildRequest({"Operation": "ItemLookup", "ItemId": "0679722769", "AWSAccessKeyId": None})

ItemLookup() and the other functions that fetched an answer and took it apart are not here: nothing answers any more.

What the patched copies did wrong, and this module does not:

    0 was left out, as if it had not been given. (None and the empty text, which mean "not given", still are.)
    Some stamped the local time as UTC.
    Some signed and addressed webservices.amazon.com whatever the locale was; in others the hosts for de, fr, jp and ca
    (ecs.amazonaws.co.de, ...) were names that Amazon did not publish.
    A slash was signed as it is, and a tilde as %7E, so that such a request was refused.
    Text outside ASCII raised UnicodeEncodeError.
    argv without AWSAccessKeyId raised KeyError.
    The caller's argv was changed, and a Signature in it was signed along.
    A missing secret raised TypeError within hmac.
    The option Version, which setOptions() announced, was refused.

The keys, the locale and the options are the module's, as they were: threads that set different ones need a lock around
setting and building. It needs aws_signed_request.py beside it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Dict, Optional

from aws_signed_request import Dialect, Signer, Text

__all__ = [
    "AWSException",
    "BadLocale",
    "BadOption",
    "NoLicenseKey",
    "NoSecretAccessKey",
    "buildRequest",
    "getLicenseKey",
    "getLocale",
    "getOptions",
    "getSecretAccessKey",
    "getSecretKey",
    "getVersion",
    "setAssociateTag",
    "setLicenseKey",
    "setLocale",
    "setOptions",
    "setSecretAccessKey",
    "setSecretKey",
    "setVersion",
]

LICENSE_KEY: Optional[Text] = None
SECRET_ACCESS_KEY: Optional[Text] = None
LOCALE: Optional[str] = "us"
VERSION: Text = "2007-04-04"
OPTIONS: Dict[str, Any] = {}

# Product Advertising API Developer Guide (API Version 2013-08-01), Anatomy of a REST Request, which gives these hosts
# for http and https alike. The edition of 2009-11-01 gave ecs.amazonaws.com, .co.uk, .de, .fr, .jp and .ca.
_HOSTS = {
    "br": "webservices.amazon.com.br",
    "ca": "webservices.amazon.ca",
    "cn": "webservices.amazon.cn",
    "de": "webservices.amazon.de",
    "es": "webservices.amazon.es",
    "fr": "webservices.amazon.fr",
    "in": "webservices.amazon.in",
    "it": "webservices.amazon.it",
    "jp": "webservices.amazon.co.jp",
    "mx": "webservices.amazon.com.mx",
    "uk": "webservices.amazon.co.uk",
    "us": "webservices.amazon.com",
}
_OPTIONS = ("AssociateTag", "MerchantID", "Validate", "Version")


class AWSException(Exception):
    """The base of what this module raises by itself."""


class NoLicenseKey(AWSException):
    """There is no access key id."""


class NoSecretAccessKey(AWSException):
    """There is no secret."""


class BadLocale(AWSException):
    """A locale that there is no host for."""


class BadOption(AWSException):
    """An option that setOptions() does not take."""


def setLicenseKey(license_key: Optional[Text] = None) -> None:
    """Sets the access key id; without one, keeps that which is set, or else takes AWS_LICENSE_KEY of the environment.
    Raises NoLicenseKey if there is none."""
    global LICENSE_KEY
    LICENSE_KEY = license_key or LICENSE_KEY or os.environ.get("AWS_LICENSE_KEY")
    if not LICENSE_KEY:
        raise NoLicenseKey("there is no access key id: call setLicenseKey(), or set AWS_LICENSE_KEY")


def getLicenseKey() -> Text:
    """Returns the access key id. Raises NoLicenseKey if there is none, in the environment neither."""
    setLicenseKey()
    assert LICENSE_KEY is not None
    return LICENSE_KEY


def setSecretAccessKey(secret_access_key: Optional[Text] = None) -> None:
    """Sets the secret; without one, keeps that which is set, or else takes AWS_SECRET_ACCESS_KEY of the environment.
    Raises NoSecretAccessKey if there is none."""
    global SECRET_ACCESS_KEY
    SECRET_ACCESS_KEY = secret_access_key or SECRET_ACCESS_KEY or os.environ.get("AWS_SECRET_ACCESS_KEY")
    if not SECRET_ACCESS_KEY:
        raise NoSecretAccessKey("there is no secret: call setSecretAccessKey(), or set AWS_SECRET_ACCESS_KEY")


def getSecretAccessKey() -> Text:
    """Returns the secret. Raises NoSecretAccessKey if there is none, in the environment neither."""
    setSecretAccessKey()
    assert SECRET_ACCESS_KEY is not None
    return SECRET_ACCESS_KEY


def setSecretKey(secret_key: Optional[Text] = None) -> None:
    """setSecretAccessKey() under the name that it has in other copies."""
    setSecretAccessKey(secret_key)


def getSecretKey() -> Text:
    """getSecretAccessKey() under the name that it has in other copies."""
    return getSecretAccessKey()


def setLocale(locale: Optional[str]) -> None:
    """Sets the locale: br, ca, cn, de, es, fr, in, it, jp, mx, uk, or us, which None is too. Raises BadLocale."""
    global LOCALE
    if locale is not None and locale not in _HOSTS:
        raise BadLocale(f"the locale must be one of {', '.join(_HOSTS)}, not {locale!r}")
    LOCALE = locale


def getLocale() -> Optional[str]:
    """Returns the locale."""
    return LOCALE


def setVersion(version: Text) -> None:
    """Sets the version of the API."""
    global VERSION
    VERSION = version


def getVersion() -> Text:
    """Returns the version of the API."""
    return VERSION


def setOptions(options: Mapping[str, Any]) -> None:
    """Sets parameters that are sent with every request: AssociateTag, MerchantID, Validate, Version. Those that were
    set and are not named stay. Raises BadOption."""
    for name in options:
        if name not in _OPTIONS:
            raise BadOption(f"the option must be one of {', '.join(_OPTIONS)}, not {name!r}")
    OPTIONS.update(options)


def getOptions() -> Dict[str, Any]:
    """Returns the options."""
    return OPTIONS


def setAssociateTag(associate_tag: Text) -> None:
    """Sets the option AssociateTag."""
    setOptions({"AssociateTag": associate_tag})


def buildRequest(argv: Mapping[str, Any], *, unix_time: Optional[int] = None) -> str:
    """Returns the signed URL of a GET request.

    argv       the parameters by name. A value is str, bytes in UTF-8, or bool, int or float, which are sent as str()
               writes them (True, 0, 1.5). None and the empty text are left out. An option replaces the parameter of its
               name; Service, Timestamp and, unless it is an option, Version are replaced too; AWSAccessKeyId, if it is
               not given, is that of setLicenseKey(). argv is not changed.
    unix_time  seconds since 1970-01-01T00:00:00Z; by default, now

    Raises AWSException, and what Signer raises: SigningError, TypeError, LibraryNotFoundError.
    """
    written = {name: _written(value) for name, value in {**argv, "Version": VERSION, **OPTIONS}.items()}
    params = {name: value for name, value in written.items() if value is not None}
    access_key = params.pop("AWSAccessKeyId", None) or getLicenseKey()
    for name in ("Service", "Timestamp"):
        params.pop(name, None)
    signer = Signer(
        f"https://{_HOSTS[LOCALE or 'us']}/onca/xml",
        access_key,
        getSecretAccessKey(),
        dialect=Dialect.PRODUCT_ADVERTISING,
    )
    return signer.url(params, unix_time=unix_time)


def _written(value: Any) -> Any:
    """A value as PyAWS wrote it; None if it is not sent. What has no one spelling is left for Signer to refuse."""
    if isinstance(value, (str, bytes)):
        return value or None
    return str(value) if isinstance(value, (bool, float)) else value
