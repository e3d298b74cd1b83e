//! Dates and timestamps.

use super::row::{
    DATE, INT, STR, TIME, TO_DATE, TO_INT, TO_STR, TO_TIME, blank, each, ex, overload, p, sql, text, word,
};
use super::{Category, Function, Kind, LiteralRule, Nullability};

const LONG_UNITS: &[&str] = &["week", "month", "quarter", "year"];
const TRUNC_UNITS: &[&str] = &["second", "minute", "hour", "day", "week", "month", "quarter", "year"];
const ALL_UNITS: &[&str] = &["millisecond", "second", "minute", "hour", "day", "week", "month", "quarter", "year"];
const CLOCK_UNITS: &[&str] = &["millisecond", "second", "minute", "hour", "day"];

/// Complete months in Trino, whose own `date_diff` counts 31 January to 29 February as one: calendar months, one less
/// when the day of the month is not reached.
macro_rules! months {
    () => {
        concat!(
            "(year({b}) - year({a})) * 12 + month({b}) - month({a}) - CASE ",
            "WHEN (year({b}) - year({a})) * 12 + month({b}) - month({a}) > 0 AND day({b}) < day({a}) THEN 1 ",
            "WHEN (year({b}) - year({a})) * 12 + month({b}) - month({a}) < 0 AND day({b}) > day({a}) THEN -1 ",
            "ELSE 0 END"
        )
    };
}

/// A wall clock as UTC in Trino; at an overlap it does not say which of the two instants it takes.
macro_rules! either_instant {
    () => {
        "CAST(with_timezone({t}, {zone}) AT TIME ZONE 'UTC' AS TIMESTAMP(6))"
    };
}

/// The earlier instant: an hour before, when that shows the same wall clock.
const FROM_LOCAL_TRINO: &str = concat!(
    "CASE WHEN CAST(with_timezone(",
    either_instant!(),
    " - INTERVAL '1' HOUR, 'UTC') AT TIME ZONE {zone} AS TIMESTAMP(6)) = {t} THEN ",
    either_instant!(),
    " - INTERVAL '1' HOUR ELSE ",
    either_instant!(),
    " END"
);

const ROW: Function = blank(Category::DateTime, Kind::Scalar);

/// The rows, in the order of the reference.
pub(super) static ROWS: &[Function] = &[
    Function {
        name: "year",
        doc: "Calendar year.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        examples: &[ex("year(date '2024-02-29')", "2024")],
        overloads: &[
            overload(
                &[p("x", DATE)],
                TO_INT,
                each("CAST(year({x}) AS BIGINT)", "year({x})", "CAST(date_part('year', {x}) AS BIGINT)"),
            ),
            overload(
                &[p("x", TIME)],
                TO_INT,
                each("CAST(year({x}) AS BIGINT)", "year({x})", "CAST(date_part('year', {x}) AS BIGINT)"),
            ),
        ],
        ..ROW
    },
    Function {
        name: "quarter",
        doc: "Quarter, 1 to 4.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        examples: &[ex("quarter(date '2024-05-01')", "2")],
        overloads: &[
            overload(
                &[p("x", DATE)],
                TO_INT,
                each("CAST(quarter({x}) AS BIGINT)", "quarter({x})", "CAST(date_part('quarter', {x}) AS BIGINT)"),
            ),
            overload(
                &[p("x", TIME)],
                TO_INT,
                each("CAST(quarter({x}) AS BIGINT)", "quarter({x})", "CAST(date_part('quarter', {x}) AS BIGINT)"),
            ),
        ],
        ..ROW
    },
    Function {
        name: "month",
        doc: "Month, 1 to 12.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        examples: &[ex("month(date '2024-02-29')", "2")],
        overloads: &[
            overload(
                &[p("x", DATE)],
                TO_INT,
                each("CAST(month({x}) AS BIGINT)", "month({x})", "CAST(date_part('month', {x}) AS BIGINT)"),
            ),
            overload(
                &[p("x", TIME)],
                TO_INT,
                each("CAST(month({x}) AS BIGINT)", "month({x})", "CAST(date_part('month', {x}) AS BIGINT)"),
            ),
        ],
        ..ROW
    },
    Function {
        name: "day",
        doc: "Day of the month, 1 to 31.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        examples: &[ex("day(date '2024-02-29')", "29")],
        overloads: &[
            overload(
                &[p("x", DATE)],
                TO_INT,
                each("CAST(day({x}) AS BIGINT)", "day({x})", "CAST(date_part('day', {x}) AS BIGINT)"),
            ),
            overload(
                &[p("x", TIME)],
                TO_INT,
                each("CAST(day({x}) AS BIGINT)", "day({x})", "CAST(date_part('day', {x}) AS BIGINT)"),
            ),
        ],
        ..ROW
    },
    Function {
        name: "day_of_week",
        doc: "Day of the ISO week, Monday 1 to Sunday 7.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        pitfalls: &["Sunday is 1 in Spark dayofweek(), 7 in Trino day_of_week(), 0 in DataFusion date_part('dow')"],
        examples: &[ex("day_of_week(date '2024-01-01')", "1"), ex("day_of_week(date '2024-01-07')", "7")],
        overloads: &[
            overload(
                &[p("x", DATE)],
                TO_INT,
                each(
                    "CAST(weekday({x}) + 1 AS BIGINT)",
                    "day_of_week({x})",
                    "CAST(date_part('isodow', {x}) AS BIGINT)",
                ),
            ),
            overload(
                &[p("x", TIME)],
                TO_INT,
                each(
                    "CAST(weekday({x}) + 1 AS BIGINT)",
                    "day_of_week({x})",
                    "CAST(date_part('isodow', {x}) AS BIGINT)",
                ),
            ),
        ],
        ..ROW
    },
    Function {
        name: "day_of_year",
        doc: "Day of the year, 1 to 366.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        examples: &[ex("day_of_year(date '2024-03-01')", "61")],
        overloads: &[
            overload(
                &[p("x", DATE)],
                TO_INT,
                each("CAST(dayofyear({x}) AS BIGINT)", "day_of_year({x})", "CAST(date_part('doy', {x}) AS BIGINT)"),
            ),
            overload(
                &[p("x", TIME)],
                TO_INT,
                each("CAST(dayofyear({x}) AS BIGINT)", "day_of_year({x})", "CAST(date_part('doy', {x}) AS BIGINT)"),
            ),
        ],
        ..ROW
    },
    Function {
        name: "week",
        doc: "ISO week, 1 to 53.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        pitfalls: &["pair it with iso_year, not year: 2024-12-30 is week 1 of 2025"],
        examples: &[ex("week(date '2024-12-30')", "1")],
        overloads: &[
            overload(
                &[p("x", DATE)],
                TO_INT,
                each("CAST(weekofyear({x}) AS BIGINT)", "week({x})", "CAST(date_part('week', {x}) AS BIGINT)"),
            ),
            overload(
                &[p("x", TIME)],
                TO_INT,
                each("CAST(weekofyear({x}) AS BIGINT)", "week({x})", "CAST(date_part('week', {x}) AS BIGINT)"),
            ),
        ],
        ..ROW
    },
    Function {
        name: "iso_year",
        doc: "Year of the ISO week; it differs from the calendar year around New Year.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        examples: &[ex("iso_year(date '2024-12-30')", "2025")],
        overloads: &[
            overload(
                &[p("x", DATE)],
                TO_INT,
                each(
                    "CAST(extract(YEAROFWEEK FROM {x}) AS BIGINT)",
                    "year_of_week({x})",
                    "CAST(date_part('isoyear', {x}) AS BIGINT)",
                ),
            ),
            overload(
                &[p("x", TIME)],
                TO_INT,
                each(
                    "CAST(extract(YEAROFWEEK FROM {x}) AS BIGINT)",
                    "year_of_week({x})",
                    "CAST(date_part('isoyear', {x}) AS BIGINT)",
                ),
            ),
        ],
        ..ROW
    },
    Function {
        name: "hour",
        doc: "Hour, 0 to 23.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        examples: &[ex("hour(timestamp '2024-01-31 10:20:30')", "10")],
        overloads: &[overload(
            &[p("x", TIME)],
            TO_INT,
            each("CAST(hour({x}) AS BIGINT)", "hour({x})", "CAST(date_part('hour', {x}) AS BIGINT)"),
        )],
        ..ROW
    },
    Function {
        name: "minute",
        doc: "Minute, 0 to 59.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        examples: &[ex("minute(timestamp '2024-01-31 10:20:30')", "20")],
        overloads: &[overload(
            &[p("x", TIME)],
            TO_INT,
            each("CAST(minute({x}) AS BIGINT)", "minute({x})", "CAST(date_part('minute', {x}) AS BIGINT)"),
        )],
        ..ROW
    },
    Function {
        name: "second",
        doc: "Second, 0 to 59, without its fraction.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        examples: &[ex("second(timestamp '2024-01-31 10:20:30.9')", "30")],
        overloads: &[overload(
            &[p("x", TIME)],
            TO_INT,
            each("CAST(second({x}) AS BIGINT)", "second({x})", "CAST(date_part('second', {x}) AS BIGINT)"),
        )],
        ..ROW
    },
    Function {
        name: "millisecond",
        doc: "Millisecond within the second, 0 to 999.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        pitfalls: &["DataFusion/Postgres 'millisecond' includes the seconds (59999); Trino does not"],
        examples: &[ex("millisecond(timestamp '2024-01-31 10:20:30.1239')", "123")],
        overloads: &[overload(
            &[p("x", TIME)],
            TO_INT,
            each(
                "pmod(unix_millis({x}), 1000L)",
                "millisecond({x})",
                "CAST(date_part('millisecond', {x}) AS BIGINT) % 1000",
            ),
        )],
        ..ROW
    },
    Function {
        name: "date_trunc",
        doc: "Start of the unit that holds `x`; weeks start on Monday. The type of `x` is kept.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        pitfalls: &[
            "Spark: date_trunc(date) gives a timestamp and trunc() a date, with the argument order swapped",
            "DataFusion 55 date_trunc goes through nanoseconds for week and longer units and fails outside \
             1677..2262, e.g. for sentinel dates 0001-01-01 and 9999-12-31",
        ],
        examples: &[
            ex("date_trunc('month', date '2024-02-29')", "2024-02-01"),
            ex("date_trunc('hour', timestamp '2024-01-31 10:20:30')", "2024-01-31 10:00:00"),
        ],
        overloads: &[
            overload(&[word("unit", &["day"]), p("x", DATE)], TO_DATE, sql("{x}")),
            overload(
                &[word("unit", LONG_UNITS), p("x", DATE)],
                TO_DATE,
                each("trunc({x}, {unit})", "date_trunc({unit}, {x})", "pc_date_trunc({unit}, {x})"),
            ),
            overload(
                &[word("unit", TRUNC_UNITS), p("x", TIME)],
                TO_TIME,
                each("date_trunc({unit}, {x})", "date_trunc({unit}, {x})", "pc_date_trunc({unit}, {x})"),
            ),
        ],
        ..ROW
    },
    Function {
        name: "date_add",
        surface: Some("date_add('unit', n, x)"),
        doc: "Adds `n` units, or subtracts when `n` is negative. Months, quarters and years keep the day of the \
              month, or take the last day of a shorter month.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        pitfalls: &[
            "argument order and types differ: Spark date_add(x, n) days only, Trino date_add(unit, n, x)",
            "n must fit 32 bits (Trino toIntExact, Spark INT)",
            "DST never matters: timestamps are UTC",
        ],
        examples: &[
            ex("date_add('month', 1, date '2024-01-31')", "2024-02-29"),
            ex("date_add('hour', -2, timestamp '2024-01-01 01:00:00')", "2023-12-31 23:00:00"),
        ],
        overloads: &[
            overload(
                &[word("unit", &["day"]), p("n", INT), p("x", DATE)],
                TO_DATE,
                each("date_add({x}, {n.int})", "date_add('day', {n}, {x})", "pc_date_add('day', {n}, {x})"),
            ),
            overload(
                &[word("unit", &["week"]), p("n", INT), p("x", DATE)],
                TO_DATE,
                each(
                    "date_add({x}, CAST(7 * {n} AS INT))",
                    "date_add('week', {n}, {x})",
                    "pc_date_add('week', {n}, {x})",
                ),
            ),
            overload(
                &[word("unit", &["month"]), p("n", INT), p("x", DATE)],
                TO_DATE,
                each("add_months({x}, {n.int})", "date_add('month', {n}, {x})", "pc_date_add('month', {n}, {x})"),
            ),
            overload(
                &[word("unit", &["quarter"]), p("n", INT), p("x", DATE)],
                TO_DATE,
                each(
                    "add_months({x}, CAST(3 * {n} AS INT))",
                    "date_add('quarter', {n}, {x})",
                    "pc_date_add('quarter', {n}, {x})",
                ),
            ),
            overload(
                &[word("unit", &["year"]), p("n", INT), p("x", DATE)],
                TO_DATE,
                each(
                    "add_months({x}, CAST(12 * {n} AS INT))",
                    "date_add('year', {n}, {x})",
                    "pc_date_add('year', {n}, {x})",
                ),
            ),
            overload(
                &[word("unit", ALL_UNITS), p("n", INT), p("x", TIME)],
                TO_TIME,
                each(
                    "timestampadd({unit.word}, {n.int}, {x})",
                    "date_add({unit}, {n}, {x})",
                    "pc_date_add({unit}, {n}, {x})",
                ),
            ),
        ],
        ..ROW
    },
    Function {
        name: "date_diff",
        surface: Some("date_diff('unit', a, b)"),
        doc: "Complete units from `a` to `b`, negative when `b` is earlier. A month is complete when its day is \
              reached: 31 January to 29 February is 0 months. Timestamps are compared by whole milliseconds.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        pitfalls: &[
            "Spark datediff(end, start) vs Trino date_diff(unit, start, end): swapped",
            "Trino counts 2024-01-31 -> 2024-02-29 as one month (Joda end-of-month rule), Spark timestampdiff as 0; \
             Spark months_between as 1.0",
            "Spark datediff on timestamps counts midnights, Trino counts complete 24 h",
        ],
        examples: &[
            ex("date_diff('day', date '2024-02-28', date '2024-03-01')", "2"),
            ex("date_diff('month', date '2024-01-31', date '2024-02-29')", "0"),
            ex("date_diff('minute', timestamp '2024-01-01 10:00:00', timestamp '2024-01-01 11:30:59')", "90"),
        ],
        overloads: &[
            overload(
                &[word("unit", &["day"]), p("a", DATE), p("b", DATE)],
                TO_INT,
                each(
                    "CAST(datediff({b}, {a}) AS BIGINT)",
                    "date_diff('day', {a}, {b})",
                    "pc_date_diff('day', {a}, {b})",
                ),
            ),
            overload(
                &[word("unit", &["week"]), p("a", DATE), p("b", DATE)],
                TO_INT,
                each(
                    "CAST(datediff({b}, {a}) AS BIGINT) div 7",
                    "date_diff('day', {a}, {b}) / 7",
                    "pc_date_diff('week', {a}, {b})",
                ),
            ),
            overload(
                &[word("unit", &["month"]), p("a", DATE), p("b", DATE)],
                TO_INT,
                each("timestampdiff(MONTH, {a}, {b})", months!(), "pc_date_diff('month', {a}, {b})"),
            ),
            overload(
                &[word("unit", &["quarter"]), p("a", DATE), p("b", DATE)],
                TO_INT,
                each(
                    "timestampdiff(MONTH, {a}, {b}) div 3",
                    concat!("(", months!(), ") / 3"),
                    "pc_date_diff('quarter', {a}, {b})",
                ),
            ),
            overload(
                &[word("unit", &["year"]), p("a", DATE), p("b", DATE)],
                TO_INT,
                each(
                    "timestampdiff(MONTH, {a}, {b}) div 12",
                    concat!("(", months!(), ") / 12"),
                    "pc_date_diff('year', {a}, {b})",
                ),
            ),
            overload(
                &[word("unit", CLOCK_UNITS), p("a", TIME), p("b", TIME)],
                TO_INT,
                each(
                    "(unix_millis({b}) - unix_millis({a})) div {unit.millis}L",
                    "date_diff({unit}, {a}, {b})",
                    "pc_date_diff({unit}, {a}, {b})",
                ),
            ),
        ],
        ..ROW
    },
    Function {
        name: "last_day",
        doc: "Last day of the month.",
        nulls: "null if d is null",
        nullability: Nullability::Propagates,
        examples: &[ex("last_day(date '2024-02-10')", "2024-02-29")],
        overloads: &[overload(
            &[p("d", DATE)],
            TO_DATE,
            each("last_day({d})", "last_day_of_month({d})", "pc_last_day({d})"),
        )],
        ..ROW
    },
    Function {
        name: "make_date",
        doc: "The date of a year from 1 to 9999, a month and a day; null when there is no such day.",
        nulls: "null if any argument is null or the date does not exist",
        nullability: Nullability::Always,
        pitfalls: &["invalid dates: Spark ANSI error, ANSI off NULL; DataFusion error; Trino has no make_date"],
        examples: &[ex("make_date(2024, 2, 29)", "2024-02-29"), ex("make_date(2023, 2, 29)", "null")],
        overloads: &[overload(
            &[p("y", INT), p("m", INT), p("d", INT)],
            TO_DATE,
            each(
                concat!(
                    "CASE WHEN {y} BETWEEN 1 AND 9999 THEN try_cast(format_string('%04d-%02d-%02d', {y}, ",
                    "{m}, {d}) AS DATE) END"
                ),
                concat!(
                    "CASE WHEN {y} BETWEEN 1 AND 9999 AND {m} BETWEEN 1 AND 12 AND {d} BETWEEN 1 AND 31 THEN ",
                    "try_cast(format('%04d-%02d-%02d', {y}, {m}, {d}) AS DATE) END"
                ),
                "pc_make_date({y}, {m}, {d})",
            ),
        )],
        ..ROW
    },
    Function {
        name: "parse_date",
        doc: "Reads a date in a literal format of `yyyy`, `MM`, `dd`, punctuation and quoted text, fixed width and \
              strict. Null when the text does not fit or there is no such day. A missing month or day is 01.",
        nulls: "null if s is null or does not parse",
        nullability: Nullability::Always,
        pitfalls: &[
            "three different pattern languages and leniencies (java.time, MySQL/Joda, chrono): the format is compiled \
             to a regex and an ISO text instead",
            "Spark ANSI to_date throws, ANSI off gives NULL",
        ],
        examples: &[
            ex("parse_date('31/12/2024', 'dd/MM/yyyy')", "2024-12-31"),
            ex("parse_date('31/13/2024', 'dd/MM/yyyy')", "null"),
        ],
        overloads: &[overload(
            &[p("s", STR), text("format", LiteralRule::DateFormat)],
            TO_DATE,
            each(
                concat!(
                    "CASE WHEN {s} RLIKE {format.parse_regex} THEN try_cast(regexp_replace({s}, {format.parse_regex}, ",
                    "{format.parse_text}) AS DATE) END"
                ),
                concat!(
                    "CASE WHEN regexp_like({s}, {format.parse_regex}) THEN try_cast(regexp_replace({s}, ",
                    "{format.parse_regex}, {format.parse_text}) AS DATE) END"
                ),
                "pc_parse_date({s}, {format})",
            ),
        )],
        ..ROW
    },
    Function {
        name: "parse_timestamp",
        doc: "Reads a UTC timestamp in a literal format of `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss`, `SSS` or `SSSSSS`, \
              punctuation and quoted text, fixed width and strict; null when the text does not fit.",
        nulls: "null if s is null or does not parse",
        nullability: Nullability::Always,
        examples: &[ex("parse_timestamp('31.12.2024 23:59', 'dd.MM.yyyy HH:mm')", "2024-12-31 23:59:00")],
        overloads: &[overload(
            &[p("s", STR), text("format", LiteralRule::TimestampFormat)],
            TO_TIME,
            each(
                concat!(
                    "CASE WHEN {s} RLIKE {format.parse_regex} THEN try_cast(regexp_replace({s}, {format.parse_regex}, ",
                    "{format.parse_text}) AS TIMESTAMP) END"
                ),
                concat!(
                    "CASE WHEN regexp_like({s}, {format.parse_regex}) THEN try_cast(regexp_replace({s}, ",
                    "{format.parse_regex}, {format.parse_text}) AS TIMESTAMP(6)) END"
                ),
                "pc_parse_timestamp({s}, {format})",
            ),
        )],
        ..ROW
    },
    Function {
        name: "format_date",
        doc: "Text in a literal format of `yyyy MM MMM MMMM dd HH hh mm ss SSS a EEE EEEE DDD`, punctuation and \
              quoted text; names are English.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        pitfalls: &["Trino date_format uses MySQL tokens (%Y-%m-%d), format_datetime Joda tokens; YYYY is the week \
                     year in Java and Joda-era tokens differ; DataFusion uses chrono strftime"],
        examples: &[
            ex("format_date(date '2024-02-29', 'dd MMM yyyy')", "29 Feb 2024"),
            ex("format_date(timestamp '2024-02-29 15:04:05', 'hh:mm a')", "03:04 PM"),
        ],
        overloads: &[
            overload(
                &[p("x", DATE), text("format", LiteralRule::OutputFormat)],
                TO_STR,
                each(
                    "date_format({x}, {format.format})",
                    "format_datetime(CAST({x} AS TIMESTAMP(3)), {format.format})",
                    "pc_format_date({x}, {format})",
                ),
            ),
            overload(
                &[p("x", TIME), text("format", LiteralRule::OutputFormat)],
                TO_STR,
                each(
                    "date_format({x}, {format.format})",
                    "format_datetime(date_trunc('millisecond', {x}), {format.format})",
                    "pc_format_date({x}, {format})",
                ),
            ),
        ],
        ..ROW
    },
    Function {
        name: "from_unix_seconds",
        doc: "Timestamp of seconds since 1970-01-01 UTC.",
        nulls: "null if n is null",
        nullability: Nullability::Propagates,
        pitfalls: &[
            "Spark from_unixtime returns a string",
            "Trino from_unixtime returns timestamp with time zone in the session zone",
            "Trino date_add('second', n, epoch) only takes 32-bit n",
        ],
        examples: &[ex("from_unix_seconds(86400)", "1970-01-02 00:00:00")],
        overloads: &[overload(
            &[p("n", INT)],
            TO_TIME,
            each(
                "timestamp_seconds({n})",
                "CAST(from_unixtime({n}) AT TIME ZONE 'UTC' AS TIMESTAMP(6))",
                "arrow_cast(to_timestamp_seconds({n}), 'Timestamp(Microsecond, None)')",
            ),
        )],
        ..ROW
    },
    Function {
        name: "from_unix_millis",
        doc: "Timestamp of milliseconds since 1970-01-01 UTC.",
        nulls: "null if n is null",
        nullability: Nullability::Propagates,
        examples: &[ex("from_unix_millis(1500)", "1970-01-01 00:00:01.500000")],
        overloads: &[overload(
            &[p("n", INT)],
            TO_TIME,
            each(
                "timestamp_millis({n})",
                "CAST(from_unixtime({n} / 1000e0) AT TIME ZONE 'UTC' AS TIMESTAMP(6))",
                "arrow_cast(to_timestamp_millis({n}), 'Timestamp(Microsecond, None)')",
            ),
        )],
        ..ROW
    },
    Function {
        name: "to_unix_seconds",
        doc: "Whole seconds since 1970-01-01 UTC, rounded down.",
        nulls: "null if t is null",
        nullability: Nullability::Propagates,
        pitfalls: &["rounding of instants before 1970: DataFusion to_unixtime truncates toward zero, Spark floors"],
        examples: &[ex("to_unix_seconds(timestamp '1970-01-02 00:00:00')", "86400")],
        overloads: &[overload(
            &[p("t", TIME)],
            TO_INT,
            each(
                "unix_seconds({t})",
                concat!(
                    "CAST(floor(date_diff('millisecond', TIMESTAMP '1970-01-01 00:00:00.000000', {t}) / ",
                    "1000e0) AS BIGINT)"
                ),
                "pc_to_unix({t}, 1000000)",
            ),
        )],
        ..ROW
    },
    Function {
        name: "to_unix_millis",
        doc: "Whole milliseconds since 1970-01-01 UTC, rounded down.",
        nulls: "null if t is null",
        nullability: Nullability::Propagates,
        examples: &[ex("to_unix_millis(timestamp '1970-01-01 00:00:01.5')", "1500")],
        overloads: &[overload(
            &[p("t", TIME)],
            TO_INT,
            each(
                "unix_millis({t})",
                "date_diff('millisecond', TIMESTAMP '1970-01-01 00:00:00.000000', {t})",
                "pc_to_unix({t}, 1000)",
            ),
        )],
        ..ROW
    },
    Function {
        name: "to_local",
        doc: "Wall clock in a time zone (literal IANA name) at a UTC timestamp.",
        nulls: "null if t is null",
        nullability: Nullability::Propagates,
        pitfalls: &["Spark names are inverted for many readers: from_utc_timestamp = UTC to local"],
        examples: &[ex("to_local(timestamp '2024-07-01 12:00:00', 'Europe/Berlin')", "2024-07-01 14:00:00")],
        overloads: &[overload(
            &[p("t", TIME), text("zone", LiteralRule::TimeZone)],
            TO_TIME,
            each(
                "from_utc_timestamp({t}, {zone})",
                "CAST(with_timezone({t}, 'UTC') AT TIME ZONE {zone} AS TIMESTAMP(6))",
                "pc_to_local({t}, {zone})",
            ),
        )],
        ..ROW
    },
    Function {
        name: "from_local",
        doc: "UTC timestamp of a wall clock in a time zone (literal IANA name). A time skipped in spring is moved \
              forward by the gap; of a time that occurs twice in autumn the earlier one is taken.",
        nulls: "null if t is null",
        nullability: Nullability::Propagates,
        pitfalls: &[
            "datafusion-spark 55 to_utc_timestamp is wrong near transitions: 2024-10-27 02:30 Berlin -> 01:30Z, \
             2024-10-27 01:30 -> 00:30Z (an hour late), 02:30 in the March gap -> 00:30Z",
            "Trino with_timezone resolves an overlap silently; by reading 435 (Joda getMillisKeepLocal) the choice \
             depends on the zone, issue trinodb/trino#8256 shows the earlier instant in 2021: not run, the template \
             yields the earlier one either way",
        ],
        examples: &[ex("from_local(timestamp '2024-07-01 12:00:00', 'Europe/Berlin')", "2024-07-01 10:00:00")],
        overloads: &[overload(
            &[p("t", TIME), text("zone", LiteralRule::TimeZone)],
            TO_TIME,
            each("to_utc_timestamp({t}, {zone})", FROM_LOCAL_TRINO, "pc_from_local({t}, {zone})"),
        )],
        ..ROW
    },
];
