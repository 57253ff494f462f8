//! The name of the mistake behind a signature that was refused.
//!
//! The request is taken apart leniently, everything that may have gone wrong with it is put together
//! ([`super::suspects`]), and the signature is made by signers that do one, two, three of these things
//! ([`super::search`]), until one of them arrives at the signature that was refused. So nothing is ever claimed that does
//! not explain exactly this signature.

use super::additions::{self, Origin};
use super::conversion::write_decoded;
use super::dialect::{SIGNATURE, SIGNATURE_METHOD};
use super::mistake::Mistake;
use super::received::Received;
use super::search::{Explanation, Rooms, Search, Target, PARTS, ROOM_FOR_FOUND};
use super::secrets::Secrets;
use super::sent::{
    find, raw_queries, read_params, read_url, room_for_params, room_for_url, Sent, Wrong, NOTHING_WRONG,
};
use super::signer::{Desk, Facts, Item, Pair};
use super::string_to_sign::{Method, MethodRoom};
use super::suspects::{Known, Shown, Store, Suspects, MOST_SUSPECTS};
use super::{json, Dialect, Flag, Request, Secret};
use crate::endpoint::Endpoint;
use crate::error::{write_quoted, Error, Status};
use crate::mac::Algorithm;
use crate::output::Output;
use crate::params::{Door, Params};
use crate::timestamp;
use core::fmt;

/// What is known of a request that was refused, beside the request and the secret. Empty texts are not known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence<'a> {
    /// The signature that was refused, as the server read it from the query or the form, decoded once.
    pub signature: &'a [u8],
    /// The string to sign as the server or the other signer printed it.
    pub string_to_sign: &'a [u8],
    /// Host lines that may have been signed, divided by newlines.
    pub hosts: &'a [u8],
    /// The body that was sent along: a form or a JSON object.
    pub body: &'a [u8],
    /// The Content-Type of the body.
    pub content_type: &'a [u8],
    /// What the parameter Signature was before the request was signed (once more).
    pub old_signature: &'a [u8],
    /// The time when the request was made or refused, in seconds since 1970-01-01T00:00:00Z; 0: not known.
    pub now: i64,
    /// How many seconds before and after `now` a stamp may be; 0: 900.
    pub window: i64,
    /// How many mistakes may come together, 1 to 3; 0: 3.
    pub most_mistakes: i32,
}

/// Which text a diagnosis gives.
#[repr(C)]
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// The explanations, divided by an empty line, each a line per mistake: where, what was done, and what to do instead,
    /// for example `parameter 3 "Keywords": a space was signed as +; write it as %20`. The empty text if none was found.
    Report = 1,
    /// What the signer of the first explanation signed. The empty text if none was found.
    StringToSign = 2,
    /// In words, why the question cannot be answered, or that nothing was found, but not everything was tried, because the
    /// request is too large for that; the empty text otherwise.
    Error = 3,
}

impl Answer {
    /// The answer with this number, if there is one.
    #[must_use]
    pub fn from_number(number: i32) -> Option<Answer> {
        [Answer::Report, Answer::StringToSign, Answer::Error].into_iter().find(|answer| *answer as i32 == number)
    }

    /// Gives this answer, or, for [`Answer::Error`], writes why there is none, if so.
    #[inline(always)]
    pub(crate) fn or_error(
        self,
        out: &mut [u8],
        give: impl FnOnce(Answer, &mut [u8]) -> Result<usize, Error>,
    ) -> Result<usize, Error> {
        match give(self, out) {
            Err(error) if self == Answer::Error => Ok(error.write(out)),
            given => given,
        }
    }
}

/// Where the request is.
pub(crate) enum Source<'a, D: ?Sized> {
    Params(&'a D),
    Url(&'a [u8]),
}

/// What was found.
pub struct Diagnosis<'a> {
    explanations: &'a [Explanation<'a>],
    facts: &'a Facts<'a>,
    /// How many of the parameters the caller gave.
    given: usize,
    signed: &'a [u8],
    gave_up: bool,
}

impl fmt::Debug for Diagnosis<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.explanations()).finish()
    }
}

/// What is said where nothing was found, but more is to be tried than may be.
const GAVE_UP: &[u8] = b"nothing was found, and not everything was tried: the request is too large for that";

/// So many numbers, and so long a report, are always enough for whoever asks: `asr_v2_diagnose` says so.
const MOST_NUMBERS: usize = 80;
const LONGEST_REPORT: usize = 16_383;

impl Diagnosis<'_> {
    /// Leaves out the least likely explanations where all of them would be too long.
    fn cut(&mut self) {
        loop {
            let numbers = self.explanations.iter().fold(0, |sum, one| sum + one.mistakes.as_slice().len() + 1);
            let report = self.write(Answer::Report, &mut []);
            match self.explanations {
                [likelier @ .., _] if numbers > MOST_NUMBERS || report > LONGEST_REPORT => self.explanations = likelier,
                _ => return,
            }
        }
    }

    /// The explanations, the likelier first: the mistakes of each. There is none if no mistake explains the signature.
    pub fn explanations(&self) -> impl Iterator<Item = &[Mistake]> {
        self.explanations.iter().map(|explanation| explanation.mistakes.as_slice())
    }

    /// Writes an answer into `out` and returns its length. If that is larger than `out`, it did not fit.
    pub fn write(&self, answer: Answer, out: &mut [u8]) -> usize {
        let mut out = Output::new(out);
        match answer {
            Answer::Report => self.write_report(&mut out),
            Answer::StringToSign => out.push(self.signed),
            Answer::Error if self.gave_up && self.explanations.is_empty() => out.push(GAVE_UP),
            Answer::Error => {}
        }
        out.len()
    }

    fn write_report(&self, out: &mut Output<'_>) {
        for (position, explanation) in self.explanations.iter().enumerate() {
            if position > 0 {
                out.push_byte(b'\n');
            }
            for (mistake, shown) in explanation.mistakes.as_slice().iter().zip(explanation.shown.as_slice()) {
                self.write_place(*shown, out);
                out.push(mistake.message().as_bytes());
                out.push_byte(b'\n');
            }
        }
    }

    fn write_place(&self, shown: Shown<'_>, out: &mut Output<'_>) {
        match shown {
            Shown::Nowhere | Shown::FirstAffected => return,
            Shown::Pair(index) => {
                out.push(b"parameter ");
                if index < self.given {
                    out.push_number(index + 1);
                    out.push_byte(b' ');
                }
                write_quoted(self.facts.pairs.get(index).map_or(b"", |pair| pair.name), out);
            }
            Shown::Text(text) => write_quoted(text, out),
            Shown::Byte(byte) => write_quoted(&[byte], out),
            Shown::Stamp(stamp) => write_quoted(stamp.as_bytes(), out),
        }
        out.push(b": ");
    }
}

fn secret_len(secret: Secret<'_>) -> usize {
    match secret {
        Secret::Text(text) => text.len(),
        Secret::Prepared(_) => 0,
    }
}

/// The most that all texts may have together, so that work and memory are bounded.
const MOST_TEXT: usize = 1 << 18;

impl Request<'_> {
    /// Names the mistake behind a signature of this request that was refused, and hands the answer to `read`.
    ///
    /// The request is taken as it would be signed: see [`Request::verify`]. `params` stand in the order in which they were
    /// given to the signer, if that is known.
    ///
    /// # Errors
    /// [`Status::Unsigned`] if the evidence has neither a signature nor a string to sign; [`Status::TooLarge`] for more than
    /// 262144 bytes of text; [`Status::NoMemory`]; and what is wrong with the method and the endpoint.
    pub fn diagnose<D: Door + ?Sized, T>(
        &self,
        params: &D,
        evidence: &Evidence<'_>,
        read: impl FnOnce(&Diagnosis<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.diagnose_source(Source::Params(params), evidence, read)
    }

    /// The same for a signed URL as it was sent, the signature in it or in the evidence. All of the query was sent, whatever
    /// the dialect. It is read leniently: an `&amp;` is taken for a mistake, and what is not UTF-8 for latin-1.
    ///
    /// # Errors
    /// As [`Request::diagnose`].
    pub fn diagnose_url<T>(
        &self,
        url: &[u8],
        evidence: &Evidence<'_>,
        read: impl FnOnce(&Diagnosis<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.diagnose_source(Source::<[(&[u8], &[u8])]>::Url(url), evidence, read)
    }

    /// The same for both.
    // It is inlined where the C function catches what does not happen, or the compiler does not find out in time that nothing
    // in it can panic: it has memory to give back, and calls what other crates have compiled.
    #[inline(always)]
    pub(crate) fn diagnose_source<D: Door + ?Sized, T>(
        &self,
        source: Source<'_, D>,
        evidence: &Evidence<'_>,
        read: impl FnOnce(&Diagnosis<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let is_url = matches!(source, Source::Url(_));
        self.investigate(source, evidence, read).map_err(|error| if is_url { error.in_url() } else { error })
    }

    #[inline(always)]
    fn investigate<D: Door + ?Sized, T>(
        &self,
        source: Source<'_, D>,
        evidence: &Evidence<'_>,
        read: impl FnOnce(&Diagnosis<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let lenient = Request { flags: self.flags.with(Flag::AnyCredential), ..*self };
        let stamp = lenient.stamp()?;
        let mut list = Params::new();
        let mut given = 0;
        let (len, count) = match &source {
            Source::Params(params) => {
                params.hand_over(&mut list)?;
                check_size(list.bytes() as usize, self, evidence)?;
                given = list.as_slice().len();
                if self.dialect != Dialect::AsGiven {
                    additions::add(&lenient, self.dialect.row(), &mut list, stamp.as_ref(), Origin::List)?;
                }
                room_for_params(&list)
            }
            Source::Url(url) => {
                check_size(url.len(), self, evidence)?;
                room_for_url(url)
            }
        };
        let (mut room, mut pairs) = (memory(len, 0)?, memory(count, Pair::EMPTY)?);
        let mut store = Store::new(&mut room);
        let sent = match source {
            Source::Params(_) => Sent {
                endpoint: self.endpoint,
                path: self.dialect.row().path,
                ..read_params(&list, &mut pairs, &mut store)
            },
            Source::Url(url) => read_url(url, &mut pairs, &mut store),
        };
        let given = if given == 0 { sent.pairs.len() } else { given };

        let most_mistakes = match evidence.most_mistakes {
            0 => 3,
            most @ 1..=3 => most as usize,
            _ => return Err(Error::argument(Status::TooLarge, "most_mistakes", "it is not from 0 to 3")),
        };
        if evidence.window < 0 {
            return Err(Error::argument(Status::Time, "window", "it is negative"));
        }
        // Of what was sent, the last Signature counts, and those before it are old ones.
        let is_signature = |pair: &&Pair<'_>| pair.name == SIGNATURE;
        let mut signatures = sent.pairs.iter().filter(is_signature).map(|pair| pair.value);
        let last = signatures.next_back().unwrap_or_default();
        let old = signatures.next().unwrap_or_default();
        let evidence = Evidence {
            signature: if evidence.signature.is_empty() { last } else { evidence.signature },
            old_signature: if evidence.old_signature.is_empty() { old } else { evidence.old_signature },
            window: if evidence.window == 0 { 900 } else { evidence.window.min(LONGEST_WINDOW) },
            ..*evidence
        };
        let mut signed = memory(sent.pairs.len(), Pair::EMPTY)?;
        let mut count = 0;
        for (slot, pair) in signed.iter_mut().zip(sent.pairs.iter().filter(|pair| pair.name != SIGNATURE)) {
            *slot = *pair;
            count += 1;
        }
        let pairs = signed.get(..count).unwrap_or_default();
        // The signatures are not among the parameters that are counted in the report.
        let given = given.min(count);

        let mut method_room = MethodRoom::default();
        let method = Method::parse(self.method, &mut method_room)?;
        let endpoint = Endpoint::parse(sent.endpoint, sent.path, true)?;
        let text_len = pairs.iter().fold(0, |len, pair| len + pair.name.len() + pair.value.len() + 2);
        let other_len = sent.endpoint.len() + evidence.hosts.len() + evidence.body.len() + self.access_key.len();
        let mut room_for_texts = memory(8 * text_len + 16 * other_len + 32_768, 0)?;
        let mut store = Store::new(&mut room_for_texts);
        let (scheme, default_port) = endpoint.scheme();
        let host = store.keep(|out| endpoint.write_host(out)).unwrap_or_default();
        // What is behind the last colon is the port, unless that colon is one of an address in brackets.
        let line = endpoint.host_line();
        let colon = line.iter().rposition(|&byte| byte == b':').filter(|_| !line.ends_with(b"]"));
        let bare = line.get(..colon.unwrap_or(line.len())).unwrap_or_default();
        let facts =
            Facts { pairs, method: method.as_bytes(), scheme, host, port_at: bare.len(), path: endpoint.path() };

        let fields = body_fields(&evidence, &mut store)?;
        let raw = sent.raw.map(|query| raw_queries(query, &mut store)).unwrap_or_default();
        let access_key = match self.access_key {
            [] => value_of(pairs, b"AWSAccessKeyId").or(value_of(pairs, b"AccessKeyId")).unwrap_or_default(),
            given => given,
        };
        let algorithm = match value_of(pairs, SIGNATURE_METHOD) {
            Some(b"HmacSHA1") => Algorithm::HmacSha1,
            Some(b"HmacSHA256") => Algorithm::HmacSha256,
            _ => self.flags.algorithm(),
        };
        let received = match (evidence.signature, evidence.string_to_sign) {
            ([], []) => return Err(Error::argument(Status::Unsigned, "signature", "there is none")),
            ([], _) => None,
            (text, _) => Some(Received::read(text)),
        };
        let hashed_by = received.flatten().map_or(algorithm, |received| received.algorithm);
        if let Secret::Prepared(key) = self.secret {
            if key.algorithm() != algorithm && key.algorithm() != hashed_by {
                return Err(Error::argument(
                    Status::Key,
                    "key",
                    "it was prepared for the other of HMAC-SHA256 and HMAC-SHA1",
                ));
            }
        }
        let mut secrets = Secrets::new(secret_len(self.secret))?;
        secrets.take(self.secret, access_key, hashed_by);
        let known = Known {
            facts,
            evidence: &evidence,
            host_given: bare,
            host_without_port: host.get(..bare.len()).unwrap_or(host),
            default_port,
            access_key,
            session_token: self.session_token,
            unix_time: if evidence.now != 0 { evidence.now } else { self.unix_time },
            body: &fields,
            raw,
            secrets: secrets.suspects(),
        };
        let mut list = memory(MOST_SUSPECTS, None)?;
        let mut suspects = Suspects::new(&mut list);
        suspects.fill(&known, &mut store);
        let count = suspects.count();

        // Escapes make three bytes of one, and twice escaped they are five; latin-1 read as UTF-8 is twice as long.
        let with_fields = text_len + fields.iter().fold(0, |len, pair| len + pair.name.len() + pair.value.len() + 2);
        let written = 10 * (with_fields + 512) + sent.raw.map_or(0, <[u8]>::len) + 16 * (pairs.len() + fields.len());
        let front = 16 * (sent.endpoint.len() + evidence.hosts.len()) + 1024;
        let split = pairs.iter().fold(0, |count, pair| count + pair.value.iter().filter(|&&byte| byte == b'&').count());
        let items_len = pairs.len() + fields.len() + split + 8;
        let mut desk_room = memory(2 * written, 0)?;
        let mut items = memory(items_len, Item::NONE)?;
        let mut scratch = memory(items_len, Item::NONE)?;
        let mut query = memory(written, 0)?;
        let mut text = memory(written + front, 0)?;
        let mut whole = memory(3 * (written + front), 0)?;
        let mut alone = memory(count, 0)?;
        let mut lists = memory(PARTS * count, 0)?;
        let mut found = memory(ROOM_FOR_FOUND, Explanation::NONE)?;
        let desk = Desk { room: &mut desk_room, items: &mut items, scratch: &mut scratch };
        let mut search = Search::new(
            facts,
            list.get(..count).unwrap_or_default(),
            &secrets,
            desk,
            Rooms {
                query: &mut query,
                text: &mut text,
                whole: &mut whole,
                alone: &mut alone,
                lists: &mut lists,
                found: &mut found,
            },
        );

        let mut after = NOTHING_WRONG;
        let digest = received.flatten();
        if let Some(received) = &digest {
            for mistake in received.mistakes() {
                after.note(mistake);
            }
            if received.algorithm != algorithm {
                after.note(Mistake::OtherHash);
            }
        }
        match (&digest, evidence.string_to_sign) {
            (Some(received), []) => {
                let target = Target::Code(received.code(), received.algorithm);
                search.run(target, most_mistakes.min(1));
                if !search.is_explained() {
                    search.try_stamps(received.code(), received.algorithm, evidence.now, evidence.window);
                }
                if !search.is_explained() && most_mistakes > 1 {
                    search.run(target, most_mistakes);
                }
            }
            (Some(received), string) => {
                search.run(Target::Text(string), most_mistakes);
                search.explain_code_of(string, received.code(), received.algorithm, most_mistakes);
                if search.found.as_slice().is_empty() {
                    // It was not this text that was signed.
                    search.run(Target::Code(received.code(), received.algorithm), most_mistakes);
                }
            }
            (None, []) => {}
            (None, string) => search.run(Target::Text(string), most_mistakes),
        }
        search.resolve();
        for found in search.found.as_mut_slice() {
            // A URL that has latin-1 in it, and was signed so, has it said once.
            sent.mistakes.as_slice().iter().chain(after.as_slice()).for_each(|mistake| found.add(*mistake));
            if found.mistakes.as_slice().is_empty() {
                let right = judge(pairs, method.as_bytes(), &evidence);
                right.as_slice().iter().for_each(|mistake| found.add(*mistake));
            }
        }
        let gave_up = search.gave_up;
        let (explanations, signed) = search.finish();
        let mut diagnosis = Diagnosis { explanations: explanations.as_slice(), facts: &facts, given, signed, gave_up };
        diagnosis.cut();
        read(&diagnosis)
    }
}

/// The longest window that is searched for stamps.
pub(super) const LONGEST_WINDOW: i64 = 3600;

/// A block of memory, or the error that there is none.
pub(super) fn memory<T: Clone>(len: usize, fill: T) -> Result<Vec<T>, Error> {
    let mut room = Vec::new();
    if room.try_reserve_exact(len).is_err() {
        return Err(no_memory());
    }
    for _ in 0..len {
        if room.len() < room.capacity() {
            room.push(fill.clone());
        }
    }
    Ok(room)
}

pub(super) fn no_memory() -> Error {
    Error::argument(Status::NoMemory, "parameters", "there is no memory for the search")
}

fn check_size(params: usize, request: &Request<'_>, evidence: &Evidence<'_>) -> Result<(), Error> {
    let texts = [
        params,
        request.endpoint.len(),
        request.access_key.len(),
        request.session_token.len(),
        secret_len(request.secret),
        evidence.signature.len(),
        evidence.string_to_sign.len(),
        evidence.hosts.len(),
        evidence.body.len(),
        evidence.content_type.len(),
        evidence.old_signature.len(),
    ];
    if texts.iter().fold(0, |sum: usize, len| sum.saturating_add(*len)) > MOST_TEXT {
        return Err(Error::argument(
            Status::TooLarge,
            "request",
            "its texts, two bytes more for each parameter, and the evidence are larger than 262144 bytes",
        ));
    }
    Ok(())
}

fn value_of<'a>(pairs: &[Pair<'a>], name: &[u8]) -> Option<&'a [u8]> {
    pairs.iter().find(|pair| pair.name == name).map(|pair| pair.value)
}

/// The parameters in the body: the fields of a JSON object, or of a form.
fn body_fields<'m>(evidence: &Evidence<'_>, store: &mut Store<'m>) -> Result<Vec<Pair<'m>>, Error> {
    let body = evidence.body;
    let most = body.iter().filter(|byte| matches!(byte, b'&' | b',')).count() + usize::from(!body.is_empty());
    let mut fields = memory(most, Pair::EMPTY)?;
    let mut count = 0;
    if body.trim_ascii_start().starts_with(b"{") {
        let texts = store.cut(body.len()).unwrap_or_default();
        // What is not JSON ends it; the fields before it are there.
        let _ = json::fields(body, texts, |name, value| {
            *fields.get_mut(count)? = Pair { name, value };
            count += 1;
            Some(())
        });
    } else {
        for piece in body.trim_ascii().split(|&byte| byte == b'&').filter(|piece| !piece.is_empty()) {
            let mut parts = piece
                .splitn(2, |&byte| byte == b'=')
                .map(|part| store.keep(|out| write_decoded(part, true, out)).unwrap_or_default());
            let (name, value) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            if name == SIGNATURE {
                continue;
            }
            if let Some(slot) = fields.get_mut(count) {
                *slot = Pair { name, value };
                count += 1;
            }
        }
    }
    fields.truncate(count);
    Ok(fields)
}

/// Says of a right signature what else may have been refused.
fn judge(pairs: &[Pair<'_>], method: &[u8], evidence: &Evidence<'_>) -> Wrong {
    let mut wrong = NOTHING_WRONG;
    if let Some(value) = value_of(pairs, b"Timestamp") {
        match timestamp::parse(value) {
            // Years like 2557 are of another calendar.
            Some(time) if time <= LAST_PLAUSIBLE => {
                let off = time.saturating_sub(evidence.now);
                if evidence.now != 0 && off.saturating_abs() > evidence.window {
                    wrong.note(if is_zone(off) { Mistake::StampLocalTime } else { Mistake::StampOutsideWindow });
                }
            }
            _ => {
                wrong.note(Mistake::StampForm);
            }
        }
    }
    if let Some(time) = value_of(pairs, b"Expires").and_then(timestamp::parse) {
        if evidence.now > time {
            wrong.note(Mistake::StampOutsideWindow);
        }
    }
    let is_form = find(evidence.content_type, b"x-www-form-urlencoded").is_some();
    let ascii = pairs.iter().all(|pair| pair.name.is_ascii() && pair.value.is_ascii());
    if method == b"POST" && is_form && !ascii && find(evidence.content_type, b"charset").is_none() {
        wrong.note(Mistake::FormCharset);
    }
    if wrong.as_slice().is_empty() {
        wrong.note(Mistake::Right);
    }
    wrong
}

/// 2400-01-01T00:00:00Z, by GNU date.
const LAST_PLAUSIBLE: i64 = 13_569_465_600;

/// Whether a clock that is off by so many seconds is likely to be in another zone: by whole half hours, but for five minutes.
fn is_zone(off: i64) -> bool {
    const STEP: u64 = 1800;
    let rest = off.unsigned_abs() % STEP;
    off.unsigned_abs() <= 14 * 3600 + 300 && rest.min(STEP - rest) <= 300
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Among more, each of which would be laid beside each, the search would take seconds.
    #[test]
    fn values_of_one_name_are_looked_for_among_2048_parameters() {
        for (count, expected) in [(2048, Some(Mistake::RepeatedJoined)), (2049, None)] {
            let names: Vec<String> = (1..count).map(|number| format!("{number:04}")).collect();
            let mut params: Vec<(&str, &str)> = names.iter().map(|name| (&name[..], "a")).collect();
            params.push(("0001", "b"));
            let signed: Vec<_> = names.iter().map(|name| format!("{name}=a")).collect();
            let signed = format!("GET\nh\n/\n{}", signed.join("&").replace("0001=a", "0001=a%2Cb"));
            let evidence = Evidence { string_to_sign: signed.as_bytes(), most_mistakes: 1, ..Evidence::default() };
            let request = Request { endpoint: b"http://h/", secret: Secret::Text(b"secret"), ..Request::default() };
            let found = |found: &Diagnosis<'_>| Ok(found.explanations().flatten().next().copied());
            assert_eq!(request.diagnose(params.as_slice(), &evidence, found), Ok(expected), "{count}");
        }
    }
}
