//! How other programs escape names and values: what they leave as it is, what they make of a space, and the encoders that
//! languages ship, one row each.

use super::mistake::Mistake;
use crate::encode::escaped;
use crate::output::Output;

/// A set of ASCII characters, a bit each.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Chars {
    low: u64,
    high: u64,
}

impl Chars {
    pub(super) const fn of(text: &[u8]) -> Chars {
        let mut chars = Chars { low: 0, high: 0 };
        let mut index = 0;
        while index < text.len() {
            chars = chars.and(Chars::one(text[index]));
            index += 1;
        }
        chars
    }

    pub(super) const fn one(byte: u8) -> Chars {
        match byte {
            0..=63 => Chars { low: 1 << byte, high: 0 },
            64..=127 => Chars { low: 0, high: 1 << (byte - 64) },
            _ => Chars { low: 0, high: 0 },
        }
    }

    pub(super) const fn and(self, other: Chars) -> Chars {
        Chars { low: self.low | other.low, high: self.high | other.high }
    }

    pub(super) const fn without(self, other: Chars) -> Chars {
        Chars { low: self.low & !other.low, high: self.high & !other.high }
    }

    /// Those that are in both.
    pub(super) const fn both(self, other: Chars) -> Chars {
        Chars { low: self.low & other.low, high: self.high & other.high }
    }

    pub(super) const fn is_empty(self) -> bool {
        self.low | self.high == 0
    }

    #[inline(always)]
    pub(super) const fn has(self, byte: u8) -> bool {
        let word = if byte < 64 { self.low } else { self.high };
        byte < 128 && word >> (byte & 63) & 1 == 1
    }
}

const LETTERS_AND_DIGITS: Chars = Chars::of(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

/// What RFC 3986 calls unreserved.
pub(super) const UNRESERVED: Chars = LETTERS_AND_DIGITS.and(Chars::of(b"-_.~"));

/// The marks of RFC 2396 that RFC 3986 has reserved since.
pub(super) const MARKS: Chars = Chars::of(b"!'()*");

/// What becomes of a space.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    Escaped,
    Plus,
    Bare,
}

/// A way to escape text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Escaper {
    /// What is left as it is.
    pub(super) bare: Chars,
    pub(super) space: Space,
    /// Whether the digits of an escape are a to f.
    pub(super) lower: bool,
    /// Whether what is not ASCII is written by code point: `%XX` up to U+00FF, and then `%uXXXX`.
    pub(super) by_code_point: bool,
}

impl Escaper {
    /// What the signing rules ask for.
    pub(super) const RIGHT: Escaper =
        Escaper { bare: UNRESERVED, space: Space::Escaped, lower: false, by_code_point: false };

    /// Appends `text`, escaped.
    pub(super) fn write(&self, text: &[u8], out: &mut Output<'_>) {
        let text_of_characters = if self.by_code_point { core::str::from_utf8(text).ok() } else { None };
        match text_of_characters {
            Some(text) => text.chars().for_each(|char| self.write_code_point(u32::from(char), out)),
            None => self.write_bytes(text, out),
        }
    }

    fn write_bytes(&self, mut text: &[u8], out: &mut Output<'_>) {
        loop {
            let bare = text.iter().take_while(|byte| self.bare.has(**byte)).count();
            let (plain, rest) = text.split_at_checked(bare).unwrap_or((text, b""));
            out.push(plain);
            let Some((byte, rest)) = rest.split_first() else { return };
            self.write_byte(*byte, out);
            text = rest;
        }
    }

    #[inline]
    fn write_byte(&self, byte: u8, out: &mut Output<'_>) {
        if self.bare.has(byte) {
            return out.push_byte(byte);
        }
        match (byte, self.space) {
            (b' ', Space::Plus) => out.push_byte(b'+'),
            (b' ', Space::Bare) => out.push_byte(b' '),
            _ => {
                let mut escape = escaped(byte);
                if self.lower {
                    escape.make_ascii_lowercase();
                }
                out.push(&escape);
            }
        }
    }

    fn write_code_point(&self, code: u32, out: &mut Output<'_>) {
        if let Ok(byte) = u8::try_from(code) {
            return self.write_byte(byte, out);
        }
        let mut units = [0; 2];
        for unit in char::from_u32(code).unwrap_or_default().encode_utf16(&mut units) {
            let [high, low] = unit.to_be_bytes();
            out.push(b"%u");
            for byte in [high, low] {
                let [_, digits @ ..] = escaped(byte);
                out.push(&digits);
            }
        }
    }
}

/// An encoder that some language ships.
pub(super) struct Encoder {
    pub(super) mistake: Mistake,
    pub(super) escaper: Escaper,
}

const fn encoder(mistake: Mistake, bare: &[u8], space: Space) -> Encoder {
    let bare = LETTERS_AND_DIGITS.and(Chars::of(bare));
    Encoder { mistake, escaper: Escaper { bare, space, lower: false, by_code_point: false } }
}

/// The encoders, by what their own documents say they leave as it is beside letters and digits. Where releases differ there is
/// a row for each.
pub(super) static ENCODERS: [Encoder; 20] = [
    // PHP manual, "urlencode".
    encoder(Mistake::PhpUrlencode, b"-_.", Space::Plus),
    // Python, urllib.parse: quote_plus and urlencode; before 3.7 the tilde was escaped.
    encoder(Mistake::PythonQuotePlus, b"-_.~", Space::Plus),
    encoder(Mistake::PythonQuotePlus, b"-_.", Space::Plus),
    encoder(Mistake::PythonQuote, b"-_.~/", Space::Escaped),
    encoder(Mistake::PythonQuote, b"-_./", Space::Escaped),
    // ECMA-262, "URI Handling Functions" and annex B.
    encoder(Mistake::JsEncodeUriComponent, b"-_.!~*'()", Space::Escaped),
    encoder(Mistake::JsEncodeUri, b";/?:@&=+$,#-_.!~*'()", Space::Escaped),
    Encoder {
        mistake: Mistake::JsEscape,
        escaper: Escaper {
            bare: LETTERS_AND_DIGITS.and(Chars::of(b"@*_+-./")),
            space: Space::Escaped,
            lower: false,
            by_code_point: true,
        },
    },
    // WHATWG URL, "application/x-www-form-urlencoded percent-encode set".
    encoder(Mistake::JsUrlSearchParams, b"*-._", Space::Plus),
    // Java SE, java.net.URLEncoder.
    encoder(Mistake::JavaUrlEncoder, b"*-._", Space::Plus),
    // .NET, System.Web.HttpUtility and System.Net.WebUtility.
    Encoder {
        mistake: Mistake::NetUrlEncode,
        escaper: Escaper {
            bare: LETTERS_AND_DIGITS.and(Chars::of(b"-_.!*()")),
            space: Space::Plus,
            lower: true,
            by_code_point: false,
        },
    },
    encoder(Mistake::NetWebUtility, b"-_.!*()", Space::Plus),
    // Go, net/url.
    encoder(Mistake::GoQueryEscape, b"-_.~", Space::Plus),
    // RFC 2396 section 2.3: .NET before 4.5, Perl's URI::Escape, Ruby's ERB.
    encoder(Mistake::Rfc2396, b"-_.!~*'()", Space::Escaped),
    // Ruby, CGI.escape; before 2.5 the tilde was escaped.
    encoder(Mistake::RubyCgiEscape, b"-_.~", Space::Plus),
    encoder(Mistake::RubyCgiEscape, b"-_.", Space::Plus),
    // ActionScript 3, "escape".
    encoder(Mistake::ActionScriptEscape, b"@-_.*+/", Space::Escaped),
    // IIS, Server.URLEncode.
    encoder(Mistake::ClassicAsp, b"", Space::Plus),
    // Apple, NSString, stringByAddingPercentEscapesUsingEncoding.
    encoder(Mistake::ObjcPercentEscapes, b"!$&'()*+,-./:;=?@_~", Space::Escaped),
    encoder(Mistake::UnreservedEncoded, b"", Space::Escaped),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn written(mistake: Mistake, text: &str) -> Vec<String> {
        let rows = ENCODERS.iter().filter(|encoder| encoder.mistake == mistake);
        rows.map(|encoder| {
            let mut room = [0; 512];
            let mut out = Output::new(&mut room);
            encoder.escaper.write(text.as_bytes(), &mut out);
            String::from_utf8(out.since(0).unwrap().to_vec()).unwrap()
        })
        .collect()
    }

    /// The answers are those of the encoders themselves: Node 20, CPython 3.11, PHP 8.2, and the documents named above.
    #[test]
    fn encoders_write_what_their_originals_write() {
        let text = "a b!'()*~/:@,+\u{e9}";
        for (mistake, expected) in [
            (Mistake::JsEncodeUriComponent, &["a%20b!'()*~%2F%3A%40%2C%2B%C3%A9"][..]),
            (Mistake::JsEncodeUri, &["a%20b!'()*~/:@,+%C3%A9"]),
            (Mistake::JsEscape, &["a%20b%21%27%28%29*%7E/%3A@%2C+%E9"]),
            (Mistake::JsUrlSearchParams, &["a+b%21%27%28%29*%7E%2F%3A%40%2C%2B%C3%A9"]),
            (
                Mistake::PythonQuotePlus,
                &["a+b%21%27%28%29%2A~%2F%3A%40%2C%2B%C3%A9", "a+b%21%27%28%29%2A%7E%2F%3A%40%2C%2B%C3%A9"],
            ),
            (
                Mistake::PythonQuote,
                &["a%20b%21%27%28%29%2A~/%3A%40%2C%2B%C3%A9", "a%20b%21%27%28%29%2A%7E/%3A%40%2C%2B%C3%A9"],
            ),
            (Mistake::PhpUrlencode, &["a+b%21%27%28%29%2A%7E%2F%3A%40%2C%2B%C3%A9"]),
            (Mistake::NetUrlEncode, &["a+b!%27()*%7e%2f%3a%40%2c%2b%c3%a9"]),
        ] {
            assert_eq!(written(mistake, text), expected, "{mistake:?}");
        }
        assert_eq!(written(Mistake::JsEscape, "\u{2713}\u{1f600}"), ["%u2713%uD83D%uDE00"]);
    }
}
