//! The explanation of a request, and the comparison of two strings to sign.

#![no_main]

#[path = "../checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|input: &[u8]| checks::check("words", input));
