"""Odd requests for keystone to check: what signers get wrong in sorting, encoding, and taking an endpoint apart."""

import dataclasses

from openstack import Credential
from signers import ANY_CREDENTIAL, Dialect

ENDPOINT = "http://cloud:8773/services/Cloud"
ACTION = (("Action", "DescribeInstances"), ("Version", "2009-11-30"))

PLAIN = Credential("4a6c9f7e1b2d3c4e5f600f1c0a8b6a3d", "7f2a0d8c6b4a2b5c1d0f64c0e4f7fb9e")

# Text is text, in a secret too. The hash takes 64 bytes at a time and treats a longer secret in another way.
CREDENTIALS = {
    "a secret in Base64": Credential("base64", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY=="),
    "a secret of one character": Credential("one", "s"),
    "a secret of 63 bytes": Credential("sixty-three", "k" * 63),
    "a secret of 64 bytes": Credential("sixty-four", "k" * 64),
    "a secret of 65 bytes": Credential("sixty-five", "k" * 65),
    "a secret of 300 bytes": Credential("three hundred", "0123456789" * 30),
    "a secret with umlauts and an emoji": Credential("unicode", "Schlüssel-\U0001f511"),
    "a secret with a blank in it": Credential("blank", "open sesame"),
    "an access key that has to be encoded": Credential("key/+ =&~%é", "secret"),
}


@dataclasses.dataclass(frozen=True)
class Case:
    name: str
    changes: dict
    """What differs from the plain request, by field."""


def _params(name, *pairs, **changes):
    return Case(name, {"params": ACTION + pairs, **changes})


def _values():
    yield "an empty value", ""
    yield "a value of 0", "0"
    yield "a blank", " "
    yield "blanks at both ends", " a "
    yield "a plus", "a+b"
    yield "a percent sign", "100%"
    yield "what looks like an escape", "%2F%20"
    yield "an ampersand and an equals sign", "a=b&c=d"
    yield "a tilde", "~user"
    yield "what is never encoded", "AZaz09-_.~"
    yield "what RFC 2396 did not encode", "!'()*"
    yield "what delimits", ":/?#[]@$,;"
    yield "what a URL may not hold", "\"<>\\^`{|}"
    yield "a tab and newlines", "\ta\r\nb\n"
    yield "control characters", "\x01\x1f\x7f"
    yield "an umlaut", "Größe"
    yield "a combining accent", "e\u0301"
    yield "the same accent composed", "\u00e9"
    yield "Japanese", "吾輩は猫である"
    yield "an emoji of four code points", "\U0001f469\U0001f3fd\u200d\U0001f52c"
    yield "the highest code point", "\U0010ffff"
    yield "a byte order mark", "\ufeffa"
    yield "right to left", "שלום عليكم"
    yield "JSON", '{"a": [1, "\\u00e9"]}'
    yield "a URL", "https://example.org/a%20b?c=d&e=f#g"
    yield "Base64", "3q2+7/8="
    yield "a long value", "abcdefghij" * 2000
    yield "a long value, all encoded", "ü" * 4000


CASES = (
    Case("the plain request", {}),
    Case("no parameters", {"params": ()}),
    *(_params(name, ("Key", value)) for name, value in _values()),

    # Order: by the bytes of the name as it is, not as it is encoded, and never by name and value joined.
    _params("a name that another begins with", ("Foo", "z"), ("Foo.1", "a"), ("Foo-Bar", "b"), ("Foo1", "c")),
    _params("what sorts around =", ("A", "1"), ("A!", "2"), ("A<", "3"), ("A>", "4"), ("A ", "5")),
    _params("numbers as text", ("N.1", "a"), ("N.2", "b"), ("N.10", "c"), ("N.9", "d"), ("N.100", "e")),
    _params("names that are numbers", ("10", "a"), ("9", "b"), ("09", "c"), ("9.5", "d"), ("1e1", "e")),
    _params("capitals before small letters", ("b", "1"), ("B", "2"), ("a", "3"), ("A", "4"), ("_", "5"), ("~", "6")),
    _params("UTF-8, not UTF-16, order", ("\uffee", "1"), ("\U0001f600", "2"), ("z", "3")),
    _params("encoded names sort otherwise", ("a\u00e9", "1"), ("aZ", "2"), ("a%", "3"), ("a-", "4"), ("a~", "5")),
    _params("names around those that are added", ("AWSAccessKeyI", "1"), ("AWSAccessKeyIdX", "2"), ("SignatureM", "3"),
            ("Signatur", "4"), ("SignatureX", "5"), ("Timestam", "6"), ("signature", "7")),
    _params("in reverse", *((chr(code), chr(code)) for code in range(ord("z"), ord("a") - 1, -1))),

    # Names are encoded as values are.
    _params("a name with a blank", ("a b", "c")),
    _params("a name with delimiters", ("a/b:c?d[e]@", "f")),
    _params("a name with = and &", ("a=b&c", "d")),
    _params("a name with a plus and a percent sign", ("a+b%20", "c")),
    _params("a name in Japanese", ("鍵", "値")),
    _params("a long name", ("n" * 2000, "v")),
    _params("100 parameters", *((f"Item.{n}.Value", f"value {n}") for n in range(1, 101))),
    _params("65 parameters, one more than need no memory", *((f"P{n}", str(n)) for n in range(65 - len(ACTION) - 4))),

    Case("POST", {"method": "POST"}),
    Case("POST, odd values", {"method": "POST", "params": ACTION + (("a b", "c+d %20&="), ("é", "\U0001f600"))}),
    Case("PUT", {"method": "PUT"}),
    Case("a method in small letters", {"method": "post"}),

    Case("no port", {"endpoint": "http://cloud.example.org/services/Cloud"}),
    Case("the port of the scheme", {"endpoint": "https://cloud.example.org:443/services/Cloud"}),
    Case("the port of the other scheme", {"endpoint": "http://cloud.example.org:443/"}),
    Case("capitals in the host", {"endpoint": "https://Cloud.Example.ORG:8773/services/Cloud"}),
    Case("an IPv4 address", {"endpoint": "http://192.0.2.7:8773/"}),
    Case("an IPv6 address", {"endpoint": "http://[2001:DB8::1]:8773/"}),
    Case("no path", {"endpoint": "https://cloud.example.org"}),
    Case("a path that ends in a slash", {"endpoint": "https://cloud.example.org/services/Cloud/"}),
    Case("escapes in the path", {"endpoint": "https://cloud.example.org/a%20b/%C3%A9/%2f~"}),
    Case("two slashes and dots in the path", {"endpoint": "https://cloud.example.org//a/./../b"}),
    Case("signs in the path", {"endpoint": "https://cloud.example.org/a+b;c=d,e:f@g!h$&'()*"}),

    Case("a session token", {"session_token": "FQoDYXdz/+A=="}),
    _params("Expires", ("Expires", "2037-12-31T23:59:59Z")),
    Case("NIFCLOUD's form", {"dialect": Dialect.NIFCLOUD, "endpoint": "https://jp-east-1.computing.api.nifcloud.com/api/"}),
    Case("HTX's form", {"dialect": Dialect.HTX, "endpoint": "https://api.huobi.pro/v1/order/orders",
                        "params": (("symbol", "btcusdt"), ("states", "filled,canceled"))}),
    Case("HTX's form, POST", {"dialect": Dialect.HTX, "endpoint": "https://api.huobi.pro/v1/order/orders/place",
                              "method": "POST", "params": ()}),
    *(Case(name, {"access_key": keys.access_key, "secret": keys.secret}) for name, keys in CREDENTIALS.items()),
    Case("a secret with a newline at its end",
         {"access_key": "newline", "secret": "copied along\n", "flags": ANY_CREDENTIAL}),
)
