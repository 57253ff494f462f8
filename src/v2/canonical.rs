//! The canonical query: every parameter as `name=value`, both percent-encoded, in canonical order, joined by `&`.
//!
//! It is signed, and it is sent: the signed query and the signed URL hold the very bytes that were signed.

use crate::encode::encode_pieces;
use crate::error::Error;
use crate::output::Output;
use crate::params::Params;

/// Writes the canonical query of sorted parameters.
///
/// # Errors
/// [`crate::Status::Utf8`].
pub(crate) fn write(params: &Params<'_>, out: &mut Output<'_>) -> Result<(), Error> {
    let mut first = true;
    for param in params.as_slice() {
        if !first {
            out.push_byte(b'&');
        }
        first = false;
        let ascii_name = out.push_encoded(param.name);
        out.push_byte(b'=');
        let ascii_value = out.push_encoded(param.value);
        if !(ascii_name && ascii_value) && !is_utf8(param.name, param.value) {
            return Err(params.utf8_fault());
        }
    }
    Ok(())
}

/// Looks through the parameters as [`write`] does, for when the canonical query itself is not wanted.
pub(crate) fn check(params: &Params<'_>) -> Result<(), Error> {
    write(params, &mut Output::new(&mut []))
}

fn is_utf8(name: &[u8], value: &[u8]) -> bool {
    core::str::from_utf8(name).is_ok() && core::str::from_utf8(value).is_ok()
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
        let mut params = Params::new(&[]);
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
