"""The signers of other people: boto, botocore and ccxt, each asked in its own words, with its clock at a given time."""

import contextlib
import importlib.util
import sys
import time
import types
from unittest import mock
from urllib.parse import quote, urlsplit

import six

# boto is older than Python 3.12, where `imp` is gone (boto needs it for plugins alone) and the copy of six that boto
# brings cannot be imported. It gets an empty `imp` and today's six under the name of its own.
if sys.version_info >= (3, 12):
    sys.modules.setdefault("imp", types.ModuleType("imp"))
    spec = importlib.util.spec_from_file_location("boto.vendored.six", six.__file__)
    sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[spec.name])

import boto.auth  # noqa: E402
import boto.connection  # noqa: E402
import ccxt  # noqa: E402
from botocore.auth import SigV2Auth  # noqa: E402
from botocore.awsrequest import AWSRequest  # noqa: E402
from botocore.credentials import Credentials  # noqa: E402

from signers import HMAC_SHA1  # noqa: E402


@contextlib.contextmanager
def clock_at(unix_time):
    """boto and botocore put the time in themselves."""
    gmtime = time.gmtime
    with mock.patch("time.gmtime", lambda seconds=unix_time: gmtime(seconds)):
        yield


def boto_query(request):
    """The URL and the signed query, or form body, that boto sends for a request of the dialect AWS_QUERY."""
    parts = urlsplit(request.endpoint)
    sent = boto.connection.HTTPRequest(request.method, parts.scheme, parts.netloc, None, parts.path, parts.path,
                                       dict(request.params), {}, "")
    with clock_at(request.unix_time):
        _boto_handler(request).add_auth(sent)
    return request.endpoint, sent.body if request.method == "POST" else sent.path.partition("?")[2]


def boto_nifcloud_query(request):
    """The same for the dialect NIFCLOUD: boto is handed the parameters that it has no names for."""
    parts = urlsplit(request.endpoint)
    query, signature = _boto_handler(request)._calc_signature(
        nifcloud_params(request), request.method, parts.path, parts.netloc)
    return request.endpoint, f"{query}&Signature={quote(signature.decode(), safe='')}"


def _boto_handler(request):
    handler = boto.auth.QuerySignatureV2AuthHandler(urlsplit(request.endpoint).netloc, None, types.SimpleNamespace(
        access_key=request.access_key, secret_key=request.secret, security_token=request.session_token))
    if request.flags & HMAC_SHA1:
        # boto's own way to say that Python has no SHA-256.
        handler._hmac_256 = None
    return handler


def botocore_query(request):
    """What botocore signs for a request of the dialect AWS_QUERY, and the parameters that it sends, as a dict."""
    sent = AWSRequest(method=request.method, url=request.endpoint,
                      **{"data" if request.method == "POST" else "params": dict(request.params)})
    signer = SigV2Auth(Credentials(request.access_key, request.secret, request.session_token))
    with clock_at(request.unix_time):
        signer.add_auth(sent)
    params = sent.data or sent.params
    return signer.calc_signature(sent, params), params


def botocore_nifcloud_query(request):
    """The same for the dialect NIFCLOUD: botocore is handed the parameters that it has no names for."""
    params = nifcloud_params(request)
    signer = SigV2Auth(Credentials(request.access_key, request.secret))
    query, signature = signer.calc_signature(AWSRequest(method=request.method, url=request.endpoint), params)
    return (query, signature), params | {"Signature": signature}


def nifcloud_params(request):
    """All parameters of a request to NIFCLOUD, as its API reference, "Common parameters", has them."""
    params = dict(request.params) | {
        "AccessKeyId": request.access_key, "SignatureVersion": "2",
        "SignatureMethod": "HmacSHA1" if request.flags & HMAC_SHA1 else "HmacSHA256",
        "Timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(request.unix_time))}
    if request.session_token is not None:
        params["SecurityToken"] = request.session_token
    return params


def ccxt_url(host, api, method, path, params, request):
    """The URL that ccxt sends a private call of HTX's to; `request` says with which keys and when."""
    exchange = ccxt.htx({"apiKey": request.access_key, "secret": request.secret})
    exchange.urls["hostnames"][api] = host
    exchange.nonce = lambda: request.unix_time * 1000
    return exchange.sign(path, [api, "private"], method, dict(params))["url"]
