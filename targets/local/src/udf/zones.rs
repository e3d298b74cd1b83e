//! Local time of an IANA zone. Timestamps are UTC; zones appear only here.

use chrono::{DateTime, LocalResult, NaiveDateTime, Offset as _, TimeDelta, TimeZone as _};
use chrono_tz::Tz;
use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::TimestampMicrosecondType;
use datafusion::common::Result;

use super::calendar::{SECOND, timestamp_in_range};
use super::call::{Call, failure};
use super::function::{Function, Param, Returns};

const PARAMS: &[Param] = &[Param::Timestamp, Param::Text];

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "pc_to_local", params: PARAMS, returns: Returns::Timestamp, run: |call| shifted(call, to_local) },
    Function {
        name: "pc_from_local",
        params: PARAMS,
        returns: Returns::Timestamp,
        run: |call| shifted(call, from_local),
    },
];

/// Adds to each timestamp the seconds that `shift` finds for it.
fn shifted(call: &Call<'_>, shift: fn(Tz, NaiveDateTime) -> Option<i64>) -> Result<ArrayRef> {
    let timestamps = call.timestamps(0)?;
    let name = call.literal_text(1)?;
    let zone: Tz = name.parse().map_err(|_| failure(format!("'{name}' is not a time zone")))?;
    call.primitives::<TimestampMicrosecondType>(|row| {
        let Some(micros) = timestamps.get(row) else { return Ok(None) };
        let naive = DateTime::from_timestamp_micros(micros).map(|time| time.naive_utc());
        let result = naive.and_then(|naive| timestamp_in_range(micros.checked_add(shift(zone, naive)? * SECOND)?));
        match result {
            Some(result) => Ok(Some(result)),
            None => Err(failure(format!("a time in {name} lies outside the years 1 to 9999"))),
        }
    })
}

/// Seconds from UTC to the wall clock.
fn to_local(zone: Tz, utc: NaiveDateTime) -> Option<i64> {
    Some(zone.offset_from_utc_datetime(&utc).fix().local_minus_utc().into())
}

/// Seconds from the wall clock to UTC. A time that clocks show twice is the earlier; one that they skip is read with
/// the offset before the gap, which moves it forward by the length of the gap.
fn from_local(zone: Tz, local: NaiveDateTime) -> Option<i64> {
    /// No gap is longer: a zone that changes sides of the date line skips a day.
    const LONGEST_GAP: i64 = 26;
    let offset = match zone.offset_from_local_datetime(&local) {
        LocalResult::Single(offset) | LocalResult::Ambiguous(offset, _) => offset,
        LocalResult::None => (1..=LONGEST_GAP)
            .filter_map(|hours| zone.offset_from_local_datetime(&(local - TimeDelta::hours(hours))).latest())
            .next()?,
    };
    Some(-i64::from(offset.fix().local_minus_utc()))
}

#[cfg(test)]
mod tests {
    use super::{from_local, to_local};
    use crate::read::text;
    use chrono::DateTime;
    use chrono_tz::Tz;

    fn seconds(shift: fn(Tz, chrono::NaiveDateTime) -> Option<i64>, zone: &str, wall: &str) -> i64 {
        let micros = text::timestamp(wall.as_bytes()).unwrap();
        shift(zone.parse().unwrap(), DateTime::from_timestamp_micros(micros).unwrap().naive_utc()).unwrap()
    }

    #[test]
    fn transitions() {
        assert_eq!(seconds(to_local, "Europe/Berlin", "2024-07-01 00:00:00"), 7200);
        assert_eq!(seconds(from_local, "Europe/Berlin", "2024-10-27 02:30:00"), -7200);
        assert_eq!(seconds(from_local, "Europe/Berlin", "2024-03-31 02:30:00"), -3600);
        assert_eq!(seconds(from_local, "Pacific/Apia", "2011-12-30 12:00:00"), 10 * 3600);
    }
}
