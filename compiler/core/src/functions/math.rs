//! Numbers.

use super::row::{DEC, DOUBLE, INT, TO_DOUBLE, TO_INT, blank, each, ex, lit, overload, p, sql, with_own};
use super::{Category, Function, Guard, Kind, Nullability, Return, decimals};

const ROW: Function = blank(Category::Math, Kind::Scalar);

/// The rows, in the order of the reference.
pub(super) static ROWS: &[Function] = &[
    Function {
        name: "abs",
        doc: "The absolute value; the smallest bigint has none and fails.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        examples: &[ex("abs(-5)", "5"), ex("abs(-1.50)", "1.50")],
        overloads: &[
            overload(&[p("x", INT)], TO_INT, sql("abs({x})")),
            overload(&[p("x", DEC)], Return::Decimal(decimals::same), sql("abs({x})")),
            overload(&[p("x", DOUBLE)], TO_DOUBLE, sql("abs({x})")),
        ],
        ..ROW
    },
    Function {
        name: "sign",
        doc: "-1, 0 or 1.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        examples: &[ex("sign(-2.5)", "-1"), ex("sign(0)", "0")],
        overloads: &[
            overload(
                &[p("x", INT)],
                TO_INT,
                each("CAST(sign({x}) AS BIGINT)", "CAST(sign({x}) AS BIGINT)", "CAST(signum({x}) AS BIGINT)"),
            ),
            overload(
                &[p("x", DEC)],
                TO_INT,
                each(
                    "CAST(sign({x}) AS BIGINT)",
                    "CAST(sign({x}) AS BIGINT)",
                    "CASE WHEN {x} > 0 THEN 1 WHEN {x} < 0 THEN -1 WHEN {x} = 0 THEN 0 END",
                ),
            ),
            overload(
                &[p("x", DOUBLE)],
                TO_INT,
                each("CAST(sign({x}) AS BIGINT)", "CAST(sign({x}) AS BIGINT)", "CAST(signum({x}) AS BIGINT)"),
            ),
        ],
        ..ROW
    },
    Function {
        name: "ceil",
        doc: "The smallest whole number not below `x`, in the type of `x` (a decimal without digits after the point).",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        pitfalls: &[
            "Spark ceil/floor(double) return bigint and saturate silently beyond 2^63, even with ANSI on",
            "DataFusion 55 ceil(decimal) keeps the precision and fails on 9999999.999",
        ],
        examples: &[ex("ceil(1.2)", "2"), ex("ceil(-1.2)", "-1")],
        overloads: &[
            overload(&[p("x", INT)], TO_INT, sql("{x}")),
            overload(
                &[p("x", DEC)],
                Return::Decimal(decimals::round),
                each(
                    "CAST(ceil({x}) AS {result.type})",
                    "CAST(ceil({x}) AS {result.type})",
                    "pc_dec_round({x}, {result.precision}, 0, 'ceil')",
                ),
            ),
            overload(
                &[p("x", DOUBLE)],
                TO_DOUBLE,
                each(
                    "CASE WHEN abs({x}) < 9007199254740992D THEN CAST(ceil({x}) AS DOUBLE) ELSE {x} END",
                    "ceil({x})",
                    "ceil({x})",
                ),
            ),
        ],
        ..ROW
    },
    Function {
        name: "floor",
        doc: "The largest whole number not above `x`, in the type of `x` (a decimal without digits after the point).",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        examples: &[ex("floor(1.8)", "1"), ex("floor(-1.2)", "-2")],
        overloads: &[
            overload(&[p("x", INT)], TO_INT, sql("{x}")),
            overload(
                &[p("x", DEC)],
                Return::Decimal(decimals::round),
                each(
                    "CAST(floor({x}) AS {result.type})",
                    "CAST(floor({x}) AS {result.type})",
                    "pc_dec_round({x}, {result.precision}, 0, 'floor')",
                ),
            ),
            overload(
                &[p("x", DOUBLE)],
                TO_DOUBLE,
                each(
                    "CASE WHEN abs({x}) < 9007199254740992D THEN CAST(floor({x}) AS DOUBLE) ELSE {x} END",
                    "floor({x})",
                    "floor({x})",
                ),
            ),
        ],
        ..ROW
    },
    Function {
        name: "round",
        doc: "Rounds to `n` digits after the point (literal, 0 to 15, default 0), halves away from zero. A double is \
              rounded as it is printed: `round(2.675e0, 2)` is 2.68. For bigints `n` may go down to -18.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        pitfalls: &[
            "round(1.005e0,2): Spark 1.01, Trino and DataFusion 1.0 (they scale the binary value)",
            "Spark bround is HALF_EVEN; Python round() and pandas too",
            "Trino round(decimal,n) keeps scale s and widens p; Spark changes the scale",
        ],
        examples: &[ex("round(2.675, 2)", "2.68"), ex("round(-2.5)", "-3"), ex("round(1234, -2)", "1200")],
        overloads: &[
            overload(&[p("x", INT)], TO_INT, sql("{x}")),
            overload(
                &[p("x", INT), lit("n", INT)],
                TO_INT,
                each("round({x}, {n.literal})", "round({x}, {n.literal})", "pc_round_bigint({x}, {n.literal})"),
            )
            .when(&[Guard::Range("n", -18, 15)]),
            overload(&[p("x", DEC)], Return::Decimal(decimals::round), sql("CAST({x} AS {result.type})")),
            overload(
                &[p("x", DEC), lit("n", INT)],
                Return::Decimal(decimals::round),
                sql("CAST({x} AS {result.type})"),
            )
            .when(&[Guard::Range("n", 0, 15)]),
            overload(
                &[p("x", DOUBLE)],
                TO_DOUBLE,
                each(
                    "round({x}, 0)",
                    concat!(
                        "CASE WHEN abs({x}) < 9007199254740992e0 THEN CAST(CAST({x} AS DECIMAL(38,0)) AS DOUBLE) ",
                        "ELSE {x} END"
                    ),
                    "pc_round({x}, 0)",
                ),
            ),
            overload(
                &[p("x", DOUBLE), lit("n", INT)],
                TO_DOUBLE,
                each(
                    "round({x}, {n.literal})",
                    concat!(
                        "CASE WHEN abs({x}) < 9007199254740992e0 THEN CAST(CAST({x} AS DECIMAL(38,{n.literal})) ",
                        "AS DOUBLE) ELSE {x} END"
                    ),
                    "pc_round({x}, {n.literal})",
                ),
            )
            .when(&[Guard::Range("n", 0, 15)]),
        ],
        ..ROW
    },
    Function {
        name: "truncate",
        doc: "Drops the digits after the `n`-th after the point (literal, 0 to 15, default 0): rounds toward zero.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        pitfalls: &["Spark has no numeric trunc(); trunc() is a date function there"],
        examples: &[ex("truncate(2.99)", "2"), ex("truncate(-2.567, 1)", "-2.5")],
        overloads: &[
            overload(&[p("x", INT)], TO_INT, sql("{x}")),
            overload(
                &[p("x", DEC)],
                Return::Decimal(decimals::truncate),
                each(
                    "CAST(CASE WHEN {x} < 0 THEN ceil({x}) ELSE floor({x}) END AS {result.type})",
                    "CAST(truncate({x}) AS {result.type})",
                    "pc_dec_round({x}, {result.precision}, 0, 'trunc')",
                ),
            ),
            overload(
                &[p("x", DEC), lit("n", INT)],
                Return::Decimal(decimals::truncate),
                each(
                    concat!(
                        "CAST(CASE WHEN {x} < 0 THEN ceil({x}, {n.literal}) ELSE floor({x}, {n.literal}) END AS ",
                        "{result.type})"
                    ),
                    "CAST(truncate({x}, {n.literal}) AS {result.type})",
                    "pc_dec_round({x}, {result.precision}, {result.scale}, 'trunc')",
                ),
            )
            .when(&[Guard::Range("n", 0, 15)]),
            overload(
                &[p("x", DOUBLE)],
                TO_DOUBLE,
                each(
                    "CASE WHEN abs({x}) < 9007199254740992D THEN CAST(CAST({x} AS BIGINT) AS DOUBLE) ELSE {x} END",
                    "truncate({x})",
                    "trunc({x})",
                ),
            ),
        ],
        ..ROW
    },
    Function {
        name: "power",
        aliases: &["pow"],
        doc: "`x` to the power of `y`; null when the result is not a finite number.",
        nulls: "null if any argument is null or the result is not finite",
        nullability: Nullability::Always,
        pitfalls: &["power(0,-0.5): Spark and Trino Infinity, DataFusion 55 aborts the query"],
        examples: &[ex("power(2, 10)", "1024"), ex("power(0, -1)", "null")],
        overloads: &[overload(
            &[p("x", DOUBLE), p("y", DOUBLE)],
            TO_DOUBLE,
            each(
                concat!(
                    "nullif(nullif(nullif(power({x}, {y}), double('NaN')), double('Infinity')), ",
                    "double('-Infinity'))"
                ),
                "CASE WHEN is_finite(power({x}, {y})) THEN power({x}, {y}) END",
                "pc_power({x}, {y})",
            ),
        )],
        ..ROW
    },
    Function {
        name: "sqrt",
        doc: "Square root; null for negative numbers.",
        nulls: "null if x is null or x < 0",
        nullability: Nullability::Always,
        pitfalls: &["sqrt(-1): Spark and Trino NaN, DataFusion 55 aborts the query"],
        examples: &[ex("sqrt(9)", "3"), ex("sqrt(-1)", "null")],
        overloads: &[overload(
            &[p("x", DOUBLE)],
            TO_DOUBLE,
            with_own("CASE WHEN {x} >= 0 THEN sqrt({x}) END", "pc_sqrt({x})"),
        )],
        ..ROW
    },
    Function {
        name: "cbrt",
        doc: "Cube root.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        examples: &[ex("cbrt(27)", "3")],
        overloads: &[overload(&[p("x", DOUBLE)], TO_DOUBLE, sql("cbrt({x})"))],
        ..ROW
    },
    Function {
        name: "exp",
        doc: "e to the power of `x`; null when that overflows.",
        nulls: "null if x is null or e^x overflows",
        nullability: Nullability::Always,
        examples: &[ex("exp(0)", "1")],
        overloads: &[overload(
            &[p("x", DOUBLE)],
            TO_DOUBLE,
            each(
                "CASE WHEN {x} <= 709.78D THEN exp({x}) END",
                "CASE WHEN {x} <= 709.78e0 THEN exp({x}) END",
                "pc_exp({x})",
            ),
        )],
        ..ROW
    },
    Function {
        name: "ln",
        doc: "Natural logarithm; null for `x` not above 0.",
        nulls: "null if x is null or x <= 0",
        nullability: Nullability::Always,
        pitfalls: &["ln(0): Spark NULL, Trino and DataFusion -Infinity; ln(-1): Spark NULL, others NaN"],
        examples: &[ex("ln(1)", "0"), ex("ln(0)", "null")],
        overloads: &[overload(
            &[p("x", DOUBLE)],
            TO_DOUBLE,
            with_own("CASE WHEN {x} > 0 THEN ln({x}) END", "pc_ln({x})"),
        )],
        ..ROW
    },
    Function {
        name: "log10",
        doc: "Logarithm to base 10; null for `x` not above 0.",
        nulls: "null if x is null or x <= 0",
        nullability: Nullability::Always,
        examples: &[ex("log10(1000)", "3")],
        overloads: &[overload(
            &[p("x", DOUBLE)],
            TO_DOUBLE,
            with_own("CASE WHEN {x} > 0 THEN log10({x}) END", "pc_log10({x})"),
        )],
        ..ROW
    },
    Function {
        name: "log2",
        doc: "Logarithm to base 2; null for `x` not above 0.",
        nulls: "null if x is null or x <= 0",
        nullability: Nullability::Always,
        examples: &[ex("log2(8)", "3")],
        overloads: &[overload(
            &[p("x", DOUBLE)],
            TO_DOUBLE,
            with_own("CASE WHEN {x} > 0 THEN log2({x}) END", "pc_log2({x})"),
        )],
        ..ROW
    },
    Function {
        name: "sin",
        doc: "Sine of an angle in radians.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        examples: &[ex("sin(0)", "0")],
        overloads: &[overload(&[p("x", DOUBLE)], TO_DOUBLE, sql("sin({x})"))],
        ..ROW
    },
    Function {
        name: "cos",
        doc: "Cosine of an angle in radians.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        examples: &[ex("cos(0)", "1")],
        overloads: &[overload(&[p("x", DOUBLE)], TO_DOUBLE, sql("cos({x})"))],
        ..ROW
    },
    Function {
        name: "tan",
        doc: "Tangent of an angle in radians.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        examples: &[ex("tan(0)", "0")],
        overloads: &[overload(&[p("x", DOUBLE)], TO_DOUBLE, sql("tan({x})"))],
        ..ROW
    },
    Function {
        name: "asin",
        doc: "Arc sine, in radians; null outside -1 to 1.",
        nulls: "null if x is null or out of domain",
        nullability: Nullability::Always,
        examples: &[ex("asin(0)", "0"), ex("asin(2)", "null")],
        overloads: &[overload(
            &[p("x", DOUBLE)],
            TO_DOUBLE,
            with_own("CASE WHEN {x} BETWEEN -1 AND 1 THEN asin({x}) END", "pc_asin({x})"),
        )],
        ..ROW
    },
    Function {
        name: "acos",
        doc: "Arc cosine, in radians; null outside -1 to 1.",
        nulls: "null if x is null or out of domain",
        nullability: Nullability::Always,
        examples: &[ex("acos(1)", "0"), ex("acos(2)", "null")],
        overloads: &[overload(
            &[p("x", DOUBLE)],
            TO_DOUBLE,
            with_own("CASE WHEN {x} BETWEEN -1 AND 1 THEN acos({x}) END", "pc_acos({x})"),
        )],
        ..ROW
    },
    Function {
        name: "atan",
        doc: "Arc tangent, in radians.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        examples: &[ex("atan(0)", "0")],
        overloads: &[overload(&[p("x", DOUBLE)], TO_DOUBLE, sql("atan({x})"))],
        ..ROW
    },
    Function {
        name: "atan2",
        doc: "Angle of the point (`x`, `y`), in radians; `y` comes first.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        examples: &[ex("atan2(0, 1)", "0")],
        overloads: &[overload(&[p("y", DOUBLE), p("x", DOUBLE)], TO_DOUBLE, sql("atan2({y}, {x})"))],
        ..ROW
    },
    Function {
        name: "radians",
        doc: "Degrees to radians.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        examples: &[ex("radians(0)", "0")],
        overloads: &[overload(&[p("x", DOUBLE)], TO_DOUBLE, sql("radians({x})"))],
        ..ROW
    },
    Function {
        name: "degrees",
        doc: "Radians to degrees.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        examples: &[ex("degrees(0)", "0")],
        overloads: &[overload(&[p("x", DOUBLE)], TO_DOUBLE, sql("degrees({x})"))],
        ..ROW
    },
    Function {
        name: "width_bucket",
        doc: "Which of `n` equal buckets from `lo` to below `hi` holds `x`, counted from 1; 0 below, `n + 1` at or \
              above `hi`. The bounds are literals.",
        nulls: "null if x is null",
        nullability: Nullability::Propagates,
        pitfalls: &["DataFusion core has no width_bucket"],
        examples: &[ex("width_bucket(35, 0, 100, 10)", "4"), ex("width_bucket(100, 0, 100, 10)", "11")],
        overloads: &[overload(
            &[p("x", DOUBLE), lit("lo", DOUBLE), lit("hi", DOUBLE), lit("n", INT)],
            TO_INT,
            each(
                "CAST(width_bucket({x}, {lo}, {hi}, {n}) AS BIGINT)",
                "width_bucket({x}, {lo}, {hi}, {n})",
                "pc_width_bucket({x}, {lo}, {hi}, {n})",
            ),
        )
        .when(&[Guard::Less("lo", "hi"), Guard::Range("n", 1, i64::MAX)])],
        ..ROW
    },
    Function {
        name: "bit_and",
        doc: "Bitwise and.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        examples: &[ex("bit_and(12, 10)", "8")],
        overloads: &[overload(
            &[p("a", INT), p("b", INT)],
            TO_INT,
            each("{a} & {b}", "bitwise_and({a}, {b})", "{a} & {b}"),
        )],
        ..ROW
    },
    Function {
        name: "bit_or",
        doc: "Bitwise or.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        examples: &[ex("bit_or(12, 10)", "14")],
        overloads: &[overload(
            &[p("a", INT), p("b", INT)],
            TO_INT,
            each("{a} | {b}", "bitwise_or({a}, {b})", "{a} | {b}"),
        )],
        ..ROW
    },
    Function {
        name: "bit_xor",
        doc: "Bitwise exclusive or.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        examples: &[ex("bit_xor(12, 10)", "6")],
        overloads: &[overload(
            &[p("a", INT), p("b", INT)],
            TO_INT,
            each("{a} ^ {b}", "bitwise_xor({a}, {b})", "{a} ^ {b}"),
        )],
        ..ROW
    },
];
