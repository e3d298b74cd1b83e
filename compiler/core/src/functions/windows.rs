//! Window functions.

use super::row::{ANY, FRAMED, INT, RANKING, TO_DOUBLE, TO_INT, blank, each, ex, lit, overload, p, sql};
use super::{Category, Function, Guard, Nullability, Return};

const ROW: Function = blank(Category::Window, RANKING);

/// The rows, in the order of the reference.
pub(super) static ROWS: &[Function] = &[
    Function {
        name: "row_number",
        doc: "Position of the row in the order, 1 to n. The order should be total.",
        nulls: "never null",
        nullability: Nullability::Never,
        pitfalls: &["order must be total, otherwise ties are numbered arbitrarily per engine and per run"],
        examples: &[ex("row_number() over (order by 1)", "1")],
        overloads: &[overload(
            &[],
            TO_INT,
            each("CAST(row_number(){over} AS BIGINT)", "row_number(){over}", "CAST(row_number(){over} AS BIGINT)"),
        )],
        ..ROW
    },
    Function {
        name: "rank",
        doc: "Rank with gaps: rows that tie share a rank.",
        nulls: "never null",
        nullability: Nullability::Never,
        examples: &[ex("rank() over (order by 1)", "1")],
        overloads: &[overload(
            &[],
            TO_INT,
            each("CAST(rank(){over} AS BIGINT)", "rank(){over}", "CAST(rank(){over} AS BIGINT)"),
        )],
        ..ROW
    },
    Function {
        name: "dense_rank",
        doc: "Rank without gaps: rows that tie share a rank.",
        nulls: "never null",
        nullability: Nullability::Never,
        examples: &[ex("dense_rank() over (order by 1)", "1")],
        overloads: &[overload(
            &[],
            TO_INT,
            each("CAST(dense_rank(){over} AS BIGINT)", "dense_rank(){over}", "CAST(dense_rank(){over} AS BIGINT)"),
        )],
        ..ROW
    },
    Function {
        name: "percent_rank",
        doc: "(rank - 1) / (rows - 1); 0 for a single row.",
        nulls: "never null",
        nullability: Nullability::Never,
        examples: &[ex("percent_rank() over (order by 1)", "0")],
        overloads: &[overload(&[], TO_DOUBLE, sql("percent_rank(){over}"))],
        ..ROW
    },
    Function {
        name: "cume_dist",
        doc: "Share of the rows up to this one and those that tie with it.",
        nulls: "never null",
        nullability: Nullability::Never,
        examples: &[ex("cume_dist() over (order by 1)", "1")],
        overloads: &[overload(&[], TO_DOUBLE, sql("cume_dist(){over}"))],
        ..ROW
    },
    Function {
        name: "ntile",
        doc: "Which of `n` equal parts of the order holds the row; the first parts are the larger ones.",
        nulls: "never null",
        nullability: Nullability::Never,
        examples: &[ex("ntile(4) over (order by 1)", "1")],
        overloads: &[overload(
            &[lit("n", INT)],
            TO_INT,
            each(
                "CAST(ntile({n.literal}){over} AS BIGINT)",
                "ntile({n.literal}){over}",
                "CAST(ntile({n.literal}){over} AS BIGINT)",
            ),
        )
        .when(&[Guard::Range("n", 1, i64::MAX)])],
        ..ROW
    },
    Function {
        name: "lag",
        doc: "Value `n` rows before (literal, default 1), or the default `d` when there is no such row. Takes `ignore \
              nulls`.",
        nulls: "null if no such row and no default",
        nullability: Nullability::Always,
        examples: &[ex("lag(5) over (order by 1)", "null"), ex("lag(5, 1, 0) over (order by 1)", "0")],
        overloads: &[
            overload(&[p("x", ANY)], Return::T, sql("lag({x}, 1){ignore_nulls}{over}")),
            overload(&[p("x", ANY), lit("n", INT)], Return::T, sql("lag({x}, {n.literal}){ignore_nulls}{over}"))
                .when(&[Guard::Range("n", 0, i64::MAX)]),
            overload(
                &[p("x", ANY), lit("n", INT), p("d", ANY)],
                Return::T,
                sql("lag({x}, {n.literal}, {d}){ignore_nulls}{over}"),
            )
            .when(&[Guard::Range("n", 0, i64::MAX)]),
        ],
        ..ROW
    },
    Function {
        name: "lead",
        doc: "Value `n` rows after (literal, default 1), or the default `d` when there is no such row. Takes `ignore \
              nulls`.",
        nulls: "null if no such row and no default",
        nullability: Nullability::Always,
        examples: &[ex("lead(5) over (order by 1)", "null"), ex("lead(5, 1, 0) over (order by 1)", "0")],
        overloads: &[
            overload(&[p("x", ANY)], Return::T, sql("lead({x}, 1){ignore_nulls}{over}")),
            overload(&[p("x", ANY), lit("n", INT)], Return::T, sql("lead({x}, {n.literal}){ignore_nulls}{over}"))
                .when(&[Guard::Range("n", 0, i64::MAX)]),
            overload(
                &[p("x", ANY), lit("n", INT), p("d", ANY)],
                Return::T,
                sql("lead({x}, {n.literal}, {d}){ignore_nulls}{over}"),
            )
            .when(&[Guard::Range("n", 0, i64::MAX)]),
        ],
        ..ROW
    },
    Function {
        name: "first_value",
        kind: FRAMED,
        doc: "Value of the first row of the frame. Takes `ignore nulls`.",
        nulls: "as the row",
        nullability: Nullability::Always,
        pitfalls: &["default frame ends at the current row (RANGE, peers included)"],
        examples: &[ex("first_value(5) over (order by 1)", "5")],
        overloads: &[overload(&[p("x", ANY)], Return::T, sql("first_value({x}){ignore_nulls}{over}"))],
        ..ROW
    },
    Function {
        name: "last_value",
        kind: FRAMED,
        doc: "Value of the last row of the frame, which must be written out. Takes `ignore nulls`.",
        nulls: "as the row",
        nullability: Nullability::Always,
        pitfalls: &["with the default frame last_value is the current peer group, not the partition end"],
        examples: &[ex(
            "last_value(5) over (order by 1 rows between unbounded preceding and unbounded following)",
            "5",
        )],
        overloads: &[overload(&[p("x", ANY)], Return::T, sql("last_value({x}){ignore_nulls}{over}"))],
        ..ROW
    },
    Function {
        name: "nth_value",
        kind: FRAMED,
        doc: "Value of the `n`-th row of the frame (literal, from 1), which must be written out; null when the frame \
              is shorter.",
        nulls: "null if the frame has fewer than n rows",
        nullability: Nullability::Always,
        examples: &[ex(
            "nth_value(5, 2) over (order by 1 rows between unbounded preceding and unbounded following)",
            "null",
        )],
        overloads: &[overload(&[p("x", ANY), lit("n", INT)], Return::T, sql("nth_value({x}, {n.literal}){over}"))
            .when(&[Guard::Range("n", 1, i64::MAX)])],
        ..ROW
    },
];
