#!/usr/bin/env python3
"""Compares every stage of every vector with what others answered for it, and verifies every signature.

Reads published.json, sigv2.json and urls.json of tests/vectors, and sigv2.json and sigv2-differential.json of the
folder that ASR_VECTORS names, if it is set. Each case goes through every door: Signer, aws_signed_request() where that
can express it, sign_url(), verify() and verify_url(). A file that cannot be read is a failure. The last line is the
count.
"""

from __future__ import annotations

import calendar
import json
import os
import sys
import time
import urllib.parse
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

from aws_signed_request import (
    Dialect,
    Flag,
    Signer,
    SigningError,
    Stage,
    aws_signed_request,
    sign_url,
    verify,
    verify_url,
)

OWN = Path(__file__).resolve().parents[2] / "tests" / "vectors"
SET_BY_THE_FUNCTION = ("Service", "AWSAccessKeyId", "Timestamp", "Version")
FLAGS = {"HmacSHA256": Flag(0), "HmacSHA1": Flag.HMAC_SHA1}

# What was asked, what the answer must be, and what it is.
Answer = Tuple[str, object, object]
Pairs = List[Tuple[str, str]]


def said(call: Callable[[], object]) -> object:
    """What a call returns, or why it is refused."""
    try:
        return call()
    except (SigningError, TypeError, ValueError) as error:
        return f"refused: {error}"


def query_of(pairs: Pairs) -> str:
    """A query, or a form body, as Python's own library writes one."""
    return "&".join(f"{urllib.parse.quote_plus(name)}={urllib.parse.quote_plus(value)}" for name, value in pairs)


class Case:
    """What the cases of all files have."""

    def __init__(self, case: Dict[str, Any]) -> None:
        self.id: str = case["id"]
        if case["signature_method"] not in FLAGS:
            raise ValueError(f"{self.id}: a case of another kind")
        self.flags = FLAGS[case["signature_method"]]
        self.dialect = Dialect[case.get("dialect", "as_given").upper()]
        self.method: str = case["method"]
        self.access_key: Optional[str] = case.get("access_key")
        self.secret: str = case["secret_key"]
        if self.secret.strip() != self.secret:
            self.flags |= Flag.ANY_CREDENTIAL
        self.unix_time: int = case.get("unix_time") or 0
        self.string_to_sign: str = case.get("string_to_sign_proved") or case["string_to_sign"]
        self.signature: Optional[str] = case.get("signature_base64")
        self.verb, self.host_line, self.signed_path, self.canonical = self.string_to_sign.split("\n", 3)
        self.scheme = ""

    def expected(self, dialect: Dialect) -> Dict[Stage, str]:
        """What each stage must be if this dialect sends the request, built from the answer without any code of the
        library. Stages that need a signature are left out where the source has none."""
        expected = {Stage.CANONICAL: self.canonical, Stage.STRING_TO_SIGN: self.string_to_sign, Stage.ERROR: ""}
        if self.signature is not None:
            escaped = self.signature.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
            query = f"{self.canonical}{'&' if self.canonical else ''}Signature={escaped}"
            expected[Stage.SIGNATURE] = self.signature
            expected[Stage.QUERY] = query
            in_body = self.verb == "POST" and dialect is not Dialect.HTX
            expected[Stage.URL] = f"{self.endpoint()}{'' if in_body else '?' + query}"
        return expected

    def endpoint(self) -> str:
        return f"{self.scheme}://{self.host_line}{self.signed_path}"

    def signed_pairs(self) -> Pairs:
        """All parameters that are signed, decoded by Python's own library."""
        return urllib.parse.parse_qsl(self.canonical, keep_blank_values=True, errors="strict") if self.canonical else []

    def through_url(self, what: str, url: str, access_key: Optional[str], dialect: Dialect) -> Iterator[Answer]:
        for stage, text in self.expected(dialect).items():
            yield f"{what} {stage.name}", text, said(
                lambda: sign_url(
                    url,
                    access_key,
                    self.secret,
                    self.method,
                    self.unix_time,
                    dialect=dialect,
                    flags=self.flags,
                    stage=stage,
                )
            )

    def verified(self) -> Iterator[Answer]:
        """The signature is right in every place that it may come from, and one with another first letter is wrong. (In
        the last letter before the `=` there are bits that say nothing.)"""
        if self.signature is None:
            return
        wrong = ("B" if self.signature[0] == "A" else "A") + self.signature[1:]
        pairs, address, flags = self.signed_pairs(), self.endpoint(), self.flags
        for what, signature, right in (("right", self.signature, True), ("wrong", wrong, False)):
            sent = [*pairs, ("Signature", signature)]
            yield f"verify_url() of a {what} signature", right, said(
                lambda: verify_url(f"{address}?{query_of(sent)}", self.secret, self.method, flags=flags)
            )
            apart = said(lambda: verify(address, pairs, self.secret, self.method, signature, flags=flags))
            among = said(lambda: verify(address, sent, self.secret, self.method, flags=flags))
            if any("\0" in text for pair in pairs for text in pair):
                # A URL can hold a NUL, the lists that verify() hands over cannot.
                apart, among = ("there is a NUL" in str(answer) or answer for answer in (apart, among))
                right = True
            yield f"verify() of a {what} signature", right, apart
            yield f"verify() of a {what} parameter Signature", right, among


class RequestCase(Case):
    """A request taken apart: published.json, sigv2.json, sigv2-differential.json."""

    def __init__(self, case: Dict[str, Any]) -> None:
        super().__init__(case)
        self.scheme: str = case["scheme"]
        self.host: str = case["host"]
        self.path: str = case["path"]
        self.params: Pairs = [(name, value) for name, value in case["params"]]
        self.session_token: Optional[str] = case.get("session_token")
        if not self.host:
            self.flags |= Flag.EMPTY_HOST

    def answers(self) -> Iterator[Answer]:
        address = f"{self.scheme}://{self.host}{self.path}"
        signer = Signer(
            address,
            self.access_key,
            self.secret,
            dialect=self.dialect,
            session_token=self.session_token,
            flags=self.flags,
        )
        for stage, text in self.expected(self.dialect).items():
            yield stage.name, text, said(lambda: signer.render(stage, self.params, self.method, self.unix_time))
        if self.signature is not None:
            by_the_function = self.by_the_function()
            if by_the_function is not None:
                yield "aws_signed_request()", self.expected(self.dialect)[Stage.URL], said(by_the_function)
        # As it was signed, with nothing to add; and as its dialect gets it.
        pairs = self.signed_pairs()
        url = f"{address}?{query_of(pairs)}" if pairs else address
        yield from self.through_url("sign_url(), as given,", url, None, Dialect.AS_GIVEN)
        if self.dialect is not Dialect.AS_GIVEN:
            token = [("SecurityToken", self.session_token)] if self.session_token else []
            given = [*self.params, *token]
            url = f"{address}?{query_of(given)}" if given else address
            yield from self.through_url("sign_url(), in its dialect,", url, self.access_key, self.dialect)
        yield from self.verified()

    def by_the_function(self) -> Optional[Callable[[], str]]:
        """How aws_signed_request() gives the URL of this case, if the case is one that it can express: what it sets by
        itself must be what the case has."""
        server = "webservices.amazon."
        if (self.method, self.scheme, self.path) != ("GET", "http", "/onca/xml") or not self.host.startswith(server):
            return None
        if self.flags:
            return None
        given = dict(self.params)
        unix_time = self.unix_time
        if self.dialect is Dialect.PRODUCT_ADVERTISING and self.access_key is not None:
            access_key = self.access_key
        elif self.dialect is Dialect.AS_GIVEN and given.get("Service") == "AWSECommerceService" and "Version" in given:
            access_key = given.get("AWSAccessKeyId", "")
            try:
                unix_time = calendar.timegm(time.strptime(given.get("Timestamp", ""), "%Y-%m-%dT%H:%M:%SZ"))
            except ValueError:
                return None
        else:
            return None
        return lambda: aws_signed_request(
            self.host[len(server) :],
            [(name, value) for name, value in self.params if name not in SET_BY_THE_FUNCTION],
            access_key,
            self.secret,
            version=given.get("Version", "2011-08-01"),
            unix_time=unix_time,
        )


class UrlCase(Case):
    """A URL as it stands: urls.json."""

    def __init__(self, case: Dict[str, Any]) -> None:
        super().__init__(case)
        self.url: str = case["url"]
        self.scheme = self.url.split("://")[0]
        if not self.host_line:
            self.flags |= Flag.EMPTY_HOST

    def answers(self) -> Iterator[Answer]:
        yield from self.through_url("sign_url()", self.url, self.access_key, self.dialect)
        if self.signature is not None:
            expected = self.expected(self.dialect)
            signed = f"{self.endpoint()}?{expected[Stage.QUERY]}"
            # An hour later: the Timestamp that is there stays.
            for stage in (Stage.QUERY, Stage.URL):
                yield f"sign_url() of what is signed, {stage.name}", expected[stage], said(
                    lambda: sign_url(
                        signed,
                        None,
                        self.secret,
                        self.method,
                        self.unix_time + 3600,
                        dialect=self.dialect,
                        flags=self.flags,
                        stage=stage,
                    )
                )
            yield "verify_url() of what is signed", True, said(
                lambda: verify_url(signed, self.secret, self.method, flags=self.flags)
            )
        yield from self.verified()


def read(path: Path) -> List[Any]:
    file = json.loads(path.read_text(encoding="utf-8"))
    kind = UrlCase if path.name == "urls.json" else RequestCase
    return [kind(case) for case in (file["cases"] if isinstance(file, dict) else file)]


def main() -> int:
    paths = [OWN / "published.json", OWN / "sigv2.json", OWN / "urls.json"]
    external = os.environ.get("ASR_VECTORS")
    if external is not None:
        paths += [Path(external) / "sigv2.json", Path(external) / "sigv2-differential.json"]
    else:
        print("ASR_VECTORS is not set: there are no third-party cases to read")
    total = compared = different = 0
    for path in paths:
        try:
            cases = read(path)
        except (OSError, ValueError, KeyError) as error:
            print(f"FAILED {path.name}: {error}")
            different += 1
            continue
        if not cases:
            print(f"FAILED {path.name}: there is no case in it")
            different += 1
        here = 0
        for case in cases:
            for what, expected, answer in case.answers():
                here += 1
                if answer != expected:
                    different += 1
                    print(f"FAILED {case.id}: {what}\n  expected {expected!r}\n  answer   {answer!r}")
        print(f"{path.parent.name}/{path.name}: {len(cases)} cases, {here} comparisons")
        total += len(cases)
        compared += here
    print(f"python: {total} cases, {compared} comparisons, {different} differences")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
