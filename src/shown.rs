//! Text of the caller's as people are shown it: printable ASCII, in one line, whatever is in it.
//!
//! Everything that is not ASCII is escaped, letters too: what looks like a space or like another letter, or turns the
//! direction of writing, is often the very mistake that is looked for, and a log may be read in any encoding.

use crate::encode::escaped;
use crate::output::Output;
use crate::text::{Form, Text};

/// Appends a decoded text between quotes. A quote and a backslash have a backslash before them; a line end, a carriage
/// return and a tab are `\n`, `\r` and `\t`; any other control character and what is not ASCII is `\u{E9}`, its number in
/// hexadecimal; a byte of a text that is not UTF-8 is `\xE9`.
pub(crate) fn push_quoted(text: Text<'_>, out: &mut Output<'_>) {
    out.push_byte(b'"');
    if text.form == Form::Plain && core::str::from_utf8(text.bytes).is_err() {
        text.bytes.iter().for_each(|byte| match byte {
            0x80.. => push_hex(*byte, out),
            _ => push_char(char::from(*byte), out),
        });
    } else {
        text.chars().for_each(|character| push_char(character, out));
    }
    out.push_byte(b'"');
}

fn push_char(character: char, out: &mut Output<'_>) {
    match character {
        '"' => out.push(br#"\""#),
        '\\' => out.push(br"\\"),
        '\n' => out.push(br"\n"),
        '\r' => out.push(br"\r"),
        '\t' => out.push(br"\t"),
        ' '..='~' => out.push_byte(character as u8),
        _ => {
            out.push(br"\u{");
            push_digits(u32::from(character), out);
            out.push_byte(b'}');
        }
    }
}

/// Appends a number in hexadecimal digits.
fn push_digits(number: u32, out: &mut Output<'_>) {
    if number > 0xff {
        push_digits(number >> 8, out);
    }
    let [_, high, low] = escaped(number as u8);
    if number > 0xf {
        out.push_byte(high);
    }
    out.push_byte(low);
}

fn push_hex(byte: u8, out: &mut Output<'_>) {
    let [_, high, low] = escaped(byte);
    out.push_all([br"\x", &[high, low]]);
}

/// Appends bytes that are already encoded, or should be: a backslash is `\\`, and what is not printable ASCII, a space
/// included, is `\x20`, so that it cannot be taken for an escape of the text itself.
pub(crate) fn push_encoded_text(text: &[u8], out: &mut Output<'_>) {
    text.iter().for_each(|byte| match byte {
        b'\\' => out.push(br"\\"),
        b'!'..=b'~' => out.push_byte(*byte),
        _ => push_hex(*byte, out),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(bytes: &[u8], form: Form) -> String {
        let mut room = [0; 400];
        let mut out = Output::new(&mut room);
        push_quoted(Text { bytes, form }, &mut out);
        String::from_utf8(out.since(0).unwrap().to_vec()).unwrap()
    }

    #[test]
    fn nothing_breaks_the_line_the_quotes_or_the_terminal() {
        for (text, expected) in [
            ("", r#""""#),
            ("a b~", r#""a b~""#),
            ("\"\\", r#""\"\\""#),
            ("\r\n\t\0\x1b[31m\x7f", r#""\r\n\t\u{0}\u{1B}[31m\u{7F}""#),
            ("\u{e9}\u{a0}\u{85}\u{2713}\u{1f600}", r#""\u{E9}\u{A0}\u{85}\u{2713}\u{1F600}""#),
            ("\u{202e}\u{2066}\u{200f}\u{2028}\u{10ffff}", r#""\u{202E}\u{2066}\u{200F}\u{2028}\u{10FFFF}""#),
            (r"\u{E9}\n", r#""\\u{E9}\\n""#),
        ] {
            assert_eq!(quoted(text.as_bytes(), Form::Plain), expected);
        }
        assert_eq!(quoted(b"%C3%a9+%0A%5c", Form::Escaped), r#""\u{E9} \n\\""#);
        assert_eq!(quoted(b"a\xff\xc3\xa9\n", Form::Plain), r#""a\xFF\xC3\xA9\n""#);
    }

    /// Two texts are shown alike only if they are the same.
    #[test]
    fn every_character_has_its_own_text() {
        let mut all: Vec<String> = ('\0'..='\u{ffff}').map(|c| quoted(c.to_string().as_bytes(), Form::Plain)).collect();
        all.extend((0x80..=0xff).map(|byte| quoted(&[byte], Form::Plain)));
        assert!(all.iter().all(|text| text.bytes().all(|byte| (b' '..=b'~').contains(&byte))));
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn encoded_text_shows_what_is_not_encoded() {
        let mut room = [0; 100];
        let mut out = Output::new(&mut room);
        push_encoded_text(b"a%20 +\\\n\xe9~", &mut out);
        assert_eq!(out.since(0), Some(&br"a%20\x20+\\\x0A\xE9~"[..]));
    }
}
