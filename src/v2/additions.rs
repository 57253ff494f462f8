//! What a dialect adds to the caller's parameters: the key id, the time, and how the request is signed.
//!
//! To a list these are added, and one that is there already is a mistake. An existing URL may have any of them, from a
//! signature before or from who made it, and keeps them if they are what would be added.

use super::dialect::{Row, EXPIRES, SIGNATURE_METHOD, SIGNATURE_VERSION, TIMESTAMP, VERSION_2};
use super::{Flag, Request};
use crate::credential::Credential;
use crate::error::{Error, Status};
use crate::params::{Param, Params};
use crate::text::Form;
use crate::timestamp::Stamp;

/// Where the parameters come from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// A list that is to become a request.
    List,
    /// A URL that may be a request already.
    Url,
}

/// The longest key id or session token with escapes that is looked at in a URL, if it is not ASCII through and through.
const LONGEST_CREDENTIAL: usize = 2048;

/// Adds to `params` what the dialect of `request` adds.
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
            adding.params.add(name, value);
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
        let Some(param) = self.existing(name)? else {
            if required || !given.is_empty() {
                kind.check(given, any)?;
                self.params.add(name, given);
            }
            return Ok(());
        };
        if !(given.is_empty() || param.value().is(given)) {
            return Err(param.fault(Status::Reserved, "the URL has another one than was given"));
        }
        let mut room = [0; LONGEST_CREDENTIAL];
        let value = match param.value().form {
            Form::Plain => param.value().bytes,
            // What AWS itself hands out is printable ASCII without a space, and needs no closer look.
            _ if !param.value().is_empty() && param.value().is_graphic() => return Ok(()),
            _ => param.value().decode_into(&mut room).map_err(|_| {
                param.fault(kind.status(), "it is longer than 2048 bytes and not printable ASCII without a space")
            })?,
        };
        kind.check(value, any).map_err(|error| param.fault(kind.status(), error.why()))
    }

    /// A missing Timestamp is added, and an empty one is filled.
    fn stamp(&mut self, stamp: &'s Stamp) -> Result<(), Error> {
        match self.existing(TIMESTAMP)?.map(|param| param.value().is_empty()) {
            Some(false) => return Ok(()),
            Some(true) => self.params.leave_out(&[TIMESTAMP]),
            None => {}
        }
        self.params.add(TIMESTAMP, stamp.as_bytes());
        Ok(())
    }

    /// A parameter that has this value and no other.
    fn fixed(&mut self, name: &'static [u8], value: &'static [u8], otherwise: Status) -> Result<(), Error> {
        match self.existing(name)? {
            None => self.params.add(name, value),
            Some(param) if param.value().is(value) => {}
            Some(param) => return Err(param.fault(otherwise, "the URL has another value than the dialect")),
        }
        Ok(())
    }
}
