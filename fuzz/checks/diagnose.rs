//! Diagnosis: a signer that makes a known mistake is found out, whatever is claimed explains exactly the signature that was
//! given, and nothing that comes along can do any harm.

use super::call::*;
use super::input::{at, how, Input, Request, LAST_SECOND};
use super::model::{self, Pairs, HMAC_SHA1};
use aws_signed_request::ffi::*;
use core::ffi::{c_char, CStr};
use core::ptr::null;

const REPORT: i32 = 1;
const TEXT: i32 = 2;
const WHY: i32 = 3;

const RIGHT: i32 = 1;
const ABOUT_STAMP_AND_FORM: core::ops::RangeInclusive<i32> = 2..=5;
const SIGNED_AS_SENT: i32 = 94;
/// With these another key was used, or no HMAC.
const ABOUT_KEY: core::ops::RangeInclusive<i32> = 131..=142;
/// More than an explanation can have: three, and those in the form of URL and signature.
const MOST_TOGETHER: usize = 12;
const MOST_EXPLANATIONS: usize = 16;
const MOST_REPORT: usize = 16_384;

/// The mistake that is found with a clock alone.
const OTHER_STAMP: u8 = 27;

/// What is known of a request that was refused.
struct Given {
    request: Request,
    texts: [Box<[u8]>; 6],
    now: i64,
    window: i64,
    most_mistakes: i32,
}

/// What a diagnosis answers: the explanations and a text, or a status.
#[derive(Debug, PartialEq)]
struct Answer {
    status: i32,
    explanations: Vec<Vec<i32>>,
    text: Vec<u8>,
}

/// Where the parameters are.
enum Door<'a> {
    Struct,
    Lists(&'a Lists),
    Url(&'a [u8]),
}

impl Given {
    fn evidence(&self) -> Box<V2Evidence> {
        let [signature, string_to_sign, hosts, body, content_type, old_signature] = [0, 1, 2, 3, 4, 5]
            .map(|index| (place(&self.texts[index], self.request.null_for_empty), self.texts[index].len()));
        Box::new(V2Evidence {
            struct_size: size_of::<V2Evidence>(),
            signature: signature.0,
            signature_len: signature.1,
            string_to_sign: string_to_sign.0,
            string_to_sign_len: string_to_sign.1,
            hosts: hosts.0,
            hosts_len: hosts.1,
            body: body.0,
            body_len: body.1,
            content_type: content_type.0,
            content_type_len: content_type.1,
            old_signature: old_signature.0,
            old_signature_len: old_signature.1,
            now: self.now,
            window: self.window,
            most_mistakes: self.most_mistakes,
            reserved: 0,
        })
    }

    fn call(&self, door: &Door<'_>, answer: i32, mistakes: &mut [i32], out: *mut c_char, cap: usize) -> i32 {
        let held = Held::new(&self.request);
        let (request, evidence) = (held.request(), self.evidence());
        let (mistakes, count) = (mistakes.as_mut_ptr(), mistakes.len());
        let (request, evidence) = (&raw const *request, &raw const *evidence);
        // SAFETY: all is as long as is said.
        unsafe {
            match door {
                Door::Struct => asr_v2_diagnose(request, evidence, mistakes, count, answer, out, cap),
                Door::Lists(lists) => asr_v2_diagnose_lists(
                    request,
                    place(&lists.names, true),
                    lists.names.len(),
                    place(&lists.values, false),
                    lists.values.len(),
                    lists.count,
                    evidence,
                    mistakes,
                    count,
                    answer,
                    out,
                    cap,
                ),
                Door::Url(url) => {
                    let url = exact(url);
                    asr_v2_diagnose_url(
                        request,
                        url.as_ptr().cast(),
                        url.len(),
                        evidence,
                        mistakes,
                        count,
                        answer,
                        out,
                        cap,
                    )
                }
            }
        }
    }

    /// One search, with room for every report.
    fn ask(&self, door: &Door<'_>, answer: i32, capacity: usize) -> Answer {
        let mut mistakes = vec![-1; capacity].into_boxed_slice();
        let mut room = MOST_REPORT;
        loop {
            let mut out = vec![0xAA_u8; room].into_boxed_slice();
            let status = sound(self.call(door, answer, &mut mistakes, out.as_mut_ptr().cast(), room));
            let len = usize::try_from(status).unwrap_or(0);
            if len >= room {
                // The string to sign of another program can be of any length.
                assert!(answer == TEXT && out[0] == 0);
                room = len + 1;
                continue;
            }
            assert_eq!(out[len], 0);
            check_room(&out, self.request.marker.as_deref());
            return Answer { status, explanations: explanations(&mistakes), text: out[..len].to_vec() };
        }
    }
}

/// The explanations in an array: each ended by a zero, the rest zeros.
fn explanations(mistakes: &[i32]) -> Vec<Vec<i32>> {
    let end = mistakes.iter().rposition(|mistake| *mistake != 0).map_or(0, |last| last + 2);
    assert!(end <= mistakes.len(), "an explanation without an end");
    let mut explanations: Vec<_> = mistakes[..end].split(|mistake| *mistake == 0).map(<[i32]>::to_vec).collect();
    assert!(explanations.pop().is_none_or(|last| last.is_empty()));
    for explanation in &explanations {
        assert!((1..=MOST_TOGETHER).contains(&explanation.len()));
        assert!(explanation.iter().all(|mistake| message(*mistake) != "unknown mistake"));
    }
    assert!(explanations.len() <= MOST_EXPLANATIONS);
    explanations
}

fn message(mistake: i32) -> &'static str {
    // SAFETY: the text is static and ends in NUL.
    unsafe { CStr::from_ptr(asr_mistake_message(mistake)) }.to_str().expect("ASCII")
}

/// The report says what the numbers say.
fn check_report(answer: &Answer) {
    let report = std::str::from_utf8(&answer.text).expect("ASCII");
    assert!(report.bytes().all(|byte| (b' '..=b'~').contains(&byte) || byte == b'\n'));
    let paragraphs: Vec<&str> = if report.is_empty() { Vec::new() } else { report.split("\n\n").collect() };
    assert_eq!(paragraphs.len(), answer.explanations.len(), "{report}");
    for (paragraph, explanation) in paragraphs.iter().zip(&answer.explanations) {
        let lines: Vec<&str> = paragraph.lines().collect();
        assert_eq!(lines.len(), explanation.len(), "{report}");
        for (line, mistake) in lines.iter().zip(explanation) {
            assert!(line.ends_with(message(*mistake)), "{line}");
        }
    }
}

/// A mistake that a signer makes, with the string to sign and the hash that come of it, and the signature as it is sent.
struct Wrong {
    mistake: i32,
    text: Vec<u8>,
    code: Vec<u8>,
    signature: Vec<u8>,
    about_key: bool,
}

/// Signs a request with mistake number `which`; nothing if this mistake cannot be made with it.
fn sign_wrongly(request: &Request, which: u8, at: u8) -> Option<Wrong> {
    let signed = model::sign(request)?;
    let is_sha1 = request.flags & HMAC_SHA1 != 0;
    let join = |pairs: &Pairs, escape: &dyn Fn(&[u8]) -> String| {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
        pairs.join("&")
    };
    let with_query = |query: &str| {
        let front = &signed.string_to_sign[..signed.string_to_sign.len() - signed.canonical.len()];
        format!("{front}{query}").into_bytes()
    };
    let by = |escape: &dyn Fn(&[u8]) -> String| with_query(&join(&signed.pairs, escape));
    let model::Endpoint { host, path, .. } = &signed.endpoint;
    let line =
        |method: &str, host: &str, path: &str| format!("{method}\n{host}\n{path}\n{}", signed.canonical).into_bytes();
    let right = signed.string_to_sign.clone().into_bytes();
    let (mistake, text) = match which {
        1 => (52, by(&|text| model::escape(text).replace("%20", "+"))),
        2 => (
            61,
            by(&|text| {
                let lower = |piece: (usize, &str)| match piece {
                    (0, piece) => piece.to_owned(),
                    (_, piece) => format!("%{}{}", piece[..2].to_lowercase(), &piece[2..]),
                };
                model::escape(text).split('%').enumerate().map(lower).collect()
            }),
        ),
        3 if request.dialect == model::AS_GIVEN => {
            let mut given = request.pairs.clone();
            given.retain(|(name, _)| name != b"Signature");
            (10, with_query(&join(&given, &model::escape)))
        }
        4 => (120, signed.string_to_sign.replace('\n', "\r\n").into_bytes()),
        5 => (124, [&right[..], b"\n"].concat()),
        6 => (100, line(if signed.method == "GET" { "POST" } else { "GET" }, host, path)),
        7 => (108, line(&signed.method, host, "")),
        8 => (62, by(&|text| model::escape(model::escape(text).as_bytes()))),
        9 => (54, by(&|text| model::escape(text).replace('~', "%7E"))),
        10 => (
            103,
            line(
                &signed.method,
                host.rsplit_once(':').filter(|_| !host.ends_with(']')).map_or(host, |(bare, _)| bare),
                path,
            ),
        ),
        11 if !signed.pairs.is_empty() && signed.pairs.len() <= 64 => {
            let mut fewer = signed.pairs.clone();
            fewer.remove(usize::from(at) % signed.pairs.len());
            (27, with_query(&join(&fewer, &model::escape)))
        }
        12 => (53, by(&|text| model::escape(text).replace("%20", " "))),
        13 => (121, signed.string_to_sign.replace('\n', "\\n").into_bytes()),
        14 => (101, line(&signed.method.to_lowercase(), host, path)),
        15 => (115, signed.canonical.clone().into_bytes()),
        OTHER_STAMP if request.dialect != model::AS_GIVEN => {
            let moment = (request.unix_time + i64::from(at % 64) - 32).clamp(0, LAST_SECOND);
            let other = Request { unix_time: moment, ..request.clone() };
            (30, model::sign(&other)?.string_to_sign.into_bytes())
        }
        0 | 16..=26 => (RIGHT, right),
        _ => return None,
    };
    let mut wrong = Wrong {
        mistake,
        code: model::hmac(is_sha1, &request.secret, &text),
        text,
        signature: Vec::new(),
        about_key: false,
    };
    let keyed = |secret: &[u8]| model::hmac(is_sha1, secret, &wrong.text);
    match which {
        16 => {
            (wrong.mistake, wrong.about_key, wrong.code) =
                (130, true, model::hmac(!is_sha1, &request.secret, &wrong.text))
        }
        17 => (wrong.mistake, wrong.about_key, wrong.code) = (133, true, keyed(&[&request.secret[..], b"\n"].concat())),
        18 => (wrong.mistake, wrong.about_key, wrong.code) = (138, true, keyed(&[&request.secret[..], b"&"].concat())),
        19 => {
            (wrong.mistake, wrong.about_key, wrong.code) =
                (132, true, model::hmac(is_sha1, &wrong.text, &request.secret))
        }
        _ => {}
    }
    let standard = model::base64(&wrong.code);
    let hex: String = wrong.code.iter().map(|byte| format!("{byte:02x}")).collect();
    let (form, signature) = match which {
        20 => (150, hex),
        21 => (151, model::base64(hex.as_bytes())),
        22 => (153, standard.trim_end_matches('=').to_owned()),
        23 => (154, format!("{standard}\n")),
        24 => (157, standard.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")),
        25 => (158, format!("\"{standard}\"")),
        26 => (155, format!("(stdin)= {hex}\n")),
        _ => (wrong.mistake, standard),
    };
    wrong.mistake = form;
    wrong.signature = signature.into_bytes();
    Some(wrong)
}

pub fn diagnose(input: &[u8]) {
    let input = Input::new(input);
    let request = input.request(11);
    let (choice, bit) = (input.head[at::CHOICE], input.head[at::BIT]);
    let can_be_signed = by_struct(&request, SIGNATURE, Effort::Once).is_ok();
    let wrong = if can_be_signed { sign_wrongly(&request, choice % 32, bit) } else { None };
    let two = input.has(how::TWO_MISTAKES) && input.texts.iter().map(|text| text.len()).sum::<usize>() < 200;
    let (signature, string_to_sign): (&[u8], &[u8]) = match &wrong {
        Some(wrong) if input.has(how::WITH_STRING_TO_SIGN) && input.has(how::WITH_SIGNATURE) => {
            (&wrong.signature, &wrong.text)
        }
        Some(wrong) if input.has(how::WITH_STRING_TO_SIGN) && !wrong.about_key => (b"", &wrong.text),
        Some(wrong) => (&wrong.signature, b""),
        None => (input.text(9), input.text(10)),
    };
    let by_clock = wrong.is_some() && choice % 32 == OTHER_STAMP;
    let string_to_sign = if by_clock { b"" } else { string_to_sign };
    let signature = match &wrong {
        Some(wrong) if by_clock => &wrong.signature,
        _ => signature,
    };
    let clock = request.unix_time.saturating_add(i64::from(bit as i8) * 60);
    let given = Given {
        texts: [signature, string_to_sign, input.text(5), input.text(6), input.text(7), input.text(8)].map(exact),
        now: match input.has(how::WITH_NOW) {
            _ if by_clock => request.unix_time,
            true => clock,
            false => 0,
        },
        // The search for stamps of two hours takes as long as all the rest.
        window: if by_clock {
            32
        } else if input.head[at::SPARE] < 250 {
            i64::from(input.head[at::SPARE] % 32)
        } else {
            i64::from(bit as i8) << 50
        },
        most_mistakes: if two { 2 } else { 1 },
        request: request.clone(),
    };

    check_refused(&given);
    let answer = given.ask(&Door::Struct, REPORT, 80);
    if answer.status < 0 {
        assert!(answer.explanations.is_empty());
        let why = given.ask(&Door::Struct, WHY, 0);
        assert!(why.status > 0 && why.text.iter().all(|byte| (b' '..=b'~').contains(byte)), "{why:?}");
    } else {
        check_report(&answer);
    }
    let signed = given.ask(&Door::Struct, TEXT, usize::from(input.head[at::ORDER]) % 80);
    assert_eq!(signed.status < 0, answer.status < 0);
    check_few(&answer, &signed, usize::from(input.head[at::ORDER]) % 80);
    if answer.explanations.is_empty() {
        assert!(signed.text.is_empty());
    }
    match &wrong {
        Some(wrong) => check_found(&given, wrong, &answer, &signed),
        None => check_claims(&given, &answer, &signed),
    }
    if input.head[at::SPARE] == 7 {
        // The whole of the protocol, at times.
        let report = text(request.marker.as_deref(), Effort::Rooms(9), |out, cap| {
            given.call(&Door::Struct, REPORT, &mut [], out, cap)
        });
        assert_eq!(report.unwrap_or_default(), answer.text);
    }

    // The other doors, one of them at a time.
    if request.is_without_nul() && bit.is_multiple_of(2) {
        let lists = Lists::new(&request);
        assert_eq!(given.ask(&Door::Lists(&lists), REPORT, 80), answer);
    } else if let Some(wrong) = &wrong {
        check_url(&given, wrong, &answer);
    } else {
        let url = [
            &request.endpoint[..],
            b"?",
            &request.pairs.iter().flat_map(|(name, value)| [&name[..], value]).collect::<Vec<_>>().concat(),
        ]
        .concat();
        let by_url = given.ask(&Door::Url(&url), REPORT, 80);
        if by_url.status >= 0 {
            check_report(&by_url);
        }
    }
}

/// What is no evidence is refused before anything is searched.
fn check_refused(given: &Given) {
    let held = Held::new(&given.request);
    let request = held.request();
    let more = V2Evidence { most_mistakes: 4, ..*given.evidence() };
    let fewer = V2Evidence { most_mistakes: -1, ..more };
    let later = V2Evidence { reserved: 1, most_mistakes: 1, ..more };
    for evidence in [more, fewer, later].map(Box::new) {
        let mut mistakes = [7; 3];
        // SAFETY: all is as long as is said.
        let status = sound(unsafe {
            asr_v2_diagnose(&*request, &*evidence, mistakes.as_mut_ptr(), 3, REPORT, core::ptr::null_mut(), 0)
        });
        assert!(status < 0 && mistakes == [0; 3]);
    }
}

/// An array with less room has those that fit.
fn check_few(all: &Answer, few: &Answer, capacity: usize) {
    let mut left = capacity;
    let fit = all.explanations.iter().take_while(|one| {
        let fits = one.len() < left;
        left = left.saturating_sub(one.len() + 1);
        fits
    });
    assert!(few.explanations.iter().eq(fit), "{few:?} {all:?}");
}

/// A signer with one mistake is found out, and what is claimed is so.
fn check_found(given: &Given, wrong: &Wrong, answer: &Answer, signed: &Answer) {
    let request = &given.request;
    // A prepared key tells nothing of the secret, and without a clock there is no other stamp.
    if request.prepared && wrong.about_key || wrong.mistake == 30 && given.now == 0 {
        return;
    }
    assert!(answer.status >= 0, "{answer:?}");
    let first = answer.explanations.first().unwrap_or_else(|| panic!("not found: {}", message(wrong.mistake)));
    let right = model::sign(request).expect("a request that is signed");
    let is_text = wrong.text != right.string_to_sign.as_bytes();
    if is_text || wrong.about_key || wrong.mistake >= 150 && !given.texts[0].is_empty() {
        assert!(!first.iter().any(|mistake| *mistake == RIGHT || ABOUT_STAMP_AND_FORM.contains(mistake)), "{answer:?}");
        let is_named = answer.explanations.iter().any(|one| one.contains(&wrong.mistake));
        // What makes the same text or the same hash is another name for it, and of many the likelier are given.
        let claims = answer.explanations.len() == MOST_EXPLANATIONS || is_named;
        assert!(claims, "{}: {answer:?}", message(wrong.mistake));
    } else {
        assert!(first.iter().all(|mistake| *mistake == RIGHT || ABOUT_STAMP_AND_FORM.contains(mistake)), "{answer:?}");
    }
    if !first.iter().any(|mistake| ABOUT_KEY.contains(mistake)) && !given.texts[0].is_empty() {
        let is_sha1 = wrong.code.len() == 20;
        assert_eq!(model::hmac(is_sha1, &request.secret, &signed.text), wrong.code, "{answer:?}");
    }
    if given.texts[0].is_empty() {
        assert_eq!(signed.text, wrong.text);
    }
}

/// Whatever is claimed of a signature that came from anywhere explains it.
fn check_claims(given: &Given, answer: &Answer, signed: &Answer) {
    let Some(first) = answer.explanations.first() else { return };
    let code = model::unbase64(&given.texts[0]);
    let is_about_text = !first.iter().any(|mistake| ABOUT_KEY.contains(mistake) || *mistake >= 150);
    if let (Some(code), true) = (code, is_about_text) {
        assert_eq!(model::hmac(code.len() == 20, &given.request.secret, &signed.text), code, "{answer:?}");
    }
    if given.texts[0].is_empty() && !given.texts[1].is_empty() {
        assert_eq!(signed.text, &given.texts[1][..]);
    }
}

/// The request as a URL: what the list explains, the URL explains.
fn check_url(given: &Given, wrong: &Wrong, answer: &Answer) {
    let request = &given.request;
    let signed = model::sign(request).expect("a request that is signed");
    let model::Endpoint { scheme, host, path } = &signed.endpoint;
    let url = format!("{scheme}://{host}{path}?{}", signed.canonical).into_bytes();
    let by_url = given.ask(&Door::Url(&url), REPORT, 80);
    assert!(by_url.status >= 0);
    check_report(&by_url);
    // The URL is sorted, so the order given is not known from it; and the host is not that of the endpoint.
    if wrong.mistake != 10 && wrong.mistake != 30 && !answer.explanations.is_empty() {
        assert!(!by_url.explanations.is_empty(), "{answer:?}");
        let named = |answer: &Answer| {
            answer.explanations.iter().any(|one| one.contains(&wrong.mistake) || one.contains(&SIGNED_AS_SENT))
        };
        assert!(
            named(&by_url) || !named(answer) || by_url.explanations.len() == MOST_EXPLANATIONS,
            "{by_url:?} {answer:?}"
        );
    }
    // Without evidence it has no signature, or that of the URL.
    let evidence: *const V2Evidence = null();
    let (held, url) = (Held::new(request), exact(&url));
    let plain = held.request();
    // SAFETY: all is as long as is said.
    let status = sound(unsafe {
        asr_v2_diagnose_url(
            &*plain,
            url.as_ptr().cast(),
            url.len(),
            evidence,
            core::ptr::null_mut(),
            0,
            REPORT,
            core::ptr::null_mut(),
            0,
        )
    });
    assert_eq!(status, E_UNSIGNED);
}
