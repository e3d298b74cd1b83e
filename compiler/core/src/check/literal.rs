//! Values written as text: the literals of expressions, defaults of parameters, cells of test rows.

use crate::ir::Literal;
use crate::types::{Decimal, Type};

/// A text read as a value of a scalar type. Stricter than `cast`: digits that would be rounded away are refused.
///
/// # Errors
/// Says what such a value looks like, in words that follow "… is not a `type`: ".
pub fn parse_value(text: &str, ty: &Type) -> Result<Literal, String> {
    match ty {
        Type::Boolean => match text {
            "true" => Ok(Literal::Boolean(true)),
            "false" => Ok(Literal::Boolean(false)),
            _ => Err("write `true` or `false`".to_owned()),
        },
        Type::Bigint => parse_bigint(text).map(Literal::Bigint),
        Type::Double => parse_double(text).map(Literal::Double),
        Type::Decimal(decimal) => parse_decimal(text, *decimal).map(Literal::Decimal),
        Type::String => Ok(Literal::String(text.to_owned())),
        Type::Date => parse_date(text).map(Literal::Date),
        Type::Timestamp => parse_timestamp(text).map(Literal::Timestamp),
        Type::Array(_) | Type::Struct(_) | Type::Map(_) | Type::Null | Type::Error => {
            Err("only scalar types have values that can be written".to_owned())
        }
    }
}

/// `[+-]digits` within 64 bits.
///
/// # Errors
/// Says what a bigint looks like.
pub fn parse_bigint(text: &str) -> Result<i64, String> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err("write digits only, like `42` or `-7`".to_owned());
    }
    text.parse().map_err(|_| format!("the range is {} to {}", i64::MIN, i64::MAX))
}

/// Decimal or exponent notation; finite.
fn parse_double(text: &str) -> Result<f64, String> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'));
    match text.parse::<f64>() {
        Ok(value) if plain && value.is_finite() => Ok(value),
        Ok(_) | Err(_) => Err("write a number like `1.5` or `2e-3`".to_owned()),
    }
}

/// Plain notation that fits without rounding; the result has exactly `scale` decimals.
fn parse_decimal(text: &str, decimal: Decimal) -> Result<String, String> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || !all_digits(whole) || !all_digits(fraction) {
        return Err("write a plain number like `12.50`".to_owned());
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let scale = usize::from(decimal.scale);
    if fraction.len() > scale {
        return Err(format!("it has at most {scale} digits after the point"));
    }
    if whole.len() > usize::from(decimal.integer_digits()) {
        return Err(format!("it has at most {} digits before the point", decimal.integer_digits()));
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    let point = if scale == 0 { "" } else { "." };
    Ok(format!("{sign}{whole}{point}{fraction:0<scale$}"))
}

/// `yyyy-MM-dd`, a day of the proleptic Gregorian calendar in the years 0001 to 9999.
///
/// # Errors
/// Says what a date looks like, or why this day does not exist.
pub fn parse_date(text: &str) -> Result<String, String> {
    const SHAPE: &str = "write `yyyy-MM-dd`, like `2024-01-31`";
    let [year, month, day] = numbers(text, '-', [4, 2, 2]).ok_or(SHAPE)?;
    if year == 0 {
        return Err("the years are 0001 to 9999".to_owned());
    }
    let Some(days) = days_in_month(year, month) else {
        return Err(format!("there is no month {month}"));
    };
    if day == 0 || day > days {
        return Err(format!("{year:04}-{month:02} has the days 01 to {days}"));
    }
    Ok(text.to_owned())
}

/// `yyyy-MM-dd HH:mm:ss[.f{1,6}]`, UTC, with `T` or a blank between and an optional `Z`; always six decimals after.
///
/// # Errors
/// Says what a timestamp looks like, or why this one does not exist.
pub fn parse_timestamp(text: &str) -> Result<String, String> {
    const SHAPE: &str = "write `yyyy-MM-dd HH:mm:ss`, like `2024-01-31 10:00:00`";
    let text = text.strip_suffix('Z').unwrap_or(text);
    let (date, time) = text.split_once(['T', ' ']).ok_or(SHAPE)?;
    let date = parse_date(date)?;
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let [hour, minute, second] = numbers(clock, ':', [2, 2, 2]).ok_or(SHAPE)?;
    if hour > 23 || minute > 59 || second > 59 {
        return Err("the time is 00:00:00 to 23:59:59".to_owned());
    }
    if fraction.is_empty() || fraction.len() > 6 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err("a second has up to six decimals".to_owned());
    }
    Ok(format!("{date} {clock}.{fraction:0<6}"))
}

/// Three numbers of exactly these widths.
fn numbers(text: &str, separator: char, widths: [usize; 3]) -> Option<[u32; 3]> {
    let mut out = [0; 3];
    let mut parts = text.split(separator);
    for (number, width) in out.iter_mut().zip(widths) {
        let part = parts.next()?;
        if part.len() != width || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(out)
}

/// Days of a month, `None` when there is no such month.
fn days_in_month(year: u32, month: u32) -> Option<u32> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if leap { 29 } else { 28 }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_exist_or_are_refused() {
        for good in ["2024-02-29", "0001-01-01", "9999-12-31", "2000-02-29"] {
            assert_eq!(parse_date(good).as_deref(), Ok(good));
        }
        for bad in
            ["2023-02-29", "1900-02-29", "0000-01-01", "2024-13-01", "2024-1-1", "2024-01-00", "", "２０２４-01-01"]
        {
            assert!(parse_date(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn timestamps_get_six_decimals() {
        let cases = [
            ("2024-01-31 10:00:00", "2024-01-31 10:00:00.000000"),
            ("2024-01-31T10:00:00.5Z", "2024-01-31 10:00:00.500000"),
            ("2024-01-31 23:59:59.123456", "2024-01-31 23:59:59.123456"),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_timestamp(text).as_deref(), Ok(expected));
        }
        for bad in
            ["2024-01-31", "2024-01-31 24:00:00", "2024-01-31 10:00", "2024-01-31 10:00:00.", "2024-01-31 10:00:00+01"]
        {
            assert!(parse_timestamp(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn decimals_are_padded_and_never_rounded() {
        let decimal = Decimal { precision: 5, scale: 2 };
        for (text, expected) in
            [("1", "1.00"), ("-0.5", "-0.50"), ("+.5", "0.50"), ("007.10", "7.10"), ("999.99", "999.99")]
        {
            assert_eq!(parse_decimal(text, decimal).as_deref(), Ok(expected));
        }
        for bad in ["1000", "1.001", "1e3", "", ".", "1,5", " 1"] {
            assert!(parse_decimal(bad, decimal).is_err(), "{bad}");
        }
    }
}
