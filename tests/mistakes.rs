//! The mistakes behind refused signatures: every case of `mistakes/cases.json`, by the request and by the URL where there is
//! one, and the third-party cases that `mistakes/places.json` points at. `mistakes/README.md` says how a case is read.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

use aws_signed_request::v2::{Diagnosis, Evidence, Flag, Flags, Mistake, Request, Secret};
use aws_signed_request::Error;
use base64::Engine as _;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Where the signature is right.
const REASONS: [&str; 5] = ["right", "stamp-local-time", "stamp-outside-window", "stamp-form", "form-charset"];

/// A case as it is asked about.
struct Case {
    id: String,
    kind: String,
    method: String,
    endpoint: String,
    params: Vec<(String, String)>,
    url: Option<String>,
    access_key: String,
    secret: String,
    sha1: bool,
    signature: String,
    hosts: String,
    body: String,
    old_signature: String,
    now: i64,
    expected: Vec<Vec<String>>,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn pairs(value: &Value) -> Vec<(String, String)> {
    value.as_array().into_iter().flatten().map(|pair| (text(&pair[0]), text(&pair[1]))).collect()
}

fn names(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(text).collect()
}

fn read(path: &Path) -> Value {
    let file = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&file).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mistakes"))
}

fn own() -> Vec<Case> {
    let file = read(&folder().join("cases.json"));
    let case = |case: &Value| {
        let request = &case["request"];
        Case {
            id: text(&case["id"]),
            kind: text(&case["kind"]),
            method: text(&request["method"]),
            endpoint: text(&request["endpoint"]),
            params: pairs(&request["params"]),
            url: case["url"].as_str().map(str::to_owned),
            access_key: text(&request["access_key"]),
            secret: text(&case["secret"]),
            sha1: case["algorithm"] == "HmacSHA1",
            signature: text(&case["signature"]),
            hosts: names(&case["hosts"]).join("\n"),
            body: text(&request["body"]),
            old_signature: text(&case["old_signature"]),
            now: case["now"].as_i64().unwrap_or_default(),
            expected: case["expected"].as_array().unwrap().iter().map(names).collect(),
        }
    };
    file.as_array().unwrap().iter().map(case).collect()
}

/// The third-party cases, read in place, if the environment says where they are.
fn third_party() -> Option<Vec<Case>> {
    let vectors = std::env::var_os("ASR_VECTORS").filter(|folder| !folder.is_empty())?;
    let pains = read(&Path::new(&vectors).join("pains.json"))["pains"].clone();
    let printed = read(&Path::new(&vectors).join("sigv2-unreproduced.json"));
    let places = read(&folder().join("places.json"));
    let case = |place: &Value| {
        let file = if place["file"] == "pains.json" { &pains } else { &printed };
        let whole = file.as_array().unwrap().iter().find(|one| one["id"] == place["case"]).unwrap();
        let at = |pointer: &Value| whole.pointer(pointer.as_str().unwrap()).cloned().unwrap_or_default();
        let request = at(&place["request"]);
        let mut params = match (&place["url_params"], &place["params"]) {
            (url @ Value::String(_), _) => {
                let url = text(&at(url));
                let mut params = parsed(url.split_once('?').unwrap().1);
                // The Signature, under whatever name it arrived.
                params.pop();
                params
            }
            (_, pointer @ Value::String(_)) => pairs(&at(pointer)),
            _ => pairs(&request["params"]),
        };
        for (name, value) in &mut params {
            if let Some(other) = place["replace"][&*name].as_str() {
                *value = other.to_owned();
            }
        }
        let expected: Vec<_> = place["expected"].as_array().unwrap().iter().map(names).collect();
        let kind = match expected.first().map(Vec::as_slice) {
            Some([name]) if name == "right" => "right",
            Some([]) => "unexplained",
            _ => "published",
        };
        let endpoint = match place["endpoint"].as_str() {
            Some(endpoint) => endpoint.to_owned(),
            None => format!("{}://{}{}", text(&request["scheme"]), text(&request["host"]), text(&request["path"])),
        };
        let ids: Vec<_> = params.iter().filter(|(name, _)| name.ends_with("AccessKeyId")).collect();
        let mut access_key = ids.first().map(|(_, value)| value.clone()).unwrap_or_default();
        if let Some(other) = place["access_keys"][0].as_str() {
            access_key = other.to_owned();
        }
        let secret = text(&request["secret_key"]);
        let sha1 = request["signature_method"] == "HmacSHA1";
        let signature = match (&place["signature"], &place["signature_text"]) {
            (Value::String(_), _) => text(&at(&place["signature"])),
            (Value::Object(of), _) => hmac_base64(&secret, at(&of["text"]).as_str().unwrap(), sha1),
            (_, signed) => text(signed),
        };
        Case {
            id: text(&place["id"]),
            kind: kind.to_owned(),
            method: text(&request["method"]),
            endpoint,
            params,
            url: place["url_params"].is_string().then(|| text(&at(&place["url_params"]))),
            access_key,
            secret,
            sha1,
            signature,
            hosts: names(&place["hosts"]).join("\n"),
            body: String::new(),
            old_signature: String::new(),
            now: place["now"].as_i64().unwrap_or_default(),
            expected,
        }
    };
    Some(places.as_array().unwrap().iter().map(case).collect())
}

/// What a server reads from a query.
fn parsed(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned()
    };
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| (decode(name), decode(value))).collect()
}

fn hmac_base64(secret: &str, text: &str, sha1: bool) -> String {
    fn code<M: Mac + KeyInit>(secret: &str, text: &[u8]) -> Vec<u8> {
        let mut mac = <M as KeyInit>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(text);
        mac.finalize().into_bytes().to_vec()
    }
    let text = text.as_bytes();
    let code = if sha1 { code::<Hmac<sha1::Sha1>>(secret, text) } else { code::<Hmac<sha2::Sha256>>(secret, text) };
    base64::engine::general_purpose::STANDARD.encode(code)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Door {
    Request,
    Url,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    /// What a person would say stands first, or nothing is said where nothing may be.
    First,
    /// One of the others that give the same signature stands first.
    Alike,
    Among,
    Missed,
    /// Something is said of a signature that is right or that nothing explains.
    Accused,
}

fn ask<T>(case: &Case, door: Door, read: impl FnOnce(&Diagnosis<'_>) -> T) -> Result<T, Error> {
    let sha1 = if case.sha1 { Flags::default().with(Flag::HmacSha1) } else { Flags::default() };
    let request = Request {
        method: case.method.as_bytes(),
        endpoint: case.endpoint.as_bytes(),
        access_key: case.access_key.as_bytes(),
        secret: Secret::Text(case.secret.as_bytes()),
        flags: sha1,
        ..Request::default()
    };
    // Not the string to sign: who asks has it seldom, and it is half of the answer.
    let mut evidence = Evidence {
        signature: case.signature.as_bytes(),
        hosts: case.hosts.as_bytes(),
        body: case.body.as_bytes(),
        old_signature: case.old_signature.as_bytes(),
        now: case.now,
        ..Evidence::default()
    };
    match (door, &case.url) {
        (Door::Url, Some(url)) => {
            if url.contains("Signature=") {
                // The one in the URL is as it travels; the other is what a server reads.
                evidence.signature = b"";
            }
            request.diagnose_url(url.as_bytes(), &evidence, |diagnosis| Ok(read(diagnosis)))
        }
        _ => request.diagnose(case.params.as_slice(), &evidence, |diagnosis| Ok(read(diagnosis))),
    }
}

fn judge(case: &Case, found: &[Vec<&str>]) -> Verdict {
    let same = |one: &[String], other: &[&str]| {
        one.iter().all(|name| other.contains(&&**name)) && other.iter().all(|name| one.iter().any(|one| one == name))
    };
    let is_expected = |names: &Vec<&str>| case.expected.iter().any(|expected| same(expected, names));
    match &*case.kind {
        "right" if found.is_empty() => Verdict::Missed,
        "right" if found.iter().any(|names| !REASONS.contains(&names[0])) => Verdict::Accused,
        "unexplained" if !found.is_empty() => Verdict::Accused,
        "right" | "unexplained" => Verdict::First,
        _ => match found.iter().position(is_expected) {
            None => Verdict::Missed,
            Some(0) if same(&case.expected[0], &found[0]) => Verdict::First,
            Some(0) => Verdict::Alike,
            Some(_) => Verdict::Among,
        },
    }
}

/// How many cases were judged how.
#[derive(Default)]
struct Count {
    verdicts: BTreeMap<(Judged, bool, Verdict), usize>,
    slowest: (Duration, String),
}

/// A case through one of its doors, or through the door that leads to the best answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Judged {
    By(Door),
    Case,
}

impl Count {
    fn of(&self, judged: Judged, mistaken: bool, verdicts: &[Verdict]) -> usize {
        verdicts.iter().filter_map(|verdict| self.verdicts.get(&(judged, mistaken, *verdict))).sum()
    }
}

/// Asks through one door, and prints what comes out wrong.
fn verdict(case: &Case, door: Door, count: &Mutex<Count>) -> Verdict {
    let start = Instant::now();
    let found = ask(case, door, |diagnosis| {
        let names = |explanation: &[Mistake]| explanation.iter().map(|mistake| mistake.name()).collect();
        diagnosis.explanations().map(names).collect::<Vec<Vec<&str>>>()
    });
    let took = start.elapsed();
    let verdict = found.as_ref().map_or(Verdict::Missed, |found| judge(case, found));
    if matches!(verdict, Verdict::Missed | Verdict::Accused) {
        println!("{verdict:?}, by {door:?}: {}: expected {:?}, got {found:?}", case.id, case.expected);
    }
    let mut count = count.lock().unwrap();
    *count.verdicts.entry((Judged::By(door), is_mistaken(case), verdict)).or_default() += 1;
    if took > count.slowest.0 {
        count.slowest = (took, case.id.clone());
    }
    verdict
}

fn is_mistaken(case: &Case) -> bool {
    !matches!(&*case.kind, "right" | "unexplained")
}

/// Asks about all cases, on as many threads as there are processors.
fn judge_all(cases: &[Case]) -> Count {
    let (next, count) = (AtomicUsize::new(0), Mutex::new(Count::default()));
    let work = || {
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let doors = [Some(Door::Request), case.url.as_ref().map(|_| Door::Url)];
            let verdicts: Vec<_> = doors.into_iter().flatten().map(|door| verdict(case, door, &count)).collect();
            let best = if verdicts.contains(&Verdict::Accused) { verdicts.iter().max() } else { verdicts.iter().min() };
            *count.lock().unwrap().verdicts.entry((Judged::Case, is_mistaken(case), *best.unwrap())).or_default() += 1;
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(work);
        }
    });
    let count = count.into_inner().unwrap();
    for (judged, mistaken) in [Judged::By(Door::Request), Judged::By(Door::Url), Judged::Case]
        .into_iter()
        .flat_map(|one| [(one, true), (one, false)])
    {
        let of = |verdict| count.of(judged, mistaken, &[verdict]);
        println!(
            "{judged:?}, {}: {} first, {} alike, {} among, {} missed, {} accused",
            if mistaken { "mistakes" } else { "right or unexplained" },
            of(Verdict::First),
            of(Verdict::Alike),
            of(Verdict::Among),
            of(Verdict::Missed),
            of(Verdict::Accused)
        );
    }
    println!("the longest search: {:.2} s ({})", count.slowest.0.as_secs_f64(), count.slowest.1);
    count
}

const NAMED: [Verdict; 3] = [Verdict::First, Verdict::Alike, Verdict::Among];

#[test]
fn every_case() {
    let cases = own();
    assert!(cases.len() >= 2192, "{} cases", cases.len());
    let count = judge_all(&cases);
    let of = |mistaken, verdicts: &[Verdict]| count.of(Judged::Case, mistaken, verdicts);
    let (named, missed) = (of(true, &NAMED), of(true, &[Verdict::Missed]));
    assert_eq!(named + missed + of(false, &[Verdict::First]), cases.len());
    assert!(100 * named >= 98 * (named + missed), "{named} named, {missed} missed");
    assert_eq!(count.of(Judged::By(Door::Url), true, &[Verdict::Missed]), 0, "a URL shows more than a request");
}

#[test]
fn every_case_of_others() {
    let Some(cases) = third_party() else {
        println!("ASR_VECTORS is not set: there are no third-party cases to read");
        return;
    };
    assert!(cases.len() >= 42, "{} cases", cases.len());
    let count = judge_all(&cases);
    let bad = [Verdict::Missed, Verdict::Accused];
    assert_eq!([true, false].map(|mistaken| count.of(Judged::Case, mistaken, &bad)), [0, 0]);
}
