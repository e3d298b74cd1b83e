//! The language's text grammars: what a CSV field or a JSON text must look like to be a value of a type.
//!
//! They are those of a strict `cast` (`docs/language.md`, section Casts), for bytes and without allocation:
//! - bigint `[+-]digits`; smaller stored integers must also fit;
//! - decimal in plain notation; digits beyond the scale are rounded half up, as the cast does; too many digits before
//!   the point are a bad value;
//! - double with optional exponent, finite, no `NaN`;
//! - boolean `true`, `false` in any letter case, and, unlike the cast, `1` and `0`: data files write flags as digits;
//! - date `yyyy-MM-dd`, timestamp `yyyy-MM-dd[T ]HH:mm:ss[.f][Z]` with one to six fraction digits, or a column's own
//!   `format`; years 1 to 9999.

use std::fmt;

use pipelinec_core::types::Decimal;

/// Why a text is not a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Wrong form; what was expected, with its article.
    NotA(&'static str),
    /// Too large or small for this type.
    DoesNotFit(String),
    /// The 30th of February.
    NoSuchDay,
    /// 25 o'clock.
    NoSuchTime,
    /// Not in the column's format.
    NotInFormat(String),
    /// Not UTF-8.
    NotUtf8,
    /// A null where the contract says `not null`.
    Null,
    /// The record as a whole.
    Record(String),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotA(what) => write!(f, "not {what}"),
            Self::DoesNotFit(ty) => write!(f, "does not fit {ty}"),
            Self::NoSuchDay => f.write_str("a day that does not exist"),
            Self::NoSuchTime => f.write_str("a time that does not exist"),
            Self::NotInFormat(format) => write!(f, "not in the format {format}"),
            Self::NotUtf8 => f.write_str("not UTF-8"),
            Self::Null => f.write_str("null in a `not null` column"),
            Self::Record(words) => f.write_str(words),
        }
    }
}

/// Powers of ten that fit 64 bits.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, within the array's bounds")]
const POW10: [u64; 19] = {
    let mut table = [1u64; 19];
    let mut i = 1;
    while i < 19 {
        table[i] = table[i - 1] * 10;
        i += 1;
    }
    table
};

fn pow10(n: usize) -> Option<u128> {
    u32::try_from(n).ok().and_then(|n| 10u128.checked_pow(n))
}

/// Splits a leading sign off: whether it is negative, and the rest.
fn sign(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    }
}

/// The number that up to 18 digits spell, or `None` if one is no digit.
fn short_digits(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0u64, |n, &b| {
        let digit = b.wrapping_sub(b'0');
        (digit <= 9).then(|| n * 10 + u64::from(digit))
    })
}

/// A `bigint`.
///
/// # Errors
/// When the text is not one, or does not fit 64 bits.
pub fn bigint(text: &[u8]) -> Result<i64, Reason> {
    const NOT: Reason = Reason::NotA("a bigint");
    let (negative, digits) = sign(text);
    if digits.is_empty() {
        return Err(NOT);
    }
    if digits.len() <= 18 {
        // Below 10^18: neither the conversion nor the sign can overflow.
        let n = short_digits(digits).ok_or(NOT)?.cast_signed();
        return Ok(if negative { -n } else { n });
    }
    if !digits.iter().all(u8::is_ascii_digit) {
        return Err(NOT);
    }
    let too_large = || Reason::DoesNotFit("bigint".to_owned());
    let mut n = 0i64;
    for digit in digits {
        let digit = i64::from(digit - b'0');
        let next = n.checked_mul(10).and_then(|n| if negative { n.checked_sub(digit) } else { n.checked_add(digit) });
        n = next.ok_or_else(too_large)?;
    }
    Ok(n)
}

/// A `decimal`, as its unscaled number.
///
/// # Errors
/// When the text is not one, or has too many digits before the point.
pub fn decimal(text: &[u8], ty: Decimal) -> Result<i128, Reason> {
    const NOT: Reason = Reason::NotA("a decimal");
    let (negative, digits) = sign(text);
    let point = digits.iter().position(|&b| b == b'.').unwrap_or(digits.len());
    let (whole, fraction) = digits.split_at_checked(point).ok_or(NOT)?;
    let fraction = fraction.split_first().map_or(fraction, |(_, rest)| rest);
    if whole.is_empty() && fraction.is_empty() {
        return Err(NOT);
    }
    let scale = usize::from(ty.scale);
    let (kept, extra) = fraction.split_at_checked(scale).unwrap_or((fraction, &[]));
    if !extra.iter().all(u8::is_ascii_digit) {
        return Err(NOT);
    }
    let padding = scale - kept.len();
    let mut n = if whole.len() + scale <= 18 {
        let whole = short_digits(whole).ok_or(NOT)?;
        let kept = short_digits(kept).ok_or(NOT)?;
        let (one, pad) = (POW10.get(scale).ok_or(NOT)?, POW10.get(padding).ok_or(NOT)?);
        u128::from(whole * one + kept * pad)
    } else {
        long_decimal(whole, kept, padding, ty)?
    };
    if extra.first().is_some_and(|&b| b >= b'5') {
        n += 1;
    }
    // At most 38 digits, plus one for rounding: within 128 bits.
    if pow10(usize::from(ty.precision)).is_some_and(|limit| n >= limit) {
        return Err(Reason::DoesNotFit(format!("decimal({},{})", ty.precision, ty.scale)));
    }
    let n = n.cast_signed();
    Ok(if negative { -n } else { n })
}

fn long_decimal(whole: &[u8], kept: &[u8], padding: usize, ty: Decimal) -> Result<u128, Reason> {
    if !whole.iter().chain(kept).all(u8::is_ascii_digit) {
        return Err(Reason::NotA("a decimal"));
    }
    let mut n = 0u128;
    let zeros = std::iter::repeat_n(&b'0', padding);
    for digit in whole.iter().chain(kept).chain(zeros) {
        n = n
            .checked_mul(10)
            .and_then(|n| n.checked_add(u128::from(digit - b'0')))
            .filter(|n| *n < 10u128.pow(38))
            .ok_or_else(|| Reason::DoesNotFit(format!("decimal({},{})", ty.precision, ty.scale)))?;
    }
    Ok(n)
}

/// A `double`.
///
/// # Errors
/// When the text is not one, or is not finite.
pub fn double(text: &[u8]) -> Result<f64, Reason> {
    const NOT: Reason = Reason::NotA("a double");
    let (negative, unsigned) = sign(text);
    let (mut mantissa, mut digits, mut decimals, mut seen_point) = (0u64, 0usize, 0usize, false);
    let mut rest = unsigned;
    while let [b, tail @ ..] = rest {
        match b {
            b'0'..=b'9' => {
                digits += 1;
                decimals += usize::from(seen_point);
                mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(b - b'0'));
            }
            b'.' if !seen_point => seen_point = true,
            b'e' | b'E' => break,
            _ => return Err(NOT),
        }
        rest = tail;
    }
    if digits == 0 {
        return Err(NOT);
    }
    // Both the digits and the power of ten are exact doubles: one division rounds once, as a full parser would.
    if rest.is_empty() && digits <= 15 {
        let exact = mantissa as f64 / POW10.get(decimals).copied().unwrap_or(1) as f64;
        return Ok(if negative { -exact } else { exact });
    }
    if let [_, exponent @ ..] = rest {
        let (_, exponent) = sign(exponent);
        if exponent.is_empty() || !exponent.iter().all(u8::is_ascii_digit) {
            return Err(NOT);
        }
    }
    let value: f64 = std::str::from_utf8(text).ok().and_then(|t| t.parse().ok()).ok_or(NOT)?;
    if value.is_finite() { Ok(value) } else { Err(Reason::DoesNotFit("double".to_owned())) }
}

/// A `boolean`.
///
/// # Errors
/// When the text is not one.
pub fn boolean(text: &[u8]) -> Result<bool, Reason> {
    match text {
        b"1" => Ok(true),
        b"0" => Ok(false),
        _ if text.eq_ignore_ascii_case(b"true") => Ok(true),
        _ if text.eq_ignore_ascii_case(b"false") => Ok(false),
        _ => Err(Reason::NotA("a boolean")),
    }
}

/// A `date` as days since 1970-01-01.
///
/// # Errors
/// When the text is not one, or the day does not exist.
pub fn date(text: &[u8]) -> Result<i32, Reason> {
    match split_date(text) {
        Some((date, [])) => date,
        Some(_) | None => Err(Reason::NotA("a date (yyyy-MM-dd)")),
    }
}

/// A `timestamp` as microseconds since 1970-01-01 00:00 UTC.
///
/// # Errors
/// When the text is not one, or the day or time does not exist.
pub fn timestamp(text: &[u8]) -> Result<i64, Reason> {
    const NOT: Reason = Reason::NotA("a timestamp (yyyy-MM-dd HH:mm:ss)");
    let Some((day, [b'T' | b' ', h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..])) = split_date(text) else {
        return Err(NOT);
    };
    let (hour, minute, second) = (two(*h1, *h2), two(*m1, *m2), two(*s1, *s2));
    let (Some(hour), Some(minute), Some(second)) = (hour, minute, second) else { return Err(NOT) };
    let rest = rest.strip_suffix(b"Z").unwrap_or(rest);
    let micros = match rest {
        [] => 0,
        [b'.', fraction @ ..] if (1..=6).contains(&fraction.len()) => {
            let scale = POW10.get(6 - fraction.len()).ok_or(NOT)?;
            u32::try_from(short_digits(fraction).ok_or(NOT)? * scale).map_err(|_| NOT)?
        }
        _ => return Err(NOT),
    };
    instant(day?, hour, minute, second, micros)
}

/// `yyyy-MM-dd` at the start, and what follows.
fn split_date(text: &[u8]) -> Option<(Result<i32, Reason>, &[u8])> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, rest @ ..] = text else { return None };
    let year = two(*y1, *y2)? * 100 + two(*y3, *y4)?;
    Some((day(year, two(*m1, *m2)?, two(*d1, *d2)?), rest))
}

fn two(tens: u8, ones: u8) -> Option<u32> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens <= 9 && ones <= 9).then(|| u32::from(tens) * 10 + u32::from(ones))
}

/// Microseconds of a day and a time.
pub(super) fn instant(day: i32, hour: u32, minute: u32, second: u32, micros: u32) -> Result<i64, Reason> {
    if hour > 23 || minute > 59 || second > 59 {
        return Err(Reason::NoSuchTime);
    }
    let seconds = i64::from(day) * 86_400 + i64::from(hour * 3600 + minute * 60 + second);
    Ok(seconds * 1_000_000 + i64::from(micros))
}

/// Days since 1970-01-01 of a day of the proleptic Gregorian calendar.
pub(super) fn day(year: u32, month: u32, day: u32) -> Result<i32, Reason> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    if !(1..=9999).contains(&year) || day < 1 || day > days {
        return Err(Reason::NoSuchDay);
    }
    // Years that start in March put the leap day at the end: days before a month are then a straight line.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let before_month = (153 * month + 2) / 5;
    let days = year * 365 + year / 4 - year / 100 + year / 400 + before_month + day - 1;
    // 0000-03-01 is 719468 days before 1970-01-01.
    Ok(days.cast_signed() - 719_468)
}

#[cfg(test)]
mod tests;
