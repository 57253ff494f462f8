"""Signature Version 2 as it is meant to be, in plain Python: what a right signature is compared with."""
import base64
import hashlib
import hmac
from urllib.parse import quote, urlsplit

HASHES = {"HmacSHA256": hashlib.sha256, "HmacSHA1": hashlib.sha1}


def host_line(endpoint):
    parts = urlsplit(endpoint)
    host = parts.netloc.lower()
    default = {"http": ":80", "https": ":443"}[parts.scheme]
    return host[:-len(default)] if host.endswith(default) else host


def path_of(endpoint):
    slash = endpoint.find("/", endpoint.index("://") + 3)
    return endpoint[slash:] if slash >= 0 else ""


def escape(text):
    return quote(text.encode("utf-8"), safe="~")


def canonical_query(params):
    signed = [(name.encode("utf-8"), value.encode("utf-8"), name, value) for name, value in params if name != "Signature"]
    return "&".join("%s=%s" % (escape(name), escape(value)) for _, _, name, value in sorted(signed))


def string_to_sign(request):
    return "\n".join((request["method"].upper(), host_line(request["endpoint"]), path_of(request["endpoint"]) or "/",
                      canonical_query(request["params"])))


def mac(secret, text, algorithm):
    secret = secret.encode("utf-8") if isinstance(secret, str) else secret
    text = text.encode("utf-8") if isinstance(text, str) else text
    return hmac.new(secret, text, HASHES[algorithm]).digest()


def sign(request):
    return base64.b64encode(mac(request["secret"], string_to_sign(request), request["algorithm"])).decode()
