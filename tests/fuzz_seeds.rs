//! The checks of the fuzz targets without the fuzzer: on what it has found before, on seeds that are made of the vectors, and
//! on some thousands of inputs that are random but the same at every run.
//!
//!     ASR_WRITE_SEEDS=folder cargo test --test fuzz_seeds      writes the seeds for the fuzzer as well

#![allow(missing_docs, unsafe_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "../fuzz/checks/mod.rs"]
mod checks;
mod common;

use checks::input::{at, how, write, HEAD};
use checks::random::Random;
use checks::{check, CHECKS};
use common::Case;
use std::collections::BTreeSet;
use std::path::Path;

/// The inputs of one check.
type Seeds = BTreeSet<Vec<u8>>;

/// Where the parameters begin, by the name of the check.
fn params_at(name: &str) -> usize {
    match name {
        "words" => 7,
        "diagnose" => 11,
        _ => 5,
    }
}

fn head_of(case: &Case) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    head[at::DIALECT] = case.dialect as u8;
    head[at::FLAGS] = case.flags as u8;
    head[at::HOW] = how::SECRET_AS_GIVEN;
    head[at::SPARE] = 3;
    let seconds = u32::try_from(case.unix_time).unwrap_or(u32::MAX);
    head[at::SECONDS..at::SECONDS + 4].copy_from_slice(&seconds.to_le_bytes());
    head
}

/// A case as an input.
fn seed(case: &Case, name: &str, head: [u8; HEAD]) -> Vec<u8> {
    let mut texts: Vec<&str> = vec![&case.method, &case.endpoint, &case.access_key, &case.session_token, &case.secret];
    let signature = case.signature.clone().unwrap_or_default();
    match name {
        "diagnose" => texts.extend(["", "", "", "", &signature, ""]),
        "words" => texts = vec![&case.string_to_sign, "", "", "", &case.secret, &case.method, &case.endpoint],
        _ => {}
    }
    texts.extend(case.params.iter().flat_map(|(name, value)| [&name[..], value]));
    write(head, &texts.iter().map(|text| text.as_bytes()).collect::<Vec<_>>())
}

/// The URL of a case, cut at its query.
fn url_seed(case: &Case, head: [u8; HEAD]) -> Vec<u8> {
    let (endpoint, query) = case.endpoint.split_once('?').unwrap_or((&case.endpoint, ""));
    let texts = [&case.method, endpoint, &case.access_key, "", &case.secret, query];
    write(head, &texts.map(str::as_bytes))
}

/// The seeds of a check.
fn seeds(name: &str) -> Seeds {
    let mut seeds = Seeds::new();
    let cases: Vec<Case> = common::own().into_iter().chain(common::external().into_iter().flatten()).collect();
    for (number, case) in cases.iter().enumerate() {
        let head = head_of(case);
        match name {
            "url" => {
                let escape = |text: &str| {
                    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
                };
                seeds.insert(url_seed(&case.as_url(escape), head));
            }
            "percent" => {
                seeds.insert(write(head, &[case.string_to_sign.as_bytes()]));
            }
            "diagnose" => {
                // Each with other mistakes, and with another secret.
                for choice in [number as u8 % 32, number as u8 % 31] {
                    let mut head = head;
                    head[at::CHOICE] = choice;
                    head[at::BIT] = number as u8;
                    head[at::HOW] = number as u8 & !how::TWO_MISTAKES;
                    seeds.insert(seed(case, name, head));
                }
            }
            _ => {
                seeds.insert(seed(case, name, head));
                let mut other = head;
                other[at::HOW] = how::PREPARED | how::NULL_FOR_EMPTY;
                other[at::ORDER] = number as u8;
                seeds.insert(seed(case, name, other));
            }
        }
    }
    if name == "url" || name == "verify" {
        for case in common::urls() {
            seeds.insert(url_seed(&case, head_of(&case)));
            if let Some(signed) = case.signed_url() {
                seeds.insert(url_seed(&Case { endpoint: signed, ..case.clone() }, head_of(&case)));
            }
        }
    }
    seeds
}

fn random_inputs(name: &str) -> usize {
    match name {
        // It searches.
        "diagnose" => 300,
        _ => 3000,
    }
}

fn replay(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/regressions").join(name);
    let mut found = 0;
    for entry in std::fs::read_dir(&folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        println!("{}", path.display());
        check(name, &std::fs::read(&path).unwrap());
        found += 1;
    }
    let seeds = seeds(name);
    if let Some(folder) = std::env::var_os("ASR_WRITE_SEEDS").filter(|folder| !folder.is_empty()) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        for (number, seed) in seeds.iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{number:04}")), seed).unwrap();
        }
    } else {
        for seed in &seeds {
            if name != "diagnose" || seed[at::BIT].is_multiple_of(3) {
                run(name, seed);
            }
        }
    }
    let mut random = Random::new(params_at(name) as u64 + name.len() as u64);
    for _ in 0..random_inputs(name) {
        run(name, &random.input(params_at(name)));
    }
    println!("{name}: {found} found before, {} seeds, {} at random", seeds.len(), random_inputs(name));
}

/// Runs a check, and says on which input it failed.
fn run(name: &str, input: &[u8]) {
    if std::panic::catch_unwind(|| check(name, input)).is_err() {
        let path = std::env::temp_dir().join(format!("fuzz-{name}"));
        std::fs::write(&path, input).unwrap();
        panic!("the check {name} failed; its input is in {}: {}", path.display(), input.escape_ascii());
    }
}

macro_rules! replays {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            replay(stringify!($name));
        })*

        #[test]
        fn every_check_is_replayed() {
            assert_eq!(CHECKS.map(|(name, _)| name), [$(stringify!($name)),*]);
        }
    };
}

replays!(pairs lists url verify diagnose percent words signer);
