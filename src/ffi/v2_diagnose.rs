//! Diagnosis of a wrong Signature Version 2 for C.

use super::v2::{all_but_params, given, known_part, lists, Pairs};
use super::{array_mut, bytes, deliver, V2Evidence, V2Request};
use crate::error::{Error, Status};
use crate::lists::Lists;
use crate::params::{Door, Params, Sealed};
use crate::v2::{compare, Answer, Diagnosis, Dialect, Evidence, Mistake, Request, Source};
use libc::{c_char, size_t};

/// # Safety
/// As `known_part`, and every text is as long as the struct says.
unsafe fn evidence_of<'a>(evidence: *const V2Evidence) -> Result<Evidence<'a>, Error> {
    // SAFETY: by this function's contract.
    unsafe {
        let given = known_part(evidence, "evidence", "evidence.struct_size")?;
        if given.reserved != 0 {
            return Err(Error::argument(Status::StructSize, "evidence.reserved", "it is not 0"));
        }
        Ok(Evidence {
            signature: bytes(given.signature, given.signature_len, "signature")?,
            string_to_sign: bytes(given.string_to_sign, given.string_to_sign_len, "string_to_sign")?,
            hosts: bytes(given.hosts, given.hosts_len, "hosts")?,
            body: bytes(given.body, given.body_len, "body")?,
            content_type: bytes(given.content_type, given.content_type_len, "content_type")?,
            old_signature: bytes(given.old_signature, given.old_signature_len, "old_signature")?,
            now: given.now,
            window: given.window,
            most_mistakes: given.most_mistakes,
        })
    }
}

fn answer_of(number: i32) -> Result<Answer, Error> {
    Answer::from_number(number).ok_or_else(|| Error::argument(Status::Stage, "answer", "it is none of ASR_ANSWER_*"))
}

/// Writes the explanations, each ended by a zero, and fills up the rest with zeros. One that does not fit is left out.
fn write_mistakes(diagnosis: &Diagnosis<'_>, mistakes: &mut [i32]) {
    mistakes.fill(0);
    let mut room = mistakes;
    for explanation in diagnosis.explanations() {
        let Some((slots, rest)) = room.split_at_mut_checked(explanation.len() + 1) else { return };
        slots.iter_mut().zip(explanation).for_each(|(slot, mistake)| *slot = mistake.number());
        room = rest;
    }
}

/// Names the mistake behind a signature that was refused.
///
/// `request` is the request as it was sent (`asr_v2_verify` says how it is taken: with `ASR_DIALECT_AS_GIVEN` `params` are all
/// the parameters that were sent, and with another dialect those that it adds are added), and the secret; `params` stand in
/// the order in which they were given to the signer, if that is known. Its texts need not be as clean as for signing. With a
/// `key` in place of `secret` no mistake about the secret can be found. `evidence` is what was refused, and what else is known;
/// a parameter `Signature` is the signature if `evidence` has none, and `ASR_E_UNSIGNED` is returned if there is neither.
///
/// A mistake, or up to three of them together, is named only if a signer that makes them, and is right in everything else,
/// arrives at exactly this signature (or at exactly the `string_to_sign` that is given). Of the explanations those with
/// the fewest mistakes are given, at most 16, the likelier first.
///
/// `mistakes` has room for `mistakes_cap` numbers, `ASR_MISTAKE_*`: the explanations one after the other, each ended by a 0;
/// the rest is filled with 0. 80 are always enough; an explanation that does not fit is left out. It may be NULL with a
/// capacity of 0.
///
/// `answer` is one of `ASR_ANSWER_*`, and says which text is written to `out`. 16384 bytes are always enough for
/// `ASR_ANSWER_REPORT`. The string to sign of another program is any bytes, NULs included.
///
/// It is a search: one mistake is found in an instant, three take up to a second or so of one processor, three seconds for the
/// largest requests, and whoever asks for the length first searches twice. Together the texts may have 262144 bytes, where
/// each parameter counts two more (`ASR_E_TOO_LARGE`). The work is bounded: a search that was broken off, as it may be for a request of
/// more than some thousand bytes, and has found nothing, says so as `ASR_ANSWER_ERROR`. Of more than 64 parameters those after
/// the 64th are not suspected one by one. Memory is allocated, and freed before it returns.
///
/// It tells what is wrong with a signature, in words and by the time it takes, so answer nobody with it who does not know the
/// secret.
///
/// Returns the length of the text, as every function that writes text does, or one of `ASR_E_*`, and then `mistakes` are all 0.
#[no_mangle]
pub unsafe extern "C" fn asr_v2_diagnose(
    request: *const V2Request,
    evidence: *const V2Evidence,
    mistakes: *mut i32,
    mistakes_cap: size_t,
    answer: i32,
    out: *mut c_char,
    out_cap: size_t,
) -> i32 {
    // SAFETY: by the caller's promises.
    unsafe { diagnose(request, &Given::Struct, evidence, mistakes, mistakes_cap, answer, out, out_cap) }
}

/// The same as `asr_v2_diagnose` for parameters as two NUL-separated lists, as `asr_v2_render_lists` takes them. `params` and
/// `params_count` of the request are not looked at.
#[no_mangle]
pub unsafe extern "C" fn asr_v2_diagnose_lists(
    request: *const V2Request,
    names: *const c_char,
    names_len: size_t,
    values: *const c_char,
    values_len: size_t,
    count: size_t,
    evidence: *const V2Evidence,
    mistakes: *mut i32,
    mistakes_cap: size_t,
    answer: i32,
    out: *mut c_char,
    out_cap: size_t,
) -> i32 {
    // SAFETY: by the caller's promises.
    unsafe {
        diagnose(
            request,
            &Given::Lists { names, names_len, values, values_len, count },
            evidence,
            mistakes,
            mistakes_cap,
            answer,
            out,
            out_cap,
        )
    }
}

/// The same as `asr_v2_diagnose` for a signed URL as it was sent, `url_len` bytes, the signature in it (or in `evidence`, which
/// may be NULL here). For the form body of a POST give the URL, `?` (or `&` if it has a query), and the body. Of the
/// request the method, the access key id, the secret or key, the session token and the flags are looked at.
///
/// The query is not read as strictly as elsewhere, because what is wrong with it may be the reason: an `&amp;` is taken
/// for a mistake, and what is not UTF-8 for latin-1.
#[no_mangle]
pub unsafe extern "C" fn asr_v2_diagnose_url(
    request: *const V2Request,
    url: *const c_char,
    url_len: size_t,
    evidence: *const V2Evidence,
    mistakes: *mut i32,
    mistakes_cap: size_t,
    answer: i32,
    out: *mut c_char,
    out_cap: size_t,
) -> i32 {
    // SAFETY: by the caller's promises.
    unsafe { diagnose(request, &Given::Url { url, url_len }, evidence, mistakes, mistakes_cap, answer, out, out_cap) }
}

/// Where the parameters are.
enum Given {
    Struct,
    Lists { names: *const c_char, names_len: size_t, values: *const c_char, values_len: size_t, count: size_t },
    Url { url: *const c_char, url_len: size_t },
}

/// The parameters of a list, whichever.
enum Listed<'a> {
    Pairs(Pairs<'a>),
    Lists(Lists<'a>),
}

impl Sealed for Listed<'_> {}

impl Door for Listed<'_> {
    fn hand_over<'s>(&'s self, params: &mut Params<'s>) -> Result<(), Error> {
        match self {
            Listed::Pairs(pairs) => pairs.hand_over(params),
            Listed::Lists(lists) => lists.hand_over(params),
        }
    }
}

/// What the three have in common. There is one of it, so that all the code of the search is there once.
///
/// # Safety
/// As `deliver`, for the array as for the text, as `known_part` for the structs, and as `view` for every text.
// By its ABI no panic leaves it; without that the compiler finds out too late that there is none, and keeps what handles it.
#[inline(never)]
unsafe extern "C" fn diagnose(
    request: *const V2Request,
    source: &Given,
    evidence: *const V2Evidence,
    mistakes: *mut i32,
    mistakes_cap: size_t,
    answer: i32,
    out: *mut c_char,
    out_cap: size_t,
) -> i32 {
    let search = |answer: Answer, mistakes: &mut [i32], out: &mut [u8]| {
        let listed;
        // SAFETY: by this function's contract.
        let (request, source, evidence) = unsafe {
            let known = known_part(request, "request", "struct_size")?;
            let all_but_params = all_but_params(known)?;
            let source = match *source {
                Given::Struct => {
                    listed = Listed::Pairs(given(request)?.1);
                    Source::Params(&listed)
                }
                Given::Lists { names, names_len, values, values_len, count } => {
                    listed = Listed::Lists(lists(names, names_len, values, values_len, count)?);
                    Source::Params(&listed)
                }
                Given::Url { url, url_len } => Source::Url(bytes(url, url_len, "url")?),
            };
            let of_url = matches!(source, Source::Url(_));
            let evidence = if of_url && evidence.is_null() { Evidence::default() } else { evidence_of(evidence)? };
            let dialect = if of_url { Dialect::AsGiven } else { all_but_params.dialect };
            (Request { dialect, ..all_but_params }, source, evidence)
        };
        request.diagnose_source(source, &evidence, |diagnosis| {
            write_mistakes(diagnosis, mistakes);
            Ok(diagnosis.write(answer, out))
        })
    };
    // SAFETY: by this function's contract. Whatever is refused, the array has no answer of another call in it.
    unsafe {
        let mut mistakes = array_mut(mistakes, mistakes_cap, "mistakes");
        if let Ok(mistakes) = &mut mistakes {
            mistakes.fill(0);
        }
        deliver(out, out_cap, |out| {
            let mistakes = mistakes?;
            answer_of(answer)?.or_error(out, |answer, out| search(answer, mistakes, out))
        })
    }
}

/// Says in words where two strings to sign first differ, `ours` and `theirs`: the line, and in the query the parameter, for
/// example `the value of "Keywords": theirs has %20, ours has + (at byte 18)`. Bytes are counted from 0, in either text. Both
/// are any bytes. The text is one line of printable ASCII: of what is not, a byte is `\x0A`, a backslash `\\`, and in names,
/// which are shown decoded, between quotes, it is an escape of a URL. It is empty if they are the same.
///
/// Returns the length of the text, as every function that writes text does, or one of `ASR_E_*`. 1024 bytes are always
/// enough.
#[no_mangle]
pub unsafe extern "C" fn asr_v2_compare(
    ours: *const c_char,
    ours_len: size_t,
    theirs: *const c_char,
    theirs_len: size_t,
    out: *mut c_char,
    out_cap: size_t,
) -> i32 {
    // SAFETY: the caller promises that both texts are as long as it says, and that `out` has `out_cap` bytes.
    unsafe {
        deliver(out, out_cap, |out| {
            Ok(compare(bytes(ours, ours_len, "ours")?, bytes(theirs, theirs_len, "theirs")?, out))
        })
    }
}

/// What was done, and what to do instead, for one of `ASR_MISTAKE_*`: a static text, never NULL, not to be freed. A number
/// that no release knows is `unknown mistake`.
#[no_mangle]
pub extern "C" fn asr_mistake_message(mistake: i32) -> *const c_char {
    Mistake::from_number(mistake).map_or(c"unknown mistake", Mistake::message_with_nul).as_ptr()
}

/// A short name for one of `ASR_MISTAKE_*`, for example `space-as-plus`: a static text, never NULL, not to be freed. A number
/// that no release knows is `unknown`.
#[no_mangle]
pub extern "C" fn asr_mistake_name(mistake: i32) -> *const c_char {
    Mistake::from_number(mistake).map_or(c"unknown", Mistake::name_with_nul).as_ptr()
}
