//! Days and ranges of days, `2024-01-01..2024-01-31`.

/// The most days that one backfill may have.
pub const MAX_DAYS: i64 = 1_000;

/// A day of the proleptic Gregorian calendar, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(i64);

impl Day {
    /// Reads `yyyy-MM-dd`; only days that there are.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        if parts.next().is_some() || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
            return None;
        }
        let found = Self(days_from_civil(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?));
        (found.to_string() == text).then_some(found)
    }
}

/// `2024-01-31 10:00:00 UTC`, of seconds since 1970.
#[must_use]
pub fn utc(seconds: i64) -> String {
    let (day, time) = (Day(seconds.div_euclid(86_400)), seconds.rem_euclid(86_400));
    format!("{day} {:02}:{:02}:{:02} UTC", time / 3_600, time / 60 % 60, time % 60)
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = civil_from_days(self.0);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// Days from 1970-01-01; months beyond their end run into the next, which [`Day::parse`] notices.
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    // Years from March on, so that the leap day is the last of its year.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400;
    (if month <= 2 { year + 1 } else { year }, month, day)
}

/// The days of `FIRST..LAST`, both included. The error says what is wrong with the text.
///
/// # Errors
/// Something that is no range, has its ends reversed or is too long.
pub fn days(text: &str) -> Result<Vec<Day>, String> {
    let Some((first, last)) = text.split_once("..") else {
        return Err("not a range: write `2024-01-01..2024-01-31`".to_owned());
    };
    let day = |part: &str| Day::parse(part).ok_or_else(|| format!("`{part}` is no day: write `yyyy-MM-dd`"));
    let (first, last) = (day(first)?, day(last)?);
    if last < first {
        return Err(format!("the range ends before it begins: write `{last}..{first}`"));
    }
    let count = last.0 - first.0 + 1;
    if count > MAX_DAYS {
        return Err(format!("{count} days: a backfill has at most {MAX_DAYS}, run it in parts"));
    }
    Ok((first.0..=last.0).map(Day).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_there_are() {
        for good in ["1970-01-01", "2024-02-29", "2000-02-29", "1899-12-31", "9999-12-31", "0001-01-01"] {
            assert_eq!(Day::parse(good).map(|d| d.to_string()).as_deref(), Some(good));
        }
        for bad in [
            "2023-02-29",
            "1900-02-29",
            "2024-13-01",
            "2024-00-10",
            "2024-1-01",
            "2024-01-00",
            "today",
            "",
            "2024-01-01-1",
        ] {
            assert_eq!(Day::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn times_of_day() {
        assert_eq!(utc(1_709_218_799), "2024-02-29 14:59:59 UTC");
    }

    #[test]
    fn ranges_cross_months_and_leap_days() {
        let all: Vec<String> = days("2024-02-27..2024-03-02").unwrap().iter().map(Day::to_string).collect();
        assert_eq!(all, ["2024-02-27", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02"]);
        assert_eq!(days("2024-01-01..2024-01-01").unwrap().len(), 1);
        assert_eq!(days("2022-01-01..2024-09-26").unwrap().len(), 1_000);
    }

    #[test]
    fn wrong_ranges_say_why() {
        let why = |text| days(text).unwrap_err();
        assert_eq!(why("2022-01-01..2024-09-27"), "1001 days: a backfill has at most 1000, run it in parts");
        assert_eq!(why("2024-02-01..2024-01-01"), "the range ends before it begins: write `2024-01-01..2024-02-01`");
        assert!(why("2024-02-30..2024-03-01").starts_with("`2024-02-30` is no day"));
        assert!(why("2024-02-01..").starts_with("`` is no day"));
    }
}
