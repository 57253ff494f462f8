//! A parameter list, from wherever it comes, and its order.
//!
//! The doors ([`Door`]) hand over names and values, decoded or as a query has them; here they are put into the order of the
//! canonical query: by the bytes of the decoded name, then of the value (AWS General Reference, "Signature Version 2 signing
//! process": "sorted lexicographically by byte order"). The *pairs* are compared, never the joined `name=value` text,
//! in which `Foo.1` would come before `Foo`, because `.` sorts before `=`.

use crate::error::{Error, Status, NAME_SHOWN};
use crate::text::{Form, Text};
use core::cmp::Ordering;
use smallvec::SmallVec;

/// The most that an input may have, all names and values together, so that every length can be said in an `int32_t`.
pub(crate) const MOST_BYTES: u64 = i32::MAX as u64;

/// More parameters than a dialect adds, with the signature.
const ADDITIONS: usize = 8;

/// As many parameters as are held without an allocation: the 64 that the contract promises, what a dialect has added to a
/// request that comes in signed, and room for what it may add to any.
const INLINE: usize = 64 + 2 * ADDITIONS;

/// How the names of the parameters begin that speak of the signature itself.
const SIGNATUR: u64 = u64::from_be_bytes(*b"Signatur");

/// The index of a parameter that the caller did not give.
const ADDED: u32 = u32::MAX;

/// Where parameters come from: a list of pairs, [`Lists`], or a [`Query`](crate::Query).
pub trait Door: Sealed {
    /// Hands over every parameter, in the caller's order.
    ///
    /// # Errors
    /// Whatever makes the list unreadable as a list.
    fn hand_over<'s>(&'s self, params: &mut Params<'s>) -> Result<(), Error>;
}

/// One parameter. The first bytes of its decoded name lead, so that most comparisons are one of two integers.
pub(crate) struct Param<'a> {
    prefix: u64,
    name: &'a [u8],
    value: &'a [u8],
    index: u32,
    name_form: Form,
    value_form: Form,
}

impl<'a> Param<'a> {
    #[inline(always)]
    fn new(name: Text<'a>, value: Text<'a>, index: u32) -> Param<'a> {
        let prefix = match name.form {
            Form::Plain => prefix(name.bytes),
            _ => decoded_prefix(name),
        };
        let (name_form, value_form) = (name.form, value.form);
        Param { prefix, name: name.bytes, value: value.bytes, index, name_form, value_form }
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
            _ => self.name().decode_into(&mut room).unwrap_or_else(|beginning| beginning),
        };
        Error::parameter(status, self.index as usize, name, why)
    }

    /// The order of two parameters. It is apart from where prefixes are compared, which is nearly always all, so that the
    /// sort itself stays small.
    #[inline(never)]
    fn cmp_texts(&self, other: &Param<'_>) -> Ordering {
        self.name().cmp(other.name()).then_with(|| self.value().cmp(other.value()))
    }

    fn same_name(&self, other: &Param<'_>) -> bool {
        self.prefix == other.prefix && self.name().cmp(other.name()).is_eq()
    }
}

/// A parameter list that is being put together; what a [`Door`] hands its parameters over to.
pub struct Params<'a> {
    items: SmallVec<[Param<'a>; INLINE]>,
    bytes: u64,
    /// Whether there are parameters of the library's own.
    added: bool,
    /// Whether the caller gave parameters whose names begin as those do that speak of the signature itself.
    about_signature: bool,
}

impl core::fmt::Debug for Params<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Params({} parameters)", self.items.len())
    }
}

impl<'a> Params<'a> {
    pub(crate) fn new() -> Params<'a> {
        Params { items: SmallVec::new(), bytes: 0, added: false, about_signature: false }
    }

    /// Makes room for `count` more parameters and what a dialect adds to them, so that a long list is one allocation.
    ///
    /// # Errors
    /// [`Status::TooLarge`] and [`Status::NoMemory`].
    pub(crate) fn reserve(&mut self, count: usize) -> Result<(), Error> {
        if count > MOST_BYTES as usize {
            return Err(Error::argument(Status::TooLarge, "parameters", "there are more than 2147483647 parameters"));
        }
        self.items
            .try_reserve_exact(count + ADDITIONS)
            .map_err(|_| Error::argument(Status::NoMemory, "parameters", "there is no memory for so many parameters"))
    }

    /// Whether one more parameter would leave no room for what a dialect adds.
    #[inline(always)]
    pub(crate) fn is_full(&self) -> bool {
        self.items.len() + ADDITIONS >= self.items.capacity()
    }

    /// Takes the caller's next parameter: its name and its value, decoded, as UTF-8.
    ///
    /// # Errors
    /// [`Status::TooLarge`] when the list has become too large. Whether names are empty or texts are UTF-8 is found out
    /// later, where every byte is looked at anyway.
    #[inline(always)]
    pub(crate) fn push(&mut self, name: &'a [u8], value: &'a [u8]) -> Result<(), Error> {
        self.push_texts(Text::plain(name), Text::plain(value))
    }

    /// The same for texts of any form. Those with escapes have been found to be UTF-8.
    ///
    /// # Errors
    /// As [`Params::push`].
    #[inline(always)]
    pub(crate) fn push_texts(&mut self, name: Text<'a>, value: Text<'a>) -> Result<(), Error> {
        let param = Param::new(name, value, self.items.len() as u32);
        self.bytes = self.bytes.saturating_add(name.bytes.len() as u64 + value.bytes.len() as u64 + 2);
        if self.bytes > MOST_BYTES {
            let why = "the parameters up to here are larger than 2147483647 bytes";
            return Err(param.fault(Status::TooLarge, why));
        }
        self.about_signature |= param.prefix == SIGNATUR;
        self.items.push(param);
        Ok(())
    }

    /// Whether the caller may have given one of the parameters Signature, SignatureMethod, SignatureVersion, which have to
    /// be looked at.
    pub(crate) fn is_about_signature(&self) -> bool {
        self.about_signature
    }

    /// Leaves out the caller's parameters of these names.
    pub(crate) fn leave_out(&mut self, names: &[&[u8]]) {
        for name in names {
            let prefix = prefix(name);
            if self.items.iter().any(|param| param.prefix == prefix && param.name().is(name)) {
                self.items.retain(|param| !param.name().is(name));
            }
        }
    }

    /// Adds a parameter of the library's own.
    pub(crate) fn add(&mut self, name: &'a [u8], value: &'a [u8]) {
        self.items.push(Param::new(Text::plain(name), Text::plain(value), ADDED));
        self.added = true;
    }

    /// Those of the parameters whose names begin with `Signatur`, the library's own included.
    pub(crate) fn about_signature(&self) -> impl Iterator<Item = &Param<'a>> {
        self.items.iter().filter(|param| param.prefix == SIGNATUR)
    }

    /// Refuses the caller's parameters of this name.
    pub(crate) fn refuse(&self, name: &[u8], status: Status, why: &'static str) -> Result<(), Error> {
        if !self.has(name) {
            return Ok(());
        }
        Err(self.first_fault(status, |param| param.name().is(name).then_some(Fault { why, at: None })))
    }

    /// Whether there is a parameter of this name.
    pub(crate) fn has(&self, name: &[u8]) -> bool {
        let prefix = prefix(name);
        self.items.iter().any(|param| param.prefix == prefix && param.name().is(name))
    }

    /// The parameter of this name, if there is one; there may not be two.
    ///
    /// # Errors
    /// The status that is given here.
    pub(crate) fn single(&self, name: &[u8], twice: Status) -> Result<Option<&Param<'a>>, Error> {
        let prefix = prefix(name);
        let mut found = self.items.iter().filter(|param| param.prefix == prefix && param.name().is(name));
        match (found.next(), found.next()) {
            (Some(_), Some(second)) => Err(second.fault(twice, "the parameter stands here a second time")),
            (single, _) => Ok(single),
        }
    }

    /// Puts the list into canonical order.
    ///
    /// # Errors
    /// [`Status::EmptyName`], and [`Status::Reserved`] where the caller gave a parameter that was added as well.
    pub(crate) fn sort(&mut self) -> Result<(), Error> {
        self.items.sort_unstable_by(|a, b| a.prefix.cmp(&b.prefix).then_with(|| a.cmp_texts(b)));
        // In this order an empty name comes first, and a name that stands twice stands side by side.
        if self.items.first().is_some_and(|first| first.name.is_empty()) {
            return Err(self.first_fault(Status::EmptyName, |param| {
                param.name.is_empty().then_some(Fault { why: "the name is empty", at: None })
            }));
        }
        let clash = |a: &Param<'_>, b: &Param<'_>| a.same_name(b) && (a.index == ADDED || b.index == ADDED);
        if self.added && self.items.windows(2).any(|pair| clash(&pair[0], &pair[1])) {
            return Err(self.first_fault(Status::Reserved, |param| {
                let why = "the dialect adds this parameter itself";
                let mut added = self.items.iter().filter(|other| other.index == ADDED);
                added.any(|added| added.same_name(param)).then_some(Fault { why, at: None })
            }));
        }
        Ok(())
    }

    /// The parameters, in canonical order once they are sorted.
    pub(crate) fn as_slice(&self) -> &[Param<'a>] {
        &self.items
    }

    /// The error about the first of the caller's texts that is not UTF-8.
    #[cold]
    pub(crate) fn utf8_fault(&self) -> Error {
        let bad = |text: &[u8], why| {
            core::str::from_utf8(text).err().map(|error| Fault { why, at: Some(error.valid_up_to()) })
        };
        self.first_fault(Status::Utf8, |param| {
            bad(param.name, "the name is not valid UTF-8").or_else(|| bad(param.value, "the value is not valid UTF-8"))
        })
    }

    /// The error about the first parameter, in the caller's order, in which `find` finds a fault.
    #[cold]
    fn first_fault(&self, status: Status, find: impl Fn(&Param<'_>) -> Option<Fault>) -> Error {
        let faults = self.items.iter().filter_map(|param| find(param).map(|fault| (param, fault)));
        match faults.min_by_key(|(param, _)| param.index) {
            Some((param, Fault { why, at })) => {
                let error = param.fault(status, why);
                at.map_or(error, |byte| error.at(byte))
            }
            None => Error::argument(status, "parameters", status.message()),
        }
    }
}

/// What is wrong with a parameter, and at which byte of its name or value.
struct Fault {
    why: &'static str,
    at: Option<usize>,
}

/// The first eight bytes of `name` as a number that sorts like them; a shorter name is filled up with zeros.
#[inline(always)]
fn prefix(name: &[u8]) -> u64 {
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

/// The same of a name with escapes.
fn decoded_prefix(name: Text<'_>) -> u64 {
    prefix(name.decode_into(&mut [0; 8]).unwrap_or_else(|beginning| beginning))
}

/// Only this crate has doors, since what they hand over must be bounded and counted.
pub trait Sealed {}
impl<N, V> Sealed for [(N, V)] {}
impl<N, V, const COUNT: usize> Sealed for [(N, V); COUNT] {}
impl<N, V> Sealed for Vec<(N, V)> {}
impl Sealed for Lists<'_> {}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>, const COUNT: usize> Door for [(N, V); COUNT] {
    fn hand_over<'s>(&'s self, params: &mut Params<'s>) -> Result<(), Error> {
        self.as_slice().hand_over(params)
    }
}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>> Door for Vec<(N, V)> {
    fn hand_over<'s>(&'s self, params: &mut Params<'s>) -> Result<(), Error> {
        self.as_slice().hand_over(params)
    }
}

/// Decoded pairs of name and value.
impl<N: AsRef<[u8]>, V: AsRef<[u8]>> Door for [(N, V)] {
    fn hand_over<'s>(&'s self, params: &mut Params<'s>) -> Result<(), Error> {
        params.reserve(self.len())?;
        self.iter().try_for_each(|(name, value)| params.push(name.as_ref(), value.as_ref()))
    }
}

/// Two lists of `count` items each, names and values, the items separated by NUL.
///
/// The count is the caller's own, so that a NUL inside a text makes the numbers differ and can never bring in a
/// parameter.
#[derive(Clone, Copy, Debug)]
pub struct Lists<'a> {
    /// The names.
    pub names: &'a [u8],
    /// The values, in the order of the names.
    pub values: &'a [u8],
    /// How many there are of each.
    pub count: usize,
}

impl Door for Lists<'_> {
    fn hand_over<'s>(&'s self, params: &mut Params<'s>) -> Result<(), Error> {
        // A list of n items has n - 1 separators, so a larger count is refused before room is made for it.
        if self.count > self.names.len() + 1 || self.count > self.values.len() + 1 {
            return Err(self.wrong_count());
        }
        params.reserve(self.count)?;
        let (mut names, mut values) = (Items::new(self.names), Items::new(self.values));
        for _ in 0..self.count {
            let (Some(name), Some(value)) = (names.next(), values.next()) else { return Err(self.wrong_count()) };
            params.push(name, value)?;
        }
        if names.is_done(self.count) && values.is_done(self.count) {
            Ok(())
        } else {
            Err(self.wrong_count())
        }
    }
}

impl Lists<'_> {
    #[cold]
    fn wrong_count(&self) -> Error {
        let items = |list: &[u8]| {
            if self.count == 0 && list.is_empty() {
                0
            } else {
                list.iter().filter(|&&byte| byte == 0).count() + 1
            }
        };
        let (argument, why) = match (items(self.names), items(self.values)) {
            (names, _) if names < self.count => ("names", "there are fewer items than count says"),
            (names, _) if names > self.count => {
                ("names", "there are more items than count says; is there a NUL in one?")
            }
            (_, values) if values < self.count => ("values", "there are fewer items than count says"),
            _ => ("values", "there are more items than count says; is there a NUL in one?"),
        };
        Error::argument(Status::ListCount, argument, why)
    }
}

/// The items of a NUL-separated list.
struct Items<'a> {
    rest: Option<&'a [u8]>,
}

impl<'a> Items<'a> {
    fn new(list: &'a [u8]) -> Items<'a> {
        Items { rest: Some(list) }
    }

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        let list = self.rest?;
        match list.iter().position(|&byte| byte == 0) {
            Some(end) => {
                self.rest = Some(&list[end + 1..]);
                Some(&list[..end])
            }
            None => {
                self.rest = None;
                Some(list)
            }
        }
    }

    /// Whether nothing is left after `count` items. An empty list is one empty item, or none if none is expected.
    fn is_done(&self, count: usize) -> bool {
        self.rest.is_none_or(|rest| count == 0 && rest.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted<D: Door + ?Sized>(door: &D) -> Result<Vec<(String, String)>, String> {
        let mut params = Params::new();
        door.hand_over(&mut params).map_err(|error| error.to_string())?;
        params.sort().map_err(|error| error.to_string())?;
        let text = |text: Text<'_>| {
            let mut room = vec![0; text.bytes.len()];
            String::from_utf8_lossy(text.decode_into(&mut room).unwrap()).into_owned()
        };
        Ok(params.as_slice().iter().map(|param| (text(param.name()), text(param.value()))).collect())
    }

    fn names(given: &[&str]) -> Vec<String> {
        let pairs: Vec<(&str, &str)> = given.iter().map(|name| (*name, "")).collect();
        sorted(pairs.as_slice()).unwrap().into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn order_is_that_of_the_bytes_of_the_name_then_of_the_value() {
        assert_eq!(names(&["Foo.1", "Foo", "Foo-Bar", "foo", "Bar"]), ["Bar", "Foo", "Foo-Bar", "Foo.1", "foo"]);
        assert_eq!(names(&["Item.2", "Item.10", "Item.1"]), ["Item.1", "Item.10", "Item.2"]);
        // In UTF-16 the second of these would come first.
        assert_eq!(names(&["\u{ffee}", "\u{1f600}"]), ["\u{ffee}", "\u{1f600}"]);
        assert_eq!(
            sorted([("b", "2"), ("a", "x"), ("b", "10"), ("b", "")].as_slice()).unwrap(),
            [("a", "x"), ("b", ""), ("b", "10"), ("b", "2")].map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
    }

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

    #[test]
    fn faults_name_the_first_in_the_order_of_the_caller() {
        let fault = |pairs: &[(&[u8], &[u8])]| {
            let mut params = Params::new();
            pairs.hand_over(&mut params).unwrap();
            params.add(b"Timestamp", b"now");
            params.sort().err().unwrap_or_else(|| params.utf8_fault()).to_string()
        };
        assert_eq!(fault(&[(b"z", b""), (b"", b"x"), (b"", b"y")]), "parameter 2 \"\": the name is empty");
        assert_eq!(
            fault(&[(b"z", b""), (b"Timestamp", b"x"), (b"Timestamp", b"y")]),
            "parameter 2 \"Timestamp\": the dialect adds this parameter itself"
        );
        assert_eq!(
            fault(&[(b"z", b"ok\xff"), (b"a\xff", b"")]),
            "parameter 1 \"z\": the value is not valid UTF-8 (at byte 2)"
        );
        assert_eq!(fault(&[(b"a\xff", b"")]), "parameter 1 \"a%FF\": the name is not valid UTF-8 (at byte 1)");
    }

    #[test]
    fn texts_with_escapes_are_what_they_mean() {
        let escaped = |text: &'static str| Text { bytes: text.as_bytes(), form: Form::Escaped };
        let mut params = Params::new();
        for (name, value) in [("%62", "1"), ("a%2Db", "2"), ("a%2cb", "3"), ("%53ignature", "4"), ("b", "%30")] {
            params.push_texts(escaped(name), escaped(value)).unwrap();
        }
        assert!(params.is_about_signature() && params.has(b"Signature") && params.has(b"a-b") && !params.has(b"%62"));
        assert_eq!(params.single(b"a-b", Status::Reserved).unwrap().map(|param| param.value().bytes), Some(&b"2"[..]));
        assert!(params.single(b"c", Status::Reserved).unwrap().is_none());
        assert_eq!(
            params.single(b"b", Status::Reserved).err().unwrap().to_string(),
            "parameter 5 \"b\": the parameter stands here a second time"
        );
        params.leave_out(&[b"Signature"]);
        params.sort().unwrap();
        let names: Vec<_> = params.as_slice().iter().map(|param| (param.name, param.value)).collect();
        assert_eq!(names, [(&b"a%2cb"[..], &b"3"[..]), (b"a%2Db", b"2"), (b"b", b"%30"), (b"%62", b"1")]);
        let long = "%41".repeat(100);
        let mut params = Params::new();
        params.push_texts(Text { bytes: long.as_bytes(), form: Form::Canonical }, Text::plain(b"")).unwrap();
        let fault = params.as_slice()[0].fault(Status::Reserved, "why").to_string();
        assert_eq!(fault, format!("parameter 1 \"{}...\": why", "A".repeat(48)));
    }

    #[test]
    fn lists_hold_exactly_count_items() {
        let lists = |names: &'static str, values: &'static str, count| {
            sorted(&Lists { names: names.as_bytes(), values: values.as_bytes(), count })
                .map(|pairs| pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&"))
        };
        assert_eq!(lists("", "", 0).as_deref(), Ok(""));
        assert_eq!(lists("a", "", 1).as_deref(), Ok("a="));
        assert_eq!(lists("b\0a", "1\x002", 2).as_deref(), Ok("a=2&b=1"));
        assert_eq!(lists("a\0b", "\0", 2).as_deref(), Ok("a=&b="));
        for (names, values, count, why) in [
            ("a", "", 0, "names: there are more items than count says; is there a NUL in one?"),
            ("", "x", 0, "values: there are more items than count says; is there a NUL in one?"),
            ("\0", "", 0, "names: there are more items than count says; is there a NUL in one?"),
            ("a\0b", "x", 2, "values: there are fewer items than count says"),
            ("a", "x\0y", 2, "names: there are fewer items than count says"),
            ("a\0b", "x\0Zap\0Delete", 2, "values: there are more items than count says; is there a NUL in one?"),
            ("a\0Zap", "x\0Delete", 1, "names: there are more items than count says; is there a NUL in one?"),
            ("a\0", "x", 1, "names: there are more items than count says; is there a NUL in one?"),
            ("a", "x", usize::MAX, "names: there are fewer items than count says"),
        ] {
            assert_eq!(lists(names, values, count), Err(why.to_owned()), "{names:?} {values:?} {count}");
        }
        assert_eq!(lists("", "", 1), Err("parameter 1 \"\": the name is empty".to_owned()));
    }

    #[test]
    fn names_that_are_left_out_keep_their_place_in_the_count() {
        let mut params = Params::new();
        [("Signature", "old"), ("", ""), ("Signature", "older"), ("Signatures", "")].hand_over(&mut params).unwrap();
        params.leave_out(&[b"Signature", b"Absent"]);
        assert_eq!(params.as_slice().len(), 2);
        assert_eq!(params.sort().unwrap_err().to_string(), "parameter 2 \"\": the name is empty");
    }
}
