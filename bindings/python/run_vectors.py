#!/usr/bin/env python3
"""Compares every stage of every vector with what others answered for it.

Reads published.json and sigv2.json of tests/vectors, and sigv2.json and sigv2-differential.json of the folder that
ASR_VECTORS names, if it is set. A file that cannot be read is a failure. The last line is the count.
"""

from __future__ import annotations

import calendar
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

from aws_signed_request import Dialect, Flag, Signer, SigningError, Stage, aws_signed_request

OWN = Path(__file__).resolve().parents[2] / "tests" / "vectors"
SET_BY_THE_FUNCTION = ("Service", "AWSAccessKeyId", "Timestamp", "Version")


class Case:
    """A request and what others answered for it."""

    def __init__(self, case: Dict[str, Any]) -> None:
        if case["signature_method"] != "HmacSHA256":
            raise ValueError(f"{case['id']}: a case of another kind")
        self.id: str = case["id"]
        self.dialect = Dialect[case.get("dialect", "as_given").upper()]
        self.method: str = case["method"]
        self.scheme: str = case["scheme"]
        self.host: str = case["host"]
        self.path: str = case["path"]
        self.params: List[Tuple[str, str]] = [(name, value) for name, value in case["params"]]
        self.access_key: Optional[str] = case.get("access_key")
        self.secret: str = case["secret_key"]
        self.session_token: Optional[str] = case.get("session_token")
        self.unix_time: int = case.get("unix_time") or 0
        self.string_to_sign: str = case.get("string_to_sign_proved") or case["string_to_sign"]
        self.signature: Optional[str] = case.get("signature_base64")

    def expected(self) -> Dict[Stage, str]:
        """What each stage must be, built from the answer without any code of the library. Stages that need a signature
        are left out where the source has none."""
        method, host, path, canonical = self.string_to_sign.split("\n", 3)
        expected = {Stage.CANONICAL: canonical, Stage.STRING_TO_SIGN: self.string_to_sign, Stage.ERROR: ""}
        if self.signature is not None:
            escaped = self.signature.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
            query = f"{canonical}{'&' if canonical else ''}Signature={escaped}"
            in_body = method == "POST" and self.dialect is not Dialect.HTX
            expected[Stage.SIGNATURE] = self.signature
            expected[Stage.QUERY] = query
            expected[Stage.URL] = f"{self.scheme}://{host}{path}{'' if in_body else '?' + query}"
        return expected

    def signer(self) -> Signer:
        flags = Flag(0)
        if self.secret.strip() != self.secret:
            flags |= Flag.ANY_CREDENTIAL
        if not self.host:
            flags |= Flag.EMPTY_HOST
        return Signer(
            f"{self.scheme}://{self.host}{self.path}",
            self.access_key,
            self.secret,
            dialect=self.dialect,
            session_token=self.session_token,
            flags=flags,
        )

    def by_the_function(self) -> Optional[str]:
        """The URL that aws_signed_request() gives for this case, if the case is one that it can express: what it sets
        by itself must be what the case has."""
        server = "webservices.amazon."
        if (self.method, self.scheme, self.path) != ("GET", "http", "/onca/xml") or not self.host.startswith(server):
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
        return aws_signed_request(
            self.host[len(server) :],
            [(name, value) for name, value in self.params if name not in SET_BY_THE_FUNCTION],
            access_key,
            self.secret,
            version=given.get("Version", "2011-08-01"),
            unix_time=unix_time,
        )

    def answers(self) -> Iterator[Tuple[str, str, str]]:
        """What was asked, what the answer must be, and what it is."""
        expected = self.expected()
        signer = self.signer()
        for stage, text in expected.items():
            try:
                answer = signer.render(stage, self.params, self.method, self.unix_time)
            except SigningError as error:
                answer = f"refused: {error}"
            yield stage.name, text, answer
        if Stage.URL in expected:
            try:
                url = self.by_the_function()
            except SigningError as error:
                url = f"refused: {error}"
            if url is not None:
                yield "aws_signed_request()", expected[Stage.URL], url


def read(path: Path) -> List[Case]:
    file = json.loads(path.read_text(encoding="utf-8"))
    return [Case(case) for case in (file["cases"] if isinstance(file, dict) else file)]


def main() -> int:
    paths = [OWN / "published.json", OWN / "sigv2.json"]
    external = os.environ.get("ASR_VECTORS")
    if external is not None:
        paths += [Path(external) / "sigv2.json", Path(external) / "sigv2-differential.json"]
    else:
        print("ASR_VECTORS is not set: there are no third-party cases to read")
    passed = failed = 0
    for path in paths:
        try:
            cases = read(path)
        except (OSError, ValueError, KeyError) as error:
            print(f"FAILED {path.name}: {error}")
            failed += 1
            continue
        asked: Dict[str, int] = {}
        for case in cases:
            for what, expected, answer in case.answers():
                asked[what] = asked.get(what, 0) + 1
                if answer == expected:
                    passed += 1
                else:
                    failed += 1
                    print(f"FAILED {case.id} {what}\n  expected {expected!r}\n  answer   {answer!r}")
        counts = ", ".join(f"{count} {what}" for what, count in asked.items())
        print(f"{path.parent.name}/{path.name}: {len(cases)} cases ({counts})")
        if not cases:
            print(f"FAILED {path.name}: there is no case in it")
            failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
