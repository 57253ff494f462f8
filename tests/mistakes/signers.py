"""Who is run on what: (engine, signer, the mistakes that its code or its manual shows, the requests).

The mistakes are candidates. Which of them it makes on a request is found by trying: the smallest set with which the
signer of faulty.py gives the signature that came back. A signature that no set gives stops the program.
"""
from inputs import REQUESTS

SPACES = ["spaces", "spaces-select", "spaces-tag", "spaces-filter", "spaces-edge"]
TILDES = ["tilde", "tilde-space", "tilde-path-value", "tilde-tag", "tilde-name"]
MARKED = ["marks", "apostrophe", "stars", "apostrophe-post", "mark-name", "wildcard"]
LETTERS = ["umlaut", "accent", "sharp-s", "nino", "danish"]
FAR_LETTERS = ["japanese", "euro", "emoji", "greek-name"]
OTHERS = ["commas", "slash", "base64-value", "base64-post", "url-value", "mail", "ampersand", "semicolons", "plus-phone",
          "percent", "ascii", "ascii-post", "brackets"]
PLAIN = ["plain", "domains"]
UPPER, TILDE_NAMES, STARS, SHOP_REPEATED = (
    ["%s-%d" % (name, number) for number in range(1, 6)] for name in ("exchange-upper", "tilde-names", "shop-star", "shop-repeated"))
REPEATED = ["repeated", "repeated-three", "repeated-equal", "repeated-apart", "repeated-states", "repeated-filter"]
EMPTY = ["empty", "empty-token", "empty-two", "empty-brand", "empty-symbol", "zero-and-empty"]
ZERO = ["zero", "zero-max", "zero-price", "zero-delay", "zero-from", "zero-and-empty"]
NUMBERS = ["number-names", "item-ten", "item-asin", "number-instances", "brackets"]
CASED = ["lower-names", "case-names", "plain", "domains", "orders", "spaces"]
PREFIXED = ["prefix-names", "prefix-digits", "prefix-item", "prefix-foo", "prefix-page", "brackets"]
ENCODED = ["encoded-order", "encoded-star", "encoded-colon", "encoded-space", "brackets"]
UTF16 = ["utf16-order", "utf16-flag", "utf16-old", "utf16-tag", "utf16-post"]
UNSORTED = ["plain", "lookup", "domains", "orders", "spaces", "post-attributes"]
PORTS = ["port", "port-post", "port-tls", "port-local", "port-number"]
DEFAULT_PORT = ["plain", "domains", "instances", "regions-post", "balance", "path"]
CAPITALS = ["capitals", "capitals-cloud", "capitals-shop", "capitals-exchange", "capitals-post"]
PATHS = ["path", "path-orders", "plain", "balance", "port"]
SLASHES = ["path-slash", "port-local", "path-escaped-umlaut"]
ESCAPED_PATHS = ["path-escaped", "path-escaped-slash", "path-escaped-umlaut", "path-escaped-plus", "path-escaped-at"]
POSTS = ["post-shop", "post-attributes", "regions-post", "base64-post", "number-instances"]
ANY = ["plain", "domains", "orders", "post-attributes", "umlaut", "lookup", "marks"]
HTML = ["html", "html-quote", "ampersand", "url-value", "apostrophe"]
PLUSES = ["plus", "plus-phone", "base64-value", "mail", "ascii"]
NAMES = ["tilde-name", "mark-name", "semicolon-name", "brackets", "greek-name", "encoded-colon", "utf16-tag"]

PHP = [(signer, names, requests) for signer, names, requests in [
    ("rawurlencode", [], PLAIN + ["ascii", "emoji", "spaces"]),
    ("urlencode", ["php-urlencode"], SPACES + TILDES + ["ascii", "mail"]),
    ("http_build_query", ["php-urlencode"], SPACES + TILDES + ["ascii"]),
    ("http_build_query RFC3986", [], ["ascii", "accent"]),
    ("http_build_query, &amp;", ["amp-html"], ANY),
    ("http_build_query, ;", ["semicolon-separator"], ANY),
    ("rawurlencode values only", ["names-not-encoded"], NAMES),
    ("rawurlencode twice", ["encoded-twice"], ANY),
    ("no encoding", ["not-encoded"], ANY + ["ampersand"]),
    ("rawurlencode utf8_decode", ["latin1"], LETTERS + FAR_LETTERS),
    ("rawurlencode utf8_encode", ["utf8-twice"], LETTERS + FAR_LETTERS),
    ("rawurlencode, lower-case hex", ["lower-hex"], ANY + ["ascii", "japanese"]),
    ("rawurlencode, tilde as of PHP 5.2", ["tilde-encoded"], TILDES),
    ("no sort", ["unsorted"], UNSORTED),
    ("ksort", ["sorted-naturally", "sorted-ignoring-case"], ["number-names", "item-ten", "plain"]),
    ("ksort SORT_FLAG_CASE", ["sorted-ignoring-case"], CASED),
    ("ksort SORT_NATURAL", ["sorted-naturally"], NUMBERS),
    ("uksort strcasecmp", ["sorted-ignoring-case"], CASED),
    ("sort of name=value", ["sorted-joined"], PREFIXED + ["plain"]),
    ("natcasesort of name=value", ["sorted-naturally", "sorted-ignoring-case"], ["plain", "domains", "orders", "lookup", "instances"]),
    ("ksort of encoded names", ["sorted-encoded"], ENCODED),
    ("Timestamp after ksort", ["sorted-too-early"], ["plain", "lower-names", "orders", "spaces", "lookup", "item-asin"]),
    ("usort by name", ["repeated-in-given-order"], REPEATED),
    ("array keeps the last", ["repeated-last-kept"], REPEATED),
    ("array keeps the first", ["repeated-first-kept"], REPEATED),
    ("implode of repeated values", ["repeated-joined"], REPEATED),
    ("array_filter", ["zero-dropped", "empty-dropped"], EMPTY + ZERO[:-1]),
    ("array_filter strlen", ["empty-dropped"], EMPTY + ["zero"]),
    ("value and its = only if not empty", ["empty-without-equals"], EMPTY),
    ("trim", ["trimmed"], ["spaces-edge", "ascii", "ascii-post"]),
    ("htmlspecialchars", ["html-escaped-values"], HTML),
    ("htmlspecialchars ENT_COMPAT", ["html-escaped-values"], HTML),
    ("urldecode of values", ["plus-decoded", "decoded-twice"], PLUSES + ["escaped-value", "escaped-space"]),
    ("rawurldecode of values", ["decoded-twice"], ["escaped-value", "escaped-space", "plus"]),
    ("plus to space", ["plus-decoded"], PLUSES),
    ("urldecode of the whole URL", ["decoded-before-split", "plus-decoded"], ["ampersand", "html", "url-value", "equals", "html-quote", "plus"]),
    ("the replacements of the script of 2009", ["semicolon-as-colon"], ["semicolon", "semicolons", "mail", "semicolon-name", "ascii"]),
    ("trailing &", ["amp-twice"], ANY),
    ("leading ?", ["question-mark"], ANY),
    ("'\\n' in single quotes", ["literal-backslash-n"], ANY),
    ("lost backslash", ["literal-n"], ANY),
    ("CRLF", ["crlf"], ANY),
    ("newline at the end", ["trailing-newline"], ANY),
    ("no newlines", ["newlines-missing"], ANY),
    ("rawurlencode of the text", ["string-percent-encoded"], ANY),
    ("urlencode of the text", ["string-percent-encoded"], ANY),
    ("iconv UTF-16LE of the text", ["string-as-utf16"], ANY),
    ("strtolower of the method", ["method-lower-case"], ANY),
    ("GET always", ["other-method"], POSTS),
    ("parse_url host", ["port-dropped", "host-capitals"], PORTS + ["capitals-cloud"]),
    ("SERVER_NAME and SERVER_PORT", ["default-port-written"], DEFAULT_PORT),
    ("undefined host", ["host-empty"], ANY),
    ("host with scheme", ["host-with-scheme"], ANY),
    ("parse_url path", ["path-empty"], ["path-empty", "path"]),
    ("no path", ["path-empty"], ANY),
    ("rtrim path", ["trailing-slash", "path-empty"], SLASHES + ["domains", "instances"]),
    ("path with slash in front", ["double-slash"], ANY),
    ("rawurldecode of the path", ["path-decoded"], ESCAPED_PATHS),
    ("no path line", ["path-missing"], ANY),
    ("hash_hmac as hex", ["hex"], ANY),
    ("base64_encode of hex", ["base64-of-hex"], ANY),
    ("hash_hmac sha1", ["other-hash"], ANY),
    ("hash_hmac md5", ["other-hash"], ANY),
    ("hash_hmac sha512", ["other-hash"], ANY),
    ("hash of the text", ["plain-hash"], ANY),
    ("hash of secret and text", ["plain-hash"], ANY),
    ("hash of text and secret", ["plain-hash"], ANY),
    ("key and text swapped", ["key-and-text-swapped"], ANY),
    ("strtr to URL-safe Base64", ["url-safe-base64"], ANY),
    ("strtr and rtrim", ["url-safe-base64", "padding-lost"], ANY),
    ("rtrim of =", ["padding-lost"], ANY),
    ("chunk_split", ["line-break-in-signature"], ANY),
    ("urlencode of the signature, twice", ["signature-encoded-twice"], ANY),
    ("signature in the URL as it is", ["signature-not-encoded"], [name for name in sorted(REQUESTS) if REQUESTS[name]["method"] == "GET" and "capitals" not in name
                                                                   and REQUESTS[name]["algorithm"] == "HmacSHA256"][:30]),
    ("json_encode of the signature", ["signature-quoted"], ANY),
    ("secret from file_get_contents", ["secret-white-space"], ANY),
    ("secret with blank", ["secret-white-space"], ANY),
    ("urlencode of the secret", ["secret-encoded"], ["domains", "instances", "post-attributes", "ascii", "regions-post"]),
    ("access key as secret", ["access-key-as-secret"], ANY),
    ("secret in quotes from .env", ["secret-quoted"], ANY),
    ("secret as in OAuth", ["secret-with-ampersand"], ["plain", "lookup", "umlaut", "marks", "orders"]),
    ("secret as in OAuth", ["secret-with-ampersand", "secret-encoded"], ["domains", "spaces-select"]),
    ("secret undefined", ["secret-empty"], ANY),
    ("old Signature signed", ["signature-signed"], ANY),
]]
JAVASCRIPT = [
    ("encodeURIComponent", ["js-encode-uri-component"], MARKED + ["ascii", "ascii-post", "plain", "emoji"]),
    ("encodeURIComponent, marks escaped", [], ["ascii", "accent", "marks"]),
    ("encodeURI", ["js-encode-uri"], ["plain", "domains"] + OTHERS + MARKED[:3]),
    ("escape", ["js-escape"], LETTERS + FAR_LETTERS + ["mail", "slash", "base64-value", "ascii", "plain"]),
    ("URLSearchParams", ["js-url-search-params"], SPACES + TILDES[:4] + ["stars", "ascii", "marks", "plain"]),
    ("querystring.stringify", ["js-encode-uri-component"], MARKED + ["ascii", "plain"]),
    ("encodeURIComponent with + for %20", ["space-as-plus"], SPACES),
    ("toLowerCase escapes", ["lower-hex"], ANY),
    ("no escaping of names", ["names-not-encoded", "sorted-utf16"], NAMES),
    ("sort of joined", ["sorted-joined"], PREFIXED),
    ("sort by localeCompare", ["sorted-ignoring-case"], ["plain", "domains", "orders", "spaces", "lookup"]),
    ("object keys, unsorted", ["unsorted"], UNSORTED),
    ("sorted object", ["sorted-naturally"], ["number-names", "plain"]),
    ("sort of joined", ["sorted-joined", "sorted-encoded"], ENCODED),
    ("encodeURIComponent, marks escaped", ["sorted-utf16"], UTF16),
    ("if (value)", ["empty-dropped"], EMPTY),
    ("if (Number(value) || value)", ["zero-dropped", "empty-dropped"], ["zero", "zero-max", "zero-price", "zero-from", "zero-delay"]),
    ("array to string", ["repeated-joined"], REPEATED),
    ("digest hex", ["hex"], ANY[:5]),
    ("base64 of digest hex", ["base64-of-hex"], ANY[:5]),
    ("digest base64url", ["url-safe-base64", "padding-lost"], ANY),
    ("URL.hostname", ["port-dropped"], PORTS),
    ("URL.pathname, origin as host", ["host-with-scheme"], ANY[:5]),
    ("Buffer in utf16le", ["string-as-utf16"], ANY[:5]),
    ("Buffer in latin1 escapes", ["latin1"], LETTERS),
    ("npm aws2", ["marks-bare", "repeated-joined", "sorted-utf16"],
     ["volumes-milliseconds"] + MARKED + UTF16 + [name for name in REPEATED if name not in ("repeated", "repeated-states")]),
    ("npm apac", ["sorted-joined", "sorted-encoded", "sorted-utf16", "repeated-joined", "path-empty", "other-path"],
     ["ascii", "accent", "path-empty"] + PREFIXED + ENCODED + REPEATED[:3] + UTF16[:2]),
    ("npm aws-sdk", ["sorted-utf16", "path-empty", "sorted-naturally"],
     ["ascii", "accent", "path-empty", "repeated-three", "number-names"] + UTF16),
    ("npm aws-lib", ["names-not-encoded", "sorted-utf16", "repeated-in-given-order", "sorted-naturally"],
     ["plain", "marks", "umlaut", "repeated", "semicolon-name", "ampersand", "item-asin"] + SHOP_REPEATED),
    ("npm amazon-product-api", ["names-not-encoded", "lower-hex", "repeated-joined"],
     ["plain", "marks", "umlaut", "semicolon-name", "repeated", "ampersand", "html", "tilde"] + STARS),
]
PYTHON = [
    ("quote", ["python-quote"], ["slash", "base64-value", "base64-post", "url-value", "tilde-path-value", "ascii", "plain"]),
    ("quote safe=''", [], ["ascii", "accent"]),
    ("quote safe='-_~'", [], ["ascii-post"]),
    ("quote_plus", ["python-quote-plus"], SPACES + ["ascii", "tilde-space"]),
    ("urlencode", ["python-quote-plus"], SPACES + ["ascii", "tilde-space", "plain"]),
    ("urlencode quote_via=quote", ["python-quote"], ["slash", "base64-value", "url-value", "base64-post", "encoded-colon"]),
    ("urlencode of the dict", ["unsorted"], UNSORTED),
    ("urlencode encoding=latin-1", ["latin1"], LETTERS),
    ("quote of quote", ["encoded-twice"], ANY[:5]),
    ("quote of values only", ["names-not-encoded"], NAMES),
    ("no quote", ["not-encoded"], ANY),
    ("sorted dict", ["repeated-last-kept"], REPEATED),
    ("parse_qsl drops empty values", ["empty-dropped"], EMPTY),
    ("parse_qsl after unquote", ["decoded-before-split", "plus-decoded"], ["ampersand", "html", "url-value", "equals", "html-quote"]),
    ("sorted by str.lower", ["sorted-ignoring-case"], CASED),
    ("sorted by name only", ["repeated-in-given-order"], REPEATED),
    ("sorted of joined", ["sorted-joined", "sorted-encoded"], PREFIXED),
    ("base64.encodebytes", ["line-break-in-signature"], ANY[:5]),
    ("base64.urlsafe_b64encode", ["url-safe-base64"], ANY),
    ("hexdigest", ["hex"], ANY[:5]),
    ("urlsplit.hostname", ["port-dropped"], PORTS),
    ("urlsplit.netloc", ["host-capitals"], CAPITALS),
    ("PyPI bottlenose", ["names-not-encoded"], ["plain", "marks", "umlaut", "semicolon-name", "shop-name-tilde",
                                                "shop-name-plus", "shop-name-bracket", "shop-name-colon"]),
    ("PyPI mws", ["names-not-encoded"], ["plain", "path-orders"] + NAMES),
    ("PyPI ccxt", ["python-quote", "slash-bare", "sorted-too-early"], ["balance", "orders", "zero-from", "lower-names",
                                                                        "exchange-slash", "exchange-odd"] + UPPER),
    ("PyPI boto", ["path-empty"], ["ascii", "path-empty", "capitals"]),
]
PYTHON2 = [
    ("quote", ["python-quote", "tilde-encoded", "slash-bare"], TILDES + ["slash", "base64-value", "url-value", "ascii", "plain"]),
    ("quote safe=''", ["tilde-encoded"], TILDES),
    ("quote safe='~'", [], ["ascii", "accent"]),
    ("quote_plus", ["python-quote-plus"], SPACES + TILDES),
    ("urlencode", ["python-quote-plus"], SPACES + TILDES),
    ("quote of latin-1", ["latin1"], LETTERS),
    ("PyPI bottlenose", ["names-not-encoded"], ["old-plain", "old-semicolon", "old-tilde", "old-bracket", "old-colon", "old-plus"]),
    ("PyPI python-amazon-product-api", ["names-not-encoded"], ["plain", "umlaut", "semicolon-name", "shop-name-tilde",
                                                               "shop-name-plus", "shop-name-bracket", "shop-name-colon"]),
    ("PyPI boto", ["tilde-encoded", "path-empty"], ["ascii", "stars", "tilde-name", "path-empty", "capitals"] + TILDE_NAMES),
    ("PyPI boto, version 1", ["version-1"], ["domains-sha1", "sha1-instances", "sha1-umlaut", "sha1-tag", "sha1-post"]),
    ("PyPI boto, version 0", ["version-0"], ["domains-sha1", "sha1-instances", "sha1-umlaut", "sha1-tag", "sha1-post"]),
]
JAVA = [
    ("URLEncoder", ["java-url-encoder"], SPACES + TILDES + ["stars", "ascii", "marks", "plain"]),
    ("URLEncoder, + to %20", ["tilde-encoded", "marks-bare"], TILDES + ["stars", "wildcard", "ascii"]),
    ("URLEncoder, + and ~ mended", ["marks-bare"], ["stars", "wildcard", "marks", "apostrophe", "mark-name", "ascii"]),
    ("URLEncoder, all mended", [], ["ascii", "accent"]),
    ("URLEncoder ISO-8859-1", ["latin1"], LETTERS),
    ("TreeMap", ["sorted-utf16", "repeated-last-kept"], UTF16 + REPEATED[:2] + ["plain"]),
    ("TreeMap CASE_INSENSITIVE_ORDER", ["sorted-ignoring-case"], ["lower-names", "plain", "domains", "orders", "spaces"]),
    ("LinkedHashMap", ["unsorted"], UNSORTED),
    ("HashMap", ["unsorted"], UNSORTED),
    ("getBytes UTF-16LE", ["string-as-utf16"], ANY[:5]),
    ("Base64.getUrlEncoder", ["url-safe-base64"], ANY),
    ("Base64 without padding", ["padding-lost"], ANY[:5]),
    ("String.format %x", ["hex"], ANY[:5]),
    ("URI multi-argument", ["objc-percent-escapes", "not-encoded", "space-bare", "marks-bare", "comma-bare", "colon-bare", "slash-bare", "other-bare"],
     ["plain", "spaces", "commas", "slash", "mail"]),
]
MONO = [
    ("HttpUtility.UrlEncode", ["net-url-encode"], ["plain", "domains", "ascii"] + SPACES[:3] + TILDES[:2] + MARKED[:4] + LETTERS[:2]),
    ("HttpUtility.UrlEncode, + to %20", ["lower-hex", "tilde-encoded", "marks-bare"], ["plain", "domains", "spaces", "tilde", "marks", "commas"]),
    ("HttpUtility.UrlPathEncode", ["not-encoded", "space-bare", "lower-hex", "objc-percent-escapes", "marks-bare", "comma-bare", "colon-bare", "slash-bare", "other-bare"],
     ["plain", "domains", "commas", "slash", "lookup"]),
    ("WebUtility.UrlEncode", ["net-web-utility"], SPACES + TILDES[:2] + MARKED[:4] + ["ascii"]),
    ("Uri.EscapeDataString", ["rfc2396"], MARKED + ["ascii", "accent", "plain"]),
    ("Uri.EscapeUriString", ["js-encode-uri", "other-bare"], ["plain", "domains", "commas", "slash", "mail", "url-value"]),
    ("HttpUtility.UrlEncode Latin-1", ["latin1", "lower-hex"], LETTERS),
    ("SortedDictionary, OrdinalIgnoreCase", ["sorted-ignoring-case"], CASED),
    ("SortedDictionary, InvariantCulture", ["sorted-ignoring-case"], ["plain", "domains", "orders", "spaces", "lookup"]),
    ("StringComparer.Ordinal", ["sorted-utf16"], UTF16 + ["accent"]),
    ("Encoding.Unicode", ["string-as-utf16"], ANY[:5]),
    ("BitConverter", ["hex"], ANY[:5]),
]
GO = [
    ("url.QueryEscape", ["go-query-escape"], SPACES + ["ascii", "tilde-space", "accent"]),
    ("url.PathEscape", ["colon-bare", "other-bare"], ["plain", "domains", "mail", "ampersand", "plus-phone", "encoded-colon"]),
    ("url.Values.Encode", ["go-query-escape", "repeated-in-given-order"], SPACES + ["ascii", "repeated-three", "repeated-apart", "repeated-filter"]),
    ("sort of joined", ["sorted-joined"], PREFIXED),
    ("base64.URLEncoding", ["url-safe-base64"], ANY),
    ("base64.RawStdEncoding", ["padding-lost"], ANY[:5]),
    ("URL.Hostname", ["port-dropped"], PORTS),
    ("URL.Path", ["path-decoded"], ESCAPED_PATHS),
    ("go-aws-auth", ["space-as-plus", "path-decoded", "repeated-last-kept"],
     ["instances", "spaces-select", "spaces-filter", "apostrophe", "wildcard", "tilde-path-value", "port", "nino"]
     + ESCAPED_PATHS),
]
RUBY = [
    ("CGI.escape", ["ruby-cgi-escape"], SPACES + ["ascii", "tilde-space", "accent"]),
    ("URI.encode_www_form_component", ["js-url-search-params"], SPACES + TILDES[:4] + ["stars", "ascii"]),
    ("URI.encode_www_form", ["js-url-search-params"], SPACES + ["tilde"]),
    ("ERB::Util.url_encode", [], ["ascii", "accent"]),
    ("URI.escape", ["objc-percent-escapes", "js-encode-uri", "other-bare", "marks-bare", "comma-bare", "colon-bare", "slash-bare"],
     ["plain", "domains", "commas", "slash", "marks"]),
    ("Hash in given order", ["unsorted"], UNSORTED),
    ("Hash sorted", ["repeated-last-kept"], REPEATED[:5]),
    ("sort_by downcase", ["sorted-ignoring-case"], CASED),
    ("sort of joined", ["sorted-joined"], PREFIXED),
    ("reject empty", ["empty-dropped"], EMPTY),
    ("Base64.encode64", ["line-break-in-signature"], ANY[:5]),
    ("Base64.urlsafe_encode64", ["url-safe-base64"], ANY),
    ("hexdigest", ["hex"], ANY[:5]),
    ("URI#host", ["port-dropped"], PORTS),
    ("Debian ruby-amazon-ec2", ["port-dropped", "host-capitals"], ["base64-post", "sharp-s"] + PORTS + ["capitals-post", "capitals-cloud"]),
]
PERL = [
    ("uri_escape_utf8", [], ["ascii", "emoji"]),
    ("uri_escape", [], ["ascii", "emoji"]),
    ("uri_escape_utf8 of bytes", ["utf8-twice"], LETTERS + FAR_LETTERS),
    ("uri_escape of characters", ["latin1"], LETTERS),
    ("uri_escape, unsafe as of URI 1", ["marks-bare"], MARKED),
    ("uri_escape, word characters", ["unreserved-encoded", "tilde-encoded", "actionscript-escape"], ["hyphens", "plain", "domains", "tilde", "lookup"]),
    ("URI query_form", ["space-as-plus", "marks-bare", "comma-bare", "colon-bare", "slash-bare", "other-bare"],
     ["plain", "spaces", "marks", "commas", "slash", "mail", "domains"]),
    ("sort of joined", ["sorted-joined"], PREFIXED),
    ("sort by lc", ["sorted-ignoring-case"], CASED),
    ("hash", ["repeated-last-kept"], REPEATED[:5]),
    ("if ($value)", ["zero-dropped", "empty-dropped"], EMPTY + ZERO[:3]),
    ("hmac_sha256_base64", ["padding-lost"], ANY[:5]),
    ("encode_base64 with its newline", ["line-break-in-signature"], ANY[:5]),
    ("arguments swapped", ["key-and-text-swapped"], ANY[:5]),
    ("Debian libnet-amazon-ec2-perl", ["port-dropped", "other-path", "utf8-twice"],
     ["post-attributes", "apostrophe-post", "port-post", "ec2-port", "ec2-path", "ec2-both", "ec2-deep", "ec2-local", "ascii-post"]),
]
SHELL = [
    ("echo", ["trailing-newline"], ANY),
    ("here-string", ["trailing-newline"], ANY[:5]),
    ("echo -n without -e", ["literal-backslash-n"], ANY[:5]),
    ("openssl without -binary, base64", ["openssl-label", "line-break-in-signature"], ANY[:5]),
    ("openssl without -binary, base64 -w0", ["openssl-label"], ANY[:5]),
    ("openssl without -binary, cut", ["hex"], ANY[:5]),
    ("openssl without -binary, cut, base64", ["base64-of-hex"], ANY[:5]),
    ("openssl dgst without -hmac", ["plain-hash"], ANY[:5]),
    ("openssl dgst -sha1", ["other-hash"], ANY[:5]),
    ("secret with the newline of its file", ["secret-white-space"], ANY[:5]),
    ("curl --data-urlencode", ["space-as-plus", "lower-hex", "names-not-encoded"], SPACES + ["tilde", "mark-name", "ascii", "encoded-colon", "semicolon-name", "accent"]),
    ("printf", [], ["ascii", "accent"]),
]
SIGNERS = {"php": PHP, "js": JAVASCRIPT, "python3": PYTHON, "python2": PYTHON2, "java": JAVA, "mono": MONO, "go": GO,
           "ruby": RUBY, "perl": PERL, "shell": SHELL}
