//! A parameter list, from wherever it comes, and its order.
//!
//! The doors ([`Door`]) hand over names and values, decoded or as a query has them; here they are put into the order of the
//! canonical query: by the bytes of the decoded name, then of the value (AWS General Reference, "Signature Version 2 signing
//! process": "sorted lexicographically by byte order"). The *pairs* are compared, never the joined `name=value` text,
//! in which `Foo.1` would come before `Foo`, because `.` sorts before `=`.

use crate::error::{Error, Status};
use crate::param::{prefix, put_in_order, Param, ADDED};
use crate::sort::needs_scratch;
use crate::text::{Form, Text};
use arrayvec::ArrayVec;

/// The most that an input may have, all names and values together, so that every length can be said in an `int32_t`.
pub(crate) const MOST_BYTES: u64 = i32::MAX as u64;

/// More parameters than a dialect adds, with the signature.
const ADDITIONS: usize = 8;

/// As many parameters as are held without an allocation: the 64 that the contract promises, what a dialect has added to a
/// request that comes in signed, and room for what it may add to any.
const INLINE: usize = 64 + 2 * ADDITIONS;

/// How the names of the parameters begin that speak of the signature itself.
const SIGNATUR: u64 = u64::from_be_bytes(*b"Signatur");

/// Where parameters come from: a list of pairs, [`Lists`](crate::Lists), or a [`Query`](crate::Query).
pub trait Door: Sealed {
    /// Hands over every parameter, in the caller's order.
    ///
    /// # Errors
    /// Whatever makes the list unreadable as a list.
    fn hand_over<'s>(&'s self, params: &mut Params<'s>) -> Result<(), Error>;
}

/// The parameters of a list: on the stack, or, if there are many, in one block of memory.
#[allow(clippy::large_enum_variant)] // That is what it is for.
enum Items<'a> {
    Few(ArrayVec<Param<'a>, INLINE>),
    /// As many again fit in behind them, for sorting.
    Many(Vec<Param<'a>>),
}

impl<'a> Items<'a> {
    /// How many there can be.
    #[inline(always)]
    fn capacity(&self) -> usize {
        match self {
            Items::Few(_) => INLINE,
            Items::Many(items) => items.capacity() / 2,
        }
    }

    /// Makes room for so many; tells whether there was the memory.
    fn reserve(&mut self, count: usize) -> bool {
        if count <= self.capacity() {
            return true;
        }
        let mut many = Vec::new();
        if many.try_reserve_exact(count.saturating_mul(2)).is_err() {
            return false;
        }
        self.as_slice().iter().for_each(|item| push_within_capacity(&mut many, *item));
        *self = Items::Many(many);
        true
    }

    /// Takes one more, for which room was reserved; tells whether it was.
    #[inline(always)]
    fn push(&mut self, item: Param<'a>) -> bool {
        match self {
            Items::Few(items) => push_few(items, item),
            Items::Many(items) => {
                let fits = items.len() < items.capacity() / 2;
                if fits {
                    push_within_capacity(items, item);
                }
                fits
            }
        }
    }

    fn as_slice(&self) -> &[Param<'a>] {
        match self {
            Items::Few(items) => items,
            Items::Many(items) => items,
        }
    }

    fn retain(&mut self, keep: impl Fn(&Param<'a>) -> bool) {
        match self {
            Items::Few(items) => items.retain(|item| keep(item)),
            Items::Many(items) => items.retain(keep),
        }
    }

    /// Lets `sort` sort them, with as much scratch as there are items if they are so many that it needs some.
    fn sort(&mut self, sort: impl FnOnce(&mut [Param<'a>], &mut [Param<'a>])) {
        match self {
            Items::Few(items) if needs_scratch(items.len()) => {
                let mut scratch = ArrayVec::<_, INLINE>::new();
                for item in items.iter() {
                    // It is as long as what is copied.
                    let _ = scratch.try_push(*item);
                }
                sort(items, &mut scratch);
            }
            Items::Few(items) => sort(items, &mut []),
            Items::Many(items) => {
                let len = items.len();
                for index in 0..len {
                    if let Some(item) = items.get(index).copied() {
                        push_within_capacity(items, item);
                    }
                }
                if let Some((items, scratch)) = items.split_at_mut_checked(len) {
                    sort(items, scratch);
                }
                items.truncate(len);
            }
        }
    }
}

#[inline(always)]
fn push_few<'a>(items: &mut ArrayVec<Param<'a>, INLINE>, item: Param<'a>) -> bool {
    items.len() < INLINE && items.try_push(item).is_ok()
}

/// Pushes where there is room, so that nothing is ever allocated here.
#[inline(always)]
fn push_within_capacity<T>(items: &mut Vec<T>, item: T) {
    if items.len() < items.capacity() {
        items.push(item);
    }
}

/// A parameter list that is being put together; what a [`Door`] hands its parameters over to.
pub struct Params<'a> {
    items: Items<'a>,
    seen: Seen,
    /// Whether there are parameters of the library's own.
    added: bool,
}

/// What has been seen of the caller's parameters.
#[derive(Clone, Copy, Default)]
struct Seen {
    bytes: u64,
    /// Whether there are names that begin as those do that speak of the signature itself.
    about_signature: bool,
}

impl Seen {
    /// Counts a parameter.
    #[inline(always)]
    fn count(&mut self, param: &Param<'_>) {
        self.bytes += 2 + param.name.len() as u64 + param.value.len() as u64;
        self.about_signature |= param.prefix == SIGNATUR;
    }

    fn is_too_large(&self) -> bool {
        self.bytes > MOST_BYTES
    }
}

/// Why a list was not taken to its end. It is small, so that what is made at every step stays in registers.
enum Stopped<'a> {
    Broken(u32),
    TooLarge(Param<'a>),
    Full,
}

/// Makes parameters of all pairs and hands them to `push`, which tells whether there was room.
#[inline(always)]
fn take_all<'a>(
    pairs: impl Iterator<Item = Option<(&'a [u8], &'a [u8])>>,
    mut index: u32,
    seen: &mut Seen,
    mut push: impl FnMut(Param<'a>) -> bool,
) -> Result<(), Stopped<'a>> {
    // What is counted is kept here and not behind the reference, where every step would have to store it.
    let mut counted = *seen;
    for pair in pairs {
        let Some((name, value)) = pair else { return Err(Stopped::Broken(index)) };
        let param = Param::new(Text::plain(name), Text::plain(value), index);
        counted.count(&param);
        if counted.is_too_large() {
            return Err(Stopped::TooLarge(param));
        }
        if !push(param) {
            return Err(Stopped::Full);
        }
        index += 1;
    }
    *seen = counted;
    Ok(())
}

impl core::fmt::Debug for Params<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Params({} parameters)", self.as_slice().len())
    }
}

impl<'a> Params<'a> {
    pub(crate) fn new() -> Params<'a> {
        Params { items: Items::Few(ArrayVec::new()), seen: Seen::default(), added: false }
    }

    /// Makes room for `count` more parameters and what a dialect adds to them, so that a long list is one allocation.
    ///
    /// # Errors
    /// [`Status::TooLarge`] and [`Status::NoMemory`].
    #[inline(always)]
    pub(crate) fn reserve(&mut self, count: usize) -> Result<(), Error> {
        if count <= self.items.capacity().saturating_sub(self.as_slice().len() + ADDITIONS) {
            return Ok(());
        }
        self.reserve_many(count)
    }

    #[cold]
    fn reserve_many(&mut self, count: usize) -> Result<(), Error> {
        if count > MOST_BYTES as usize {
            return Err(Error::argument(Status::TooLarge, "parameters", "there are more than 2147483647 parameters"));
        }
        if self.items.reserve(self.as_slice().len() + count + ADDITIONS) {
            Ok(())
        } else {
            Err(no_memory())
        }
    }

    /// Whether one more parameter would leave no room for what a dialect adds.
    #[inline(always)]
    pub(crate) fn is_full(&self) -> bool {
        self.as_slice().len() + ADDITIONS >= self.items.capacity()
    }

    /// Takes `count` parameters, names and values as they are, decoded, as UTF-8. Where one of them is nothing, `broken` says
    /// why, given its index.
    ///
    /// # Errors
    /// That of `broken`; [`Status::TooLarge`] when the list has become too large, [`Status::NoMemory`]. Whether names are
    /// empty or texts are UTF-8 is found out later, where every byte is looked at anyway.
    ///
    /// With `ASK_ONCE` the loop is there twice, once for each kind of list, which pays where finding the pairs takes little code.
    #[inline(always)]
    pub(crate) fn extend<const ASK_ONCE: bool>(
        &mut self,
        count: usize,
        pairs: impl Iterator<Item = Option<(&'a [u8], &'a [u8])>>,
        broken: impl FnOnce(usize) -> Error,
    ) -> Result<(), Error> {
        self.reserve(count)?;
        let first = self.as_slice().len() as u32;
        let taken = match &mut self.items {
            Items::Few(items) if ASK_ONCE => take_all(pairs, first, &mut self.seen, |item| push_few(items, item)),
            items => take_all(pairs, first, &mut self.seen, |item| items.push(item)),
        };
        match taken {
            Ok(()) => Ok(()),
            Err(Stopped::Broken(index)) => Err(broken(index as usize)),
            Err(Stopped::TooLarge(param)) => Err(too_large(&param)),
            Err(Stopped::Full) => Err(no_memory()),
        }
    }

    /// Takes one more parameter, of any form. Texts with escapes have been found to be UTF-8.
    ///
    /// # Errors
    /// As [`Params::extend`].
    #[inline]
    pub(crate) fn push_texts(&mut self, name: Text<'a>, value: Text<'a>) -> Result<(), Error> {
        let index = self.as_slice().len() as u32;
        let param = Param::new(name, value, index);
        self.seen.count(&param);
        if self.seen.is_too_large() {
            return Err(too_large(&param));
        }
        if self.items.push(param) {
            Ok(())
        } else {
            Err(no_memory())
        }
    }

    /// The bytes of the caller's parameters, as they were given, and two for each.
    pub(crate) fn bytes(&self) -> u64 {
        self.seen.bytes
    }

    /// Whether the caller may have given one of the parameters Signature, SignatureMethod, SignatureVersion, which have to
    /// be looked at.
    pub(crate) fn is_about_signature(&self) -> bool {
        self.seen.about_signature
    }

    /// Whether the caller may have given the parameter Signature.
    pub(crate) fn may_be_signed(&self) -> bool {
        let may_be = |param: &Param<'_>| param.name_form != Form::Plain || param.name.len() == b"Signature".len();
        self.seen.about_signature && self.about_signature().any(may_be)
    }

    /// Leaves out the caller's parameters of these names.
    pub(crate) fn leave_out(&mut self, names: &[&[u8]]) {
        for name in names {
            let prefix = prefix(name);
            if self.as_slice().iter().any(|param| param.prefix == prefix && param.name().is(name)) {
                self.items.retain(|param| !param.name().is(name));
            }
        }
    }

    /// Adds a parameter of the library's own.
    ///
    /// # Errors
    /// [`Status::NoMemory`], never so far: room for what is added is always kept.
    pub(crate) fn add(&mut self, name: &'a [u8], value: &'a [u8]) -> Result<(), Error> {
        self.added = true;
        if self.items.push(Param::new(Text::plain(name), Text::plain(value), ADDED)) {
            Ok(())
        } else {
            Err(no_memory())
        }
    }

    /// Those of the parameters whose names begin with `Signatur`, the library's own included.
    pub(crate) fn about_signature(&self) -> impl Iterator<Item = &Param<'a>> {
        self.as_slice().iter().filter(|param| param.prefix == SIGNATUR)
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
        self.as_slice().iter().any(|param| param.prefix == prefix && param.name().is(name))
    }

    /// The parameter of this name, if there is one; there may not be two.
    ///
    /// # Errors
    /// The status that is given here.
    pub(crate) fn single(&self, name: &[u8], twice: Status) -> Result<Option<&Param<'a>>, Error> {
        let prefix = prefix(name);
        let mut found = self.as_slice().iter().filter(|param| param.prefix == prefix && param.name().is(name));
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
        let added = self.added;
        let mut clash = false;
        self.items.sort(|items, scratch| {
            // In this order a name that stands twice stands side by side.
            let several = put_in_order(items, scratch);
            let beside = || items.iter().zip(items.iter().skip(1));
            clash = several && added && beside().any(|(one, other)| one.clashes(other));
        });
        // In this order an empty name comes first.
        if self.as_slice().first().is_some_and(|first| first.name.is_empty()) {
            return Err(self.first_fault(Status::EmptyName, |param| {
                param.name.is_empty().then_some(Fault { why: "the name is empty", at: None })
            }));
        }
        if clash {
            let mut added = ArrayVec::<_, { 2 * ADDITIONS }>::new();
            for param in self.as_slice().iter().filter(|param| param.index == ADDED) {
                // There are fewer than that.
                let _ = added.try_push(*param);
            }
            return Err(self.first_fault(Status::Reserved, |param| {
                let why = "the dialect adds this parameter itself";
                added.iter().any(|added| added.same_name(param)).then_some(Fault { why, at: None })
            }));
        }
        Ok(())
    }

    /// The parameters, in canonical order once they are sorted.
    pub(crate) fn as_slice(&self) -> &[Param<'a>] {
        self.items.as_slice()
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
        let faults = self.as_slice().iter().filter_map(|param| find(param).map(|fault| (param, fault)));
        match faults.min_by_key(|(param, _)| param.index) {
            Some((param, Fault { why, at })) => {
                let error = param.fault(status, why);
                at.map_or(error, |byte| error.at(byte))
            }
            None => Error::argument(status, "parameters", status.message()),
        }
    }
}

#[cold]
fn too_large(param: &Param<'_>) -> Error {
    param.fault(Status::TooLarge, "the parameters up to here are larger than 2147483647 bytes")
}

#[cold]
fn no_memory() -> Error {
    Error::argument(Status::NoMemory, "parameters", "there is no memory for so many parameters")
}

/// What is wrong with a parameter, and at which byte of its name or value.
struct Fault {
    why: &'static str,
    at: Option<usize>,
}

/// Only this crate has doors, since what they hand over must be bounded and counted.
pub trait Sealed {}
impl<N, V> Sealed for [(N, V)] {}
impl<N, V, const COUNT: usize> Sealed for [(N, V); COUNT] {}
impl<N, V> Sealed for Vec<(N, V)> {}

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
        let pairs = self.iter().map(|(name, value)| Some((name.as_ref(), value.as_ref())));
        params.extend::<true>(self.len(), pairs, |_| no_memory())
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
    fn faults_name_the_first_in_the_order_of_the_caller() {
        let fault = |pairs: &[(&[u8], &[u8])]| {
            let mut params = Params::new();
            pairs.hand_over(&mut params).unwrap();
            params.add(b"Timestamp", b"now").unwrap();
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
    fn names_that_are_left_out_keep_their_place_in_the_count() {
        let mut params = Params::new();
        [("Signature", "old"), ("", ""), ("Signature", "older"), ("Signatures", "")].hand_over(&mut params).unwrap();
        params.leave_out(&[b"Signature", b"Absent"]);
        assert_eq!(params.as_slice().len(), 2);
        assert_eq!(params.sort().unwrap_err().to_string(), "parameter 2 \"\": the name is empty");
    }
}
