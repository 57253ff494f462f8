//! What a dialect adds to the caller's parameters: the key id, the time, and how the request is signed.
//!
//! To a list these are added, and one that is there already is a mistake. An existing URL may have any of them, from a
//! signature before or from who made it, and keeps them if they are what would be added.

use super::dialect::{Row, EXPIRES, SIGNATURE_METHOD, SIGNATURE_VERSION, TIMESTAMP, VERSION_2};
use super::{Flag, Request};
use crate::credential::Credential;
use crate::error::{Error, Status};
use crate::param::Param;
use crate::params::Params;
use crate::timestamp::Stamp;

/// Where the parameters come from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// A list that is to become a request.
    List,
    /// A URL that may be a request already.
    Url,
}

/// Adds to `params` what the dialect of `request` adds.
#[inline(never)]
pub(super) fn add<'s>(
    request: &'s Request<'_>,
    row: &'static Row,
    params: &mut Params<'s>,
    stamp: Option<&'s Stamp>,
    origin: Origin,
) -> Result<(), Error> {
    let mut adding = Adding { params, origin };
    let any = request.flags.has(Flag::AnyCredential);
    if let Some(name) = row.access_key {
        adding.credential(name, Credential::AccessKey, request.access_key, any, true)?;
    }
    match row.session_token {
        Some(name) => adding.credential(name, Credential::SessionToken, request.session_token, any, false)?,
        None if request.session_token.is_empty() => {}
        None => {
            let why = "the dialect has no parameter for it, so it would not be sent";
            return Err(Error::argument(Status::SessionToken, "session_token", why));
        }
    }
    match stamp {
        // A request has one of the two.
        Some(_) if row.expires && adding.params.has(EXPIRES) => {
            adding.params.refuse(TIMESTAMP, Status::Reserved, "a request with Expires has no Timestamp")?;
        }
        Some(stamp) => adding.stamp(stamp)?,
        None => {}
    }
    if row.says_how {
        adding.fixed(SIGNATURE_METHOD, request.flags.algorithm().name(), Status::SignatureMethod)?;
        adding.fixed(SIGNATURE_VERSION, VERSION_2, Status::SignatureVersion)?;
    }
    for (name, value) in row.fixed {
        adding.fixed(name, value, Status::Reserved)?;
    }
    for (name, value) in row.defaults {
        if !adding.params.has(name) {
            adding.params.add(name, value)?;
        }
    }
    Ok(())
}

struct Adding<'p, 's> {
    params: &'p mut Params<'s>,
    origin: Origin,
}

impl<'s> Adding<'_, 's> {
    /// The parameter of this name that a URL has. (One that a list has is found when the list is sorted.)
    fn existing(&self, name: &[u8]) -> Result<Option<&Param<'s>>, Error> {
        match self.origin {
            Origin::List => Ok(None),
            Origin::Url => self.params.single(name, Status::Reserved),
        }
    }

    fn credential(
        &mut self,
        name: &'static [u8],
        kind: Credential,
        given: &'s [u8],
        any: bool,
        required: bool,
    ) -> Result<(), Error> {
        // A token that only the URL has is a parameter like any other.
        if given.is_empty() && !required {
            return Ok(());
        }
        let Some(param) = self.existing(name)? else {
            kind.check(given, any)?;
            self.params.add(name, given)?;
            return Ok(());
        };
        if !(given.is_empty() || param.value().is(given)) {
            return Err(param.fault(Status::Reserved, "the URL has another one than was given"));
        }
        match kind.fault(param.value(), any) {
            None => Ok(()),
            Some(why) => Err(param.fault(kind.status(), why)),
        }
    }

    /// A missing Timestamp is added, and an empty one is filled.
    fn stamp(&mut self, stamp: &'s Stamp) -> Result<(), Error> {
        match self.existing(TIMESTAMP)?.map(|param| param.value().is_empty()) {
            Some(false) => return Ok(()),
            Some(true) => self.params.leave_out(&[TIMESTAMP]),
            None => {}
        }
        self.params.add(TIMESTAMP, stamp.as_bytes())?;
        Ok(())
    }

    /// A parameter that has this value and no other.
    fn fixed(&mut self, name: &'static [u8], value: &'static [u8], otherwise: Status) -> Result<(), Error> {
        match self.existing(name)? {
            None => self.params.add(name, value)?,
            Some(param) if param.value().is(value) => {}
            Some(param) => return Err(param.fault(otherwise, "the URL has another value than would be added")),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::v2::{Dialect, Flag, Flags, Request, Secret, Stage};

    /// Amazon's example for Amazon Elastic MapReduce (AWS General Reference, "Signature Version 2 signing process").
    const QUERY: &str = "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Action=DescribeJobFlows&SignatureMethod=HmacSHA256\
                         &SignatureVersion=2&Timestamp=2011-10-03T15%3A19%3A30&Version=2009-03-31";
    const SIGNATURE: &str = "&Signature=i91nKc4PWAt0JJIdXwz9HxZCJDdiy6cf%2FMj6vPxyYIs%3D";
    const ID: &str = "AKIAIOSFODNN7EXAMPLE";

    fn request(url: &str) -> Request<'_> {
        Request {
            endpoint: url.as_bytes(),
            access_key: ID.as_bytes(),
            secret: Secret::Text(b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            dialect: Dialect::AwsQuery,
            ..Request::default()
        }
    }

    /// The stage of a URL, or why there is none.
    fn rendered(request: &Request<'_>, stage: Stage) -> String {
        let mut room = [0; 65_536];
        match request.render_url(stage, &mut room) {
            Ok(len) => String::from_utf8(room[..len].to_vec()).unwrap(),
            Err(error) => format!("{:?} {error}", error.status()),
        }
    }

    const ADDRESS: &str = "https://elasticmapreduce.amazonaws.com/?";

    #[test]
    fn what_is_there_as_it_would_be_added_stays() {
        for (from, to) in [
            ("", ""),
            ("AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&", ""),
            ("=AKIA", "=%41KIA"),
            ("&SignatureMethod=HmacSHA256", ""),
            ("HmacSHA256", "HmacSHA25%36"),
            ("&SignatureVersion=2", ""),
            ("&SignatureVersion=2", "&SignatureVersion=%32"),
            ("&SignatureVersion", "&%53ignatureVersion"),
            ("&Version", "&Signature=old&Version"),
        ] {
            let url = format!("{ADDRESS}{}", QUERY.replace(from, to));
            assert_eq!(rendered(&request(&url), Stage::Url), format!("{ADDRESS}{QUERY}{SIGNATURE}"), "{url}");
        }
        // The key id need not be given where the URL has it.
        let url = format!("{ADDRESS}{QUERY}");
        let signed = format!("{url}{SIGNATURE}");
        assert_eq!(rendered(&Request { access_key: b"", ..request(&url) }, Stage::Url), signed);
    }

    #[test]
    fn what_is_there_otherwise_is_refused() {
        for (from, to, why) in [
            ("=AKIA", "=BKIA", "Reserved parameter 1 \"AWSAccessKeyId\": the URL has another one than was given"),
            (
                "=AKIAIOSFODNN7EXAMPLE",
                "=",
                "Reserved parameter 1 \"AWSAccessKeyId\": the URL has another one than was given",
            ),
            (
                "SHA256",
                "SHA1",
                "SignatureMethod parameter 3 \"SignatureMethod\": the URL has another value than would be added",
            ),
            (
                "Version=2&",
                "Version=4&",
                "SignatureVersion parameter 4 \"SignatureVersion\": the URL has another value than would be added",
            ),
            (
                "&Version",
                "&Timestamp=&Version",
                "Reserved parameter 6 \"Timestamp\": the parameter stands here a second time",
            ),
            (
                "&Version",
                "&SignatureVersion=2&Version",
                "Reserved parameter 6 \"SignatureVersion\": the parameter stands here a second time",
            ),
            (
                "&Version",
                "&Expires=x&Version",
                "Reserved parameter 5 \"Timestamp\": a request with Expires has no Timestamp",
            ),
        ] {
            let url = format!("{ADDRESS}{}", QUERY.replace(from, to));
            assert_eq!(rendered(&request(&url), Stage::Url), why, "{url}");
        }
        let url = "http://h/?Service=x";
        let request = Request { dialect: Dialect::ProductAdvertising, ..request(url) };
        assert_eq!(
            rendered(&request, Stage::Url),
            "Reserved parameter 1 \"Service\": the URL has another value than would be added"
        );
    }

    #[test]
    fn a_credential_in_a_url_is_checked_as_one_that_is_given() {
        let any = Flags::default().with(Flag::AnyCredential);
        let (none, blank) = (Flags::default(), "AKID%20".to_owned());
        for (id, flags, why) in [
            (&blank, none, "AccessKey parameter 1 \"AWSAccessKeyId\": it ends with white space"),
            (&blank, any, ""),
            (&"%61".repeat(5000), none, ""),
            (&"%61+".repeat(5000), none, "AccessKey parameter 1 \"AWSAccessKeyId\": it ends with white space"),
            (&"%61+%C3%A9".repeat(2000), none, ""),
            (&"a%0Ab".to_owned(), none, "AccessKey parameter 1 \"AWSAccessKeyId\": it has a control character in it"),
            (&String::new(), none, "AccessKey parameter 1 \"AWSAccessKeyId\": it is empty"),
            (&String::new(), any, "AccessKey parameter 1 \"AWSAccessKeyId\": it is empty"),
        ] {
            let url = format!("http://h/?AWSAccessKeyId={id}");
            let request = Request { access_key: b"", flags, ..request(&url) };
            let answer = rendered(&request, Stage::Canonical);
            assert!(if why.is_empty() { answer.starts_with("AWSAccessKeyId=") } else { answer == why }, "{answer}");
        }
        let given = Request { access_key: b"AKID ", ..request("http://h/") };
        assert_eq!(rendered(&given, Stage::Url), "AccessKey access_key: it ends with white space");
        assert!(rendered(&Request { flags: any, ..given }, Stage::Canonical).starts_with("AWSAccessKeyId=AKID%20&"));
        assert_eq!(rendered(&Request { access_key: b"", ..given }, Stage::Url), "AccessKey access_key: it is empty");
        // A token in the URL is a parameter, unless there is one to be added as well.
        let tokens = "http://h/?SecurityToken=a%20&SecurityToken=";
        assert!(rendered(&request(tokens), Stage::Canonical).contains("&SecurityToken=&SecurityToken=a%20&"));
        assert_eq!(
            rendered(&Request { session_token: b"a", ..request(tokens) }, Stage::Url),
            "Reserved parameter 2 \"SecurityToken\": the parameter stands here a second time"
        );
        let one = Request { session_token: b"tok+en", ..request("http://h/?SecurityToken=tok%2Ben") };
        assert!(rendered(&one, Stage::Canonical).contains("&SecurityToken=tok%2Ben&"));
        assert_eq!(
            rendered(&Request { session_token: b"other", ..one }, Stage::Url),
            "Reserved parameter 1 \"SecurityToken\": the URL has another one than was given"
        );
        let token = Request { session_token: b"token", dialect: Dialect::Htx, ..request("http://h/") };
        assert_eq!(
            rendered(&token, Stage::Url),
            "SessionToken session_token: the dialect has no parameter for it, so it would not be sent"
        );
    }

    #[test]
    fn only_where_the_dialect_says_so_does_expires_stand_for_timestamp() {
        let url = "http://h/?Expires=x";
        for (dialect, expected) in [
            (
                Dialect::AwsQuery,
                "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=x&SignatureMethod=HmacSHA256&SignatureVersion=2",
            ),
            (
                Dialect::Htx,
                "AccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=x&SignatureMethod=HmacSHA256&SignatureVersion=2\
                 &Timestamp=1970-01-01T00%3A00%3A00",
            ),
            (
                Dialect::ProductAdvertising,
                "AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=x&Service=AWSECommerceService\
                 &Timestamp=1970-01-01T00%3A00%3A00Z&Version=2011-08-01",
            ),
            (Dialect::AsGiven, "Expires=x"),
        ] {
            assert_eq!(rendered(&Request { dialect, ..request(url) }, Stage::Canonical), expected);
        }
    }

    #[test]
    fn a_url_that_is_none_is_said_to_be_a_url() {
        assert_eq!(
            rendered(&request("ftp://h/?a"), Stage::Url),
            "Url url: it does not begin with http://, https://, ws:// or wss:// (at byte 0)"
        );
        assert_eq!(rendered(&request("ftp://h/?a"), Stage::Error), rendered(&request("ftp://h/?a"), Stage::Url)[4..]);
    }
}
