"""The contestants in Python: a signer on the standard library alone, botocore, and the binding.

A case is a function that signs so many times and returns the last answer; so only the calls of the signer are timed.
"""

import base64
import hashlib
import hmac
import platform
import sys
import time
from urllib.parse import quote, urlsplit

import botocore
from botocore.auth import SigV2Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from aws_signed_request import Dialect, Signer

# --- By hand ---------------------------------------------------------------------------------------------------------


def escape(text):
    return quote(text, safe="-_.~")


def sign(host, path, params, secret):
    query = "&".join(f"{escape(name)}={escape(value)}" for name, value in sorted(params.items()))
    text = f"GET\n{host}\n{path}\n{query}"
    digest = hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()
    return f"https://{host}{path}?{query}&Signature={escape(base64.b64encode(digest).decode())}"


# --- The cases -------------------------------------------------------------------------------------------------------


def by_hand(endpoint, secret, params):
    host, path = urlsplit(endpoint)[1:3]

    def case(calls):
        for _ in range(calls):
            url = sign(host, path, params, secret)
        return url

    return case


def by_botocore(endpoint, secret, params):
    """botocore adds the time and parameters of its own, so its URL is another one, whose signature is looked at."""
    signer = SigV2Auth(Credentials("AKIAIOSFODNN7EXAMPLE", secret))
    request = AWSRequest("GET", endpoint, params=dict(params))

    def case(calls):
        for _ in range(calls):
            signer.add_auth(request)
        return request.prepare().url

    return case


def by_binding(endpoint, secret, params):
    signer = Signer(endpoint, None, secret, dialect=Dialect.AS_GIVEN)

    def case(calls):
        for _ in range(calls):
            url = signer.url(params)
        return url

    return case


MAKERS = [("url", "by hand", by_hand), ("signed", "botocore", by_botocore), ("url", "binding", by_binding)]

# --- The protocol of contestant.py -----------------------------------------------------------------------------------


def batch(case, calls):
    start = time.perf_counter_ns()
    case(calls)
    return time.perf_counter_ns() - start


def times(case, microseconds, samples):
    """Nanoseconds of one call, from batches of which each takes at least as long as is asked for."""
    calls = 1
    while batch(case, calls) < microseconds * 1000:
        calls *= 2
    return [batch(case, calls) / calls for _ in range(samples)]


def workloads():
    told = {}
    for line in sys.stdin:
        field, *values = line.rstrip("\n").split("\t")
        if field == "end":
            break
        if field == "workload":
            workload = told[values[0]] = {"params": {}}
        elif field == "param":
            workload["params"][values[0]] = values[1]
        else:
            workload[field] = values[0]
    return told


def main():
    print(f"version\tPython {platform.python_version()}, botocore {botocore.__version__}")
    cases = []
    for name, told in workloads().items():
        for kind, contestant, make in MAKERS:
            cases.append(make(told["endpoint"], told["secret"], told["params"]))
            print("case", name, kind, contestant, cases[-1](1), sep="\t")
    print("ready", flush=True)
    for line in sys.stdin:
        index, microseconds, samples = map(int, line.split("\t")[1:])
        print(*times(cases[index], microseconds, samples), flush=True)


main()
