//! HMAC-SHA256 (RFC 2104, FIPS 180-4) and its Base64 form (RFC 4648 section 4).
//!
//! HMAC stands here itself, on sha2's compression function, for two measured reasons. A text that lies in one piece is
//! hashed where it lies and only its last block is copied: through the hmac crate's types a signature of ten parameters
//! took a tenth longer. And those types are moved about, which leaves the states of the key on the stack, where anybody
//! who reads them can sign; here a key is prepared in place and wiped there. What the compression function itself keeps in
//! registers is not ours to wipe, nor what it spills to the stack where there are no SHA instructions or where it is not
//! optimised as a whole with its caller, as the release profile does. The hmac crate is the tests' second opinion.

use crate::credential::Credential;
use crate::error::Error;
use base64::engine::general_purpose::STANDARD;
use base64::Engine;
use core::fmt;
use sha2::block_api::compress256;
use zeroize::Zeroize;

/// The size of a SHA-256 block, to which HMAC fills up a key with zeros.
pub(crate) const BLOCK: usize = 64;

/// The least that SHA-256 adds to a message: a byte, and the length in eight.
const PADDING: usize = 9;

/// The bytes of a hash.
const HASH_LEN: usize = 32;

/// The length of a hash in Base64.
pub(crate) const SIGNATURE_LEN: usize = 44;

/// The state of SHA-256.
type State = [u32; 8];

/// The state of SHA-256 before anything is hashed (FIPS 180-4 section 5.3.3).
const INITIAL: State =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// A secret made ready: the two SHA-256 states that HMAC reaches after the padded key, computed once.
///
/// It is wiped when it is dropped. It signs as well as the secret itself, so it is as secret as the secret. (A value that
/// is moved may leave a copy where it was; borrow it, or box it first, where that matters.)
#[derive(Clone)]
#[repr(C)]
pub struct Key {
    inner: State,
    outer: State,
}

impl Key {
    /// The room for a key that is yet to be prepared.
    pub(crate) const EMPTY: Key = Key { inner: [0; 8], outer: [0; 8] };

    /// Prepares a secret.
    ///
    /// # Errors
    /// [`crate::Status::Secret`] if it is empty or not clean text, as for a secret that is given with a request.
    pub fn new(secret: &[u8]) -> Result<Key, Error> {
        Credential::Secret.check(secret, false)?;
        Ok(Key::from_any_bytes(secret))
    }

    /// Prepares any bytes as a secret, unchecked.
    #[must_use]
    pub fn from_any_bytes(secret: &[u8]) -> Key {
        let mut key = Key::EMPTY;
        key.prepare(secret);
        key
    }

    /// Prepares any bytes as a secret, in place, and leaves no copy.
    pub(crate) fn prepare(&mut self, secret: &[u8]) {
        let mut block = [[0; BLOCK]];
        if let Some(room) = block[0].get_mut(..secret.len()) {
            room.copy_from_slice(secret);
        } else {
            // HMAC takes the hash of a key that is longer than a block (RFC 2104 section 2).
            let mut last = [[0; BLOCK]; 2];
            let mut hash = Hash { state: INITIAL, hashed: 0 };
            hash.finish(secret, &mut last);
            write_bytes(&hash.state, &mut block[0][..HASH_LEN]);
            hash.state.zeroize();
            last.as_flattened_mut().zeroize();
        }
        for (state, pad) in [(&mut self.inner, 0x36), (&mut self.outer, 0x5c)] {
            block[0].iter_mut().for_each(|byte| *byte ^= pad);
            *state = INITIAL;
            compress256(state, &block);
            block[0].iter_mut().for_each(|byte| *byte ^= pad);
        }
        block.zeroize();
    }

    /// Begins the HMAC of a text.
    pub(crate) fn start(&self) -> Mac<'_> {
        Mac { key: self, inner: Hash { state: self.inner, hashed: BLOCK as u64 } }
    }

    /// The HMAC of `text` in standard Base64, with padding.
    pub(crate) fn sign(&self, text: &[u8]) -> [u8; SIGNATURE_LEN] {
        self.start().finish(text)
    }

    /// The same of the first `len` bytes of `room`. Where there is room behind them, the hash's own padding is written
    /// there, so that nothing is copied and all is hashed in one go.
    pub(crate) fn sign_in_room(&self, room: &mut [u8], len: usize) -> [u8; SIGNATURE_LEN] {
        let end = (len + PADDING).next_multiple_of(BLOCK);
        match room.get_mut(..end) {
            Some(message) => {
                pad(message, len, (BLOCK + len) as u64);
                let mut mac = self.start();
                mac.update(message.as_chunks().0);
                mac.outer()
            }
            None => self.sign(&room[..len]),
        }
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

/// The HMAC of a text that is still being given.
pub(crate) struct Mac<'k> {
    key: &'k Key,
    inner: Hash,
}

impl Mac<'_> {
    /// Goes on by as much of the text as fills blocks.
    pub(crate) fn update(&mut self, blocks: &[[u8; BLOCK]]) {
        self.inner.update(blocks);
    }

    /// The HMAC in standard Base64, with padding; `rest` is the rest of the text.
    pub(crate) fn finish(&mut self, rest: &[u8]) -> [u8; SIGNATURE_LEN] {
        let mut last = [[0; BLOCK]; 2];
        self.inner.finish(rest, &mut last);
        self.outer()
    }

    /// What HMAC makes of the inner hash.
    fn outer(&self) -> [u8; SIGNATURE_LEN] {
        let mut block = [[0; BLOCK]];
        let [message] = &mut block;
        write_bytes(&self.inner.state, &mut message[..HASH_LEN]);
        pad(message, HASH_LEN, (BLOCK + HASH_LEN) as u64);
        let mut state = self.key.outer;
        compress256(&mut state, &block);
        let mut code = [0; HASH_LEN];
        write_bytes(&state, &mut code);
        base64(&code)
    }
}

/// SHA-256 of a message of which `hashed` bytes, in whole blocks, have gone into the state.
struct Hash {
    state: State,
    hashed: u64,
}

impl Hash {
    fn update(&mut self, blocks: &[[u8; BLOCK]]) {
        compress256(&mut self.state, blocks);
        self.hashed += (BLOCK * blocks.len()) as u64;
    }

    /// Hashes the rest of the message and its padding, for which `last` is room; the state is the hash then.
    fn finish(&mut self, rest: &[u8], last: &mut [[u8; BLOCK]; 2]) {
        let (blocks, rest) = rest.as_chunks();
        self.update(blocks);
        let len = self.hashed + rest.len() as u64;
        let blocks = if rest.len() + PADDING <= BLOCK { 1 } else { 2 };
        let padded = last[..blocks].as_flattened_mut();
        padded[..rest.len()].copy_from_slice(rest);
        pad(padded, rest.len(), len);
        compress256(&mut self.state, &last[..blocks]);
    }
}

/// Pads a message of `len` bytes, the last `from` of which stand in `blocks`, to the end of `blocks`: a one, zeros, and the
/// length in bits as the last eight bytes (FIPS 180-4 section 5.1.1).
fn pad(blocks: &mut [u8], from: usize, len: u64) {
    let padding = &mut blocks[from..];
    let (zeros, bits) = padding.split_at_mut(padding.len() - 8);
    zeros.fill(0);
    zeros[0] = 0x80;
    bits.copy_from_slice(&(8 * len).to_be_bytes());
}

/// Writes a state as the hash that it is at the end.
fn write_bytes(state: &State, out: &mut [u8]) {
    for (bytes, word) in out.as_chunks_mut().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
}

/// The bare primitive: the HMAC-SHA256 of `text` under any bytes as a key, in standard Base64.
pub(crate) fn hmac_base64(secret: &[u8], text: &[u8]) -> [u8; SIGNATURE_LEN] {
    let mut key = Key::EMPTY;
    key.prepare(secret);
    key.sign(text)
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
    use hmac::{Hmac, KeyInit, Mac as _};
    use sha2::Sha256;

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
            assert_eq!(&hex_of(Key::from_any_bytes(&key).sign(&text))[..hex.len()], hex);
            assert_eq!(&hex_of(hmac_base64(&key, &text))[..hex.len()], hex);
        }
    }

    /// Lengths of keys and texts around those at which a block is full; the hmac crate answers.
    #[test]
    fn agrees_with_the_hmac_crate() {
        for key_len in [0, 1, 63, 64, 65, 128, 200] {
            let secret: Vec<u8> = (0..key_len).collect();
            let key = Key::from_any_bytes(&secret);
            for len in 0..200 {
                let text: Vec<u8> = (0..len).collect();
                let crate_says = Hmac::<Sha256>::new_from_slice(&secret).unwrap().chain_update(&text).finalize();
                let expected = base64(&crate_says.into_bytes());
                assert_eq!(key.sign(&text), expected, "key of {key_len}, text of {len} bytes");
                assert_eq!(hmac_base64(&secret, &text), expected, "key of {key_len}, text of {len} bytes");
                for more in [0, 8, 9, 72, 200] {
                    let mut room = [&text[..], &vec![b'?'; more]].concat();
                    assert_eq!(key.sign_in_room(&mut room, text.len()), expected, "text of {len} bytes, {more} more");
                }
                let mut mac = key.start();
                let (blocks, rest) = text.as_chunks();
                blocks.iter().for_each(|block| mac.update(std::slice::from_ref(block)));
                assert_eq!(mac.finish(rest), expected, "key of {key_len}, text of {len} bytes");
            }
        }
    }

    #[test]
    fn a_secret_is_checked_and_any_bytes_are_not() {
        assert_eq!(Key::new(b"secret\n").unwrap_err().to_string(), "secret: it ends with white space");
        assert_eq!(Key::new(b"secret").unwrap().sign(b""), Key::from_any_bytes(b"secret").sign(b""));
    }

    #[test]
    fn a_key_does_not_show_itself() {
        assert_eq!(format!("{:?}", Key::from_any_bytes(b"secret")), "Key(..)");
    }
}
