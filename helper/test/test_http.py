#!/usr/bin/env python3
"""What the helper answers to whom: headers, methods, hosts and origins, hostile text, and nothing of the secret. The
expected signatures are those of Python's own hmac."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import html.parser
import json
import re
import socket
import time
import unittest
import urllib.parse

from helper_server import Server

SECRET = "Top\"Secret'<&>/0123456789+abcdef"
HOSTILE = "\" onfocus=alert(0) '><script>alert(1)</script><img src=x onerror=alert(2)></textarea>&lt;\x01\u202e"
SIGN = {"request": "Action=Select\nExpr=a b~*\u00e4", "endpoint": "https://sdb.example/", "method": "GET", "dialect": "0"}
DIAGNOSE = {"request": "https://sdb.example/?A=1&Signature=abc%3D", "method": "GET"}
FIELDS = {
    "/": ["request", "endpoint", "method", "dialect", "access_key", "secret", "session_token", "time", "sha1"],
    "/diagnose": ["request", "endpoint", "method", "secret", "signature", "printed", "hosts", "body", "content_type", "now",
                  "old_signature", "sha1"],
}


def signature(string_to_sign: str, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), string_to_sign.encode(), hashlib.sha256).digest()).decode()


class Reader(html.parser.HTMLParser):
    """Elements as (name, attributes), the text, and what stands within each element with an id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


class Helper(unittest.TestCase):
    server: Server
    word: str

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = Server()
        cls.addClassCleanup(cls.server.__exit__)
        cls.server.__enter__()
        cls.word = cls.server.word()

    def assert_in(self, part: str, text: str) -> None:
        """As assertIn, which would print a whole page."""
        if part not in text:
            self.fail(f"there is no {part!r}")

    def assert_not_in(self, part: str, text: str) -> None:
        if part in text:
            at = text.index(part)
            self.fail(f"there is {part!r}: ...{text[max(at - 60, 0) : at + 60]!r}...")

    def post(self, path: str, fields: dict, headers: dict = {}, **more) -> tuple:
        return self.server.ask("POST", path, {"word": self.word, "secret": SECRET, **fields}, headers, **more)

    def sign(self, **fields) -> tuple:
        return self.post("/", {**SIGN, **fields})

    def diagnose(self, **fields) -> tuple:
        return self.post("/diagnose", {**DIAGNOSE, **fields})


class Headers(Helper):
    def test_every_answer_says_the_same_of_itself(self) -> None:
        answers = {
            "page": self.server.ask("GET"),
            "other page": self.server.ask("GET", "/diagnose"),
            "style": self.server.ask("GET", "/style.css"),
            "script": self.server.ask("GET", "/comfort.js"),
            "nothing": self.server.ask("GET", "/nothing"),
            "method": self.server.ask("PUT"),
            "host": self.server.ask("GET", host="evil.example"),
            "signed": self.sign(),
            "diagnosed": self.diagnose(),
            "complaint": self.sign(request=""),
            "no word": self.server.ask("POST", "/", SIGN),
            "too large": self.sign(request="x" * 700000),
        }
        for what, (status, headers, _) in answers.items():
            with self.subTest(what):
                self.assertEqual(headers["Cache-Control"], "no-store")
                self.assertEqual(headers["Referrer-Policy"], "no-referrer")
                self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
                self.assertEqual(
                    headers["Content-Security-Policy"],
                    "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; "
                    "frame-ancestors 'none'",
                )
                self.assertRegex(headers["Content-Type"], r"^text/(html|css|javascript); ?charset=utf-8$")
                for absent in ("Set-Cookie", "X-Powered-By", "Location", "Access-Control-Allow-Origin"):
                    self.assertIsNone(headers[absent])

    def test_head_is_get_without_its_text(self) -> None:
        status, headers, text = self.server.ask("HEAD")
        self.assertEqual((status, text), (200, ""))
        self.assertEqual(headers["Cache-Control"], "no-store")

    def test_other_methods_do_nothing(self) -> None:
        for method in ("PUT", "DELETE", "OPTIONS", "PATCH"):
            status, headers, _ = self.server.ask(method)
            self.assertEqual((method, status, headers["Allow"]), (method, 405, "GET, HEAD, POST"))
        self.assertEqual(self.server.ask("POST", "/style.css", {"word": self.word})[0], 405)


class Doors(Helper):
    def test_there_are_two_pages_a_style_and_a_script(self) -> None:
        for path in ("/index.php", "/page.php", "/form.php", "/serve", "/README.md", "/test/test_http.py", "/../Makefile",
                     "/%2e%2e/Makefile", "//style.css", "/style.css/x", "/favicon.ico", "/.git/config"):
            status, _, text = self.server.ask("GET", path)
            self.assertEqual((path, status), (path, 404))
            self.assert_not_in("<?php", text)

    def test_what_stands_behind_a_question_mark_is_not_looked_at(self) -> None:
        for path in ("/", "/diagnose"):
            bare = self.server.ask("GET", path)
            query = urllib.parse.urlencode({**SIGN, "secret": SECRET, "word": self.word, "example": "1"})
            self.assertEqual(self.server.ask("GET", f"{path}?{query}")[2], bare[2])
            self.assertEqual(bare[0], 200)
        self.assertEqual(self.server.ask("POST", "/?" + urllib.parse.urlencode({"word": self.word}), SIGN)[0], 403)

    def test_only_this_machine_by_its_own_names(self) -> None:
        port = self.server.port
        for host in ("evil.example", f"evil.example:{port}", "127.0.0.1", "127.0.0.1:1", f"127.0.0.1.evil.example:{port}",
                     f"localhost.evil.example:{port}", f"user@localhost:{port}", f"[::1]:{port}", f"0.0.0.0:{port}", f"127.1:{port}"):
            status, _, text = self.server.ask("GET", host=host)
            self.assertEqual((host, status), (host, 421))
            self.assert_not_in(self.word, text)
            self.assertEqual(self.post("/", SIGN, host=host)[0], 421)
        for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"LOCALHOST:{port}"):
            self.assertEqual((host, self.server.ask("GET", host=host)[0]), (host, 200))

    def test_other_sites_cannot_post(self) -> None:
        own = f"http://{self.server.host}"
        for headers in (
            {"Origin": "https://evil.example"},
            {"Origin": "http://127.0.0.1"},
            {"Origin": f"https://{self.server.host}"},
            {"Origin": f"http://localhost:{self.server.port}"},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none"},
            {"Origin": own, "Sec-Fetch-Site": "cross-site"},
            {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        ):
            self.assertEqual((headers, self.post("/", SIGN, headers)[0]), (headers, 403))
        for headers in ({}, {"Origin": own}, {"Origin": "null"}, {"Origin": own, "Sec-Fetch-Site": "same-origin"}):
            self.assertEqual((headers, self.post("/", SIGN, headers)[0]), (headers, 200))

    def test_a_form_needs_the_word_of_this_helper(self) -> None:
        for word in ("", "x", self.word[:-1], self.word.upper() + "x"):
            self.assertEqual(self.post("/", {**SIGN, "word": word})[0], 403)
        self.assertEqual(self.server.ask("POST", "/", {**SIGN, "word[]": self.word})[0], 403)

    def test_only_forms_are_read(self) -> None:
        body = urllib.parse.urlencode({"word": self.word, "secret": SECRET, **SIGN})
        for kind in ("text/plain", "multipart/form-data; boundary=x", "application/json"):
            self.assertEqual((kind, self.server.ask("POST", "/", None, {"Content-Type": kind}, body)[0]), (kind, 415))
        self.assertEqual(self.server.ask("POST", "/", None, {}, body)[0], 415)

    def test_somebody_who_is_slow_keeps_nobody_waiting(self) -> None:
        with socket.create_connection(("127.0.0.1", self.server.port)) as slow:
            slow.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nab")
            self.assertEqual(self.server.ask("GET")[0], 200)


class Text(Helper):
    def test_hostile_text_is_text(self) -> None:
        for path, ordinary in (("/", SIGN), ("/diagnose", DIAGNOSE)):
            for field in FIELDS[path]:
                for text in (HOSTILE, f"A={HOSTILE}", f"https://a.example/?A=1&B={HOSTILE}", "\x00", "\xff"):
                    status, _, page = self.post(path, {**ordinary, field: text})
                    with self.subTest(path=path, field=field, text=text):
                        self.assertIn(status, (200, 422))
                        self.assert_not_in("<script>", page)
                        self.assert_not_in("<img", page)
                        self.assert_not_in("\x00", page)
                        self.assert_not_in("Warning", page)
                        for tag, attributes in Reader(page).elements:
                            self.assertFalse([name for name in attributes if name.startswith("on")])
                            if attributes.get("name") == field and attributes.get("type") not in ("password", "checkbox"):
                                self.assertIn(attributes.get("value"), (None, "", text, "\ufffd", urllib.parse.unquote("%C3%BF")))
                        self.assertEqual(page.count("</textarea>"), 1 if path == "/" else 4)
        self.assert_not_in("PHP", self.server.log().replace("PHP 8", ""))

    def test_bytes_that_are_no_text(self) -> None:
        for path, field in (("/", "request"), ("/diagnose", "printed")):
            fields = {**(SIGN if path == "/" else DIAGNOSE), "secret": SECRET, "word": self.word, field: b"A=\xff\xc3("}
            status, _, page = self.server.ask("POST", path, fields)
            self.assertIn(status, (200, 422))
            self.assert_in("\ufffd", page)

    def test_lists_in_place_of_texts(self) -> None:
        for path in ("/", "/diagnose"):
            for field in FIELDS[path]:
                fields = {**(SIGN if path == "/" else DIAGNOSE), f"{field}[]": "x"}
                fields.pop(field, None)
                self.assertIn(self.post(path, {"secret": SECRET, **fields})[0], (200, 422))
        self.assertEqual(self.post("/", {**SIGN, "secret[a][b]": "x"})[0], 422)

    def test_sizes_are_bounded(self) -> None:
        status, _, page = self.sign(request="A=" + "x" * 32766)
        self.assertEqual(status, 200)
        for path, ordinary in (("/", SIGN), ("/diagnose", DIAGNOSE)):
            for field in FIELDS[path]:
                status, _, page = self.post(path, {**ordinary, field: "x" * 32769})
                self.assertEqual((field, status), (field, 422))
                self.assert_in("is longer than", page)
                self.assertLess(len(page), 200000)
        for many in ("http://a/?" + "&" * 500, "A=1\n" * 500):
            self.assert_in("more than 500 parameters", self.sign(request=many)[2])
            self.assert_in("more than 500 parameters", self.diagnose(printed=many)[2])
        status, _, page = self.sign(request="x" * 700000)
        self.assertEqual(status, 413)
        self.assert_in("too much text", page)

    def test_time_is_bounded(self) -> None:
        many = "&".join(f"a{i % 7}={i}" for i in range(480))
        for text in ("&" * 498, many, "=".join("ab" * 8000), "%" * 32000, "A=" + "\u00e4" * 15000):
            printed = f"GET\na.example\n/\n{text[::-1]}"[:32768]
            begin = time.monotonic()
            status, *_ = self.diagnose(request=f"https://a.example/?{text}&Signature=x", printed=printed)
            self.assertIn(status, (200, 422))
            self.assertLess(time.monotonic() - begin, 10)


class Secret(Helper):
    def assert_hidden(self, text: str, secret: str = SECRET) -> None:
        forms = {secret, html.escape(secret), urllib.parse.quote(secret), urllib.parse.quote_plus(secret), secret[4:20],
                 json.dumps(secret)[1:-1], base64.b64encode(secret.encode()).decode()[:-4], secret.encode().hex()}
        for form in forms | {html.escape(form) for form in forms}:
            self.assert_not_in(form, text)

    def test_it_is_in_no_answer_and_in_no_log(self) -> None:
        for path, ordinary in (("/", SIGN), ("/diagnose", DIAGNOSE)):
            for fields in (
                {}, {"request": ""}, {"request": "x"}, {"endpoint": "ftp://x"}, {"time": "x", "now": "x"}, {"request": "x" * 40000},
                {"request": "x" * 700000}, {"word": "x"}, {"dialect": "9"}, {"session_token": "x"}, {"request": "http://a/?%"},
                {"request": "http://a/"}, {"sha1": "1"}, {"method": "POST"},
            ):
                self.assert_hidden(self.post(path, {**ordinary, **fields})[2])
            for secret in (SECRET + " ", SECRET + "\n", SECRET + "\0", SECRET * 80, SECRET + "\xff"):
                self.assert_hidden(self.post(path, {**ordinary, "secret": secret})[2])
        self.assert_hidden(self.server.log())

    def test_the_field_is_empty_and_not_remembered(self) -> None:
        for page in (self.sign()[2], self.diagnose()[2], self.sign(request="")[2], self.server.ask("GET")[2]):
            fields = [attributes for tag, attributes in Reader(page).elements if attributes.get("name") == "secret"]
            self.assertEqual(len(fields), 1)
            self.assertEqual((fields[0]["type"], fields[0]["autocomplete"]), ("password", "off"))
            self.assertNotIn("value", fields[0])

    def test_the_log_holds_nothing_that_was_typed(self) -> None:
        self.sign(request="Action=typed-by-me", access_key="typed-by-me")
        self.server.ask("GET", "/?typed-by-me")
        self.assert_not_in("typed-by-me", self.server.log())


class Pages(Helper):
    def test_nothing_is_loaded_from_elsewhere_and_nothing_is_inline(self) -> None:
        for page in (self.server.ask("GET")[2], self.sign()[2], self.diagnose()[2]):
            for tag, attributes in Reader(page).elements:
                for name in ("src", "href", "action", "formaction"):
                    self.assertRegex(attributes.get(name) or "/", r"^[/#](?!/)")
                self.assertFalse({name for name in attributes if name == "style" or name.startswith("on")})
                self.assertNotIn(tag, ("style", "iframe", "object", "base", "img", "meta http-equiv"))
            self.assertEqual(re.findall(r"<script(?! src=\"/comfort.js\" defer></script>)", page), [])
        for path in ("/style.css", "/comfort.js"):
            self.assertNotRegex(self.server.ask("GET", path)[2], r"https?:|url\(|@import|fetch\(|XMLHttp|localStorage|cookie")

    def test_every_control_has_a_label_and_every_reference_an_end(self) -> None:
        pages = [self.server.ask("GET")[2], self.server.ask("GET", "/diagnose")[2], self.sign()[2], self.diagnose()[2],
                 self.sign(request="", endpoint="", time="x")[2], self.diagnose(request="", now="x")[2]]
        for page in pages:
            elements = Reader(page).elements
            ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
            self.assertEqual(len(ids), len(set(ids)))
            labelled = {attributes["for"] for tag, attributes in elements if tag == "label"}
            for tag, attributes in elements:
                if tag in ("input", "select", "textarea") and attributes.get("type") != "hidden":
                    self.assertIn(attributes["id"], labelled)
                for name in ("for", "aria-describedby", "aria-labelledby"):
                    for end in (attributes.get(name) or "").split():
                        self.assertIn(end, ids)
                if (attributes.get("href") or "").startswith("#"):
                    self.assertIn(attributes["href"][1:], ids)
            self.assertEqual(dict(elements)["html"], {"lang": "en"})
            self.assertEqual([tag for tag, _ in elements].count("h1"), 1)

    def test_complaints_name_their_fields(self) -> None:
        status, _, page = self.sign(request="A=1\nB", time="2011-13-03T15:19:30Z", method="x", dialect="7")
        self.assertEqual(status, 422)
        for field in ("request", "time", "method", "dialect"):
            self.assert_in(f'<a href="#{field}">', page)
            self.assertRegex(page, f'id="{field}"[^>]*aria-invalid="true"')
        self.assert_in("Line 2 has no =", page)
        self.assert_in("<title>4 fields need attention", page)
        self.assert_in("A=1\nB</textarea>", page)
        for field, fields in {
            "secret": {"secret": ""}, "endpoint": {"endpoint": "sdb"}, "access_key": {"dialect": "1"},
            "request": {"request": "http://a/?%"}, "session_token": {"session_token": "x"},
        }.items():
            self.assert_in(f'<a href="#{field}">', self.sign(**fields)[2])

    def test_every_step_of_a_signature(self) -> None:
        string = "GET\nsdb.example\n/\nAction=Select&Expr=a%20b~%2A%C3%A4"
        mac = signature(string)
        words = Reader(self.sign()[2]).words
        self.assert_in("a b~*\u00e4", words)
        self.assert_in("a%20b~%2A%C3%A4", words)
        self.assert_in(string.replace("\n", "\u21b5\n"), words)
        self.assert_in('"Expr" = "a b~*', words)  # all steps as one text
        self.assert_in(mac, words)
        self.assert_in(f"https://sdb.example/?{string.split(chr(10))[3]}&Signature={urllib.parse.quote(mac, '')}", words.replace("\u21b5\n", ""))

    def test_a_url_and_what_the_dialect_adds(self) -> None:
        page = self.sign(request=" https://sdb.example/?Action=\nSelect&B=a+b ", endpoint="", dialect="1", access_key="AK",
                         time="2011-10-03T15:19:30Z", method="POST")[2]
        query = "AWSAccessKeyId=AK&Action=Select&B=a%20b&SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2011-10-03T15%3A19%3A30Z"
        words = Reader(page).words
        self.assert_in(f"{query}&Signature={urllib.parse.quote(signature(f'POST{chr(10)}sdb.example{chr(10)}/{chr(10)}{query}'), '')}", words)
        self.assertEqual(page.count('<span class="note">added</span>'), 4)

    def test_the_published_example(self) -> None:
        status, _, page = self.server.ask("POST", "/", {"word": self.word, "example": "1"})
        self.assertEqual(status, 200)
        self.assert_in("j7bZM0LXZ9eXeZruTqWm2DIvDYVUU3wxPPpp%2BiXxzQc%3D", page)

    def test_the_faulty_example(self) -> None:
        status, _, page = self.server.ask("POST", "/diagnose", {"word": self.word, "example": "1"})
        self.assertEqual(status, 200)
        self.assert_in("space-as-plus", page)
        self.assert_in('Keywords=harry<del><span class="said">[wrong: </span>+<span class="said">]</span></del>potter', page)
        self.assert_in('Keywords=harry<ins><span class="said">[right: </span>%20<span class="said">]</span></ins>potter', page)


class Diagnosis(Helper):
    def names(self, **fields) -> list[str]:
        status, _, page = self.diagnose(**fields)
        self.assertEqual(status, 200, Reader(page).words)
        return re.findall(r'<p class="hint"><code>([a-z0-9-]+)</code></p>', page)

    def url(self, string: str, secret: str = SECRET) -> str:
        return "https://a.example/?A=1&Signature=" + urllib.parse.quote(signature(string, secret), "")

    def test_a_url(self) -> None:
        self.assertIn("other-method", self.names(request=self.url("POST\na.example\n/\nA=1")))

    def test_parameters(self) -> None:
        fields = {"request": "B=2\nA=1", "endpoint": "https://a.example/", "signature": signature("GET\na.example\n/\nB=2&A=1")}
        self.assertIn("unsorted", self.names(**fields))

    def test_a_form_body(self) -> None:
        body = "A=1&Signature=" + urllib.parse.quote(signature("GET\na.example\n/\nA=1"), "")
        self.assertIn("other-method", self.names(request="https://a.example/", method="POST", body=body))

    def test_a_printed_text(self) -> None:
        names = self.names(request="https://a.example/?A=x%20y", printed="GET\r\na.example\r\n/\r\nA=x+y\r\n")
        self.assertIn("space-as-plus", names)

    def test_hosts_and_clock(self) -> None:
        request = self.url("GET\ninternal:8080\n/\nA=1")
        self.assertIn("other-host", self.names(request=request, hosts="b.example\ninternal:8080\n"))
        self.assertEqual([], self.names(request=request))
        stamp = "Timestamp=2011-10-03T15%3A19%3A30Z"
        mac = urllib.parse.quote(signature(f"GET\na.example\n/\n{stamp}"), "")
        self.assertIn("stamp-outside-window", self.names(request=f"https://a.example/?{stamp}&Signature={mac}", now="now"))

    def test_a_right_signature(self) -> None:
        page = self.diagnose(request=self.url("GET\na.example\n/\nA=1"))[2]
        self.assert_in("<title>The signature is right", page)

    def test_nothing_found(self) -> None:
        page = self.diagnose(request=self.url("nobody signs this"))[2]
        self.assert_in("<title>No known mistake", page)
        self.assert_in(urllib.parse.quote(signature("GET\na.example\n/\nA=1"), ""), page)

    def test_a_printed_text_that_no_known_mistake_explains_is_laid_over(self) -> None:
        page = self.diagnose(request="https://a.example/?A=1&B=2&C=3&Signature=x", printed="GET\na.example\n/x\nA=1&D=4&C=\x01")[2]
        words = Reader(page).words
        self.assert_in("/[wrong: x]", words)
        self.assert_in("[wrong: D=4]", words)
        self.assert_in("[right: B=2]", words)
        self.assert_in("\u2401", words)


if __name__ == "__main__":
    unittest.main()
