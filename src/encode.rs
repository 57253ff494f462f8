//! Percent-encoding, the only one in the library, so that what is signed and what is sent cannot differ.
//!
//! The rule is that of Signature Version 2 (AWS General Reference, "Signature Version 2 signing process"): the
//! unreserved characters of RFC 3986 section 2.3 (`A-Z a-z 0-9 - _ . ~`) stay, every other byte becomes `%XX` with
//! upper-case hexadecimal digits; a space is `%20`, never `+`.

/// Room for one table entry beyond the text, since every entry is stored whole.
pub(crate) const SLACK: usize = 3;

/// What each byte becomes: its text in the low three bytes (the first character lowest), the length of that text in the
/// highest. One 32-bit store per byte writes the text; the byte that comes too much is overwritten by the next store.
static TABLE: [u32; 256] = table();

const fn is_unreserved(byte: u8) -> bool {
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
            u32::from_le_bytes([b'%', HEX[index >> 4], HEX[index & 15], 3])
        };
        index += 1;
    }
    table
}

/// The length of `text` when it is encoded.
#[must_use]
pub fn encoded_len(text: &[u8]) -> usize {
    text.iter().fold(0, |len: usize, &byte| len.saturating_add((TABLE[usize::from(byte)] >> 24) as usize))
}

/// Encodes `text` into `out`, which has room for `3 * text.len() + SLACK` bytes or more. Returns the length written and
/// all bytes of `text` or-ed together, whose highest bit tells whether `text` is ASCII.
#[inline(always)]
pub(crate) fn encode_into(text: &[u8], out: &mut [u8]) -> (usize, u8) {
    let mut len = 0;
    let mut seen = 0;
    for &byte in text {
        let entry = TABLE[usize::from(byte)];
        // With the room that was asked for there is always a slot; asking is what lets the store be checked once.
        let Some(slot) = out.get_mut(len..).and_then(<[u8]>::first_chunk_mut::<4>) else { break };
        *slot = entry.to_le_bytes();
        len += (entry >> 24) as usize;
        seen |= byte;
    }
    (len, seen)
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
        let (len, seen) = encode_into(text, &mut out);
        assert_eq!(len, encoded_len(text));
        assert_eq!(seen & 0x80 == 0, text.is_ascii());
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
            assert_eq!(encoded(&[byte]), percent_encode(&[byte], UNRESERVED).to_string());
        }
        let long: Vec<u8> = (0..100_000_u32).map(|n| (n * 7 + n / 251) as u8).collect();
        assert_eq!(encoded(&long), percent_encode(&long, UNRESERVED).to_string());
    }

    #[test]
    fn reserved_characters_of_rfc_3986() {
        assert_eq!(encoded(b"Q:/?#[]@!$'()*+,;Q"), "Q%3A%2F%3F%23%5B%5D%40%21%24%27%28%29%2A%2B%2C%3BQ");
        assert_eq!(encoded("\u{2713} a+b~".as_bytes()), "%E2%9C%93%20a%2Bb~");
        assert_eq!(encoded(b""), "");
    }
}
