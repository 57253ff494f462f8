#!/usr/bin/env python3
"""Ask the programs of other people to read and to sign our inputs, and write what they agree on.

    python3 ask.py           writes sigv2.json, urls.json and soap.json
    python3 ask.py --check   shows how a fresh asking differs from these files, and fails if it does

Nothing here signs or decodes anything: every pair, every string to sign and every signature comes out of somebody
else's program.
"""
import difflib
import importlib.metadata
import json
import pathlib
import subprocess
import sys

import engines
import inputs_odd
import inputs_real
import inputs_real_urls
import inputs_sha1
import inputs_urls
import soap
import urls
from differences import how_it_differs

HERE = pathlib.Path(__file__).resolve().parent
CASES = inputs_odd.CASES + inputs_real.CASES + inputs_sha1.CASES
URLS = inputs_urls.CASES + inputs_real_urls.CASES
ABOUT = (
    "Signature Version 2: our own inputs, answered by independent implementations. params are the decoded pairs as the "
    "caller hands them over, without what the dialect adds; host holds the port unless it is the default one. "
    "answered_by lists who gave exactly this string_to_sign and signature_base64, disagree who did not, and why. "
    "Written by ask.py, never by hand.")
ABOUT_URLS = (
    "Signature Version 2 of existing URLs: our own inputs, answered by independent implementations. decoded are the "
    "pairs that decoded_by read in the query, as they stand there; string_to_sign is that of the request which the "
    "dialect makes of them. answered_by lists who gave exactly this string_to_sign and signature_base64, disagree who "
    "did not, and why. Written by ask.py, never by hand.")

# These descend from the code of boto, so together they are one voice, not several.
BOTO_FAMILY = {"boto", "botocore", "keystoneclient", "nifcloud"}


def tell(command, question):
    """What a program in another language answers: JSON in, JSON out."""
    run = subprocess.run(command, cwd=HERE, input=json.dumps(question).encode(), stdout=subprocess.PIPE, check=True)
    return json.loads(run.stdout)


def ask_everybody(cases):
    """{engine: what was asked} and {engine: {id: answer}}."""
    about, answers = {}, {}
    for name, (package, function, can_ask, ask_engine) in engines.ENGINES.items():
        about[name] = "PyPI %s %s, %s" % (package, importlib.metadata.version(package), function)
        asked = {case["id"]: engines.ask(name, case) for case in cases}
        answers[name] = {id: answer for id, answer in asked.items() if answer is not None}
    with_all_params = [dict(case, all_params=engines.all_params(case)) for case in cases]
    for command in (["node", "ask.js"], ["ruby", "ask.rb"]):
        for name, result in tell(command, with_all_params).items():
            about[name], answers[name] = result["about"], result["answers"]
    return about, answers


def voices(names):
    return len({"boto" if name in BOTO_FAMILY else name for name in names})


def settle(case, answers):
    """The case with the one answer of everybody who keeps the rules; anything less clear stops the program."""
    given = {name: by_id[case["id"]] for name, by_id in answers.items() if case["id"] in by_id}
    keeps = [name for name in given if not how_it_differs(name, case)]
    if voices(keeps) < 2:
        sys.exit("%s: answered by one voice only: %s" % (case["id"], keeps))
    answer = given[keeps[0]]
    for name in given:
        if (given[name] == answer) != (name in keeps):
            sys.exit("%s: differences.py is wrong about %s, which answered\n%s\nwhere %s answered\n%s"
                     % (case["id"], name, given[name], keeps[0], answer))
    settled = {key: value for key, value in case.items() if key != "json_body"}
    settled.update(answer)
    settled["answered_by"] = sorted(keeps)
    settled["disagree"] = {
        name: {"signature_base64": given[name]["signature_base64"], "how": how_it_differs(name, case)}
        for name in sorted(given) if name not in keeps}
    return settled


def check_published():
    """The examples that Amazon printed must come out of the same engines, or we asked them wrongly."""
    cases = json.loads((HERE / "published.json").read_text())["cases"]
    about, answers = ask_everybody(cases)
    for case in cases:
        settled = settle(case, answers)
        for key in ("string_to_sign", "signature_base64"):
            if settled[key] != case[key]:
                sys.exit("published.json: %s: the engines give another %s: %r" % (case["id"], key, settled[key]))


def ask_requests():
    about, answers = ask_everybody(CASES)
    return {"about": ABOUT, "answered_by": about, "cases": [settle(case, answers) for case in CASES]}


def ask_urls():
    read = urls.read(URLS, tell)
    requests = {case["id"]: urls.request(case, *read[case["id"]][:3]) for case in URLS}
    about, answers = ask_everybody(list(requests.values()))
    cases = [urls.settled(case, *read[case["id"]][2:], settle(requests[case["id"]], answers)) for case in URLS]
    return {"about": ABOUT_URLS, "decoded_by": urls.READ_BY, "answered_by": about, "cases": cases}


def main():
    check_published()
    differences = []
    for name, fresh in (("sigv2.json", ask_requests()), ("urls.json", ask_urls()), ("soap.json", soap.ask(tell))):
        ids = [case["id"] for case in fresh["cases"]]
        if len(set(ids)) < len(ids):
            sys.exit("%s: an id stands for two cases" % name)
        text = json.dumps(fresh, ensure_ascii=True, indent=1) + "\n"
        if sys.argv[1:] != ["--check"]:
            (HERE / name).write_text(text)
        else:
            differences += difflib.unified_diff(
                (HERE / name).read_text().splitlines(), text.splitlines(), name, "a fresh asking", lineterm="")
    if differences:
        sys.exit("\n".join(differences))


if __name__ == "__main__":
    main()
