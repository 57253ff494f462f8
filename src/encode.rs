//! Percent-encoding, one for all that is signed and sent, so that the two cannot differ; and what an escape means.
//!
//! The rule is that of Signature Version 2 (AWS General Reference, "Signature Version 2 signing process"): the
//! unreserved characters of RFC 3986 section 2.3 (`A-Z a-z 0-9 - _ . ~`) stay, every other byte becomes `%XX` with
//! upper-case hexadecimal digits; a space is `%20`, never `+`.

/// As many bytes are encoded at a time.
const STEP: usize = 8;

/// The room of a step: its bytes at their longest, one table entry beyond, and rounded up so that a position in it can be
/// bounded by a mask instead of a check at every byte.
const WINDOW: usize = 36;
const MASK: usize = 31;

/// What is added to the length of a byte's text if the byte is not ASCII. It is out of the way of [`MASK`], and of the
/// length of a step, so that the lengths and the number of such bytes add up in one sum.
const NON_ASCII: usize = 0x80;

/// What [`encode_into`] wants beyond three bytes for every byte of text.
pub(crate) const SLACK: usize = WINDOW;

/// What each byte becomes: its text in the low three bytes (the first character lowest), the length of that text in the
/// highest, with [`NON_ASCII`]. One 32-bit store per byte writes the text; the byte that comes too much is overwritten by
/// the next store.
static TABLE: [u32; 256] = table();

pub(crate) const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~')
}

const fn table() -> [u32; 256] {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let byte = index as u8;
        table[index] = if is_unreserved(byte) {
            u32::from_le_bytes([byte, 0, 0, 1])
        } else {
            let non_ascii = if byte.is_ascii() { 0 } else { NON_ASCII as u8 };
            u32::from_le_bytes([b'%', HEX[index >> 4], HEX[index & 15], 3 | non_ascii])
        };
        index += 1;
    }
    table
}

/// An escape.
pub(crate) struct Escape {
    /// The byte that it stands for.
    pub(crate) byte: u8,
    /// Whether the byte is encoded just so here.
    pub(crate) canonical: bool,
}

impl Escape {
    /// The escape whose two digits, in either case, `digits` begins with.
    #[inline]
    pub(crate) fn first(digits: &[u8]) -> Option<Escape> {
        let &[high, low] = digits.first_chunk()?;
        let (upper, lower) = (DIGIT[usize::from(high)], DIGIT[usize::from(low)]);
        if upper | lower > 0xf {
            return None;
        }
        let byte = upper << 4 | lower;
        // Of a byte that stays as it is, the table has zeros here, which are no digits.
        let [_, as_high, as_low, _] = TABLE[usize::from(byte)].to_le_bytes();
        Some(Escape { byte, canonical: [as_high, as_low] == [high, low] })
    }
}

/// The value of each hexadecimal digit, and 255 for what is none.
static DIGIT: [u8; 256] = digits();

const fn digits() -> [u8; 256] {
    let mut digits = [255; 256];
    let mut index = 0;
    while index < 256 {
        if let Some(value) = (index as u8 as char).to_digit(16) {
            digits[index] = value as u8;
        }
        index += 1;
    }
    digits
}

/// The length of `text` when it is encoded.
pub(crate) fn encoded_len(text: &[u8]) -> usize {
    let len_of = |byte: u8| (TABLE[usize::from(byte)] >> 24) as usize & !NON_ASCII;
    text.iter().fold(0, |len: usize, &byte| len.saturating_add(len_of(byte)))
}

/// Encodes `text` into `out`, which has room for `3 * text.len() + SLACK` bytes or more. Returns the length written, and
/// whether `text` is ASCII.
#[inline(always)]
pub(crate) fn encode_into(text: &[u8], out: &mut [u8]) -> (usize, bool) {
    let (mut len, mut non_ascii) = (0, 0);
    let (steps, rest) = text.as_chunks::<STEP>();
    // With the room that was asked for there is always a window; asking once a step is what spares asking every byte.
    for step in steps {
        let Some(window) = window(out, len) else { break };
        let sum = encode_step(step, window);
        len += sum % NON_ASCII;
        non_ascii |= sum;
    }
    if let (Some(window), false) = (window(out, len), rest.is_empty()) {
        let sum = encode_step(rest, window);
        len += sum % NON_ASCII;
        non_ascii |= sum;
    }
    (len, non_ascii < NON_ASCII)
}

#[inline(always)]
fn window(out: &mut [u8], len: usize) -> Option<&mut [u8; WINDOW]> {
    out.get_mut(len..).and_then(<[u8]>::first_chunk_mut)
}

/// Encodes at most [`STEP`] bytes. Returns the length written and [`NON_ASCII`] for every byte that is not ASCII.
#[inline(always)]
fn encode_step(step: &[u8], window: &mut [u8; WINDOW]) -> usize {
    let mut sum = 0;
    for &byte in step {
        let entry = TABLE[usize::from(byte)];
        let at = sum & MASK;
        window[at..at + 4].copy_from_slice(&entry.to_le_bytes());
        sum += (entry >> 24) as usize;
    }
    sum
}

/// Takes the first byte off a text of a query whose escapes have been checked, and decodes it: `%XX` is a byte in either case
/// of its digits, and `+` is a space (WHATWG URL, "application/x-www-form-urlencoded parsing").
#[inline(always)]
pub(crate) fn decode_first(text: &[u8]) -> Option<(u8, &[u8])> {
    Some(match text {
        [] => return None,
        [b'%', high, low, rest @ ..] => (DIGIT[usize::from(*high)] << 4 | DIGIT[usize::from(*low)], rest),
        [b'+', rest @ ..] => (b' ', rest),
        [byte, rest @ ..] => (*byte, rest),
    })
}

/// Writes a text of a query, whose escapes have been checked, as it is encoded here, into `out`, which has room for
/// `3 * text.len() + SLACK` bytes or more. Returns the length written.
#[inline]
pub(crate) fn encode_escaped(mut text: &[u8], out: &mut [u8]) -> usize {
    let mut len = 0;
    while let Some((byte, rest)) = decode_first(text) {
        text = rest;
        let entry = TABLE[usize::from(byte)];
        if let Some(room) = out.get_mut(len..len + 4) {
            room.copy_from_slice(&entry.to_le_bytes());
        }
        len += (entry >> 24) as usize & !NON_ASCII;
    }
    len
}

/// Encodes `text` piece by piece for one that needs the encoded text but not all of it at once.
pub(crate) fn encode_pieces(text: &[u8], mut take: impl FnMut(&[u8])) {
    const PIECE: usize = 128;
    let mut room = [0; 3 * PIECE + SLACK];
    for piece in text.chunks(PIECE) {
        let (len, _) = encode_into(piece, &mut room);
        take(&room[..len]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use percent_encoding::{percent_encode, AsciiSet, NON_ALPHANUMERIC};

    /// The rule of RFC 3986 section 2.3, said again in the words of the percent-encoding crate.
    const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

    fn encoded(text: &[u8]) -> String {
        let mut out = vec![0; 3 * text.len() + SLACK];
        let (len, ascii) = encode_into(text, &mut out);
        assert_eq!((len, ascii), (encoded_len(text), text.is_ascii()));
        let mut pieces = Vec::new();
        encode_pieces(text, |piece| pieces.extend_from_slice(piece));
        assert_eq!(&pieces, &out[..len]);
        String::from_utf8(pieces).unwrap()
    }

    #[test]
    fn agrees_with_the_percent_encoding_crate_on_every_byte() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(encoded(&all), percent_encode(&all, UNRESERVED).to_string());
        for byte in all {
            // Every byte in every place of a text, up to lengths where a text is looked at in blocks that overlap.
            for len in [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33] {
                for place in 0..len {
                    let mut text = vec![b'a'; len];
                    text[place] = byte;
                    assert_eq!(encoded(&text), percent_encode(&text, UNRESERVED).to_string());
                }
            }
        }
        let long: Vec<u8> = (0..100_000_u32).map(|n| (n * 7 + n / 251) as u8).collect();
        assert_eq!(encoded(&long), percent_encode(&long, UNRESERVED).to_string());
    }

    #[test]
    fn escapes() {
        for byte in 0..=255_u8 {
            let canonical = encoded(&[byte]);
            for escape in [format!("{byte:02X}"), format!("{byte:02x}")] {
                let read = Escape::first(escape.as_bytes()).unwrap();
                assert_eq!((read.byte, read.canonical), (byte, canonical == format!("%{escape}")), "{escape}");
            }
        }
        assert_eq!(Escape::first(b"4a4a").map(|escape| escape.byte), Some(b'J'));
        for bad in ["", "4", "4g", "g4", "zz", " 4", "+4", "-1", "4\u{e9}"] {
            assert!(Escape::first(bad.as_bytes()).is_none(), "{bad}");
        }
    }

    #[test]
    fn reserved_characters_of_rfc_3986() {
        assert_eq!(encoded(b"Q:/?#[]@!$'()*+,;Q"), "Q%3A%2F%3F%23%5B%5D%40%21%24%27%28%29%2A%2B%2C%3BQ");
        assert_eq!(encoded("\u{2713} a+b~".as_bytes()), "%E2%9C%93%20a%2Bb~");
        assert_eq!(encoded(b""), "");
    }
}
