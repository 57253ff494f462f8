//! What can be wrong with a request: one table of variant, `ASR_E_*` number and sentence.
//!
//! An [`Error`] says which rule was broken, in which argument or parameter, and at which byte. It never holds a value,
//! a secret or a token: of the caller's text only a parameter's *name* is shown, escaped so that it is safe in a log.

use crate::encode::escaped;
use crate::output::Output;
use core::fmt;

/// Why a call failed. Every function that returns `int32_t` returns one of these numbers, or `ASR_OK`, or a length.
/// Numbers are never reused. `asr_status_message` gives each its sentence.
#[repr(C)]
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// A pointer is NULL (or not aligned) where something must be pointed to: a text with a length other than 0, a
    /// NUL-terminated text that may not be NULL, the request, the parameters, the key, or `out` with a capacity other
    /// than 0. (A missing access key id is `ASR_E_ACCESS_KEY`, and an empty secret `ASR_E_SECRET`; but `public_key` and
    /// `private_key` of `aws_signed_request` may not be NULL.)
    Null = -1,
    /// `struct_size` is smaller than the first release's struct, or larger with something other than zeros behind the
    /// part that this release knows, or larger than 4096; or a field that is reserved is not 0.
    StructSize = -2,
    /// `stage` is none of `ASR_STAGE_*`, or `answer` none of `ASR_ANSWER_*`.
    Stage = -3,
    /// `dialect` is none of `ASR_DIALECT_*`.
    Dialect = -4,
    /// `flags` has a bit that is none of `ASR_F_*`, or none that the function has a use for.
    Flags = -5,
    /// The method is not an HTTP token (RFC 9110 section 5.6.2) of at most 32 bytes, or the dialect does not allow it:
    /// `ASR_DIALECT_PRODUCT_ADVERTISING` allows only GET.
    Method = -6,
    /// The endpoint is not `scheme://host[:port][/path]`: see the field of that name.
    Endpoint = -7,
    /// The region of `aws_signed_request` is not the end of a host name, such as `com` or `co.uk`: letters, digits and
    /// hyphens, in parts divided by dots, at most 63 bytes.
    Region = -8,
    /// The access key id is missing, or has white space at an end, a control character in it, or is not UTF-8.
    AccessKey = -9,
    /// The secret is missing, or has white space at an end, a control character in it, or is not UTF-8.
    Secret = -10,
    /// The `asr_key` was not made by `asr_key_init`, or made for the other of HMAC-SHA256 and HMAC-SHA1.
    Key = -11,
    /// The session token is not clean text, or the dialect has no place for one.
    SessionToken = -12,
    /// A NUL-separated list does not hold exactly `count` items.
    ListCount = -13,
    /// A parameter's name is empty.
    EmptyName = -14,
    /// The caller gave a parameter that the dialect adds itself, or Timestamp together with Expires where the dialect has
    /// either; or a URL has what is added twice, or with another value.
    Reserved = -15,
    /// A parameter's name or value, an associate tag or a version is not valid UTF-8.
    Utf8 = -16,
    /// The time is before 1970-01-01T00:00:00Z or after 9999-12-31T23:59:59Z; or the window of a check is negative.
    Time = -17,
    /// An input, or the result, is larger than an `int32_t` can count; or what a diagnosis is asked is more than it does.
    TooLarge = -18,
    /// There was no memory for more than 64 parameters.
    NoMemory = -19,
    /// A defect of this library was met and caught. Please report it.
    Panic = -20,
    /// A parameter SignatureMethod is not what the request is signed with: HmacSHA256, or HmacSHA1 with the flag
    /// `ASR_F_HMAC_SHA1`. (Where the dialect adds that parameter to a list, any is `ASR_E_RESERVED`.)
    SignatureMethod = -21,
    /// A parameter SignatureVersion is not 2, which is what this library signs with. (Where the dialect adds that
    /// parameter to a list, any is `ASR_E_RESERVED`.)
    SignatureVersion = -22,
    /// The URL is not `scheme://host[:port][/path][?query]`, or has in its query a space, a control character, a fragment or
    /// an `&amp;`.
    Url = -23,
    /// In a query there is a `%` that is not followed by two hexadecimal digits.
    Escape = -24,
    /// There is no Signature to verify, or an empty one.
    Unsigned = -25,
    /// The Signature to verify is not the Base64 of a hash of the right length, or there are two.
    Signature = -26,
    /// The Signature is not that of this request under this secret.
    Mismatch = -27,
    /// There is no Timestamp and no Expires, or there are both, or one of them twice, or it is no time.
    Stamp = -28,
    /// The Timestamp is older than the window, or Expires has passed.
    Expired = -29,
    /// The Timestamp is further in the future than the window.
    Early = -30,
}

impl Status {
    /// Every status, in the order of the numbers.
    pub const ALL: [Status; 30] = [
        Status::Null,
        Status::StructSize,
        Status::Stage,
        Status::Dialect,
        Status::Flags,
        Status::Method,
        Status::Endpoint,
        Status::Region,
        Status::AccessKey,
        Status::Secret,
        Status::Key,
        Status::SessionToken,
        Status::ListCount,
        Status::EmptyName,
        Status::Reserved,
        Status::Utf8,
        Status::Time,
        Status::TooLarge,
        Status::NoMemory,
        Status::Panic,
        Status::SignatureMethod,
        Status::SignatureVersion,
        Status::Url,
        Status::Escape,
        Status::Unsigned,
        Status::Signature,
        Status::Mismatch,
        Status::Stamp,
        Status::Expired,
        Status::Early,
    ];

    /// The number that crosses the C boundary.
    #[must_use]
    pub const fn code(self) -> i32 {
        self as i32
    }

    /// The status with this number, if there is one.
    #[must_use]
    pub fn from_code(code: i32) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.code() == code)
    }

    /// One sentence in English, the same at every call; NUL-terminated so that C can be given the same text.
    pub(crate) const fn message_with_nul(self) -> &'static core::ffi::CStr {
        match self {
            Status::Null => c"a pointer is NULL or misaligned where something must be pointed to",
            Status::StructSize => c"struct_size is not that of a known release of the struct",
            Status::Stage => c"unknown stage or answer",
            Status::Dialect => c"unknown dialect",
            Status::Flags => c"unknown flag",
            Status::Method => c"the method is not an HTTP token or not one the dialect has",
            Status::Endpoint => c"the endpoint is not scheme://host[:port][/path]",
            Status::Region => c"the region is not the end of a host name",
            Status::AccessKey => c"the access key id is empty or not clean text",
            Status::Secret => c"the secret is empty or not clean text",
            Status::Key => c"the key was not made by asr_key_init, or for another hash",
            Status::SessionToken => c"the session token is not clean text or not wanted by the dialect",
            Status::ListCount => c"a list does not hold exactly count items",
            Status::EmptyName => c"the name of a parameter is empty",
            Status::Reserved => c"a parameter was given that the dialect adds itself",
            Status::Utf8 => c"a name or value is not valid UTF-8",
            Status::Time => c"the time is before 1970 or after 9999, or the window is negative",
            Status::TooLarge => c"an input, the result or what is asked for is too large",
            Status::NoMemory => c"out of memory",
            Status::Panic => c"a defect of the library was caught; please report it",
            Status::SignatureMethod => c"SignatureMethod is not what the request is signed with",
            Status::SignatureVersion => c"SignatureVersion is not 2",
            Status::Url => c"the URL is not scheme://host[:port][/path][?query], or not as it is sent",
            Status::Escape => c"a % in the query is not followed by two hexadecimal digits",
            Status::Unsigned => c"there is no Signature",
            Status::Signature => c"the Signature is not the Base64 of a hash, or there are two",
            Status::Mismatch => c"the Signature is not that of this request under this secret",
            Status::Stamp => c"there is no one Timestamp or Expires that can be read as a time",
            Status::Expired => c"the request has expired",
            Status::Early => c"the Timestamp is in the future",
        }
    }

    /// One sentence in English, the same at every call.
    #[must_use]
    pub fn message(self) -> &'static str {
        // Every sentence above is ASCII, so nothing is lost here.
        self.message_with_nul().to_str().unwrap_or("")
    }
}

/// Of a parameter's name, as many bytes as an error shows.
pub(crate) const NAME_SHOWN: usize = 48;

/// The beginning of a parameter's name, kept by value so that an error borrows nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Name {
    text: [u8; NAME_SHOWN],
    len: u8,
    cut: bool,
}

impl Name {
    pub(crate) fn new(name: &[u8]) -> Name {
        let mut text = [0; NAME_SHOWN];
        text.iter_mut().zip(name).for_each(|(slot, byte)| *slot = *byte);
        Name { text, len: name.len().min(NAME_SHOWN) as u8, cut: name.len() > NAME_SHOWN }
    }

    /// Writes it between quotes. The bytes that would make a line of text ambiguous or unsafe in a log are escaped:
    /// quotes, the escapes themselves, control characters, and what is not ASCII.
    pub(crate) fn write(&self, out: &mut Output<'_>) {
        out.push_byte(b'"');
        for byte in self.text.iter().take(usize::from(self.len)) {
            match byte {
                b'"' | b'%' | b'\\' | 0..0x20 | 0x7f.. => out.push(&escaped(*byte)),
                _ => out.push_byte(*byte),
            }
        }
        out.push(if self.cut { b"...\"" } else { b"\"" });
    }
}

/// Writes the beginning of a text of the caller's between quotes, safe in a log.
pub(crate) fn write_quoted(text: &[u8], out: &mut Output<'_>) {
    Name::new(text).write(out);
}

/// Where the fault is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Argument(&'static str),
    Parameter { number: usize, name: Name },
}

/// A refused call: a [`Status`], where the fault is, and a sentence that says what is wrong.
///
/// Its text ([`fmt::Display`]) is what `ASR_STAGE_ERROR` writes, for example
/// `parameter 3 "Keywords": the value is not valid UTF-8 (at byte 7)`. Parameters are counted from 1, bytes from 0.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Error {
    status: Status,
    place: Place,
    why: &'static str,
    at: Option<usize>,
}

impl Error {
    /// A fault in the argument of this name.
    #[cold]
    pub(crate) fn argument(status: Status, argument: &'static str, why: &'static str) -> Error {
        Error { status, place: Place::Argument(argument), why, at: None }
    }

    /// A fault in the caller's parameter with this index, counted from 0.
    #[cold]
    pub(crate) fn parameter(status: Status, index: usize, name: &[u8], why: &'static str) -> Error {
        Error { status, place: Place::Parameter { number: index + 1, name: Name::new(name) }, why, at: None }
    }

    /// The same fault, found at this byte.
    #[cold]
    pub(crate) fn at(self, byte: usize) -> Error {
        Error { at: Some(byte), ..self }
    }

    /// The same fault, where the endpoint is that of a URL.
    #[cold]
    pub(crate) fn in_url(self) -> Error {
        if self.status == Status::Endpoint {
            return Error { status: Status::Url, place: Place::Argument("url"), ..self };
        }
        self
    }

    /// The same fault, where the argument of this name goes by another.
    #[cold]
    pub(crate) fn renamed(self, argument: &str, other: &'static str) -> Error {
        match self.place {
            Place::Argument(name) if name == argument => Error { place: Place::Argument(other), ..self },
            _ => self,
        }
    }

    /// The rule that was broken.
    #[must_use]
    pub fn status(&self) -> Status {
        self.status
    }

    /// Writes the error's text into `out` and returns the length that it has or would have.
    pub(crate) fn write(&self, out: &mut [u8]) -> usize {
        let mut out = Output::new(out);
        match &self.place {
            Place::Argument(argument) => out.push(argument.as_bytes()),
            Place::Parameter { number, name } => {
                out.push(b"parameter ");
                out.push_number(*number);
                out.push_byte(b' ');
                name.write(&mut out);
            }
        }
        out.push(b": ");
        out.push(self.why.as_bytes());
        if let Some(byte) = self.at {
            out.push(b" (at byte ");
            out.push_number(byte);
            out.push_byte(b')');
        }
        out.len()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Longer than any argument's name, a parameter's name with all of it escaped, and any sentence.
        let mut room = [0; 512];
        let len = self.write(&mut room);
        // All that is written is ASCII.
        f.write_str(core::str::from_utf8(room.get(..len).unwrap_or_default()).unwrap_or_default())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({:?}: {self})", self.status)
    }
}

impl core::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_its_own_number_and_sentence() {
        for (position, status) in Status::ALL.into_iter().enumerate() {
            assert_eq!(status.code(), -1 - i32::try_from(position).unwrap());
            assert_eq!(Status::from_code(status.code()), Some(status));
            assert!(status.message().len() > 8, "{status:?}");
            assert!(Status::ALL.iter().filter(|other| other.message() == status.message()).count() == 1);
        }
        assert_eq!(Status::from_code(0), None);
        assert_eq!(Status::from_code(-31), None);
    }

    #[test]
    fn a_hostile_name_cannot_break_the_line_or_the_quotes() {
        let error =
            Error::parameter(Status::Utf8, 2, b"a\r\n\"\x1b[31m\xff\xe2\x80\xae", "the value is not valid UTF-8");
        assert_eq!(
            error.at(7).to_string(),
            "parameter 3 \"a%0D%0A%22%1B[31m%FF%E2%80%AE\": the value is not valid UTF-8 (at byte 7)"
        );
    }

    #[test]
    fn a_long_name_is_cut() {
        let text = Error::parameter(Status::Reserved, 0, &[b'x'; 10_000], "why").to_string();
        assert_eq!(text, format!("parameter 1 \"{}...\": why", "x".repeat(48)));
    }
}
