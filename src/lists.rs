//! Parameters as two NUL-separated lists, which languages that build strings cheaply can hand over in one call.

use crate::error::{Error, Status};
use crate::params::{Door, Params, Sealed};
use core::slice;

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

impl Sealed for Lists<'_> {}

impl Door for Lists<'_> {
    fn hand_over<'s>(&'s self, params: &mut Params<'s>) -> Result<(), Error> {
        // A list of n items has n - 1 separators, so a larger count is refused before room is made for it.
        if self.count > self.names.len() + 1 || self.count > self.values.len() + 1 {
            return Err(self.wrong_count());
        }
        let (mut names, mut values) = (Items::new(self.names), Items::new(self.values));
        let pairs = (0..self.count).map(|_| Some((names.next()?, values.next()?)));
        params.extend::<false>(self.count, pairs, |_| self.wrong_count())?;
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

/// The items of a NUL-separated list. Eight bytes are looked at at a time.
struct Items<'a> {
    list: &'a [u8],
    /// Where the next item begins; beyond every list when the last one has been given.
    start: usize,
    words: slice::Iter<'a, [u8; WORD]>,
    /// What is behind the last whole word, filled up with what is no NUL.
    last: Option<[u8; WORD]>,
    /// The first byte behind the word that was looked at last.
    end: usize,
    /// The NULs of that word that have not been come to: the highest bit of their bytes.
    nuls: u64,
}

const WORD: usize = 8;

impl<'a> Items<'a> {
    fn new(list: &'a [u8]) -> Items<'a> {
        let (words, rest) = list.as_chunks();
        let mut last = [1; WORD];
        last.iter_mut().zip(rest).for_each(|(slot, byte)| *slot = *byte);
        Items { list, start: 0, words: words.iter(), last: Some(last), end: 0, nuls: 0 }
    }

    #[inline(always)]
    fn next(&mut self) -> Option<&'a [u8]> {
        while self.nuls == 0 {
            let Some(word) = self.words.next().copied().or_else(|| self.last.take()) else {
                let item = self.list.get(self.start..)?;
                self.start = usize::MAX;
                return Some(item);
            };
            self.nuls = nuls(word);
            self.end += WORD;
        }
        // The first byte is the lowest, so it has the most zeros above it.
        let end = self.end - WORD + self.nuls.trailing_zeros() as usize / 8;
        self.nuls &= self.nuls - 1;
        let item = self.list.get(self.start..end);
        self.start = end + 1;
        item
    }

    /// Whether nothing is left after `count` items. An empty list is one empty item, or none if none is expected.
    fn is_done(&self, count: usize) -> bool {
        self.start == usize::MAX || count == 0 && self.list.is_empty()
    }
}

/// The highest bit of every byte that is NUL. (Without its highest bit, a byte that is not NUL carries into it when 127 is
/// added, and never further.)
fn nuls(word: [u8; WORD]) -> u64 {
    const LOW: u64 = u64::from_ne_bytes([0x7f; WORD]);
    let word = u64::from_le_bytes(word);
    !(((word & LOW) + LOW) | word | LOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_exactly_count_items() {
        let lists = |names: &'static str, values: &'static str, count| {
            let lists = Lists { names: names.as_bytes(), values: values.as_bytes(), count };
            let mut params = Params::new();
            lists.hand_over(&mut params).and_then(|()| params.sort()).map_err(|error| error.to_string())?;
            let pairs = params
                .as_slice()
                .iter()
                .map(|param| format!("{}={}", param.name().bytes.escape_ascii(), param.value().bytes.escape_ascii()));
            Ok(pairs.collect::<Vec<_>>().join("&"))
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

    /// NULs in every place of a few words; splitting in the standard library answers. The bytes beside them are those in
    /// which adding could go wrong.
    #[test]
    fn items_are_what_stands_between_nuls() {
        for len in 0..20 {
            for filling in [1, 0x7f, 0x80, 0x81, 0xff] {
                for places in 0..1_u32 << len.min(12) {
                    let text: Vec<u8> =
                        (0..len).map(|place| if places >> (place % 12) & 1 == 1 { 0 } else { filling }).collect();
                    let expected: Vec<&[u8]> = text.split(|&byte| byte == 0).collect();
                    let mut items = Items::new(&text);
                    assert!((0..expected.len()).all(|index| items.next() == Some(expected[index])), "{text:?}");
                    assert!(items.is_done(expected.len()) && items.next().is_none(), "{text:?}");
                }
            }
        }
    }
}
