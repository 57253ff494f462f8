//! One parameter, and the order of parameters: by the bytes of the decoded name, then of the value.

use crate::error::{Error, Status, NAME_SHOWN};
use crate::sort::{insert, needs_scratch, sort};
use crate::text::{Form, Text};
use core::cell::Cell;
use core::cmp::Ordering;

/// The index of a parameter that the caller did not give.
pub(crate) const ADDED: u32 = u32::MAX;

/// One parameter. The first bytes of its decoded name lead, so that most comparisons are one of two integers.
#[derive(Clone, Copy)]
pub(crate) struct Param<'a> {
    pub(crate) prefix: u64,
    pub(crate) name: &'a [u8],
    pub(crate) value: &'a [u8],
    pub(crate) index: u32,
    pub(crate) name_form: Form,
    value_form: Form,
}

impl<'a> Param<'a> {
    #[inline(always)]
    pub(crate) fn new(name: Text<'a>, value: Text<'a>, index: u32) -> Param<'a> {
        let (name_form, value_form) = (name.form, value.form);
        Param { prefix: first_prefix(name), name: name.bytes, value: value.bytes, index, name_form, value_form }
    }

    #[inline(always)]
    pub(crate) fn name(&self) -> Text<'a> {
        Text { bytes: self.name, form: self.name_form }
    }

    #[inline(always)]
    pub(crate) fn value(&self) -> Text<'a> {
        Text { bytes: self.value, form: self.value_form }
    }

    /// An error about this parameter.
    #[cold]
    pub(crate) fn fault(&self, status: Status, why: &'static str) -> Error {
        let mut room = [0; NAME_SHOWN + 1];
        let name = match self.name_form {
            Form::Plain => self.name,
            _ => self.name().decode_beginning(&mut room),
        };
        Error::parameter(status, self.index as usize, name, why)
    }

    fn first_prefix(&self) -> u64 {
        first_prefix(self.name())
    }

    /// The order of two parameters.
    fn cmp_texts(&self, other: &Param<'_>) -> Ordering {
        self.name().cmp(other.name()).then_with(|| self.value().cmp(other.value()))
    }

    pub(crate) fn same_name(&self, other: &Param<'_>) -> bool {
        self.prefix == other.prefix && self.name().cmp(other.name()).is_eq()
    }

    /// Whether both have one name and one of them is the library's own.
    pub(crate) fn clashes(&self, other: &Param<'_>) -> bool {
        (self.index == ADDED || other.index == ADDED) && self.same_name(other)
    }
}

/// Puts parameters into the order of the canonical query; tells whether there are names that begin with the same eight bytes.
/// `scratch` is as [`sort`] wants it.
///
/// Nearly always the prefixes alone decide. Where many names have a common beginning (`Attribute.1.Name`,
/// `Attribute.2.Name`), the eight bytes behind it do.
pub(crate) fn put_in_order<'a>(items: &mut [Param<'a>], scratch: &mut [Param<'a>]) -> bool {
    if items.len() <= COMPARED {
        let equal = Cell::new(false);
        insert(items, |one, other| {
            if one.prefix != other.prefix {
                return one.prefix < other.prefix;
            }
            equal.set(true);
            is_less_by_text(one, other)
        });
        return equal.get();
    }
    if !needs_scratch(items.len()) {
        return sort_by_prefix(items, scratch, |run, scratch| sort_run(run, scratch, Part::Name, 0, MOST_LEVELS));
    }
    let several = sort_from(items, scratch, Part::Name, 0, MOST_LEVELS);
    items.iter_mut().for_each(|param| param.prefix = param.first_prefix());
    several || items.iter().zip(items.iter().skip(1)).any(|(one, other)| one.prefix == other.prefix)
}

/// As often is a list divided by further bytes of its names before they are compared as a whole, so that names made for it
/// cannot make this call itself without an end.
const MOST_LEVELS: usize = 8;

/// As far into names with escapes one goes for bytes that tell them apart.
const FURTHEST: usize = 64;

/// Which of the two texts of parameters is to tell them apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Name,
    Value,
}

impl Part {
    #[inline(always)]
    fn of<'a>(self, param: &Param<'a>) -> Text<'a> {
        match self {
            Part::Name => param.name(),
            Part::Value => param.value(),
        }
    }
}

/// Sorts parameters that have the first `start` bytes of the text in common, and whose prefixes are the bytes behind these.
/// Tells whether there are some that these do not tell apart.
fn sort_from<'a>(
    items: &mut [Param<'a>],
    scratch: &mut [Param<'a>],
    part: Part,
    mut start: usize,
    levels: usize,
) -> bool {
    let Some(levels) = levels.checked_sub(1) else {
        return sort_by_prefix(items, scratch, sort_by_text);
    };
    let plain = items.iter().all(|param| part.of(param).form == Form::Plain);
    // A text with escapes is decoded from its beginning every time, so one does not go far into it.
    let furthest = if plain { usize::MAX } else { FURTHEST };
    while start < furthest {
        let first = items.first().map_or(0, |first| first.prefix);
        let differing = items.iter().fold(0, |differing, param| differing | (param.prefix ^ first));
        let common = differing.leading_zeros() as usize / 8;
        if common == 0 {
            break;
        }
        // A text that has ended is filled up with zeros, which NULs of another cannot be told from.
        let ended = |param: &Param<'a>| part.of(param).bytes.len() <= start + PREFIX;
        if differing == 0 && items.iter().any(ended) {
            let len = items.first().map_or(0, |first| part.of(first).bytes.len());
            let same = plain && items.iter().all(|param| ended(param) && part.of(param).bytes.len() == len);
            match part {
                Part::Name if same => {
                    items.iter_mut().for_each(|param| param.prefix = first_prefix(param.value()));
                    sort_from(items, scratch, Part::Value, 0, levels);
                }
                Part::Value if same => {}
                _ => sort_by_text(items, scratch),
            }
            return true;
        }
        start += common;
        items.iter_mut().for_each(|param| param.prefix = prefix_from(part.of(param), start));
    }
    sort_by_prefix(items, scratch, |run, scratch| sort_run(run, scratch, part, start, levels))
}

/// Sorts parameters with the same prefix, which they keep.
#[inline(never)]
fn sort_run<'a>(run: &mut [Param<'a>], scratch: &mut [Param<'a>], part: Part, start: usize, levels: usize) {
    if run.len() <= COMPARED {
        return sort_by_text(run, scratch);
    }
    let prefix = run.first().map_or(0, |first| first.prefix);
    sort_from(run, scratch, part, start, levels);
    run.iter_mut().for_each(|param| param.prefix = prefix);
}

/// As many are compared as a whole before it pays to look for what tells them apart.
const COMPARED: usize = 12;

/// Sorts by the prefixes, and lets `sort_run` sort what they do not tell apart; tells whether there was any.
#[inline(always)]
fn sort_by_prefix<'a>(
    items: &mut [Param<'a>],
    scratch: &mut [Param<'a>],
    sort_run: impl Fn(&mut [Param<'a>], &mut [Param<'a>]),
) -> bool {
    // Whatever the way of sorting, what comes to stand side by side has been compared.
    let equal = Cell::new(false);
    sort(items, scratch, |one, other| {
        if one.prefix == other.prefix {
            equal.set(true);
        }
        one.prefix < other.prefix
    });
    let mut rest = if equal.get() { items } else { return false };
    while let [first, ..] = rest {
        let prefix = first.prefix;
        let len = rest.iter().take_while(|param| param.prefix == prefix).count();
        let (run, behind) = rest.split_at_mut(len.min(rest.len()));
        if run.len() > 1 {
            sort_run(run, scratch.get_mut(..len).unwrap_or_default());
        }
        rest = behind;
    }
    true
}

fn sort_by_text<'a>(items: &mut [Param<'a>], scratch: &mut [Param<'a>]) {
    sort(items, scratch, is_less_by_text);
}

#[inline(never)]
fn is_less_by_text(one: &Param<'_>, other: &Param<'_>) -> bool {
    one.cmp_texts(other).is_lt()
}

/// The bytes of a prefix.
const PREFIX: usize = 8;

/// The first eight bytes of `name` as a number that sorts like them; a shorter name is filled up with zeros.
#[inline(always)]
pub(crate) fn prefix(name: &[u8]) -> u64 {
    if let Some(first) = name.first_chunk::<8>() {
        return u64::from_be_bytes(*first);
    }
    // A name of four to seven bytes is read as its first four and its last four, which overlap.
    if let (Some(first), Some(last)) = (name.first_chunk::<4>(), name.last_chunk::<4>()) {
        let (first, last) = (u64::from(u32::from_be_bytes(*first)), u64::from(u32::from_be_bytes(*last)));
        return first << 32 | (last << (8 * (8 - name.len()))) & 0xffff_ffff;
    }
    name.iter().enumerate().fold(0, |prefix, (position, &byte)| prefix | u64::from(byte) << (56 - 8 * position))
}

/// The prefix of a name of any form.
#[inline(always)]
fn first_prefix(name: Text<'_>) -> u64 {
    match name.form {
        Form::Plain => prefix(name.bytes),
        _ => decoded_prefix(name),
    }
}

/// The prefix of what is behind the first `start` bytes of a text once it is decoded.
fn prefix_from(text: Text<'_>, start: usize) -> u64 {
    match text.form {
        Form::Plain => prefix(text.bytes.get(start..).unwrap_or_default()),
        _ => prefix(text.decode_after(start, &mut [0; PREFIX])),
    }
}

#[inline(never)]
fn decoded_prefix(name: Text<'_>) -> u64 {
    prefix(name.decode_beginning(&mut [0; PREFIX]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_sorts_like_the_name() {
        let alphabet = [b"", b"\0" as &[u8], b"a", b"b", b"\xff"];
        let mut all: Vec<Vec<u8>> = vec![Vec::new()];
        for _ in 0..5 {
            all = all.iter().flat_map(|name| alphabet.map(|more| [name, more].concat())).collect();
        }
        all.extend([b"aaaaaa".to_vec(), b"aaaaaaa".to_vec(), b"aaaaaaaa".to_vec(), b"aaaaaaaab".to_vec()]);
        all.sort();
        assert!(all.windows(2).all(|pair| prefix(&pair[0]) <= prefix(&pair[1])));
        assert_eq!(prefix(b"abcde"), u64::from_be_bytes(*b"abcde\0\0\0"));
        assert_eq!(prefix(b"abcdefg"), u64::from_be_bytes(*b"abcdefg\0"));
        assert_eq!(prefix(b"abc"), u64::from_be_bytes(*b"abc\0\0\0\0\0"));
    }

    /// Names that are as long as they are written, and not what they mean; comparing what they mean answers.
    #[test]
    fn escapes_do_not_make_names_the_same() {
        let names = ["%61%62%63defgh", "abcdefgh%00%00", "abcdefgh%00%01"];
        let mut items: Vec<_> = (0..60)
            .map(|index| {
                let name = Text { bytes: names[index % 3].as_bytes(), form: Form::Escaped };
                Param::new(name, Text::plain(&b"0123456789"[index % 10..index % 10 + 1]), 0)
            })
            .collect();
        let mut expected = items.clone();
        expected.sort_by(|one, other| one.cmp_texts(other));
        let mut scratch = items.clone();
        put_in_order(&mut items, &mut scratch);
        assert!(items.iter().zip(&expected).all(|(item, expected)| item.cmp_texts(expected).is_eq()));
    }

    /// Long common beginnings, and names that are each other's beginnings; comparing the pairs as a whole answers.
    #[test]
    fn order_is_that_of_the_pairs_whatever_they_have_in_common() {
        let mut seed = 1_u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((seed >> 33) % below) as usize
        };
        let value = |index: usize, kind| match kind {
            4 => format!("a value like the others {:03}", index * 7 % 50).into_bytes(),
            6 => format!("v{}", "\0".repeat(index * 5 % 40)).into_bytes(),
            _ => (index * 7 % 10).to_string().into_bytes(),
        };
        for beginning in ["", "x", "Param.", "Attribute.", &"long ".repeat(20)] {
            for count in [1, 2, 3, 20, 21, 40, 200] {
                for kind in 0..9 {
                    let pairs: Vec<(Vec<u8>, Vec<u8>)> = (0..count)
                        .map(|index| {
                            let behind = match kind {
                                0 => format!("{}", random(1000)),
                                1 => format!("{:03}.{}", random(20), ["Name", "Value", "Values.member"][random(3)]),
                                2 => "a".repeat(random(60)),
                                3 => ["", "\0", "\0\0", "\0a", "same", "same\0"][random(6)].repeat(random(8)),
                                4 | 6 => String::new(),
                                7 => format!("aaaaaaaa{}", random(3)),
                                8 => "\0".repeat(random(30)),
                                _ => format!("{}{}", "common by groups ".repeat(random(4)), random(9)),
                            };
                            (format!("{beginning}{behind}").into_bytes(), value(index, kind))
                        })
                        .collect();
                    let mut sorted = pairs.clone();
                    sorted.sort();
                    let escape =
                        |text: &[u8]| text.iter().map(|byte| format!("%{byte:02x}")).collect::<String>().into_bytes();
                    let escaped: Vec<_> = pairs.iter().map(|(name, value)| (escape(name), escape(value))).collect();
                    for form in [Form::Plain, Form::Escaped] {
                        let (pairs, sorted) = match form {
                            Form::Plain => (&pairs, sorted.clone()),
                            _ => (&escaped, sorted.iter().map(|(name, value)| (escape(name), escape(value))).collect()),
                        };
                        let text = |bytes| Text { bytes, form };
                        let mut items: Vec<_> =
                            pairs.iter().map(|(name, value)| Param::new(text(name), text(value), 0)).collect();
                        let mut scratch = items.clone();
                        let several = put_in_order(&mut items, &mut scratch);
                        assert!(items
                            .iter()
                            .map(|item| (item.name, item.value))
                            .eq(sorted.iter().map(|(name, value)| (&name[..], &value[..]))));
                        assert!(items.iter().all(|item| item.prefix == item.first_prefix()));
                        assert_eq!(several, items.windows(2).any(|pair| pair[0].prefix == pair[1].prefix));
                    }
                }
            }
        }
    }
}
