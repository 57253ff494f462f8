"""POST /v3/ec2tokens: keystone is shown a request and its signature, and says whether the one belongs to the other.

The request that is shown is taken from what the library says is to be sent, decoded by Python. keystone takes the
parameters as a JSON object, in which a name cannot stand twice, so repeated names are not checked here.
"""

import time
from urllib.parse import parse_qsl, urlsplit

from openstack import Credential
from signers import HMAC_SHA1, Refused, Request
from token_cases import ACTION, CASES, ENDPOINT, PLAIN

ACCEPTED, REFUSED = 200, 401
MINUTE = 60

# keystone counts with SHA-256 whatever SignatureMethod says, and refuses an unknown SignatureVersion before it looks.
NOT_CHANGED = {"SignatureMethod", "SignatureVersion"}
ADDED = NOT_CHANGED | {"AWSAccessKeyId", "AccessKeyId", "SecurityToken", "Timestamp"}


def check(report, keystone, everybody):
    for keys in {(PLAIN.access_key, PLAIN.secret)} | {
            (case.changes["access_key"], case.changes["secret"]) for case in CASES if "secret" in case.changes}:
        keystone.add(Credential(*keys))
    for signer in everybody:
        with report.group(f"keystone: {signer.name}, {len(CASES)} odd requests") as group:
            for number, case in enumerate(CASES):
                # One signer's requests are refused after every change. Those of the others go through the same library
                # by another door: one change for each request, another one from case to case.
                _check_case(group, keystone, signer, case, None if signer is everybody[0] else number)
    with report.group("keystone: rules of its own") as group:
        for signer in everybody:
            _check_rules(group, keystone, signer)


def _request(**changes):
    return Request(ENDPOINT, ACTION, PLAIN.access_key, PLAIN.secret, int(time.time())).but(**changes)


def _shown(signer, request):
    """What keystone is shown, and the parameters alone."""
    url, query = signer.sent(request)
    url = urlsplit(url)
    params = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=True))
    return {"access": request.access_key, "signature": params.pop("Signature"), "host": url.netloc,
            "verb": request.method.upper(), "path": url.path, "params": params}


def _check_case(group, keystone, signer, case, which):
    """A request as it is, and with every change, or with one of them."""
    request = _request(**case.changes)
    try:
        shown = _shown(signer, request)
    except Refused as refused:
        group.expect("accepted", case.name, "to be signed", str(refused))
        return
    # Without this, a parameter that got lost before it was signed would not be missed.
    given = {name: value for name, value in shown["params"].items() if name not in ADDED}
    group.expect("equal", f"{case.name}: what is sent", dict(request.params), given)
    group.expect("accepted", case.name, ACCEPTED, keystone.check(shown))

    changes = [*_changes(shown)]
    if which is None:
        changes.append(("another secret", _shown(signer, request.but(secret=request.secret + "x"))))
    else:
        changes = [changes[which % len(changes)]]
    for what, changed in changes:
        group.expect("refused", f"{case.name}: {what}", REFUSED, keystone.check(changed))


def _changes(shown):
    """Everything that one change makes of a request that is right."""
    def but(**change):
        return "another " + ", ".join(change), {**shown, **change}

    signature, params = shown["signature"], shown["params"]
    yield but(signature=signature[:9] + ("B" if signature[9] != "B" else "C") + signature[10:])
    yield but(verb="POST" if shown["verb"] != "POST" else "GET")
    yield but(host="other.example.org:8773")
    yield but(path=shown["path"] + "x")
    yield "a parameter more", {**shown, "params": params | {"Another": ""}}
    # Three or four parameters of each request.
    names = [name for name in params if name not in NOT_CHANGED]
    for name in names[::len(names) // 4 + 1]:
        others = {other: value for other, value in params.items() if other != name}
        yield f"without {name[:30]}", {**shown, "params": others}
        yield f"another name for {name[:30]}", {**shown, "params": others | {name + "x": params[name]}}
        yield f"another value of {name[:30]}", {**shown, "params": params | {name: params[name] + "x"}}


def _check_rules(group, keystone, signer):
    """What keystone decides in its own way, so that nobody takes it for a finding about the library."""
    def expect(what, status, request, **changes):
        try:
            got = keystone.check(_shown(signer, request) | changes)
        except Refused as refused:
            got = str(refused)
        group.expect("accepted" if status == ACCEPTED else "refused", what, status, got)

    now = int(time.time())
    expect("a Timestamp of 14 minutes ago", ACCEPTED, _request(unix_time=now - 14 * MINUTE))
    expect("a Timestamp of 16 minutes ago", REFUSED, _request(unix_time=now - 16 * MINUTE))
    expect("a Timestamp of tomorrow, which it does not look at", ACCEPTED, _request(unix_time=now + 24 * 60 * MINUTE))

    # It takes the host and the method as they come; the library signs, and sends, small and capital letters.
    capitals = _request(endpoint="http://Cloud:8773/services/Cloud")
    expect("a host in small letters", ACCEPTED, capitals)
    expect("the same host as it was given", REFUSED, capitals, host="Cloud:8773")
    expect("a method in capitals", ACCEPTED, _request(method="get"))
    expect("the same method as it was given", REFUSED, _request(method="get"), verb="get")

    # If the host with its port does not fit, it tries without. Nothing adds a port that was not signed.
    expect("a port that was left out of the signature", ACCEPTED,
           _request(endpoint="https://cloud:443/"), host="cloud:443")
    expect("a port that was signed and is missing", REFUSED, _request(endpoint="https://cloud:8773/"), host="cloud")

    # The very same request is right with SHA-256, which is the only hash that it counts with.
    expect("HmacSHA256", ACCEPTED, _request())
    expect("HmacSHA1", REFUSED, _request(flags=HMAC_SHA1))
