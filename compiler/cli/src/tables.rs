//! A run's report as tables for people, and as JSON for machines.

use std::fmt::Write as _;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{CellAlignment, Table as Drawing};
use indicatif::HumanCount;
use pipelinec_core::ir::CheckSeverity;
use pipelinec_local::cell::Cell;
use pipelinec_local::run::{DatasetReport, Kind, RunReport, Table};
use serde_json::{Value, json};

use crate::render::is_visible;

/// Widest text shown in a cell.
const MAX_CELL: usize = 40;

/// KPI and query tables, then one line per dataset.
pub(crate) fn text(report: &RunReport) -> String {
    let mut out = String::new();
    for table in &report.tables {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "{}\n{}\n", heading(table), drawing(table));
    }
    let _ = writeln!(out, "{}", summary(&report.datasets));
    out
}

fn heading(table: &Table) -> String {
    let shown = table.rows.len() as u64;
    let rows = if shown < table.total_rows {
        format!("first {shown} of {} rows", HumanCount(table.total_rows))
    } else {
        format!("{} row{}", HumanCount(table.total_rows), if table.total_rows == 1 { "" } else { "s" })
    };
    format!("{} {} ({rows})", table.kind.word(), table.name)
}

fn drawing(table: &Table) -> Drawing {
    let mut drawing = Drawing::new();
    drawing.load_style(UTF8_FULL_CONDENSED);
    drawing.set_header(table.columns.iter().map(|(name, _)| clip(name)));
    for row in &table.rows {
        drawing.add_row(row.iter().map(|cell| clip(&cell.to_string())));
    }
    for (index, (_, ty)) in table.columns.iter().enumerate() {
        if ty.is_numeric()
            && let Some(column) = drawing.column_mut(index)
        {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    drawing
}

/// One line, not too long, and nothing of the data that does something to a terminal.
fn clip(text: &str) -> String {
    let clean: String = text.chars().map(|c| if is_visible(c) { c } else { ' ' }).collect();
    if clean.chars().count() <= MAX_CELL {
        return clean;
    }
    clean.chars().take(MAX_CELL - 1).chain(std::iter::once('…')).collect()
}

fn summary(datasets: &[DatasetReport]) -> Drawing {
    let mut drawing = Drawing::new();
    drawing.load_style(UTF8_FULL_CONDENSED);
    drawing.set_header(["", "dataset", "rows", "bad records", "seconds", "path"]);
    for dataset in datasets {
        let is_input = dataset.kind == Kind::Input;
        let path = dataset.quarantine.as_ref().or(dataset.path.as_ref());
        drawing.add_row([
            dataset.kind.word().to_owned(),
            dataset.name.to_string(),
            HumanCount(dataset.rows).to_string(),
            if is_input { HumanCount(dataset.bad_records).to_string() } else { String::new() },
            if is_input { String::new() } else { format!("{:.2}", dataset.seconds) },
            path.map(|p| p.display().to_string()).unwrap_or_default(),
        ]);
    }
    for index in [2, 3, 4] {
        if let Some(column) = drawing.column_mut(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    drawing
}

/// The JSON object of `run --format json`, see docs/cli.md.
pub(crate) fn json(pipeline: &str, ok: bool, report: &RunReport) -> String {
    let datasets: Vec<Value> = report.datasets.iter().map(|d| dataset(d, &report.tables)).collect();
    let checks: Vec<Value> = report
        .checks
        .iter()
        .map(|c| {
            json!({
                "dataset": &*c.dataset,
                "name": c.name,
                "severity": match c.severity { CheckSeverity::Error => "error", CheckSeverity::Warn => "warn" },
                "ok": c.passed(),
                "failures": c.failing,
                "found": c.found,
            })
        })
        .collect();
    let value = json!({
        "pipeline": pipeline, "ok": ok, "seconds": report.seconds, "datasets": datasets, "checks": checks,
    });
    format!("{value:#}")
}

fn dataset(report: &DatasetReport, tables: &[Table]) -> Value {
    let mut value = json!({
        "name": &*report.name,
        "kind": report.kind.word(),
        "rows": report.rows,
        "seconds": report.seconds,
        "path": report.path.as_ref().map(|p| p.display().to_string()),
    });
    if let (Kind::Input, Some(object)) = (report.kind, value.as_object_mut()) {
        object.insert("bad_records".into(), json!(report.bad_records));
        let quarantine = report.quarantine.as_ref().map(|p| p.display().to_string());
        object.insert("quarantine_path".into(), json!(quarantine));
    }
    if let (Some(table), Some(object)) = (tables.iter().find(|t| t.name == report.name), value.as_object_mut()) {
        let columns: Vec<Value> =
            table.columns.iter().map(|(name, ty)| json!({ "name": &**name, "type": ty.to_string() })).collect();
        let rows: Vec<Value> = table.rows.iter().map(|row| row.iter().map(cell_value).collect()).collect();
        object.insert("columns".into(), Value::Array(columns));
        object.insert("first_rows".into(), Value::Array(rows));
    }
    value
}

/// Integers beyond this are not exact in a double, and travel as text.
const MAX_EXACT: u64 = 1 << 53;

fn cell_value(cell: &Cell<'_>) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Boolean(b) => json!(b),
        Cell::Bigint(n) if n.unsigned_abs() <= MAX_EXACT => json!(n),
        Cell::Double(d) if d.is_finite() => json!(d),
        Cell::String(text) => json!(text),
        Cell::List(items) => items.iter().map(cell_value).collect(),
        Cell::Struct(fields) => Value::Object(fields.iter().map(|(n, v)| (n.to_string(), cell_value(v))).collect()),
        Cell::Map(entries) => Value::Object(entries.iter().map(|(k, v)| (k.to_string(), cell_value(v))).collect()),
        Cell::Bigint(_) | Cell::Double(_) | Cell::Decimal(..) | Cell::Date(_) | Cell::Timestamp(_) => {
            Value::String(cell.to_string())
        }
    }
}
