//! An endpoint, `scheme://host[:port][/path]`, taken apart; and the host line that is signed.
//!
//! The host is signed and sent in lower case. A port is left out where it is the scheme's default (80 for http and ws,
//! 443 for https and wss), as HTTP clients leave it out of the `Host` header (RFC 9110 section 4.2.3), and kept
//! everywhere else. The path is taken exactly as it goes on the wire: not decoded, not normalised, not encoded again.

use crate::error::{Error, Status};
use crate::output::Output;

/// The longest host that is accepted, which is a little more than DNS allows (RFC 1035 section 2.3.4).
const LONGEST_HOST: usize = 255;

/// The longest host with the longest port.
pub(crate) const LONGEST_HOST_LINE: usize = LONGEST_HOST + 6;

/// The parts of an endpoint that are signed and sent.
#[derive(Clone, Copy)]
pub(crate) struct Endpoint<'a> {
    scheme: &'static Scheme,
    /// The host, and the port's digits with the colon before them if it is not left out.
    host_line: &'a [u8],
    /// How much of that is to be lowered: the host, if there are capital letters in it.
    capitals: usize,
    path: &'a [u8],
    /// The whole text, if it is sent as it was given but for the capital letters.
    whole: Option<&'a [u8]>,
}

#[derive(Clone, Copy)]
struct Scheme {
    prefix: &'static [u8],
    default_port: u16,
}

static SCHEMES: [Scheme; 4] = [
    Scheme { prefix: b"https://", default_port: 443 },
    Scheme { prefix: b"http://", default_port: 80 },
    Scheme { prefix: b"wss://", default_port: 443 },
    Scheme { prefix: b"ws://", default_port: 80 },
];

/// What is wrong, and at which byte of the part that was looked at.
type Fault = (&'static str, usize);

const USER_INFO: &str = "there is a user name, which is never signed";

/// What a byte is. Bits stand for what is out of the ordinary, so that those of a text can be or-ed together.
static CLASS: [u8; 256] = classes();
const NOT_IN_HOST: u8 = 1;
const NOT_IN_PATH: u8 = 2;
const CAPITAL: u8 = 4;

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut index = 0;
    while index < 256 {
        let byte = index as u8;
        if !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')) {
            classes[index] |= NOT_IN_HOST;
        }
        // An escape is looked at more closely.
        if !byte.is_ascii_graphic() || matches!(byte, b'?' | b'#' | b'%') {
            classes[index] |= NOT_IN_PATH;
        }
        if byte.is_ascii_uppercase() {
            classes[index] |= CAPITAL;
        }
        index += 1;
    }
    classes
}

#[cold]
fn refused(why: &'static str) -> Error {
    Error::argument(Status::Endpoint, "endpoint", why)
}

impl<'a> Endpoint<'a> {
    /// Takes `text` apart. An endpoint without a path gets `default_path`.
    // It is called once where requests are signed, and once more where they are diagnosed, which is no reason to call it there.
    #[inline(always)]
    pub(crate) fn parse(text: &'a [u8], default_path: &'a [u8], empty_host: bool) -> Result<Endpoint<'a>, Error> {
        if text.is_empty() {
            return Err(refused("it is empty"));
        }
        let (scheme, lower, rest) = split_scheme(text)?;
        let at = |inner: &[u8]| inner.as_ptr().addr() - text.as_ptr().addr();
        let from_host = rest;
        let (host, capitals, rest) = split_host(rest).map_err(|(why, byte)| refused(why).at(at(rest) + byte))?;
        let (port, path) = match rest.first() {
            Some(b':') => {
                let end = rest.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#'));
                rest.split_at(end.map_or(rest.len(), |end| end.min(rest.len())))
            }
            _ => (&[] as &[u8], rest),
        };
        if host.is_empty() && !(empty_host && port.is_empty()) {
            return Err(refused("the host is empty").at(at(host)));
        }
        let port_sent = match port_number(port) {
            Some(number) => number != scheme.default_port,
            None if port.is_empty() => true,
            None if port.contains(&b'@') => return Err(refused(USER_INFO).at(at(host))),
            None => {
                return Err(refused("the port is not a number from 1 to 65535 without leading zeros").at(at(port)));
            }
        };
        check_path(path).map_err(|(why, byte)| refused(why).at(at(path) + byte))?;
        let host_line_len = host.len() + if port_sent { port.len() } else { 0 };
        Ok(Endpoint {
            scheme,
            host_line: from_host.get(..host_line_len).unwrap_or_default(),
            capitals: if capitals { host.len() } else { 0 },
            path: if path.is_empty() { default_path } else { path },
            whole: (port_sent && !path.is_empty() && lower).then_some(text),
        })
    }

    /// The length of what [`Endpoint::write_host`] writes.
    pub(crate) fn host_len(&self) -> usize {
        self.host_line.len()
    }

    /// The host line of the string to sign, which is also the `Host` header of the request.
    pub(crate) fn write_host(&self, out: &mut Output<'_>) {
        let start = out.len();
        out.push(self.host_line);
        self.lower_host(out, start);
    }

    /// The host line with the host as it was given.
    pub(crate) fn host_line(&self) -> &'a [u8] {
        self.host_line
    }

    /// The scheme with its `://`, and its default port.
    pub(crate) fn scheme(&self) -> (&'static [u8], u16) {
        (self.scheme.prefix, self.scheme.default_port)
    }

    /// Lowers the host's capital letters where it was written.
    #[inline]
    pub(crate) fn lower_host(&self, out: &mut Output<'_>, start: usize) {
        if self.capitals > 0 {
            out.lower(start, self.capitals);
        }
    }

    /// The path, as it goes on the wire.
    pub(crate) fn path(&self) -> &'a [u8] {
        self.path
    }

    /// The length of what [`Endpoint::write`] writes.
    pub(crate) fn len(&self) -> usize {
        self.scheme.prefix.len() + self.host_len() + self.path.len()
    }

    /// The endpoint as it is sent.
    pub(crate) fn write(&self, out: &mut Output<'_>) {
        let start = out.len() + self.scheme.prefix.len();
        match self.whole {
            Some(text) => out.push(text),
            None => out.push_parts(self.len(), [self.scheme.prefix, self.host_line, self.path]),
        }
        self.lower_host(out, start);
    }
}

/// Splits off the scheme, and tells whether it is in lower case.
#[inline(always)]
fn split_scheme(text: &[u8]) -> Result<(&'static Scheme, bool, &[u8]), Error> {
    for scheme in &SCHEMES {
        if let Some(rest) = text.strip_prefix(scheme.prefix) {
            return Ok((scheme, true, rest));
        }
    }
    for scheme in &SCHEMES {
        match text.split_at_checked(scheme.prefix.len()) {
            Some((prefix, rest)) if prefix.eq_ignore_ascii_case(scheme.prefix) => return Ok((scheme, false, rest)),
            _ => {}
        }
    }
    Err(refused("it does not begin with http://, https://, ws:// or wss://").at(0))
}

/// Splits off the host, and tells whether there are capitals in it; what follows begins with the port's colon, with the
/// path, or is empty.
#[inline(always)]
fn split_host(rest: &[u8]) -> Result<(&[u8], bool, &[u8]), Fault> {
    let mut seen = 0;
    let len = match rest.first() {
        Some(b'[') => {
            let len = address_len(rest)?;
            seen = rest.iter().take(len).fold(0, |seen, &byte| seen | CLASS[usize::from(byte)]);
            len
        }
        _ => {
            let class = |byte: &u8| CLASS[usize::from(*byte)];
            // Four are looked at at once as long as there is nothing in them that ends the host.
            let mut len = 0;
            for four in rest.as_chunks::<4>().0 {
                let classes = four.iter().fold(0, |classes, byte| classes | class(byte));
                if classes & NOT_IN_HOST != 0 {
                    break;
                }
                seen |= classes;
                len += four.len();
            }
            let behind = rest.get(len..).unwrap_or_default().iter();
            len + behind.map(class).take_while(|class| class & NOT_IN_HOST == 0).map(|class| seen |= class).count()
        }
    };
    if len > LONGEST_HOST {
        return Err(("the host is longer than 255 bytes", LONGEST_HOST));
    }
    let (host, rest) = rest.split_at(len.min(rest.len()));
    match rest.first() {
        None | Some(b':' | b'/' | b'?' | b'#') => Ok((host, seen & CAPITAL != 0, rest)),
        Some(&byte) => Err((
            match byte {
                b'@' => USER_INFO,
                b' ' => "there is a space in the host",
                0..=0x1f | 0x7f => "there is a control character in the host",
                0x80.. => "the host is not ASCII; an internationalised name goes in its xn-- form",
                _ => "there is a character in the host that host names do not have",
            },
            len,
        )),
    }
}

/// The length of an IPv6 address with its brackets, which are there so that its colons are no ports.
fn address_len(rest: &[u8]) -> Result<usize, Fault> {
    let Some(end) = rest.iter().position(|&byte| byte == b']') else {
        return Err(("the bracket of the IPv6 address is not closed", 0));
    };
    if rest.get(1..end).is_some_and(is_ipv6) {
        Ok(end + 1)
    } else {
        Err(("the address in brackets is not an IPv6 address", 1))
    }
}

/// Whether `text` is an IPv6 address in one of its written forms (RFC 4291 section 2.2).
fn is_ipv6(text: &[u8]) -> bool {
    match text.windows(2).position(|pair| pair == b"::") {
        None => groups(text, true) == Some(8),
        // The two colons stand for one group or more.
        Some(at) => {
            let (before, after) = text.split_at(at.min(text.len()));
            let after = after.get(2..).unwrap_or_default();
            matches!((groups(before, false), groups(after, true)), (Some(before), Some(after)) if before + after < 8)
        }
    }
}

/// How many groups of 16 bits there are, if they are groups; the last may be two written as an IPv4 address.
fn groups(text: &[u8], with_ipv4: bool) -> Option<usize> {
    if text.is_empty() {
        return Some(0);
    }
    let mut pieces = text.rsplit(|&byte| byte == b':');
    let is_group = |piece: &[u8]| (1..=4).contains(&piece.len()) && piece.iter().all(u8::is_ascii_hexdigit);
    let last = match pieces.next()? {
        piece if is_group(piece) => 1,
        piece if with_ipv4 && is_ipv4(piece) => 2,
        _ => return None,
    };
    pieces.try_fold(last, |count: usize, piece| is_group(piece).then_some(count + 1))
}

/// Whether `text` is four numbers from 0 to 255 without leading zeros, divided by dots.
fn is_ipv4(text: &[u8]) -> bool {
    let is_number = |piece: &[u8]| match *piece {
        [a] => a.is_ascii_digit(),
        [b'1'..=b'9', b] => b.is_ascii_digit(),
        [b'1', b, c] => b.is_ascii_digit() && c.is_ascii_digit(),
        [b'2', b, c] => matches!((b, c), (b'0'..=b'4', b'0'..=b'9') | (b'5', b'0'..=b'5')),
        _ => false,
    };
    text.split(|&byte| byte == b'.').all(is_number) && text.split(|&byte| byte == b'.').count() == 4
}

fn port_number(port: &[u8]) -> Option<u16> {
    let digits = port.strip_prefix(b":")?;
    if digits.len() > 5 || digits.first() == Some(&b'0') || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    core::str::from_utf8(digits).ok()?.parse().ok()
}

fn check_path(path: &[u8]) -> Result<(), Fault> {
    if path.iter().fold(0, |seen, &byte| seen | CLASS[usize::from(byte)]) & NOT_IN_PATH == 0 {
        return Ok(());
    }
    let mut bytes = path.iter().enumerate();
    while let Some((position, &byte)) = bytes.next() {
        let why = match byte {
            b'?' => "there is a query; its parameters belong in the parameter list",
            b'#' => "there is a fragment, which is never sent",
            b' ' => "there is a space in the path; on the wire it is %20",
            0..=0x1f | 0x7f => "there is a control character in the path",
            0x80.. => "the path is not ASCII; on the wire its bytes are percent-encoded",
            b'%' => match path.get(position + 1..position + 3) {
                Some([high, low]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                    bytes.nth(1);
                    continue;
                }
                _ => "there is a % in the path that is not followed by two hexadecimal digits",
            },
            _ => continue,
        };
        return Err((why, position));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Result<(String, String), String> {
        let endpoint = Endpoint::parse(text.as_bytes(), b"/", false).map_err(|error| {
            assert_eq!(error.status(), Status::Endpoint);
            error.to_string()
        })?;
        let (mut url, mut host) = ([0; 400], [0; 400]);
        let (mut url_out, mut host_out) = (Output::new(&mut url), Output::new(&mut host));
        endpoint.write(&mut url_out);
        endpoint.write_host(&mut host_out);
        let text = |out: Output<'_>| String::from_utf8(out.since(0).unwrap().to_vec()).unwrap();
        Ok((text(host_out), text(url_out)))
    }

    #[test]
    fn host_line_and_endpoint() {
        for (given, host, sent) in [
            ("https://sdb.amazonaws.com/", "sdb.amazonaws.com", "https://sdb.amazonaws.com/"),
            ("https://sdb.amazonaws.com", "sdb.amazonaws.com", "https://sdb.amazonaws.com/"),
            ("HTTPS://SDB.AmazonAWS.com/Foo", "sdb.amazonaws.com", "https://sdb.amazonaws.com/Foo"),
            ("http://dns.name.com:80/", "dns.name.com", "http://dns.name.com/"),
            ("https://dns.name.com:443/", "dns.name.com", "https://dns.name.com/"),
            ("http://dns.name.com:443/", "dns.name.com:443", "http://dns.name.com:443/"),
            ("https://dns.name.com:80", "dns.name.com:80", "https://dns.name.com:80/"),
            ("ws://h:80/x", "h", "ws://h/x"),
            ("wss://api.huobi.pro:443/ws/v2", "api.huobi.pro", "wss://api.huobi.pro/ws/v2"),
            ("http://[::1]:8773/", "[::1]:8773", "http://[::1]:8773/"),
            ("http://[2001:DB8::1]", "[2001:db8::1]", "http://[2001:db8::1]/"),
            ("http://127.0.0.1:65535/a//b/../c%2F%2f+", "127.0.0.1:65535", "http://127.0.0.1:65535/a//b/../c%2F%2f+"),
            ("http://my_host.~a.", "my_host.~a.", "http://my_host.~a./"),
            // Characters that a URL should not have, but that some programs send as they are.
            ("http://h/\"<>[]\\^`{|}", "h", "http://h/\"<>[]\\^`{|}"),
        ] {
            assert_eq!(parts(given), Ok((host.to_owned(), sent.to_owned())), "{given}");
        }
    }

    #[test]
    fn refusals_say_what_and_where() {
        for (given, why) in [
            ("", "it is empty"),
            ("sdb.amazonaws.com/", "it does not begin with http://, https://, ws:// or wss:// (at byte 0)"),
            ("ftp://sdb.amazonaws.com/", "it does not begin with http://, https://, ws:// or wss:// (at byte 0)"),
            (" https://h/", "it does not begin with http://, https://, ws:// or wss:// (at byte 0)"),
            ("https://", "the host is empty (at byte 8)"),
            ("https:///", "the host is empty (at byte 8)"),
            ("https://:80/", "the host is empty (at byte 8)"),
            ("https://user:pw@h/", "there is a user name, which is never signed (at byte 8)"),
            ("https://user@h/", "there is a user name, which is never signed (at byte 12)"),
            ("https://h/?a=b", "there is a query; its parameters belong in the parameter list (at byte 10)"),
            ("https://h?a=b", "there is a query; its parameters belong in the parameter list (at byte 9)"),
            ("https://h/#a", "there is a fragment, which is never sent (at byte 10)"),
            ("https://h#a", "there is a fragment, which is never sent (at byte 9)"),
            ("https://h:/", "the port is not a number from 1 to 65535 without leading zeros (at byte 9)"),
            ("https://h:0/", "the port is not a number from 1 to 65535 without leading zeros (at byte 9)"),
            ("https://h:080/", "the port is not a number from 1 to 65535 without leading zeros (at byte 9)"),
            ("https://h:65536/", "the port is not a number from 1 to 65535 without leading zeros (at byte 9)"),
            ("https://h:+80/", "the port is not a number from 1 to 65535 without leading zeros (at byte 9)"),
            ("https://h h/", "there is a space in the host (at byte 9)"),
            ("https://h\r\nX: y/", "there is a control character in the host (at byte 9)"),
            ("https://h\0/", "there is a control character in the host (at byte 9)"),
            ("https://h\u{fc}/", "the host is not ASCII; an internationalised name goes in its xn-- form (at byte 9)"),
            ("https://h%20/", "there is a character in the host that host names do not have (at byte 9)"),
            ("https://h\\x/", "there is a character in the host that host names do not have (at byte 9)"),
            ("https://[::1/", "the bracket of the IPv6 address is not closed (at byte 8)"),
            ("https://[::1", "the bracket of the IPv6 address is not closed (at byte 8)"),
            ("https://[]/", "the address in brackets is not an IPv6 address (at byte 9)"),
            ("https://[[::1]/", "the address in brackets is not an IPv6 address (at byte 9)"),
            ("https://[1]/", "the address in brackets is not an IPv6 address (at byte 9)"),
            ("https://[::1%25eth0]/", "the address in brackets is not an IPv6 address (at byte 9)"),
            ("https://[::g]/", "the address in brackets is not an IPv6 address (at byte 9)"),
            ("https://[::1]x/", "there is a character in the host that host names do not have (at byte 13)"),
            ("https://h/a b", "there is a space in the path; on the wire it is %20 (at byte 11)"),
            ("https://h/a\n", "there is a control character in the path (at byte 11)"),
            ("https://h/\u{e4}", "the path is not ASCII; on the wire its bytes are percent-encoded (at byte 10)"),
            ("https://h/%zz", "there is a % in the path that is not followed by two hexadecimal digits (at byte 10)"),
            ("https://h/%41%2", "there is a % in the path that is not followed by two hexadecimal digits (at byte 13)"),
        ] {
            assert_eq!(parts(given), Err(format!("endpoint: {why}")), "{given:?}");
        }
        let long = format!("https://{}/", "h".repeat(10_240));
        assert_eq!(parts(&long), Err("endpoint: the host is longer than 255 bytes (at byte 263)".to_owned()));
    }

    /// Everything that can be put together of a few pieces; the standard library's parser answers.
    #[test]
    fn ipv6_addresses_agree_with_the_standard_library() {
        let pieces = ["", ":", "::", "1", "fF0a", "12345", "g", "1.2.3.4", "256.1.1.1", "01.1.1.1", ".", "%"];
        let mut texts = vec![String::new()];
        for _ in 0..5 {
            texts = texts.iter().flat_map(|text| pieces.map(|piece| format!("{text}{piece}"))).collect();
        }
        for groups in 1..10 {
            for at in 0..=groups {
                for ending in ["", "::", ":1.2.3.4", "::1.2.3.255"] {
                    let all: Vec<_> = (0..groups).map(|group| if group == at { "" } else { "a" }).collect();
                    texts.push(format!("{}{ending}", all.join(":")));
                }
            }
        }
        for text in texts {
            assert_eq!(is_ipv6(text.as_bytes()), text.parse::<core::net::Ipv6Addr>().is_ok(), "{text}");
        }
        for number in 0..1100 {
            for text in [format!("::{number}.0.0.1"), format!("::1.2.3.{number:02}"), format!("::1.2.3.{number:03}")] {
                assert_eq!(is_ipv6(text.as_bytes()), text.parse::<core::net::Ipv6Addr>().is_ok(), "{text}");
            }
        }
    }

    #[test]
    fn an_empty_host_is_possible_where_it_is_asked_for() {
        assert!(Endpoint::parse(b"https:///", b"/", true).is_ok());
        assert!(Endpoint::parse(b"https://:8080/", b"/", true).is_err());
        assert!(Endpoint::parse(b"", b"/", true).is_err());
    }
}
