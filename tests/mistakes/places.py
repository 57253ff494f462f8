#!/usr/bin/env python3
"""The third-party cases of $ASR_VECTORS, read where they are, in the shape of cases.json.

    places.py            writes places.json (where each case is, and the mistakes that are its answer)
    places.py --check    compares
    places.py --cases    prints the cases themselves, in the shape of cases.json

places.json says of each: file and case; `request` and `params` (JSON pointers into the case); `signature`, a JSON pointer
or, where the folder tells in words alone what was signed, `signature_text`, made by rules.py of those words; and whatever
stands in cases.json beside them. `url_params` are the parameters as a server reads them in a URL of the case.
"""
import json
import os
import pathlib
import sys
from urllib.parse import parse_qsl

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))

import explain  # noqa: E402
import faulty  # noqa: E402
import rules  # noqa: E402
from inputs import seconds  # noqa: E402

FOLDER = pathlib.Path(os.environ.get("ASR_VECTORS", HERE.parents[1] / ".." / "shared" / "vectors"))
NOW = seconds("2014-08-18T12:00:00Z")
SENT = "/sent/signature_base64"
ZEROS = {"access_keys": ["00000000000000000000"]}
ECS = {"hosts": ["ecs.amazonaws.com"]}


def pain(case, names, id=None, signature=SENT, **more):
    return dict(id=id or case, file="pains.json", case=case, request="/should", signature=signature, expected=names, **more)


def made(*edits):
    """A signature made of the right string to sign, edited as the folder says in words."""
    return {"edits": edits}


def printed(case, names, **more):
    signature = more.pop("signature", "/signature_base64")
    return dict(id="unreproduced-" + case, file="sigv2-unreproduced.json", case=case, request="", signature=signature,
                expected=names, **more)


PLACES = [
    pain("pain-timestamp-local", [["stamp-local-time"], ["stamp-outside-window"]], params="/sent/params", now=NOW),
    pain("pain-utf8-latin1", [["latin1"]]),
    pain("pain-utf8-latin1", [["utf8-twice"]], "pain-utf8-twice", made(("M%C3%BCnchen", "M%C3%83%C2%BCnchen"))),
    pain("pain-host-port", [["port-dropped"]]),
    pain("pain-host-port", [["default-port-written"]], "pain-host-port-written",
         made(("cloud.example:8773", "cloud.example:443")), endpoint="https://cloud.example/services/Cloud"),
    pain("pain-double-encoding", [["encoded-twice"]]),
    pain("pain-double-encoding", [["right"]], "pain-double-encoding-sent-so", params="/sent/params"),
    pain("pain-tilde", [["tilde-encoded"]]),
    pain("pain-unsorted", [["unsorted"]]),
    pain("pain-zero-dropped", [["zero-dropped"]]),
    pain("pain-duplicate-names", [["repeated-last-kept"]]),
    pain("pain-duplicate-names", [["repeated-in-given-order"]], "pain-duplicate-names-in-order", made(("Tag=a&Tag=b", "Tag=b&Tag=a"))),
    pain("pain-duplicate-names", [["repeated-joined"]], "pain-duplicate-names-joined", made(("Tag=a&Tag=b", "Tag=b%2Ca"))),
    pain("pain-signature-not-encoded", [["signature-not-encoded"]], signature="/sent/signature_as_the_server_reads_it"),
    pain("pain-plus-in-value", [["plus-decoded"]]),
    pain("pain-newline-form", [["literal-backslash-n"]]),
    pain("pain-newline-form", [["crlf"]], "pain-newline-form-crlf", "/sent/with_crlf"),
    pain("pain-newline-form", [["trailing-newline"]], "pain-newline-form-trailing", "/sent/with_trailing_newline"),
    pain("pain-lower-hex", [["lower-hex"]]),
    pain("pain-client-reencodes", [["marks-bare"]], signature=made(("it%27s", "it's"))),
    pain("pain-locale-timestamp", [["stamp-form"]], params="/sent/params", signature=made(("right",)), now=NOW),
    pain("pain-locale-timestamp", [["stamp-form"], ["stamp-outside-window"]], "pain-locale-timestamp-thai", made(("right",)),
         replace={"Timestamp": "2557-08-18T12:00:00Z"}, now=NOW),
    pain("pain-sort-before-or-after-encoding", [["sorted-encoded"]]),
    pain("pain-sort-joined", [["sorted-joined"]]),
    pain("pain-verb-mismatch", [["other-method"]]),
    pain("pain-post-charset", [["right"]], signature="/should/signature_base64"),
    pain("pain-path", [["double-slash"]]),
    pain("pain-html-amp", [["amp-html"]], signature="/should/signature_base64", url_params="/sent/url"),
    printed("paapi-2009-cartcreate", [["other-host"]], **ECS),
    printed("paapi-2009-browsenode", [["other-host"]], **ECS),
    printed("paapi-2009-similaritylookup", [["other-host"]], **ECS),
    printed("paapi-2012-itemsearch-uk", [["other-access-key"]], **ZEROS),
    printed("paapi-2012-cartcreate", [["other-access-key", "other-host"]], **ZEROS, **ECS),
    printed("paapi-2012-browsenode", [["other-access-key", "other-host"]], **ZEROS, **ECS),
    printed("paapi-2012-similarity", [["other-access-key", "other-host"]], **ZEROS, **ECS),
    printed("metro-nexterlizer", [["other-access-key"], ["other-access-key", "other-host"]], **ZEROS, **ECS),
    printed("goamz-mturk-v0", [["version-0"]]),
    printed("jclouds-formsigner", [["path-empty"]]),
    printed("aws-import-ruby", [["path-missing"]], signature={"text": "/string_to_sign"}),
    printed("simplydb-04-batchputattributes", [[]]),
    # The folder calls it a placeholder; signed for the host of the exchange of that time it comes out.
    printed("huobi-docs-orders", [["other-host"]], hosts=["be.huobi.com"]),
    printed("jclouds-ec2computeservice-1", [[]]),
]


def pointer(whole, path):
    for step in path.split("/")[1:]:
        whole = whole[step]
    return whole


def read(place, files):
    """The request of a place, its signature, and the text where the folder has one."""
    whole = files[place["file"]][place["case"]]
    found = pointer(whole, place["request"])
    params = pointer(whole, place["params"]) if "params" in place else found["params"]
    if "url_params" in place:
        params = parse_qsl(pointer(whole, place["url_params"]).partition("?")[2], True)[:-1]
    params = [[name, place.get("replace", {}).get(name, value)] for name, value in params]
    ids = [value for name, value in params if name.endswith("AccessKeyId")]
    request = dict(method=found["method"], endpoint=place.get("endpoint") or "%(scheme)s://%(host)s%(path)s" % found, params=params,
                   access_key=ids[0] if ids else "", secret=found["secret_key"],
                   algorithm=found.get("signature_method", "HmacSHA256"))
    for key in ("hosts", "access_keys", "now"):
        if key in place:
            request[key] = place[key]
    how = place["signature"]
    if isinstance(how, str):
        return request, pointer(whole, how)
    import base64
    if "text" in how:
        text = pointer(whole, how["text"])
    else:
        text = rules.string_to_sign(request)
        for edit in how["edits"]:
            if edit != ("right",):
                assert edit[0] in text or place.get("endpoint"), place["id"]
                text = text.replace(*edit)
        if place["id"] == "pain-host-port-written":
            text = text.replace("cloud.example\n", "cloud.example:443\n")
    return request, base64.b64encode(rules.mac(request["secret"], text, request["algorithm"])).decode()


def main():
    whole = json.loads((FOLDER / "pains.json").read_text())["pains"]
    files = {"pains.json": {one["id"]: one for one in whole},
             "sigv2-unreproduced.json": {one["id"]: one for one in json.loads((FOLDER / "sigv2-unreproduced.json").read_text())}}
    places, cases = [], []
    for place in PLACES:
        request, signature = read(place, files)
        right, expected = rules.sign(request), place["expected"]
        timely = expected[0][:1] in (["stamp-local-time"], ["stamp-form"])
        if place["case"] == "pain-double-encoding" and expected == [["encoded-twice"]]:
            assert signature != right
        if expected == [["right"]] or timely:
            assert signature == right, place["id"]
        elif expected == [["amp-html"]]:
            assert signature != right
        elif expected == [[]]:
            assert not [name for name in explain.ALL if explain.gives(request, [name], signature)], place["id"]
        else:
            known = [names for names in expected if explain.gives(request, names, signature)]
            assert known and signature != right, (place["id"], signature, right)
            expected = explain.alternatives(request, known, signature)
        entry = {key: value for key, value in place.items() if key not in ("signature", "expected")}
        if isinstance(place["signature"], str):
            entry["signature"] = place["signature"]
        else:
            entry["signature_text"] = signature
        entry["expected"] = expected
        places.append(entry)
        shown = {key: request[key] for key in ("method", "endpoint", "params", "access_key")}
        more = {key: request[key] for key in ("hosts", "access_keys", "now") if key in request}
        cases.append(dict(id=place["id"], signer=place["file"], kind="right" if expected == [["right"]] else "unexplained" if expected == [[]] else "published",
                          request=shown, secret=request["secret"], algorithm=request["algorithm"], signature=signature, **more, expected=expected))
        if "url_params" in place:
            cases[-1]["url"] = pointer(files[place["file"]][place["case"]], place["url_params"])
    text = "[\n" + ",\n".join(json.dumps(place, ensure_ascii=True) for place in places) + "\n]\n"
    if "--cases" in sys.argv:
        print(json.dumps(cases, indent=1))
    elif "--check" in sys.argv:
        if (HERE / "places.json").read_text() != text:
            sys.exit("places.json: made again, it differs")
    else:
        (HERE / "places.json").write_text(text)
        print(len(places), "places")


if __name__ == "__main__":
    main()
