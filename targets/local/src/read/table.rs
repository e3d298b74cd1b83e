//! An input as a table of the engine.
//!
//! Files are read by blocking threads, one per partition, which hand batches over a short queue: reading never runs
//! ahead of the work by more than a few batches.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, Statistics};
use datafusion::error::DataFusionError;
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_expr::EquivalenceProperties;
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::stream::RecordBatchReceiverStreamBuilder;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PhysicalExpr, PlanProperties, ReplaceChildrenOptions,
    SendableRecordBatchStream, StatisticsArgs,
};
use pipelinec_core::ir::InputFormat;

use super::rows::{Rows, Stop, Wanted};
use super::source::Source;
use super::{csv, json, parquet};
use crate::run::error::RunError;

/// Batches that may wait between reading and working.
const QUEUE: usize = 4;

/// A guess at the bytes of a row, to tell large inputs from small ones when joins are planned.
const BYTES_PER_ROW: u64 = 80;

/// An input as a table.
#[derive(Debug)]
pub struct SourceTable {
    source: Arc<Source>,
}

impl SourceTable {
    /// The table of a source.
    #[must_use]
    pub fn new(source: Arc<Source>) -> Self {
        Self { source }
    }
}

#[async_trait]
impl TableProvider for SourceTable {
    fn schema(&self) -> SchemaRef {
        self.source.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let all = || (0..self.source.columns.len()).collect();
        let projection = projection.cloned().unwrap_or_else(all);
        let limit = [self.source.limit_rows, limit.map(|n| n as u64)].into_iter().flatten().min();
        let partitions = if limit.is_some() { 1 } else { state.config().target_partitions() };
        let work = divide(units(&self.source)?, partitions);
        let schema = Arc::new(self.source.schema.project(&projection)?);
        let properties = Arc::new(PlanProperties::new(
            EquivalenceProperties::new(schema),
            Partitioning::UnknownPartitioning(work.len()),
            EmissionType::Incremental,
            Boundedness::Bounded,
        ));
        let counts = self.source.claim();
        Ok(Arc::new(SourceExec { source: self.source.clone(), projection, limit, work, counts, properties }))
    }
}

/// A file, or some row groups of one.
#[derive(Debug, Clone)]
struct Unit {
    file: usize,
    groups: Range<usize>,
    bytes: u64,
}

fn units(source: &Source) -> Result<Vec<Unit>> {
    let mut units = Vec::new();
    for (index, file) in source.files.iter().enumerate() {
        if source.input.format == InputFormat::Parquet {
            let groups = parquet::row_groups(source, file).map_err(RunError::from)?;
            let bytes = file.bytes / (groups as u64).max(1);
            units.extend((0..groups).map(|g| Unit { file: index, groups: g..g + 1, bytes }));
        } else {
            units.push(Unit { file: index, groups: 0..0, bytes: file.bytes });
        }
    }
    Ok(units)
}

/// Deals units out to at most `partitions` lists of about equal size, each in file order.
fn divide(units: Vec<Unit>, partitions: usize) -> Vec<Vec<Unit>> {
    let total: u64 = units.iter().map(|u| u.bytes).sum();
    let share = total / (partitions.max(1) as u64) + 1;
    let mut work: Vec<Vec<Unit>> = vec![Vec::new()];
    let mut filled = 0;
    for unit in units {
        if filled >= share && work.len() < partitions {
            work.push(Vec::new());
            filled = 0;
        }
        filled += unit.bytes;
        if let Some(last) = work.last_mut() {
            last.push(unit);
        }
    }
    work
}

#[derive(Debug)]
struct SourceExec {
    source: Arc<Source>,
    projection: Vec<usize>,
    limit: Option<u64>,
    work: Vec<Vec<Unit>>,
    counts: bool,
    properties: Arc<PlanProperties>,
}

impl DisplayAs for SourceExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "SourceExec: {} ({} files), columns={:?}",
            self.source.dataset,
            self.source.files.len(),
            self.projection
        )
    }
}

impl ExecutionPlan for SourceExec {
    fn name(&self) -> &'static str {
        "SourceExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        _f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        _children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn with_new_children(self: Arc<Self>, _children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn statistics_from_inputs(&self, _inputs: &[Arc<Statistics>], args: &StatisticsArgs) -> Result<Arc<Statistics>> {
        let units = self.work.iter().enumerate().filter(|(i, _)| args.partition().is_none_or(|p| p == *i));
        let bytes: u64 = units.flat_map(|(_, units)| units).map(|u| u.bytes).sum();
        let rows = (bytes / BYTES_PER_ROW).min(self.limit.unwrap_or(u64::MAX));
        let inexact = |n: u64| Precision::Inexact(usize::try_from(n).unwrap_or(usize::MAX));
        let mut statistics = Statistics::new_unknown(&self.schema());
        statistics.num_rows = inexact(rows);
        statistics.total_byte_size = inexact(bytes);
        Ok(Arc::new(statistics))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let mut builder = RecordBatchReceiverStreamBuilder::new(self.schema(), QUEUE);
        let queue = builder.tx();
        let scan = Scan {
            source: self.source.clone(),
            projection: self.projection.clone(),
            wanted: Wanted {
                limit: self.limit,
                batch_rows: context.session_config().batch_size(),
                counts: self.counts,
            },
            units: self.work.get(partition).cloned().unwrap_or_default(),
        };
        builder.spawn_blocking(move || {
            // The other end hangs up when nobody wants more rows.
            let mut send = |batch: RecordBatch| queue.blocking_send(Ok(batch)).is_ok();
            let stop: Option<DataFusionError> = scan.run(&mut send).err().and_then(Into::into);
            stop.map_or(Ok(()), Err)
        });
        Ok(builder.build())
    }
}

/// One partition of a scan, for a thread of its own.
struct Scan {
    source: Arc<Source>,
    projection: Vec<usize>,
    wanted: Wanted,
    units: Vec<Unit>,
}

impl Scan {
    fn run(&self, send: &mut dyn FnMut(RecordBatch) -> bool) -> Result<(), Stop> {
        if self.wanted.limit == Some(0) {
            return Ok(());
        }
        let source = &*self.source;
        let mut rows = Rows::new(source, &self.projection, self.wanted, send);
        for unit in &self.units {
            let Some(file) = source.files.get(unit.file) else { continue };
            match source.input.format {
                InputFormat::Csv => csv::read(source, file, &mut rows)?,
                InputFormat::Json => json::read(source, file, &mut rows)?,
                InputFormat::Parquet => parquet::read(source, file, unit.groups.clone(), &mut rows)?,
            }
        }
        rows.flush()
    }
}
