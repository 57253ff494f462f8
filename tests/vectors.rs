//! Every case of the vector files, every stage, through every door: the Rust API, the C struct, the C lists.

#![allow(missing_docs, unsafe_code, clippy::unwrap_used, clippy::panic, clippy::undocumented_unsafe_blocks)]

mod common;

use aws_signed_request::ffi::{asr_key_init, asr_v2_render, asr_v2_render_lists, Param, PreparedKey, V2Request};
use aws_signed_request::v2::{Dialect, Flags, Request, Secret, Stage};
use aws_signed_request::Key;
use common::Case;
use std::ffi::CString;
use std::ptr::null;

fn by_rust(case: &Case, stage: i32, prepared: bool) -> String {
    let key = Key::from_any_bytes(case.secret.as_bytes());
    let request = Request {
        method: case.method.as_bytes(),
        endpoint: case.endpoint.as_bytes(),
        access_key: case.access_key.as_bytes(),
        secret: if prepared { Secret::Prepared(&key) } else { Secret::Text(case.secret.as_bytes()) },
        session_token: case.session_token.as_bytes(),
        unix_time: case.unix_time,
        dialect: Dialect::from_number(case.dialect).unwrap(),
        flags: Flags::from_bits(case.flags).unwrap(),
    };
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

fn by_struct(case: &Case, stage: i32, prepared: bool) -> String {
    let view = |text: &str| (text.as_ptr().cast::<libc::c_char>(), text.len());
    let params: Vec<Param> = (case.params.iter())
        .map(|(name, value)| {
            let ((name, name_len), (value, value_len)) = (view(name), view(value));
            Param { name, name_len, value, value_len }
        })
        .collect();
    let mut key = PreparedKey { opaque: [0; 16] };
    let ((method, method_len), (endpoint, endpoint_len)) = (view(&case.method), view(&case.endpoint));
    let ((access_key, access_key_len), (secret, secret_len)) = (view(&case.access_key), view(&case.secret));
    let (session_token, session_token_len) = view(&case.session_token);
    if prepared {
        assert_eq!(unsafe { asr_key_init(&mut key, secret, secret_len, case.flags) }, 0);
    }
    let request = V2Request {
        struct_size: size_of::<V2Request>(),
        method,
        method_len,
        endpoint,
        endpoint_len,
        access_key,
        access_key_len,
        secret: if prepared { null() } else { secret },
        secret_len: if prepared { 0 } else { secret_len },
        key: if prepared { &key } else { null() },
        session_token,
        session_token_len,
        params: params.as_ptr(),
        params_count: params.len(),
        unix_time: case.unix_time,
        dialect: case.dialect,
        flags: case.flags,
    };
    text_of(|out, cap| unsafe { asr_v2_render(&request, stage, out, cap) })
}

fn by_lists(case: &Case, stage: i32) -> String {
    let list = |item: fn(&(String, String)) -> &str| case.params.iter().map(item).collect::<Vec<_>>().join("\0");
    let (names, values) = (list(|pair| &pair.0), list(|pair| &pair.1));
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

/// Returns how many stages were compared.
fn check(cases: &[Case]) -> usize {
    let mut compared = 0;
    for case in cases {
        for (stage, expected) in case.expected() {
            for prepared in [false, true] {
                assert_eq!(by_rust(case, stage, prepared), expected, "{} stage {stage}, Rust", case.id);
                assert_eq!(by_struct(case, stage, prepared), expected, "{} stage {stage}, C struct", case.id);
            }
            assert_eq!(by_lists(case, stage), expected, "{} stage {stage}, C lists", case.id);
            compared += 1;
        }
    }
    compared
}

#[test]
fn own_vectors() {
    let cases = common::own();
    assert!(cases.len() >= 62, "{} cases", cases.len());
    println!("{} cases, {} stages", cases.len(), check(&cases));
}

#[test]
fn third_party_vectors() {
    match common::external() {
        Some(cases) => {
            assert!(cases.len() >= 155, "{} cases", cases.len());
            println!("{} cases, {} stages", cases.len(), check(&cases));
        }
        None => println!("ASR_VECTORS is not set: there are no third-party cases to read"),
    }
}
