//! The function that this library is named after, as it was copied since 2009: a signed GET URL for Amazon's Product
//! Advertising API.

use super::additions::Origin;
use super::dialect::{Dialect, NEVER_SIGNED, PRODUCT_ADVERTISING_VERSION, SIGNATURE, TIMESTAMP, VERSION};
use super::explain;
use super::{Request, Secret, Stage};
use crate::error::{Error, Status};
use crate::output::Output;
use crate::param::Param;
use crate::params::{Door, Params};

const ASSOCIATE_TAG: &[u8] = b"AssociateTag";

const SERVER: &[u8] = b"http://webservices.amazon.";

/// More than any end of a host name that Amazon had.
const LONGEST_REGION: usize = 63;

/// The parameters that the function sets itself, in place of the caller's.
const SET: &[&[u8]] = &[b"Service", b"AWSAccessKeyId", TIMESTAMP, VERSION];

/// The arguments of `aws_signed_request` beside the parameters. Start from [`ProductAdvertising::default`], so that a later
/// release may have more of them.
#[derive(Clone, Copy, Debug)]
pub struct ProductAdvertising<'a> {
    /// The end of the host name `webservices.amazon.<region>`: `com`, `co.uk`, `de`, ...
    pub region: &'a [u8],
    /// The access key id.
    pub public_key: &'a [u8],
    /// The secret.
    pub private_key: Secret<'a>,
    /// AssociateTag, unless the caller's parameters hold it or none is sent.
    pub associate_tag: Option<&'a [u8]>,
    /// Version, `2011-08-01` if not given.
    pub version: Option<&'a [u8]>,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub unix_time: i64,
}

impl Default for ProductAdvertising<'_> {
    fn default() -> Self {
        ProductAdvertising {
            region: b"",
            public_key: b"",
            private_key: Secret::Text(b""),
            associate_tag: None,
            version: None,
            unix_time: 0,
        }
    }
}

impl ProductAdvertising<'_> {
    /// Writes a stage of the signed request into `out` and returns its length, as [`Request::render`] does.
    ///
    /// Service, AWSAccessKeyId, Timestamp and Version, and AssociateTag if it is given here, replace what the
    /// parameters hold under these names.
    ///
    /// # Errors
    /// As [`Request::render`], and [`Status::Region`].
    pub fn render<D: Door + ?Sized>(&self, params: &D, stage: Stage, out: &mut [u8]) -> Result<usize, Error> {
        stage.or_error(out, |stage, out| {
            // The general request has other names for two of the arguments.
            self.render_checked(params, stage, out)
                .map_err(|error| error.renamed("access_key", "public_key").renamed("secret", "private_key"))
        })
    }

    fn render_checked<D: Door + ?Sized>(&self, params: &D, stage: Stage, out: &mut [u8]) -> Result<usize, Error> {
        let mut room = [0; SERVER.len() + LONGEST_REGION];
        let mut endpoint = Output::new(&mut room);
        endpoint.push(SERVER);
        endpoint.push(self.checked_region()?);
        let version = checked_text(self.version.unwrap_or(PRODUCT_ADVERTISING_VERSION), "version")?;

        let request = Request {
            // A region that passed the check always fits.
            endpoint: endpoint.since(0).unwrap_or_default(),
            access_key: self.public_key,
            secret: self.private_key,
            unix_time: self.unix_time,
            dialect: Dialect::ProductAdvertising,
            ..Request::default()
        };
        let stamp = request.stamp()?;
        let mut list = Params::new();
        params.hand_over(&mut list)?;
        let mut explained = 0;
        if stage == Stage::Explain {
            let mut given = Output::new(&mut *out);
            self.explain_given(&list, &mut given);
            explained = given.len();
        }
        list.leave_out(NEVER_SIGNED);
        list.leave_out(SET);
        list.add(VERSION, version)?;
        if let Some(tag) = self.associate_tag {
            list.leave_out(&[ASSOCIATE_TAG]);
            list.add(ASSOCIATE_TAG, checked_text(tag, "associate_tag")?)?;
        }
        let rest = out.get_mut(explained..).unwrap_or_default();
        Ok(explained + request.finish(&mut list, stamp.as_ref(), Origin::List, stage, rest)?)
    }

    #[cold]
    fn explain_given(&self, list: &Params<'_>, out: &mut Output<'_>) {
        let left_out = |param: &Param<'_>| {
            let tag = self.associate_tag.map_or(&[] as &[&[u8]], |_| &[ASSOCIATE_TAG]);
            if param.name().is(SIGNATURE) {
                Some(explain::OLD_SIGNATURE)
            } else if SET.iter().chain(tag).any(|name| param.name().is(name)) {
                Some(explain::SET_ITSELF)
            } else {
                None
            }
        };
        explain::write_given(list, left_out, out);
    }

    /// The same as a string of its own.
    ///
    /// # Errors
    /// As [`ProductAdvertising::render`].
    pub fn text<D: Door + ?Sized>(&self, params: &D, stage: Stage) -> Result<String, Error> {
        super::text(|out| self.render(params, stage, out))
    }

    fn checked_region(&self) -> Result<&[u8], Error> {
        let refused = |why| Error::argument(Status::Region, "region", why);
        if self.region.is_empty() {
            return Err(refused("it is empty; it is com, co.uk, de, fr, co.jp, ..."));
        }
        if self.region.len() > LONGEST_REGION {
            return Err(refused("it is longer than 63 bytes"));
        }
        if let Some(byte) =
            self.region.iter().position(|&byte| !(byte.is_ascii_alphanumeric() || b"-.".contains(&byte)))
        {
            return Err(refused("there is a character in it that host names do not have").at(byte));
        }
        let is_label = |label: &[u8]| !(label.is_empty() || label.starts_with(b"-") || label.ends_with(b"-"));
        if !self.region.split(|&byte| byte == b'.').all(is_label) {
            return Err(refused("a part of it is empty, or begins or ends with a hyphen"));
        }
        Ok(self.region)
    }
}

fn checked_text<'a>(text: &'a [u8], argument: &'static str) -> Result<&'a [u8], Error> {
    match core::str::from_utf8(text) {
        Ok(_) => Ok(text),
        Err(error) => Err(Error::argument(Status::Utf8, argument, "it is not valid UTF-8").at(error.valid_up_to())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call<'a>() -> ProductAdvertising<'a> {
        ProductAdvertising {
            region: b"co.uk",
            public_key: b"AKID",
            private_key: Secret::Text(b"secret"),
            ..ProductAdvertising::default()
        }
    }

    #[test]
    fn what_the_function_sets_replaces_what_the_caller_gave() {
        let mine = ["Service", "AWSAccessKeyId", "Timestamp", "Version", "AssociateTag", "Signature", "b"];
        let mine = mine.map(|name| (name, "mine"));
        let canonical = |call: ProductAdvertising<'_>| call.text(mine.as_slice(), Stage::Canonical).unwrap();
        assert_eq!(
            canonical(call()),
            "AWSAccessKeyId=AKID&AssociateTag=mine&Service=AWSECommerceService&Timestamp=1970-01-01T00%3A00%3A00Z\
             &Version=2011-08-01&b=mine"
        );
        assert_eq!(
            canonical(ProductAdvertising { associate_tag: Some(b""), version: Some(b"2013-08-01"), ..call() }),
            "AWSAccessKeyId=AKID&AssociateTag=&Service=AWSECommerceService&Timestamp=1970-01-01T00%3A00%3A00Z\
             &Version=2013-08-01&b=mine"
        );
    }

    #[test]
    fn regions() {
        let error = |region: &str| {
            let call = ProductAdvertising { region: region.as_bytes(), ..call() };
            call.text([("a", "b")].as_slice(), Stage::Error).unwrap()
        };
        for region in ["com", "co.uk", "COM", "com.au", "a-b.c9", &"x".repeat(63)] {
            assert_eq!(error(region), "", "{region}");
        }
        for (region, why) in [
            ("", "it is empty; it is com, co.uk, de, fr, co.jp, ..."),
            (&"x".repeat(64), "it is longer than 63 bytes"),
            ("com/evil", "there is a character in it that host names do not have (at byte 3)"),
            ("com:80", "there is a character in it that host names do not have (at byte 3)"),
            ("c\u{f6}m", "there is a character in it that host names do not have (at byte 1)"),
            (".com", "a part of it is empty, or begins or ends with a hyphen"),
            ("com.", "a part of it is empty, or begins or ends with a hyphen"),
            ("co..uk", "a part of it is empty, or begins or ends with a hyphen"),
            ("-", "a part of it is empty, or begins or ends with a hyphen"),
        ] {
            assert_eq!(error(region), format!("region: {why}"), "{region:?}");
        }
    }

    #[test]
    fn faults_go_by_the_names_of_the_arguments() {
        let error = |call: ProductAdvertising<'_>| call.text([("a", "b")].as_slice(), Stage::Error).unwrap();
        assert_eq!(error(ProductAdvertising { public_key: b"", ..call() }), "public_key: it is empty");
        let secret = Secret::Text(b"secret\n");
        assert_eq!(
            error(ProductAdvertising { private_key: secret, ..call() }),
            "private_key: it ends with white space"
        );
    }

    #[test]
    fn texts_that_are_not_utf8() {
        let params = [("a", "b")];
        let error = |call: ProductAdvertising<'_>| call.text(params.as_slice(), Stage::Url).unwrap_err().to_string();
        assert_eq!(
            error(ProductAdvertising { version: Some(b"2\xff"), ..call() }),
            "version: it is not valid UTF-8 (at byte 1)"
        );
        assert_eq!(
            error(ProductAdvertising { associate_tag: Some(b"\xff"), ..call() }),
            "associate_tag: it is not valid UTF-8 (at byte 0)"
        );
    }
}
