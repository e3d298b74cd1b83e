//! A spec's own tests: rows in, rows out, no files.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use datafusion::error::{DataFusionError, Result};
use pipelinec_core::ir::{self, Dataset, DatasetId, Pipeline};
use pipelinec_core::types::Type;
use pipelinec_core::{Diagnostic, Symbol, diag};

use super::engine::{self, Engine, Means};
use super::params;
use crate::cell::Cell;
use crate::columns::{ColumnBuilder, arrow_schema};

/// Rows shown of each kind of difference.
const SHOWN: usize = 10;

/// How a test went.
#[derive(Debug, Clone)]
pub struct TestOutcome {
    /// Its name.
    pub name: Symbol,
    /// Datasets that are not as expected; none: it passed.
    pub differences: Vec<Difference>,
}

impl TestOutcome {
    /// Whether all rows are as expected.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.differences.is_empty()
    }
}

/// How a dataset's rows differ from those expected.
#[derive(Debug, Clone)]
pub struct Difference {
    /// The dataset.
    pub dataset: Symbol,
    /// The columns compared.
    pub columns: Vec<Symbol>,
    /// Expected rows that are not there.
    pub missing: Vec<Vec<Cell<'static>>>,
    /// Rows that were not expected.
    pub unexpected: Vec<Vec<Cell<'static>>>,
}

/// One row a line, `-` expected, `+` found.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} ({})", self.dataset, self.columns.join(", "))?;
        for (sign, rows) in [('-', &self.missing), ('+', &self.unexpected)] {
            for row in rows.iter().take(SHOWN) {
                let cells: Vec<String> = row.iter().map(ToString::to_string).collect();
                writeln!(f, "  {sign} {}", cells.join(", "))?;
            }
            if rows.len() > SHOWN {
                writeln!(f, "  {sign} … {} more", rows.len() - SHOWN)?;
            }
        }
        Ok(())
    }
}

/// Runs a test of the pipeline: given rows stand in for their datasets, inputs not given are empty.
///
/// # Errors
/// When a dataset cannot be computed.
pub fn run_test(pipeline: &Pipeline, test: &ir::Test) -> Result<TestOutcome, Vec<Diagnostic>> {
    let given: Vec<(String, String)> =
        test.params.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    let params = params::resolve(pipeline, &given)?;
    let means = Means::new(Some(1), None);
    let fault = |message: String| vec![diag::engine_failure(test.span, &test.name, &message)];
    let runtime = means.runtime().map_err(|error| fault(error.to_string()))?;
    let folder = std::env::temp_dir();
    let engine = Engine::new(pipeline, params, &means, &folder, &folder).map_err(|error| fault(error.to_string()))?;
    runtime.block_on(compute(&engine, test))
}

/// A literal as `--param` would give it.
fn text(literal: &ir::Literal) -> String {
    match literal {
        ir::Literal::Null => String::new(),
        ir::Literal::Boolean(b) => b.to_string(),
        ir::Literal::Bigint(n) => n.to_string(),
        ir::Literal::Double(d) => d.to_string(),
        ir::Literal::Decimal(t) | ir::Literal::String(t) | ir::Literal::Date(t) | ir::Literal::Timestamp(t) => {
            t.clone()
        }
    }
}

async fn compute(engine: &Engine<'_>, test: &ir::Test) -> Result<TestOutcome, Vec<Diagnostic>> {
    let needed = needed(engine.pipeline, test);
    for (id, dataset) in engine.pipeline.iter().filter(|(id, _)| needed.contains(id)) {
        let explain = |error: DataFusionError| engine.explain(&error, id);
        let given = test.given.iter().find(|(given, _)| *given == id).map(|(_, rows)| rows.as_slice());
        let rows = match (given, dataset.query()) {
            (Some(rows), _) => vec![batch(dataset, rows).map_err(explain)?],
            (None, None) => vec![batch(dataset, &[]).map_err(explain)?],
            (None, Some(_)) => engine.plan(id).await.map_err(explain)?.collect().await.map_err(explain)?,
        };
        let table = table(dataset, rows).map_err(explain)?;
        engine.register(&dataset.name, table).map_err(explain)?;
    }
    let mut differences = Vec::new();
    for (id, columns, rows) in &test.expect {
        let compared = compare(engine, *id, columns, rows).await;
        differences.extend(compared.map_err(|error| engine.explain(&error, *id))?);
    }
    Ok(TestOutcome { name: test.name.clone(), differences })
}

/// What must be there to compare what is expected: backwards from there, up to what is given.
fn needed(pipeline: &Pipeline, test: &ir::Test) -> BTreeSet<DatasetId> {
    let mut needed: BTreeSet<DatasetId> = test.expect.iter().map(|(id, _, _)| *id).collect();
    let mut open: Vec<DatasetId> = needed.iter().copied().collect();
    while let Some(id) = open.pop() {
        if test.given.iter().any(|(given, _)| *given == id) {
            continue;
        }
        for read in pipeline.dataset(id).into_iter().flat_map(Dataset::reads) {
            if needed.insert(read) {
                open.push(read);
            }
        }
    }
    needed
}

fn batch(dataset: &Dataset, rows: &[Vec<ir::Value>]) -> Result<RecordBatch> {
    let mut builders: Vec<ColumnBuilder> =
        dataset.columns.iter().map(|c| ColumnBuilder::new(&c.ty, rows.len())).collect();
    for row in rows {
        for ((builder, column), value) in builders.iter_mut().zip(dataset.columns.iter()).zip(row) {
            builder.push(&cell(value, &column.ty)?);
        }
    }
    let arrays = builders.iter_mut().map(ColumnBuilder::finish).collect::<Result<Vec<_>, _>>()?;
    Ok(RecordBatch::try_new(arrow_schema(&dataset.columns), arrays)?)
}

fn table(dataset: &Dataset, rows: Vec<RecordBatch>) -> Result<Arc<dyn TableProvider>> {
    let schema = arrow_schema(&dataset.columns);
    let rows = rows.iter().map(|batch| super::drain::conform(batch, &schema)).collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(MemTable::try_new(schema, vec![rows])?))
}

fn cell(value: &ir::Value, ty: &Type) -> Result<Cell<'static>> {
    Cell::from_test(value, ty).map_err(|reason| DataFusionError::Execution(format!("a value of the test is {reason}")))
}

async fn compare(
    engine: &Engine<'_>,
    id: DatasetId,
    columns: &[Symbol],
    expected: &[Vec<ir::Value>],
) -> Result<Option<Difference>> {
    let Some(dataset) = engine.pipeline.dataset(id) else { return Ok(None) };
    let types: Vec<Type> = columns
        .iter()
        .filter_map(|name| dataset.columns.iter().find(|c| c.name == *name))
        .map(|c| c.ty.clone())
        .collect();
    let row =
        |values: &Vec<ir::Value>| values.iter().zip(&types).map(|(v, ty)| cell(v, ty)).collect::<Result<Vec<_>>>();
    let expected = expected.iter().map(row).collect::<Result<Vec<_>>>()?;
    let found = rows(engine, id, columns).await?;
    Ok(difference(expected, found).map(|(missing, unexpected)| Difference {
        dataset: dataset.name.clone(),
        columns: columns.to_vec(),
        missing,
        unexpected,
    }))
}

type Rows = Vec<Vec<Cell<'static>>>;

async fn rows(engine: &Engine<'_>, id: DatasetId, columns: &[Symbol]) -> Result<Rows> {
    let table = engine.table(id);
    if columns.is_empty() {
        // Only the number of rows is compared.
        let frame = engine.sql(&format!("SELECT 1 FROM {table}")).await?;
        return Ok(vec![Vec::new(); engine::cells(&frame.collect().await?).len()]);
    }
    let names: Vec<String> = columns.iter().map(|c| engine::quoted(c)).collect();
    engine.rows(&format!("SELECT {} FROM {table}", names.join(", "))).await
}

/// Rows of one side only, counting repetitions; `None`: equal.
fn difference(expected: Rows, found: Rows) -> Option<(Rows, Rows)> {
    let mut counts: BTreeMap<Vec<String>, Vec<Vec<Cell<'static>>>> = BTreeMap::new();
    for row in expected {
        counts.entry(row.iter().map(key).collect()).or_default().push(row);
    }
    let mut unexpected = Vec::new();
    for row in found {
        let key: Vec<String> = row.iter().map(key).collect();
        if counts.get_mut(&key).and_then(Vec::pop).is_none() {
            unexpected.push(row);
        }
    }
    let missing: Rows = counts.into_values().flatten().collect();
    (!missing.is_empty() || !unexpected.is_empty()).then_some((missing, unexpected))
}

/// Equal for equal values. Doubles count as equal when twelve digits are: sums depend on the order of rows.
fn key(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Double(d) if *d == 0.0 => "0".to_owned(),
        Cell::Double(d) => format!("{d:.11e}"),
        Cell::String(text) => format!("'{text}'"),
        Cell::List(items) => format!("[{}]", items.iter().map(key).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_compared_as_a_multiset() {
        let row = |n| vec![Cell::Bigint(n)];
        assert!(difference(vec![row(1), row(2)], vec![row(2), row(1)]).is_none());
        let (missing, unexpected) = difference(vec![row(1), row(1)], vec![row(1), row(3)]).unwrap();
        assert_eq!((missing, unexpected), (vec![row(1)], vec![row(3)]));
        let doubles = difference(vec![vec![Cell::Double(0.3)]], vec![vec![Cell::Double(0.1 + 0.2)]]);
        assert!(doubles.is_none());
        assert!(difference(vec![vec![Cell::Null]], vec![vec![Cell::String("null".into())]]).is_some());
    }
}
