//! Signature Version 2 of query requests (AWS General Reference, "Signature Version 2 signing process").

mod additions;
mod canonical;
mod compare;
mod conversion;
mod diagnose;
mod dialect;
mod escaper;
mod explain;
mod few;
mod freshness;
mod json;
mod mistake;
mod order;
mod product_advertising;
mod received;
mod search;
mod secrets;
mod sent;
mod signer;
mod string_to_sign;
mod suspects;
mod url;
mod verify;

pub use compare::compare;
pub(crate) use diagnose::Source;
pub use diagnose::{Answer, Diagnosis, Evidence};
pub use dialect::Dialect;
pub use freshness::{check_time, check_url_time};
pub use mistake::Mistake;
pub use product_advertising::ProductAdvertising;

use crate::credential::Credential;
use crate::endpoint::Endpoint;
use crate::error::{Error, Status};
use crate::mac::{Algorithm, Key};
use crate::output::Output;
use crate::param::Param;
use crate::params::{Door, Params};
use crate::query::Query;
use crate::timestamp::Stamp;
use additions::Origin;
use core::fmt;
use dialect::{Post, EXPIRES, NEVER_SIGNED, SIGNATURE, SIGNATURE_METHOD, SIGNATURE_VERSION, TIMESTAMP, VERSION_2};
use string_to_sign::{Head, Method, MethodRoom};

/// Which text of a request is asked for. Every stage checks the whole request.
#[repr(C)]
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// The canonical query: every parameter that is signed, as `name=value`, encoded, in the order of the bytes of the
    /// decoded names, then of the values, joined by `&`; without Signature.
    Canonical = 1,
    /// The string to sign: method, host line, path and canonical query, joined by newlines.
    StringToSign = 2,
    /// The signature: HMAC-SHA256 of the string to sign, in Base64 (44 characters; HMAC-SHA1: 28), not percent-encoded.
    Signature = 3,
    /// The signed query: the canonical query and, last, `Signature` with the percent-encoded signature. It is what follows
    /// the `?` of the URL, or the form body of a POST whose parameters travel there
    /// (`Content-Type: application/x-www-form-urlencoded; charset=utf-8`).
    Query = 4,
    /// The URL to send: the endpoint and, unless the parameters travel in the body of a POST, `?` and the signed query.
    Url = 5,
    /// In words, why the request cannot be signed; the empty text if it can.
    Error = 6,
    /// The whole way for people, several lines: the parameters as they were given, with what was added and left out, sorted,
    /// and encoded; the string to sign, line by line; the signature; the signed query; and the request to send. In names
    /// and values, which are shown between quotes, whatever is not printable ASCII is escaped, so nothing in a request can
    /// make a line of its own. The secret is not shown; a session token is, since it is sent. The words may change from
    /// release to release. A request of which any other stage can be had may be too large for this one
    /// (`ASR_E_TOO_LARGE`), since it holds each parameter several times.
    Explain = 7,
}

impl Stage {
    const ALL: [Stage; 7] = [
        Stage::Canonical,
        Stage::StringToSign,
        Stage::Signature,
        Stage::Query,
        Stage::Url,
        Stage::Error,
        Stage::Explain,
    ];

    /// The stage with this number, if there is one.
    #[must_use]
    pub fn from_number(number: i32) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| *stage as i32 == number)
    }

    /// Renders this stage, or, for [`Stage::Error`], writes why the last of the other stages fails, if it does.
    #[inline(always)]
    pub(crate) fn or_error(
        self,
        out: &mut [u8],
        render: impl FnOnce(Stage, &mut [u8]) -> Result<usize, Error>,
    ) -> Result<usize, Error> {
        let asked_why = self == Stage::Error;
        let (stage, room) = if asked_why { (Stage::Url, &mut [] as &mut [u8]) } else { (self, &mut *out) };
        let rendered = render(stage, room);
        match rendered {
            Ok(_) if asked_why => Ok(0),
            Err(error) if asked_why => Ok(error.write(out)),
            rendered => rendered,
        }
    }
}

/// Switches of a request, to be or-ed together.
#[repr(C)]
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flag {
    /// Secret, access key id and session token may have white space at their ends and control characters in them, and a
    /// secret need not be UTF-8. Without this flag such text is refused: it is nearly always a copying mistake.
    AnyCredential = 1,
    /// The host of the endpoint may be empty (`https:///path`): the host line that is signed is then empty. Some
    /// clients' own tests sign such requests; no server receives one.
    EmptyHost = 2,
    /// Signs and verifies with HMAC-SHA1 (`SignatureMethod=HmacSHA1`) in place of HMAC-SHA256, for old clouds that take
    /// nothing better. A key must be prepared with this flag to be used with it.
    HmacSha1 = 4,
}

/// A set of [`Flag`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(u32);

impl Flags {
    const KNOWN: u32 = Flag::AnyCredential as u32 | Flag::EmptyHost as u32 | Flag::HmacSha1 as u32;

    /// The set with these bits, if each of them is known.
    #[must_use]
    pub fn from_bits(bits: u32) -> Option<Flags> {
        (bits & !Flags::KNOWN == 0).then_some(Flags(bits))
    }

    /// This set with one more flag.
    #[must_use]
    pub fn with(self, flag: Flag) -> Flags {
        Flags(self.0 | flag as u32)
    }

    /// Whether the flag is set.
    #[must_use]
    pub fn has(self, flag: Flag) -> bool {
        self.0 & flag as u32 != 0
    }

    /// What a request with these flags is signed with.
    #[must_use]
    pub fn algorithm(self) -> Algorithm {
        if self.has(Flag::HmacSha1) {
            Algorithm::HmacSha1
        } else {
            Algorithm::HmacSha256
        }
    }
}

/// What a request is signed with.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Secret<'a> {
    /// The secret itself.
    Text(&'a [u8]),
    /// A secret that was prepared, which saves two of the hash's compressions at every signature.
    Prepared(&'a Key),
}

impl fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// A request but for its parameters. All text is UTF-8; an empty `method` is GET.
///
/// ```
/// use aws_signed_request::v2::{Dialect, Request, Secret, Stage};
///
/// let request = Request {
///     endpoint: b"https://sdb.amazonaws.com/",
///     access_key: b"AKIAIOSFODNN7EXAMPLE",
///     secret: Secret::Text(b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
///     unix_time: 1_317_655_170,
///     dialect: Dialect::AwsQuery,
///     ..Request::default()
/// };
/// let params = [("Action", "ListDomains"), ("Version", "2009-04-15")];
///
/// // Into a buffer of the caller's, with no allocation:
/// let mut buffer = [0; 1024];
/// let len = request.render(params.as_slice(), Stage::Url, &mut buffer)?;
/// assert!(buffer[..len].starts_with(b"https://sdb.amazonaws.com/?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=ListDomains&"));
///
/// // As a string:
/// assert_eq!(
///     request.text(params.as_slice(), Stage::StringToSign)?,
///     "GET\nsdb.amazonaws.com\n/\nAWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=ListDomains&SignatureMethod=HmacSHA256\
///      &SignatureVersion=2&Timestamp=2011-10-03T15%3A19%3A30Z&Version=2009-04-15"
/// );
/// # Ok::<(), aws_signed_request::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The HTTP method, in any case.
    pub method: &'a [u8],
    /// `scheme://host[:port][/path]`; the scheme is http, https, ws or wss.
    pub endpoint: &'a [u8],
    /// The access key id; not used by [`Dialect::AsGiven`].
    pub access_key: &'a [u8],
    /// The secret, as text or prepared.
    pub secret: Secret<'a>,
    /// The session token of temporary credentials; empty for none.
    pub session_token: &'a [u8],
    /// Seconds since 1970-01-01T00:00:00Z; not used by [`Dialect::AsGiven`].
    pub unix_time: i64,
    /// Which cloud's form.
    pub dialect: Dialect,
    /// Switches.
    pub flags: Flags,
}

impl Default for Request<'_> {
    fn default() -> Self {
        Request {
            method: b"",
            endpoint: b"",
            access_key: b"",
            secret: Secret::Text(b""),
            session_token: b"",
            unix_time: 0,
            dialect: Dialect::default(),
            flags: Flags::default(),
        }
    }
}

impl Request<'_> {
    /// Writes a stage of the signed request into `out` and returns the stage's length in bytes.
    ///
    /// If the length is larger than `out`, the text did not fit and `out` holds nothing of use: call again with that
    /// much room. An empty `out` asks for the length alone.
    ///
    /// # Errors
    /// An [`Error`] for whatever is wrong with the request, but for [`Stage::Error`], whose text it becomes.
    pub fn render<D: Door + ?Sized>(&self, params: &D, stage: Stage, out: &mut [u8]) -> Result<usize, Error> {
        stage.or_error(out, |stage, out| self.render_list(params, stage, out))
    }

    /// The same for what is known to be no [`Stage::Error`].
    // Where it is not inlined, the compiler does not find out in time that nothing in it can panic.
    #[inline(always)]
    pub(crate) fn render_list<D: Door + ?Sized>(
        &self,
        params: &D,
        stage: Stage,
        out: &mut [u8],
    ) -> Result<usize, Error> {
        self.render_from(params, Origin::List, stage, out)
    }

    /// The same for an existing URL, which stands in `endpoint` with its query.
    ///
    /// What the dialect adds may be in the query already, if it is what would be added. A Timestamp that is there stays,
    /// unless it is empty; the access key id may be there or be given; an old Signature is left out. So a signed URL, signed
    /// again, is the same URL.
    ///
    /// # Errors
    /// As [`Request::render`], and [`Status::Url`] and [`Status::Escape`] for what is wrong with the URL.
    pub fn render_url(&self, stage: Stage, out: &mut [u8]) -> Result<usize, Error> {
        stage.or_error(out, |stage, out| {
            let (endpoint, query) = self.split_url()?;
            let request = Request { endpoint, ..*self };
            request.render_from(&query, Origin::Url, stage, out).map_err(Error::in_url)
        })
    }

    /// The URL that stands in `endpoint`, without its query, and the query.
    fn split_url(&self) -> Result<(&[u8], Query<'_>), Error> {
        match Query::split_url(self.endpoint) {
            ([], _) if !self.endpoint.is_empty() => {
                Err(Error::argument(Status::Url, "url", "there is nothing before the query").at(0))
            }
            parts => Ok(parts),
        }
    }

    /// The same as a string of its own.
    ///
    /// # Errors
    /// As [`Request::render`].
    pub fn text<D: Door + ?Sized>(&self, params: &D, stage: Stage) -> Result<String, Error> {
        text(|out| self.render(params, stage, out))
    }

    #[inline(always)]
    fn render_from<D: Door + ?Sized>(
        &self,
        params: &D,
        origin: Origin,
        stage: Stage,
        out: &mut [u8],
    ) -> Result<usize, Error> {
        let stamp = self.stamp()?;
        let mut list = Params::new();
        params.hand_over(&mut list)?;
        if stage == Stage::Explain {
            return self.explain(&mut list, stamp.as_ref(), origin, out);
        }
        if list.may_be_signed() {
            list.leave_out(NEVER_SIGNED);
        }
        self.finish(&mut list, stamp.as_ref(), origin, stage, out)
    }

    /// Explains the request: first what was given, before anything is left out, added or sorted, then the rest.
    #[cold]
    fn explain<'s>(
        &'s self,
        list: &mut Params<'s>,
        stamp: Option<&'s Stamp>,
        origin: Origin,
        out: &mut [u8],
    ) -> Result<usize, Error> {
        let given = self.explain_given(list, origin, out);
        list.leave_out(NEVER_SIGNED);
        let rest = out.get_mut(given..).unwrap_or_default();
        Ok(given + self.finish(list, stamp, origin, Stage::Explain, rest)?)
    }

    /// Writes what was given, and returns its length.
    fn explain_given(&self, list: &Params<'_>, origin: Origin, out: &mut [u8]) -> usize {
        let mut out = Output::new(out);
        let row = self.dialect.row();
        let fills_stamp = origin == Origin::Url && row.stamp.is_some() && !(row.expires && list.has(EXPIRES));
        let left_out = |param: &Param<'_>| {
            if param.name().is(SIGNATURE) {
                Some(explain::OLD_SIGNATURE)
            } else if fills_stamp && param.name().is(TIMESTAMP) && param.value().is_empty() {
                Some(explain::EMPTY_STAMP)
            } else {
                None
            }
        };
        explain::write_given(list, left_out, &mut out);
        out.len()
    }

    /// The time stamp that the dialect wants, if it wants one.
    #[inline(always)]
    fn stamp(&self) -> Result<Option<Stamp>, Error> {
        self.dialect.row().stamp.map(|form| Stamp::new(self.unix_time, form)).transpose()
    }

    /// Adds what the dialect adds, puts all in order, and writes the stage; of an explanation, what comes after what was given.
    fn finish<'s>(
        &'s self,
        params: &mut Params<'s>,
        stamp: Option<&'s Stamp>,
        origin: Origin,
        stage: Stage,
        out: &mut [u8],
    ) -> Result<usize, Error> {
        let row = self.dialect.row();
        let mut method = MethodRoom::default();
        let head = Head {
            method: Method::parse(self.method, &mut method)?,
            endpoint: Endpoint::parse(self.endpoint, row.path, self.flags.has(Flag::EmptyHost))?,
        };
        let query_travels = match (row.post, head.method.as_bytes()) {
            (Post::InBody, b"POST") => false,
            (Post::Refused, method) if method != b"GET" => {
                return Err(Error::argument(Status::Method, "method", "the dialect has GET alone"));
            }
            _ => true,
        };
        if !(row.adds_nothing && self.session_token.is_empty()) {
            additions::add(self, row, params, stamp, origin)?;
        }
        let mut out = Output::new(out);
        if stage == Stage::Explain {
            explain::write_added(params, &mut out);
        }
        params.sort()?;
        if params.is_about_signature() {
            check_signed_with(params, self.flags.algorithm())?;
        }

        match stage {
            Stage::Canonical => {
                self.check_secret()?;
                head.write_canonical(params, &mut out)?;
            }
            Stage::StringToSign => {
                self.check_secret()?;
                head.write(&mut out);
                head.write_canonical(params, &mut out)?;
            }
            Stage::Signature => {
                let signature = self.with_key(|key| head.sign(params, key))?;
                signature.write(&mut out);
            }
            Stage::Query => self.with_key(|key| url::write_query(&head, params, key, &mut out))?,
            Stage::Url | Stage::Error if query_travels => {
                self.with_key(|key| url::write_url(&head, params, key, &mut out))?;
            }
            Stage::Url | Stage::Error => {
                self.check_secret()?;
                url::write_endpoint(&head, params, &mut out)?;
            }
            Stage::Explain => {
                self.with_key(|key| explain::write_rest(&head, params, query_travels, key, &mut out))?;
            }
        }
        Ok(out.len())
    }

    fn check_secret(&self) -> Result<(), Error> {
        match self.secret {
            Secret::Text(text) => Credential::Secret.check(text, self.flags.has(Flag::AnyCredential)),
            Secret::Prepared(key) if key.algorithm() == self.flags.algorithm() => Ok(()),
            Secret::Prepared(_) => {
                Err(Error::argument(Status::Key, "key", "it was prepared for the other of HMAC-SHA256 and HMAC-SHA1"))
            }
        }
    }

    fn with_key<T>(&self, sign: impl FnOnce(&Key) -> Result<T, Error>) -> Result<T, Error> {
        self.check_secret()?;
        match self.secret {
            Secret::Text(text) => {
                let mut key = Key::EMPTY;
                key.prepare(self.flags.algorithm(), text);
                sign(&key)
            }
            Secret::Prepared(key) => sign(key),
        }
    }
}

/// A text of its own from what writes into a buffer.
fn text(render: impl Fn(&mut [u8]) -> Result<usize, Error>) -> Result<String, Error> {
    let mut text = vec![0; 1024];
    let mut len = render(&mut text)?;
    if len > text.len() {
        text.resize(len, 0);
        len = render(&mut text)?;
    }
    text.truncate(len);
    // Everything that is written is ASCII.
    Ok(String::from_utf8(text).unwrap_or_default())
}

/// Refuses parameters that say that the request is signed otherwise than it will be.
#[inline(never)]
fn check_signed_with(params: &Params<'_>, algorithm: Algorithm) -> Result<(), Error> {
    for param in params.about_signature() {
        if param.name().is(SIGNATURE_METHOD) {
            if !param.value().is(algorithm.name()) {
                let why = match algorithm {
                    Algorithm::HmacSha256 => "the value is not HmacSHA256",
                    Algorithm::HmacSha1 => "the value is not HmacSHA1",
                };
                return Err(param.fault(Status::SignatureMethod, why));
            }
        } else if param.name().is(SIGNATURE_VERSION) && !param.value().is(VERSION_2) {
            return Err(param.fault(Status::SignatureVersion, "the value is not 2"));
        }
    }
    Ok(())
}
