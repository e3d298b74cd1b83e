//! Result types of decimal arithmetic, one documented formula each.
//!
//! Decimals are exact: a result type that would need more than [`MAX_PRECISION`] digits is capped where an overflow
//! fails at run time, and refused where digits after the point would be lost. `p` and `s` are precision and scale,
//! `i = p - s` the digits before the point.

use crate::types::{Decimal, MAX_PRECISION};

type Result<T = Decimal> = std::result::Result<T, String>;

/// Scale of the quotient of `a / b`: at least six digits after the point.
const MIN_QUOTIENT_SCALE: u8 = 6;

/// Largest scale of a quotient that all engines round alike.
const MAX_QUOTIENT_SCALE: u8 = 18;

/// Largest scale `avg` takes: its result has four digits more.
const MAX_AVG_SCALE: u8 = 14;

/// Digits of the sum `avg` divides.
const AVG_SUM_PRECISION: u8 = 28;

/// The decimal literal type of digits as written: `1.5` is `decimal(2,1)`, `0.05` is `decimal(2,2)`.
#[must_use]
pub fn literal(text: &str) -> Option<Decimal> {
    let digits = text.trim_start_matches(['-', '+']);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let scale = u8::try_from(fraction.len()).ok()?;
    let whole = u8::try_from(whole.trim_start_matches('0').len()).ok()?;
    Decimal::new(whole.checked_add(scale)?.max(1), scale)
}

/// The decimal an integer literal widens to: as many digits as it has.
#[must_use]
pub fn integer(value: i64) -> Decimal {
    let digits = value.unsigned_abs().checked_ilog10().map_or(1, |log| log + 1);
    Decimal { precision: u8::try_from(digits).unwrap_or(MAX_PRECISION), scale: 0 }
}

/// The decimal any bigint fits into.
pub const BIGINT: Decimal = Decimal { precision: 19, scale: 0 };

/// Where two decimals meet: `(max(i1,i2) + max(s1,s2), max(s1,s2))`; `None` past 38 digits.
#[must_use]
pub fn common(a: Decimal, b: Decimal) -> Option<Decimal> {
    let scale = a.scale.max(b.scale);
    Decimal::new(a.integer_digits().max(b.integer_digits()) + scale, scale)
}

/// `a + b`, `a - b`: `(min(38, max(i1,i2) + max(s1,s2) + 1), max(s1,s2))`.
///
/// # Errors
/// Never for two decimals.
pub fn add(args: &[Decimal], _: Option<i64>) -> Result {
    let (a, b) = two(args)?;
    capped(sum_digits(a, b), a.scale.max(b.scale))
}

/// Digits an exact sum needs; more than 38 means that it may overflow.
fn sum_digits(a: Decimal, b: Decimal) -> u8 {
    a.integer_digits().max(b.integer_digits()) + a.scale.max(b.scale) + 1
}

/// Whether the sum of any two such values fits: no engine then needs a check of its own.
#[must_use]
pub fn sum_fits(args: &[Decimal]) -> bool {
    matches!(args, [a, b] if sum_digits(*a, *b) <= MAX_PRECISION)
}

/// `a * b`: `(min(38, p1 + p2), s1 + s2)`.
///
/// # Errors
/// `s1 + s2` above 38.
pub fn multiply(args: &[Decimal], _: Option<i64>) -> Result {
    let (a, b) = two(args)?;
    let scale = a.scale + b.scale;
    if scale > MAX_PRECISION {
        return Err(format!(
            "{} times {} has {scale} digits after the point, and a decimal holds 38",
            name(a),
            name(b)
        ));
    }
    capped(a.precision + b.precision, scale)
}

/// Whether the product of any two such values fits with a digit to spare (engines count one digit more).
#[must_use]
pub fn product_fits(args: &[Decimal]) -> bool {
    matches!(args, [a, b] if a.precision + b.precision < MAX_PRECISION)
}

/// Scale of a quotient: `S = max(6, s1, s2)`.
fn quotient_scale(a: Decimal, b: Decimal) -> u8 {
    MIN_QUOTIENT_SCALE.max(a.scale).max(b.scale)
}

/// The type the dividend is cast to before the engines divide: `(min(38, i1 + S), S)`.
#[must_use]
pub fn dividend(a: Decimal, b: Decimal) -> Decimal {
    let scale = quotient_scale(a, b);
    Decimal { precision: (a.integer_digits() + scale).min(MAX_PRECISION), scale: scale.min(MAX_PRECISION) }
}

/// `a / b`, for the dividend cast to `(P, S)` by [`dividend`]: Spark's own quotient has `i = min(38, P - S + s2)`
/// digits before and `d = min(38, max(6, S + p2 + 1))` after the point; when `x = i + d - 38` is positive, it gives up
/// `x div 2 + 1` of the latter. The result is `(min(38, i + S), S)`.
///
/// # Errors
/// Spark's quotient has fewer than `S` digits after the point, or `S` is above 18.
pub fn divide(args: &[Decimal], _: Option<i64>) -> Result {
    let (a, b) = two(args)?;
    let scale = quotient_scale(a, b);
    let max = i16::from(MAX_PRECISION);
    let dividend = dividend(a, b);
    let mut before = (i16::from(dividend.precision) - i16::from(scale) + i16::from(b.scale)).min(max);
    let mut after = (i16::from(scale) + i16::from(b.precision) + 1).max(i16::from(MIN_QUOTIENT_SCALE)).min(max);
    let excess = before + after - max;
    if excess > 0 {
        after -= excess / 2 + 1;
        before = max - after;
    }
    if after < i16::from(scale) || scale > MAX_QUOTIENT_SCALE {
        return Err(format!(
            "{} divided by {} needs {scale} digits after the point, which the engines cannot all keep",
            name(a),
            name(b)
        ));
    }
    capped(u8::try_from(before).unwrap_or(MAX_PRECISION).saturating_add(scale), scale)
}

/// `a % b`: `(max(1, min(i1,i2) + max(s1,s2)), max(s1,s2))`.
///
/// # Errors
/// Never for two decimals.
pub fn modulo(args: &[Decimal], _: Option<i64>) -> Result {
    let (a, b) = two(args)?;
    let scale = a.scale.max(b.scale);
    capped((a.integer_digits().min(b.integer_digits()) + scale).max(1), scale)
}

/// `sum(x)`: `(38, s)`.
///
/// # Errors
/// Never for a decimal.
pub fn sum(args: &[Decimal], _: Option<i64>) -> Result {
    capped(MAX_PRECISION, one(args)?.scale)
}

/// `avg(x)`: the quotient of the sum, a `decimal(28,s)`, and the count, a `decimal(20,0)`; not more than
/// `(p + 4, s + 4)`.
///
/// # Errors
/// A scale above 14.
pub fn avg(args: &[Decimal], _: Option<i64>) -> Result {
    let x = one(args)?;
    if x.scale > MAX_AVG_SCALE {
        return Err(format!(
            "the average of {} would need {} digits after the point, more than the engines keep: it takes decimals \
             of at most {MAX_AVG_SCALE}",
            name(x),
            x.scale + 4
        ));
    }
    let scale = x.scale + 4;
    let total = Decimal { precision: AVG_SUM_PRECISION, scale: x.scale };
    let count = Decimal { precision: 20, scale: 0 };
    let before = spark_quotient_integer_digits(total, count);
    capped((before + scale).min(x.precision + 4), scale)
}

/// Digits before the point of Spark's quotient of two decimals, see [`divide`].
fn spark_quotient_integer_digits(a: Decimal, b: Decimal) -> u8 {
    let max = i16::from(MAX_PRECISION);
    let before = (i16::from(a.integer_digits()) + i16::from(b.scale)).min(max);
    let mut after = (i16::from(a.scale) + i16::from(b.precision) + 1).max(i16::from(MIN_QUOTIENT_SCALE)).min(max);
    let excess = before + after - max;
    if excess <= 0 {
        return u8::try_from(before).unwrap_or(MAX_PRECISION);
    }
    after -= excess / 2 + 1;
    u8::try_from(max - after).unwrap_or(MAX_PRECISION)
}

/// `ceil(x)`, `floor(x)`, `round(x)`: `(max(1, i + 1), 0)`; `round(x, n)` for `n < s`: `(i + n + 1, n)`.
///
/// # Errors
/// Never for a decimal.
pub fn round(args: &[Decimal], digits: Option<i64>) -> Result {
    let x = one(args)?;
    let scale = kept(x, digits);
    capped((x.integer_digits() + scale + 1).max(1), scale)
}

/// `truncate(x, n)`: `(max(1, i + n), n)`.
///
/// # Errors
/// Never for a decimal.
pub fn truncate(args: &[Decimal], digits: Option<i64>) -> Result {
    let x = one(args)?;
    let scale = kept(x, digits);
    capped((x.integer_digits() + scale).max(1), scale)
}

/// Digits after the point that stay: `min(n, s)`, default 0.
fn kept(x: Decimal, digits: Option<i64>) -> u8 {
    u8::try_from(digits.unwrap_or(0).max(0)).unwrap_or(MAX_PRECISION).min(x.scale)
}

/// The argument's own type.
///
/// # Errors
/// Never for a decimal.
pub fn same(args: &[Decimal], _: Option<i64>) -> Result {
    one(args)
}

fn capped(precision: u8, scale: u8) -> Result {
    Decimal::new(precision.min(MAX_PRECISION), scale)
        .ok_or_else(|| format!("decimal({precision},{scale}) is out of range"))
}

fn one(args: &[Decimal]) -> Result {
    args.first().copied().ok_or_else(|| "a decimal argument is missing".to_owned())
}

fn two(args: &[Decimal]) -> Result<(Decimal, Decimal)> {
    match args {
        [a, b, ..] => Ok((*a, *b)),
        [] | [_] => Err("a decimal argument is missing".to_owned()),
    }
}

fn name(x: Decimal) -> String {
    format!("`decimal({},{})`", x.precision, x.scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(precision: u8, scale: u8) -> Decimal {
        Decimal::new(precision, scale).unwrap()
    }

    #[test]
    fn literals_have_their_own_digits() {
        assert_eq!(literal("1.5"), Some(d(2, 1)));
        assert_eq!(literal("-0.05"), Some(d(2, 2)));
        assert_eq!(literal("0.0"), Some(d(1, 1)));
        assert_eq!(literal("0"), Some(d(1, 0)));
        assert_eq!(integer(0), d(1, 0));
        assert_eq!(integer(-100), d(3, 0));
        assert_eq!(integer(i64::MIN), d(19, 0));
    }

    #[test]
    fn sums_and_products() {
        assert_eq!(add(&[d(10, 2), d(8, 3)], None), Ok(d(12, 3)));
        assert_eq!(add(&[d(38, 0), d(38, 0)], None), Ok(d(38, 0)));
        assert!(sum_fits(&[d(37, 0), d(37, 0)]) && !sum_fits(&[d(38, 0), d(1, 0)]));
        assert_eq!(multiply(&[d(10, 2), d(2, 1)], None), Ok(d(12, 3)));
        assert!(multiply(&[d(38, 30), d(38, 30)], None).unwrap_err().contains("60 digits"));
        assert_eq!(modulo(&[d(10, 2), d(5, 4)], None), Ok(d(5, 4)));
    }

    #[test]
    fn quotients_keep_what_spark_can_hold() {
        assert_eq!(divide(&[d(10, 2), d(5, 0)], None), Ok(d(14, 6)));
        assert_eq!(divide(&[d(10, 2), d(10, 2)], None), Ok(d(16, 6)));
        assert!(divide(&[d(38, 20), d(5, 0)], None).is_err());
        assert_eq!(avg(&[d(10, 2)], None), Ok(d(14, 6)));
        assert!(avg(&[d(38, 20)], None).is_err());
    }

    #[test]
    fn rounding_drops_digits() {
        assert_eq!(round(&[d(10, 2)], None), Ok(d(9, 0)));
        assert_eq!(round(&[d(10, 2)], Some(1)), Ok(d(10, 1)));
        assert_eq!(truncate(&[d(2, 2)], None), Ok(d(1, 0)));
        assert_eq!(truncate(&[d(10, 4)], Some(9)), Ok(d(10, 4)));
    }
}
