//! A signature as it was received, read as the hash that it was meant to be.

use super::conversion::write_decoded;
use super::mistake::Mistake;
use crate::mac::{decode_base64, Algorithm};
use crate::output::Output;
use arrayvec::ArrayVec;

/// Longer than anything that is read as a signature.
const LONGEST: usize = 512;

/// A hash, and what was wrong with the way in which it was written.
#[derive(Clone, Copy)]
pub(super) struct Received {
    code: [u8; 32],
    pub(super) algorithm: Algorithm,
    wrong: [Option<Mistake>; 8],
}

impl Received {
    pub(super) fn code(&self) -> &[u8] {
        self.code.get(..code_len(self.algorithm)).unwrap_or_default()
    }

    /// What was wrong with the form, if anything.
    pub(super) fn mistakes(&self) -> impl Iterator<Item = Mistake> + use<'_> {
        self.wrong.iter().flatten().copied()
    }

    /// Reads `text` in whatever form it is; nothing if it is the form of no hash.
    pub(super) fn read(text: &[u8]) -> Option<Received> {
        if text.len() > LONGEST {
            return None;
        }
        let mut wrong = ArrayVec::<Mistake, 8>::new();
        let mut note = |mistake| {
            if !wrong.contains(&mistake) {
                // There are fewer kinds than there is room for.
                let _ = wrong.try_push(mistake);
            }
        };
        let (mut text, mut rooms) = (text, [[0; LONGEST]; 5]);
        let [decoded, again, joined, standard, bytes] = &mut rooms;
        for room in [decoded, again] {
            if text.contains(&b'%') {
                note(Mistake::SignatureEncodedTwice);
                text = written(room, |out| write_decoded(text, false, out))?;
            }
        }
        for quote in [b"\"", b"'"] {
            if let Some(inner) = text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote)) {
                note(Mistake::SignatureQuoted);
                text = inner;
            }
        }
        if let Some((code, algorithm)) = printed(text) {
            note(Mistake::OpensslLabel);
            return Some(received(code, algorithm, &wrong));
        }
        // A space at an end may be a plus that was not encoded: then it makes up the length.
        let breaks = |byte: &u8| matches!(byte, b'\r' | b'\n' | b'\t');
        let trimmed = match text.iter().filter(|byte| !breaks(byte)).count() {
            28 | 44 => text,
            _ => text.trim_ascii(),
        };
        if trimmed.len() < text.len() || trimmed.iter().any(|byte| matches!(byte, b'\r' | b'\n' | b'\t')) {
            note(Mistake::LineBreakInSignature);
            text = written(joined, |out| {
                trimmed
                    .iter()
                    .filter(|byte| !matches!(byte, b'\r' | b'\n' | b'\t'))
                    .for_each(|byte| out.push_byte(*byte));
            })?;
        }
        if let Some((code, algorithm)) = hex(text) {
            note(Mistake::Hex);
            return Some(received(code, algorithm, &wrong));
        }
        let url_safe = text.iter().any(|byte| matches!(byte, b'-' | b'_'));
        let spaces = text.contains(&b' ');
        if url_safe || spaces {
            if url_safe {
                note(Mistake::UrlSafeBase64);
            }
            if spaces {
                note(Mistake::SignatureNotEncoded);
            }
            text = written(standard, |out| {
                text.iter().for_each(|byte| {
                    out.push_byte(match byte {
                        b'-' | b' ' => b'+',
                        b'_' => b'/',
                        _ => *byte,
                    });
                });
            })?;
        }
        if !text.len().is_multiple_of(4) {
            note(Mistake::PaddingLost);
        }
        let decoded = decode_base64(text, bytes)?;
        if let Some(algorithm) = algorithm_of(decoded.len()) {
            let mut code = [0; 32];
            code.iter_mut().zip(decoded).for_each(|(slot, byte)| *slot = *byte);
            return Some(received(code, algorithm, &wrong));
        }
        if let Some((code, algorithm)) = hex(decoded) {
            note(Mistake::Base64OfHex);
            return Some(received(code, algorithm, &wrong));
        }
        let (code, algorithm) = printed(decoded)?;
        note(Mistake::OpensslLabel);
        Some(received(code, algorithm, &wrong))
    }
}

fn received(code: [u8; 32], algorithm: Algorithm, wrong: &[Mistake]) -> Received {
    let mut mistakes = [None; 8];
    mistakes.iter_mut().zip(wrong).for_each(|(slot, mistake)| *slot = Some(*mistake));
    Received { code, algorithm, wrong: mistakes }
}

fn written(room: &mut [u8], write: impl FnOnce(&mut Output<'_>)) -> Option<&[u8]> {
    let mut out = Output::new(room);
    write(&mut out);
    let len = out.len();
    room.get(..len)
}

fn code_len(algorithm: Algorithm) -> usize {
    match algorithm {
        Algorithm::HmacSha1 => 20,
        Algorithm::HmacSha256 => 32,
    }
}

fn algorithm_of(len: usize) -> Option<Algorithm> {
    match len {
        20 => Some(Algorithm::HmacSha1),
        32 => Some(Algorithm::HmacSha256),
        _ => None,
    }
}

/// The hash whose hexadecimal digits these are.
fn hex(text: &[u8]) -> Option<([u8; 32], Algorithm)> {
    let algorithm = algorithm_of(text.len() / 2).filter(|_| text.len().is_multiple_of(2))?;
    let mut code = [0; 32];
    let (pairs, _) = text.as_chunks::<2>();
    for (slot, [high, low]) in code.iter_mut().zip(pairs) {
        let digit = |byte: u8| char::from(byte).to_digit(16);
        *slot = (digit(*high)? << 4 | digit(*low)?) as u8;
    }
    Some((code, algorithm))
}

/// The hash in what `openssl dgst` and its kind print: perhaps a label that ends in `= `, hexadecimal digits, perhaps a file
/// name, a newline.
fn printed(text: &[u8]) -> Option<([u8; 32], Algorithm)> {
    let line = text.trim_ascii();
    let digits = match line.iter().rposition(|&byte| byte == b'=') {
        Some(at) if at + 1 < line.len() => line.get(at + 1..)?.trim_ascii(),
        // sha256sum prints the digits and the name of the file; others print the digits and a newline.
        _ => line.split(|&byte| byte == b' ').next()?,
    };
    (digits.len() < text.len()).then_some(())?;
    hex(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Amazon's example (AWS General Reference, "Signature Version 2 signing process"), and other forms of it, by Python's
    /// base64 and binascii, and by openssl 3.
    const RIGHT: &str = "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs=";
    const HEX: &str = "8bdd6729ce0f580b7424921d5f0cfd1f1642243762cba71ffcc8fabcfc72608b";

    fn read(text: &str) -> Option<Vec<&'static str>> {
        let received = Received::read(text.as_bytes())?;
        assert_eq!(received.code().iter().map(|byte| format!("{byte:02x}")).collect::<String>(), HEX);
        Some(received.mistakes().map(Mistake::name).collect())
    }

    #[test]
    fn every_form_is_read_as_the_hash_that_it_is() {
        for (text, expected) in [
            (RIGHT.to_owned(), &[][..]),
            (RIGHT.replace('/', "%2F").replace('=', "%3D"), &["signature-encoded-twice"]),
            (RIGHT.replace('/', "%252F").replace('=', "%253D"), &["signature-encoded-twice"]),
            (RIGHT.replace('/', "_"), &["url-safe-base64"]),
            (RIGHT.replace('/', "_").replace('=', ""), &["url-safe-base64", "padding-lost"]),
            (RIGHT.replace('=', ""), &["padding-lost"]),
            (format!("{RIGHT}\n"), &["line-break-in-signature"]),
            (format!("{RIGHT}\r\n"), &["line-break-in-signature"]),
            (format!("\"{RIGHT}\""), &["signature-quoted"]),
            (HEX.to_owned(), &["hex"]),
            (HEX.to_uppercase(), &["hex"]),
            (format!("{HEX}\n"), &["openssl-label"]),
            (format!("HMAC-SHA256(stdin)= {HEX}\n"), &["openssl-label"]),
            (format!("(stdin)= {HEX}"), &["openssl-label"]),
            (
                "OGJkZDY3MjljZTBmNTgwYjc0MjQ5MjFkNWYwY2ZkMWYxNjQyMjQzNzYyY2JhNzFmZmNjOGZhYmNmYzcyNjA4Yg==".to_owned(),
                &["base64-of-hex"],
            ),
            (
                "KHN0ZGluKT0gOGJkZDY3MjljZTBmNTgwYjc0MjQ5MjFkNWYwY2ZkMWYxNjQyMjQzNzYyY2JhNzFmZmNjOGZhYmNmYzcyNjA4Ygo="
                    .to_owned(),
                &["openssl-label"],
            ),
        ] {
            assert_eq!(read(&text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "=",
            "i91nKc4P",
            "x",
            &"A".repeat(44),
            &"i".repeat(600),
            "i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYI==",
        ] {
            assert!(
                Received::read(text.as_bytes()).is_none_or(|read| text.len() == 44 && read.code() == [0; 32]),
                "{text}"
            );
        }
    }

    #[test]
    fn a_space_is_a_plus_that_was_not_encoded() {
        let one = Received::read(b"5KlexGhVDbdUAslZmqmp oS/cHuUqdyJkT8wITRQxec=").unwrap();
        let other = Received::read(b"5KlexGhVDbdUAslZmqmp+oS/cHuUqdyJkT8wITRQxec=").unwrap();
        assert_eq!(one.code(), other.code());
        assert!(one.mistakes().eq([Mistake::SignatureNotEncoded]));
        assert_eq!(other.mistakes().count(), 0);
    }
}
