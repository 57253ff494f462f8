"""A signer with switches: it makes the named mistakes and keeps every other rule.

`variants(request, name)` are the ways in which a mistake of that name can be made on this request; `sign` makes a few of
them at once. One mistake is a function that changes a Plan before the plan is carried out, so their order is that of the
work (list, texts, charset, escapes, order, joining, lines, hash, Base64), not that in which they are named.
"""
import base64
import hashlib
import hmac
import html
import itertools
import json
import re
from urllib.parse import quote, quote_plus, unquote, unquote_plus

import rules

UNRESERVED = set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")
ALNUM = UNRESERVED - set(b"-_.~")
MARKS = set(b"!'()*")
RESERVED = set(b" !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~") - UNRESERVED


class Escaper:
    """Bytes to text: which bytes stay, what a space is, and whether (or for which bytes) the hex digits are small."""

    def __init__(self, stays=UNRESERVED, space="%20", lower=False):
        self.stays, self.space, self.lower = set(stays), space, lower

    def __call__(self, octets):
        def hexed(byte):
            lower = byte in self.lower if isinstance(self.lower, set) else self.lower
            return ("%%%02x" if lower else "%%%02X") % byte
        return "".join(self.space if byte == 0x20 else chr(byte) if byte in self.stays else hexed(byte) for byte in octets)


NAMED_ESCAPERS = {
    "js-encode-uri-component": [Escaper(UNRESERVED | MARKS)],
    "js-encode-uri": [Escaper(UNRESERVED | MARKS | set(b";,/?:@&=+$#"))],
    "js-url-search-params": [Escaper(ALNUM | set(b"*-._"), "+")],
    "python-quote": [Escaper(UNRESERVED | set(b"/")), Escaper(ALNUM | set(b"-_./"))],
    "python-quote-plus": [Escaper(UNRESERVED, "+"), Escaper(ALNUM | set(b"-_."), "+")],
    "php-urlencode": [Escaper(ALNUM | set(b"-_."), "+")],
    "java-url-encoder": [Escaper(ALNUM | set(b"*-._"), "+")],
    "net-url-encode": [Escaper(ALNUM | set(b"-_.!*()"), "+", True), Escaper(ALNUM | set(b"-_.!*()'"), "+", True)],
    "net-web-utility": [Escaper(ALNUM | set(b"-_.!*()"), "+")],
    "go-query-escape": [Escaper(UNRESERVED, "+")],
    "rfc2396": [Escaper(UNRESERVED | MARKS)],
    "ruby-cgi-escape": [Escaper(UNRESERVED, "+"), Escaper(ALNUM | set(b"-_."), "+")],
    "actionscript-escape": [Escaper(ALNUM)],
    "classic-asp": [Escaper(ALNUM, "+")],
    "objc-percent-escapes": [Escaper(UNRESERVED | MARKS | set(b"$&+,/:;=?@"))],
}


class Plan:
    """Everything that a signer does, as it should be done."""

    def __init__(self, request):
        self.request = request
        self.params = [tuple(pair) for pair in request["params"] if pair[0] != "Signature"]
        self.list_steps = []                      # functions list -> list
        self.text = lambda text: text             # a value, before it becomes bytes
        self.charset = lambda text: text.encode("utf-8")
        self.escaper = Escaper()
        self.escape_with = None                   # a function str -> str instead of charset and escaper
        self.name_escaper = None                  # another escaper for names alone
        self.escape_names = True
        self.escape_values = True
        self.after_escape = lambda text: text
        self.order = None                         # a function: list of (name, value, raw pair) -> list
        self.join = lambda pairs: "&".join(pairs)
        self.equals_when_empty = True
        self.query = None                         # a function of the plan instead of all of the above
        self.canonical_step = lambda query: query
        self.method = request["method"].upper()
        self.host = rules.host_line(request["endpoint"])
        self.path = rules.path_of(request["endpoint"]) or "/"
        self.lines = lambda method, host, path, query: "\n".join((method, host, path, query))
        self.whole = []                           # functions str -> str
        self.as_bytes = lambda text: text.encode("utf-8")
        self.key = lambda secret: secret
        self.hash_name = "sha1" if request["algorithm"] == "HmacSHA1" else "sha256"
        self.mac = lambda key, text, name: hmac.new(key, text, name).digest()
        self.base64 = lambda digest: base64.b64encode(digest).decode()
        self.wire = []                            # functions str -> str, on the Base64 text

    def texts(self):
        params = self.params
        for step in self.list_steps:
            params = step(params)
        return [(name, self.text(value)) for name, value in params]

    def escape(self, text, escaper=None):
        escaped = self.escape_with(text) if self.escape_with else (escaper or self.escaper)(self.charset(text))
        return self.after_escape(escaped)

    def canonical(self):
        if self.query:
            return self.query(self)
        rows = []
        for name, value in self.texts():
            name_out = self.escape(name, self.name_escaper) if self.escape_names else name
            value_out = self.escape(value) if self.escape_values else value
            rows.append((name_out, value_out, name, value))
        if self.order:
            rows = self.order(rows)
        else:
            rows.sort(key=lambda row: (row[2].encode("utf-8", "surrogatepass"), row[3].encode("utf-8", "surrogatepass")))
        pairs = [name + "=" + value if value or self.equals_when_empty else name for name, value, _, _ in rows]
        return self.canonical_step(self.join(pairs))

    def string_to_sign(self):
        text = self.lines(self.method, self.host, self.path, self.canonical())
        for step in self.whole:
            text = step(text)
        return text

    def signature(self):
        octets = self.as_bytes(self.string_to_sign())
        key = self.key(self.request["secret"].encode("utf-8"))
        text = self.base64(self.mac(key, octets, self.hash_name))
        for step in self.wire:
            text = step(text)
        return text


def setting(**changes):
    def apply(plan):
        for name, value in changes.items():
            setattr(plan, name, value)
    return apply


def list_step(step):
    return lambda plan: plan.list_steps.append(step)


def whole_step(step):
    return lambda plan: plan.whole.append(step)


def key_step(step):
    def apply(plan):
        before = plan.key
        plan.key = lambda secret: step(before(secret))
    return apply


def text_step(step):
    def apply(plan):
        before = plan.text
        plan.text = lambda text: step(before(text))
    return apply


def host_step(step):
    return lambda plan: setattr(plan, "host", step(plan.host))


def path_step(step):
    return lambda plan: setattr(plan, "path", step(plan.path))


def wire_step(step):
    return lambda plan: plan.wire.append(step)


def changed_escaper(change):
    def apply(plan):
        old = plan.escaper
        plan.escaper = Escaper(old.stays, old.space, old.lower)
        change(plan.escaper)
    return apply


def bare(letters):
    return changed_escaper(lambda escaper: escaper.stays.update(letters))


def escaped_too(letters):
    return changed_escaper(lambda escaper: escaper.stays.difference_update(letters))


def replaced_escaper(new):
    def apply(plan):
        plan.escaper = Escaper(new.stays, new.space, new.lower)
    return apply


def subsets(items, largest=None):
    items = sorted(items)
    for size in range(1, min(len(items), largest or len(items)) + 1):
        yield from itertools.combinations(items, size)


def present(request, letters):
    used = "".join(name + value for name, value in request["params"]).encode("utf-8")
    return {byte for byte in letters if byte in used}


def ordered_by(key):
    return setting(order=lambda rows: sorted(rows, key=key))


def utf16(text):
    return text.encode("utf-16-be", "surrogatepass")


def natural(text):
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"[0-9]+|[^0-9]+", text)]


def integer_names_first(row):
    """PHP's ksort and JavaScript's objects: names that are whole numbers are numbers."""
    name = row[2]
    whole = name.isdigit() and str(int(name)) == name
    return (0, int(name), b"") if whole else (1, 0, name.encode())


def js_escape(text):
    units = utf16(text)
    out = []
    for high, low in zip(units[::2], units[1::2]):
        unit = high << 8 | low
        if unit < 128 and (unit in ALNUM or unit in b"@*_+-./"):
            out.append(chr(unit))
        else:
            out.append("%%%02X" % unit if unit < 256 else "%%u%04X" % unit)
    return "".join(out)


def latin1(text):
    return text.encode("latin-1", "replace")


def twice(text):
    return text.encode("utf-8").decode("latin-1").encode("utf-8")


def twice_cp1252(text):
    return text.encode("utf-8").decode("cp1252", "replace").encode("utf-8")


def kept(which, in_order=False):
    def step(params):
        found = {}
        for name, value in sorted(params) if in_order else params:
            if which == "joined":
                found[name] = found[name] + "," + value if name in found else value
            elif which == "last" or name not in found:
                found[name] = value
        return list(found.items())
    return list_step(step)


def repeated_in_given_order(plan):
    plan.order = lambda rows: sorted(rows, key=lambda row: row[2].encode("utf-8"))


def too_early(indexes, late_sorted=False):
    """These parameters, by their place in the list, were put behind the sorted rest."""
    def order(rows):
        late = [rows[index] for index in sorted(indexes) if index < len(rows)]
        if late_sorted:
            late.sort(key=lambda row: (row[2].encode("utf-8"), row[3].encode("utf-8")))
        early = [row for index, row in enumerate(rows) if index not in indexes]
        return sorted(early, key=lambda row: (row[2].encode("utf-8"), row[3].encode("utf-8"))) + late
    return setting(order=order)


def decoded_before_split(unquoted, keeps_bare):
    """The whole query is decoded and then taken apart."""
    def step(params):
        query = unquoted("&".join(rules.escape(name) + "=" + rules.escape(value) for name, value in params))
        pieces = [piece.partition("=") for piece in query.split("&") if piece]
        return [(name, value) for name, equals, value in pieces if equals or keeps_bare]
    return list_step(step)


def with_param(name, value):
    return list_step(lambda params: params + [(name, value)])


def without(index):
    return list_step(lambda params: [pair for place, pair in enumerate(params) if place != index])


def json_fields(request):
    try:
        fields = json.loads(request.get("body") or "")
    except ValueError:
        return []
    return [(name, str(value)) for name, value in fields.items()]


def version_1(plan):
    def text(*_):
        rows = sorted(plan.texts(), key=lambda pair: pair[0].lower())
        return "".join(name + value for name, value in rows)
    plan.lines = text


def version_0(first):
    def apply(plan):
        values = dict(plan.params)
        plan.lines = lambda *_: "".join(values.get(name, "") for name in first)
    return apply


def host_of_url(request):
    """Host, as the endpoint has it."""
    return request["endpoint"].split("://")[1].split("/")[0]


def openssl_label(label, ending):
    return setting(base64=lambda digest: base64.b64encode((label + "= " + digest.hex() + ending).encode()).decode())


def new_stamp(text):
    return list_step(lambda params: [(name, text if name == "Timestamp" else value) for name, value in params])


def nearby_stamps(request):
    from calendar import timegm
    from time import gmtime, strftime, strptime
    stamp = dict(map(tuple, request["params"])).get("Timestamp", "")
    match = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z?)", stamp)
    if not match:
        return
    at = timegm(strptime(match[1], "%Y-%m-%dT%H:%M:%S"))
    for seconds in (-1, 1, -2, 2, -3, 3):
        yield strftime("%Y-%m-%dT%H:%M:%S", gmtime(at + seconds)) + (match[2] or "") + match[3]


def stamp_forms(request):
    stamp = dict(map(tuple, request["params"])).get("Timestamp", "")
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(Z?)", stamp)
    if match:
        day, clock = match[1], match[2]
        for form in (day + "T" + clock, day + "T" + clock + "Z", day + "T" + clock + ".000Z", day + " " + clock,
                     day + "T" + clock + "+00:00"):
            if form != stamp:
                yield form


def variants(request, name):
    """The ways in which this mistake can be made on this request, as functions that change a plan."""
    params = [tuple(pair) for pair in request["params"] if pair[0] != "Signature"]
    host, path = rules.host_line(request["endpoint"]), rules.path_of(request["endpoint"])
    scheme = request["endpoint"].split("://")[0]
    if name in NAMED_ESCAPERS:
        return [replaced_escaper(escaper) for escaper in NAMED_ESCAPERS[name]]
    if name == "marks-bare":
        return [bare(letters) for letters in subsets(present(request, MARKS))]
    if name == "other-bare":
        used = present(request, RESERVED - MARKS - set(b" ,:/"))
        return [bare(letters) for letters in subsets(used, 2)] + [
            bare(used & set(letters)) for letters in (b"@+", b"&=+$#;?@", b"$&+;=?@", b"&=", b"+=", b"&=+") if used & set(letters)]
    if name == "unreserved-encoded":
        return [escaped_too(letters) for letters in subsets(present(request, b"-_."))]
    if name == "other-hash":
        own = "sha1" if request["algorithm"] == "HmacSHA1" else "sha256"
        return [setting(hash_name=other) for other in ("sha1", "sha256", "sha512", "md5", "sha384") if other != own]
    if name == "other-host":
        return [setting(host=other) for other in request.get("hosts", []) if other != host]
    if name == "other-method":
        return [setting(method=other) for other in ("GET", "POST", "PUT", "DELETE") if other != request["method"].upper()]
    if name == "other-path":
        return [setting(path=other) for other in ("/", "/onca/xml") + tuple(request.get("paths", [])) if other != (path or "/")]
    if name == "other-access-key":
        return [list_step(lambda old, key=key: [(n, key if v == request["access_key"] and n.endswith("AccessKeyId") else v) for n, v in old])
                for key in request.get("access_keys", [])]
    if name == "other-stamp":
        return [new_stamp(stamp) for stamp in list(nearby_stamps(request)) + list(stamp_forms(request))]
    if name == "stamp-form":
        return [new_stamp(stamp) for stamp in stamp_forms(request)]
    if name == "parameter-not-signed":
        return [without(index) for index in range(len(params))]
    if name == "parameter-not-sent":
        return [with_param(*pair) for pair in request.get("unsent", [])]
    if name == "signature-signed":
        return [with_param("Signature", old) for old in ["", request.get("old_signature")] if old is not None]
    if name == "body-signed":
        return [list_step(lambda old: old + json_fields(request))] if json_fields(request) else []
    if name == "body-not-signed":
        count = request.get("in_body")
        return [list_step(lambda old: old[:-count])] if count else []
    if name == "sorted-too-early":
        single = [too_early({index}) for index in range(len(params))]
        last = [too_early(set(range(start, len(params)))) for start in range(max(2, len(params) - 4), len(params) - 1)]
        return single + last + [too_early(set(range(start, len(params))), True) for start in range(2, len(params) - 1)]
    if name == "trimmed":
        return [text_step(strip) for strip in (str.strip, str.rstrip, str.lstrip)]
    if name == "path-decoded":
        return [path_step(unquote), path_step(unquote_plus)] if path else []
    if name == "path-encoded":
        return [path_step(lambda old, safe=safe: quote(old, safe=safe)) for safe in ("/", "/~", "")] if path else []
    if name == "trailing-slash":
        return [path_step(lambda old: old[:-1] if old.endswith("/") else old + "/")] if path not in ("", "/") else []
    if name == "double-slash":
        return [path_step(lambda old: "/" + old)] + ([path_step(lambda old: old + "/")] if path.endswith("/") else [])
    if name == "host-with-scheme":
        return [host_step(lambda old: scheme + "://" + old), host_step(lambda old: scheme + "://" + old + "/")]
    if name == "default-port-written":
        return [] if ":" in host else [host_step(lambda old: old + {"http": ":80", "https": ":443"}[scheme])]
    if name == "port-dropped":
        return [host_step(lambda old: old.partition(":")[0])] if ":" in host else []
    if name == "host-capitals":
        return [setting(host=host_of_url(request))] if host_of_url(request) != host else []
    if name == "secret-white-space":
        return [key_step(lambda secret, more=more: more[0] + secret + more[1])
                for more in ((b"", b"\n"), (b"", b"\r\n"), (b"", b" "), (b" ", b""), (b"\t", b""), (b"", b"\t"))]
    if name == "secret-encoded":
        return [key_step(lambda secret, safe=safe: quote(secret, safe=safe).encode()) for safe in ("", "/")]
    if name == "secret-decoded":
        return [key_step(lambda secret: unquote_plus(secret.decode()).encode()),
                key_step(lambda secret: unquote(secret.decode()).encode())]
    if name == "secret-quoted":
        return [key_step(lambda secret, mark=mark: mark + secret + mark) for mark in (b'"', b"'")]
    if name == "plain-hash":
        def hashed(arrange):
            return setting(mac=lambda key, text, hash_name: hashlib.new(hash_name, arrange(key, text)).digest())
        return [hashed(arrange) for arrange in (lambda key, text: text, lambda key, text: key + text,
                                                lambda key, text: text + key)]
    if name == "openssl-label":
        return [openssl_label(label, ending) for label in ("SHA2-256(stdin)", "(stdin)", "SHA256(stdin)", "SHA1(stdin)", "HMAC-SHA2-256(stdin)")
                for ending in ("\n", "")]
    if name == "base64-of-hex":
        return [setting(base64=lambda digest: base64.b64encode(digest.hex().encode()).decode()),
                setting(base64=lambda digest: base64.b64encode(digest.hex().upper().encode()).decode())]
    if name == "hex":
        return [setting(base64=lambda digest: digest.hex()), setting(base64=lambda digest: digest.hex().upper())]
    if name == "line-break-in-signature":
        def wrapped(ending):
            return wire_step(lambda text: "".join(text[at:at + 76] + ending for at in range(0, len(text), 76)))
        return [wrapped(ending) for ending in ("\n", "\r\n")] + [
            wire_step(lambda text: "\n".join(text[at:at + 76] for at in range(0, len(text), 76)))]
    if name == "signature-quoted":
        return [wire_step(lambda text, mark=mark: mark + text + mark) for mark in ('"', "'")]
    if name == "string-percent-encoded":
        return [whole_step(quote_plus), whole_step(rules.escape), whole_step(quote),
                whole_step(lambda text: quote(text, safe="!'()*~")), whole_step(lambda text: quote_plus(text).replace("~", "%7E"))]
    if name == "string-as-utf16":
        return [setting(as_bytes=lambda text, form=form: text.encode(form)) for form in ("utf-16-le", "utf-16-be", "utf-16")]
    if name == "version-0":
        return [version_0(("Action", "Timestamp")), version_0(("Service", "Operation", "Timestamp"))]
    if name == "decoded-before-split":
        return [decoded_before_split(unquoted, bare_too) for unquoted in (unquote, unquote_plus) for bare_too in (True, False)]
    if name == "decoded-twice":
        return [text_step(unquote), text_step(unquote_plus)]
    if name == "semicolon-as-colon":
        return [setting(canonical_step=lambda query: query.replace("%3B", "%3A"))]
    if name == "utf8-twice":
        return [setting(charset=twice), setting(charset=twice_cp1252)]
    if name == "html-escaped-values":
        return [text_step(lambda text: html.escape(text, quote=True).replace("&#x27;", "&#039;")),
                text_step(lambda text: html.escape(text, quote=True).replace("&#x27;", "'")),
                text_step(lambda text: html.escape(text, quote=True).replace("&#x27;", "&#39;")),
                text_step(lambda text: html.escape(text, quote=False))]
    if name == "encoded-twice":
        def one_value(index):
            return list_step(lambda old: [(n, rules.escape(v) if place == index else v) for place, (n, v) in enumerate(old)])
        return [setting(after_escape=lambda text: quote(text, safe="~"))] + [
            one_value(index) for index, (_, value) in enumerate(params) if rules.escape(value) != value]
    if name == "lower-hex":
        return [changed_escaper(lambda escaper, which=which: setattr(escaper, "lower", which)) for which in (True, MARKS)]
    if name == "tilde-encoded":
        return [escaped_too(b"~"), setting(name_escaper=Escaper(UNRESERVED - set(b"~")))]
    if name == "sorted-joined":
        def joined(form):
            return setting(order=lambda rows: sorted(rows, key=form))
        return [joined(lambda row: (row[0] + "=" + row[1]).encode()), joined(lambda row: (row[2] + "=" + row[3]).encode())]
    if name == "sorted-encoded":
        return [ordered_by(lambda row: (row[0].encode(), row[1].encode())),
                ordered_by(lambda row: (rules.escape(row[2]), rules.escape(row[3]))),
                ordered_by(lambda row: rules.escape(row[2]) + "=" + rules.escape(row[3]))]
    if name == "sorted-naturally":
        return [ordered_by(lambda row, key=key: (key(row), row[3].encode("utf-8")))
                for key in (lambda row: natural(row[2]), integer_names_first)]
    if name == "sorted-ignoring-case":
        return [ordered_by(lambda row: row[2].lower().encode()), ordered_by(lambda row: row[2].upper().encode()),
                ordered_by(lambda row: (row[2].lower(), row[3].lower())),
                ordered_by(lambda row: (row[2] + "=" + row[3]).lower()),
                ordered_by(lambda row: (row[0] + "=" + row[1]).lower())]
    if name == "sorted-utf16":
        return [ordered_by(lambda row: (utf16(row[2]), utf16(row[3])))]
    if name == "repeated-joined":
        return [kept("joined"), kept("joined", True)]
    if name == "amp-twice":
        return [setting(join=lambda pairs: "&&".join(pairs)), setting(join=lambda pairs: "&" + "&".join(pairs))]
    if name == "amp-html":
        return [setting(join=lambda pairs: "&amp;".join(pairs))]
    if name == "signed-as-sent":
        url = request.get("url", "")
        query = url.partition("?")[2].partition("&Signature=")[0]
        return [setting(query=lambda plan: query)] if query else []
    simple = SIMPLE.get(name)
    return [simple] if simple else []


SIMPLE = {
    "right": lambda plan: None,
    "unsorted": setting(order=lambda rows: rows),
    "repeated-in-given-order": repeated_in_given_order,
    "empty-dropped": list_step(lambda params: [(name, value) for name, value in params if value != ""]),
    "empty-without-equals": setting(equals_when_empty=False),
    "zero-dropped": list_step(lambda params: [(name, value) for name, value in params if value != "0"]),
    "repeated-first-kept": kept("first"),
    "repeated-last-kept": kept("last"),
    "latin1": setting(charset=latin1),
    "plus-decoded": text_step(lambda text: text.replace("+", " ")),
    "not-encoded": setting(escape_names=False, escape_values=False),
    "names-not-encoded": setting(escape_names=False),
    "space-as-plus": changed_escaper(lambda escaper: setattr(escaper, "space", "+")),
    "space-bare": changed_escaper(lambda escaper: setattr(escaper, "space", " ")),
    "comma-bare": bare(b","),
    "colon-bare": bare(b":"),
    "slash-bare": bare(b"/"),
    "js-escape": setting(escape_with=js_escape),
    "semicolon-separator": setting(join=lambda pairs: ";".join(pairs)),
    "question-mark": setting(join=lambda pairs: "?" + "&".join(pairs)),
    "amp-twice": setting(join=lambda pairs: "&".join(pairs) + "&"),
    "method-lower-case": lambda plan: setattr(plan, "method", plan.method.lower()),
    "host-empty": setting(host=""),
    "path-empty": setting(path=""),
    "path-missing": setting(lines=lambda method, host, path, query: "\n".join((method, host, query))),
    "crlf": whole_step(lambda text: text.replace("\n", "\r\n")),
    "literal-backslash-n": whole_step(lambda text: text.replace("\n", "\\n")),
    "literal-n": whole_step(lambda text: text.replace("\n", "n")),
    "newlines-missing": whole_step(lambda text: text.replace("\n", "")),
    "trailing-newline": whole_step(lambda text: text + "\n"),
    "key-and-text-swapped": setting(mac=lambda key, text, name: hmac.new(text, key, name).digest()),
    "access-key-as-secret": lambda plan: key_step(lambda secret: plan.request["access_key"].encode())(plan),
    "secret-with-ampersand": key_step(lambda secret: secret + b"&"),
    "secret-empty": key_step(lambda secret: b""),
    "url-safe-base64": wire_step(lambda text: text.replace("+", "-").replace("/", "_")),
    "padding-lost": wire_step(lambda text: text.rstrip("=")),
    "signature-not-encoded": wire_step(lambda text: text.replace("+", " ")),
    "signature-encoded-twice": wire_step(lambda text: quote(text, safe="")),
    "version-1": version_1,
}

NAMES = """
right unsorted sorted-ignoring-case sorted-joined sorted-encoded sorted-utf16 sorted-naturally repeated-in-given-order
sorted-too-early empty-dropped empty-without-equals zero-dropped repeated-first-kept repeated-last-kept repeated-joined
signature-signed parameter-not-signed parameter-not-sent body-signed body-not-signed latin1 utf8-twice plus-decoded
decoded-twice decoded-before-split trimmed html-escaped-values not-encoded names-not-encoded space-as-plus space-bare
tilde-encoded marks-bare comma-bare colon-bare slash-bare other-bare unreserved-encoded lower-hex encoded-twice
semicolon-as-colon js-encode-uri-component js-encode-uri js-escape js-url-search-params python-quote python-quote-plus
php-urlencode java-url-encoder net-url-encode net-web-utility go-query-escape rfc2396 ruby-cgi-escape actionscript-escape
classic-asp objc-percent-escapes amp-html amp-twice semicolon-separator question-mark other-method method-lower-case
default-port-written port-dropped host-capitals other-host host-empty host-with-scheme path-empty path-missing
trailing-slash path-decoded path-encoded double-slash other-path crlf literal-backslash-n literal-n newlines-missing
trailing-newline string-percent-encoded string-as-utf16 other-hash plain-hash key-and-text-swapped secret-white-space
secret-encoded secret-decoded access-key-as-secret secret-quoted secret-with-ampersand secret-empty hex base64-of-hex
url-safe-base64 padding-lost line-break-in-signature openssl-label signature-not-encoded signature-encoded-twice
signature-quoted stamp-local-time stamp-outside-window stamp-form other-access-key other-stamp version-0 version-1
signed-as-sent
""".split()
NOT_IN_THE_LIST = ["amp-twice"]

FIRST = ["version-0", "version-1", "signed-as-sent", "other-host", "host-capitals", "host-empty", "other-path", "path-empty",
         "access-key-as-secret", "secret-empty", "secret-white-space", "secret-encoded"]
LAST = ["trailing-newline", "string-percent-encoded", "padding-lost", "signature-quoted", "line-break-in-signature",
        "signature-encoded-twice", "signature-not-encoded"]
# A signer works in this order, so a mistake named later cannot undo what one named earlier did.
RANK = {name: place for place, name in enumerate(
    FIRST + list(NAMED_ESCAPERS) + ["js-escape"] +
    [name for name in NAMES + NOT_IN_THE_LIST if name not in NAMED_ESCAPERS and name != "js-escape" and
     name not in FIRST + LAST] +
    LAST)}


def plan_of(request, functions):
    plan = Plan(request)
    for function in functions:
        function(plan)
    return plan


def plans(request, names):
    """Every plan that makes exactly these mistakes."""
    ways = [variants(request, name) for name in sorted(names, key=RANK.__getitem__)]
    for functions in itertools.product(*ways):
        try:
            yield plan_of(request, functions)
        except (UnicodeError, ValueError):
            continue
