//! The canonical query: every parameter as `name=value`, both percent-encoded, in canonical order, joined by `&`.
//!
//! It is signed, and it is sent: the signed query and the signed URL hold the very bytes that were signed.

use crate::encode::{encode_into, encode_pieces};
use crate::error::Error;
use crate::output::Output;
use crate::params::Params;

/// Writes the canonical query of sorted parameters.
///
/// # Errors
/// [`crate::Status::Utf8`].
pub(crate) fn write(params: &Params<'_>, out: &mut Output<'_>) -> Result<(), Error> {
    let mut joint = false;
    for param in params.as_slice() {
        let ascii = write_pair(joint, param.name, param.value, out);
        joint = true;
        if !(ascii || is_utf8(param.name) && is_utf8(param.value)) {
            return Err(params.utf8_fault());
        }
    }
    Ok(())
}

/// Writes one parameter, after a `&` if it is not the first; tells whether it was ASCII.
#[inline]
fn write_pair(joint: bool, name: &[u8], value: &[u8], out: &mut Output<'_>) -> bool {
    if let Some(room) = out.room_to_encode(name.len() + value.len(), 2) {
        room[0] = b'&';
        let mut len = usize::from(joint);
        let (name_len, ascii_name) = encode_into(name, &mut room[len..]);
        len += name_len;
        room[len] = b'=';
        len += 1;
        let (value_len, ascii_value) = encode_into(value, &mut room[len..]);
        out.skip(len + value_len);
        return ascii_name & ascii_value;
    }
    write_pair_near_the_end(joint, name, value, out)
}

#[cold]
fn write_pair_near_the_end(joint: bool, name: &[u8], value: &[u8], out: &mut Output<'_>) -> bool {
    if joint {
        out.push_byte(b'&');
    }
    let ascii_name = out.push_encoded(name);
    out.push_byte(b'=');
    let ascii_value = out.push_encoded(value);
    ascii_name & ascii_value
}

fn is_utf8(text: &[u8]) -> bool {
    text.is_ascii() || core::str::from_utf8(text).is_ok()
}

/// Gives the same text piece by piece, for when there is no room to write it. It has been checked by [`write`].
pub(crate) fn pieces(params: &Params<'_>, mut take: impl FnMut(&[u8])) {
    let mut first = true;
    for param in params.as_slice() {
        if !first {
            take(b"&");
        }
        first = false;
        encode_pieces(param.name, &mut take);
        take(b"=");
        encode_pieces(param.value, &mut take);
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
}
