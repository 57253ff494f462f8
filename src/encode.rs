//! Percent-encoding, one for all that is signed and sent, so that the two cannot differ; and what an escape means.
//!
//! The rule is that of Signature Version 2 (AWS General Reference, "Signature Version 2 signing process"): the
//! unreserved characters of RFC 3986 section 2.3 (`A-Z a-z 0-9 - _ . ~`) stay, every other byte becomes `%XX` with
//! upper-case hexadecimal digits; a space is `%20`, never `+`.

use core::marker::PhantomData;

/// As many bytes are encoded between two looks at how much text there is.
const STEP: usize = 8;
const NON_ASCII: u64 = u64::from_ne_bytes([0x80; STEP]);

/// What an [`Encoder`] wants beyond three bytes for every byte of text: its stores are four bytes long.
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

/// A writer that does not look for the end of its room. With what hands it texts it is the only unsafe code outside of the C
/// interface: with bounds checks a byte takes 8 instructions in place of 5, and encoding is what a signature spends most of
/// its own time with. A text of 8 to 15 bytes that stays as it is takes 45 as a whole, and one by one 5 for each byte and 25.
struct Writer {
    start: *mut u8,
    len: usize,
}

#[allow(unsafe_code)]
impl Writer {
    /// Writes `bytes`, and counts the first `len` of them.
    ///
    /// # Safety
    /// There is room for all of them behind what has been written, and `len` is no larger than their number.
    #[inline(always)]
    unsafe fn put<const COUNT: usize>(&mut self, bytes: [u8; COUNT], len: usize) {
        // SAFETY: by this function's contract there is room for the bytes.
        unsafe { self.start.add(self.len).cast::<[u8; COUNT]>().write_unaligned(bytes) };
        self.len += len;
    }

    /// Writes what an entry of [`TABLE`] says.
    ///
    /// # Safety
    /// There is room for [`SLACK`] bytes behind what has been written.
    #[inline(always)]
    unsafe fn put_entry(&mut self, entry: u32) {
        // SAFETY: by this function's contract; no entry is longer than three bytes.
        unsafe { self.put(entry.to_le_bytes(), (entry >> 24) as usize) };
    }

    /// Writes a text. Returns bits of all its bytes that are not ASCII.
    ///
    /// # Safety
    /// There is room for three bytes for each of the text behind what has been written, and for [`SLACK`].
    #[inline(always)]
    unsafe fn encode(&mut self, text: &[u8]) -> u64 {
        let mut rest = text;
        // What is looked at is written first, since then it need not be loaded again, and is counted if it stays.
        if VECTORS && text.len() >= VECTOR {
            while let Some((block, behind)) = rest.split_first_chunk() {
                // SAFETY: there are as many bytes of text, each with room for three.
                unsafe { self.put(*block, 0) };
                if !are_unreserved(block) {
                    break;
                }
                self.len += VECTOR;
                rest = behind;
            }
            if rest.is_empty() {
                return 0;
            }
            if let (true, Some(last)) = (rest.len() < VECTOR, text.last_chunk()) {
                if are_unreserved(last) {
                    // What of it has been written is written once more.
                    self.len -= VECTOR - rest.len();
                    // SAFETY: as above.
                    unsafe { self.put(*last, VECTOR) };
                    return 0;
                }
            }
        } else if let (true, Some(first), Some(last)) = (VECTORS, text.first_chunk(), text.last_chunk()) {
            let (start, end) = (self.len, self.len + text.len());
            // SAFETY: there are as many bytes of text, each with room for three.
            unsafe {
                self.put::<HALF>(*first, text.len() - HALF);
                self.put::<HALF>(*last, 0);
            }
            if are_both_unreserved(first, last) {
                self.len = end;
                return 0;
            }
            self.len = start;
        }
        let mut seen = 0;
        // SAFETY: a byte of text is written as at most three, and there is room for all of them and for SLACK.
        let mut put = |byte: u8| unsafe { self.put_entry(TABLE[usize::from(byte)]) };
        while let Some((step, behind)) = rest.split_first_chunk::<STEP>() {
            seen |= u64::from_ne_bytes(*step);
            step.iter().for_each(|&byte| put(byte));
            rest = behind;
        }
        if let Some((half, behind)) = rest.split_first_chunk::<{ STEP / 2 }>() {
            seen |= u64::from(u32::from_ne_bytes(*half));
            half.iter().for_each(|&byte| put(byte));
            rest = behind;
        }
        for &byte in rest {
            seen |= u64::from(byte);
            put(byte);
        }
        seen
    }
}

/// Whether there are instructions that look at many bytes at once, without which [`are_unreserved`] does not pay.
const VECTORS: bool = cfg!(any(target_feature = "sse2", target_feature = "neon"));

/// As many bytes as such instructions look at.
const VECTOR: usize = 16;
const HALF: usize = VECTOR / 2;

/// 0 for a byte that stays as it is, in a way that is the same for many bytes at once.
#[inline(always)]
fn is_reserved(byte: u8) -> u8 {
    let is_letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    // From `-` to `9` there is nothing else but `/`.
    let is_below = (byte.wrapping_sub(b'-') <= b'9' - b'-') & (byte != b'/');
    u8::from(!(is_letter | is_below | (byte == b'_') | (byte == b'~')))
}

/// Whether all of these bytes stay as they are.
///
/// It is apart, so that nothing around it keeps the compiler from looking at all of them at once.
#[inline(never)]
fn are_unreserved(block: &[u8; VECTOR]) -> bool {
    block.iter().fold(0, |seen, &byte| seen | is_reserved(byte)) == 0
}

/// The same of two times eight bytes.
#[inline(never)]
fn are_both_unreserved(one: &[u8; HALF], other: &[u8; HALF]) -> bool {
    one.iter().zip(other).fold(0, |seen, (&a, &b)| seen | is_reserved(a) | is_reserved(b)) == 0
}

/// Writes encoded texts one behind the other, as long as they fit however long they become.
pub(crate) struct Encoder<'r> {
    out: Writer,
    /// Behind what has been written there is room for three times as many bytes, and for [`SLACK`].
    left: usize,
    room_len: usize,
    room: PhantomData<&'r mut [u8]>,
}

#[allow(unsafe_code)]
impl<'r> Encoder<'r> {
    #[inline(always)]
    pub(crate) fn new(room: &'r mut [u8]) -> Encoder<'r> {
        let out = Writer { start: room.as_mut_ptr(), len: 0 };
        let mut encoder = Encoder { out, left: 0, room_len: room.len(), room: PhantomData };
        encoder.left = encoder.left_now();
        encoder
    }

    /// The length of what has been written.
    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        self.out.len
    }

    /// What is left after texts that have not become three times as long, as nearly none does.
    #[inline(always)]
    fn left_now(&self) -> usize {
        self.room_len.saturating_sub(self.out.len).saturating_sub(SLACK) / 3
    }

    /// Takes two texts and one more byte from what is left; tells whether there was enough.
    #[inline(always)]
    fn take(&mut self, one: &[u8], other: &[u8]) -> bool {
        let behind = |left: usize| {
            let left = left.checked_sub(one.len()).filter(|left| *left > other.len())?;
            Some(left - other.len() - 1)
        };
        let Some(left) = behind(self.left).or_else(|| behind(self.left_now())) else { return false };
        self.left = left;
        true
    }

    /// Writes a text, if there is room for it however long it becomes, and tells whether it is ASCII.
    #[inline(always)]
    pub(crate) fn text(&mut self, text: &[u8]) -> Option<bool> {
        if !self.take(text, b"") {
            return None;
        }
        // SAFETY: the text has been taken from what is left.
        let seen = unsafe { self.out.encode(text) };
        Some(seen & NON_ASCII == 0)
    }

    /// Writes a name, `=`, a value and `&` in the same way.
    #[inline(always)]
    pub(crate) fn pair(&mut self, name: &[u8], value: &[u8]) -> Option<bool> {
        if !self.take(name, value) {
            return None;
        }
        // SAFETY: both texts have been taken from what is left, and one more, which is room for the two bytes.
        let seen = unsafe {
            let seen = self.out.encode(name);
            self.out.put([b'='; SLACK], 1);
            let more = self.out.encode(value);
            self.out.put([b'&'; SLACK], 1);
            seen | more
        };
        Some(seen & NON_ASCII == 0)
    }
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

/// The four values of six bits in three bytes.
#[inline(always)]
fn sextets([a, b, c]: [u8; 3]) -> [usize; 4] {
    let group = u32::from_be_bytes([0, a, b, c]);
    [18, 12, 6, 0].map(|shift| (group >> shift & 63) as usize)
}

/// The eight values of six bits in the first six of eight bytes: the bits are moved apart by halves.
#[inline(always)]
fn first_sextets(bytes: [u8; STEP]) -> u64 {
    let bits = u64::from_be_bytes(bytes) >> 16;
    let bits = (bits & 0xffff_ff00_0000) << 8 | bits & 0xff_ffff;
    let bits = (bits & 0xff_f000_00ff_f000) << 4 | bits & 0xfff_0000_0fff;
    (bits & 0xfc0_0fc0_0fc0_0fc0) << 2 | bits & 0x3f_003f_003f_003f
}

/// Makes characters of the alphabet of values of six bits. It is apart, so that nothing around it keeps the compiler from
/// looking at many at once.
#[inline(never)]
fn to_characters(values: &mut [u8; LONGEST_SEXTETS]) {
    for value in values {
        let if_from = |limit: u8, step: u8| if *value >= limit { step } else { 0 };
        // The letters of either case and the digits stand in a row in ASCII.
        let up = if_from(26, b'a' - b'Z' - 1) + if_from(63, b'/' - b'+' - 1);
        let down = if_from(52, b'z' - b'0' + 1) + if_from(62, b'9' - b'+' + 1);
        *value = *value + b'A' + up - down;
    }
}

/// The most bytes that are written in Base64 here.
const LONGEST_CODE: usize = 32;

/// Room for the values of six bits in them, by eight.
const LONGEST_SEXTETS: usize = (8 * LONGEST_CODE).div_ceil(6).next_multiple_of(STEP);

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
///
/// Of the characters only `+` and `/` need an escape, and both are smaller than all others: eight characters at a time are
/// written as they are, and once more from behind each that needs one.
#[inline]
#[allow(unsafe_code)]
pub(crate) fn encode_base64<const LEN: usize>(code: &[u8; LEN], room: &mut [u8]) -> Option<usize> {
    const { assert!(LEN <= LONGEST_CODE) };
    if room.len() < 3 * base64_len(LEN) + STEP {
        return None;
    }
    let mut bytes = [0; LONGEST_SEXTETS];
    bytes.iter_mut().zip(code).for_each(|(slot, byte)| *slot = *byte);
    let mut characters = [0; LONGEST_SEXTETS];
    for (index, slot) in characters.as_chunks_mut::<STEP>().0.iter_mut().enumerate() {
        if let Some(bytes) = bytes.get(6 * index..).and_then(|bytes| bytes.first_chunk()) {
            *slot = first_sextets(*bytes).to_ne_bytes();
        }
    }
    to_characters(&mut characters);

    let mut out = Writer { start: room.as_mut_ptr(), len: 0 };
    let mut left = (8 * LEN).div_ceil(6);
    for word in characters.as_chunks::<STEP>().0 {
        let mut word = u64::from_ne_bytes(*word).swap_bytes();
        let mut here = left.min(STEP);
        left -= here;
        loop {
            // 80 more, a byte has its highest bit from `0` on.
            let to_escape = !word.wrapping_add(u64::from_ne_bytes([0x80 - b'0'; STEP])) & NON_ASCII;
            if to_escape == 0 {
                // SAFETY: every character that was written has taken three bytes at most, and there is room for three for
                // each, and for eight, as was checked above.
                unsafe { out.put(word.to_le_bytes(), here) };
                break;
            }
            let clean = (to_escape.trailing_zeros() / 8) as usize;
            // SAFETY: as above.
            unsafe { out.put(word.to_le_bytes(), clean.min(here)) };
            if clean >= here {
                break;
            }
            word >>= 8 * clean;
            // SAFETY: as above.
            unsafe { out.put_entry(TABLE[usize::from(word as u8)]) };
            // What comes in from above is passed over.
            word >>= 8;
            here -= clean + 1;
        }
    }
    for _ in 0..base64_len(LEN) - (8 * LEN).div_ceil(6) {
        // SAFETY: as above; the padding was counted, too.
        unsafe { out.put_entry(TABLE[usize::from(PADDING)]) };
    }
    Some(out.len)
}

/// Encodes `text` piece by piece for one that needs the encoded text but not all of it at once.
pub(crate) fn encode_pieces(text: &[u8], mut take: impl FnMut(&[u8])) {
    const PIECE: usize = 128;
    let mut room = [0; 3 * PIECE + 3 + SLACK];
    for piece in text.chunks(PIECE) {
        // There is room for the longest piece.
        let mut encoder = Encoder::new(&mut room);
        encoder.text(piece);
        let len = encoder.len();
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
        let mut out = vec![0; 3 * text.len() + 3 + SLACK];
        let mut encoder = Encoder::new(&mut out);
        assert_eq!(encoder.text(text), Some(text.is_ascii()));
        let len = encoder.len();
        assert_eq!(len, encoded_len(text));
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

    /// The longest that a pair becomes, and the bytes that the last store writes beyond; less is refused.
    #[test]
    fn there_is_room_for_the_longest() {
        for (capacity, fits) in [(0, false), (5, false), (12, false), (13, true), (14, true)] {
            let mut room = vec![b'?'; capacity];
            let mut encoder = Encoder::new(&mut room);
            assert_eq!(encoder.pair(b"\xff", b"\xff"), fits.then_some(false));
            assert_eq!(encoder.len(), if fits { 8 } else { 0 });
            assert!(fits || room.iter().all(|byte| *byte == b'?'), "nothing is written");
            assert_eq!(encode_escaped(b"%ff%ff", &mut vec![0; 9 + capacity]).is_some(), capacity >= 13);
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
                let mut room = vec![0; 3 * base64_len(LEN) + STEP - less];
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
