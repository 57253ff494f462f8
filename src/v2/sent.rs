//! A request as it was sent, read leniently, because what is wrong with it may be the reason why it was refused.

use super::conversion::{write_as_utf8, write_decoded};
use super::few::Few;
use super::mistake::Mistake;
use super::signer::Pair;
use super::suspects::Store;
use crate::output::Output;
use crate::params::Params;
use crate::sort::sort;
use crate::text::Text;

/// A request as it was sent.
pub(super) struct Sent<'a> {
    pub(super) endpoint: &'a [u8],
    /// The path of an endpoint that has none.
    pub(super) path: &'static [u8],
    pub(super) pairs: &'a [Pair<'a>],
    /// The query as it was written, if it is known.
    pub(super) raw: Option<&'a [u8]>,
    /// What was wrong with the way in which it was written.
    pub(super) mistakes: Wrong,
}

/// What was wrong with the form of a URL, or of a signature.
pub(super) type Wrong = Few<Mistake, 8>;

pub(super) const NOTHING_WRONG: Wrong = Wrong::new(Mistake::Right);

/// How much room [`read_params`] needs for texts, and for how many pairs.
pub(super) fn room_for_params(list: &Params<'_>) -> (usize, usize) {
    let texts = list.as_slice();
    (texts.iter().fold(0, |len, param| len + 3 * (param.name().bytes.len() + param.value().bytes.len())), texts.len())
}

/// Reads a list, in the order given.
pub(super) fn read_params<'m>(list: &Params<'_>, pairs: &'m mut [Pair<'m>], store: &mut Store<'m>) -> Sent<'m> {
    let mut mistakes = NOTHING_WRONG;
    let mut decoded = |text: Text<'_>| {
        let kept = store.keep(|out| text.decode_to(out)).unwrap_or_default();
        as_utf8(kept, store, &mut mistakes)
    };
    for (slot, param) in pairs.iter_mut().zip(list.as_slice()) {
        *slot = Pair { name: decoded(param.name()), value: decoded(param.value()) };
    }
    Sent { endpoint: b"", path: b"/", pairs, raw: None, mistakes }
}

/// How much room [`read_url`] needs for texts, and for how many pairs.
pub(super) fn room_for_url(url: &[u8]) -> (usize, usize) {
    (6 * url.len(), 1 + url.iter().filter(|&&byte| byte == b'&').count())
}

/// Reads a URL. An `&amp;` is a mistake, and what is not UTF-8 is latin-1; what is no escape stands for itself.
pub(super) fn read_url<'m>(url: &'m [u8], pairs: &'m mut [Pair<'m>], store: &mut Store<'m>) -> Sent<'m> {
    let mut mistakes = NOTHING_WRONG;
    let url = without_fragment(url);
    let mark = url.iter().position(|&byte| byte == b'?').unwrap_or(url.len());
    let (endpoint, query) = url.split_at_checked(mark).unwrap_or((url, b""));
    let query = query.strip_prefix(b"?").unwrap_or_default();
    let query = match find(query, b"&amp;") {
        Some(_) => {
            mistakes.note(Mistake::AmpHtml);
            store.keep(|out| write_without_html(query, out)).unwrap_or_default()
        }
        None => query,
    };
    let mut decoded = |text: Option<&[u8]>| {
        let kept = store.keep(|out| write_decoded(text.unwrap_or_default(), true, out)).unwrap_or_default();
        as_utf8(kept, store, &mut mistakes)
    };
    let mut count = 0;
    for (slot, piece) in pairs.iter_mut().zip(query.split(|&byte| byte == b'&').filter(|piece| !piece.is_empty())) {
        let mut parts = piece.splitn(2, |&byte| byte == b'=');
        *slot = Pair { name: decoded(parts.next()), value: decoded(parts.next()) };
        count += 1;
    }
    let pairs: &'m [Pair<'m>] = pairs;
    Sent { endpoint, path: b"/", pairs: pairs.get(..count).unwrap_or_default(), raw: Some(query), mistakes }
}

/// The text, if it is UTF-8, and otherwise what it is as latin-1.
fn as_utf8<'m>(text: &'m [u8], store: &mut Store<'m>, mistakes: &mut Wrong) -> &'m [u8] {
    if core::str::from_utf8(text).is_ok() {
        return text;
    }
    mistakes.note(Mistake::Latin1);
    store.keep(|out| write_as_utf8(text, out)).unwrap_or_default()
}

fn without_fragment(url: &[u8]) -> &[u8] {
    // In an escape for HTML a # is no fragment.
    let end = url
        .iter()
        .enumerate()
        .position(|(at, &byte)| byte == b'#' && !url.get(..at).is_some_and(|before| before.ends_with(b"&")));
    url.get(..end.unwrap_or(url.len())).unwrap_or_default()
}

/// Where `part` is in `text`.
pub(super) fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len().max(1)).position(|window| window == part)
}

fn write_without_html(text: &[u8], out: &mut Output<'_>) {
    let mut rest = text;
    while let Some((byte, behind)) = rest.split_first() {
        out.push_byte(*byte);
        rest = if *byte == b'&' { behind.strip_prefix(b"amp;").unwrap_or(behind) } else { behind };
    }
}

/// A query as it was written, without its signature; and the same with its pieces in order.
pub(super) fn raw_queries<'m>(query: &[u8], store: &mut Store<'m>) -> [Option<&'m [u8]>; 2] {
    let mut pieces = [b"".as_slice(); 256];
    let mut count = 0;
    for piece in query.split(|&byte| byte == b'&') {
        if piece.starts_with(b"Signature=") {
            continue;
        }
        let Some(slot) = pieces.get_mut(count) else { return [None; 2] };
        *slot = piece;
        count += 1;
    }
    let Some(pieces) = pieces.get_mut(..count) else { return [None; 2] };
    let mut joined = |pieces: &[&[u8]]| {
        store.keep(|out| {
            for (position, piece) in pieces.iter().enumerate() {
                if position > 0 {
                    out.push_byte(b'&');
                }
                out.push(piece);
            }
        })
    };
    let given = joined(pieces);
    let mut scratch = [b"".as_slice(); 256];
    sort(pieces, scratch.get_mut(..count).unwrap_or_default(), |one, other| one < other);
    let sorted = joined(pieces);
    [given, sorted.filter(|sorted| given != Some(sorted))]
}
