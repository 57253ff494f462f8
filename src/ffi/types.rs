//! The structs of the C ABI and the names of its numbers.

use libc::{c_char, size_t};

/// What functions return that return a status and no length.
/// cbindgen:rename-all=None
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Success {
    /// The function did what it is for.
    ASR_OK = 0,
}

/// One parameter, decoded, as UTF-8. A text may be (NULL, 0), which is the empty text, and may hold NUL bytes.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Param {
    /// The name, at least one byte.
    pub name: *const c_char,
    /// Bytes in `name`.
    pub name_len: size_t,
    /// The value.
    pub value: *const c_char,
    /// Bytes in `value`.
    pub value_len: size_t,
}

/// A secret made ready by `asr_key_init`, so that signing need not do it at every call. The caller owns it and may copy
/// it; it signs as well as the secret, so it is as secret as the secret: `asr_wipe` it when done. It holds no pointer and
/// nothing to free. Any number of threads may read one key at the same time.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct PreparedKey {
    /// For the library alone.
    pub opaque: [u64; 16],
}

/// A request to sign. Set all of it to zero, `struct_size` to `sizeof(asr_v2_request)`, then what you need. Every text is
/// UTF-8 with its length in bytes, need not end in NUL, and may be (NULL, 0), which is the empty text.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct V2Request {
    /// `sizeof(asr_v2_request)`. Later releases only append fields, whose zero means what this release does; a larger
    /// struct (of at most 4096 bytes) is therefore taken if what this release does not know is zero.
    pub struct_size: size_t,
    /// The HTTP method in any case, at most 32 bytes; empty: GET.
    pub method: *const c_char,
    /// Bytes in `method`.
    pub method_len: size_t,
    /// `https://host[:port][/path]`, also http, ws, wss; no query, no fragment, no user name. The host is at most 255 bytes
    /// of ASCII letters, digits and `- . _ ~`, or an IPv6 address in brackets; it is signed and sent in lower case. The
    /// port is 1 to 65535, and is left out of both if it is the scheme's default. The path is taken as it goes on the
    /// wire: it is ASCII, with whole percent escapes, and is neither decoded nor normalised nor encoded; none is `/`.
    pub endpoint: *const c_char,
    /// Bytes in `endpoint`.
    pub endpoint_len: size_t,
    /// The access key id. What it is does not matter to `ASR_DIALECT_AS_GIVEN`.
    pub access_key: *const c_char,
    /// Bytes in `access_key`.
    pub access_key_len: size_t,
    /// The secret; not used if `key` is set.
    pub secret: *const c_char,
    /// Bytes in `secret`.
    pub secret_len: size_t,
    /// A secret prepared by `asr_key_init`; NULL: `secret` is used.
    pub key: *const PreparedKey,
    /// The session token of temporary credentials; empty: none.
    pub session_token: *const c_char,
    /// Bytes in `session_token`.
    pub session_token_len: size_t,
    /// The parameters, in any order, without those that the dialect adds. A `Signature` among them is left out. NULL if there
    /// is none.
    pub params: *const Param,
    /// How many there are; at most as many as fill 2147483647 bytes.
    pub params_count: size_t,
    /// Seconds since 1970-01-01T00:00:00Z, up to the end of the year 9999. What it is does not matter to
    /// `ASR_DIALECT_AS_GIVEN`.
    pub unix_time: i64,
    /// One of `ASR_DIALECT_*`; zero is `ASR_DIALECT_AS_GIVEN`.
    pub dialect: i32,
    /// Some of `ASR_F_*`, or-ed together.
    pub flags: u32,
}

/// One call of `asr_v2_render_with_lists`, but for the texts of its two lists. It is as large in every release: what later
/// ones have to be told stands in the request.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct V2Call {
    /// What is signed, without `params`, `params_count` and `unix_time`, which are not looked at.
    pub request: *const V2Request,
    /// Bytes in the list of names.
    pub names_len: size_t,
    /// Bytes in the list of values.
    pub values_len: size_t,
    /// How many items each list has.
    pub count: size_t,
    /// The time of this call, as in the request.
    pub unix_time: i64,
    /// Where the text goes.
    pub out: *mut c_char,
    /// Bytes in `out`.
    pub out_cap: size_t,
    /// One of `ASR_STAGE_*`.
    pub stage: i32,
}

/// What is known of a request that was refused, for `asr_v2_diagnose`. Set all of it to zero, `struct_size` to
/// `sizeof(asr_v2_evidence)`, then what you have; `signature` or `string_to_sign` must be there, unless a URL or the
/// parameters have the signature. Texts are as in `asr_v2_request`; every one of them may be missing, and each that is there
/// is used.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct V2Evidence {
    /// `sizeof(asr_v2_evidence)`; a larger struct is taken as a larger `asr_v2_request` is.
    pub struct_size: size_t,
    /// The signature that was refused, as the server read it from the query or the form, decoded once; in whatever form it
    /// is.
    pub signature: *const c_char,
    /// Bytes in `signature`.
    pub signature_len: size_t,
    /// The string to sign as the server or the other signer printed it.
    pub string_to_sign: *const c_char,
    /// Bytes in `string_to_sign`.
    pub string_to_sign_len: size_t,
    /// Host lines that may have been signed (`host[:port]`), divided by newlines; the first 64 count.
    pub hosts: *const c_char,
    /// Bytes in `hosts`.
    pub hosts_len: size_t,
    /// The body that was sent along: a form or a JSON object.
    pub body: *const c_char,
    /// Bytes in `body`.
    pub body_len: size_t,
    /// The Content-Type of the body.
    pub content_type: *const c_char,
    /// Bytes in `content_type`.
    pub content_type_len: size_t,
    /// What the parameter Signature was before the request was signed (once more).
    pub old_signature: *const c_char,
    /// Bytes in `old_signature`.
    pub old_signature_len: size_t,
    /// The time in UTC when the request was made or refused, in seconds since 1970-01-01T00:00:00Z; 0: not known. With it
    /// the stamp of a right signature is judged, and other stamps within the window are tried.
    pub now: i64,
    /// How many seconds before and after `now` a stamp may be; 0: 900; less: `ASR_E_TIME`.
    pub window: i64,
    /// How many mistakes may come together, 1 to 3; 0: 3; another number: `ASR_E_TOO_LARGE`.
    pub most_mistakes: i32,
    /// 0. (For later releases.)
    pub reserved: i32,
}

/// The structs whose size `asr_sizeof` tells.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Struct {
    /// `asr_param`
    Param = 1,
    /// `asr_v2_request`
    V2Request = 2,
    /// `asr_key`
    Key = 3,
    /// `asr_v2_call`
    V2Call = 4,
    /// `asr_v2_evidence`
    V2Evidence = 5,
}
