//! The query of a URL, or the form body of a POST, taken apart into parameters.
//!
//! It is split at `&`, each piece at its first `=`, and only then are names and values decoded, so that a `%26` in a value
//! stays in the value (WHATWG URL, "application/x-www-form-urlencoded parsing"): `+` and `%20` are a space, `%2B` is a
//! plus, escapes may be in either case. Empty pieces (`&&`) disappear, and a name without `=` has the empty value. `;`
//! divides nothing. A character that should have been escaped and was not stands for itself, if it can be told from the
//! query's own: also one that is not ASCII, whose UTF-8 bytes are what a browser would send.
//!
//! An escape that is none, a space, a control character, a `#` and an `&amp;` are refused: they are never what was meant.

use crate::encode::{is_unreserved, Escape};
use crate::error::{Error, Status};
use crate::params::{Door, Params, Sealed};
use crate::text::{Form, Text};

/// The parameters of a query (what follows the `?` of a URL) or of a form body.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    text: &'a [u8],
    /// What errors call the text that the query is a part of, and where in it the query begins.
    argument: &'static str,
    start: usize,
}

impl<'a> Query<'a> {
    /// The parameters of `text`, a query without the `?` before it, or a form body.
    #[must_use]
    pub fn new(text: &'a [u8]) -> Query<'a> {
        Query { text, argument: "query", start: 0 }
    }

    /// Splits a URL into the endpoint and its query, which is empty if there is none.
    pub(crate) fn split_url(url: &'a [u8]) -> (&'a [u8], Query<'a>) {
        let mark = url.iter().position(|&byte| byte == b'?').unwrap_or(url.len());
        let (endpoint, query) = url.split_at(mark);
        match query.split_first() {
            Some((_, text)) => (endpoint, Query { text, argument: "url", start: mark + 1 }),
            None => (endpoint, Query { text: query, argument: "url", start: mark }),
        }
    }

    #[cold]
    fn fault(&self, status: Status, why: &'static str, at: usize) -> Error {
        Error::argument(status, self.argument, why).at(self.start + at)
    }

    /// Reads a name or a value: from `start` to the first byte of a class in `stop`.
    #[inline(always)]
    fn read(&self, start: usize, stop: u8) -> Result<(Text<'a>, usize), Error> {
        let text = self.text;
        let (mut end, mut seen) = (start, 0);
        // Where the first byte that is not ASCII is written: before it nothing can be wrong with the UTF-8.
        let mut wide = None;
        loop {
            let rest = text.get(end..).unwrap_or_default();
            let ordinary = rest.iter().take_while(|&&byte| CLASS[usize::from(byte)] == 0).count();
            end += ordinary;
            let Some((byte, behind)) = rest.get(ordinary..).and_then(<[u8]>::split_first) else { break };
            let class = CLASS[usize::from(*byte)];
            if class & stop != 0 {
                break;
            }
            end += 1;
            seen |= class;
            if class & NON_ASCII != 0 {
                wide = wide.or(Some(end - 1));
            }
            if class & ESCAPE != 0 {
                let Some(escape) = Escape::first(behind) else {
                    let why = "there is a % that is not followed by two hexadecimal digits; a bare % is %25";
                    return Err(self.fault(Status::Escape, why, end - 1));
                };
                seen |= if escape.canonical { 0 } else { OTHERWISE };
                if !escape.byte.is_ascii() {
                    wide = wide.or(Some(end - 1));
                }
                end += 2;
            } else if class & REFUSED != 0 {
                return Err(self.refused(end - 1));
            }
        }
        let form = match seen & (ESCAPED | OTHERWISE) {
            0 | OTHERWISE => Form::Plain,
            ESCAPED => Form::Canonical,
            _ => Form::Escaped,
        };
        if let Some(wide) = wide {
            self.check_utf8(wide, Text { bytes: text.get(wide..end).unwrap_or_default(), form })?;
        }
        Ok((Text { bytes: text.get(start..end).unwrap_or_default(), form }, end))
    }

    /// Whether what is written from `start` on is UTF-8 once it is decoded.
    #[inline(never)]
    fn check_utf8(&self, start: usize, text: Text<'_>) -> Result<(), Error> {
        if text.is_utf8() {
            return Ok(());
        }
        let at = start + text.utf8_fault().unwrap_or(0);
        Err(self.fault(Status::Utf8, "what is written here is not UTF-8 once it is decoded", at))
    }

    /// Why the byte at this place is [`REFUSED`].
    #[cold]
    fn refused(&self, at: usize) -> Error {
        let (before, from) = self.text.split_at(at.min(self.text.len()));
        let why = match from {
            [b' ', ..] => "there is a space, which is written %20 or +",
            [b'#', b'0'..=b'9' | b'x' | b'X', ..] if before.ends_with(b"&") => HTML,
            [b'#', ..] => "there is a fragment, which is never sent; a # in a value is written %23",
            _ => "there is a control character, which is written as an escape",
        };
        self.fault(Status::Url, why, at)
    }
}

const HTML: &str = "the & is escaped for HTML; give the URL as it is, with a bare &";

/// What a byte means in a query. Bits stand for what is out of the ordinary, so that those of a text can be or-ed together.
static CLASS: [u8; 256] = classes();
const AMPERSAND: u8 = 1;
const EQUALS: u8 = 2;
/// The beginning of an escape.
const ESCAPE: u8 = 4;
/// A byte that does not stand for itself.
const ESCAPED: u8 = 8;
/// A byte that the canonical query has otherwise.
const OTHERWISE: u8 = 16;
const REFUSED: u8 = 32;
const NON_ASCII: u8 = 64;

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut index = 0;
    while index < 256 {
        let byte = index as u8;
        classes[index] = match byte {
            b'&' => AMPERSAND,
            b'=' => EQUALS | OTHERWISE,
            b'%' => ESCAPE | ESCAPED,
            b'+' => ESCAPED | OTHERWISE,
            0..=b' ' | b'#' | 0x7f => REFUSED,
            _ if is_unreserved(byte) => 0,
            0x80.. => OTHERWISE | NON_ASCII,
            _ => OTHERWISE,
        };
        index += 1;
    }
    classes
}

impl Sealed for Query<'_> {}

impl Door for Query<'_> {
    fn hand_over<'s>(&'s self, params: &mut Params<'s>) -> Result<(), Error> {
        let mut at = 0;
        while at < self.text.len() {
            let start = at;
            let (name, end) = self.read(at, AMPERSAND | EQUALS)?;
            let (value, end) = match self.text.get(end) {
                Some(b'=') => self.read(end + 1, AMPERSAND)?,
                _ => (Text::plain(b""), end),
            };
            if start > 0 && self.text.get(start..).is_some_and(|text| text.starts_with(b"amp;")) {
                return Err(self.fault(Status::Url, HTML, start - 1));
            }
            if end > start {
                if params.is_full() {
                    let pieces = self.text.get(start..).unwrap_or_default().split(|&byte| byte == b'&');
                    params.reserve(pieces.filter(|piece| !piece.is_empty()).count())?;
                }
                params.push_texts(name, value)?;
            }
            at = end + 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::Output;

    /// The parameters as `name=value` in canonical form, in the order given, with a mark at those that are copied.
    fn read(text: &[u8]) -> Result<Vec<String>, String> {
        let query = Query::new(text);
        let mut params = Params::new();
        query.hand_over(&mut params).map_err(|error| format!("{:?} {error}", error.status()))?;
        let written = |text: Text<'_>| {
            let mut room = [0; 200];
            let mut out = Output::new(&mut room);
            text.push_encoded(&mut out);
            String::from_utf8(out.since(0).unwrap().to_vec()).unwrap()
        };
        let mark = |text: Text<'_>| if text.form == Form::Canonical { "!" } else { "" };
        Ok((params.as_slice().iter())
            .map(|param| {
                let (name, value) = (param.name(), param.value());
                format!("{}{}={}{}", mark(name), written(name), mark(value), written(value))
            })
            .collect())
    }

    #[test]
    fn parts_are_split_before_they_are_decoded() {
        for (text, expected) in [
            ("", &[][..]),
            ("a=1", &["a=1"]),
            ("a=1&b=2", &["a=1", "b=2"]),
            ("&&a=1&&&b&", &["a=1", "b="]),
            ("a", &["a="]),
            ("a=&a=", &["a=", "a="]),
            ("a=b=c", &["a=b%3Dc"]),
            ("a==", &["a=%3D"]),
            ("a=%26b%3Dc%26", &["a=!%26b%3Dc%26"]),
            ("a=b+c%20d%2Be", &["a=b%20c%20d%2Be"]),
            ("a=b%20d%2Be", &["a=!b%20d%2Be"]),
            ("a=%2f%2F", &["a=%2F%2F"]),
            ("a=%7E~%41", &["a=~~A"]),
            (
                "a=/:,;?@!$'()*[]{}|\\\"<>^`",
                &["a=%2F%3A%2C%3B%3F%40%21%24%27%28%29%2A%5B%5D%7B%7D%7C%5C%22%3C%3E%5E%60"],
            ),
            ("a=1;b=2", &["a=1%3Bb%3D2"]),
            ("a=%2C,", &["a=%2C%2C"]),
            ("\u{e9}=%C3%A9", &["%C3%A9=!%C3%A9"]),
            ("%e9%80%80=%00%0a", &["%E9%80%80=%00%0A"]),
            ("amp;a=1", &["amp%3Ba=1"]),
            ("=1", &["=1"]),
        ] {
            assert_eq!(read(text.as_bytes()).unwrap(), expected, "{text}");
        }
    }

    /// Every character that may stand bare, behind an escape as the canonical query has it (RFC 3986 section 2.3).
    #[test]
    fn only_unreserved_characters_are_copied() {
        for byte in (b'!'..=b'~').filter(|byte| !b"#%&+".contains(byte)) {
            let bare = char::from(byte);
            let expected = match bare {
                'A'..='Z' | 'a'..='z' | '0'..='9' | '-' | '.' | '_' | '~' => format!("a=!%2C{bare}"),
                _ => format!("a=%2C%{byte:02X}"),
            };
            assert_eq!(read(format!("a=%2C{bare}").as_bytes()).unwrap(), [expected]);
        }
    }

    #[test]
    fn refusals_say_what_and_where() {
        let percent = "Escape query: there is a % that is not followed by two hexadecimal digits; a bare % is %25";
        let html = "Url query: the & is escaped for HTML; give the URL as it is, with a bare &";
        let utf8 = "Utf8 query: what is written here is not UTF-8 once it is decoded";
        let control = "Url query: there is a control character, which is written as an escape";
        for (text, why) in [
            (&b"a=%"[..], format!("{percent} (at byte 2)")),
            (b"a=1&b=%2", format!("{percent} (at byte 6)")),
            (b"a=%zz", format!("{percent} (at byte 2)")),
            (b"a=%41%4&b=1", format!("{percent} (at byte 5)")),
            (b"a%=1", format!("{percent} (at byte 1)")),
            (b"a=100%&b=1", format!("{percent} (at byte 5)")),
            (b"a=%u00e9", format!("{percent} (at byte 2)")),
            (b"a=1&amp;b=2", format!("{html} (at byte 3)")),
            (b"a=1&amp;", format!("{html} (at byte 3)")),
            (b"&amp;a=1", format!("{html} (at byte 0)")),
            (b"a&amp;b=1", format!("{html} (at byte 1)")),
            (b"a=1&#38;b=2", format!("{html} (at byte 4)")),
            (b"a=1&#x26;b=2", format!("{html} (at byte 4)")),
            (
                b"a=1&#top",
                "Url query: there is a fragment, which is never sent; a # in a value is written %23 (at byte 4)".into(),
            ),
            (
                b"a=1#b",
                "Url query: there is a fragment, which is never sent; a # in a value is written %23 (at byte 3)".into(),
            ),
            (b"a=b c", "Url query: there is a space, which is written %20 or + (at byte 3)".into()),
            (b"a=b\n", format!("{control} (at byte 3)")),
            (b"a\0=b", format!("{control} (at byte 1)")),
            (b"a=\x7f", format!("{control} (at byte 2)")),
            (b"a=%C3%A9%ff", format!("{utf8} (at byte 8)")),
            (b"a=1&%C3x=", format!("{utf8} (at byte 4)")),
            (b"a=1&b=x\xff", format!("{utf8} (at byte 7)")),
            (b"a=+&b=\xc3%41", format!("{utf8} (at byte 6)")),
        ] {
            assert_eq!(read(text), Err(why), "{}", text.escape_ascii());
        }
    }

    #[test]
    fn many_parameters_and_many_empty_pieces() {
        for count in [63, 64, 65, 71, 72, 73, 80, 81, 1000] {
            let many = format!("&&{}&&&b", "a=1&&".repeat(count - 1));
            assert_eq!(read(many.as_bytes()).unwrap().len(), count);
        }
        assert_eq!(read(&b"&".repeat(1000)).unwrap().len(), 0);
    }

    #[test]
    fn a_url_is_split_at_its_first_question_mark() {
        for (url, endpoint, query, start) in [
            ("http://h/p?a=b?c", "http://h/p", "a=b?c", 11),
            ("http://h/p?", "http://h/p", "", 11),
            ("http://h/p", "http://h/p", "", 10),
            ("", "", "", 0),
        ] {
            let (before, after) = Query::split_url(url.as_bytes());
            assert_eq!((before, after.text, after.start), (endpoint.as_bytes(), query.as_bytes(), start));
        }
    }
}
