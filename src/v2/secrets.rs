//! The secret as another program may have had it: each way a key of its own.

use super::conversion::write_decoded;
use super::diagnose::{memory, no_memory};
use super::mistake::Mistake;
use super::signer::Change;
use super::Secret;
use crate::encode::ALPHABET;
use crate::error::Error;
use crate::mac::{decode_base64, wipe, Algorithm, Key};
use crate::output::Output;
use arrayvec::ArrayVec;

/// As many ways are tried.
const MOST: usize = 40;

/// Secrets are tried otherwise than they are given up to this length; the longest is then the escaped one.
const LONGEST: usize = 256;
const ROOM: usize = 3 * LONGEST + 1;

/// The keys, the right one first. They are wiped when they are dropped, and so is the secret.
pub(super) struct Secrets {
    keys: Vec<Key>,
    suspects: ArrayVec<(Mistake, Option<Mistake>, Change<'static>), MOST>,
    text: Vec<u8>,
}

impl Drop for Secrets {
    fn drop(&mut self) {
        wipe(&mut self.text);
    }
}

impl Secrets {
    /// Room for the keys and for a secret of this length.
    pub(super) fn new(len: usize) -> Result<Secrets, Error> {
        let text = memory(len, 0)?;
        let mut keys = Vec::new();
        keys.try_reserve_exact(MOST).map_err(|_| no_memory())?;
        Ok(Secrets { keys, suspects: ArrayVec::new(), text })
    }

    /// Makes the keys that may have been made of a secret, of the length that was said.
    // What hashes is apart from what may have memory to give back, or the compiler does not find out in time that nothing in
    // it can panic.
    #[inline(never)]
    pub(super) fn take(&mut self, secret: Secret<'_>, access_key: &[u8], algorithm: Algorithm) {
        match secret {
            Secret::Text(text) => {
                self.text.iter_mut().zip(text).for_each(|(slot, byte)| *slot = *byte);
                self.push(algorithm, text);
                if text.len() <= LONGEST {
                    self.fill(text, access_key, algorithm);
                }
            }
            Secret::Prepared(key) => {
                if self.keys.len() < self.keys.capacity() {
                    self.keys.push(key.clone());
                }
            }
        }
    }

    /// What may have happened to the secret.
    pub(super) fn suspects(&self) -> &[(Mistake, Option<Mistake>, Change<'static>)] {
        &self.suspects
    }

    /// The key with this number; the right one is the first.
    pub(super) fn key(&self, number: usize) -> Option<&Key> {
        self.keys.get(number)
    }

    /// The secret itself, if it is known.
    pub(super) fn text(&self) -> Option<&[u8]> {
        (!self.text.is_empty()).then_some(&self.text)
    }

    fn push(&mut self, algorithm: Algorithm, secret: &[u8]) {
        if self.keys.len() < self.keys.capacity() {
            self.keys.push(Key::EMPTY);
        }
        if let Some(key) = self.keys.last_mut() {
            key.prepare(algorithm, secret);
        }
    }

    fn fill(&mut self, secret: &[u8], access_key: &[u8], algorithm: Algorithm) {
        let mut trying = Trying { secrets: self, secret, algorithm, scratch: [0; ROOM], also: None };
        trying.with(Mistake::SecretWhiteSpace, |out| out.push(secret.trim_ascii()));
        let with_space: [[&[u8]; 2]; 8] = [
            [b"", b"\n"],
            [b"", b" "],
            [b"", b"\r\n"],
            [b" ", b""],
            [b"", b"\t"],
            [b"", b"\r"],
            [b"\t", b""],
            [b" ", b" "],
        ];
        for [before, after] in with_space {
            trying.with(Mistake::SecretWhiteSpace, |out| out.push_all([before, secret, after]));
        }
        trying.with(Mistake::SecretEncoded, |out| {
            out.push_encoded(secret);
        });
        trying.with(Mistake::SecretEncoded, |out| {
            out.push_encoded(secret);
            out.lower_escapes_of(|_| true);
        });
        trying.with(Mistake::SecretDecoded, |out| write_decoded(secret, false, out));
        trying.with(Mistake::SecretDecoded, |out| write_decoded(secret, true, out));
        if !access_key.is_empty() {
            trying.with(Mistake::AccessKeyAsSecret, |out| out.push(access_key));
        }
        trying.with(Mistake::SecretWithAmpersand, |out| out.push_all([secret, b"&"]));
        trying.also = Some(Mistake::SecretEncoded);
        trying.with(Mistake::SecretWithAmpersand, |out| {
            out.push_encoded(secret);
            out.push_byte(b'&');
        });
        trying.also = None;
        for quote in [b"\"", b"'"] {
            trying.with(Mistake::SecretQuoted, |out| out.push_all([quote, secret, quote]));
        }
        if let [_, rest @ ..] = secret {
            trying.with(Mistake::SecretCut, |out| out.push(rest));
        }
        if let [rest @ .., _] = secret {
            trying.with(Mistake::SecretCut, |out| out.push(rest));
        }
        trying.with(Mistake::SecretEmpty, |_| {});
        trying.with(Mistake::SecretCase, |out| {
            out.push(secret);
            out.lower(0, secret.len());
        });
        trying.with(Mistake::SecretCase, |out| secret.iter().for_each(|byte| out.push_byte(byte.to_ascii_uppercase())));
        let mut decoded = [0; LONGEST];
        if let Some(bytes) = decode_base64(secret, &mut decoded) {
            trying.with(Mistake::SecretBase64, |out| out.push(bytes));
        }
        trying.with(Mistake::SecretBase64, |out| write_base64(secret, out));
        wipe(&mut decoded);
    }
}

/// One way after the other.
struct Trying<'t> {
    secrets: &'t mut Secrets,
    secret: &'t [u8],
    algorithm: Algorithm,
    scratch: [u8; ROOM],
    /// What is a mistake of its own in this way.
    also: Option<Mistake>,
}

impl Trying<'_> {
    /// Makes a key of the secret as `write` writes it, if that is another.
    fn with(&mut self, mistake: Mistake, write: impl FnOnce(&mut Output<'_>)) {
        let mut out = Output::new(&mut self.scratch);
        write(&mut out);
        let Some(other) = out.since(0) else { return };
        let number = self.secrets.keys.len();
        if other != self.secret && number < MOST {
            self.secrets.push(self.algorithm, other);
            // There is as much room as for keys.
            let _ = self.secrets.suspects.try_push((mistake, self.also, Change::Secret(number)));
        }
    }
}

impl Drop for Trying<'_> {
    fn drop(&mut self) {
        wipe(&mut self.scratch);
    }
}

fn write_base64(text: &[u8], out: &mut Output<'_>) {
    for group in text.chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, index| bits << 8 | group.get(index).map_or(0, |byte| u32::from(*byte)));
        for (position, shift) in [(0, 18), (1, 12), (2, 6), (3, 0)] {
            let character = ALPHABET.get((bits >> shift & 63) as usize).copied().unwrap_or(b'=');
            out.push_byte(if position <= group.len() { character } else { b'=' });
        }
    }
}
