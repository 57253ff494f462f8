"""Which mistakes give a signature: the smallest sets, found by trying the signer of faulty.py."""
import itertools

import faulty
import rules

ALL = [name for name in faulty.NAMES + faulty.NOT_IN_THE_LIST if name != "right"]
MOST_PLANS = 400


def gives(request, names, signature, most=None):
    for count, plan in enumerate(faulty.plans(request, names)):
        if most and count >= most:
            return False
        try:
            if plan.signature() == signature:
                return plan
        except (UnicodeError, ValueError):
            pass
    return None


def any_other(request, name, right):
    """Does this mistake make a difference here at all?"""
    for plan in faulty.plans(request, [name]):
        try:
            if plan.signature() != right:
                return True
        except (UnicodeError, ValueError):
            pass
    return False


def smallest_sets(request, candidates, signature, largest=4):
    """All sets of the fewest candidates that give this signature; [[]] if it is right."""
    if rules.sign(request) == signature:
        return [[]]
    for size in range(1, min(largest, len(candidates)) + 1):
        found = [list(names) for names in itertools.combinations(candidates, size) if gives(request, names, signature)]
        if found:
            return found
    return []


def parts_of(request, name):
    """The escapes that a named escaper has wrong for this request, by their own names; None if they do not cover it."""
    if name not in faulty.NAMED_ESCAPERS:
        return None
    used = {byte for pair in request["params"] for byte in (pair[0] + pair[1]).encode("utf-8")}
    sets = []
    for escaper in faulty.NAMED_ESCAPERS[name]:
        parts = []
        if 0x20 in used and escaper.space == "+":
            parts.append("space-as-plus")
        wrong = {byte for byte in used - {0x20} if (byte in escaper.stays) != (byte in faulty.UNRESERVED)}
        for part, letters in (("tilde-encoded", b"~"), ("marks-bare", b"!'()*"), ("comma-bare", b","), ("colon-bare", b":"),
                              ("slash-bare", b"/"), ("unreserved-encoded", b"-_.")):
            if wrong & set(letters):
                parts.append(part)
                wrong -= set(letters)
        if wrong:
            parts.append("other-bare")
        if escaper.lower:
            parts.append("lower-hex")
        if parts:
            sets.append(parts)
    return sets


def without_supersets(sets):
    unique = {frozenset(names): names for names in sets}
    return [sorted(names, key=faulty.RANK.__getitem__) for key, names in unique.items()
            if not any(other < key for other in unique)]


def alternatives(request, known, signature, thorough=False):
    """`known` sets give this signature; so do these, which are as good an answer."""
    found = [list(names) for names in known]
    found += [[name] for name in ALL if gives(request, [name], signature)]
    for names in known:
        for place in range(len(names)) if len(names) > 1 else ():
            rest = names[:place] + names[place + 1:]
            if gives(request, rest, signature, MOST_PLANS):
                found.append(rest)
            found += [rest + [name] for name in ALL if name not in names and gives(request, rest + [name], signature, MOST_PLANS)]
    if thorough:
        right = rules.sign(request)
        matter = [name for name in ALL if any_other(request, name, right)]
        found += [list(pair) for pair in itertools.combinations(matter, 2) if gives(request, pair, signature, 60)]
    for names in list(found):
        for name in names:
            for parts in parts_of(request, name) or []:
                whole = [other for other in names if other != name] + parts
                if len(set(whole)) == len(whole) and len(whole) <= 6 and gives(request, whole, signature, 20000):
                    found.append(whole)
    kept = without_supersets(found)
    kept.sort(key=lambda names: (names not in [sorted(k, key=faulty.RANK.__getitem__) for k in known], len(names),
                                 [faulty.RANK[name] for name in names]))
    return kept
