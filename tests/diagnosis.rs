//! What holds for every diagnosis: what is claimed is true, by a signer that is written here again; what two or three mistakes
//! together have made is found; the order of the parameters changes nothing; and no request takes too long.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use aws_signed_request::v2::{Answer, Evidence, Mistake, Request, Secret};
use aws_signed_request::{Algorithm, Key, Status};
use base64::Engine as _;
use hmac::{Hmac, KeyInit, Mac};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{subsequence, Index};
use sha2::Sha256;
use std::collections::BTreeSet;
use std::time::Instant;

const SECRET: &str = "a-SECRET/to+be=recognised";

type Pairs = Vec<(String, String)>;

/// One mistake each, of which any make sense together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    SpaceAsPlus,
    TildeEncoded,
    MarksBare,
    CommaBare,
    LowerHex,
    SortedBackwards,
    EmptyDropped,
    QuestionMark,
    OtherMethod,
    PortDropped,
    HostCapitals,
    TrailingSlash,
    Crlf,
    TrailingNewline,
    SecretWhiteSpace,
    SecretQuoted,
    UrlSafeBase64,
    SignatureQuoted,
}

const FAULTS: [Fault; 18] = [
    Fault::SpaceAsPlus,
    Fault::TildeEncoded,
    Fault::MarksBare,
    Fault::CommaBare,
    Fault::LowerHex,
    Fault::SortedBackwards,
    Fault::EmptyDropped,
    Fault::QuestionMark,
    Fault::OtherMethod,
    Fault::PortDropped,
    Fault::HostCapitals,
    Fault::TrailingSlash,
    Fault::Crlf,
    Fault::TrailingNewline,
    Fault::SecretWhiteSpace,
    Fault::SecretQuoted,
    Fault::UrlSafeBase64,
    Fault::SignatureQuoted,
];

fn hmac(secret: &str, text: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

/// A signer with these faults: its signature.
fn sign(pairs: &[(String, String)], faults: &[Fault]) -> String {
    let has = |fault| faults.contains(&fault);
    let escape = |text: &str| -> String {
        let escaped = |byte: u8| match byte {
            b' ' if has(Fault::SpaceAsPlus) => "+".to_owned(),
            b'~' if !has(Fault::TildeEncoded) => "~".to_owned(),
            b'!' | b'\'' | b'(' | b')' | b'*' if has(Fault::MarksBare) => char::from(byte).to_string(),
            b',' if has(Fault::CommaBare) => ",".to_owned(),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ if has(Fault::LowerHex) => format!("%{byte:02x}"),
            _ => format!("%{byte:02X}"),
        };
        text.bytes().map(escaped).collect()
    };
    let mut pairs: Vec<_> =
        pairs.iter().filter(|(_, value)| !(value.is_empty() && has(Fault::EmptyDropped))).cloned().collect();
    pairs.sort();
    if has(Fault::SortedBackwards) {
        pairs.reverse();
    }
    let query: Vec<_> = pairs.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
    let newline = if has(Fault::Crlf) { "\r\n" } else { "\n" };
    let text = [
        if has(Fault::OtherMethod) { "POST" } else { "GET" },
        newline,
        if has(Fault::HostCapitals) { "Cloud.Example" } else { "cloud.example" },
        if has(Fault::PortDropped) { "" } else { ":8773" },
        newline,
        if has(Fault::TrailingSlash) { "/services/Cloud/" } else { "/services/Cloud" },
        newline,
        if has(Fault::QuestionMark) { "?" } else { "" },
        &query.join("&"),
        if has(Fault::TrailingNewline) { "\n" } else { "" },
    ]
    .concat();
    let secret = match (has(Fault::SecretWhiteSpace), has(Fault::SecretQuoted)) {
        (true, _) => format!("{SECRET}\n"),
        (false, true) => format!("\"{SECRET}\""),
        (false, false) => SECRET.to_owned(),
    };
    let code = hmac(&secret, text.as_bytes());
    let engine = if has(Fault::UrlSafeBase64) {
        base64::engine::general_purpose::URL_SAFE
    } else {
        base64::engine::general_purpose::STANDARD
    };
    let signature = engine.encode(code);
    if has(Fault::SignatureQuoted) {
        format!("\"{signature}\"")
    } else {
        signature
    }
}

struct Answered {
    explanations: Vec<Vec<Mistake>>,
    report: String,
    signed: Vec<u8>,
    error: String,
}

fn request() -> Request<'static> {
    Request {
        method: b"GET",
        endpoint: b"https://Cloud.Example:8773/services/Cloud",
        access_key: b"AKID",
        secret: Secret::Text(SECRET.as_bytes()),
        ..Request::default()
    }
}

fn diagnose(pairs: &[(String, String)], evidence: &Evidence<'_>) -> Answered {
    diagnose_request(&request(), pairs, evidence)
}

fn diagnose_request(request: &Request<'_>, pairs: &[(String, String)], evidence: &Evidence<'_>) -> Answered {
    let answered = request.diagnose(pairs, evidence, |diagnosis| {
        let text = |answer| {
            let mut room = vec![0; diagnosis.write(answer, &mut [])];
            diagnosis.write(answer, &mut room);
            room
        };
        Ok(Answered {
            explanations: diagnosis.explanations().map(<[Mistake]>::to_vec).collect(),
            report: String::from_utf8(text(Answer::Report)).unwrap(),
            signed: text(Answer::StringToSign),
            error: String::from_utf8(text(Answer::Error)).unwrap(),
        })
    });
    answered.unwrap()
}

/// Names and values in which every fault makes a difference, beside some that are random; no name twice.
fn pairs() -> impl Strategy<Value = Pairs> {
    let random = vec(("[a-d]{1,3}", "[A-Za-z0-9 ,~!*+%&=/-]{0,12}|\\PC{0,6}"), 0..5);
    random.prop_map(|random| {
        let fixed = [("x1", "a b"), ("x2", "it's ~ (so), * too!"), ("x3", ""), ("X4", "a/b:c?"), ("x5", "1")];
        let mut pairs: Pairs = fixed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        for (name, value) in random {
            if pairs.iter().all(|(other, _)| *other != name) {
                pairs.push((name, value));
            }
        }
        pairs
    })
}

/// Up to three faults, of which no two are about the same.
fn faults(least: usize) -> impl Strategy<Value = Vec<Fault>> {
    subsequence(FAULTS.to_vec(), least..=3).prop_filter("one secret", |faults| {
        !(faults.contains(&Fault::SecretWhiteSpace) && faults.contains(&Fault::SecretQuoted))
    })
}

/// Mistakes behind which the string to sign alone does not give the signature.
fn is_of_key(mistake: Mistake) -> bool {
    (130..150).contains(&mistake.number())
}

fn as_set(explanations: &[Vec<Mistake>]) -> BTreeSet<BTreeSet<i32>> {
    explanations.iter().map(|one| one.iter().map(|mistake| mistake.number()).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// What one, two or three mistakes made is found, what is claimed first is what was signed, and no secret is told.
    #[test]
    fn what_is_made_is_found_and_what_is_claimed_is_true(pairs in pairs(), faults in faults(0)) {
        let signature = sign(&pairs, &faults);
        let answered = diagnose(&pairs, &Evidence { signature: signature.as_bytes(), ..Evidence::default() });
        prop_assert!(!answered.explanations.is_empty(), "{faults:?}");
        let first = &answered.explanations[0];
        prop_assert!(first.len() <= 1.max(faults.len()), "{faults:?} are {first:?}");
        if faults.is_empty() {
            prop_assert_eq!(first, &[Mistake::Right]);
        }
        if !first.iter().any(|mistake| is_of_key(*mistake)) {
            let code = hmac(SECRET, &answered.signed);
            let plain = signature.trim_matches('"').replace('-', "+").replace('_', "/");
            prop_assert_eq!(base64::engine::general_purpose::STANDARD.encode(code), plain);
        }
        prop_assert!(!answered.report.contains(SECRET) && !answered.signed.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()));
        let lines = answered.report.lines().filter(|line| !line.is_empty()).count();
        prop_assert_eq!(lines, answered.explanations.iter().map(Vec::len).sum::<usize>());
    }

    /// The faults here do not depend on the order in which the parameters were given, so the answer does not, either.
    #[test]
    fn the_order_of_parameters_changes_nothing(pairs in pairs(), faults in faults(1), moves in vec(any::<(Index, Index)>(), 6)) {
        let most_mistakes = 2;
        let faults = &faults[..faults.len().min(2)];
        let signature = sign(&pairs, faults);
        let evidence = Evidence { signature: signature.as_bytes(), most_mistakes, ..Evidence::default() };
        let one = diagnose(&pairs, &evidence);
        let mut shuffled = pairs.clone();
        for (from, to) in moves {
            let (from, to) = (from.index(shuffled.len()), to.index(shuffled.len()));
            shuffled.swap(from, to);
        }
        let other = diagnose(&shuffled, &evidence);
        // With few parameters the order given may happen to be one in which a signer sorts.
        let unsorted = |set: BTreeSet<BTreeSet<i32>>| -> BTreeSet<BTreeSet<i32>> {
            set.into_iter().filter(|one| !one.contains(&Mistake::Unsorted.number())).collect()
        };
        prop_assert_eq!(unsorted(as_set(&one.explanations)), unsorted(as_set(&other.explanations)));
        if !as_set(&one.explanations).iter().flatten().any(|number| *number == Mistake::Unsorted.number()) {
            prop_assert_eq!(one.signed, other.signed);
        }
    }

    /// Whatever is said of a signature that is no signature of this request, it is not explained.
    #[test]
    fn what_is_not_explained_is_not_claimed(pairs in pairs(), code in any::<[u8; 32]>()) {
        let signature = base64::engine::general_purpose::STANDARD.encode(code);
        let evidence = Evidence { signature: signature.as_bytes(), most_mistakes: 1, ..Evidence::default() };
        let answered = diagnose(&pairs, &evidence);
        prop_assert!(answered.explanations.is_empty() && answered.report.is_empty() && answered.signed.is_empty());
    }
}

/// As many numbers as the C function promises to be enough, and as long a report; the likelier explanations stay.
#[test]
fn numbers_and_report_have_a_limit() {
    let pairs: Pairs = [("Action", "T0"), ("a*", "1"), ("a-", "2"), ("a:", "3"), ("a0", "4")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    // Three mistakes that can be told in some ten ways, and five in the form of the signature.
    let text = b"GET\ncloud.example:8773\n/services/Cloud\nAction=T0&a%3A=3&a*=1&a-=2&a0=4\n";
    let signature = base64::engine::general_purpose::STANDARD_NO_PAD.encode(hmac(SECRET, text));
    let count = |explanations: &[Vec<Mistake>]| explanations.iter().map(|one| one.len() + 1).sum::<usize>();
    let plain = diagnose(&pairs, &Evidence { signature: signature.as_bytes(), ..Evidence::default() });
    assert!(plain.explanations.len() >= 9, "nine ways of eight mistakes each are more than 80 numbers");
    let wrapped = format!("%22{}%0A%22", signature.replace('+', "-").replace('/', "_"));
    let answered = diagnose(&pairs, &Evidence { signature: wrapped.as_bytes(), ..Evidence::default() });
    let (numbers, each) = (count(&answered.explanations), answered.explanations[0].len() + 1);
    assert!(numbers <= 80 && numbers + each > 80, "{numbers}");
    assert!(answered.report.len() < 16_384);
    for (one, other) in plain.explanations.iter().zip(&answered.explanations) {
        assert!(one[..3] == other[..3], "{one:?} {other:?}");
    }
}

fn signature_of(text: &str) -> String {
    base64::engine::general_purpose::STANDARD.encode(hmac(SECRET, text.as_bytes()))
}

/// A right signature is no reason to be accepted: the request may have expired, or the form may say nothing of its charset.
#[test]
fn a_right_signature_may_be_refused_for_something_else() {
    let form = "application/x-www-form-urlencoded";
    let form_in_utf8 = "application/x-www-form-urlencoded; charset=utf-8";
    // 1577836800 is 2020-01-01T00:00:00Z, by GNU date.
    for (method, value, sent, now, content_type, expected) in [
        ("GET", "x", "x", 1_577_836_800, "", Mistake::Right),
        ("GET", "x", "x", 1_577_836_801, "", Mistake::StampOutsideWindow),
        ("POST", "x", "x", 0, form, Mistake::Right),
        ("POST", "\u{e9}", "%C3%A9", 0, form, Mistake::FormCharset),
        ("POST", "\u{e9}", "%C3%A9", 0, form_in_utf8, Mistake::Right),
        ("GET", "\u{e9}", "%C3%A9", 0, form, Mistake::Right),
    ] {
        let pairs = [("Expires", "2020-01-01T00:00:00Z"), ("a", value)].map(|(a, b)| (a.to_owned(), b.to_owned()));
        let signature = signature_of(&format!(
            "{method}\ncloud.example:8773\n/services/Cloud\nExpires=2020-01-01T00%3A00%3A00Z&a={sent}"
        ));
        let evidence = Evidence {
            signature: signature.as_bytes(),
            now,
            content_type: content_type.as_bytes(),
            ..Evidence::default()
        };
        let asked = Request { method: method.as_bytes(), ..request() };
        let answered = diagnose_request(&asked, &pairs, &evidence);
        assert_eq!(answered.explanations, [[expected]], "{method} {value} {now} {content_type}");
    }
}

/// The host without its www, and a path whose slash is doubled.
#[test]
fn an_endpoint_of_the_signer_s_own_is_named() {
    let pairs = [("Action".to_owned(), "T".to_owned())];
    for (endpoint, signed, expected) in [
        ("https://www.cloud.example/", "cloud.example\n/", Mistake::OtherHost),
        ("https://cloud.example/", "www.cloud.example\n/", Mistake::OtherHost),
        ("https://cloud.example//services", "cloud.example\n/services", Mistake::DoubleSlash),
        ("https://cloud.example/services", "cloud.example\n//services", Mistake::DoubleSlash),
    ] {
        let signature = signature_of(&format!("GET\n{signed}\nAction=T"));
        let asked = Request { endpoint: endpoint.as_bytes(), ..request() };
        let evidence = Evidence { signature: signature.as_bytes(), ..Evidence::default() };
        let answered = diagnose_request(&asked, &pairs, &evidence);
        assert_eq!(answered.explanations[0], [expected], "{endpoint}");
    }
}

/// A prepared key hides its secret, so it cannot be prepared again for the hash that a signature is of.
#[test]
fn a_key_of_the_other_hash_is_refused() {
    let pairs = [("Action".to_owned(), "T".to_owned())];
    let signature = signature_of("GET\ncloud.example:8773\n/services/Cloud\nAction=T");
    let evidence = Evidence { signature: signature.as_bytes(), ..Evidence::default() };
    for (algorithm, expected) in [(Algorithm::HmacSha256, None), (Algorithm::HmacSha1, Some(Status::Key))] {
        let key = Key::new(algorithm, SECRET.as_bytes()).unwrap();
        let asked = Request { secret: Secret::Prepared(&key), ..request() };
        let refused = asked.diagnose(&pairs[..], &evidence, |_| Ok(())).err().map(|error| error.status());
        assert_eq!(refused, expected, "{algorithm:?}");
    }
}

/// Where nothing is found because not everything could be tried, it is said; and where all has been, nothing is.
#[test]
fn that_not_everything_was_tried_is_said() {
    let three = [Fault::LowerHex, Fault::OtherMethod, Fault::TrailingSlash];
    for (len, named, most_mistakes, said) in
        [(100, true, 3, false), (60_000, false, 3, true), (60_000, false, 1, false), (100, false, 2, false)]
    {
        let pairs: Pairs = [("x1", "~ / ~".to_owned()), ("x2", "b".repeat(len))].map(|(a, b)| (a.to_owned(), b)).into();
        let signature = sign(&pairs, &three);
        let evidence = Evidence { signature: signature.as_bytes(), most_mistakes, ..Evidence::default() };
        let answered = diagnose(&pairs, &evidence);
        assert_eq!(!answered.explanations.is_empty(), named, "{len} {most_mistakes}: {:?}", answered.explanations);
        assert_eq!(
            answered.error.contains("not everything was tried"),
            said,
            "{len} {most_mistakes}: {}",
            answered.error
        );
        assert_eq!(answered.error.is_empty(), !said, "{len} {most_mistakes}: {}", answered.error);
    }
}

/// As large as may be, in each of the ways in which something is gone through more than once.
#[test]
fn the_largest_requests_do_not_take_long() {
    const SIZE: usize = 261_000;
    let none = base64::engine::general_purpose::STANDARD.encode([1; 32]);
    let pair = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
    let numbered =
        |count: usize, value: &str| -> Pairs { (0..count).map(|n| (format!("n{n:05}"), value.to_owned())).collect() };
    let stamp = ("Timestamp".to_owned(), "2011-10-03T15:19:30Z".to_owned());
    let many: Pairs = (0..37_000).map(|n| (char::from(b'a' + (n % 26) as u8).to_string(), "xy".to_owned())).collect();
    let with_stamp = || numbered(17_000, "v").into_iter().chain([stamp.clone()]).collect::<Pairs>();
    let fields = |count: usize| (0..count).map(|n| format!("n{n:05}=1")).collect::<Vec<_>>().join("&");
    let hosts = (0..30_000).map(|n| format!("h{n}\n")).collect::<String>();
    let json = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let now = 1_317_660_000;
    for (what, pairs, evidence) in [
        ("one value", pair("a", &"é".repeat(SIZE / 2)), Evidence::default()),
        ("ampersands", pair("a", &"&".repeat(SIZE)), Evidence::default()),
        ("many parameters", many, Evidence::default()),
        ("many names", numbered(20_000, "v"), Evidence::default()),
        ("many seconds", with_stamp(), Evidence { now, window: 3600, ..Evidence::default() }),
        ("many fields", numbered(10_000, ""), Evidence { body: fields(10_000).as_bytes(), ..Evidence::default() }),
        ("hosts", pair("a", "b"), Evidence { hosts: hosts.as_bytes(), ..Evidence::default() }),
        ("JSON", pair("a", "b"), Evidence { body: json.as_bytes(), ..Evidence::default() }),
    ] {
        let start = Instant::now();
        let answered = diagnose(&pairs, &Evidence { signature: none.as_bytes(), ..evidence });
        assert!(answered.explanations.is_empty());
        let took = start.elapsed();
        println!("{what}: {:.2} s", took.as_secs_f64());
        // Without optimisation, and on a machine that does something else as well.
        assert!(took.as_secs() < 120, "{what}: {took:?}");
    }
}
