//! Values in case files, and whether the embedded engine gives them.

use pipelinec_core::types::Type;
use pipelinec_local::cell::Cell;
use serde_json::Value;

use super::case::Compare;
use super::typed::Query;

impl Query {
    /// Expected against actual: rows of one value, or of key and value.
    pub(super) fn agree(&self, expected: &[Value], actual: &[Vec<Cell<'_>>]) -> Result<(), String> {
        if expected.len() != actual.len() {
            return Err(format!("gives {} values, not {}", actual.len(), expected.len()));
        }
        for (row, (expected, actual)) in expected.iter().zip(actual).enumerate() {
            let agree = match (&self.key, expected, actual.as_slice()) {
                (Some(key_type), Value::Array(pair), [key, value]) if pair.len() == 2 => {
                    let keys = pair.first().map(|expected| agree(expected, key, key_type, Compare::Exact));
                    let measures = pair.get(1).map(|expected| agree(expected, value, &self.ty, self.compare));
                    keys.transpose()? == Some(true) && measures.transpose()? == Some(true)
                }
                (None, expected, [value, ..]) => agree(expected, value, &self.ty, self.compare)?,
                _ => false,
            };
            if !agree {
                let actual: Vec<String> = actual.iter().map(ToString::to_string).collect();
                return Err(format!(
                    "row {}: expected {expected}, got {}\n    {}",
                    row + 1,
                    actual.join(" | "),
                    self.sql
                ));
            }
        }
        Ok(())
    }
}

/// A value of a file as a value of the language.
pub(super) fn cell(value: &Value, ty: &Type) -> Result<Cell<'static>, String> {
    let wrong = || format!("{value} is no {ty}");
    Ok(match (value, ty) {
        (Value::Null, _) => Cell::Null,
        (Value::Bool(value), Type::Boolean) => Cell::Boolean(*value),
        (Value::Number(number), Type::Bigint) => Cell::Bigint(number.as_i64().ok_or_else(wrong)?),
        (Value::Number(number), Type::Double) => Cell::Double(number.as_f64().ok_or_else(wrong)?),
        (Value::String(text), Type::Double) => Cell::Double(match text.as_str() {
            "NaN" => f64::NAN,
            "Infinity" => f64::INFINITY,
            "-Infinity" => f64::NEG_INFINITY,
            _ => return Err(wrong()),
        }),
        (Value::String(text), ty) => Cell::from_text(text.as_bytes(), ty).map_err(|_| wrong())?.into_owned(),
        (Value::Array(items), Type::Array(item)) => {
            Cell::List(items.iter().map(|value| cell(value, item)).collect::<Result<_, _>>()?)
        }
        _ => return Err(wrong()),
    })
}

/// Whether the engine gave the expected value.
fn agree(expected: &Value, actual: &Cell<'_>, ty: &Type, compare: Compare) -> Result<bool, String> {
    Ok(same(&cell(expected, ty)?, actual, compare))
}

#[expect(clippy::float_cmp, clippy::cast_precision_loss, reason = "exact is meant; estimates are small")]
fn same(expected: &Cell<'_>, actual: &Cell<'_>, compare: Compare) -> bool {
    match (expected, actual, compare) {
        (Cell::Double(a), Cell::Double(b), Compare::Exact) => a == b || (a.is_nan() && b.is_nan()),
        (Cell::Double(a), Cell::Double(b), Compare::Approx) => {
            let tolerance = (1e-11 * a.abs().max(b.abs())).max(1e-12);
            a == b || (a - b).abs() <= tolerance || (a.is_nan() && b.is_nan())
        }
        (Cell::Bigint(a), Cell::Bigint(b), Compare::Within5Percent) => {
            (*a as f64 - *b as f64).abs() <= 0.05 * (*a as f64).abs()
        }
        (Cell::List(a), Cell::List(b), _) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b, compare)),
        _ => expected == actual,
    }
}
