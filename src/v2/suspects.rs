//! What may have gone wrong with a request: every mistake that could make a difference to it, the likelier first.
//!
//! The order is that in which questions about refused signatures have been met: how text was encoded, what was escaped and
//! how, the order, what was left out, the host, the method and the path, newlines, and last what was hashed.

use super::conversion::{write_decoded, Conversion};
use super::diagnose::Evidence;
use super::escaper::{Chars, Space, ENCODERS, MARKS};
use super::mistake::Mistake;
use super::order::Order;
use super::signer::{Change, Converted, Edit, Empty, Facts, Form, Mac, Pair, Repeated, Twice, Unescaped};
use crate::output::Output;
use crate::timestamp::{Stamp, StampForm};

/// Where a mistake was made.
#[derive(Clone, Copy)]
pub(super) enum Shown<'a> {
    Nowhere,
    /// At this parameter.
    Pair(usize),
    /// At the first parameter for which it makes a difference.
    FirstAffected,
    Text(&'a [u8]),
    Byte(u8),
    Stamp(Stamp),
}

/// A mistake that may have been made.
#[derive(Clone, Copy)]
pub(super) struct Suspect<'a> {
    pub(super) mistake: Mistake,
    /// What is a mistake of its own in the same.
    pub(super) also: Option<Mistake>,
    pub(super) change: Change<'a>,
    pub(super) shown: Shown<'a>,
    /// Whether it is tried with one other at most, because there are many of its kind.
    pub(super) aside: bool,
    /// Whether it may make a difference only in company.
    pub(super) needs_company: bool,
}

/// Room for texts that are made once and kept.
pub(super) struct Store<'m> {
    room: &'m mut [u8],
}

impl<'m> Store<'m> {
    pub(super) fn new(room: &'m mut [u8]) -> Store<'m> {
        Store { room }
    }

    /// Takes so much of the room.
    pub(super) fn cut(&mut self, len: usize) -> Option<&'m mut [u8]> {
        if len > self.room.len() {
            return None;
        }
        let (front, rest) = core::mem::take(&mut self.room).split_at_mut_checked(len)?;
        self.room = rest;
        Some(front)
    }

    /// Keeps what `write` writes, if there is room.
    #[inline(never)]
    pub(super) fn keep(&mut self, write: impl FnOnce(&mut Output<'_>)) -> Option<&'m [u8]> {
        let mut out = Output::new(self.room);
        write(&mut out);
        let len = out.len();
        self.cut(len).map(|text| &*text)
    }
}

/// As many parameters are suspected one by one.
const ONE_BY_ONE: usize = 64;

/// As often is a parameter compared with a field of the body.
const MOST_COMPARED: usize = 1 << 22;

/// As many mistakes can be suspected.
pub(super) const MOST_SUSPECTS: usize = 896;

/// What else is known, for the suspects.
pub(super) struct Known<'a> {
    pub(super) facts: Facts<'a>,
    pub(super) evidence: &'a Evidence<'a>,
    /// The host as the endpoint has it.
    pub(super) host_given: &'a [u8],
    pub(super) host_without_port: &'a [u8],
    pub(super) default_port: u16,
    pub(super) access_key: &'a [u8],
    pub(super) session_token: &'a [u8],
    pub(super) unix_time: i64,
    /// The fields of the body.
    pub(super) body: &'a [Pair<'a>],
    /// The query as it was sent, and the same with its pieces sorted.
    pub(super) raw: [Option<&'a [u8]>; 2],
    /// What may have happened to the secret.
    pub(super) secrets: &'a [(Mistake, Option<Mistake>, Change<'a>)],
}

/// The list of suspects as it is put together.
pub(super) struct Suspects<'l, 'a> {
    list: &'l mut [Option<Suspect<'a>>],
    count: usize,
}

impl<'l, 'a> Suspects<'l, 'a> {
    pub(super) fn new(list: &'l mut [Option<Suspect<'a>>]) -> Suspects<'l, 'a> {
        Suspects { list, count: 0 }
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    #[inline(never)]
    fn push(&mut self, suspect: Suspect<'a>) {
        // What there is no room for would be the least likely.
        if let Some(slot) = self.list.get_mut(self.count) {
            *slot = Some(suspect);
            self.count += 1;
        }
    }

    #[inline(never)]
    fn add(&mut self, mistake: Mistake, change: Change<'a>, shown: Shown<'a>) {
        self.push(Suspect { mistake, also: None, change, shown, aside: false, needs_company: false });
    }

    #[inline(never)]
    fn general(&mut self, mistake: Mistake, change: Change<'a>) {
        self.add(mistake, change, Shown::Nowhere);
    }

    #[inline(never)]
    fn text(&mut self, mistake: Mistake, change: Change<'a>) {
        self.add(mistake, change, Shown::FirstAffected);
    }

    /// Puts all suspects together.
    pub(super) fn fill(&mut self, known: &Known<'a>, store: &mut Store<'a>) {
        self.conversions();
        self.host_and_port(known, store);
        self.escapes(known, store);
        self.order(known);
        self.parameters(known, store);
        self.separators();
        self.method(known, store);
        self.newlines();
        self.path(known, store);
        self.other_hosts(known, store);
        self.encoders();
        self.secrets(known);
        self.stamps(known, store);
        self.raw(known);
    }

    #[inline(never)]
    fn conversions(&mut self) {
        for converted in [Converted::First, Converted::Last] {
            const TABLE: &[(Mistake, Conversion)] = &[
                (Mistake::Latin1, Conversion::Latin1),
                (Mistake::Utf8Twice, Conversion::Utf8Twice),
                (Mistake::PlusDecoded, Conversion::PlusToSpace),
                (Mistake::DecodedTwice, Conversion::Decoded),
                (Mistake::DecodedTwice, Conversion::DecodedAsForm),
                (Mistake::Trimmed, Conversion::Trimmed),
                (Mistake::Trimmed, Conversion::WithoutSpaces),
                (Mistake::Trimmed, Conversion::TrimmedStart),
                (Mistake::Trimmed, Conversion::TrimmedEnd),
                (Mistake::Latin1, Conversion::Windows1252),
                (Mistake::Utf8Twice, Conversion::Windows1252Twice),
                (Mistake::HtmlEscapedValues, Conversion::Html(b"'")),
                (Mistake::HtmlEscapedValues, Conversion::Html(b"&#039;")),
                (Mistake::HtmlEscapedValues, Conversion::Html(b"&#39;")),
                (Mistake::HtmlEscapedValues, Conversion::Html(b"&#x27;")),
                (Mistake::HtmlEscapedValues, Conversion::Html(b"&apos;")),
                (Mistake::SemicolonAsColon, Conversion::SemicolonToColon),
            ];
            for &(mistake, conversion) in TABLE {
                self.text(mistake, Change::Conversion(conversion, converted));
            }
        }
        self.text(Mistake::DecodedBeforeSplit, Change::Split(true));
        self.text(Mistake::DecodedBeforeSplit, Change::Split(false));
    }

    #[inline(never)]
    fn escapes(&mut self, known: &Known<'a>, store: &mut Store<'a>) {
        self.text(Mistake::EncodedTwice, Change::Twice(Twice::All));
        self.text(Mistake::EncodedTwice, Change::Twice(Twice::AllButStamp));
        self.text(Mistake::SpaceAsPlus, Change::Space(Space::Plus));
        self.text(Mistake::TildeEncoded, Change::Escaped(Chars::of(b"~")));
        self.push(Suspect {
            mistake: Mistake::LowerHex,
            also: None,
            change: Change::Lower,
            shown: Shown::FirstAffected,
            aside: false,
            needs_company: true,
        });
        self.text(Mistake::LowerHex, Change::LowerFor(MARKS));
        self.text(Mistake::TildeEncoded, Change::EscapedInNames(Chars::of(b"~")));
        self.text(Mistake::MarksBare, Change::Bare(MARKS));
        self.text(Mistake::MarksBare, Change::Bare(Chars::of(b"!'()")));
        self.text(Mistake::CommaBare, Change::Bare(Chars::of(b",")));
        self.text(Mistake::ColonBare, Change::Bare(Chars::of(b":")));
        // An old signature that is signed along may have a slash, where nothing else has.
        self.push(Suspect {
            mistake: Mistake::SlashBare,
            also: None,
            change: Change::Bare(Chars::of(b"/")),
            shown: Shown::FirstAffected,
            aside: false,
            needs_company: known.evidence.old_signature.contains(&b'/'),
        });
        self.text(Mistake::NotEncoded, Change::Unescaped(Unescaped::All));
        self.text(Mistake::NotEncoded, Change::Unescaped(Unescaped::Values));
        self.text(Mistake::NamesNotEncoded, Change::Unescaped(Unescaped::Names));
        self.text(Mistake::SpaceBare, Change::Space(Space::Bare));
        for byte in *b"*'()!" {
            self.add(Mistake::MarksBare, Change::Bare(Chars::one(byte)), Shown::Byte(byte));
        }
        for byte in *b"@$;+=&?#[]\"<>\\^`{|}%" {
            self.add(Mistake::OtherBare, Change::Bare(Chars::one(byte)), Shown::Byte(byte));
        }
        for byte in *b"-_." {
            self.add(Mistake::UnreservedEncoded, Change::Escaped(Chars::one(byte)), Shown::Byte(byte));
        }
        self.text(Mistake::UnreservedEncoded, Change::Escaped(Chars::of(b"-_.")));
        for (index, pair) in known.facts.pairs.iter().enumerate().take(ONE_BY_ONE) {
            let encoded = store.keep(|out| {
                out.push_encoded(pair.value);
            });
            if let Some(encoded) = encoded.filter(|encoded| *encoded != pair.value) {
                self.add(Mistake::EncodedTwice, Change::Edit(Edit::Value(index, encoded)), Shown::Pair(index));
            }
        }
    }

    #[inline(never)]
    fn order(&mut self, known: &Known<'a>) {
        const TABLE: &[(Mistake, Order, bool)] = &[
            (Mistake::Unsorted, Order::Given, true),
            (Mistake::SortedIgnoringCase, Order::LowerCase, false),
            (Mistake::SortedIgnoringCase, Order::UpperCase, false),
            (Mistake::SortedIgnoringCase, Order::LowerCaseThenBytes, false),
            (Mistake::SortedIgnoringCase, Order::UpperCaseThenBytes, false),
            (Mistake::SortedJoined, Order::Joined, false),
            (Mistake::SortedJoined, Order::JoinedEncoded, true),
            (Mistake::SortedEncoded, Order::Encoded, true),
            (Mistake::RepeatedInGivenOrder, Order::Names, false),
            (Mistake::SortedNaturally, Order::Natural, false),
            (Mistake::SortedUtf16, Order::Utf16, false),
            (Mistake::SortedBackwards, Order::Backwards, false),
        ];
        for &(mistake, order, needs_company) in TABLE {
            let shown = Shown::Nowhere;
            self.push(Suspect {
                mistake,
                also: None,
                change: Change::Order(order),
                shown,
                aside: false,
                needs_company,
            });
        }
        for index in 0..known.facts.pairs.len().min(ONE_BY_ONE) {
            self.add(Mistake::SortedTooEarly, Change::Order(Order::Last(index)), Shown::Pair(index));
        }
    }

    #[inline(never)]
    fn parameters(&mut self, known: &Known<'a>, store: &mut Store<'a>) {
        let pairs = known.facts.pairs;
        const TABLE: &[(Mistake, Change<'static>)] = &[
            (Mistake::ZeroDropped, Change::ZeroDropped),
            (Mistake::EmptyDropped, Change::Empty(Empty::Dropped)),
            (Mistake::EmptyWithoutEquals, Change::Empty(Empty::WithoutEquals)),
            (Mistake::RepeatedFirstKept, Change::Repeated(Repeated::FirstKept)),
            (Mistake::RepeatedLastKept, Change::Repeated(Repeated::LastKept)),
            (Mistake::RepeatedJoined, Change::Repeated(Repeated::Joined)),
            (Mistake::RepeatedJoined, Change::Repeated(Repeated::JoinedSorted)),
        ];
        for &(mistake, change) in TABLE {
            self.text(mistake, change);
        }
        for signature in [known.evidence.old_signature, b""] {
            let pair = Pair { name: b"Signature", value: signature };
            self.general(Mistake::SignatureSigned, Change::Edit(Edit::With(pair)));
        }
        for (index, pair) in pairs.iter().enumerate().take(ONE_BY_ONE) {
            self.add(Mistake::ParameterNotSigned, Change::Edit(Edit::Without(index)), Shown::Pair(index));
            if matches!(pair.name, b"AWSAccessKeyId" | b"AccessKeyId") {
                // The guides print these in their examples.
                for id in [known.access_key, b"00000000000000000000", b"AKIAIOSFODNN7EXAMPLE", b"AKIAI44QH8DHBEXAMPLE"]
                {
                    if id != pair.value && !id.is_empty() {
                        self.add(Mistake::OtherAccessKey, Change::Edit(Edit::Value(index, id)), Shown::Text(id));
                    }
                }
            }
        }
        let has = |name: &[u8]| pairs.iter().any(|pair| pair.name == name);
        let stamp = |form| Stamp::new(known.unix_time, form).ok().and_then(|stamp| store_stamp(store, &stamp));
        let (with_z, without) = match known.unix_time {
            0 => (None, None),
            _ => {
                let mut stamp = stamp;
                (stamp(StampForm::WithZ), stamp(StampForm::WithoutZone))
            }
        };
        let stamps = [with_z, without].map(Option::unwrap_or_default);
        for (name, value) in [
            (&b"SignatureMethod"[..], &b"HmacSHA256"[..]),
            (b"SignatureVersion", b"2"),
            (b"AWSAccessKeyId", known.access_key),
            (b"AccessKeyId", known.access_key),
            (b"Timestamp", stamps[0]),
            (b"Timestamp", stamps[1]),
            (b"SignatureMethod", b"HmacSHA1"),
            (b"SignatureVersion", b"1"),
            (b"SecurityToken", known.session_token),
            (b"Service", b"AWSECommerceService"),
            (b"Version", b"2011-08-01"),
            (b"Version", b"2013-08-01"),
            (b"Version", b"2009-04-15"),
            (b"Version", b"2009-03-31"),
        ] {
            if !has(name) && !value.is_empty() {
                let change = Change::Edit(Edit::With(Pair { name, value }));
                self.add(Mistake::ParameterNotSent, change, Shown::Text(name));
            }
        }
        for name in [&b"AssociateTag"[..], b"Version", b"AWSAccessKeyId", b"Timestamp", b"SecurityToken"] {
            if !has(name) {
                let change = Change::Edit(Edit::With(Pair { name, value: b"" }));
                self.add(Mistake::ParameterNotSent, change, Shown::Text(name));
            }
        }
        if !known.body.is_empty() {
            if pairs.len().saturating_mul(known.body.len()) <= MOST_COMPARED {
                self.general(Mistake::BodyNotSigned, Change::Edit(Edit::WithoutAll(known.body)));
            }
            self.general(Mistake::BodySigned, Change::Edit(Edit::WithAll(known.body)));
        }
    }

    #[inline(never)]
    fn separators(&mut self) {
        const TABLE: &[(Mistake, Change<'static>)] = &[
            (Mistake::AmpHtml, Change::Separator(b"&amp;")),
            (Mistake::AmpTwice, Change::Separator(b"&&")),
            (Mistake::SemicolonSeparator, Change::Separator(b";")),
            (Mistake::QuestionMark, Change::Before(b"?")),
            (Mistake::AmpTwice, Change::Before(b"&")),
            (Mistake::QuestionMark, Change::Before(b"?&")),
            (Mistake::AmpTwice, Change::After(b"&")),
        ];
        for &(mistake, change) in TABLE {
            self.general(mistake, change);
        }
    }

    #[inline(never)]
    fn method(&mut self, known: &Known<'a>, store: &mut Store<'a>) {
        let method = known.facts.method;
        for other in [&b"GET"[..], b"POST", b"PUT", b"DELETE", b"HEAD"] {
            if other != method {
                self.add(Mistake::OtherMethod, Change::Method(other), Shown::Text(other));
            }
        }
        let lower = store.keep(|out| {
            out.push(method);
            out.lower(0, method.len());
        });
        let capitalised = store.keep(|out| {
            out.push(method);
            out.lower(1, method.len().saturating_sub(1));
        });
        for text in [lower, capitalised].into_iter().flatten() {
            self.add(Mistake::MethodLowerCase, Change::Method(text), Shown::Text(text));
        }
        self.general(Mistake::HeadMissing, Change::Form(Form::QueryAlone));
        self.general(Mistake::HeadMissing, Change::Form(Form::PathAndQuery));
        self.general(Mistake::WholeUrl, Change::Form(Form::Url));
    }

    #[inline(never)]
    fn host_and_port(&mut self, known: &Known<'a>, store: &mut Store<'a>) {
        let (host, bare) = (known.facts.host, known.host_without_port);
        if bare != host {
            self.general(Mistake::PortDropped, Change::Port(b""));
        } else {
            let default: &[u8] = if known.default_port == 443 { b":443" } else { b":80" };
            self.general(Mistake::DefaultPortWritten, Change::Port(default));
        }
        let mut name = |text: &'a [u8]| {
            if text != bare {
                self.add(Mistake::HostCapitals, Change::Host(Some([text, b"", b""])), Shown::Text(text));
            }
        };
        name(known.host_given);
        if let Some(upper) = store.keep(|out| bare.iter().for_each(|byte| out.push_byte(byte.to_ascii_uppercase()))) {
            name(upper);
        }
        self.general(Mistake::HostEmpty, Change::HostLine([b"", b"", b""]));
        self.general(Mistake::HostEmpty, Change::Host(None));
    }

    #[inline(never)]
    fn path(&mut self, known: &Known<'a>, store: &mut Store<'a>) {
        let path = known.facts.path;
        let mut line = |mistake, text: &'a [u8], shown| {
            if text != path {
                self.add(mistake, Change::Path(Some(text)), shown);
            }
        };
        line(Mistake::PathEmpty, b"", Shown::Nowhere);
        if let Some(toggled) = match path.strip_suffix(b"/") {
            Some(shorter) => Some(shorter).filter(|shorter| !shorter.is_empty()),
            None => store.keep(|out| out.push_all([path, b"/"])),
        } {
            line(Mistake::TrailingSlash, toggled, Shown::Nowhere);
        }
        if path.starts_with(b"//") {
            line(Mistake::DoubleSlash, path.get(1..).unwrap_or_default(), Shown::Nowhere);
        }
        if let Some(doubled) = store.keep(|out| out.push_all([b"/", path])) {
            line(Mistake::DoubleSlash, doubled, Shown::Nowhere);
        }
        if let Some(decoded) = store.keep(|out| write_decoded(path, false, out)) {
            line(Mistake::PathDecoded, decoded, Shown::Nowhere);
        }
        let encoded = store.keep(|out| {
            out.push_encoded(path);
        });
        // Segment by segment, so that the slashes stay.
        let by_segment = store.keep(|out| {
            for (position, segment) in path.split(|&byte| byte == b'/').enumerate() {
                if position > 0 {
                    out.push_byte(b'/');
                }
                out.push_encoded(segment);
            }
        });
        for text in [encoded, by_segment].into_iter().flatten() {
            line(Mistake::PathEncoded, text, Shown::Nowhere);
        }
        let shorter = path.iter().rposition(|&byte| byte == b'/').and_then(|at| path.get(..at));
        for other in [&b"/"[..], b"/onca/xml", path.strip_prefix(b"/").unwrap_or(path), shorter.unwrap_or_default()] {
            if !other.is_empty() {
                line(Mistake::OtherPath, other, Shown::Text(other));
            }
        }
        self.general(Mistake::PathMissing, Change::Path(None));
    }

    #[inline(never)]
    fn newlines(&mut self) {
        const TABLE: &[(Mistake, Change<'static>)] = &[
            (Mistake::LiteralBackslashN, Change::Newline(b"\\n")),
            (Mistake::Crlf, Change::Newline(b"\r\n")),
            (Mistake::TrailingNewline, Change::End(b"\n")),
            (Mistake::TrailingNewline, Change::End(b"\r\n")),
            (Mistake::LiteralN, Change::Newline(b"n")),
            (Mistake::NewlinesMissing, Change::Newline(b"")),
            (Mistake::NewlinesMissing, Change::Newline(b"\r")),
            (Mistake::NewlinesMissing, Change::Newline(b" ")),
            (Mistake::LiteralBackslashN, Change::Newline(b"\\r\\n")),
            (Mistake::StringPercentEncoded, Change::Form(Form::PercentEncoded)),
            (Mistake::StringPercentEncoded, Change::Form(Form::PercentEncodedWithSlashes)),
            (Mistake::StringAsUtf16, Change::Form(Form::Utf16)),
            (Mistake::StringAsUtf16, Change::Form(Form::Utf16Marked)),
            (Mistake::StringAsUtf16, Change::Form(Form::Utf16Big)),
            (Mistake::Version1, Change::Form(Form::Version1)),
            (Mistake::Version0, Change::Form(Form::Version0(&[b"Service", b"Operation", b"Timestamp"]))),
            (Mistake::Version0, Change::Form(Form::Version0(&[b"Action", b"Timestamp"]))),
        ];
        for &(mistake, change) in TABLE {
            self.general(mistake, change);
        }
    }

    #[inline(never)]
    fn other_hosts(&mut self, known: &Known<'a>, store: &mut Store<'a>) {
        let (host, bare, path) = (known.facts.host, known.host_without_port, known.facts.path);
        for given in known.evidence.hosts.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).take(ONE_BY_ONE) {
            if !given.is_empty() && given != host {
                self.add(Mistake::OtherHost, Change::HostLine([given, b"", b""]), Shown::Text(given));
                if let Some(name) = given.strip_suffix(host.get(bare.len()..).unwrap_or_default()) {
                    self.add(Mistake::OtherHost, Change::Host(Some([name, b"", b""])), Shown::Text(given));
                }
            }
        }
        let scheme = known.facts.scheme;
        for parts in
            [[scheme, host, b""], [host, b"/", b""], [scheme, host, b"/"], [host, path, b""], [scheme, host, path]]
        {
            self.general(Mistake::HostWithScheme, Change::HostLine(parts));
        }
        let mut other = |parts: [&'a [u8]; 3]| {
            // The text is kept for the report alone.
            if let Some(text) = store.keep(|out| out.push_all(parts)).filter(|text| *text != bare) {
                self.add(Mistake::OtherHost, Change::Host(Some(parts)), Shown::Text(text));
            }
        };
        match bare.strip_prefix(b"www.") {
            Some(rest) => other([rest, b"", b""]),
            None => other([b"www.", bare, b""]),
        }
        hosts_of_product_advertising(bare, &mut other);
        hosts_of_aws(bare, &mut other);
        for family in FAMILIES {
            if family.contains(&bare) {
                family.iter().for_each(|member| other([member, b"", b""]));
            }
        }
    }

    #[inline(never)]
    fn encoders(&mut self) {
        for encoder in &ENCODERS {
            self.text(encoder.mistake, Change::Encoder(encoder.escaper));
        }
    }

    #[inline(never)]
    fn secrets(&mut self, known: &Known<'a>) {
        for (mistake, also, change) in known.secrets.iter().copied() {
            self.push(Suspect { mistake, also, change, shown: Shown::Nowhere, aside: false, needs_company: false });
        }
        const TABLE: &[(Mistake, Mac)] = &[
            (Mistake::PlainHash, Mac::Plain),
            (Mistake::KeyAndTextSwapped, Mac::Swapped),
            (Mistake::PlainHash, Mac::SecretFirst),
            (Mistake::PlainHash, Mac::SecretLast),
        ];
        for &(mistake, mac) in TABLE {
            self.general(mistake, Change::Mac(mac));
        }
    }

    /// Other stamps than the one that was sent: made a moment before or after, in another zone, in another form.
    #[inline(never)]
    fn stamps(&mut self, known: &Known<'a>, store: &mut Store<'a>) {
        let mut stamps = known.facts.pairs.iter().enumerate().filter(|(_, pair)| pair.name == b"Timestamp");
        let Some((index, pair)) = stamps.next() else { return };
        let mut aside = |text: Option<&'a [u8]>| {
            if let Some(text) = text.filter(|text| *text != pair.value) {
                self.push(Suspect {
                    mistake: Mistake::OtherStamp,
                    also: None,
                    change: Change::Edit(Edit::Value(index, text)),
                    shown: Shown::Text(text),
                    aside: true,
                    needs_company: false,
                });
            }
        };
        let Some(time) = crate::timestamp::parse(pair.value) else { return };
        let form = if pair.value.ends_with(b"Z") { StampForm::WithZ } else { StampForm::WithoutZone };
        let mut at = |time: i64, form| Stamp::new(time, form).ok().and_then(|stamp| store_stamp(store, &stamp));
        for seconds in [1, -1, 2, -2, 3, -3] {
            aside(at(time.saturating_add(seconds), form));
        }
        for other in [StampForm::WithZ, StampForm::WithoutZone] {
            aside(at(time, other));
        }
        for hours in 1..=14 {
            for hours in [hours, -hours] {
                aside(at(time.saturating_add(3600 * hours), form));
            }
        }
        let (date_and_time, _) = pair.value.split_at_checked(19).unwrap_or_default();
        let (date, time) = date_and_time.split_at_checked(10).unwrap_or_default();
        let time = time.strip_prefix(b"T").unwrap_or_default();
        for end in [&b".000Z"[..], b"+00:00", b"+0000", b".000"] {
            aside(store.keep(|out| out.push_all([date_and_time, end])));
        }
        for end in [&b""[..], b"Z", b" UTC", b"+00:00"] {
            aside(store.keep(|out| out.push_all([date, b" ", time, end])));
        }
    }

    #[inline(never)]
    fn raw(&mut self, known: &Known<'a>) {
        for query in known.raw.into_iter().flatten() {
            self.push(Suspect {
                mistake: Mistake::SignedAsSent,
                also: None,
                change: Change::Query(query),
                shown: Shown::Nowhere,
                aside: true,
                needs_company: false,
            });
        }
    }
}

fn store_stamp<'m>(store: &mut Store<'m>, stamp: &Stamp) -> Option<&'m [u8]> {
    store.keep(|out| out.push(stamp.as_bytes()))
}

/// The hosts of the Product Advertising API, now and before, here and in other countries (Product Advertising API Developer
/// Guide, editions of 2009 to 2013).
#[inline(never)]
fn hosts_of_product_advertising<'a>(host: &'a [u8], other: &mut impl FnMut([&'a [u8]; 3])) {
    const COUNTRIES: [&[u8]; 12] =
        [b"com", b"co.uk", b"de", b"fr", b"co.jp", b"ca", b"it", b"es", b"cn", b"in", b"com.br", b"com.mx"];
    let names: [&[u8]; 5] =
        [b"webservices.amazon.", b"ecs.amazonaws.", b"www.amazon.", b"ecs.amazon.", b"free.apisigning."];
    let Some(country) = names.iter().find_map(|name| host.strip_prefix(*name)) else { return };
    for name in names {
        other([name, country, b""]);
    }
    if country == b"co.jp" {
        other([b"ecs.amazonaws.", b"jp", b""]);
    }
    for name in [names[0], names[1]] {
        for country in COUNTRIES {
            other([name, country, b""]);
        }
    }
}

/// The hosts of a service of AWS in its regions, `service.region.amazonaws.com`, and of old `region.service.amazonaws.com`.
#[inline(never)]
fn hosts_of_aws<'a>(host: &'a [u8], other: &mut impl FnMut([&'a [u8]; 3])) {
    const END: &[u8] = b".amazonaws.com";
    const REGIONS: [&[u8]; 9] = [
        b".us-east-1.amazonaws.com",
        b".us-west-1.amazonaws.com",
        b".us-west-2.amazonaws.com",
        b".eu-west-1.amazonaws.com",
        b".eu-central-1.amazonaws.com",
        b".ap-northeast-1.amazonaws.com",
        b".ap-southeast-1.amazonaws.com",
        b".ap-southeast-2.amazonaws.com",
        b".sa-east-1.amazonaws.com",
    ];
    let Some(front) = host.strip_suffix(END) else { return };
    let mut labels = front.splitn(2, |&byte| byte == b'.');
    let (first, second) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
    let is_region = |label: &[u8]| label.iter().filter(|&&byte| byte == b'-').count() == 2;
    let service = if is_region(first) { second } else { first };
    if service.is_empty() {
        return;
    }
    other([service, END, b""]);
    for region in REGIONS {
        other([service, region, b""]);
    }
}

/// Hosts that are taken for each other.
const FAMILIES: [&[&[u8]]; 3] = [
    &[
        b"api.huobi.pro",
        b"api-aws.huobi.pro",
        b"api.htx.com",
        b"api.hbdm.com",
        b"api.hbdm.vn",
        b"api.huobi.com",
        b"be.huobi.com",
    ],
    &[
        b"computing.jp-east-1.api.nifcloud.com",
        b"computing.jp-east-2.api.nifcloud.com",
        b"computing.jp-east-3.api.nifcloud.com",
        b"computing.jp-east-4.api.nifcloud.com",
        b"computing.jp-west-1.api.nifcloud.com",
        b"computing.jp-west-2.api.nifcloud.com",
    ],
    &[b"localhost", b"127.0.0.1", b"[::1]"],
];
