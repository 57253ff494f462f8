//! The committed headers are those that the sources give, by cbindgen. `make headers` renews them.

#![allow(missing_docs, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The sources with something for C in them, in the order of the header. They are named one by one, so that nothing of
/// the tests or of the dependencies is looked at.
const SOURCES: [&str; 10] = [
    "ffi/types.rs",
    "error.rs",
    "v2/mod.rs",
    "v2/dialect.rs",
    "v2/mistake.rs",
    "v2/diagnose.rs",
    "ffi/v2.rs",
    "ffi/v2_verify.rs",
    "ffi/v2_diagnose.rs",
    "ffi/util.rs",
];

const BARE: &str =
    "/* Generated from the same source as aws_signed_request.h, which is the manual. The declarations alone, \
                    for PHP FFI,\n   LuaJIT and cffi, whose parsers have no preprocessor. */";

/// PHP reads these two only as the very first lines.
const FOR_PRELOADING: &str =
    "#define FFI_SCOPE \"AWS_SIGNED_REQUEST\"\n#define FFI_LIB \"libaws_signed_request.so.0\"\n";

/// Generates a header: with comments and preprocessor lines for C, without for the parsers of other languages.
fn generate(front: &str, for_c: bool) -> String {
    let root = Path::new(ROOT);
    let mut config = cbindgen::Config::from_file(root.join("cbindgen.toml")).expect("cbindgen.toml");
    config.header = Some(front.trim_end().to_owned());
    if !for_c {
        config.cpp_compat = false;
        config.include_guard = None;
        config.sys_includes.clear();
        config.documentation = false;
    }
    let builder = cbindgen::Builder::new().with_config(config);
    let builder = SOURCES.iter().fold(builder, |builder, file| builder.with_src(root.join("src").join(file)));
    let mut text = Vec::new();
    builder.generate().expect("declarations").write(&mut text);
    shorten_comments(&String::from_utf8(text).expect("UTF-8"))
}

/// Puts a comment that has a single line on a single line.
fn shorten_comments(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut short = String::new();
    let mut rest = lines.as_slice();
    while let [line, after @ ..] = rest {
        match after {
            [words, end, tail @ ..] if line.trim() == "/**" && end.trim() == "*/" => {
                let indent = &line[..line.len() - 3];
                short += &format!("{indent}/** {} */\n", words.trim_start_matches([' ', '*']));
                rest = tail;
            }
            _ => {
                short += &format!("{line}\n");
                rest = after;
            }
        }
    }
    short
}

fn is_fresh(committed: &str, generated: &str) {
    let path = Path::new(ROOT).join(committed);
    if std::env::var("ASR_WRITE_HEADERS").is_ok_and(|value| value == "1") {
        fs::write(&path, generated).expect("a header that can be written");
    }
    let committed_text = fs::read_to_string(&path).unwrap_or_default();
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
    let manual = fs::read_to_string(Path::new(ROOT).join("include/manual.txt")).expect("the first chapter");
    assert!(manual.contains("@VERSION@"), "the manual does not name the version");
    is_fresh("include/aws_signed_request.h", &generate(&manual.replace("@VERSION@", VERSION), true));
}

#[test]
fn declarations_without_a_preprocessor() {
    let text = generate(BARE, false);
    assert!(!text.lines().any(|line| line.trim_start().starts_with('#')), "there is a preprocessor line");
    is_fresh("include/aws_signed_request.cdef.h", &text);
}

#[test]
fn declarations_for_preloading_in_php() {
    is_fresh("bindings/php/aws_signed_request.preload.h", &generate(&format!("{FOR_PRELOADING}{BARE}"), false));
}

/// The version is written once, in Cargo.toml, and reaches programs by a function.
#[test]
fn versions_agree() {
    // SAFETY: the text is static and ends in NUL.
    #[allow(unsafe_code)]
    let loaded = unsafe { std::ffi::CStr::from_ptr(aws_signed_request::ffi::asr_version()) };
    assert_eq!(loaded.to_str(), Ok(VERSION));
}
