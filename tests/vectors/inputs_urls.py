"""Existing URLs with whatever a query may carry: the same request is written in many ways, and means one thing."""
import calendar
import string
import time

from case import ACCESS_KEY, SECRET_KEY

AT = "2011-10-03T15:19:30"
SDB = "https://sdb.amazonaws.com/"
BASE = ("AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&SignatureMethod=HmacSHA256&SignatureVersion=2"
        "&Timestamp=2011-10-03T15%3A19%3A30Z")
CASES = []


def url_case(id, note, dialect, url, method="GET", at=AT, access_key=ACCESS_KEY, secret_key=SECRET_KEY,
             signature_method="HmacSHA256"):
    """One input. `at` is the caller's clock, which is not asked where the URL has its time; as_given has none."""
    as_given = dialect == "as_given"
    return {
        "id": id,
        "note": note,
        "method": method,
        "url": url,
        "dialect": dialect,
        "access_key": None if as_given else access_key,
        "secret_key": secret_key,
        "unix_time": 0 if as_given else calendar.timegm(time.strptime(at, "%Y-%m-%dT%H:%M:%S")),
        "signature_method": signature_method,
    }


def add(id, note, query, url=SDB, **more):
    """Most of what a query may look like does not depend on the dialect."""
    CASES.append(url_case("url-" + id, note, "as_given", url if query is None else url + "?" + query, **more))


# Spaces, pluses and escapes.
add("space-plus", "A + is a space.", BASE + "&Q=select+*+from+d")
add("space-escaped", "%20 is a space too.", BASE + "&Q=select%20%2A%20from%20d")
add("space-both", "Both in one value, also first and last.", BASE + "&Q=+a%20+b%20")
add("plus-escaped", "%2B is a plus.", BASE + "&Q=1%2B1%3D2&R=C%2b%2b")
add("plus-in-name", "A + in a name is a space, %2B a plus.", BASE + "&my+name=1&my%2Bname=2&my%20other=3")
add("escapes-lower", "Lower-case escapes.", BASE.replace("%3A", "%3a") + "&Q=a%2fb%3a%c3%a9%2A%e2%82%ac")
add("escapes-mixed", "Escapes of mixed case.", BASE + "&Q=%c3%A9%E2%82%aC%2f%3D%3d")
add("escapes-needless", "Letters that need no escape.", BASE + "&%41ction=%4c%69st%44omains&Versio%6e=2009%2d04-15")
add("escapes-all-ascii", "Every ASCII character but NUL, escaped.",
    BASE + "&Q=" + "".join("%%%02X" % code for code in range(1, 128)))
add("escaped-nul", "An escaped NUL is a byte like any other.", BASE + "&Q=a%00b&R=%00")
add("escaped-percent", "%25 is a percent sign, and what follows it is text.", BASE + "&Q=100%25&R=%2520&S=%25252B")
add("tilde-escaped", "%7E and ~ are the same.", BASE + "&Q=%7Euser&R=~user&%7e=1")
add("unreserved-escaped", "- . _ ~ escaped.", BASE + "&Q=%2D%2E%5F%7E&R=-._~")

# What separates, and what does not.
add("ampersand-in-value", "%26 does not separate.", BASE + "&Q=a%26b%26c&R=Tom%20%26%20Jerry")
add("ampersand-in-name", "%26 does not separate names either.", BASE + "&a%26b=1&a=2")
add("equals-in-value", "Only the first = separates.", BASE + "&Q=a=b&R===&S=x==")
add("equals-doubled", "Two = are a = at the front of the value.", BASE + "&a==b")
add("equals-escaped", "%3D does not separate.", BASE + "&a%3Db=c&d=e%3Df")
add("semicolon", "A semicolon does not separate.", BASE + "&Q=a;b=c;d&R;S=1")
add("semicolon-escaped", "Nor does an escaped one.", BASE + "&Q=a%3Bb%3bc")
add("empty-pieces", "Empty pieces disappear.", "&" + BASE + "&&&Q=1&&R=2")
add("empty-piece-first", "A leading &.", "&" + BASE)
add("empty-piece-last", "A trailing &.", BASE + "&Q=1&")
add("empty-pieces-only", "Nothing but &: no parameter at all.", "&&&", method="PUT")
add("no-equals", "A name without = has the empty value.", BASE + "&acl&Q=1&versions")
add("no-equals-and-empty", "With and without =, an empty value is empty.", BASE + "&a&b=&c=0")
add("question-mark", "A second ? is text.", BASE + "&Q=what?&R=a?b=c&?=1")
add("question-mark-first", "A ? at the front of the query belongs to the first name.", "?a=1&" + BASE)
add("brackets", "Brackets in names, as PHP writes them.", BASE + "&ids[]=1&ids%5B0%5D=2&f[x][y]=z")

# Characters that should have been escaped stand for themselves.
add("raw-reserved", "Reserved characters that are not escaped.", BASE.replace("%3A", ":") + "&Q=a:/,*()'!@$?b&R=[]{}|")
add("raw-each-punctuation", "Every ASCII punctuation character as it is, but those with a meaning.",
    BASE + "&Q=" + "".join(char for char in string.punctuation if char not in "#%&+"))
add("raw-in-name", "The same in a name.", BASE + "&a:/,*()'!@$b=1&tag:Name=web-*")
add("raw-colon-stamp", "A time stamp with bare colons.", "Timestamp=2011-10-03T15:19:30Z&SignatureVersion=2"
    "&SignatureMethod=HmacSHA256&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=ListDomains")
add("raw-offset-stamp", "A time stamp whose offset has its plus escaped.",
    "Timestamp=2011-10-03T17:19:30%2B02:00&Action=Ping")
add("raw-url-inside", "A URL in a value, with nothing in it escaped but its &.",
    BASE + "&Url=http://example.com:8080/a/b?c=d%26e=f")

# UTF-8.
add("utf8-raw", "UTF-8 as it is.", BASE + "&Q=Käse&R=日本語&S=\U0001f600&été=1")
add("utf8-escaped", "The same, escaped.",
    BASE + "&Q=K%C3%A4se&R=%E6%97%A5%E6%9C%AC%E8%AA%9E&S=%F0%9F%98%80&%C3%A9t%C3%A9=1")
add("utf8-both", "Both in one value.", BASE + "&Q=é%C3%A9+ü%20%c3%bc")
add("utf8-decomposed", "Nothing is normalised.", BASE + "&Q=%C3%A9&R=e%CC%81&S=e\u0301")
add("utf8-byte-order-mark", "A byte order mark is text.", BASE + "&Q=%EF%BB%BFx&R=\ufeff")
add("utf8-edges", "The first and the last characters of each length.",
    BASE + "&Q=%C2%80%DF%BF%E0%A0%80%EF%BF%BF%F0%90%80%80%F4%8F%BF%BF")

# Order and repetition.
CANONICAL = BASE + "&Version=2009-04-15&a=b%20c%2Fd~e&b="
add("order-canonical", "A query that is canonical already.", CANONICAL)
add("order-reversed", "The same in reverse.", "&".join(reversed(CANONICAL.split("&"))))
add("order-numbered", "Attribute.10 comes before Attribute.2.",
    BASE + "&Attribute.2.Name=b&Attribute.10.Name=c&Attribute.1.Name=a")
add("order-prefix", "A name comes before the names that it begins, also where = is escaped.",
    BASE + "&Foo.1=2&Foo=1&Foo%3D=3&Foo!=4")
add("order-decoded", "Names are sorted as they are once they are decoded.", BASE + "&%62=2&a=1&%63=3&B=0")
add("repeated", "A repeated name: all its values are kept, sorted.", BASE + "&Item=b&Item=a&Item=c")
add("repeated-equal", "Equal values of a repeated name are kept too.", BASE + "&Item=a&Item=b&Item=a&Item=a")
add("repeated-between", "A repeated name with others between.",
    BASE + "&Tag=z&Item=1&Tag=&Name=x&Tag=a%20b&Item=10&Item=9")
add("repeated-escaped", "Two ways to write one name.", BASE + "&It%65m=b+c&Item=a%2Fb&%49tem=b%20b")
add("200-params", "200 parameters, the largest in front, one in three with something to decode.",
    "".join("Member.%d.Key=%s&" % (n, "v%d" % n if n % 3 else "v+%d%%2f" % n) for n in range(200, 0, -1)) + BASE,
    method="POST")
add("8-kb", "A value of 8 kB, all escaped.", BASE + "&Q=" + "%e2%82%ac" * 900, method="POST")

# An old signature is replaced, wherever it stands and whatever it says.
SIGNED = BASE + "&Version=2009-04-15"
OLD = "Signature=i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf%2FMj6vPxyYIs%3D"
add("signed-last", "An old Signature at the end.", SIGNED + "&" + OLD)
add("signed-first", "At the front.", OLD + "&" + SIGNED)
add("signed-between", "Where the sorting would have put it.",
    SIGNED.replace("&SignatureMethod", "&Signature=abc%3D&SignatureMethod"))
add("signed-raw", "Not escaped.", SIGNED + "&Signature=i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6+PxyYIs=")
add("signed-twice", "Two of them.", "Signature=&" + SIGNED + "&Signature=x&Q=1")
add("signed-name-escaped", "With its name escaped.", SIGNED + "&%53ignature=abc&Q=1&Sign%61ture")
add("signed-similar-names", "Names that are nearly Signature stay.",
    SIGNED + "&signature=a&Signature2=b&Signatur=c&Signature.=d")

# The rest of the URL.
LIST = BASE + "&Action=ListDomains"
add("no-query", "No ? and so no parameter.", None, url="https://example.com/a", method="DELETE")
add("empty-query", "A ? and nothing behind it.", "", url="https://example.com/a")
add("empty-path", "No path before the ?.", LIST, url="https://sdb.amazonaws.com")
add("port", "A port that is not the default.", LIST, url="http://cloud.example.com:8773/services/Cloud")
add("port-default-https", "The default port, spelled out: clients leave it out of the Host header.", LIST,
    url="https://sdb.amazonaws.com:443/")
add("port-default-http", "The same over http.", LIST, url="http://sdb.amazonaws.com:80/", method="POST")
add("port-443-http", "443 is not the default of http.", LIST, url="http://sdb.amazonaws.com:443/")
add("host-capitals", "A host with capitals.", LIST, url="https://SDB.Amazonaws.COM/")
add("host-ipv6", "An IPv6 address.", LIST, url="http://[2001:db8::1]:8773/services/Cloud")
add("host-one-label", "A host without a dot.", LIST, url="http://localhost:8788/")
add("path-escapes", "A path is not decoded.", LIST, url="https://sqs.us-east-1.amazonaws.com/a%2Fb%2fc/%7Eme/~me/%41+b")
add("path-reserved", "Reserved characters in a path.", LIST, url="https://sqs.us-east-1.amazonaws.com/a:@!$&'()*,;=b")
add("path-double-slash", "Empty segments.", LIST, url="https://sqs.us-east-1.amazonaws.com//a//b/")
for METHOD in ("PUT", "HEAD", "DELETE"):
    add("method-" + METHOD.lower(), "The method is signed; the parameters stay in the URL.", LIST, method=METHOD)
add("post", "A POST, whose parameters go into the body.", LIST + "&Q=a+b%2Bc", method="POST")
add("secret-odd", "A secret of odd characters.", LIST, secret_key="a/b+c=d%20&e f" * 6)
