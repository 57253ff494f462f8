//! The search for a signer that arrives at the signature that was refused: with one mistake, with two, with three.

use super::diagnose::LONGEST_WINDOW;
use super::few::Few;
use super::mistake::Mistake;
use super::secrets::Secrets;
use super::signer::{fingerprint, first_affected, Change, Desk, Edit, Facts, Form, Mac, Pair, Part, Signer, MOST};
use super::suspects::{Shown, Suspect};
use crate::mac::{plain_hash, Algorithm, Key};
use crate::output::Output;
use crate::sort::sort;
use crate::timestamp::{self, Stamp, StampForm};
use core::mem::{discriminant, swap};

/// As many explanations are given.
const MOST_EXPLANATIONS: usize = 16;

/// As many mistakes can be in one: those that were searched for, and those in the form of the signature and the URL.
const MOST_TOGETHER: usize = 12;

/// The most that is written and hashed, in bytes: what takes about a second.
const MOST_WORK: u64 = 1 << 29;

/// What laying out so many parameters and writing a query of them costs, in bytes hashed. Of more than a few parameters each
/// is compared with others as it is sorted.
fn cost(count: usize, len: usize) -> u64 {
    2 * len as u64 + 256 + 64 * count as u64 + 64 * count.saturating_sub(64) as u64
}

/// What a signer is to arrive at.
#[derive(Clone, Copy)]
pub(super) enum Target<'t> {
    Text(&'t [u8]),
    Code(&'t [u8], Algorithm),
}

/// Mistakes that explain the signature together.
#[derive(Clone, Copy)]
pub(super) struct Explanation<'a> {
    pub(super) mistakes: Few<Mistake, MOST_TOGETHER>,
    /// Where each of them was made.
    pub(super) shown: Few<Shown<'a>, MOST_TOGETHER>,
    chosen: Chosen,
    stamp: Option<Stamp>,
    /// The lower the likelier.
    score: usize,
}

impl<'a> Explanation<'a> {
    pub(super) const NONE: Explanation<'static> = Explanation {
        mistakes: Few::new(Mistake::Right),
        shown: Few::new(Shown::Nowhere),
        chosen: Chosen::new(0),
        stamp: None,
        score: 0,
    };

    fn add_at(&mut self, mistake: Mistake, shown: Shown<'a>) {
        if self.mistakes.note(mistake) {
            self.shown.push(shown);
        }
    }

    pub(super) fn add(&mut self, mistake: Mistake) {
        self.add_at(mistake, Shown::Nowhere);
    }
}

/// A list in room that is given: the stack of a thread may be small.
pub(super) struct Listed<'s, T> {
    room: &'s mut [T],
    count: usize,
}

impl<'s, T: Copy> Listed<'s, T> {
    fn new(room: &'s mut [T]) -> Listed<'s, T> {
        Listed { room, count: 0 }
    }

    /// Adds an item, if there is room; tells whether there was.
    fn push(&mut self, item: T) -> bool {
        let Some(slot) = self.room.get_mut(self.count) else { return false };
        *slot = item;
        self.count += 1;
        true
    }

    pub(super) fn as_slice(&self) -> &[T] {
        self.room.get(..self.count).unwrap_or_default()
    }

    pub(super) fn as_mut_slice(&mut self) -> &mut [T] {
        self.room.get_mut(..self.count).unwrap_or_default()
    }

    fn get(&self, at: usize) -> Option<T> {
        self.as_slice().get(at).copied()
    }

    fn clear(&mut self) {
        self.count = 0;
    }
}

/// The explanations, the likelier first.
type Found<'s, 'a> = Listed<'s, Explanation<'a>>;

/// The lists of explanations that are kept at a time.
const LISTS_OF_FOUND: usize = 3;

/// Room for all of these lists.
pub(super) const ROOM_FOR_FOUND: usize = LISTS_OF_FOUND * MOST_EXPLANATIONS;

/// The parts of the work.
pub(super) const PARTS: usize = 3;

/// Where a search keeps what it makes and what it finds.
pub(super) struct Rooms<'s, 'a> {
    pub(super) query: &'s mut [u8],
    pub(super) text: &'s mut [u8],
    pub(super) whole: &'s mut [u8],
    /// A number for each suspect.
    pub(super) alone: &'s mut [u64],
    /// A number for each suspect in each part of the work.
    pub(super) lists: &'s mut [usize],
    /// As many as [`ROOM_FOR_FOUND`].
    pub(super) found: &'s mut [Explanation<'a>],
}

/// The numbers of suspects.
type Chosen = Few<usize, MOST>;

pub(super) struct Search<'s, 'a> {
    facts: Facts<'a>,
    suspects: &'s [Option<Suspect<'a>>],
    secrets: &'s Secrets,
    desk: Desk<'s>,
    query: &'s mut [u8],
    query_len: usize,
    text: &'s mut [u8],
    text_len: usize,
    whole: &'s mut [u8],
    /// Whether this query can be the end of the text that is looked for.
    query_fits: bool,
    /// What each suspect alone makes of the request, as a fingerprint.
    alone: &'s mut [u64],
    /// Of suspects that make the same of it, one; of each part of the work.
    lists: [Listed<'s, usize>; PARTS],
    depth: usize,
    work: u64,
    /// Whether there was more to be tried than may be.
    pub(super) gave_up: bool,
    target: Target<'s>,
    pub(super) found: Found<'s, 'a>,
    /// What was found before.
    before: Found<'s, 'a>,
    /// What was found of the key.
    about_key: Found<'s, 'a>,
}

impl<'s, 'a> Search<'s, 'a> {
    pub(super) fn new(
        facts: Facts<'a>,
        suspects: &'s [Option<Suspect<'a>>],
        secrets: &'s Secrets,
        desk: Desk<'s>,
        rooms: Rooms<'s, 'a>,
    ) -> Search<'s, 'a> {
        let Rooms { query, text, whole, alone, lists, found } = rooms;
        let mut lists = lists.chunks_exact_mut(suspects.len().max(1));
        let mut found = found.chunks_exact_mut(MOST_EXPLANATIONS);
        let mut search = Search {
            facts,
            suspects,
            secrets,
            desk,
            query,
            query_len: 0,
            text,
            text_len: 0,
            query_fits: true,
            whole,
            alone,
            lists: [(); PARTS].map(|()| Listed::new(lists.next().unwrap_or_default())),
            depth: 0,
            work: 0,
            gave_up: false,
            target: Target::Text(b""),
            found: Listed::new(found.next().unwrap_or_default()),
            before: Listed::new(found.next().unwrap_or_default()),
            about_key: Listed::new(found.next().unwrap_or_default()),
        };
        search.sift();
        search
    }

    /// Finds out which suspects make a difference at all, and which of them the same.
    fn sift(&mut self) {
        let right = Signer::RIGHT;
        self.write_query(&right);
        let base = self.query_print();
        self.write_text(&right);
        let base_text = fingerprint(self.signed());
        for (number, suspect) in self.suspects.iter().enumerate() {
            let Some(suspect) = suspect else { break };
            if self.work > 2 * MOST_WORK {
                // There are tens of thousands of parameters. What is left is the least likely.
                self.gave_up = true;
                break;
            }
            let Some(signer) = right.with(suspect.change) else { continue };
            let (list, print, base) = match suspect.change.part() {
                Part::Query => {
                    if !self.write_query(&signer) {
                        continue;
                    }
                    (0, self.query_print(), base)
                }
                Part::Head => {
                    self.write_query(&right);
                    if !self.write_text(&signer) {
                        continue;
                    }
                    (1, fingerprint(self.signed()), base_text)
                }
                Part::Key => (2, number as u64 + 1, 0),
            };
            if print == base && !suspect.needs_company {
                continue;
            }
            // What makes no difference alone is like no other.
            let print = if print == base { number as u64 + 1 } else { print };
            if let Some(slot) = self.alone.get_mut(number) {
                *slot = print;
            }
            let alone = &self.alone;
            if let Some(list) = self.lists.get_mut(list) {
                // What is of one kind and makes the same alone makes the same in company.
                let kind = discriminant(&suspect.change);
                let is_known = list.as_slice().iter().any(|other| {
                    let other_kind =
                        self.suspects.get(*other).copied().flatten().map(|other| discriminant(&other.change));
                    alone.get(*other) == Some(&print) && other_kind == Some(kind)
                });
                if !is_known || suspect.aside {
                    // There is room for all.
                    list.push(number);
                }
            }
        }
    }

    fn query_print(&self) -> u64 {
        fingerprint(self.query.get(..self.query_len).unwrap_or_default())
    }

    /// Looks for the fewest mistakes, up to `most`, with which a signer arrives at `target`.
    pub(super) fn run(&mut self, target: Target<'s>, most: usize) {
        self.target = target;
        self.found.clear();
        self.before.clear();
        for depth in 0..=most {
            self.depth = depth;
            for in_query in 0..=depth {
                self.choose(Part::Query, 0, in_query, depth - in_query, &Signer::RIGHT, &Chosen::new(0));
            }
            if self.is_explained() {
                break;
            }
            if self.before.as_slice().is_empty() {
                swap(&mut self.before, &mut self.found);
            }
            self.found.clear();
        }
        let mut at = 0;
        while let Some(one) = self.before.get(at) {
            self.insert(one);
            at += 1;
        }
    }

    /// Whether something was found. That the query was signed as it was sent says least, so what it comes from is looked for
    /// all the same.
    pub(super) fn is_explained(&self) -> bool {
        let says_more = |one: &Explanation<'_>| !one.mistakes.as_slice().contains(&Mistake::SignedAsSent);
        self.found.as_slice().iter().any(says_more)
    }

    fn is_exhausted(&self) -> bool {
        self.depth > 1 && self.work > MOST_WORK
    }

    /// Tries every choice of `left` more suspects of this part of the work, with `rest` of the parts after it.
    fn choose(&mut self, part: Part, from: usize, left: usize, rest: usize, signer: &Signer<'a>, chosen: &Chosen) {
        if left == 0 {
            return self.go_on(part, rest, signer, chosen);
        }
        let list = part as usize;
        let mut at = from;
        while let Some(number) = self.lists.get(list).and_then(|list| list.get(at)) {
            at += 1;
            if self.is_exhausted() {
                self.gave_up = true;
                return;
            }
            let Some(suspect) = self.suspects.get(number).copied().flatten() else { continue };
            if suspect.aside && self.depth > 2 {
                continue;
            }
            let Some(next) = signer.with(suspect.change) else { continue };
            let mut chosen = *chosen;
            chosen.push(number);
            self.choose(part, at, left - 1, rest, &next, &chosen);
        }
    }

    /// Makes what a part of the work makes, and goes on to the next.
    fn go_on(&mut self, part: Part, rest: usize, signer: &Signer<'a>, chosen: &Chosen) {
        match part {
            Part::Query => {
                if !self.write_query(signer) {
                    return;
                }
                // What makes no difference in this company has been tried without it.
                let print = self.query_print();
                let numbers = chosen.as_slice();
                if numbers.len() > 1 && numbers.iter().any(|number| self.alone.get(*number) == Some(&print)) {
                    return;
                }
                self.query_fits = match self.target {
                    Target::Text(text) => ends_with_query(text, self.query.get(..self.query_len).unwrap_or_default()),
                    Target::Code(..) => true,
                };
                for in_head in 0..=rest {
                    self.choose(Part::Head, 0, in_head, rest - in_head, signer, chosen);
                }
            }
            Part::Head => {
                // What is signed as a whole in another form need not end with the query.
                if (self.query_fits || signer.form.is_some()) && self.write_text(signer) {
                    match self.target {
                        // Only what is hashed depends on the key.
                        Target::Text(_) if rest > 0 => {}
                        _ => self.choose(Part::Key, 0, rest, 0, signer, chosen),
                    }
                }
            }
            Part::Key => {
                if self.arrives(signer) {
                    self.explain(chosen);
                }
            }
        }
    }

    fn write_query(&mut self, signer: &Signer<'a>) -> bool {
        let Some(count) = signer.lay_out(&self.facts, &mut self.desk) else { return false };
        let mut out = Output::new(self.query);
        signer.write_query(&self.desk, count, &mut out);
        self.query_len = out.len();
        self.work += cost(count, self.query_len);
        self.query_len <= self.query.len()
    }

    /// Writes what is signed, whose query has been written; tells whether there was room.
    fn write_text(&mut self, signer: &Signer<'a>) -> bool {
        let query = self.query.get(..self.query_len).unwrap_or_default();
        self.work += self.query_len as u64 + 128;
        let mut out = Output::new(self.text);
        match signer.form {
            Some(Form::Version1) => {
                if signer.write_version_1(&self.facts, &mut self.desk, &mut out).is_none() {
                    return false;
                }
            }
            _ => signer.write_text(&self.facts, query, &mut out),
        }
        self.text_len = out.len();
        let Some(plain) = self.text.get(..self.text_len) else { return false };
        let mut out = Output::new(self.whole);
        match signer.form {
            Some(Form::PercentEncoded) => {
                out.push_encoded(plain);
            }
            Some(Form::PercentEncodedWithSlashes) => {
                for (position, part) in plain.split(|&byte| byte == b'/').enumerate() {
                    out.push(if position > 0 { b"/" } else { b"" });
                    out.push_encoded(part);
                }
            }
            Some(form @ (Form::Utf16 | Form::Utf16Big | Form::Utf16Marked)) => {
                let mark = if form == Form::Utf16Marked { "\u{feff}" } else { "" };
                let text = core::str::from_utf8(plain).unwrap_or_default();
                for unit in mark.encode_utf16().chain(text.encode_utf16()) {
                    out.push(&if form == Form::Utf16Big { unit.to_be_bytes() } else { unit.to_le_bytes() });
                }
            }
            _ => return true,
        }
        let len = out.len();
        match (self.whole.get(..len), self.text.get_mut(..len)) {
            (Some(from), Some(to)) => to.copy_from_slice(from),
            _ => return false,
        }
        self.text_len = len;
        true
    }

    fn signed(&self) -> &[u8] {
        self.text.get(..self.text_len).unwrap_or_default()
    }

    /// Whether this signer arrives at the target with the text that has been written.
    fn arrives(&mut self, signer: &Signer<'a>) -> bool {
        match self.target {
            Target::Text(text) => self.signed() == text,
            Target::Code(code, algorithm) => self.code_is(signer, code, algorithm),
        }
    }

    fn code_is(&mut self, signer: &Signer<'a>, code: &[u8], algorithm: Algorithm) -> bool {
        self.work += self.text_len as u64 + 128;
        let signature = match signer.mac {
            None => match self.secrets.key(signer.secret.unwrap_or_default()) {
                Some(key) if key.algorithm() == algorithm => key.sign_in_room(self.text, self.text_len),
                _ => return false,
            },
            Some(mac) => {
                let (Some(secret), text) = (self.secrets.text(), self.signed()) else { return false };
                match mac {
                    Mac::Plain => plain_hash(algorithm, [text, b""]),
                    Mac::SecretFirst => plain_hash(algorithm, [secret, text]),
                    Mac::SecretLast => plain_hash(algorithm, [text, secret]),
                    Mac::Swapped => {
                        let mut key = Key::EMPTY;
                        key.prepare(algorithm, text);
                        key.sign(secret)
                    }
                }
            }
        };
        signature.code() == code
    }

    /// Keeps an explanation, and those that make the same of the request.
    fn explain(&mut self, chosen: &Chosen) {
        self.keep(chosen);
        for (position, number) in chosen.as_slice().iter().enumerate() {
            for other in 0..self.suspects.len() {
                if other == *number || !self.are_alike(*number, other) {
                    continue;
                }
                let mut chosen = *chosen;
                chosen.as_mut_slice().iter_mut().skip(position).take(1).for_each(|slot| *slot = other);
                if let Some(signer) = self.signer_of(&chosen) {
                    if self.write_query(&signer) && self.write_text(&signer) && self.arrives(&signer) {
                        self.keep(&chosen);
                    }
                }
            }
        }
        // What was being tried goes on from its own text.
        if let Some(signer) = self.signer_of(chosen) {
            self.write_query(&signer);
            self.write_text(&signer);
        }
    }

    fn suspect(&self, number: usize) -> Option<Suspect<'a>> {
        self.suspects.get(number).copied().flatten()
    }

    /// Whether two suspects make the same of the request.
    fn are_alike(&self, one: usize, other: usize) -> bool {
        let part = |number| self.suspect(number).map(|suspect| suspect.change.part());
        self.alone.get(one) == self.alone.get(other) && part(one) == part(other)
    }

    fn signer_of(&self, chosen: &Chosen) -> Option<Signer<'a>> {
        let with = |signer: Signer<'a>, number: &usize| signer.with(self.suspect(*number)?.change);
        chosen.as_slice().iter().try_fold(Signer::RIGHT, with)
    }

    fn keep(&mut self, chosen: &Chosen) {
        let numbers = chosen.as_slice();
        let mut explanation = Explanation { chosen: *chosen, score: numbers.iter().sum(), ..Explanation::NONE };
        for suspect in numbers.iter().filter_map(|number| self.suspect(*number)) {
            explanation.mistakes.push(suspect.mistake);
            explanation.shown.push(suspect.shown);
            if let Some(also) = suspect.also {
                explanation.add(also);
            }
        }
        self.insert(explanation);
    }

    /// Puts an explanation among the others: the likelier first, and each set of mistakes once.
    fn insert(&mut self, explanation: Explanation<'a>) {
        let mistakes = explanation.mistakes.as_slice();
        let same = |one: &Explanation<'_>| {
            let others = one.mistakes.as_slice();
            others.len() == mistakes.len() && others.iter().all(|mistake| mistakes.contains(mistake))
        };
        let score = explanation.score;
        let slots = self.found.as_mut_slice();
        match slots.iter_mut().find(|one| same(one)) {
            Some(one) if one.score <= score => return,
            Some(one) => *one = explanation,
            None => {
                if !self.found.push(explanation) {
                    // The last is the least likely.
                    match self.found.as_mut_slice().last_mut() {
                        Some(last) if last.score > score => *last = explanation,
                        _ => return,
                    }
                }
            }
        }
        sort(self.found.as_mut_slice(), &mut [], |one, other| one.score < other.score);
    }

    /// Looks for the second in which another stamp was made that was signed.
    pub(super) fn try_stamps(&mut self, code: &'s [u8], algorithm: Algorithm, now: i64, window: i64) {
        if now == 0 {
            return;
        }
        let window = window.min(LONGEST_WINDOW);
        let index = self.facts.pairs.iter().position(|pair| pair.name == b"Timestamp");
        let sent = index.and_then(|index| self.facts.pairs.get(index));
        let forms = match sent {
            Some(pair) if pair.value.ends_with(b"Z") => [Some(StampForm::WithZ), None],
            Some(_) => [Some(StampForm::WithoutZone), None],
            None => [Some(StampForm::WithZ), Some(StampForm::WithoutZone)],
        };
        let middle =
            sent.and_then(|pair| timestamp::parse(pair.value)).filter(|time| time.abs_diff(now) > window as u64);
        // A large request has its seconds tried as long as the search before it may have taken.
        let most_work = self.work.saturating_add(MOST_WORK);
        for middle in [Some(now), middle].into_iter().flatten() {
            for (form, off) in
                forms.into_iter().flatten().flat_map(|form| (-window..=window).map(move |off| (form, off)))
            {
                if self.work > most_work {
                    return;
                }
                let Ok(stamp) = Stamp::new(middle.saturating_add(off), form) else { continue };
                if self.stamp_arrives(&stamp, index, code, algorithm) {
                    return self.keep_stamp(stamp, index.is_some());
                }
            }
        }
    }

    fn stamp_arrives(&mut self, stamp: &Stamp, index: Option<usize>, code: &[u8], algorithm: Algorithm) -> bool {
        // The desk does not keep the stamp, so a search for this one stamp borrows all but the list of what was found.
        let edit = match index {
            Some(index) => Edit::Value(index, stamp.as_bytes()),
            None => Edit::With(Pair { name: b"Timestamp", value: stamp.as_bytes() }),
        };
        let facts: Facts<'_> = self.facts;
        let Some(signer) = shorter(Signer::RIGHT).with(Change::Edit(edit)) else { return false };
        let Some(count) = signer.lay_out(&facts, &mut self.desk) else { return false };
        let mut out = Output::new(self.query);
        signer.write_query(&self.desk, count, &mut out);
        self.query_len = out.len();
        self.work += cost(count, self.query_len);
        let query = self.query.get(..self.query_len).unwrap_or_default();
        let mut out = Output::new(self.text);
        signer.write_text(&facts, query, &mut out);
        self.text_len = out.len();
        self.text_len <= self.text.len() && self.code_is(&Signer::RIGHT, code, algorithm)
    }

    fn keep_stamp(&mut self, stamp: Stamp, sent: bool) {
        let mistake = if sent { Mistake::OtherStamp } else { Mistake::ParameterNotSent };
        let mut explanation = Explanation { stamp: Some(stamp), ..Explanation::NONE };
        explanation.add_at(mistake, Shown::Stamp(stamp));
        self.insert(explanation);
    }

    /// Given that a text was found to be signed, finds out how it was hashed, and puts both together.
    pub(super) fn explain_code_of(&mut self, text: &'s [u8], code: &'s [u8], algorithm: Algorithm, most: usize) {
        swap(&mut self.before, &mut self.found);
        self.found.clear();
        let Some(room) = self.text.get_mut(..text.len()) else { return };
        room.copy_from_slice(text);
        self.text_len = text.len();
        self.target = Target::Code(code, algorithm);
        for depth in 0..=most {
            self.depth = depth;
            self.choose(Part::Key, 0, depth, 0, &Signer::RIGHT, &Chosen::new(0));
            if !self.found.as_slice().is_empty() {
                break;
            }
        }
        swap(&mut self.about_key, &mut self.found);
        self.found.clear();
        let mut at = 0;
        while let Some(first) = self.before.get(at) {
            at += 1;
            let mut other = 0;
            while let Some(second) = self.about_key.get(other) {
                other += 1;
                let mut both = first;
                both.score += second.score;
                second.mistakes.as_slice().iter().for_each(|mistake| both.add(*mistake));
                self.insert(both);
            }
        }
    }

    /// Says of each mistake at which parameter it was made, where that is to be found out.
    pub(super) fn resolve(&mut self) {
        let mut at = 0;
        while let Some(mut explanation) = self.found.get(at) {
            for (number, shown) in explanation.chosen.as_slice().iter().zip(explanation.shown.as_mut_slice()) {
                if !matches!(shown, Shown::FirstAffected) {
                    continue;
                }
                let signer = self.suspect(*number).and_then(|suspect| Signer::RIGHT.with(suspect.change));
                *shown = match signer.and_then(|signer| first_affected(&signer, &self.facts, &mut self.desk)) {
                    Some(index) => Shown::Pair(index),
                    None => Shown::Nowhere,
                };
            }
            if let Some(slot) = self.found.as_mut_slice().get_mut(at) {
                *slot = explanation;
            }
            at += 1;
        }
    }

    /// What was found, and what the signer of the first explanation signed.
    pub(super) fn finish(mut self) -> (Found<'s, 'a>, &'s [u8]) {
        let mut len = 0;
        if let Some(first) = self.found.get(0) {
            let index = self.facts.pairs.iter().position(|pair| pair.name == b"Timestamp");
            let written = match (first.stamp, self.signer_of(&first.chosen)) {
                (Some(stamp), _) => {
                    self.stamp_arrives(&stamp, index, b"", Algorithm::HmacSha256);
                    true
                }
                (None, Some(signer)) => self.write_query(&signer) && self.write_text(&signer),
                (None, None) => false,
            };
            len = if written { self.text_len } else { 0 };
        }
        let text: &'s [u8] = self.text;
        (self.found, text.get(..len).unwrap_or_default())
    }
}

/// Whether a text ends with a query, perhaps with the end of a line behind it.
fn ends_with_query(text: &[u8], query: &[u8]) -> bool {
    [text, text.strip_suffix(b"\n").unwrap_or(text), text.strip_suffix(b"\r\n").unwrap_or(text)]
        .iter()
        .any(|text| text.ends_with(query))
}

/// A signer that may be changed by what lives shorter.
fn shorter<'b>(signer: Signer<'static>) -> Signer<'b> {
    signer
}
