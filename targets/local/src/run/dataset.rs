//! The run itself: inputs are opened, datasets computed one after the other, checks evaluated, everything published.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

use datafusion::arrow::array::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use datafusion::error::Result;
use datafusion::physical_plan::ExecutionPlan;
use pipelinec_core::diag::suggest::listed;
use pipelinec_core::ir::{
    Check, Dataset, DatasetId, DatasetKind, Input, InputFormat, OnBadRecord, Op, OutputFormat, Pipeline, Stored,
    StoredColumn, WriteMode,
};
use pipelinec_core::{Diagnostic, diag};

use super::drain::{Budget, Drain, Drained, Held, Kept};
use super::engine::{Engine, Means, quoted};
use super::error::RunError;
use super::publish::Staging;
use super::report::{DatasetReport, Kind, Observer, RunReport, Table};
use super::selection::Selection;
use super::sink::Sink;
use super::{RunOptions, checks, params};
use crate::columns::arrow_schema;
use crate::read::{Source, SourceOptions, SourceTable};

/// The share of memory for rows that later datasets read, in percent.
const KEPT_PERCENT: u64 = 40;

type Found<T> = Result<T, Vec<Diagnostic>>;

/// Runs everything that is selected.
pub(super) fn run_all(
    pipeline: &Pipeline,
    options: &RunOptions,
    observer: &Arc<dyn Observer>,
    report: &mut RunReport,
) -> Found<()> {
    let params = params::resolve(pipeline, &options.params)?;
    let selection = Selection::new(pipeline, &options.select)?;
    let means = Means::new(options.threads, options.memory_limit);
    let staging = Staging::new(&options.out_dir).map_err(|finding| vec![finding])?;
    let fault = |message: String| vec![diag::engine_failure(pipeline_span(pipeline), &pipeline.name, &message)];
    let runtime = means.runtime().map_err(|error| fault(error.to_string()))?;
    let engine = Engine::new(pipeline, params, &means, &staging.spill(), &options.out_dir)
        .map_err(|error| fault(error.to_string()))?;
    let budget = Arc::new(Budget {
        pool: engine.environment().memory_pool.clone(),
        limit: means.memory / 100 * KEPT_PERCENT,
        used: AtomicU64::new(0),
    });
    let checks = selection.checks(pipeline);
    let mut run = Run {
        pipeline,
        options,
        observer,
        report,
        selection,
        staging,
        engine,
        budget,
        checks,
        evaluated: 0,
        sources: BTreeMap::new(),
        done: Vec::new(),
        held: BTreeMap::new(),
    };
    let outcome = runtime.block_on(async {
        tokio::select! {
            biased;
            () = options.cancel.cancelled() => Err(vec![diag::cancelled()]),
            outcome = run.all() => outcome,
        }
    });
    // Reading threads end before the folder they may write to goes away.
    drop(runtime);
    outcome.and_then(|()| run.publish())
}

fn pipeline_span(pipeline: &Pipeline) -> pipelinec_core::Span {
    pipeline.datasets.first().map(|d| d.span).unwrap_or_default()
}

/// How a plan's rows are taken.
struct Way {
    folder: PathBuf,
    read_later: bool,
    memory_first: bool,
    ordered: bool,
}

struct Run<'r> {
    pipeline: &'r Pipeline,
    options: &'r RunOptions,
    observer: &'r Arc<dyn Observer>,
    report: &'r mut RunReport,
    selection: Selection,
    staging: Staging,
    engine: Engine<'r>,
    budget: Arc<Budget>,
    checks: Vec<&'r Check>,
    evaluated: usize,
    sources: BTreeMap<DatasetId, Arc<Source>>,
    done: Vec<DatasetId>,
    /// Memory of rows kept, by dataset.
    held: BTreeMap<DatasetId, Vec<Held>>,
}

impl Run<'_> {
    async fn all(&mut self) -> Found<()> {
        self.open_inputs()?;
        for check in self.selection.skipped(self.pipeline) {
            self.observer.note(&format!("check `{}` is not evaluated: what it refers to is not selected", check.name));
        }
        for (id, dataset) in self.pipeline.iter() {
            if !self.selection.contains(id) {
                continue;
            }
            let outcome = match &dataset.kind {
                DatasetKind::Input(input) => self.input(id, dataset, input).await,
                DatasetKind::Transform(_) | DatasetKind::Kpi(_) | DatasetKind::Query(_) => {
                    self.compute(id, dataset).await
                }
            };
            outcome.map_err(|error| self.engine.explain(&error, id))?;
            self.done.push(id);
            self.check().await?;
            self.release();
        }
        self.report_inputs()
    }

    /// Opens all inputs, so that all missing files and wrong headers are told at once, before anything is computed.
    fn open_inputs(&mut self) -> Found<()> {
        let mut findings = Vec::new();
        for (id, dataset) in self.pipeline.iter().filter(|(id, _)| self.selection.contains(*id)) {
            let DatasetKind::Input(input) = &dataset.kind else { continue };
            let options = SourceOptions {
                data_dir: &self.options.data_dir,
                quarantine: self.staging.folder(&quarantine(dataset)),
                limit_rows: self.options.limit_rows,
            };
            match Source::open(dataset, input, options) {
                Ok(source) => {
                    self.note_ignored(&source);
                    self.sources.insert(id, Arc::new(source));
                }
                Err(found) => findings.extend(found),
            }
        }
        if findings.is_empty() { Ok(()) } else { Err(findings) }
    }

    fn note_ignored(&self, source: &Source) {
        if let Some(names) = listed(source.ignored.iter().map(String::as_str)) {
            self.observer
                .note(&format!("input `{}`: columns that are not declared are ignored: {names}", source.dataset));
        }
    }

    /// Makes an input readable. One that is read more than once is read into memory, or copied as Parquet.
    async fn input(&mut self, id: DatasetId, dataset: &Dataset, input: &Input) -> Result<()> {
        let Some(source) = self.sources.get(&id).cloned() else { return Ok(()) };
        self.engine.register(&dataset.name, Arc::new(SourceTable::new(source)))?;
        let unique: Vec<_> = input.columns.iter().filter(|c| c.unique).map(|c| c.name.clone()).collect();
        let uses = self.selection.uses(self.pipeline, id, &self.checks) + unique.len();
        if uses < 2 {
            return Ok(());
        }
        self.observer.dataset_started(&dataset.name, Kind::Input);
        let columns: Vec<String> = dataset.columns.iter().map(|c| quoted(&c.name)).collect();
        let frame = self.engine.sql(&format!("SELECT {} FROM {}", columns.join(", "), self.engine.table(id))).await?;
        let folder = self.staging.spill().join(&*dataset.name);
        let plan = frame.create_physical_plan().await?;
        let drained = self
            .drain(dataset, plan, Way { folder: folder.clone(), read_later: true, memory_first: true, ordered: false })
            .await?;
        self.readable(id, dataset, folder, drained.kept)?;
        for column in unique {
            self.unique(dataset, id, &column).await?;
        }
        Ok(())
    }

    /// A `unique` column of an input holds every value once.
    async fn unique(&self, dataset: &Dataset, id: DatasetId, column: &str) -> Result<()> {
        let (table, name) = (self.engine.table(id), quoted(column));
        let repeated =
            format!("SELECT {name} FROM {table} WHERE {name} IS NOT NULL GROUP BY {name} HAVING count(*) > 1");
        let count = self.engine.rows(&format!("SELECT count(*) FROM ({repeated})")).await?;
        let Some(crate::cell::Cell::Bigint(n @ 1..)) = count.first().and_then(|row| row.first()) else {
            return Ok(());
        };
        let rows = self.engine.rows(&format!("{repeated} ORDER BY {name} LIMIT 5")).await?;
        let shown: Vec<String> = rows.iter().flatten().map(ToString::to_string).collect();
        let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
        let span = dataset.columns.iter().find(|c| *c.name == *column).map_or(dataset.span, |c| c.span);
        let finding = diag::not_unique(span, &dataset.name, column, n.cast_unsigned(), &shown);
        Err(RunError::from(finding).into())
    }

    /// Computes a dataset into the staging folder.
    async fn compute(&mut self, id: DatasetId, dataset: &Dataset) -> Result<()> {
        let started = Instant::now();
        let kind = Kind::of(dataset);
        self.observer.dataset_started(&dataset.name, kind);
        let plan = self.engine.plan(id).await?.create_physical_plan().await?;
        let folder = self.staging.folder(&dataset.output.path);
        let shown = matches!(kind, Kind::Kpi | Kind::Query);
        let read_later = shown || self.selection.uses(self.pipeline, id, &self.checks) > 0;
        let ordered = is_ordered(dataset);
        let way = Way { folder: folder.clone(), read_later, memory_first: false, ordered };
        let drained = self.drain(dataset, plan, way).await?;
        let rows = drained.rows;
        let first = drained.kept.as_ref().and_then(|kept| first_rows(kept, self.options.shown_rows));
        if read_later {
            self.readable(id, dataset, folder, drained.kept)?;
        }
        if shown {
            let first = if is_ordered(dataset) { first } else { None };
            let table = self.show(id, dataset, kind, first, rows).await?;
            self.report.tables.push(table);
        }
        if dataset.output.mode == WriteMode::Upsert {
            self.upsert(dataset).await?;
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

    async fn drain(&self, dataset: &Dataset, plan: Arc<dyn ExecutionPlan>, way: Way) -> Result<Drained> {
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
    fn readable(&mut self, id: DatasetId, dataset: &Dataset, folder: PathBuf, kept: Option<Kept>) -> Result<()> {
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
        first: Option<Vec<Vec<crate::cell::Cell<'static>>>>,
        total_rows: u64,
    ) -> Result<Table> {
        let rows = match first {
            Some(rows) => rows,
            None => {
                let names: Vec<String> = dataset.columns.iter().map(|c| quoted(&c.name)).collect();
                let orderable = dataset.columns.iter().filter(|c| c.ty.is_orderable());
                let keys: Vec<String> = orderable.map(|c| format!("{} NULLS LAST", quoted(&c.name))).collect();
                let order = if keys.is_empty() { String::new() } else { format!(" ORDER BY {}", keys.join(", ")) };
                let (table, limit) = (self.engine.table(id), self.options.shown_rows);
                self.engine.rows(&format!("SELECT {} FROM {table}{order} LIMIT {limit}", names.join(", "))).await?
            }
        };
        let columns = dataset.columns.iter().map(|c| (c.name.clone(), c.ty.clone())).collect();
        Ok(Table { name: dataset.name.clone(), kind, columns, rows, total_rows })
    }

    /// Adds the earlier rows whose key this run has not written.
    async fn upsert(&self, dataset: &Dataset) -> Result<()> {
        let path = &dataset.output.path;
        let earlier = self.staging.target(path);
        if !earlier.exists() {
            return Ok(());
        }
        let name = format!("{} before", dataset.name);
        self.engine.register(&name, reread(dataset, earlier)?)?;
        let new = format!("{} written", dataset.name);
        let written = self.staging.folder(path);
        self.engine.register(&new, reread(dataset, written.clone())?)?;
        let columns: Vec<String> = dataset.columns.iter().map(|c| format!("l.{}", quoted(&c.name))).collect();
        let keys = dataset.output.key.iter().map(|k| format!("l.{0} = r.{0}", quoted(k)));
        let sql = format!(
            "SELECT {0} FROM {1} AS l LEFT ANTI JOIN {2} AS r ON {3} UNION ALL SELECT {0} FROM {2} AS l",
            columns.join(", "),
            quoted(&name),
            quoted(&new),
            keys.collect::<Vec<_>>().join(" AND "),
        );
        let plan = self.engine.sql(&sql).await?.create_physical_plan().await?;
        let merged = self.staging.spill().join("merged").join(path);
        let way = Way { folder: merged.clone(), read_later: false, memory_first: false, ordered: false };
        self.drain(dataset, plan, way).await?;
        std::fs::remove_dir_all(&written)?;
        std::fs::rename(merged, written)?;
        Ok(())
    }

    /// Evaluates the checks that have become possible, in the order of the spec.
    async fn check(&mut self) -> Found<()> {
        let ready = |check: &Check| checks::reads(check).iter().all(|id| self.done.contains(id));
        let (now, later): (Vec<&Check>, Vec<&Check>) = self.checks.iter().partition(|check| ready(check));
        self.checks = later;
        let mut findings = Vec::new();
        for check in now {
            let result = checks::evaluate(&self.engine, check).await;
            let result = result.map_err(|error| self.engine.explain(&error, check.dataset))?;
            self.evaluated += 1;
            self.observer.check_result(&result);
            findings.extend(checks::failure(check, &result));
            self.report.checks.push(result);
        }
        if findings.is_empty() { Ok(()) } else { Err(findings) }
    }

    /// Gives the memory of rows back that nobody will read any more.
    fn release(&mut self) {
        let (pipeline, selection, done, checks) = (self.pipeline, &self.selection, &self.done, &self.checks);
        let needed = |id: &DatasetId| {
            let readers = pipeline.iter().filter(|(r, d)| selection.contains(*r) && d.reads().contains(id));
            readers.into_iter().any(|(reader, _)| !done.contains(&reader))
                || checks.iter().any(|c| checks::reads(c).contains(id))
        };
        let idle: Vec<DatasetId> = self.held.keys().filter(|id| !needed(id)).copied().collect();
        for id in idle {
            if let Some(dataset) = self.pipeline.dataset(id) {
                self.engine.forget(&dataset.name);
            }
            self.held.remove(&id);
        }
    }

    /// What reading found: known when everything has been read.
    fn report_inputs(&mut self) -> Found<()> {
        for (id, source) in &self.sources {
            let Some(dataset) = self.pipeline.dataset(*id) else { continue };
            source.bad.finish().map_err(|error| self.engine.explain(&error, *id))?;
            let set_aside = source.bad.policy() == OnBadRecord::Quarantine;
            let report = DatasetReport {
                name: dataset.name.clone(),
                kind: Kind::Input,
                rows: source.rows(),
                seconds: 0.0,
                path: None,
                bad_records: source.bad.count(),
                quarantine: set_aside.then(|| self.staging.target(&quarantine(dataset))),
            };
            self.observer.dataset_finished(&report);
            self.report.datasets.push(report);
        }
        Ok(())
    }

    /// Everything is computed and checked: now the output folder changes.
    fn publish(&self) -> Found<()> {
        for (id, dataset) in self.pipeline.iter().filter(|(id, _)| self.selection.contains(*id)) {
            let published = match self.sources.get(&id) {
                Some(source) if source.bad.policy() == OnBadRecord::Quarantine => {
                    self.staging.publish(&quarantine(dataset), &pipelinec_core::ir::Output::default())
                }
                Some(_) => Ok(()),
                None => self.staging.publish(&dataset.output.path, &dataset.output),
            };
            published.map_err(|finding| vec![finding])?;
        }
        Ok(())
    }
}

fn quarantine(dataset: &Dataset) -> String {
    format!("{}__quarantine", dataset.name)
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

fn first_rows(kept: &Kept, count: usize) -> Option<Vec<Vec<crate::cell::Cell<'static>>>> {
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
    Some(super::engine::cells(&enough))
}

/// A dataset's own files, as a table: the contract is what was written.
fn reread(dataset: &Dataset, folder: PathBuf) -> Result<Arc<dyn TableProvider>> {
    if std::fs::read_dir(&folder)?.next().is_none() {
        let schema = arrow_schema(&dataset.columns);
        return Ok(Arc::new(MemTable::try_new(schema, vec![Vec::new()])?));
    }
    let is_partition = |name: &str| dataset.output.partition_by.iter().any(|p| **p == *name);
    let (mut columns, partitions): (Vec<_>, Vec<_>) =
        dataset.columns.iter().cloned().partition(|c| !is_partition(&c.name));
    columns.extend(partitions);
    let stored = |c: &pipelinec_core::ir::Column| StoredColumn {
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
    let options = SourceOptions { data_dir: &folder, quarantine: PathBuf::new(), limit_rows: None };
    let source = Source::open(&dataset, &input, options).map_err(|diagnostics| RunError { diagnostics })?;
    Ok(Arc::new(SourceTable::new(Arc::new(source))))
}
