//! A signer that everybody writes: strings, a sort, and the hashes of other crates. It has not a line of the library, and is
//! asked about requests that the library signs.

use super::input::{Request, LAST_SECOND};
use base64::prelude::{Engine as _, BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::Sha256;

pub type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

pub const AS_GIVEN: i32 = 0;
pub const PRODUCT_ADVERTISING: i32 = 3;
pub const HTX: i32 = 4;

pub const ANY_CREDENTIAL: u32 = 1;
pub const EMPTY_HOST: u32 = 2;
pub const HMAC_SHA1: u32 = 4;

pub fn hmac(sha1: bool, secret: &[u8], text: &[u8]) -> Vec<u8> {
    if sha1 {
        let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("any length");
        mac.update(text);
        mac.finalize().into_bytes().to_vec()
    } else {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("any length");
        mac.update(text);
        mac.finalize().into_bytes().to_vec()
    }
}

pub fn base64(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(bytes)
}

pub fn unbase64(text: &[u8]) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(text).ok()
}

pub fn escape(text: &[u8]) -> String {
    escape_but(text, "-_.~")
}

/// Escapes all but letters, digits and `bare`.
pub fn escape_but(text: &[u8], bare: &str) -> String {
    let mut escaped = String::new();
    for byte in text {
        let character = char::from(*byte);
        if character.is_ascii_alphanumeric() || bare.contains(character) {
            escaped.push(character);
        } else {
            escaped += &format!("%{byte:02X}");
        }
    }
    escaped
}

/// Decodes what [`escape`] writes, and whatever else is an escape; with `form` a plus is a space.
pub fn unescape(text: &[u8], form: bool) -> Vec<u8> {
    let mut decoded = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let digits = text.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
        let number = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match (text[at], number) {
            (b'%', Some(number)) => {
                decoded.push(u8::from_str_radix(number, 16).expect("two digits"));
                at += 3;
                continue;
            }
            (b'+', _) if form => decoded.push(b' '),
            (byte, _) => decoded.push(byte),
        }
        at += 1;
    }
    decoded
}

/// The pairs of a query.
pub fn parse_query(query: &[u8]) -> Pairs {
    let pieces = query.split(|&byte| byte == b'&').filter(|piece| !piece.is_empty());
    let pair = |piece: &[u8]| {
        let at = piece.iter().position(|&byte| byte == b'=').unwrap_or(piece.len());
        (unescape(&piece[..at], true), unescape(piece.get(at + 1..).unwrap_or_default(), true))
    };
    pieces.map(pair).collect()
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_of(year: i64, month: usize) -> i64 {
    [31, if is_leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
}

/// Writes a time by counting years and months.
pub fn stamp(unix_time: i64, zone: &str) -> String {
    let (mut days, seconds) = (unix_time / 86_400, unix_time % 86_400);
    let (mut year, mut month) = (1970, 1);
    loop {
        let in_year = if is_leap(year) { 366 } else { 365 };
        if days < in_year {
            break;
        }
        days -= in_year;
        year += 1;
    }
    while days >= days_of(year, month) {
        days -= days_of(year, month);
        month += 1;
    }
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}{zone}", days + 1)
}

/// Reads a time: the reverse of it, and a fraction and an offset behind it.
pub fn read_stamp(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok().filter(|text| text.is_ascii() && text.len() >= 19)?;
    let number = |from: usize, to: usize| {
        let digits = &text[from..to];
        digits.bytes().all(|digit| digit.is_ascii_digit()).then(|| digits.parse::<i64>().ok()).flatten()
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let marks: String = [4, 7, 10, 13, 16].iter().map(|at| char::from(text.as_bytes()[*at])).collect();
    if marks != "--T::" || !(1..=12).contains(&month) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    if day < 1 || day > days_of(year, month as usize) {
        return None;
    }
    let years: i64 = (year.min(1970)..year.max(1970)).map(|year| if is_leap(year) { 366 } else { 365 }).sum();
    let months: i64 = (1..month as usize).map(|month| days_of(year, month)).sum();
    let days = if year < 1970 { -years } else { years } + months + day - 1;
    let mut rest = &text[19..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return None;
        }
        rest = &fraction[digits..];
    }
    let offset = match rest.as_bytes() {
        [] | [b'Z'] => 0,
        [sign @ (b'+' | b'-'), digits @ ..] => {
            let digits: Vec<u8> = match digits {
                [a, b] => vec![*a, *b, b'0', b'0'],
                [a, b, c, d] | [a, b, b':', c, d] => vec![*a, *b, *c, *d],
                _ => return None,
            };
            let digits =
                String::from_utf8(digits).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?;
            let (hours, minutes): (i64, i64) = (digits[..2].parse().ok()?, digits[2..].parse().ok()?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            (3600 * hours + 60 * minutes) * if *sign == b'-' { -1 } else { 1 }
        }
        _ => return None,
    };
    Some(days * 86_400 + hour * 3600 + minute * 60 + second - offset)
}

/// An endpoint: its scheme, its host line, its path, which is perhaps empty.
pub struct Endpoint {
    pub scheme: String,
    pub host: String,
    pub path: String,
}

pub fn endpoint(text: &[u8]) -> Option<Endpoint> {
    let text = std::str::from_utf8(text).ok()?;
    let (scheme, rest) = text.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.to_ascii_lowercase();
    let default = if matches!(&*scheme, "http" | "ws") { ":80" } else { ":443" };
    let host = host.strip_suffix(default).unwrap_or(&host);
    Some(Endpoint { host: host.to_owned(), path: path.to_owned(), scheme })
}

/// What is signed and sent.
pub struct Signed {
    pub method: String,
    pub endpoint: Endpoint,
    /// In the order in which they are signed.
    pub pairs: Pairs,
    pub canonical: String,
    pub string_to_sign: String,
    pub signature: String,
    pub query: String,
    pub url: String,
}

/// What a dialect adds, to parameters in which it may stand already.
pub fn added(request: &Request) -> Pairs {
    let has = |name: &str| request.pairs.iter().any(|(other, _)| other == name.as_bytes());
    let mut added: Vec<(&str, String)> = Vec::new();
    let access_key = String::from_utf8_lossy(&request.access_key).into_owned();
    match request.dialect {
        AS_GIVEN => {}
        PRODUCT_ADVERTISING => {
            added.push(("AWSAccessKeyId", access_key));
            added.push(("Service", "AWSECommerceService".to_owned()));
            added.push(("Timestamp", stamp(request.unix_time, "Z")));
            if !has("Version") {
                added.push(("Version", "2011-08-01".to_owned()));
            }
        }
        other => {
            added.push((if other == 1 { "AWSAccessKeyId" } else { "AccessKeyId" }, access_key));
            let algorithm = if request.flags & HMAC_SHA1 != 0 { "HmacSHA1" } else { "HmacSHA256" };
            added.push(("SignatureMethod", algorithm.to_owned()));
            added.push(("SignatureVersion", "2".to_owned()));
            if other == HTX {
                added.push(("Timestamp", stamp(request.unix_time, "")));
            } else {
                if !has("Expires") {
                    added.push(("Timestamp", stamp(request.unix_time, "Z")));
                }
                if !request.session_token.is_empty() {
                    added.push(("SecurityToken", String::from_utf8_lossy(&request.session_token).into_owned()));
                }
            }
        }
    }
    added.into_iter().map(|(name, value)| (name.as_bytes().to_vec(), value.into_bytes())).collect()
}

/// Signs a request that has nothing wrong with it.
pub fn sign(request: &Request) -> Option<Signed> {
    let mut pairs = [request.pairs.clone(), added(request)].concat();
    pairs.retain(|(name, _)| name != b"Signature");
    pairs.sort();
    let written: Vec<_> = pairs.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
    let canonical = written.join("&");
    let method = String::from_utf8(request.method.to_ascii_uppercase()).ok()?;
    let method = if method.is_empty() { "GET".to_owned() } else { method };
    let mut endpoint = endpoint(&request.endpoint)?;
    if endpoint.path.is_empty() {
        endpoint.path = (if request.dialect == PRODUCT_ADVERTISING { "/onca/xml" } else { "/" }).to_owned();
    }
    let Endpoint { scheme, host, path } = &endpoint;
    let string_to_sign = format!("{method}\n{host}\n{path}\n{canonical}");
    let signature = base64(&hmac(request.flags & HMAC_SHA1 != 0, &request.secret, string_to_sign.as_bytes()));
    let joint = if canonical.is_empty() { "" } else { "&" };
    let query = format!("{canonical}{joint}Signature={}", escape(signature.as_bytes()));
    let in_body = method == "POST" && request.dialect != HTX;
    let url = format!("{scheme}://{host}{path}");
    let url = if in_body { url } else { format!("{url}?{query}") };
    Some(Signed { method, pairs, canonical, string_to_sign, signature, query, url, endpoint })
}

/// Whether a request is so plain that nothing can be wrong with it. (Of what is not, most is right as well.)
pub fn is_plain(request: &Request) -> bool {
    let graphic = |text: &[u8]| text.iter().all(u8::is_ascii_graphic);
    let credentials = graphic(&request.access_key) && graphic(&request.secret) && graphic(&request.session_token);
    let takes_token = matches!(request.dialect, 1 | 2);
    let given = |name: &[u8]| request.pairs.iter().filter(|(other, _)| other == name).count();
    let added = added_names(request.dialect);
    let without_adding = added.iter().all(|name| given(name) == 0);
    let says_nothing = given(b"SignatureMethod") + given(b"SignatureVersion") == 0;
    let method = request.method.to_ascii_uppercase();
    let Some((scheme, rest)) = std::str::from_utf8(&request.endpoint).ok().and_then(|text| text.split_once("://"))
    else {
        return false;
    };
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (host, port) = host.split_once(':').unwrap_or((host, "1"));
    let bare = |text: &str, more: &str| text.chars().all(|one| one.is_ascii_alphanumeric() || more.contains(one));
    (0..=4).contains(&request.dialect)
        && request.flags < 8
        && (request.dialect == AS_GIVEN || !request.access_key.is_empty())
        && credentials
        && !request.secret.is_empty()
        && (request.session_token.is_empty() || takes_token && given(b"SecurityToken") == 0)
        && matches!(&method[..], b"" | b"GET" | b"POST" | b"PUT" | b"DELETE" | b"HEAD")
        && (request.dialect != PRODUCT_ADVERTISING || matches!(&method[..], b"" | b"GET"))
        && matches!(scheme, "http" | "https" | "ws" | "wss")
        && bare(host, "-.")
        && (1..=255).contains(&host.len())
        && port.parse::<u16>().is_ok_and(|number| number > 0 && number.to_string() == port)
        && bare(path, "-._~/")
        && (0..=LAST_SECOND).contains(&request.unix_time)
        && without_adding
        && says_nothing
        && request.pairs.iter().all(|(name, value)| {
            !name.is_empty() && std::str::from_utf8(name).is_ok() && std::str::from_utf8(value).is_ok()
        })
}

/// What a dialect adds whatever is there.
pub fn added_names(dialect: i32) -> &'static [&'static [u8]] {
    match dialect {
        1 => &[b"AWSAccessKeyId", b"SignatureMethod", b"SignatureVersion", b"Timestamp"],
        2 | HTX => &[b"AccessKeyId", b"SignatureMethod", b"SignatureVersion", b"Timestamp"],
        PRODUCT_ADVERTISING => &[b"AWSAccessKeyId", b"Service", b"Timestamp"],
        _ => &[],
    }
}

/// A query that means `pairs`: `how` says of each byte in turn whether and in which case it is escaped, of a space whether it
/// is a plus, and where there is an empty piece.
pub fn write_query(pairs: &[(Vec<u8>, Vec<u8>)], how: &[u8]) -> Vec<u8> {
    let mut at = 0;
    let mut choose = || {
        at += 1;
        how.get(at % how.len().max(1)).copied().unwrap_or(0).wrapping_add(at as u8)
    };
    let mut query = Vec::new();
    for (name, value) in pairs {
        for (text, end) in [(name, b'='), (value, b'&')] {
            for byte in text {
                let must = !byte.is_ascii_graphic() || b"%&+#=".contains(byte);
                let choice = choose();
                if *byte == b' ' && choice.is_multiple_of(2) {
                    query.push(b'+');
                } else if must || choice.is_multiple_of(3) {
                    let escaped = format!("%{byte:02x}");
                    query.extend(if choice & 4 == 0 { escaped.to_uppercase() } else { escaped }.bytes());
                } else {
                    query.push(*byte);
                }
            }
            query.push(end);
        }
        if choose().is_multiple_of(5) {
            query.push(b'&');
        }
    }
    // What is taken for an & that was escaped for HTML.
    while let Some(at) = query.windows(5).position(|window| window == b"&amp;") {
        query.splice(at + 1..at + 2, *b"%61");
    }
    if query.starts_with(b"amp;") {
        query.splice(..1, *b"%61");
    }
    query
}

/// A name and a value from a line of an explanation.
pub fn unquote(line: &str) -> (Vec<u8>, Vec<u8>) {
    let mut texts = [Vec::new(), Vec::new()];
    let mut rest = line;
    for (index, text) in texts.iter_mut().enumerate() {
        rest = rest.strip_prefix('"').unwrap_or_else(|| panic!("no quote: {line}"));
        loop {
            let mut characters = rest.chars();
            let character = characters.next().unwrap_or_else(|| panic!("no quote at the end: {line}"));
            rest = characters.as_str();
            match character {
                '"' => break,
                '\\' => {
                    let kind = characters.next().expect("an escape");
                    rest = characters.as_str();
                    match kind {
                        'n' => text.push(b'\n'),
                        'r' => text.push(b'\r'),
                        't' => text.push(b'\t'),
                        'x' => {
                            text.push(u8::from_str_radix(&rest[..2], 16).expect("two digits"));
                            rest = &rest[2..];
                        }
                        'u' => {
                            let (number, behind) = rest[1..].split_once('}').expect("a number in braces");
                            let number = u32::from_str_radix(number, 16).expect("a number");
                            let character = char::from_u32(number).expect("a character");
                            text.extend(character.encode_utf8(&mut [0; 4]).bytes());
                            rest = behind;
                        }
                        other => {
                            assert!(matches!(other, '"' | '\\'), "{line}");
                            text.push(other as u8);
                        }
                    }
                }
                other => text.push(other as u8),
            }
        }
        if index == 0 {
            rest = rest.strip_prefix(" = ").unwrap_or_else(|| panic!("no equals: {line}"));
        }
    }
    texts.into()
}
