//! Unix seconds to the time stamps that the services want, and back. There is no clock here: the caller's time is the time.

use crate::error::{Error, Status};

/// How a dialect writes a time, always in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StampForm {
    /// `2011-10-03T15:19:30Z`
    WithZ,
    /// `2011-10-03T15:19:30`
    WithoutZone,
}

/// The last second that fits a year of four digits: 9999-12-31T23:59:59Z.
const LAST_SECOND: i64 = 253_402_300_799;
const SECONDS_PER_DAY: u64 = 86_400;
const DAYS_IN_400_YEARS: u64 = 146_097;
const DAYS_FROM_0000_03_01_TO_1970: u64 = 719_468;

/// A time stamp as text.
#[derive(Clone, Copy)]
pub(crate) struct Stamp {
    text: [u8; 20],
    len: usize,
}

impl Stamp {
    /// Writes `unix_time` (seconds since 1970-01-01T00:00:00Z, without leap seconds, as POSIX counts them).
    pub(crate) fn new(unix_time: i64, form: StampForm) -> Result<Stamp, Error> {
        if unix_time < 0 {
            return Err(Error::argument(Status::Time, "unix_time", "the time is before 1970-01-01T00:00:00Z"));
        }
        if unix_time > LAST_SECOND {
            return Err(Error::argument(Status::Time, "unix_time", "the time is after 9999-12-31T23:59:59Z"));
        }
        let seconds = unix_time.unsigned_abs();
        let (year, month, day) = date(seconds / SECONDS_PER_DAY);
        let second = (seconds % SECONDS_PER_DAY) as u32;

        let mut text = *b"0000-00-00T00:00:00Z";
        put_two_digits(&mut text, 0, year / 100);
        put_two_digits(&mut text, 2, year % 100);
        put_two_digits(&mut text, 5, month);
        put_two_digits(&mut text, 8, day);
        put_two_digits(&mut text, 11, second / 3600);
        put_two_digits(&mut text, 14, second / 60 % 60);
        put_two_digits(&mut text, 17, second % 60);
        let len = match form {
            StampForm::WithZ => 20,
            StampForm::WithoutZone => 19,
        };
        Ok(Stamp { text, len })
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.text.get(..self.len).unwrap_or_default()
    }
}

fn put_two_digits(text: &mut [u8; 20], at: usize, number: u32) {
    text[at] = b'0' + (number / 10) as u8;
    text[at + 1] = b'0' + (number % 10) as u8;
}

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar (the method is that of Howard Hinnant,
/// "chrono-Compatible Low-Level Date Algorithms", civil_from_days). Years are counted from March here,
/// so that the leap day is the last day of a year and every month begins at a fixed day of it.
fn date(days_since_1970: u64) -> (u32, u32, u32) {
    let days = days_since_1970 + DAYS_FROM_0000_03_01_TO_1970;
    let day_of_era = (days % DAYS_IN_400_YEARS) as u32;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = (days / DAYS_IN_400_YEARS) as u32 * 400 + year_of_era + u32::from(month <= 2);
    (year, month, day)
}

/// Reads a time stamp in any form that is seen in requests: `2011-10-03T15:19:30`, then, if there is one, a fraction of a
/// second (`.123`), which is cut off, and then `Z`, an offset (`+02:00`, `+0200`, `+02`), or nothing, which is UTC
/// (ISO 8601; RFC 3339 is the form with colons).
pub(crate) fn parse(text: &[u8]) -> Option<i64> {
    let (stamp, rest) = text.split_first_chunk::<19>()?;
    let digits = |from: usize, to: usize| stamp[from..to].iter().try_fold(0, |number, &byte| push_digit(number, byte));
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if marks.iter().any(|&(at, mark)| stamp[at] != mark) {
        return None;
    }
    let (year, month, day) = (digits(0, 4)?, digits(5, 7)?, digits(8, 10)?);
    let (hour, minute, second) = (digits(11, 13)?, digits(14, 16)?, digits(17, 19)?);
    // The second 60 is a leap second, which POSIX counts as the next one.
    let is_time = hour < 24 && minute < 60 && second <= 60;
    let is_date = (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
    if !(is_date && is_time) {
        return None;
    }
    let seconds = days_until(year, month, day) * SECONDS_PER_DAY as i64 + hour * 3600 + minute * 60 + second;
    Some(seconds - offset(skip_fraction(rest)?)?)
}

fn push_digit(number: i64, byte: u8) -> Option<i64> {
    byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0'))
}

fn skip_fraction(text: &[u8]) -> Option<&[u8]> {
    let Some(fraction) = text.strip_prefix(b".") else { return Some(text) };
    let len = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
    fraction.get(len..).filter(|_| len > 0)
}

/// The seconds by which a zone is ahead of UTC.
fn offset(zone: &[u8]) -> Option<i64> {
    let (sign, digits) = match zone {
        b"" | b"Z" => return Some(0),
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match *digits {
        [h1, h2] => ([h1, h2], *b"00"),
        [h1, h2, m1, m2] | [h1, h2, b':', m1, m2] => ([h1, h2], [m1, m2]),
        _ => return None,
    };
    let number = |digits: [u8; 2]| digits.iter().try_fold(0, |number, &byte| push_digit(number, byte));
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days from 1970-01-01 to a date; the reverse of [`date`].
fn days_until(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_IN_400_YEARS as i64 + day_of_era - DAYS_FROM_0000_03_01_TO_1970 as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(unix_time: i64, form: StampForm) -> String {
        String::from_utf8(Stamp::new(unix_time, form).unwrap().as_bytes().to_vec()).unwrap()
    }

    /// The expected texts are what GNU date prints: `date -u -d @SECONDS +%FT%TZ`.
    #[test]
    fn agrees_with_gnu_date() {
        for (unix_time, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (68_169_600, "1972-02-29T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_799, "2000-02-29T23:59:59Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_230_811_200, "2009-01-01T12:00:00Z"),
            (1_317_655_170, "2011-10-03T15:19:30Z"),
            (2_147_483_648, "2038-01-19T03:14:08Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(stamp(unix_time, StampForm::WithZ), text);
            assert_eq!(stamp(unix_time, StampForm::WithoutZone), &text[..19]);
        }
    }

    /// Counting day by day with the calendar's rule in its plainest form.
    #[test]
    fn every_day_until_9999() {
        let (mut year, mut month, mut day) = (1970, 1, 1);
        for days in 0..=(LAST_SECOND as u64 / SECONDS_PER_DAY) {
            assert_eq!(date(days), (year, month, day));
            assert_eq!(days_until(year.into(), month.into(), day.into()), days as i64);
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let last = match month {
                2 => 28 + u32::from(leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            day += 1;
            if day > last {
                (month, day) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
        assert_eq!((year, month, day), (10_000, 1, 1));
    }

    /// The expected seconds are what GNU date prints: `date -u -d STAMP +%s`, for a stamp without a zone with a Z behind it.
    #[test]
    fn reads_what_gnu_date_reads() {
        for (text, unix_time) in [
            ("2011-10-03T15:19:30Z", 1_317_655_170),
            ("2011-10-03T15:19:30", 1_317_655_170),
            ("2011-10-03T15:19:30.000Z", 1_317_655_170),
            ("2011-10-03T15:19:30.999999999", 1_317_655_170),
            ("2011-10-03T15:19:30+00:00", 1_317_655_170),
            ("2011-10-03T17:19:30+02:00", 1_317_655_170),
            ("2011-10-03T17:19:30.5+0200", 1_317_655_170),
            ("2011-10-03T17:19:30+02", 1_317_655_170),
            ("2011-10-03T09:49:30-05:30", 1_317_655_170),
            ("1969-12-31T23:59:59Z", -1),
            ("0001-01-01T00:00:00Z", -62_135_596_800),
            ("0000-01-01T00:00:00Z", -62_167_219_200),
            ("2000-02-29T23:59:59Z", 951_868_799),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] {
            assert_eq!(parse(text.as_bytes()), Some(unix_time), "{text}");
        }
        // A leap second is the second after it (POSIX.1-2017 section 4.16), which GNU date refuses.
        assert_eq!(parse(b"2016-12-31T23:59:60Z"), parse(b"2017-01-01T00:00:00Z"));
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in [
            "",
            "2011-10-03",
            "2011-10-03T15:19",
            "2011-10-03T15:19:30 ",
            " 2011-10-03T15:19:30",
            "2011-10-03 15:19:30",
            "2011-10-03t15:19:30",
            "2011-10-03T15:19:30z",
            "2011-10-03T15:19:30.",
            "2011-10-03T15:19:30.Z",
            "2011-10-03T15:19:30,5Z",
            "2011-10-03T15:19:30ZZ",
            "2011-10-03T15:19:30+2",
            "2011-10-03T15:19:30+24:00",
            "2011-10-03T15:19:30+02:60",
            "2011-10-03T15:19:30+02:00:00",
            "2011-10-03T15:19:30 02:00",
            "2011-10-03T15:19:30+0a:00",
            "2011-13-03T15:19:30Z",
            "2011-00-03T15:19:30Z",
            "2011-10-00T15:19:30Z",
            "2011-10-32T15:19:30Z",
            "2011x10-03T15:19:30Z",
            "2011-10x03T15:19:30Z",
            "2011-10-03T15x19:30Z",
            "2011-10-03T15:19x30Z",
            "2011-04-31T15:19:30Z",
            "2011-06-31T15:19:30Z",
            "2011-09-31T15:19:30Z",
            "2011-11-31T15:19:30Z",
            "2011-02-29T15:19:30Z",
            "2100-02-29T15:19:30Z",
            "2011-10-03T24:00:00Z",
            "2011-10-03T15:60:00Z",
            "2011-10-03T15:19:61Z",
            "+011-10-03T15:19:30Z",
            "2011-1a-03T15:19:30Z",
            "1317655170",
            "20111003T151930Z",
            "Mon, 03 Oct 2011 15:19:30 GMT",
        ] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn refuses_what_has_no_four_digit_year() {
        for unix_time in [-1, i64::MIN, LAST_SECOND + 1, i64::MAX] {
            assert_eq!(Stamp::new(unix_time, StampForm::WithZ).err().map(|error| error.status()), Some(Status::Time));
        }
    }
}
