"""The cases that no program of others gives: one mistake at a time where none was run, two and three at once, right
signatures, signatures that nothing explains, and right signatures under a wrong time.
"""
import base64
import collections
import json
import pathlib
import random
import string
from time import gmtime, strftime
from urllib.parse import parse_qsl, quote, urlsplit

import explain
import faulty
import rules
from inputs import ACCESS_KEY, FORM_BODIES, JSON_BODIES, REQUESTS, exchange, query_api, seconds, shop

HERE = pathlib.Path(__file__).resolve().parent
SIGNER = "faulty.py"
PLAIN = "rules.py"
TWO_AT_ONCE, THREE_AT_ONCE = 95, 65


def stamp_of(request):
    return dict(map(tuple, request["params"])).get("Timestamp")


def with_form(name):
    """Those parameters that come with the key travel in the URL, the others in the body."""
    request = REQUESTS[name]
    common = {"AWSAccessKeyId", "SignatureVersion", "SignatureMethod", "Timestamp", "Version", "Service", "AssociateTag"}
    in_url = [pair for pair in request["params"] if pair[0] in common]
    in_body = [pair for pair in request["params"] if pair[0] not in common]
    return dict(request, params=in_url + in_body, in_body=len(in_body),
                body="&".join(rules.escape(name) + "=" + rules.escape(value) for name, value in in_body))


def special_requests():
    """Requests with what single mistakes need: {mistake: [request]}."""
    old = {}
    for name in ("plain", "domains", "orders", "post-attributes", "umlaut", "spaces"):
        before = dict(REQUESTS[name])
        stamp = stamp_of(before)
        before["params"] = [[n, strftime("%Y-%m-%dT%H:%M:%S", gmtime(seconds(stamp) - 600)) + stamp[19:] if n == "Timestamp" else v]
                            for n, v in before["params"]]
        old[name] = dict(REQUESTS[name], old_signature=rules.sign(before))
    coded = "AbC+dEfGhI/jKlMnOp+QrStUvWxYz0123456789%s"
    unsent = []
    for name, pairs in (("plain", [("SignatureVersion", "2")]), ("lookup", [("SignatureMethod", "HmacSHA256")]),
                        ("spaces", [("SignatureMethod", "HmacSHA256"), ("SignatureVersion", "2")])):
        for pair in pairs:
            unsent.append(dict(REQUESTS[name], unsent=[pair]))
    for name in ("domains", "instances", "post-attributes"):
        request = REQUESTS[name]
        unsent.append(dict(request, unsent=[("AWSAccessKeyId", ACCESS_KEY)],
                           params=[pair for pair in request["params"] if pair[0] != "AWSAccessKeyId"]))
        unsent.append(dict(request, unsent=[("SignatureVersion", "2")],
                           params=[pair for pair in request["params"] if pair[0] != "SignatureVersion"]))
    sent = []
    for name, plus, letters in (("spaces", True, ""), ("commas", False, ",:"), ("plain", False, ":"), ("slash", False, "/:"),
                                ("marks", False, "!'()*"), ("domains", False, ""), ("orders", False, ":")):
        request = REQUESTS[name]
        query = "&".join(n + "=" + quote(v, safe="~" + letters) for n, v in request["params"])
        if plus:
            query = query.replace("%20", "+")
        sent.append(dict(request, url=request["endpoint"] + "?" + query))
    keys = ["00000000000000000000", "AKIAI44QH8DHBEXAMPLE"]
    return {
        "signature-signed": list(old.values()),
        "secret-decoded": [dict(REQUESTS[name], secret=coded % more) for name, more in
                           (("plain", ""), ("domains", "%2F"), ("orders", ""), ("umlaut", "%3D"), ("post-attributes", ""))],
        "body-signed": list(JSON_BODIES.values()),
        "body-not-signed": [with_form(name[5:]) for name in FORM_BODIES],
        "parameter-not-sent": unsent,
        "signed-as-sent": sent,
        "other-access-key": [dict(REQUESTS[name], access_keys=keys) for name in
                             ("plain", "domains", "instances", "post-attributes", "umlaut")],
        "trimmed": [REQUESTS["spaces-edge"], shop(Operation="ItemSearch", SearchIndex="Books", Keywords="x "),
                    shop(Operation="ItemSearch", SearchIndex="Books", Keywords=" tea cups\n"),
                    query_api([("Action", "PutAttributes"), ("DomainName", "d\t"), ("ItemName", "i")]),
                    query_api([("Action", "CreateTags"), ("Tag.1.Key", " k"), ("Tag.1.Value", "v")],
                              "https://ec2.amazonaws.com/", "POST", version="2012-10-01"),
                    exchange("GET", "/v1/order/orders", [("symbol", "btcusdt ")])],
        "comma-bare": [REQUESTS[name] for name in ("commas", "mail", "ascii")] + [
            shop(Operation="ItemSearch", ResponseGroup="Small,Images,Offers"),
            query_api([("Action", "Select"), ("SelectExpression", "a,b")]),
            exchange("GET", "/v1/order/orders", [("states", "submitted,partial-filled")])],
        "default-port-written": [REQUESTS[name] for name in ("plain", "domains", "instances", "regions-post", "balance", "path")] + [
            query_api([("Action", "ListDomains")], "https://sdb.amazonaws.com:443/"),
            shop(endpoint="http://webservices.amazon.com:80/onca/xml", Operation="ItemLookup", ItemId="1")],
    }


def singles(case, enough):
    """One mistake at a time, on requests that show it."""
    special = special_requests()
    made = []
    for name in explain.ALL:
        requests = special.get(name) or [REQUESTS[key] for key in sorted(REQUESTS)]
        order = random.Random("single " + name)
        if name not in special:
            order.shuffle(requests)
        wanted, count, used = 3 if enough[name] >= 5 else 6, 0, collections.Counter()
        for request in requests:
            if count == wanted and name not in special or count == 9:
                break
            right = rules.sign(request)
            ways = []
            for place, function in enumerate(faulty.variants(request, name)):
                try:
                    plan = faulty.plan_of(request, [function])
                    if plan.signature() != right:
                        ways.append((used[place], place, plan))
                except (UnicodeError, ValueError):
                    continue
            if not ways:
                continue
            _, place, plan = min(ways, key=lambda way: way[:2])
            used[place] += 1
            count += 1
            made.append((name, count, request, plan.signature(), plan.string_to_sign()))
    return [single_case(case, *one) for one in made]


def wire_of(request, signature, names):
    if "signature-not-encoded" in names:
        return signature.replace(" ", "+")
    if "signature-encoded-twice" in names:
        return quote(signature, safe="")
    return None


def single_case(case, name, count, request, signature, text):
    expected = explain.alternatives(request, [[name]], signature)
    if name == "signed-as-sent":
        for names in explain.smallest_sets(request, ["unsorted", "space-as-plus", "comma-bare", "colon-bare", "slash-bare",
                                                     "marks-bare", "not-encoded"], signature, 3):
            if names not in expected:
                expected.append(names)
    url = request.get("url")
    if url:
        url += "&Signature=" + quote(signature, safe="")
    return case("made-%s-%d" % (name, count), SIGNER, "emulated", request, signature, expected, text, url,
                wire_of(request, signature, [name]))


ALONE = {"version-0", "version-1", "signed-as-sent", "other-access-key", "other-stamp", "stamp-form", "parameter-not-sent",
         "stamp-local-time", "stamp-outside-window"}


def combination(size, number):
    """A few mistakes at once, none of which can be left out."""
    names = [name for name in explain.ALL if name not in ALONE]
    special = special_requests()
    choose = random.Random("combination %d %d" % (size, number))
    first = names[(number * (1 if size == 2 else 7)) % len(names)]
    while True:
        chosen = sorted({first} | set(choose.sample(names, size - 1)), key=faulty.RANK.__getitem__)
        if len(chosen) < size:
            continue
        need = [name for name in chosen if name in special]
        request = choose.choice(special[need[0]]) if need else REQUESTS[choose.choice(sorted(REQUESTS))]
        ways = [faulty.variants(request, name) for name in chosen]
        if not all(ways):
            continue
        functions = [choose.choice(way[:6]) for way in ways]
        try:
            plan = faulty.plan_of(request, functions)
            signature = plan.signature()
            fewer = {rules.sign(request)}
            for place in range(size):
                fewer.add(faulty.plan_of(request, functions[:place] + functions[place + 1:]).signature())
            for function in functions:
                fewer.add(faulty.plan_of(request, [function]).signature())
        except (UnicodeError, ValueError, TypeError):
            continue
        if signature in fewer:
            continue
        return chosen, request, signature, plan.string_to_sign()


def combined(job):
    size, number = job
    chosen, request, signature, text = combination(size, number)
    return job, chosen, request, signature, text, explain.alternatives(request, [chosen], signature, thorough=size == 2)


def combinations(case, pool):
    jobs = [(2, number) for number in range(TWO_AT_ONCE)] + [(3, number) for number in range(THREE_AT_ONCE)]
    seen = set()
    for (size, number), chosen, request, signature, text, expected in pool.map(combined, jobs, chunksize=2):
        if (signature, json.dumps(request["params"])) in seen or len(expected[0]) < size and len(expected) == 1:
            continue
        seen.add((signature, json.dumps(request["params"])))
        yield case("combined-%d-%02d" % (size, number), SIGNER, "combination", request, signature, expected, text,
                   None, wire_of(request, signature, chosen))


def rights(case):
    """Right signatures. None of them may be accused."""
    names = sorted(REQUESTS)
    choose = random.Random("right")
    choose.shuffle(names)
    must = ["ascii", "emoji", "port", "capitals", "path-empty", "path-escaped", "repeated-three", "repeated-equal", "empty-two",
            "zero", "zero-and-empty", "sha1-umlaut", "domains-sha1", "utf16-order", "encoded-order", "prefix-names",
            "number-names", "case-names", "spaces-edge", "escaped-value", "semicolons", "html", "volumes-milliseconds", "orders"]
    for name in must + [name for name in names if name not in must][:24]:
        yield case("right-" + name, PLAIN, "right", REQUESTS[name], rules.sign(REQUESTS[name]), [["right"]],
                   rules.string_to_sign(REQUESTS[name]))
    for name in sorted(JSON_BODIES)[:3]:
        yield case("right-" + name, PLAIN, "right", JSON_BODIES[name], rules.sign(JSON_BODIES[name]), [["right"]],
                   rules.string_to_sign(JSON_BODIES[name]))
    for name in sorted(FORM_BODIES)[:3]:
        request = with_form(name[5:])
        yield case("right-" + name, PLAIN, "right", request, rules.sign(request), [["right"]], rules.string_to_sign(request))
    for number, (endpoint, late) in enumerate((("https://sdb.amazonaws.com:443/", 0), ("http://sdb.example:80/", 60),
                                               ("https://sdb.example:80/", -200), ("http://sdb.example:443/", 240),
                                               ("https://sdb.amazonaws.com/", -30))):
        request = query_api([("Action", "ListDomains")], endpoint)
        request["now"] = seconds(stamp_of(request)) + late
        yield case("right-in-time-%d" % number, PLAIN, "right", request, rules.sign(request), [["right"]], rules.string_to_sign(request))
    for name in ("plain", "domains", "orders"):
        request = dict(REQUESTS[name], now=seconds(stamp_of(REQUESTS[name])) + 7, old_signature="b2xkIG9uZSwgbm90IGEgcmlnaHQgb25lLCBub3QhISE=",
                       hosts=["ecs.amazonaws.com", "sdb.eu-west-1.amazonaws.com"])
        yield case("right-with-hints-" + name, PLAIN, "right", request, rules.sign(request), [["right"]], rules.string_to_sign(request))


def unexplained(case):
    """Wrong signatures with a reason that nobody could find from the outside. Nothing may be claimed."""
    choose = random.Random("unexplained")
    letters = string.ascii_letters + string.digits + "+/"

    def word(length=12):
        return "".join(choose.choice(letters) for _ in range(length))
    names = sorted(REQUESTS)
    choose.shuffle(names)
    for number, name in enumerate(names[:64]):
        request, kind = REQUESTS[name], number % 8
        changed = dict(request, params=[list(pair) for pair in request["params"]])
        if kind in (0, 1):
            changed["secret"] = word(40)
        elif kind in (2, 3):
            choose.choice([pair for pair in changed["params"] if pair[0] not in ("Timestamp", "SignatureMethod", "SignatureVersion")])[1] = word()
        elif kind == 4:
            changed["endpoint"] = "https://%s.example%s" % (word(9).replace("+", "a").replace("/", "b").lower(), rules.path_of(request["endpoint"]))
        elif kind == 5:
            changed["endpoint"] = request["endpoint"].rstrip("/") + "/" + word(7).replace("/", "x").replace("+", "y")
        elif kind == 6:
            changed["params"].append([word(6).replace("+", "p").replace("/", "q"), word()])
        signature, text = rules.sign(changed), rules.string_to_sign(changed)
        if kind == 7:
            octets, text = bytes(choose.randrange(256) for _ in range((32, 32, 20, 32, 16, 64, 32, 32)[number // 8])), None
            signature = base64.b64encode(octets).decode() if number // 8 != 3 else octets.hex()
        more = dict(hosts=request.get("hosts"), now=seconds(stamp_of(request)) + 5 if number % 3 == 0 else None)
        yield case("unexplained-%02d-%s" % (number, name), PLAIN, "unexplained", dict(request, **more), signature, [[]], text)


def times(case):
    """The signature is right and the time is not."""
    at = "2014-08-18T12:00:00Z"

    def stamped(name, count, stamp, expected, now=seconds(at), request=None):
        made = request or shop(stamp=stamp, Operation="ItemSearch", SearchIndex="Books", Keywords="x")
        made["now"] = now
        return case("%s-%d" % (name, count), PLAIN, "emulated", made, rules.sign(made), expected, rules.string_to_sign(made))
    local = [["stamp-local-time"], ["stamp-outside-window"]]
    for count, (hours, extra) in enumerate(((-5, 0), (-7, 1), (2, -2), (9, 3), (5.5, 1), (-3.5, 0), (1, 2), (8, 4), (5.75, 0), (12, 1))):
        stamp = strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(seconds(at) + int(hours * 3600) - extra))
        request = [None, query_api([("Action", "ListDomains")], stamp=stamp),
                   exchange("GET", "/v1/account/accounts", [], stamp=stamp[:-1])][count % 3]
        yield stamped("stamp-local-time", count + 1, stamp, local, request=request)
    for count, late in enumerate((-1033, 1402, -86400 * 3 - 77, -5000, 86400 * 400 + 1234, -1800 - 400, 10 * 365 * 86400 + 11)):
        stamp = strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(seconds(at) + late))
        yield stamped("stamp-outside-window", count + 1, stamp, [["stamp-outside-window"]])
    for count, stamp in enumerate(("2557-08-18T12:00:00Z", "2557-08-18T11:59:30Z", "1393-05-27T12:00:00Z", "1435-10-22T12:00:00Z", "0026-08-18T12:00:00Z")):
        yield stamped("stamp-other-calendar", count + 1, stamp, [["stamp-outside-window"], ["stamp-form"]])
    for count, stamp in enumerate((
            "\u0662\u0660\u0661\u0664-\u0660\u0668-\u0661\u0668T\u0661\u0662:\u0660\u0660:\u0660\u0660Z", "20140818T120000Z",
            "Mon, 18 Aug 2014 12:00:00 GMT", "1408363200", "08/18/2014 12:00:00", "2014-08-18 12:00:00Z", "2014-08-18T12:00:00CST",
            "2014-8-18T12:0:0Z", "14-08-18T12:00:00Z")):
        yield stamped("stamp-form", count + 1, stamp, [["stamp-form"]])


def in_html(case):
    """A right URL that went through HTML: the server sees other names, and no Signature."""
    for count, name in enumerate(("plain", "lookup", "domains", "orders", "spaces", "umlaut")):
        request = REQUESTS[name]
        signature = rules.sign(request)
        query = rules.canonical_query(request["params"]) + "&Signature=" + rules.escape(signature)
        url = request["endpoint"] + "?" + query.replace("&", "&amp;")
        travelled = [list(pair) for pair in parse_qsl(url.partition("?")[2], True)][:-1]
        yield case("url-amp-html-%d" % (count + 1), PLAIN, "emulated", dict(request, params=travelled), signature,
                   [["amp-html"]], rules.string_to_sign(request), url)


def cases(case, pool, run):
    enough = collections.Counter(name for one in run for name in one["expected"][0])
    made = singles(case, enough)
    made += combinations(case, pool)
    for more in (rights, unexplained, times, in_html):
        made += more(case)
    return made


AFTER_THE_TEXT = {
    "other-hash", "plain-hash", "key-and-text-swapped", "secret-white-space", "secret-encoded", "secret-decoded", "access-key-as-secret",
    "secret-quoted", "secret-with-ampersand", "secret-empty", "hex", "base64-of-hex", "url-safe-base64", "padding-lost",
    "line-break-in-signature", "openssl-label", "signature-not-encoded", "signature-encoded-twice", "signature-quoted",
    "string-as-utf16"}


def signs(request, text, names, signature):
    """Does this text give this signature, with the mistakes of these that come after the text?"""
    for plan in faulty.plans(request, [name for name in names if name in AFTER_THE_TEXT]):
        plan.whole, plan.lines = [], lambda *_: text
        if plan.signature() == signature:
            return True
    return False


def verify(cases):
    """Every case is what it says."""
    known = set(faulty.NAMES + faulty.NOT_IN_THE_LIST)
    ids = set()
    for one in cases:
        request = dict(one["request"], secret=one["secret"], algorithm=one["algorithm"])
        id, expected, signature = one["id"], one["expected"], one["signature"]
        assert id not in ids, id
        ids.add(id)
        assert expected and all(name in known for names in expected for name in names), id
        right = rules.sign(request)
        timely = {"stamp-local-time", "stamp-outside-window", "stamp-form"}
        same = expected == [["right"]] or "now" in one and all(set(names) <= timely for names in expected) and expected != [[]]
        assert (signature == right) == same, "%s: %s, and right is %s" % (id, signature, right)
        if expected == [[]]:
            assert not any(explain.gives(dict(request, hosts=one.get("hosts", [])), [name], signature) for name in explain.ALL), id
        text = one.get("string_to_sign")
        if text is not None and one["kind"] != "unexplained":
            assert any(signs(request, text, names, signature) for names in expected + [[]]), "%s: the text does not give the signature" % id
        if one.get("url") and not id.startswith("url-"):
            sent = [list(pair) for pair in parse_qsl(urlsplit(one["url"]).query, True) if pair[0] != "Signature"]
            assert sorted(sent) == sorted(request["params"]), "%s: the URL carries %s" % (id, sent)
    for one in json.loads((HERE.parent / "vectors" / "sigv2.json").read_text())["cases"]:
        if one["dialect"] == "as_given":
            request = dict(method=one["method"], endpoint="%(scheme)s://%(host)s%(path)s" % one, params=one["params"],
                           secret=one["secret_key"], algorithm=one["signature_method"])
            assert rules.sign(request) == one["signature_base64"], one["id"]


def count(cases):
    kinds = collections.Counter(one["kind"] for one in cases)
    signers = collections.Counter(one["signer"].split(":")[0] for one in cases)
    print(len(cases), dict(kinds))
    for signer, number in signers.most_common():
        print("%5d %s" % (number, signer))
    alone = collections.Counter(name for one in cases for name in one["expected"][0])
    print("fewer than five:", [(name, alone[name]) for name in faulty.NAMES if alone[name] < 5])
