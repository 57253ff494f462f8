//! The contestants in Rust: the floor, the library as a crate, and the forty lines that most programs sign with.
//!
//! `cargo bench` prints their times; `benches/run` starts this program with the argument `serve`, and lets it take
//! turns with the other languages, as `benches/contestant.py` describes.
//!
//! The floor, F, is the time of the SHA-256 compressions that a signature cannot do without, with the two states of the
//! key given. The ratio to it is what counts, since machines differ.

#![allow(missing_docs, clippy::expect_used, clippy::panic)]

use aws_signed_request::v2::{Request, Secret, Stage};
use aws_signed_request::{Algorithm, Key};
use base64::prelude::{Engine as _, BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::block_api::compress256;
use sha2::Sha256;
use std::hint::black_box;
use std::io::{stdin, BufRead};
use std::time::Instant;

#[derive(Default)]
struct Workload {
    name: String,
    endpoint: String,
    secret: String,
    params: Vec<(String, String)>,
}

/// What is timed: one call, what it is called, what its answer is, and the answer itself.
struct Case<'a> {
    workload: &'a str,
    kind: &'static str,
    name: &'static str,
    answer: String,
    call: Box<dyn FnMut() + 'a>,
}

// --- By hand, with Strings -------------------------------------------------------------------------------------------

fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            escaped.push(byte as char);
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

/// The canonical query and the string to sign.
fn string_to_sign(workload: &Workload) -> (String, String) {
    let (host, path) = workload.endpoint["https://".len()..].split_once('/').expect("an endpoint with a path");
    let mut params = workload.params.clone();
    params.sort();
    let params: Vec<String> = params.iter().map(|(n, v)| format!("{}={}", escape(n), escape(v))).collect();
    let query = params.join("&");
    let text = format!("GET\n{host}\n/{path}\n{query}");
    (query, text)
}

fn by_hand(workload: &Workload) -> String {
    let (query, text) = string_to_sign(workload);
    let mut mac = Hmac::<Sha256>::new_from_slice(workload.secret.as_bytes()).expect("any length");
    mac.update(text.as_bytes());
    let signature = BASE64_STANDARD.encode(mac.finalize().into_bytes());
    format!("{}?{query}&Signature={}", workload.endpoint, escape(&signature))
}

// --- The compressions alone ------------------------------------------------------------------------------------------

type State = [u32; 8];

/// The state in which SHA-256 begins (FIPS 180-4, 5.3.3).
const FIRST: State =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// The blocks of a text that follows the one block of the key, padded.
fn blocks(text: &[u8]) -> Vec<[u8; 64]> {
    let mut padded = text.to_vec();
    padded.push(0x80);
    padded.resize((padded.len() + 8).next_multiple_of(64) - 8, 0);
    padded.extend(((64 + text.len()) as u64 * 8).to_be_bytes());
    padded.chunks_exact(64).map(|block| block.try_into().expect("64 bytes")).collect()
}

fn bytes(state: &State) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (bytes, word) in bytes.chunks_exact_mut(4).zip(state) {
        bytes.copy_from_slice(&word.to_be_bytes());
    }
    bytes
}

/// The blocks that HMAC makes of a short secret, for the inner and the outer hash.
fn key_blocks(secret: &[u8]) -> [[u8; 64]; 2] {
    let mut key = [0; 64];
    key[..secret.len()].copy_from_slice(secret);
    [0x36, 0x5c].map(|pad| key.map(|byte| byte ^ pad))
}

fn key_states(blocks: &[[u8; 64]; 2]) -> [State; 2] {
    blocks.map(|block| {
        let mut state = FIRST;
        compress256(&mut state, &[block]);
        state
    })
}

fn compressions(states: &[State; 2], message: &[[u8; 64]], last: &mut [u8; 64]) -> State {
    let [mut inner, mut outer] = *states;
    compress256(&mut inner, message);
    last[..32].copy_from_slice(&bytes(&inner));
    compress256(&mut outer, &[*last]);
    outer
}

// --- The cases -------------------------------------------------------------------------------------------------------

fn cases(workload: &Workload) -> Vec<Case<'_>> {
    let mut cases = Vec::new();
    let mut add = |kind, name, answer, call| {
        cases.push(Case { workload: &workload.name, kind, name, answer, call });
    };

    let message = blocks(string_to_sign(workload).1.as_bytes());
    let key_blocks = key_blocks(workload.secret.as_bytes());
    let states = key_states(&key_blocks);
    let mut last: [u8; 64] = blocks(&[0; 32])[0];
    let answer = BASE64_STANDARD.encode(bytes(&compressions(&states, &message, &mut last)));
    let (message_again, mut last_again) = (message.clone(), last);
    let call = Box::new(move || {
        black_box(compressions(black_box(&states), black_box(&message), &mut last));
    });
    add("signature", "F", answer.clone(), call);
    let call = Box::new(move || {
        let states = key_states(black_box(&key_blocks));
        black_box(compressions(&states, black_box(&message_again), &mut last_again));
    });
    add("signature", "F with the key schedule", answer, call);

    let secret = workload.secret.as_bytes();
    let key = Key::new(Algorithm::HmacSha256, secret).expect("a secret");
    let mut out = vec![0; 16384];
    let endpoint = workload.endpoint.as_bytes();
    let text = move || {
        let request = Request { endpoint, secret: Secret::Text(secret), ..Request::default() };
        black_box(&request).text(workload.params.as_slice(), Stage::Url).expect("it can be signed")
    };
    let mut render = move || {
        let request = Request { endpoint, secret: Secret::Prepared(&key), ..Request::default() };
        let len = black_box(&request).render(workload.params.as_slice(), Stage::Url, &mut out);
        std::str::from_utf8(&out[..len.expect("it can be signed")]).expect("ASCII").len()
    };
    assert_eq!(render(), text().len());
    let call = Box::new(move || {
        black_box(render());
    });
    add("url", "crate, prepared key", text(), call);
    let call = Box::new(move || {
        black_box(text());
    });
    add("url", "crate, a String of a secret", text(), call);

    let call = Box::new(move || {
        black_box(by_hand(black_box(workload)));
    });
    add("url", "40 lines with Strings", by_hand(workload), call);
    cases
}

// --- The clock -------------------------------------------------------------------------------------------------------

fn batch(call: &mut dyn FnMut(), calls: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..calls {
        call();
    }
    start.elapsed().as_nanos() as f64
}

/// Nanoseconds of one call, from batches of which each takes at least as long as is asked for.
fn time(call: &mut dyn FnMut(), microseconds: f64, samples: usize) -> Vec<f64> {
    let mut calls = 1;
    while batch(call, calls) < microseconds * 1000.0 {
        calls *= 2;
    }
    (0..samples).map(|_| batch(call, calls) / f64::from(calls)).collect()
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

// --- Two ways to be run ----------------------------------------------------------------------------------------------

/// The protocol of `benches/contestant.py`.
fn serve() {
    let mut lines = stdin().lock().lines().map(|line| line.expect("text"));
    let mut workloads: Vec<Workload> = Vec::new();
    for line in lines.by_ref() {
        let fields: Vec<&str> = line.split('\t').collect();
        match (fields[0], workloads.last_mut()) {
            ("end", _) => break,
            ("workload", _) => workloads.push(Workload { name: fields[1].to_owned(), ..Workload::default() }),
            ("endpoint", Some(workload)) => fields[1].clone_into(&mut workload.endpoint),
            ("secret", Some(workload)) => fields[1].clone_into(&mut workload.secret),
            ("param", Some(workload)) => workload.params.push((fields[1].to_owned(), fields[2].to_owned())),
            _ => panic!("{line}"),
        }
    }
    let mut cases: Vec<Case<'_>> = workloads.iter().flat_map(cases).collect();
    for case in &cases {
        println!("case\t{}\t{}\t{}\t{}", case.workload, case.kind, case.name, case.answer);
    }
    println!("ready");
    for line in lines {
        let fields: Vec<usize> = line.split('\t').skip(1).map(|field| field.parse().expect("a number")).collect();
        let times = time(&mut cases[fields[0]].call, fields[1] as f64, fields[2]);
        println!("{}", times.iter().map(f64::to_string).collect::<Vec<_>>().join(" "));
    }
}

/// The table of `cargo bench`.
fn table() {
    let all: Value = serde_json::from_str(include_str!("../workloads.json")).expect("JSON");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    println!("{:<30} {:>10} {:>10}", "medians of one run", "ns", "ratio to F");
    for (name, told) in all["workloads"].as_object().expect("workloads") {
        let params = told["params"].as_array().expect("pairs").iter();
        let params = params.map(|pair| (text(&pair[0]), text(&pair[1]))).collect();
        let (endpoint, secret) = (text(&told["endpoint"]), text(&told["secret"]));
        let workload = Workload { name: name.clone(), endpoint, secret, params };
        println!("\n{}: {}", text(&told["title"]), text(&told["what"]));
        let mut floor = None;
        for mut case in cases(&workload) {
            assert_eq!(case.answer, text(&told[case.kind]), "{}", case.name);
            let took = median(time(&mut case.call, 1000.0, 101));
            println!("  {:<28} {took:>10.0} {:>10.2}", case.name, took / *floor.get_or_insert(took));
        }
    }
}

fn main() {
    if std::env::args().any(|argument| argument == "serve") {
        serve();
    } else {
        table();
    }
}
