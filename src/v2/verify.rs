//! Verification: is this the signature of this request?
//!
//! The signature is computed again, and the two are compared as Base64 in a time that does not depend on where they
//! differ. (Base64 looks up its alphabet, which is 64 bytes, by the computed signature, as signing does.) Whether the
//! request is fresh is another question, see [`check_time`](super::check_time); and so is whether it has been seen
//! before.

use super::additions::Origin;
use super::dialect::{Dialect, NEVER_SIGNED, SIGNATURE};
use super::{Request, Stage};
use crate::error::{Error, Status};
use crate::mac::{is_same_signature, is_signature, Algorithm, LONGEST_SIGNATURE};
use crate::params::{Door, Params};
use crate::timestamp::Stamp;

/// More than any signature has, decoded from its escapes.
const ROOM: usize = 128;

impl Request<'_> {
    /// Whether `signature`, in Base64, is that of this request; if none is given, the one that the parameters hold.
    ///
    /// The request is taken as it would be signed, so `params` are all the parameters that were received if the dialect is
    /// [`Dialect::AsGiven`], and with any other all but those that the dialect adds.
    ///
    /// # Errors
    /// [`Status::Mismatch`] for a wrong signature, [`Status::Unsigned`] if there is none, [`Status::Signature`] if it is no
    /// signature or there are two, and whatever is wrong with the request.
    pub fn verify<D: Door + ?Sized>(&self, params: &D, signature: Option<&[u8]>) -> Result<(), Error> {
        let stamp = self.stamp()?;
        let mut list = Params::new();
        params.hand_over(&mut list)?;
        self.verify_list(&mut list, stamp.as_ref(), signature)
    }

    /// The same whichever door the parameters came through.
    fn verify_list<'s>(
        &'s self,
        list: &mut Params<'s>,
        stamp: Option<&'s Stamp>,
        signature: Option<&[u8]>,
    ) -> Result<(), Error> {
        let mut room = [0; ROOM];
        let mut received = Ok(signature.unwrap_or_default());
        if list.is_about_signature() {
            if let (Some(param), None) = (list.single(SIGNATURE, Status::Signature)?, signature) {
                received = param.value().decode_into(&mut room);
            }
            list.leave_out(NEVER_SIGNED);
        }
        // What is wrong with the request or the secret is said first, whatever signature came along.
        let mut computed = [0; LONGEST_SIGNATURE];
        let len = self.finish(list, stamp, Origin::List, Stage::Signature, &mut computed)?;
        let refused = |status, why| Err(Error::argument(status, "signature", why));
        match received {
            Ok(text) if is_same_signature(text, computed.get(..len).unwrap_or_default()) => Ok(()),
            Ok([]) => refused(Status::Unsigned, "there is none"),
            Ok(text) | Err(text) => match malformed(self.flags.algorithm(), text) {
                Some(why) => refused(Status::Signature, why),
                None => refused(Status::Mismatch, "it is not that of this request under this secret"),
            },
        }
    }

    /// The same for a URL, which stands in `endpoint` with its query, the signature in it: all of the query is signed, and
    /// nothing is added, whatever the dialect. For the form body of a POST it is the URL, `?` (`&`
    /// if it has a query), and the body.
    ///
    /// # Errors
    /// As [`Request::verify`], and [`Status::Url`] and [`Status::Escape`] for what is wrong with the URL.
    pub fn verify_url(&self) -> Result<(), Error> {
        let (endpoint, query) = self.split_url()?;
        let request = Request { endpoint, dialect: Dialect::AsGiven, session_token: b"", ..*self };
        request.verify(&query, None).map_err(Error::in_url)
    }
}

/// Why `text` is the signature of nothing, if it is not.
#[cold]
fn malformed(algorithm: Algorithm, text: &[u8]) -> Option<&'static str> {
    (!is_signature(algorithm, text)).then(|| match algorithm {
        _ if text.contains(&b' ') => "there is a space in it; a + of the Base64 was not percent-encoded",
        _ if text.contains(&b'%') => "there is a % in it; it was percent-encoded twice, or not decoded",
        Algorithm::HmacSha256 => "it is not the Base64 of 32 bytes, which has 44 characters",
        Algorithm::HmacSha1 => "it is not the Base64 of 20 bytes, which has 28 characters",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mac::Key;
    use crate::query::Query;
    use crate::v2::{Flag, Flags, Secret};

    /// Amazon's example for Amazon Elastic MapReduce (AWS General Reference, "Signature Version 2 signing process").
    const SIGNED: &str =
        "https://elasticmapreduce.amazonaws.com?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=DescribeJobFlows\
                          &SignatureMethod=HmacSHA256&SignatureVersion=2&Timestamp=2011-10-03T15%3A19%3A30\
                          &Version=2009-03-31&Signature=i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf%2FMj6vPxyYIs%3D";

    fn request(url: &str) -> Request<'_> {
        Request {
            endpoint: url.as_bytes(),
            secret: Secret::Text(b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            ..Request::default()
        }
    }

    fn answer(request: &Request<'_>) -> Result<(), (Status, String)> {
        request.verify_url().map_err(|error| (error.status(), error.to_string()))
    }

    fn status(url: &str) -> Option<Status> {
        answer(&request(url)).err().map(|(status, _)| status)
    }

    #[test]
    fn a_published_signature_is_right_and_any_change_is_wrong() {
        assert_eq!(status(SIGNED), None);
        for (from, to) in [
            ("com?", "org?"),
            ("com?", "com:8443?"),
            ("com?", "com/x?"),
            ("03-31", "03-30"),
            ("Action=", "action="),
            ("&Version", "&x=&Version"),
            ("i91n", "i91m"),
        ] {
            assert_eq!(status(&SIGNED.replace(from, to)), Some(Status::Mismatch), "{from} {to}");
        }
        // What means the same is the same.
        for (from, to) in
            [("com?", "com:443/?&&"), ("%3A", ":"), ("%2F", "/"), ("Action", "%41ction"), ("https", "HTTPS")]
        {
            assert_eq!(status(&SIGNED.replace(from, to)), None, "{from} {to}");
        }
        assert_eq!(
            answer(&Request { method: b"POST", ..request(SIGNED) }).err().map(|(status, _)| status),
            Some(Status::Mismatch)
        );
        assert_eq!(
            answer(&Request { secret: Secret::Text(b"other"), ..request(SIGNED) }).err().map(|(status, _)| status),
            Some(Status::Mismatch)
        );
    }

    #[test]
    fn what_is_no_signature_is_told_from_what_is_wrong() {
        let (unsigned, _) = SIGNED.split_once("&Signature").unwrap();
        let with = |signature: &str| format!("{unsigned}&Signature={signature}");
        let long = "A".repeat(500);
        for (url, expected, why) in [
            (unsigned.to_owned(), Status::Unsigned, "signature: there is none"),
            (with(""), Status::Unsigned, "signature: there is none"),
            (
                with("i91nKc4P"),
                Status::Signature,
                "signature: it is not the Base64 of 32 bytes, which has 44 characters",
            ),
            (with(&long), Status::Signature, "signature: it is not the Base64 of 32 bytes, which has 44 characters"),
            (
                with(&long.replace('A', "%41")),
                Status::Signature,
                "signature: it is not the Base64 of 32 bytes, which has 44 characters",
            ),
            (
                format!("{SIGNED}A"),
                Status::Signature,
                "signature: it is not the Base64 of 32 bytes, which has 44 characters",
            ),
            (
                with("i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf_Mj6vPxyYIs="),
                Status::Signature,
                "signature: it is not the Base64 of 32 bytes, which has 44 characters",
            ),
            (
                with("i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf+Mj6vPxyYIs="),
                Status::Signature,
                "signature: there is a space in it; a + of the Base64 was not percent-encoded",
            ),
            (
                with("i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf%252FMj6vPxyYIs%253D"),
                Status::Signature,
                "signature: there is a % in it; it was percent-encoded twice, or not decoded",
            ),
            (
                format!("{SIGNED}&Signature=x"),
                Status::Signature,
                "parameter 8 \"Signature\": the parameter stands here a second time",
            ),
            (
                SIGNED.replace("HmacSHA256", "HmacSHA512"),
                Status::SignatureMethod,
                "parameter 3 \"SignatureMethod\": the value is not HmacSHA256",
            ),
            (
                SIGNED.replace("HmacSHA256", "HmacSHA1"),
                Status::SignatureMethod,
                "parameter 3 \"SignatureMethod\": the value is not HmacSHA256",
            ),
            (
                SIGNED.replace("SignatureVersion=2", "SignatureVersion=4"),
                Status::SignatureVersion,
                "parameter 4 \"SignatureVersion\": the value is not 2",
            ),
            (
                SIGNED.replace("%3A30", "%3"),
                Status::Escape,
                "url: there is a % that is not followed by two hexadecimal digits; a bare % is %25 (at byte 173)",
            ),
            (
                SIGNED.replace("https", "ftp"),
                Status::Url,
                "url: it does not begin with http://, https://, ws:// or wss:// (at byte 0)",
            ),
        ] {
            assert_eq!(answer(&request(&url)), Err((expected, why.to_owned())), "{url}");
        }
    }

    #[test]
    fn what_is_wrong_with_the_request_or_the_secret_comes_first() {
        let (unsigned, _) = SIGNED.split_once("&Signature").unwrap();
        let request = Request { secret: Secret::Text(b"secret\n"), ..request(unsigned) };
        assert_eq!(answer(&request), Err((Status::Secret, "secret: it ends with white space".to_owned())));
        assert_eq!(status(&format!("{unsigned}&=x")), Some(Status::EmptyName));
        assert_eq!(status(&format!("{unsigned}&a=%ff")), Some(Status::Utf8));
    }

    #[test]
    fn a_signature_can_be_given_apart() {
        let (endpoint, query) = SIGNED.split_once('?').unwrap();
        let request = request(endpoint);
        let params = Query::new(query.as_bytes());
        let status = |signature: &[u8]| request.verify(&params, Some(signature)).err().map(|error| error.status());
        assert_eq!(status(b""), Some(Status::Unsigned));
        assert_eq!(request.verify(&params, None), Ok(()));
        assert_eq!(status(b"i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs="), None);
        assert_eq!(status(b"i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf%2FMj6vPxyYIs%3D"), Some(Status::Signature));
        assert_eq!(status(b"j91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf/Mj6vPxyYIs="), Some(Status::Mismatch));
    }

    #[test]
    fn hmac_sha1_is_verified_where_it_is_asked_for() {
        let url = SIGNED.replace("HmacSHA256", "HmacSHA1");
        let request = Request { flags: Flags::default().with(Flag::HmacSha1), ..request(&url) };
        assert_eq!(answer(&request).err().map(|(status, _)| status), Some(Status::Signature), "44 characters");
        assert_eq!(
            answer(&request).unwrap_err().1,
            "signature: it is not the Base64 of 20 bytes, which has 28 characters"
        );
        let mut room = [0; 512];
        let len = request.render_url(Stage::Url, &mut room).unwrap();
        let signed = Request { endpoint: &room[..len], ..request };
        assert_eq!(signed.verify_url(), Ok(()));
        let signed = Request { flags: Flags::default(), ..signed };
        assert_eq!(signed.verify_url().err().map(|error| error.status()), Some(Status::SignatureMethod));
        let signed = Request { flags: Flags::default().with(Flag::HmacSha1), endpoint: SIGNED.as_bytes(), ..signed };
        let why = "parameter 3 \"SignatureMethod\": the value is not HmacSHA1".to_owned();
        assert_eq!(answer(&signed), Err((Status::SignatureMethod, why)));
    }

    #[test]
    fn of_a_url_only_what_it_says_itself_counts() {
        let request = Request {
            access_key: b"other",
            session_token: b"token",
            unix_time: -1,
            dialect: Dialect::Htx,
            ..request(SIGNED)
        };
        assert_eq!(request.verify_url(), Ok(()));
    }

    #[test]
    fn a_key_is_for_one_hash() {
        let (sha1, sha256) = (Algorithm::HmacSha1, Algorithm::HmacSha256);
        let key = |algorithm| Key::from_any_bytes(algorithm, b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        let (flags, sha1_flags) = (Flags::default(), Flags::default().with(Flag::HmacSha1));
        let right = key(sha256);
        assert_eq!(Request { secret: Secret::Prepared(&right), ..request(SIGNED) }.verify_url(), Ok(()));
        for (algorithm, flags) in [(sha1, flags), (sha256, sha1_flags)] {
            let url = if algorithm == sha1 { SIGNED.to_owned() } else { SIGNED.replace("SHA256", "SHA1") };
            let key = key(algorithm);
            let request = Request { secret: Secret::Prepared(&key), flags, ..request(&url) };
            let why = "key: it was prepared for the other of HMAC-SHA256 and HMAC-SHA1".to_owned();
            assert_eq!(answer(&request), Err((Status::Key, why)));
        }
    }
}
