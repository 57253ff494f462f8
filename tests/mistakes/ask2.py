# -*- coding: utf-8 -*-
"""Python 2.7: its own escapers, and old signers from PyPI as they are. Lines in, lines out: README.md."""
import base64
import hashlib
import hmac
import os
import sys
import time
import urllib
from calendar import timegm

os.environ["BOTO_CONFIG"] = os.devnull
HASHED = []


class RecordingHmac(hmac.HMAC):
    def __init__(self, key, msg=None, digestmod=None):
        self.fed = b""
        hmac.HMAC.__init__(self, key, None, digestmod)
        if msg is not None:
            self.update(msg)

    def update(self, msg):
        self.fed += msg
        hmac.HMAC.update(self, msg)

    def copy(self):
        other = hmac.HMAC.copy(self)
        other.__class__ = RecordingHmac
        other.fed = self.fed
        return other

    def digest(self):
        HASHED.append(self.fed)
        return hmac.HMAC.digest(self)


hmac.new = RecordingHmac

import boto.auth  # noqa: E402
import bottlenose.api  # noqa: E402


class Job(object):
    pass


def sign(job, query):
    text = "\n".join((job.method, job.host, job.path, query))
    return base64.b64encode(hmac.new(job.secret, text, hashlib.sha256).digest())


def escaping(function):
    return lambda job: sign(job, "&".join(function(name) + "=" + function(value) for name, value in sorted(job.params)))


def ask_bottlenose(job):
    params = dict((name, value.decode("utf-8")) for name, value in job.params)
    region = [code for code, hosts in bottlenose.api.SERVICE_DOMAINS.items() if hosts[0] == job.host][0]
    for name in ("Service", "AWSAccessKeyId", "Timestamp"):
        params.pop(name)
    amazon = bottlenose.api.Amazon(job.access, job.secret, params.pop("AssociateTag", None), params.pop("Operation"),
                                   params.pop("Version"), region)
    seen = []

    def request(url, headers=None):
        seen.append(url)
        raise IOError("nothing is sent")
    bottlenose.api.urllib2.Request = request
    try:
        amazon(**params)
    except IOError:
        pass
    return seen[0]


def ask_amazonproduct(job):
    # Its package wants lxml for the answers; only the function that makes the URL is taken out of it.
    source = open(os.path.join(os.path.dirname(os.path.abspath(sys.argv[0])), "python2", "amazonproduct", "api.py")).read()
    start = source.index("    def _build_url(")
    function = source[start:source.index("\n    def ", start + 10)]
    scope = {"quote": urllib.quote, "b64encode": base64.b64encode, "hmac": hmac, "sha256": hashlib.sha256,
             "strftime": time.strftime, "gmtime": lambda: time.gmtime()}
    exec("class API(object):\n" + function, scope)
    api = scope["API"]()
    api.access_key, api.secret_key, api.host, api.associate_tag, api.VERSION = job.access, job.secret, job.host, None, None
    return api._build_url(**dict((name, value.decode("utf-8")) for name, value in job.params))


def boto_handler(handler):
    def ask(job):
        class Provider(object):
            access_key, secret_key, security_token = job.access, job.secret, None
        own = handler(job.host, None, Provider())
        return own._calc_signature(dict(job.params), job.method, job.path, job.host)[1]
    return ask


SIGNERS = {
    "quote": escaping(urllib.quote),
    "quote safe=''": escaping(lambda text: urllib.quote(text, safe="")),
    "quote safe='~'": escaping(lambda text: urllib.quote(text, safe="~")),
    "quote_plus": escaping(urllib.quote_plus),
    "urlencode": lambda job: sign(job, urllib.urlencode(sorted(job.params))),
    "urlencode of the dict": lambda job: sign(job, urllib.urlencode(dict(job.params))),
    "quote of latin-1": escaping(lambda text: urllib.quote(text.decode("utf-8").encode("latin-1"), safe="~")),
    "PyPI bottlenose": ask_bottlenose,
    "PyPI python-amazon-product-api": ask_amazonproduct,
    "PyPI boto": boto_handler(boto.auth.QuerySignatureV2AuthHandler),
    "PyPI boto, version 1": boto_handler(boto.auth.QuerySignatureV1AuthHandler),
    "PyPI boto, version 0": boto_handler(boto.auth.QuerySignatureV0AuthHandler),
}
real_gmtime = time.gmtime

for line in sys.stdin:
    fields = [base64.b64decode(field) for field in line.rstrip("\n").split("\t")]
    job = Job()
    id, signer, job.method, job.scheme, job.host, job.path, job.secret, job.access = fields[:8]
    job.params = list(zip(fields[8::2], fields[9::2]))
    at = timegm(time.strptime(dict(job.params)["Timestamp"][:19], "%Y-%m-%dT%H:%M:%S"))
    time.gmtime = lambda seconds=None: real_gmtime(at)
    del HASHED[:]
    answer, url = SIGNERS[signer](job), b""
    time.gmtime = real_gmtime
    if "://" in answer:
        url = answer
        answer = urllib.unquote(url.partition("&Signature=")[2])
    print("\t".join(base64.b64encode(text) for text in (id, answer, HASHED[-1], url)))
