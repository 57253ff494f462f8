//! The string to sign: the method, the host line, the path and the canonical query, each on a line of its own and no
//! newline at the end (AWS General Reference, "Signature Version 2 signing process").

use super::canonical;
use crate::endpoint::{Endpoint, LONGEST_HOST_LINE};
use crate::error::{Error, Status};
use crate::mac::{Key, Signature, BLOCK, LONGEST_SIGNATURE};
use crate::output::Output;
use crate::params::{Params, MOST_BYTES};

/// The longest method that is accepted; the longest registered one has 17 letters (IANA, "HTTP Method Registry").
const LONGEST_METHOD: usize = 32;

/// Room for an ordinary string to sign, for when only its signature is wanted.
const ASIDE: usize = 2048;

/// The blocks that are given to the hash at a time where the string to sign lies nowhere as a whole.
const PIECE: usize = 16;

/// An HTTP method in upper case.
#[derive(Clone, Copy)]
pub(crate) struct Method<'a> {
    text: &'a [u8],
}

/// The room in which a method is raised to upper case.
pub(crate) type MethodRoom = [u8; LONGEST_METHOD];

impl<'a> Method<'a> {
    /// Checks and raises `text`; an empty text is GET.
    #[inline]
    pub(crate) fn parse(text: &[u8], room: &'a mut MethodRoom) -> Result<Method<'a>, Error> {
        match text {
            b"" | b"GET" => Ok(Method { text: b"GET" }),
            b"POST" => Ok(Method { text: b"POST" }),
            _ => Method::parse_any(text, room),
        }
    }

    #[cold]
    fn parse_any(text: &[u8], room: &'a mut MethodRoom) -> Result<Method<'a>, Error> {
        let Some(room) = room.get_mut(..text.len()) else {
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
        Ok(Method { text: room })
    }

    pub(crate) fn as_bytes(&self) -> &'a [u8] {
        self.text
    }
}

/// The characters of a token (RFC 9110 section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// The lines before the canonical query.
pub(crate) struct Head<'a> {
    pub(crate) method: Method<'a>,
    pub(crate) endpoint: Endpoint<'a>,
}

impl Head<'_> {
    /// The length of what [`Head::write`] writes.
    pub(crate) fn len(&self) -> usize {
        self.method.text.len() + self.endpoint.host_len() + self.endpoint.path().len() + 3
    }

    /// Writes the lines, each with its newline.
    pub(crate) fn write(&self, out: &mut Output<'_>) {
        let start = out.len() + self.method.text.len() + 1;
        out.push_parts(
            self.len(),
            [self.method.text, b"\n", self.endpoint.host_line(), b"\n", self.endpoint.path(), b"\n"],
        );
        self.endpoint.lower_host(out, start);
    }

    /// Writes the canonical query, unless any stage of the request would be more than an `int32_t` can count, so that a
    /// request is right or wrong whatever is asked of it, and nothing so large is hashed.
    pub(crate) fn write_canonical(&self, params: &Params<'_>, out: &mut Output<'_>) -> Result<(), Error> {
        let start = out.len();
        canonical::write(params, out)?;
        self.check_size((out.len() - start) as u64)
    }

    fn check_size(&self, canonical_len: u64) -> Result<(), Error> {
        const SIGNATURE_PARAMETER: usize = "&Signature=".len() + 3 * LONGEST_SIGNATURE;
        let front = self.len().max(self.endpoint.len() + 1);
        if canonical_len + (front + SIGNATURE_PARAMETER) as u64 > MOST_BYTES {
            return Err(Error::argument(Status::TooLarge, "result", "it would be larger than 2147483647 bytes"));
        }
        Ok(())
    }

    /// Says what [`Head::write_canonical`] would, where the canonical query itself is not wanted.
    pub(crate) fn check(&self, params: &Params<'_>) -> Result<(), Error> {
        canonical::check(params)?;
        let (_, most) = canonical::bounds(params);
        self.check_size(most).or_else(|_| self.write_canonical(params, &mut Output::new(&mut [])))
    }

    /// Signs where the string to sign itself is not wanted.
    #[inline(never)]
    pub(crate) fn sign(&self, params: &Params<'_>, key: &Key) -> Result<Signature, Error> {
        let room = (ASIDE as u64).saturating_sub(self.len() as u64);
        if room >= params.bytes() || room >= canonical::bounds(params).0 {
            let mut room = [0; ASIDE];
            let mut out = Output::new(&mut room);
            self.write(&mut out);
            self.write_canonical(params, &mut out)?;
            if let Some((room, len)) = out.since_with_room(0) {
                return Ok(key.sign_in_room(room, len));
            }
        } else {
            self.check(params)?;
        }
        Ok(self.sign_in_pieces(params, key).0)
    }

    /// Signs where there is no room for the string to sign: it is made and hashed piece by piece. Returns the length of the
    /// canonical query, too. The parameters have been looked through.
    #[cold]
    pub(crate) fn sign_in_pieces(&self, params: &Params<'_>, key: &Key) -> (Signature, usize) {
        let mut mac = key.start();
        let mut room = [[0; BLOCK]; PIECE];
        let (mut len, mut taken) = (0, 0);
        let mut take = |mut text: &[u8]| {
            taken += text.len();
            while !text.is_empty() {
                let free = room.as_flattened_mut().get_mut(len..).unwrap_or_default();
                let (now, later) = text.split_at(text.len().min(free.len()));
                let (filled, free) = free.split_at_mut(now.len().min(free.len()));
                filled.copy_from_slice(now);
                len += now.len();
                if free.is_empty() {
                    mac.update(&room);
                    len = 0;
                }
                text = later;
            }
        };
        take(self.method.as_bytes());
        take(b"\n");
        let mut host_room = [0; LONGEST_HOST_LINE];
        let mut host = Output::new(&mut host_room);
        self.endpoint.write_host(&mut host);
        take(host.since(0).unwrap_or_default());
        take(b"\n");
        take(self.endpoint.path());
        take(b"\n");
        canonical::pieces(params, &mut take);
        (mac.finish(room.as_flattened().get(..len).unwrap_or_default()), taken.saturating_sub(self.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mac::Algorithm;
    use crate::params::Door;

    #[test]
    fn methods() {
        let method = |text: &str| {
            Method::parse(text.as_bytes(), &mut [0; LONGEST_METHOD])
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

    /// Heads and queries of all sorts of lengths, around those at which a piece is full: the answer is the HMAC of the
    /// string to sign as it is written.
    #[test]
    fn pieces_are_the_whole() {
        let key = Key::from_any_bytes(Algorithm::HmacSha256, b"key");
        let host = "h".repeat(255);
        for path_len in [1, 700, 701, 702, 1023, 1024, 1025, 5000] {
            for value_len in [0, 1, 127, 128, 129, 4000] {
                let text = format!("https://{host}:65535/{}", "p".repeat(path_len - 1));
                let mut room = [0; LONGEST_METHOD];
                let head = Head {
                    method: Method::parse(&[b'M'; 32], &mut room).unwrap(),
                    endpoint: Endpoint::parse(text.as_bytes(), b"/", false).unwrap(),
                };
                let value = "\u{e9}".repeat(value_len);
                let pairs = [("b", value.as_str()), ("a", "")];
                let mut params = Params::new();
                pairs.hand_over(&mut params).unwrap();
                params.sort().unwrap();
                let mut room = vec![0; 40_000];
                let mut out = Output::new(&mut room);
                head.write(&mut out);
                assert_eq!(out.len(), head.len());
                canonical::write(&params, &mut out).unwrap();
                let whole = key.sign(out.since(0).unwrap());
                let (signature, canonical_len) = head.sign_in_pieces(&params, &key);
                assert_eq!((signature.text(), head.len() + canonical_len), (whole.text(), out.len()));
                let (least, most) = canonical::bounds(&params);
                assert!((least..=most).contains(&(canonical_len as u64)));
            }
        }
    }
}
