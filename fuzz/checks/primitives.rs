//! Percent-encoding and its reverse, the bare HMAC, keys, and the small functions.

use super::call::*;
use super::input::{at, how, Input};
use super::model;
use aws_signed_request::ffi::*;
use aws_signed_request::v2::Mistake;
use core::ffi::CStr;
use core::ptr::null;

pub fn percent(input: &[u8]) {
    let input = Input::new(input);
    let spare = input.head[at::SPARE];
    let null_for_empty = input.has(how::NULL_FOR_EMPTY);
    let joined = input.texts.join(&0xFE);
    let bytes = exact(&joined);
    // SAFETY: the text is as long as is said.
    let encoded = text(None, Effort::Rooms(spare), |out, cap| unsafe {
        asr_percent_encode(place(&bytes, null_for_empty), bytes.len(), out, cap)
    })
    .expect("any bytes can be encoded");
    assert_eq!(encoded, model::escape(&bytes).as_bytes());
    assert_eq!(model::unescape(&encoded, true), &bytes[..]);
    // What is encoded is unreserved but for the %, so encoded once more only that changes.
    let again = exact(&encoded);
    // SAFETY: the text is as long as is said.
    let again = text(None, Effort::Once, |out, cap| unsafe {
        asr_percent_encode(again.as_ptr().cast(), again.len(), out, cap)
    });
    assert_eq!(again, Ok(String::from_utf8_lossy(&encoded).replace('%', "%25").into_bytes()));
    let bare = exact(
        &bytes
            .iter()
            .copied()
            .filter(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(byte))
            .collect::<Vec<_>>(),
    );
    // SAFETY: the text is as long as is said.
    let same =
        text(None, Effort::Once, |out, cap| unsafe { asr_percent_encode(place(&bare, true), bare.len(), out, cap) });
    assert_eq!(same.as_deref(), Ok(&bare[..]));

    query_reader(&input, &joined);
    bare_hmac(&input);
    small_functions(&input);
}

/// A query reads as what was written, in whatever way it was written, and what is no query is refused.
fn query_reader(input: &Input<'_>, joined: &[u8]) {
    let canonical = |query: &[u8]| {
        let url = exact(&[b"http://h/?", query].concat());
        let (empty, secret) = (c(b""), c(b"secret"));
        // SAFETY: the URL is as long as is said, and the other texts end in NUL.
        text(None, Effort::Rooms(input.head[at::SPARE]), |out, cap| unsafe {
            asr_v2_render_url(
                null(),
                url.as_ptr().cast(),
                url.len(),
                empty.as_ptr().cast(),
                secret.as_ptr().cast(),
                0,
                0,
                0,
                CANONICAL,
                out,
                cap,
            )
        })
    };
    let name: Vec<u8> = [b"x", joined].concat();
    let utf8 = std::str::from_utf8(&name).is_ok();
    let query = model::write_query(&[(name.clone(), name.clone())], &input.head);
    let expected = format!("{0}={0}", model::escape(&name)).into_bytes();
    assert_eq!(canonical(&query), if utf8 { Ok(expected) } else { Err(-16) }, "{}", String::from_utf8_lossy(&query));
    // The text as a query.
    if let Ok(canonical) = canonical(joined) {
        let mut pairs = model::parse_query(joined);
        pairs.retain(|(name, _)| name != b"Signature");
        pairs.sort();
        let mut read = model::parse_query(&canonical);
        assert!(read.is_sorted());
        read.sort();
        assert_eq!(read, pairs);
    }
}

fn bare_hmac(input: &Input<'_>) {
    let (secret, message) = (exact(input.text(0)), exact(input.text(1)));
    let flags = u32::from(input.head[at::FLAGS]);
    // SAFETY: both are as long as is said.
    let answer = text(None, Effort::Rooms(input.head[at::SPARE]), |out, cap| unsafe {
        asr_hmac_base64(place(&secret, true), secret.len(), place(&message, false), message.len(), flags, out, cap)
    });
    match flags {
        0 | 4 => assert_eq!(answer, Ok(model::base64(&model::hmac(flags == 4, &secret, &message)).into_bytes())),
        _ => assert!(answer.is_err()),
    }
}

fn small_functions(input: &Input<'_>) {
    let number = i32::from_le_bytes([0, 1, 2, 3].map(|byte| input.head[at::SECONDS + byte]));
    for number in [number, number % 200, -(number % 40)] {
        // SAFETY: the texts are static and end in NUL.
        let [message, name, status] = unsafe {
            [asr_mistake_message(number), asr_mistake_name(number), asr_status_message(number)]
                .map(|text| CStr::from_ptr(text))
        };
        for text in [message, name, status] {
            assert!(text.to_bytes().iter().all(|byte| (b' '..=b'~').contains(byte)) && !text.is_empty());
        }
        assert_eq!(message != c"unknown mistake", Mistake::from_number(number).is_some());
        let size = asr_sizeof(number);
        assert!(size == 0 || (1..=5).contains(&number) && size.is_multiple_of(8));
    }
    let mut text = exact(input.text(0));
    // SAFETY: the text is as long as is said.
    unsafe { asr_wipe(text.as_mut_ptr().cast(), text.len()) };
    assert!(text.iter().all(|byte| *byte == 0));
}
