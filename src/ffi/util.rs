//! Keys, primitives, and what a binding asks when it is loaded.

use super::v2::{flags_of, unknown_flag};
use super::{bytes, deliver, guard, Param, PreparedKey, Struct, Success, V2Call, V2Evidence, V2Request};
use crate::credential::Credential;
use crate::error::Status;
use crate::mac::{hmac_base64, wipe};
use crate::output::Output;
use crate::v2::Flag;
use libc::{c_char, c_void, size_t};

/// Prepares a secret for many signatures. `secret` is UTF-8, checked as that of a request. `flags` are those of the
/// requests: with `ASR_F_ANY_CREDENTIAL` any non-empty bytes are a secret; a key made with `ASR_F_HMAC_SHA1` is for requests
/// with that flag, and no others; the rest change nothing here. `key` may not overlap `secret`.
///
/// Returns `ASR_OK`, or one of `ASR_E_*`, and then `key` is all zeros, with which nothing can be signed. The secret is
/// not kept.
#[no_mangle]
pub unsafe extern "C" fn asr_key_init(
    key: *mut PreparedKey,
    secret: *const c_char,
    secret_len: size_t,
    flags: u32,
) -> i32 {
    if key.is_null() || !key.is_aligned() {
        return Status::Null.code();
    }
    // SAFETY: `key` is not NULL and aligned, and the caller promises that an asr_key may be written there.
    let key = unsafe {
        key.write(PreparedKey::EMPTY);
        &mut *key
    };
    let prepared = guard(|| {
        let flags = flags_of(flags)?;
        // SAFETY: the caller promises that the secret is as long as it says.
        let secret = unsafe { bytes(secret, secret_len, "secret") }?;
        Credential::Secret.check(secret, flags.has(Flag::AnyCredential))?;
        key.prepare(flags.algorithm(), secret);
        Ok(())
    });
    match prepared {
        Ok(()) => Success::ASR_OK as i32,
        Err(status) => status.code(),
    }
}

/// The bare primitive: HMAC-SHA256 of `text` in standard Base64 (44 characters), or with `ASR_F_HMAC_SHA1` HMAC-SHA1 (28
/// characters). `secret` and `text` are any bytes, also none. Any other flag is `ASR_E_FLAGS`.
///
/// SOAP requests without WS-Security are signed with it: `text` is the request's Action and its Timestamp, one right after
/// the other, under HMAC-SHA1 for Amazon SimpleDB and SQS, under HMAC-SHA256 for Product Advertising; Amazon S3 and
/// Mechanical Turk have the name of the service in front, under HMAC-SHA1 (the developer guides of each, "SOAP without
/// WS-Security").
///
/// Returns the length of the text, as every function that writes text does, or one of `ASR_E_*`.
#[no_mangle]
pub unsafe extern "C" fn asr_hmac_base64(
    secret: *const c_char,
    secret_len: size_t,
    text: *const c_char,
    text_len: size_t,
    flags: u32,
    out: *mut c_char,
    out_cap: size_t,
) -> i32 {
    let write = |out: &mut [u8]| {
        let algorithm = flags_of(flags)?.algorithm();
        if flags & !(Flag::HmacSha1 as u32) != 0 {
            return Err(unknown_flag());
        }
        // SAFETY: the caller promises that both are as long as it says.
        let (secret, text) = unsafe { (bytes(secret, secret_len, "secret")?, bytes(text, text_len, "text")?) };
        let mut out = Output::new(out);
        hmac_base64(algorithm, secret, text).write(&mut out);
        Ok(out.len())
    };
    // SAFETY: the caller promises that `out` has `out_cap` bytes.
    unsafe { deliver(out, out_cap, write) }
}

/// Percent-encodes `text_len` bytes as all signatures here do: `A-Z a-z 0-9 - _ . ~` stay (RFC 3986 section 2.3), every
/// other byte becomes `%XX` with upper-case hexadecimal digits. `text` is any bytes, also none.
///
/// Returns the length of the text, as every function that writes text does, or one of `ASR_E_*`.
#[no_mangle]
pub unsafe extern "C" fn asr_percent_encode(
    text: *const c_char,
    text_len: size_t,
    out: *mut c_char,
    out_cap: size_t,
) -> i32 {
    let write = |out: &mut [u8]| {
        // SAFETY: the caller promises that the bytes are there.
        let given = unsafe { bytes(text, text_len, "text") }?;
        let mut out = Output::new(out);
        out.push_encoded(given);
        Ok(out.len())
    };
    // SAFETY: the caller promises that `out` has `out_cap` bytes.
    unsafe { deliver(out, out_cap, write) }
}

/// Overwrites `len` bytes with zeros in a way that the compiler does not leave out. For secrets and keys. NULL is
/// nothing to do.
#[no_mangle]
pub unsafe extern "C" fn asr_wipe(secret: *mut c_void, len: size_t) {
    // No object is larger than half of the address space.
    if !secret.is_null() && isize::try_from(len).is_ok() {
        // SAFETY: `secret` is not NULL, and the caller promises that it has `len` writable bytes.
        wipe(unsafe { core::slice::from_raw_parts_mut(secret.cast::<u8>(), len) });
    }
}

/// What a status means, in one English sentence: a static text, never NULL, not to be freed. `ASR_OK` and lengths are
/// `success`; a number that no release knows is `unknown status`.
#[no_mangle]
pub extern "C" fn asr_status_message(status: i32) -> *const c_char {
    let message = match Status::from_code(status) {
        Some(status) => status.message_with_nul(),
        None if status >= 0 => c"success",
        None => c"unknown status",
    };
    message.as_ptr()
}

/// The release of the library that is loaded, for example `0.1.0`: a static text, never NULL, not to be freed.
#[no_mangle]
pub extern "C" fn asr_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// The size in bytes of a struct (one of `ASR_STRUCT_*`) as the library that is loaded has it, so that a binding can
/// compare it with its own; 0 for any other number.
#[no_mangle]
pub extern "C" fn asr_sizeof(which: i32) -> size_t {
    const PARAM: i32 = Struct::Param as i32;
    const V2_REQUEST: i32 = Struct::V2Request as i32;
    const KEY: i32 = Struct::Key as i32;
    const V2_CALL: i32 = Struct::V2Call as i32;
    const V2_EVIDENCE: i32 = Struct::V2Evidence as i32;
    match which {
        PARAM => size_of::<Param>(),
        V2_REQUEST => size_of::<V2Request>(),
        KEY => size_of::<PreparedKey>(),
        V2_CALL => size_of::<V2Call>(),
        V2_EVIDENCE => size_of::<V2Evidence>(),
        _ => 0,
    }
}
