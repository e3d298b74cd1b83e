//! Words that rows are written in: parameters, overloads, cells.

use super::{
    Accepts, Category, Cell, Example, Function, Guard, Kind, LiteralRule, Nullability, Overload, Param, Return,
};
use crate::types::Type;

pub(super) use super::Accepts::{
    ArrayOfString as STRINGS, ArrayOfT as ARRAY, Bigint as INT, Boolean as BOOL, Date as DATE, Decimal as DEC,
    Double as DOUBLE, OrderableT as ORD, OrderableU as ORD_U, String as STR, T as ANY, Timestamp as TIME,
};

/// Result types.
pub(super) const TO_BOOL: Return = Return::Type(&Type::Boolean);
pub(super) const TO_INT: Return = Return::Type(&Type::Bigint);
pub(super) const TO_DOUBLE: Return = Return::Type(&Type::Double);
pub(super) const TO_STR: Return = Return::Type(&Type::String);
pub(super) const TO_DATE: Return = Return::Type(&Type::Date);
pub(super) const TO_TIME: Return = Return::Type(&Type::Timestamp);

/// An aggregate that also takes `over (…)`.
pub(super) const AGGREGATE: Kind = Kind::Aggregate { window: true, approximate: false };
/// An aggregate for measures only.
pub(super) const MEASURE: Kind = Kind::Aggregate { window: false, approximate: false };
/// A window function that ignores frames.
pub(super) const RANKING: Kind = Kind::Window { frame: false };
/// A window function over its frame.
pub(super) const FRAMED: Kind = Kind::Window { frame: true };

/// A parameter: any expression of a type.
pub(super) const fn p(name: &'static str, ty: Accepts) -> Param {
    Param { name, ty, literal: LiteralRule::Any }
}

/// A parameter that must be a literal.
pub(super) const fn lit(name: &'static str, ty: Accepts) -> Param {
    Param { name, ty, literal: LiteralRule::Literal }
}

/// A parameter that must be a text literal of some form.
pub(super) const fn text(name: &'static str, rule: LiteralRule) -> Param {
    Param { name, ty: Accepts::String, literal: rule }
}

/// A parameter that must be one of some words.
pub(super) const fn word(name: &'static str, words: &'static [&'static str]) -> Param {
    Param { name, ty: Accepts::String, literal: LiteralRule::OneOf(words) }
}

/// What the engines run, in the order Spark, Trino, DataFusion.
pub(super) struct Cells(Cell, Cell, Cell);

/// One SQL for all engines.
pub(super) const fn sql(all: &'static str) -> Cells {
    Cells(Cell::Sql(all), Cell::Sql(all), Cell::Sql(all))
}

/// One SQL for Spark and Trino; the embedded engine has a function of its own.
pub(super) const fn with_own(others: &'static str, datafusion: &'static str) -> Cells {
    Cells(Cell::Sql(others), Cell::Sql(others), Cell::Sql(datafusion))
}

/// One SQL per engine.
pub(super) const fn each(spark: &'static str, trino: &'static str, datafusion: &'static str) -> Cells {
    Cells(Cell::Sql(spark), Cell::Sql(trino), Cell::Sql(datafusion))
}

/// A signature.
pub(super) const fn overload(params: &'static [Param], returns: Return, cells: Cells) -> Overload {
    let Cells(spark, trino, datafusion) = cells;
    Overload { params, variadic: false, returns, guards: &[], spark, trino, datafusion }
}

impl Overload {
    /// Its last parameter may be given once or more.
    pub(super) const fn variadic(self) -> Self {
        Self { variadic: true, ..self }
    }

    /// Only with literals (or decimals) that obey these.
    pub(super) const fn when(self, guards: &'static [Guard]) -> Self {
        Self { guards, ..self }
    }
}

/// `expr` gives `result`.
pub(super) const fn ex(expr: &'static str, result: &'static str) -> Example {
    Example { expr, result }
}

/// What a row of a group has when it says nothing else.
pub(super) const fn blank(category: Category, kind: Kind) -> Function {
    Function {
        name: "",
        aliases: &[],
        surface: None,
        category,
        kind,
        doc: "",
        nulls: "",
        nullability: Nullability::Propagates,
        pitfalls: &[],
        examples: &[],
        overloads: &[],
    }
}
