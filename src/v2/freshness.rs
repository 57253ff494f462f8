//! Freshness: is the request's own time near enough to the verifier's clock?
//!
//! A request carries Timestamp, when it was signed, or Expires, until when it may be used (Amazon EC2 API Reference, "Query
//! requests"): one of the two.

use super::dialect::{EXPIRES, TIMESTAMP};
use crate::error::{Error, Status};
use crate::param::Param;
use crate::params::{Door, Params};
use crate::query::Query;
use crate::timestamp;

/// Longer than any time stamp, decoded from its escapes.
const ROOM: usize = 64;

/// Whether the Timestamp of `params` is at most `window` seconds before or after `unix_time`, or its Expires not before
/// `unix_time`.
///
/// Times may have a fraction, which is cut off, and a `Z` or an offset; without either they are UTC.
///
/// # Errors
/// [`Status::Expired`], [`Status::Early`]; [`Status::Stamp`] if there is not one of the two that can be read;
/// [`Status::Time`] for a negative window; and whatever makes the parameters unreadable.
pub fn check_time<D: Door + ?Sized>(params: &D, unix_time: i64, window: i64) -> Result<(), Error> {
    if window < 0 {
        return Err(Error::argument(Status::Time, "window", "it is negative"));
    }
    let mut list = Params::new();
    params.hand_over(&mut list)?;
    check_list(&list, unix_time, window)
}

fn check_list(list: &Params<'_>, unix_time: i64, window: i64) -> Result<(), Error> {
    match (list.single(TIMESTAMP, Status::Stamp)?, list.single(EXPIRES, Status::Stamp)?) {
        (Some(stamp), None) => {
            let time = time_of(stamp)?;
            if time < unix_time.saturating_sub(window) {
                return Err(stamp.fault(Status::Expired, "it is older than the window"));
            }
            if time > unix_time.saturating_add(window) {
                return Err(stamp.fault(Status::Early, "it is further in the future than the window"));
            }
        }
        (None, Some(expires)) => {
            if time_of(expires)? < unix_time {
                return Err(expires.fault(Status::Expired, "it has passed"));
            }
        }
        (Some(_), Some(expires)) => return Err(expires.fault(Status::Stamp, "there is a Timestamp as well")),
        (None, None) => {
            return Err(Error::argument(Status::Stamp, "parameters", "there is neither Timestamp nor Expires"));
        }
    }
    Ok(())
}

/// [`check_time`] for the query of a URL. What stands before the query is not looked at.
///
/// # Errors
/// As [`check_time`], and [`Status::Url`] and [`Status::Escape`] for what is wrong with the query.
pub fn check_url_time(url: &[u8], unix_time: i64, window: i64) -> Result<(), Error> {
    check_time(&Query::split_url(url).1, unix_time, window)
}

fn time_of(param: &Param<'_>) -> Result<i64, Error> {
    let mut room = [0; ROOM];
    let time = param.value().decode_into(&mut room).ok().and_then(timestamp::parse);
    time.ok_or_else(|| param.fault(Status::Stamp, "it is not a time like 2011-10-03T15:19:30Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2011-10-03T15:19:30Z, by GNU date.
    const NOW: i64 = 1_317_655_170;

    fn answer(query: &str, window: i64) -> Option<String> {
        let url = format!("https://h/?{query}");
        check_url_time(url.as_bytes(), NOW, window).err().map(|error| format!("{:?} {error}", error.status()))
    }

    #[test]
    fn a_timestamp_is_within_the_window_on_both_sides() {
        for stamp in [
            "2011-10-03T15%3A19%3A30Z",
            "2011-10-03T17:19:30%2B02:00",
            "2011-10-03T15:24:30.999",
            "2011-10-03T15:14:30",
        ] {
            assert_eq!(answer(&format!("Timestamp={stamp}"), 300), None, "{stamp}");
        }
        assert_eq!(
            answer("a=1&Timestamp=2011-10-03T15:14:29Z", 300).as_deref(),
            Some("Expired parameter 2 \"Timestamp\": it is older than the window")
        );
        assert_eq!(
            answer("Timestamp=2011-10-03T15:24:31Z", 300).as_deref(),
            Some("Early parameter 1 \"Timestamp\": it is further in the future than the window")
        );
        assert_eq!(answer("Timestamp=2011-10-03T15:19:30Z", 0), None);
        assert_eq!(answer("Timestamp=0000-01-01T00:00:00Z", i64::MAX), None);
        let long_ago = "https://h/?Timestamp=0000-01-01T00:00:00Z";
        assert_eq!(check_url_time(long_ago.as_bytes(), -NOW, i64::MAX), Ok(()));
        assert_eq!(answer("Timestamp=2011-10-03T15:19:30Z", -1).as_deref(), Some("Time window: it is negative"));
    }

    #[test]
    fn expires_is_an_end_that_the_window_does_not_move() {
        assert_eq!(answer("Expires=2011-10-03T15:19:30Z", 300), None);
        assert_eq!(answer("Expires=2031-10-03T15:19:30Z", 300), None);
        assert_eq!(
            answer("Expires=2011-10-03T15:19:29Z", 300).as_deref(),
            Some("Expired parameter 1 \"Expires\": it has passed")
        );
    }

    #[test]
    fn one_time_that_can_be_read() {
        for (query, why) in [
            ("", "Stamp parameters: there is neither Timestamp nor Expires"),
            ("timestamp=2011-10-03T15:19:30Z", "Stamp parameters: there is neither Timestamp nor Expires"),
            ("Timestamp=", "Stamp parameter 1 \"Timestamp\": it is not a time like 2011-10-03T15:19:30Z"),
            ("Timestamp=1317655170", "Stamp parameter 1 \"Timestamp\": it is not a time like 2011-10-03T15:19:30Z"),
            (
                "Timestamp=2011-10-03T17:19:30+02:00",
                "Stamp parameter 1 \"Timestamp\": it is not a time like 2011-10-03T15:19:30Z",
            ),
            ("Timestamp=x&Timestamp=y", "Stamp parameter 2 \"Timestamp\": the parameter stands here a second time"),
            ("Timestamp=x&Expires=y", "Stamp parameter 2 \"Expires\": there is a Timestamp as well"),
            (
                "Timestamp=%",
                "Escape url: there is a % that is not followed by two hexadecimal digits; a bare % is %25 (at byte 21)",
            ),
        ] {
            assert_eq!(answer(query, 300).as_deref(), Some(why), "{query}");
        }
        let long = format!("Timestamp=2011-10-03T15:19:30.{}Z", "%30".repeat(100));
        assert!(answer(&long, 300).is_some_and(|why| why.starts_with("Stamp ")));
    }
}
