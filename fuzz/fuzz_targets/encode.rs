//! The writer that does not look for the end of its room, by way of the two functions that use it: text that is
//! percent-encoded, and a signature that is written percent-encoded. A signer made of other crates answers, and the
//! address sanitizer watches a buffer that is just as long as is said.

#![no_main]

use aws_signed_request::ffi::asr_percent_encode;
use aws_signed_request::v2::{Request, Secret, Stage};
use base64::prelude::{Engine as _, BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use libfuzzer_sys::fuzz_target;
use percent_encoding::{percent_encode, AsciiSet, NON_ALPHANUMERIC};
use sha2::Sha256;

/// RFC 3986 section 2.3 in the words of the percent-encoding crate.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

const SECRET: &[u8] = b"secret";

fn encoded(text: &[u8]) -> String {
    percent_encode(text, UNRESERVED).to_string()
}

fn signed(pairs: &[(&str, &str)]) -> String {
    let mut sorted = pairs.to_vec();
    sorted.sort();
    let query: Vec<_> =
        sorted.iter().map(|(name, value)| format!("{}={}", encoded(name.as_bytes()), encoded(value.as_bytes()))).collect();
    let query = query.join("&");
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET).unwrap();
    mac.update(format!("GET\nh\n/p\n{query}").as_bytes());
    let signature = encoded(BASE64_STANDARD.encode(mac.finalize().into_bytes()).as_bytes());
    let joint = if query.is_empty() { "" } else { "&" };
    format!("https://h/p?{query}{joint}Signature={signature}")
}

/// What a buffer of `capacity` bytes holds after a call that was right or did not fit.
fn check(expected: &str, capacity: usize, call: impl Fn(&mut [u8]) -> i32) {
    let mut out = vec![b'?'; capacity];
    assert_eq!(call(&mut out), expected.len() as i32);
    let text: Vec<u8> = out.iter().copied().take_while(|byte| *byte != 0).collect();
    if capacity > expected.len() {
        assert_eq!(text, expected.as_bytes());
    } else {
        assert!(text.is_empty());
    }
}

fuzz_target!(|input: (u8, Vec<(&str, &str)>, &[u8])| {
    let (spare, mut pairs, bytes) = input;
    let text = encoded(bytes);
    for capacity in [text.len() / 2, text.len(), text.len() + 1, text.len() + usize::from(spare)] {
        check(&text, capacity, |out| {
            // SAFETY: both are as long as is said.
            unsafe { asr_percent_encode(bytes.as_ptr().cast(), bytes.len(), out.as_mut_ptr().cast(), out.len()) }
        });
    }

    pairs.retain(|(name, _)| !name.is_empty() && !name.starts_with("Signatur"));
    let url = signed(&pairs);
    let request = Request { endpoint: b"https://h/p", secret: Secret::Text(SECRET), ..Request::default() };
    for capacity in [0, url.len() / 2, url.len() - 1, url.len(), url.len() + usize::from(spare)] {
        let mut out = vec![b'?'; capacity];
        assert_eq!(request.render(&pairs, Stage::Url, &mut out), Ok(url.len()));
        if capacity >= url.len() {
            assert_eq!(&out[..url.len()], url.as_bytes());
        }
    }
});
