//! Regular expressions, in the portable subset of [`crate::literals::regex`].

use super::row::{INT, STR, TO_BOOL, TO_INT, TO_STR, blank, each, ex, lit, overload, p, text};
use super::{Category, Function, Guard, Kind, LiteralRule, Nullability, Return};

const ROW: Function = blank(Category::Regex, Kind::Scalar);

/// The rows, in the order of the reference.
pub(super) static ROWS: &[Function] = &[
    Function {
        name: "regexp_like",
        doc: "Whether a literal pattern matches somewhere in the text.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        pitfalls: &[
            r"\d \w \s are ASCII in Java, Unicode in Rust and Joni",
            "'$' matches before a final newline in Java and Joni, not in Rust",
            r"'.' excludes \r \u0085 \u2028 \u2029 in Java only",
            "(?i) folds ASCII only in Java, Unicode in Rust",
        ],
        examples: &[ex("regexp_like('order 17', '[0-9]+')", "true"), ex(r"regexp_like('abc', '^\d')", "false")],
        overloads: &[overload(
            &[p("s", STR), text("pattern", LiteralRule::Regex)],
            TO_BOOL,
            each("{s} RLIKE {pattern.regex}", "regexp_like({s}, {pattern.regex})", "regexp_like({s}, {pattern.regex})"),
        )],
        ..ROW
    },
    Function {
        name: "regexp_extract",
        doc: "The first match, or the group of that number in it; null without a match, the empty text when the group \
              did not take part.",
        nulls: "null if s is null or there is no match",
        nullability: Nullability::Always,
        pitfalls: &[
            "no match: Spark '', Trino NULL",
            "default group: Spark 1, Trino 0",
            "DataFusion regexp_match returns a list of groups and drops groups that did not take part, shifting \
             positions",
        ],
        examples: &[ex(r"regexp_extract('id=42', 'id=(\d+)', 1)", "42"), ex("regexp_extract('abc', '[0-9]+')", "null")],
        overloads: &[
            overload(
                &[p("s", STR), text("pattern", LiteralRule::Regex)],
                TO_STR,
                each(
                    "CASE WHEN {s} RLIKE {pattern.regex} THEN regexp_extract({s}, {pattern.regex}, 0) END",
                    "regexp_extract({s}, {pattern.regex})",
                    "pc_regexp_extract({s}, {pattern.regex}, 0)",
                ),
            ),
            overload(
                &[p("s", STR), text("pattern", LiteralRule::Regex), lit("group", INT)],
                TO_STR,
                each(
                    "CASE WHEN {s} RLIKE {pattern.regex} THEN regexp_extract({s}, {pattern.regex}, {group.literal}) END",
                    concat!(
                        "CASE WHEN regexp_like({s}, {pattern.regex}) THEN coalesce(regexp_extract({s}, {pattern.regex}, ",
                        "{group.literal}), '') END"
                    ),
                    "pc_regexp_extract({s}, {pattern.regex}, {group.literal})",
                ),
            )
            .when(&[Guard::GroupExists("group", "pattern")]),
        ],
        ..ROW
    },
    Function {
        name: "regexp_replace",
        doc: "Replaces all matches. In the replacement `$1` to `$9` are groups and `$$` is a dollar. The pattern may \
              not match the empty text.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        pitfalls: &[
            "DataFusion replaces only the first match without flag 'g'",
            "empty matches: Java 'baaac' a* -> '-b--c-', Rust '-b-c-'",
        ],
        examples: &[
            ex("regexp_replace('a1b22', '[0-9]+', '#')", "a#b#"),
            ex("regexp_replace('john smith', '([a-z]+) ([a-z]+)', '$2 $1')", "smith john"),
        ],
        overloads: &[overload(
            &[p("s", STR), text("pattern", LiteralRule::RegexNonEmpty), text("replacement", LiteralRule::Replacement)],
            TO_STR,
            each(
                "regexp_replace({s}, {pattern.regex}, {replacement.replacement})",
                "regexp_replace({s}, {pattern.regex}, {replacement.replacement})",
                "regexp_replace({s}, {pattern.regex}, {replacement.replacement}, 'g')",
            ),
        )
        .when(&[Guard::GroupsExist("replacement", "pattern")])],
        ..ROW
    },
    Function {
        name: "regexp_count",
        doc: "Number of matches, without overlaps. The pattern may not match the empty text.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        examples: &[ex("regexp_count('a1b22', '[0-9]')", "3")],
        overloads: &[overload(
            &[p("s", STR), text("pattern", LiteralRule::RegexNonEmpty)],
            TO_INT,
            each(
                "CAST(regexp_count({s}, {pattern.regex}) AS BIGINT)",
                "regexp_count({s}, {pattern.regex})",
                "CAST(regexp_count({s}, {pattern.regex}) AS BIGINT)",
            ),
        )],
        ..ROW
    },
    Function {
        name: "regexp_extract_all",
        doc: "Group number `group` (0: the whole match) of every match; the empty text where the group did not take \
              part, an empty array without a match.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        examples: &[ex("regexp_extract_all('a1b22', '[0-9]+', 0)", "[1, 22]")],
        overloads: &[overload(
            &[p("s", STR), text("pattern", LiteralRule::RegexNonEmpty), lit("group", INT)],
            Return::ArrayOfString,
            each(
                "regexp_extract_all({s}, {pattern.regex}, {group.literal})",
                "transform(regexp_extract_all({s}, {pattern.regex}, {group.literal}), el_ -> coalesce(el_, ''))",
                "pc_regexp_extract_all({s}, {pattern.regex}, {group.literal})",
            ),
        )
        .when(&[Guard::GroupExists("group", "pattern")])],
        ..ROW
    },
];
