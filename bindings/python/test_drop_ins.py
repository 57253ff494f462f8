#!/usr/bin/env python3
"""Tests of get_signed_url.py, pyaws_ecs.py and soap_example.py. What is right is said by a signer made of Python's own
hmac and urllib, by the endpoints that Amazon's guide prints, and by tests/vectors/soap.json."""

from __future__ import annotations

import base64
import calendar
import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
import unittest
import urllib.parse
import xml.etree.ElementTree
from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional, Tuple
from unittest import mock

import get_signed_url
import pyaws_ecs as ecs
import soap_example
from aws_signed_request import Flag, SigningError, Status, Text
from get_signed_url import getSignedUrl

HERE = Path(__file__).resolve().parent
VECTORS = HERE.parents[1] / "tests" / "vectors"
KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
NOW = 1317655170
STAMP = "2011-10-03T15:19:30Z"

# The texts that one or the other of the old scripts got wrong.
AWKWARD = {
    "Slash": "AC/DC",
    "Tilde": "~",
    "Plus": "C++",
    "Space": "the stranger",
    "Unicode": "Café Zürich 東京 \U0001f600",
    "Reserved": "!'()*&=%,:;",
}


def pure_url(scheme: str, host: str, params: Iterable[Tuple[str, str]]) -> str:
    """A signer that shares nothing with the library."""
    ordered = sorted(params, key=lambda pair: (pair[0].encode(), pair[1].encode()))
    query = "&".join("=".join(urllib.parse.quote(text, safe="-_.~") for text in pair) for pair in ordered)
    digest = hmac.new(SECRET.encode(), f"GET\n{host}\n/onca/xml\n{query}".encode(), hashlib.sha256).digest()
    signature = urllib.parse.quote(base64.b64encode(digest), safe="")
    return f"{scheme}://{host}/onca/xml?{query}&Signature={signature}"


def query_of(url: str) -> Dict[str, str]:
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query, strict_parsing=True, keep_blank_values=True))


def run_python(script: str, environment: Dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Runs a script beside the modules, with these and none of the keys in its environment."""
    keys = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_LICENSE_KEY")
    kept = {name: value for name, value in os.environ.items() if name not in keys}
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=HERE,
        env={**kept, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


class GetSignedUrl(unittest.TestCase):
    def setUp(self) -> None:
        patched = mock.patch.multiple(get_signed_url, AWS_ACCESS_KEY_ID=KEY, AWS_SECRET_ACCESS_KEY=SECRET)
        patched.start()
        self.addCleanup(patched.stop)

    def expected(self, params: Dict[str, str], version: str = "2009-11-02") -> str:
        added = {"AWSAccessKeyId": KEY, "Service": "AWSECommerceService", "Timestamp": STAMP, "Version": version}
        return pure_url("http", "webservices.amazon.com", {**params, **added}.items())

    def test_the_request_of_the_article(self) -> None:
        params = {
            "ResponseGroup": "Small,BrowseNodes,Reviews,EditorialReview,AlternateVersions",
            "AssociateTag": "xxx-20",
            "Operation": "ItemLookup",
            "SearchIndex": "Books",
            "IdType": "ISBN",
            "ItemId": "9780385086950",
        }
        before = dict(params)
        # Twice, because the old function signed only the first URL rightly.
        for _ in range(2):
            self.assertEqual(getSignedUrl(params, unix_time=NOW), self.expected(params))
        self.assertEqual(params, before, "the caller's dict was changed")

    def test_awkward_texts(self) -> None:
        for name, value in AWKWARD.items():
            self.assertEqual(getSignedUrl({name: value}, unix_time=NOW), self.expected({name: value}))
        self.assertEqual(getSignedUrl(AWKWARD, unix_time=NOW), self.expected(AWKWARD))
        numbers: Dict[str, Any] = {"ItemPage": 2, "MinimumPrice": 0}
        self.assertEqual(getSignedUrl(numbers, unix_time=NOW), self.expected({"ItemPage": "2", "MinimumPrice": "0"}))

    def test_what_it_sets_replaces_what_is_there(self) -> None:
        old = {"Version": "2013-08-01", "Service": "x", "AWSAccessKeyId": "x", "Timestamp": "x", "Signature": "x"}
        self.assertEqual(getSignedUrl({**old, "a": "b"}, unix_time=NOW), self.expected({"a": "b"}))

    def test_the_version_is_a_constant_of_the_module(self) -> None:
        with mock.patch.object(get_signed_url, "VERSION", "2013-08-01"):
            self.assertEqual(getSignedUrl({"a": "b"}, unix_time=NOW), self.expected({"a": "b"}, "2013-08-01"))

    def test_the_time_is_now(self) -> None:
        stamp = query_of(getSignedUrl({}))["Timestamp"]
        self.assertLess(abs(time.time() - calendar.timegm(time.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ"))), 60)

    def test_keys_come_from_the_environment_or_are_missed(self) -> None:
        script = f"from get_signed_url import getSignedUrl; print(getSignedUrl({{'a': 'b'}}, unix_time={NOW}))"
        done = run_python(script, {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET})
        self.assertEqual((done.stdout, done.stderr), (self.expected({"a": "b"}) + "\n", ""))
        for present, words in (
            ({"AWS_SECRET_ACCESS_KEY": SECRET}, "SigningError: public_key: it is empty"),
            ({"AWS_ACCESS_KEY_ID": KEY}, "SigningError: private_key: it is empty"),
        ):
            done = run_python(script, present)
            self.assertEqual((done.stdout, done.returncode), ("", 1))
            self.assertIn(words, done.stderr)


class PyAws(unittest.TestCase):
    def setUp(self) -> None:
        keys = ("AWS_LICENSE_KEY", "AWS_SECRET_ACCESS_KEY")
        clean = {name: value for name, value in os.environ.items() if name not in keys}
        for patched in (
            mock.patch.multiple(
                ecs, LICENSE_KEY=KEY, SECRET_ACCESS_KEY=SECRET, LOCALE="us", VERSION="2007-04-04", OPTIONS={}
            ),
            mock.patch.dict(os.environ, clean, clear=True),
        ):
            patched.start()
            self.addCleanup(patched.stop)

    def expected(
        self,
        params: Dict[str, str],
        host: str = "webservices.amazon.com",
        version: str = "2007-04-04",
        key: str = KEY,
    ) -> str:
        added = {"AWSAccessKeyId": key, "Service": "AWSECommerceService", "Timestamp": STAMP, "Version": version}
        return pure_url("https", host, {**params, **added}.items())

    def built(self, argv: Dict[str, Any]) -> str:
        return ecs.buildRequest(argv, unix_time=NOW)

    def test_a_request_as_its_functions_made_them(self) -> None:
        # ItemSearch() and the others handed over all their arguments by name, and None for those not given.
        argv = {
            "Keywords": "Harry Potter",
            "SearchIndex": "Books",
            "Availability": None,
            "ItemPage": 2,
            "ResponseGroup": "Medium",
            "AWSAccessKeyId": None,
            "Operation": "ItemSearch",
        }
        before = dict(argv)
        sent = {
            "Keywords": "Harry Potter",
            "SearchIndex": "Books",
            "ItemPage": "2",
            "ResponseGroup": "Medium",
            "Operation": "ItemSearch",
        }
        for _ in range(2):
            self.assertEqual(self.built(argv), self.expected(sent))
        self.assertEqual(argv, before, "the caller's argv was changed")
        del argv["AWSAccessKeyId"]
        self.assertEqual(self.built(argv), self.expected(sent))

    def test_what_is_left_out_and_what_is_kept(self) -> None:
        self.assertEqual(
            self.built(
                {
                    "None": None,
                    "Empty": "",
                    "EmptyBytes": b"",
                    "Zero": 0,
                    "ZeroText": "0",
                    "ZeroFloat": 0.0,
                    "False": False,
                    "True": True,
                    "Float": 1.5,
                    "Bytes": "é".encode(),
                    "Space": " ",
                }
            ),
            self.expected(
                {
                    "Zero": "0",
                    "ZeroText": "0",
                    "ZeroFloat": "0.0",
                    "False": "False",
                    "True": "True",
                    "Float": "1.5",
                    "Bytes": "é",
                    "Space": " ",
                }
            ),
        )
        for unclear in (["a", "b"], {"a": "b"}, object()):
            with self.assertRaisesRegex(TypeError, '"ItemId": the value must be '):
                self.built({"ItemId": unclear})

    def test_awkward_texts(self) -> None:
        for name, value in AWKWARD.items():
            self.assertEqual(self.built({name: value}), self.expected({name: value}))
        self.assertEqual(self.built(AWKWARD), self.expected(AWKWARD))
        with self.assertRaises(SigningError) as caught:
            self.built({"Keywords": b"caf\xe9"})
        self.assertIs(caught.exception.status, Status.UTF8)
        self.assertIn('"Keywords": the value is not valid UTF-8', str(caught.exception))

    def test_locales(self) -> None:
        # Product Advertising API Developer Guide (API Version 2013-08-01), Anatomy of a REST Request.
        endpoints = """
            https://webservices.amazon.com.br/onca/xml https://webservices.amazon.ca/onca/xml
            https://webservices.amazon.cn/onca/xml https://webservices.amazon.de/onca/xml
            https://webservices.amazon.es/onca/xml https://webservices.amazon.fr/onca/xml
            https://webservices.amazon.in/onca/xml https://webservices.amazon.it/onca/xml
            https://webservices.amazon.co.jp/onca/xml https://webservices.amazon.com.mx/onca/xml
            https://webservices.amazon.co.uk/onca/xml https://webservices.amazon.com/onca/xml
        """.split()
        locales: List[Optional[str]] = ["br", "ca", "cn", "de", "es", "fr", "in", "it", "jp", "mx", "uk", "us"]
        for locale, endpoint in zip([*locales, None], [*endpoints, endpoints[-1]]):
            ecs.setLocale(locale)
            self.assertEqual(ecs.getLocale(), locale)
            self.assertEqual(self.built({"a": "b"}), self.expected({"a": "b"}, urllib.parse.urlsplit(endpoint)[1]))
        ecs.setLocale("jp")
        with self.assertRaisesRegex(ecs.BadLocale, "br, ca, cn, .*, us, not 'xx'"):
            ecs.setLocale("xx")
        self.assertEqual(ecs.getLocale(), "jp")

    def test_options_version_and_tag(self) -> None:
        ecs.setVersion("2013-08-01")
        self.assertEqual(ecs.getVersion(), "2013-08-01")
        ecs.setOptions({"AssociateTag": "mytag-20", "Validate": True})
        self.assertEqual(
            self.built({"AssociateTag": "other-20", "Version": "x"}),
            self.expected({"AssociateTag": "mytag-20", "Validate": "True"}, version="2013-08-01"),
        )
        ecs.setOptions({"Validate": None, "Version": "2011-08-01"})
        ecs.setAssociateTag("third-20")
        self.assertEqual(ecs.getOptions()["AssociateTag"], "third-20")
        self.assertEqual(self.built({}), self.expected({"AssociateTag": "third-20"}, version="2011-08-01"))
        before = dict(ecs.getOptions())
        with self.assertRaisesRegex(ecs.BadOption, "'Keywords'"):
            ecs.setOptions({"AssociateTag": "fourth-20", "Keywords": "x"})
        self.assertEqual(ecs.getOptions(), before)

    def test_what_it_sets_replaces_what_is_there(self) -> None:
        old = {"Service": "x", "Timestamp": "2008-01-01T00:00:00Z", "Version": "x", "Signature": "x"}
        self.assertEqual(self.built({**old, "a": "b"}), self.expected({"a": "b"}))
        self.assertEqual(self.built({"AWSAccessKeyId": "ANOTHER"}), self.expected({}, key="ANOTHER"))

    def test_the_stamp_is_utc_wherever_the_machine_is(self) -> None:
        script = (
            "import time, pyaws_ecs as ecs\n"
            "assert time.localtime().tm_gmtoff == 9 * 3600, time.tzname\n"
            "before = int(time.time())\n"
            "url = ecs.buildRequest({})\n"
            "print(before, url)\n"
        )
        done = run_python(script, {"TZ": "UTC-9", "AWS_LICENSE_KEY": KEY, "AWS_SECRET_ACCESS_KEY": SECRET})
        self.assertEqual((done.stderr, done.returncode), ("", 0))
        before, url = done.stdout.split()
        said = calendar.timegm(time.strptime(query_of(url)["Timestamp"], "%Y-%m-%dT%H:%M:%SZ"))
        self.assertLess(abs(said - int(before)), 60)

    def test_keys(self) -> None:
        with mock.patch.multiple(ecs, LICENSE_KEY=None, SECRET_ACCESS_KEY=None):
            self.assertRaises(ecs.NoLicenseKey, ecs.getLicenseKey)
            self.assertRaises(ecs.NoLicenseKey, ecs.setLicenseKey)
            self.assertRaises(ecs.NoSecretAccessKey, ecs.getSecretKey)
            self.assertRaises(ecs.NoSecretAccessKey, ecs.setSecretKey)
            self.assertRaises(ecs.NoSecretAccessKey, ecs.getSecretAccessKey)
            self.assertRaises(ecs.NoSecretAccessKey, ecs.setSecretAccessKey)
            self.assertRaises(ecs.NoLicenseKey, ecs.buildRequest, {})
            ecs.setLicenseKey(KEY)
            self.assertRaises(ecs.NoSecretAccessKey, ecs.buildRequest, {})
            ecs.setSecretKey(SECRET)
            self.assertEqual((ecs.getLicenseKey(), ecs.getSecretAccessKey()), (KEY, SECRET))
            self.assertEqual(self.built({}), self.expected({}))
        with mock.patch.multiple(ecs, LICENSE_KEY=None, SECRET_ACCESS_KEY=None):
            os.environ.update(AWS_LICENSE_KEY=KEY, AWS_SECRET_ACCESS_KEY=SECRET)
            self.assertEqual((ecs.getLicenseKey(), ecs.getSecretKey()), (KEY, SECRET))
            ecs.setLicenseKey("ANOTHER")
            ecs.setSecretAccessKey("another")
            # Without a key, that which is set stays.
            ecs.setLicenseKey()
            ecs.setSecretKey()
            self.assertEqual((ecs.getLicenseKey(), ecs.getSecretKey()), ("ANOTHER", "another"))
        for error in (ecs.NoLicenseKey, ecs.NoSecretAccessKey, ecs.BadLocale, ecs.BadOption):
            self.assertTrue(issubclass(error, ecs.AWSException))

    def test_bytes_are_keys_too(self) -> None:
        key: Text = KEY.encode()
        with mock.patch.multiple(ecs, LICENSE_KEY=key, SECRET_ACCESS_KEY=SECRET.encode()):
            self.assertEqual(self.built({"a": "b"}), self.expected({"a": "b"}))


class Soap(unittest.TestCase):
    def test_the_vectors(self) -> None:
        flags = {"HmacSHA256": Flag(0), "HmacSHA1": Flag.HMAC_SHA1}
        cases = json.loads((VECTORS / "soap.json").read_text(encoding="utf-8"))["cases"]
        self.assertGreaterEqual(len(cases), 1)
        for case in cases:
            with self.subTest(id=case["id"]):
                # The signature depends on the two texts put together alone, so where one ends does not matter here.
                for cut in (0, len(case["text"]) // 2, len(case["text"])):
                    signature = soap_example.soap_signature(
                        case["secret_key"], case["text"][:cut], case["text"][cut:], flags[case["signature_method"]]
                    )
                    self.assertEqual(signature, case["signature_base64"])

    def test_the_header(self) -> None:
        header = soap_example.soap_header("A<B&C", SECRET, "ItemLookup", 1411516800)
        envelope = f'<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/">{header}</soap:Envelope>'
        found = {
            element.tag: element.text for element in xml.etree.ElementTree.fromstring(envelope).iter() if element.text
        }
        # The text of the guide's example, "Using SOAP without WS-Security" (API Version 2013-08-01).
        digest = hmac.new(SECRET.encode(), b"ItemLookup2014-09-24T00:00:00Z", hashlib.sha256).digest()
        aws = "{http://security.amazonaws.com/doc/2007-01-01/}"
        self.assertEqual(found.get(f"{aws}AWSAccessKeyId"), "A<B&C")
        self.assertEqual(found.get(f"{aws}Timestamp"), "2014-09-24T00:00:00Z")
        self.assertEqual(found.get(f"{aws}Signature"), base64.b64encode(digest).decode())

    def test_the_program(self) -> None:
        for arguments, words in (
            ([], "<aws:Signature>"),
            (["CartCreate"], "<aws:Signature>"),
            (["--help"], "OPERATION"),
        ):
            done = subprocess.run(
                [sys.executable, str(HERE / "soap_example.py"), *arguments],
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn(words, done.stdout)


if __name__ == "__main__":
    unittest.main()
