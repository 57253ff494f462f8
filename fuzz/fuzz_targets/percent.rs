//! Percent-encoding, the query reader, the bare HMAC, and the small functions.

#![no_main]

#[path = "../checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|input: &[u8]| checks::check("percent", input));
