//! A writer over a buffer that somebody else owns.
//!
//! It keeps counting when the buffer is full, so that the same code that writes a text also tells how long it is.

use crate::encode::{self, SLACK};

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
        let len = self.len - start;
        self.buffer.get_mut(start..).filter(|room| room.len() >= len).map(|room| (room, len))
    }

    /// Counts `len` bytes that are written otherwise.
    pub(crate) fn skip(&mut self, len: usize) {
        self.len = self.len.saturating_add(len);
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.len = 0;
    }

    /// Puts the `new` bytes that `write` writes in place of the first `old` bytes. All that was pushed has fitted.
    pub(crate) fn replace_front(&mut self, old: usize, new: usize, write: impl FnOnce(&mut Output<'_>)) {
        let end = self.len - old + new;
        if end <= self.buffer.len() {
            if old != new {
                self.buffer.copy_within(old..self.len, new);
            }
            write(&mut Output::new(&mut self.buffer[..new]));
        }
        self.len = end;
    }

    /// Appends `text` as it is.
    #[inline]
    pub(crate) fn push(&mut self, text: &[u8]) {
        let end = self.len.saturating_add(text.len());
        if let Some(room) = self.buffer.get_mut(self.len..end) {
            room.copy_from_slice(text);
        }
        self.len = end;
    }

    /// Appends one byte.
    #[inline]
    pub(crate) fn push_byte(&mut self, byte: u8) {
        if let Some(room) = self.buffer.get_mut(self.len) {
            *room = byte;
        }
        self.len = self.len.saturating_add(1);
    }

    /// Appends `text` in lower case.
    pub(crate) fn push_lower(&mut self, text: &[u8]) {
        let start = self.len;
        self.push(text);
        if let Some(room) = self.buffer.get_mut(start..self.len) {
            room.make_ascii_lowercase();
        }
    }

    /// The rest of the buffer, if there is room for two texts of together `len` bytes, however long they become when they
    /// are encoded, and `more` bytes: to be written to, and then counted with [`Output::skip`].
    #[inline(always)]
    pub(crate) fn room_to_encode(&mut self, len: usize, more: usize) -> Option<&mut [u8]> {
        // Lengths are bounded by what an int32_t can count, so 64 bits hold this on every machine.
        let worst = 3 * len as u64 + (2 * SLACK + more) as u64;
        self.buffer.get_mut(self.len..).filter(|room| room.len() as u64 >= worst)
    }

    /// Appends `text` percent-encoded; tells whether it was ASCII.
    #[inline(always)]
    pub(crate) fn push_encoded(&mut self, text: &[u8]) -> bool {
        // With room for the worst case the encoder need not look for the end of the buffer.
        match self.room_to_encode(text.len(), 0) {
            Some(room) => {
                let (len, ascii) = encode::encode_into(text, room);
                self.skip(len);
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

impl core::fmt::Write for Output<'_> {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        self.push(text.as_bytes());
        Ok(())
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
        out.push_lower(b"AZ");
        first && !second
    }

    #[test]
    fn the_front_can_be_replaced_by_one_of_any_length() {
        for (front, capacity, expected) in [
            (&b"xy"[..], 6, Some(&b"xyrest"[..])),
            (b"x", 6, Some(b"xrest")),
            (b"", 6, Some(b"rest")),
            (b"abcd", 8, Some(b"abcdrest")),
            (b"abcd", 7, None),
        ] {
            let mut buffer = vec![b'?'; capacity];
            let mut out = Output::new(&mut buffer);
            out.skip(2);
            out.push(b"rest");
            out.replace_front(2, front.len(), |out| out.push(front));
            assert_eq!((out.len(), out.since(0)), (front.len() + 4, expected));
        }
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
