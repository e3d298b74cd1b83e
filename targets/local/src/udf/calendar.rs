//! Days and microseconds since 1970-01-01.

use std::ops::RangeInclusive;

use chrono::{Datelike as _, Months, NaiveDate};

/// Microseconds of a second.
pub(super) const SECOND: i64 = 1_000_000;
/// Microseconds of a day.
pub(super) const DAY: i64 = 86_400 * SECOND;

/// 0001-01-01 to 9999-12-31.
const DAYS: RangeInclusive<i32> = -719_162..=2_932_896;

/// The day, if it is one of the language.
pub(super) fn day_in_range(day: i64) -> Option<i32> {
    i32::try_from(day).ok().filter(|day| DAYS.contains(day))
}

/// The timestamp, if it is one of the language.
pub(super) fn timestamp_in_range(micros: i64) -> Option<i64> {
    day_in_range(micros.div_euclid(DAY)).map(|_| micros)
}

/// The day in the calendar.
pub(super) fn date(day: i32) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(day)
}

/// The day of year, month and day of month, if there is one.
pub(super) fn day(year: i32, month: u32, day_of_month: u32) -> Option<i32> {
    let date = NaiveDate::from_ymd_opt(year, month, day_of_month)?;
    day_in_range(date.to_epoch_days().into())
}

/// The day some months later, or the last one of that month if it is shorter.
pub(super) fn add_months(day: i32, months: i64) -> Option<i32> {
    let count = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
    let date = date(day)?;
    let date = if months < 0 { date.checked_sub_months(count)? } else { date.checked_add_months(count)? };
    day_in_range(date.to_epoch_days().into())
}

/// Complete months from one day to another: the last one counts once the day of month is reached.
pub(super) fn months_between(from: i32, to: i32) -> Option<i64> {
    let (from, to) = (date(from)?, date(to)?);
    let months = i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month());
    Some(if months > 0 && to.day() < from.day() {
        months - 1
    } else if months < 0 && to.day() > from.day() {
        months + 1
    } else {
        months
    })
}

#[cfg(test)]
mod tests {
    use super::{DAY, add_months, day, months_between, timestamp_in_range};

    #[test]
    fn months() {
        let (january, february) = (day(2024, 1, 31).unwrap(), day(2024, 2, 29).unwrap());
        assert_eq!(add_months(january, 1), Some(february));
        assert_eq!(add_months(january, 12 * 8000), None);
        assert_eq!(months_between(january, february), Some(0));
        assert_eq!(months_between(february, january), Some(0));
        assert_eq!(months_between(february, january + 366), Some(11));
    }

    #[test]
    fn ranges() {
        let last = i64::from(day(9999, 12, 31).unwrap()) * DAY + DAY - 1;
        assert_eq!(timestamp_in_range(last), Some(last));
        assert_eq!(timestamp_in_range(last + 1), None);
        assert_eq!(day(0, 12, 31), None);
    }
}
