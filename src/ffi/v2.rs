//! Signature Version 2 for C.

use super::{
    array, bytes, deliver, not_there, optional_text, reference, required_text, view, Absent, Param, V2Call, V2Request,
};
use crate::error::{Error, Status};
use crate::lists::Lists;
use crate::params::{Door, Params, Sealed};
use crate::v2::{Dialect, Flags, ProductAdvertising, Request, Secret, Stage};
use libc::{c_char, size_t};

/// The parameters of a C array. They are looked at one by one, so that an error can say which.
pub(super) struct Pairs<'a>(&'a [Param]);

impl<'a> Pairs<'a> {
    /// # Safety
    /// As [`view`], for the array and for every text in it.
    unsafe fn new(params: *const Param, count: size_t) -> Result<Pairs<'a>, Error> {
        // SAFETY: by this function's contract.
        Ok(Pairs(unsafe { array(params, count, "params") }?))
    }
}

impl Sealed for Pairs<'_> {}

impl Door for Pairs<'_> {
    fn hand_over<'s>(&'s self, params: &mut Params<'s>) -> Result<(), Error> {
        // SAFETY: who made the array with `new` has promised it for every text; a C character is a byte.
        let name = |param: &Param| unsafe { view::<u8>(param.name.cast(), param.name_len) };
        // SAFETY: as above.
        let value = |param: &Param| unsafe { view::<u8>(param.value.cast(), param.value_len) };
        let pairs = self.0.iter().map(|param| Some((name(param)?, value(param)?)));
        params.extend::<true>(self.0.len(), pairs, |index| match self.0.get(index) {
            Some(param) => match name(param) {
                Some(name) => absent(index, name, not_there(param.value, &VALUE)),
                None => absent(index, b"", not_there(param.name, &NAME)),
            },
            // Only what stands in the array is asked about.
            None => absent(index, b"", (Status::Null, NAME.null)),
        })
    }
}

const NAME: Absent =
    Absent { null: "the name is NULL, but its length is not 0", too_large: "the name is larger than 2147483647 bytes" };

const VALUE: Absent = Absent {
    null: "the value is NULL, but its length is not 0",
    too_large: "the value is larger than 2147483647 bytes",
};

#[cold]
fn absent(index: usize, name: &[u8], (status, why): (Status, &'static str)) -> Error {
    Error::parameter(status, index, name, why)
}

fn stage_of(number: i32) -> Result<Stage, Error> {
    Stage::from_number(number).ok_or_else(|| Error::argument(Status::Stage, "stage", "it is none of ASR_STAGE_*"))
}

fn dialect_of(number: i32) -> Result<Dialect, Error> {
    let unknown = || Error::argument(Status::Dialect, "dialect", "it is none of ASR_DIALECT_*");
    Dialect::from_number(number).ok_or_else(unknown)
}

pub(super) fn flags_of(bits: u32) -> Result<Flags, Error> {
    Flags::from_bits(bits).ok_or_else(unknown_flag)
}

#[cold]
pub(super) fn unknown_flag() -> Error {
    Error::argument(Status::Flags, "flags", "a bit is set that means nothing here")
}

/// More than any later release's struct will have. A larger struct_size was never set.
const LARGEST_STRUCT: usize = 4096;

/// Reads a struct, which may be that of a later release as long as nothing is set that this release does not know.
///
/// # Safety
/// `data` is NULL or points to as many bytes as its first field, a `size_t` struct_size, says.
#[inline(always)]
pub(super) unsafe fn known_part<'a, T>(
    data: *const T,
    argument: &'static str,
    its_size: &'static str,
) -> Result<&'a T, Error> {
    let wrong = |why| Error::argument(Status::StructSize, its_size, why);
    // SAFETY: a size_t, the first field, is there even in a struct of another release.
    let struct_size = *unsafe { reference(data.cast::<size_t>(), argument) }?;
    if struct_size < size_of::<T>() {
        return Err(wrong("it is smaller than the struct of the first release"));
    }
    if struct_size > LARGEST_STRUCT {
        return Err(wrong("it is larger than that of any release"));
    }
    // SAFETY: the struct is as long as it says.
    let bytes: &[u8] = unsafe { array(data.cast(), struct_size, argument) }?;
    if bytes[size_of::<T>()..].iter().any(|&byte| byte != 0) {
        return Err(wrong("a field is set that this release does not know"));
    }
    // SAFETY: the struct is at least as long as this release's.
    unsafe { reference(data, argument) }
}

/// The request behind a struct, and its parameters.
///
/// # Safety
/// As [`known_part`], and as [`view`] for every text.
#[inline(always)]
pub(super) unsafe fn given<'a>(request: *const V2Request) -> Result<(Request<'a>, Pairs<'a>), Error> {
    // SAFETY: by this function's contract.
    unsafe {
        let given = known_part(request, "request", "struct_size")?;
        let params = Pairs::new(given.params, given.params_count)?;
        Ok((all_but_params(given)?, params))
    }
}

/// A request without its parameters.
///
/// # Safety
/// As [`view`] for every text but those of the parameters.
#[inline(always)]
pub(super) unsafe fn all_but_params<'a>(given: &V2Request) -> Result<Request<'a>, Error> {
    // SAFETY: by this function's contract.
    unsafe {
        Ok(Request {
            method: bytes(given.method, given.method_len, "method")?,
            endpoint: bytes(given.endpoint, given.endpoint_len, "endpoint")?,
            access_key: bytes(given.access_key, given.access_key_len, "access_key")?,
            secret: if given.key.is_null() {
                Secret::Text(bytes(given.secret, given.secret_len, "secret")?)
            } else {
                Secret::Prepared(reference(given.key, "key")?.key()?)
            },
            session_token: bytes(given.session_token, given.session_token_len, "session_token")?,
            unix_time: given.unix_time,
            dialect: dialect_of(given.dialect)?,
            flags: flags_of(given.flags)?,
        })
    }
}

/// The time of a struct, and its parameters.
///
/// # Safety
/// As [`given`].
pub(super) unsafe fn time_and_params<'a>(request: *const V2Request) -> Result<(i64, Pairs<'a>), Error> {
    // SAFETY: by this function's contract.
    unsafe {
        let given = known_part(request, "request", "struct_size")?;
        Ok((given.unix_time, Pairs::new(given.params, given.params_count)?))
    }
}

/// Signs a request given as a struct and writes one stage of it.
///
/// Returns the length of the text, as every function that writes text does, or one of `ASR_E_*`. All inputs are checked
/// whatever the stage, so that a request is right or wrong as a whole. The same call with `ASR_STAGE_ERROR` tells in
/// words what is wrong.
#[no_mangle]
pub unsafe extern "C" fn asr_v2_render(
    request: *const V2Request,
    stage: i32,
    out: *mut c_char,
    out_cap: size_t,
) -> i32 {
    let render = |stage: Stage, out: &mut [u8]| {
        // SAFETY: the caller promises that the struct and its texts are as long as it says.
        unsafe {
            let (request, params) = given(request)?;
            request.render_list(&params, stage, out)
        }
    };
    // SAFETY: the caller promises that `out` has `out_cap` bytes.
    unsafe { deliver(out, out_cap, |out| stage_of(stage)?.or_error(out, render)) }
}

/// Signs a request given as flat arguments and writes one stage of it: the same as `asr_v2_render`, for languages that
/// build strings more cheaply than structs.
///
/// `names` and `values` hold exactly `count` items each, separated by NUL (with none after the last); any other number of
/// items is `ASR_E_LIST_COUNT`, so that a NUL inside a value can never bring in a parameter. With `count` 0 both are
/// empty. Their lengths are in bytes, and they may be NULL if the length is 0.
///
/// The other texts end in NUL. `method` may be NULL or empty (GET), `session_token` may be NULL or empty (none), and
/// `access_key` may be NULL, which is the same as empty: fine for `ASR_DIALECT_AS_GIVEN` alone.
#[no_mangle]
pub unsafe extern "C" fn asr_v2_render_lists(
    method: *const c_char,
    endpoint: *const c_char,
    names: *const c_char,
    names_len: size_t,
    values: *const c_char,
    values_len: size_t,
    count: size_t,
    access_key: *const c_char,
    secret: *const c_char,
    session_token: *const c_char,
    unix_time: i64,
    dialect: i32,
    flags: u32,
    stage: i32,
    out: *mut c_char,
    out_cap: size_t,
) -> i32 {
    let render = |stage: Stage, out: &mut [u8]| {
        // SAFETY: the caller promises that the lists are as long as it says and that the other texts end in NUL.
        unsafe {
            let params = lists(names, names_len, values, values_len, count)?;
            let request = Request {
                method: optional_text(method, "method")?.unwrap_or_default(),
                endpoint: required_text(endpoint, "endpoint")?,
                access_key: optional_text(access_key, "access_key")?.unwrap_or_default(),
                secret: Secret::Text(required_text(secret, "secret")?),
                session_token: optional_text(session_token, "session_token")?.unwrap_or_default(),
                unix_time,
                dialect: dialect_of(dialect)?,
                flags: flags_of(flags)?,
            };
            request.render_list(&params, stage, out)
        }
    };
    // SAFETY: the caller promises that `out` has `out_cap` bytes.
    unsafe { deliver(out, out_cap, |out| stage_of(stage)?.or_error(out, render)) }
}

/// Signs many lists of parameters with one request, for languages to which every argument of a call is dear: as
/// `asr_v2_render`, but with the parameters of two lists, as `asr_v2_render_lists` takes them, and with all numbers, the
/// time of this call and the place for the text in a struct. Set the request once, with a prepared `key`, and keep it as
/// long as you like; the struct may be kept too, or made anew for every call.
///
/// `names` is `names_len` bytes of the call and `values` is `values_len`; either may be NULL if that is 0. The text is
/// written to `out` of the call, which has `out_cap` bytes, and which no list, request or call may overlap.
///
/// Returns the length of the text, as every function that writes text does, or one of `ASR_E_*`. If `call` itself is NULL,
/// nothing is written.
#[no_mangle]
pub unsafe extern "C" fn asr_v2_render_with_lists(
    call: *const V2Call,
    names: *const c_char,
    values: *const c_char,
) -> i32 {
    // SAFETY: the caller promises that a call is there, unless it is NULL.
    let Ok(call) = (unsafe { reference(call, "call") }) else {
        return Status::Null.code();
    };
    let render = |stage: Stage, out: &mut [u8]| {
        // SAFETY: the caller promises that the request, its texts and the lists are as long as they and the call say.
        unsafe {
            let request = Request {
                unix_time: call.unix_time,
                ..all_but_params(known_part(call.request, "request", "struct_size")?)?
            };
            request.render_list(&lists(names, call.names_len, values, call.values_len, call.count)?, stage, out)
        }
    };
    // SAFETY: the caller promises that `out` has `out_cap` bytes.
    unsafe { deliver(call.out, call.out_cap, |out| stage_of(call.stage)?.or_error(out, render)) }
}

/// Signs an existing URL and writes one stage of the result: a URL that another program made, with whatever query it
/// carries, escaped or not, signed before or not.
///
/// `url` is `url_len` bytes: an endpoint as in `asr_v2_request`, and perhaps `?` and a query. The query is split at `&`, each
/// piece at its first `=`, and only then are names and values decoded, so that a `%26` in a value stays in the value: `+` and
/// `%20` are a space, `%2B` is a plus, escapes may be in either case. Empty pieces (`&&`) disappear, and a name without `=`
/// becomes `name=`. Repeated names stay. `;` divides nothing. A character that should be escaped and is not stands for
/// itself, also one that is not ASCII. A fragment, a space, a control character, an `&amp;` (`ASR_E_URL`), a bad escape
/// (`ASR_E_ESCAPE`) and what is not UTF-8 once it is decoded (`ASR_E_UTF8`) are refused, and `ASR_STAGE_ERROR` names the byte.
///
/// A name may not be empty (`ASR_E_EMPTY_NAME`). Parameters are counted without the empty pieces.
///
/// An old Signature is left out, whatever it is once it is decoded, if that is UTF-8. What the dialect adds may be in the query already:
///
/// - the access key id: `access_key` is NULL or empty then, or the same.
/// - Timestamp: it stays. A missing one is added, and an empty one filled, from `unix_time`, unless there is an Expires and
///   the dialect has it. To renew a stamp, empty it.
/// - SignatureMethod, SignatureVersion and Service: they must be what would be added.
///
/// Each of these may be there once, and what does not fit is `ASR_E_RESERVED`, `ASR_E_SIGNATURE_METHOD` or
/// `ASR_E_SIGNATURE_VERSION`. A Version and a SecurityToken in the query are parameters like any other. With
/// `ASR_DIALECT_AS_GIVEN` nothing is added but Signature, not even a Timestamp. Signing a signed URL once more with the same
/// secret gives the same bytes. `unix_time` is checked whether it is needed or not, but for `ASR_DIALECT_AS_GIVEN`.
///
/// For a POST whose parameters travel in the body, `ASR_STAGE_QUERY` is the body, and `ASR_STAGE_URL` the URL without a
/// query. `method`, `access_key` and `secret` end in NUL; `method` may be NULL or empty (GET).
///
/// Returns the length of the text, as every function that writes text does, or one of `ASR_E_*`.
#[no_mangle]
pub unsafe extern "C" fn asr_v2_render_url(
    method: *const c_char,
    url: *const c_char,
    url_len: size_t,
    access_key: *const c_char,
    secret: *const c_char,
    unix_time: i64,
    dialect: i32,
    flags: u32,
    stage: i32,
    out: *mut c_char,
    out_cap: size_t,
) -> i32 {
    let render = |stage: Stage, out: &mut [u8]| {
        // SAFETY: the caller promises that the URL is as long as it says and that the other texts end in NUL.
        unsafe {
            let request = Request {
                method: optional_text(method, "method")?.unwrap_or_default(),
                endpoint: bytes(url, url_len, "url")?,
                access_key: optional_text(access_key, "access_key")?.unwrap_or_default(),
                secret: Secret::Text(required_text(secret, "secret")?),
                unix_time,
                dialect: dialect_of(dialect)?,
                flags: flags_of(flags)?,
                ..Request::default()
            };
            request.render_url(stage, out)
        }
    };
    // SAFETY: the caller promises that `out` has `out_cap` bytes.
    unsafe { deliver(out, out_cap, |out| stage_of(stage)?.or_error(out, render)) }
}

/// The function this library is named after: writes the signed URL of a GET request for Amazon's Product Advertising API,
/// `http://webservices.amazon.<region>/onca/xml?...&Signature=...`, byte for byte the URL of the PHP function of 2009 for
/// every request that it signed rightly.
///
/// (Amazon switched that API off in 2020. The function is here for what was built on it; `asr_v2_render` signs for
/// services that are alive.)
///
/// `region` is the end of the host name: `com`, `co.uk`, `de`, `co.jp`, ... `associate_tag` may be NULL (none is added).
/// `version` may be NULL (`2011-08-01`). The texts end in NUL. `unix_time` is the time of the request in seconds since
/// 1970-01-01T00:00:00Z. Service, AWSAccessKeyId, Timestamp and Version, and AssociateTag if it is given as an argument,
/// replace what `params` hold under these names. The keys must be clean text: there are no flags here.
///
/// Returns the length of the URL, as every function that writes text does, or one of `ASR_E_*`. For the stages of its
/// request, and for an error in words, there is `aws_signed_request_render_lists`.
#[no_mangle]
pub unsafe extern "C" fn aws_signed_request(
    region: *const c_char,
    params: *const Param,
    params_count: size_t,
    public_key: *const c_char,
    private_key: *const c_char,
    associate_tag: *const c_char,
    version: *const c_char,
    unix_time: i64,
    out: *mut c_char,
    out_cap: size_t,
) -> i32 {
    let write = |out: &mut [u8]| {
        // SAFETY: the caller promises that the array and its texts are as long as it says and that the others end in NUL.
        unsafe {
            let params = Pairs::new(params, params_count)?;
            product_advertising(region, public_key, private_key, associate_tag, version, unix_time)?.render(
                &params,
                Stage::Url,
                out,
            )
        }
    };
    // SAFETY: the caller promises that `out` has `out_cap` bytes.
    unsafe { deliver(out, out_cap, write) }
}

/// `aws_signed_request` with the parameters as two NUL-separated lists, as `asr_v2_render_lists` takes them.
#[no_mangle]
pub unsafe extern "C" fn aws_signed_request_lists(
    region: *const c_char,
    names: *const c_char,
    names_len: size_t,
    values: *const c_char,
    values_len: size_t,
    count: size_t,
    public_key: *const c_char,
    private_key: *const c_char,
    associate_tag: *const c_char,
    version: *const c_char,
    unix_time: i64,
    out: *mut c_char,
    out_cap: size_t,
) -> i32 {
    // SAFETY: the caller promises what that function asks for.
    unsafe {
        aws_signed_request_render_lists(
            region,
            names,
            names_len,
            values,
            values_len,
            count,
            public_key,
            private_key,
            associate_tag,
            version,
            unix_time,
            Stage::Url as i32,
            out,
            out_cap,
        )
    }
}

/// `aws_signed_request_lists` for any stage of its request: `ASR_STAGE_URL` is the URL that it writes, `ASR_STAGE_ERROR` says
/// in words why it writes none.
#[no_mangle]
pub unsafe extern "C" fn aws_signed_request_render_lists(
    region: *const c_char,
    names: *const c_char,
    names_len: size_t,
    values: *const c_char,
    values_len: size_t,
    count: size_t,
    public_key: *const c_char,
    private_key: *const c_char,
    associate_tag: *const c_char,
    version: *const c_char,
    unix_time: i64,
    stage: i32,
    out: *mut c_char,
    out_cap: size_t,
) -> i32 {
    let render = |stage: Stage, out: &mut [u8]| {
        // SAFETY: the caller promises that the lists are as long as it says and that the other texts end in NUL.
        unsafe {
            let params = lists(names, names_len, values, values_len, count)?;
            product_advertising(region, public_key, private_key, associate_tag, version, unix_time)?
                .render(&params, stage, out)
        }
    };
    // SAFETY: the caller promises that `out` has `out_cap` bytes.
    unsafe { deliver(out, out_cap, |out| stage_of(stage)?.or_error(out, render)) }
}

/// # Safety
/// As [`view`], for both lists.
pub(super) unsafe fn lists<'a>(
    names: *const c_char,
    names_len: size_t,
    values: *const c_char,
    values_len: size_t,
    count: size_t,
) -> Result<Lists<'a>, Error> {
    // SAFETY: by this function's contract.
    unsafe {
        Ok(Lists { names: bytes(names, names_len, "names")?, values: bytes(values, values_len, "values")?, count })
    }
}

/// # Safety
/// As [`optional_text`], for every text.
unsafe fn product_advertising<'a>(
    region: *const c_char,
    public_key: *const c_char,
    private_key: *const c_char,
    associate_tag: *const c_char,
    version: *const c_char,
    unix_time: i64,
) -> Result<ProductAdvertising<'a>, Error> {
    // SAFETY: by this function's contract.
    unsafe {
        Ok(ProductAdvertising {
            region: required_text(region, "region")?,
            public_key: required_text(public_key, "public_key")?,
            private_key: Secret::Text(required_text(private_key, "private_key")?),
            associate_tag: optional_text(associate_tag, "associate_tag")?,
            version: optional_text(version, "version")?,
            unix_time,
        })
    }
}
