//! Phrases to SQL, side by side for the engines.

use std::sync::Arc;

use super::*;
use crate::check::expr::{Context, ExprChecker, Scope};
use crate::ir::{Column, Schema};
use crate::syntax::FileId;
use crate::syntax::phrase::parse_expr;
use crate::syntax::text::Text;
use crate::types::Decimal;

/// Columns `n` bigint, `x` double, `d` decimal(10,2), `s` string, `b` boolean, `day` date, `t` timestamp.
fn columns() -> Schema {
    let price = Type::Decimal(Decimal::new(10, 2).unwrap());
    let types = [
        ("n", Type::Bigint),
        ("x", Type::Double),
        ("d", price),
        ("s", Type::String),
        ("b", Type::Boolean),
        ("day", Type::Date),
        ("t", Type::Timestamp),
        ("r", Type::Struct(vec![(Arc::from("a b"), Type::Bigint)])),
        ("m", Type::Map(Box::new(Type::String))),
    ];
    let column = |(name, ty): (&str, Type)| Column {
        name: Arc::from(name),
        ty,
        nullable: true,
        pii: false,
        span: Span::default(),
    };
    types.into_iter().map(column).collect()
}

fn render_in(dialect: Dialect, phrase: &str, context: Context<'_>) -> Result<String, RenderError> {
    let (tree, errors) = parse_expr(&Text::plain(phrase, FileId(0), 0));
    assert_eq!(errors, [], "{phrase}");
    let columns = columns();
    let macros = Default::default();
    let mut checker = ExprChecker::new(&[], &macros, true);
    let expr = checker.check(&tree, &Scope { context, ..Scope::row(&columns) });
    let errors: Vec<_> = checker.diagnostics.iter().filter(|d| d.severity == crate::Severity::Error).collect();
    assert!(errors.is_empty(), "{phrase}: {errors:?}");
    let renderer = ExprRenderer {
        dialect,
        param: &|name, _| format!(":{name}"),
        column: &|_, name| if name.contains(' ') { quote_identifier(dialect, name) } else { name.to_string() },
    };
    renderer.render(&expr)
}

fn spark(phrase: &str) -> String {
    render_in(Dialect::Spark, phrase, Context::RowWithWindows).unwrap()
}

fn trino(phrase: &str) -> String {
    render_in(Dialect::Trino, phrase, Context::RowWithWindows).unwrap()
}

fn local(phrase: &str) -> String {
    render_in(Dialect::DataFusion, phrase, Context::RowWithWindows).unwrap()
}

#[test]
fn parentheses_stand_only_where_they_matter() {
    assert_eq!(spark("n > 1 and d >= 0 or not b"), "n > 1 AND d >= 0 OR NOT b");
    assert_eq!(spark("(b or n = 1) and not (n = 2)"), "(b OR n = 1) AND NOT (n = 2)");
    assert_eq!(spark("(n + 1) * n - (n - 2)"), "(n + 1) * n - (n - 2)");
    assert_eq!(spark("-(-n)"), "-(-n)");
    assert_eq!(spark("n - -5"), "n - -5");
    assert_eq!(spark("(s || s) = s and b is not null"), "concat(s, s) = s AND b IS NOT NULL");
    assert_eq!(trino("(s || s) = s"), "s || s = s");
    assert_eq!(trino("n between 1 and n + 1"), "n BETWEEN 1 AND n + 1");
    assert_eq!(trino("(n = 1) is null"), "(n = 1) IS NULL");
    assert_eq!(trino("(s in ('a', 'b')) = b"), "(s IN ('a', 'b')) = b");
}

#[test]
fn bare_numbers_stand_beside_columns_only() {
    assert_eq!(spark("n + 1"), "n + 1");
    assert_eq!(spark("1 + 1"), "1L + 1L");
    assert_eq!(spark("coalesce(n, 0)"), "coalesce(n, 0L)");
    assert_eq!(spark("x * 1.5"), "x * 1.5");
    assert_eq!(spark("d * 100"), "CAST(d * 100 AS DECIMAL(13,2))");
    assert_eq!(trino("n % 60"), "n % 60");
    assert_eq!(trino("n % n"), "n % nullif(n, BIGINT '0')");
    assert_eq!(local("x > 0.5"), "x > CAST('0.5' AS DOUBLE)");
    assert_eq!(spark("n > 3000000000"), "n > 3000000000L");
}

#[test]
fn literals_reach_each_engine_in_its_own_notation() {
    assert_eq!(spark(r"regexp_like(s, '^\d+$')"), r"s RLIKE '\\A[0-9]+\\z'");
    assert_eq!(trino(r"regexp_like(s, '^\d+$')"), r"regexp_like(s, '\A[0-9]+\z')");
    assert_eq!(local("regexp_replace(s, '(a)', '$1!')"), "regexp_replace(s, '(a)', '${1}!', 'g')");
    assert_eq!(spark(r"s like '50\%'"), r"s LIKE '50\\\\%'");
    assert_eq!(trino("s like '50!%' escape '!'"), r"s LIKE '50\%' ESCAPE '\'");
    assert_eq!(local("format_date(t, 'dd MMM yyyy')"), "pc_format_date(t, 'dd MMM yyyy')");
    assert_eq!(local("json_get(s, '$.a[0]')"), "nullif(pc_json_get(s, 'a', 0), 'null')");
    assert_eq!(spark("split(s, '.')"), r"split(s, '\\.', -1)");
}

#[test]
fn fields_of_structs_and_maps() {
    assert_eq!(spark("r.\"a b\""), "r.`a b`");
    assert_eq!(trino("r.\"a b\""), "r.\"a b\"");
    assert_eq!(local("r.\"a b\""), "get_field(r, 'a b')");
}

#[test]
fn casts_follow_the_table() {
    assert_eq!(spark("cast(n as string)"), "CAST(n AS STRING)");
    assert_eq!(trino("cast(d as bigint)"), "CAST(truncate(d) AS BIGINT)");
    assert_eq!(local("try_cast(x as decimal(8,1))"), "pc_double_to_dec(x, 8, 1, true)");
    assert_eq!(spark("case when b then d else null end"), "CASE WHEN b THEN d END");
    assert_eq!(trino("cast(null as date)"), "CAST(NULL AS DATE)");
    assert_eq!(local("cast(1.25 as decimal(2,1))"), "CAST(CAST('1.25' AS DECIMAL(3,2)) AS DECIMAL(2,1))");
}

#[test]
fn filters_reach_every_aggregate_of_a_cell() {
    let measure = |dialect, phrase| render_in(dialect, phrase, Context::Measures { keys: &[], earlier: &[] }).unwrap();
    assert_eq!(measure(Dialect::Trino, "count(*) filter (where n > 1)"), "count(*) FILTER (WHERE n > 1)");
    let array = measure(Dialect::Spark, "array_agg(n) filter (where b)");
    assert_eq!(array, "CASE WHEN count(n) FILTER (WHERE b) > 0 THEN array_sort(collect_list(n) FILTER (WHERE b)) END");
    let array = measure(Dialect::Trino, "array_agg(n) filter (where b or n > 1)");
    assert_eq!(array, "array_agg(n ORDER BY n) FILTER (WHERE n IS NOT NULL AND (b OR n > 1))");
}

#[test]
fn windows_are_written_out() {
    assert_eq!(
        spark("sum(n) over (partition by s order by t desc)"),
        "sum(n) OVER (PARTITION BY s ORDER BY t DESC NULLS LAST RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
    );
    assert_eq!(
        trino("lag(n) ignore nulls over (order by t nulls first)"),
        "lag(n, 1) IGNORE NULLS OVER (ORDER BY t NULLS FIRST)"
    );
    assert_eq!(
        spark("count(*) filter (where b) over (order by t rows between 1 preceding and current row)"),
        "count(CASE WHEN b THEN 1 END) OVER (ORDER BY t NULLS LAST ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)"
    );
}

#[test]
fn sql_that_explodes_is_stopped() {
    let mut phrase = "day".to_owned();
    for _ in 0..9 {
        phrase = format!("date_add('day', date_diff('month', {phrase}, day), {phrase})");
    }
    let error = render_in(Dialect::Trino, &phrase, Context::Row).unwrap_err();
    assert!(matches!(error, RenderError::TooLarge { .. }), "{error:?}");
}

#[test]
fn every_example_of_the_table_renders_everywhere() {
    for function in crate::functions::table() {
        let context = match function.kind {
            crate::functions::Kind::Aggregate { .. } => Context::Measures { keys: &[], earlier: &[] },
            crate::functions::Kind::Scalar | crate::functions::Kind::Window { .. } => Context::RowWithWindows,
        };
        for example in function.examples {
            for dialect in [Dialect::Spark, Dialect::Trino, Dialect::DataFusion] {
                render_in(dialect, example.expr, context).unwrap();
            }
        }
    }
}
