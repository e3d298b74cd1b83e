//! Choice between values.

use super::row::{ANY, BOOL, DEC, DOUBLE, INT, ORD, TO_DOUBLE, TO_INT, blank, each, ex, overload, p, sql};
use super::{Category, Function, Kind, Nullability, Return, decimals};

const ROW: Function = blank(Category::Conditional, Kind::Scalar);

/// The rows, in the order of the reference.
pub(super) static ROWS: &[Function] = &[
    Function {
        name: "if",
        doc: "`a` when the condition is true, otherwise `b` (also when it is null).",
        nulls: "as the chosen branch",
        nullability: Nullability::Propagates,
        examples: &[ex("if(1 > 2, 'yes', 'no')", "no")],
        overloads: &[overload(
            &[p("c", BOOL), p("a", ANY), p("b", ANY)],
            Return::T,
            sql("CASE WHEN {c} THEN {a} ELSE {b} END"),
        )],
        ..ROW
    },
    Function {
        name: "coalesce",
        doc: "The first argument that is not null.",
        nulls: "null if all are null",
        nullability: Nullability::AllNull,
        examples: &[ex("coalesce(null, 'a', 'b')", "a")],
        overloads: &[overload(&[p("args", ANY)], Return::T, sql("coalesce({args})")).variadic()],
        ..ROW
    },
    Function {
        name: "nullif",
        doc: "Null when both are equal, otherwise `a`.",
        nulls: "null if a is null",
        nullability: Nullability::Always,
        pitfalls: &["DataFusion 55 nullif(0.0, -0.0) is not NULL although 0.0 = -0.0 is true"],
        examples: &[ex("nullif(0, 0)", "null"), ex("nullif(5, 0)", "5")],
        overloads: &[overload(
            &[p("a", ORD), p("b", ORD)],
            Return::T,
            each("nullif({a}, {b})", "nullif({a}, {b})", "CASE WHEN {a} = {b} THEN NULL ELSE {a} END"),
        )],
        ..ROW
    },
    Function {
        name: "zero_if_null",
        doc: "0 for null, otherwise `x`.",
        nulls: "never null",
        nullability: Nullability::Never,
        examples: &[ex("zero_if_null(5)", "5"), ex("zero_if_null(cast(null as decimal(4,2)))", "0.00")],
        overloads: &[
            overload(
                &[p("x", INT)],
                TO_INT,
                each("coalesce({x}, 0L)", "coalesce({x}, BIGINT '0')", "coalesce({x}, 0)"),
            ),
            overload(&[p("x", DEC)], Return::Decimal(decimals::same), sql("coalesce({x}, CAST(0 AS {result.type}))")),
            overload(&[p("x", DOUBLE)], TO_DOUBLE, sql("coalesce({x}, CAST(0 AS DOUBLE))")),
        ],
        ..ROW
    },
    Function {
        name: "greatest",
        doc: "The largest argument that is not null.",
        nulls: "nulls are skipped, null if all are null",
        nullability: Nullability::AllNull,
        pitfalls: &["Trino greatest/least return NULL if any argument is NULL; Spark and DataFusion skip nulls"],
        examples: &[ex("greatest(1, null, 3)", "3")],
        overloads: &[overload(
            &[p("args", ORD)],
            Return::T,
            each("greatest({args})", "array_max(filter(ARRAY[{args}], el_ -> el_ IS NOT NULL))", "greatest({args})"),
        )
        .variadic()],
        ..ROW
    },
    Function {
        name: "least",
        doc: "The smallest argument that is not null.",
        nulls: "nulls are skipped, null if all are null",
        nullability: Nullability::AllNull,
        examples: &[ex("least(1, null, 3)", "1")],
        overloads: &[overload(
            &[p("args", ORD)],
            Return::T,
            each("least({args})", "array_min(filter(ARRAY[{args}], el_ -> el_ IS NOT NULL))", "least({args})"),
        )
        .variadic()],
        ..ROW
    },
];
