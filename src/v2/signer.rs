//! Another program's signer: right but for what has been changed about it, so that its string to sign can be made as it
//! makes it.

use super::conversion::{convert, Conversion};
use super::escaper::{Chars, Escaper, Space};
use super::order::{compare, Order, Sorted};
use crate::output::Output;
use crate::sort::{needs_scratch, sort};

/// A name and a value, decoded.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) name: &'a [u8],
    pub(super) value: &'a [u8],
}

impl Pair<'_> {
    pub(super) const EMPTY: Pair<'static> = Pair { name: b"", value: b"" };
}

/// What a signer does to the parameters.
#[derive(Clone, Copy)]
pub(super) enum Edit<'a> {
    Without(usize),
    With(Pair<'a>),
    Value(usize, &'a [u8]),
    /// Leaves out all that have the names of these.
    WithoutAll(&'a [Pair<'a>]),
    WithAll(&'a [Pair<'a>]),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Empty {
    Dropped,
    WithoutEquals,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeated {
    FirstKept,
    LastKept,
    Joined,
    JoinedSorted,
}

/// What becomes of a text when it is converted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Converted {
    /// It is sorted as it is converted.
    First,
    /// It is sorted as it was.
    Last,
}

/// What is escaped twice.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Twice {
    All,
    AllButStamp,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unescaped {
    All,
    Names,
    Values,
}

/// The whole of what is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    QueryAlone,
    PathAndQuery,
    Url,
    PercentEncoded,
    /// But for the slashes.
    PercentEncodedWithSlashes,
    /// Little-endian, big-endian, and with a byte order mark.
    Utf16,
    Utf16Big,
    Utf16Marked,
    /// The values of these, one after the other.
    Version0(&'static [&'static [u8]]),
    /// Names and values, one after the other.
    Version1,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mac {
    Plain,
    SecretFirst,
    SecretLast,
    Swapped,
}

/// One thing that is different about a signer.
#[derive(Clone, Copy)]
pub(super) enum Change<'a> {
    Edit(Edit<'a>),
    Empty(Empty),
    /// 0 and false are taken for no value.
    ZeroDropped,
    Repeated(Repeated),
    /// The query is decoded before it is split; pieces without a value are kept or not.
    Split(bool),
    Conversion(Conversion, Converted),
    /// These are escaped in names.
    EscapedInNames(Chars),
    /// The digits of the escapes of these are a to f.
    LowerFor(Chars),
    Order(Order),
    /// These are left as they are.
    Bare(Chars),
    /// These are escaped.
    Escaped(Chars),
    Space(Space),
    Lower,
    Twice(Twice),
    Unescaped(Unescaped),
    Encoder(Escaper),
    Separator(&'static [u8]),
    Before(&'static [u8]),
    After(&'static [u8]),
    /// The query is this.
    Query(&'a [u8]),
    Method(&'a [u8]),
    /// What stands on the line of the host, but for the port; or that there is none.
    Host(Option<[&'a [u8]; 3]>),
    Port(&'static [u8]),
    /// The line of the host, with its port or whatever is in place of it.
    HostLine([&'a [u8]; 3]),
    Path(Option<&'a [u8]>),
    Newline(&'static [u8]),
    End(&'static [u8]),
    Form(Form),
    /// The secret with this number.
    Secret(usize),
    Mac(Mac),
}

/// Which part of the work a change is about. What comes first changes most rarely while combinations are tried.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Query,
    Head,
    Key,
}

impl Change<'_> {
    pub(super) fn part(&self) -> Part {
        match self {
            Change::Method(_)
            | Change::Host(_)
            | Change::Port(_)
            | Change::HostLine(_)
            | Change::Path(_)
            | Change::Newline(_)
            | Change::End(_)
            | Change::Form(_) => Part::Head,
            Change::Secret(_) | Change::Mac(_) => Part::Key,
            _ => Part::Query,
        }
    }
}

/// As many edits can come together as mistakes.
pub(super) const MOST: usize = 3;

/// A signer. `None` is what is right.
#[derive(Clone, Copy)]
pub(super) struct Signer<'a> {
    edits: [Option<Edit<'a>>; MOST],
    empty: Option<Empty>,
    zero_dropped: bool,
    repeated: Option<Repeated>,
    split: Option<bool>,
    conversion: Option<(Conversion, Converted)>,
    escaped_in_names: Option<Chars>,
    lower_for: Option<Chars>,
    order: Option<Order>,
    escaper: Escaper,
    /// Whether the escaper is one that a language ships, and whether it has been changed otherwise.
    shipped: bool,
    adjusted: bool,
    twice: Option<Twice>,
    unescaped: Option<Unescaped>,
    separator: Option<&'static [u8]>,
    before: Option<&'static [u8]>,
    after: Option<&'static [u8]>,
    query: Option<&'a [u8]>,
    method: Option<&'a [u8]>,
    host: Option<Option<[&'a [u8]; 3]>>,
    port: Option<&'a [u8]>,
    path: Option<Option<&'a [u8]>>,
    newline: Option<&'static [u8]>,
    end: Option<&'static [u8]>,
    pub(super) form: Option<Form>,
    pub(super) secret: Option<usize>,
    pub(super) mac: Option<Mac>,
}

/// Sets what has not been set.
fn set<T>(slot: &mut Option<T>, value: T) -> Option<()> {
    match slot {
        Some(_) => None,
        None => {
            *slot = Some(value);
            Some(())
        }
    }
}

impl<'a> Signer<'a> {
    pub(super) const RIGHT: Signer<'static> = Signer {
        edits: [None; MOST],
        empty: None,
        zero_dropped: false,
        repeated: None,
        split: None,
        conversion: None,
        escaped_in_names: None,
        lower_for: None,
        order: None,
        escaper: Escaper::RIGHT,
        shipped: false,
        adjusted: false,
        twice: None,
        unescaped: None,
        separator: None,
        before: None,
        after: None,
        query: None,
        method: None,
        host: None,
        port: None,
        path: None,
        newline: None,
        end: None,
        form: None,
        secret: None,
        mac: None,
    };

    /// The signer with one more change, unless it contradicts one before.
    pub(super) fn with(&self, change: Change<'a>) -> Option<Signer<'a>> {
        let mut signer = *self;
        let done = match change {
            Change::Edit(edit) => {
                let slot = signer.edits.iter_mut().find(|slot| slot.is_none())?;
                set(slot, edit)
            }
            Change::Empty(empty) => set(&mut signer.empty, empty),
            Change::ZeroDropped => (!core::mem::replace(&mut signer.zero_dropped, true)).then_some(()),
            Change::Repeated(repeated) => set(&mut signer.repeated, repeated),
            Change::Split(keep) => set(&mut signer.split, keep),
            Change::Conversion(conversion, converted) => set(&mut signer.conversion, (conversion, converted)),
            Change::EscapedInNames(chars) => set(&mut signer.escaped_in_names, chars),
            Change::LowerFor(chars) => set(&mut signer.lower_for, chars),
            Change::Order(order) => set(&mut signer.order, order),
            Change::Bare(chars) => signer.adjust(|escaper| {
                let new = !chars.without(escaper.bare).is_empty();
                escaper.bare = escaper.bare.and(chars);
                new
            }),
            Change::Escaped(chars) => signer.adjust(|escaper| {
                let new = !chars.both(escaper.bare).is_empty();
                escaper.bare = escaper.bare.without(chars);
                new
            }),
            Change::Space(space) => signer.adjust(|escaper| {
                let new = escaper.space == Space::Escaped;
                escaper.space = space;
                new
            }),
            Change::Lower => (!core::mem::replace(&mut signer.escaper.lower, true)).then_some(()),
            Change::Twice(twice) => set(&mut signer.twice, twice),
            Change::Unescaped(what) => set(&mut signer.unescaped, what),
            Change::Encoder(escaper) => {
                if signer.shipped || signer.adjusted {
                    return None;
                }
                signer.shipped = true;
                signer.escaper = Escaper { lower: escaper.lower || signer.escaper.lower, ..escaper };
                Some(())
            }
            Change::Separator(text) => set(&mut signer.separator, text),
            Change::Before(text) => set(&mut signer.before, text),
            Change::After(text) => set(&mut signer.after, text),
            Change::Query(text) => set(&mut signer.query, text),
            Change::Method(text) => set(&mut signer.method, text),
            Change::Host(parts) => set(&mut signer.host, parts),
            Change::Port(text) => set(&mut signer.port, text),
            Change::HostLine(parts) => set(&mut signer.host, Some(parts)).and(set(&mut signer.port, b"")),
            Change::Path(text) => set(&mut signer.path, text),
            Change::Newline(text) => set(&mut signer.newline, text),
            Change::End(text) => set(&mut signer.end, text),
            Change::Form(form) => set(&mut signer.form, form),
            Change::Secret(number) => set(&mut signer.secret, number),
            Change::Mac(mac) => set(&mut signer.mac, mac),
        };
        done.map(|()| signer)
    }

    /// Changes the escaper that a language does not ship; `change` tells whether it was a change.
    fn adjust(&mut self, change: impl FnOnce(&mut Escaper) -> bool) -> Option<()> {
        self.adjusted = true;
        (!self.shipped && change(&mut self.escaper)).then_some(())
    }
}

/// The request that another signer signs.
#[derive(Clone, Copy)]
pub(super) struct Facts<'a> {
    /// What was sent, in the order given.
    pub(super) pairs: &'a [Pair<'a>],
    pub(super) method: &'a [u8],
    pub(super) scheme: &'a [u8],
    /// The host line, and where its port begins.
    pub(super) host: &'a [u8],
    pub(super) port_at: usize,
    pub(super) path: &'a [u8],
}

/// Where a text lies in the desk's room.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Place {
    start: u32,
    end: u32,
}

/// A parameter on the desk: as it is sorted, and as it is written.
#[derive(Clone, Copy)]
pub(super) struct Item {
    /// Which of the pairs it is, or [`MADE`].
    pub(super) index: usize,
    name: Place,
    value: Place,
    written_name: Place,
    written_value: Place,
}

const MADE: usize = usize::MAX;

/// Of so many parameters each is compared with all others.
const MOST_MERGED: usize = 2048;

/// The room in which strings to sign are made.
pub(super) struct Desk<'m> {
    /// For texts on the way.
    pub(super) room: &'m mut [u8],
    /// For the parameters, and as many again for sorting them.
    pub(super) items: &'m mut [Item],
    pub(super) scratch: &'m mut [Item],
}

impl Item {
    pub(super) const NONE: Item = Item {
        index: MADE,
        name: Place { start: 0, end: 0 },
        value: Place { start: 0, end: 0 },
        written_name: Place { start: 0, end: 0 },
        written_value: Place { start: 0, end: 0 },
    };
}

/// The list of items that is being made.
struct Making<'d> {
    out: Output<'d>,
    items: &'d mut [Item],
    count: usize,
}

impl Making<'_> {
    fn place(&mut self, write: impl FnOnce(&mut Output<'_>)) -> Place {
        let start = self.out.len() as u32;
        write(&mut self.out);
        Place { start, end: self.out.len() as u32 }
    }

    fn text(&self, place: Place) -> &[u8] {
        let pushed = self.out.since(0).unwrap_or_default();
        pushed.get(place.start as usize..place.end as usize).unwrap_or_default()
    }
}

impl<'a> Signer<'a> {
    /// Puts the parameters onto the desk as this signer signs them, in its order; returns how many there are, or nothing if
    /// the room is too small.
    pub(super) fn lay_out(&self, facts: &Facts<'a>, desk: &mut Desk<'_>) -> Option<usize> {
        let mut making = Making { out: Output::new(desk.room), items: desk.items, count: 0 };
        for (index, pair) in facts.pairs.iter().enumerate() {
            if let Some(pair) = self.edited(index, pair) {
                self.take(index, pair, &mut making)?;
            }
        }
        for edit in self.edits.iter().flatten() {
            match edit {
                Edit::With(pair) => self.take(MADE, *pair, &mut making)?,
                Edit::WithAll(pairs) => {
                    for pair in *pairs {
                        self.take(MADE, *pair, &mut making)?;
                    }
                }
                _ => {}
            }
        }
        if self.repeated.is_some() {
            self.merge_repeated(&mut making)?;
        }
        making.out.since(0)?;
        let count = making.count;
        let room: &[u8] = desk.room;
        let text = |place: Place| room.get(place.start as usize..place.end as usize).unwrap_or_default();
        let items = desk.items.get_mut(..count)?;
        let scratch = desk.scratch.get_mut(..count)?;
        if needs_scratch(count) {
            scratch.iter_mut().zip(items.iter()).for_each(|(slot, item)| *slot = *item);
        }
        let order = self.order;
        if order != Some(Order::Given) {
            let texts = |item: &Item| Sorted {
                index: item.index,
                name: text(item.name),
                value: text(item.value),
                written_name: text(item.written_name),
                written_value: text(item.written_value),
            };
            sort(items, scratch, |one, other| compare(order, &texts(one), &texts(other)).is_lt());
        }
        Some(count)
    }

    /// The pair as it is after the edits, if it is still there.
    fn edited(&self, index: usize, pair: &Pair<'a>) -> Option<Pair<'a>> {
        let mut pair = *pair;
        for edit in self.edits.iter().flatten() {
            match edit {
                Edit::Without(without) if *without == index => return None,
                Edit::WithoutAll(pairs) if pairs.iter().any(|other| other.name == pair.name) => return None,
                Edit::Value(which, value) if *which == index => pair.value = value,
                _ => {}
            }
        }
        Some(pair)
    }

    /// Puts a pair, or what becomes of it, onto the desk.
    fn take(&self, index: usize, pair: Pair<'a>, making: &mut Making<'_>) -> Option<()> {
        let Some(keep) = self.split else {
            return self.take_one(index, pair, making);
        };
        let mut pieces = pair.value.split(|&byte| byte == b'&');
        let first = pieces.next().unwrap_or_default();
        self.take_one(index, Pair { name: pair.name, value: first }, making)?;
        for piece in pieces {
            let mut parts = piece.splitn(2, |&byte| byte == b'=');
            let (name, value) = (parts.next().unwrap_or_default(), parts.next());
            if value.is_some() || keep {
                self.take_one(MADE, Pair { name, value: value.unwrap_or_default() }, making)?;
            }
        }
        Some(())
    }

    fn take_one(&self, index: usize, pair: Pair<'a>, making: &mut Making<'_>) -> Option<()> {
        let is_zero = matches!(pair.value, b"0" | b"false");
        let dropped = self.empty == Some(Empty::Dropped) && pair.value.is_empty() || self.zero_dropped && is_zero;
        if dropped {
            return Some(());
        }
        let (conversion, converted) = self.conversion.map_or((None, Converted::First), |(how, when)| (Some(how), when));
        let name = making.place(|out| convert(conversion, pair.name, out));
        let value = making.place(|out| convert(conversion, pair.value, out));
        let sorted_by = match converted {
            Converted::First => (name, value),
            Converted::Last => (making.place(|out| out.push(pair.name)), making.place(|out| out.push(pair.value))),
        };
        self.push(index, (name, value), sorted_by, pair.name == b"Timestamp", making)
    }

    fn push(
        &self,
        index: usize,
        (name, value): (Place, Place),
        sorted_by: (Place, Place),
        is_stamp: bool,
        making: &mut Making<'_>,
    ) -> Option<()> {
        let bare_names = matches!(self.unescaped, Some(Unescaped::All | Unescaped::Names));
        let bare_values = matches!(self.unescaped, Some(Unescaped::All | Unescaped::Values));
        let twice = match self.twice {
            None => false,
            Some(Twice::All) => true,
            Some(Twice::AllButStamp) => !is_stamp,
        };
        let mut of_names = self.escaper;
        if let Some(chars) = self.escaped_in_names {
            of_names.bare = of_names.bare.without(chars);
        }
        let written_name = if bare_names { name } else { self.escape(name, &of_names, twice, making)? };
        let written_value = if bare_values { value } else { self.escape(value, &self.escaper, twice, making)? };
        let (name, value) = sorted_by;
        *making.items.get_mut(making.count)? = Item { index, name, value, written_name, written_value };
        making.count += 1;
        Some(())
    }

    fn escape(&self, mut place: Place, escaper: &Escaper, twice: bool, making: &mut Making<'_>) -> Option<Place> {
        for _ in 0..=u8::from(twice) {
            let start = making.out.len();
            let (before, room) = making.out.split()?;
            let text = before.get(place.start as usize..place.end as usize)?;
            if text.iter().all(|byte| escaper.bare.has(*byte)) {
                // What stays as it is need not be written again.
                return Some(place);
            }
            let mut out = Output::new(room);
            escaper.write(text, &mut out);
            if let Some(chars) = self.lower_for {
                out.lower_escapes_of(|byte| chars.has(byte));
            }
            let len = out.len();
            making.out.skip(len);
            making.out.since(0)?;
            place = Place { start: start as u32, end: (start + len) as u32 };
        }
        Some(place)
    }

    /// Makes one parameter of those that have one name, unless there are so many parameters that it would take too long.
    fn merge_repeated(&self, making: &mut Making<'_>) -> Option<()> {
        if making.count > MOST_MERGED {
            return None;
        }
        let mut kept = 0;
        for at in 0..making.count {
            let item = *making.items.get(at)?;
            let name = making.text(item.name);
            let same = making.items.get(..kept)?.iter().position(|other| making.text(other.name) == name);
            match (same, self.repeated) {
                (None, _) => {
                    *making.items.get_mut(kept)? = item;
                    kept += 1;
                }
                (Some(_), Some(Repeated::FirstKept) | None) => {}
                (Some(earlier), Some(Repeated::LastKept)) => *making.items.get_mut(earlier)? = item,
                (Some(earlier), Some(Repeated::Joined | Repeated::JoinedSorted)) => {
                    let before = *making.items.get(earlier)?;
                    let start = making.out.len();
                    let in_order =
                        self.repeated == Some(Repeated::Joined) || making.text(before.value) <= making.text(item.value);
                    let (first, second) =
                        if in_order { (before.value, item.value) } else { (item.value, before.value) };
                    for place in [Some(first), None, Some(second)] {
                        match place {
                            None => making.out.push(b","),
                            Some(place) => making.out.push_again(place.start as usize, place.end as usize),
                        }
                    }
                    let value = Place { start: start as u32, end: making.out.len() as u32 };
                    let count = core::mem::replace(&mut making.count, earlier);
                    self.push(before.index, (before.name, value), (before.name, value), false, making)?;
                    making.count = count;
                }
            }
        }
        making.count = kept;
        Some(())
    }

    /// Writes the query of the parameters on the desk.
    pub(super) fn write_query(&self, desk: &Desk<'_>, count: usize, out: &mut Output<'_>) {
        if let Some(query) = self.query {
            return out.push(query);
        }
        out.push(self.before.unwrap_or_default());
        let text = |place: Place| desk.room.get(place.start as usize..place.end as usize).unwrap_or_default();
        let separator = self.separator.unwrap_or(b"&");
        for (position, item) in desk.items.get(..count).unwrap_or_default().iter().enumerate() {
            if position > 0 {
                out.push(separator);
            }
            out.push(text(item.written_name));
            if !(self.empty == Some(Empty::WithoutEquals) && item.value.start == item.value.end) {
                out.push_byte(b'=');
            }
            out.push(text(item.written_value));
        }
        out.push(self.after.unwrap_or_default());
    }

    /// Writes what is signed of a request with this query.
    pub(super) fn write_text(&self, facts: &Facts<'a>, query: &[u8], out: &mut Output<'_>) {
        let (host, port) = facts.host.split_at_checked(facts.port_at).unwrap_or((facts.host, b""));
        let port = self.port.unwrap_or(port);
        let host = self.host.unwrap_or(Some([host, b"", b""])).map(|[one, two, three]| [one, two, three, port]);
        let path = self.path.unwrap_or(Some(facts.path));
        let newline = self.newline.unwrap_or(b"\n");
        match self.form {
            Some(Form::QueryAlone) => return out.push(query),
            Some(Form::PathAndQuery) => {
                return out.push_all([path.unwrap_or_default(), b"?", query]);
            }
            Some(Form::Url) => {
                out.push(facts.scheme);
                host.unwrap_or_default().iter().for_each(|part| out.push(part));
                return out.push_all([path.unwrap_or_default(), b"?", query]);
            }
            Some(Form::Version0(names)) => {
                for name in names {
                    facts.pairs.iter().filter(|pair| pair.name == *name).for_each(|pair| out.push(pair.value));
                }
                return;
            }
            _ => {}
        }
        out.push_all([self.method.unwrap_or(facts.method), newline]);
        if let Some(parts) = host {
            out.push_all(parts);
            out.push(newline);
        }
        if let Some(path) = path {
            out.push_all([path, newline]);
        }
        out.push_all([query, self.end.unwrap_or_default()]);
    }

    /// Writes names and values one after the other, in the order of the names without their case (Signature Version 1).
    pub(super) fn write_version_1(&self, facts: &Facts<'a>, desk: &mut Desk<'_>, out: &mut Output<'_>) -> Option<()> {
        let bare = Signer { order: Some(Order::LowerCase), unescaped: Some(Unescaped::All), ..*self };
        let count = bare.lay_out(facts, desk)?;
        for item in desk.items.get(..count)? {
            out.push(desk.room.get(item.name.start as usize..item.name.end as usize)?);
            out.push(desk.room.get(item.value.start as usize..item.value.end as usize)?);
        }
        Some(())
    }
}

/// Which of the pairs is first written otherwise by `signer` than by a right one.
pub(super) fn first_affected<'a>(signer: &Signer<'a>, facts: &Facts<'a>, desk: &mut Desk<'_>) -> Option<usize> {
    let given = |signer: &Signer<'a>| Signer { order: Some(Order::Given), ..*signer };
    let written = |signer: &Signer<'a>, pair: usize, desk: &mut Desk<'_>| -> Option<u64> {
        let pairs = facts.pairs.get(pair..pair + 1)?;
        let one = Facts { pairs, ..*facts };
        let count = given(signer).lay_out(&one, desk)?;
        let mut room = [0; 2048];
        let mut out = Output::new(&mut room);
        signer.write_query(desk, count, &mut out);
        Some(fingerprint(out.since(0)?))
    };
    let alone = Signer { edits: [None; MOST], before: None, after: None, ..*signer };
    (0..facts.pairs.len().min(256)).find(|&pair| {
        let right = written(&Signer::RIGHT, pair, desk);
        right.is_some() && right != written(&alone, pair, desk)
    })
}

/// A number by which texts are told apart (FNV-1a, of eight bytes at a time).
pub(super) fn fingerprint(text: &[u8]) -> u64 {
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(29);
    let (words, rest) = text.as_chunks::<8>();
    let hash =
        words.iter().fold(0xcbf2_9ce4_8422_2325 ^ text.len() as u64, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    rest.iter().fold(hash, |hash, byte| mix(hash, u64::from(*byte)))
}
