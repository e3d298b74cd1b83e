//! What queries become for SQL engines: the pages in `relations/` hold specs, each followed by the SQL of its last
//! dataset for both dialects.
//!
//! `UPDATE=1 cargo test` rewrites the SQL; read the diff.

#![expect(clippy::disallowed_methods, reason = "the core reads no files, its tests do")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use std::fmt::Write as _;
use std::path::Path;

use pipelinec_core::FileId;
use pipelinec_core::check::check;
use pipelinec_core::sql::Dialect;
use pipelinec_core::sql::relation::query_sql;
use pipelinec_syntax::{SourceFile, parse_project};

/// What every spec of a page begins with.
const HEAD: &str = "
pipeline: shop
params: { from_day: { type: date, default: 2024-01-01 } }
inputs:
  orders:
    path: orders.csv
    columns: { id: string not null unique, customer: string, day: date, amount: 'decimal(10,2)', q1: bigint, q2: bigint }
  customers:
    path: customers.csv
    columns: { customer: string not null unique, name: string, since: date }
  events:
    path: events.jsonl
    columns: { id: string, tags: array<string>, items: 'array<struct<sku: string, n: bigint>>' }
";

fn sql(dialect: Dialect, spec: &str) -> String {
    let text = format!("{HEAD}{spec}");
    let (tree, errors) = parse_project(&[SourceFile { id: FileId(0), bytes: text.as_bytes() }]);
    assert_eq!(errors, [], "{spec}");
    let (pipeline, found) = check(&tree);
    let pipeline = pipeline.unwrap_or_else(|| panic!("{spec}\n{found:#?}"));
    let (id, _) = pipeline.iter().last().unwrap();
    let source = |id| format!("\"{}\"", pipeline.dataset(id).unwrap().name);
    query_sql(dialect, &pipeline, id, &source, &|name, _| format!(":{name}"))
        .unwrap_or_else(|error| format!("-- {error:?}"))
}

/// The page with the SQL of each spec after it.
fn rewritten(page: &str) -> String {
    let mut out = String::new();
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("```yaml\n") {
        let (spec, mut after) = after.split_once("```\n").unwrap_or_default();
        // Old SQL goes.
        while let Some((_, next)) = after.strip_prefix("\n```sql\n").and_then(|old| old.split_once("```\n")) {
            after = next;
        }
        let (engine, athena) = (sql(Dialect::DataFusion, spec), sql(Dialect::Trino, spec));
        let _ = write!(out, "{before}```yaml\n{spec}```\n\n```sql\n-- embedded engine\n{engine}\n```\n");
        let _ = write!(out, "\n```sql\n-- Athena\n{athena}\n```\n");
        rest = after;
    }
    out + rest
}

#[test]
fn queries_become_this_sql() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/relations");
    let mut pages: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    for path in pages {
        let page = std::fs::read_to_string(&path).unwrap();
        let new = rewritten(&page);
        if std::env::var("UPDATE").is_ok() {
            std::fs::write(&path, new).unwrap();
        } else {
            assert_eq!(page, new, "{}: run with UPDATE=1 and read the diff", path.display());
        }
    }
}
