//! What holds for every input: the checks that the fuzzer runs, and that the tests run on seeds and on random inputs.
//!
//! Each looks at one door of the C interface. None of them knows the fuzzer, and none of them calls the library but through
//! the C functions.

#![allow(
    dead_code,
    missing_docs,
    unsafe_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc
)]

pub mod call;
mod diagnose;
mod doors;
pub mod input;
pub mod model;
mod primitives;
pub mod random;
mod verify;
mod words;

/// A check, and the name of its fuzz target.
pub type Check = (&'static str, fn(&[u8]));

pub const CHECKS: [Check; 8] = [
    ("pairs", doors::pairs),
    ("lists", doors::lists),
    ("url", doors::url),
    ("verify", verify::verify),
    ("diagnose", diagnose::diagnose),
    ("percent", primitives::percent),
    ("words", words::words),
    ("signer", doors::signer),
];

/// Runs the check with this name.
pub fn check(name: &str, input: &[u8]) {
    let (_, check) = CHECKS.iter().find(|(known, _)| *known == name).expect("a known check");
    check(input);
}
