//! How far signing is from the hash alone: `cargo bench`.
//!
//! F is the time of the SHA-256 compressions that a signature cannot do without, with the key's two states given. The
//! ratio to it is what counts, since machines differ and are noisy. What is timed is the shared library that is built
//! along with this program, loaded as any program loads it. Every contestant's output is checked before anything is
//! timed. The contestants take turns within a round, so that a change of the machine's speed meets all.
//!
//! Where a neighbour works on the other half of a core, ordinary instructions slow down and the SHA instructions of F do
//! not, so the ratio rises; the least of all rounds is that of the quietest.

#![allow(missing_docs, unsafe_code, clippy::expect_used, clippy::missing_transmute_annotations)]

use aws_signed_request::ffi::{Param, PreparedKey, V2Request};
use aws_signed_request::v2::Stage;
use base64::prelude::{Engine as _, BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use libc::{c_char, size_t};
use percent_encoding::{utf8_percent_encode, NON_ALPHANUMERIC};
use sha2::block_api::compress256;
use sha2::Sha256;
use std::ffi::{CStr, CString};
use std::hint::black_box;
use std::mem::transmute;
use std::ptr::null;
use std::time::{Duration, Instant};

/// Turns of each contestant; samples of a turn, of which the median counts; the time of a sample.
const ROUNDS: usize = 15;
const SAMPLES: usize = 25;
const SAMPLE: Duration = Duration::from_micros(150);

/// What passes before a workload is timed, so that the processor has found its speed.
const WARM_UP: Duration = Duration::from_secs(1);
const URL: i32 = Stage::Url as i32;
const SIGNATURE: i32 = Stage::Signature as i32;

/// The functions of the shared library that are timed.
struct Library {
    key_init: unsafe extern "C" fn(*mut PreparedKey, *const c_char, size_t, u32) -> i32,
    render: unsafe extern "C" fn(*const V2Request, i32, *mut c_char, size_t) -> i32,
    render_lists: unsafe extern "C" fn(
        *const c_char,
        *const c_char,
        *const c_char,
        size_t,
        *const c_char,
        size_t,
        size_t,
        *const c_char,
        *const c_char,
        *const c_char,
        i64,
        i32,
        u32,
        i32,
        *mut c_char,
        size_t,
    ) -> i32,
    render_url: unsafe extern "C" fn(
        *const c_char,
        *const c_char,
        size_t,
        *const c_char,
        *const c_char,
        i64,
        i32,
        u32,
        i32,
        *mut c_char,
        size_t,
    ) -> i32,
    verify: unsafe extern "C" fn(*const V2Request, *const c_char, size_t) -> i32,
    verify_url: unsafe extern "C" fn(*const c_char, *const c_char, size_t, *const c_char, u32) -> i32,
}

impl Library {
    /// Loads the library that cargo built beside this program.
    fn load() -> Library {
        let program = std::env::current_exe().expect("the path of this program");
        let path = program.with_file_name("libaws_signed_request.so");
        println!("{}", path.display());
        let path = CString::new(path.to_str().expect("text")).expect("text");
        // SAFETY: the library has no initialisers of its own, and the types are those of its header.
        unsafe {
            let library = libc::dlopen(path.as_ptr(), libc::RTLD_NOW);
            assert!(!library.is_null(), "{:?}", CStr::from_ptr(libc::dlerror()));
            let symbol = |name: &CStr| {
                let address = libc::dlsym(library, name.as_ptr());
                assert!(!address.is_null(), "{name:?}");
                address
            };
            Library {
                key_init: transmute(symbol(c"asr_key_init")),
                render: transmute(symbol(c"asr_v2_render")),
                render_lists: transmute(symbol(c"asr_v2_render_lists")),
                render_url: transmute(symbol(c"asr_v2_render_url")),
                verify: transmute(symbol(c"asr_v2_verify")),
                verify_url: transmute(symbol(c"asr_v2_verify_url")),
            }
        }
    }
}

/// Parameters to be signed as given, the signature that other implementations answered, and the 64-byte blocks that HMAC
/// hashes when the key's states are given: those of the string to sign, and one for the outer hash.
struct Workload {
    name: &'static str,
    about: &'static str,
    endpoint: &'static str,
    secret: &'static str,
    params: Vec<(String, String)>,
    signature: &'static str,
    blocks: usize,
}

fn workloads() -> [Workload; 3] {
    let pairs = |pairs: &[(&str, &str)]| pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    [
        Workload {
            name: "W2",
            about: "Product Advertising, 10 parameters",
            endpoint: "https://webservices.amazon.com/onca/xml",
            secret: "1234567890",
            params: pairs(&[
                ("Service", "AWSECommerceService"),
                ("AWSAccessKeyId", "AKIAIOSFODNN7EXAMPLE"),
                ("AssociateTag", "mytag-20"),
                ("Operation", "ItemSearch"),
                ("SearchIndex", "Books"),
                ("Keywords", "Harry Potter & the Philosopher's Stone \u{2014} \u{e9}dition"),
                ("ResponseGroup", "ItemAttributes,Offers,Images,Reviews,Variations"),
                ("Sort", "salesrank"),
                ("Timestamp", "2014-08-18T12:00:00Z"),
                ("Version", "2013-08-01"),
            ]),
            signature: "FcLmrSldPWklrzpT6vcUzlQbxgz5XK+c/qSleYfLnfc=",
            blocks: 8,
        },
        Workload {
            name: "W2L",
            about: "100 parameters, names with a common beginning",
            endpoint: "https://mws.amazonservices.com/Products/2011-10-01",
            secret: "1234567890",
            params: (0..100)
                .map(|step| step * 37 % 100 + 1)
                .map(|n| (format!("Param.{n:03}"), format!("item {n:03}/attr=value+more text, and the e")))
                .collect(),
            signature: "szSuWUFxSMvt6qAOBipAZq8Nhcd10/6tLuxDaq/+/hA=",
            blocks: 110,
        },
        Workload {
            name: "W2T",
            about: "HTX, 4 parameters",
            endpoint: "https://api.huobi.pro/v1/account/accounts",
            secret: "b0xxxxxx-c6xxxxxx-94xxxxxx-dxxxx",
            params: pairs(&[
                ("AccessKeyId", "e2xxxxxx-99xxxxxx-84xxxxxx-7xxxx"),
                ("SignatureMethod", "HmacSHA256"),
                ("SignatureVersion", "2"),
                ("Timestamp", "2017-05-11T15:19:30"),
            ]),
            signature: "mo1l8CzSb+GRNh/gw7e6jgbfixbzfyo4ZuUuSVzvcDM=",
            blocks: 4,
        },
    ]
}

/// The way most programs do it: Strings all along. Also the check of the others.
fn by_strings(workload: &Workload) -> String {
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
    let (server, path) = workload.endpoint.split_at(8 + workload.endpoint[8..].find('/').unwrap_or(0));
    let mut params = workload.params.clone();
    params.sort();
    let params: Vec<String> = params.iter().map(|(n, v)| format!("{}={}", escape(n), escape(v))).collect();
    let query = params.join("&");
    let string_to_sign = format!("GET\n{}\n{path}\n{query}", &server[8..]);
    let mut mac = Hmac::<Sha256>::new_from_slice(workload.secret.as_bytes()).expect("any length");
    mac.update(string_to_sign.as_bytes());
    let signature = BASE64_STANDARD.encode(mac.finalize().into_bytes());
    format!("{server}{path}?{query}&Signature={}", escape(&signature))
}

/// The workload as a URL as programs write it that know no signatures: in the order given, a space as a plus.
fn as_url(workload: &Workload) -> String {
    let escape = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string().replace("%20", "+");
    let params: Vec<_> = workload.params.iter().map(|(n, v)| format!("{}={}", escape(n), escape(v))).collect();
    format!("{}?{}", workload.endpoint, params.join("&"))
}

/// A contestant: what it is called, and one call of it.
type Contestant<'a> = (&'static str, Box<dyn FnMut() + 'a>);

/// Nanoseconds of one call in a contestant's turn.
fn turn(call: &mut dyn FnMut()) -> f64 {
    median((0..SAMPLES).map(|_| sample(call)).collect())
}

/// Nanoseconds of one call, from as many calls as fill the time of a sample.
fn sample(call: &mut dyn FnMut()) -> f64 {
    let (mut calls, start) = (0_u32, Instant::now());
    loop {
        for _ in 0..32 {
            call();
        }
        calls += 32;
        let elapsed = start.elapsed();
        if elapsed >= SAMPLE {
            return elapsed.as_nanos() as f64 / f64::from(calls);
        }
    }
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

fn run(library: &Library, workload: &Workload) {
    let view = |text: &str| (text.as_ptr().cast::<c_char>(), text.len());
    let params: Vec<Param> = (workload.params.iter())
        .map(|(name, value)| {
            let ((name, name_len), (value, value_len)) = (view(name), view(value));
            Param { name, name_len, value, value_len }
        })
        .collect();
    let list = |item: fn(&(String, String)) -> &str| workload.params.iter().map(item).collect::<Vec<_>>().join("\0");
    let (names, values) = (list(|pair| &pair.0), list(|pair| &pair.1));
    let (endpoint, secret) =
        (CString::new(workload.endpoint).expect("text"), CString::new(workload.secret).expect("text"));

    let mut key = PreparedKey { opaque: [0; 16] };
    // SAFETY: the secret is as long as is said.
    assert_eq!(unsafe { (library.key_init)(&mut key, secret.as_ptr(), workload.secret.len(), 0) }, 0);
    let with_secret = V2Request {
        struct_size: size_of::<V2Request>(),
        method: null(),
        method_len: 0,
        endpoint: endpoint.as_ptr(),
        endpoint_len: workload.endpoint.len(),
        access_key: null(),
        access_key_len: 0,
        secret: secret.as_ptr(),
        secret_len: workload.secret.len(),
        key: null(),
        session_token: null(),
        session_token_len: 0,
        params: params.as_ptr(),
        params_count: params.len(),
        unix_time: 0,
        dialect: 0,
        flags: 0,
    };
    let with_key = V2Request { key: &key, ..with_secret };

    let expected = by_strings(workload);
    let escaped = workload.signature.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    assert!(expected.ends_with(&format!("&Signature={escaped}")), "{expected}");
    let capacity = expected.len() + 64;
    let (mut out_a, mut out_b, mut out_c) = (vec![0; capacity], vec![0; capacity], vec![0; capacity]);
    // SAFETY: the structs, lists and texts are alive and as long as they say, here and in the calls below.
    let pairs = |request: &V2Request, out: &mut Vec<u8>| unsafe {
        (library.render)(black_box(request), URL, out.as_mut_ptr().cast(), out.len())
    };
    // SAFETY: as above.
    let lists = |out: &mut Vec<u8>| unsafe {
        (library.render_lists)(
            null(),
            black_box(endpoint.as_ptr()),
            names.as_ptr().cast(),
            names.len(),
            values.as_ptr().cast(),
            values.len(),
            params.len(),
            null(),
            secret.as_ptr(),
            null(),
            0,
            0,
            0,
            URL,
            out.as_mut_ptr().cast(),
            out.len(),
        )
    };
    for (len, out) in
        [(pairs(&with_key, &mut out_a), &out_a), (pairs(&with_secret, &mut out_b), &out_b), (lists(&mut out_c), &out_c)]
    {
        assert_eq!(usize::try_from(len).ok().and_then(|len| out.get(..len)), Some(expected.as_bytes()));
    }

    // SAFETY: as above.
    let url = |url: &str, out: &mut Vec<u8>| unsafe {
        let (out, cap) = (out.as_mut_ptr().cast(), out.len());
        let url = black_box(url);
        (library.render_url)(null(), url.as_ptr().cast(), url.len(), null(), secret.as_ptr(), 0, 0, 0, URL, out, cap)
    };
    // SAFETY: as above.
    let signature = |request: &V2Request, out: &mut [u8; 45]| unsafe {
        (library.render)(black_box(request), SIGNATURE, out.as_mut_ptr().cast(), out.len())
    };
    // SAFETY: as above.
    let verify = |request: &V2Request| unsafe {
        (library.verify)(black_box(request), workload.signature.as_ptr().cast(), workload.signature.len())
    };
    // SAFETY: as above.
    let verify_url = |url: &str| unsafe {
        (library.verify_url)(null(), black_box(url).as_ptr().cast(), url.len(), secret.as_ptr(), 0)
    };
    let (unsigned, mut out_d, mut out_e, mut out_f) = (as_url(workload), vec![0; capacity], vec![0; capacity], [0; 45]);
    for (given, out) in [(&unsigned, &mut out_d), (&expected, &mut out_e)] {
        let len = usize::try_from(url(given, out)).expect("a length");
        assert_eq!(out.get(..len), Some(expected.as_bytes()));
    }
    assert_eq!(signature(&with_key, &mut out_f), 44);
    assert_eq!(&out_f[..44], workload.signature.as_bytes());
    assert_eq!((verify(&with_key), verify_url(&expected)), (0, 0));

    let message = vec![[0x5a_u8; 64]; workload.blocks - 1];
    let mut contestants: Vec<Contestant<'_>> = vec![
        (
            "F: the compressions alone",
            Box::new(|| {
                let mut state = black_box([1_u32; 8]);
                compress256(&mut state, black_box(&message));
                let mut outer = black_box([2_u32; 8]);
                outer[0] ^= state[0];
                compress256(&mut outer, black_box(&[[0; 64]]));
                black_box(outer);
            }),
        ),
        (
            "pairs, prepared key",
            Box::new(|| {
                black_box(pairs(&with_key, &mut out_a));
            }),
        ),
        (
            "pairs, secret",
            Box::new(|| {
                black_box(pairs(&with_secret, &mut out_b));
            }),
        ),
        (
            "lists, secret",
            Box::new(|| {
                black_box(lists(&mut out_c));
            }),
        ),
        (
            "URL, secret",
            Box::new(|| {
                black_box(url(&unsigned, &mut out_d));
            }),
        ),
        (
            "signed URL, secret",
            Box::new(|| {
                black_box(url(&expected, &mut out_e));
            }),
        ),
        (
            "signature alone, key",
            Box::new(|| {
                black_box(signature(&with_key, &mut out_f));
            }),
        ),
        (
            "verify pairs, key",
            Box::new(|| {
                black_box(verify(&with_key));
            }),
        ),
        (
            "verify URL, secret",
            Box::new(|| {
                black_box(verify_url(&expected));
            }),
        ),
        (
            "Strings in Rust",
            Box::new(|| {
                black_box(by_strings(black_box(workload)));
            }),
        ),
    ];

    let start = Instant::now();
    while start.elapsed() < WARM_UP {
        contestants.iter_mut().for_each(|(_, call)| call());
    }
    let mut times = vec![Vec::new(); contestants.len()];
    for _ in 0..ROUNDS {
        for ((_, call), times) in contestants.iter_mut().zip(&mut times) {
            times.push(turn(call));
        }
    }
    println!("\n{} ({}; {} bytes out, {} blocks)", workload.name, workload.about, expected.len(), workload.blocks);
    println!("  {:<28} {:>10} {:>10} {:>10}", "", "ns", "ratio to F", "least");
    for ((name, _), of_one) in contestants.iter().zip(&times) {
        let ratios: Vec<f64> = of_one.iter().zip(&times[0]).map(|(time, floor)| time / floor).collect();
        let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
        println!("  {:<28} {:>10.0} {:>10.2} {:>10.2}", name, median(of_one.clone()), median(ratios), least);
    }
}

fn main() {
    println!("Medians of {ROUNDS} rounds of {SAMPLES} samples; the ratio is taken within each round.");
    let library = Library::load();
    workloads().iter().for_each(|workload| run(&library, workload));
}
