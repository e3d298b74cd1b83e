//! The language's types. Rules: `docs/language.md`, section Types.

use std::fmt;

use crate::Symbol;

/// The type of a value. All types can be null; nullability is tracked beside the type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    /// `true`, `false`.
    Boolean,
    /// 64-bit signed integer; overflow fails the run.
    Bigint,
    /// IEEE 754 binary64; NaN is not a value.
    Double,
    /// Exact decimal.
    Decimal(Decimal),
    /// Unicode text, compared by code point.
    String,
    /// Calendar day, 0001-01-01 to 9999-12-31.
    Date,
    /// Microseconds of UTC wall clock, same years; no zone.
    Timestamp,
    /// A list of values of one type.
    Array(Box<Type>),
    /// Named fields: read only.
    Struct(Vec<(Symbol, Type)>),
    /// String keys to values of one type: read only.
    Map(Box<Type>),
    /// The type of a bare `null`: widens to anything.
    Null,
    /// Something already reported: silences follow-up errors.
    Error,
}

/// Precision and scale of a decimal: `1 ≤ precision ≤ 38`, `0 ≤ scale ≤ precision`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    /// Total digits.
    pub precision: u8,
    /// Digits after the point.
    pub scale: u8,
}

/// Largest decimal precision.
pub const MAX_PRECISION: u8 = 38;

impl Decimal {
    /// `decimal(precision, scale)` when that is a type.
    #[must_use]
    pub const fn new(precision: u8, scale: u8) -> Option<Self> {
        if precision >= 1 && precision <= MAX_PRECISION && scale <= precision {
            Some(Self { precision, scale })
        } else {
            None
        }
    }

    /// Digits before the point.
    #[must_use]
    pub const fn integer_digits(self) -> u8 {
        self.precision - self.scale
    }
}

impl Type {
    /// Whether this is [`Type::Error`] or holds one.
    #[must_use]
    pub fn is_error(&self) -> bool {
        match self {
            Self::Error => true,
            Self::Array(item) | Self::Map(item) => item.is_error(),
            Self::Struct(fields) => fields.iter().any(|(_, ty)| ty.is_error()),
            Self::Boolean
            | Self::Bigint
            | Self::Double
            | Self::Decimal(_)
            | Self::String
            | Self::Date
            | Self::Timestamp
            | Self::Null => false,
        }
    }

    /// Whether values can be compared, ordered and grouped.
    #[must_use]
    pub fn is_orderable(&self) -> bool {
        match self {
            Self::Boolean
            | Self::Bigint
            | Self::Double
            | Self::Decimal(_)
            | Self::String
            | Self::Date
            | Self::Timestamp
            | Self::Null
            | Self::Error => true,
            Self::Array(_) | Self::Struct(_) | Self::Map(_) => false,
        }
    }

    /// `bigint`, `double` or `decimal`.
    #[must_use]
    pub fn is_numeric(&self) -> bool {
        matches!(self, Self::Bigint | Self::Double | Self::Decimal(_))
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean => f.write_str("boolean"),
            Self::Bigint => f.write_str("bigint"),
            Self::Double => f.write_str("double"),
            Self::Decimal(d) => write!(f, "decimal({},{})", d.precision, d.scale),
            Self::String => f.write_str("string"),
            Self::Date => f.write_str("date"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::Array(item) => write!(f, "array<{item}>"),
            Self::Struct(fields) => {
                f.write_str("struct<")?;
                for (i, (name, ty)) in fields.iter().enumerate() {
                    write!(f, "{}{name}: {ty}", if i == 0 { "" } else { ", " })?;
                }
                f.write_str(">")
            }
            Self::Map(value) => write!(f, "map<string, {value}>"),
            Self::Null => f.write_str("null"),
            Self::Error => f.write_str("unknown"),
        }
    }
}
