//! An append-only writer over a buffer that somebody else owns.
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

    /// Appends `text` percent-encoded; tells whether it was ASCII.
    #[inline]
    pub(crate) fn push_encoded(&mut self, text: &[u8]) -> bool {
        // With room for the worst case the encoder need not look for the end of the buffer.
        if let Some(room) = self.buffer.get_mut(self.len..) {
            if room.len() / 3 > text.len() + SLACK / 3 {
                let (len, seen) = encode::encode_into(text, room);
                self.len += len;
                return seen < 0x80;
            }
        }
        self.push_encoded_near_the_end(text)
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
