//! Operators: arithmetic, comparison, logic, tests for null, `like`, `||`.

use super::row::{
    ANY, BOOL, DEC, DOUBLE, INT, ORD, STR, TO_BOOL, TO_DOUBLE, TO_INT, TO_STR, blank, each, ex, lit, overload, p, sql,
    text, with_own,
};
use super::{Category, Function, Guard, Kind, LiteralRule, Nullability, Return, decimals};

/// Words of the guard that keeps decimal sums away from engines that do not check 38 digits.
const SUM: &str = "the sum may not fit 38 digits";
/// The same for products.
const PRODUCT: &str = "the product may not fit 38 digits";

const ROW: Function = blank(Category::Operator, Kind::Scalar);

/// The rows, in the order of the reference.
pub(super) static ROWS: [&Function; 25] = [
    &ADD,
    &SUBTRACT,
    &MULTIPLY,
    &DIVIDE,
    &DIV,
    &MOD,
    &NEGATE,
    &EQ,
    &NE,
    &LT,
    &LE,
    &GT,
    &GE,
    &BETWEEN,
    &AND,
    &OR,
    &NOT,
    &IS_NULL,
    &IS_NOT_NULL,
    &IS_DISTINCT_FROM,
    &IS_NOT_DISTINCT_FROM,
    &IS_TRUE,
    &IS_FALSE,
    &LIKE,
    &CONCAT,
];

pub(super) static ADD: Function = Function {
    name: "add",
    surface: Some("a + b"),
    doc: "The sum. A `bigint` result must fit 64 bits and a `decimal` result 38 digits, otherwise the run fails.",
    nulls: "null if any operand is null",
    nullability: Nullability::Propagates,
    pitfalls: &[
        "Spark with ANSI off and DataFusion wrap bigint silently (max+1 = min); Trino raises",
        "Spark default allowPrecisionLoss=true lowers the scale when p would exceed 38; Trino keeps it",
        "DataFusion does not check 38 digits: 99..9(38)+1 yields a 39-digit value labelled decimal(38,0)",
    ],
    examples: &[ex("1 + 2", "3"), ex("1.50 + 2.25", "3.75"), ex("1 + null", "null")],
    overloads: &[
        overload(&[p("a", INT), p("b", INT)], TO_INT, each("{a} + {b}", "{a} + {b}", "pc_add({a}, {b})")),
        overload(&[p("a", DEC), p("b", DEC)], Return::Decimal(decimals::add), sql("CAST({a} + {b} AS {result.type})"))
            .when(&[Guard::Decimals(decimals::sum_fits, SUM)]),
        overload(
            &[p("a", DEC), p("b", DEC)],
            Return::Decimal(decimals::add),
            each(
                "CAST({a} + {b} AS {result.type})",
                "CAST({a} + {b} AS {result.type})",
                "pc_dec_add({a}, {b}, {result.precision}, {result.scale})",
            ),
        ),
        overload(&[p("a", DOUBLE), p("b", DOUBLE)], TO_DOUBLE, sql("{a} + {b}")),
    ],
    ..ROW
};

pub(super) static SUBTRACT: Function = Function {
    name: "subtract",
    surface: Some("a - b"),
    doc: "The difference; typed and checked like `a + b`.",
    nulls: "null if any operand is null",
    nullability: Nullability::Propagates,
    pitfalls: &["date - date is integer days in DataFusion, an interval in Trino and Spark: use date_diff"],
    examples: &[ex("5 - 7", "-2"), ex("1.00 - 0.25", "0.75")],
    overloads: &[
        overload(&[p("a", INT), p("b", INT)], TO_INT, each("{a} - {b}", "{a} - {b}", "pc_sub({a}, {b})")),
        overload(&[p("a", DEC), p("b", DEC)], Return::Decimal(decimals::add), sql("CAST({a} - {b} AS {result.type})"))
            .when(&[Guard::Decimals(decimals::sum_fits, SUM)]),
        overload(
            &[p("a", DEC), p("b", DEC)],
            Return::Decimal(decimals::add),
            each(
                "CAST({a} - {b} AS {result.type})",
                "CAST({a} - {b} AS {result.type})",
                "pc_dec_sub({a}, {b}, {result.precision}, {result.scale})",
            ),
        ),
        overload(&[p("a", DOUBLE), p("b", DOUBLE)], TO_DOUBLE, sql("{a} - {b}")),
    ],
    ..ROW
};

pub(super) static MULTIPLY: Function = Function {
    name: "multiply",
    surface: Some("a * b"),
    doc: "The product. Decimals multiply exactly: `decimal(p1,s1) * decimal(p2,s2)` has `s1 + s2` digits after the \
          point, which may not be more than 38.",
    nulls: "null if any operand is null",
    nullability: Nullability::Propagates,
    pitfalls: &[
        "natural result type differs: Spark and DataFusion p1+p2+1, Trino p1+p2: the CAST fixes the sink schema",
        "Spark allowPrecisionLoss=true rounds the product when p1+p2+1 > 38",
    ],
    examples: &[ex("6 * 7", "42"), ex("1.50 * 2.5", "3.750")],
    overloads: &[
        overload(&[p("a", INT), p("b", INT)], TO_INT, each("{a} * {b}", "{a} * {b}", "pc_mul({a}, {b})")),
        overload(
            &[p("a", DEC), p("b", DEC)],
            Return::Decimal(decimals::multiply),
            sql("CAST({a} * {b} AS {result.type})"),
        )
        .when(&[Guard::Decimals(decimals::product_fits, PRODUCT)]),
        overload(
            &[p("a", DEC), p("b", DEC)],
            Return::Decimal(decimals::multiply),
            each(
                "CAST({a} * {b} AS {result.type})",
                "CAST({a} * {b} AS {result.type})",
                "pc_dec_mul({a}, {b}, {result.precision}, {result.scale})",
            ),
        ),
        overload(&[p("a", DOUBLE), p("b", DOUBLE)], TO_DOUBLE, sql("{a} * {b}")),
    ],
    ..ROW
};

pub(super) static DIVIDE: Function = Function {
    name: "divide",
    surface: Some("a / b"),
    doc: "True division: integers give a `double`. Decimals give a decimal with at least six digits after the point, \
          rounded half up. Dividing by zero gives null.",
    nulls: "null if any operand is null or b = 0",
    nullability: Nullability::Always,
    pitfalls: &[
        "7/2 is 3.5 in Spark, 3 in Trino and DataFusion",
        "x/0: Spark ANSI off NULL, ANSI on error; Trino integer/decimal error, double Infinity; DataFusion integer \
         error, double Infinity",
        "decimal quotient: Spark scale max(6,s1+p2+1) HALF_UP; Trino scale max(s1,s2) HALF_UP; DataFusion scale s1+4, \
         TRUNCATED",
        "Spark rounds twice (at its own scale, then at ours): exact as long as p2 <= 31 - S",
    ],
    examples: &[ex("7 / 2", "3.5"), ex("1.00 / 3", "0.333333"), ex("1 / 0", "null")],
    overloads: &[
        overload(
            &[p("a", INT), p("b", INT)],
            TO_DOUBLE,
            each(
                "try_divide(CAST({a} AS DOUBLE), CAST({b} AS DOUBLE))",
                "CAST({a} AS DOUBLE) / nullif(CAST({b} AS DOUBLE), 0e0)",
                "pc_divide(CAST({a} AS DOUBLE), CAST({b} AS DOUBLE))",
            ),
        ),
        overload(
            &[p("a", DEC), p("b", DEC)],
            Return::Decimal(decimals::divide),
            each(
                "CAST(CAST({a} AS DECIMAL({a.dividend_precision},{result.scale})) / {b.nonzero} AS {result.type})",
                "CAST(CAST({a} AS DECIMAL({a.dividend_precision},{result.scale})) / {b.nonzero} AS {result.type})",
                "pc_dec_div({a}, {b}, {result.precision}, {result.scale})",
            ),
        ),
        overload(
            &[p("a", DOUBLE), p("b", DOUBLE)],
            TO_DOUBLE,
            each("try_divide({a}, {b})", "{a} / {b.nonzero}", "pc_divide({a}, {b})"),
        ),
    ],
    ..ROW
};

pub(super) static DIV: Function = Function {
    name: "div",
    surface: Some("div(a, b)"),
    doc: "Integer division, truncated toward zero. Dividing by zero gives null; the smallest bigint divided by -1 \
          fails.",
    nulls: "null if any argument is null or b = 0",
    nullability: Nullability::Always,
    examples: &[ex("div(7, 2)", "3"), ex("div(-7, 2)", "-3"), ex("div(1, 0)", "null")],
    overloads: &[overload(
        &[p("a", INT), p("b", INT)],
        TO_INT,
        each("{a} div {b.nonzero}", "{a} / {b.nonzero}", "pc_div({a}, {b})"),
    )],
    ..ROW
};

pub(super) static MOD: Function = Function {
    name: "mod",
    surface: Some("a % b, mod(a, b)"),
    doc: "The remainder, with the sign of the dividend. A zero divisor gives null.",
    nulls: "null if any operand is null or b = 0",
    nullability: Nullability::Always,
    pitfalls: &["for a remainder that is never negative write `mod(mod(a, b) + b, b)`"],
    examples: &[ex("7 % 3", "1"), ex("mod(-7, 3)", "-1"), ex("7 % 0", "null")],
    overloads: &[
        overload(&[p("a", INT), p("b", INT)], TO_INT, with_own("{a} % {b.nonzero}", "pc_mod({a}, {b})")),
        overload(
            &[p("a", DEC), p("b", DEC)],
            Return::Decimal(decimals::modulo),
            sql("CAST({a} % {b.nonzero} AS {result.type})"),
        ),
        overload(
            &[p("a", DOUBLE), p("b", DOUBLE)],
            TO_DOUBLE,
            with_own("{a} % {b.nonzero}", "pc_mod_double({a}, {b})"),
        ),
    ],
    ..ROW
};

pub(super) static NEGATE: Function = Function {
    name: "negate",
    surface: Some("-a"),
    doc: "The number with the opposite sign; the smallest bigint has none and fails.",
    nulls: "null if the operand is null",
    nullability: Nullability::Propagates,
    examples: &[ex("-(1 + 2)", "-3")],
    overloads: &[
        overload(&[p("a", INT)], TO_INT, each("-{a}", "-{a}", "pc_sub(0, {a})")),
        overload(&[p("a", DEC)], Return::Decimal(decimals::same), sql("-{a}")),
        overload(&[p("a", DOUBLE)], TO_DOUBLE, sql("-{a}")),
    ],
    ..ROW
};

pub(super) static EQ: Function = Function {
    name: "eq",
    surface: Some("a = b"),
    doc: "Equality, after both sides are widened to a common type. Text compares by code point: case and accents \
          matter, trailing blanks too.",
    nulls: "null if any operand is null",
    nullability: Nullability::Propagates,
    pitfalls: &[
        "NaN = NaN is true in Spark and DataFusion, false in Trino: NaN is not a value of the language (sources map \
         it to NULL)",
        "Spark 'string = number' and 'string = date' cast silently: the language refuses mixed comparisons",
    ],
    examples: &[ex("'a' = 'A'", "false"), ex("1 = 1.0", "true"), ex("1 = null", "null")],
    overloads: &[overload(&[p("a", ORD), p("b", ORD)], TO_BOOL, sql("{a} = {b}"))],
    ..ROW
};

pub(super) static NE: Function = Function {
    name: "ne",
    surface: Some("a <> b, a != b"),
    doc: "Inequality.",
    nulls: "null if any operand is null",
    nullability: Nullability::Propagates,
    examples: &[ex("1 <> 2", "true")],
    overloads: &[overload(&[p("a", ORD), p("b", ORD)], TO_BOOL, sql("{a} <> {b}"))],
    ..ROW
};

pub(super) static LT: Function = Function {
    name: "lt",
    surface: Some("a < b"),
    doc: "Less than; text by code point, false before true.",
    nulls: "null if any operand is null",
    nullability: Nullability::Propagates,
    examples: &[ex("'a' < 'b'", "true")],
    overloads: &[overload(&[p("a", ORD), p("b", ORD)], TO_BOOL, sql("{a} < {b}"))],
    ..ROW
};

pub(super) static LE: Function = Function {
    name: "le",
    surface: Some("a <= b"),
    doc: "Less than or equal.",
    nulls: "null if any operand is null",
    nullability: Nullability::Propagates,
    examples: &[ex("2 <= 2", "true")],
    overloads: &[overload(&[p("a", ORD), p("b", ORD)], TO_BOOL, sql("{a} <= {b}"))],
    ..ROW
};

pub(super) static GT: Function = Function {
    name: "gt",
    surface: Some("a > b"),
    doc: "Greater than.",
    nulls: "null if any operand is null",
    nullability: Nullability::Propagates,
    examples: &[ex("date '2024-03-01' > date '2024-02-29'", "true")],
    overloads: &[overload(&[p("a", ORD), p("b", ORD)], TO_BOOL, sql("{a} > {b}"))],
    ..ROW
};

pub(super) static GE: Function = Function {
    name: "ge",
    surface: Some("a >= b"),
    doc: "Greater than or equal.",
    nulls: "null if any operand is null",
    nullability: Nullability::Propagates,
    examples: &[ex("1 >= 2", "false")],
    overloads: &[overload(&[p("a", ORD), p("b", ORD)], TO_BOOL, sql("{a} >= {b}"))],
    ..ROW
};

pub(super) static BETWEEN: Function = Function {
    name: "between",
    surface: Some("x between lo and hi"),
    doc: "`x >= lo and x <= hi`: both ends are included.",
    nulls: "three-valued: null if the answer depends on a null",
    nullability: Nullability::Propagates,
    examples: &[ex("5 between 1 and 5", "true"), ex("0 between 1 and 5", "false")],
    overloads: &[overload(&[p("x", ORD), p("lo", ORD), p("hi", ORD)], TO_BOOL, sql("{x} BETWEEN {lo} AND {hi}"))],
    ..ROW
};

pub(super) static AND: Function = Function {
    name: "and",
    surface: Some("a and b"),
    doc: r#"True when both are true. Null stands for "not known"."#,
    nulls: "false and null = false, true and null = null",
    nullability: Nullability::Propagates,
    pitfalls: &["evaluation order is not guaranteed by any engine: do not guard a failing expression with AND, use \
                 if/case or a try_ function"],
    examples: &[ex("true and false", "false"), ex("false and null", "false"), ex("true and null", "null")],
    overloads: &[overload(&[p("a", BOOL), p("b", BOOL)], TO_BOOL, sql("{a} AND {b}"))],
    ..ROW
};

pub(super) static OR: Function = Function {
    name: "or",
    surface: Some("a or b"),
    doc: r#"True when one is true. Null stands for "not known"."#,
    nulls: "true or null = true, false or null = null",
    nullability: Nullability::Propagates,
    examples: &[ex("true or null", "true"), ex("false or null", "null")],
    overloads: &[overload(&[p("a", BOOL), p("b", BOOL)], TO_BOOL, sql("{a} OR {b}"))],
    ..ROW
};

pub(super) static NOT: Function = Function {
    name: "not",
    surface: Some("not a"),
    doc: "True for false, false for true.",
    nulls: "not null = null",
    nullability: Nullability::Propagates,
    examples: &[ex("not true", "false"), ex("not null", "null")],
    overloads: &[overload(&[p("a", BOOL)], TO_BOOL, sql("NOT {a}"))],
    ..ROW
};

pub(super) static IS_NULL: Function = Function {
    name: "is_null",
    surface: Some("x is null"),
    doc: "Whether the value is missing.",
    nulls: "never null",
    nullability: Nullability::Never,
    examples: &[ex("null is null", "true"), ex("'' is null", "false")],
    overloads: &[overload(&[p("x", ANY)], TO_BOOL, sql("{x} IS NULL"))],
    ..ROW
};

pub(super) static IS_NOT_NULL: Function = Function {
    name: "is_not_null",
    surface: Some("x is not null"),
    doc: "Whether the value is there.",
    nulls: "never null",
    nullability: Nullability::Never,
    examples: &[ex("1 is not null", "true")],
    overloads: &[overload(&[p("x", ANY)], TO_BOOL, sql("{x} IS NOT NULL"))],
    ..ROW
};

pub(super) static IS_DISTINCT_FROM: Function = Function {
    name: "is_distinct_from",
    surface: Some("a is distinct from b"),
    doc: "Inequality that treats null as a value of its own.",
    nulls: "never null, two nulls are not distinct",
    nullability: Nullability::Never,
    examples: &[ex("1 is distinct from null", "true"), ex("null is distinct from null", "false")],
    overloads: &[overload(
        &[p("a", ORD), p("b", ORD)],
        TO_BOOL,
        each("NOT ({a} <=> {b})", "{a} IS DISTINCT FROM {b}", "{a} IS DISTINCT FROM {b}"),
    )],
    ..ROW
};

pub(super) static IS_NOT_DISTINCT_FROM: Function = Function {
    name: "is_not_distinct_from",
    surface: Some("a is not distinct from b"),
    doc: "Equality that treats null as a value of its own.",
    nulls: "never null",
    nullability: Nullability::Never,
    examples: &[ex("null is not distinct from null", "true")],
    overloads: &[overload(
        &[p("a", ORD), p("b", ORD)],
        TO_BOOL,
        each("{a} <=> {b}", "{a} IS NOT DISTINCT FROM {b}", "{a} IS NOT DISTINCT FROM {b}"),
    )],
    ..ROW
};

pub(super) static IS_TRUE: Function = Function {
    name: "is_true",
    surface: Some("b is true"),
    doc: "True only for true: null counts as false.",
    nulls: "never null",
    nullability: Nullability::Never,
    pitfalls: &["Trino 435 has no IS TRUE"],
    examples: &[ex("null is true", "false"), ex("(1 = 1) is true", "true")],
    overloads: &[overload(&[p("b", BOOL)], TO_BOOL, sql("coalesce({b}, FALSE)"))],
    ..ROW
};

pub(super) static IS_FALSE: Function = Function {
    name: "is_false",
    surface: Some("b is false"),
    doc: "True only for false: null does not count.",
    nulls: "never null",
    nullability: Nullability::Never,
    examples: &[ex("null is false", "false"), ex("(1 = 2) is false", "true")],
    overloads: &[overload(&[p("b", BOOL)], TO_BOOL, sql("NOT coalesce({b}, TRUE)"))],
    ..ROW
};

pub(super) static LIKE: Function = Function {
    name: "like",
    surface: Some("s like 'pat' [escape 'c']"),
    doc: "Matches a whole text against a literal pattern: `%` stands for any run of characters, line breaks included, \
          `_` for exactly one. Case matters. There is no escape character unless `escape` names one.",
    nulls: "null if s is null",
    nullability: Nullability::Propagates,
    pitfalls: &[
        "default escape is backslash in Spark and DataFusion, none in Trino",
        "DataFusion 55 rejects any ESCAPE other than backslash",
        "Spark string literals also unescape backslashes: the compiler must double them",
    ],
    examples: &[
        ex("'abc' like 'a%'", "true"),
        ex("'50%' like '50!%' escape '!'", "true"),
        ex("'abc' like 'A%'", "false"),
    ],
    overloads: &[
        overload(
            &[p("s", STR), text("pattern", LiteralRule::LikePattern)],
            TO_BOOL,
            each("{s} LIKE {pattern.like}", r"{s} LIKE {pattern.like} ESCAPE '\'", "{s} LIKE {pattern.like}"),
        ),
        overload(
            &[p("s", STR), text("pattern", LiteralRule::LikePattern), lit("escape", STR)],
            TO_BOOL,
            each("{s} LIKE {pattern.like}", r"{s} LIKE {pattern.like} ESCAPE '\'", "{s} LIKE {pattern.like}"),
        )
        .when(&[Guard::OneChar("escape"), Guard::NoneOf("escape", "%_")]),
    ],
    ..ROW
};

pub(super) static CONCAT: Function = Function {
    name: "concat",
    surface: Some("a || b, concat(a, b, ...)"),
    category: Category::String,
    doc: "Joins texts.",
    nulls: "null if any argument is null",
    nullability: Nullability::Propagates,
    pitfalls: &[
        "DataFusion concat() skips nulls, Spark and Trino return null: use ||",
        "Spark concat(1,'a') casts silently; the language wants strings",
    ],
    examples: &[ex("'a' || 'b'", "ab"), ex("concat('a', 'b', null)", "null")],
    overloads: &[overload(&[p("args", STR)], TO_STR, each("concat({args})", "{args: || }", "{args: || }")).variadic()],
    ..ROW
};
