//! One value of the language, outside Arrow: read from files, given by tests, shown in reports.

use std::borrow::Cow;
use std::fmt;

use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType,
};
use pipelinec_core::Symbol;
use pipelinec_core::ir;
use pipelinec_core::types::Type;

use crate::read::text::{self, Reason};

/// A value; text may be borrowed from the record it was read from.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// No value.
    Null,
    /// `boolean`.
    Boolean(bool),
    /// `bigint`.
    Bigint(i64),
    /// `double`.
    Double(f64),
    /// `decimal`: the unscaled number and its scale.
    Decimal(i128, u8),
    /// `string`.
    String(Cow<'a, str>),
    /// `date`: days since 1970-01-01.
    Date(i32),
    /// `timestamp`: microseconds since 1970-01-01 00:00 UTC.
    Timestamp(i64),
    /// `array`.
    List(Vec<Cell<'a>>),
    /// `struct`: all fields, in order.
    Struct(Vec<(Symbol, Cell<'a>)>),
    /// `map`.
    Map(Vec<(Cow<'a, str>, Cell<'a>)>),
}

impl Cell<'static> {
    /// The value of a test, as a value of `ty`.
    ///
    /// # Errors
    /// When a literal is no value of the type; the checker has seen to that.
    pub fn from_test(value: &ir::Value, ty: &Type) -> Result<Self, Reason> {
        match (value, ty) {
            (ir::Value::List(items), Type::Array(item)) => {
                items.iter().map(|v| Self::from_test(v, item)).collect::<Result<_, _>>().map(Self::List)
            }
            (ir::Value::List(_), _) => Err(Reason::NotA("a scalar")),
            (ir::Value::Literal(literal), _) => Self::from_literal(literal, ty),
        }
    }

    /// A literal, as a value of `ty`.
    ///
    /// # Errors
    /// When it is no value of the type.
    pub fn from_literal(literal: &ir::Literal, ty: &Type) -> Result<Self, Reason> {
        let text = match literal {
            ir::Literal::Null => return Ok(Self::Null),
            ir::Literal::Boolean(b) => return Ok(Self::Boolean(*b)),
            ir::Literal::Double(d) if *ty == Type::Double => return Ok(Self::Double(*d)),
            ir::Literal::Double(d) => d.to_string(),
            ir::Literal::Bigint(n) => n.to_string(),
            ir::Literal::Decimal(t) | ir::Literal::String(t) | ir::Literal::Date(t) | ir::Literal::Timestamp(t) => {
                t.clone()
            }
        };
        Cell::from_text(text.as_bytes(), ty).map(Cell::into_owned)
    }
}

impl<'a> Cell<'a> {
    /// A scalar from its text.
    ///
    /// # Errors
    /// When the text is no value of the type.
    pub fn from_text(text: &'a [u8], ty: &Type) -> Result<Self, Reason> {
        Ok(match ty {
            Type::Boolean => Self::Boolean(text::boolean(text)?),
            Type::Bigint => Self::Bigint(text::bigint(text)?),
            Type::Double => Self::Double(text::double(text)?),
            Type::Decimal(decimal) => Self::Decimal(text::decimal(text, *decimal)?, decimal.scale),
            Type::String => Self::String(Cow::Borrowed(std::str::from_utf8(text).map_err(|_| Reason::NotUtf8)?)),
            Type::Date => Self::Date(text::date(text)?),
            Type::Timestamp => Self::Timestamp(text::timestamp(text)?),
            Type::Array(_) | Type::Struct(_) | Type::Map(_) | Type::Null | Type::Error => {
                return Err(Reason::NotA("a scalar"));
            }
        })
    }

    /// The value with its texts copied.
    #[must_use]
    pub fn into_owned(self) -> Cell<'static> {
        match self {
            Self::Null => Cell::Null,
            Self::Boolean(v) => Cell::Boolean(v),
            Self::Bigint(v) => Cell::Bigint(v),
            Self::Double(v) => Cell::Double(v),
            Self::Decimal(v, scale) => Cell::Decimal(v, scale),
            Self::String(v) => Cell::String(Cow::Owned(v.into_owned())),
            Self::Date(v) => Cell::Date(v),
            Self::Timestamp(v) => Cell::Timestamp(v),
            Self::List(items) => Cell::List(items.into_iter().map(Cell::into_owned).collect()),
            Self::Struct(fields) => Cell::Struct(fields.into_iter().map(|(n, v)| (n, v.into_owned())).collect()),
            Self::Map(entries) => {
                Cell::Map(entries.into_iter().map(|(k, v)| (Cow::Owned(k.into_owned()), v.into_owned())).collect())
            }
        }
    }

    /// Row `row` of an Arrow array.
    #[must_use]
    pub fn from_array(array: &ArrayRef, row: usize) -> Cell<'static> {
        if row >= array.len() || array.is_null(row) {
            return Cell::Null;
        }
        scalar(array, row).or_else(|| nested(array, row)).unwrap_or(Cell::Null)
    }
}

fn scalar(array: &ArrayRef, row: usize) -> Option<Cell<'static>> {
    let text = |t: &str| Cell::String(Cow::Owned(t.to_owned()));
    Some(match array.data_type() {
        DataType::Boolean => Cell::Boolean(array.as_boolean_opt()?.value(row)),
        DataType::Int8 => Cell::Bigint(array.as_primitive_opt::<Int8Type>()?.value(row).into()),
        DataType::Int16 => Cell::Bigint(array.as_primitive_opt::<Int16Type>()?.value(row).into()),
        DataType::Int32 => Cell::Bigint(array.as_primitive_opt::<Int32Type>()?.value(row).into()),
        DataType::Int64 => Cell::Bigint(array.as_primitive_opt::<Int64Type>()?.value(row)),
        DataType::Float64 => Cell::Double(array.as_primitive_opt::<Float64Type>()?.value(row)),
        DataType::Decimal128(_, scale) => {
            Cell::Decimal(array.as_primitive_opt::<Decimal128Type>()?.value(row), u8::try_from(*scale).unwrap_or(0))
        }
        DataType::Utf8 => text(array.as_string_opt::<i32>()?.value(row)),
        DataType::LargeUtf8 => text(array.as_string_opt::<i64>()?.value(row)),
        DataType::Utf8View => text(array.as_string_view_opt()?.value(row)),
        DataType::Date32 => Cell::Date(array.as_primitive_opt::<Date32Type>()?.value(row)),
        DataType::Timestamp(..) => Cell::Timestamp(array.as_primitive_opt::<TimestampMicrosecondType>()?.value(row)),
        _ => return None,
    })
}

fn nested(array: &ArrayRef, row: usize) -> Option<Cell<'static>> {
    Some(match array.data_type() {
        DataType::List(_) => {
            let items = array.as_list_opt::<i32>()?.value(row);
            Cell::List((0..items.len()).map(|i| Cell::from_array(&items, i)).collect())
        }
        DataType::Struct(fields) => {
            let columns = array.as_struct_opt()?.columns();
            let values = fields.iter().zip(columns);
            Cell::Struct(values.map(|(f, c)| (Symbol::from(f.name().as_str()), Cell::from_array(c, row))).collect())
        }
        DataType::Map(..) => {
            let entries = array.as_map_opt()?.value(row);
            let (keys, values) = (entries.columns().first()?, entries.columns().get(1)?);
            let key = |i| Cow::Owned(Cell::from_array(keys, i).to_string());
            Cell::Map((0..entries.len()).map(|i| (key(i), Cell::from_array(values, i))).collect())
        }
        _ => return None,
    })
}

/// As the language writes literals of the type, without quotes; `null` for null.
impl fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(v) => write!(f, "{v}"),
            Self::Bigint(v) => write!(f, "{v}"),
            Self::Double(v) if v.abs() >= 1e17 || (*v != 0.0 && v.abs() < 1e-7) => write!(f, "{v:e}"),
            // `{:?}` keeps the point: a double shows as one.
            Self::Double(v) => write!(f, "{v:?}"),
            Self::Decimal(v, scale) => decimal(f, *v, usize::from(*scale)),
            Self::String(v) => f.write_str(v),
            Self::Date(days) => date(f, i64::from(*days)),
            Self::Timestamp(micros) => timestamp(f, *micros),
            Self::List(items) => {
                f.write_str("[")?;
                for (i, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if i == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            Self::Struct(fields) => entries(f, &fields.iter().map(|(name, v)| (name.as_ref(), v)).collect::<Vec<_>>()),
            Self::Map(pairs) => entries(f, &pairs.iter().map(|(key, v)| (key.as_ref(), v)).collect::<Vec<_>>()),
        }
    }
}

fn entries(f: &mut fmt::Formatter<'_>, entries: &[(&str, &Cell<'_>)]) -> fmt::Result {
    f.write_str("{")?;
    for (i, (name, value)) in entries.iter().enumerate() {
        write!(f, "{}{name}: {value}", if i == 0 { "" } else { ", " })?;
    }
    f.write_str("}")
}

fn decimal(f: &mut fmt::Formatter<'_>, unscaled: i128, scale: usize) -> fmt::Result {
    let sign = if unscaled < 0 { "-" } else { "" };
    let digits = format!("{:0width$}", unscaled.unsigned_abs(), width = scale + 1);
    match digits.split_at_checked(digits.len() - scale) {
        Some((whole, fraction)) if scale > 0 => write!(f, "{sign}{whole}.{fraction}"),
        Some(_) | None => write!(f, "{sign}{digits}"),
    }
}

fn date(f: &mut fmt::Formatter<'_>, days: i64) -> fmt::Result {
    // The inverse of `read::text::day`: years that start in March, in eras of 400 years.
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    write!(f, "{year:04}-{month:02}-{day:02}")
}

fn timestamp(f: &mut fmt::Formatter<'_>, micros: i64) -> fmt::Result {
    let (seconds, fraction) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
    date(f, seconds.div_euclid(86_400))?;
    let second = seconds.rem_euclid(86_400);
    write!(f, " {:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)?;
    if fraction == 0 { Ok(()) } else { write!(f, ".{fraction:06}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shows_values_as_the_language_writes_them() {
        let shown = |cell: Cell<'_>| cell.to_string();
        assert_eq!(shown(Cell::Decimal(-5, 2)), "-0.05");
        assert_eq!(shown(Cell::Decimal(12_345, 2)), "123.45");
        assert_eq!(shown(Cell::Decimal(7, 0)), "7");
        assert_eq!(shown(Cell::Double(2.0)), "2.0");
        assert_eq!(shown(Cell::Double(1e300)), "1e300");
        assert_eq!(shown(Cell::Timestamp(-1)), "1969-12-31 23:59:59.999999");
        assert_eq!(shown(Cell::List(vec![Cell::Bigint(1), Cell::Null])), "[1, null]");
    }

    proptest! {
        #[test]
        fn days_come_back(days in -719_162i32..=2_932_896) {
            let shown = Cell::Date(days).to_string();
            prop_assert_eq!(text::date(shown.as_bytes()), Ok(days));
        }
    }
}
