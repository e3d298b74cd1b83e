//! JSON text.

use super::row::{STR, TO_BOOL, TO_DOUBLE, TO_INT, TO_STR, blank, each, ex, overload, p, text};
use super::{Category, Function, Guard, Kind, LiteralRule, Nullability};

const ROW: Function = blank(Category::Json, Kind::Scalar);

/// The rows, in the order of the reference.
pub(super) static ROWS: &[Function] = &[
    Function {
        name: "json_get",
        doc: "Text of the value at a literal path such as `$.a.b[0][\"any key\"]`: strings without quotes, integers \
              and booleans as text, objects and arrays as compact JSON. Null for JSON null, a missing path and \
              invalid JSON. The text of numbers with a fraction differs between engines: use `json_get_double`.",
        nulls: "null if s is null, invalid, missing or JSON null",
        nullability: Nullability::Always,
        pitfalls: &[
            "Trino json_extract_scalar is NULL for objects and arrays; Spark get_json_object returns their text",
            "a null array element: Spark get_json_object gives the text 'null'",
            "1.50 -> '1.5' in Spark, '1.50' in Trino; 1e3 -> '1000.0' in Spark, '1e3' in Trino",
            "datafusion-functions-json json_as_text returns objects verbatim (with blanks and escapes), Spark and \
             Trino re-serialise them",
        ],
        examples: &[
            ex(r#"json_get('{"user": {"name": "Ada"}}', '$.user.name')"#, "Ada"),
            ex(r#"json_get('{"a": [1, 2]}', '$.a')"#, "[1,2]"),
            ex(r#"json_get('{"a": null}', '$.a')"#, "null"),
        ],
        overloads: &[
            overload(
                &[p("s", STR), text("path", LiteralRule::JsonPath)],
                TO_STR,
                each(
                    "nullif(get_json_object({s}, {path.json}), 'null')",
                    concat!(
                        "nullif(coalesce(json_extract_scalar({s}, {path.json}), json_format(json_extract({s}, ",
                        "{path.json}))), 'null')"
                    ),
                    "nullif(pc_json_get({s}{path.steps}), 'null')",
                ),
            )
            .when(&[Guard::EndsWithIndex("path")]),
            overload(
                &[p("s", STR), text("path", LiteralRule::JsonPath)],
                TO_STR,
                each(
                    "get_json_object({s}, {path.json})",
                    concat!(
                        "coalesce(json_extract_scalar({s}, {path.json}), nullif(json_format(json_extract({s}, ",
                        "{path.json})), 'null'))"
                    ),
                    "pc_json_get({s}{path.steps})",
                ),
            ),
        ],
        ..ROW
    },
    Function {
        name: "json_get_bigint",
        doc: "Integer at the path, or a string that holds one; null for anything else and when it is out of range.",
        nulls: "null unless the path holds an integer",
        nullability: Nullability::Always,
        examples: &[ex(r#"json_get_bigint('{"a": 7}', '$.a')"#, "7")],
        overloads: &[overload(
            &[p("s", STR), text("path", LiteralRule::JsonPath)],
            TO_INT,
            each(
                concat!(
                    "try_cast(CASE WHEN get_json_object({s}, {path.json}) RLIKE {text.integer} THEN ",
                    "get_json_object({s}, {path.json}) END AS BIGINT)"
                ),
                concat!(
                    "try_cast(CASE WHEN regexp_like(json_extract_scalar({s}, {path.json}), {text.integer}) ",
                    "THEN json_extract_scalar({s}, {path.json}) END AS BIGINT)"
                ),
                "pc_to_bigint(pc_json_get({s}{path.steps}), true)",
            ),
        )],
        ..ROW
    },
    Function {
        name: "json_get_double",
        doc: "Number at the path, or a string that holds one, as a double; null for anything else.",
        nulls: "null unless the path holds a number",
        nullability: Nullability::Always,
        examples: &[ex(r#"json_get_double('{"a": 1.5}', '$.a')"#, "1.5")],
        overloads: &[overload(
            &[p("s", STR), text("path", LiteralRule::JsonPath)],
            TO_DOUBLE,
            each(
                concat!(
                    "try_cast(CASE WHEN get_json_object({s}, {path.json}) RLIKE {text.double} THEN ",
                    "get_json_object({s}, {path.json}) END AS DOUBLE)"
                ),
                concat!(
                    "try_cast(CASE WHEN regexp_like(json_extract_scalar({s}, {path.json}), {text.double}) ",
                    "THEN json_extract_scalar({s}, {path.json}) END AS DOUBLE)"
                ),
                "pc_to_double(pc_json_get({s}{path.steps}), true)",
            ),
        )],
        ..ROW
    },
    Function {
        name: "json_get_boolean",
        doc: "`true` or `false` at the path, also as strings; null for anything else.",
        nulls: "null unless the path holds a boolean",
        nullability: Nullability::Always,
        examples: &[ex(r#"json_get_boolean('{"a": true}', '$.a')"#, "true")],
        overloads: &[overload(
            &[p("s", STR), text("path", LiteralRule::JsonPath)],
            TO_BOOL,
            each(
                "CASE get_json_object({s}, {path.json}) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END",
                "CASE json_extract_scalar({s}, {path.json}) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END",
                "CASE pc_json_get({s}{path.steps}) WHEN 'true' THEN TRUE WHEN 'false' THEN FALSE END",
            ),
        )],
        ..ROW
    },
    Function {
        name: "json_array_length",
        doc: "Number of elements of the array at the path, or of a string that holds one; null for anything else.",
        nulls: "null unless the path holds an array",
        nullability: Nullability::Always,
        examples: &[ex(r#"json_array_length('{"a": [1, 2]}', '$.a')"#, "2")],
        overloads: &[overload(
            &[p("s", STR), text("path", LiteralRule::JsonPath)],
            TO_INT,
            each(
                "CAST(json_array_length(get_json_object({s}, {path.json})) AS BIGINT)",
                concat!(
                    "coalesce(json_array_length(json_extract({s}, {path.json})), ",
                    "json_array_length(json_extract_scalar({s}, {path.json})))"
                ),
                "pc_json_array_length({s}{path.steps})",
            ),
        )],
        ..ROW
    },
];
