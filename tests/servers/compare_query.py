"""Calls to SimpleDB, EC2 and NIFCLOUD, signed by boto, by botocore and by us.

boto's query is compared whole, byte for byte. botocore sends its parameters in another order than it signs them, and
encodes them by other means, so what it signs is compared, the signature, and what it sends once it is decoded. HmacSHA1 is
boto's alone: botocore names it at most.
"""

from urllib.parse import parse_qsl, quote

import oracles
from query_calls import AWS_CALLS, NIFCLOUD_CALLS
from signers import HMAC_SHA1, Dialect, Request

KEYS = {"access_key": "AKIAIOSFODNN7EXAMPLE", "secret": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}
DAY = 86400


def check(report, everybody):
    for title, calls, dialect, ask_boto, ask_botocore in (
            ("SimpleDB, EC2", AWS_CALLS, Dialect.AWS_QUERY, oracles.boto_query, oracles.botocore_query),
            ("NIFCLOUD", NIFCLOUD_CALLS, Dialect.NIFCLOUD, oracles.boto_nifcloud_query, oracles.botocore_nifcloud_query)):
        requests = [*_requests(calls, dialect)]
        with report.group(f"boto: {title}") as group:
            for request in requests:
                _compare_with_boto(group, everybody, request, ask_boto)
        with report.group(f"boto: {title}, HmacSHA1") as group:
            for request in requests:
                _compare_with_boto(group, everybody, request.but(flags=HMAC_SHA1), ask_boto)
        with report.group(f"botocore: {title}") as group:
            for request in requests:
                _compare_with_botocore(group, everybody, request, ask_botocore)


def _requests(calls, dialect):
    """Each call as GET and as POST, one of three with a session token, at times all over the years."""
    for number, (endpoint, params) in enumerate(calls):
        for method in ("GET", "POST"):
            yield Request(endpoint, tuple(params.items()), **KEYS, unix_time=1258000000 + number * 211 * DAY + number,
                          method=method, dialect=dialect, session_token="FQoDYXdz/+A=" if number % 3 == 2 else None)


def _compare_with_boto(group, everybody, request, ask):
    theirs = ask(request)
    for signer in everybody:
        group.expect("equal", _what(request, signer), theirs, signer.sent_or_not(request))


def _compare_with_botocore(group, everybody, request, ask):
    (canonical, signature), sent = ask(request)
    for signer in everybody:
        url, query = signer.sent_or_not(request)
        theirs = f"{canonical}&Signature={quote(signature, safe='')}"
        group.expect("equal", _what(request, signer), (request.endpoint, theirs), (url, query))
        group.expect("equal", f"{_what(request, signer)}, what is sent", sorted(sent.items()),
                     sorted(parse_qsl(query, keep_blank_values=True)))


def _what(request, signer):
    return f"{request.method} {dict(request.params)['Action']} ({signer.name})"
