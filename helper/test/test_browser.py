#!/usr/bin/env python3
"""The helper in Chromium: filled in, submitted and read, with scripts and without, wide and narrow, light and dark.

    test_browser.py [FOLDER]     puts pictures of every page into FOLDER
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
import os
import sys
import unittest
import urllib.parse

from browser import Browser
from helper_server import Server

SECRET = "Top Secret/0123456789+abcdef"
WIDE, NARROW = (1280, 900), (360, 740)
PICTURES = None

# The least contrast of any text with what is behind it, and which text that is. Both colours may be translucent.
CONTRAST = """(() => {
    const part = (colour) => {
        const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
        return {r, g, b, a};
    };
    const over = (top, under) => ({
        r: top.r * top.a + under.r * (1 - top.a), g: top.g * top.a + under.g * (1 - top.a),
        b: top.b * top.a + under.b * (1 - top.a), a: 1,
    });
    const light = (c) => [c.r, c.g, c.b].map((x) => x / 255).map((x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)
        .reduce((sum, x, i) => sum + x * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = (element) => element === null ? {r: 255, g: 255, b: 255, a: 1}
        : over(part(getComputedStyle(element).backgroundColor), behind(element.parentElement));
    let least = [21, ''];
    const look = (element, text, style) => {
        const ground = behind(element);
        const [a, b] = [light(over(part(style.color), ground)), light(ground)].sort((x, y) => y - x);
        const ratio = (a + 0.05) / (b + 0.05);
        if (ratio < least[0]) least = [ratio, text];
    };
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const text = walk.currentNode.textContent.trim(), element = walk.currentNode.parentElement;
        if (text !== '' && element.getClientRects().length > 0) look(element, text.slice(0, 40), getComputedStyle(element));
    }
    for (const field of document.querySelectorAll('input, textarea, select')) look(field, field.name, getComputedStyle(field));
    return least;
})()"""

# The least contrast of the edge of a field with what is around it.
EDGES = CONTRAST.replace("for (const field of", "least = [21, '']; for (const field of").replace(
    "look(field, field.name, getComputedStyle(field))",
    "look(field.parentElement, field.name, {color: getComputedStyle(field).borderTopColor})",
).replace("('input, ", "('input:not([type=checkbox], [type=hidden]), ")


def signature(string: str) -> str:
    return base64.b64encode(hmac.new(SECRET.encode(), string.encode(), hashlib.sha256).digest()).decode()


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.server, cls.browser = Server(), Browser()
        for one in (cls.server, cls.browser):
            cls.addClassCleanup(one.__exit__)
            one.__enter__()
        cls.base = f"http://{cls.server.host}"

    def setUp(self) -> None:
        self.browser.scripts(True)
        self.browser.look(*WIDE, "light")
        self.browser.events.clear()

    def tearDown(self) -> None:
        """Whatever a test did, nothing but the helper was asked, and nothing went wrong in the page."""
        for event in self.browser.events:
            if event.get("method") == "Network.requestWillBeSent":
                self.assertRegex(event["params"]["request"]["url"], r"^(http://(127\.0\.0\.1|localhost):%d/|data:|about:)" % self.server.port)
                self.assertNotIn("?", event["params"]["request"]["url"].split("data:")[0])
            self.assertNotIn(event.get("method"), ("Runtime.exceptionThrown", "Runtime.consoleAPICalled"))
            if event.get("method") == "Log.entryAdded":
                self.assertRegex(event["params"]["entry"]["text"], "status of (4|5)")
        self.assertEqual(self.browser.run("document.cookie + localStorage.length + sessionStorage.length"), "00"
                         if self.browser.run("location.protocol") == "http:" else self.browser.run("''"))

    def picture(self, name: str) -> None:
        if PICTURES is not None:
            self.browser.picture(os.path.join(PICTURES, f"{name}.png"))

    def title(self) -> str:
        return self.browser.run("document.title").removesuffix(" - Signed Requests Helper")

    def fill(self, path: str, fields: dict) -> None:
        self.browser.open(self.base + path)
        if {"printed", "hosts", "time", "now"} & set(fields):
            self.browser.click("form.main summary")
        for name, text in fields.items():
            if name in ("method", "dialect"):
                self.browser.run(f"document.getElementById('{name}').value = {json.dumps(text)}")
            else:
                self.browser.fill(f"#{name}", text)

    def submit(self, path: str, fields: dict) -> None:
        self.fill(path, fields)
        self.browser.submit(".go button")

    def test_signing_with_and_without_scripts(self) -> None:
        string = "GET\nsdb.example\n/\nA=x%20y%E2%82%AC&B=1"
        fields = {"request": "B=1\nA=x y\u20ac", "endpoint": "https://sdb.example/", "dialect": "0", "secret": SECRET}
        for scripts in (True, False):
            self.browser.scripts(scripts)
            self.submit("/", fields)
            self.assertEqual(self.title(), "Signed")
            self.assertEqual(self.browser.run("location.href"), f"{self.base}/")
            query = f"{string.split(chr(10))[3]}&Signature={urllib.parse.quote(signature(string), '')}"
            self.assertEqual(self.browser.text(".result .block"), f"https://sdb.example/?{query}")
            self.assertIn(signature(string), self.browser.text(".steps"))
            self.assertEqual(self.browser.run("document.querySelector('#secret').value"), "")
            self.assertNotIn(SECRET, self.browser.run("document.documentElement.outerHTML"))
            # What was typed is there for another try, and the result is where the reader is.
            self.assertEqual(self.browser.run("document.querySelector('#request').value"), fields["request"])
            self.assertEqual(self.browser.run("document.activeElement.id"), "result")
            self.assertEqual(self.browser.run("document.querySelectorAll('.copied button').length > 0"), scripts)

    def test_the_mistake_with_and_without_scripts(self) -> None:
        wrong = urllib.parse.quote(signature("GET\na.example\n/\nA=x+y"), "")
        for scripts in (True, False):
            self.browser.scripts(scripts)
            self.submit("/diagnose", {"request": f"https://a.example/?A=x%20y&Signature={wrong}", "secret": SECRET})
            self.assertRegex(self.title(), r"^(1 mistake|\d+ explanations) found$")
            self.assertIn("%20", self.browser.text(".explanations > li"))
            for mark, text, line in (("del", "[wrong: +]", "line-through"), ("ins", "[right: %20]", "underline")):
                mark = f"document.querySelector('.over {mark}')"
                self.assertEqual(self.browser.run(f"{mark}.textContent"), text)
                self.assertEqual(self.browser.run(f"getComputedStyle({mark}).textDecorationLine"), line)
            self.assertEqual(self.browser.run("document.querySelector('#secret').value"), "")

    def test_a_result_can_be_loaded_again(self) -> None:
        self.submit("/", {"request": "A=1", "endpoint": "https://a.example/", "dialect": "0", "secret": SECRET})
        before = self.browser.text("#main")
        since = len(self.browser.events)
        self.browser.call("Page.reload")
        self.browser.wait_for("Page.loadEventFired", since)
        self.assertEqual(self.browser.text("#main"), before)

    def test_a_printed_text_from_the_details(self) -> None:
        self.submit("/diagnose", {
            "request": "A=x y", "endpoint": "https://a.example/", "secret": SECRET, "printed": "GET\na.example\n/\nA=x+y\n",
            "hosts": "b.example\nc.example", "now": "now",
        })
        self.assertIn("space-as-plus", self.browser.text(".result"))
        self.assertTrue(self.browser.run("document.querySelector('form.main details').open"))

    def test_the_keyboard_is_enough(self) -> None:
        self.browser.open(self.base + "/")
        seen = []
        typed = {"request": "A=1", "endpoint": "https://a.example/", "access_key": "AK", "secret": SECRET}
        for _ in range(30):
            self.browser.key("Tab", 9)
            at = self.browser.run("document.activeElement.id || document.activeElement.textContent.trim()")
            seen.append(at)
            outline = self.browser.run("getComputedStyle(document.activeElement).outlineStyle")
            self.assertEqual((at, outline), (at, "solid"))
            if at in typed:
                self.browser.call("Input.insertText", text=typed[at])
            if at == "Sign":
                break
        self.assertEqual(seen, [
            "Skip to the page", "Signed Requests Helper", "Sign a request", "Find the mistake", "Amazon\u2019s published example",
            "A faulty one", "request", "endpoint", "access_key", "secret", "Show", "dialect", "method",
            "Time, session token, HMAC-SHA1", "Sign",
        ])
        since = len(self.browser.events)
        self.browser.key("Enter", 13, "\r")
        self.browser.wait_for("Page.loadEventFired", since)
        self.assertEqual(self.title(), "Signed")

    def test_complaints_lead_to_their_fields(self) -> None:
        for scripts in (True, False):
            self.browser.scripts(scripts)
            self.submit("/", {"request": "no equals sign", "time": "yesterday", "secret": SECRET})
            self.assertEqual(self.title(), "2 fields need attention")
            self.assertIn("complaints", self.browser.run("document.activeElement.className"))
            self.browser.click(".complaints a[href='#time']")
            self.assertEqual(self.browser.run("document.querySelector(':target').id"), "time")
            self.browser.key("Tab", 9)  # from the target on
            self.assertTrue(self.browser.run("document.querySelector('#time').getBoundingClientRect().height > 0"))
            self.assertEqual(self.browser.run("document.querySelector('#request').value"), "no equals sign")

    def test_scripts_copy_and_show(self) -> None:
        self.browser.call("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
        self.submit("/", {"request": "A=1", "endpoint": "https://a.example/", "dialect": "0", "secret": SECRET})
        copy = "[aria-label='Copy: String to sign']"
        self.browser.click(copy)
        self.assertEqual(self.browser.run("navigator.clipboard.readText()"), "GET\na.example\n/\nA=1")
        self.assertEqual(self.browser.text(copy), "Copied")
        self.browser.fill("#secret", SECRET)
        self.browser.click(".secret button")
        self.assertEqual(self.browser.run("document.querySelector('#secret').type"), "text")
        self.browser.click(".secret button")
        self.assertEqual(self.browser.run("document.querySelector('#secret').type"), "password")

    def test_a_page_of_another_site_cannot_post(self) -> None:
        word = self.server.word()
        form = (f"<form method=post action={self.base}/><input name=word value={word}><input name=secret value=x>"
                "<input name=request value=A=1><input name=endpoint value=https://a/><input name=method value=GET>"
                "<input name=dialect value=0><button>x</button></form>")
        self.browser.open("data:text/html," + urllib.parse.quote(form))
        self.browser.submit("button")
        self.assertEqual(self.title(), "No answer")
        self.assertIn("another site", self.browser.text("main"))

    def test_every_control_has_a_name(self) -> None:
        for path in ("/", "/diagnose"):
            self.browser.open(self.base + path)
            self.browser.click("form.main summary")
            nodes = self.browser.call("Accessibility.getFullAXTree")["nodes"]
            roles = ("textbox", "button", "combobox", "checkbox", "link", "group", "region", "navigation", "DisclosureTriangle")
            named = [(node["role"]["value"], node["name"]["value"]) for node in nodes
                     if not node["ignored"] and node["role"]["value"] in roles and "name" in node]
            self.assertGreater(len(named), 12)
            for role, name in named:
                self.assertTrue(name or role == "group", role)

    def test_the_table_stays_a_table_when_it_is_narrow(self) -> None:
        for size in (WIDE, NARROW):
            self.browser.look(*size, "light")
            self.browser.open(self.base + "/diagnose")
            self.browser.submit(".examples button:nth-child(2)")
            nodes = self.browser.call("Accessibility.getFullAXTree")["nodes"]
            roles = [node["role"]["value"] for node in nodes if not node["ignored"]]
            self.assertEqual((roles.count("table"), roles.count("columnheader")), (1, 3))
            self.assertEqual(roles.count("rowheader"), 12)
            self.assertIn("deletion", roles)
            self.assertIn("insertion", roles)

    def test_looks(self) -> None:
        for size, scheme, scripts in itertools.product((WIDE, NARROW), ("light", "dark"), (True, False)):
            self.browser.scripts(scripts)
            self.browser.look(*size, scheme)
            look = f"{size[0]}-{scheme}" + ("" if scripts else "-no-scripts")
            for name, show in {
                "sign": lambda: self.browser.open(self.base + "/"),
                "signed": lambda: self.browser.submit(".examples button:nth-child(1)"),
                "diagnose": lambda: (self.browser.open(self.base + "/diagnose"), self.browser.click("form.main summary")),
                "diagnosed": lambda: self.browser.submit(".examples button:nth-child(2)"),
                "complaints": lambda: self.submit("/diagnose", {"request": "A", "now": "x", "secret": "s"}),
                "no-answer": lambda: self.browser.open(self.base + "/nothing"),
            }.items():
                show()
                with self.subTest(look=look, page=name):
                    self.assertEqual(self.browser.run("document.documentElement.scrollWidth"), size[0])
                    ratio, text = self.browser.run(CONTRAST)
                    self.assertGreaterEqual(ratio, 4.5, text)
                    ratio, text = self.browser.run(EDGES)
                    self.assertGreaterEqual(ratio, 3, text)
                    if size == NARROW:
                        small = self.browser.run("[...document.querySelectorAll('button, input, select, .top a')].filter((it) =>"
                                                 " it.type !== 'hidden' && it.getClientRects().length && it.type !== 'checkbox'"
                                                 " && it.getBoundingClientRect().height < 24).map((it) => it.outerHTML)")
                        self.assertEqual(small, [])
                    self.picture(f"{look}-{name}")

    def test_nothing_moves_for_those_who_ask_for_it(self) -> None:
        self.browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "reduce"}])
        self.browser.open(self.base + "/")
        self.assertEqual(self.browser.run("getComputedStyle(document.querySelector('button')).transitionDuration"), "0s")


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        PICTURES = sys.argv.pop(1)
        os.makedirs(PICTURES, exist_ok=True)
    unittest.main()
