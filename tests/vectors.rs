//! Every case of the vector files, every stage, through every door: the Rust API, the C struct, the C lists, a struct with
//! lists, the URL; and every signature verified, as it is and with a change.

#![allow(missing_docs, unsafe_code, clippy::unwrap_used, clippy::panic, clippy::undocumented_unsafe_blocks)]

mod common;

use aws_signed_request::ffi::{
    asr_hmac_base64, asr_key_init, asr_v2_render, asr_v2_render_lists, asr_v2_render_url, asr_v2_render_with_lists,
    asr_v2_verify_lists, asr_v2_verify_url, Param, PreparedKey, V2Call, V2Request,
};
use aws_signed_request::v2::{Dialect, Flags, Request, Secret, Stage};
use aws_signed_request::{Key, Query, Status};
use common::Case;
use percent_encoding::{percent_decode_str, utf8_percent_encode, NON_ALPHANUMERIC};
use std::ffi::CString;
use std::fmt::Debug;
use std::ptr::{null, without_provenance};
use std::sync::atomic::{AtomicUsize, Ordering};

fn request<'a>(case: &'a Case, secret: Secret<'a>) -> Request<'a> {
    Request {
        method: case.method.as_bytes(),
        endpoint: case.endpoint.as_bytes(),
        access_key: case.access_key.as_bytes(),
        secret,
        session_token: case.session_token.as_bytes(),
        unix_time: case.unix_time,
        dialect: Dialect::from_number(case.dialect).unwrap(),
        flags: Flags::from_bits(case.flags).unwrap(),
    }
}

fn by_rust(case: &Case, stage: i32, prepared: bool) -> String {
    let key = Key::from_any_bytes(Flags::from_bits(case.flags).unwrap().algorithm(), case.secret.as_bytes());
    let secret = if prepared { Secret::Prepared(&key) } else { Secret::Text(case.secret.as_bytes()) };
    let request = request(case, secret);
    let stage = Stage::from_number(stage).unwrap();
    request.text(case.params.as_slice(), stage).unwrap_or_else(|error| format!("refused: {error}"))
}

fn text_of(call: impl Fn(*mut libc::c_char, usize) -> i32) -> String {
    let size = call(std::ptr::null_mut(), 0);
    if size < 0 {
        return format!("refused: {size}");
    }
    let mut text = vec![b'?'; size as usize + 1];
    assert_eq!(call(text.as_mut_ptr().cast(), text.len()), size);
    assert_eq!(text.pop(), Some(0));
    String::from_utf8(text).unwrap()
}

fn view(text: &str) -> (*const libc::c_char, usize) {
    (text.as_ptr().cast(), text.len())
}

/// The struct of a case, with its secret or with `key`, which is prepared here.
fn struct_of(case: &Case, params: &[Param], key: Option<&mut PreparedKey>) -> V2Request {
    let ((method, method_len), (endpoint, endpoint_len)) = (view(&case.method), view(&case.endpoint));
    let ((access_key, access_key_len), (secret, secret_len)) = (view(&case.access_key), view(&case.secret));
    let (session_token, session_token_len) = view(&case.session_token);
    let prepared = key.is_some();
    let key = key.map_or(null(), |key| {
        assert_eq!(unsafe { asr_key_init(key, secret, secret_len, case.flags) }, 0);
        key
    });
    V2Request {
        struct_size: size_of::<V2Request>(),
        method,
        method_len,
        endpoint,
        endpoint_len,
        access_key,
        access_key_len,
        secret: if prepared { null() } else { secret },
        secret_len: if prepared { 0 } else { secret_len },
        key,
        session_token,
        session_token_len,
        params: params.as_ptr(),
        params_count: params.len(),
        unix_time: case.unix_time,
        dialect: case.dialect,
        flags: case.flags,
    }
}

fn by_struct(case: &Case, stage: i32, prepared: bool) -> String {
    let params: Vec<Param> = (case.params.iter())
        .map(|(name, value)| {
            let ((name, name_len), (value, value_len)) = (view(name), view(value));
            Param { name, name_len, value, value_len }
        })
        .collect();
    let mut key = PreparedKey { opaque: [0; 16] };
    let request = struct_of(case, &params, prepared.then_some(&mut key));
    text_of(|out, cap| unsafe { asr_v2_render(&request, stage, out, cap) })
}

/// The names and the values, as the functions take lists.
fn lists_of(case: &Case) -> (String, String) {
    let list = |item: fn(&(String, String)) -> &str| case.params.iter().map(item).collect::<Vec<_>>().join("\0");
    (list(|pair| &pair.0), list(|pair| &pair.1))
}

/// What the struct says of the parameters and of the time is not looked at.
fn by_struct_and_lists(case: &Case, stage: i32, prepared: bool) -> String {
    let mut key = PreparedKey { opaque: [0; 16] };
    let request = V2Request {
        params: without_provenance(1),
        params_count: usize::MAX,
        unix_time: -1,
        ..struct_of(case, &[], prepared.then_some(&mut key))
    };
    let (names, values) = lists_of(case);
    let ((names, names_len), (values, values_len), count) = (view(&names), view(&values), case.params.len());
    text_of(|out, cap| unsafe {
        let unix_time = case.unix_time;
        let call = V2Call { request: &request, names_len, values_len, count, unix_time, out, out_cap: cap, stage };
        asr_v2_render_with_lists(&call, names, values)
    })
}

fn by_lists(case: &Case, stage: i32) -> String {
    let (names, values) = lists_of(case);
    let c = |text: &str| CString::new(text).unwrap();
    let (method, endpoint, access_key) = (c(&case.method), c(&case.endpoint), c(&case.access_key));
    let (secret, session_token) = (c(&case.secret), c(&case.session_token));
    text_of(|out, cap| unsafe {
        asr_v2_render_lists(
            method.as_ptr(),
            endpoint.as_ptr(),
            names.as_ptr().cast(),
            names.len(),
            values.as_ptr().cast(),
            values.len(),
            case.params.len(),
            access_key.as_ptr(),
            secret.as_ptr(),
            session_token.as_ptr(),
            case.unix_time,
            case.dialect,
            case.flags,
            stage,
            out,
            cap,
        )
    })
}

/// The signed query of a request as it arrives, by `asr_v2_verify_lists`.
fn verified_lists(case: &Case, signature: &str) -> i32 {
    let url = case.signed_url().unwrap();
    let (endpoint, query) = url.split_once('?').unwrap();
    let decode = |text: &str| String::from_utf8(percent_decode_str(text).collect()).unwrap();
    let pairs: Vec<_> = (query.split('&').map(|pair| pair.split_once('=').unwrap()))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect();
    let list = |item: fn(&(String, String)) -> &str| pairs.iter().map(item).collect::<Vec<_>>().join("\0");
    let (names, values) = (list(|pair| &pair.0), list(|pair| &pair.1));
    let c = |text: &str| CString::new(text).unwrap();
    let (method, endpoint, secret, signature) = (c(&case.method), c(endpoint), c(&case.secret), c(signature));
    unsafe {
        asr_v2_verify_lists(
            method.as_ptr(),
            endpoint.as_ptr(),
            names.as_ptr().cast(),
            names.len(),
            values.as_ptr().cast(),
            values.len(),
            pairs.len(),
            signature.as_ptr(),
            secret.as_ptr(),
            case.flags,
        )
    }
}

fn by_url(case: &Case, stage: i32) -> String {
    let c = |text: &str| CString::new(text).unwrap();
    let (method, access_key, secret) = (c(&case.method), c(&case.access_key), c(&case.secret));
    text_of(|out, cap| unsafe {
        asr_v2_render_url(
            method.as_ptr(),
            case.endpoint.as_ptr().cast(),
            case.endpoint.len(),
            access_key.as_ptr(),
            secret.as_ptr(),
            case.unix_time,
            case.dialect,
            case.flags,
            stage,
            out,
            cap,
        )
    })
}

fn verified(case: &Case, url: &str) -> i32 {
    let (method, secret) = (CString::new(&*case.method).unwrap(), CString::new(&*case.secret).unwrap());
    unsafe { asr_v2_verify_url(method.as_ptr(), url.as_ptr().cast(), url.len(), secret.as_ptr(), case.flags) }
}

static COMPARISONS: AtomicUsize = AtomicUsize::new(0);

fn same<T: PartialEq + Debug>(answer: T, expected: T, what: &str) {
    assert_eq!(answer, expected, "{what}");
    COMPARISONS.fetch_add(1, Ordering::Relaxed);
}

/// The signed URL of a case: signed once more it is the same, its signature is right, and any other is wrong.
fn check_signed(case: &Case) {
    let Some(url) = case.signed_url() else { return };
    let again = Case { endpoint: url.clone(), params: Vec::new(), dialect: 0, ..case.clone() };
    for (stage, expected) in case.expected() {
        // The parameters of a POST travel in the body where nothing else is said.
        if !(stage == 5 && case.method == "POST") {
            same(by_url(&again, stage), expected, &format!("{} stage {stage}, signed once more", case.id));
        }
    }
    same(verified(case, &url), 0, &case.id);
    // A list cannot hold a NUL.
    if !url.contains("%00") {
        same(verified_lists(case, ""), 0, &case.id);
        same(verified_lists(case, case.signature.as_deref().unwrap_or_default()), 0, &case.id);
    }
    let at = url.rfind("Signature=").unwrap() + "Signature=".len();
    for letter in ["A", "B"] {
        let other = format!("{}{letter}{}", &url[..at], &url[at + 1..]);
        if other != url && !url[at..].starts_with('%') {
            same(verified(case, &other), Status::Mismatch.code(), &format!("{} {other}", case.id));
        }
    }
    same(verified(case, &format!("{url}&")), 0, &case.id);
    same(verified(case, &format!("{url}&x=")), Status::Mismatch.code(), &case.id);
    same(verified(case, &url[..at]), Status::Unsigned.code(), &case.id);

    let (endpoint, query) = url.split_once('?').unwrap();
    let bare = Case { endpoint: endpoint.to_owned(), dialect: 0, session_token: String::new(), ..case.clone() };
    let request = request(&bare, Secret::Text(case.secret.as_bytes()));
    same(request.verify(&Query::new(query.as_bytes()), None), Ok(()), &case.id);
    let signature = case.signature.as_deref().unwrap_or_default();
    same(request.verify(&Query::new(query.as_bytes()), Some(signature.as_bytes())), Ok(()), &case.id);
}

/// Escapes all that can be escaped, in lower case, and writes a space as a plus.
fn in_another_way(text: &str) -> String {
    let all: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
    all.replace("%20", "+")
}

/// A request through every door.
fn check(case: &Case) {
    for (stage, expected) in case.expected() {
        let what = format!("{} stage {stage}", case.id);
        for prepared in [false, true] {
            same(by_rust(case, stage, prepared), expected.clone(), &format!("{what}, Rust"));
            same(by_struct(case, stage, prepared), expected.clone(), &format!("{what}, C struct"));
            same(by_struct_and_lists(case, stage, prepared), expected.clone(), &format!("{what}, C struct and lists"));
        }
        same(by_lists(case, stage), expected.clone(), &format!("{what}, C lists"));
        for url in
            [case.as_url(|text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()), case.as_url(in_another_way)]
        {
            same(by_url(&url, stage), expected.clone(), &format!("{what}, {}", url.endpoint));
        }
    }
    if let Some(signature) = &case.signature {
        let request = request(case, Secret::Text(case.secret.as_bytes()));
        same(request.verify(case.params.as_slice(), Some(signature.as_bytes())), Ok(()), &case.id);
    }
    check_signed(case);
}

/// An existing URL.
fn check_url(case: &Case) {
    for (stage, expected) in case.expected() {
        same(by_url(case, stage), expected, &format!("{} stage {stage}, {}", case.id, case.endpoint));
    }
    check_signed(case);
}

/// Every file is read once; the last line is for the table of all languages (`tests/matrix`).
#[test]
fn every_case() {
    let own = common::own();
    assert!(own.len() >= 173, "{} cases", own.len());
    own.iter().for_each(check);
    let urls = common::urls();
    assert!(urls.len() >= 122, "{} cases", urls.len());
    urls.iter().for_each(check_url);
    let mut count = own.len() + urls.len();
    match common::external() {
        Some(cases) => {
            assert!(cases.len() >= 155, "{} cases", cases.len());
            cases.iter().for_each(check);
            count += cases.len();
        }
        None => println!("ASR_VECTORS is not set: there are no third-party cases to read"),
    }
    println!("rust: {count} cases, {} comparisons, 0 differences", COMPARISONS.load(Ordering::Relaxed));
}

#[test]
fn the_bare_primitive_has_one_flag() {
    for flags in [1, 2, 5, 8] {
        let none = null();
        let answer = text_of(|out, cap| unsafe { asr_hmac_base64(none, 0, none, 0, flags, out, cap) });
        assert_eq!(answer, format!("refused: {}", Status::Flags.code()));
    }
}

#[test]
fn soap_signatures() {
    let cases = common::soap();
    assert!(cases.len() >= 9, "{} cases", cases.len());
    for case in &cases {
        let text = |key: &str| case[key].as_str().unwrap();
        let (secret, message) = (text("secret_key"), text("text"));
        let flags = if text("signature_method") == "HmacSHA1" { 4 } else { 0 };
        let signature = text_of(|out, cap| unsafe {
            let (secret, secret_len) = (secret.as_ptr().cast(), secret.len());
            asr_hmac_base64(secret, secret_len, message.as_ptr().cast(), message.len(), flags, out, cap)
        });
        assert_eq!(signature, text("signature_base64"), "{}", text("id"));
    }
}
