//! Dates as text in the language's own formats. What a format may hold is settled by the core.

use std::fmt::Write as _;

use chrono::{Datelike as _, NaiveDate};
use pipelinec_core::literals::dates::OutputFormat;

use super::calendar::{DAY, SECOND, date};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Writes a timestamp; `None` outside the calendar.
pub(super) fn write(format: &OutputFormat, micros: i64, out: &mut String) -> Option<()> {
    let date = date(i32::try_from(micros.div_euclid(DAY)).ok()?)?;
    let time = micros.rem_euclid(DAY);
    format
        .parts()
        .try_for_each(|part| match part {
            Ok(token) => write_token(token, date, time, out),
            Err(text) => out.write_str(text),
        })
        .ok()
}

/// Writes a token's part of a date and of the microseconds since midnight.
fn write_token(token: &str, date: NaiveDate, time: i64, out: &mut String) -> std::fmt::Result {
    let hour = time / (3600 * SECOND);
    match token {
        "yyyy" => write!(out, "{:04}", date.year()),
        "MM" => write!(out, "{:02}", date.month()),
        "MMM" => out.write_str(short(month_name(date))),
        "MMMM" => out.write_str(month_name(date)),
        "dd" => write!(out, "{:02}", date.day()),
        "DDD" => write!(out, "{:03}", date.ordinal()),
        "EEE" => out.write_str(short(weekday_name(date))),
        "EEEE" => out.write_str(weekday_name(date)),
        "HH" => write!(out, "{hour:02}"),
        "hh" => write!(out, "{:02}", (hour + 11) % 12 + 1),
        "a" => out.write_str(if hour < 12 { "AM" } else { "PM" }),
        "mm" => write!(out, "{:02}", time / (60 * SECOND) % 60),
        "ss" => write!(out, "{:02}", time / SECOND % 60),
        "SSS" => write!(out, "{:03}", time / 1000 % 1000),
        // The core refuses other tokens.
        _ => Err(std::fmt::Error),
    }
}

fn month_name(date: NaiveDate) -> &'static str {
    MONTHS.get(date.month0() as usize).copied().unwrap_or_default()
}

fn weekday_name(date: NaiveDate) -> &'static str {
    WEEKDAYS.get(date.weekday().num_days_from_monday() as usize).copied().unwrap_or_default()
}

fn short(name: &'static str) -> &'static str {
    name.get(..3).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use pipelinec_core::literals::dates::OutputFormat;

    use crate::read::text;

    fn write(format: &str, timestamp: &str) -> String {
        let mut out = String::new();
        super::write(&OutputFormat::parse(format).unwrap(), text::timestamp(timestamp.as_bytes()).unwrap(), &mut out)
            .unwrap();
        out
    }

    #[test]
    fn writes() {
        let t = "2024-02-05 00:07:08.012345";
        assert_eq!(write("yyyy-MM-dd HH:mm:ss.SSS", t), "2024-02-05 00:07:08.012");
        assert_eq!(write("EEEE, MMMM dd yyyy hh:mm a SSS", t), "Monday, February 05 2024 12:07 AM 012");
        assert_eq!(write("EEE MMM 'Q''s' DDD ''", t), "Mon Feb Q's 036 '");
    }
}
