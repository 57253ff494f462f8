"""Signed requests sent to ec2-api, which asks keystone: what is right is let in, and one change is enough to be refused.

Every change is sent between two requests that are let in: the same one without the change, and, where there can be one, a
request that is signed with the change in it. So it is the signature that the change is refused for.
"""

import base64
import functools
import hashlib
import hmac
import time
import xml.etree.ElementTree as xml
from urllib.parse import quote, unquote

import oracles
import senders
from openstack import Credential
from senders import Message
from signers import E_RESERVED, Refused, Request

KEYS = Credential("0f1c0a8b6a3d4a6c9f7e1b2d3c4e5f60", "b5c1d0f64c0e4f7fb9e2f7a0d8c6b4a2")
PARAMS = (("Action", "DescribeRegions"), ("RegionName.1", "RegionOne"), ("Version", "2014-06-15"))

# What ec2-api answers: 401 is what keystone says of a wrong signature and of a stamp older than 15 minutes, 404 what it
# says of an unknown access key. ec2-api itself answers 403 if a stamp is 5 minutes off or Expires has passed, and 400 if
# the request has no signature, or Timestamp together with Expires.
LET_IN, BAD_REQUEST, WRONG_SIGNATURE, WRONG_TIME, UNKNOWN_KEY = 200, 400, 401, 403, 404
MINUTE = 60

# Values that signers and HTTP libraries like to encode in their own way.
ODD_VALUES = (
    "", "0", " ", "a b", "a+b", "a%20b", "100%", "%zz", "a&b=c", "~", "-_.~", "!'()*", "/?#[]@", ":;,$", '"<>\\^`{|}', "\t",
    "one\r\ntwo", "é", "e\u0301", "Größe", "ウェブ", "\U0001f600", "\uffee", "a" * 3000, "ä" * 1000)


def check_changes(report, cloud, everybody):
    for sender in senders.EVERYBODY:
        for signer in everybody:
            for method in ("GET", "POST"):
                with report.group(f"ec2-api: {signer.name}, {method}, {sender.name}") as group:
                    wire = Wire(group, cloud, signer, sender, method)
                    for change in CHANGES:
                        change(wire)


def check_odd_values(report, cloud, everybody):
    """Each value once per signer, in turns as GET and POST, and in turns through each sender."""
    for turn, signer in enumerate(everybody):
        with report.group(f"ec2-api: {signer.name}, odd values") as group:
            for number, value in enumerate(ODD_VALUES, turn):
                wire = Wire(group, cloud, signer, senders.EVERYBODY[number // 2 % 2], ("GET", "POST")[number % 2])
                message = wire.signed(
                    wire.request(params=PARAMS + (("Filter.1.Name", "name"), ("Filter.1.Value.1", value))))
                wire.expect("accepted", f"the value {value[:20]!r}", message, LET_IN)
                other = message.query.replace("Filter.1.Value.1=", "Filter.1.Value.1=x")
                wire.expect("refused", f"the value {value[:20]!r} with an x before it", message.but(query=other),
                            WRONG_SIGNATURE)


def check_a_foreign_signer(report, cloud):
    """boto's own requests are let in, so the server was not set up to suit us; and refused after a change, too."""
    with report.group("ec2-api: boto's own requests") as group:
        for sender in senders.EVERYBODY:
            for method in ("GET", "POST"):
                wire = Wire(group, cloud, None, sender, method)
                url, query = oracles.boto_query(wire.request())
                message = Message(method, url, query)
                wire.expect("accepted", "as it is", message, LET_IN)
                wire.expect("refused", "one character of the signature", with_other_signature(message), WRONG_SIGNATURE)


class Wire:
    """One signer, one method and one sender in front of the server."""

    def __init__(self, group, cloud, signer, sender, method):
        self.group, self.host, self.signer, self.sender, self.method = group, cloud.ec2_api, signer, sender, method

    def request(self, **changes):
        """The request that is let in, as of now, or with changes."""
        request = Request(f"http://{self.host}/", PARAMS, KEYS.access_key, KEYS.secret, int(time.time()), self.method)
        return request.but(**changes)

    def signed(self, request):
        """The message of a request, made of what the library says is to be sent."""
        return Message(request.method, *self.signer.sent(request))

    def expect(self, kind, what, message, status):
        got, answer = self.sender.send(message)
        if got == LET_IN == status and not shows_the_region(answer):
            got = f"200 with {answer!r}"
        self.group.expect(kind, f"{what} ({self.sender.name} {message.method} {message.target()[:300]})", status, got)

    def refuses(self, what, status, message, changed, signed_so=None):
        """A changed message is refused, right after the message as it is was let in; `signed_so` is let in after it."""
        self.expect("accepted", f"{what}: without the change", message, LET_IN)
        self.expect("refused", what, changed, status)
        if signed_so is not None:
            self.expect("accepted", f"{what}: signed with the change", signed_so, LET_IN)


def shows_the_region(answer):
    try:
        names = [element.text for element in xml.fromstring(answer).iter() if element.tag.endswith("}regionName")]
    except xml.ParseError:
        return False
    return names == ["RegionOne"]


def with_other_signature(message):
    """The message with one character of its signature changed; not the last, some of whose bits mean nothing."""
    start, _, encoded = message.query.partition("&Signature=")
    signature = unquote(encoded)
    other = "B" if signature[9] != "B" else "C"
    return message.but(query=f"{start}&Signature={quote(signature[:9] + other + signature[10:], safe='')}")


# --- The changes -----------------------------------------------------------------------------------------------------

def the_signature(wire):
    message = wire.signed(wire.request())
    wire.refuses("one character of the signature", WRONG_SIGNATURE, message, with_other_signature(message))


def no_signature(wire):
    message = wire.signed(wire.request())
    wire.refuses("no signature", BAD_REQUEST, message, message.but(query=message.query.partition("&Signature=")[0]))


def the_secret(wire):
    request = wire.request()
    wire.refuses("another secret", WRONG_SIGNATURE, wire.signed(request),
                 wire.signed(request.but(secret=KEYS.secret[:-1] + "3")))


def the_access_key(wire):
    request = wire.request()
    wire.refuses("an unknown access key", UNKNOWN_KEY, wire.signed(request),
                 wire.signed(request.but(access_key=KEYS.access_key[:-1] + "1")))


def a_value(wire):
    message = wire.signed(wire.request())
    wire.refuses("a value", WRONG_SIGNATURE, message,
                 message.but(query=message.query.replace("RegionName.1=RegionOne", "RegionName.1=RegionTwo")),
                 wire.signed(wire.request(params=PARAMS[:1] + (("RegionName.1", "RegionTwo"),) + PARAMS[2:])))


def a_parameter_more(wire):
    message = wire.signed(wire.request())
    wire.refuses("a parameter more", WRONG_SIGNATURE, message,
                 message.but(query=message.query + "&RegionName.2=RegionTwo"),
                 wire.signed(wire.request(params=PARAMS + (("RegionName.2", "RegionTwo"),))))


def a_parameter_less(wire):
    message = wire.signed(wire.request())
    wire.refuses("a parameter less", WRONG_SIGNATURE, message,
                 message.but(query=message.query.replace("&RegionName.1=RegionOne", "")),
                 wire.signed(wire.request(params=PARAMS[:1] + PARAMS[2:])))


def the_method(wire):
    other = "POST" if wire.method == "GET" else "GET"
    message = wire.signed(wire.request())
    wire.refuses(f"sent as {other}", WRONG_SIGNATURE, message, message.but(method=other),
                 wire.signed(wire.request(method=other)))


def the_host(wire):
    """The other name reaches the same server; it is the header Host that differs from what was signed."""
    other = wire.host.replace("127.0.0.1", "localhost")
    message = wire.signed(wire.request())
    wire.refuses("another Host", WRONG_SIGNATURE, message, message.but(host=other),
                 wire.signed(wire.request(endpoint=f"http://{other}/")).but(url=message.url, host=other))


def the_path(wire):
    path = "services/Cloud"
    message = wire.signed(wire.request())
    wire.refuses("another path", WRONG_SIGNATURE, message, message.but(url=message.url + path),
                 wire.signed(wire.request(endpoint=f"http://{wire.host}/{path}")))


def the_stamp(wire):
    """A request of some minutes from now is refused; the same of fewer minutes is let in."""
    def at(minutes):
        return wire.signed(request.but(unix_time=request.unix_time + minutes * MINUTE))

    request = wire.request()
    wire.refuses("a Timestamp of 20 minutes ago", WRONG_SIGNATURE, at(0), at(-20))
    wire.refuses("a Timestamp of 10 minutes ago", WRONG_TIME, at(0), at(-10), at(-3))
    wire.refuses("a Timestamp in 10 minutes", WRONG_TIME, at(0), at(10), at(3))


def expires(wire):
    """An Expires to come is let in by both servers. Then ec2-api hands it on to DescribeRegions, which does not know it:
    500 with TypeError, which only a request that was let in can get."""
    def expiring(minutes):
        return wire.signed(request.but(params=PARAMS + (("Expires", stamp(request.unix_time + minutes * MINUTE)),)))

    request = wire.request()
    message = expiring(10)
    status, answer = wire.sender.send(message)
    wire.group.expect("accepted", "Expires in 10 minutes", (500, True), (status, "<Code>TypeError</Code>" in answer))
    wire.expect("refused", "Expires in 10 minutes, one character of the signature", with_other_signature(message),
                WRONG_SIGNATURE)
    wire.expect("refused", "Expires 10 minutes ago", expiring(-10), WRONG_TIME)


def timestamp_and_expires(wire):
    """The library refuses to sign both. So that the server is seen to refuse them, they are signed here by hand; that this
    hand signs rightly is seen from the same request without Expires."""
    now = int(time.time())
    both = PARAMS + (("Expires", stamp(now + 10 * MINUTE)), ("Timestamp", stamp(now)))
    try:
        wire.signed(wire.request(params=both))
        refused_with = None
    except Refused as refused:
        refused_with = refused.status
    wire.group.expect("refused", "Timestamp and Expires, by the library", E_RESERVED, refused_with)
    wire.refuses("Timestamp and Expires", BAD_REQUEST, signed_by_hand(wire, PARAMS + both[-1:]), signed_by_hand(wire, both))


def stamp(unix_time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(unix_time))


def signed_by_hand(wire, params):
    encode = functools.partial(quote, safe="-_.~")
    params += (("AWSAccessKeyId", KEYS.access_key), ("SignatureMethod", "HmacSHA256"), ("SignatureVersion", "2"))
    query = "&".join(f"{encode(name)}={encode(value)}" for name, value in sorted(params))
    text = f"{wire.method}\n{wire.host}\n/\n{query}"
    signature = base64.b64encode(hmac.digest(KEYS.secret.encode(), text.encode(), hashlib.sha256)).decode()
    return Message(wire.method, f"http://{wire.host}/", f"{query}&Signature={encode(signature)}")


CHANGES = (the_signature, no_signature, the_secret, the_access_key, a_value, a_parameter_more, a_parameter_less, the_method,
           the_host, the_path, the_stamp, expires, timestamp_and_expires)
