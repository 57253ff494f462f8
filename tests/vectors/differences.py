"""Where real signers are known to leave the rules, so that a disagreement is never a surprise.

The rules are ours: the signed host is lower case, an empty path is signed as "/", names and values are escaped alike,
and the parameters are sorted by the bytes of the decoded name. Each row says which engines leave them, for which cases,
and how. An engine that a row names for a case must give another answer there, and any other engine must not.
"""
from urllib.parse import quote

from engines import all_params


def escapes_a_name(case):
    return any(quote(name, safe="~") != name for name, value in all_params(case))


def has_bang_quote_paren_star(case):
    return any(set(name + value) & set("!'()*") for name, value in all_params(case))


def escaped_order_differs(case):
    pairs = all_params(case)
    return sorted(pairs) != sorted(pairs, key=lambda pair: "=".join(quote(text, safe="~") for text in pair))


def utf16_order_differs(case):
    names = [name for name, value in all_params(case)]
    return sorted(names) != sorted(names, key=lambda name: name.encode("utf-16-be"))


def sorts_before_the_added(case):
    # Only names of the caller that sort behind all four added ones leave the order alone.
    return any(name < "Timestamp" for name, value in case["params"])


def host_has_capitals(case):
    return case["host"] != case["host"].lower()


def path_is_empty(case):
    return case["path"] == ""


def has_another_key_name(case):
    return any(name == "AWSAccessKeyId" for name, value in case["params"])


DIFFERENCES = [
    (("bottlenose", "mws"), escapes_a_name, "does not escape names"),
    (("aws2",), has_bang_quote_paren_star, "leaves ! ' ( ) * unescaped"),
    (("apac",), escaped_order_differs, "sorts the escaped name=value texts, not the names"),
    (("aws-sdk-js", "aws2"), utf16_order_differs, "sorts names by UTF-16 units, not by bytes"),
    (("nifcloud",), has_another_key_name, "drops a parameter AWSAccessKeyId, which it renames when it is its own"),
    (("ccxt",), sorts_before_the_added, "puts its own four parameters first and sorts only the others"),
    (("botocore", "keystoneclient"), host_has_capitals, "does not lower-case the host"),
    (("boto", "keystoneclient", "aws-sdk-js", "ruby-aws"), path_is_empty, "signs an empty path as an empty line"),
    (("apac",), path_is_empty, "signs an empty path as /onca/xml"),
]


def how_it_differs(engine, case):
    """Why this engine leaves the rules in this case, or "" if it should keep them."""
    return "; ".join(how for engines, applies, how in DIFFERENCES if engine in engines and applies(case))
