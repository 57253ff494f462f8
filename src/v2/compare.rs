//! Where two strings to sign differ, in words.
//!
//! The two are any bytes. What is wrong with the lines as such is said first, then the first line that differs, and of the query
//! the first parameter. Each question is answered by going through the texts once, so a hostile pair takes no longer than
//! any other of its length.

use crate::encode::Escape;
use crate::error::{Name, NAME_SHOWN};
use crate::output::Output;
use crate::shown::push_encoded_text;

/// As many bytes of a line are shown as a whole.
const LINE_SHOWN: usize = 64;

/// As many bytes are shown of a piece in which two texts differ.
const PIECE_SHOWN: usize = 32;

const OURS: &[u8] = b"ours";
const THEIRS: &[u8] = b"theirs";

/// Says where `ours` and `theirs` first differ, in one line of printable ASCII, of at most 1024 bytes; nothing if they are
/// the same. Writes it into `out` and returns its length; if that is larger than `out`, it did not fit.
///
/// ```
/// use aws_signed_request::v2::compare;
///
/// let (ours, theirs) = (b"GET\nh\n/\na=x+y", b"GET\nh\n/\na=x%20y");
/// let mut room = [0; 1024];
/// let len = compare(ours, theirs, &mut room);
/// assert_eq!(&room[..len], b"the value of \"a\": theirs has %20, ours has + (at byte 11)");
/// ```
pub fn compare(ours: &[u8], theirs: &[u8], out: &mut [u8]) -> usize {
    let mut out = Output::new(out);
    if ours != theirs && !write_lines_as_such(ours, theirs, &mut out) {
        write_line(ours, theirs, &mut out);
    }
    out.len()
}

/// Says what is different about the lines as such, and tells whether there was anything.
fn write_lines_as_such(ours: &[u8], theirs: &[u8], out: &mut Output<'_>) -> bool {
    let (mine, other) = (Lines::of(ours), Lines::of(theirs));
    // Of each two, the one that has what is out of the ordinary, and the other.
    let pairs = [(THEIRS, theirs, &other, OURS, ours, &mine), (OURS, ours, &mine, THEIRS, theirs, &other)];
    for (who, text, lines, than, _, than_lines) in pairs {
        if text.is_empty() {
            out.push_all([who, b" is empty, ", than, b" is not"]);
            return true;
        }
        if lines.newlines > 0 && lines.after_cr == lines.newlines && than_lines.newlines > 0 && than_lines.after_cr == 0
        {
            out.push_all([who, b" ends its lines with CR LF, ", than, b" with LF"]);
            return true;
        }
        if lines.newlines == 0 && than_lines.newlines > 0 {
            if lines.returns == than_lines.newlines {
                out.push_all([who, b" ends its lines with CR, ", than, b" with LF"]);
            } else if lines.spelled == than_lines.newlines {
                out.push_all([who, br" has \n spelled out in two characters where ", than, b" has newlines"]);
            } else {
                out.push_all([who, b" has no newlines at all, ", than, b" has "]);
                out.push_number(than_lines.newlines);
            }
            return true;
        }
    }
    for (who, text, lines, than, plain, than_lines) in pairs {
        let more = lines.newlines.saturating_sub(than_lines.newlines);
        if more > 0 {
            let end = text.get(text.len().saturating_sub(more)..).unwrap_or_default();
            if end.iter().all(|&byte| byte == b'\n') {
                out.push_all([who, b" has "]);
                if more == 1 {
                    out.push(b"a newline");
                } else {
                    out.push_number(more);
                    out.push(b" newlines");
                }
                out.push_all([b" at the end that ", than, b" does not have"]);
            } else {
                write_counts(other.newlines + 1, mine.newlines + 1, out);
                write_place(common_front(text, plain), out);
            }
            return true;
        }
    }
    false
}

fn write_counts(theirs: usize, ours: usize, out: &mut Output<'_>) {
    out.push(b"theirs has ");
    out.push_number(theirs);
    out.push(if theirs == 1 { b" line, ours has " } else { b" lines, ours has " });
    out.push_number(ours);
}

/// What there is of line ends in a text.
struct Lines {
    newlines: usize,
    /// The newlines behind a carriage return.
    after_cr: usize,
    returns: usize,
    /// The newlines that are written as a backslash and an `n`.
    spelled: usize,
}

impl Lines {
    fn of(text: &[u8]) -> Lines {
        let mut lines = Lines { newlines: 0, after_cr: 0, returns: 0, spelled: 0 };
        let mut before = 0;
        for &byte in text {
            match (before, byte) {
                (b'\r', b'\n') => lines.after_cr += 1,
                (b'\\', b'n') => lines.spelled += 1,
                _ => {}
            }
            lines.newlines += usize::from(byte == b'\n');
            lines.returns += usize::from(byte == b'\r');
            before = byte;
        }
        lines
    }
}

/// Says what is different in the first line that differs. Both texts have as many lines.
fn write_line(ours: &[u8], theirs: &[u8], out: &mut Output<'_>) {
    let before = ours.get(..common_front(ours, theirs)).unwrap_or_default();
    let number = before.iter().filter(|&&byte| byte == b'\n').count();
    let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
    // What has no newlines at all is perhaps a canonical query alone.
    let is_alone = !ours.contains(&b'\n') && (ours.contains(&b'=') || theirs.contains(&b'='));
    let (ours, theirs) = (piece_at(ours, start, b'\n'), piece_at(theirs, start, b'\n'));
    match number {
        0 if is_alone => write_query(ours, theirs, start, out),
        0 => write_whole(b"the method", ours, theirs, start, out),
        1 => write_whole(b"the host", ours, theirs, start, out),
        2 => write_whole(b"the path", ours, theirs, start, out),
        3 => write_query(ours, theirs, start, out),
        _ => {
            out.push(b"line ");
            out.push_number(number + 1);
            write_whole(b"", ours, theirs, start, out);
        }
    }
}

/// The length of what two texts begin with.
fn common_front(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

/// What stands between `start` and the next `end`.
fn piece_at(text: &[u8], start: usize, end: u8) -> &[u8] {
    text.get(start..).unwrap_or_default().split(|&byte| byte == end).next().unwrap_or_default()
}

#[inline(never)]
fn write_place(byte: usize, out: &mut Output<'_>) {
    out.push(b" (at byte ");
    out.push_number(byte);
    out.push_byte(b')');
}

/// Writes a piece of text, or as much of it as is shown.
#[inline(never)]
fn write_shown(piece: &[u8], most: usize, out: &mut Output<'_>) {
    if piece.is_empty() {
        out.push(b"nothing");
    }
    let shown = piece.get(..most - in_escape(piece, most).min(most));
    push_encoded_text(shown.unwrap_or(piece), out);
    if shown.is_some_and(|shown| shown.len() < piece.len()) {
        out.push(b"...");
    }
}

/// Writes both lines, or, if one is too long, the piece in which they differ.
#[inline(never)]
fn write_whole(what: &[u8], ours: &[u8], theirs: &[u8], start: usize, out: &mut Output<'_>) {
    out.push(what);
    if ours.len().max(theirs.len()) > LINE_SHOWN {
        return write_difference(ours, theirs, start, out);
    }
    out.push(b": theirs is ");
    write_shown(theirs, LINE_SHOWN, out);
    out.push(b", ours is ");
    write_shown(ours, LINE_SHOWN, out);
}

/// Writes the piece in which two texts differ, which begin at byte `start`, and where it is. An escape is shown as a whole.
#[inline(never)]
fn write_difference(ours: &[u8], theirs: &[u8], start: usize, out: &mut Output<'_>) {
    let front = common_front(ours, theirs);
    let (our_rest, their_rest) = (ours.get(front..).unwrap_or_default(), theirs.get(front..).unwrap_or_default());
    let same = our_rest.iter().rev().zip(their_rest.iter().rev()).take_while(|(one, other)| one == other).count();
    let (our_end, their_end) = (ours.len() - same, theirs.len() - same);
    let before = in_escape(ours, front).max(in_escape(theirs, front));
    let behind = |text, end| match in_escape(text, end) {
        0 => 0,
        inside => 3 - inside,
    };
    let behind = behind(ours, our_end).max(behind(theirs, their_end));
    let from = front - before;
    out.push(b": theirs has ");
    write_shown(theirs.get(from..their_end + behind).unwrap_or_default(), PIECE_SHOWN, out);
    out.push(b", ours has ");
    write_shown(ours.get(from..our_end + behind).unwrap_or_default(), PIECE_SHOWN, out);
    write_place(start + from, out);
}

/// How many bytes of an escape stand before this place, if it is inside of one.
fn in_escape(text: &[u8], at: usize) -> usize {
    for before in [1, 2] {
        let escape = at.checked_sub(before).and_then(|start| text.get(start..));
        if let Some([b'%', digits @ ..]) = escape {
            return if Escape::first(digits).is_some() { before } else { 0 };
        }
    }
    0
}

/// Says what is different in two queries, which begin at byte `start`.
fn write_query(ours: &[u8], theirs: &[u8], start: usize, out: &mut Output<'_>) {
    let before = ours.get(..common_front(ours, theirs)).unwrap_or_default();
    let mut at = before.iter().rposition(|&byte| byte == b'&').map_or(0, |mark| mark + 1);
    if piece_at(ours, at, b'&') == piece_at(theirs, at, b'&') {
        // One of them ends here, and the other goes on.
        at += piece_at(ours, at, b'&').len() + 1;
    }
    let parameter = |query| Parameter::at(query, at);
    let count = |parameter: &Parameter<'_>| (parameter.count_in(theirs), parameter.count_in(ours));
    let place = start + at;
    match (parameter(theirs), parameter(ours)) {
        (Some(their), Some(our)) if !(their.is_empty() || our.is_empty()) => {
            let (their_counts, our_counts) = (count(&their), count(&our));
            if their.has_name_of(&our) {
                if their_counts.0 != their_counts.1 {
                    write_times(&their, their_counts, place, out);
                } else if their.is_in(ours) && our.is_in(theirs) {
                    out.push(b"the order of the values of ");
                    their.write_name(out);
                    write_difference(our.value, their.value, place + our.value_start(), out);
                } else {
                    write_parameter(&our, &their, place, out);
                }
            } else if their_counts.1 == 0 && our_counts.0 == 0 {
                out.push(b"theirs has ");
                their.write_name(out);
                out.push(b" where ours has ");
                our.write_name(out);
                write_place(place, out);
            } else if their_counts.0 != their_counts.1 {
                write_times(&their, their_counts, place, out);
            } else if our_counts.0 != our_counts.1 {
                write_times(&our, our_counts, place, out);
            } else {
                for (who, first, second) in [(&b"theirs has "[..], &their, &our), (&b", ours has "[..], &our, &their)] {
                    out.push(who);
                    first.write_name(out);
                    out.push(b" before ");
                    second.write_name(out);
                }
                write_place(place, out);
            }
        }
        (Some(their), our) if their.is_empty() || our.is_none() => {
            write_more(THEIRS, &their, count(&their), place, out)
        }
        (_, Some(our)) => write_more(OURS, &our, count(&our), place, out),
        // The queries differ, so there is a parameter in one of them.
        _ => write_place(place, out),
    }
}

/// Says that one of two has a parameter where the other has none, or none where the other has one.
fn write_more(who: &[u8], parameter: &Parameter<'_>, counts: (usize, usize), place: usize, out: &mut Output<'_>) {
    if parameter.is_empty() {
        out.push_all([who, b" has a stray &"]);
        write_place(place, out);
    } else {
        write_times(parameter, counts, place, out);
    }
}

/// Says how often a parameter stands in theirs and in ours.
#[inline(never)]
fn write_times(parameter: &Parameter<'_>, (theirs, ours): (usize, usize), place: usize, out: &mut Output<'_>) {
    if theirs == 0 || ours == 0 {
        out.push_all([b"only ", if ours == 0 { THEIRS } else { OURS }, b" has "]);
        parameter.write_name(out);
    } else {
        out.push(b"theirs has ");
        parameter.write_name(out);
        out.push_byte(b' ');
        out.push_number(theirs);
        out.push(if theirs == 1 { b" time, ours has it " } else { b" times, ours has it " });
        out.push_number(ours);
        out.push(if ours == 1 { b" time" } else { b" times" });
    }
    write_place(place, out);
}

/// Says what is different in two parameters of the same name, which begin at byte `start`.
fn write_parameter(ours: &Parameter<'_>, theirs: &Parameter<'_>, start: usize, out: &mut Output<'_>) {
    if ours.name != theirs.name {
        out.push(b"the name ");
        theirs.write_name(out);
        write_difference(ours.name, theirs.name, start, out);
    } else if ours.value_start() != theirs.value_start() {
        out.push(b"the parameter ");
        theirs.write_name(out);
        write_difference(ours.text, theirs.text, start, out);
    } else {
        out.push(b"the value of ");
        theirs.write_name(out);
        write_difference(ours.value, theirs.value, start + ours.value_start(), out);
    }
}

/// A parameter of a canonical query, as it is written there.
struct Parameter<'a> {
    text: &'a [u8],
    name: &'a [u8],
    value: &'a [u8],
}

impl<'a> Parameter<'a> {
    fn new(text: &'a [u8]) -> Parameter<'a> {
        let name = piece_at(text, 0, b'=');
        Parameter { text, name, value: text.get(name.len() + 1..).unwrap_or_default() }
    }

    /// The parameter that begins at this byte of a query, unless the query has ended before it.
    fn at(query: &'a [u8], at: usize) -> Option<Parameter<'a>> {
        let has_ended = if at == 0 { query.is_empty() } else { at > query.len() };
        (!has_ended).then(|| Parameter::new(piece_at(query, at, b'&')))
    }

    fn all(query: &'a [u8]) -> impl Iterator<Item = Parameter<'a>> {
        let pieces = query.split(|&byte| byte == b'&');
        pieces.filter(|piece| !piece.is_empty()).map(Parameter::new)
    }

    /// Whether nothing is there, as between two `&`.
    fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Where the value begins.
    fn value_start(&self) -> usize {
        self.text.len() - self.value.len()
    }

    /// Whether both names mean the same, however they are encoded.
    fn has_name_of(&self, other: &Parameter<'_>) -> bool {
        self.name == other.name || Meant(self.name).eq(Meant(other.name))
    }

    /// How many parameters of this name a query has.
    #[inline(never)]
    fn count_in(&self, query: &[u8]) -> usize {
        Parameter::all(query).filter(|parameter| parameter.has_name_of(self)).count()
    }

    /// Whether a query has this very parameter.
    fn is_in(&self, query: &[u8]) -> bool {
        Parameter::all(query).any(|parameter| parameter.text == self.text)
    }

    #[inline(never)]
    fn write_name(&self, out: &mut Output<'_>) {
        let mut room = [0; NAME_SHOWN + 1];
        let len = room.iter_mut().zip(Meant(self.name)).map(|(slot, byte)| *slot = byte).count();
        Name::new(room.get(..len).unwrap_or_default()).write(out);
    }
}

/// The bytes that an encoded text means, as far as that can be told: what looks like an escape is one, and `+` is a space.
struct Meant<'a>(&'a [u8]);

impl Iterator for Meant<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let (&byte, rest) = self.0.split_first()?;
        let (byte, rest) = match (byte, Escape::first(rest)) {
            (b'%', Some(escape)) => (escape.byte, rest.get(2..).unwrap_or_default()),
            (b'+', _) => (b' ', rest),
            _ => (byte, rest),
        };
        self.0 = rest;
        Some(byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn compared(ours: &[u8], theirs: &[u8]) -> String {
        let mut room = [0; 1025];
        let len = compare(ours, theirs, &mut room);
        assert!(len <= 1024, "{len}");
        assert_eq!(compare(ours, theirs, &mut []), len);
        String::from_utf8(room[..len].to_vec()).unwrap()
    }

    #[test]
    fn lines() {
        for (ours, theirs, words) in [
            ("GET\nh\n/\na=1", "GET\nh\n/\na=1", ""),
            ("", "", ""),
            ("GET\nh\n/\n", "POST\nh\n/\n", "the method: theirs is POST, ours is GET"),
            ("GET\nh\n/\n", "GET \nx\n/\n", r"the method: theirs is GET\x20, ours is GET"),
            (
                "GET\nwebservices.amazon.com\n/onca/xml\na=1",
                "GET\necs.amazonaws.com\n/onca/xml\na=2",
                "the host: theirs is ecs.amazonaws.com, ours is webservices.amazon.com",
            ),
            ("GET\nh\n/\na=1", "GET\n\n/\na=1", "the host: theirs is nothing, ours is h"),
            ("GET\nh\n/a\nb", "GET\nh\n/\nb", "the path: theirs is /, ours is /a"),
            ("GET\nh\n/\u{e9}\nb", "GET\nh\n/%C3\nb", r"the path: theirs is /%C3, ours is /\xC3\xA9"),
            ("a\nb", "a\nc", "the host: theirs is c, ours is b"),
            ("1\n2\n3\n4\n5\n6", "1\n2\n3\n4\nx\n6", "line 5: theirs is x, ours is 5"),
            ("GET\nh\n/\na=1", "", "theirs is empty, ours is not"),
            ("", "GET\nh\n/\na=1", "ours is empty, theirs is not"),
            ("GET\nh\n/\na=1", "GET\r\nh\r\n/\r\na=1", "theirs ends its lines with CR LF, ours with LF"),
            ("GET\r\nh\r\n/\r\na=1", "POST\nh\n/\na=1", "ours ends its lines with CR LF, theirs with LF"),
            ("GET\nh\n/\na=1", "GET\r\nh\n/\na=1", r"the method: theirs is GET\x0D, ours is GET"),
            ("GET\nh\n/\na=1", "GET\rh\r/\ra=1", "theirs ends its lines with CR, ours with LF"),
            ("GET\nh\n/\na=1", "GETh/a=1", "theirs has no newlines at all, ours has 3"),
            ("GETh/a=1", "GET\nh\n/\na=1", "ours has no newlines at all, theirs has 3"),
            (
                "GET\nh\n/\na=1",
                r"GET\nh\n/\na=1",
                r"theirs has \n spelled out in two characters where ours has newlines",
            ),
            ("GET\nh\n/\na=1", "GET\nh\n/\na=1\n", "theirs has a newline at the end that ours does not have"),
            ("GET\nh\n/\n", "GET\nh\n/", "ours has a newline at the end that theirs does not have"),
            ("GET\nh\n/\na=1", "GET\nh\n/\na=1\n\n", "theirs has 2 newlines at the end that ours does not have"),
            ("GET\nh\n/\na=1", "GET\n/\na=1", "theirs has 3 lines, ours has 4 (at byte 4)"),
            ("GET\n/\na=1", "GET\nh\n/\na=1", "theirs has 4 lines, ours has 3 (at byte 4)"),
            ("a=x+y&b=2", "a=x%20y&b=2", "the value of \"a\": theirs has %20, ours has + (at byte 3)"),
        ] {
            assert_eq!(compared(ours.as_bytes(), theirs.as_bytes()), words, "{ours:?} {theirs:?}");
        }
        let long = format!("GET\nh\n/{}%2Fz\na", "p".repeat(100));
        assert_eq!(
            compared(long.as_bytes(), long.replace("%2F", "/").as_bytes()),
            "the path: theirs has /, ours has %2F (at byte 107)"
        );
    }

    #[test]
    fn queries() {
        for (ours, theirs, words) in [
            ("", "a=1", r#"only theirs has "a" (at byte 8)"#),
            ("a=1", "", r#"only ours has "a" (at byte 8)"#),
            ("a=1", "a=1&Timestamp=x", r#"only theirs has "Timestamp" (at byte 12)"#),
            ("a=1&b=2&c=3", "a=1&c=3", r#"only ours has "b" (at byte 12)"#),
            ("a=1&c=3", "a=1&b=2&c=3", r#"only theirs has "b" (at byte 12)"#),
            ("a=1&b=2", "b=2&a=1", r#"theirs has "b" before "a", ours has "a" before "b" (at byte 8)"#),
            ("a=1&b=2&c=3", "c=3&a=1&b=4", r#"theirs has "c" before "a", ours has "a" before "c" (at byte 8)"#),
            ("a=1&b=2", "a=1&B=2", r#"theirs has "B" where ours has "b" (at byte 12)"#),
            ("a=1&a=2", "a=2", r#"theirs has "a" 1 time, ours has it 2 times (at byte 8)"#),
            ("a=1&b=2", "a=1&a=2&b=2", r#"theirs has "a" 2 times, ours has it 1 time (at byte 12)"#),
            ("a=1", "a=1&a=2", r#"theirs has "a" 2 times, ours has it 1 time (at byte 12)"#),
            ("a=1&a=2", "a=2&a=1", r#"the order of the values of "a": theirs has 2, ours has 1 (at byte 10)"#),
            ("a=1", "a=1&", "theirs has a stray & (at byte 12)"),
            ("&a=1", "a=1", "ours has a stray & (at byte 8)"),
            ("a=1&&b", "a=1&b", "ours has a stray & (at byte 12)"),
            ("a=", "a", r#"the parameter "a": theirs has nothing, ours has = (at byte 9)"#),
            ("a", "a=b", r#"the parameter "a": theirs has =b, ours has nothing (at byte 9)"#),
            ("a=", "a=b", r#"the value of "a": theirs has b, ours has nothing (at byte 10)"#),
            ("a=x+y", "a=x%20y", r#"the value of "a": theirs has %20, ours has + (at byte 11)"#),
            ("a=x%2Fy", "a=x%2fy", r#"the value of "a": theirs has %2f, ours has %2F (at byte 11)"#),
            ("a=%20", "a=%2520", r#"the value of "a": theirs has %2520, ours has %20 (at byte 10)"#),
            ("a=x%20", "a=x0", r#"the value of "a": theirs has 0, ours has %20 (at byte 11)"#),
            ("a=%C3%A9", "a=%E9", r#"the value of "a": theirs has %E9, ours has %C3%A9 (at byte 10)"#),
            ("a=%C3%A9", "a=\u{e9}", r#"the value of "a": theirs has \xC3\xA9, ours has %C3%A9 (at byte 10)"#),
            ("a=%20", "a= ", r#"the value of "a": theirs has \x20, ours has %20 (at byte 10)"#),
            ("a=%2", "a=%3", r#"the value of "a": theirs has 3, ours has 2 (at byte 11)"#),
            ("a=b=c", "a=b%3Dc", r#"the value of "a": theirs has %3D, ours has = (at byte 11)"#),
            ("a.b=1", "a%2Eb=1", r#"the name "a.b": theirs has %2E, ours has . (at byte 9)"#),
            ("a+b=1&c=2", "a%20b=1&c=2", r#"the name "a b": theirs has %20, ours has + (at byte 9)"#),
            ("%22%0A=1", "%22%0A=2", r#"the value of "%22%0A": theirs has 2, ours has 1 (at byte 15)"#),
            ("=1", "=2", r#"the value of "": theirs has 2, ours has 1 (at byte 9)"#),
            ("Item.1=x%7E", "Item.1=x~", r#"the value of "Item.1": theirs has ~, ours has %7E (at byte 16)"#),
        ] {
            let [ours, theirs] = [ours, theirs].map(|query| format!("GET\nh\n/\n{query}"));
            assert_eq!(compared(ours.as_bytes(), theirs.as_bytes()), words, "{ours:?} {theirs:?}");
        }
    }

    #[test]
    fn what_is_long_is_cut() {
        let (a, b, c) = ("a".repeat(5000), "b".repeat(5000), "\"".repeat(5000));
        let of = |ours: &str, theirs: &str| {
            compared(format!("\n\n\n{ours}").as_bytes(), format!("\n\n\n{theirs}").as_bytes())
        };
        let [a48, c48] = [&a[..48], &"%22".repeat(48)];
        assert_eq!(
            of(&format!("x={a}"), &format!("x={b}")),
            format!("the value of \"x\": theirs has {}..., ours has {}... (at byte 5)", &b[..32], &a[..32])
        );
        assert_eq!(
            of("x=a", &format!("x=b{}", "%C3%A9".repeat(9))),
            format!("the value of \"x\": theirs has b{}..., ours has a (at byte 5)", "%C3%A9".repeat(5))
        );
        assert_eq!(of(&a, &c), format!("theirs has \"{c48}...\" where ours has \"{a48}...\" (at byte 3)"));
        // The longest sentence.
        let words = of(&format!("{c}1&{c}2"), &format!("{c}2&{c}1"));
        assert_eq!(words.len(), "theirs has  before , ours has  before  (at byte 3)".len() + 4 * (c48.len() + 5));
        let bytes = [&[0xff; 64], &[0xfe; 64]].map(|host| [&b"GET\n"[..], host, b"\n/\n"].concat());
        assert!(compared(&bytes[0], &bytes[1]).ends_with(r"\xFF"));
    }

    /// Pairs that are made to be compared often: they take as long as others of their length.
    #[test]
    fn a_hostile_pair_is_not_slow() {
        let many = |text: &str| text.repeat(1_000_000 / text.len());
        let name = "n".repeat(500_000);
        for (ours, theirs) in [
            (many("a&"), many("a&") + "b"),
            (many("a=&"), many("&a=")),
            (format!("{}z=1", many("a=1&")), format!("b=1&{}", many("a=1&"))),
            (format!("{name}=1&{name}1=1"), format!("{name}1=1&{name}=1")),
            (format!("a={}", many("%2")), format!("a={}", many("2%"))),
            (many("\n"), many("\r\n")),
            (many("%"), many("%25")),
            (format!("x{}", many("\\n")), many("\n")),
        ] {
            for front in ["", "\n\n\n"] {
                let words = compared(format!("{front}{ours}").as_bytes(), format!("{front}{theirs}").as_bytes());
                assert!(!words.is_empty());
            }
        }
    }

    fn text() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![
            "(GET|POST)\n[h.]{0,3}\n/[a/]{0,2}\n([abAB]=?(%2[0fF5]|[+ xé%]){0,3}&?){0,5}\n?"
                .prop_map(String::into_bytes),
            "([ab=&%2+\\n]|\n|\r\n|\r){0,20}".prop_map(String::into_bytes),
            vec(any::<u8>(), 0..300),
            vec(prop::sample::select(b"a%=&\"\xff".as_slice()), 0..300),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

        /// There are words exactly if there is a difference, they are one line of printable ASCII, not too long, and what one
        /// side is told the other is told as well.
        #[test]
        fn words_for_every_difference(one in text(), other in text(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut near = one.clone();
            if !near.is_empty() {
                let at = at.index(near.len());
                match byte % 4 {
                    0 => near[at] = byte,
                    1 => near.insert(at, b"&=%\n"[usize::from(byte / 4 % 4)]),
                    2 => drop(near.remove(at)),
                    _ => near.truncate(at),
                }
            }
            for other in [&other, &near] {
                let (words, back) = (compared(&one, other), compared(other, &one));
                prop_assert_eq!(words.is_empty(), &one == other);
                prop_assert_eq!(back.is_empty(), &one == other);
                prop_assert!(words.bytes().chain(back.bytes()).all(|byte| (b' '..=b'~').contains(&byte)), "{}", words);
            }
            prop_assert_eq!(compared(&one, &one), "");
        }
    }
}
