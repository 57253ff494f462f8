//! HMAC-SHA256 (RFC 2104, FIPS 180-4) and its Base64 form (RFC 4648 section 4), on the crates that do nothing else.

use base64::engine::general_purpose::STANDARD;
use base64::Engine;
use core::{fmt, mem};
use hmac::block_api::HmacCore;
use hmac::digest::array::Array;
use hmac::digest::block_api::{CoreProxy, FixedOutputCore, UpdateCore};
use hmac::digest::Output;
use hmac::{Hmac, KeyInit, Mac as _};
use sha2::{Digest, Sha256};
use zeroize::Zeroize;

type Buffer = hmac::digest::block_api::Buffer<HmacCore<Sha256>>;

/// The size of a SHA-256 block, to which HMAC fills up a key with zeros.
const BLOCK: usize = 64;

/// The length of 32 bytes in Base64.
pub(crate) const SIGNATURE_LEN: usize = 44;

/// A secret made ready: the two SHA-256 states that HMAC reaches after the padded key, computed once.
///
/// It is wiped when it is dropped. It signs as well as the secret itself, so it is as secret as the secret.
#[derive(Clone)]
pub struct Key(HmacCore<Sha256>);

impl Key {
    /// Prepares any bytes as a key. What a *secret* may look like is checked where a request is signed, or by
    /// [`Key::from_secret`].
    #[must_use]
    pub fn new(secret: &[u8]) -> Key {
        let mut block = [0; BLOCK];
        if let Some(room) = block.get_mut(..secret.len()) {
            room.copy_from_slice(secret);
        } else {
            // HMAC takes the hash of a key that is longer than a block (RFC 2104 section 2).
            block[..32].copy_from_slice(&Sha256::digest(secret));
        }
        let key = Key(HmacCore::new(&block.into()));
        block.zeroize();
        key
    }

    /// Begins the HMAC of a text that comes in pieces.
    pub(crate) fn start(&self) -> Mac {
        Mac(Hmac::compose(self.0.clone(), Buffer::default()))
    }

    /// The HMAC of `text` in standard Base64, with padding.
    pub(crate) fn sign(&self, text: &[u8]) -> [u8; SIGNATURE_LEN] {
        let mut hmac = self.0.clone();
        let (blocks, rest) = text.as_chunks::<BLOCK>();
        hmac.update_blocks(Array::cast_slice_from_core(blocks));
        let mut rest = Buffer::new(rest);
        let mut code = Output::<HmacCore<Sha256>>::default();
        hmac.finalize_fixed_core(&mut rest, &mut code);
        // Both states have gone on from those of the key, to the inner hash and to the code itself, so that there is
        // nothing of the key left to wipe at every signature.
        mem::forget((hmac, rest));
        base64(&code)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

/// The HMAC of a text that is still being given.
pub(crate) struct Mac(Hmac<Sha256>);

impl Mac {
    #[inline]
    pub(crate) fn update(&mut self, text: &[u8]) {
        self.0.update(text);
    }

    /// The HMAC in standard Base64, with padding.
    pub(crate) fn finish(self) -> [u8; SIGNATURE_LEN] {
        base64(&self.0.finalize().into_bytes())
    }
}

fn base64(code: &Output<HmacCore<Sha256>>) -> [u8; SIGNATURE_LEN] {
    let mut text = [0; SIGNATURE_LEN];
    // 32 bytes are always 44 characters, so the only error there is, a slice too short, cannot happen.
    let written = STANDARD.encode_slice(code, &mut text);
    debug_assert_eq!(written, Ok(SIGNATURE_LEN));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hmac_hex(key: &[u8], text: &[u8]) -> String {
        let mut bytes = [0; 33];
        let len = STANDARD.decode_slice(Key::new(key).sign(text), &mut bytes).unwrap();
        bytes[..len].iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// RFC 4231, "Identifiers and Test Vectors for HMAC-SHA-224, HMAC-SHA-256, ...", sections 4.2 to 4.8 (4.6 shows a
    /// truncated output, so its first half is compared).
    #[test]
    fn rfc_4231() {
        for (key, text, hex) in [
            (vec![0x0b; 20], b"Hi There".to_vec(), "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            (
                b"Jefe".to_vec(),
                b"what do ya want for nothing?".to_vec(),
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (vec![0xaa; 20], vec![0xdd; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
            ((1..=25).collect(), vec![0xcd; 50], "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
            (vec![0x0c; 20], b"Test With Truncation".to_vec(), "a3b6167473100ee06e0c796c2955552b"),
            (
                vec![0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First".to_vec(),
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
            (
                vec![0xaa; 131],
                b"This is a test using a larger than block-size key and a larger than block-size data. \
                  The key needs to be hashed before being used by the HMAC algorithm."
                    .to_vec(),
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
            ),
        ] {
            assert_eq!(&hmac_hex(&key, &text)[..hex.len()], hex);
        }
    }

    /// A key of a block and one byte more are treated differently; the hmac crate's own constructor answers.
    #[test]
    fn key_lengths_around_a_block() {
        for len in [0, 1, 63, 64, 65, 128, 200] {
            let key: Vec<u8> = (0..len).collect();
            let mut other = <Hmac<Sha256> as KeyInit>::new_from_slice(&key).unwrap();
            other.update(b"text");
            let hex: String = other.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(hmac_hex(&key, b"text"), hex, "key of {len} bytes");
        }
    }

    /// Whole and in pieces, around the lengths at which HMAC's padding takes a block more.
    #[test]
    fn a_text_in_pieces_is_the_same_text() {
        let key = Key::new(b"key");
        for len in 0..200 {
            let text = vec![b'x'; len];
            let mut other = <Hmac<Sha256> as KeyInit>::new_from_slice(b"key").unwrap();
            other.update(&text);
            let expected = base64(&other.finalize().into_bytes());
            assert_eq!(key.sign(&text), expected, "{len} bytes");
            let mut mac = key.start();
            text.chunks(7).for_each(|piece| mac.update(piece));
            assert_eq!(mac.finish(), expected, "{len} bytes");
        }
    }

    #[test]
    fn a_key_does_not_show_itself() {
        assert_eq!(format!("{:?}", Key::new(b"secret")), "Key(..)");
    }
}
