"""Python 3: its own escapers, and signers from PyPI as they are. Lines in, lines out: README.md."""
import base64
import contextlib
import hashlib
import hmac
import os
import sys
import time
from calendar import timegm
from types import SimpleNamespace
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlencode, urlsplit

for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ["BOTO_CONFIG"] = os.devnull
HASHED = []


class RecordingHmac(hmac.HMAC):
    def __init__(self, key, msg=None, digestmod=""):
        self.fed = b""
        super().__init__(key, None, digestmod)
        if msg is not None:
            self.update(msg)

    def update(self, msg):
        self.fed += msg
        super().update(msg)

    def copy(self):
        other = super().copy()
        other.fed = self.fed
        return other

    def digest(self):
        HASHED.append(self.fed)
        return super().digest()


hmac.new = RecordingHmac

import boto.auth  # noqa: E402
import bottlenose.api  # noqa: E402
import ccxt  # noqa: E402
import mws.mws  # noqa: E402


@contextlib.contextmanager
def clock_at(stamp):
    at = timegm(time.strptime(stamp[:19], "%Y-%m-%dT%H:%M:%S"))
    real = time.gmtime
    time.gmtime = lambda seconds=at: real(seconds)
    try:
        yield at
    finally:
        time.gmtime = real


def sign(job, query):
    text = "\n".join((job.method, job.host, job.path, query))
    return base64.b64encode(hmac.new(job.secret.encode(), text.encode(), hashlib.sha256).digest()).decode()


def escaping(function, names=None):
    return lambda job: sign(job, "&".join((names or function)(name) + "=" + function(value)
                                          for name, value in sorted(job.params)))


def whole(function):
    return lambda job: sign(job, function(job))


def ask_bottlenose(job):
    region = next(code for code, hosts in bottlenose.api.SERVICE_DOMAINS.items() if hosts[0] == job.host)
    params = dict(job.params)
    amazon = bottlenose.api.Amazon(job.access, job.secret, "unused", Region=region, Version=params.pop("Version"))
    amazon.AssociateTag = params.pop("AssociateTag", None)
    for name in ("Service", "AWSAccessKeyId", "Timestamp"):
        params.pop(name)
    return amazon.api_url(**params)


def ask_mws(job):
    api = mws.mws.MWS("unused", job.secret, "unused", domain="https://" + job.host, uri=job.path)
    description = mws.mws.calc_request_description(mws.mws.clean_params_dict(dict(job.params)))
    return api.calc_signature(job.method, description).decode()


def ask_ccxt(job):
    htx = ccxt.htx({"apiKey": job.access, "secret": job.secret})
    htx.urls["hostnames"]["spot"] = job.host
    htx.nonce = lambda: job.at * 1000
    return htx.sign(job.path.removeprefix("/"), ["spot", "private"], job.method, dict(job.params[4:]))["url"]


def ask_boto(job):
    provider = SimpleNamespace(access_key=job.access, secret_key=job.secret, security_token=None)
    handler = boto.auth.QuerySignatureV2AuthHandler(job.host, None, provider)
    return handler._calc_signature(dict(job.params), job.method, job.path, job.host)[1].decode()


SIGNERS = {
    "quote": escaping(quote),
    "quote safe=''": escaping(lambda text: quote(text, safe="")),
    "quote safe='-_~'": escaping(lambda text: quote(text, safe="-_~")),
    "quote_plus": escaping(quote_plus),
    "urlencode": whole(lambda job: urlencode(sorted(job.params))),
    "urlencode quote_via=quote": whole(lambda job: urlencode(sorted(job.params), quote_via=quote)),
    "urlencode of the dict": whole(lambda job: urlencode(dict(job.params), quote_via=quote, safe="")),
    "urlencode encoding=latin-1": whole(lambda job: urlencode(sorted(job.params), quote_via=quote, safe="", encoding="latin-1")),
    "quote of quote": escaping(lambda text: quote(quote(text, safe=""), safe="")),
    "quote of values only": escaping(lambda text: quote(text, safe=""), str),
    "no quote": escaping(str),
    "sorted dict": whole(lambda job: urlencode(sorted(dict(job.params).items()), quote_via=quote, safe="")),
    "parse_qsl drops empty values": whole(
        lambda job: urlencode(sorted(parse_qsl(urlencode(job.params))), quote_via=quote, safe="")),
    "parse_qsl after unquote": whole(
        lambda job: urlencode(sorted(parse_qsl(unquote(urlencode(job.params, quote_via=quote)), True)), quote_via=quote, safe="")),
    "sorted by str.lower": whole(
        lambda job: urlencode(sorted(job.params, key=lambda pair: pair[0].lower()), quote_via=quote, safe="")),
    "sorted by name only": whole(
        lambda job: urlencode(sorted(job.params, key=lambda pair: pair[0]), quote_via=quote, safe="")),
    "sorted of joined": whole(lambda job: "&".join(sorted(quote(name, safe="") + "=" + quote(value, safe="") for name, value in job.params))),
    "base64.encodebytes": lambda job: base64.encodebytes(base64.b64decode(escaping(lambda text: quote(text, safe=""))(job))).decode(),
    "base64.urlsafe_b64encode": lambda job: base64.urlsafe_b64encode(base64.b64decode(escaping(lambda text: quote(text, safe=""))(job))).decode(),
    "hexdigest": lambda job: base64.b64decode(escaping(lambda text: quote(text, safe=""))(job)).hex(),
    "urlsplit.hostname": lambda job: sign(SimpleNamespace(**{**vars(job), "host": urlsplit(job.url).hostname}),
                                          urlencode(sorted(job.params), quote_via=quote, safe="")),
    "urlsplit.netloc": lambda job: sign(SimpleNamespace(**{**vars(job), "host": urlsplit(job.url).netloc}),
                                        urlencode(sorted(job.params), quote_via=quote, safe="")),
    "PyPI bottlenose": ask_bottlenose,
    "PyPI mws": ask_mws,
    "PyPI ccxt": ask_ccxt,
    "PyPI boto": ask_boto,
}


def out(*texts):
    print("\t".join(base64.b64encode(text if isinstance(text, bytes) else text.encode()).decode() for text in texts))


for line in sys.stdin:
    fields = [base64.b64decode(field).decode() for field in line.rstrip("\n").split("\t")]
    id, signer, method, scheme, host, path, secret, access = fields[:8]
    job = SimpleNamespace(method=method, scheme=scheme, host=host, path=path, secret=secret, access=access,
                          params=list(zip(fields[8::2], fields[9::2])), url="%s://%s%s" % (scheme, host, path))
    HASHED.clear()
    with clock_at(dict(job.params)["Timestamp"]) as job.at:
        signature, url = SIGNERS[signer](job), ""
    if "://" in signature:
        url = signature
        signature = dict(parse_qsl(url.partition("?")[2]))["Signature"]
    out(id, signature, HASHED[-1], url)
