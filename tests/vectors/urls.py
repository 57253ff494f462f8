"""Existing URLs: how other people's programs read them, and what request that leaves to be signed.

Nothing here decodes anything: hosts, paths, names and values come out of Python's, Node's and Ruby's own libraries, and
where these do not agree, DECODERS_DIFFER has to say so.
"""
import calendar
import sys
import time
from urllib.parse import parse_qsl, urlsplit

import engines

READ_BY = {
    "python": "Python, urllib.parse.urlsplit and parse_qsl with keep_blank_values",
    "node": "Node, new URL and its searchParams",
    "ruby": "Ruby, URI.decode_www_form",
}
DEFAULT_PORT = {"http": ":80", "https": ":443"}


def is_not_ascii(query):
    return not query.isascii()


def has_empty_piece(query):
    # What ends in & has none behind it for Ruby, which reads the text as lines that end in &.
    return query.startswith("&") or "&&" in query


DECODERS_DIFFER = [
    ("ruby", is_not_ascii, "refuses what is not ASCII"),
    ("ruby", has_empty_piece, "reads an empty piece as a parameter without a name"),
]


def read(cases, tell):
    """{id: (host, path, pairs, who read these pairs)}; a disagreement that is not known stops the program."""
    by_node = tell(["node", "decode.js"], {case["id"]: case["url"] for case in cases})
    by_ruby = tell(["ruby", "decode.rb"], {case["id"]: urlsplit(case["url"]).query for case in cases})
    result = {}
    for case in cases:
        url, node = urlsplit(case["url"]), by_node[case["id"]]
        pairs = [list(pair) for pair in parse_qsl(url.query, keep_blank_values=True, errors="strict")]
        for name, given in (("node", node["pairs"]), ("ruby", by_ruby[case["id"]])):
            differs = [how for who, applies, how in DECODERS_DIFFER if who == name and applies(url.query)]
            if (given == pairs) == bool(differs):
                sys.exit("%s: DECODERS_DIFFER is wrong about %s, which reads %r where Python reads %r"
                         % (case["id"], name, given, pairs))
        host = url.netloc.lower()
        if host not in (node["host"], node["host"] + DEFAULT_PORT[url.scheme]) or (url.path or "/") != node["path"]:
            sys.exit("%s: Python reads host and path as %s %s, Node as %s" % (case["id"], host, url.path, node))
        read_by = ["node", "python"] + ["ruby"] * (by_ruby[case["id"]] == pairs)
        result[case["id"]] = node["host"], url.path, pairs, read_by
    return result


def request(case, host, path, pairs):
    """The request that the URL is, in the shape of sigv2.json, so that the signers can be asked as they always are.

    An old Signature is no part of it. What the dialect adds and the URL has already is left to the signers to add
    again, with the time that the URL has; if they would not add just that, they are given the whole map.
    """
    made = {key: case[key] for key in
            ("id", "dialect", "method", "access_key", "secret_key", "unix_time", "signature_method")}
    made.update(scheme=urlsplit(case["url"]).scheme, host=host, path=path, session_token=None, json_body=None,
                params=[pair for pair in pairs if pair[0] != "Signature"])
    if case["dialect"] == "as_given":
        return made
    given = dict(made["params"])
    if made["access_key"] is None:
        made["access_key"] = given[engines.key_name(case)]
    stamp = given.get("Timestamp", "")
    if stamp:
        made["unix_time"] = stamp_time(stamp, made)
    if (stamp and made["unix_time"] is None) or "Expires" in given:
        made["unix_time"] = case["unix_time"]
        added = engines.added_params(made)
        del added["Timestamp"]
        made["dialect"] = "as_given"
        made["params"] += [[name, value] for name, value in added.items() if name not in given]
        return made
    added = engines.added_params(made)
    for name in set(added) & set(given):
        if given[name] != added[name] and (name, given[name]) != ("Timestamp", ""):
            sys.exit("%s: the URL's %s is not the one that is signed with" % (case["id"], name))
    made["params"] = [pair for pair in made["params"] if pair[0] not in added]
    return made


def stamp_time(stamp, made):
    """The time of a stamp that has just the form that the dialect would give it, else None."""
    form = "%Y-%m-%dT%H:%M:%S" if made["dialect"] == "htx" else "%Y-%m-%dT%H:%M:%SZ"
    try:
        return calendar.timegm(time.strptime(stamp, form))
    except ValueError:
        return None


def settled(case, pairs, read_by, answer):
    """The case as it stands in urls.json."""
    answered = {key: answer[key] for key in ("string_to_sign", "signature_base64", "answered_by", "disagree")}
    return {**case, "decoded": pairs, "decoded_by": read_by, **answered}
