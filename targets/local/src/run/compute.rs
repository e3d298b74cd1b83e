//! One dataset: its plan is run into files and, while there is room, into memory.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use datafusion::arrow::array::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use datafusion::error::{DataFusionError, Result};
use datafusion::physical_plan::ExecutionPlan;
use pipelinec_core::ir::{
    Column, Dataset, DatasetId, Input, InputFormat, OnBadRecord, Op, OutputFormat, Stored, StoredColumn,
};

use super::dataset::{Found, Run};
use super::drain::{Drain, Drained, Kept};
use super::engine::{cells, quoted};
use super::error::{self, RunError};
use super::report::{DatasetReport, Kind, Table};
use super::sink::Sink;
use crate::cell::Cell;
use crate::columns::arrow_schema;
use crate::read::{Source, SourceOptions, SourceTable};

/// How a plan's rows are taken.
#[derive(Clone)]
pub(super) struct Way {
    pub(super) folder: PathBuf,
    pub(super) read_later: bool,
    pub(super) memory_first: bool,
    pub(super) ordered: bool,
}

impl Run<'_> {
    /// Computes a dataset into the staging folder.
    pub(super) async fn compute(&mut self, id: DatasetId, dataset: &Dataset) -> Result<()> {
        let started = Instant::now();
        let kind = Kind::of(dataset);
        self.observer.dataset_started(&dataset.name, kind);
        let folder = self.staging.folder(&dataset.output.path);
        let shown = matches!(kind, Kind::Kpi | Kind::Query);
        let read_later = shown || self.selection.uses(self.pipeline, id, &self.checks) > 0;
        let ordered = is_ordered(dataset);
        let way = Way { folder: folder.clone(), read_later, memory_first: false, ordered };
        let drained = match self.attempt(id, dataset, way.clone()).await {
            Err(error) if error::is_memory(&error) => {
                self.make_room(dataset, &way)?;
                self.attempt(id, dataset, way).await?
            }
            other => other?,
        };
        let (rows, mut kept) = (drained.rows, drained.kept);
        if self.add_earlier(dataset).await? {
            // The rows in memory are this run's only.
            kept = None;
        }
        let first = kept.as_ref().filter(|_| ordered).and_then(|kept| first_rows(kept, self.options.shown_rows));
        if read_later {
            self.readable(id, dataset, folder, kept)?;
        }
        if shown {
            let table = self.show(id, dataset, kind, first).await?;
            self.report.tables.push(table);
        }
        let report = DatasetReport {
            name: dataset.name.clone(),
            kind,
            rows,
            seconds: started.elapsed().as_secs_f64(),
            path: Some(self.staging.target(&dataset.output.path)),
            bad_records: 0,
            quarantine: None,
        };
        self.observer.dataset_finished(&report);
        self.report.datasets.push(report);
        Ok(())
    }

    async fn attempt(&self, id: DatasetId, dataset: &Dataset, way: Way) -> Result<Drained> {
        let plan = self.engine.plan(id).await?.create_physical_plan().await?;
        self.drain(dataset, plan, way).await
    }

    /// Makes room for a second attempt: rows kept in memory are read from their files from now on, and joins sort their
    /// sides, which can go to disk, instead of holding one in memory.
    fn make_room(&mut self, dataset: &Dataset, way: &Way) -> Result<()> {
        self.observer.note(&format!("`{}` does not fit into memory: trying again with less", dataset.name));
        self.engine.prefer_sorting();
        let kept: Vec<DatasetId> = self.held.keys().copied().collect();
        for kept in kept {
            if let Some(before) = self.pipeline.dataset(kept).filter(|d| d.query().is_some()) {
                self.readable(kept, before, self.staging.folder(&before.output.path), None)?;
                self.held.remove(&kept);
            }
        }
        for read in dataset.reads() {
            self.reopen(read)?;
        }
        std::fs::remove_dir_all(&way.folder)?;
        Ok(())
    }

    pub(super) async fn drain(&self, dataset: &Dataset, plan: Arc<dyn ExecutionPlan>, way: Way) -> Result<Drained> {
        let schema = arrow_schema(&dataset.columns);
        let drain = Drain {
            name: dataset.name.clone(),
            sink: Arc::new(Sink::new(way.folder, dataset, &schema)?),
            schema,
            memory_first: way.memory_first,
            budget: way.read_later.then(|| self.budget.clone()),
            observer: self.observer.clone(),
        };
        drain.run(plan, self.engine.context().task_ctx(), way.ordered).await
    }

    /// Registers a dataset's rows: from memory, or from the files just written.
    pub(super) fn readable(
        &mut self,
        id: DatasetId,
        dataset: &Dataset,
        folder: PathBuf,
        kept: Option<Kept>,
    ) -> Result<()> {
        let table: Arc<dyn TableProvider> = match kept {
            Some(kept) => {
                self.held.insert(id, kept.held);
                Arc::new(MemTable::try_new(arrow_schema(&dataset.columns), kept.partitions)?)
            }
            None => reread(dataset, folder)?,
        };
        self.engine.replace(&dataset.name, table)
    }

    /// The table to show: the first rows in the query's order, or else in the order of its columns.
    async fn show(
        &self,
        id: DatasetId,
        dataset: &Dataset,
        kind: Kind,
        first: Option<Vec<Vec<Cell<'static>>>>,
    ) -> Result<Table> {
        let table = self.engine.table(id);
        let counted = self.engine.rows(&format!("SELECT count(*) FROM {table}")).await?;
        let Some(Cell::Bigint(total_rows)) = counted.into_iter().flatten().next() else {
            return Err(DataFusionError::Internal("count(*) has no answer".to_owned()));
        };
        let rows = match first {
            Some(rows) => rows,
            None => {
                let names: Vec<String> = dataset.columns.iter().map(|c| quoted(&c.name)).collect();
                let orderable = dataset.columns.iter().filter(|c| c.ty.is_orderable());
                let keys: Vec<String> = orderable.map(|c| format!("{} NULLS LAST", quoted(&c.name))).collect();
                let order = if keys.is_empty() { String::new() } else { format!(" ORDER BY {}", keys.join(", ")) };
                let limit = self.options.shown_rows;
                self.engine.rows(&format!("SELECT {} FROM {table}{order} LIMIT {limit}", names.join(", "))).await?
            }
        };
        let columns = dataset.columns.iter().map(|c| (c.name.clone(), c.ty.clone())).collect();
        Ok(Table { name: dataset.name.clone(), kind, columns, rows, total_rows: total_rows.cast_unsigned() })
    }
}

/// Whether the rows come in an order: a sort, and nothing after it that loses it.
fn is_ordered(dataset: &Dataset) -> bool {
    let steps = dataset.query().map(|q| q.steps.as_slice()).unwrap_or_default();
    let mut last = steps
        .iter()
        .rev()
        .skip_while(|s| matches!(s.op, Op::Limit(_) | Op::Filter(_) | Op::Project(_) | Op::Extend(_)));
    last.next().is_some_and(|s| matches!(s.op, Op::Sort(_)))
}

fn first_rows(kept: &Kept, count: usize) -> Option<Vec<Vec<Cell<'static>>>> {
    let [only] = kept.partitions.as_slice() else { return None };
    let mut rows = 0;
    let enough: Vec<RecordBatch> = only
        .iter()
        .map_while(|batch| {
            let wanted = count.saturating_sub(rows).min(batch.num_rows());
            rows += wanted;
            (wanted > 0).then(|| batch.slice(0, wanted))
        })
        .collect();
    Some(cells(&enough))
}

/// A dataset's own files, as a table: the contract is what was written.
pub(super) fn reread(dataset: &Dataset, folder: PathBuf) -> Result<Arc<dyn TableProvider>> {
    if std::fs::read_dir(&folder)?.next().is_none() {
        let schema = arrow_schema(&dataset.columns);
        return Ok(Arc::new(MemTable::try_new(schema, vec![Vec::new()])?));
    }
    let source = written(dataset, &folder).map_err(|diagnostics| RunError { diagnostics })?;
    Ok(Arc::new(SourceTable::new(Arc::new(source))))
}

/// Files of a dataset, opened by the contract of its columns.
pub(super) fn written(dataset: &Dataset, folder: &Path) -> Found<Source> {
    let is_partition = |name: &str| dataset.output.partition_by.iter().any(|p| **p == *name);
    let (mut columns, partitions): (Vec<_>, Vec<_>) =
        dataset.columns.iter().cloned().partition(|c| !is_partition(&c.name));
    columns.extend(partitions);
    let stored = |c: &Column| StoredColumn {
        name: c.name.clone(),
        source: vec![c.name.to_string()],
        stored: Stored::Same,
        format: None,
        not_null: false,
        unique: false,
        partition: is_partition(&c.name),
    };
    let csv = dataset.output.format == OutputFormat::Csv;
    let input = Input {
        path: String::new(),
        path_span: dataset.span,
        format: if csv { InputFormat::Csv } else { InputFormat::Parquet },
        header: true,
        delimiter: b',',
        quote: b'"',
        null_words: Vec::new(),
        on_bad_record: OnBadRecord::Fail,
        columns: columns.iter().map(stored).collect(),
    };
    let dataset = Dataset { columns: columns.into(), ..dataset.clone() };
    let options = SourceOptions { data_dir: folder, quarantine: PathBuf::new(), limit_rows: None };
    Source::open(&dataset, &input, options)
}
