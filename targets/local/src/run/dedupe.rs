//! One row per key, without sorting.
//!
//! The SQL of a `dedupe` step numbers the rows of every key, for which an engine sorts all rows. Most keys have one row,
//! so here a hash table holds the first row of every key, and only rows that meet another of their key are compared.
//! What does not fit into memory is divided by key over temporary files, and each is deduplicated by itself.

mod winners;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::{RecordBatch, UInt32Array};
use datafusion::arrow::compute::{SortOptions, take_record_batch};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::error::Result;
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryPool, MemoryReservation};
use datafusion::execution::{SendableRecordBatchStream, SpillFile, TaskContext};
use datafusion::logical_expr::{Expr, LogicalPlan, TableType};
use datafusion::physical_expr::{Distribution, EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::distribution_requirements::InputDistributionRequirements;
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::expressions::Column;
use datafusion::physical_plan::metrics::{ExecutionPlanMetricsSet, SpillMetrics};
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::spill::SpillManager;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties, ReplaceChildrenOptions,
};
use futures::stream::{self, BoxStream, StreamExt, TryStreamExt};
use pipelinec_core::Symbol;
use pipelinec_core::ir::{ExprKind, Op, Schema, SortKey, Step};
use pipelinec_core::types::Type;
use winners::{Rule, Winners, divide};

/// Temporary files that rows are divided over.
const FILES: usize = 32;

/// A `dedupe` step that can be done here.
pub(super) struct Dedupe<'a> {
    by: &'a [Symbol],
    order: &'a [SortKey],
}

impl<'a> Dedupe<'a> {
    /// The step, if it is one with plain columns. Doubles stay with the engine: it knows that zeros are equal.
    pub(super) fn of(step: &'a Step) -> Option<Self> {
        let Op::Dedupe { by, order } = &step.op else { return None };
        let is_double = |name: &Symbol| step.columns.iter().any(|c| c.name == *name && c.ty == Type::Double);
        let plain = order.iter().all(|key| matches!(key.expr.kind, ExprKind::Column { .. }));
        (!by.is_empty() && plain && !by.iter().any(is_double)).then_some(Self { by, order })
    }

    /// The step over the rows of a plan with these columns.
    pub(super) fn table(&self, input: LogicalPlan, columns: &Schema) -> DedupeTable {
        let index = |name: &Symbol| columns.iter().position(|c| c.name == *name);
        let order = self.order.iter().filter_map(|key| match &key.expr.kind {
            ExprKind::Column { name, .. } => {
                Some((index(name)?, SortOptions { descending: key.descending, nulls_first: key.nulls_first }))
            }
            _ => None,
        });
        let rule = Rule { by: self.by.iter().filter_map(index).collect(), order: order.collect() };
        DedupeTable { input, rule }
    }
}

/// The step's result as a table.
#[derive(Debug)]
pub(super) struct DedupeTable {
    input: LogicalPlan,
    rule: Rule,
}

#[async_trait]
impl TableProvider for DedupeTable {
    fn schema(&self) -> SchemaRef {
        self.input.schema().inner().clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Temporary
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let input = state.create_physical_plan(&self.input).await?;
        let dedupe: Arc<dyn ExecutionPlan> = Arc::new(DedupeExec::new(input, self.rule.clone()));
        let Some(projection) = projection else { return Ok(dedupe) };
        let schema = dedupe.schema();
        let columns = projection.iter().map(|&index| {
            let name = schema.field(index).name();
            (Arc::new(Column::new(name, index)) as Arc<dyn PhysicalExpr>, name.clone())
        });
        Ok(Arc::new(ProjectionExec::try_new(columns.collect::<Vec<_>>(), dedupe)?))
    }
}

#[derive(Debug)]
struct DedupeExec {
    input: Arc<dyn ExecutionPlan>,
    rule: Rule,
    metrics: ExecutionPlanMetricsSet,
    properties: Arc<PlanProperties>,
}

impl DedupeExec {
    fn new(input: Arc<dyn ExecutionPlan>, rule: Rule) -> Self {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(input.schema()),
            Partitioning::UnknownPartitioning(1),
            EmissionType::Final,
            Boundedness::Bounded,
        );
        Self { input, rule, metrics: ExecutionPlanMetricsSet::new(), properties: Arc::new(properties) }
    }
}

impl DisplayAs for DedupeExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DedupeExec: by={:?}", self.rule.by)
    }
}

impl ExecutionPlan for DedupeExec {
    fn name(&self) -> &'static str {
        "DedupeExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    /// One table for all keys: dividing the rows first would cost more than the table does.
    fn input_distribution_requirements(&self) -> InputDistributionRequirements {
        InputDistributionRequirements::new(vec![Distribution::SinglePartition])
    }

    fn apply_expressions(
        &self,
        _f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let input = children.into_iter().next().unwrap_or_else(|| self.input.clone());
        Ok(Arc::new(Self::new(input, self.rule.clone())))
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        let input = children.into_iter().next().unwrap_or_else(|| self.input.clone());
        Ok(Arc::new(Self::new(input, self.rule.clone())))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let schema = self.schema();
        let metrics = SpillMetrics::new(&self.metrics, partition);
        let work = Work {
            rule: self.rule.clone(),
            pool: context.memory_pool().clone(),
            files: SpillManager::new(context.runtime_env(), metrics, schema.clone()),
        };
        let input = self.input.execute(partition, context)?;
        let rows = stream::once(work.run(input)).try_flatten();
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, rows)))
    }
}

type Batches = BoxStream<'static, Result<RecordBatch>>;

/// The work of one execution.
#[derive(Clone)]
struct Work {
    rule: Rule,
    pool: Arc<dyn MemoryPool>,
    files: SpillManager,
}

impl Work {
    async fn run(self, mut input: SendableRecordBatchStream) -> Result<Batches> {
        let memory = MemoryConsumer::new("dedupe").with_can_spill(true).register(&self.pool);
        let mut winners = Winners::new(self.rule.clone(), self.files.schema())?;
        while let Some(batch) = input.next().await {
            let bytes = winners.push(batch?)?;
            if memory.try_grow(bytes).is_err() {
                let files = self.divide(winners, memory, input).await?;
                return Ok(stream::iter(files).then(move |file| self.clone().part(file)).try_flatten().boxed());
            }
        }
        Ok(first_rows(winners, memory))
    }

    /// Divides the first rows so far, and all that follow, over files by their keys.
    async fn divide(
        &self,
        mut winners: Winners,
        memory: MemoryReservation,
        mut input: SendableRecordBatchStream,
    ) -> Result<Vec<Result<Arc<dyn SpillFile>>>> {
        let mut files = (0..FILES).map(|_| self.files.create_in_progress_file("dedupe")).collect::<Result<Vec<_>>>()?;
        let mut write = |batch: &RecordBatch| -> Result<()> {
            for (file, rows) in files.iter_mut().zip(divide(&self.rule, batch, FILES)?) {
                if !rows.is_empty() {
                    file.append_batch(&take_record_batch(batch, &UInt32Array::from(rows))?)?;
                }
            }
            Ok(())
        };
        for batch in winners.drain() {
            write(&batch?)?;
        }
        drop(memory);
        while let Some(batch) = input.next().await {
            write(&batch?)?;
        }
        Ok(files.iter_mut().filter_map(|file| file.finish().transpose()).collect())
    }

    /// Deduplicates one file: all rows of its keys are in it.
    async fn part(self, file: Result<Arc<dyn SpillFile>>) -> Result<Batches> {
        let memory = MemoryConsumer::new("dedupe").register(&self.pool);
        let mut winners = Winners::new(self.rule.clone(), self.files.schema())?;
        let mut input = self.files.read_spill_as_stream(file?, None)?;
        while let Some(batch) = input.next().await {
            memory.try_grow(winners.push(batch?)?)?;
        }
        Ok(first_rows(winners, memory))
    }
}

/// The result; its memory is given back at the end.
fn first_rows(mut winners: Winners, memory: MemoryReservation) -> Batches {
    let rows = winners.drain().map(move |batch| {
        let _held = &memory;
        Ok(batch?)
    });
    stream::iter(rows).boxed()
}
