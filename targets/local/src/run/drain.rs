//! A plan's rows, on their way to files and into memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use datafusion::arrow::array::{Array, ArrayRef, RecordBatch};
use datafusion::arrow::compute::{CastOptions, cast_with_options};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryPool, MemoryReservation};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties, execute_stream, execute_stream_partitioned};
use futures::StreamExt;
use tokio::task::JoinSet;

use super::report::Observer;
use super::sink::{Part, Sink};

/// A stream with fewer rows gets no file of its own: what is left of all streams shares one.
const OWN_FILE_ROWS: usize = 1 << 16;

/// Where rows go, and who is told.
#[derive(Clone)]
pub(super) struct Drain {
    pub(super) name: Arc<str>,
    pub(super) schema: SchemaRef,
    pub(super) sink: Arc<Sink>,
    /// Files are only written when memory does not last.
    pub(super) memory_first: bool,
    /// Rows are kept in memory while it lasts; `None`: nobody will read them.
    pub(super) budget: Option<Arc<Budget>>,
    pub(super) observer: Arc<dyn Observer>,
}

/// Memory for rows that later datasets read.
pub(super) struct Budget {
    pub(super) pool: Arc<dyn MemoryPool>,
    pub(super) limit: u64,
    pub(super) used: AtomicU64,
}

/// What came out.
pub(super) struct Drained {
    pub(super) rows: u64,
    /// All rows, unless nobody asked or there were too many.
    pub(super) kept: Option<Kept>,
}

/// Rows in memory.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) partitions: Vec<Vec<RecordBatch>>,
    pub(super) held: Vec<Held>,
}

/// A share of the budget, given back when dropped.
pub(super) struct Held {
    reservation: MemoryReservation,
    budget: Arc<Budget>,
}

impl Held {
    fn new(budget: &Arc<Budget>) -> Self {
        Self { reservation: MemoryConsumer::new("rows kept").register(&budget.pool), budget: budget.clone() }
    }

    /// Takes memory for a batch; false when there is none.
    fn grow(&mut self, bytes: usize) -> bool {
        let used = self.budget.used.fetch_add(bytes as u64, Ordering::Relaxed) + bytes as u64;
        if used <= self.budget.limit && self.reservation.try_grow(bytes).is_ok() {
            return true;
        }
        self.budget.used.fetch_sub(bytes as u64, Ordering::Relaxed);
        false
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.budget.used.fetch_sub(self.reservation.size() as u64, Ordering::Relaxed);
    }
}

impl Drain {
    /// Runs a plan to its end. `ordered`: its rows have an order worth keeping.
    pub(super) async fn run(
        self,
        plan: Arc<dyn ExecutionPlan>,
        context: Arc<TaskContext>,
        ordered: bool,
    ) -> Result<Drained> {
        let streams = if ordered && plan.output_partitioning().partition_count() > 1 {
            vec![execute_stream(plan, context)?]
        } else {
            execute_stream_partitioned(plan, context)?
        };
        let total = Arc::new(AtomicU64::new(0));
        let mut tasks = JoinSet::new();
        for (number, rows) in streams.into_iter().enumerate() {
            let stream = Stream {
                number,
                total: total.clone(),
                part: None,
                waiting: Vec::new(),
                kept: self.budget.as_ref().map(|budget| (Vec::new(), Held::new(budget))),
                drain: self.clone(),
            };
            tasks.spawn(stream.run(rows));
        }
        let mut ended = Vec::new();
        while let Some(end) = tasks.join_next().await {
            ended.push(end.map_err(|error| DataFusionError::ExecutionJoin(Box::new(error)))??);
        }
        ended.sort_by_key(|stream| stream.number);
        self.complete(ended, total.load(Ordering::Relaxed))
    }

    fn complete(self, ended: Vec<Stream>, rows: u64) -> Result<Drained> {
        let mut kept = self.budget.as_ref().map(|_| Kept::default());
        let all_kept = ended.iter().all(|stream| stream.kept.is_some());
        if !(self.memory_first && all_kept) {
            let mut rest = self.sink.part(ended.len());
            for stream in &ended {
                let unwritten = stream.kept.iter().filter(|_| self.memory_first).flat_map(|(batches, _)| batches);
                unwritten.chain(&stream.waiting).try_for_each(|batch| rest.write(batch))?;
            }
            rest.finish()?;
            self.sink.complete()?;
        }
        for stream in ended {
            match (&mut kept, stream.kept) {
                (Some(kept), Some((batches, held))) => {
                    kept.partitions.push(batches);
                    kept.held.push(held);
                }
                (slot, _) => *slot = None,
            }
        }
        Ok(Drained { rows, kept })
    }
}

/// One stream of the plan, in a task of its own.
struct Stream {
    drain: Drain,
    number: usize,
    total: Arc<AtomicU64>,
    part: Option<Part>,
    /// Rows not yet written.
    waiting: Vec<RecordBatch>,
    kept: Option<(Vec<RecordBatch>, Held)>,
}

impl Stream {
    async fn run(mut self, mut rows: SendableRecordBatchStream) -> Result<Self> {
        while let Some(batch) = rows.next().await {
            let batch = conform(&batch?, &self.drain.schema)?;
            let total = self.total.fetch_add(batch.num_rows() as u64, Ordering::Relaxed) + batch.num_rows() as u64;
            self.keep(&batch)?;
            if self.kept.is_none() || !self.drain.memory_first {
                self.write(batch)?;
            }
            self.drain.observer.progress(&self.drain.name, total);
        }
        if let Some(part) = self.part.take() {
            part.finish()?;
        }
        Ok(self)
    }

    fn keep(&mut self, batch: &RecordBatch) -> Result<()> {
        let Some((batches, held)) = &mut self.kept else { return Ok(()) };
        if held.grow(memory_of(batch)) {
            batches.push(batch.clone());
            return Ok(());
        }
        let kept = self.kept.take().map(|(batches, _)| batches).unwrap_or_default();
        if self.drain.memory_first {
            kept.into_iter().try_for_each(|batch| self.write(batch))?;
        }
        Ok(())
    }

    fn write(&mut self, batch: RecordBatch) -> Result<()> {
        if let Some(part) = &mut self.part {
            return part.write(&batch);
        }
        self.waiting.push(batch);
        if self.waiting.iter().map(RecordBatch::num_rows).sum::<usize>() >= OWN_FILE_ROWS {
            let mut part = self.drain.sink.part(self.number);
            for batch in std::mem::take(&mut self.waiting) {
                part.write(&batch)?;
            }
            self.part = Some(part);
        }
        Ok(())
    }
}

/// The memory of a batch's rows. Batches from temporary files share one allocation between all their columns: what is
/// counted is what the columns use of it.
pub(super) fn memory_of(batch: &RecordBatch) -> usize {
    let of =
        |column: &ArrayRef| column.to_data().get_slice_memory_size().unwrap_or_else(|_| column.get_array_memory_size());
    batch.columns().iter().map(of).sum()
}

/// The batch with exactly the dataset's types: the engine may have chosen another form of the same one.
pub(super) fn conform(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch> {
    let strict = CastOptions { safe: false, ..CastOptions::default() };
    let columns = batch.columns().iter().zip(schema.fields());
    let columns = columns.map(|(column, field)| {
        if column.data_type() == field.data_type() {
            Ok(column.clone())
        } else {
            cast_with_options(column, field.data_type(), &strict)
        }
    });
    Ok(RecordBatch::try_new(schema.clone(), columns.collect::<Result<Vec<_>, _>>()?)?)
}
