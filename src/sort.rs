//! Sorting: a merge sort over short runs that are sorted by insertion.
//!
//! The standard library's sorts can panic where an order contradicts itself, and what can panic brings the whole machinery
//! of panics into the library. This one cannot. It keeps the order of equal items, and takes in the order of n log n
//! comparisons whatever the items are.

/// As many items are sorted by insertion, if there are more than [`FEW`].
const RUN: usize = 8;

/// As many items are sorted by insertion alone.
const FEW: usize = 20;

/// Whether sorting so many items needs `scratch`.
pub(crate) fn needs_scratch(count: usize) -> bool {
    count > FEW
}

/// Sorts `items` by `less`. `scratch` is as long as `items`, unless [`needs_scratch`] says that it is not needed.
pub(crate) fn sort<T: Copy>(items: &mut [T], scratch: &mut [T], less: impl Fn(&T, &T) -> bool + Copy) {
    if !needs_scratch(items.len()) {
        return insert(items, less);
    }
    items.chunks_mut(RUN).for_each(|run| insert(run, less));
    let (mut from, mut to, mut moved) = (&mut *items, &mut *scratch, false);
    let mut run = RUN;
    while run < from.len() {
        merge_runs(from, to, run, less);
        (from, to, moved) = (to, from, !moved);
        run = run.saturating_mul(2);
    }
    if moved {
        to.iter_mut().zip(from).for_each(|(item, sorted)| *item = *sorted);
    }
}

/// Puts every item where it belongs among those before it.
pub(crate) fn insert<T: Copy>(items: &mut [T], less: impl Fn(&T, &T) -> bool) {
    for end in 1..items.len() {
        let Some([before @ .., last, item]) = items.get_mut(..=end) else { return };
        if !less(item, last) {
            continue;
        }
        let new = *item;
        *item = *last;
        let mut hole = last;
        for larger in before.iter_mut().rev() {
            if !less(&new, larger) {
                break;
            }
            *hole = *larger;
            hole = larger;
        }
        *hole = new;
    }
}

/// Merges every two of the sorted runs of this length in `from` to one in `to`.
fn merge_runs<T: Copy>(mut from: &[T], mut to: &mut [T], run: usize, less: impl Fn(&T, &T) -> bool + Copy) {
    while !(from.is_empty() || to.is_empty()) {
        let (one, rest) = from.split_at(run.min(from.len()));
        let (other, rest) = rest.split_at(run.min(rest.len()));
        let (merged, rest_of_room) = to.split_at_mut((one.len() + other.len()).min(to.len()));
        merge(one, other, merged, less);
        (from, to) = (rest, rest_of_room);
    }
}

/// Merges two sorted runs into `merged`, which is as long as both.
fn merge<T: Copy>(one: &[T], other: &[T], merged: &mut [T], less: impl Fn(&T, &T) -> bool) {
    let in_order = !one.last().zip(other.first()).is_some_and(|(last, first)| less(first, last));
    let (mut one, mut other, mut slots) = (one.iter(), other.iter(), merged.iter_mut());
    if in_order {
        return slots.zip(one.chain(other)).for_each(|(slot, item)| *slot = *item);
    }
    let (mut first, mut second) = (one.next(), other.next());
    while let (Some(a), Some(b)) = (first, second) {
        let Some(slot) = slots.next() else { return };
        if less(b, a) {
            *slot = *b;
            second = other.next();
        } else {
            *slot = *a;
            first = one.next();
        }
    }
    let rest = first.into_iter().chain(one).chain(second).chain(other);
    slots.zip(rest).for_each(|(slot, item)| *slot = *item);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The standard library's stable sort answers.
    #[test]
    fn agrees_with_the_standard_library() {
        let mut seed = 1_u64;
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        for len in (0..200).chain([255, 256, 257, 1000, 10_000]) {
            for keys in [1, 2, 10, 1 << 30] {
                let random: Vec<(u64, usize)> = (0..len).map(|index| (random(keys), index)).collect();
                let mut sorted = random.clone();
                sorted.sort_by_key(|(key, _)| *key);
                let mut reversed = sorted.clone();
                reversed.reverse();
                for mut items in [random, sorted.clone(), reversed] {
                    let mut expected = items.clone();
                    expected.sort_by_key(|(key, _)| *key);
                    let mut scratch = if needs_scratch(len) { items.clone() } else { Vec::new() };
                    sort(&mut items, &mut scratch, |one, other| one.0 < other.0);
                    assert_eq!(items, expected, "{len} items");
                }
            }
        }
    }

    #[test]
    fn an_order_that_contradicts_itself_ends_too() {
        for len in [2, 20, 21, 1000] {
            let mut items: Vec<usize> = (0..len).collect();
            let mut scratch = items.clone();
            sort(&mut items, &mut scratch, |_, _| true);
            items.sort_unstable();
            assert!(items.iter().copied().eq(0..len));
        }
    }
}
