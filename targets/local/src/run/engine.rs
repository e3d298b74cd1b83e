//! The engine: one runtime, one session, and the tables known so far.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::record_batch::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::common::TableReference;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::prelude::{DataFrame, SQLOptions, SessionConfig, SessionContext};
use pipelinec_core::ir::{DatasetId, Pipeline, Schema, Step};
use pipelinec_core::sql::{Dialect, quote_identifier};
use pipelinec_core::types::Type;
use pipelinec_core::{Diagnostic, Symbol, diag};

use super::dedupe::Dedupe;
use super::error::explain;
use super::memory::Pool;
use crate::cell::Cell;
use crate::emit::{self, Params};
use crate::read::BATCH_ROWS;
use crate::udf;

/// Memory used when nobody says how much: this, or most of what is free if that is less.
const DEFAULT_MEMORY: u64 = 8 << 30;

/// With less memory batches are small: every operator holds at least one.
const LITTLE_MEMORY: u64 = 256 << 20;
const SMALL_BATCH_ROWS: usize = 1024;

/// A session over a pipeline.
pub(super) struct Engine<'p> {
    pub(super) pipeline: &'p Pipeline,
    pub(super) params: Params,
    pub(super) memory_limit: u64,
    /// Where outputs go, for messages.
    pub(super) out: String,
    context: SessionContext,
}

impl<'p> Engine<'p> {
    pub(super) fn new(pipeline: &'p Pipeline, params: Params, means: &Means, spill: &Path, out: &Path) -> Result<Self> {
        let context = SessionContext::new_with_config_rt(config(means), environment(means, spill)?);
        udf::register(&context);
        let out = out.display().to_string();
        Ok(Self { pipeline, params, memory_limit: means.memory, out, context })
    }

    /// Makes a table readable under a name.
    pub(super) fn register(&self, name: &str, table: Arc<dyn TableProvider>) -> Result<()> {
        self.context.register_table(TableReference::bare(name), table).map(drop)
    }

    /// Makes another table readable under a name.
    pub(super) fn replace(&self, name: &str, table: Arc<dyn TableProvider>) -> Result<()> {
        self.forget(name);
        self.register(name, table)
    }

    /// Drops a table.
    pub(super) fn forget(&self, name: &str) {
        // Nothing under the name is as good as gone.
        drop(self.context.deregister_table(TableReference::bare(name)));
    }

    /// From now on joins sort, which can go to disk, in as few streams as the engine does it with: memory is shared
    /// between fewer.
    pub(super) fn prefer_sorting(&self) {
        let state = self.context.state_ref();
        let mut state = state.write();
        let config = state.config_mut();
        config.options_mut().optimizer.prefer_hash_join = false;
        *config = config.clone().with_target_partitions(2).with_batch_size(SMALL_BATCH_ROWS);
    }

    pub(super) fn environment(&self) -> Arc<RuntimeEnv> {
        self.context.runtime_env()
    }

    pub(super) fn context(&self) -> &SessionContext {
        &self.context
    }

    /// The rows of a dataset as a plan.
    pub(super) async fn plan(&self, id: DatasetId) -> Result<DataFrame> {
        let Some((dataset, query)) = self.pipeline.dataset(id).and_then(|d| Some((d, d.query()?))) else {
            return Err(DataFusionError::Internal("an input is not computed".to_owned()));
        };
        let mut from = self.table(query.from);
        let mut columns = self.pipeline.dataset(query.from).map(|d| d.columns.clone()).unwrap_or_default();
        let mut steps = query.steps.as_slice();
        let mut made = Vec::new();
        while let Some((at, dedupe)) = steps.iter().enumerate().find_map(|(i, s)| Some((i, Dedupe::of(s)?))) {
            let (before, rest) = steps.split_at_checked(at).unwrap_or((steps, &[]));
            let input = self.steps(&from, &columns, before).await?;
            columns = before.last().map_or(columns, |step| step.columns.clone());
            let name = format!("{} {}", dataset.name, made.len());
            self.register(&name, Arc::new(dedupe.table(input.into_unoptimized_plan(), &columns)))?;
            from = quoted(&name);
            made.push(name);
            steps = rest.split_first().map_or(&[], |(_, rest)| rest);
        }
        let frame = self.steps(&from, &columns, steps).await?;
        made.iter().for_each(|name| self.forget(name));
        Ok(frame)
    }

    async fn steps(&self, from: &str, columns: &Schema, steps: &[Step]) -> Result<DataFrame> {
        let sql = emit::steps_sql(self.pipeline, from, columns, steps, &self.params)
            .map_err(|error| DataFusionError::Internal(format!("no SQL for the embedded engine: {error:?}")))?;
        self.sql(&sql).await
    }

    pub(super) async fn sql(&self, sql: &str) -> Result<DataFrame> {
        let only_queries = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
        self.context.sql_with_options(sql, only_queries).await
    }

    /// All rows of a small result.
    pub(super) async fn rows(&self, sql: &str) -> Result<Vec<Vec<Cell<'static>>>> {
        Ok(cells(&self.sql(sql).await?.collect().await?))
    }

    pub(super) fn table(&self, id: DatasetId) -> String {
        emit::table(self.pipeline, id)
    }

    pub(super) fn param(&self, name: &Symbol, ty: &Type) -> String {
        emit::param(&self.params, name, ty)
    }

    /// What to say about an error at a dataset.
    pub(super) fn explain(&self, error: &DataFusionError, id: DatasetId) -> Vec<Diagnostic> {
        match self.pipeline.dataset(id) {
            Some(dataset) => explain(error, dataset, self.memory_limit, &self.out),
            None => vec![diag::disk_full(&self.out)],
        }
    }
}

/// A name in the engine's quotes.
pub(super) fn quoted(name: &str) -> String {
    quote_identifier(Dialect::DataFusion, name)
}

/// Rows of batches as cells.
pub(super) fn cells(batches: &[RecordBatch]) -> Vec<Vec<Cell<'static>>> {
    let row = |batch: &RecordBatch, row| batch.columns().iter().map(|c| Cell::from_array(c, row)).collect();
    batches.iter().flat_map(|batch| (0..batch.num_rows()).map(move |r| row(batch, r))).collect()
}

/// How much of the machine a run may use.
pub(super) struct Means {
    pub(super) threads: usize,
    pub(super) memory: u64,
}

impl Means {
    pub(super) fn new(threads: Option<usize>, memory: Option<u64>) -> Self {
        let cores = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self {
            threads: threads.unwrap_or_else(cores).max(1),
            memory: memory
                .unwrap_or_else(|| free_memory().map_or(DEFAULT_MEMORY, |free| free / 5 * 4).min(DEFAULT_MEMORY)),
        }
    }

    pub(super) fn runtime(&self) -> std::io::Result<tokio::runtime::Runtime> {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(self.threads)
            .thread_name("pipelinec")
            // Plans of long chains are deep.
            .thread_stack_size(8 << 20)
            .build()
    }
}

/// Memory the system can give, where it says so (Linux).
fn free_memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|l| l.strip_prefix("MemAvailable:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kb| kb * 1024)
}

/// Everything the meaning depends on is set here.
fn config(means: &Means) -> SessionConfig {
    let batch_rows = if means.memory < LITTLE_MEMORY { SMALL_BATCH_ROWS } else { BATCH_ROWS };
    let mut config = SessionConfig::new()
        .with_target_partitions(means.threads)
        .with_batch_size(batch_rows)
        .with_information_schema(false);
    let options = config.options_mut();
    options.execution.time_zone = None;
    // What a sort keeps free for merging; the default is more than a small limit can give to each.
    let merging = usize::try_from(means.memory / 64).unwrap_or(usize::MAX);
    options.execution.sort_spill_reservation_bytes = options.execution.sort_spill_reservation_bytes.min(merging);
    options.execution.parquet.coerce_int96 = Some("us".to_owned());
    options.sql_parser.map_string_types_to_utf8view = true;
    options.sql_parser.enable_ident_normalization = false;
    config
}

fn environment(means: &Means, spill: &Path) -> Result<Arc<RuntimeEnv>> {
    let memory = usize::try_from(means.memory).unwrap_or(usize::MAX);
    let folders = DiskManagerMode::Directories(vec![PathBuf::from(spill)]);
    RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(Pool::new(memory)))
        .with_disk_manager_builder(
            DiskManagerBuilder::default().with_mode(folders).with_max_temp_directory_size(u64::MAX),
        )
        .build_arc()
}
