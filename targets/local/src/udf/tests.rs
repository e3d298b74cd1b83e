//! The functions as a session runs them: storage of text, constants, nulls, words of errors. What they compute is
//! pinned by the conformance cases.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Int64Array, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::arrow::util::pretty::pretty_format_batches;
use datafusion::prelude::SessionContext;

use super::register;

/// A table `t` of three rows: one text in four kinds of storage, and a number.
fn session() -> SessionContext {
    let text: ArrayRef = Arc::new(StringArray::from(vec![Some("12"), None, Some("é7")]));
    let dictionary = DataType::Dictionary(Box::new(DataType::UInt16), Box::new(DataType::Utf8));
    let stored = |ty| cast(&text, &ty).unwrap();
    let columns: [(&str, ArrayRef); 5] = [
        ("plain", Arc::clone(&text)),
        ("large", stored(DataType::LargeUtf8)),
        ("view", stored(DataType::Utf8View)),
        ("dict", stored(dictionary)),
        ("n", Arc::new(Int64Array::from(vec![Some(i64::MAX), Some(2), None]))),
    ];
    let session = SessionContext::new();
    session.register_batch("t", RecordBatch::try_from_iter(columns).unwrap()).unwrap();
    register(&session);
    session
}

/// The values of a query's rows, each as the engine prints it; or the words of its error.
fn run(expr: &str) -> Result<Vec<String>, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let collected = runtime.block_on(async {
        let frame = session().sql(&format!("SELECT {expr} AS value FROM t")).await?;
        frame.collect().await
    });
    let batches = collected.map_err(|error| error.strip_backtrace())?;
    let table = pretty_format_batches(&batches).unwrap().to_string();
    Ok(table
        .lines()
        .skip(3)
        .filter(|line| line.starts_with('|'))
        .map(|line| line[1..line.len() - 1].trim().to_owned())
        .collect())
}

#[test]
fn text_in_every_storage() {
    for column in ["plain", "large", "view", "dict"] {
        assert_eq!(run(&format!("pc_upper({column})")).unwrap(), ["12", "", "É7"], "{column}");
        assert_eq!(run(&format!("pc_to_bigint({column}, true)")).unwrap(), ["12", "", ""], "{column}");
        let found = format!("pc_array_contains(make_array({column}, 'x'), arrow_cast('12', 'LargeUtf8'))");
        assert_eq!(run(&found).unwrap(), ["true", "", "false"], "{column}");
    }
}

#[test]
fn constants_beside_columns() {
    assert_eq!(run("pc_substring('héllo', n, 2)").unwrap(), ["", "él", ""]);
    assert_eq!(run("pc_substring(plain, 2, 1)").unwrap(), ["2", "", "7"]);
    assert_eq!(run("pc_add(1, 2)").unwrap(), ["3", "3", "3"]);
    assert_eq!(run("pc_array_slice(make_array(n, 1), 2, 1)").unwrap(), ["[1]", "[1]", "[1]"]);
    assert_eq!(run("pc_divide(n, NULL)").unwrap(), ["", "", ""]);
    assert_eq!(run("pc_upper(NULL)").unwrap(), ["", "", ""]);
}

#[test]
fn errors_name_the_value_and_the_reason() {
    for (expr, words) in [
        ("pc_add(n, 1)", "bigint overflow: 9223372036854775807 + 1 does not fit 64 bits"),
        ("pc_to_bigint(view, false)", "cannot cast 'é7': not a bigint"),
        ("pc_to_decimal('123.4', 3, 1, false)", "cannot cast '123.4': does not fit decimal(3,1)"),
        ("pc_double_to_dec(arrow_cast(n, 'Float64'), 5, 2, false)", "cannot cast 9223372036854776000 to decimal(5,2)"),
        (
            "pc_date_add('month', n, DATE '2024-01-31')",
            "2024-01-31 plus 9223372036854775807 months lies outside the years 1 to 9999",
        ),
        (
            "pc_dec_mul(CAST(n AS DECIMAL(19,0)), CAST('100000000000000000000' AS DECIMAL(38,0)), 38, 0)",
            "decimal overflow: 9223372036854775807 * 100000000000000000000 does not fit decimal(38,0)",
        ),
        ("pc_to_local(TIMESTAMP '2024-01-01 00:00:00', 'Mars/Base')", "'Mars/Base' is not a time zone"),
        ("pc_regexp_extract(view, '(a', 1)", "bad pattern '(a'"),
        ("pc_upper(view, view)", "pc_upper takes 1 arguments, not 2"),
    ] {
        let error = run(expr).unwrap_err();
        assert!(error.contains(words), "{expr}: {error}");
    }
}
