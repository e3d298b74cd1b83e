//! Exact decimals: 128 bits where they suffice, 256 bits where an intermediate result needs more.

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::{Decimal128Type, i256};
use datafusion::common::{DataFusionError, Result};

use super::call::{Call, failure};
use super::function::{Function, Param, Returns};

/// Two operands, then precision and scale of the result.
const BINARY: &[Param] = &[Param::Decimal, Param::Decimal, Param::Bigint, Param::Bigint];
const ROUND: &[Param] = &[Param::Decimal, Param::Bigint, Param::Bigint, Param::Text];

pub(super) const FUNCTIONS: &[Function] = &[
    Function { name: "pc_dec_add", params: BINARY, returns: Returns::DecimalFrom(2), run: |call| sum(call, '+') },
    Function { name: "pc_dec_sub", params: BINARY, returns: Returns::DecimalFrom(2), run: |call| sum(call, '-') },
    Function { name: "pc_dec_mul", params: BINARY, returns: Returns::DecimalFrom(2), run: multiply },
    Function { name: "pc_dec_div", params: BINARY, returns: Returns::DecimalFrom(2), run: divide },
    Function { name: "pc_dec_round", params: ROUND, returns: Returns::DecimalFrom(1), run: round },
];

/// A decimal type that results must fit.
#[derive(Clone, Copy)]
pub(super) struct Target {
    precision: u8,
    scale: i8,
    /// The first magnitude that does not fit.
    limit: i128,
}

impl Target {
    pub(super) fn of(call: &Call<'_>) -> Result<Self> {
        let (precision, scale) = call.returned_decimal()?;
        match power_of_ten(precision.into()) {
            Some(limit) => Ok(Self { precision, scale, limit }),
            None => Err(failure(format!("decimal({precision},{scale}) is no type"))),
        }
    }

    /// Decimals after the point.
    pub(super) fn scale(self) -> i8 {
        self.scale
    }

    /// The value, if it has no more digits than the type.
    pub(super) fn fit(self, value: i128) -> Option<i128> {
        (value.unsigned_abs() < self.limit.unsigned_abs()).then_some(value)
    }

    /// The type in the language.
    pub(super) fn name(self) -> String {
        format!("decimal({},{})", self.precision, self.scale)
    }

    fn overflow(self, expression: &str) -> DataFusionError {
        failure(format!("decimal overflow: {expression} does not fit {}", self.name()))
    }
}

/// 10^`exponent`, up to 38.
pub(super) fn power_of_ten(exponent: u32) -> Option<i128> {
    10_i128.checked_pow(exponent)
}

/// `numerator / denominator`, half away from zero.
pub(super) fn divide_half_up(numerator: i128, denominator: i128) -> i128 {
    let (quotient, rest) = (numerator / denominator, numerator % denominator);
    if rest.unsigned_abs() >= denominator.unsigned_abs() - rest.unsigned_abs() {
        quotient + if (numerator < 0) == (denominator < 0) { 1 } else { -1 }
    } else {
        quotient
    }
}

/// The same in 256 bits.
fn divide_half_up_wide(numerator: i256, denominator: i256) -> i256 {
    let (quotient, rest) = (numerator.wrapping_div(denominator), numerator.wrapping_rem(denominator));
    if rest.wrapping_abs() < denominator.wrapping_abs().wrapping_sub(rest.wrapping_abs()) {
        quotient
    } else if numerator.is_negative() == denominator.is_negative() {
        quotient.wrapping_add(i256::ONE)
    } else {
        quotient.wrapping_sub(i256::ONE)
    }
}

/// An unscaled value as text.
fn shown(value: i128, scale: i8) -> String {
    let digits = usize::from(scale.unsigned_abs());
    let text = format!("{:0>width$}", value.unsigned_abs(), width = digits + 1);
    let (whole, fraction) = text.split_at(text.len() - digits);
    let sign = if value < 0 { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// `a ⊕ b` per row, where `compute` gives `None` for a result that does not fit.
fn binary(
    call: &Call<'_>,
    operator: char,
    compute: impl Fn(i128, i128) -> Option<i128>,
    is_null: impl Fn(i128) -> bool,
) -> Result<ArrayRef> {
    let ((left, left_scale), (right, right_scale)) = (call.decimals(0)?, call.decimals(1)?);
    let target = Target::of(call)?;
    call.primitives::<Decimal128Type>(|row| match (left.get(row), right.get(row)) {
        (Some(a), Some(b)) if !is_null(b) => match compute(a, b).and_then(|value| target.fit(value)) {
            Some(value) => Ok(Some(value)),
            None => {
                let (a, b) = (shown(a, left_scale), shown(b, right_scale));
                Err(target.overflow(&format!("{a} {operator} {b}")))
            }
        },
        _ => Ok(None),
    })
}

/// How many decimals `to` has more than `from`, as a factor; `None` beyond 10^38.
fn factor(from: i8, to: i8) -> Option<i128> {
    u32::try_from(i16::from(to) - i16::from(from)).ok().and_then(power_of_ten)
}

/// Addition and subtraction. The result's scale is the larger one of the operands.
fn sum(call: &Call<'_>, operator: char) -> Result<ArrayRef> {
    let scale = Target::of(call)?.scale();
    let (left, right) = (factor(call.decimals(0)?.1, scale), factor(call.decimals(1)?.1, scale));
    let (Some(left), Some(right)) = (left, right) else {
        return Err(failure("the result of a decimal sum must keep all decimals"));
    };
    // An operand that overflows alone can still be brought back by the other, so this is decided in 256 bits.
    let wide = move |a: i128, b: i128| {
        let a = i256::from_i128(a).checked_mul(i256::from_i128(left))?;
        let b = i256::from_i128(b).checked_mul(i256::from_i128(right))?;
        if operator == '+' { a.checked_add(b)?.to_i128() } else { a.checked_sub(b)?.to_i128() }
    };
    let narrow = move |a: i128, b: i128| {
        let (a, b) = (a.checked_mul(left)?, b.checked_mul(right)?);
        if operator == '+' { a.checked_add(b) } else { a.checked_sub(b) }
    };
    binary(call, operator, |a, b| narrow(a, b).or_else(|| wide(a, b)), |_| false)
}

/// The result's scale is the sum of the operands'.
fn multiply(call: &Call<'_>) -> Result<ArrayRef> {
    binary(call, '*', i128::checked_mul, |_| false)
}

/// Rounded half away from zero at the result's scale; null for `b = 0`.
fn divide(call: &Call<'_>) -> Result<ArrayRef> {
    let shift = i32::from(Target::of(call)?.scale()) - i32::from(call.decimals(0)?.1) + i32::from(call.decimals(1)?.1);
    let factor = i256::from_i128(10).checked_pow(shift.unsigned_abs());
    let narrow_factor = factor.and_then(i256::to_i128);
    let compute = |a: i128, b: i128| {
        let scaled = if shift >= 0 {
            narrow_factor.and_then(|factor| a.checked_mul(factor)).zip(Some(b))
        } else {
            Some(a).zip(narrow_factor.and_then(|factor| b.checked_mul(factor)))
        };
        match scaled {
            Some((numerator, denominator)) => Some(divide_half_up(numerator, denominator)),
            None => {
                let (a, b) = (i256::from_i128(a), i256::from_i128(b));
                let (a, b) = if shift >= 0 { (a.checked_mul(factor?)?, b) } else { (a, b.checked_mul(factor?)?) };
                divide_half_up_wide(a, b).to_i128()
            }
        }
    };
    binary(call, '/', compute, |b| b == 0)
}

/// `ceil`, `floor`, `trunc` or `round` to the result's scale.
fn round(call: &Call<'_>) -> Result<ArrayRef> {
    let (values, scale) = call.decimals(0)?;
    let target = Target::of(call)?;
    let mode = call.literal_text(3)?;
    let dropped = i32::from(scale) - i32::from(target.scale());
    let Some(unit) = power_of_ten(dropped.unsigned_abs()) else {
        return Err(failure(format!("a decimal cannot be rounded to {} decimals", target.scale())));
    };
    let at_scale = |value: i128| {
        if dropped <= 0 {
            return value.checked_mul(unit);
        }
        Some(match mode.as_str() {
            "ceil" => value.div_euclid(unit) + i128::from(value.rem_euclid(unit) != 0),
            "floor" => value.div_euclid(unit),
            "round" => divide_half_up(value, unit),
            _ => value / unit,
        })
    };
    call.primitives::<Decimal128Type>(|row| match values.get(row) {
        Some(value) => match at_scale(value).and_then(|rounded| target.fit(rounded)) {
            Some(rounded) => Ok(Some(rounded)),
            None => Err(target.overflow(&format!("{mode}({})", shown(value, scale)))),
        },
        None => Ok(None),
    })
}

#[cfg(test)]
mod tests {
    use super::{divide_half_up, shown};

    #[test]
    fn rounds_half_away_from_zero() {
        for (numerator, denominator, expected) in
            [(5, 2, 3), (-5, 2, -3), (5, -2, -3), (-5, -2, 3), (4, 3, 1), (i128::MAX, 1, i128::MAX), (0, 7, 0)]
        {
            assert_eq!(divide_half_up(numerator, denominator), expected, "{numerator} / {denominator}");
        }
    }

    #[test]
    fn shows_all_decimals() {
        assert_eq!(shown(-5, 2), "-0.05");
        assert_eq!(shown(1234, 2), "12.34");
        assert_eq!(shown(7, 0), "7");
    }
}
