//! A short list that is copied as a whole.

/// At most `MOST` items.
#[derive(Clone, Copy)]
pub(super) struct Few<T, const MOST: usize> {
    items: [T; MOST],
    count: usize,
}

impl<T: Copy, const MOST: usize> Few<T, MOST> {
    /// The empty list; `fill` stands where there is nothing yet.
    pub(super) const fn new(fill: T) -> Few<T, MOST> {
        Few { items: [fill; MOST], count: 0 }
    }

    /// Adds an item, if there is room; tells whether there was.
    pub(super) fn push(&mut self, item: T) -> bool {
        let Some(slot) = self.items.get_mut(self.count) else { return false };
        *slot = item;
        self.count += 1;
        true
    }

    pub(super) fn as_slice(&self) -> &[T] {
        self.items.get(..self.count).unwrap_or_default()
    }

    pub(super) fn as_mut_slice(&mut self) -> &mut [T] {
        self.items.get_mut(..self.count).unwrap_or_default()
    }
}

impl<T: Copy + PartialEq, const MOST: usize> Few<T, MOST> {
    /// Adds an item that is not there yet, if there is room; tells whether it was added.
    pub(super) fn note(&mut self, item: T) -> bool {
        !self.as_slice().contains(&item) && self.push(item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_left_out() {
        let mut few: Few<u8, 2> = Few::new(0);
        assert!(few.note(1) && !few.note(1) && few.push(2) && !few.push(3) && !few.note(4));
        assert_eq!(few.as_slice(), [1, 2]);
        few.as_mut_slice()[0] = 5;
        assert_eq!(few.as_slice(), [5, 2]);
    }
}
