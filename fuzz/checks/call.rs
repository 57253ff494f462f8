//! The C functions, called with buffers that are just as long as is said, so that the address sanitizer sees a byte too many.

use super::input::Request;
use aws_signed_request::ffi::*;
use core::ffi::c_char;
use core::ptr::{null, null_mut};

pub const OK: i32 = 0;
pub const E_TOO_LARGE: i32 = -18;
pub const E_PANIC: i32 = -20;
pub const E_UNSIGNED: i32 = -25;
pub const E_SIGNATURE: i32 = -26;
pub const E_MISMATCH: i32 = -27;

pub const CANONICAL: i32 = 1;
pub const STRING_TO_SIGN: i32 = 2;
pub const SIGNATURE: i32 = 3;
pub const QUERY: i32 = 4;
pub const URL: i32 = 5;
pub const ERROR: i32 = 6;
pub const EXPLAIN: i32 = 7;

/// Bytes on the heap, no more of them than are there.
pub fn exact(text: &[u8]) -> Box<[u8]> {
    text.into()
}

/// Where a text begins; the empty text is nowhere, if that is wanted.
pub fn place(text: &[u8], null_for_empty: bool) -> *const c_char {
    if text.is_empty() && null_for_empty {
        null()
    } else {
        text.as_ptr().cast()
    }
}

/// A text that ends in NUL, which must not be in it.
pub fn c(text: &[u8]) -> Box<[u8]> {
    [text, b"\0"].concat().into()
}

/// A status that no input may give.
pub fn sound(status: i32) -> i32 {
    assert!(status != E_PANIC && status >= -30, "status {status}");
    status
}

/// What is nowhere in a buffer after a call, not even behind the text: the secret, in small letters or capital.
pub fn check_room(out: &[u8], marker: Option<&str>) {
    let Some(marker) = marker.map(str::as_bytes) else { return };
    let begins = |at: usize| out[at].eq_ignore_ascii_case(&marker[0]);
    let is_there = |at: usize| out[at..].get(..marker.len()).is_some_and(|text| text.eq_ignore_ascii_case(marker));
    assert!(!(0..out.len()).any(|at| begins(at) && is_there(at)), "the secret is in the answer");
}

/// How thoroughly a call is looked at.
#[derive(Clone, Copy)]
pub enum Effort {
    /// Once.
    Once,
    /// With this many bytes to spare, and with too few.
    Rooms(u8),
}

/// The text of a function that writes text, or its status, by the one protocol that all of them have.
pub fn text(marker: Option<&str>, effort: Effort, call: impl Fn(*mut c_char, usize) -> i32) -> Result<Vec<u8>, i32> {
    let status = sound(call(null_mut(), 0));
    let len = usize::try_from(status).unwrap_or(0);
    let filled = |capacity: usize| {
        let mut out = vec![0xAA; capacity].into_boxed_slice();
        assert_eq!(call(out.as_mut_ptr().cast(), capacity), status, "room for {capacity} of {len} bytes");
        check_room(&out, marker);
        out
    };
    let out = filled(len + 1);
    assert_eq!(out[len], 0);
    if let Effort::Rooms(spare) = effort {
        let spare = usize::from(spare);
        for capacity in [1, len / 2, len.saturating_sub(spare), len.saturating_sub(1), len] {
            let out = filled(capacity);
            assert!(capacity == 0 || status < 0 || capacity > len || out[0] == 0, "a part of a text");
            assert!(status >= 0 || capacity == 0 || out[0] == 0);
        }
        for capacity in [len + 1 + spare, len + 4 + spare / 8] {
            let more = filled(capacity);
            assert_eq!(more[..=len], out[..=len]);
        }
    }
    if status < 0 {
        return Err(status);
    }
    Ok(out[..len].to_vec())
}

/// A name and a value.
type Pair = (Box<[u8]>, Box<[u8]>);

/// A request with its texts where C can have them.
pub struct Held {
    texts: [Box<[u8]>; 5],
    pairs: Vec<Pair>,
    params: Box<[Param]>,
    key: Option<Box<PreparedKey>>,
    null_for_empty: bool,
    numbers: (i64, i32, u32),
}

impl Held {
    pub fn new(request: &Request) -> Held {
        let Request { method, endpoint, access_key, session_token, secret, .. } = request;
        let texts = [method, endpoint, access_key, session_token, secret].map(|text| exact(text));
        let pairs: Vec<_> = request.pairs.iter().map(|(name, value)| (exact(name), exact(value))).collect();
        let empty = request.null_for_empty;
        let params = pairs.iter().map(|(name, value)| Param {
            name: place(name, empty),
            name_len: name.len(),
            value: place(value, empty),
            value_len: value.len(),
        });
        let params = params.collect();
        let mut key = Box::new(PreparedKey { opaque: [7; 16] });
        // SAFETY: the secret is as long as is said.
        let status = unsafe { asr_key_init(&mut *key, place(&texts[4], empty), texts[4].len(), request.flags) };
        if sound(status) != OK {
            assert_eq!(key.opaque, [0; 16]);
        }
        let key = (status == OK && request.prepared).then_some(key);
        let numbers = (request.unix_time, request.dialect, request.flags);
        Held { texts, pairs, params, key, null_for_empty: empty, numbers }
    }

    /// The struct that leads to all of it.
    pub fn request(&self) -> Box<V2Request> {
        let [method, endpoint, access_key, session_token, secret] =
            [0, 1, 2, 3, 4].map(|index| (place(&self.texts[index], self.null_for_empty), self.texts[index].len()));
        let (unix_time, dialect, flags) = self.numbers;
        // The pairs are kept as long as what points to them.
        debug_assert_eq!(self.pairs.len(), self.params.len());
        Box::new(V2Request {
            struct_size: size_of::<V2Request>(),
            method: method.0,
            method_len: method.1,
            endpoint: endpoint.0,
            endpoint_len: endpoint.1,
            access_key: access_key.0,
            access_key_len: access_key.1,
            secret: if self.key.is_some() { null() } else { secret.0 },
            secret_len: if self.key.is_some() { 0 } else { secret.1 },
            key: self.key.as_ref().map_or(null(), |key| &**key),
            session_token: session_token.0,
            session_token_len: session_token.1,
            params: if self.params.is_empty() { null() } else { self.params.as_ptr() },
            params_count: self.params.len(),
            unix_time,
            dialect,
            flags,
        })
    }
}

/// The parameters as two lists.
pub struct Lists {
    pub names: Box<[u8]>,
    pub values: Box<[u8]>,
    pub count: usize,
}

impl Lists {
    pub fn new(request: &Request) -> Lists {
        let join = |texts: Vec<&[u8]>| texts.join(&0).into_boxed_slice();
        Lists {
            names: join(request.pairs.iter().map(|(name, _)| &name[..]).collect()),
            values: join(request.pairs.iter().map(|(_, value)| &value[..]).collect()),
            count: request.pairs.len(),
        }
    }
}

pub fn by_struct(request: &Request, stage: i32, effort: Effort) -> Result<Vec<u8>, i32> {
    let held = Held::new(request);
    let given = held.request();
    // SAFETY: all is as long as is said.
    text(request.marker.as_deref(), effort, |out, cap| unsafe { asr_v2_render(&*given, stage, out, cap) })
}

pub fn by_lists(request: &Request, lists: &Lists, stage: i32, effort: Effort) -> Result<Vec<u8>, i32> {
    let Request { method, endpoint, access_key, session_token, secret, .. } = request;
    let [method, endpoint, access_key, session_token, secret] =
        [method, endpoint, access_key, session_token, secret].map(|text| c(text));
    let optional = |text: &[u8]| if text.len() == 1 && request.null_for_empty { null() } else { text.as_ptr().cast() };
    // SAFETY: the lists are as long as is said, and the other texts end in NUL.
    text(request.marker.as_deref(), effort, |out, cap| unsafe {
        asr_v2_render_lists(
            optional(&method),
            endpoint.as_ptr().cast(),
            place(&lists.names, request.null_for_empty),
            lists.names.len(),
            place(&lists.values, request.null_for_empty),
            lists.values.len(),
            lists.count,
            optional(&access_key),
            secret.as_ptr().cast(),
            optional(&session_token),
            request.unix_time,
            request.dialect,
            request.flags,
            stage,
            out,
            cap,
        )
    })
}

pub fn by_struct_and_lists(request: &Request, lists: &Lists, stage: i32, effort: Effort) -> Result<Vec<u8>, i32> {
    let held = Held::new(request);
    // The parameters and the time of the request are not looked at.
    let given = Box::new(V2Request { params: null(), params_count: 1, unix_time: -1, ..*held.request() });
    text(request.marker.as_deref(), effort, |out, cap| {
        let call = Box::new(V2Call {
            request: &*given,
            names_len: lists.names.len(),
            values_len: lists.values.len(),
            count: lists.count,
            unix_time: request.unix_time,
            out,
            out_cap: cap,
            stage,
        });
        // SAFETY: all is as long as is said.
        unsafe { asr_v2_render_with_lists(&*call, place(&lists.names, true), place(&lists.values, false)) }
    })
}

/// The URL stands in `endpoint`.
pub fn by_url(request: &Request, stage: i32, effort: Effort) -> Result<Vec<u8>, i32> {
    let [method, access_key, secret] = [&request.method, &request.access_key, &request.secret].map(|text| c(text));
    let url = exact(&request.endpoint);
    // SAFETY: the URL is as long as is said, and the other texts end in NUL.
    text(request.marker.as_deref(), effort, |out, cap| unsafe {
        asr_v2_render_url(
            method.as_ptr().cast(),
            url.as_ptr().cast(),
            url.len(),
            access_key.as_ptr().cast(),
            secret.as_ptr().cast(),
            request.unix_time,
            request.dialect,
            request.flags,
            stage,
            out,
            cap,
        )
    })
}

pub fn verify(request: &Request, signature: &[u8]) -> i32 {
    let (held, signature) = (Held::new(request), exact(signature));
    let given = held.request();
    // SAFETY: all is as long as is said.
    sound(unsafe { asr_v2_verify(&*given, place(&signature, true), signature.len()) })
}

pub fn verify_lists(request: &Request, lists: &Lists, signature: &[u8]) -> i32 {
    let [method, endpoint, secret] = [&request.method, &request.endpoint, &request.secret].map(|text| c(text));
    let signature = c(signature);
    // SAFETY: the lists are as long as is said, and the other texts end in NUL.
    sound(unsafe {
        asr_v2_verify_lists(
            method.as_ptr().cast(),
            endpoint.as_ptr().cast(),
            place(&lists.names, request.null_for_empty),
            lists.names.len(),
            place(&lists.values, request.null_for_empty),
            lists.values.len(),
            lists.count,
            signature.as_ptr().cast(),
            secret.as_ptr().cast(),
            request.flags,
        )
    })
}

pub fn verify_url(request: &Request, url: &[u8]) -> i32 {
    let ([method, secret], url) = ([&request.method, &request.secret].map(|text| c(text)), exact(url));
    // SAFETY: the URL is as long as is said, and the other texts end in NUL.
    sound(unsafe {
        asr_v2_verify_url(method.as_ptr().cast(), url.as_ptr().cast(), url.len(), secret.as_ptr().cast(), request.flags)
    })
}
