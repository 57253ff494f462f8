//! A writer over a buffer that somebody else owns.
//!
//! It keeps counting when the buffer is full, so that the same code that writes a text also tells how long it is.

use crate::encode;

/// The bytes written so far, or, once they no longer fit, how many there would be.
pub(crate) struct Output<'a> {
    buffer: &'a mut [u8],
    len: usize,
}

impl<'a> Output<'a> {
    pub(crate) fn new(buffer: &'a mut [u8]) -> Output<'a> {
        Output { buffer, len: 0 }
    }

    /// The length of everything pushed, whether it fitted or not.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// What was pushed since `start`, if all of it fitted.
    pub(crate) fn since(&self, start: usize) -> Option<&[u8]> {
        self.buffer.get(start..self.len)
    }

    /// The same with the rest of the buffer behind it, to be used as scratch, and the length of what was pushed.
    pub(crate) fn since_with_room(&mut self, start: usize) -> Option<(&mut [u8], usize)> {
        let len = self.len.checked_sub(start)?;
        self.buffer.get_mut(start..).filter(|room| room.len() >= len).map(|room| (room, len))
    }

    /// Counts `len` bytes that are written otherwise.
    pub(crate) fn skip(&mut self, len: usize) {
        self.len = self.len.saturating_add(len);
    }

    /// Takes back the last byte.
    pub(crate) fn pop(&mut self) {
        self.len = self.len.saturating_sub(1);
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.len = 0;
    }

    /// Puts the `new` bytes that `write` writes in place of the first `old` bytes, of which there are no fewer. All that was
    /// pushed has fitted.
    pub(crate) fn replace_front(&mut self, old: usize, new: usize, write: impl FnOnce(&mut Output<'_>)) {
        let less = old.saturating_sub(new);
        if less > 0 {
            if let Some(text) = self.buffer.get_mut(new..self.len).filter(|text| less <= text.len()) {
                text.copy_within(less.., 0);
            }
            self.len = self.len.saturating_sub(less);
        }
        write(&mut Output::new(self.buffer.get_mut(..new).unwrap_or_default()));
    }

    /// Appends `text` as it is.
    #[inline]
    pub(crate) fn push(&mut self, text: &[u8]) {
        if let Some(room) = self.buffer.get_mut(self.len..).and_then(|room| room.get_mut(..text.len())) {
            room.copy_from_slice(text);
        }
        self.skip(text.len());
    }

    /// Appends texts as they are, one after the other.
    pub(crate) fn push_all<const COUNT: usize>(&mut self, texts: [&[u8]; COUNT]) {
        texts.into_iter().for_each(|text| self.push(text));
    }

    /// Appends texts as they are, which have `len` bytes together.
    #[inline(always)]
    pub(crate) fn push_parts<const COUNT: usize>(&mut self, len: usize, texts: [&[u8]; COUNT]) {
        let room = self.buffer.get_mut(self.len..).and_then(|room| room.get_mut(..len));
        let mut rest = room.unwrap_or_default();
        for text in texts {
            let Some((slot, behind)) = rest.split_at_mut_checked(text.len()) else { break };
            slot.copy_from_slice(text);
            rest = behind;
        }
        self.skip(len);
    }

    /// Appends one byte.
    #[inline]
    pub(crate) fn push_byte(&mut self, byte: u8) {
        if let Some(room) = self.buffer.get_mut(self.len) {
            *room = byte;
        }
        self.len = self.len.saturating_add(1);
    }

    /// Appends a number in decimal digits.
    pub(crate) fn push_number(&mut self, number: usize) {
        if number > 9 {
            self.push_number(number / 10);
        }
        self.push_byte(b'0' + (number % 10) as u8);
    }

    /// Lowers the capital letters in `len` bytes that were pushed, if they fitted.
    pub(crate) fn lower(&mut self, start: usize, len: usize) {
        if self.len > self.buffer.len() {
            return;
        }
        if let Some(text) = self.buffer.get_mut(start..).and_then(|text| text.get_mut(..len)) {
            text.make_ascii_lowercase();
        }
    }

    /// Lowers the digits of the escapes of the bytes that `is_one` says, in what was pushed, if it fitted.
    pub(crate) fn lower_escapes_of(&mut self, is_one: impl Fn(u8) -> bool) {
        let mut rest = self.buffer.get_mut(..self.len).unwrap_or_default();
        while let [byte, behind @ ..] = rest {
            rest = match (*byte, behind) {
                (b'%', behind) => {
                    let is_one = encode::Escape::first(behind).is_some_and(|escape| is_one(escape.byte));
                    let (digits, behind) = behind.split_at_mut(behind.len().min(2));
                    if is_one {
                        digits.make_ascii_lowercase();
                    }
                    behind
                }
                (_, behind) => behind,
            };
        }
    }

    /// The rest of the buffer: to be written to, and then counted with [`Output::skip`].
    pub(crate) fn room(&mut self) -> &mut [u8] {
        self.buffer.get_mut(self.len..).unwrap_or_default()
    }

    /// What was pushed, if all of it fitted, and the room behind it, which is then counted with [`Output::skip`].
    pub(crate) fn split(&mut self) -> Option<(&[u8], &mut [u8])> {
        let (pushed, room) = self.buffer.split_at_mut_checked(self.len)?;
        Some((pushed, room))
    }

    /// Appends once more what was pushed from `start` to `end`.
    pub(crate) fn push_again(&mut self, start: usize, end: usize) {
        for at in start..end {
            let byte = self.buffer.get(at).copied().unwrap_or_default();
            self.push_byte(byte);
        }
    }

    /// Appends `text` percent-encoded; tells whether it was ASCII.
    #[inline]
    pub(crate) fn push_encoded(&mut self, text: &[u8]) -> bool {
        let mut encoder = encode::Encoder::new(self.room());
        match encoder.text(text) {
            Some(ascii) => {
                self.len += encoder.len();
                ascii
            }
            None => self.push_encoded_near_the_end(text),
        }
    }

    #[cold]
    fn push_encoded_near_the_end(&mut self, text: &[u8]) -> bool {
        let end = self.len.saturating_add(encode::encoded_len(text));
        if end <= self.buffer.len() {
            encode::encode_pieces(text, |piece| self.push(piece));
        }
        self.len = end;
        text.is_ascii()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = "a b/ü~".as_bytes();
    const ENCODED: &[u8] = b"-A%20a%20b%2F%C3%BC~az";

    fn write(out: &mut Output<'_>) -> bool {
        out.push_byte(b'-');
        out.push(b"A");
        let first = out.push_encoded(b" ");
        let second = out.push_encoded(TEXT);
        let start = out.len();
        out.push_parts(2, [b"A", b"Z"]);
        out.lower(start, 2);
        first && !second
    }

    #[test]
    fn the_front_can_be_replaced_by_a_shorter_one() {
        for (front, expected) in [(&b"xy"[..], &b"xyrest"[..]), (b"x", b"xrest"), (b"", b"rest")] {
            let mut buffer = [b'?'; 6];
            let mut out = Output::new(&mut buffer);
            out.skip(2);
            out.push(b"rest");
            out.replace_front(2, front.len(), |out| out.push(front));
            assert_eq!((out.len(), out.since(0)), (expected.len(), Some(expected)));
        }
    }

    #[test]
    fn what_did_not_fit_is_not_lowered() {
        let mut buffer = *b"UNSET";
        let mut out = Output::new(&mut buffer);
        out.push_parts(9, [b"HOST", b"/path"]);
        out.lower(0, 4);
        assert_eq!((out.len(), &buffer), (9, b"UNSET"));
    }

    #[test]
    fn every_capacity_counts_the_same_and_never_writes_a_part_as_a_whole() {
        for capacity in 0..ENCODED.len() + 200 {
            let mut buffer = vec![b'?'; capacity];
            let mut out = Output::new(&mut buffer);
            assert!(write(&mut out));
            assert_eq!(out.len(), ENCODED.len());
            assert_eq!(out.since(0), (capacity >= ENCODED.len()).then_some(ENCODED), "capacity {capacity}");
        }
    }
}
