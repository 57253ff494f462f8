//! What other programs make of a text before they escape it: another encoding, decoded once too often, cut, escaped for HTML.

use crate::encode::Escape;
use crate::output::Output;

/// What a signer makes of a text before it is escaped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Conversion {
    Latin1,
    Windows1252,
    Utf8Twice,
    Windows1252Twice,
    PlusToSpace,
    Decoded,
    DecodedAsForm,
    Trimmed,
    WithoutSpaces,
    TrimmedStart,
    TrimmedEnd,
    /// With this for an apostrophe.
    Html(&'static [u8]),
    SemicolonToColon,
}

/// Appends `text` as it is converted.
pub(super) fn convert(conversion: Option<Conversion>, text: &[u8], out: &mut Output<'_>) {
    let replace = |from: u8, to: u8, out: &mut Output<'_>| {
        text.iter().for_each(|byte| out.push_byte(if *byte == from { to } else { *byte }));
    };
    match conversion {
        None => out.push(text),
        Some(Conversion::Latin1) => write_latin1(text, |_| None, out),
        Some(Conversion::Windows1252) => write_latin1(text, in_windows_1252, out),
        Some(Conversion::Utf8Twice) => write_as_utf8(text, out),
        Some(Conversion::Windows1252Twice) => text.iter().for_each(|byte| {
            let char = match byte {
                0x80..=0x9f => WINDOWS_1252.get(usize::from(byte - 0x80)).copied().unwrap_or_default(),
                _ => u16::from(*byte),
            };
            let char = char::from_u32(u32::from(char)).unwrap_or_default();
            out.push(char.encode_utf8(&mut [0; 4]).as_bytes());
        }),
        Some(Conversion::PlusToSpace) => replace(b'+', b' ', out),
        Some(Conversion::Decoded) => write_decoded(text, false, out),
        Some(Conversion::DecodedAsForm) => write_decoded(text, true, out),
        Some(Conversion::Trimmed) => out.push(text.trim_ascii()),
        Some(Conversion::WithoutSpaces) => {
            let start = text.iter().position(|&byte| byte != b' ').unwrap_or(text.len());
            let end = text.iter().rposition(|&byte| byte != b' ').map_or(start, |at| at + 1);
            out.push(text.get(start..end).unwrap_or_default());
        }
        Some(Conversion::TrimmedStart) => out.push(text.trim_ascii_start()),
        Some(Conversion::TrimmedEnd) => out.push(text.trim_ascii_end()),
        Some(Conversion::Html(apostrophe)) => text.iter().for_each(|byte| match byte {
            b'&' => out.push(b"&amp;"),
            b'<' => out.push(b"&lt;"),
            b'>' => out.push(b"&gt;"),
            b'"' => out.push(b"&quot;"),
            b'\'' => out.push(apostrophe),
            _ => out.push_byte(*byte),
        }),
        Some(Conversion::SemicolonToColon) => replace(b';', b':', out),
    }
}

/// What the bytes 0x80 to 0x9f are in windows-1252 (WHATWG Encoding, "index windows-1252").
const WINDOWS_1252: [u16; 32] = [
    0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d, 0x017d,
    0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,
    0x017e, 0x0178,
];

fn in_windows_1252(char: char) -> Option<u8> {
    let at = WINDOWS_1252.iter().position(|&other| u32::from(other) == u32::from(char))?;
    u8::try_from(0x80 + at).ok()
}

/// Appends UTF-8 as latin-1, where `else_as` does not have it otherwise; what latin-1 does not have becomes a `?`.
fn write_latin1(text: &[u8], else_as: impl Fn(char) -> Option<u8>, out: &mut Output<'_>) {
    match core::str::from_utf8(text) {
        Ok(text) => text.chars().for_each(|char| {
            let byte = else_as(char).or(u8::try_from(u32::from(char)).ok());
            out.push_byte(byte.unwrap_or(b'?'));
        }),
        Err(_) => out.push(text),
    }
}

/// Appends latin-1 as UTF-8.
pub(super) fn write_as_utf8(text: &[u8], out: &mut Output<'_>) {
    text.iter().for_each(|byte| out.push(char::from(*byte).encode_utf8(&mut [0; 4]).as_bytes()));
}

/// Appends text with its percent escapes decoded, those that are escapes; of a form also the pluses.
pub(super) fn write_decoded(mut text: &[u8], form: bool, out: &mut Output<'_>) {
    while let Some((byte, rest)) = text.split_first() {
        let escape = if *byte == b'%' { Escape::first(rest) } else { None };
        text = rest;
        match (escape, *byte) {
            (Some(_), _) => {
                if let Some((byte, rest)) = decode_escape(text) {
                    out.push_byte(byte);
                    text = rest;
                }
            }
            (None, b'+') if form => out.push_byte(b' '),
            (None, byte) => out.push_byte(byte),
        }
    }
}

fn decode_escape(digits: &[u8]) -> Option<(u8, &[u8])> {
    Some((Escape::first(digits)?.byte, digits.get(2..)?))
}
