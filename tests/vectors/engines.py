"""The Python signers, each asked in its own words.

An engine is a function that takes a case and returns the Base64 signature. What it fed to HMAC on the way is recorded
here, because that text, and not one that we would put together ourselves, is the string to sign of the case.
"""
import contextlib
import hmac
import os
import time
from types import SimpleNamespace
from urllib.parse import unquote

# Some of the packages read keys from the environment; nothing but the case may decide the answer.
for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ["BOTO_CONFIG"] = os.devnull

HASHED = []


class RecordingHmac(hmac.HMAC):
    """An HMAC that keeps the text it was fed and files it when the digest is taken."""

    def __init__(self, key, msg=None, digestmod=""):
        self.fed = b""
        super().__init__(key, None, digestmod)
        if msg is not None:
            self.update(msg)

    def update(self, msg):
        self.fed += msg
        super().update(msg)

    def digest(self):
        HASHED.append(self.fed)
        return super().digest()


# This has to happen before the packages are imported, so that none of them can hold the original function.
hmac.new = RecordingHmac

import boto.auth  # noqa: E402
import boto.connection  # noqa: E402
import bottlenose.api  # noqa: E402
import ccxt  # noqa: E402
import mws.mws  # noqa: E402
from botocore.auth import SigV2Auth  # noqa: E402
from botocore.awsrequest import AWSRequest  # noqa: E402
from botocore.credentials import Credentials  # noqa: E402
from keystoneclient.contrib.ec2.utils import Ec2Signer  # noqa: E402
from nifcloud.auth import SigV2ComputingAuth  # noqa: E402


@contextlib.contextmanager
def clock_at(unix_time):
    """The signers that add the time stamp themselves look at the clock, so the clock shows the time of the case."""
    real = time.gmtime
    time.gmtime = lambda seconds=unix_time: real(seconds)
    try:
        yield
    finally:
        time.gmtime = real


def key_name(case):
    """What the dialect calls the access key id."""
    return "AccessKeyId" if case["dialect"] in ("nifcloud", "htx") else "AWSAccessKeyId"


def added_params(case):
    """What the dialect adds to the caller's parameters."""
    dialect = case["dialect"]
    if dialect == "as_given":
        return {}
    stamp = "%Y-%m-%dT%H:%M:%S" if dialect == "htx" else "%Y-%m-%dT%H:%M:%SZ"
    added = {"Timestamp": time.strftime(stamp, time.gmtime(case["unix_time"])),
             key_name(case): case["access_key"]}
    if dialect == "product_advertising":
        added["Service"] = "AWSECommerceService"
        if all(name != "Version" for name, value in case["params"]):
            added["Version"] = "2011-08-01"
    else:
        added["SignatureMethod"] = case["signature_method"]
        added["SignatureVersion"] = "2"
    if case["session_token"] is not None:
        added["SecurityToken"] = case["session_token"]
    return added


def all_params(case):
    """The caller's parameters and those that the dialect adds, for the signers that add nothing themselves.

    In every dialect at least one other signer adds them on its own, so a mistake made here shows as a disagreement.
    """
    return [*map(tuple, case["params"]), *added_params(case).items()]


def all_in_a_map(case):
    return dict(all_params(case))


def repeats_a_name(case):
    return len(all_in_a_map(case)) < len(all_params(case))


def signature_in(query):
    """The signature at the end of a signed URL or form."""
    return unquote(query.rpartition("&Signature=")[2])


def ask_boto(case):
    provider = SimpleNamespace(
        access_key=case["access_key"] or "", secret_key=case["secret_key"], security_token=case["session_token"])
    handler = boto.auth.QuerySignatureV2AuthHandler(case["host"], None, provider)
    if case["signature_method"] == "HmacSHA1":
        handler._hmac_256 = None  # As on a Python without SHA-256, which is when boto signs with SHA-1.
    if case["dialect"] != "aws_query":
        provider.security_token = None  # It is in the map already.
        return handler._calc_signature(all_in_a_map(case), case["method"], case["path"], case["host"])[1].decode()
    request = boto.connection.HTTPRequest(
        case["method"], case["scheme"], case["host"], None, case["path"], case["path"], dict(case["params"]), {}, "")
    handler.add_auth(request)
    return signature_in(request.body or request.path)


def names_its_method(case):
    """boto and keystoneclient put SignatureMethod in whether it was there or not, so it has to be there."""
    params = all_in_a_map(case)
    return params.get("SignatureMethod") == case["signature_method"] and params.get("SignatureVersion") == "2"


def has_sha256(case):
    """Most signers know no other hash, whatever SignatureMethod says."""
    return case["signature_method"] == "HmacSHA256"


def botocore_request(case):
    kind = "data" if case["method"] == "POST" else "params"
    url = "%(scheme)s://%(host)s%(path)s" % case
    return AWSRequest(method=case["method"], url=url, **{kind: dict(case["params"])})


def botocore_credentials(case):
    return Credentials(case["access_key"] or "", case["secret_key"], case["session_token"])


def ask_botocore(case):
    signer = SigV2Auth(botocore_credentials(case))
    request = botocore_request(case)
    if case["dialect"] != "aws_query":
        return signer.calc_signature(request, all_in_a_map(case))[1]
    signer.add_auth(request)
    return (request.data or request.params)["Signature"]


def ask_nifcloud(case):
    request = botocore_request(case)
    SigV2ComputingAuth(botocore_credentials(case)).add_auth(request)
    return (request.data or request.params)["Signature"]


def ask_keystoneclient(case):
    return Ec2Signer(case["secret_key"]).generate(
        {"verb": case["method"], "host": case["host"], "path": case["path"], "params": all_in_a_map(case)})


def bottlenose_region(case):
    """bottlenose knows the host by a country code, and only its own hosts."""
    return next((code for code, hosts in bottlenose.api.SERVICE_DOMAINS.items() if hosts[0] == case["host"]), None)


def ask_bottlenose(case):
    amazon = bottlenose.api.Amazon(
        case["access_key"], case["secret_key"], "unused", Version="2011-08-01", Region=bottlenose_region(case))
    amazon.AssociateTag = None  # The constructor insists on one; the case brings its own or has none.
    return signature_in(amazon.api_url(**dict(case["params"])))


def can_ask_bottlenose(case):
    return (case["dialect"] == "product_advertising" and case["method"] == "GET" and case["path"] == "/onca/xml"
            and bottlenose_region(case) is not None and has_sha256(case))


def ask_mws(case):
    api = mws.mws.MWS("unused", case["secret_key"], "unused", domain="https://" + case["host"], uri=case["path"])
    escaped = mws.mws.clean_params_dict(all_in_a_map(case))
    description = mws.mws.calc_request_description(escaped)
    return api.calc_signature(case["method"], description).decode()


def ask_ccxt(case):
    htx = ccxt.htx({"apiKey": case["access_key"], "secret": case["secret_key"]})
    htx.urls["hostnames"]["spot"] = case["host"]
    htx.nonce = lambda: case["unix_time"] * 1000
    # A POST brings its parameters as a JSON body. The body is not signed, so the case itself does not show it.
    params = dict(case["params"] if case["method"] == "GET" else case["json_body"])
    return signature_in(htx.sign(case["path"].removeprefix("/"), ["spot", "private"], case["method"], params)["url"])


def can_ask_ccxt(case):
    return case["dialect"] == "htx" and has_sha256(case) and (case["method"] == "GET" or case["json_body"] is not None)


def can_ask_keystoneclient(case):
    return names_its_method(case) and has_sha256(case)


def can_ask_nifcloud(case):
    return case["dialect"] == "nifcloud" and has_sha256(case)


# name: package, what is asked, the cases it can express, the function above.
ENGINES = {
    "boto": ("boto", "QuerySignatureV2AuthHandler.add_auth; _calc_signature outside aws_query",
             names_its_method, ask_boto),
    "botocore": ("botocore", "SigV2Auth.add_auth; calc_signature outside aws_query", has_sha256, ask_botocore),
    "keystoneclient": ("python-keystoneclient", "Ec2Signer.generate", can_ask_keystoneclient, ask_keystoneclient),
    "nifcloud": ("nifcloud", "SigV2ComputingAuth.add_auth", can_ask_nifcloud, ask_nifcloud),
    "bottlenose": ("bottlenose", "Amazon.api_url", can_ask_bottlenose, ask_bottlenose),
    "ccxt": ("ccxt", "htx.sign", can_ask_ccxt, ask_ccxt),
    "mws": ("mws", "clean_params_dict, calc_request_description, MWS.calc_signature", has_sha256, ask_mws),
}


def ask(name, case):
    """What one engine answers, or None if it cannot express the case."""
    package, function, can_ask, ask_engine = ENGINES[name]
    if repeats_a_name(case) or not can_ask(case):  # They all take a map, which has room for a name once.
        return None
    HASHED.clear()
    with clock_at(case["unix_time"]):
        signature = ask_engine(case)
    (hashed,) = HASHED  # More than one digest would leave open which of them was the signature.
    return {"string_to_sign": hashed.decode("utf-8"), "signature_base64": signature}
