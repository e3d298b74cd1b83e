//! Aggregates. `{filter}` stands after every aggregate call, so that `filter (where …)` reaches each of them.

use super::row::{
    AGGREGATE, ANY, BOOL, DEC, DOUBLE, INT, MEASURE, ORD, ORD_U, STR, TO_BOOL, TO_DOUBLE, TO_INT, TO_STR, blank, each,
    ex, lit, overload, p, sql,
};
use super::{Category, Function, Guard, Kind, Nullability, Return, decimals};

/// Linear interpolation over the sorted values in Trino, which has no exact percentile: `rank` is `q * (n - 1)`.
macro_rules! interpolated {
    ($q:literal) => {
        concat!(
            "element_at(transform(ARRAY[array_sort(array_agg({x}) FILTER (WHERE {x} IS NOT NULL{and_filter}))], arr_ -> ",
            "arr_[CAST(floor(", $q, " * (cardinality(arr_) - 1)) AS BIGINT) + 1] + (",
            $q, " * (cardinality(arr_) - 1) - floor(", $q, " * (cardinality(arr_) - 1))) * (",
            "arr_[CAST(ceil(", $q, " * (cardinality(arr_) - 1)) AS BIGINT) + 1] - ",
            "arr_[CAST(floor(", $q, " * (cardinality(arr_) - 1)) AS BIGINT) + 1])), 1)"
        )
    };
}

const MEDIAN_TRINO: &str = interpolated!("0.5e0");
const PERCENTILE_TRINO: &str = interpolated!("{q}");

const ROW: Function = blank(Category::Aggregate, MEASURE);

/// The rows, in the order of the reference.
pub(super) static ROWS: &[Function] = &[
    Function {
        name: "count_star",
        surface: Some("count(*)"),
        kind: AGGREGATE,
        doc: "Number of rows.",
        nulls: "never null",
        nullability: Nullability::Never,
        examples: &[ex("count(*)", "1")],
        overloads: &[overload(&[], TO_INT, sql("count(*){filter}{over}"))],
        ..ROW
    },
    Function {
        name: "count",
        kind: AGGREGATE,
        doc: "Number of values that are not null.",
        nulls: "never null",
        nullability: Nullability::Never,
        examples: &[ex("count(5)", "1"), ex("count(cast(null as bigint))", "0")],
        overloads: &[overload(&[p("x", ANY)], TO_INT, sql("count({x}){filter}{over}"))],
        ..ROW
    },
    Function {
        name: "count_distinct",
        surface: Some("count(distinct x)"),
        doc: "Number of distinct values that are not null, exact.",
        nulls: "never null",
        nullability: Nullability::Never,
        examples: &[ex("count_distinct('a')", "1"), ex("count(distinct 'a')", "1")],
        overloads: &[overload(&[p("x", ORD)], TO_INT, sql("count(DISTINCT {x}){filter}"))],
        ..ROW
    },
    Function {
        name: "count_if",
        kind: AGGREGATE,
        doc: "Number of rows where the condition is true.",
        nulls: "never null",
        nullability: Nullability::Never,
        examples: &[ex("count_if(1 > 0)", "1")],
        overloads: &[overload(&[p("c", BOOL)], TO_INT, sql("count(CASE WHEN {c} THEN 1 END){filter}{over}"))],
        ..ROW
    },
    Function {
        name: "sum",
        kind: AGGREGATE,
        doc: "Sum of the values that are not null. Integers must fit 64 bits and decimals 38 digits, otherwise the \
              run fails. The last digits of a double depend on the order of the rows.",
        nulls: "null if there is no non-null value",
        nullability: Nullability::Always,
        pitfalls: &[
            "DataFusion sum(bigint) wraps silently; Spark wraps with ANSI off",
            "natural decimal result: Spark and DataFusion p+10, Trino 38",
        ],
        examples: &[ex("sum(5)", "5"), ex("sum(2.50)", "2.50")],
        overloads: &[
            overload(
                &[p("x", INT)],
                TO_INT,
                each(
                    "sum({x}){filter}{over}",
                    "sum({x}){filter}{over}",
                    "CAST(sum(CAST({x} AS DECIMAL(38,0))){filter}{over} AS BIGINT)",
                ),
            ),
            overload(
                &[p("x", DEC)],
                Return::Decimal(decimals::sum),
                sql("CAST(sum(CAST({x} AS {result.type})){filter}{over} AS {result.type})"),
            ),
            overload(&[p("x", DOUBLE)], TO_DOUBLE, sql("sum({x}){filter}{over}")),
        ],
        ..ROW
    },
    Function {
        name: "avg",
        kind: AGGREGATE,
        doc: "Mean of the values that are not null. Decimals get four more digits after the point, rounded half up.",
        nulls: "null if there is no non-null value",
        nullability: Nullability::Always,
        pitfalls: &["avg(decimal(p,s)): Spark decimal(p+4,s+4) HALF_UP; Trino decimal(p,s) HALF_UP (cents only!); \
                     DataFusion decimal(p+4,s+4) TRUNCATED"],
        examples: &[ex("avg(5)", "5"), ex("avg(2.50)", "2.500000")],
        overloads: &[
            overload(&[p("x", INT)], TO_DOUBLE, sql("avg({x}){filter}{over}")),
            overload(
                &[p("x", DEC)],
                Return::Decimal(decimals::avg),
                each(
                    concat!(
                        "CAST(CAST(sum(CAST({x} AS DECIMAL(38,{x.scale}))){filter}{over} AS ",
                        "DECIMAL(28,{x.scale})) / nullif(count({x}){filter}{over}, 0L) AS {result.type})"
                    ),
                    concat!(
                        "CAST(CAST(CAST(sum({x}){filter}{over} AS DECIMAL(28,{x.scale})) AS ",
                        "DECIMAL(38,{result.scale})) / nullif(count({x}){filter}{over}, BIGINT '0') AS ",
                        "{result.type})"
                    ),
                    concat!(
                        "pc_dec_div(CAST(sum(CAST({x} AS DECIMAL(38,{x.scale}))){filter}{over} AS ",
                        "DECIMAL(28,{x.scale})), CAST(count({x}){filter}{over} AS DECIMAL(19,0)), ",
                        "{result.precision}, {result.scale})"
                    ),
                ),
            ),
            overload(&[p("x", DOUBLE)], TO_DOUBLE, sql("avg({x}){filter}{over}")),
        ],
        ..ROW
    },
    Function {
        name: "min",
        kind: AGGREGATE,
        doc: "Smallest value that is not null.",
        nulls: "null if there is no non-null value",
        nullability: Nullability::Always,
        pitfalls: &["NaN: largest in Spark and DataFusion; Trino 435 compares it inconsistently: NaN is not a value \
                     of the language"],
        examples: &[ex("min('a')", "a")],
        overloads: &[overload(&[p("x", ORD)], Return::T, sql("min({x}){filter}{over}"))],
        ..ROW
    },
    Function {
        name: "max",
        kind: AGGREGATE,
        doc: "Largest value that is not null.",
        nulls: "null if there is no non-null value",
        nullability: Nullability::Always,
        examples: &[ex("max('a')", "a")],
        overloads: &[overload(&[p("x", ORD)], Return::T, sql("max({x}){filter}{over}"))],
        ..ROW
    },
    Function {
        name: "median",
        doc: "Exact median, interpolated between the middle values; the same as `percentile(x, 0.5)`.",
        nulls: "null if there is no non-null value",
        nullability: Nullability::Always,
        pitfalls: &[
            "Trino has only approx_percentile (no interpolation, approximate): the exact value needs array_agg + \
             array_sort",
            "approx_percentile / percentile_approx / approx_median give different answers per engine and per run",
        ],
        examples: &[ex("median(5)", "5")],
        overloads: &[overload(
            &[p("x", DOUBLE)],
            TO_DOUBLE,
            each(
                "percentile({x}, 0.5D){filter}",
                MEDIAN_TRINO,
                "percentile_cont(0.5) WITHIN GROUP (ORDER BY {x}){filter}",
            ),
        )],
        ..ROW
    },
    Function {
        name: "percentile",
        doc: "Exact percentile, interpolated between neighbours (`percentile_cont` in SQL); `q` is a literal from 0 \
              to 1.",
        nulls: "null if there is no non-null value",
        nullability: Nullability::Always,
        examples: &[ex("percentile(5, 0.9)", "5")],
        overloads: &[overload(
            &[p("x", DOUBLE), lit("q", DOUBLE)],
            TO_DOUBLE,
            each(
                "percentile({x}, {q}){filter}",
                PERCENTILE_TRINO,
                "percentile_cont({q.literal}) WITHIN GROUP (ORDER BY {x}){filter}",
            ),
        )
        .when(&[Guard::DoubleRange("q", 0.0, 1.0)])],
        ..ROW
    },
    Function {
        name: "percentile_disc",
        doc: "The smallest value with at least a share `q` of the values not above it; `q` is a literal from 0 to 1.",
        nulls: "null if there is no non-null value",
        nullability: Nullability::Always,
        examples: &[ex("percentile_disc(5, 0.9)", "5")],
        overloads: &[overload(
            &[p("x", ORD), lit("q", DOUBLE)],
            Return::T,
            each(
                concat!(
                    "try_element_at(array_sort(collect_list({x}){filter}), CAST(greatest(1, ceil({q} * ",
                    "count({x}){filter})) AS INT))"
                ),
                concat!(
                    "element_at(array_sort(array_agg({x}) FILTER (WHERE {x} IS NOT NULL{and_filter})), ",
                    "CAST(greatest(1e0, ceil({q} * count({x}){filter})) AS BIGINT))"
                ),
                concat!(
                    "array_element(array_agg({x} ORDER BY ({x})) FILTER (WHERE {x} IS NOT NULL{and_filter}), ",
                    "CAST(greatest(CAST(1 AS DOUBLE), ceil({q} * count({x}){filter})) AS BIGINT))"
                ),
            ),
        )
        .when(&[Guard::DoubleRange("q", 0.0, 1.0)])],
        ..ROW
    },
    Function {
        name: "var_samp",
        aliases: &["variance"],
        kind: AGGREGATE,
        doc: "Variance of a sample (divided by n - 1).",
        nulls: "null if fewer than two values",
        nullability: Nullability::Always,
        pitfalls: &["variance/stddev mean the sample form in all three; var_pop/stddev_pop are explicit"],
        examples: &[ex("var_samp(5)", "null")],
        overloads: &[overload(&[p("x", DOUBLE)], TO_DOUBLE, sql("var_samp({x}){filter}{over}"))],
        ..ROW
    },
    Function {
        name: "var_pop",
        kind: AGGREGATE,
        doc: "Variance of a population (divided by n).",
        nulls: "null if there is no value",
        nullability: Nullability::Always,
        examples: &[ex("var_pop(5)", "0")],
        overloads: &[overload(&[p("x", DOUBLE)], TO_DOUBLE, sql("var_pop({x}){filter}{over}"))],
        ..ROW
    },
    Function {
        name: "stddev_samp",
        aliases: &["stddev"],
        kind: AGGREGATE,
        doc: "Standard deviation of a sample.",
        nulls: "null if fewer than two values",
        nullability: Nullability::Always,
        examples: &[ex("stddev_samp(5)", "null")],
        overloads: &[overload(&[p("x", DOUBLE)], TO_DOUBLE, sql("stddev_samp({x}){filter}{over}"))],
        ..ROW
    },
    Function {
        name: "stddev_pop",
        kind: AGGREGATE,
        doc: "Standard deviation of a population.",
        nulls: "null if there is no value",
        nullability: Nullability::Always,
        examples: &[ex("stddev_pop(5)", "0")],
        overloads: &[overload(&[p("x", DOUBLE)], TO_DOUBLE, sql("stddev_pop({x}){filter}{over}"))],
        ..ROW
    },
    Function {
        name: "covar_samp",
        doc: "Covariance of a sample, over the pairs without nulls.",
        nulls: "null if fewer than two pairs",
        nullability: Nullability::Always,
        examples: &[ex("covar_samp(1, 2)", "null")],
        overloads: &[overload(&[p("x", DOUBLE), p("y", DOUBLE)], TO_DOUBLE, sql("covar_samp({x}, {y}){filter}"))],
        ..ROW
    },
    Function {
        name: "covar_pop",
        doc: "Covariance of a population, over the pairs without nulls.",
        nulls: "null if there is no pair",
        nullability: Nullability::Always,
        examples: &[ex("covar_pop(1, 2)", "0")],
        overloads: &[overload(&[p("x", DOUBLE), p("y", DOUBLE)], TO_DOUBLE, sql("covar_pop({x}, {y}){filter}"))],
        ..ROW
    },
    Function {
        name: "corr",
        doc: "Pearson correlation over the pairs without nulls.",
        nulls: "null when a side does not vary or there are fewer than two pairs",
        nullability: Nullability::Always,
        pitfalls: &["Spark 3.5 with ANSI on: corr() raises DIVIDE_BY_ZERO when a side is constant; ANSI off gives \
                     NaN/NULL"],
        examples: &[ex("corr(1, 2)", "null")],
        overloads: &[overload(
            &[p("x", DOUBLE), p("y", DOUBLE)],
            TO_DOUBLE,
            each(
                concat!(
                    "try_divide(covar_pop({x}, {y}){filter}, nullif(stddev_pop(CASE WHEN {y} IS NOT NULL ",
                    "THEN {x} END){filter} * stddev_pop(CASE WHEN {x} IS NOT NULL THEN {y} END){filter}, 0D))"
                ),
                "corr({x}, {y}){filter}",
                "corr({x}, {y}){filter}",
            ),
        )],
        ..ROW
    },
    Function {
        name: "regr_slope",
        doc: "Slope of the least-squares line of `y` over `x`.",
        nulls: "null when `x` does not vary or there are fewer than two pairs",
        nullability: Nullability::Always,
        examples: &[ex("regr_slope(1, 2)", "null")],
        overloads: &[overload(&[p("y", DOUBLE), p("x", DOUBLE)], TO_DOUBLE, sql("regr_slope({y}, {x}){filter}"))],
        ..ROW
    },
    Function {
        name: "regr_intercept",
        doc: "Intercept of the least-squares line of `y` over `x`.",
        nulls: "null when `x` does not vary or there are fewer than two pairs",
        nullability: Nullability::Always,
        examples: &[ex("regr_intercept(1, 2)", "null")],
        overloads: &[overload(&[p("y", DOUBLE), p("x", DOUBLE)], TO_DOUBLE, sql("regr_intercept({y}, {x}){filter}"))],
        ..ROW
    },
    Function {
        name: "bool_and",
        kind: AGGREGATE,
        doc: "Whether every value that is not null is true.",
        nulls: "null if there is no non-null value",
        nullability: Nullability::Always,
        examples: &[ex("bool_and(1 > 0)", "true")],
        overloads: &[overload(&[p("b", BOOL)], TO_BOOL, sql("bool_and({b}){filter}{over}"))],
        ..ROW
    },
    Function {
        name: "bool_or",
        kind: AGGREGATE,
        doc: "Whether some value is true.",
        nulls: "null if there is no non-null value",
        nullability: Nullability::Always,
        examples: &[ex("bool_or(1 > 0)", "true")],
        overloads: &[overload(&[p("b", BOOL)], TO_BOOL, sql("bool_or({b}){filter}{over}"))],
        ..ROW
    },
    Function {
        name: "array_agg",
        doc: "The values that are not null, in ascending order, so that the result does not depend on the order of \
              the rows.",
        nulls: "null if there is no non-null value",
        nullability: Nullability::Always,
        pitfalls: &[
            "nulls: Spark collect_list drops them, Trino and DataFusion keep them",
            "no rows: Spark [], Trino and DataFusion NULL",
            "order is unspecified everywhere without ORDER BY, and Spark 3.5 has no ORDER BY inside collect_list",
        ],
        examples: &[ex("array_agg('a')", "[a]")],
        overloads: &[overload(
            &[p("x", ORD)],
            Return::ArrayOfT,
            each(
                "CASE WHEN count({x}){filter} > 0 THEN array_sort(collect_list({x}){filter}) END",
                "array_agg({x} ORDER BY {x}) FILTER (WHERE {x} IS NOT NULL{and_filter})",
                "array_agg({x} ORDER BY ({x})) FILTER (WHERE {x} IS NOT NULL{and_filter})",
            ),
        )],
        ..ROW
    },
    Function {
        name: "array_agg_distinct",
        doc: "The distinct values that are not null, in ascending order.",
        nulls: "null if there is no non-null value",
        nullability: Nullability::Always,
        examples: &[ex("array_agg_distinct('a')", "[a]")],
        overloads: &[overload(
            &[p("x", ORD)],
            Return::ArrayOfT,
            each(
                "CASE WHEN count({x}){filter} > 0 THEN array_sort(collect_set({x}){filter}) END",
                "array_sort(array_agg(DISTINCT {x}) FILTER (WHERE {x} IS NOT NULL{and_filter}))",
                "array_agg(DISTINCT {x} ORDER BY ({x})) FILTER (WHERE {x} IS NOT NULL{and_filter})",
            ),
        )],
        ..ROW
    },
    Function {
        name: "string_agg",
        doc: "The texts that are not null, in ascending order, joined with a literal separator.",
        nulls: "null if there is no non-null value",
        nullability: Nullability::Always,
        examples: &[ex("string_agg('a', ', ')", "a")],
        overloads: &[overload(
            &[p("x", STR), lit("sep", STR)],
            TO_STR,
            each(
                concat!(
                    "CASE WHEN count({x}){filter} > 0 THEN array_join(array_sort(collect_list({x}){filter}), ",
                    "{sep}) END"
                ),
                "array_join(array_agg({x} ORDER BY {x}) FILTER (WHERE {x} IS NOT NULL{and_filter}), {sep})",
                "string_agg({x}, {sep} ORDER BY {x}){filter}",
            ),
        )],
        ..ROW
    },
    Function {
        name: "max_by",
        doc: "`x` of the row with the largest `y`; of several such rows the smallest `x`.",
        nulls: "null if no `y` is non-null, or `x` is null there",
        nullability: Nullability::Always,
        pitfalls: &["max_by on ties is arbitrary in Spark and Trino; DataFusion has none"],
        examples: &[ex("max_by('a', 1)", "a")],
        overloads: &[overload(
            &[p("x", ORD), p("y", ORD_U)],
            Return::T,
            each(
                concat!(
                    "get(transform(array_sort(collect_list(CASE WHEN {y} IS NOT NULL THEN struct({x} AS x, ",
                    "{y} AS y) END){filter}, (l, r) -> CASE WHEN l.y > r.y THEN -1 WHEN l.y < r.y THEN 1 ",
                    "WHEN l.x IS NULL AND r.x IS NULL THEN 0 WHEN l.x IS NULL THEN 1 WHEN r.x IS NULL THEN ",
                    "-1 WHEN l.x < r.x THEN -1 WHEN l.x > r.x THEN 1 ELSE 0 END), e -> e.x), 0)"
                ),
                concat!(
                    "element_at(array_agg({x} ORDER BY {y} DESC, {x} ASC NULLS LAST) FILTER (WHERE {y} IS ",
                    "NOT NULL{and_filter}), 1)"
                ),
                concat!(
                    "first_value({x} ORDER BY ({y}) DESC NULLS LAST, ({x}) ASC NULLS LAST) FILTER (WHERE {y} IS ",
                    "NOT NULL{and_filter})"
                ),
            ),
        )],
        ..ROW
    },
    Function {
        name: "min_by",
        doc: "`x` of the row with the smallest `y`; of several such rows the smallest `x`.",
        nulls: "null if no `y` is non-null, or `x` is null there",
        nullability: Nullability::Always,
        examples: &[ex("min_by('a', 1)", "a")],
        overloads: &[overload(
            &[p("x", ORD), p("y", ORD_U)],
            Return::T,
            each(
                concat!(
                    "get(transform(array_sort(collect_list(CASE WHEN {y} IS NOT NULL THEN struct({x} AS x, ",
                    "{y} AS y) END){filter}, (l, r) -> CASE WHEN l.y < r.y THEN -1 WHEN l.y > r.y THEN 1 ",
                    "WHEN l.x IS NULL AND r.x IS NULL THEN 0 WHEN l.x IS NULL THEN 1 WHEN r.x IS NULL THEN ",
                    "-1 WHEN l.x < r.x THEN -1 WHEN l.x > r.x THEN 1 ELSE 0 END), e -> e.x), 0)"
                ),
                concat!(
                    "element_at(array_agg({x} ORDER BY {y} ASC, {x} ASC NULLS LAST) FILTER (WHERE {y} IS NOT ",
                    "NULL{and_filter}), 1)"
                ),
                concat!(
                    "first_value({x} ORDER BY ({y}) ASC NULLS LAST, ({x}) ASC NULLS LAST) FILTER (WHERE {y} IS ",
                    "NOT NULL{and_filter})"
                ),
            ),
        )],
        ..ROW
    },
    Function {
        name: "approx_count_distinct",
        kind: Kind::Aggregate { window: false, approximate: true },
        doc: "Number of distinct values, within 5 %. The only function whose result may differ between engines: it \
              needs `allow_approximate: true`.",
        nulls: "never null",
        nullability: Nullability::Never,
        examples: &[ex("approx_count_distinct('a')", "1")],
        overloads: &[overload(
            &[p("x", ORD)],
            TO_INT,
            each(
                "approx_count_distinct({x}, 0.02){filter}",
                "approx_distinct({x}, 0.02){filter}",
                "CAST(approx_distinct({x}){filter} AS BIGINT)",
            ),
        )],
        ..ROW
    },
];
