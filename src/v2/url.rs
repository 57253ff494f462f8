//! What is sent: the signed query, which is also the form body of a POST, and the signed URL.

use super::canonical;
use super::string_to_sign::Head;
use crate::error::Error;
use crate::mac::Key;
use crate::output::Output;
use crate::params::Params;

/// Writes the canonical query with the signature behind it.
pub(crate) fn write_query(head: &Head<'_>, params: &Params<'_>, key: &Key, out: &mut Output<'_>) -> Result<(), Error> {
    write_signed(head, params, key, 0, |_| {}, out)
}

/// Writes the URL: the endpoint, a question mark, and the signed query.
pub(crate) fn write_url(head: &Head<'_>, params: &Params<'_>, key: &Key, out: &mut Output<'_>) -> Result<(), Error> {
    let write_front = |out: &mut Output<'_>| {
        head.endpoint.write(out);
        out.push_byte(b'?');
    };
    write_signed(head, params, key, head.endpoint.len() + 1, write_front, out)
}

/// Writes the URL of a request whose parameters travel in its body.
pub(crate) fn write_endpoint(head: &Head<'_>, params: &Params<'_>, out: &mut Output<'_>) -> Result<(), Error> {
    head.endpoint.write(out);
    // The parameters are looked through all the same: a request is right or wrong whatever is asked of it.
    head.check(params)
}

/// Writes a front of `front_len` bytes, the canonical query, and the signature.
///
/// The string to sign is written into the same room first and signed there, in one piece; then the front takes the place
/// of its first lines. It begins so far back that the canonical query comes to lie where it belongs, if the front is at
/// least as long as those lines, as it is for a GET of `http` or `https`; else the query is moved.
fn write_signed(
    head: &Head<'_>,
    params: &Params<'_>,
    key: &Key,
    front_len: usize,
    write_front: impl Fn(&mut Output<'_>),
    out: &mut Output<'_>,
) -> Result<(), Error> {
    let head_end = front_len.max(head.len());
    // Where what the caller gave does not even fit as it is, one looks closer before anything is written in vain.
    let room = (out.room().len() as u64).saturating_sub(head_end as u64);
    let may_fit = room >= params.bytes() || room >= canonical::bounds(params).0;
    let mut signature = None;
    if may_fit {
        out.skip(head_end - head.len());
        let start = out.len();
        head.write(out);
        head.write_canonical(params, out)?;
        if let Some((room, len)) = out.since_with_room(start) {
            signature = Some(key.sign_in_room(room, len));
            out.replace_front(head_end, front_len, &write_front);
        }
    } else {
        head.check(params)?;
    }
    let signature = signature.unwrap_or_else(|| {
        let (signature, query_len) = head.sign_in_pieces(params, key);
        out.clear();
        write_front(out);
        if out.room().len() < query_len || canonical::write(params, out).is_err() {
            out.skip(query_len);
        }
        signature
    });
    out.push(if out.len() > front_len { b"&Signature=" } else { b"Signature=" });
    signature.write_encoded(out);
    Ok(())
}
