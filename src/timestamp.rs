//! Unix seconds to the time stamps that the services want. There is no clock here: the caller's time is the time.

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
        &self.text[..self.len]
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
    const DAYS_FROM_0000_03_01_TO_1970: u64 = 719_468;
    const DAYS_IN_400_YEARS: u64 = 146_097;
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

    #[test]
    fn refuses_what_has_no_four_digit_year() {
        for unix_time in [-1, i64::MIN, LAST_SECOND + 1, i64::MAX] {
            assert_eq!(Stamp::new(unix_time, StampForm::WithZ).err().map(|error| error.status()), Some(Status::Time));
        }
    }
}
