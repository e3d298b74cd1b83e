//! Text.

use super::row::{INT, STR, TO_BOOL, TO_INT, TO_STR, blank, each, ex, lit, overload, p, sql};
use super::{Category, Function, Guard, Kind, Nullability, Return};

const ROW: Function = blank(Category::String, Kind::Scalar);

/// The rows, in the order of the reference.
pub(super) static ROWS: &[Function] = &[
    Function {
        name: "length",
        doc: "Number of characters (Unicode code points).",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        pitfalls: &[
            "combining sequences and ZWJ emoji count each code point",
            "int in Spark and DataFusion, bigint in Trino",
        ],
        examples: &[ex("length('héllo')", "5")],
        overloads: &[overload(
            &[p("s", STR)],
            TO_INT,
            each("CAST(length({s}) AS BIGINT)", "length({s})", "CAST(character_length({s}) AS BIGINT)"),
        )],
        ..ROW
    },
    Function {
        name: "upper",
        doc: "Upper case, character by character and independent of language: `ß` stays `ß`.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        pitfalls: &["Spark maps whole words (`ß` to `SS`, `ﬁ` to `FI`, about 100 rare letters in all) and Trino \
                     single characters: generated Spark code keeps the plain `upper()`, so such letters differ there"],
        examples: &[ex("upper('héllo')", "HÉLLO")],
        overloads: &[overload(&[p("s", STR)], TO_STR, each("upper({s})", "upper({s})", "pc_upper({s})"))],
        ..ROW
    },
    Function {
        name: "lower",
        doc: "Lower case, character by character and independent of language.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        pitfalls: &["Spark and DataFusion turn word-final 'Σ' into 'ς' and 'İ' into two code points; Trino does not"],
        examples: &[ex("lower('HÉLLO')", "héllo")],
        overloads: &[overload(
            &[p("s", STR)],
            TO_STR,
            each("lower(translate({s}, 'İΣ', 'iσ'))", "lower({s})", "pc_lower({s})"),
        )],
        ..ROW
    },
    Function {
        name: "initcap",
        doc: "Lower case, with the first character of every run of non-blank characters in upper case.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        pitfalls: &[
            "no initcap in Trino 435",
            "DataFusion initcap treats every non-alphanumeric as a word break ('foo-bar' -> 'Foo-Bar')",
        ],
        examples: &[ex("initcap('new york-city')", "New York-city")],
        overloads: &[overload(
            &[p("s", STR)],
            TO_STR,
            each(
                "initcap(translate({s}, 'İΣ', 'iσ'))",
                "regexp_replace(lower({s}), '([^ ])([^ ]*)', el_ -> upper(el_[1]) || el_[2])",
                "pc_initcap({s})",
            ),
        )],
        ..ROW
    },
    Function {
        name: "trim",
        doc: "Removes spaces from both ends; only U+0020, no tabs or line breaks (see `trim_ws`).",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        pitfalls: &["Trino trim(s) without characters removes all Unicode whitespace (tab, newline, NBSP is not \
                     whitespace)"],
        examples: &[ex("trim('  a b ')", "a b")],
        overloads: &[overload(&[p("s", STR)], TO_STR, each("trim({s})", "trim(BOTH ' ' FROM {s})", "btrim({s})"))],
        ..ROW
    },
    Function {
        name: "ltrim",
        doc: "Removes spaces from the start.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        examples: &[ex("ltrim('  a')", "a")],
        overloads: &[overload(&[p("s", STR)], TO_STR, each("ltrim({s})", "trim(LEADING ' ' FROM {s})", "ltrim({s})"))],
        ..ROW
    },
    Function {
        name: "rtrim",
        doc: "Removes spaces from the end.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        examples: &[ex("rtrim('a  ')", "a")],
        overloads: &[overload(&[p("s", STR)], TO_STR, each("rtrim({s})", "trim(TRAILING ' ' FROM {s})", "rtrim({s})"))],
        ..ROW
    },
    Function {
        name: "trim_chars",
        doc: "Removes from both ends every character that stands in a literal set.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        examples: &[ex("trim_chars('--a-b--', '-')", "a-b")],
        overloads: &[overload(
            &[p("s", STR), lit("chars", STR)],
            TO_STR,
            each("trim(BOTH {chars} FROM {s})", "trim(BOTH {chars} FROM {s})", "btrim({s}, {chars})"),
        )
        .when(&[Guard::NonEmpty("chars")])],
        ..ROW
    },
    Function {
        name: "trim_ws",
        doc: "Removes ASCII white space from both ends: spaces, tabs, line breaks, form feeds.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        examples: &[ex("trim_ws(' a ')", "a")],
        overloads: &[overload(
            &[p("s", STR)],
            TO_STR,
            each("trim(BOTH {text.blanks} FROM {s})", "trim(BOTH {text.blanks} FROM {s})", "btrim({s}, {text.blanks})"),
        )],
        ..ROW
    },
    Function {
        name: "substring",
        aliases: &["substr"],
        doc: "`len` characters from position `start`, counted from 1, or from the end when negative. A start of 0 or \
              outside the text, or a length below 1, gives the empty text.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        pitfalls: &[
            "start 0: Spark treats as 1, Trino '', DataFusion/Postgres eats one character of len",
            "negative start: from the end in Spark and Trino, before the string in DataFusion",
            "start before the beginning: Spark returns the overlapping part, Trino ''",
            "negative length is an error in DataFusion",
        ],
        examples: &[
            ex("substring('abcdef', 2, 3)", "bcd"),
            ex("substring('abcdef', -2)", "ef"),
            ex("substring('abc', 9)", ""),
        ],
        overloads: &[
            overload(
                &[p("s", STR), lit("start", INT), lit("len", INT)],
                TO_STR,
                each(
                    "substring({s}, {start.nearest_int}, {len.nearest_int})",
                    "substr({s}, {start}, {len})",
                    "substr({s}, {start}, {len})",
                ),
            )
            .when(&[Guard::Range("start", 1, i64::MAX), Guard::Range("len", 0, i64::MAX)]),
            overload(
                &[p("s", STR), lit("start", INT)],
                TO_STR,
                each("substring({s}, {start.nearest_int})", "substr({s}, {start})", "substr({s}, {start})"),
            )
            .when(&[Guard::Range("start", 1, i64::MAX)]),
            overload(
                &[p("s", STR), p("start", INT), p("len", INT)],
                TO_STR,
                each(
                    concat!(
                        "CASE WHEN {start} = 0 OR {start} < -length({s}) THEN substring({s}, 1, CAST(0 * {len} AS INT)) ",
                        "ELSE substring({s}, {start.nearest_int}, {len.nearest_int}) END"
                    ),
                    "substr({s}, {start}, {len})",
                    "pc_substring({s}, {start}, {len})",
                ),
            ),
            overload(
                &[p("s", STR), p("start", INT)],
                TO_STR,
                each(
                    concat!(
                        "CASE WHEN {start} = 0 OR {start} < -length({s}) THEN substring({s}, 1, 0) ELSE ",
                        "substring({s}, {start.nearest_int}) END"
                    ),
                    "substr({s}, {start})",
                    "pc_substring({s}, {start}, 9223372036854775807)",
                ),
            ),
        ],
        ..ROW
    },
    Function {
        name: "left",
        doc: "The first `n` characters; the empty text for `n` below 1.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        pitfalls: &["DataFusion left(s,-1) drops the last character (Postgres)", "Trino has no left/right"],
        examples: &[ex("left('abcdef', 2)", "ab")],
        overloads: &[overload(
            &[p("s", STR), p("n", INT)],
            TO_STR,
            each(
                "left({s}, {n.nearest_int})",
                "substr({s}, 1, {n})",
                "left({s}, CASE WHEN {n} < 0 THEN 0 ELSE {n} END)",
            ),
        )],
        ..ROW
    },
    Function {
        name: "right",
        doc: "The last `n` characters; the empty text for `n` below 1.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        examples: &[ex("right('abcdef', 2)", "ef")],
        overloads: &[overload(
            &[p("s", STR), p("n", INT)],
            TO_STR,
            each(
                "right({s}, {n.nearest_int})",
                concat!(
                    "CASE WHEN {s} IS NULL THEN NULL WHEN {n} <= 0 THEN '' WHEN {n} >= length({s}) THEN {s} ",
                    "ELSE substr({s}, -{n}) END"
                ),
                "right({s}, CASE WHEN {n} < 0 THEN 0 ELSE {n} END)",
            ),
        )],
        ..ROW
    },
    Function {
        name: "concat_ws",
        doc: "Joins the texts that are not null with a literal separator; the empty text when all are null.",
        nulls: "null arguments are skipped",
        nullability: Nullability::Never,
        examples: &[ex("concat_ws('-', 'a', null, 'b')", "a-b")],
        overloads: &[overload(&[lit("sep", STR), p("args", STR)], TO_STR, sql("concat_ws({sep}, {args})")).variadic()],
        ..ROW
    },
    Function {
        name: "replace",
        doc: "Replaces every occurrence of a literal text, which may not be empty.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        pitfalls: &[
            "empty search string: Spark and DataFusion 55 return s, Trino inserts the replacement between all \
                     characters: compile error in the language",
        ],
        examples: &[ex("replace('a.b.c', '.', '-')", "a-b-c")],
        overloads: &[overload(
            &[p("s", STR), lit("old", STR), p("new", STR)],
            TO_STR,
            sql("replace({s}, {old}, {new})"),
        )
        .when(&[Guard::NonEmpty("old")])],
        ..ROW
    },
    Function {
        name: "strpos",
        aliases: &["position"],
        doc: "Position of the first occurrence, counted from 1; 0 when there is none, 1 for the empty text.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        pitfalls: &["argument order: Spark locate(sub, s) vs instr(s, sub); Trino strpos(s, sub); position(sub IN s)"],
        examples: &[ex("strpos('hello', 'l')", "3"), ex("strpos('hello', 'x')", "0")],
        overloads: &[overload(
            &[p("s", STR), p("sub", STR)],
            TO_INT,
            each("CAST(instr({s}, {sub}) AS BIGINT)", "strpos({s}, {sub})", "CAST(strpos({s}, {sub}) AS BIGINT)"),
        )],
        ..ROW
    },
    Function {
        name: "contains",
        doc: "Whether `sub` occurs in `s`.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        pitfalls: &["Trino contains() is an array function"],
        examples: &[ex("contains('hello', 'ell')", "true")],
        overloads: &[overload(
            &[p("s", STR), p("sub", STR)],
            TO_BOOL,
            each("contains({s}, {sub})", "strpos({s}, {sub}) > 0", "contains({s}, {sub})"),
        )],
        ..ROW
    },
    Function {
        name: "starts_with",
        doc: "Whether `s` begins with `prefix`.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        examples: &[ex("starts_with('hello', 'he')", "true")],
        overloads: &[overload(
            &[p("s", STR), p("prefix", STR)],
            TO_BOOL,
            each("startswith({s}, {prefix})", "starts_with({s}, {prefix})", "starts_with({s}, {prefix})"),
        )],
        ..ROW
    },
    Function {
        name: "ends_with",
        doc: "Whether `s` ends with `suffix`.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        pitfalls: &["Trino 435 has no ends_with"],
        examples: &[ex("ends_with('hello', 'lo')", "true")],
        overloads: &[overload(
            &[p("s", STR), p("suffix", STR)],
            TO_BOOL,
            each("endswith({s}, {suffix})", "substr({s}, -length({suffix})) = {suffix}", "ends_with({s}, {suffix})"),
        )],
        ..ROW
    },
    Function {
        name: "lpad",
        doc: "Fills up on the left with a literal text to exactly `n` characters; longer texts are cut off on the \
              right. `n` below 1 gives the empty text.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        pitfalls: &[
            "Trino fails on negative n or empty pad",
            "DataFusion 55 panics ('capacity overflow') when n is a column holding a negative value",
        ],
        examples: &[ex("lpad('7', 3, '0')", "007"), ex("lpad('12345', 3, '0')", "123")],
        overloads: &[overload(
            &[p("s", STR), p("n", INT), lit("pad", STR)],
            TO_STR,
            each(
                "lpad({s}, {n.int}, {pad})",
                "lpad({s}, greatest({n}, BIGINT '0'), {pad})",
                "lpad({s}, CASE WHEN {n} < 0 THEN 0 ELSE {n} END, {pad})",
            ),
        )
        .when(&[Guard::NonEmpty("pad")])],
        ..ROW
    },
    Function {
        name: "rpad",
        doc: "Fills up on the right with a literal text to exactly `n` characters; longer texts are cut off on the \
              right. `n` below 1 gives the empty text.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        examples: &[ex("rpad('ab', 4, '.')", "ab..")],
        overloads: &[overload(
            &[p("s", STR), p("n", INT), lit("pad", STR)],
            TO_STR,
            each(
                "rpad({s}, {n.int}, {pad})",
                "rpad({s}, greatest({n}, BIGINT '0'), {pad})",
                "rpad({s}, CASE WHEN {n} < 0 THEN 0 ELSE {n} END, {pad})",
            ),
        )
        .when(&[Guard::NonEmpty("pad")])],
        ..ROW
    },
    Function {
        name: "repeat",
        doc: "The text `n` times; the empty text for `n` below 1.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        pitfalls: &["Trino repeat() builds an array"],
        examples: &[ex("repeat('ab', 3)", "ababab")],
        overloads: &[overload(
            &[p("s", STR), p("n", INT)],
            TO_STR,
            each(
                "repeat({s}, {n.int})",
                concat!(
                    "CASE WHEN {s} IS NULL OR {n} IS NULL THEN NULL WHEN {n} <= 0 OR {s} = '' THEN '' ELSE ",
                    "rpad('', length({s}) * {n}, {s}) END"
                ),
                "repeat({s}, {n})",
            ),
        )],
        ..ROW
    },
    Function {
        name: "reverse",
        doc: "The characters in reverse order.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        examples: &[ex("reverse('abc')", "cba")],
        overloads: &[overload(&[p("s", STR)], TO_STR, sql("reverse({s})"))],
        ..ROW
    },
    Function {
        name: "split",
        doc: "Splits at every occurrence of a literal delimiter. Empty pieces stay, and the empty text has one piece.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        pitfalls: &[
            "Spark split takes a regex: '.' or '|' must be quoted",
            "DataFusion string_to_array('', ',') is []",
        ],
        examples: &[ex("split('a,b,,c', ',')", "[a, b, , c]")],
        overloads: &[overload(
            &[p("s", STR), lit("delim", STR)],
            Return::ArrayOfString,
            each(
                "split({s}, {delim.quoted}, -1)",
                "split({s}, {delim})",
                "CASE WHEN {s} = '' THEN make_array('') ELSE string_to_array({s}, {delim}) END",
            ),
        )
        .when(&[Guard::NonEmpty("delim")])],
        ..ROW
    },
    Function {
        name: "split_part",
        doc: "The `n`-th piece, counted from 1, of a text split at a literal delimiter; null when there is none.",
        nulls: "null if s is null or no such piece",
        nullability: Nullability::Always,
        pitfalls: &["missing piece: Spark and DataFusion split_part give '', Trino NULL"],
        examples: &[ex("split_part('a,b,c', ',', 2)", "b"), ex("split_part('a,b', ',', 5)", "null")],
        overloads: &[overload(
            &[p("s", STR), lit("delim", STR), lit("n", INT)],
            TO_STR,
            each(
                "get(split({s}, {delim.quoted}, -1), {n.minus_one})",
                "split_part({s}, {delim}, {n.literal})",
                concat!(
                    "CASE WHEN {s} = '' AND {n} = 1 THEN '' WHEN {s} <> '' THEN ",
                    "array_element(string_to_array({s}, {delim}), {n}) END"
                ),
            ),
        )
        .when(&[Guard::NonEmpty("delim"), Guard::Range("n", 1, i64::MAX)])],
        ..ROW
    },
    Function {
        name: "translate",
        doc: "Replaces each character of the literal `src` by the one at the same place in `dst`; characters without \
              a partner are removed.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        examples: &[ex("translate('a-b_c', '-_', '  ')", "a b c")],
        overloads: &[overload(
            &[p("s", STR), lit("src", STR), lit("dst", STR)],
            TO_STR,
            sql("translate({s}, {src}, {dst})"),
        )
        .when(&[Guard::NoRepeats("src"), Guard::NotLonger("dst", "src")])],
        ..ROW
    },
    Function {
        name: "codepoint",
        doc: "Number of the first character in Unicode; null for the empty text.",
        nulls: "null if s is null or ''",
        nullability: Nullability::Always,
        examples: &[ex("codepoint('A')", "65")],
        overloads: &[overload(
            &[p("s", STR)],
            TO_INT,
            each(
                "CASE WHEN {s} <> '' THEN CAST(ascii({s}) AS BIGINT) END",
                concat!(
                    "CASE WHEN {s} <> '' THEN CAST(codepoint(CAST(substr({s}, 1, 1) AS VARCHAR(1))) AS ",
                    "BIGINT) END"
                ),
                "CASE WHEN {s} <> '' THEN CAST(ascii({s}) AS BIGINT) END",
            ),
        )],
        ..ROW
    },
    Function {
        name: "levenshtein",
        doc: "Number of single-character changes between two texts.",
        nulls: "null if any argument is null",
        nullability: Nullability::Propagates,
        pitfalls: &["Trino fails when |a|*|b| > 1,000,000"],
        examples: &[ex("levenshtein('kitten', 'sitting')", "3")],
        overloads: &[overload(
            &[p("a", STR), p("b", STR)],
            TO_INT,
            each(
                "CAST(levenshtein({a}, {b}) AS BIGINT)",
                "levenshtein_distance({a}, {b})",
                "CAST(levenshtein({a}, {b}) AS BIGINT)",
            ),
        )],
        ..ROW
    },
    Function {
        name: "str_count",
        doc: "How often a literal text occurs, without overlaps.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        examples: &[ex("str_count('banana', 'an')", "2")],
        overloads: &[overload(
            &[p("s", STR), lit("sub", STR)],
            TO_INT,
            each(
                "CAST((length({s}) - length(replace({s}, {sub}, ''))) div {sub.length} AS BIGINT)",
                "(length({s}) - length(replace({s}, {sub}, ''))) / {sub.length}",
                concat!(
                    "CAST((character_length({s}) - character_length(replace({s}, {sub}, ''))) / {sub.length} ",
                    "AS BIGINT)"
                ),
            ),
        )
        .when(&[Guard::NonEmpty("sub")])],
        ..ROW
    },
    Function {
        name: "null_if_blank",
        doc: "Null for a text that is empty or holds only spaces, otherwise the text unchanged.",
        nulls: "null if s is null",
        nullability: Nullability::Propagates,
        examples: &[ex("null_if_blank('  ')", "null"), ex("null_if_blank('a')", "a")],
        overloads: &[overload(
            &[p("s", STR)],
            TO_STR,
            each(
                "CASE WHEN trim({s}) = '' THEN NULL ELSE {s} END",
                "CASE WHEN trim(BOTH ' ' FROM {s}) = '' THEN NULL ELSE {s} END",
                "CASE WHEN btrim({s}) = '' THEN NULL ELSE {s} END",
            ),
        )],
        ..ROW
    },
];
