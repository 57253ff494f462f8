//! Gives the shared library its SONAME, and generates the C headers into the build directory.
//!
//! The headers that are committed under `include/` and `bindings/php/` are compared with the generated ones by a test.
//! This script writes into the source tree only where the environment asks for it (`ASR_WRITE_HEADERS=1`, which is what
//! `make headers` sets), never in somebody else's build.

use std::path::{Path, PathBuf};
use std::{env, error, fs};

/// The number of the ABI. It is raised when a function, struct or number that a program may use is changed or removed,
/// and never for an addition.
const ABI: u32 = 0;

fn main() -> Result<(), Box<dyn error::Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    set_soname();
    write_headers()
}

fn set_soname() {
    let target_os = env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    let target_env = env::var("CARGO_CFG_TARGET_ENV").unwrap_or_default();
    // cargo-c sets a name of its own; Android's loader wants none.
    if env::var_os("CARGO_FEATURE_CAPI").is_some() || target_os == "android" || target_env == "msvc" {
        return;
    }
    match target_os.as_str() {
        "macos" | "ios" => {
            println!("cargo:rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libaws_signed_request.{ABI}.dylib");
        }
        "linux" | "freebsd" | "netbsd" | "openbsd" | "dragonfly" | "illumos" | "solaris" => {
            println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libaws_signed_request.so.{ABI}");
        }
        _ => {}
    }
}

/// One generated file: where it is committed, and what stands in it beside the declarations.
struct Header {
    path: &'static str,
    /// With comments and preprocessor lines, for C and C++; without, for the parsers of other languages.
    for_c: bool,
    front: String,
}

fn write_headers() -> Result<(), Box<dyn error::Error>> {
    let source = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("CARGO_MANIFEST_DIR is not set")?);
    let build = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    for input in ["src", "cbindgen.toml", "include/manual.txt"] {
        println!("cargo:rerun-if-changed={input}");
    }
    println!("cargo:rerun-if-env-changed=ASR_WRITE_HEADERS");
    let renew = env::var("ASR_WRITE_HEADERS").is_ok_and(|value| value == "1");

    let bare =
        "/* Generated from the same source as aws_signed_request.h, which is the manual. The declarations alone, \
                for PHP FFI,\n   LuaJIT and cffi, whose parsers have no preprocessor. */";
    let manual = fs::read_to_string(source.join("include/manual.txt"))?;
    let version = env::var("CARGO_PKG_VERSION")?;
    let headers = [
        Header {
            path: "include/aws_signed_request.h",
            for_c: true,
            front: manual.replace("@VERSION@", &version).trim_end().to_owned(),
        },
        Header { path: "include/aws_signed_request.cdef.h", for_c: false, front: bare.to_owned() },
        Header {
            path: "bindings/php/aws_signed_request.preload.h",
            for_c: false,
            // PHP reads these two only as the very first lines.
            front: format!(
                "#define FFI_SCOPE \"AWS_SIGNED_REQUEST\"\n#define FFI_LIB \"libaws_signed_request.so.{ABI}\"\n{bare}"
            ),
        },
    ];
    for header in headers {
        let text = generate(&source, &header)?;
        let name = Path::new(header.path).file_name().ok_or("a header without a name")?;
        fs::write(build.join(name), &text)?;
        if renew {
            fs::write(source.join(header.path), &text)?;
        }
    }
    Ok(())
}

fn generate(source: &Path, header: &Header) -> Result<String, Box<dyn error::Error>> {
    let mut config = cbindgen::Config::from_file(source.join("cbindgen.toml"))?;
    config.header = Some(header.front.clone());
    if !header.for_c {
        config.cpp_compat = false;
        config.include_guard = None;
        config.sys_includes.clear();
        config.documentation = false;
    }
    let mut builder = cbindgen::Builder::new().with_config(config);
    // Named one by one, so that nothing of the tests or of the dependencies is looked at.
    for file in ["ffi/types.rs", "error.rs", "v2/mod.rs", "v2/dialect.rs", "ffi/v2.rs", "ffi/util.rs"] {
        builder = builder.with_src(source.join("src").join(file));
    }
    let mut text = Vec::new();
    builder.generate()?.write(&mut text);
    Ok(shorten_comments(&String::from_utf8(text)?))
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
