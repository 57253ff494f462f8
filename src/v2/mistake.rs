//! What goes wrong when a request is signed by hand: one table of mistake, `ASR_MISTAKE_*` number, name and sentence.
//!
//! A new mistake is a new row here, and the place where [`super::suspects`] has it tried.

use core::ffi::CStr;

/// A way in which a signature comes out wrong, or in which a right one is refused. Numbers are never reused.
/// `asr_mistake_name` gives each a short name, and `asr_mistake_message` a sentence: what was done, and what to do instead.
#[repr(C)]
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mistake {
    /// The signature is right: what was refused, was refused for another reason.
    Right = 1,
    /// The signature is right, but the Timestamp is off by a time zone.
    StampLocalTime = 2,
    /// The signature is right, but the Timestamp is outside of the window, or Expires has passed.
    StampOutsideWindow = 3,
    /// The signature is right, but the Timestamp is no time that a service reads: another calendar, other digits.
    StampForm = 4,
    /// The signature is right, but the Content-Type of the form does not say that it is UTF-8.
    FormCharset = 5,
    /// The parameters were signed in the order given.
    Unsorted = 10,
    /// Names were sorted ignoring case.
    SortedIgnoringCase = 11,
    /// The joined name=value texts were sorted.
    SortedJoined = 12,
    /// The encoded names were sorted.
    SortedEncoded = 13,
    /// Names were sorted by UTF-16 units.
    SortedUtf16 = 14,
    /// Numbers in names were sorted as numbers.
    SortedNaturally = 15,
    /// The values of a repeated name stayed in the order given.
    RepeatedInGivenOrder = 16,
    /// A parameter was added after sorting.
    SortedTooEarly = 17,
    /// The names were sorted from the last to the first.
    SortedBackwards = 18,
    /// Parameters with an empty value were not signed.
    EmptyDropped = 20,
    /// A parameter with an empty value was signed without =.
    EmptyWithoutEquals = 21,
    /// Parameters with the value 0 or false were not signed.
    ZeroDropped = 22,
    /// Of a repeated name only the first value was signed.
    RepeatedFirstKept = 23,
    /// Of a repeated name only the last value was signed.
    RepeatedLastKept = 24,
    /// The values of a repeated name were joined by commas.
    RepeatedJoined = 25,
    /// A Signature, old or empty, was signed along.
    SignatureSigned = 26,
    /// A parameter travels but was not signed.
    ParameterNotSigned = 27,
    /// A parameter was signed but does not travel.
    ParameterNotSent = 28,
    /// Another access key id was signed than the one that travels.
    OtherAccessKey = 29,
    /// Another Timestamp was signed than the one that travels.
    OtherStamp = 30,
    /// The body was signed, which is not part of the query.
    BodySigned = 31,
    /// The parameters in the form body were not signed.
    BodyNotSigned = 32,
    /// Text was encoded as latin-1.
    Latin1 = 40,
    /// UTF-8 was taken for latin-1 and encoded again.
    Utf8Twice = 41,
    /// A real + was turned into a space.
    PlusDecoded = 42,
    /// Text was percent-decoded once too often.
    DecodedTwice = 43,
    /// The query was decoded as a whole and then split.
    DecodedBeforeSplit = 44,
    /// White space around values was cut off.
    Trimmed = 45,
    /// Values were escaped for HTML.
    HtmlEscapedValues = 46,
    /// A semicolon was signed as a colon.
    SemicolonAsColon = 47,
    /// Names and values, or values, were not percent-encoded.
    NotEncoded = 50,
    /// Names were not percent-encoded.
    NamesNotEncoded = 51,
    /// A space was signed as +.
    SpaceAsPlus = 52,
    /// A space was signed as it is.
    SpaceBare = 53,
    /// A ~ was signed as %7E.
    TildeEncoded = 54,
    /// Some of ! ' ( ) * were not encoded.
    MarksBare = 55,
    /// A comma was not encoded.
    CommaBare = 56,
    /// A colon was not encoded.
    ColonBare = 57,
    /// A slash was not encoded.
    SlashBare = 58,
    /// Another reserved character was not encoded.
    OtherBare = 59,
    /// One of - _ . or others that stay were encoded.
    UnreservedEncoded = 60,
    /// Escapes were written with lower-case hexadecimal digits.
    LowerHex = 61,
    /// Names and values were percent-encoded twice.
    EncodedTwice = 62,
    /// The signer escapes like JavaScript's encodeURIComponent.
    JsEncodeUriComponent = 70,
    /// The signer escapes like JavaScript's encodeURI.
    JsEncodeUri = 71,
    /// The signer escapes like JavaScript's escape.
    JsEscape = 72,
    /// The signer escapes like URLSearchParams.
    JsUrlSearchParams = 73,
    /// The signer escapes like Python's quote.
    PythonQuote = 74,
    /// The signer escapes like Python's quote_plus or urlencode.
    PythonQuotePlus = 75,
    /// The signer escapes like PHP's urlencode or http_build_query.
    PhpUrlencode = 76,
    /// The signer escapes like Java's URLEncoder.
    JavaUrlEncoder = 77,
    /// The signer escapes like .NET's HttpUtility.UrlEncode.
    NetUrlEncode = 78,
    /// The signer escapes like .NET's WebUtility.UrlEncode.
    NetWebUtility = 79,
    /// The signer escapes like Go's url.QueryEscape or url.Values.
    GoQueryEscape = 80,
    /// The signer escapes by RFC 2396, as old URI libraries do.
    Rfc2396 = 81,
    /// The signer escapes like Ruby's CGI.escape.
    RubyCgiEscape = 82,
    /// The signer escapes like ActionScript's escape.
    ActionScriptEscape = 83,
    /// The signer escapes like Server.URLEncode of ASP.
    ClassicAsp = 84,
    /// The signer escapes like Objective-C's stringByAddingPercentEscapesUsingEncoding.
    ObjcPercentEscapes = 85,
    /// The parameters were joined by &amp;.
    AmpHtml = 90,
    /// There is an & too many.
    AmpTwice = 91,
    /// The parameters were joined by a semicolon.
    SemicolonSeparator = 92,
    /// The query was signed with the ? in front of it.
    QuestionMark = 93,
    /// The query was signed as it stands in the URL.
    SignedAsSent = 94,
    /// Another method was signed.
    OtherMethod = 100,
    /// The method was not signed in capital letters.
    MethodLowerCase = 101,
    /// The host was signed with the scheme's default port.
    DefaultPortWritten = 102,
    /// The host was signed without the port.
    PortDropped = 103,
    /// The host was signed with capital letters.
    HostCapitals = 104,
    /// Another host was signed.
    OtherHost = 105,
    /// The host line was empty or missing.
    HostEmpty = 106,
    /// The host was signed with more than the host: the scheme, a slash, the path.
    HostWithScheme = 107,
    /// The path line was empty.
    PathEmpty = 108,
    /// The path line was missing.
    PathMissing = 109,
    /// The path was signed with a slash at its end too many or too few.
    TrailingSlash = 110,
    /// The path was decoded before it was signed.
    PathDecoded = 111,
    /// The path was percent-encoded (once more) before it was signed.
    PathEncoded = 112,
    /// The path was signed with two slashes in front.
    DoubleSlash = 113,
    /// Another path was signed.
    OtherPath = 114,
    /// The query alone was signed, without method, host and path.
    HeadMissing = 115,
    /// The URL was signed in place of the string to sign.
    WholeUrl = 116,
    /// Lines were ended by CR LF.
    Crlf = 120,
    /// A backslash and an n were signed in place of each newline.
    LiteralBackslashN = 121,
    /// The letter n was signed in place of each newline.
    LiteralN = 122,
    /// Something else, or nothing, was signed in place of each newline.
    NewlinesMissing = 123,
    /// There was a newline at the end of the string to sign.
    TrailingNewline = 124,
    /// The string to sign was percent-encoded as a whole.
    StringPercentEncoded = 125,
    /// The string to sign was hashed as UTF-16.
    StringAsUtf16 = 126,
    /// HMAC-SHA1 was used for HMAC-SHA256, or the reverse.
    OtherHash = 130,
    /// A plain hash was used in place of HMAC.
    PlainHash = 131,
    /// The secret was hashed with the text as the key.
    KeyAndTextSwapped = 132,
    /// The secret had white space or a newline around it, or lost it.
    SecretWhiteSpace = 133,
    /// The secret was percent-encoded.
    SecretEncoded = 134,
    /// The secret was percent-decoded, or a + in it became a space.
    SecretDecoded = 135,
    /// The access key id was used as the secret.
    AccessKeyAsSecret = 136,
    /// There were quotes around the secret.
    SecretQuoted = 137,
    /// There was an & behind the secret, as in OAuth.
    SecretWithAmpersand = 138,
    /// The secret was empty.
    SecretEmpty = 139,
    /// The first or last character of the secret was lost.
    SecretCut = 140,
    /// The secret was put into capital or small letters.
    SecretCase = 141,
    /// The secret was decoded from Base64, or encoded to it.
    SecretBase64 = 142,
    /// The signature is in hexadecimal digits.
    Hex = 150,
    /// The signature is the Base64 of hexadecimal digits.
    Base64OfHex = 151,
    /// The signature is in the URL-safe Base64.
    UrlSafeBase64 = 152,
    /// The = at the end of the Base64 was lost.
    PaddingLost = 153,
    /// There is white space in or around the Base64.
    LineBreakInSignature = 154,
    /// What openssl prints, label and all, was taken for the hash.
    OpensslLabel = 155,
    /// The signature was not percent-encoded, so a + arrived as a space.
    SignatureNotEncoded = 156,
    /// The signature was percent-encoded twice.
    SignatureEncodedTwice = 157,
    /// There are quotes around the signature.
    SignatureQuoted = 158,
    /// The request was signed by Signature Version 0.
    Version0 = 160,
    /// The request was signed by Signature Version 1.
    Version1 = 161,
}

/// A mistake, its name, and its sentence; both texts end in NUL so that C can be given the same.
struct Row(Mistake, &'static CStr, &'static CStr);

const TABLE: &[Row] = &[
    Row(
        Mistake::Right,
        c"right",
        c"the signature is right; look at the clock, the credentials and their permissions instead",
    ),
    Row(
        Mistake::StampLocalTime,
        c"stamp-local-time",
        c"the signature is right, but the Timestamp is local time, or off by as much as a time zone; write the time in UTC",
    ),
    Row(
        Mistake::StampOutsideWindow,
        c"stamp-outside-window",
        c"the signature is right, but the time stamp is outside of the window; set the clock, and sign shortly before sending",
    ),
    Row(
        Mistake::StampForm,
        c"stamp-form",
        c"the signature is right, but the time stamp is not like 2011-10-03T15:19:30Z; write it in the Gregorian calendar with the digits 0 to 9, whatever the locale",
    ),
    Row(
        Mistake::FormCharset,
        c"form-charset",
        c"the signature is right, but the Content-Type has no charset, so the form may be read as latin-1; send application/x-www-form-urlencoded; charset=utf-8",
    ),
    Row(
        Mistake::Unsorted,
        c"unsorted",
        c"the parameters were signed in the order in which they were given; sort them by the bytes of their names",
    ),
    Row(
        Mistake::SortedIgnoringCase,
        c"sorted-ignoring-case",
        c"the names were sorted ignoring case; sort by bytes, so that A to Z come before a to z",
    ),
    Row(
        Mistake::SortedJoined,
        c"sorted-joined",
        c"the joined name=value texts were sorted; sort by the names alone, then by the values",
    ),
    Row(
        Mistake::SortedEncoded,
        c"sorted-encoded",
        c"the names were sorted after they were encoded; sort first, then encode",
    ),
    Row(
        Mistake::SortedUtf16,
        c"sorted-utf16",
        c"the names were sorted by UTF-16 units; sort by the bytes of their UTF-8",
    ),
    Row(
        Mistake::SortedNaturally,
        c"sorted-naturally",
        c"numbers in the names were sorted as numbers; sort by bytes, so that 10 comes before 2",
    ),
    Row(
        Mistake::RepeatedInGivenOrder,
        c"repeated-in-given-order",
        c"the values of a repeated name stayed in the order given; sort them by their bytes as well",
    ),
    Row(
        Mistake::SortedTooEarly,
        c"sorted-too-early",
        c"the parameter was added after the others had been sorted; sort when all of them are there",
    ),
    Row(
        Mistake::SortedBackwards,
        c"sorted-backwards",
        c"the names were sorted backwards; sort them from the first to the last",
    ),
    Row(
        Mistake::EmptyDropped,
        c"empty-dropped",
        c"a parameter with an empty value was not signed; sign it as name=",
    ),
    Row(
        Mistake::EmptyWithoutEquals,
        c"empty-without-equals",
        c"a parameter with an empty value was signed without an =; sign it as name=",
    ),
    Row(
        Mistake::ZeroDropped,
        c"zero-dropped",
        c"a parameter with the value 0 or false was not signed; sign it, it is a value",
    ),
    Row(
        Mistake::RepeatedFirstKept,
        c"repeated-first-kept",
        c"of a repeated name only the first value was signed; sign all of them",
    ),
    Row(
        Mistake::RepeatedLastKept,
        c"repeated-last-kept",
        c"of a repeated name only the last value was signed; sign all of them",
    ),
    Row(
        Mistake::RepeatedJoined,
        c"repeated-joined",
        c"the values of a repeated name were joined by commas; sign each of them as a parameter",
    ),
    Row(
        Mistake::SignatureSigned,
        c"signature-signed",
        c"a Signature, old or empty, was signed along; leave it out of what is signed",
    ),
    Row(
        Mistake::ParameterNotSigned,
        c"parameter-not-signed",
        c"the parameter is sent but was not signed; sign all that is sent",
    ),
    Row(
        Mistake::ParameterNotSent,
        c"parameter-not-sent",
        c"the parameter was signed but is not sent; send all that is signed",
    ),
    Row(
        Mistake::OtherAccessKey,
        c"other-access-key",
        c"another access key id was signed than is sent; use the same in both",
    ),
    Row(
        Mistake::OtherStamp,
        c"other-stamp",
        c"another time stamp was signed than is sent; make it once, and use it in both",
    ),
    Row(
        Mistake::BodySigned,
        c"body-signed",
        c"the fields of the body were signed; sign the parameters of the query alone",
    ),
    Row(
        Mistake::BodyNotSigned,
        c"body-not-signed",
        c"the parameters in the form body were not signed; sign them as those of a query",
    ),
    Row(
        Mistake::Latin1,
        c"latin1",
        c"the text was encoded as latin-1; encode its UTF-8",
    ),
    Row(
        Mistake::Utf8Twice,
        c"utf8-twice",
        c"UTF-8 was taken for latin-1 and encoded to UTF-8 again; encode it once",
    ),
    Row(
        Mistake::PlusDecoded,
        c"plus-decoded",
        c"a + was turned into a space; sign it as %2B, and read + as a space in a query or a form alone",
    ),
    Row(
        Mistake::DecodedTwice,
        c"decoded-twice",
        c"the text was percent-decoded once too often; decode it once, after splitting",
    ),
    Row(
        Mistake::DecodedBeforeSplit,
        c"decoded-before-split",
        c"the query was decoded before it was split; split it first, then decode names and values",
    ),
    Row(
        Mistake::Trimmed,
        c"trimmed",
        c"white space around a value was cut off; sign what is sent",
    ),
    Row(
        Mistake::HtmlEscapedValues,
        c"html-escaped-values",
        c"values were escaped for HTML; sign them as they are",
    ),
    Row(
        Mistake::SemicolonAsColon,
        c"semicolon-as-colon",
        c"a semicolon was signed as a colon; write it as %3B",
    ),
    Row(
        Mistake::NotEncoded,
        c"not-encoded",
        c"nothing was percent-encoded; encode names and values, all but A-Z a-z 0-9 - _ . ~",
    ),
    Row(
        Mistake::NamesNotEncoded,
        c"names-not-encoded",
        c"the names were not percent-encoded; encode names as values",
    ),
    Row(
        Mistake::SpaceAsPlus,
        c"space-as-plus",
        c"a space was signed as +; write it as %20",
    ),
    Row(
        Mistake::SpaceBare,
        c"space-bare",
        c"a space was signed as it is; write it as %20",
    ),
    Row(
        Mistake::TildeEncoded,
        c"tilde-encoded",
        c"a ~ was signed as %7E; leave it as it is",
    ),
    Row(
        Mistake::MarksBare,
        c"marks-bare",
        c"some of ! ' ( ) * were left as they are; write them as %21 %27 %28 %29 %2A",
    ),
    Row(
        Mistake::CommaBare,
        c"comma-bare",
        c"a comma was left as it is; write it as %2C",
    ),
    Row(
        Mistake::ColonBare,
        c"colon-bare",
        c"a colon was left as it is; write it as %3A",
    ),
    Row(
        Mistake::SlashBare,
        c"slash-bare",
        c"a slash was left as it is; write it as %2F",
    ),
    Row(
        Mistake::OtherBare,
        c"other-bare",
        c"the character was left as it is; encode everything but A-Z a-z 0-9 - _ . ~",
    ),
    Row(
        Mistake::UnreservedEncoded,
        c"unreserved-encoded",
        c"characters were encoded that stay as they are; leave A-Z a-z 0-9 - _ . ~ alone",
    ),
    Row(
        Mistake::LowerHex,
        c"lower-hex",
        c"escapes were written with lower-case digits; write %2F, not %2f",
    ),
    Row(
        Mistake::EncodedTwice,
        c"encoded-twice",
        c"what was percent-encoded already was encoded again; encode once",
    ),
    Row(
        Mistake::JsEncodeUriComponent,
        c"js-encode-uri-component",
        c"the signer escapes like JavaScript's encodeURIComponent; encode ! ' ( ) * as well",
    ),
    Row(
        Mistake::JsEncodeUri,
        c"js-encode-uri",
        c"the signer escapes like JavaScript's encodeURI, which is for whole URLs; encode every name and value by itself",
    ),
    Row(
        Mistake::JsEscape,
        c"js-escape",
        c"the signer escapes like JavaScript's escape; use encodeURIComponent, and encode ! ' ( ) * as well",
    ),
    Row(
        Mistake::JsUrlSearchParams,
        c"js-url-search-params",
        c"the signer escapes like URLSearchParams, as for a form; write a space as %20, * as %2A and ~ as it is",
    ),
    Row(
        Mistake::PythonQuote,
        c"python-quote",
        c"the signer escapes like Python's quote, which leaves the slash; use quote(text, safe='-_.~')",
    ),
    Row(
        Mistake::PythonQuotePlus,
        c"python-quote-plus",
        c"the signer escapes like Python's quote_plus or urlencode; use quote(text, safe='-_.~')",
    ),
    Row(
        Mistake::PhpUrlencode,
        c"php-urlencode",
        c"the signer escapes like PHP's urlencode; use rawurlencode",
    ),
    Row(
        Mistake::JavaUrlEncoder,
        c"java-url-encoder",
        c"the signer escapes like Java's URLEncoder; write a space as %20, * as %2A and ~ as it is",
    ),
    Row(
        Mistake::NetUrlEncode,
        c"net-url-encode",
        c"the signer escapes like .NET's HttpUtility.UrlEncode; use Uri.EscapeDataString",
    ),
    Row(
        Mistake::NetWebUtility,
        c"net-web-utility",
        c"the signer escapes like .NET's WebUtility.UrlEncode; use Uri.EscapeDataString",
    ),
    Row(
        Mistake::GoQueryEscape,
        c"go-query-escape",
        c"the signer escapes like Go's url.QueryEscape; write a space as %20",
    ),
    Row(
        Mistake::Rfc2396,
        c"rfc2396",
        c"the signer escapes by RFC 2396, which leaves ! ' ( ) *; encode them as well (RFC 3986)",
    ),
    Row(
        Mistake::RubyCgiEscape,
        c"ruby-cgi-escape",
        c"the signer escapes like Ruby's CGI.escape; write a space as %20",
    ),
    Row(
        Mistake::ActionScriptEscape,
        c"actionscript-escape",
        c"the signer escapes like ActionScript's escape, which leaves @ + / *; encode them as well",
    ),
    Row(
        Mistake::ClassicAsp,
        c"classic-asp",
        c"the signer escapes like ASP's Server.URLEncode; write a space as %20, and leave - _ . ~ as they are",
    ),
    Row(
        Mistake::ObjcPercentEscapes,
        c"objc-percent-escapes",
        c"the signer escapes like stringByAddingPercentEscapesUsingEncoding, which leaves reserved characters; encode all but A-Z a-z 0-9 - _ . ~",
    ),
    Row(
        Mistake::AmpHtml,
        c"amp-html",
        c"the parameters were joined by &amp;, which is for HTML; join them by a bare &",
    ),
    Row(
        Mistake::AmpTwice,
        c"amp-twice",
        c"there was an & too many; write one between two parameters, none before the first or behind the last",
    ),
    Row(
        Mistake::SemicolonSeparator,
        c"semicolon-separator",
        c"the parameters were joined by a semicolon; join them by &",
    ),
    Row(
        Mistake::QuestionMark,
        c"question-mark",
        c"the query was signed with the ? in front of it; sign it without",
    ),
    Row(
        Mistake::SignedAsSent,
        c"signed-as-sent",
        c"the query was signed as it stands in the URL; sign the canonical query: sorted, and every name and value encoded anew",
    ),
    Row(
        Mistake::OtherMethod,
        c"other-method",
        c"another method was signed than is used; sign the one that is used",
    ),
    Row(
        Mistake::MethodLowerCase,
        c"method-lower-case",
        c"the method was not signed in capital letters; sign GET, not get",
    ),
    Row(
        Mistake::DefaultPortWritten,
        c"default-port-written",
        c"the host was signed with the default port; leave out 80 for http and 443 for https",
    ),
    Row(
        Mistake::PortDropped,
        c"port-dropped",
        c"the host was signed without its port; sign the Host header, which has every port but the default",
    ),
    Row(
        Mistake::HostCapitals,
        c"host-capitals",
        c"the host was signed with capital letters; sign it in lower case",
    ),
    Row(
        Mistake::OtherHost,
        c"other-host",
        c"another host was signed than the request goes to; sign the host of the URL",
    ),
    Row(
        Mistake::HostEmpty,
        c"host-empty",
        c"the host line was empty or missing; sign the host of the URL",
    ),
    Row(
        Mistake::HostWithScheme,
        c"host-with-scheme",
        c"more than the host was signed on the host line; sign the host alone, without scheme, slash or path",
    ),
    Row(
        Mistake::PathEmpty,
        c"path-empty",
        c"the path line was empty; sign / where the URL has no path",
    ),
    Row(
        Mistake::PathMissing,
        c"path-missing",
        c"the path line was missing; sign four lines: method, host, path, query",
    ),
    Row(
        Mistake::TrailingSlash,
        c"trailing-slash",
        c"the path was signed with a slash at its end too many or too few; sign it as it is sent",
    ),
    Row(
        Mistake::PathDecoded,
        c"path-decoded",
        c"the path was decoded before it was signed; sign it as it is sent",
    ),
    Row(
        Mistake::PathEncoded,
        c"path-encoded",
        c"the path was percent-encoded before it was signed; sign it as it is sent",
    ),
    Row(
        Mistake::DoubleSlash,
        c"double-slash",
        c"the path was signed with two slashes in front, or sent so; join endpoint and path by one slash",
    ),
    Row(
        Mistake::OtherPath,
        c"other-path",
        c"another path was signed than is sent; sign the path of the URL",
    ),
    Row(
        Mistake::HeadMissing,
        c"head-missing",
        c"the query alone was signed; sign method, host, path and query, a line each",
    ),
    Row(
        Mistake::WholeUrl,
        c"whole-url",
        c"the URL was signed; sign method, host, path and query, a line each",
    ),
    Row(
        Mistake::Crlf,
        c"crlf",
        c"the lines were ended by CR LF; end them by LF alone",
    ),
    Row(
        Mistake::LiteralBackslashN,
        c"literal-backslash-n",
        c"a backslash and an n stood for each newline; use a real newline (in PHP, double quotes)",
    ),
    Row(
        Mistake::LiteralN,
        c"literal-n",
        c"the letter n stood for each newline; use a real newline",
    ),
    Row(
        Mistake::NewlinesMissing,
        c"newlines-missing",
        c"the lines were not divided by newlines; put one LF between two of them",
    ),
    Row(
        Mistake::TrailingNewline,
        c"trailing-newline",
        c"there was a newline at the end; end with the query",
    ),
    Row(
        Mistake::StringPercentEncoded,
        c"string-percent-encoded",
        c"the string to sign was percent-encoded as a whole; sign it as it is",
    ),
    Row(
        Mistake::StringAsUtf16,
        c"string-as-utf16",
        c"the string to sign was hashed as UTF-16; hash its UTF-8",
    ),
    Row(
        Mistake::OtherHash,
        c"other-hash",
        c"SHA-1 was used for SHA-256, or the reverse; use what SignatureMethod says",
    ),
    Row(
        Mistake::PlainHash,
        c"plain-hash",
        c"a plain hash was used; use HMAC",
    ),
    Row(
        Mistake::KeyAndTextSwapped,
        c"key-and-text-swapped",
        c"key and text were swapped; the secret is the key",
    ),
    Row(
        Mistake::SecretWhiteSpace,
        c"secret-white-space",
        c"white space or a newline was added to the secret, or cut off it; use the secret as it is",
    ),
    Row(
        Mistake::SecretEncoded,
        c"secret-encoded",
        c"the secret was percent-encoded; use it as it is",
    ),
    Row(
        Mistake::SecretDecoded,
        c"secret-decoded",
        c"the secret was decoded as from a URL; use it as it is",
    ),
    Row(
        Mistake::AccessKeyAsSecret,
        c"access-key-as-secret",
        c"the access key id was used as the secret; use the secret",
    ),
    Row(
        Mistake::SecretQuoted,
        c"secret-quoted",
        c"there were quotes around the secret; use it without",
    ),
    Row(
        Mistake::SecretWithAmpersand,
        c"secret-with-ampersand",
        c"there was an & behind the secret, as OAuth has it; use the secret alone",
    ),
    Row(
        Mistake::SecretEmpty,
        c"secret-empty",
        c"the secret was empty; look at how it is read",
    ),
    Row(
        Mistake::SecretCut,
        c"secret-cut",
        c"the first or last character of the secret was lost; copy it as a whole",
    ),
    Row(
        Mistake::SecretCase,
        c"secret-case",
        c"the letters of the secret were made capital or small; use it as it is",
    ),
    Row(
        Mistake::SecretBase64,
        c"secret-base64",
        c"the secret was decoded from Base64, or encoded to it; use its characters as they are",
    ),
    Row(
        Mistake::Hex,
        c"hex",
        c"the signature is in hexadecimal digits; write the bytes of the hash in Base64",
    ),
    Row(
        Mistake::Base64OfHex,
        c"base64-of-hex",
        c"the signature is the Base64 of hexadecimal digits; write the bytes of the hash in Base64",
    ),
    Row(
        Mistake::UrlSafeBase64,
        c"url-safe-base64",
        c"the signature is in URL-safe Base64; use the ordinary one, with + and /",
    ),
    Row(
        Mistake::PaddingLost,
        c"padding-lost",
        c"the = at the end of the signature was lost; keep it, encoded as %3D in a URL",
    ),
    Row(
        Mistake::LineBreakInSignature,
        c"line-break-in-signature",
        c"there is a line break or white space in or around the signature; cut it off",
    ),
    Row(
        Mistake::OpensslLabel,
        c"openssl-label",
        c"the printed form of openssl was taken for the hash; use openssl dgst -binary",
    ),
    Row(
        Mistake::SignatureNotEncoded,
        c"signature-not-encoded",
        c"the signature was not percent-encoded, so a + arrived as a space; write + as %2B, / as %2F, = as %3D",
    ),
    Row(
        Mistake::SignatureEncodedTwice,
        c"signature-encoded-twice",
        c"the signature was percent-encoded twice, or not decoded; encode it once",
    ),
    Row(
        Mistake::SignatureQuoted,
        c"signature-quoted",
        c"there are quotes around the signature; send it without",
    ),
    Row(
        Mistake::Version0,
        c"version-0",
        c"the request was signed by Signature Version 0; sign by version 2",
    ),
    Row(
        Mistake::Version1,
        c"version-1",
        c"the request was signed by Signature Version 1; sign by version 2",
    ),
];

impl Mistake {
    /// Every mistake, in the order of the numbers.
    pub fn all() -> impl Iterator<Item = Mistake> {
        TABLE.iter().map(|row| row.0)
    }

    /// The number that crosses the C boundary.
    #[must_use]
    pub const fn number(self) -> i32 {
        self as i32
    }

    /// The mistake with this number, if there is one.
    #[must_use]
    pub fn from_number(number: i32) -> Option<Mistake> {
        Mistake::all().find(|mistake| mistake.number() == number)
    }

    fn row(self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.0 == self)
    }

    pub(crate) fn name_with_nul(self) -> &'static CStr {
        self.row().map_or(c"", |row| row.1)
    }

    pub(crate) fn message_with_nul(self) -> &'static CStr {
        self.row().map_or(c"", |row| row.2)
    }

    /// A short name, such as `space-as-plus`, the same at every call.
    #[must_use]
    pub fn name(self) -> &'static str {
        // Every name is ASCII, so nothing is lost here.
        self.name_with_nul().to_str().unwrap_or("")
    }

    /// What was done; what to do instead. One sentence in English, the same at every call.
    #[must_use]
    pub fn message(self) -> &'static str {
        self.message_with_nul().to_str().unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_has_its_own_number_name_and_sentence() {
        let mut last = 0;
        for mistake in Mistake::all() {
            assert!(mistake.number() > last, "{mistake:?}");
            last = mistake.number();
            assert_eq!(Mistake::from_number(last), Some(mistake));
            assert!(Mistake::all().filter(|other| other.name() == mistake.name()).count() == 1);
            assert!(Mistake::all().filter(|other| other.message() == mistake.message()).count() == 1);
            assert!(mistake.message().contains("; "), "{mistake:?} says what to do instead");
            assert!(mistake.name().bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')));
        }
        assert_eq!(Mistake::from_number(0), None);
        assert_eq!(Mistake::from_number(6), None);
    }
}
