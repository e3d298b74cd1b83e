//! Checked bigint arithmetic.

use datafusion::arrow::array::{ArrayRef, Datum};
use datafusion::arrow::compute::kernels::numeric;
use datafusion::arrow::datatypes::Int64Type;
use datafusion::arrow::error::ArrowError;
use datafusion::common::{DataFusionError, Result};

use super::call::{Call, failure};
use super::function::{Function, Param, Returns};

const TWO: &[Param] = &[Param::Bigint, Param::Bigint];

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "pc_add", params: TWO, returns: Returns::Bigint, run: |call| checked(call, numeric::add) },
    Function { name: "pc_sub", params: TWO, returns: Returns::Bigint, run: |call| checked(call, numeric::sub) },
    Function { name: "pc_mul", params: TWO, returns: Returns::Bigint, run: |call| checked(call, numeric::mul) },
    Function { name: "pc_div", params: TWO, returns: Returns::Bigint, run: div },
    Function { name: "pc_mod", params: TWO, returns: Returns::Bigint, run: modulo },
    Function { name: "pc_round_bigint", params: TWO, returns: Returns::Bigint, run: round },
];

/// `a + b`, `a - b`, `a * b`; a result beyond 64 bits fails.
fn checked(
    call: &Call<'_>,
    kernel: impl Fn(&dyn Datum, &dyn Datum) -> Result<ArrayRef, ArrowError>,
) -> Result<ArrayRef> {
    kernel(call.datum(0)?.as_ref(), call.datum(1)?.as_ref()).map_err(|error| match error {
        ArrowError::ArithmeticOverflow(message) => overflow(message.trim_start_matches("Overflow happened on: ")),
        other => DataFusionError::from(other),
    })
}

fn overflow(expression: &str) -> DataFusionError {
    failure(format!("bigint overflow: {expression} does not fit 64 bits"))
}

/// Integer division, truncating; null for `b = 0`.
fn div(call: &Call<'_>) -> Result<ArrayRef> {
    let (dividends, divisors) = (call.bigints(0)?, call.bigints(1)?);
    call.primitives::<Int64Type>(|row| match (dividends.get(row), divisors.get(row)) {
        (Some(a), Some(b)) if b != 0 => match a.checked_div(b) {
            Some(quotient) => Ok(Some(quotient)),
            None => Err(overflow(&format!("div({a}, {b})"))),
        },
        _ => Ok(None),
    })
}

/// Remainder with the sign of the dividend; null for `b = 0`.
fn modulo(call: &Call<'_>) -> Result<ArrayRef> {
    let (dividends, divisors) = (call.bigints(0)?, call.bigints(1)?);
    call.primitives::<Int64Type>(|row| match (dividends.get(row), divisors.get(row)) {
        (Some(a), Some(b)) if b != 0 => Ok(Some(a.wrapping_rem(b))),
        _ => Ok(None),
    })
}

/// `round(x, n)`: half away from zero, to tens, hundreds … for a negative `n`.
fn round(call: &Call<'_>) -> Result<ArrayRef> {
    let (values, digits) = (call.bigints(0)?, call.bigints(1)?);
    call.primitives::<Int64Type>(|row| match (values.get(row), digits.get(row)) {
        (Some(value), Some(digits)) => match round_half_up(value, digits) {
            Some(rounded) => Ok(Some(rounded)),
            None => Err(overflow(&format!("round({value}, {digits})"))),
        },
        _ => Ok(None),
    })
}

fn round_half_up(value: i64, digits: i64) -> Option<i64> {
    if digits >= 0 {
        return Some(value);
    }
    let Some(unit) = u32::try_from(digits.unsigned_abs()).ok().and_then(|n| 10_i128.checked_pow(n)) else {
        return Some(0);
    };
    let value = i128::from(value);
    let half = if value < 0 { -unit / 2 } else { unit / 2 };
    i64::try_from((value + half) / unit * unit).ok()
}

#[cfg(test)]
mod tests {
    use super::round_half_up;

    #[test]
    fn rounds_half_away_from_zero() {
        assert_eq!(round_half_up(25, -1), Some(30));
        assert_eq!(round_half_up(-25, -1), Some(-30));
        assert_eq!(round_half_up(24, -1), Some(20));
        assert_eq!(round_half_up(24, 3), Some(24));
        assert_eq!(round_half_up(i64::MAX, -18), Some(9_000_000_000_000_000_000));
        assert_eq!(round_half_up(i64::MAX, -1), None);
        assert_eq!(round_half_up(i64::MAX, -40), Some(0));
    }
}
