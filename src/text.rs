//! A name or a value in the form in which it was given: decoded, or with the escapes of a query.
//!
//! The escaped text of a query is decoded as it is looked at, byte by byte, and never kept: so a URL of any length is
//! signed without an allocation. Escapes have been checked where the text came in.

use crate::encode::{decode_first, encode_escaped, encode_pieces};
use crate::output::Output;
use core::cmp::Ordering;

/// How a text is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// Decoded.
    Plain,
    /// With escapes, and just as the canonical query has it.
    Canonical,
    /// With escapes of any kind.
    Escaped,
}

/// A name or a value.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) form: Form,
}

impl<'a> Text<'a> {
    pub(crate) fn plain(bytes: &'a [u8]) -> Text<'a> {
        Text { bytes, form: Form::Plain }
    }

    pub(crate) fn is_empty(self) -> bool {
        self.bytes.is_empty()
    }

    /// Whether this is the decoded text `plain`.
    #[inline]
    pub(crate) fn is(self, plain: &[u8]) -> bool {
        match self.form {
            Form::Plain => self.bytes == plain,
            _ => Decoded::of(self).eq(plain.iter().copied()),
        }
    }

    /// Whether this is printable ASCII without a space.
    #[inline]
    pub(crate) fn is_graphic(self) -> bool {
        match self.form {
            Form::Plain => self.bytes.iter().all(u8::is_ascii_graphic),
            _ => Decoded::of(self).all(|byte| byte.is_ascii_graphic()),
        }
    }

    /// The characters of a text that is UTF-8.
    pub(crate) fn chars(self) -> impl Iterator<Item = char> + use<'a> {
        let mut bytes = Decoded::of(self);
        core::iter::from_fn(move || {
            let first = u32::from(bytes.next()?);
            // The first byte says how many follow it, each with six bits (RFC 3629 section 3).
            let (followers, bits) = match first {
                0..=0x7f => (0, first),
                0x80..=0xdf => (1, first & 0x1f),
                0xe0..=0xef => (2, first & 0xf),
                _ => (3, first & 7),
            };
            let code = bytes.by_ref().take(followers).fold(bits, |code, byte| code << 6 | u32::from(byte & 0x3f));
            char::from_u32(code)
        })
    }

    /// The order of the decoded bytes.
    #[inline]
    pub(crate) fn cmp(self, other: Text<'_>) -> Ordering {
        match (self.form, other.form) {
            (Form::Plain, Form::Plain) => self.bytes.cmp(other.bytes),
            _ => Decoded::of(self).cmp(Decoded::of(other)),
        }
    }

    /// Decodes into `room`: the whole text, or, as an error, as much of it as there was room for.
    pub(crate) fn decode_into(self, room: &mut [u8]) -> Result<&[u8], &[u8]> {
        let mut decoded = Decoded::of(self);
        let text = decoded.fill(room);
        if decoded.rest.is_empty() {
            Ok(text)
        } else {
            Err(text)
        }
    }

    /// Appends the decoded text.
    pub(crate) fn decode_to(self, out: &mut Output<'_>) {
        match self.form {
            Form::Plain => out.push(self.bytes),
            _ => self.decoded_pieces(|piece| out.push(piece)),
        }
    }

    /// Decodes as much of what is behind the first `start` bytes, decoded, as there is room for.
    pub(crate) fn decode_after(self, start: usize, room: &mut [u8]) -> &[u8] {
        let mut decoded = Decoded::of(self);
        decoded.by_ref().take(start).for_each(drop);
        decoded.fill(room)
    }

    /// Decodes as much of it as there is room for.
    pub(crate) fn decode_beginning(self, room: &mut [u8]) -> &[u8] {
        self.decode_into(room).unwrap_or_else(|beginning| beginning)
    }

    /// Gives the encoded text piece by piece.
    pub(crate) fn encoded_pieces(self, mut take: impl FnMut(&[u8])) {
        match self.form {
            Form::Plain => encode_pieces(self.bytes, take),
            Form::Canonical => take(self.bytes),
            Form::Escaped => self.decoded_pieces(|piece| encode_pieces(piece, &mut take)),
        }
    }

    /// Appends the encoded text; tells whether it has been seen to be ASCII, or was found to be UTF-8 when it came in.
    #[inline]
    pub(crate) fn push_encoded(self, out: &mut Output<'_>) -> bool {
        match self.form {
            Form::Plain => return out.push_encoded(self.bytes),
            Form::Canonical => out.push(self.bytes),
            Form::Escaped => match encode_escaped(self.bytes, out.room()) {
                Some(len) => out.skip(len),
                None => self.decoded_pieces(|piece| {
                    out.push_encoded(piece);
                }),
            },
        }
        true
    }

    /// Whether a text with escapes is UTF-8 once it is decoded. It is apart from [`Text::utf8_fault`] because nearly every text
    /// is, and keeping the places costs a URL of ten parameters a twentieth.
    pub(crate) fn is_utf8(self) -> bool {
        let mut decoded = Decoded::of(self);
        let (mut room, mut kept) = ([0; PIECE], 0);
        loop {
            let more = decoded.fill(room.get_mut(kept..).unwrap_or_default()).len();
            kept = match core::str::from_utf8(room.get(..kept + more).unwrap_or_default()) {
                Ok(_) => 0,
                // A character that is cut off where the piece ends goes on in the next one.
                Err(error) if error.error_len().is_none() => kept + more - error.valid_up_to(),
                Err(_) => return false,
            };
            if decoded.rest.is_empty() {
                return kept == 0;
            }
            // The room was full, so what is cut off is at its end; it is less than a character.
            let [.., a, b, c] = room;
            room.iter_mut().zip([a, b, c].into_iter().skip(3 - kept.min(3))).for_each(|(slot, byte)| *slot = byte);
        }
    }

    /// Where a text is not UTF-8 once it is decoded: the byte at which the fault is written.
    pub(crate) fn utf8_fault(self) -> Option<usize> {
        // What is not decoded may be a secret, of which no copy is left anywhere.
        if self.form == Form::Plain {
            return core::str::from_utf8(self.bytes).err().map(|error| error.valid_up_to());
        }
        let mut decoded = Decoded::of(self);
        loop {
            let at = self.bytes.len() - decoded.rest.len();
            // One character is taken at a time: byte by byte until it is whole or wrong.
            let mut room = [0; LONGEST_CHARACTER];
            let mut character = Err(at);
            for len in 1..=LONGEST_CHARACTER {
                let Some(byte) = decoded.next() else { break };
                room[len - 1] = byte;
                match core::str::from_utf8(room.get(..len).unwrap_or_default()) {
                    Ok(_) => character = Ok(()),
                    Err(error) if error.error_len().is_none() => continue,
                    Err(_) => {}
                }
                break;
            }
            match character {
                Ok(()) => {}
                Err(_) if at == self.bytes.len() => return None,
                Err(at) => return Some(at),
            }
        }
    }

    /// Gives the decoded text of a text with escapes, piece by piece.
    fn decoded_pieces(self, mut take: impl FnMut(&[u8])) {
        let mut room = [0; PIECE];
        let mut decoded = Decoded::of(self);
        while !decoded.rest.is_empty() {
            take(decoded.fill(&mut room));
        }
    }
}

/// As much of a text is decoded at a time.
const PIECE: usize = 128;

/// The bytes of the longest characters (RFC 3629 section 3).
const LONGEST_CHARACTER: usize = 4;

/// The decoded bytes of a text.
struct Decoded<'a> {
    rest: &'a [u8],
    plain: bool,
}

impl<'a> Decoded<'a> {
    fn of(text: Text<'a>) -> Decoded<'a> {
        Decoded { rest: text.bytes, plain: text.form == Form::Plain }
    }

    /// Fills `room`, or as much of it as there is text, and returns what is filled.
    fn fill<'r>(&mut self, room: &'r mut [u8]) -> &'r [u8] {
        let mut len = 0;
        for (slot, byte) in room.iter_mut().zip(self) {
            *slot = byte;
            len += 1;
        }
        room.get(..len).unwrap_or_default()
    }
}

impl Iterator for Decoded<'_> {
    type Item = u8;

    #[inline(always)]
    fn next(&mut self) -> Option<u8> {
        let (byte, rest) = match self.plain {
            true => self.rest.split_first().map(|(byte, rest)| (*byte, rest))?,
            false => decode_first(self.rest)?,
        };
        self.rest = rest;
        Some(byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use percent_encoding::percent_decode;

    fn escaped(text: &str) -> Text<'_> {
        Text { bytes: text.as_bytes(), form: Form::Escaped }
    }

    fn decoded(text: Text<'_>) -> Vec<u8> {
        let mut room = vec![0; text.bytes.len()];
        text.decode_into(&mut room).unwrap().to_vec()
    }

    /// The percent-encoding crate answers, once every `+` is a space.
    #[test]
    fn agrees_with_the_percent_encoding_crate() {
        let all: String = (0..=255).map(|byte| format!("%{byte:02X}%{byte:02x}+")).collect();
        for text in ["", "a", "+", "%2B", "%2b+%20", "a%26b%3dc", "%E2%9C%93", &all, &"%C3%A9x".repeat(1000)] {
            let crate_says: Vec<u8> = percent_decode(text.replace('+', " ").as_bytes()).collect();
            assert_eq!(decoded(escaped(text)), crate_says);
            assert!(escaped(text).is(&crate_says));
            assert!(!escaped(text).is(b"?"));
            assert_eq!(escaped(text).cmp(Text::plain(&crate_says)), Ordering::Equal);
            let (mut pieces, mut expected) = (Vec::new(), Vec::new());
            escaped(text).encoded_pieces(|piece| pieces.extend_from_slice(piece));
            Text::plain(&crate_says).encoded_pieces(|piece| expected.extend_from_slice(piece));
            assert_eq!(pieces, expected);
            let mut room = vec![0; 3 * text.len() + 100];
            let mut out = Output::new(&mut room);
            escaped(text).push_encoded(&mut out);
            assert_eq!(out.since(0), Some(&expected[..]));
        }
    }

    #[test]
    fn a_plain_text_has_no_escapes() {
        assert_eq!(decoded(Text::plain(b"%41+")), b"%41+");
        assert!(Text::plain(b"%41+").is(b"%41+"));
    }

    #[test]
    fn order_is_that_of_what_is_meant() {
        assert_eq!(escaped("%2C").cmp(Text::plain(b"-")), Ordering::Less);
        assert_eq!(escaped("a+b").cmp(escaped("a%20b")), Ordering::Equal);
        assert_eq!(escaped("a%2Bb").cmp(escaped("a%2bb")), Ordering::Equal);
        assert_eq!(escaped("ab").cmp(escaped("%61")), Ordering::Greater);
        assert_eq!(Text::plain(b"+").cmp(Text::plain(b"%2B")), Ordering::Greater);
    }

    #[test]
    fn characters() {
        let text = "a\u{7f}\u{80}\u{e9}\u{7ff}\u{800}\u{2713}\u{ffff}\u{10000}\u{1f600}\u{10ffff}";
        let all: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
        assert_eq!(Text::plain(text.as_bytes()).chars().collect::<String>(), text);
        assert_eq!(escaped(&all).chars().collect::<String>(), text);
        assert_eq!(escaped("a+%E2%9C%93b").chars().collect::<String>(), "a \u{2713}b");
    }

    #[test]
    fn what_does_not_fit_is_as_much_as_there_is_room_for() {
        let mut room = [0; 3];
        assert_eq!(escaped("a%62c").decode_into(&mut room), Ok(&b"abc"[..]));
        assert_eq!(escaped("a%62c%64").decode_into(&mut room), Err(&b"abc"[..]));
    }

    /// At every place around the ends of the pieces that are looked at; the standard library answers on the decoded text.
    #[test]
    fn faults_are_found_where_they_are_written() {
        for before in 0..2 * PIECE + 3 {
            let good = format!("{}%C3%A9\u{e9}%F0%9F%98%80", "x".repeat(before));
            assert_eq!((escaped(&good).utf8_fault(), escaped(&good).is_utf8()), (None, true), "{before}");
            for bad in ["%FF", "%C3", "%E2%9C", "%ED%A0%80", "%C0%80"] {
                for after in ["", "+x", &"x".repeat(200)] {
                    let bad = format!("{good}{bad}{after}");
                    let (fault, is_utf8) = (escaped(&bad).utf8_fault(), escaped(&bad).is_utf8());
                    assert_eq!((fault, is_utf8), (Some(good.len()), false), "{bad}");
                }
            }
        }
    }
}
