//! HMAC-SHA256 and HMAC-SHA1 (RFC 2104, FIPS 180-4) and their Base64 form (RFC 4648 section 4).
//!
//! HMAC stands here itself, on the compression functions of sha2 and sha1, for two measured reasons. A text that lies in one
//! piece is hashed where it lies and only its last block is copied: through the hmac crate's types a signature of ten
//! parameters took a tenth longer. And those types are moved about, which leaves the states of the key on the stack, where
//! anybody who reads them can sign; here a key is prepared in place and wiped there. What a compression function itself
//! keeps in registers is not ours to wipe, nor what it spills to the stack where there are no SHA instructions or where it
//! is not optimised as a whole with its caller, as the release profile does. The hmac crate is the tests' second opinion.

use crate::credential::Credential;
use crate::encode::{base64, base64_len, encode_base64, ALPHABET, LONGEST_BASE64};
use crate::error::Error;
use crate::output::Output;
use core::fmt;
use sha2::block_api::compress256;
use subtle::ConstantTimeEq;
use zeroize::optimization_barrier;

/// The size of a block of either hash, to which HMAC fills up a key with zeros.
pub(crate) const BLOCK: usize = 64;

/// The least that either hash adds to a message: a byte, and the length in eight.
const PADDING: usize = 9;

/// The bytes of the longer hash.
const LONGEST_CODE: usize = 32;

/// The length of the longer hash in Base64.
pub(crate) const LONGEST_SIGNATURE: usize = LONGEST_BASE64;

/// The state of a hash; that of SHA-1 is the first five words of it.
type State = [u32; 8];

/// Which HMAC makes the signature.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// HMAC-SHA256, what all services take.
    #[default]
    HmacSha256,
    /// HMAC-SHA1, for old clouds that take nothing better.
    HmacSha1,
}

impl Algorithm {
    /// The value of the parameter SignatureMethod.
    pub(crate) const fn name(self) -> &'static [u8] {
        match self {
            Algorithm::HmacSha256 => b"HmacSHA256",
            Algorithm::HmacSha1 => b"HmacSHA1",
        }
    }

    /// The bytes of the hash.
    const fn code_len(self) -> usize {
        match self {
            Algorithm::HmacSha256 => LONGEST_CODE,
            Algorithm::HmacSha1 => 20,
        }
    }

    /// The length of a signature: the hash in Base64.
    pub(crate) const fn signature_len(self) -> usize {
        base64_len(self.code_len())
    }

    /// The state before anything is hashed (FIPS 180-4 sections 5.3.1 and 5.3.3).
    const fn initial(self) -> State {
        match self {
            Algorithm::HmacSha256 => {
                [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19]
            }
            Algorithm::HmacSha1 => [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0, 0, 0, 0],
        }
    }

    #[inline(always)]
    fn compress(self, state: &mut State, blocks: &[[u8; BLOCK]]) {
        match self {
            Algorithm::HmacSha256 => compress256(state, blocks),
            Algorithm::HmacSha1 => compress_sha1(state, blocks),
        }
    }
}

#[cold]
fn compress_sha1(state: &mut State, blocks: &[[u8; BLOCK]]) {
    if let Some(state) = state.first_chunk_mut() {
        sha1::block_api::compress(state, blocks);
    }
}

/// A secret made ready: the two states of the hash that HMAC reaches after the padded key, computed once.
///
/// It is wiped when it is dropped. It signs as well as the secret itself, so it is as secret as the secret. (A value that
/// is moved may leave a copy where it was; borrow it, or box it first, where that matters.)
#[derive(Clone)]
#[repr(C)]
pub struct Key {
    inner: State,
    outer: State,
    /// 1 for HMAC-SHA1. It is a number so that a key is integers alone.
    sha1: u32,
}

impl Key {
    /// The room for a key that is yet to be prepared.
    pub(crate) const EMPTY: Key = Key { inner: [0; 8], outer: [0; 8], sha1: 0 };

    /// Prepares a secret.
    ///
    /// # Errors
    /// [`crate::Status::Secret`] if it is empty or not clean text, as for a secret that is given with a request.
    pub fn new(algorithm: Algorithm, secret: &[u8]) -> Result<Key, Error> {
        Credential::Secret.check(secret, false)?;
        Ok(Key::from_any_bytes(algorithm, secret))
    }

    /// Prepares any bytes as a secret, unchecked.
    #[must_use]
    pub fn from_any_bytes(algorithm: Algorithm, secret: &[u8]) -> Key {
        let mut key = Key::EMPTY;
        key.prepare(algorithm, secret);
        key
    }

    /// Prepares any bytes as a secret, in place, and leaves no copy.
    pub(crate) fn prepare(&mut self, algorithm: Algorithm, secret: &[u8]) {
        let mut block = [[0; BLOCK]];
        if let Some(room) = block[0].get_mut(..secret.len()) {
            room.copy_from_slice(secret);
        } else {
            // HMAC takes the hash of a key that is longer than a block (RFC 2104 section 2).
            let mut last = [[0; BLOCK]; 2];
            let mut hash = Hash { algorithm, state: algorithm.initial(), hashed: 0 };
            hash.finish(secret, &mut last);
            write_bytes(&hash.state, &mut block[0][..algorithm.code_len()]);
            wipe(&mut hash.state);
            wipe(last.as_flattened_mut());
        }
        for (state, pad) in [(&mut self.inner, 0x36), (&mut self.outer, 0x5c)] {
            block[0].iter_mut().for_each(|byte| *byte ^= pad);
            *state = algorithm.initial();
            algorithm.compress(state, &block);
            block[0].iter_mut().for_each(|byte| *byte ^= pad);
        }
        wipe(block.as_flattened_mut());
        self.sha1 = u32::from(algorithm == Algorithm::HmacSha1);
    }

    /// What the key was prepared for.
    #[inline]
    pub(crate) fn algorithm(&self) -> Algorithm {
        if self.sha1 == 0 {
            Algorithm::HmacSha256
        } else {
            Algorithm::HmacSha1
        }
    }

    /// Begins the HMAC of a text.
    pub(crate) fn start(&self) -> Mac<'_> {
        Mac { key: self, inner: Hash { algorithm: self.algorithm(), state: self.inner, hashed: BLOCK as u64 } }
    }

    /// The HMAC of `text`.
    pub(crate) fn sign(&self, text: &[u8]) -> Signature {
        self.start().finish(text)
    }

    /// The same of the first `len` bytes of `room`. Where there is room behind them, the hash's own padding is written
    /// there, so that nothing is copied and all is hashed in one go.
    pub(crate) fn sign_in_room(&self, room: &mut [u8], len: usize) -> Signature {
        let end = (len + PADDING).next_multiple_of(BLOCK);
        match room.get_mut(..end).and_then(|message| message.get_mut(len..)) {
            Some(padding) => {
                pad(padding, (BLOCK + len) as u64);
                let mut mac = self.start();
                mac.update(room.get(..end).unwrap_or_default().as_chunks().0);
                mac.outer()
            }
            None => self.sign(room.get(..len).unwrap_or_default()),
        }
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        wipe(&mut self.inner);
        wipe(&mut self.outer);
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

    /// The HMAC; `rest` is the rest of the text.
    pub(crate) fn finish(&mut self, rest: &[u8]) -> Signature {
        let mut last = [[0; BLOCK]; 2];
        self.inner.finish(rest, &mut last);
        self.outer()
    }

    /// What HMAC makes of the inner hash.
    #[inline]
    fn outer(&self) -> Signature {
        match self.inner.algorithm {
            Algorithm::HmacSha256 => Signature::Sha256(self.outer_of(Algorithm::HmacSha256)),
            Algorithm::HmacSha1 => Signature::Sha1(self.outer_of(Algorithm::HmacSha1)),
        }
    }

    #[inline(always)]
    fn outer_of<const LEN: usize>(&self, algorithm: Algorithm) -> [u8; LEN] {
        let mut block = [0; BLOCK];
        let (code, padding) = block.split_at_mut(LEN);
        write_bytes(&self.inner.state, code);
        pad(padding, (BLOCK + LEN) as u64);
        let mut state = self.key.outer;
        algorithm.compress(&mut state, &[block]);
        let mut code = [0; LEN];
        write_bytes(&state, &mut code);
        code
    }
}

/// An HMAC.
#[derive(Clone, Copy)]
pub(crate) enum Signature {
    Sha256([u8; 32]),
    Sha1([u8; 20]),
}

impl Signature {
    /// Appends it in Base64.
    pub(crate) fn write(&self, out: &mut Output<'_>) {
        let code = self.code();
        let (text, len) = (base64(code), base64_len(code.len()));
        out.push(text.get(..len).unwrap_or_default());
    }

    /// Appends it in Base64, percent-encoded.
    pub(crate) fn write_encoded(&self, out: &mut Output<'_>) {
        let written = match self {
            Signature::Sha256(code) => encode_base64(code, out.room()),
            Signature::Sha1(code) => encode_base64(code, out.room()),
        };
        match written {
            Some(len) => out.skip(len),
            None => self.write_encoded_near_the_end(out),
        }
    }

    #[cold]
    fn write_encoded_near_the_end(&self, out: &mut Output<'_>) {
        let code = self.code();
        out.push_encoded(base64(code).get(..base64_len(code.len())).unwrap_or_default());
    }

    /// The bytes of the HMAC.
    pub(crate) fn code(&self) -> &[u8] {
        match self {
            Signature::Sha256(code) => code,
            Signature::Sha1(code) => code,
        }
    }
}

/// Whether two signatures are the same, in a time that does not depend on where they differ.
pub(crate) fn is_same_signature(one: &[u8], other: &[u8]) -> bool {
    // All that differs is gathered before anything is decided; tests/c/constant_time.c looks at what comes of it.
    let (groups, rest) = one.as_chunks();
    let (other_groups, other_rest) = other.as_chunks();
    let mut differing = 0;
    for (a, b) in groups.iter().zip(other_groups) {
        differing |= u32::from_ne_bytes(*a) ^ u32::from_ne_bytes(*b);
    }
    for (a, b) in rest.iter().zip(other_rest) {
        differing |= u32::from(a ^ b);
    }
    one.len() == other.len() && bool::from(differing.ct_eq(&0))
}

/// Whether `text` is what some HMAC is in Base64.
pub(crate) fn is_signature(algorithm: Algorithm, text: &[u8]) -> bool {
    let Some((last, before)) = text.strip_suffix(b"=").and_then(<[u8]>::split_last) else { return false };
    // Of the last character before the padding only four bits are the hash's; the other two are zero. Every character is
    // looked up, so that how long it takes does not depend on them.
    let value = |byte: &u8| VALUE[usize::from(*byte)];
    let seen = before.iter().fold(0, |seen, byte| seen | value(byte));
    text.len() == algorithm.signature_len() && (seen | value(last)) < 64 && value(last) % 4 == 0
}

/// Decodes Base64, whose padding may be missing, into `room`. Nothing if it is none or there is no room.
pub(crate) fn decode_base64<'r>(text: &[u8], room: &'r mut [u8]) -> Option<&'r [u8]> {
    let padding = text.iter().rev().take_while(|&&byte| byte == b'=').count();
    let text = text.get(..text.len().checked_sub(padding)?)?;
    let mut len = 0;
    for group in text.chunks(4) {
        let mut bits = 0_u32;
        for index in 0..4 {
            let value = group.get(index).map_or(0, |byte| VALUE[usize::from(*byte)]);
            if value > 63 {
                return None;
            }
            bits = bits << 6 | u32::from(value);
        }
        // Of a last group that is cut off, so many bytes are whole as it has characters but for one.
        for byte in bits.to_be_bytes().into_iter().skip(1).take(group.len().checked_sub(1)?) {
            *room.get_mut(len)? = byte;
            len += 1;
        }
    }
    (padding < 3 && text.len() % 4 != 1).then_some(())?;
    room.get(..len)
}

/// The hash of texts one after the other, with no key.
pub(crate) fn plain_hash(algorithm: Algorithm, texts: [&[u8]; 2]) -> Signature {
    let mut hash = Hash { algorithm, state: algorithm.initial(), hashed: 0 };
    let (mut block, mut len) = ([[0; BLOCK]], 0);
    for byte in texts.into_iter().flatten() {
        if let Some(slot) = block[0].get_mut(len) {
            *slot = *byte;
        }
        len += 1;
        if len == BLOCK {
            hash.update(&block);
            len = 0;
        }
    }
    let mut last = [[0; BLOCK]; 2];
    hash.finish(block[0].get(..len).unwrap_or_default(), &mut last);
    let (mut sha256, mut sha1) = ([0; 32], [0; 20]);
    let signature = match algorithm {
        Algorithm::HmacSha256 => {
            write_bytes(&hash.state, &mut sha256);
            Signature::Sha256(sha256)
        }
        Algorithm::HmacSha1 => {
            write_bytes(&hash.state, &mut sha1);
            Signature::Sha1(sha1)
        }
    };
    // There may have been a secret among the texts.
    wipe(block.as_flattened_mut());
    wipe(last.as_flattened_mut());
    wipe(&mut hash.state);
    signature
}

/// The value of each character of the alphabet, and 255 for what is none.
static VALUE: [u8; 256] = values();

const fn values() -> [u8; 256] {
    let mut values = [255; 256];
    let mut index = 0;
    while index < ALPHABET.len() {
        values[ALPHABET[index] as usize] = index as u8;
        index += 1;
    }
    values
}

/// Overwrites what is secret with zeros, in a way that the compiler does not leave out.
pub(crate) fn wipe<T: Default + Copy>(secret: &mut [T]) {
    secret.fill(T::default());
    optimization_barrier(secret);
}

/// The hash of a message of which `hashed` bytes, in whole blocks, have gone into the state.
struct Hash {
    algorithm: Algorithm,
    state: State,
    hashed: u64,
}

impl Hash {
    fn update(&mut self, blocks: &[[u8; BLOCK]]) {
        self.algorithm.compress(&mut self.state, blocks);
        self.hashed += (BLOCK * blocks.len()) as u64;
    }

    /// Hashes the rest of the message and its padding, for which `last` is room; the state is the hash then.
    fn finish(&mut self, rest: &[u8], last: &mut [[u8; BLOCK]; 2]) {
        let (blocks, rest) = rest.as_chunks();
        self.update(blocks);
        let len = self.hashed + rest.len() as u64;
        let padded = match last {
            [one, _] if rest.len() + PADDING <= BLOCK => core::slice::from_mut(one),
            two => two.as_mut_slice(),
        };
        if let Some((text, padding)) = padded.as_flattened_mut().split_at_mut_checked(rest.len()) {
            text.copy_from_slice(rest);
            pad(padding, len);
        }
        self.algorithm.compress(&mut self.state, padded);
    }
}

/// Pads a message of `len` bytes, the last of which are followed by `padding` to the end of a block: a one, zeros, and the
/// length in bits as the last eight bytes (FIPS 180-4 section 5.1.1).
#[inline(always)]
fn pad(padding: &mut [u8], len: u64) {
    if let Some((rest, bits)) = padding.split_last_chunk_mut() {
        *bits = (8 * len).to_be_bytes();
        rest.fill(0);
        if let [one, ..] = rest {
            *one = 0x80;
        }
    }
}

/// Writes a state as the hash that it is at the end.
fn write_bytes(state: &State, out: &mut [u8]) {
    for (bytes, word) in out.as_chunks_mut().0.iter_mut().zip(state) {
        *bytes = word.to_be_bytes();
    }
}

/// The bare primitive: the HMAC of `text` under any bytes as a key, in standard Base64.
pub(crate) fn hmac_base64(algorithm: Algorithm, secret: &[u8], text: &[u8]) -> Signature {
    let mut key = Key::EMPTY;
    key.prepare(algorithm, secret);
    key.sign(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::engine::general_purpose::STANDARD;
    use base64::Engine;
    use hmac::{Hmac, KeyInit, Mac as _};
    use sha1::Sha1;
    use sha2::Sha256;
    use Algorithm::{HmacSha1, HmacSha256};

    impl Signature {
        pub(crate) fn text(&self) -> String {
            let mut room = [0; LONGEST_SIGNATURE];
            let mut out = Output::new(&mut room);
            self.write(&mut out);
            String::from_utf8(out.since(0).unwrap().to_vec()).unwrap()
        }
    }

    fn hex_of(signature: Signature) -> String {
        STANDARD.decode(signature.text().as_bytes()).unwrap().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn agrees(algorithm: Algorithm, key: &[u8], text: &[u8], hex: &str) {
        assert_eq!(&hex_of(Key::from_any_bytes(algorithm, key).sign(text))[..hex.len()], hex);
        assert_eq!(&hex_of(hmac_base64(algorithm, key, text))[..hex.len()], hex);
    }

    const LONG_KEY: &[u8] = b"Test Using Larger Than Block-Size Key - Hash Key First";

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
            (vec![0xaa; 131], LONG_KEY.to_vec(), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
            (
                vec![0xaa; 131],
                b"This is a test using a larger than block-size key and a larger than block-size data. \
                  The key needs to be hashed before being used by the HMAC algorithm."
                    .to_vec(),
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
            ),
        ] {
            agrees(HmacSha256, &key, &text, hex);
        }
    }

    /// RFC 2202, "Test Cases for HMAC-MD5 and HMAC-SHA-1", section 3.
    #[test]
    fn rfc_2202() {
        for (key, text, hex) in [
            (vec![0x0b; 20], b"Hi There".to_vec(), "b617318655057264e28bc0b6fb378c8ef146be00"),
            (b"Jefe".to_vec(), b"what do ya want for nothing?".to_vec(), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
            (vec![0xaa; 20], vec![0xdd; 50], "125d7342b9ac11cd91a39af48aa17b4f63f175d3"),
            ((1..=25).collect(), vec![0xcd; 50], "4c9007f4026250c6bc8414f9bf50c86c2d7235da"),
            (vec![0x0c; 20], b"Test With Truncation".to_vec(), "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04"),
            (vec![0xaa; 80], LONG_KEY.to_vec(), "aa4ae5e15272d00e95705637ce8a3b55ed402112"),
            (
                vec![0xaa; 80],
                b"Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data".to_vec(),
                "e8e99d0f45237d786d6bbaa7965c7808bbff1a91",
            ),
        ] {
            agrees(HmacSha1, &key, &text, hex);
        }
    }

    /// Lengths of keys and texts around those at which a block is full; the hmac crate answers.
    #[test]
    fn agrees_with_the_hmac_crate() {
        for key_len in [0, 1, 63, 64, 65, 128, 200] {
            let secret: Vec<u8> = (0..key_len).collect();
            for algorithm in [HmacSha256, HmacSha1] {
                let key = Key::from_any_bytes(algorithm, &secret);
                assert_eq!(key.algorithm(), algorithm);
                for len in 0..200 {
                    let text: Vec<u8> = (0..len).collect();
                    let expected = match algorithm {
                        HmacSha256 => Hmac::<Sha256>::new_from_slice(&secret)
                            .unwrap()
                            .chain_update(&text)
                            .finalize()
                            .into_bytes()
                            .to_vec(),
                        HmacSha1 => Hmac::<Sha1>::new_from_slice(&secret)
                            .unwrap()
                            .chain_update(&text)
                            .finalize()
                            .into_bytes()
                            .to_vec(),
                    };
                    let is_expected = |signature: Signature| {
                        let expected = STANDARD.encode(&expected);
                        let about = format!("key of {key_len}, text of {len} bytes");
                        assert_eq!(signature.text().as_bytes(), expected.as_bytes(), "{about}");
                    };
                    is_expected(key.sign(&text));
                    for more in [0, 8, 9, 72, 200] {
                        let mut room = [&text[..], &vec![b'?'; more]].concat();
                        is_expected(key.sign_in_room(&mut room, text.len()));
                    }
                    let mut mac = key.start();
                    let (blocks, rest) = text.as_chunks();
                    blocks.iter().for_each(|block| mac.update(std::slice::from_ref(block)));
                    is_expected(mac.finish(rest));
                }
            }
        }
    }

    #[test]
    fn a_signature_is_told_from_others_and_from_what_is_none() {
        for algorithm in [HmacSha256, HmacSha1] {
            let signature = Key::from_any_bytes(algorithm, b"secret").sign(b"text");
            let text = signature.text();
            let text = text.as_bytes();
            assert!(is_same_signature(text, text) && is_signature(algorithm, text));
            for place in 0..text.len() {
                let mut other = text.to_vec();
                other[place] = if other[place] == b'A' { b'B' } else { b'A' };
                assert!(!is_same_signature(text, &other) && !is_same_signature(&other, text), "{place}");
                other[place] = b'-';
                assert!(!is_signature(algorithm, &other), "{place}");
            }
            assert!(!is_same_signature(text, &text[..text.len() - 1]));
            assert!(!is_same_signature(text, &[text, b"\0"].concat()));
            assert!(!is_same_signature(&[text, b"a"].concat(), &[text, b"b"].concat()));
            assert!(!is_same_signature(text, &[text, text].concat()));
            assert!(!is_same_signature(text, b""));
            assert!(!is_signature(algorithm, &text[..text.len() - 1]));
            assert!(!is_signature(algorithm, &[text, b"="].concat()));
            assert!(!is_signature(algorithm, &vec![b'A'; text.len()]), "there is no padding");
            assert!(!is_signature(algorithm, b""));
            // The last character before the padding has bits where the code has ended.
            let mut beyond = text.to_vec();
            for more in 1..4 {
                beyond[text.len() - 2] = b"ABCD"[more];
                assert!(!is_signature(algorithm, &beyond), "{}", beyond.escape_ascii());
            }
            beyond[text.len() - 2] = b'A';
            assert!(is_signature(algorithm, &beyond));
        }
        let of = |algorithm| Key::from_any_bytes(algorithm, b"").sign(b"");
        assert!(!is_signature(HmacSha256, of(HmacSha1).text().as_bytes()));
        assert!(!is_signature(HmacSha1, of(HmacSha256).text().as_bytes()));
    }

    #[test]
    fn a_secret_is_checked_and_any_bytes_are_not() {
        assert_eq!(Key::new(HmacSha256, b"secret\n").unwrap_err().to_string(), "secret: it ends with white space");
        let (checked, any) = (Key::new(HmacSha1, b"secret").unwrap(), Key::from_any_bytes(HmacSha1, b"secret"));
        assert_eq!(checked.sign(b"").text(), any.sign(b"").text());
    }

    #[test]
    fn a_key_does_not_show_itself() {
        assert_eq!(format!("{:?}", Key::from_any_bytes(HmacSha256, b"secret")), "Key(..)");
    }
}
