//! Time in words: seconds since 1970 as an instant in UTC, and days.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// `2026-03-02T09:30:00Z`.
pub fn stamp(seconds: i64) -> String {
    instant(seconds).to_string()
}

/// `2026-03-02`, in UTC.
pub fn day(seconds: i64) -> String {
    instant(seconds).to_zoned(TimeZone::UTC).date().to_string()
}

/// A day as it is written in a ledger, when the text is one: `2026-03-02`.
pub fn read_day(text: &str) -> Option<String> {
    // Other forms of a date are read too, but days are compared as they are written.
    let date: Date = text.parse().ok()?;
    let written = date.to_string();
    (written == text).then_some(written)
}

/// Seconds that no calendar holds are as good as the first.
fn instant(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{day, read_day, stamp};

    #[test]
    fn an_instant_and_its_day_are_in_utc() {
        assert_eq!(stamp(1_772_443_800), "2026-03-02T09:30:00Z");
        assert_eq!(day(1_772_443_800), "2026-03-02");
        assert_eq!(stamp(i64::MAX), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn only_a_day_of_the_calendar_is_one() {
        assert_eq!(read_day("2028-02-29").as_deref(), Some("2028-02-29"));
        for text in ["2027-02-29", "2026-13-01", "2026-3-2", "02.03.2026", "2026-03-02T09:30:00Z", "", "tomorrow"] {
            assert_eq!(read_day(text), None, "{text}");
        }
    }
}
