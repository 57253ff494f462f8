"""Inputs that hand-written signers get wrong: escaping, sorting, hosts, paths, secrets and clocks."""
import string

from case import SECRET_KEY, case

URL = "https://sdb.amazonaws.com/"
AT = "2011-10-03T15:19:30"
CASES = []


def add(id, note, params, url=URL, method="GET", at=AT, **more):
    """Most rules do not depend on the dialect, so most cases use the one that boto, botocore and aws-sdk share."""
    CASES.append(case(id, note, "aws_query", method, url, params, at, **more))


def select(text):
    return {"Version": "2009-04-15", "SelectExpression": text, "Action": "Select"}


# Values: every octet that is not unreserved is escaped, and nothing else.
PRINTABLE = "".join(chr(code) for code in range(0x20, 0x7F))
add("value-printable-ascii", "Every printable ASCII character, in one value.", select(PRINTABLE))
add("value-printable-ascii-post", "The same in a POST.", select(PRINTABLE), method="POST")
add("value-each-punctuation", "Every ASCII punctuation character as a value of its own.",
    {"P.%03d" % ord(char): char for char in reversed(string.punctuation)})
add("value-reserved", "All reserved characters of a URL between two letters.", select("Q:/?#[]@!$'()*+,;Q"))
add("value-unreserved", "The unreserved characters, which stay as they are.",
    select(string.ascii_letters + string.digits + "-_.~"))
add("value-controls", "Tab, line feed, carriage return, escape and delete.", select("a\tb\nc\r\nd\x1be\x7ff"))
add("value-spaces", "Leading, doubled and trailing spaces are kept; a space is %20, never a plus.",
    select("  two  words  "))
add("value-plus", "A plus is %2B, never a space.", select("1+1=2 C++"))
add("value-looks-escaped", "Text that looks escaped already is escaped again.",
    select("%20 a%2Bb 100% %zz %e9 %C3%A9"))
add("value-html-escaped", "An ampersand from HTML is five characters.", select("Tom &amp; Jerry &lt;3 &#39;"))
add("value-query-inside", "A value that looks like a query string.", select("a=1&b=2;c=3?d#e"))
add("value-url-inside", "A value that is a URL.", select("https://user@example.com:8080/a/b?c=d&e=f#g"))
add("value-json-inside", "A value that is JSON.", select('{"k":[1,2.5,"x\\"y"],"\u00fc":null}'))
add("value-empty", "An empty value keeps its equals sign.", {"Empty": "", "Action": "X", "AlsoEmpty": ""})
add("value-zero", "A value of 0 is a value, and so are false, null and undefined.",
    {"Zero": "0", "False": "false", "Null": "null", "Undefined": "undefined", "Zeros": "000"})
add("value-4-kb", "A value of 4 kB.", select("0123456789abcdef" * 256))
add("value-4-kb-escaped", "4 kB of which every byte is escaped.", select("\u20ac/" * 1024), method="POST")

# Unicode: UTF-8, escaped byte by byte, never normalised.
add("unicode-two-bytes", "Two bytes to a character.", select("Zażółć gęślą jaźń ÄÖÜß Ελλάδα"))
add("unicode-three-bytes", "Three bytes to a character.", select("日本語 한국어 ไทย €"))
add("unicode-four-bytes", "Four bytes to a character.", select("\U0001f600 \U00020b9f \U0001d11e"))
add("unicode-combining", "A composed and a decomposed letter stay two different texts.",
    {"Composed": "\u00e9", "Decomposed": "e\u0301", "Hangul": "\u1112\u1161\u11ab"})
add("unicode-right-to-left", "Right-to-left text with direction marks.",
    select("\u202bשלום\u202c \u0645\u0631\u062d\u0628\u0627"))
add("unicode-zwj-emoji", "An emoji of several code points, with joiners.", select("\U0001f469\u200d\U0001f680\ufe0f"))
add("unicode-edges", "The first and last characters of each UTF-8 length, and a byte order mark.",
    select("\u0080\u07ff\u0800\uffff\ufeff\U00010000\U0010ffff"))

# Names: sorted by the bytes of the decoded name, escaped like values.
add("name-numbered", "Attribute.10 comes before Attribute.2, and Attribute.1 before both.",
    {"Attribute.2": "b", "Attribute.10": "c", "Attribute.1": "a"})
add("name-prefix", "A name comes before the names that it begins.",
    {"Foo-Bar": "4", "Foo.1": "3", "Foo": "1", "FooBar": "5", "Foo!": "2", "Foo0": "6"})
add("name-prefix-of-added", "Names around those that the signer adds.",
    {"TimestampX": "1", "Timestam": "2", "AWSAccessKeyIdX": "3", "Signature2": "4", "SignatureVersion.": "5"})
add("name-case", "Capitals come before small letters.", {"b": "4", "a": "3", "B": "2", "A": "1", "_": "5"})
add("name-case-only", "Two names that differ by case alone.", {"action": "small", "Action": "capital", "ACTION": "all"})
add("name-digits", "Names that are numbers are text.", {"10": "b", "9": "d", "1": "a", "2": "c", "09": "e", "-1": "f"})
add("name-punctuation", "Every ASCII punctuation character in a name.",
    {"n" + char: "v" for char in reversed(string.punctuation)})
add("name-printable-ascii", "Every printable ASCII character in one name.", {PRINTABLE: "v", "Action": "X"})
add("name-space", "A space in a name.", {"my name": "1", "my": "2", "myname": "3", " lead": "4"})
add("name-looks-escaped", "A name that looks escaped already.", {"a%20b": "1", "a b": "2", "a+b": "3", "a%2Bb": "4"})
add("name-equals-ampersand", "Names with = and &.", {"a=b": "c", "a": "b=c", "a&b": "d", "a&b=c": ""})
add("name-tilde-against-escaped", "A tilde sorts behind every other ASCII character but before every escaped letter.",
    {"\u00e9t\u00e9": "1", "~user": "2", "zebra": "3"})
add("name-unicode", "Names of two, three and four bytes to a character.",
    {"\U0001f600": "4", "日本": "3", "ключ": "2", "key": "1"})
add("name-utf16-trap", "By bytes U+FFEE comes first, by UTF-16 units U+1F600 does.",
    {"Tag.\U0001f600": "2", "Tag.\uffee": "1"})
add("name-60-params", "60 parameters, the largest in front.",
    {"Item.%d.Name" % n: "value %d" % n for n in range(60, 0, -1)}, method="POST")
add("name-200-params", "200 parameters, a third of them with something to escape.",
    {"Member.%d.%s" % (n, "Key" if n % 2 else "Value"): "v%d" % n if n % 3 else "v/%d +" % n
     for n in range(200, 0, -1)},
    method="POST")
add("no-params", "Nothing but what the signer adds.", {})
add("session-token", "A session token travels as SecurityToken.", select("select * from d"),
    session_token=("AQoEXAMPLEH4aoAH0gNCAPyJxz4BlCFFxWNE1OPTgk5TthT+FvwqnKwRcOIfrRh3c/LTo6UDdyJwOOvE"
                   "VPvLXCrrrUtdnniCEXAMPLE/IvU1dYUg2RVAJBanLiHb4IgRmpRV3zrkuWJOgQs8IZZaIv2BXIa2R4Ol"
                   "gkBN9bkUDNCJiBeb/AXlzBBko7b15fjrBs2+cTQtpZ3CYWFXG8C5zqx37wnOE49mRl/+OtkIKGO7fAE="
                   "="))
add("session-token-post", "A session token in a POST.", select("select * from d"), method="POST",
    session_token="a+b/c=d e~f")

# Methods, hosts and paths.
LIST = {"Version": "2009-04-15", "Action": "ListDomains"}
for METHOD in ("PUT", "DELETE", "HEAD", "PATCH"):
    add("method-" + METHOD.lower(), "The method is signed.", LIST, method=METHOD)
add("host-port-https", "A port that is not the default is signed.", LIST,
    "https://cloud.example.com:8773/services/Cloud")
add("host-port-http", "The same over http.", LIST, "http://cloud.example.com:8773/services/Cloud", method="POST")
add("host-https-on-80", "80 is not the default port of https.", LIST, "https://cloud.example.com:80/")
add("host-http-on-443", "443 is not the default port of http.", LIST, "http://cloud.example.com:443/")
add("host-http", "http on its default port, which the host does not show.", LIST, "http://sdb.eu-west-1.amazonaws.com/")
add("host-ipv4", "An IPv4 address.", LIST, "http://192.0.2.17/")
add("host-ipv4-port", "An IPv4 address with a port.", LIST, "http://192.0.2.17:8773/services/Eucalyptus")
add("host-ipv6-port", "An IPv6 address with a port, in brackets.", LIST, "http://[2001:db8::1]:8773/")
add("host-capitals", "The signed host is lower case.", LIST, "https://SDB.Amazonaws.COM/")
add("host-one-label", "A host without a dot.", LIST, "http://localhost:8788/")
add("host-trailing-dot", "A trailing dot is part of the host.", LIST, "https://sdb.amazonaws.com./")
add("host-punycode", "An internationalised host as it goes on the wire.", LIST, "https://xn--bcher-kva.example/")

PATHS = {
    "empty": "", "deep": "/a/b/c/d/e/f", "trailing-slash": "/services/Cloud/", "double-slash": "//a//b",
    "dots": "/a/./b/../c", "escaped-slash": "/a%2Fb", "escaped-lower": "/a%2fb%c3%a9", "escaped-tilde": "/%7Eme/~me",
    "plus": "/a+b", "reserved": "/a:@!$&'()*,;=b", "matrix": "/a;v=1/b;w", "capitals": "/Onca/XML",
    "queue": "/123456789012/My-Queue_1.fifo",
}
for NAME, PATH in PATHS.items():
    add("path-" + NAME, "The path is signed as it goes on the wire; an empty one as /.", LIST,
        "https://sqs.us-east-1.amazonaws.com" + PATH)

# Secrets: HMAC hashes a key that is longer than its block of 64 bytes first.
SECRETS = {
    "one-character": "k", "base64-marks": "a/b+c=d//++==", "63-bytes": "0123456789abcdef" * 3 + "0123456789abcde",
    "64-bytes": "0123456789abcdef" * 4, "65-bytes": "0123456789abcdef" * 4 + "x", "200-bytes": "secret/+" * 25,
    "unicode": "пароль-鍵-\U0001f511", "inner-space": "open sesame", "percent": "100%25&key=value",
    "hex": "98d1a7bd16c34b04a4b0e8d5c2a1f3e6",
}
for NAME, SECRET in SECRETS.items():
    add("secret-" + NAME, "The secret is used byte for byte.", LIST, secret_key=SECRET, method="POST")
add("access-key-odd", "A key id with characters that are escaped.", LIST, access_key="tenant:user@example.com/+=")

# Clocks: whole seconds of UTC.
TIMES = {
    "epoch": "1970-01-01T00:00:00", "leap-day": "2012-02-29T23:59:59", "leap-day-2000": "2000-02-29T12:00:00",
    "new-year": "2010-12-31T23:59:59", "after-2038": "2038-01-19T03:14:08", "no-leap-day-2100": "2100-03-01T00:00:00",
    "one-digit-parts": "2013-04-05T06:07:08", "last-second": "9999-12-31T23:59:59",
}
for NAME, TIME in TIMES.items():
    add("time-" + NAME, "The time stamp of " + TIME + "Z.", LIST, at=TIME)


# As given: nothing is added, so whatever the caller has is what is signed.
def given(id, note, method, url, params, secret_key=SECRET_KEY):
    CASES.append(case(id, note, "as_given", method, url, params, secret_key=secret_key))


BASE = {"SignatureVersion": "2", "Version": "2009-04-15", "AWSAccessKeyId": "AKIAIOSFODNN7EXAMPLE",
        "SignatureMethod": "HmacSHA256", "Action": "ListDomains"}
given("given-expires", "An expiry time in place of a time stamp.", "GET", URL,
      {**BASE, "Expires": "2011-10-03T15:34:30Z"})
given("given-milliseconds", "A time stamp with milliseconds.", "GET", URL,
      {**BASE, "Timestamp": "2011-10-03T15:19:30.123Z"})
given("given-offset", "A time stamp with an offset, whose plus has to be escaped.", "POST", URL,
      {**BASE, "Timestamp": "2011-10-03T17:19:30+02:00"})
given("given-other-key-name", "Another name for the key id.", "POST", "https://cloud.example.com:8773/api",
      {"Timestamp": "2011-10-03T15:19:30Z", "AccessKey": "user", "Action": "Ping", "SignatureVersion": "2"}, "secret")
given("given-one-param", "One parameter.", "GET", "http://example.com/",
      {"Timestamp": "2011-10-03T15:19:30Z"}, "secret")
given("given-no-params", "No parameter at all: the last line is empty.", "GET", "http://example.com/", {}, "secret")
given("given-lower-case", "Parameters in small letters alone.", "GET", "http://example.com/api",
      {"zone": "a/b", "action": "list", "Timestamp": "2011-10-03T15:19:30Z", "filter": "name='x'"}, "secret")
