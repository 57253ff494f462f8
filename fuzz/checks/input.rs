//! What the fuzzer gives, read as a request.
//!
//! An input is a head of some numbers and then texts, each ended by the byte 0xFE, which is nowhere in UTF-8. So what is
//! put in, left out or moved by the fuzzer is mostly still a request, and a word of the dictionary is a whole text.

use sha2::{Digest as _, Sha256};

/// Ends a text.
pub const END: u8 = 0xFE;

/// The numbers in front.
pub const HEAD: usize = 12;

/// Where each stands.
pub mod at {
    pub const DIALECT: usize = 0;
    pub const FLAGS: usize = 1;
    pub const HOW: usize = 2;
    pub const SPARE: usize = 3;
    pub const ORDER: usize = 4;
    pub const TIME: usize = 5;
    /// And the three behind it.
    pub const SECONDS: usize = 6;
    pub const CHOICE: usize = 10;
    pub const BIT: usize = 11;
}

/// Bits of `HOW`.
pub mod how {
    pub const PREPARED: u8 = 1;
    /// The secret is the text that is given, and not one that can be recognised.
    pub const SECRET_AS_GIVEN: u8 = 2;
    pub const NULL_FOR_EMPTY: u8 = 4;
    pub const WITH_SIGNATURE: u8 = 8;
    pub const WITH_STRING_TO_SIGN: u8 = 16;
    pub const TWO_MISTAKES: u8 = 32;
    pub const WITH_NOW: u8 = 64;
}

/// The last second of the year 9999.
pub const LAST_SECOND: i64 = 253_402_300_799;

/// An input that has been split.
pub struct Input<'a> {
    pub head: [u8; HEAD],
    pub texts: Vec<&'a [u8]>,
    whole: &'a [u8],
}

impl<'a> Input<'a> {
    pub fn new(whole: &'a [u8]) -> Input<'a> {
        let mut head = [0; HEAD];
        let (front, rest) = whole.split_at(whole.len().min(HEAD));
        head[..front.len()].copy_from_slice(front);
        let texts = if rest.is_empty() { Vec::new() } else { rest.split(|&byte| byte == END).collect() };
        Input { head, texts, whole }
    }

    pub fn text(&self, index: usize) -> &'a [u8] {
        self.texts.get(index).copied().unwrap_or_default()
    }

    pub fn has(&self, bit: u8) -> bool {
        self.head[at::HOW] & bit != 0
    }

    fn unix_time(&self) -> i64 {
        let seconds = [0, 1, 2, 3].map(|byte| self.head[at::SECONDS + byte]);
        let seconds = i64::from(u32::from_le_bytes(seconds));
        match self.head[at::TIME] {
            0..=199 => seconds,
            // All of the years up to 9999.
            200..=229 => (seconds << 6).min(LAST_SECOND),
            230..=239 => LAST_SECOND - seconds,
            240 => -1,
            241 => i64::MIN,
            242 => i64::MAX,
            243 => LAST_SECOND + 1,
            _ => 1_317_655_170,
        }
    }

    /// The request, whose parameters begin at the text with this number.
    pub fn request(&self, params_at: usize) -> Request {
        let params = self.texts.get(params_at..).unwrap_or_default();
        // What an input cannot have in it: its own hash. So wherever it is seen in an answer, it comes from the secret.
        let hash: String = Sha256::digest(self.whole).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let given = self.text(4);
        let (secret, marker) = if self.has(how::SECRET_AS_GIVEN) {
            (given.to_vec(), None)
        } else {
            ([given, hash.as_bytes()].concat(), Some(hash))
        };
        Request {
            dialect: match self.head[at::DIALECT] % 16 {
                small @ 0..=4 => i32::from(small),
                5 => -1,
                6 => 5,
                other => i32::from(other) % 5,
            },
            flags: match self.head[at::FLAGS] {
                all @ 0..=239 => u32::from(all) & 7,
                other => u32::from(other) << 3,
            },
            method: self.text(0).to_vec(),
            endpoint: if self.text(1).is_empty() { b"https://h/".to_vec() } else { self.text(1).to_vec() },
            access_key: self.text(2).to_vec(),
            session_token: self.text(3).to_vec(),
            secret,
            marker,
            unix_time: self.unix_time(),
            prepared: self.has(how::PREPARED),
            null_for_empty: self.has(how::NULL_FOR_EMPTY),
            pairs: params
                .chunks(2)
                .map(|pair| (pair[0].to_vec(), pair.get(1).copied().unwrap_or_default().to_vec()))
                .collect(),
        }
    }
}

/// A request as the C functions take it.
#[derive(Clone, Debug)]
pub struct Request {
    pub dialect: i32,
    pub flags: u32,
    pub method: Vec<u8>,
    pub endpoint: Vec<u8>,
    pub access_key: Vec<u8>,
    pub session_token: Vec<u8>,
    pub secret: Vec<u8>,
    /// What the secret has in it and no other text.
    pub marker: Option<String>,
    pub unix_time: i64,
    pub prepared: bool,
    pub null_for_empty: bool,
    pub pairs: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Request {
    /// The same with another list of parameters.
    pub fn with(&self, pairs: Vec<(Vec<u8>, Vec<u8>)>) -> Request {
        Request { pairs, ..self.clone() }
    }

    /// Whether no text has a NUL in it, so that it can be given in lists.
    pub fn is_without_nul(&self) -> bool {
        let texts = [&self.method, &self.endpoint, &self.access_key, &self.session_token, &self.secret];
        let pairs = self.pairs.iter().flat_map(|(name, value)| [name, value]);
        texts.into_iter().chain(pairs).all(|text| !text.contains(&0))
    }

    /// The parameters in another order.
    pub fn shuffled(&self, seed: u8) -> Request {
        let mut pairs = self.pairs.clone();
        let mut state = u32::from(seed) | 1;
        for last in (1..pairs.len()).rev() {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            pairs.swap(last, (state >> 8) as usize % (last + 1));
        }
        self.with(pairs)
    }
}

/// An input that is read as this.
pub fn write(head: [u8; HEAD], texts: &[&[u8]]) -> Vec<u8> {
    let mut input = head.to_vec();
    for (position, text) in texts.iter().enumerate() {
        if position > 0 {
            input.push(END);
        }
        input.extend(*text);
    }
    input
}
