//! The texts for people: the explanation of a request, and the comparison of two strings to sign.

use super::call::*;
use super::input::{at, Input, Request};
use super::model;
use aws_signed_request::ffi::*;

pub fn words(input: &[u8]) {
    let input = Input::new(input);
    let (ours, theirs) = (input.text(0), input.text(1));
    check_compare(ours, theirs, input.head[at::SPARE]);
    let request = input.request(7);
    let request = Request { method: input.text(5).to_vec(), endpoint: input.text(6).to_vec(), ..request };
    check_explanation(&request);
    // The strings to sign of two requests that are nearly the same.
    let other = request.shuffled(input.head[at::ORDER]);
    let strings = [&request, &other].map(|request| {
        let sorted = by_struct(request, STRING_TO_SIGN, Effort::Once).ok()?;
        let lines: Vec<_> = sorted.splitn(4, |byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        let pairs: Vec<_> = request
            .pairs
            .iter()
            .map(|(name, value)| [&model::escape(name), "=", &model::escape(value)].concat())
            .collect();
        Some([&lines[..3].join(&b'\n')[..], b"\n", pairs.join("&").as_bytes()].concat())
    });
    if let [Some(one), Some(other)] = &strings {
        check_compare(one, other, 0);
        let mut bit = one.clone();
        let at = usize::from(input.head[at::BIT]) % bit.len();
        bit[at] ^= 1 << (input.head[at::CHOICE] & 7);
        check_compare(one, &bit, 0);
        check_compare(&bit, one, 0);
        bit.remove(at);
        check_compare(one, &bit, 0);
    }
}

fn compare(ours: &[u8], theirs: &[u8], spare: u8) -> Vec<u8> {
    let (ours, theirs) = (exact(ours), exact(theirs));
    // SAFETY: both are as long as is said.
    text(None, Effort::Rooms(spare), |out, cap| unsafe {
        asr_v2_compare(place(&ours, true), ours.len(), place(&theirs, false), theirs.len(), out, cap)
    })
    .expect("any two texts can be compared")
}

fn check_compare(ours: &[u8], theirs: &[u8], spare: u8) {
    let answer = compare(ours, theirs, spare);
    assert_eq!(answer.is_empty(), ours == theirs);
    assert!(answer.len() <= 1024, "{} bytes", answer.len());
    assert!(answer.iter().all(|byte| (b' '..=b'~').contains(byte)));
    assert!(compare(ours, ours, 0).is_empty());
    // The byte that is named is one of either, or just behind the end of one.
    let answer = String::from_utf8(answer).expect("ASCII");
    if let Some((_, place)) = answer.rsplit_once(" (at byte ") {
        let place: usize = place.trim_end_matches(')').parse().expect("a number");
        assert!(place <= ours.len().max(theirs.len()), "{answer}");
        let before = place.min(ours.len()).min(theirs.len());
        assert_eq!(ours[..before], theirs[..before], "{answer}");
    }
}

fn check_explanation(request: &Request) {
    let Ok(text) = by_struct(request, EXPLAIN, Effort::Rooms(5)) else { return };
    let text = String::from_utf8(text).expect("ASCII");
    assert!(text.bytes().all(|byte| (b' '..=b'~').contains(&byte) || byte == b'\n'));
    assert_eq!(text.lines().filter(|line| !line.starts_with("   ")).count(), 7, "{text}");
    for stage in [CANONICAL, SIGNATURE, QUERY, URL] {
        let stage = String::from_utf8(by_struct(request, stage, Effort::Once).expect("a text")).expect("ASCII");
        assert!(text.contains(&stage), "{text}");
    }
    // What was given can be read back, in the order given; and then what is added.
    let step = |number: usize| {
        let heading = format!("{number}. ");
        let lines = text.lines().skip_while(move |line| !line.starts_with(&heading)).skip(1);
        lines.take_while(|line| line.starts_with("   ")).map(|line| &line[3..]).collect::<Vec<_>>()
    };
    let given: Vec<_> = step(1).iter().map(|line| model::unquote(line)).collect();
    assert_eq!(given[..request.pairs.len()], request.pairs[..]);
    let signed = model::sign(request).expect("a request that is signed");
    let sorted: Vec<_> = step(2).iter().map(|line| model::unquote(line)).collect();
    assert_eq!(sorted, signed.pairs);
    assert_eq!(step(3).join("&"), signed.canonical);
}
