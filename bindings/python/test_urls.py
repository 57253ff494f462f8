#!/usr/bin/env python3
"""Tests of sign_url, verify, verify_url, check_time, check_time_url, diagnose, diagnose_url and compare. What is right
is said by a signer made of Python's own hmac and urllib, which also takes the URLs apart, and by Python's calendar."""

from __future__ import annotations

import base64
import calendar
import ctypes
import hashlib
import hmac
import random
import threading
import time
import traceback
import unittest
import urllib.parse
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple
from unittest import mock

import aws_signed_request as binding
from aws_signed_request import (
    Diagnosis,
    Dialect,
    Flag,
    Mistake,
    Params,
    Signer,
    SigningError,
    Stage,
    Status,
    Text,
    check_time,
    check_time_url,
    compare,
    diagnose,
    diagnose_url,
    hmac_base64,
    sign_url,
    verify,
    verify_url,
)

KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
NOW = 1317655170
STAMP = "2011-10-03T15:19:30Z"
SIMPLEDB = "https://sdb.amazonaws.com/"
AS_GIVEN = Dialect.AS_GIVEN

Pairs = Sequence[Tuple[str, str]]


def escape(text: str) -> str:
    return urllib.parse.quote(text, safe="-_.~")


def canonical(pairs: Pairs) -> str:
    ordered = sorted(pairs, key=lambda pair: (pair[0].encode(), pair[1].encode()))
    return "&".join(f"{escape(name)}={escape(value)}" for name, value in ordered)


def string_to_sign(address: str, pairs: Pairs, method: str = "GET") -> str:
    parts = urllib.parse.urlsplit(address)
    return f"{method}\n{parts.netloc}\n{parts.path}\n{canonical(pairs)}"


def pure_signature(address: str, pairs: Pairs, method: str = "GET", secret: str = SECRET, sha1: bool = False) -> str:
    """A signer that shares nothing with the library."""
    text = string_to_sign(address, pairs, method).encode()
    return base64.b64encode(hmac.new(secret.encode(), text, "sha1" if sha1 else "sha256").digest()).decode()


def pure_query(address: str, pairs: Pairs, method: str = "GET", secret: str = SECRET, sha1: bool = False) -> str:
    return f"{canonical(pairs)}&Signature={escape(pure_signature(address, pairs, method, secret, sha1))}"


def pure_url(address: str, pairs: Pairs, secret: str = SECRET, sha1: bool = False) -> str:
    return f"{address}?{pure_query(address, pairs, 'GET', secret, sha1)}"


def query_pairs(pairs: Pairs, method: str = "HmacSHA256") -> List[Tuple[str, str]]:
    """With what Dialect.AWS_QUERY adds."""
    added = [("AWSAccessKeyId", KEY), ("SignatureMethod", method), ("SignatureVersion", "2"), ("Timestamp", STAMP)]
    return [*pairs, *added]


def taken_apart(query: str) -> List[Tuple[str, str]]:
    return urllib.parse.parse_qsl(query, keep_blank_values=True, errors="strict")


def spelt(text: str, source: random.Random) -> str:
    """A text in one of the ways in which it may stand in a query."""
    spelling = []
    for character in text:
        ways = ["".join(f"%{byte:02X}" for byte in character.encode())]
        ways.append(ways[0].lower())
        if character == " ":
            ways.append("+")
        elif character not in "&=+%#" and character.isprintable():
            ways.append(character)
        spelling.append(source.choice(ways))
    return "".join(spelling)


class SignUrl(unittest.TestCase):
    def signed(self, url: Text, access_key: Optional[Text] = KEY, **more: Any) -> str:
        return sign_url(url, access_key, SECRET, unix_time=NOW, **more)

    def test_random_queries_in_random_spelling(self) -> None:
        source = random.Random(2009)
        alphabet = "abAZ09-_.~ !\"#$%&'()*+,/:;<=>?@[\\]^`{|}\t\n\0\x7f\x80éß€\uffee\U0001f600"
        for count in range(200):
            pairs = [
                (
                    "".join(source.choices(alphabet, k=source.randint(1, 8))),
                    "".join(source.choices(alphabet, k=source.randint(0, 30))),
                )
                for _ in range(count % 70)
            ]
            pieces = [f"{spelt(name, source)}={spelt(value, source)}" for name, value in pairs]
            query = "&".join(pieces)
            self.assertEqual(taken_apart(query), pairs)
            for _ in range(source.randint(0, 3)):
                pieces.insert(source.randint(0, len(pieces)), "")
            url = f"{SIMPLEDB}?{'&'.join(pieces)}"
            expected = pure_url(SIMPLEDB, query_pairs(pairs))
            self.assertEqual(self.signed(url), expected)
            self.assertEqual(self.signed(url.encode()), expected)
            self.assertEqual(sign_url(expected, None, SECRET, unix_time=NOW + 3600), expected)
            self.assertIs(verify_url(expected, SECRET), True)

    def test_queries_that_are_little(self) -> None:
        for query, pairs in (
            ("", []),
            ("?", []),
            ("?&&", []),
            ("?Action", [("Action", "")]),
            ("?Action=", [("Action", "")]),
            ("?a=b=c", [("a", "b=c")]),
            ("?a=1;b=2", [("a", "1;b=2")]),
            ("?a=1&a=1&a", [("a", "1"), ("a", "1"), ("a", "")]),
            ("?a=?", [("a", "?")]),
        ):
            for address in ("https://sdb.amazonaws.com", SIMPLEDB):
                self.assertEqual(self.signed(address + query), pure_url(SIMPLEDB, query_pairs(pairs)))

    def test_host_port_and_path(self) -> None:
        for address, signed in (
            ("HTTPS://SDB.Amazonaws.COM:443/", "https://sdb.amazonaws.com/"),
            ("http://cloud.example:8773/services/Cloud/", "http://cloud.example:8773/services/Cloud/"),
            ("http://cloud.example:80/a//b/../%7e", "http://cloud.example/a//b/../%7e"),
            ("https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443/"),
        ):
            self.assertEqual(self.signed(f"{address}?a=b"), pure_url(signed, query_pairs([("a", "b")])))

    def test_dialects_add_what_is_missing(self) -> None:
        product = "http://webservices.amazon.com/onca/xml"
        service = [("Service", "AWSECommerceService"), ("AWSAccessKeyId", KEY), ("Timestamp", STAMP)]
        key = [("AccessKeyId", KEY), ("SignatureMethod", "HmacSHA256"), ("SignatureVersion", "2")]
        htx = [*key, ("Timestamp", STAMP[:-1])]
        for dialect, url, address, added in (
            (Dialect.AS_GIVEN, SIMPLEDB, SIMPLEDB, []),
            (Dialect.AWS_QUERY, SIMPLEDB, SIMPLEDB, query_pairs([])),
            (Dialect.NIFCLOUD, SIMPLEDB, SIMPLEDB, [*key, ("Timestamp", STAMP)]),
            (Dialect.HTX, "https://api.huobi.pro/v1/order", "https://api.huobi.pro/v1/order", htx),
            (Dialect.PRODUCT_ADVERTISING, product, product, [*service, ("Version", "2011-08-01")]),
            (
                Dialect.PRODUCT_ADVERTISING,
                "http://webservices.amazon.com",
                product,
                [*service, ("Version", "2011-08-01")],
            ),
        ):
            with self.subTest(dialect=dialect):
                expected = pure_url(address, [("a", "b c"), *added])
                self.assertEqual(self.signed(f"{url}?a=b+c", dialect=dialect), expected)
                # With all of it there already, nothing is added, and nothing but the secret is needed.
                there = "&".join(f"{name}={escape(value)}" for name, value in added)
                self.assertEqual(self.signed(f"{address}?{there}&a=b%20c", None, dialect=dialect), expected)
                self.assertEqual(self.signed(f"{address}?{there}&a=b%20c", dialect=dialect), expected)

    def test_the_timestamp(self) -> None:
        with_stamp = [("Timestamp", "2009-01-01T12:00:00Z"), *query_pairs([])[:-1]]
        for query, pairs in (
            ("Timestamp=2009-01-01T12%3a00:00Z", with_stamp),
            ("Timestamp=", query_pairs([])),
            ("Timestamp", query_pairs([])),
            ("Expires=2011-10-03T16:00:00Z", [("Expires", "2011-10-03T16:00:00Z"), *query_pairs([])[:-1]]),
        ):
            self.assertEqual(self.signed(f"{SIMPLEDB}?{query}"), pure_url(SIMPLEDB, pairs), query)
        self.assertEqual(
            self.signed(f"{SIMPLEDB}?Timestamp=", None, dialect=AS_GIVEN), pure_url(SIMPLEDB, [("Timestamp", "")])
        )

    def test_the_time_is_now(self) -> None:
        stamp = dict(taken_apart(sign_url(SIMPLEDB, KEY, SECRET).split("?")[1]))["Timestamp"]
        self.assertLess(abs(time.time() - calendar.timegm(time.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ"))), 60)

    def test_an_old_signature_is_replaced(self) -> None:
        for old in ("Signature=old", "Signature", "Signature=a&Signature=b", "%53ignature=%2B%2F"):
            url = f"{SIMPLEDB}?{old}&a=b"
            self.assertEqual(self.signed(url), pure_url(SIMPLEDB, query_pairs([("a", "b")])))
        # Names are the same or not by all of their letters.
        pairs = [("signature", "x"), ("Signature.1", "y")]
        self.assertEqual(self.signed(f"{SIMPLEDB}?signature=x&Signature.1=y"), pure_url(SIMPLEDB, query_pairs(pairs)))

    def test_stages(self) -> None:
        pairs = query_pairs([("Action", "ListDomains"), ("MaxNumberOfDomains", "10")])
        url = f"{SIMPLEDB}?MaxNumberOfDomains=10&Action=ListDomains"
        for method in ("GET", "POST", "post"):
            verb = method.upper()
            query = pure_query(SIMPLEDB, pairs, verb)
            for stage, expected in (
                (Stage.CANONICAL, canonical(pairs)),
                (Stage.STRING_TO_SIGN, string_to_sign(SIMPLEDB, pairs, verb)),
                (Stage.SIGNATURE, pure_signature(SIMPLEDB, pairs, verb)),
                (Stage.QUERY, query),
                (Stage.URL, SIMPLEDB if verb == "POST" else f"{SIMPLEDB}?{query}"),
                (Stage.ERROR, ""),
            ):
                self.assertEqual(self.signed(url, method=method, stage=stage), expected)
        self.assertEqual(self.signed(url, stage=5), f"{SIMPLEDB}?{pure_query(SIMPLEDB, pairs)}")

    def test_the_post_of_htx_travels_in_the_url(self) -> None:
        address = "https://api.huobi.pro/v1/order/orders/place"
        pairs = [("AccessKeyId", KEY), ("SignatureMethod", "HmacSHA256"), ("SignatureVersion", "2")]
        pairs.append(("Timestamp", "2011-10-03T15:19:30"))
        expected = f"{address}?{pure_query(address, pairs, 'POST')}"
        self.assertEqual(self.signed(address, method="POST", dialect=Dialect.HTX), expected)

    def test_sha1(self) -> None:
        pairs = query_pairs([("a", "b")], "HmacSHA1")
        expected = pure_url(SIMPLEDB, pairs, sha1=True)
        for url in (f"{SIMPLEDB}?a=b", f"{SIMPLEDB}?a=b&SignatureMethod=HmacSHA1", expected):
            self.assertEqual(self.signed(url, flags=Flag.HMAC_SHA1), expected)
        signer = Signer(SIMPLEDB, KEY, SECRET, flags=Flag.HMAC_SHA1)
        self.assertEqual(signer.url({"a": "b"}, unix_time=NOW), expected)
        self.assertEqual(len(signer.signature({"a": "b"}, unix_time=NOW)), 28)
        digest = hmac.new(b"\xff\0", b"\0\xff", hashlib.sha1).digest()
        self.assertEqual(hmac_base64(b"\xff\0", b"\0\xff", flags=Flag.HMAC_SHA1), base64.b64encode(digest).decode())

    def test_credentials(self) -> None:
        any_credential = sign_url(f"{SIMPLEDB}?a=b", None, " x\n", dialect=AS_GIVEN, flags=Flag.ANY_CREDENTIAL)
        self.assertEqual(any_credential, pure_url(SIMPLEDB, [("a", "b")], " x\n"))
        by_bytes = sign_url(f"{SIMPLEDB}?a=b".encode(), KEY.encode(), SECRET.encode(), unix_time=NOW)
        self.assertEqual(by_bytes, self.signed(f"{SIMPLEDB}?a=b"))

    def test_results_of_every_size(self) -> None:
        # Around the sizes of the room that a call begins with, plain and escaped.
        shortest = len(pure_url(SIMPLEDB, query_pairs([("v", "")])))
        for size in (*range(2040, 2056), *range(4090, 4100), 100_000):
            for unit in ("x", "é"):
                value = unit * ((size - shortest) // len(escape(unit)))
                expected = pure_url(SIMPLEDB, query_pairs([("v", value)]))
                self.assertEqual(self.signed(f"{SIMPLEDB}?v={value}"), expected)

    def test_a_url_of_a_megabyte(self) -> None:
        value, many = "é /+" * 200_000, [(f"Item.{number}", "x" * 10) for number in range(40_000)]
        for pairs in ([("v", value)], many):
            query = "&".join(f"{name}={urllib.parse.quote_plus(text)}" for name, text in pairs)
            self.assertGreater(len(query), 600_000)
            expected = pure_url(SIMPLEDB, query_pairs(pairs))
            self.assertEqual(self.signed(f"{SIMPLEDB}?{query}"), expected)
            self.assertIs(verify_url(expected, SECRET), True)
            self.assertIs(verify(SIMPLEDB, taken_apart(expected.split("?")[1]), SECRET), True)


# URLs that nobody can read, the status, the byte at which the fault is, and a word of why.
UNREADABLE: Sequence[Tuple[Text, Status, Optional[int], str]] = (
    ("", Status.URL, None, "empty"),
    ("sdb.amazonaws.com/?a=b", Status.URL, 0, "http://"),
    ("//sdb.amazonaws.com/?a=b", Status.URL, 0, "http://"),
    ("ftp://h/?a=b", Status.URL, 0, "http://"),
    (" https://h/", Status.URL, 0, "http://"),
    ("https://?a=b", Status.URL, 8, "host"),
    ("https:///?a=b", Status.URL, 8, "host"),
    ("https://é/", Status.URL, 8, "host"),
    ("https://user:password@h/?a=b", Status.URL, 8, "user"),
    ("https://user@h/?a=b", Status.URL, None, "user"),
    ("https://h:0/?a=b", Status.URL, 9, "port"),
    ("https://h:65536/?a=b", Status.URL, 9, "port"),
    ("https://h/#f", Status.URL, 10, "fragment"),
    ("https://h/?a=b#f", Status.URL, 14, "fragment"),
    ("https://h/é?a=b", Status.URL, 10, "path"),
    ("https://h/%zz?a=b", Status.URL, 10, "path"),
    ("https://h/a b?a=b", Status.URL, 11, "space"),
    ("https://h/?a=b c", Status.URL, 14, "space"),
    ("https://h/?a=b\n", Status.URL, 14, "control"),
    ("https://h/?a=\t&c=d", Status.URL, 13, "control"),
    ("https://h/?a=\x7f", Status.URL, 13, "control"),
    ("https://h/?a=b\0&c=d", Status.URL, 14, "control"),
    ("https://h/\0?a=b", Status.URL, 10, "control"),
    ("https://h/?a=b&amp;c=d", Status.URL, 14, "HTML"),
    ("https://h/?a=b&#38;c=d", Status.URL, 15, "HTML"),
    ("https://h/?a=%", Status.ESCAPE, 13, "%"),
    ("https://h/?a=b%2", Status.ESCAPE, 14, "%"),
    ("https://h/?a=b&%zz=d", Status.ESCAPE, 15, "%"),
    ("https://h/?a=%u00e9", Status.ESCAPE, 13, "%"),
    ("https://h/?é=100%&c=d", Status.ESCAPE, 17, "%"),
    (b"https://h/?a=%C3%A9%ff", Status.UTF8, 19, "UTF-8"),
    (b"https://h/?a=%C3&b=%A9", Status.UTF8, 13, "UTF-8"),
    (b"https://h/?a=\xe9", Status.UTF8, 13, "UTF-8"),
    ("https://h/?a=b\udce9", Status.UTF8, None, "lone surrogate"),
)


class Refused(unittest.TestCase):
    """What the tests of refusals have in common."""

    def refused(self, status: Status, beginning: str, call: Callable[[], object]) -> str:
        """The words of a refusal, once they are known to hold nothing that is secret."""
        with self.assertRaises(SigningError) as caught:
            call()
        error = caught.exception
        self.assertIs(error.status, status)
        self.assertTrue(str(error).startswith(beginning), str(error))
        self.assertNotIn(SECRET, "".join(traceback.format_exception(type(error), error, error.__traceback__)))
        self.assertIsNone(error.__context__)
        return str(error)


class Refusals(Refused):
    def test_unreadable_urls_in_every_function(self) -> None:
        for url, status, byte, word in UNREADABLE:
            calls: List[Callable[[], object]] = [
                lambda: sign_url(url, KEY, SECRET, unix_time=NOW),
                lambda: sign_url(url, None, SECRET, dialect=AS_GIVEN, stage=Stage.CANONICAL),
                lambda: verify_url(url, SECRET),
            ]
            # Of what stands before the query, time says nothing.
            before = url if isinstance(url, bytes) else url.encode(errors="surrogatepass")
            if b"?" in before and (byte is None or byte > before.index(b"?")) and word not in ("host", "user"):
                calls.append(lambda: check_time_url(url, 900, NOW))
            for call in calls:
                with self.subTest(url=url):
                    words = self.refused(status, "url: ", call)
                    self.assertIn(word, words)
                    if byte is not None:
                        self.assertTrue(words.endswith(f" (at byte {byte})"), words)
            self.assertEqual(
                sign_url(url, KEY, SECRET, unix_time=NOW, stage=Stage.ERROR), self.refused(status, "url: ", calls[0])
            )

    def test_of_what_the_dialect_adds(self) -> None:
        for query, status, beginning in (
            ("AWSAccessKeyId=OTHER", Status.RESERVED, 'parameter 1 "AWSAccessKeyId": '),
            (f"a=b&AWSAccessKeyId={KEY}&AWSAccessKeyId={KEY}", Status.RESERVED, 'parameter 3 "AWSAccessKeyId": '),
            ("SignatureMethod=HmacSHA1", Status.SIGNATURE_METHOD, 'parameter 1 "SignatureMethod": '),
            ("SignatureMethod=HmacSHA512", Status.SIGNATURE_METHOD, 'parameter 1 "SignatureMethod": '),
            ("SignatureMethod=", Status.SIGNATURE_METHOD, 'parameter 1 "SignatureMethod": '),
            ("a=b&SignatureVersion=1", Status.SIGNATURE_VERSION, 'parameter 2 "SignatureVersion": '),
            ("SignatureVersion=4", Status.SIGNATURE_VERSION, 'parameter 1 "SignatureVersion": '),
            ("Timestamp=a&Timestamp=b", Status.RESERVED, 'parameter 2 "Timestamp": '),
            ("Timestamp=a&Expires=b", Status.RESERVED, 'parameter 1 "Timestamp": '),
            ("=x", Status.EMPTY_NAME, 'parameter 1 "": '),
        ):
            with self.subTest(query=query):
                self.refused(status, beginning, lambda: sign_url(f"{SIMPLEDB}?{query}", KEY, SECRET, unix_time=NOW))
        self.refused(
            Status.SIGNATURE_METHOD,
            'parameter 1 "SignatureMethod": ',
            lambda: sign_url(f"{SIMPLEDB}?SignatureMethod=HmacSHA256", KEY, SECRET, flags=Flag.HMAC_SHA1),
        )

    def test_of_the_other_arguments(self) -> None:
        url, signed = f"{SIMPLEDB}?a=b", pure_url(SIMPLEDB, [("a", "b")])
        not_utf8 = [("a", b"\xff"), ("Signature", pure_signature(SIMPLEDB, []).encode())]
        for status, beginning, call in (
            (Status.ACCESS_KEY, "access_key: it is empty", lambda: sign_url(url, None, SECRET)),
            (Status.ACCESS_KEY, "access_key: it is empty", lambda: sign_url(url, "", SECRET)),
            (Status.ACCESS_KEY, "access_key: it begins with white space", lambda: sign_url(url, f" {KEY}", SECRET)),
            (Status.ACCESS_KEY, "access_key: there is a NUL in it", lambda: sign_url(url, f"{KEY}\0", SECRET)),
            (Status.SECRET, "secret: it is empty", lambda: sign_url(url, KEY, "")),
            (Status.SECRET, "secret: it ends with white space", lambda: sign_url(url, KEY, f"{SECRET}\n")),
            (Status.SECRET, "secret: there is a NUL in it", lambda: sign_url(url, KEY, f"{SECRET}\0x")),
            (Status.SECRET, "secret: it has a lone surrogate", lambda: sign_url(url, KEY, f"{SECRET}\udce9")),
            (Status.METHOD, "method: ", lambda: sign_url(url, KEY, SECRET, "GE T")),
            (Status.METHOD, "method: there is a NUL in it", lambda: sign_url(url, KEY, SECRET, "GET\0")),
            (
                Status.METHOD,
                "method: ",
                lambda: sign_url(url, KEY, SECRET, "POST", dialect=Dialect.PRODUCT_ADVERTISING),
            ),
            (Status.TIME, "unix_time: ", lambda: sign_url(url, KEY, SECRET, unix_time=-1)),
            (Status.TIME, "unix_time: ", lambda: sign_url(url, KEY, SECRET, unix_time=2**64 + NOW)),
            (Status.FLAGS, "flags: ", lambda: sign_url(url, KEY, SECRET, flags=Flag(1 << 31))),
            (Status.FLAGS, "flags: ", lambda: sign_url(url, KEY, SECRET, flags=2**32)),  # type: ignore[arg-type]
            (Status.SECRET, "secret: it ends with white space", lambda: verify_url(signed, f"{SECRET}\n")),
            (Status.SECRET, "secret: there is a NUL in it", lambda: verify(SIMPLEDB, {}, f"{SECRET}\0x")),
            (Status.METHOD, "method: ", lambda: verify_url(url, SECRET, "GE T")),
            (Status.FLAGS, "flags: ", lambda: verify_url(url, SECRET, flags=Flag(1 << 31))),
            (Status.FLAGS, "flags: ", lambda: verify(SIMPLEDB, {}, SECRET, flags=2**32)),  # type: ignore[arg-type]
            (Status.FLAGS, "flags: ", lambda: hmac_base64("", "", flags=2**32)),  # type: ignore[arg-type]
            (Status.ENDPOINT, "endpoint: ", lambda: verify("sdb.amazonaws.com", {}, SECRET)),
            (Status.ENDPOINT, "endpoint: ", lambda: verify(url, {}, SECRET)),
            (Status.ENDPOINT, "endpoint: there is a NUL in it", lambda: verify("https://h/\0", {}, SECRET)),
            (Status.SIGNATURE, "signature: there is a NUL in it", lambda: verify(SIMPLEDB, {}, SECRET, signature="\0")),
            (Status.SIGNATURE, "signature: it has a lone", lambda: verify(SIMPLEDB, {}, SECRET, signature="\udce9")),
            (Status.UTF8, 'parameter 1 "a": the value is not', lambda: verify(SIMPLEDB, not_utf8, SECRET)),
            (Status.LIST_COUNT, 'parameter 1 "a": there is a NUL', lambda: verify(SIMPLEDB, {"a": "\0"}, SECRET)),
            (Status.EMPTY_NAME, 'parameter 1 "": ', lambda: verify(SIMPLEDB, {"": "b"}, SECRET)),
            (Status.UNSIGNED, "", lambda: verify(SIMPLEDB, {"a": "b"}, SECRET)),
            (Status.LIST_COUNT, 'parameter 1 "a": there is a NUL', lambda: check_time({"a": "\0"}, 900)),
            (Status.UTF8, 'parameter 1 "a": the value has a lone', lambda: check_time({"a": "\udce9"}, 900)),
            (Status.TIME, "unix_time: ", lambda: check_time({"Timestamp": STAMP}, 900, 2**63)),
            (Status.TIME, "window: it is negative", lambda: check_time({"Timestamp": STAMP}, -1, NOW)),
            (Status.TIME, "window: it is negative", lambda: check_time_url(f"{SIMPLEDB}?Timestamp={STAMP}", -1, NOW)),
        ):
            with self.subTest(beginning=beginning):
                self.refused(status, beginning, call)

    def test_wrong_types_are_type_errors(self) -> None:
        anything: Any = None
        half: Any = 0.5
        yes: Any = True
        url = f"{SIMPLEDB}?Timestamp={STAMP}"
        for words, call in (
            ("url must be str or bytes, not NoneType", lambda: sign_url(anything, KEY, SECRET)),
            ("secret must be str or bytes, not NoneType", lambda: sign_url(url, KEY, anything)),
            ("method must be str or bytes, not NoneType", lambda: sign_url(url, KEY, SECRET, anything)),
            ("unix_time must be int, in seconds, not float", lambda: sign_url(url, KEY, SECRET, unix_time=half)),
            ("flags must be Flag, not NoneType", lambda: sign_url(url, KEY, SECRET, flags=anything)),
            ("url must be str or bytes, not NoneType", lambda: verify_url(anything, SECRET)),
            ("flags must be Flag, not bool", lambda: verify_url(url, SECRET, flags=yes)),
            ("endpoint must be str or bytes, not NoneType", lambda: verify(anything, {}, SECRET)),
            ("params must be a mapping or (name, value) pairs, not NoneType", lambda: verify(url, anything, SECRET)),
            ("signature must be str or bytes, not bool", lambda: verify(SIMPLEDB, {}, SECRET, signature=yes)),
            ("url must be str or bytes, not NoneType", lambda: check_time_url(anything, 900)),
            ("window must be int, in seconds, not float", lambda: check_time_url(url, half)),
            ("window must be int, in seconds, not bool", lambda: check_time({}, yes)),
            ("unix_time must be int, in seconds, not float", lambda: check_time({}, 900, half)),
            ("params must be a mapping or (name, value) pairs, not str", lambda: check_time(url, 900)),  # type: ignore[arg-type]
        ):
            with self.subTest(words=words):
                with self.assertRaises(TypeError) as caught:
                    call()
                self.assertEqual(str(caught.exception), words)
        for number in (0, 99, 2**32 + 1):
            self.assertRaises(ValueError, lambda: sign_url(url, KEY, SECRET, stage=number))  # type: ignore[arg-type]
        for number in (-1, 99, 2**32):
            self.assertRaises(ValueError, lambda: sign_url(url, KEY, SECRET, dialect=number))  # type: ignore[arg-type]


class Verify(Refused):
    address = "https://cloud.example:8773/services/Cloud"
    pairs = query_pairs([("Action", "Select"), ("SelectExpression", "select * from `a b` where c = 'd+é'")])

    def test_what_a_pure_signer_signed(self) -> None:
        source = random.Random(2)
        for sha1 in (False, True):
            pairs = query_pairs(self.pairs[:2], "HmacSHA1" if sha1 else "HmacSHA256")
            flags = Flag.HMAC_SHA1 if sha1 else Flag(0)
            for method in ("GET", "POST", "DELETE"):
                signature = pure_signature(self.address, pairs, method, sha1=sha1)
                signed = [*pairs, ("Signature", signature)]
                for _ in range(20):
                    source.shuffle(signed)
                    # As any client may spell it; for a POST, the URL and the form body.
                    query = "&".join(f"{spelt(name, source)}={spelt(value, source)}" for name, value in signed)
                    self.assertIs(verify_url(f"{self.address}?{query}", SECRET, method, flags=flags), True)
                    self.assertIs(verify(self.address, signed, SECRET, method, flags=flags), True)
                self.assertIs(verify(self.address, dict(pairs), SECRET, method, signature, flags=flags), True)
                self.assertIs(
                    verify(
                        self.address.encode(), pairs, SECRET.encode(), method.lower(), signature.encode(), flags=flags
                    ),
                    True,
                )

    def test_anything_changed_is_wrong(self) -> None:
        signature = pure_signature(self.address, self.pairs)
        good = [*self.pairs, ("Signature", signature)]
        self.assertIs(verify(self.address, good, SECRET), True)
        other_value = [(name, value + " " if name == "SelectExpression" else value) for name, value in good]
        other_name = [("action" if name == "Action" else name, value) for name, value in good]
        wrong = [(name, "A" + value[1:] if name == "Signature" else value) for name, value in good]
        assert not signature.startswith("A")
        for what, address, pairs, secret, method in (
            ("host", "https://cloud.examplf:8773/services/Cloud", good, SECRET, "GET"),
            ("port", "https://cloud.example/services/Cloud", good, SECRET, "GET"),
            ("path", "https://cloud.example:8773/services/cloud", good, SECRET, "GET"),
            ("slash", "https://cloud.example:8773/services/Cloud/", good, SECRET, "GET"),
            ("method", self.address, good, SECRET, "POST"),
            ("secret", self.address, good, SECRET + "x", "GET"),
            ("value", self.address, other_value, SECRET, "GET"),
            ("name", self.address, other_name, SECRET, "GET"),
            ("one more", self.address, [*good, ("x", "")], SECRET, "GET"),
            ("one twice", self.address, [*good, good[0]], SECRET, "GET"),
            ("one less", self.address, good[1:], SECRET, "GET"),
            ("signature", self.address, wrong, SECRET, "GET"),
        ):
            with self.subTest(what=what):
                self.assertIs(verify(address, pairs, secret, method), False)
                query = "&".join(f"{escape(name)}={escape(value)}" for name, value in pairs)
                self.assertIs(verify_url(f"{address}?{query}", secret, method), False)

    def test_every_letter_of_the_signature_counts(self) -> None:
        signature = pure_signature(self.address, self.pairs)
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        # The last letter before the `=` has two bits that say nothing; only four letters are a right spelling there.
        for place in range(len(signature) - 2):
            other = alphabet[alphabet.index(signature[place]) ^ 1]
            changed = signature[:place] + other + signature[place + 1 :]
            self.assertIs(verify(self.address, self.pairs, SECRET, signature=changed), False)
        last = len(signature) - 2
        changed = signature[:last] + alphabet[alphabet.index(signature[last]) ^ 4] + "="
        self.assertIs(verify(self.address, self.pairs, SECRET, signature=changed), False)

    def test_what_is_no_signature(self) -> None:
        good = pure_signature(self.address, self.pairs)
        short = pure_signature(self.address, self.pairs, sha1=True)
        for signature, status in (
            ("", Status.UNSIGNED),
            ("x", Status.SIGNATURE),
            (good[:-1], Status.SIGNATURE),
            (good + "=", Status.SIGNATURE),
            (f"{good}\n", Status.SIGNATURE),
            (f" {good}", Status.SIGNATURE),
            (good[:-1] + "A", Status.SIGNATURE),
            ("*" + good[1:], Status.SIGNATURE),
            ("_" + good[1:], Status.SIGNATURE),
            ("é" + good[2:], Status.SIGNATURE),
            (escape(good), Status.SIGNATURE),
            (short, Status.SIGNATURE),
            ("A" * 1_000_000, Status.SIGNATURE),
        ):
            signed = [*self.pairs, ("Signature", signature)]
            query = "&".join(f"{escape(name)}={escape(value)}" for name, value in signed)
            with self.subTest(signature=signature[:50]):
                self.refused(status, "", lambda: verify(self.address, signed, SECRET))
                self.refused(status, "", lambda: verify_url(f"{self.address}?{query}", SECRET))
                if signature:
                    self.refused(status, "", lambda: verify(self.address, self.pairs, SECRET, signature=signature))

    def test_one_signature_and_no_other(self) -> None:
        good = pure_signature(self.address, self.pairs)
        query = canonical(self.pairs)
        self.refused(Status.UNSIGNED, "", lambda: verify(self.address, self.pairs, SECRET))
        self.refused(Status.UNSIGNED, "", lambda: verify_url(f"{self.address}?{query}", SECRET))
        self.refused(Status.UNSIGNED, "", lambda: verify_url(self.address, SECRET))
        self.refused(
            Status.UNSIGNED, "", lambda: verify_url(f"{self.address}?{query}&signature={escape(good)}", SECRET)
        )
        twice = [("Signature", good), *self.pairs, ("Signature", good)]
        self.refused(Status.SIGNATURE, "", lambda: verify(self.address, twice, SECRET))
        self.refused(Status.SIGNATURE, "", lambda: verify(self.address, twice, SECRET, signature=good))
        url = f"{self.address}?Signature={escape(good)}&{query}&Signature={escape(good)}"
        self.refused(Status.SIGNATURE, "", lambda: verify_url(url, SECRET))
        # One that is given beside the parameters is the one that counts.
        wrong = "A" + good[1:]
        self.assertIs(verify(self.address, [*self.pairs, ("Signature", wrong)], SECRET, signature=good), True)
        self.assertIs(verify(self.address, [*self.pairs, ("Signature", good)], SECRET, signature=wrong), False)

    def test_other_methods_and_versions(self) -> None:
        bare = self.pairs[:2]
        for pairs, flags, status in (
            ([*bare, ("SignatureMethod", "HmacSHA1")], Flag(0), Status.SIGNATURE_METHOD),
            ([*bare, ("SignatureMethod", "HmacSHA256")], Flag.HMAC_SHA1, Status.SIGNATURE_METHOD),
            ([*bare, ("SignatureMethod", "HmacSHA512")], Flag(0), Status.SIGNATURE_METHOD),
            ([*bare, ("SignatureMethod", "hmacsha256")], Flag(0), Status.SIGNATURE_METHOD),
            ([*bare, ("SignatureVersion", "0")], Flag(0), Status.SIGNATURE_VERSION),
            ([*bare, ("SignatureVersion", "1")], Flag(0), Status.SIGNATURE_VERSION),
            ([*bare, ("SignatureVersion", "4")], Flag(0), Status.SIGNATURE_VERSION),
        ):
            signature = pure_signature(self.address, pairs, sha1=flags is Flag.HMAC_SHA1)
            beginning = f'parameter 3 "{pairs[2][0]}": '
            with self.subTest(pairs=pairs):
                self.refused(
                    status, beginning, lambda: verify(self.address, pairs, SECRET, "GET", signature, flags=flags)
                )
                url = f"{self.address}?{'&'.join(f'{name}={escape(value)}' for name, value in pairs)}"
                url += f"&Signature={escape(signature)}"
                self.refused(status, beginning, lambda: verify_url(url, SECRET, flags=flags))
        # A request that does not say how it is signed is signed as the flags say.
        for sha1, flags in ((False, Flag(0)), (True, Flag.HMAC_SHA1)):
            signature = pure_signature(self.address, bare, sha1=sha1)
            self.assertIs(verify(self.address, bare, SECRET, signature=signature, flags=flags), True)

    def test_params_of_other_types_are_what_is_sent(self) -> None:
        pairs = [("Number", "2"), ("Nothing", ""), ("Yes", "1"), ("é", "€")]
        signature = pure_signature(self.address, pairs)
        mixed: Params = [("Number", 2), ("Nothing", None), ("Yes", True), ("é".encode(), "€".encode())]
        self.assertIs(verify(self.address, mixed, SECRET, signature=signature), True)


class CheckTime(Refused):
    """NOW is 2011-10-03T15:19:30Z, as Python's calendar says."""

    def in_both(self, pairs: Pairs, window: int = 900, unix_time: int = NOW) -> None:
        check_time(pairs, window, unix_time)
        check_time_url(f"{SIMPLEDB}?{canonical(pairs)}", window, unix_time)

    def refused_in_both(self, status: Status, pairs: Pairs, window: int = 900, unix_time: int = NOW) -> None:
        self.refused(status, "", lambda: check_time(pairs, window, unix_time))
        self.refused(status, "", lambda: check_time_url(f"{SIMPLEDB}?{canonical(pairs)}", window, unix_time))

    def test_forms_of_a_stamp(self) -> None:
        self.assertEqual(calendar.timegm(time.strptime(STAMP, "%Y-%m-%dT%H:%M:%SZ")), NOW)
        for stamp in (
            "2011-10-03T15:19:30Z",
            "2011-10-03T15:19:30",
            "2011-10-03T15:19:30.000Z",
            "2011-10-03T15:19:30.999Z",
            "2011-10-03T15:19:30.5",
            "2011-10-03T15:19:30.123456789+00:00",
            "2011-10-04T00:19:30+09:00",
            "2011-10-04T00:19:30+0900",
            "2011-10-04T00:19:30+09",
            "2011-10-03T08:19:30-07:00",
            "2011-10-03T20:49:30.250+05:30",
            "2011-10-03T11:49:30-0330",
        ):
            for name in ("Timestamp", "Expires"):
                with self.subTest(stamp=stamp, name=name):
                    self.in_both([(name, stamp)], 0)
                    self.refused_in_both(Status.EXPIRED, [(name, stamp)], 0, NOW + 1)
            self.refused_in_both(Status.EARLY, [("Timestamp", stamp)], 0, NOW - 1)

    def test_random_stamps_are_those_of_the_calendar(self) -> None:
        source = random.Random(4)
        for _ in range(300):
            moment = source.randint(0, 253402300799)
            stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment))
            offset = source.randint(-14 * 60, 14 * 60)
            if not 0 <= moment + offset * 60 <= 253402300799:
                offset = 0
            local = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment + offset * 60))
            zone = f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02}:{abs(offset) % 60:02}"
            for text in (stamp, local + zone):
                self.in_both([("Timestamp", text)], 0, moment)
                self.refused_in_both(Status.EXPIRED, [("Timestamp", text)], 0, moment + 1)
                self.refused_in_both(Status.EARLY, [("Timestamp", text)], 0, moment - 1)

    def test_the_edges_of_the_window(self) -> None:
        pairs = [("Action", "x"), ("Timestamp", STAMP)]
        for window in (0, 1, 300, 900, 10**9):
            self.in_both(pairs, window, NOW)
            self.in_both(pairs, window, NOW + window)
            self.in_both(pairs, window, NOW - window)
            self.refused_in_both(Status.EXPIRED, pairs, window, NOW + window + 1)
            self.refused_in_both(Status.EARLY, pairs, window, NOW - window - 1)
        # Windows that no 64 bits hold are all of time.
        for window in (2**63 - 1, 2**63, 2**64, 2**100):
            self.in_both(pairs, window, 0)
            self.in_both(pairs, window, 10**11)

    def test_expires_is_an_end_that_the_window_does_not_move(self) -> None:
        pairs = [("Expires", STAMP)]
        for window in (0, 900):
            self.in_both(pairs, window, NOW)
            self.in_both(pairs, window, 0)
            self.refused_in_both(Status.EXPIRED, pairs, window, NOW + 1)

    def test_stamps_that_are_none(self) -> None:
        for text in (
            "",
            " ",
            "now",
            "1317655170",
            "2011-10-03",
            "2011-10-03T15:19",
            "2011-10-03T15:19Z",
            "2011-10-03 15:19:30Z",
            "2011-10-03t15:19:30z",
            "2011-10-03T15:19:30 Z",
            " 2011-10-03T15:19:30Z",
            "2011-10-03T15:19:30Z ",
            "2011-10-03T15:19:30ZZ",
            "2011-10-03T15:19:30.Z",
            "2011-10-03T15:19:30,5Z",
            "2011-10-03T15:19:30 09:00",
            "2011-10-03T15:19:30+9",
            "2011-10-03T15:19:30+9:00",
            "2011-10-03T15:19:30+09:0",
            "2011-10-03T15:19:30+09:60",
            "2011-10-03T15:19:30UTC",
            "2011-00-03T15:19:30Z",
            "2011-13-03T15:19:30Z",
            "2011-10-00T15:19:30Z",
            "2011-02-29T15:19:30Z",
            "2011-04-31T15:19:30Z",
            "2011-10-03T25:19:30Z",
            "2011-10-03T15:60:30Z",
            "2011-10-03T15:19:61Z",
            "11-10-03T15:19:30Z",
            "12011-10-03T15:19:30Z",
            "2011-10-03T15:19:3٠Z",
            "x" * 100_000,
        ):
            for name in ("Timestamp", "Expires"):
                with self.subTest(text=text[:40], name=name):
                    self.refused_in_both(Status.STAMP, [(name, text)], 2**62)
        # An offset whose plus was not percent-encoded.
        url = f"{SIMPLEDB}?Timestamp=2011-10-04T00:19:30+09:00"
        self.refused(Status.STAMP, "", lambda: check_time_url(url, 900, NOW))

    def test_one_stamp_and_no_other(self) -> None:
        stamp, expires = ("Timestamp", STAMP), ("Expires", STAMP)
        nothing: Sequence[Pairs] = ([], [("timestamp", STAMP)], [("Action", "x")])
        for pairs in (*nothing, [stamp, stamp], [expires, expires], [stamp, expires], [expires, stamp]):
            self.refused_in_both(Status.STAMP, pairs)

    def test_the_signature_is_another_question(self) -> None:
        wrong = [("Signature", "wrong"), ("SignatureMethod", "HmacSHA512"), ("Timestamp", STAMP)]
        self.in_both(wrong)
        # What is wrong with the time is not told in the words for something else.
        self.assertNotIn(
            "SignatureMethod",
            self.refused(Status.STAMP, "", lambda: check_time([*wrong, ("Expires", STAMP)], 900, NOW)),
        )

    def test_the_clock_is_the_machines(self) -> None:
        for ahead, window in ((0, 5), (-100, 105), (100, 105)):
            stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + ahead))
            check_time({"Timestamp": stamp}, window)
            check_time_url(f"{SIMPLEDB}?Timestamp={stamp}", window)
        with mock.patch("time.time", lambda: NOW + 0.9):
            self.in_both([("Timestamp", STAMP)], 0)
            check_time({"Timestamp": STAMP}, 0)
            check_time_url(f"{SIMPLEDB}?Timestamp={STAMP}", 0)
        with mock.patch("time.time", lambda: NOW + 1.0):
            self.refused(Status.EXPIRED, "", lambda: check_time({"Timestamp": STAMP}, 0))

    def test_the_form_body_of_a_post(self) -> None:
        body = sign_url(f"{SIMPLEDB}?a=b", KEY, SECRET, "POST", NOW, stage=Stage.QUERY)
        check_time_url(f"{SIMPLEDB}?{body}", 0, NOW)
        self.assertIs(verify_url(f"{SIMPLEDB}?{body}", SECRET, "POST"), True)
        self.assertIs(verify_url(f"{SIMPLEDB}?{body}", SECRET), False)


SHOP = "http://webservices.amazon.com/onca/xml"
SEARCH = [
    ("Service", "AWSECommerceService"),
    ("AWSAccessKeyId", KEY),
    ("Operation", "ItemSearch"),
    ("Keywords", "harry potter"),
    ("Timestamp", STAMP),
    ("Version", "2011-08-01"),
]


def signature_of(text: str, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), "sha256").digest()).decode()


def names(diagnosis: Diagnosis) -> List[List[str]]:
    return [[mistake.name for mistake in explanation] for explanation in diagnosis]


class Diagnose(Refused):
    """With the real search."""

    plus = string_to_sign(SHOP, SEARCH).replace("%20", "+")
    refused_url = f"{SHOP}?{canonical(SEARCH)}&Signature={escape(signature_of(plus))}"

    def test_a_space_as_plus(self) -> None:
        for diagnosis in (
            diagnose(SHOP, SEARCH, SECRET, signature=signature_of(self.plus), with_string_to_sign=True),
            diagnose(SHOP, SEARCH, SECRET.encode(), "get", string_to_sign=self.plus.encode(), with_string_to_sign=True),
            diagnose_url(self.refused_url, SECRET, with_string_to_sign=True),
            diagnose_url(self.refused_url.encode(), SECRET, access_key=KEY, with_string_to_sign=True),
        ):
            self.assertIsInstance(diagnosis, Diagnosis)
            self.assertIn(["space-as-plus"], names(diagnosis))
            explanation = diagnosis[names(diagnosis).index(["space-as-plus"])]
            self.assertIsInstance(explanation, tuple)
            self.assertEqual(explanation[0].number, 52)
            self.assertRegex(explanation[0].text, r"Keywords.*\+.*%20")
            self.assertEqual(diagnosis.string_to_sign, self.plus.encode())

    def test_nothing_more_than_is_asked_for(self) -> None:
        self.assertIsNone(diagnose_url(self.refused_url, SECRET).string_to_sign)
        nothing = diagnose_url(self.refused_url, "another secret", with_string_to_sign=True)
        self.assertEqual((list(nothing), nothing.string_to_sign), ([], b""))

    def test_a_right_signature(self) -> None:
        right = pure_signature(SHOP, SEARCH)
        self.assertEqual(names(diagnose(SHOP, SEARCH, SECRET, signature=right)), [["right"]])
        self.assertEqual(names(diagnose_url(pure_url(SHOP, SEARCH), SECRET)), [["right"]])
        self.assertEqual(names(diagnose(SHOP, [*SEARCH, ("Signature", right)], SECRET)), [["right"]])
        late = diagnose_url(pure_url(SHOP, SEARCH), SECRET, now=NOW + 1000)
        self.assertEqual(names(late), [["stamp-outside-window"]])
        self.assertEqual(names(diagnose_url(pure_url(SHOP, SEARCH), SECRET, now=NOW + 1000, window=1001)), [["right"]])

    def test_two_mistakes_at_once(self) -> None:
        text = self.plus + "\n"
        found = diagnose(SHOP, SEARCH, SECRET, signature=signature_of(text))
        self.assertIn({"space-as-plus", "trailing-newline"}, [set(explanation) for explanation in names(found)])
        self.assertEqual(diagnose(SHOP, SEARCH, SECRET, signature=signature_of(text), most_mistakes=1), [])

    def test_evidence_is_used(self) -> None:
        elsewhere = string_to_sign("http://ecs.example.com/onca/xml", SEARCH)
        found = diagnose(SHOP, SEARCH, SECRET, signature=signature_of(elsewhere), hosts=["a", b"ecs.example.com"])
        self.assertIn(["other-host"], names(found))
        signed_twice = string_to_sign(SHOP, [*SEARCH, ("Signature", "of-before")])
        found = diagnose(SHOP, SEARCH, SECRET, signature=signature_of(signed_twice), old_signature="of-before")
        self.assertIn(["signature-signed"], names(found))

    def test_a_request_of_a_dialect(self) -> None:
        pairs = [("Action", "Select"), ("SelectExpression", "select a from b"), ("Version", "2009-04-15")]
        text = string_to_sign(SIMPLEDB, query_pairs(pairs)).replace("%20", "+")
        found = diagnose(
            SIMPLEDB,
            dict(pairs),
            SECRET,
            signature=signature_of(text),
            access_key=KEY,
            dialect=Dialect.AWS_QUERY,
            unix_time=NOW,
        )
        self.assertIn(["space-as-plus"], names(found))

    def test_any_bytes(self) -> None:
        pairs = [*SEARCH, ("Author", "é")]
        latin = string_to_sign(SHOP, pairs).replace("%C3%A9", "%E9")
        found = diagnose(SHOP, pairs, SECRET, signature=signature_of(latin).encode())
        self.assertIn(["latin1"], names(found))
        bare = string_to_sign(SHOP, pairs).replace("%C3%A9", "é").encode()
        self.assertEqual(diagnose(SHOP, pairs, SECRET, signature=b"\xff\0", string_to_sign=b"\xff\0\n"), [])
        compare(bare, b"\xff\0\n")

    def test_threads_do_not_disturb_each_other(self) -> None:
        wrong: List[object] = []

        def ask(url: str, expected: List[str]) -> None:
            for _ in range(20):
                found = names(diagnose_url(url, SECRET))
                if expected not in found:
                    wrong.append(found)

        asked = ((self.refused_url, ["space-as-plus"]), (pure_url(SHOP, SEARCH), ["right"])) * 2
        threads = [threading.Thread(target=ask, args=arguments) for arguments in asked]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_what_cannot_be_answered(self) -> None:
        self.refused(Status.ENDPOINT, "endpoint: ", lambda: diagnose("ftp://h/", SEARCH, SECRET, signature="x"))
        self.refused(Status.URL, "", lambda: diagnose_url("no URL", SECRET, signature="x"))
        questions: Sequence[Callable[[], Any]] = (
            lambda: diagnose(SHOP, SEARCH, SECRET),
            lambda: diagnose(SHOP, SEARCH, SECRET, hosts=["a"], now=NOW),
            lambda: diagnose_url(f"{SHOP}?a=b", SECRET),
        )
        for nothing_known in questions:
            with self.assertRaises(SigningError):
                nothing_known()
        for most in (-1, 4, 2**40):
            with self.assertRaises(SigningError):
                diagnose_url(self.refused_url, SECRET, most_mistakes=most)

    def test_compare(self) -> None:
        right = string_to_sign(SHOP, SEARCH)
        self.assertEqual(compare(right, right.encode()), "")
        said = compare(self.plus, right)
        self.assertRegex(said, r"Keywords.*theirs.*%20.*ours.*\+")
        self.assertNotIn("\n", said)
        self.assertNotEqual(compare(b"\xff", b"\xfe"), "")
        self.assertLess(len(compare("a" * 100_000, "b" * 100_000)), 1024)


class DiagnoseByAPretender(Refused):
    """How the library is asked, and what becomes of what it answers: a pretender answers in its place."""

    numbers = [52, 61, 0, 130, 0]
    report = "one: a\ntwo: b\n\nthree: c"
    signed = b"GET\n\xff\0"

    def pretend(self, call: Callable[[], Any], report: Optional[str] = None, code: int = 0, words: str = "") -> Any:
        """Returns what the call returns, or raises. What was asked is in self.asked."""
        library = binding._load()
        self.asked: List[Dict[str, Any]] = []

        def answer(request: Any, *rest: Any) -> int:
            subject, (evidence, numbers, cap, which, out, size) = rest[:-6], rest[-6:]
            asked, known = request._obj, evidence._obj
            secret = ctypes.string_at(asked.secret, asked.secret_len) if asked.secret else None
            token = ctypes.string_at(asked.session_token, asked.session_token_len) if asked.session_token else None
            self.asked.append(
                {
                    "subject": subject,
                    "request": {name: getattr(asked, name) for name, _ in asked._fields_},
                    "evidence": {name: getattr(known, name) for name, _ in known._fields_},
                    "secret": secret,
                    "token": token,
                    "answer": which,
                    "sizes": (cap, size),
                }
            )
            if code and which != 3:
                return code
            if numbers is not None:
                numbers[: len(self.numbers)] = self.numbers
            text = (self.report if report is None else report).encode() if which == 1 else self.signed
            text = words.encode() if which == 3 else text
            if len(text) < size:
                out[: len(text) + 1] = text + b"\0"
            return len(text)

        with mock.patch.object(library, "diagnose_lists", answer), mock.patch.object(library, "diagnose_url", answer):
            return call()

    def test_explanations(self) -> None:
        expected = [
            (Mistake(52, "space-as-plus", "one: a"), Mistake(61, "lower-hex", "two: b")),
            (Mistake(130, "other-hash", "three: c"),),
        ]
        found = self.pretend(lambda: diagnose_url("url", "secret"))
        self.assertEqual(found, expected)
        self.assertIsNone(found.string_to_sign)
        self.assertEqual([(one["answer"], one["sizes"]) for one in self.asked], [(1, (80, 16384))])
        found = self.pretend(lambda: diagnose("https://h/", {}, "secret", with_string_to_sign=True))
        self.assertEqual(found, expected)
        self.assertEqual(found.string_to_sign, self.signed)
        self.assertEqual([one["answer"] for one in self.asked], [1, 2])

    def test_a_report_of_another_form(self) -> None:
        found = self.pretend(lambda: diagnose_url("url", "secret"), "one line")
        self.assertEqual(names(found), [["space-as-plus", "lower-hex"], ["other-hash"]])
        for explanation in found:
            for mistake in explanation:
                self.assertGreater(len(mistake.text), 10)

    def test_a_report_that_is_too_long(self) -> None:
        line = "x" * 9000
        found = self.pretend(lambda: diagnose_url("url", "secret"), f"{line}\n{line}\n\n{line}")
        self.assertEqual([mistake.text for explanation in found for mistake in explanation], [line] * 3)
        self.assertEqual([one["sizes"][1] for one in self.asked], [16384, 32768])

    def test_what_is_asked(self) -> None:
        self.pretend(
            lambda: diagnose(
                b"https://h/",
                [("b", "2"), ("a", 1)],
                b"se\0cret\xff",
                "post",
                b"\xff\0",
                string_to_sign="é",
                hosts=("one", b"two"),
                body=b"{}",
                content_type="text/plain",
                old_signature="old",
                now=5,
                window=6,
                most_mistakes=2,
                access_key="id",
                session_token="token",
                dialect=Dialect.AWS_QUERY,
                unix_time=7,
                flags=Flag.HMAC_SHA1,
            )
        )
        (asked,) = self.asked
        self.assertEqual(asked["subject"], (b"b\0a", 3, b"2\x001", 3, 2))
        self.assertEqual((asked["secret"], asked["token"]), (b"se\0cret\xff", b"token"))
        request, known = asked["request"], asked["evidence"]
        for name, text in (("method", b"post"), ("endpoint", b"https://h/"), ("access_key", b"id")):
            self.assertEqual((request[name], request[f"{name}_len"]), (text, len(text)))
        self.assertEqual((request["dialect"], request["unix_time"], request["flags"]), (1, 7, 4))
        self.assertEqual((request["key"], request["params"], request["params_count"]), (None, None, 0))
        for name, length in (("signature", 2), ("string_to_sign", 2), ("hosts", 7), ("body", 2)):
            self.assertEqual(known[f"{name}_len"], length)
        self.assertEqual((known["hosts"], known["content_type"]), (b"one\ntwo", b"text/plain"))
        self.assertEqual((known["old_signature"], known["old_signature_len"]), (b"old", 3))
        self.assertEqual((known["now"], known["window"], known["most_mistakes"]), (5, 6, 2))
        self.pretend(lambda: diagnose_url("https://h/?é", "s", body="", signature=None))
        (asked,) = self.asked
        self.assertEqual(asked["subject"], ("https://h/?é".encode(), 13))
        known = asked["evidence"]
        self.assertEqual((known["signature"], known["body"], known["hosts_len"], known["now"]), (None, b"", 0, 0))
        self.assertEqual((known["window"], known["most_mistakes"], known["reserved"]), (900, 3, 0))

    def test_secrets_are_wiped(self) -> None:
        library = binding._load()
        wiped: List[Tuple[bytes, bytes]] = []

        def wipe(address: int, size: int) -> None:
            before = ctypes.string_at(address, size)
            library_wipe(address, size)
            wiped.append((before, ctypes.string_at(address, size)))

        library_wipe = library.wipe
        with mock.patch.object(library, "wipe", wipe):
            self.pretend(lambda: diagnose_url("url", "secret", session_token="token"))
            self.assertEqual(wiped, [(b"secret\0", bytes(7)), (b"token\0", bytes(6))])
            with self.assertRaises(SigningError):
                self.pretend(lambda: diagnose_url("url", "secret"), code=-23)
            with self.assertRaises(TypeError):
                self.pretend(lambda: diagnose_url("url", "secret", session_token=5))  # type: ignore[arg-type]
            secret, none = (b"secret\0", bytes(7)), (b"\0", bytes(1))
            self.assertEqual(wiped[2:], [secret, none, secret])

    def test_errors_have_the_words_of_the_library(self) -> None:
        said = self.refused(
            Status.URL, "", lambda: self.pretend(lambda: diagnose_url("u", "s"), code=-23, words="url: there is none")
        )
        self.assertEqual(said, "url: there is none")
        self.assertEqual([one["answer"] for one in self.asked], [1, 3])
        said = self.refused(Status.NO_MEMORY, "", lambda: self.pretend(lambda: diagnose_url("u", "s"), code=-19))
        self.assertIn("memory", said)

    def test_what_is_never_asked(self) -> None:
        wrong_types: Sequence[Callable[[], Any]] = (
            lambda: diagnose_url(5, "s"),  # type: ignore[arg-type]
            lambda: diagnose_url("u", None),  # type: ignore[arg-type]
            lambda: diagnose_url("u", "s", 5),  # type: ignore[arg-type]
            lambda: diagnose_url("u", "s", signature=5),  # type: ignore[arg-type]
            lambda: diagnose_url("u", "s", hosts="host"),
            lambda: diagnose_url("u", "s", hosts=b"host"),  # type: ignore[arg-type]
            lambda: diagnose_url("u", "s", hosts=5),  # type: ignore[arg-type]
            lambda: diagnose_url("u", "s", hosts=[5]),  # type: ignore[list-item]
            lambda: diagnose_url("u", "s", now=1.5),  # type: ignore[arg-type]
            lambda: diagnose_url("u", "s", window="900"),  # type: ignore[arg-type]
            lambda: diagnose_url("u", "s", most_mistakes=True),
            lambda: diagnose("https://h/", {}, "s", flags="x"),  # type: ignore[arg-type]
            lambda: diagnose("https://h/", {"a": []}, "s"),  # type: ignore[arg-type]
            lambda: compare("a", None),  # type: ignore[arg-type]
        )
        for call in wrong_types:
            with self.assertRaises(TypeError):
                self.pretend(call)
            self.assertEqual(self.asked, [])
        self.refused(Status.ENDPOINT, "hosts: ", lambda: diagnose_url("u", "s", hosts=["a\nb"]))
        self.refused(Status.TIME, "window: ", lambda: diagnose_url("u", "s", window=-1))
        self.refused(Status.TIME, "now: ", lambda: diagnose_url("u", "s", now=2**63))
        self.refused(Status.UTF8, "body: ", lambda: diagnose_url("u", "s", body="\ud800"))
        said = 'parameter 1 "a": there is a NUL in the value'
        self.refused(Status.LIST_COUNT, said, lambda: diagnose("https://h/", {"a": "\0"}, "s", signature="x"))
        with self.assertRaises(ValueError):
            diagnose("https://h/", {}, "s", dialect=99)  # type: ignore[arg-type]


if __name__ == "__main__":
    unittest.main()
