//! Percent-encoding, one for all that is signed and sent, so that the two cannot differ; and what an escape means.
//!
//! The rule is that of Signature Version 2 (AWS General Reference, "Signature Version 2 signing process"): the
//! unreserved characters of RFC 3986 section 2.3 (`A-Z a-z 0-9 - _ . ~`) stay, every other byte becomes `%XX` with
//! upper-case hexadecimal digits; a space is `%20`, never `+`.

/// As many bytes are encoded between two looks at how much text there is.
const STEP: usize = 8;

/// What [`encode_parts`] wants beyond three bytes for every byte of text: its stores are four bytes long.
pub(crate) const SLACK: usize = 4;

/// What each byte becomes: its text in the low three bytes (the first character lowest), the length of that text in the
/// highest. One 32-bit store per byte writes the text; the byte that comes too much is overwritten by the next store.
static TABLE: [u32; 256] = table();

pub(crate) const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~')
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

const fn table() -> [u32; 256] {
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

/// `byte` as an escape, whether it needs one or not.
pub(crate) fn escaped(byte: u8) -> [u8; 3] {
    [b'%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]
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
    let len_of = |byte: u8| (TABLE[usize::from(byte)] >> 24) as usize;
    text.iter().fold(0, |len: usize, &byte| len.saturating_add(len_of(byte)))
}

/// A writer that does not look for the end of its room. It is the only unsafe code outside of the C interface: with bounds
/// checks a byte takes 8 instructions in place of 5, and encoding is what a signature spends most of its own time with.
struct Writer {
    start: *mut u8,
    len: usize,
}

#[allow(unsafe_code)]
impl Writer {
    /// Writes what an entry of [`TABLE`] says.
    ///
    /// # Safety
    /// There is room for [`SLACK`] bytes behind what has been written.
    #[inline(always)]
    unsafe fn put(&mut self, entry: u32) {
        // SAFETY: by this function's contract there is room for the four bytes.
        unsafe { self.start.add(self.len).cast::<u32>().write_unaligned(entry.to_le()) };
        self.len += (entry >> 24) as usize;
    }
}

/// A text that is to be encoded, and the byte that is written as it is behind it, if there is one.
pub(crate) type Part<'a> = (&'a [u8], Option<u8>);

/// Writes the parts to the beginning of `room`, if it has three bytes for every byte of text, one for every byte behind a
/// text, and [`SLACK`]. Returns the length written, and whether all text is ASCII.
#[inline(always)]
#[allow(unsafe_code)]
pub(crate) fn encode_parts<const COUNT: usize>(parts: [Part<'_>; COUNT], room: &mut [u8]) -> Option<(usize, bool)> {
    const NON_ASCII: u64 = u64::from_ne_bytes([0x80; STEP]);
    // No text is longer than half of the address space, so the lengths of two add up.
    const { assert!(COUNT <= 2) };
    let text_len = parts.iter().fold(0, |len, (text, _)| len + text.len());
    if text_len > room.len().checked_sub(COUNT + SLACK)? / 3 {
        return None;
    }
    let mut out = Writer { start: room.as_mut_ptr(), len: 0 };
    // SAFETY: a byte of text is written as at most three, a byte behind a text as one, and there is room for all of them and
    // for SLACK, as was checked above.
    let mut put = |entry: u32| unsafe { out.put(entry) };
    let mut seen = 0;
    for (text, behind) in parts {
        let (steps, rest) = text.as_chunks::<STEP>();
        for step in steps {
            seen |= u64::from_ne_bytes(*step);
            step.iter().for_each(|&byte| put(TABLE[usize::from(byte)]));
        }
        let (halves, rest) = rest.as_chunks::<{ STEP / 2 }>();
        for half in halves {
            seen |= u64::from(u32::from_ne_bytes(*half));
            half.iter().for_each(|&byte| put(TABLE[usize::from(byte)]));
        }
        for &byte in rest {
            seen |= u64::from(byte);
            put(TABLE[usize::from(byte)]);
        }
        if let Some(byte) = behind {
            put(u32::from_le_bytes([byte, 0, 0, 1]));
        }
    }
    Some((out.len, seen & NON_ASCII == 0))
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

/// Writes a text of a query, whose escapes have been checked, as it is encoded here, to the beginning of `room`, if it has
/// three bytes for every byte of the text and [`SLACK`]. Returns the length written.
#[inline]
pub(crate) fn encode_escaped(mut text: &[u8], room: &mut [u8]) -> Option<usize> {
    if (room.len() as u64) < (text.len() as u64).saturating_mul(3).saturating_add(SLACK as u64) {
        return None;
    }
    let mut len = 0;
    while let Some((byte, rest)) = decode_first(text) {
        text = rest;
        let entry = TABLE[usize::from(byte)];
        room.get_mut(len..)?.first_chunk_mut::<4>()?.copy_from_slice(&entry.to_le_bytes());
        len += (entry >> 24) as usize;
    }
    Some(len)
}

/// The alphabet of Base64 (RFC 4648 section 4), and its padding.
pub(crate) const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PADDING: u8 = b'=';

/// The entries of the alphabet.
static BASE64: [u32; 64] = base64_table();

const fn base64_table() -> [u32; 64] {
    let (all, mut table, mut index) = (table(), [0; 64], 0);
    while index < 64 {
        table[index] = all[ALPHABET[index] as usize];
        index += 1;
    }
    table
}

/// The four values of six bits in three bytes.
#[inline(always)]
fn sextets([a, b, c]: [u8; 3]) -> [usize; 4] {
    let group = u32::from_be_bytes([0, a, b, c]);
    [18, 12, 6, 0].map(|shift| (group >> shift & 63) as usize)
}

/// The eight values of six bits in the first six of eight bytes.
#[inline(always)]
fn first_sextets(bytes: &[u8; 8]) -> [usize; 8] {
    let bits = u64::from_be_bytes(*bytes);
    [58, 52, 46, 40, 34, 28, 22, 16].map(|shift| (bits >> shift & 63) as usize)
}

/// The most bytes that are written in Base64 here.
const LONGEST_CODE: usize = 32;

/// The length of the longest in Base64.
pub(crate) const LONGEST_BASE64: usize = LONGEST_CODE.div_ceil(3) * 4;

/// The length of `len` bytes in Base64.
pub(crate) const fn base64_len(len: usize) -> usize {
    len.div_ceil(3) * 4
}

/// Writes `code`, at most 32 bytes, in Base64 (RFC 4648 section 4), with padding.
pub(crate) fn base64(code: &[u8]) -> [u8; LONGEST_BASE64] {
    let mut text = [PADDING; LONGEST_BASE64];
    let (groups, rest) = code.as_chunks::<3>();
    let mut quads = text.as_chunks_mut::<4>().0.iter_mut();
    for (group, quad) in groups.iter().zip(&mut quads) {
        *quad = sextets(*group).map(|value| ALPHABET[value]);
    }
    let mut last = [0; 3];
    last.iter_mut().zip(rest).for_each(|(slot, byte)| *slot = *byte);
    // One byte makes two characters, and two make three.
    if let (Some(quad), 1..) = (quads.next(), rest.len()) {
        let characters = sextets(last).map(|value| ALPHABET[value]);
        quad.iter_mut().zip(characters).take(rest.len() + 1).for_each(|(slot, character)| *slot = character);
    }
    text
}

/// Writes the same percent-encoded to the beginning of `room`, if that is long enough however long it becomes. Returns the
/// length written.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn encode_base64<const LEN: usize>(code: &[u8; LEN], room: &mut [u8]) -> Option<usize> {
    if room.len() < 3 * base64_len(LEN) + SLACK {
        return None;
    }
    let mut out = Writer { start: room.as_mut_ptr(), len: 0 };
    // SAFETY: an entry is written as at most three bytes, there are as many as Base64 has characters, and there is room for
    // all of them and for SLACK, as was checked above.
    let mut put = |entry: u32| unsafe { out.put(entry) };
    let mut rest = code.as_slice();
    while let ([_, _, _, _, _, _, behind @ ..], Some(bytes)) = (rest, rest.first_chunk()) {
        first_sextets(bytes).into_iter().for_each(|value| put(BASE64[value]));
        rest = behind;
    }
    let (groups, rest) = rest.as_chunks::<3>();
    for group in groups {
        sextets(*group).into_iter().for_each(|value| put(BASE64[value]));
    }
    let padding = TABLE[usize::from(PADDING)];
    match *rest {
        [a] => {
            let [first, second, ..] = sextets([a, 0, 0]);
            [BASE64[first], BASE64[second], padding, padding].into_iter().for_each(put);
        }
        [a, b] => {
            let [first, second, third, _] = sextets([a, b, 0]);
            [BASE64[first], BASE64[second], BASE64[third], padding].into_iter().for_each(put);
        }
        _ => {}
    }
    Some(out.len)
}

/// Encodes `text` piece by piece for one that needs the encoded text but not all of it at once.
pub(crate) fn encode_pieces(text: &[u8], mut take: impl FnMut(&[u8])) {
    const PIECE: usize = 128;
    let mut room = [0; 3 * PIECE + 1 + SLACK];
    for piece in text.chunks(PIECE) {
        // There is room for the longest piece.
        let (len, _) = encode_parts([(piece, None)], &mut room).unwrap_or_default();
        take(room.get(..len).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;
    use base64::Engine;
    use percent_encoding::{percent_encode, AsciiSet, NON_ALPHANUMERIC};

    /// The rule of RFC 3986 section 2.3, said again in the words of the percent-encoding crate.
    const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

    fn encoded(text: &[u8]) -> String {
        let mut out = vec![0; 3 * text.len() + 1 + SLACK];
        let (len, ascii) = encode_parts([(text, None)], &mut out).unwrap();
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

    /// The longest that two parts become, and the bytes that the last store writes beyond; less is refused.
    #[test]
    fn there_is_room_for_the_longest() {
        let parts = [(&b"\xff"[..], Some(b'=')), (&b"\xff"[..], Some(b'&'))];
        for (capacity, fits) in [(0, false), (5, false), (11, false), (12, true), (13, true)] {
            let mut room = vec![b'?'; capacity];
            assert_eq!(encode_parts(parts, &mut room), fits.then_some((8, false)));
            assert!(fits || room.iter().all(|byte| *byte == b'?'), "nothing is written");
            assert_eq!(encode_escaped(b"%ff%ff", &mut vec![0; 10 + capacity]).is_some(), capacity >= 12);
        }
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

    /// RFC 4648 section 10, and codes of both hashes' lengths, for which the base64 crate answers.
    #[test]
    fn base64_of_rfc_4648() {
        for (code, text) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(&base64(code.as_bytes())[..base64_len(code.len())], text.as_bytes());
        }
        fn agrees<const LEN: usize>(code: [u8; LEN]) {
            let expected = STANDARD.encode(code);
            assert_eq!(&base64(&code)[..base64_len(LEN)], expected.as_bytes());
            for less in [0, 1] {
                let mut room = vec![0; 3 * base64_len(LEN) + SLACK - less];
                let len = encode_base64(&code, &mut room);
                assert_eq!(len.is_some(), less == 0);
                let written = len.map(|len| room[..len].to_vec());
                assert!(written
                    .is_none_or(|text| text == percent_encode(expected.as_bytes(), UNRESERVED).to_string().as_bytes()));
            }
        }
        for start in 0..=255_u8 {
            let code = std::array::from_fn::<u8, 32, _>(|index| {
                start.wrapping_mul(37).wrapping_add((index as u8).wrapping_mul(73))
            });
            agrees(code);
            agrees(*code.first_chunk::<20>().unwrap());
            agrees(*code.first_chunk::<19>().unwrap());
        }
    }

    #[test]
    fn reserved_characters_of_rfc_3986() {
        assert_eq!(encoded(b"Q:/?#[]@!$'()*+,;Q"), "Q%3A%2F%3F%23%5B%5D%40%21%24%27%28%29%2A%2B%2C%3BQ");
        assert_eq!(encoded("\u{2713} a+b~".as_bytes()), "%E2%9C%93%20a%2Bb~");
        assert_eq!(encoded(b""), "");
    }
}
