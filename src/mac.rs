//! HMAC-SHA256 (RFC 2104, FIPS 180-4) and its Base64 form (RFC 4648 section 4).
//!
//! The signing path runs on sha2's compression function: a text that lies in one piece is hashed where it lies, and only
//! its last block is copied, to be padded. The same through the hmac crate's types costs a sixth of a whole signature of
//! ten parameters. Everything else, which is the bare primitive, is the hmac crate, and the tests hold the one to the
//! other.

use base64::engine::general_purpose::STANDARD;
use base64::Engine;
use core::fmt;
use hmac::{Hmac, KeyInit, Mac as _};
use sha2::block_api::compress256;
use sha2::{Digest, Sha256};
use zeroize::Zeroize;

/// The size of a SHA-256 block, to which HMAC fills up a key with zeros.
pub(crate) const BLOCK: usize = 64;

/// The length of 32 bytes in Base64.
pub(crate) const SIGNATURE_LEN: usize = 44;

/// The state of SHA-256.
type State = [u32; 8];

/// The state of SHA-256 before anything is hashed (FIPS 180-4 section 5.3.3).
const INITIAL: State =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// A secret made ready: the two SHA-256 states that HMAC reaches after the padded key, computed once.
///
/// It is wiped when it is dropped. It signs as well as the secret itself, so it is as secret as the secret.
#[derive(Clone)]
pub struct Key {
    inner: State,
    outer: State,
}

impl Key {
    /// Prepares any bytes as a key. What a *secret* may look like is checked where a request is signed.
    #[must_use]
    pub fn new(secret: &[u8]) -> Key {
        let mut block = [0; BLOCK];
        if let Some(room) = block.get_mut(..secret.len()) {
            room.copy_from_slice(secret);
        } else {
            // HMAC takes the hash of a key that is longer than a block (RFC 2104 section 2).
            block[..32].copy_from_slice(&Sha256::digest(secret));
        }
        let mut after = |pad: u8| {
            block.iter_mut().for_each(|byte| *byte ^= pad);
            let mut state = INITIAL;
            compress256(&mut state, &[block]);
            block.iter_mut().for_each(|byte| *byte ^= pad);
            state
        };
        let key = Key { inner: after(0x36), outer: after(0x5c) };
        block.zeroize();
        key
    }

    /// Begins the HMAC of a text.
    pub(crate) fn start(&self) -> Mac<'_> {
        Mac { key: self, state: self.inner, hashed: BLOCK as u64 }
    }

    /// The HMAC of `text` in standard Base64, with padding.
    pub(crate) fn sign(&self, text: &[u8]) -> [u8; SIGNATURE_LEN] {
        self.start().finish(text)
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.inner.zeroize();
        self.outer.zeroize();
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

/// The HMAC of a text that is still being given. Of the key it holds no copy: its state has gone on from the key's.
pub(crate) struct Mac<'k> {
    key: &'k Key,
    state: State,
    hashed: u64,
}

impl Mac<'_> {
    /// Goes on by as much of the text as fills blocks.
    pub(crate) fn update(&mut self, blocks: &[[u8; BLOCK]]) {
        compress256(&mut self.state, blocks);
        self.hashed += (BLOCK * blocks.len()) as u64;
    }

    /// The HMAC in standard Base64, with padding; `rest` is the rest of the text.
    pub(crate) fn finish(mut self, rest: &[u8]) -> [u8; SIGNATURE_LEN] {
        let (blocks, rest) = rest.as_chunks();
        self.update(blocks);
        let mut last = [[0; BLOCK]; 2];
        let len = self.hashed + rest.len() as u64;
        compress256(&mut self.state, pad(&mut last, rest, len));

        let inner_hash = bytes(self.state);
        let mut outer = self.key.outer;
        compress256(&mut outer, pad(&mut last, &inner_hash, (BLOCK + inner_hash.len()) as u64));
        base64(&bytes(outer))
    }
}

/// Puts the last, unfilled block of a message of `len` bytes into `room`, with its padding: a one, zeros, and the length
/// in bits as the last eight bytes (FIPS 180-4 section 5.1.1). That is one block, or two if the length does not fit.
fn pad<'a>(room: &'a mut [[u8; BLOCK]; 2], rest: &[u8], len: u64) -> &'a [[u8; BLOCK]] {
    let blocks = if rest.len() + 1 + 8 <= BLOCK { 1 } else { 2 };
    let text = room.as_flattened_mut();
    text[..rest.len()].copy_from_slice(rest);
    text[rest.len()..].fill(0);
    text[rest.len()] = 0x80;
    text[BLOCK * blocks - 8..BLOCK * blocks].copy_from_slice(&(8 * len).to_be_bytes());
    &room[..blocks]
}

/// A state as the hash that it is at the end.
fn bytes(state: State) -> [u8; 32] {
    let mut hash = [0; 32];
    for (bytes, word) in hash.as_chunks_mut().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
    hash
}

/// The bare primitive: the HMAC-SHA256 of `text` under any bytes as a key, in standard Base64.
pub(crate) fn hmac_base64(secret: &[u8], text: &[u8]) -> [u8; SIGNATURE_LEN] {
    match Hmac::<Sha256>::new_from_slice(secret) {
        Ok(mac) => base64(&mac.chain_update(text).finalize().into_bytes()),
        // HMAC takes a key of any length, so this is never reached.
        Err(_) => Key::new(secret).sign(text),
    }
}

fn base64(code: &[u8]) -> [u8; SIGNATURE_LEN] {
    let mut text = [0; SIGNATURE_LEN];
    // 32 bytes are always 44 characters, so the only error there is, a slice too short, cannot happen.
    let written = STANDARD.encode_slice(code, &mut text);
    debug_assert_eq!(written, Ok(SIGNATURE_LEN));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex_of(base64: [u8; SIGNATURE_LEN]) -> String {
        let mut bytes = [0; 33];
        let len = STANDARD.decode_slice(base64, &mut bytes).unwrap();
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
            assert_eq!(&hex_of(Key::new(&key).sign(&text))[..hex.len()], hex);
            assert_eq!(&hex_of(hmac_base64(&key, &text))[..hex.len()], hex);
        }
    }

    /// Lengths of keys and texts around those at which a block is full; the hmac crate answers.
    #[test]
    fn agrees_with_the_hmac_crate() {
        for key_len in [0, 1, 63, 64, 65, 128, 200] {
            let secret: Vec<u8> = (0..key_len).collect();
            let key = Key::new(&secret);
            for len in 0..200 {
                let text: Vec<u8> = (0..len).collect();
                assert_eq!(key.sign(&text), hmac_base64(&secret, &text), "key of {key_len}, text of {len} bytes");
                let mut mac = key.start();
                let (blocks, rest) = text.as_chunks();
                blocks.iter().for_each(|block| mac.update(std::slice::from_ref(block)));
                assert_eq!(mac.finish(rest), hmac_base64(&secret, &text), "key of {key_len}, text of {len} bytes");
            }
        }
    }

    #[test]
    fn a_key_does_not_show_itself() {
        assert_eq!(format!("{:?}", Key::new(b"secret")), "Key(..)");
    }
}
