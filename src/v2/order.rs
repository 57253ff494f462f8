//! The orders into which other programs put parameters.

use core::cmp::Ordering;

/// An order. What it does not tell apart stays in the order given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Given,
    /// The names alone.
    Names,
    /// Ignoring case, by small or by capital letters; what is the same then stays as it was given, or is sorted by its bytes.
    LowerCase,
    UpperCase,
    LowerCaseThenBytes,
    UpperCaseThenBytes,
    Joined,
    JoinedEncoded,
    Encoded,
    Utf16,
    Natural,
    Backwards,
    /// This one behind all others.
    Last(usize),
}

/// A parameter, as it is sorted and as it is written.
#[derive(Clone, Copy)]
pub(super) struct Sorted<'t> {
    pub(super) index: usize,
    pub(super) name: &'t [u8],
    pub(super) value: &'t [u8],
    pub(super) written_name: &'t [u8],
    pub(super) written_value: &'t [u8],
}

/// Compares two parameters; without an order, as the signing rules have it.
pub(super) fn compare(order: Option<Order>, one: &Sorted<'_>, other: &Sorted<'_>) -> Ordering {
    let names = || one.name.cmp(other.name);
    let values = || one.value.cmp(other.value);
    let by_case = |case: fn(&u8) -> u8| one.name.iter().map(case).cmp(other.name.iter().map(case));
    match order {
        None => names().then_with(values),
        Some(Order::Given) => Ordering::Equal,
        Some(Order::Names) => names(),
        Some(Order::LowerCase) => by_case(u8::to_ascii_lowercase),
        Some(Order::UpperCase) => by_case(u8::to_ascii_uppercase),
        Some(Order::LowerCaseThenBytes) => by_case(u8::to_ascii_lowercase).then_with(names).then_with(values),
        Some(Order::UpperCaseThenBytes) => by_case(u8::to_ascii_uppercase).then_with(names).then_with(values),
        Some(Order::Joined) => joined(one.name, one.value).cmp(joined(other.name, other.value)),
        Some(Order::JoinedEncoded) => {
            joined(one.written_name, one.written_value).cmp(joined(other.written_name, other.written_value))
        }
        Some(Order::Encoded) => {
            one.written_name.cmp(other.written_name).then_with(|| one.written_value.cmp(other.written_value))
        }
        Some(Order::Utf16) => {
            utf16(one.name).cmp(utf16(other.name)).then_with(|| utf16(one.value).cmp(utf16(other.value)))
        }
        Some(Order::Natural) => natural(one.name, other.name).then_with(values),
        Some(Order::Backwards) => names().then_with(values).reverse(),
        Some(Order::Last(last)) => {
            let is_last = |one: &Sorted<'_>| one.index == last;
            is_last(one).cmp(&is_last(other)).then_with(names).then_with(values)
        }
    }
}

fn joined<'t>(name: &'t [u8], value: &'t [u8]) -> impl Iterator<Item = &'t u8> {
    name.iter().chain(b"=").chain(value)
}

fn utf16(text: &[u8]) -> impl Iterator<Item = u16> + use<'_> {
    core::str::from_utf8(text).unwrap_or_default().encode_utf16()
}

/// The order in which runs of digits are numbers.
fn natural(mut one: &[u8], mut other: &[u8]) -> Ordering {
    while let (Some((a, rest)), Some((b, other_rest))) = (one.split_first(), other.split_first()) {
        if !(a.is_ascii_digit() && b.is_ascii_digit()) {
            if a != b {
                return a.cmp(b);
            }
            (one, other) = (rest, other_rest);
            continue;
        }
        let number = |text: &[u8]| {
            let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let zeros = text.iter().take_while(|&&byte| byte == b'0').count();
            (zeros.min(digits), digits)
        };
        let ((zeros, digits), (other_zeros, other_digits)) = (number(one), number(other));
        let value = one.get(zeros..digits).unwrap_or_default();
        let other_value = other.get(other_zeros..other_digits).unwrap_or_default();
        let order = value.len().cmp(&other_value.len()).then_with(|| value.cmp(other_value));
        if order.is_ne() {
            return order;
        }
        (one, other) = (one.get(digits..).unwrap_or_default(), other.get(other_digits..).unwrap_or_default());
    }
    one.len().cmp(&other.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(order: Option<Order>, names: &[&str]) -> Vec<String> {
        let mut names: Vec<&str> = names.to_vec();
        names.sort_by(|one, other| {
            let of = |name| Sorted { index: 0, name, value: b"", written_name: name, written_value: b"" };
            compare(order, &of(one.as_bytes()), &of(other.as_bytes()))
        });
        names.into_iter().map(str::to_owned).collect()
    }

    /// The answers are those of Python's sorted (by str.lower, str.upper, and by encoding to UTF-16), PHP's natsort,
    /// and GNU sort -V.
    #[test]
    fn orders_are_those_of_other_programs() {
        let names = ["b", "A", "a_", "aB", "a10", "a9", "B"];
        assert_eq!(sorted(None, &names), ["A", "B", "a10", "a9", "aB", "a_", "b"]);
        assert_eq!(sorted(Some(Order::Given), &names), names);
        assert_eq!(sorted(Some(Order::LowerCase), &names), ["A", "a10", "a9", "a_", "aB", "b", "B"]);
        assert_eq!(sorted(Some(Order::UpperCase), &names), ["A", "a10", "a9", "aB", "a_", "b", "B"]);
        assert_eq!(sorted(Some(Order::LowerCaseThenBytes), &names), ["A", "a10", "a9", "a_", "aB", "B", "b"]);
        assert_eq!(sorted(Some(Order::Natural), &names), ["A", "B", "a9", "a10", "aB", "a_", "b"]);
        assert_eq!(sorted(Some(Order::Backwards), &names), ["b", "a_", "aB", "a9", "a10", "B", "A"]);
        let wide = ["\u{ffee}", "\u{1f600}"];
        assert_eq!(sorted(None, &wide), wide);
        assert_eq!(sorted(Some(Order::Utf16), &wide), ["\u{1f600}", "\u{ffee}"]);
        assert_eq!(sorted(Some(Order::Joined), &["q", "q.parser"]), ["q.parser", "q"]);
        assert_eq!(sorted(None, &["q", "q.parser"]), ["q", "q.parser"]);
        assert_eq!(sorted(Some(Order::Natural), &["a010", "a9", "a10"]), ["a9", "a010", "a10"]);
    }
}
