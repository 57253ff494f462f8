//! The function that this library is named after, as it was copied since 2009: a signed GET URL for Amazon's Product
//! Advertising API.

use super::dialect::{Dialect, ASSOCIATE_TAG, NEVER_SIGNED, PRODUCT_ADVERTISING_VERSION, TIMESTAMP, VERSION};
use super::{Request, Secret, Stage};
use crate::error::{Error, Status};
use crate::output::Output;
use crate::params::{Door, Params};

const SERVER: &[u8] = b"http://webservices.amazon.";

/// More than any end of a host name that Amazon had.
const LONGEST_REGION: usize = 63;

/// The parameters that the function sets itself, in place of the caller's.
const SET: &[&[u8]] = &[b"Service", b"AWSAccessKeyId", TIMESTAMP, VERSION];

/// The arguments of `aws_signed_request` beside the parameters.
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

impl ProductAdvertising<'_> {
    /// Writes a stage of the signed request into `out` and returns its length, as [`Request::render`] does.
    ///
    /// Service, AWSAccessKeyId, Timestamp and Version, and AssociateTag if it is given here, replace what the
    /// parameters hold under these names.
    ///
    /// # Errors
    /// As [`Request::render`], and [`Status::Region`].
    pub fn render<D: Door + ?Sized>(&self, params: &D, stage: Stage, out: &mut [u8]) -> Result<usize, Error> {
        stage.or_error(out, |stage, out| self.render_checked(params, stage, out))
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
        list.leave_out(NEVER_SIGNED);
        list.leave_out(SET);
        list.add(VERSION, version);
        if let Some(tag) = self.associate_tag {
            list.leave_out(&[ASSOCIATE_TAG]);
            list.add(ASSOCIATE_TAG, checked_text(tag, "associate_tag")?);
        }
        request.finish(&mut list, stamp.as_ref(), stage, out)
    }

    fn checked_region(&self) -> Result<&[u8], Error> {
        let why = match self.region.iter().position(|&byte| !(byte.is_ascii_alphanumeric() || b"-.".contains(&byte))) {
            Some(byte) => {
                let why = "there is a character in it that host names do not have";
                return Err(Error::argument(Status::Region, "region", why).at(byte));
            }
            None if self.region.is_empty() => "it is empty; it is com, co.uk, de, fr, co.jp, ...",
            None if self.region.len() > LONGEST_REGION => "it is longer than 63 bytes",
            None => return Ok(self.region),
        };
        Err(Error::argument(Status::Region, "region", why))
    }
}

fn checked_text<'a>(text: &'a [u8], argument: &'static str) -> Result<&'a [u8], Error> {
    match core::str::from_utf8(text) {
        Ok(_) => Ok(text),
        Err(error) => Err(Error::argument(Status::Utf8, argument, "it is not valid UTF-8").at(error.valid_up_to())),
    }
}
