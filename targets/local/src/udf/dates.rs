//! Date arithmetic, and dates as text in the language's formats.

use chrono::{Datelike as _, NaiveDate};
use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::{DataType, Date32Type, Int64Type, TimestampMicrosecondType};
use datafusion::common::Result;
use pipelinec_core::literals::dates::OutputFormat;

use super::calendar::{DAY, SECOND, add_months, date, day, day_in_range, months_between, timestamp_in_range};
use super::call::{Call, failure};
use super::formats;
use super::function::{Function, Param, Returns};
use crate::read::format::Format;

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "pc_date_add",
        params: &[Param::Text, Param::Bigint, Param::Day],
        returns: Returns::Argument(2),
        run: add,
    },
    Function {
        name: "pc_date_diff",
        params: &[Param::Text, Param::Day, Param::Day],
        returns: Returns::Bigint,
        run: difference,
    },
    Function {
        name: "pc_date_trunc",
        params: &[Param::Text, Param::Day],
        returns: Returns::Argument(1),
        run: truncate,
    },
    Function { name: "pc_last_day", params: &[Param::Date], returns: Returns::Date, run: last_day },
    Function {
        name: "pc_make_date",
        params: &[Param::Bigint, Param::Bigint, Param::Bigint],
        returns: Returns::Date,
        run: make_date,
    },
    Function { name: "pc_to_unix", params: &[Param::Timestamp, Param::Bigint], returns: Returns::Bigint, run: to_unix },
    Function { name: "pc_parse_date", params: &[Param::Text, Param::Text], returns: Returns::Date, run: parse_date },
    Function {
        name: "pc_parse_timestamp",
        params: &[Param::Text, Param::Text],
        returns: Returns::Timestamp,
        run: parse_timestamp,
    },
    Function { name: "pc_format_date", params: &[Param::Day, Param::Text], returns: Returns::Text, run: format },
];

/// A unit of time: of fixed length, or months.
#[derive(Debug, Clone, Copy)]
enum Unit {
    /// Microseconds.
    Fixed(i64),
    Months(i64),
}

impl Unit {
    fn of(call: &Call<'_>) -> Result<Self> {
        let name = call.literal_text(0)?;
        Ok(match name.as_str() {
            "millisecond" => Self::Fixed(1000),
            "second" => Self::Fixed(SECOND),
            "minute" => Self::Fixed(60 * SECOND),
            "hour" => Self::Fixed(3600 * SECOND),
            "day" => Self::Fixed(DAY),
            "week" => Self::Fixed(7 * DAY),
            "month" => Self::Months(1),
            "quarter" => Self::Months(3),
            "year" => Self::Months(12),
            _ => return Err(failure(format!("'{name}' is not a unit of time"))),
        })
    }

    /// The day `count` units later; `None` outside the calendar.
    fn add_to_day(self, day: i32, count: i64) -> Option<i32> {
        match self {
            Self::Fixed(micros) => day_in_range(i64::from(day).checked_add(count.checked_mul(micros / DAY)?)?),
            Self::Months(months) => add_months(day, count.checked_mul(months)?),
        }
    }

    fn add_to_timestamp(self, timestamp: i64, count: i64) -> Option<i64> {
        match self {
            Self::Fixed(micros) => timestamp_in_range(timestamp.checked_add(count.checked_mul(micros)?)?),
            Self::Months(months) => {
                let day = i32::try_from(timestamp.div_euclid(DAY)).ok()?;
                Some(i64::from(add_months(day, count.checked_mul(months)?)?) * DAY + timestamp.rem_euclid(DAY))
            }
        }
    }

    /// Complete units from one day to another.
    fn between_days(self, from: i32, to: i32) -> Option<i64> {
        match self {
            Self::Fixed(micros) => Some((i64::from(to) - i64::from(from)) / (micros / DAY).max(1)),
            Self::Months(months) => Some(months_between(from, to)? / months),
        }
    }

    /// The start of the unit that holds the day.
    fn start_of(self, day: i32) -> Option<i32> {
        let date = date(day)?;
        let start = match self {
            Self::Fixed(micros) if micros > DAY => {
                return day_in_range(i64::from(day) - i64::from(date.weekday().num_days_from_monday()));
            }
            Self::Fixed(_) => return Some(day),
            Self::Months(12) => NaiveDate::from_ymd_opt(date.year(), 1, 1)?,
            Self::Months(3) => NaiveDate::from_ymd_opt(date.year(), date.month0() / 3 * 3 + 1, 1)?,
            Self::Months(_) => date.with_day(1)?,
        };
        Some(start.to_epoch_days())
    }
}

/// Whether an argument holds timestamps, not dates.
fn is_timestamp(call: &Call<'_>, i: usize) -> Result<bool> {
    Ok(matches!(call.arg_type(i)?, DataType::Timestamp(..)))
}

/// `n` units later. More than 32 bits of units fail on every engine.
fn add(call: &Call<'_>) -> Result<ArrayRef> {
    let unit = Unit::of(call)?;
    let name = call.literal_text(0)?;
    let counts = call.bigints(1)?;
    let fail = |from: Option<NaiveDate>, count: i64| {
        let from = from.map(|date| date.to_string()).unwrap_or_default();
        failure(format!("date_add: {from} plus {count} {name}s lies outside the years 1 to 9999"))
    };
    let narrow = |count: i64| i32::try_from(count).ok().map(i64::from);
    if is_timestamp(call, 2)? {
        let timestamps = call.timestamps(2)?;
        call.primitives::<TimestampMicrosecondType>(|row| {
            let Some((from, count)) = timestamps.get(row).zip(counts.get(row)) else { return Ok(None) };
            match narrow(count).and_then(|count| unit.add_to_timestamp(from, count)) {
                None => Err(fail(i32::try_from(from.div_euclid(DAY)).ok().and_then(date), count)),
                sum => Ok(sum),
            }
        })
    } else {
        let dates = call.dates(2)?;
        call.primitives::<Date32Type>(|row| {
            let Some((from, count)) = dates.get(row).zip(counts.get(row)) else { return Ok(None) };
            match narrow(count).and_then(|count| unit.add_to_day(from, count)) {
                None => Err(fail(date(from), count)),
                sum => Ok(sum),
            }
        })
    }
}

/// Complete units from `a` to `b`; timestamps count in milliseconds.
fn difference(call: &Call<'_>) -> Result<ArrayRef> {
    let unit = Unit::of(call)?;
    match (unit, is_timestamp(call, 1)?) {
        (Unit::Fixed(micros), true) => {
            let (from, to) = (call.timestamps(1)?, call.timestamps(2)?);
            call.primitives::<Int64Type>(|row| {
                let ends = from.get(row).zip(to.get(row));
                Ok(ends.map(|(from, to)| (to.div_euclid(1000) - from.div_euclid(1000)) / (micros / 1000)))
            })
        }
        (Unit::Months(_), true) => Err(failure("date_diff: months need dates, not timestamps")),
        (_, false) => {
            let (from, to) = (call.dates(1)?, call.dates(2)?);
            call.primitives::<Int64Type>(|row| {
                Ok(from.get(row).zip(to.get(row)).and_then(|(from, to)| unit.between_days(from, to)))
            })
        }
    }
}

/// The start of the unit, in the type of `x`; weeks start on Monday.
fn truncate(call: &Call<'_>) -> Result<ArrayRef> {
    let unit = Unit::of(call)?;
    if !is_timestamp(call, 1)? {
        let dates = call.dates(1)?;
        return call.primitives::<Date32Type>(|row| Ok(dates.get(row).and_then(|day| unit.start_of(day))));
    }
    let timestamps = call.timestamps(1)?;
    call.primitives::<TimestampMicrosecondType>(|row| {
        Ok(timestamps.get(row).and_then(|timestamp| match unit {
            Unit::Fixed(micros) if micros <= DAY => Some(timestamp - timestamp.rem_euclid(micros)),
            Unit::Fixed(_) | Unit::Months(_) => {
                let day = i32::try_from(timestamp.div_euclid(DAY)).ok()?;
                unit.start_of(day).map(|start| i64::from(start) * DAY)
            }
        }))
    })
}

/// The last day of the month.
fn last_day(call: &Call<'_>) -> Result<ArrayRef> {
    let dates = call.dates(0)?;
    call.primitives::<Date32Type>(|row| {
        Ok(dates.get(row).and_then(|day| {
            let date = date(day)?;
            let left = u32::from(date.num_days_in_month()) - date.day();
            day.checked_add_unsigned(left)
        }))
    })
}

/// Year, month, day; null if there is no such day.
fn make_date(call: &Call<'_>) -> Result<ArrayRef> {
    let (years, months, days) = (call.bigints(0)?, call.bigints(1)?, call.bigints(2)?);
    call.primitives::<Date32Type>(|row| {
        let parts = years.get(row).zip(months.get(row)).zip(days.get(row));
        Ok(parts.and_then(|((year, month), day_of_month)| {
            day(i32::try_from(year).ok()?, u32::try_from(month).ok()?, u32::try_from(day_of_month).ok()?)
        }))
    })
}

/// Whole units of so many microseconds since 1970, floored.
fn to_unix(call: &Call<'_>) -> Result<ArrayRef> {
    let timestamps = call.timestamps(0)?;
    let micros = call.literal_bigint(1)?.max(1);
    call.primitives::<Int64Type>(|row| Ok(timestamps.get(row).map(|timestamp| timestamp.div_euclid(micros))))
}

/// The format that texts are read in.
fn input_format(call: &Call<'_>) -> Result<Format> {
    let format = call.literal_text(1)?;
    Format::new(&format).ok_or_else(|| failure(format!("'{format}' is not a format that dates are read in")))
}

/// Null where the text is not exactly in the format, or names no day.
fn parse_date(call: &Call<'_>) -> Result<ArrayRef> {
    let texts = call.texts(0)?;
    let format = input_format(call)?;
    call.primitives::<Date32Type>(|row| Ok(texts.get(row).and_then(|text| format.date(text.as_bytes()).ok())))
}

fn parse_timestamp(call: &Call<'_>) -> Result<ArrayRef> {
    let texts = call.texts(0)?;
    let format = input_format(call)?;
    call.primitives::<TimestampMicrosecondType>(|row| {
        Ok(texts.get(row).and_then(|text| format.timestamp(text.as_bytes()).ok()))
    })
}

fn format(call: &Call<'_>) -> Result<ArrayRef> {
    let format = OutputFormat::parse(&call.literal_text(1)?)
        .map_err(|trouble| failure(format!("bad date format: {}", trouble.message)))?;
    if is_timestamp(call, 0)? {
        let timestamps = call.timestamps(0)?;
        call.strings(|row, out| Ok(timestamps.get(row).and_then(|micros| formats::write(&format, micros, out))))
    } else {
        let dates = call.dates(0)?;
        call.strings(|row, out| Ok(dates.get(row).and_then(|day| formats::write(&format, i64::from(day) * DAY, out))))
    }
}
