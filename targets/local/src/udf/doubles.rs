//! Doubles: rounding on the shortest decimal text, and functions that are null where the result is no number.

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::{Decimal128Type, Float64Type, Int64Type};
use datafusion::common::Result;

use super::call::{Call, failure};
use super::decimals::Target;
use super::function::{Function, Param, Returns};

const TWO: &[Param] = &[Param::Double, Param::Double];

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "pc_divide", params: TWO, returns: Returns::Double, run: divide },
    Function { name: "pc_mod_double", params: TWO, returns: Returns::Double, run: modulo },
    Function { name: "pc_power", params: TWO, returns: Returns::Double, run: power },
    Function { name: "pc_sqrt", params: &[Param::Double], returns: Returns::Double, run: |c| defined(c, f64::sqrt) },
    Function { name: "pc_exp", params: &[Param::Double], returns: Returns::Double, run: exp },
    Function { name: "pc_ln", params: &[Param::Double], returns: Returns::Double, run: |c| defined(c, f64::ln) },
    Function { name: "pc_log10", params: &[Param::Double], returns: Returns::Double, run: |c| defined(c, f64::log10) },
    Function { name: "pc_log2", params: &[Param::Double], returns: Returns::Double, run: |c| defined(c, f64::log2) },
    Function { name: "pc_asin", params: &[Param::Double], returns: Returns::Double, run: |c| defined(c, f64::asin) },
    Function { name: "pc_acos", params: &[Param::Double], returns: Returns::Double, run: |c| defined(c, f64::acos) },
    Function { name: "pc_round", params: &[Param::Double, Param::Bigint], returns: Returns::Double, run: round },
    Function {
        name: "pc_double_to_dec",
        params: &[Param::Double, Param::Bigint, Param::Bigint, Param::Boolean],
        returns: Returns::DecimalFrom(1),
        run: to_decimal,
    },
    Function {
        name: "pc_width_bucket",
        params: &[Param::Double, Param::Double, Param::Double, Param::Bigint],
        returns: Returns::Bigint,
        run: width_bucket,
    },
];

/// `a / b`; null for `b = 0`.
fn divide(call: &Call<'_>) -> Result<ArrayRef> {
    let (dividends, divisors) = (call.doubles(0)?, call.doubles(1)?);
    call.primitives::<Float64Type>(|row| match (dividends.get(row), divisors.get(row)) {
        (Some(a), Some(b)) if b != 0.0 => Ok(Some(a / b)),
        _ => Ok(None),
    })
}

/// Remainder with the sign of the dividend; null for `b = 0`.
fn modulo(call: &Call<'_>) -> Result<ArrayRef> {
    let (dividends, divisors) = (call.doubles(0)?, call.doubles(1)?);
    call.primitives::<Float64Type>(|row| match (dividends.get(row), divisors.get(row)) {
        (Some(a), Some(b)) if b != 0.0 => Ok(Some(a % b)),
        _ => Ok(None),
    })
}

/// Null where the result is not finite.
fn power(call: &Call<'_>) -> Result<ArrayRef> {
    let (bases, exponents) = (call.doubles(0)?, call.doubles(1)?);
    call.primitives::<Float64Type>(|row| {
        let operands = bases.get(row).zip(exponents.get(row));
        Ok(operands.map(|(base, exponent)| base.powf(exponent)).filter(|result| result.is_finite()))
    })
}

/// A function of one double; null outside its domain. Infinity stays what it is for arguments that are infinite.
fn defined(call: &Call<'_>, function: fn(f64) -> f64) -> Result<ArrayRef> {
    let values = call.doubles(0)?;
    call.primitives::<Float64Type>(|row| {
        let result = values.get(row).map(function);
        Ok(result.filter(|result| !result.is_nan() && *result != f64::NEG_INFINITY))
    })
}

/// e^x; null where it overflows.
fn exp(call: &Call<'_>) -> Result<ArrayRef> {
    // The largest argument, in the two decimals that every engine compares with.
    const LARGEST: f64 = 709.78;
    let values = call.doubles(0)?;
    call.primitives::<Float64Type>(|row| Ok(values.get(row).filter(|value| *value <= LARGEST).map(f64::exp)))
}

/// Half away from zero to `n` decimals, as if on paper: `round(1.005, 2)` is 1.01.
fn round(call: &Call<'_>) -> Result<ArrayRef> {
    let (values, digits) = (call.doubles(0)?, call.bigints(1)?);
    call.primitives::<Float64Type>(|row| {
        Ok(values.get(row).zip(digits.get(row)).map(|(value, digits)| round_half_up(value, digits)))
    })
}

/// Doubles from here on are whole.
const WHOLE: f64 = 9_007_199_254_740_992.0;

fn round_half_up(value: f64, digits: i64) -> f64 {
    if value.abs() >= WHOLE || !value.is_finite() {
        return value;
    }
    let Ok(digits @ 0..=22) = u8::try_from(digits) else { return value };
    // Both operands of the quotient are exact below 2^53, so it is the double nearest to the decimal result.
    match scaled(value, digits) {
        #[expect(clippy::cast_precision_loss, reason = "guarded: below 2^53")]
        Some(unscaled) if unscaled.unsigned_abs() < WHOLE as u128 => unscaled as f64 / power_of_ten(digits),
        Some(unscaled) => format!("{unscaled}e-{digits}").parse().unwrap_or(value),
        None => value,
    }
}

/// `value`, written in its shortest decimal form, times 10^`digits`, half away from zero.
fn scaled(value: f64, digits: u8) -> Option<i128> {
    scaled_fast(value, digits).or_else(|| scaled_by_text(value, digits))
}

/// The common case: the product is small enough to be near exact, and not near a half, where the text decides.
fn scaled_fast(value: f64, digits: u8) -> Option<i128> {
    const LARGEST: f64 = 1e15;
    if digits > 15 {
        return None;
    }
    let product = value * power_of_ten(digits);
    let distance = (product.fract().abs() - 0.5).abs();
    let doubt = product.abs() * (4.0 * f64::EPSILON) + f64::MIN_POSITIVE;
    #[expect(clippy::cast_possible_truncation, reason = "guarded: below 10^15")]
    (product.abs() < LARGEST && distance > doubt).then(|| product.round() as i128)
}

/// Exact: on the digits that `{:e}` writes, the shortest that read back as the same double.
fn scaled_by_text(value: f64, digits: u8) -> Option<i128> {
    if !value.is_finite() {
        return None;
    }
    let text = format!("{:e}", value.abs());
    let (mantissa, exponent) = text.split_once('e')?;
    // value = 0.d₁d₂d₃… × 10^(exponent + 1): so many digits stand before the point of the product.
    let kept = exponent.parse::<i32>().ok()? + 1 + i32::from(digits);
    let mut all = mantissa.bytes().filter(u8::is_ascii_digit).map(|digit| i128::from(digit - b'0'));
    let mut unscaled = 0_i128;
    for _ in 0..kept {
        unscaled = unscaled.checked_mul(10)?.checked_add(all.next().unwrap_or(0))?;
    }
    if kept >= 0 && all.next().is_some_and(|digit| digit >= 5) {
        unscaled = unscaled.checked_add(1)?;
    }
    Some(if value < 0.0 { -unscaled } else { unscaled })
}

/// The powers of ten that a double holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// 10^`digits`.
fn power_of_ten(digits: u8) -> f64 {
    POWERS.get(usize::from(digits)).copied().unwrap_or(f64::INFINITY)
}

/// Cast to decimal, half away from zero.
fn to_decimal(call: &Call<'_>) -> Result<ArrayRef> {
    let values = call.doubles(0)?;
    let target = Target::of(call)?;
    let digits = target.scale().unsigned_abs();
    let safe = call.literal_boolean(3)?;
    call.primitives::<Decimal128Type>(|row| {
        let Some(value) = values.get(row) else { return Ok(None) };
        match scaled(value, digits).and_then(|unscaled| target.fit(unscaled)) {
            None if !safe => Err(failure(format!("cannot cast {value} to {}: it does not fit", target.name()))),
            result => Ok(result),
        }
    })
}

/// Which of `n` equal parts of `[low, high)` holds `x`: 1 to `n`; 0 below, `n + 1` from `high` on.
fn width_bucket(call: &Call<'_>) -> Result<ArrayRef> {
    let values = call.doubles(0)?;
    let (low, high) = (call.doubles(1)?, call.doubles(2)?);
    let buckets = call.bigints(3)?;
    call.primitives::<Int64Type>(|row| {
        let bounds = low.get(row).zip(high.get(row)).zip(buckets.get(row));
        Ok(values.get(row).zip(bounds).map(|(x, ((low, high), buckets))| bucket(x, low, high, buckets)))
    })
}

#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "as the other engines compute it")]
fn bucket(x: f64, low: f64, high: f64, buckets: i64) -> i64 {
    if x < low {
        0
    } else if x >= high {
        buckets.saturating_add(1)
    } else {
        (buckets as f64 * (x - low) / (high - low)) as i64 + 1
    }
}

#[cfg(test)]
mod tests {
    use super::{bucket, round_half_up, scaled_by_text, scaled_fast};

    #[test]
    fn rounds_on_the_shortest_text() {
        for (value, digits, expected) in [
            (1.005, 2, 1.01),
            (2.675, 2, 2.68),
            (-2.675, 2, -2.68),
            (0.5, 0, 1.0),
            (-0.5, 0, -1.0),
            (1e300, 2, 1e300),
            (0.1 + 0.2, 15, 0.3),
            (123_456_789.123_456_79, 7, 123_456_789.123_456_8),
            (4_503_599_627_370_495.5, 0, 4_503_599_627_370_496.0),
            (0.000_000_1, 3, 0.0),
        ] {
            assert_eq!(round_half_up(value, digits), expected, "round({value}, {digits})");
        }
    }

    /// Wherever the fast path answers, it answers as the text does.
    #[test]
    fn fast_path_agrees_with_the_text() {
        let mut seed = 42_u64;
        for i in 0_i32..200_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let digits = u8::try_from(i % 16).unwrap();
            let value = f64::from(u32::try_from(seed >> 33).unwrap()) / [8.0, 1000.0, 3.0, 1e9][(i % 4) as usize];
            let value = if i % 2 == 0 { value } else { -value };
            if let Some(fast) = scaled_fast(value, digits) {
                assert_eq!(Some(fast), scaled_by_text(value, digits), "{value} {digits}");
            }
        }
    }

    #[test]
    fn buckets() {
        assert_eq!(bucket(-1.0, 0.0, 10.0, 5), 0);
        assert_eq!(bucket(0.0, 0.0, 10.0, 5), 1);
        assert_eq!(bucket(9.99, 0.0, 10.0, 5), 5);
        assert_eq!(bucket(10.0, 0.0, 10.0, 5), 6);
    }
}
