//! The canonical query: every parameter as `name=value`, both percent-encoded, in canonical order, joined by `&`.
//!
//! It is signed, and it is sent: the signed query and the signed URL hold the very bytes that were signed.

use crate::encode::Encoder;
use crate::error::Error;
use crate::output::Output;
use crate::param::Param;
use crate::params::Params;
use crate::text::{Form, Text};

/// Writes the canonical query of sorted parameters.
///
/// # Errors
/// [`crate::Status::Utf8`].
pub(crate) fn write(params: &Params<'_>, out: &mut Output<'_>) -> Result<(), Error> {
    let mut rest = params.as_slice();
    loop {
        rest = write_plain(rest, out);
        let Some((next, behind)) = rest.split_first() else { break };
        // What is not decoded, does not fit however long it becomes, or is no UTF-8.
        if !write_any(next, out) {
            return Err(params.utf8_fault());
        }
        rest = behind;
    }
    if !params.as_slice().is_empty() {
        // The last parameter is followed by nothing.
        out.pop();
    }
    Ok(())
}

/// Writes parameters as long as they are decoded, are UTF-8, and fit however long they become, each followed by a `&`.
/// Returns those that were not written. (If the first of them is no UTF-8 it may have been, which is an error anyway.)
///
/// This is where the time is spent, so there is nothing else in it: what is rare is done by who called it.
#[inline(never)]
fn write_plain<'p, 'a>(params: &'p [Param<'a>], out: &mut Output<'_>) -> &'p [Param<'a>] {
    let mut encoder = Encoder::new(out.room());
    let mut params = params.iter();
    let rest = loop {
        let rest = params.as_slice();
        let Some(param) = params.next() else { break rest };
        let (name, value) = (param.name(), param.value());
        if name.form != Form::Plain || value.form != Form::Plain {
            break rest;
        }
        let Some(ascii) = encoder.pair(name.bytes, value.bytes) else { break rest };
        if !ascii && !is_utf8_pair(param) {
            break rest;
        }
    };
    let len = encoder.len();
    out.skip(len);
    rest
}

#[cold]
fn is_utf8_pair(param: &Param<'_>) -> bool {
    is_utf8(param.name()) && is_utf8(param.value())
}

/// Writes one parameter, of any form and with any room; tells whether it is UTF-8.
fn write_any(param: &Param<'_>, out: &mut Output<'_>) -> bool {
    let (name, value) = (param.name(), param.value());
    let known_good_name = name.push_encoded(out);
    out.push_byte(b'=');
    let known_good_value = value.push_encoded(out);
    out.push_byte(b'&');
    known_good_name && known_good_value || is_utf8_pair(param)
}

fn is_utf8(text: Text<'_>) -> bool {
    if text.form != Form::Plain {
        return true;
    }
    let rest = without_ascii_ends(text.bytes);
    rest.is_empty() || core::str::from_utf8(rest).is_ok()
}

/// What is left of a text without most of the ASCII at its ends, which most of what is not ASCII has.
fn without_ascii_ends(text: &[u8]) -> &[u8] {
    let not_ascii = |word: &[u8; 8]| u64::from_le_bytes(*word) & u64::from_ne_bytes([0x80; 8]);
    let (mut start, mut end) = (0, text.len());
    for there in text.as_chunks().0.iter().map(not_ascii) {
        if there != 0 {
            start += there.trailing_zeros() as usize / 8;
            break;
        }
        start += 8;
    }
    for there in text.as_rchunks().1.iter().rev().map(not_ascii) {
        if there != 0 {
            end -= there.leading_zeros() as usize / 8;
            break;
        }
        end -= 8;
    }
    // Where all words are ASCII the two ends have passed each other.
    text.get(start..end).unwrap_or_default()
}

/// Looks through parameters whose canonical query is not written by [`write`].
///
/// # Errors
/// [`crate::Status::Utf8`].
pub(crate) fn check(params: &Params<'_>) -> Result<(), Error> {
    if params.as_slice().iter().all(is_utf8_pair) {
        Ok(())
    } else {
        Err(params.utf8_fault())
    }
}

/// The least and the most that the canonical query is long: a byte stays or becomes three, and an escape stays or becomes a
/// byte.
pub(crate) fn bounds(params: &Params<'_>) -> (u64, u64) {
    let text = |text: Text<'_>| match (text.bytes.len() as u64, text.form) {
        (len, Form::Plain) => (len, 3 * len),
        (len, Form::Canonical) => (len, len),
        (len, Form::Escaped) => (len / 3, 3 * len),
    };
    params.as_slice().iter().fold((0, 0), |(least, most), param| {
        let (name, value) = (text(param.name()), text(param.value()));
        (least + name.0 + value.0 + 1, most + name.1 + value.1 + 2)
    })
}

/// Gives the same text piece by piece, for when there is no room to write it. It has been checked by [`write`].
pub(crate) fn pieces(params: &Params<'_>, mut take: impl FnMut(&[u8])) {
    let mut first = true;
    for param in params.as_slice() {
        if !first {
            take(b"&");
        }
        first = false;
        param.name().encoded_pieces(&mut take);
        take(b"=");
        param.value().encoded_pieces(&mut take);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::Door;

    #[test]
    fn pieces_are_the_whole() {
        let pairs = [("b", "\u{2713} ~"), ("a", ""), ("Foo.1", "0")];
        let mut params = Params::new();
        pairs.hand_over(&mut params).unwrap();
        params.sort().unwrap();
        let mut room = [0; 64];
        let mut out = Output::new(&mut room);
        write(&params, &mut out).unwrap();
        assert_eq!(out.since(0), Some(&b"Foo.1=0&a=&b=%E2%9C%93%20~"[..]));
        let mut joined = Vec::new();
        pieces(&params, |piece| joined.extend_from_slice(piece));
        assert_eq!(out.since(0), Some(&joined[..]));
    }

    /// With room for everything at its longest, with less, and with none.
    #[test]
    fn what_is_not_utf_8_is_refused_whatever_the_room() {
        for (name, value, why) in [
            (&b"a\xff"[..], &b"b"[..], "the name is not valid UTF-8 (at byte 1)"),
            (b"a", b"b\xc3", "the value is not valid UTF-8 (at byte 1)"),
            (b"a\xc3\xa9", b"\xa9", "the value is not valid UTF-8 (at byte 0)"),
            (b"\xed\xa0\x80", b"\xc3\xa9", "the name is not valid UTF-8 (at byte 0)"),
        ] {
            let pairs = [(name, value)];
            for room in 0..200 {
                let mut params = Params::new();
                pairs.hand_over(&mut params).unwrap();
                let error = write(&params, &mut Output::new(&mut vec![0; room])).unwrap_err().to_string();
                assert!(error.ends_with(why), "{error}");
            }
        }
    }

    /// Characters and parts of them in every place of texts of a few words; the standard library answers on the whole.
    #[test]
    fn ascii_at_the_ends_makes_no_difference() {
        for len in 0..40 {
            for piece in
                [&b""[..], b"\xc3\xa9", b"\xc3", b"\xa9", b"\xe2\x82\xac", b"\xc3\xa9 \xff", b"\xc3--------\xa9"]
            {
                for place in 0..=len {
                    let text = [&b"-".repeat(place), piece, &b"-".repeat(len - place)].concat();
                    assert_eq!(
                        is_utf8(Text::plain(&text)),
                        core::str::from_utf8(&text).is_ok(),
                        "{}",
                        text.escape_ascii()
                    );
                }
            }
        }
    }

    #[test]
    fn an_escape_as_it_is_written_is_as_long_as_it_is() {
        let query = crate::Query::new(b"%20%20=%2C%2C");
        let mut params = Params::new();
        query.hand_over(&mut params).unwrap();
        let (least, most) = bounds(&params);
        assert!(least <= 13 && (13..=14).contains(&most), "{least} {most}");
    }

    /// A character of which one byte is escaped and the other is not is UTF-8 once it is decoded.
    #[test]
    fn texts_of_several_forms_stand_side_by_side() {
        for text in [&b"\xc3%A9=\xc3\xa9&\xc3\xa9=%C3\xa9"[..], b"%c3%a9=\xc3\xa9&\xc3\xa9=%C3%A9"] {
            for room in 0..200 {
                let query = crate::Query::new(text);
                let mut params = Params::new();
                query.hand_over(&mut params).unwrap();
                let mut room = vec![0; room];
                let mut out = Output::new(&mut room);
                write(&params, &mut out).unwrap();
                assert_eq!(out.len(), 27);
                let (least, most) = bounds(&params);
                assert!((least..=most).contains(&27));
                assert!(out.since(0).is_none_or(|text| text == b"%C3%A9=%C3%A9&%C3%A9=%C3%A9"));
            }
        }
    }
}
