//! The canonical query: every parameter as `name=value`, both percent-encoded, in canonical order, joined by `&`.
//!
//! It is signed, and it is sent: the signed query and the signed URL hold the very bytes that were signed.

use crate::error::Error;
use crate::output::Output;
use crate::params::Params;
use crate::text::{Form, Text};

/// Writes the canonical query of sorted parameters.
///
/// # Errors
/// [`crate::Status::Utf8`].
pub(crate) fn write(params: &Params<'_>, out: &mut Output<'_>) -> Result<(), Error> {
    let mut joint = false;
    for param in params.as_slice() {
        let (name, value) = (param.name(), param.value());
        let known_good = match (name.form, value.form) {
            (Form::Plain, Form::Plain) => write_plain(joint, name.bytes, value.bytes, out),
            _ => write_texts(joint, name, value, out),
        };
        joint = true;
        if !(known_good || is_utf8(name) && is_utf8(value)) {
            return Err(params.utf8_fault());
        }
    }
    Ok(())
}

/// Writes one parameter, after a `&` if it is not the first; tells whether it was ASCII.
#[inline(always)]
fn write_plain(joint: bool, name: &[u8], value: &[u8], out: &mut Output<'_>) -> bool {
    match out.push_parts([(joint.then_some(b'&'), name), (Some(b'='), value)]) {
        Some(ascii) => ascii,
        None => write_near_the_end(joint, name, value, out),
    }
}

#[cold]
fn write_near_the_end(joint: bool, name: &[u8], value: &[u8], out: &mut Output<'_>) -> bool {
    write_texts(joint, Text::plain(name), Text::plain(value), out)
}

/// The same for texts of any form; tells whether they were ASCII, or were found to be UTF-8 when they came in.
fn write_texts(joint: bool, name: Text<'_>, value: Text<'_>, out: &mut Output<'_>) -> bool {
    if joint {
        out.push_byte(b'&');
    }
    let known_good_name = name.push_encoded(out);
    out.push_byte(b'=');
    let known_good_value = value.push_encoded(out);
    known_good_name & known_good_value
}

fn is_utf8(text: Text<'_>) -> bool {
    text.form != Form::Plain || text.bytes.is_ascii() || core::str::from_utf8(text.bytes).is_ok()
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
                assert!(out.since(0).is_none_or(|text| text == b"%C3%A9=%C3%A9&%C3%A9=%C3%A9"));
            }
        }
    }
}
