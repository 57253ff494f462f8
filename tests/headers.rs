//! The committed headers are those that the sources give.

#![allow(missing_docs, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;

fn is_fresh(committed: &str) {
    let name = Path::new(committed).file_name().expect("a file name");
    let generated = fs::read_to_string(Path::new(env!("OUT_DIR")).join(name)).expect("the generated header");
    let committed_text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(committed)).unwrap_or_default();
    if generated == committed_text {
        return;
    }
    let mut pairs = generated.lines().zip(committed_text.lines()).enumerate();
    let difference = match pairs.find(|(_, (new, old))| new != old) {
        Some((index, (new, old))) => format!("line {}:\n  committed: {old}\n  generated: {new}", index + 1),
        None => "one is longer than the other".to_owned(),
    };
    panic!("{committed} is not what the sources give.\n{difference}\nTo renew the headers:\n\n    make headers\n");
}

#[test]
fn c_header() {
    is_fresh("include/aws_signed_request.h");
}

#[test]
fn declarations_without_a_preprocessor() {
    is_fresh("include/aws_signed_request.cdef.h");
    let text = fs::read_to_string(Path::new(env!("OUT_DIR")).join("aws_signed_request.cdef.h")).expect("the header");
    assert!(!text.lines().any(|line| line.trim_start().starts_with('#')), "there is a preprocessor line");
}

#[test]
fn declarations_for_preloading_in_php() {
    is_fresh("bindings/php/aws_signed_request.preload.h");
}

/// The version is written once, in Cargo.toml, and reaches C by the header and by a function.
#[test]
fn versions_agree() {
    let version = env!("CARGO_PKG_VERSION");
    let header = fs::read_to_string(Path::new(env!("OUT_DIR")).join("aws_signed_request.h")).expect("the header");
    assert!(header.contains(&format!("aws_signed_request {version}:")), "the manual does not name the version");
    // SAFETY: the text is static and ends in NUL.
    #[allow(unsafe_code)]
    let loaded = unsafe { std::ffi::CStr::from_ptr(aws_signed_request::ffi::asr_version()) };
    assert_eq!(loaded.to_str(), Ok(version));
}
