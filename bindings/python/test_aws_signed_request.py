#!/usr/bin/env python3
"""Tests of the Python binding. What is right is said by Python's own hmac and urllib, by PHP, and by the C header; the
published vectors are run_vectors.py's."""

from __future__ import annotations

import base64
import calendar
import collections
import copy
import ctypes
import enum
import functools
import gc
import hashlib
import hmac
import json
import os
import pickle
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import types
import unittest
import urllib.parse
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, List, Optional, Sequence, Tuple, cast
from unittest import mock

import aws_signed_request as binding
from aws_signed_request import (
    Dialect,
    Flag,
    Signer,
    SigningError,
    Stage,
    Status,
    Text,
    Value,
    aws_signed_request,
    hmac_base64,
    percent_encode,
)

HERE = Path(__file__).resolve().parent
CDEF = HERE.parents[1] / "include" / "aws_signed_request.cdef.h"
KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "a-session-token-that-is-nobodys-business"
NOW = 1317655170
STAMP = "2011-10-03T15:19:30Z"
SIMPLEDB = Signer("https://sdb.amazonaws.com/", KEY, SECRET)


def escape(text: str) -> str:
    return urllib.parse.quote(text, safe="-_.~")


def pure_url(
    server: str, path: str, pairs: Iterable[Tuple[str, str]], secret: str = SECRET, method: str = "GET"
) -> str:
    """A signer that shares nothing with the library."""
    ordered = sorted(pairs, key=lambda pair: (pair[0].encode(), pair[1].encode()))
    query = "&".join(f"{escape(name)}={escape(value)}" for name, value in ordered)
    host = server.split("://")[1]
    text = "\n".join((method, host, path, query))
    signature = base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()).decode()
    return f"{server}{path}?{query}&Signature={escape(signature)}"


def pure_simpledb(pairs: Iterable[Tuple[str, str]]) -> str:
    added = [
        ("AWSAccessKeyId", KEY),
        ("SignatureMethod", "HmacSHA256"),
        ("SignatureVersion", "2"),
        ("Timestamp", STAMP),
    ]
    return pure_url("https://sdb.amazonaws.com", "/", [*pairs, *added])


def value_of(value: Any) -> str:
    """What the binding sends for a value."""
    query = SIMPLEDB.canonical_query({"zz": value}, unix_time=NOW)
    return urllib.parse.unquote(query.split("&zz=")[1])


def php(script: str, lines: Iterable[str]) -> List[str]:
    """What PHP, without a php.ini, answers to each line. PHP is the judge here, so that its absence is a failure."""
    program = f'while (($line = fgets(STDIN)) !== false) {{ $line = rtrim($line, "\\n"); {script} }}'
    done = subprocess.run(
        ["php", "-n", "-r", program], input="\n".join(lines) + "\n", capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout.splitlines()


class TheFunction(unittest.TestCase):
    def test_is_that_of_2009(self) -> None:
        params = {"Operation": "ItemLookup", "ItemId": "0679722769", "Timestamp": "old", "Version": "old"}
        for tag, version in ((None, "2011-08-01"), ("mytag-20", "2013-08-01"), ("", "2009-01-06")):
            sent = {
                **params,
                "Service": "AWSECommerceService",
                "AWSAccessKeyId": KEY,
                "Timestamp": STAMP,
                "Version": version,
            }
            if tag is not None:
                sent["AssociateTag"] = tag
            expected = pure_url("http://webservices.amazon.co.uk", "/onca/xml", sent.items())
            self.assertEqual(aws_signed_request("co.uk", params, KEY, SECRET, tag, version, unix_time=NOW), expected)
        self.assertEqual(params["Timestamp"], "old", "the caller's parameters were changed")

    def test_keeps_the_rules_that_the_original_broke(self) -> None:
        sent = [("10", "x"), ("9", "x"), ("Service", "AWSECommerceService"), ("AWSAccessKeyId", KEY)]
        sent += [("Timestamp", STAMP), ("Version", "2011-08-01")]
        self.assertEqual(
            aws_signed_request("CO.UK", {"9": "x", "10": "x", "Signature": "old"}, KEY, SECRET, unix_time=NOW),
            pure_url("http://webservices.amazon.co.uk", "/onca/xml", sent),
        )

    def test_takes_its_arguments_by_the_names_of_the_original(self) -> None:
        by_name = aws_signed_request(
            region="de",
            params={"a": "1"},
            public_key=KEY,
            private_key=SECRET,
            associate_tag="t",
            version="v",
            unix_time=NOW,
        )
        self.assertEqual(by_name, aws_signed_request("de", {"a": "1"}, KEY, SECRET, "t", "v", unix_time=NOW))

    def test_takes_bytes(self) -> None:
        by_bytes = aws_signed_request(
            b"de", {b"n\xc3\xa9": b"v\xc3\xa9"}, KEY.encode(), SECRET.encode(), b"t", b"v", unix_time=NOW
        )
        self.assertEqual(by_bytes, aws_signed_request("de", {"né": "vé"}, KEY, SECRET, "t", "v", unix_time=NOW))

    def test_the_time_is_now(self) -> None:
        for url in (aws_signed_request("com", {}, KEY, SECRET), SIMPLEDB.url({})):
            stamp = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))["Timestamp"]
            said = calendar.timegm(time.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ"))
            self.assertLess(abs(time.time() - said), 60)


class Parameters(unittest.TestCase):
    def test_random_requests_are_those_of_a_pure_signer(self) -> None:
        source = random.Random(2009)
        alphabet = "abcAZ09-_.~ !\"#$%&'()*+,/:;<=>?@[\\]^`{|}\t\n\r\x7f\x80éß€\uffee\U0001f600"
        for count in range(150):
            pairs = [
                (
                    "".join(source.choices(alphabet, k=source.randint(1, 12))),
                    "".join(source.choices(alphabet, k=source.randint(0, 40))),
                )
                for _ in range(count % 75)
            ]
            self.assertEqual(SIMPLEDB.url(pairs, unix_time=NOW), pure_simpledb(pairs))

    def test_their_order_does_not_matter(self) -> None:
        source = random.Random(2011)
        pairs = [("Foo", "1"), ("Foo.1", "2"), ("Foo-Bar", "3"), ("foo", "4"), ("Foo", "10"), ("Foo", ""), ("é", "€")]
        expected = pure_simpledb(pairs)
        for _ in range(200):
            source.shuffle(pairs)
            self.assertEqual(SIMPLEDB.url(pairs, unix_time=NOW), expected)

    def test_come_out_of_the_url_again(self) -> None:
        params = {"a": "", "b c": "d+e&f=g%h", "é": "\U0001f600~*'()!", "line": "1\r\n2"}
        url = aws_signed_request("com", params, KEY, SECRET, unix_time=NOW)
        found = dict(
            urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query, keep_blank_values=True, strict_parsing=True)
        )
        for name, value in params.items():
            self.assertEqual(found.pop(name), value)
        self.assertEqual(sorted(found), ["AWSAccessKeyId", "Service", "Signature", "Timestamp", "Version"])

    def test_may_be_any_mapping_or_pairs(self) -> None:
        params = {"b": "2", "a": "1"}
        expected = pure_simpledb(params.items())
        given: Sequence[Any] = (
            params,
            collections.OrderedDict(params),
            collections.UserDict(params),
            types.MappingProxyType(params),
            list(params.items()),
            tuple(params.items()),
            [list(pair) for pair in params.items()],
            params.items(),
            (pair for pair in params.items()),
        )
        for each in given:
            self.assertEqual(SIMPLEDB.url(each, unix_time=NOW), expected, type(each))
        nothing: Sequence[Any] = ({}, [], (), iter([]))
        for empty in nothing:
            self.assertEqual(SIMPLEDB.url(empty, unix_time=NOW), pure_simpledb([]))

    def test_names_may_be_bytes_and_ints(self) -> None:
        mixed: List[Tuple[Any, Any]] = [(b"n\xc3\xa9", "1"), (7, "2"), (-7, "3")]
        self.assertEqual(SIMPLEDB.url(mixed, unix_time=NOW), pure_simpledb([("né", "1"), ("7", "2"), ("-7", "3")]))

    def test_what_is_neither_is_refused(self) -> None:
        for params, words in (
            ("Action=ListDomains", "params must be a mapping or (name, value) pairs, not str"),
            (b"Action=ListDomains", "params must be a mapping or (name, value) pairs, not bytes"),
            (None, "params must be a mapping or (name, value) pairs, not NoneType"),
            (["ab"], "parameter 1: it is not a (name, value) pair"),
            ([("a", "b"), ("a", "b", "c")], "parameter 2: it is not a (name, value) pair"),
            ([("a", "b"), 3], "parameter 2: it is not a (name, value) pair"),
            ({None: "x"}, "parameter 1: the name must be str, bytes or int, not NoneType"),
            ({True: "x"}, "parameter 1: the name must be str, bytes or int, not bool"),
            ({1.5: "x"}, "parameter 1: the name must be str, bytes or int, not float"),
            ([("a", "b"), (("x", "y"), "z")], "parameter 2: the name must be str, bytes or int, not tuple"),
            (
                {"a": "b", "c": ["d"]},
                'parameter 2 "c": the value must be str, bytes, None, bool, int or float, not list',
            ),
            ({-7: []}, 'parameter 1 "-7": the value must be str, bytes, None, bool, int or float, not list'),
            (
                {"x" * 100: bytearray(b"b")},
                f'parameter 1 "{"x" * 48}...": the value must be str, bytes, None, bool, int or float, not bytearray',
            ),
        ):
            with self.subTest(params=params):
                with self.assertRaises(TypeError) as caught:
                    SIMPLEDB.url(params, unix_time=NOW)  # type: ignore[arg-type]
                self.assertEqual(str(caught.exception), words)
                with self.assertRaises(TypeError):
                    aws_signed_request("com", params, KEY, SECRET)  # type: ignore[arg-type]

    def test_their_names_are_shown_as_the_library_shows_them(self) -> None:
        source = random.Random(48)
        alphabet = [chr(code) for code in range(1, 128)] + ["é", "€", "\U0001f600"]
        names = ["x" * 48, "x" * 49, "x" * 47 + "é", *alphabet]
        names += ["".join(source.choices(alphabet, k=source.randint(1, 70))) for _ in range(200)]
        faults: Sequence[Any] = (b"\xff", [])
        for name in names:
            shown = []
            for value in faults:
                with self.assertRaises((SigningError, TypeError)) as caught:
                    SIMPLEDB.url({name: value}, unix_time=NOW)
                shown.append(str(caught.exception).rpartition(": the value ")[0])
            self.assertRegex(shown[0], r'^parameter 1 "[ -~]+"$')
            self.assertEqual(shown[1], shown[0])


class Values(unittest.TestCase):
    def test_floats_are_written_as_php_writes_them(self) -> None:
        source = random.Random(14)
        floats = [0.0, -0.0, 1.0, -1.0, 1.5, 0.1, 1 / 3, 2 / 3, 1e14, 1e15, 1e16, 123456789012345.0, 1234567890123456.0]
        floats += [99999999999999.0, 999999999999999.0, 99999999999999.5, 0.0001, 0.00001, 1e25, 1.5e25, 1e-7, 1.25e-7]
        floats += [1e100, -1e-100, sys.float_info.max, sys.float_info.min, 5e-324]
        floats += [float(name) for name in ("inf", "-inf", "nan")]
        floats += [struct.unpack(">d", source.getrandbits(64).to_bytes(8, "big"))[0] for _ in range(3000)]
        floats += [source.uniform(-10, 10) * 10.0 ** source.randint(-20, 20) for _ in range(3000)]
        floats += [round(source.uniform(0, 1000), 2) for _ in range(1000)]
        answers = php(
            "echo (string)unpack('E', hex2bin($line))[1], \"\\n\";",
            (struct.pack(">d", value).hex() for value in floats),
        )
        self.assertEqual(len(answers), len(floats))
        for value, answer in zip(floats, answers):
            self.assertEqual(value_of(value), answer, value.hex())

    def test_floats_of_the_documentation(self) -> None:
        for value, text in ((1.0, "1"), (1.5, "1.5"), (1e25, "1.0E+25"), (1e-7, "1.0E-7"), (-0.0, "-0")):
            self.assertEqual(value_of(value), text)
        self.assertEqual([value_of(float(name)) for name in ("nan", "inf", "-inf")], ["NAN", "INF", "-INF"])

    def test_other_values_are_written_as_php_writes_them(self) -> None:
        values: List[Any] = [
            0,
            1,
            -1,
            10,
            2**31,
            -(2**31),
            2**63 - 1,
            -(2**63),
            True,
            False,
            None,
            "",
            "0",
            "1.0",
            " x ",
        ]
        answers = php(
            '$v = json_decode($line); echo rawurlencode((string)$v), "\\n";', (json.dumps(value) for value in values)
        )
        for value, answer in zip(values, answers):
            self.assertEqual(value_of(value), urllib.parse.unquote(answer), repr(value))

    def test_a_request_of_all_kinds_is_phps(self) -> None:
        params: Dict[str, Any] = {
            "Keywords": "Harry Potter & the Philosopher's Stone ~ é \U0001f600",
            "ItemPage": 2,
            "MinimumPrice": 1299.5,
            "Big": 1e25,
            "Merchant": True,
            "Available": False,
            "Nothing": None,
        }
        (answer,) = php(
            "$p = json_decode($line, true); ksort($p, SORT_STRING); $q = [];"
            "foreach ($p as $n => $v) { $q[] = $n . '=' . str_replace('%7E', '~', rawurlencode($v ?? '')); }"
            "$q = implode('&', $q);"
            '$text = "GET\\nwebservices.amazon.com\\n/onca/xml\\n$q";'
            "$s = base64_encode(hash_hmac('sha256', $text, '1234567890', true));"
            'echo "http://webservices.amazon.com/onca/xml?$q&Signature=" . rawurlencode($s), "\\n";',
            [
                json.dumps(
                    {
                        **params,
                        "Service": "AWSECommerceService",
                        "AWSAccessKeyId": KEY,
                        "Timestamp": STAMP,
                        "Version": "2011-08-01",
                    }
                )
            ],
        )
        self.assertEqual(aws_signed_request("com", params, KEY, "1234567890", unix_time=NOW), answer)

    def test_subclasses_count_as_what_they_are(self) -> None:
        class Colour(str, enum.Enum):
            RED = "red"

        class Number(enum.IntEnum):
            TWO = 2

        class Metre(float):
            def __repr__(self) -> str:
                return "far"

        self.assertEqual([value_of(value) for value in (Colour.RED, Number.TWO, Metre(2.5))], ["red", "2", "2.5"])
        pairs: List[Tuple[Any, Any]] = [(Colour.RED, 1), (Number.TWO, 2)]
        self.assertEqual(SIMPLEDB.url(pairs, unix_time=NOW), pure_simpledb([("red", "1"), ("2", "2")]))

    def test_one_value_that_is_no_str_changes_no_other(self) -> None:
        params: Dict[str, Any] = {"a": "é", "b": 2, "c": b"\xe2\x82\xac", "d": "\U0001f600"}
        pairs = [("a", "é"), ("b", "2"), ("c", "€"), ("d", "\U0001f600")]
        self.assertEqual(SIMPLEDB.url(params, unix_time=NOW), pure_simpledb(pairs))


class Refusals(unittest.TestCase):
    def assert_refused(self, status: Status, words: str, call: Callable[[], object]) -> None:
        with self.assertRaises(SigningError) as caught:
            call()
        error = caught.exception
        self.assertIs(error.status, status)
        self.assertIn(words, str(error))
        self.assertNotIn(SECRET, "".join(traceback.format_exception(type(error), error, error.__traceback__)))
        # A context would be a UnicodeEncodeError, which holds the whole text, or the same refusal once more.
        self.assertIsNone(error.__context__)

    def test_parameters(self) -> None:
        refused: Sequence[Tuple[Any, Status, str]] = (
            ({"": "x"}, Status.EMPTY_NAME, 'parameter 1 ""'),
            ({"a": "b", "Keywords": b"caf\xe9"}, Status.UTF8, 'parameter 2 "Keywords": the value is not valid UTF-8'),
            ({b"\xff": "b"}, Status.UTF8, 'parameter 1 "%FF": the name is not valid UTF-8'),
            ({"a": "b", "c": "x\0Zap\0Delete"}, Status.LIST_COUNT, 'parameter 2 "c": there is a NUL in the value'),
            ({"a\0Zap": "x\0Delete"}, Status.LIST_COUNT, 'parameter 1 "a%00Zap": there is a NUL in the name'),
            ({"a\0Zap": "x"}, Status.LIST_COUNT, 'parameter 1 "a%00Zap": there is a NUL in the name'),
            ({"a": "b\0"}, Status.LIST_COUNT, 'parameter 1 "a": there is a NUL in the value'),
            ({"a": b"b\0", "c": 1}, Status.LIST_COUNT, 'parameter 1 "a": there is a NUL in the value'),
            ({"Version": "1", "a": "\0"}, Status.LIST_COUNT, 'parameter 2 "a": there is a NUL in the value'),
            ({"a": "ok", "b": "x\udce9"}, Status.UTF8, 'parameter 2 "b": the value has a lone surrogate'),
            ({"\ud800": "x"}, Status.UTF8, 'parameter 1 "%ED%A0%80": the name has a lone surrogate'),
            ({"\ud800" * 17: "x"}, Status.UTF8, f'parameter 1 "{"%ED%A0%80" * 16}...": the name has a lone surrogate'),
            ({"a": 1, "b": "x\udce9"}, Status.UTF8, 'parameter 2 "b": the value has a lone surrogate'),
        )
        for params, status, words in refused:
            with self.subTest(params=params):
                sign = functools.partial(aws_signed_request, "com", params, KEY, SECRET, unix_time=NOW)
                self.assert_refused(status, words, sign)
                self.assert_refused(status, words, functools.partial(SIMPLEDB.url, params, unix_time=NOW))
        nul = [("a", "b"), ("c", "\0")]
        self.assert_refused(
            Status.LIST_COUNT,
            'parameter 2 "c": there is a NUL in the value',
            lambda: SIMPLEDB.url(pair for pair in nul),
        )

    @unittest.skipUnless(hasattr(sys, "get_int_max_str_digits"), "this Python writes ints of any length")
    def test_ints_that_python_does_not_write(self) -> None:
        refused: Sequence[Tuple[Any, str]] = (
            ({"a": -(10**5000)}, 'parameter 1 "a": the value is an int of too many digits'),
            ({10**5000: "x"}, "parameter 1: the name is an int of too many digits"),
        )
        for params, words in refused:
            self.assert_refused(Status.TOO_LARGE, words, functools.partial(SIMPLEDB.url, params))

    def test_of_the_function(self) -> None:
        def call(
            region: str = "com",
            params: Optional[Dict[str, Any]] = None,
            public_key: str = KEY,
            private_key: str = SECRET,
            tag: Optional[Text] = None,
            version: Text = "2011-08-01",
            unix_time: int = NOW,
        ) -> Callable[[], object]:
            return lambda: aws_signed_request(
                region, params or {}, public_key, private_key, tag, version, unix_time=unix_time
            )

        for refused, status, words in (
            (call(region=""), Status.REGION, "region: it is empty"),
            (
                call(region="com/evil"),
                Status.REGION,
                "region: there is a character in it that host names do not have (at byte 3)",
            ),
            (call(region="com\0evil"), Status.REGION, "region: there is a NUL in it"),
            (call(region="c\udce9"), Status.REGION, "region: it has a lone surrogate"),
            (call(public_key=""), Status.ACCESS_KEY, "public_key: it is empty"),
            (call(public_key=KEY + "\n"), Status.ACCESS_KEY, "public_key: it ends with white space"),
            (call(public_key=KEY + "\0"), Status.ACCESS_KEY, "public_key: there is a NUL in it"),
            (call(private_key=""), Status.SECRET, "private_key: it is empty"),
            (call(private_key=" " + SECRET), Status.SECRET, "private_key: it begins with white space"),
            (call(private_key=SECRET + "\0"), Status.SECRET, "private_key: there is a NUL in it"),
            (call(private_key=SECRET + "\udce9"), Status.SECRET, "private_key: it has a lone surrogate"),
            (call(tag="t\0"), Status.LIST_COUNT, "associate_tag: there is a NUL in it"),
            (call(tag="t\udce9"), Status.UTF8, "associate_tag: it has a lone surrogate"),
            (call(tag=b"t\xe9"), Status.UTF8, "associate_tag: it is not valid UTF-8 (at byte 1)"),
            (call(version="v\0"), Status.LIST_COUNT, "version: there is a NUL in it"),
            (call(version=b"\xe9", tag="t"), Status.UTF8, "version: it is not valid UTF-8 (at byte 0)"),
            (call(unix_time=-1), Status.TIME, "unix_time"),
            (call(unix_time=253402300800), Status.TIME, "unix_time"),
            (call(unix_time=2**64 + NOW), Status.TIME, "unix_time"),
            (call(unix_time=-(2**64) + NOW), Status.TIME, "unix_time"),
            (call(unix_time=-(10**5000)), Status.TIME, "unix_time"),
        ):
            with self.subTest(words=words):
                self.assert_refused(status, words, refused)
                with self.assertRaises(SigningError) as caught:
                    refused()
                self.assertTrue(str(caught.exception).startswith(words))

    def test_of_the_function_number_the_parameters_as_given(self) -> None:
        bad = b"\xe9"
        for params in (
            {"Service": "x", "AWSAccessKeyId": "x", "Keywords": bad},
            {"Version": "x", "Timestamp": bad, "Keywords": bad, "AssociateTag": "x"},
            [("AssociateTag", bad), ("AssociateTag", bad), ("Keywords", bad)],
        ):
            self.assert_refused(
                Status.UTF8,
                'parameter 3 "Keywords": the value is not valid UTF-8',
                lambda: aws_signed_request("com", params, KEY, SECRET, "tag", unix_time=NOW),  # type: ignore[arg-type]
            )

    def test_of_a_signer(self) -> None:
        def signer(
            endpoint: str = "https://sdb.amazonaws.com/",
            access_key: Optional[str] = KEY,
            secret: str = SECRET,
            **more: Any,
        ) -> Callable[[], object]:
            return lambda: Signer(endpoint, access_key, secret, **more).url({}, unix_time=NOW)

        as_given = Dialect.AS_GIVEN
        for refused, status, words in (
            (signer(endpoint=""), Status.ENDPOINT, "endpoint: "),
            (signer(endpoint="sdb.amazonaws.com"), Status.ENDPOINT, "endpoint: "),
            (signer(endpoint="https://host/?a=b"), Status.ENDPOINT, "endpoint: "),
            (signer(endpoint="https://host/\0"), Status.ENDPOINT, "endpoint: there is a NUL in it"),
            (signer(access_key=None), Status.ACCESS_KEY, "access_key: it is empty"),
            (signer(access_key=f" {KEY}"), Status.ACCESS_KEY, "access_key: it begins with white space"),
            (signer(access_key=f"{KEY}\0"), Status.ACCESS_KEY, "access_key: there is a NUL in it"),
            (signer(secret=f"{SECRET}\n"), Status.SECRET, "secret: it ends with white space"),
            (signer(secret=f"{SECRET}\0x"), Status.SECRET, "secret: there is a NUL in it"),
            (signer(secret=f"{SECRET}\udce9"), Status.SECRET, "secret: it has a lone surrogate"),
            (signer(session_token=f"{TOKEN}\n"), Status.SESSION_TOKEN, "session_token: it ends with white space"),
            (signer(session_token=f"{TOKEN}\0"), Status.SESSION_TOKEN, "session_token: there is a NUL in it"),
            (signer(session_token=TOKEN, dialect=as_given), Status.SESSION_TOKEN, "session_token: "),
            (signer(flags=Flag(8)), Status.FLAGS, "flags: "),
            (signer(flags=2**32), Status.FLAGS, "flags: "),
            (signer(flags=-1), Status.FLAGS, "flags: "),
            (lambda: SIMPLEDB.url({}, "GE T", NOW), Status.METHOD, "method: "),
            (lambda: SIMPLEDB.url({}, "GET\0", NOW), Status.METHOD, "method: there is a NUL in it"),
            (lambda: SIMPLEDB.url({}, unix_time=-1), Status.TIME, "unix_time: "),
            (lambda: SIMPLEDB.url({}, unix_time=2**64 + NOW), Status.TIME, "unix_time: "),
            (
                lambda: Signer("https://host/", None, SECRET, dialect=as_given).url({"SignatureMethod": "HmacSHA1"}),
                Status.SIGNATURE_METHOD,
                'parameter 1 "SignatureMethod": the value is not HmacSHA256',
            ),
            (
                lambda: aws_signed_request("com", {"SignatureVersion": 1}, KEY, SECRET),
                Status.SIGNATURE_VERSION,
                'parameter 1 "SignatureVersion": the value is not 2',
            ),
            (lambda: SIMPLEDB.url({"Timestamp": STAMP}), Status.RESERVED, 'parameter 1 "Timestamp"'),
        ):
            with self.subTest(words=words):
                self.assert_refused(status, words, refused)

    def test_are_the_text_of_the_error_stage(self) -> None:
        self.assertEqual(SIMPLEDB.render(Stage.ERROR, {"a": "b"}), "")
        refused: Sequence[Tuple[Text, str, int]] = (
            (b"\xff", "GET", NOW),
            ("\0", "GET", NOW),
            ("\udce9", "GET", NOW),
            ("", "GET\0", NOW),
            ("", "GE T", NOW),
            ("", "GET", -1),
            ("", "GET", 2**64 + NOW),
        )
        for value, method, unix_time in refused:
            params: Dict[str, Value] = {"a": value}
            with self.assertRaises(SigningError) as caught:
                SIMPLEDB.url(params, method, unix_time)
            words = SIMPLEDB.render(Stage.ERROR, params, method, unix_time)
            self.assertEqual(words, str(caught.exception))

    def test_wrong_types_are_type_errors(self) -> None:
        anything: Any = None
        half: Any = 0.5
        yes: Any = True
        for call, words in (
            (lambda: aws_signed_request(anything, {}, KEY, SECRET), "region must be str or bytes, not NoneType"),
            (lambda: aws_signed_request("com", {}, anything, SECRET), "public_key must be str or bytes, not NoneType"),
            (lambda: aws_signed_request("com", {}, KEY, anything), "private_key must be str or bytes, not NoneType"),
            (
                lambda: aws_signed_request("com", {}, KEY, SECRET, None, anything),
                "version must be str or bytes, not NoneType",
            ),
            (lambda: Signer(anything, KEY, SECRET), "endpoint must be str or bytes, not NoneType"),
            (lambda: Signer("https://host/", KEY, anything), "secret must be str or bytes, not NoneType"),
            (lambda: SIMPLEDB.url({}, anything), "method must be str or bytes, not NoneType"),
            (lambda: Signer("https://host/", KEY, SECRET, flags=anything), "flags must be Flag, not NoneType"),
            (lambda: Signer("https://host/", KEY, SECRET, flags=yes), "flags must be Flag, not bool"),
            (lambda: SIMPLEDB.url({}, unix_time=half), "unix_time must be int, in seconds, not float"),
            (lambda: SIMPLEDB.url({}, unix_time=yes), "unix_time must be int, in seconds, not bool"),
            (lambda: hmac_base64(anything, ""), "secret must be str or bytes, not NoneType"),
            (lambda: percent_encode(anything), "text must be str or bytes, not NoneType"),
        ):
            with self.subTest(words=words):
                with self.assertRaises(TypeError) as caught:
                    call()
                self.assertEqual(str(caught.exception), words)

    def test_unknown_stages_and_dialects(self) -> None:
        for number in (0, 99, 2**32 + 1):
            with self.assertRaises(ValueError):
                SIMPLEDB.render(number, {})  # type: ignore[arg-type]
        for number in (-1, 99, 2**32):
            with self.assertRaises(ValueError):
                Signer("https://host/", KEY, SECRET, dialect=number)  # type: ignore[arg-type]

    def test_an_error_can_be_pickled(self) -> None:
        error = pickle.loads(pickle.dumps(SigningError(Status.TIME, "why")))
        self.assertEqual((type(error), error.status, str(error)), (SigningError, Status.TIME, "why"))
        self.assertIsInstance(error, ValueError)


class Doors(unittest.TestCase):
    def test_stages_fit_together(self) -> None:
        params = {"Action": "ListDomains", "Version": "2009-04-15"}
        url = pure_simpledb(params.items())
        canonical, signature = url.split("?")[1].split("&Signature=")
        self.assertEqual(SIMPLEDB.canonical_query(params, unix_time=NOW), canonical)
        self.assertEqual(SIMPLEDB.string_to_sign(params, unix_time=NOW), f"GET\nsdb.amazonaws.com\n/\n{canonical}")
        self.assertEqual(SIMPLEDB.signature(params, unix_time=NOW), urllib.parse.unquote(signature))
        self.assertEqual(SIMPLEDB.query(params, unix_time=NOW), url.split("?")[1])
        self.assertEqual(SIMPLEDB.url(params, unix_time=NOW), url)
        self.assertEqual(SIMPLEDB.url(params, "POST", NOW), "https://sdb.amazonaws.com/")
        self.assertEqual(SIMPLEDB.query(params, "get", NOW), url.split("?")[1])

    def test_a_request_is_explained(self) -> None:
        params = {"Action": "Select", "SelectExpression": "select * from b"}
        words = SIMPLEDB.render(Stage.EXPLAIN, params, unix_time=NOW)
        self.assertIn(SIMPLEDB.signature(params, unix_time=NOW), words)
        self.assertIn("select%20%2A%20from%20b", words)
        self.assertNotIn(SECRET, words)
        # It is many times as long as what is signed.
        self.assertIn("a" * 9000, SIMPLEDB.render(Stage.EXPLAIN, {"a": "a" * 9000}, unix_time=NOW))

    def test_a_session_token_is_sent(self) -> None:
        signer = Signer("https://sdb.amazonaws.com/", KEY, SECRET, session_token=TOKEN)
        self.assertEqual(signer.url({}, unix_time=NOW), pure_simpledb([("SecurityToken", TOKEN)]))

    def test_any_credential(self) -> None:
        signer = Signer("https://h/", None, b"\xff key\n", dialect=Dialect.AS_GIVEN, flags=Flag.ANY_CREDENTIAL)
        digest = hmac.new(b"\xff key\n", b"GET\nh\n/\na=b", hashlib.sha256).digest()
        self.assertEqual(signer.signature({"a": "b"}), base64.b64encode(digest).decode())

    def test_primitives_are_those_of_python(self) -> None:
        source = random.Random(1)
        for size in (0, 1, 63, 64, 65, 700, 682, 683, 2047, 2048, 2049, 100_000):
            data = bytes(source.getrandbits(8) for _ in range(size))
            digest = hmac.new(data[:100], data, hashlib.sha256).digest()
            self.assertEqual(hmac_base64(data[:100], data), base64.b64encode(digest).decode())
            self.assertEqual(percent_encode(data), urllib.parse.quote(data, safe="-_.~"))
        self.assertEqual(percent_encode("a é\0"), "a%20%C3%A9%00")

    def test_results_of_every_size(self) -> None:
        # Around the sizes of the room that a call begins with, and beyond every guess of it; short ones after long.
        sizes = (*range(2040, 2056), *range(8190, 8194), *range(8300, 8460, 10), *range(16376, 16392), 30_000, 100_000)
        for size in (*sizes, 300, *reversed(sizes)):
            self.assertEqual(percent_encode("x" * size), "x" * size)
            shortest = len(pure_simpledb([("v", "")]))
            for escaped in (0, (size - shortest) // 6):
                # An escaped character is six times as long in the result, and three times as long as it was in bytes.
                pairs = [("v", "é" * escaped + "x" * (size - shortest - 6 * escaped))]
                expected = pure_simpledb(pairs)
                self.assertLess(abs(len(expected) - size), 20)
                self.assertEqual(SIMPLEDB.url(pairs, unix_time=NOW), expected)
            function = aws_signed_request("com", pairs, KEY, SECRET, unix_time=NOW)
            sent = [*pairs, ("Service", "AWSECommerceService"), ("AWSAccessKeyId", KEY), ("Timestamp", STAMP)]
            expected = pure_url("http://webservices.amazon.com", "/onca/xml", [*sent, ("Version", "2011-08-01")])
            self.assertEqual(function, expected)
        many = [(f"Item.{number}", str(number)) for number in range(5000)]
        self.assertEqual(SIMPLEDB.url(many, unix_time=NOW), pure_simpledb(many))

    def test_threads_do_not_disturb_each_other(self) -> None:
        wrong: List[str] = []
        start = threading.Barrier(8)

        def sign(number: int) -> None:
            params = {"Action": "Select", "Thread": str(number), "Value": "é" * (number * 97)}
            expected = pure_simpledb(params.items())
            start.wait()
            for _ in range(500):
                answer = SIMPLEDB.url(params, unix_time=NOW)
                if answer != expected:
                    wrong.append(answer)

        threads = [threading.Thread(target=sign, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    @unittest.skipUnless(hasattr(signal, "setitimer"), "this system has no timer that signals")
    def test_a_signal_handler_may_sign(self) -> None:
        outer = [("Action", "Outer"), ("Value", "o" * 700)]
        inner = [("Action", "Inner"), ("Value", "é" * 100)]
        expected = {"outer": pure_simpledb(outer), "inner": pure_simpledb(inner)}
        answers = {"outer": {SIMPLEDB.url(outer, unix_time=NOW)}, "inner": set()}
        handled: List[int] = []

        def handle(number: int, frame: object) -> None:
            handled.append(number)
            answers["inner"].add(SIMPLEDB.url(inner, unix_time=NOW))

        before = signal.signal(signal.SIGALRM, handle)
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)
            end = time.monotonic() + 20
            while len(handled) < 500 and time.monotonic() < end:
                answers["outer"].add(SIMPLEDB.url(outer, unix_time=NOW))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        self.assertEqual(answers, {which: {url} for which, url in expected.items()})
        self.assertGreaterEqual(len(handled), 500)

    def test_what_is_signed_may_sign(self) -> None:
        pairs = [("Action", "Select"), ("Value", "é" * 50)]
        others = [("Action", "Other"), ("Value", "x" * 3000)]

        class Named(str):
            def encode(self, *arguments: Any) -> bytes:
                SIMPLEDB.url(others, unix_time=NOW)
                return super().encode(*arguments)

        def read() -> Iterable[Tuple[str, Any]]:
            for name, value in pairs:
                SIMPLEDB.url(others, unix_time=NOW)
                yield Named(name), value
            SIMPLEDB.url(others, unix_time=NOW)

        self.assertEqual(SIMPLEDB.url(read(), unix_time=NOW), pure_simpledb(pairs))
        number = [*pairs, ("Number", "7")]
        mixed: List[Tuple[str, Any]] = [*read(), ("Number", 7)]
        self.assertEqual(SIMPLEDB.url(mixed, unix_time=NOW), pure_simpledb(number))

    def test_rooms_are_not_lost_and_not_gathered(self) -> None:
        for _ in range(3):
            SIMPLEDB.url({"a": "b"}, unix_time=NOW)
            rooms = len(binding._spares)
            for _ in range(50):
                SIMPLEDB.url({"a": "b"}, unix_time=NOW)
                aws_signed_request("com", {"a": "b"}, KEY, SECRET)
            self.assertEqual(len(binding._spares), rooms)
            # A call that is refused drops its room, and the next one makes another.
            for _ in range(rooms + 1):
                with self.assertRaises(SigningError):
                    SIMPLEDB.url({"": "b"}, unix_time=NOW)
            self.assertEqual(binding._spares, [])


class Prepared(unittest.TestCase):
    """The first signature of a signer is made without anything prepared, and the later ones with it."""

    def test_later_signatures_are_as_the_first(self) -> None:
        methods: Tuple[Any, ...] = ("GET", "POST", "get", "PUT", "x" * 32)
        for dialect in Dialect:
            token = TOKEN if dialect in (Dialect.AWS_QUERY, Dialect.NIFCLOUD) else None
            make = functools.partial(Signer, "https://host:8443/a/b", KEY, SECRET, dialect=dialect, session_token=token)
            used = make(flags=Flag.HMAC_SHA1) if dialect is Dialect.HTX else make()
            for stage in Stage:
                for method in methods * 2:
                    new = make(flags=Flag.HMAC_SHA1) if dialect is Dialect.HTX else make()
                    answers = []
                    for signer in (new, used, used, used):
                        try:
                            answers.append(signer.render(stage, {"a": "b", "c": "d e"}, method, NOW))
                        except SigningError as error:
                            answers.append(f"{error.status!r} {error}")
                    self.assertEqual(len(set(answers)), 1, (dialect, stage, method, answers))

    def test_later_refusals_are_as_the_first(self) -> None:
        makers: Tuple[Callable[[], Signer], ...] = (
            lambda: Signer("https://host/", KEY, SECRET),
            lambda: Signer("https://host/", KEY, ""),
            lambda: Signer("https://host/", KEY, f"{SECRET}\n"),
            lambda: Signer("https://host/", KEY, b"\xff" + SECRET.encode()),
            lambda: Signer("https://host/", None, SECRET),
            lambda: Signer("https://host/", " ", SECRET),
            lambda: Signer("ftp://host/", KEY, SECRET),
            lambda: Signer("ftp://host/", KEY, ""),
            lambda: Signer("https://host/\xe9", KEY, SECRET),
            lambda: Signer("https://host/", KEY, SECRET, session_token="to\nken"),
            lambda: Signer("https://host/", KEY, SECRET, dialect=Dialect.AS_GIVEN, session_token=TOKEN),
            lambda: Signer("https://host/", KEY, SECRET, flags=cast(Any, 64)),
        )
        calls: Tuple[Tuple[Any, Any, Any], ...] = (
            ({"a": "b"}, "GET", NOW),
            ({"a": "b"}, "G T", NOW),
            ({"a": "b"}, "POST\0", NOW),
            ({"a": "b"}, ["GET"], NOW),
            ({"a": "b"}, None, NOW),
            ({"": "b"}, "GET", NOW),
            ({"a": "b\0c"}, "POST", NOW),
            ({"a\0": 7}, "POST", NOW),
            ({"a": b"\xff"}, "GET", NOW),
            ({"a": "\udc80"}, "GET", NOW),
            ({"a": []}, "GET", NOW),
            ({"Timestamp": "b"}, "GET", NOW),
            ({"a": "b"}, "GET", -1),
            ({"a": "b" * 20000, "c": b"\xff"}, "GET", NOW),
        )

        def answer(signer: Signer, call: Tuple[Any, Any, Any]) -> str:
            try:
                return signer.url(*call)
            except (SigningError, TypeError) as error:
                self.assertIsNone(error.__context__)
                return repr(error)

        for make in makers:
            used = make()
            for _ in range(2):
                answer(used, calls[0])
            for call in calls:
                self.assertEqual(answer(used, call), answer(make(), call), call)

    def test_threads_may_start_with_one_signer(self) -> None:
        params = {"a": "b"}
        expected = Signer("https://host/", KEY, SECRET).url(params, "POST", NOW)
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)
        try:
            for _ in range(30):
                signer, start, urls = Signer("https://host/", KEY, SECRET), threading.Barrier(4), []

                def run() -> None:
                    start.wait()
                    for _ in range(3):
                        urls.append(signer.url(params, "POST", NOW))

                threads = [threading.Thread(target=run) for _ in range(4)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                self.assertEqual(urls, [expected] * 12)
        finally:
            sys.setswitchinterval(interval)


class Secrets(unittest.TestCase):
    def test_are_in_no_text_of_a_signer(self) -> None:
        signer = Signer("https://sdb.amazonaws.com/", KEY, SECRET, session_token=TOKEN)
        self.assertEqual(repr(signer), "Signer('https://sdb.amazonaws.com/', 'AKIAIOSFODNN7EXAMPLE', AWS_QUERY)")
        shown = [repr(signer), str(signer), f"{signer}", repr([signer])]
        for method in (None, "GET", "GET", "POST", "PUT"):
            if method:
                signer.url({"a": "b"}, method, NOW)
            shown += [repr(getattr(signer, name)) for name in Signer.__slots__]
        self.assertIsInstance(signer._prepared, binding._Request)
        parts: List[Any] = [signer._prepared, signer._get[1], signer._post[1]]
        for part in parts:
            shown += [repr(getattr(part, field[0])) for field in binding._Request._fields_]
            shown += [repr(part.kept), repr(part._objects)]
        try:
            signer.url({"a": b"\xff"}, unix_time=NOW)
        except SigningError as error:
            shown.append("".join(traceback.TracebackException.from_exception(error, capture_locals=True).format()))
        self.assertIn("not valid UTF-8", shown[-1])
        for text in shown:
            self.assertNotIn(SECRET, text)
            self.assertNotIn(TOKEN, text)
        self.assertFalse(hasattr(signer, "__dict__"))

    def test_are_dropped_and_wiped(self) -> None:
        library = binding._load()
        wiped: List[bytes] = []

        def wipe(address: int, size: int) -> None:
            before = ctypes.string_at(address, size)
            library_wipe(address, size)
            wiped.extend((before, ctypes.string_at(address, size)))

        library_wipe = library.wipe
        gc.disable()
        try:
            with mock.patch.object(library, "wipe", wipe):
                signer = Signer("https://sdb.amazonaws.com/", KEY, SECRET)
                other = Signer("https://sdb.amazonaws.com/", KEY, SECRET)
                for method in ("GET", "GET", "POST", "PUT"):
                    signer.url({"a": "b"}, method, NOW)
                self.assertIsNone(signer._secret)
                expected = other.url({"a": "b"}, unix_time=NOW)
                other.url({"a": "b"}, unix_time=NOW)
                # Without the collector: nothing here refers to itself.
                del signer
                self.assertEqual(len(wiped), 2)
                self.assertNotEqual(wiped[0], bytes(len(wiped[0])))
                self.assertEqual(wiped[1], bytes(ctypes.sizeof(binding._Key)))
                self.assertEqual(other.url({"a": "b"}, unix_time=NOW), expected)
                del other
                self.assertEqual(len(wiped), 4)
                # A secret that is refused is not prepared, and what was there for its key is wiped too.
                refused = Signer("https://sdb.amazonaws.com/", KEY, f"{SECRET} ")
                said = {
                    refused.render(Stage.ERROR, {"a": "b"}, method, NOW) for method in ("GET", "GET", "POST", "GET")
                }
                self.assertEqual(len(said), 1)
                self.assertIn("secret: ", said.pop())
        finally:
            gc.enable()

    def test_are_wiped_when_the_interpreter_ends(self) -> None:
        code = """if True:
            import builtins, sys
            import aws_signed_request as module

            def signer():
                made = module.Signer("https://host/", "key", "secret")
                for _ in range(3):
                    url = made.url({"a": "b"}, unix_time=0)
                return made, url

            class Late:
                def __init__(self):
                    self.signer, self.url = signer()
                    self.itself = self

                def __del__(self):
                    print(self.signer.url({"a": "b"}, unix_time=0) == self.url)

            builtins.kept, sys.kept, kept, late = signer(), signer(), signer(), Late()
        """
        environment = {**os.environ, "PYTHONPATH": str(HERE), "AWS_SIGNED_REQUEST_LIB": str(loaded_library())}
        done = subprocess.run(
            [sys.executable, "-X", "dev", "-c", code],
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        self.assertEqual((done.returncode, done.stderr, done.stdout), (0, "", "True\n"))

    def test_cannot_be_pickled_or_copied(self) -> None:
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with self.assertRaisesRegex(TypeError, "holds a secret"):
                pickle.dumps(SIMPLEDB, protocol)
        for copied in (copy.copy, copy.deepcopy):
            with self.assertRaisesRegex(TypeError, "holds a secret"):
                copied(SIMPLEDB)


class Library(unittest.TestCase):
    def run_python(self, script: str, library: Optional[str], folder: Path = HERE) -> subprocess.CompletedProcess[str]:
        environment = {name: value for name, value in os.environ.items() if name != "AWS_SIGNED_REQUEST_LIB"}
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        if library is not None:
            environment["AWS_SIGNED_REQUEST_LIB"] = library
        return subprocess.run(
            [sys.executable, "-c", script],
            cwd=folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def assert_not_found(self, done: subprocess.CompletedProcess[str], *words: str) -> None:
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("LibraryNotFoundError: libaws_signed_request cannot be loaded; looked at\n", done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_a_wrong_path_in_the_environment_is_an_error(self) -> None:
        import _ctypes

        with tempfile.TemporaryDirectory() as folder:
            text = Path(folder, "text.so")
            text.write_text("not a library", encoding="utf-8")
            # Beside the module there is a library that would do; who names another one means that one.
            shutil.copy(HERE / "aws_signed_request.py", folder)
            shutil.copy(loaded_library(), Path(folder, binding._FILES[0]))
            for path, why in (
                (os.path.join(folder, "no-such.so"), "No such file" if sys.platform == "linux" else ""),
                (str(text), ""),
                (_ctypes.__file__, "aws_signed_request_lists"),
            ):
                done = self.run_python("import aws_signed_request as m; m.version()", path, Path(folder))
                self.assert_not_found(done, f"  {path} (from AWS_SIGNED_REQUEST_LIB): ", why)
                self.assertNotIn("beside the module", done.stderr)

    def test_all_places_are_listed(self) -> None:
        script = "import aws_signed_request as m; m._FILES = ('libno-such.so', 'libno-such.so.0'); m.version()"
        for library in (None, ""):
            done = self.run_python(script, library)
            self.assert_not_found(
                done,
                f"  {HERE / 'libno-such.so'} (beside the module): ",
                "  libno-such.so.0 (by the system's loader): ",
                "  libno-such.so (by the system's loader): ",
                "Set AWS_SIGNED_REQUEST_LIB to the path of the library.",
            )

    def test_is_found_beside_the_module(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(HERE / "aws_signed_request.py", folder)
            shutil.copy(loaded_library(), Path(folder, binding._FILES[0]))
            done = self.run_python("import aws_signed_request as m; print(m.version())", None, Path(folder))
            self.assertEqual((done.stdout, done.stderr), (f"{binding.version()}\n", ""))

    def test_is_loaded_at_the_first_call_and_a_failure_can_be_put_right(self) -> None:
        script = (
            "import os, sys, aws_signed_request as m\n"
            "assert m._loaded is None\n"
            "signer = m.Signer('https://host/', 'key', 'secret')\n"
            "try: signer.url({})\n"
            "except m.LibraryNotFoundError as error: assert isinstance(error, OSError)\n"
            "else: sys.exit('found')\n"
            f"os.environ['AWS_SIGNED_REQUEST_LIB'] = {str(loaded_library())!r}\n"
            "print(len(signer.signature({})))\n"
        )
        done = self.run_python(script, os.path.join(os.sep, "no", "such", "library"))
        self.assertEqual((done.stdout, done.stderr), ("44\n", ""))

    def test_is_loaded_once(self) -> None:
        found = []
        start = threading.Barrier(8)

        def find() -> Any:
            found.append(1)
            time.sleep(0.05)
            return original()

        def call() -> None:
            start.wait()
            percent_encode(" ")

        original = binding._find
        with mock.patch.object(binding, "_loaded", None), mock.patch.object(binding, "_find", find):
            threads = [threading.Thread(target=call) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(found, [1])

    def test_an_older_python_is_told_so(self) -> None:
        done = self.run_python("import sys; sys.version_info = (3, 8, 18); import aws_signed_request", None)
        self.assertEqual(done.returncode, 1)
        self.assertIn("ImportError: aws_signed_request needs Python 3.9 or later\n", done.stderr)

    def test_is_of_the_release_of_the_module(self) -> None:
        self.assertEqual(binding.version(), binding.__version__)

    def test_a_status_of_a_later_release_keeps_its_number(self) -> None:
        self.assertEqual(binding._refused(-999).status, -999)


class Header(unittest.TestCase):
    """The numbers and the signatures are written twice, so they are compared with the header."""

    text = CDEF.read_text(encoding="utf-8")

    def test_enumerations(self) -> None:
        enumerations: Tuple[Tuple[str, Any], ...] = (
            ("ASR_E_", Status),
            ("ASR_STAGE_", Stage),
            ("ASR_DIALECT_", Dialect),
            ("ASR_F_", Flag),
        )
        for prefix, numbers in enumerations:
            there = {name: int(number) for name, number in re.findall(rf"\b{prefix}(\w+) = (-?\d+),", self.text)}
            self.assertEqual({name: int(member) for name, member in numbers.__members__.items()}, there)

    def test_numbers_that_stand_alone(self) -> None:
        for prefix in ("STRUCT_", "ANSWER_"):
            there = {name: int(number) for name, number in re.findall(rf"\bASR_{prefix}(\w+) = (\d+),", self.text)}
            self.assertGreaterEqual(len(there), 3)
            self.assertEqual({name: getattr(binding, f"_{prefix}{name}") for name in there}, there)

    def test_functions(self) -> None:
        types_of: Dict[str, Any] = {
            "const char *": ctypes.c_char_p,
            "char *": ctypes.POINTER(ctypes.c_char),
            "void *": ctypes.c_void_p,
            "struct asr_key *": ctypes.c_void_p,
            "const struct asr_v2_request *": ctypes.POINTER(binding._Request),
            "const struct asr_v2_evidence *": ctypes.POINTER(binding._Evidence),
            "int32_t *": ctypes.POINTER(ctypes.c_int32),
            "const struct asr_v2_call *": ctypes.c_char_p,
            "void ": None,
            "size_t ": ctypes.c_size_t,
            "int64_t ": ctypes.c_int64,
            "int32_t ": ctypes.c_int32,
            "uint32_t ": ctypes.c_uint32,
        }
        library = binding._load()
        functions = [getattr(library, name) for name in library.__slots__]
        checked = {function.__name__ for function in functions if function.argtypes is not None}
        for function in functions:
            if function.argtypes is None:
                self.assertIn(function.__name__, checked)
                self.assertEqual(function.restype, ctypes.c_int32)
                continue
            found = re.search(rf"^(.*?){function.__name__}\(([^)]*)\);", self.text, re.MULTILINE)
            assert found is not None, function.__name__
            arguments = [] if found[2] == "void" else [" ".join(argument.split()) for argument in found[2].split(",")]
            self.assertEqual(function.restype, types_of[found[1]], function.__name__)
            self.assertEqual(
                list(function.argtypes),
                [types_of[re.sub(r"\w+$", "", argument)] for argument in arguments],
                function.__name__,
            )

    def test_the_struct_that_is_packed(self) -> None:
        found = re.search(r"^typedef struct asr_v2_call \{(.*?)^\}", self.text, re.DOTALL | re.MULTILINE)
        assert found is not None
        letters = {
            "const struct asr_v2_request *": "P",
            "char *": "P",
            "size_t ": "N",
            "int64_t ": "q",
            "int32_t ": "i",
        }
        fields = [letters[kind] for kind in re.findall(r"^ *(.*?)\w+;$", found[1], re.MULTILINE)]
        self.assertEqual(binding._CALL.format, f"@{''.join(fields)}0q")

    def test_arguments_of_functions_without_argtypes(self) -> None:
        library = binding._load()
        texts = (bytes, type(None))
        pointer = type(ctypes.byref(ctypes.c_int()))
        size = repr(ctypes.c_size_t.from_param(0)).split("(")[0]
        seconds = repr(ctypes.c_int64.from_param(0)).split("(")[0]

        def fits(kind: str, argument: Any) -> bool:
            if kind == "const char *":
                return isinstance(argument, texts) or isinstance(argument, pointer) and "'P'" in repr(argument)
            if kind == "const struct asr_v2_call *":
                return isinstance(argument, bytes) and len(argument) == binding._CALL.size
            if kind == "char *":
                return isinstance(argument, pointer) and "'P'" in repr(argument)
            if kind == "size_t ":
                return isinstance(argument, pointer) and repr(argument).startswith(size)
            if kind == "int64_t ":
                return isinstance(argument, pointer) and repr(argument).startswith(seconds)
            return isinstance(argument, int)

        calls: Sequence[Tuple[str, Callable[[], str]]] = (
            ("sign_with_lists", lambda: SIMPLEDB.url([("a", "b"), ("c", 7)])),
            (
                "sign_with_lists",
                lambda: Signer("https://host/", None, SECRET, dialect=Dialect.AS_GIVEN).query({"a": b"b"}),
            ),
            ("sign_with_lists", lambda: SIMPLEDB.render(Stage.CANONICAL, {}, "post", NOW)),
            ("sign_for_product_advertising", lambda: aws_signed_request("com", {"a": "b"}, KEY, SECRET)),
            ("sign_for_product_advertising", lambda: aws_signed_request("com", {}, KEY, SECRET, "tag", unix_time=NOW)),
        )
        for slot, call in calls:
            original: Any = getattr(library, slot)
            found = re.search(rf"^(.*?){original.__name__}\(([^)]*)\);", self.text, re.MULTILINE)
            assert found is not None, slot
            kinds = [re.sub(r"\w+$", "", " ".join(argument.split())) for argument in found[2].split(",")]
            with mock.patch.object(library, slot, mock.Mock(side_effect=original)) as called:
                call()
            ((arguments, named),) = called.call_args_list
            self.assertEqual((len(arguments), named), (len(kinds), {}))
            for kind, argument in zip(kinds, arguments):
                self.assertTrue(fits(kind, argument), (slot, kind, argument))


class Documents(unittest.TestCase):
    def test_the_code_of_the_readme_runs(self) -> None:
        blocks = re.findall(
            r"^```python\n(.*?)^```", (HERE / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.M
        )
        self.assertGreaterEqual(len(blocks), 2)
        names: Dict[str, Any] = {}
        said: List[str] = []
        for block in blocks:
            with mock.patch("builtins.print") as printed:
                exec(compile(block, "README.md", "exec"), names)
            for message in re.findall(r"print\(error\)  # (.*)", block):
                said.append(message)
                self.assertIn(message, [str(call.args[0]) for call in printed.call_args_list])
        self.assertGreaterEqual(len(said), 1)

    def test_the_example(self) -> None:
        for arguments, words in (
            ([], "http://webservices.amazon.com/onca/xml?AWSAccessKeyId="),
            (["--published"], "DescribeJobFlows: as printed"),
            (["--help"], "--published"),
        ):
            done = subprocess.run(
                [sys.executable, str(HERE / "example.py"), *arguments],
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn(words, done.stdout)


def loaded_library() -> Path:
    """The file of the library under test, wherever it was found."""
    named = os.environ.get("AWS_SIGNED_REQUEST_LIB")
    path = Path(named) if named else HERE / binding._FILES[0]
    if not path.is_file():
        raise FileNotFoundError("set AWS_SIGNED_REQUEST_LIB to the path of the library under test")
    return path.resolve()


if __name__ == "__main__":
    unittest.main()
