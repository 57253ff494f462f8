//! What is sent: the signed query, which is also the form body of a POST, and the signed URL.

use super::canonical;
use super::dialect::SIGNATURE;
use super::string_to_sign::Head;
use crate::error::Error;
use crate::mac::Key;
use crate::output::Output;
use crate::params::Params;

/// Writes the canonical query with the signature behind it.
pub(crate) fn write_query(head: &Head<'_>, params: &Params<'_>, key: &Key, out: &mut Output<'_>) -> Result<(), Error> {
    let start = out.len();
    canonical::write(params, out)?;
    let signature = head.sign(params, out.since(start), key);
    if out.len() > start {
        out.push_byte(b'&');
    }
    out.push(SIGNATURE);
    out.push_byte(b'=');
    out.push_encoded(&signature);
    Ok(())
}

/// Writes the URL: with the signed query where the parameters travel in it, the bare endpoint where they do not.
pub(crate) fn write_url(
    head: &Head<'_>,
    params: &Params<'_>,
    key: &Key,
    query_travels: bool,
    out: &mut Output<'_>,
) -> Result<(), Error> {
    head.endpoint.write(out);
    if query_travels {
        out.push_byte(b'?');
        write_query(head, params, key, out)
    } else {
        // The parameters are looked through all the same: a request is right or wrong whatever is asked of it.
        canonical::check(params)
    }
}
