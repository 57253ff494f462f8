#!/usr/bin/env python3
"""Asks diagnose() and diagnose_url() about every case of tests/mistakes/cases.json, and judges the answers.

    test_mistakes.py [--said FILE] [CASES]

With --said it also writes what was said of each case into a file, for tests/mistakes/table. A right signature must be called right, or refused for what is no mistake of its signer; a signature that nothing
explains must get no explanation; of all others an expected explanation must be among those that are given. Each miss is a
line. It fails if less than 95 % are explained, through either door, or if anything wrong is said of one that is right or
that nothing explains. The last line is the count.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional

from aws_signed_request import Diagnosis, Flag, SigningError, diagnose, diagnose_url

CASES = Path(__file__).resolve().parents[2] / "tests" / "mistakes" / "cases.json"
ENOUGH = 0.95
FLAGS = {"HmacSHA256": Flag(0), "HmacSHA1": Flag.HMAC_SHA1}
# Where the signature is right.
REASONS = {"right", "stamp-local-time", "stamp-outside-window", "stamp-form", "form-charset"}
DOORS = ("request", "url")


class Verdict(NamedTuple):
    door: str
    kind: str
    outcome: str
    """"first": what a person would say stands first; "alike": another that gives the same signature does; "among" the
    explanations; "missed"; or "accused": something is said of a signature that is right or that nothing explains."""
    seconds: float
    line: str
    id: str
    found: List[List[str]]


def evidence(case: Dict[str, Any]) -> Dict[str, Any]:
    # Not the string to sign: who asks has it seldom, and it is half of the answer.
    of_case = ("hosts", "now", "old_signature")
    known: Dict[str, Any] = {name: case[name] for name in of_case if name in case}
    request = case["request"]
    if "body" in request:
        known["body"] = request["body"]
    return {**known, "access_key": request.get("access_key"), "flags": FLAGS[case["algorithm"]]}


def asked(case: Dict[str, Any], door: str) -> Diagnosis:
    request, known = case["request"], evidence(case)
    if door == "url":
        # The one in the URL is as it travels; the other is what a server reads.
        signature = None if "Signature=" in case["url"] else case["signature"]
        return diagnose_url(case["url"], case["secret"], request["method"], signature, **known)
    params = [(name, value) for name, value in request["params"]]
    return diagnose(request["endpoint"], params, case["secret"], request["method"], case["signature"], **known)


def judged(kind: str, expected: List[List[str]], found: List[List[str]]) -> str:
    if kind == "right":
        if not found:
            return "missed"
        return "first" if all(names[0] in REASONS for names in found) else "accused"
    if kind == "unexplained":
        return "accused" if found else "first"
    wanted = [set(names) for names in expected]
    places = [place for place, names in enumerate(found) if set(names) in wanted]
    if not places:
        return "missed"
    return "among" if places[0] else "first" if set(found[0]) == wanted[0] else "alike"


def verdict(case: Dict[str, Any], door: str) -> Optional[Verdict]:
    if door == "url" and not case.get("url"):
        return None
    start = time.perf_counter()
    found: List[List[str]] = []
    try:
        found = [[mistake.name for mistake in explanation] for explanation in asked(case, door)]
        outcome = judged(case["kind"], case["expected"], found)
        said = "; ".join(" + ".join(names) for names in found) or "nothing"
    except SigningError as refused:
        outcome, said = "missed", f"{type(refused).__name__}: {refused}"
    wanted = " or ".join(" + ".join(names) or "nothing" for names in case["expected"])
    line = f"{outcome} {case['id']} ({case['signer']}), by {door}: expected {wanted}, got {said}"
    return Verdict(door, case["kind"], outcome, time.perf_counter() - start, line, case["id"], found)


def ask(cases: List[Dict[str, Any]]) -> List[Verdict]:
    """The verdicts on all cases, through each door that they have."""
    questions = [(case, door) for case in cases for door in DOORS]
    # The interpreter's lock is released while the library searches.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return [one for one in pool.map(lambda question: verdict(*question), questions) if one is not None]


def main(arguments: List[str]) -> int:
    said = None
    if arguments[:1] == ["--said"]:
        said, arguments = Path(arguments[1]), arguments[2:]
    path = Path(arguments[0]) if arguments else CASES
    verdicts = ask(json.loads(path.read_text(encoding="utf-8")))
    if said is not None:
        said.parent.mkdir(parents=True, exist_ok=True)
        said.write_text(json.dumps([(one.id, one.door, one.outcome, one.found) for one in verdicts]), encoding="utf-8")
    for one in verdicts:
        if one.outcome in ("missed", "accused"):
            print(one.line)
    enough = bool(verdicts)
    for door in DOORS:
        of_door = [one for one in verdicts if one.door == door]
        told = Counter(one.outcome for one in of_door if one.kind in ("right", "unexplained"))
        explained = Counter(one.outcome for one in of_door if one.kind not in ("right", "unexplained"))
        total, right = sum(explained.values()), sum(explained[place] for place in ("first", "alike", "among"))
        print(
            f"by {door}: of {total} mistakes {explained['first']} explained first as a person would, "
            f"{explained['alike']} first by others that come to the same, {right} anywhere among the explanations, "
            f"{explained['missed']} missed; of {sum(told.values())} right or without explanation {told['first']} "
            f"told so, {told['missed']} missed, {told['accused']} accused"
        )
        enough = enough and right >= ENOUGH * total and not told["accused"] and not told["missed"]
    slowest = max((one.seconds for one in verdicts), default=0.0)
    bad = sum(one.outcome in ("missed", "accused") for one in verdicts)
    print(f"the longest search took {slowest:.2f} s")
    print(f"{len(verdicts) - bad} passed, {bad} failed{'' if bad == 0 or not enough else ', which are few enough'}")
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
