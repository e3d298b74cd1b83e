//! Cases as statements for engines that are not in this process: each brings its own rows.

use pipelinec_core::functions;
use pipelinec_core::ir::Literal;
use pipelinec_core::sql::{Dialect, literal, quote_identifier, quote_string, type_name};
use pipelinec_core::types::Type;
use serde_json::{Value, json};

use super::case::{Case, Compare, Expectation};
use super::typed::{self, Query, ROW, Refusal};

/// The cases that run, and the function table's examples, as one JSON object each: `id`, `expr`, `type`, `sql`, `key`
/// (the key's type, or null), `compare`, and `expected` (values, or the text of an example's) or null where the run
/// must fail.
///
/// # Errors
/// A case without a statement: an engine that does not have all of the language.
pub fn statements(cases: &[Case], dialect: Dialect) -> Result<Vec<Value>, String> {
    let mut out = Vec::new();
    for case in cases {
        match case.expectation()? {
            Expectation::Refused => {}
            Expectation::Values(values) => out.push(statement(case, dialect, &Value::from(values))?),
            Expectation::Failure => out.push(statement(case, dialect, &Value::Null)?),
        }
    }
    for function in functions::table() {
        for example in function.examples {
            let id = format!("{}: {}", function.name, example.expr);
            let (ty, sql) = typed::constant(example.expr, dialect).map_err(|refusal| format!("{id}: {refusal}"))?;
            out.push(json!({
                "id": id, "expr": example.expr, "type": ty.to_string(), "key": null, "compare": "approx",
                "expected": example.result, "sql": format!("SELECT {sql} AS value"),
            }));
        }
    }
    Ok(out)
}

fn statement(case: &Case, dialect: Dialect, expected: &Value) -> Result<Value, String> {
    let explain = |refusal: Refusal| format!("{}: {refusal}", case.id);
    let query = Query::of(case, dialect).map_err(explain)?;
    query.expect_type(case.ty.as_deref().unwrap_or_default()).map_err(|error| format!("{}: {error}", case.id))?;
    let table = table(&query, &case.rows, dialect).map_err(|error| format!("{}: {error}", case.id))?;
    let compare = match query.compare {
        Compare::Exact => "exact",
        Compare::Approx => "approx",
        Compare::Within5Percent => "within_5_percent",
    };
    Ok(json!({
        "id": case.id, "expr": case.expr, "type": query.ty.to_string(), "key": query.key.map(|ty| ty.to_string()),
        "compare": compare, "expected": expected, "sql": format!("WITH t AS (\n{table}\n)\n{}", query.sql),
    }))
}

/// The case's rows, numbered, as a query. One without rows has a row that a condition takes away.
fn table(query: &Query, rows: &[Vec<Value>], dialect: Dialect) -> Result<String, String> {
    let no_rows = [Vec::new()];
    let mut lines = Vec::new();
    for (number, row) in (1_i64..).zip(if rows.is_empty() { &no_rows } else { rows }) {
        let mut values = vec![literal(dialect, &Literal::Bigint(number), &Type::Bigint)];
        for (index, column) in query.columns.iter().enumerate() {
            values.push(value(row.get(index).unwrap_or(&Value::Null), &column.ty, dialect)?);
        }
        lines.push(format!("  ({})", values.join(", ")));
    }
    let names = std::iter::once(ROW).chain(query.columns.iter().map(|column| &*column.name));
    let names: Vec<String> = names.map(|name| quote_identifier(dialect, name)).collect();
    let condition = if rows.is_empty() { " WHERE 1 = 0" } else { "" };
    Ok(format!("SELECT * FROM (VALUES\n{}\n) AS t ({}){condition}", lines.join(",\n"), names.join(", ")))
}

/// A value of a case file as SQL.
fn value(value: &Value, ty: &Type, dialect: Dialect) -> Result<String, String> {
    let text = match (value, ty) {
        (Value::Null, _) => "NULL".to_owned(),
        (Value::Bool(value), _) => value.to_string(),
        (Value::Number(number), _) => quote_string(dialect, &number.to_string()),
        (Value::String(text), _) => quote_string(dialect, text),
        (Value::Array(items), Type::Array(item)) => {
            let items: Vec<String> = items.iter().map(|v| self::value(v, item, dialect)).collect::<Result<_, _>>()?;
            match dialect {
                Dialect::Spark => format!("array({})", items.join(", ")),
                Dialect::Trino | Dialect::DataFusion => format!("ARRAY[{}]", items.join(", ")),
            }
        }
        (Value::Array(_) | Value::Object(_), _) => return Err(format!("{value} is no {ty}")),
    };
    Ok(format!("CAST({text} AS {})", type_name(dialect, ty)))
}
