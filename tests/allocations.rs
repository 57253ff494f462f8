//! Up to 64 parameters nothing is allocated on the way from a C call to its text; beyond, one block, which is freed.

#![allow(missing_docs, unsafe_code)]

use aws_signed_request::ffi::{
    asr_hmac_base64, asr_key_init, asr_percent_encode, asr_v2_check_time, asr_v2_check_time_lists,
    asr_v2_check_time_url, asr_v2_render, asr_v2_render_lists, asr_v2_render_url, asr_v2_render_with_lists,
    asr_v2_verify, asr_v2_verify_lists, asr_v2_verify_url, aws_signed_request, aws_signed_request_lists, Param,
    PreparedKey, V2Call, V2Request,
};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ffi::c_char;
use std::hint::black_box;
use std::ptr::{null, null_mut};

struct Counting;

thread_local! {
    static COUNTS: Cell<(usize, isize)> = const { Cell::new((0, 0)) };
}

fn count(blocks: usize, bytes: isize) {
    // The counts are gone while a thread ends, and what it does then is not counted.
    let _ = COUNTS.try_with(|counts| {
        let (all, held) = counts.get();
        counts.set((all + blocks, held + bytes));
    });
}

// SAFETY: every call is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(1, layout.size() as isize);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        count(0, -(layout.size() as isize));
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(1, size as isize - layout.size() as isize);
        // SAFETY: as the caller promises.
        unsafe { System.realloc(block, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How many blocks `call` asked for, and how many bytes of them it still holds.
fn allocations(call: impl FnOnce()) -> (usize, isize) {
    COUNTS.with(|counts| counts.set((0, 0)));
    call();
    COUNTS.with(Cell::get)
}

/// The counter counts, so that zero means something.
#[test]
fn the_counter_sees_allocations() {
    assert_eq!(allocations(|| drop(black_box(Box::new([0_u8; 100])))), (1, 0));
    assert_eq!(allocations(|| std::mem::forget(black_box(vec![0_u8; 100]))), (1, 100));
}

struct Inputs {
    texts: Vec<(String, String)>,
    names: String,
    values: String,
}

impl Inputs {
    fn new(count: usize) -> Inputs {
        let texts: Vec<_> = (0..count).map(|n| (format!("Name.{n}"), format!("value \u{e9} {n}"))).collect();
        let list = |item: fn(&(String, String)) -> &str| texts.iter().map(item).collect::<Vec<_>>().join("\0");
        let (names, values) = (list(|pair| &pair.0), list(|pair| &pair.1));
        Inputs { texts, names, values }
    }

    fn params(&self) -> Vec<Param> {
        (self.texts.iter())
            .map(|(name, value)| Param {
                name: name.as_ptr().cast(),
                name_len: name.len(),
                value: value.as_ptr().cast(),
                value_len: value.len(),
            })
            .collect()
    }
}

fn text(text: &'static std::ffi::CStr) -> (*const c_char, usize) {
    (text.as_ptr(), text.count_bytes())
}

fn check(count: usize, blocks: usize) {
    let inputs = Inputs::new(count);
    let params = inputs.params();
    let mut key = PreparedKey { opaque: [0; 16] };
    let mut out = vec![0_u8; 64 * 1024];
    let (out, cap) = (out.as_mut_ptr().cast::<c_char>(), out.len());
    let (endpoint, access_key, secret) = (text(c"https://Example.com:8443/a"), text(c"AKID"), text(c"secret"));
    let token = text(c"token");

    // SAFETY: every text and array is as long as is said.
    unsafe {
        assert_eq!(allocations(|| assert_eq!(asr_key_init(&mut key, secret.0, secret.1, 0), 0)), (0, 0));
        for dialect in [0, 1, 2, 3, 4] {
            for method in [c"GET", c"POST"] {
                let session = if matches!(dialect, 1 | 2) { token } else { (null(), 0) };
                let request = V2Request {
                    struct_size: size_of::<V2Request>(),
                    method: method.as_ptr(),
                    method_len: method.count_bytes(),
                    endpoint: endpoint.0,
                    endpoint_len: endpoint.1,
                    access_key: access_key.0,
                    access_key_len: access_key.1,
                    secret: secret.0,
                    secret_len: secret.1,
                    key: null(),
                    session_token: session.0,
                    session_token_len: session.1,
                    params: params.as_ptr(),
                    params_count: params.len(),
                    unix_time: 1_317_655_170,
                    dialect,
                    flags: 0,
                };
                let prepared = V2Request { key: &key, ..request };
                let bare = V2Request { params: null(), params_count: 0, unix_time: 0, ..prepared };
                for stage in 1..=6 {
                    for (out, cap) in [(out, cap), (out, 10), (null_mut(), 0)] {
                        let mut results = [0; 4];
                        let counted = allocations(|| {
                            results[0] = asr_v2_render(&request, stage, out, cap);
                        });
                        assert_eq!(counted, (blocks, 0), "dialect {dialect}, stage {stage}, struct");
                        let counted = allocations(|| {
                            results[1] = asr_v2_render(&prepared, stage, out, cap);
                        });
                        assert_eq!(counted, (blocks, 0), "dialect {dialect}, stage {stage}, prepared key");
                        let counted = allocations(|| {
                            results[2] = asr_v2_render_lists(
                                method.as_ptr(),
                                endpoint.0,
                                inputs.names.as_ptr().cast(),
                                inputs.names.len(),
                                inputs.values.as_ptr().cast(),
                                inputs.values.len(),
                                count,
                                access_key.0,
                                secret.0,
                                session.0,
                                1_317_655_170,
                                dialect,
                                0,
                                stage,
                                out,
                                cap,
                            );
                        });
                        assert_eq!(counted, (blocks, 0), "dialect {dialect}, stage {stage}, lists");
                        let call = V2Call {
                            request: &bare,
                            names_len: inputs.names.len(),
                            values_len: inputs.values.len(),
                            count,
                            unix_time: 1_317_655_170,
                            out,
                            out_cap: cap,
                            stage,
                        };
                        let counted = allocations(|| {
                            results[3] = asr_v2_render_with_lists(
                                &call,
                                inputs.names.as_ptr().cast(),
                                inputs.values.as_ptr().cast(),
                            );
                        });
                        assert_eq!(counted, (blocks, 0), "dialect {dialect}, stage {stage}, struct and lists");
                        assert!(results.iter().all(|result| *result == results[0]), "{results:?}");
                        // Product Advertising has no POST.
                        let refused = dialect == 3 && method == c"POST";
                        assert_eq!(results[0] < 0, refused && stage != 6, "dialect {dialect}, stage {stage}");
                    }
                }
            }
        }
        let counted = allocations(|| {
            let (params, count) = (params.as_ptr(), params.len());
            let tag = c"tag".as_ptr();
            assert!(
                aws_signed_request(c"com".as_ptr(), params, count, access_key.0, secret.0, tag, null(), 0, out, cap)
                    > 0
            );
        });
        assert_eq!(counted, (blocks, 0));
        let counted = allocations(|| {
            let written = aws_signed_request_lists(
                c"com".as_ptr(),
                inputs.names.as_ptr().cast(),
                inputs.names.len(),
                inputs.values.as_ptr().cast(),
                inputs.values.len(),
                count,
                access_key.0,
                secret.0,
                null(),
                null(),
                0,
                out,
                cap,
            );
            assert!(written > 0);
        });
        assert_eq!(counted, (blocks, 0));
        let counted = allocations(|| {
            assert_eq!(asr_hmac_base64(secret.0, secret.1, endpoint.0, endpoint.1, 0, out, cap), 44);
            assert!(asr_percent_encode(endpoint.0, endpoint.1, out, cap) > 0);
        });
        assert_eq!(counted, (0, 0));
    }
}

#[test]
fn none_up_to_64_parameters() {
    for count in [0, 1, 10, 63, 64] {
        check(count, 0);
    }
}

#[test]
fn one_for_more() {
    for count in [73, 100, 1000] {
        check(count, 1);
    }
}

/// A URL of `count` parameters, `escaped` or not, and the functions that take a URL.
fn check_url(count: usize, escaped: bool, blocks: usize) {
    let value = if escaped { "%c3%a9+%41%2C".repeat(100) } else { "v".repeat(1000) };
    let query: Vec<_> = (1..count).map(|n| format!("%4eame.{n}={value}")).collect();
    let url = format!("https://example.com/a?Timestamp=2011-10-03T15%3a19%3A30Z&{}", query.join("&"));
    let mut out = vec![0_u8; 64 * 1024 * 16];
    let (out, cap) = (out.as_mut_ptr().cast::<c_char>(), out.len());
    let mut written = 0;
    for dialect in [0, 1, 2, 3, 4] {
        for stage in 1..=6 {
            for (out, cap) in [(out, cap), (out, 10), (null_mut(), 0)] {
                let (url, len) = (url.as_ptr().cast(), url.len());
                let (id, secret) = (c"AKID".as_ptr(), c"secret".as_ptr());
                // SAFETY: every text is as long as is said.
                let counted = allocations(|| unsafe {
                    written = asr_v2_render_url(null(), url, len, id, secret, 0, dialect, 0, stage, out, cap);
                });
                assert_eq!(counted, (blocks, 0), "dialect {dialect}, stage {stage}");
                assert!((written > 0) == (stage != 6));
            }
        }
    }
    // SAFETY: every text is as long as is said, and the last of those that were written stands in `out`.
    unsafe {
        let (secret, now) = (c"secret".as_ptr(), 1_317_655_170);
        let len = asr_v2_render_url(null(), url.as_ptr().cast(), url.len(), null(), secret, 0, 0, 0, 5, out, cap);
        let mut results = [0; 2];
        let counted = allocations(|| {
            results[0] = asr_v2_verify_url(null(), out, len as usize, secret, 0);
            results[1] = asr_v2_check_time_url(out, len as usize, now, 300);
        });
        assert_eq!((counted, results), ((2 * blocks, 0), [0, 0]));
    }
}

/// With the 64 parameters of the caller's, the most that a dialect adds, and the signature.
fn check_signed_url(count: usize, blocks: usize) {
    let query: Vec<_> = (1..count).map(|n| format!("Name.{n}=x")).collect();
    let url = format!("https://example.com/a?SecurityToken=token&{}", query.join("&"));
    let mut out = vec![0_u8; 64 * 1024];
    let (out, cap) = (out.as_mut_ptr().cast::<c_char>(), out.len());
    let (id, secret, now) = (c"AKID".as_ptr(), c"secret".as_ptr(), 1_317_655_170);
    // SAFETY: every text is as long as is said.
    unsafe {
        let len = asr_v2_render_url(null(), url.as_ptr().cast(), url.len(), id, secret, now, 1, 0, 5, out, cap);
        let mut results = [1; 3];
        let counted = allocations(|| {
            results[0] = asr_v2_verify_url(null(), out, len as usize, secret, 0);
            results[1] = asr_v2_check_time_url(out, len as usize, now, 300);
            results[2] = asr_v2_render_url(null(), out, len as usize, id, secret, now, 1, 0, 5, null_mut(), 0) - len;
        });
        assert_eq!((counted, results), ((3 * blocks, 0), [0; 3]));
    }
}

/// Parameters that were received, and the functions that verify them.
fn check_verify(count: usize, blocks: usize) {
    let mut inputs = Inputs::new(count - 1);
    inputs.texts.push(("Timestamp".to_owned(), "2011-10-03T15:19:30Z".to_owned()));
    inputs.names += "\0Timestamp";
    inputs.values += "\x002011-10-03T15:19:30Z";
    let params = inputs.params();
    let (names, names_len) = (inputs.names.as_ptr().cast(), inputs.names.len());
    let (values, values_len) = (inputs.values.as_ptr().cast(), inputs.values.len());
    let (endpoint, secret) = (text(c"https://example.com/a"), text(c"secret"));
    let mut signature = [0_u8; 45];
    // SAFETY: every text and array is as long as is said.
    unsafe {
        let request = V2Request {
            struct_size: size_of::<V2Request>(),
            endpoint: endpoint.0,
            endpoint_len: endpoint.1,
            secret: secret.0,
            secret_len: secret.1,
            params: params.as_ptr(),
            params_count: params.len(),
            unix_time: 1_317_655_170,
            ..std::mem::zeroed()
        };
        let signature = signature.as_mut_ptr().cast::<c_char>();
        assert_eq!(asr_v2_render(&request, 3, signature, 45), 44);
        let mut results = [1; 4];
        let counted = allocations(|| {
            results[0] = asr_v2_verify(&request, signature, 44);
            results[1] = asr_v2_verify_lists(
                null(),
                endpoint.0,
                names,
                names_len,
                values,
                values_len,
                count,
                signature,
                secret.0,
                0,
            );
            results[2] = asr_v2_check_time(&request, 0);
            results[3] = asr_v2_check_time_lists(names, names_len, values, values_len, count, 1_317_655_170, 0);
        });
        assert_eq!((counted, results), ((4 * blocks, 0), [0; 4]));
    }
}

#[test]
fn urls_and_verification() {
    for count in [2, 10, 64] {
        check_url(count, false, 0);
        check_url(count, true, 0);
        check_verify(count, 0);
        check_signed_url(count, 0);
    }
    for count in [73, 500] {
        check_url(count, true, 1);
        check_verify(count, 1);
    }
}

/// Saying what is wrong does not allocate either.
#[test]
fn none_for_a_refusal() {
    let names = "a\0b\0Timestamp";
    let mut out = [0_u8; 200];
    for (endpoint, values) in [(c"https://h/", "1\x002\x003"), (c"ftp://h/", "1\x002\x003"), (c"https://h/", "1\x002")]
    {
        for stage in [5, 6] {
            let mut result = 0;
            // SAFETY: every text and list is as long as is said.
            let counted = allocations(|| unsafe {
                result = asr_v2_render_lists(
                    null(),
                    endpoint.as_ptr(),
                    names.as_ptr().cast(),
                    names.len(),
                    values.as_ptr().cast(),
                    values.len(),
                    3,
                    c"AKID".as_ptr(),
                    c"secret".as_ptr(),
                    null(),
                    0,
                    1,
                    0,
                    stage,
                    out.as_mut_ptr().cast(),
                    out.len(),
                );
            });
            assert_eq!(counted, (0, 0));
            assert_eq!(result > 0, stage == 6, "{result}");
        }
    }
}
