//! The other side of the wire: what was signed is right, and with one bit changed it is not; and the age of a request.

use super::call::*;
use super::input::{at, Input, Request};
use super::model::{self, Pairs};
use aws_signed_request::ffi::*;

const E_TIME: i32 = -17;
const E_STAMP: i32 = -28;
const E_EXPIRED: i32 = -29;
const E_EARLY: i32 = -30;

pub fn verify(input: &[u8]) {
    let input = Input::new(input);
    let request = input.request(5);
    check_time(&input, &request);
    let bit = usize::from(input.head[at::BIT]) << 8 | usize::from(input.head[at::CHOICE]);
    let Ok(signature) = by_struct(&request, SIGNATURE, Effort::Once) else {
        // What cannot be signed cannot be verified, whatever comes along.
        assert_ne!(super::call::verify(&request, input.text(3)), OK);
        return;
    };
    let given = request.pairs.iter().filter(|(name, _)| name == b"Signature").count();
    assert_eq!(super::call::verify(&request, &signature), if given > 1 { E_SIGNATURE } else { OK });
    let wrong = flipped(&signature, bit);
    let status = super::call::verify(&request, &wrong);
    assert!(matches!(status, E_MISMATCH | E_SIGNATURE), "{status}");
    // What was signed before is not looked at, unless nothing else was given.
    let mut with = request.pairs.clone();
    with.retain(|(name, _)| name != b"Signature");
    with.push((b"Signature".to_vec(), signature.clone()));
    assert_eq!(super::call::verify(&request.with(with.clone()), b""), OK);
    with.pop();
    with.push((b"Signature".to_vec(), wrong));
    assert_ne!(super::call::verify(&request.with(with.clone()), b""), OK);
    with.pop();
    assert_eq!(super::call::verify(&request.with(with), b""), E_UNSIGNED);
    check_sent(&request, &signature, bit);
}

/// One bit of a text is another.
fn flipped(text: &[u8], bit: usize) -> Vec<u8> {
    let mut text = text.to_vec();
    if !text.is_empty() {
        let at = (bit >> 3) % text.len();
        text[at] ^= 1 << (bit & 7);
    }
    text
}

/// The request as it is sent, through the other doors.
fn check_sent(request: &Request, signature: &[u8], bit: usize) {
    if !request.is_without_nul() {
        return;
    }
    let signed = model::sign(request).expect("a request that is signed");
    let model::Endpoint { scheme, host, path } = &signed.endpoint;
    let endpoint = format!("{scheme}://{host}{path}").into_bytes();
    let sent = [&endpoint[..], b"?", signed.query.as_bytes()].concat();
    assert_eq!(verify_url(request, &sent), OK);
    let as_given = Request { dialect: 0, session_token: Vec::new(), endpoint, ..request.clone() };
    let mut lists = Lists::new(&as_given.with(signed.pairs.clone()));
    assert_eq!(verify_lists(&as_given, &lists, signature), OK);
    if signature.len() > 1 {
        let wrong: Vec<u8> = flipped(signature, bit).into_iter().filter(|byte| *byte != 0).collect();
        assert_ne!(verify_lists(&as_given, &lists, &wrong), OK);
    }
    lists =
        Lists::new(&as_given.with([signed.pairs.clone(), vec![(b"Signature".to_vec(), signature.to_vec())]].concat()));
    assert_eq!(verify_lists(&as_given, &lists, b""), OK);

    // A bit of the query: it is right if, and only if, it means the same.
    let query_at = sent.len() - signed.query.len();
    let changed = [&sent[..query_at], &flipped(signed.query.as_bytes(), bit)].concat();
    let sorted = |query: &[u8]| -> Pairs {
        let mut pairs = model::parse_query(query);
        pairs.sort();
        pairs
    };
    let means_the_same = sorted(&changed[query_at..]) == sorted(&sent[query_at..]);
    let status = verify_url(request, &changed);
    // A control character and the like are refused, whatever they mean.
    assert!(status != OK || means_the_same, "accepted: {}", String::from_utf8_lossy(&changed));
    let clean = changed.iter().all(|byte| byte.is_ascii_graphic() && !b"#%".contains(byte));
    assert!(status == OK || !(means_the_same && clean), "refused: {}", String::from_utf8_lossy(&changed));
    // A bit of the path.
    let path_at = query_at - 1 - path.len();
    let changed = [&sent[..path_at], &flipped(path.as_bytes(), bit), &sent[query_at - 1..]].concat();
    assert_ne!(verify_url(request, &changed), OK, "accepted: {}", String::from_utf8_lossy(&changed));
}

/// The age of a request, by another reader of times.
fn check_time(input: &Input<'_>, request: &Request) {
    let window = match input.head[at::SPARE] {
        small @ 0..=249 => i64::from(small) * i64::from(small),
        250 => -1,
        251 => i64::MAX,
        252 => i64::MIN,
        _ => 300,
    };
    let now = request.unix_time;
    let held = Held::new(request);
    let given = held.request();
    // SAFETY: all is as long as is said.
    let status = sound(unsafe { asr_v2_check_time(&*given, window) });
    let of = |name: &[u8]| {
        request.pairs.iter().filter(|(other, _)| other == name).map(|(_, value)| value).collect::<Vec<_>>()
    };
    let empty_name = request.pairs.iter().any(|(name, _)| name.is_empty());
    let expected = match (&of(b"Timestamp")[..], &of(b"Expires")[..]) {
        _ if window < 0 => E_TIME,
        ([stamp], []) => match model::read_stamp(stamp) {
            Some(time) if i128::from(time) < i128::from(now) - i128::from(window) => E_EXPIRED,
            Some(time) if i128::from(time) > i128::from(now) + i128::from(window) => E_EARLY,
            Some(_) => OK,
            None => E_STAMP,
        },
        ([], [expires]) => match model::read_stamp(expires) {
            Some(time) if time < now => E_EXPIRED,
            Some(_) => OK,
            None => E_STAMP,
        },
        _ => E_STAMP,
    };
    let utf8 = request
        .pairs
        .iter()
        .all(|(name, value)| std::str::from_utf8(name).is_ok() && std::str::from_utf8(value).is_ok());
    if !empty_name && utf8 {
        assert_eq!(status, expected, "{:?}", request.pairs);
    }
    // Saturation at the ends of time is no difference that anybody sees, but the doors agree all the same.
    if request.is_without_nul() {
        let lists = Lists::new(request);
        // SAFETY: the lists are as long as is said.
        let by_lists = sound(unsafe {
            asr_v2_check_time_lists(
                place(&lists.names, true),
                lists.names.len(),
                place(&lists.values, true),
                lists.values.len(),
                lists.count,
                now,
                window,
            )
        });
        assert_eq!(by_lists, status);
    }
    let query = exact(&[b"http://h/?", &model::write_query(&request.pairs, &input.head)[..]].concat());
    // SAFETY: the URL is as long as is said.
    let by_url = sound(unsafe { asr_v2_check_time_url(query.as_ptr().cast(), query.len(), now, window) });
    if !empty_name && utf8 {
        assert_eq!(by_url, status, "{}", String::from_utf8_lossy(&query));
    }
    let url = exact(&request.endpoint);
    // SAFETY: the URL is as long as is said.
    sound(unsafe { asr_v2_check_time_url(url.as_ptr().cast(), url.len(), now, window) });
}
