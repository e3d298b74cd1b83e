//! Arrays.

use super::row::{ANY, ARRAY, INT, STR, STRINGS, TO_BOOL, TO_INT, TO_STR, blank, each, ex, lit, overload, p, sql};
use super::{Category, Function, Guard, Kind, Nullability, Return};

const ROW: Function = blank(Category::Array, Kind::Scalar);

/// The rows, in the order of the reference.
pub(super) static ROWS: &[Function] = &[
    Function {
        name: "array_length",
        aliases: &["cardinality"],
        doc: "Number of elements, nulls included.",
        nulls: "null if a is null",
        nullability: Nullability::Propagates,
        pitfalls: &["Spark size(NULL) is -1 with ANSI off"],
        examples: &[ex("array_length([1, null, 3])", "3")],
        overloads: &[overload(
            &[p("a", ARRAY)],
            TO_INT,
            each(
                "CASE WHEN {a} IS NOT NULL THEN CAST(size({a}) AS BIGINT) END",
                "cardinality({a})",
                "CAST(cardinality({a}) AS BIGINT)",
            ),
        )],
        ..ROW
    },
    Function {
        name: "element_at",
        surface: Some("a[i], element_at(a, i)"),
        doc: "Element at a position counted from 1, or from the end when negative; null outside the array and at 0.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        pitfalls: &["a[i] is 0-based in Spark, 1-based in Trino and DataFusion; out of range: Spark ANSI and Trino \
                     a[i] fail"],
        examples: &[
            ex("['a', 'b'][1]", "a"),
            ex("element_at(['a', 'b'], -1)", "b"),
            ex("element_at(['a'], 5)", "null"),
        ],
        overloads: &[overload(
            &[p("a", ARRAY), p("i", INT)],
            Return::T,
            each(
                "try_element_at({a}, nullif({i.nearest_int}, 0))",
                "element_at({a}, nullif({i}, BIGINT '0'))",
                "array_element({a}, {i})",
            ),
        )],
        ..ROW
    },
    Function {
        name: "array_contains",
        doc: "Whether an element equals `x`; null when none does but an element is null.",
        nulls: "null if `a` or `x` is null, or nothing matches and an element is null",
        nullability: Nullability::Always,
        pitfalls: &["DataFusion array_has is false where Spark and Trino say NULL"],
        examples: &[ex("array_contains([1, 2], 2)", "true"), ex("array_contains([1, null], 2)", "null")],
        overloads: &[overload(
            &[p("a", ARRAY), p("x", ANY)],
            TO_BOOL,
            each("array_contains({a}, {x})", "contains({a}, {x})", "pc_array_contains({a}, {x})"),
        )],
        ..ROW
    },
    Function {
        name: "array_position",
        doc: "Position of the first element equal to `x`, counted from 1; 0 when there is none.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        pitfalls: &["DataFusion: NULL if absent, and finds nulls"],
        examples: &[ex("array_position(['a', 'b'], 'b')", "2"), ex("array_position(['a'], 'x')", "0")],
        overloads: &[overload(
            &[p("a", ARRAY), p("x", ANY)],
            TO_INT,
            each(
                "array_position({a}, {x})",
                "array_position({a}, {x})",
                concat!(
                    "CASE WHEN {a} IS NOT NULL AND {x} IS NOT NULL THEN coalesce(CAST(array_position({a}, ",
                    "{x}) AS BIGINT), 0) END"
                ),
            ),
        )],
        ..ROW
    },
    Function {
        name: "array_distinct",
        doc: "The distinct elements in order of first appearance, null once.",
        nulls: "null if a is null",
        nullability: Nullability::Propagates,
        examples: &[ex("array_distinct([2, 1, 2])", "[2, 1]")],
        overloads: &[overload(&[p("a", ARRAY)], Return::ArrayOfT, sql("array_distinct({a})"))],
        ..ROW
    },
    Function {
        name: "array_sort",
        doc: "The elements in ascending order, nulls last.",
        nulls: "null if a is null",
        nullability: Nullability::Propagates,
        pitfalls: &["Spark sort_array puts nulls first"],
        examples: &[ex("array_sort([3, null, 1])", "[1, 3, null]")],
        overloads: &[overload(
            &[p("a", ARRAY)],
            Return::ArrayOfT,
            each("array_sort({a})", "array_sort({a})", "array_sort({a}, 'ASC', 'NULLS LAST')"),
        )],
        ..ROW
    },
    Function {
        name: "array_sort_desc",
        doc: "The elements in descending order, nulls last.",
        nulls: "null if a is null",
        nullability: Nullability::Propagates,
        examples: &[ex("array_sort_desc([3, null, 1])", "[3, 1, null]")],
        overloads: &[overload(
            &[p("a", ARRAY)],
            Return::ArrayOfT,
            each(
                "sort_array({a}, false)",
                concat!(
                    "array_sort({a}, (l_, r_) -> CASE WHEN l_ IS NULL AND r_ IS NULL THEN 0 WHEN l_ IS NULL ",
                    "THEN 1 WHEN r_ IS NULL THEN -1 WHEN l_ > r_ THEN -1 WHEN l_ < r_ THEN 1 ELSE 0 END)"
                ),
                "array_sort({a}, 'DESC', 'NULLS LAST')",
            ),
        )],
        ..ROW
    },
    Function {
        name: "array_min",
        doc: "Smallest element that is not null.",
        nulls: "null if a is null or has no non-null element",
        nullability: Nullability::Always,
        pitfalls: &["Trino array_min/array_max are NULL if any element is NULL"],
        examples: &[ex("array_min([3, null, 1])", "1")],
        overloads: &[overload(
            &[p("a", ARRAY)],
            Return::T,
            each("array_min({a})", "array_min(filter({a}, el_ -> el_ IS NOT NULL))", "array_min({a})"),
        )],
        ..ROW
    },
    Function {
        name: "array_max",
        doc: "Largest element that is not null.",
        nulls: "null if a is null or has no non-null element",
        nullability: Nullability::Always,
        examples: &[ex("array_max([3, null, 1])", "3")],
        overloads: &[overload(
            &[p("a", ARRAY)],
            Return::T,
            each("array_max({a})", "array_max(filter({a}, el_ -> el_ IS NOT NULL))", "array_max({a})"),
        )],
        ..ROW
    },
    Function {
        name: "array_join",
        doc: "Joins the elements that are not null with a literal separator.",
        nulls: "null if a is null; null elements skipped",
        nullability: Nullability::Propagates,
        examples: &[ex("array_join(['a', null, 'b'], '-')", "a-b")],
        overloads: &[overload(
            &[p("a", STRINGS), lit("sep", STR)],
            TO_STR,
            each("array_join({a}, {sep})", "array_join({a}, {sep})", "array_to_string({a}, {sep})"),
        )],
        ..ROW
    },
    Function {
        name: "array_concat",
        doc: "The elements of `a`, then those of `b`.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        pitfalls: &["DataFusion array_concat treats a NULL array as empty"],
        examples: &[ex("array_concat([1], [2, 3])", "[1, 2, 3]")],
        overloads: &[overload(
            &[p("a", ARRAY), p("b", ARRAY)],
            Return::ArrayOfT,
            each(
                "concat({a}, {b})",
                "concat({a}, {b})",
                "CASE WHEN {a} IS NOT NULL AND {b} IS NOT NULL THEN array_concat({a}, {b}) END",
            ),
        )],
        ..ROW
    },
    Function {
        name: "array_append",
        doc: "The array with `x`, which may be null, at its end.",
        nulls: "null if a is null",
        nullability: Nullability::Propagates,
        examples: &[ex("array_append([1], 2)", "[1, 2]")],
        overloads: &[overload(
            &[p("a", ARRAY), p("x", ANY)],
            Return::ArrayOfT,
            each(
                "array_append({a}, {x})",
                "{a} || ARRAY[{x}]",
                "CASE WHEN {a} IS NOT NULL THEN array_append({a}, {x}) END",
            ),
        )],
        ..ROW
    },
    Function {
        name: "array_slice",
        doc: "`len` elements from position `start`, counted from 1, or from the end when negative; an empty array \
              when the start is outside. Both are literals.",
        nulls: "null if a is null",
        nullability: Nullability::Propagates,
        pitfalls: &["DataFusion array_slice takes (begin, end) and clips a negative begin"],
        examples: &[ex("array_slice([1, 2, 3, 4], 2, 2)", "[2, 3]"), ex("array_slice([1, 2, 3], -2, 2)", "[2, 3]")],
        overloads: &[overload(
            &[p("a", ARRAY), lit("start", INT), lit("len", INT)],
            Return::ArrayOfT,
            each(
                "slice({a}, {start.literal}, {len.literal})",
                "slice({a}, {start}, {len})",
                "pc_array_slice({a}, {start.literal}, {len.literal})",
            ),
        )
        .when(&[Guard::NotZero("start"), Guard::Range("len", 0, i64::MAX)])],
        ..ROW
    },
    Function {
        name: "array_remove",
        doc: "The array without the elements equal to `x`; null elements stay.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        pitfalls: &["DataFusion array_remove removes only the first"],
        examples: &[ex("array_remove([1, 2, 1], 1)", "[2]")],
        overloads: &[overload(
            &[p("a", ARRAY), p("x", ANY)],
            Return::ArrayOfT,
            each("array_remove({a}, {x})", "array_remove({a}, {x})", "array_remove_all({a}, {x})"),
        )],
        ..ROW
    },
    Function {
        name: "array_reverse",
        doc: "The elements in reverse order.",
        nulls: "null if a is null",
        nullability: Nullability::Propagates,
        examples: &[ex("array_reverse([1, 2, 3])", "[3, 2, 1]")],
        overloads: &[overload(
            &[p("a", ARRAY)],
            Return::ArrayOfT,
            each("reverse({a})", "reverse({a})", "array_reverse({a})"),
        )],
        ..ROW
    },
    Function {
        name: "array_union",
        doc: "The distinct elements of both arrays, in ascending order, null last.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        pitfalls: &["element order of array_union/intersect/except is unspecified in Trino: results are sorted"],
        examples: &[ex("array_union([2, 1], [3, 1])", "[1, 2, 3]")],
        overloads: &[overload(
            &[p("a", ARRAY), p("b", ARRAY)],
            Return::ArrayOfT,
            each(
                "array_sort(array_union({a}, {b}))",
                "array_sort(array_union({a}, {b}))",
                "array_sort(array_union({a}, {b}), 'ASC', 'NULLS LAST')",
            ),
        )],
        ..ROW
    },
    Function {
        name: "array_intersect",
        doc: "The distinct elements that stand in both arrays, in ascending order; null matches null.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        examples: &[ex("array_intersect([3, 1], [1, 3, 5])", "[1, 3]")],
        overloads: &[overload(
            &[p("a", ARRAY), p("b", ARRAY)],
            Return::ArrayOfT,
            each(
                "array_sort(array_intersect({a}, {b}))",
                "array_sort(array_intersect({a}, {b}))",
                "array_sort(array_intersect({a}, {b}), 'ASC', 'NULLS LAST')",
            ),
        )],
        ..ROW
    },
    Function {
        name: "array_except",
        doc: "The distinct elements of `a` that do not stand in `b`, in ascending order; null matches null.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        examples: &[ex("array_except([3, 1, 2], [1])", "[2, 3]")],
        overloads: &[overload(
            &[p("a", ARRAY), p("b", ARRAY)],
            Return::ArrayOfT,
            each(
                "array_sort(array_except({a}, {b}))",
                "array_sort(array_except({a}, {b}))",
                "array_sort(array_except({a}, {b}), 'ASC', 'NULLS LAST')",
            ),
        )],
        ..ROW
    },
    Function {
        name: "arrays_overlap",
        doc: "Whether the arrays share an element that is not null.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        pitfalls: &["with null elements Spark and Trino say NULL instead of false, DataFusion array_has_any false"],
        examples: &[ex("arrays_overlap([1, 2], [2, 3])", "true"), ex("arrays_overlap([1], [2])", "false")],
        overloads: &[overload(
            &[p("a", ARRAY), p("b", ARRAY)],
            TO_BOOL,
            each(
                "arrays_overlap(filter({a}, el_ -> el_ IS NOT NULL), filter({b}, el_ -> el_ IS NOT NULL))",
                "arrays_overlap(filter({a}, el_ -> el_ IS NOT NULL), filter({b}, el_ -> el_ IS NOT NULL))",
                "pc_arrays_overlap({a}, {b})",
            ),
        )],
        ..ROW
    },
];
