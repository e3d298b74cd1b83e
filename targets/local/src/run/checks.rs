//! Checks, as queries over what was computed.

use std::collections::BTreeSet;

use datafusion::error::{DataFusionError, Result};
use pipelinec_core::ir::{Check, CheckKind, CheckSeverity, DatasetId, Schema};
use pipelinec_core::sql::{Dialect, ExprRenderer};
use pipelinec_core::types::Type;
use pipelinec_core::{Diagnostic, Symbol, diag};

use super::engine::{Engine, quoted};
use super::report::CheckResult;
use crate::cell::Cell;

/// Failing rows shown.
const EXAMPLES: usize = 5;

/// The datasets a check reads.
pub(super) fn reads(check: &Check) -> BTreeSet<DatasetId> {
    let mut ids = BTreeSet::from([check.dataset]);
    if let CheckKind::References { to, .. } = &check.kind {
        ids.insert(*to);
    }
    ids
}

/// Evaluates a check whose datasets are there.
pub(super) async fn evaluate(engine: &Engine<'_>, check: &Check) -> Result<CheckResult> {
    let question = Question::new(engine, check)?;
    let counted = engine.rows(&question.count).await?;
    let number = match counted.first().and_then(|row| row.first()) {
        Some(Cell::Bigint(n)) => u64::try_from(*n).unwrap_or(0),
        Some(_) | None => 0,
    };
    let (failing, found) = question.verdict(check, number);
    let mut examples = Vec::new();
    if let Some(sql) = question.examples.filter(|_| failing > 0) {
        let frame = engine.sql(&sql).await?;
        let names: Vec<Symbol> = frame.schema().fields().iter().map(|f| Symbol::from(f.name().as_str())).collect();
        for row in super::engine::cells(&frame.collect().await?) {
            examples.push(names.iter().cloned().zip(row).collect());
        }
    }
    let dataset = engine.pipeline.dataset(check.dataset).map_or_else(|| "".into(), |d| d.name.clone());
    Ok(CheckResult { dataset, name: check.name.clone(), severity: check.severity, failing, found, examples })
}

/// What to say about a check that failed.
pub(super) fn failure(check: &Check, result: &CheckResult) -> Option<Diagnostic> {
    let fails = !result.passed() && check.severity == CheckSeverity::Error;
    fails.then(|| {
        let examples: Vec<String> = result.examples.iter().map(|row| describe(row)).collect();
        diag::check_failed(check.span, &result.dataset, &check.name, &result.found, &examples)
    })
}

/// `(a 1, b x)`, not too long.
fn describe(row: &[(Symbol, Cell<'static>)]) -> String {
    let cells: Vec<String> = row.iter().take(6).map(|(name, cell)| format!("{name} {cell}")).collect();
    format!("({}{})", cells.join(", "), if row.len() > 6 { ", …" } else { "" })
}

/// A check in SQL: a count, and how to get at failing rows.
struct Question {
    count: String,
    examples: Option<String>,
}

impl Question {
    fn new(engine: &Engine<'_>, check: &Check) -> Result<Self> {
        let table = engine.table(check.dataset);
        let columns = engine.pipeline.dataset(check.dataset).map(|d| d.columns.clone()).unwrap_or_default();
        Ok(match &check.kind {
            CheckKind::Expect(condition) => {
                let param = |name: &Symbol, ty: &Type| engine.param(name, ty);
                let column = |_, name: &Symbol| quoted(name);
                let renderer = ExprRenderer { dialect: Dialect::DataFusion, param: &param, column: &column };
                let condition = renderer
                    .render(condition)
                    .map_err(|error| DataFusionError::Internal(format!("no SQL for a check: {error:?}")))?;
                Self::rows(&table, &columns, &format!("NOT ({condition})"))
            }
            CheckKind::NotNull(names) => {
                let nulls: Vec<String> = names.iter().map(|n| format!("{} IS NULL", quoted(n))).collect();
                Self::rows(&table, &columns, &nulls.join(" OR "))
            }
            CheckKind::Unique(names) => Self::unique(&table, names),
            CheckKind::References { columns: here, to, to_columns } => {
                let pairs = here.iter().zip(to_columns);
                let on: Vec<String> = pairs.map(|(a, b)| format!("l.{} = r.{}", quoted(a), quoted(b))).collect();
                let known: Vec<String> = here.iter().map(|n| format!("l.{} IS NOT NULL", quoted(n))).collect();
                let right = engine.table(*to);
                let rest = format!(
                    "FROM {table} AS l LEFT ANTI JOIN {right} AS r ON {} WHERE {}",
                    on.join(" AND "),
                    known.join(" AND ")
                );
                let shown: Vec<String> = here.iter().map(|n| format!("l.{}", quoted(n))).collect();
                Self {
                    count: format!("SELECT count(*) {rest}"),
                    examples: Some(format!("SELECT DISTINCT {} {rest} LIMIT {EXAMPLES}", shown.join(", "))),
                }
            }
            CheckKind::RowCount { .. } => Self { count: format!("SELECT count(*) FROM {table}"), examples: None },
        })
    }

    fn rows(table: &str, columns: &Schema, bad: &str) -> Self {
        let names: Vec<String> = columns.iter().map(|c| quoted(&c.name)).collect();
        Self {
            count: format!("SELECT count(*) FROM {table} WHERE {bad}"),
            examples: Some(format!("SELECT {} FROM {table} WHERE {bad} LIMIT {EXAMPLES}", names.join(", "))),
        }
    }

    fn unique(table: &str, names: &[Symbol]) -> Self {
        let keys = names.iter().map(|n| quoted(n)).collect::<Vec<_>>().join(", ");
        let known: Vec<String> = names.iter().map(|n| format!("{} IS NOT NULL", quoted(n))).collect();
        let repeated = format!(
            "SELECT {keys}, count(*) AS \"rows\" FROM {table} WHERE {} GROUP BY {keys} HAVING count(*) > 1",
            known.join(" AND ")
        );
        Self {
            count: format!("SELECT count(*) FROM ({repeated})"),
            examples: Some(format!("{repeated} LIMIT {EXAMPLES}")),
        }
    }

    /// Failing rows and what was found, in words.
    fn verdict(&self, check: &Check, number: u64) -> (u64, String) {
        let plural = |one: &str, many: &str| if number == 1 { format!("1 {one}") } else { format!("{number} {many}") };
        match &check.kind {
            CheckKind::RowCount { min, max } => {
                let off = min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max);
                (u64::from(off), plural("row", "rows"))
            }
            CheckKind::Unique(_) => (number, plural("key more than once", "keys more than once")),
            CheckKind::References { .. } => (number, plural("row without a match", "rows without a match")),
            CheckKind::Expect(_) | CheckKind::NotNull(_) => (number, plural("row", "rows")),
        }
    }
}
