//! The string to sign: the method, the host line, the path and the canonical query, each on a line of its own and no
//! newline at the end (AWS General Reference, "Signature Version 2 signing process").

use super::canonical;
use crate::endpoint::Endpoint;
use crate::error::{Error, Status};
use crate::mac::{Key, SIGNATURE_LEN};
use crate::output::Output;
use crate::params::Params;

/// The longest method that is accepted; the longest registered one has 17 letters (IANA, "HTTP Method Registry").
const LONGEST_METHOD: usize = 32;

/// Room for the method, a host of 255 bytes, a port, and two newlines.
const METHOD_AND_HOST: usize = LONGEST_METHOD + 255 + 6 + 2;

/// An HTTP method in upper case.
#[derive(Clone, Copy)]
pub(crate) struct Method {
    text: [u8; LONGEST_METHOD],
    len: usize,
}

impl Method {
    /// Checks and raises `text`; an empty text is GET.
    pub(crate) fn parse(text: &[u8]) -> Result<Method, Error> {
        let text = if text.is_empty() { b"GET" } else { text };
        let mut method = Method { text: [0; LONGEST_METHOD], len: text.len() };
        let Some(room) = method.text.get_mut(..text.len()) else {
            return Err(Error::argument(Status::Method, "method", "it is longer than 32 bytes"));
        };
        for (position, (slot, &byte)) in room.iter_mut().zip(text).enumerate() {
            if !is_token(byte) {
                let why = match byte {
                    b' ' => "there is a space in it",
                    0..=0x1f | 0x7f => "there is a control character in it",
                    _ => "there is a character in it that HTTP methods do not have",
                };
                return Err(Error::argument(Status::Method, "method", why).at(position));
            }
            *slot = byte.to_ascii_uppercase();
        }
        Ok(method)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.text[..self.len]
    }
}

/// The characters of a token (RFC 9110 section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// The lines before the canonical query.
pub(crate) struct Head<'a> {
    pub(crate) method: Method,
    pub(crate) endpoint: Endpoint<'a>,
}

impl Head<'_> {
    fn write_method_and_host(&self, out: &mut Output<'_>) {
        out.push(self.method.as_bytes());
        out.push_byte(b'\n');
        self.endpoint.write_host(out);
        out.push_byte(b'\n');
    }

    /// Writes the string to sign.
    pub(crate) fn write(&self, params: &Params<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        self.write_method_and_host(out);
        out.push(self.endpoint.path());
        out.push_byte(b'\n');
        canonical::write(params, out)
    }

    /// The signature of the string to sign. `canonical` is the canonical query where it already lies written.
    pub(crate) fn sign(&self, params: &Params<'_>, canonical: Option<&[u8]>, key: &Key) -> [u8; SIGNATURE_LEN] {
        let mut mac = key.start();
        let mut room = [0; METHOD_AND_HOST];
        let mut out = Output::new(&mut room);
        self.write_method_and_host(&mut out);
        // The room is that of the longest method and host, so all of it is there.
        mac.update(out.since(0).unwrap_or_default());
        mac.update(self.endpoint.path());
        mac.update(b"\n");
        match canonical {
            Some(canonical) => mac.update(canonical),
            None => canonical::pieces(params, |piece| mac.update(piece)),
        }
        mac.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods() {
        let method = |text: &str| {
            Method::parse(text.as_bytes())
                .map(|method| String::from_utf8(method.as_bytes().to_vec()).unwrap())
                .map_err(|error| error.to_string())
        };
        assert_eq!(method("").as_deref(), Ok("GET"));
        assert_eq!(method("post").as_deref(), Ok("POST"));
        assert_eq!(method("UpdateRedirectRef").as_deref(), Ok("UPDATEREDIRECTREF"));
        assert_eq!(method(&"m".repeat(32)), Ok("M".repeat(32)));
        for (given, why) in [
            ("GET ", "there is a space in it (at byte 3)"),
            ("GET\n", "there is a control character in it (at byte 3)"),
            ("G\0", "there is a control character in it (at byte 1)"),
            ("G\u{fc}", "there is a character in it that HTTP methods do not have (at byte 1)"),
            ("GET:", "there is a character in it that HTTP methods do not have (at byte 3)"),
            ("mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm", "it is longer than 32 bytes"),
        ] {
            assert_eq!(method(given), Err(format!("method: {why}")), "{given:?}");
        }
    }

    /// The longest head there can be is signed whole: the answer is the HMAC of the string to sign as it is written.
    #[test]
    fn the_longest_head_is_signed_whole() {
        let text = format!("https://{}:65535/{}", "h".repeat(255), "p".repeat(3000));
        let head = Head {
            method: Method::parse(&[b'M'; 32]).unwrap(),
            endpoint: Endpoint::parse(text.as_bytes(), b"/", false).unwrap(),
        };
        let params = Params::new(&[]);
        let mut room = [0; 4000];
        let mut out = Output::new(&mut room);
        head.write(&params, &mut out).unwrap();
        let key = Key::new(b"key");
        let mut mac = key.start();
        mac.update(out.since(0).unwrap());
        assert_eq!(out.len(), 32 + 1 + 255 + 6 + 1 + 3001 + 1);
        assert_eq!(head.sign(&params, None, &key), mac.finish());
    }
}
