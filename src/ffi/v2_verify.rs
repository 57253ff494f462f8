//! Verification of Signature Version 2 for C.

use super::v2::{flags_of, given, lists, time_and_params};
use super::{bytes, guard, optional_text, required_text, Success, V2Request};
use crate::error::Error;
use crate::v2::{check_time, check_url_time, Request, Secret};
use libc::{c_char, size_t};

/// `ASR_OK`, or the status of what `call` finds.
fn answer(call: impl FnOnce() -> Result<(), Error>) -> i32 {
    match guard(call) {
        Ok(()) => Success::ASR_OK as i32,
        Err(status) => status.code(),
    }
}

/// An empty text is no signature.
fn given_signature(text: &[u8]) -> Option<&[u8]> {
    (!text.is_empty()).then_some(text)
}

/// Whether a signature is that of a request that was received: for GET, for the form body of a POST, for any method.
///
/// The request is taken as `asr_v2_render` would sign it. So `dialect` is `ASR_DIALECT_AS_GIVEN` (zero) and `params` are all
/// the parameters that were received, decoded; `endpoint` is the scheme, the Host header and the path as they were
/// received; `method` is that of the request. `signature` is Base64, decoded from its percent-encoding; if it is
/// (NULL, 0), the parameter Signature is taken, and if it is given, that parameter is not looked at.
///
/// Returns `ASR_OK` if the signature is right; `ASR_E_MISMATCH` if it is wrong; `ASR_E_UNSIGNED` if there is none;
/// `ASR_E_SIGNATURE` if it is no signature, or there are two parameters of that name; `ASR_E_SIGNATURE_METHOD` and
/// `ASR_E_SIGNATURE_VERSION` if the request says that it was signed otherwise (see `ASR_F_HMAC_SHA1`); or what else is wrong
/// with the request, which `asr_v2_render` says in words. Two Signatures are found first, then what is wrong with the
/// request or the secret, then what is wrong with the signature. The signatures are compared in a time that does not depend
/// on where they differ.
///
/// A right signature says that the holder of the secret made this request, not that it is new: for its age there is
/// `asr_v2_check_time`, and whether it was seen before only the caller can know. It does not cover the order in which a
/// repeated name has its values, nor does it tell `a` from `a=`: so read the parameters as they are read here.
#[no_mangle]
pub unsafe extern "C" fn asr_v2_verify(
    request: *const V2Request,
    signature: *const c_char,
    signature_len: size_t,
) -> i32 {
    answer(|| {
        // SAFETY: the caller promises that the struct, its texts and the signature are as long as it says.
        unsafe {
            let (request, params) = given(request)?;
            request.verify(&params, given_signature(bytes(signature, signature_len, "signature")?))
        }
    })
}

/// The same as `asr_v2_verify` for a request given as flat arguments, all the parameters that were received as two
/// NUL-separated lists, as `asr_v2_render_lists` takes them. The other texts end in NUL. `method` may be NULL or empty
/// (GET); `signature` may be NULL or empty: the parameter Signature is taken.
#[no_mangle]
pub unsafe extern "C" fn asr_v2_verify_lists(
    method: *const c_char,
    endpoint: *const c_char,
    names: *const c_char,
    names_len: size_t,
    values: *const c_char,
    values_len: size_t,
    count: size_t,
    signature: *const c_char,
    secret: *const c_char,
    flags: u32,
) -> i32 {
    answer(|| {
        // SAFETY: the caller promises that the lists are as long as it says and that the other texts end in NUL.
        unsafe {
            let params = lists(names, names_len, values, values_len, count)?;
            let request = Request {
                method: optional_text(method, "method")?.unwrap_or_default(),
                endpoint: required_text(endpoint, "endpoint")?,
                secret: Secret::Text(required_text(secret, "secret")?),
                flags: flags_of(flags)?,
                ..Request::default()
            };
            request.verify(&params, given_signature(optional_text(signature, "signature")?.unwrap_or_default()))
        }
    })
}

/// The same as `asr_v2_verify` for a URL with the signature in it, `url_len` bytes, as it was received: the scheme, the Host
/// header, the path and the query. The query is read as `asr_v2_render_url` reads it. For the form body of a POST give the
/// URL, `?` (or `&` if it has a query), and the body. `method` may be NULL or empty (GET) and ends in NUL, as `secret` does.
///
/// Returns what `asr_v2_verify` returns, and `ASR_E_URL` or `ASR_E_ESCAPE` for what is wrong with the URL, which
/// `asr_v2_render_url` with `ASR_DIALECT_AS_GIVEN` says in words.
#[no_mangle]
pub unsafe extern "C" fn asr_v2_verify_url(
    method: *const c_char,
    url: *const c_char,
    url_len: size_t,
    secret: *const c_char,
    flags: u32,
) -> i32 {
    answer(|| {
        // SAFETY: the caller promises that the URL is as long as it says and that the other texts end in NUL.
        unsafe {
            let request = Request {
                method: optional_text(method, "method")?.unwrap_or_default(),
                endpoint: bytes(url, url_len, "url")?,
                secret: Secret::Text(required_text(secret, "secret")?),
                flags: flags_of(flags)?,
                ..Request::default()
            };
            request.verify_url()
        }
    })
}

/// Whether a request that was received is fresh: its parameter Timestamp is at most `window` seconds before or after
/// `unix_time` of the request, which is the caller's clock here; or its parameter Expires, which stands in place of
/// Timestamp, is not before `unix_time` (the window does not move it). Of the request only `params` and `unix_time` are
/// looked at.
///
/// A time is `2011-10-03T15:19:30`, then perhaps a fraction of a second, which is cut off, then `Z`, an offset of less than a
/// day (`+02:00`, `+0200`, `+02`; in a URL the plus is `%2B`), or nothing, which is UTC. The second may be 60, which is the
/// one after 59. Anything else is no time, also a number of seconds.
///
/// Returns `ASR_OK`, `ASR_E_EXPIRED`, `ASR_E_EARLY`, or `ASR_E_STAMP` if there is not one of the two parameters that is a
/// time; `ASR_E_TIME` if `window` is negative; or what is wrong with the arguments.
#[no_mangle]
pub unsafe extern "C" fn asr_v2_check_time(request: *const V2Request, window: i64) -> i32 {
    answer(|| {
        // SAFETY: the caller promises that the struct and its texts are as long as it says.
        let (unix_time, params) = unsafe { time_and_params(request) }?;
        check_time(&params, unix_time, window)
    })
}

/// The same as `asr_v2_check_time` for parameters as two NUL-separated lists, as `asr_v2_render_lists` takes them.
#[no_mangle]
pub unsafe extern "C" fn asr_v2_check_time_lists(
    names: *const c_char,
    names_len: size_t,
    values: *const c_char,
    values_len: size_t,
    count: size_t,
    unix_time: i64,
    window: i64,
) -> i32 {
    answer(|| {
        // SAFETY: the caller promises that the lists are as long as it says.
        let params = unsafe { lists(names, names_len, values, values_len, count) }?;
        check_time(&params, unix_time, window)
    })
}

/// The same as `asr_v2_check_time` for the query of a URL, read as `asr_v2_render_url` reads it. What stands before the `?` is
/// not looked at. For the form body of a POST give `?` and the body.
#[no_mangle]
pub unsafe extern "C" fn asr_v2_check_time_url(
    url: *const c_char,
    url_len: size_t,
    unix_time: i64,
    window: i64,
) -> i32 {
    answer(|| {
        // SAFETY: the caller promises that the URL is as long as it says.
        let url = unsafe { bytes(url, url_len, "url") }?;
        check_url_time(url, unix_time, window)
    })
}
