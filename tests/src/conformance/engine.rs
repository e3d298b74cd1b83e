//! Runs queries on the embedded engine.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Int64Array};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::error::DataFusionError;
use datafusion::prelude::{SessionConfig, SessionContext};
use pipelinec_core::types::Type;
use pipelinec_local::cell::Cell;
use pipelinec_local::columns::{ColumnBuilder, arrow_type};
use pipelinec_local::udf;
use serde_json::Value;
use tokio::runtime::Runtime;

use super::typed::{Query, ROW};
use super::values;

/// Rows of values.
type Rows = Vec<Vec<Cell<'static>>>;

/// A session without tables.
pub struct Engine {
    runtime: Runtime,
    session: SessionContext,
}

impl Engine {
    /// Starts the engine as `pipelinec run` does.
    ///
    /// # Errors
    /// A machine without threads.
    pub fn new() -> Result<Self, String> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_stack_size(8 << 20)
            .build()
            .map_err(|error| error.to_string())?;
        let mut config = SessionConfig::new().with_target_partitions(2);
        let options = config.options_mut();
        options.execution.time_zone = None;
        options.sql_parser.map_string_types_to_utf8view = true;
        options.sql_parser.enable_ident_normalization = false;
        let session = SessionContext::new_with_config(config);
        udf::register(&session);
        Ok(Self { runtime, session })
    }

    /// The rows that a case's query gives over the case's rows.
    pub(super) fn run(&self, query: &Query, rows: &[Vec<Value>]) -> Result<Rows, String> {
        let table = table(query, rows)?;
        self.session.deregister_table("t").map_err(|error| error.to_string())?;
        self.session.register_batch("t", table).map_err(|error| error.to_string())?;
        self.rows(&query.sql, &query.ty)
    }

    /// The rows of a query whose column `value` has this type.
    pub(super) fn rows(&self, sql: &str, ty: &Type) -> Result<Rows, String> {
        let batches = self
            .runtime
            .block_on(async { self.session.sql(sql).await?.collect().await })
            .map_err(|error: DataFusionError| error.strip_backtrace())?;
        let mut rows = Vec::new();
        for batch in &batches {
            let value = batch.column_by_name("value").ok_or("the result has no values")?;
            if !stores(value.data_type(), ty) {
                return Err(format!("the engine stores {ty} as {}", value.data_type()));
            }
            let row = |row| batch.columns().iter().map(|column| Cell::from_array(column, row)).collect();
            rows.extend((0..batch.num_rows()).map(row));
        }
        Ok(rows)
    }
}

/// Whether an Arrow type is one the engine may use for the language's type.
fn stores(arrow: &DataType, ty: &Type) -> bool {
    match (arrow, ty) {
        (DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View, Type::String) => true,
        (DataType::List(item), Type::Array(ty)) => stores(item.data_type(), ty),
        (arrow, ty) => *arrow == arrow_type(ty),
    }
}

/// The input: the case's rows, numbered.
fn table(query: &Query, rows: &[Vec<Value>]) -> Result<RecordBatch, String> {
    let mut fields = vec![Field::new(ROW, DataType::Int64, false)];
    let mut arrays: Vec<ArrayRef> = vec![Arc::new((1..).take(rows.len()).collect::<Int64Array>())];
    for (index, column) in query.columns.iter().enumerate() {
        let mut builder = ColumnBuilder::new(&column.ty, rows.len());
        for row in rows {
            builder.push(&values::cell(row.get(index).unwrap_or(&Value::Null), &column.ty)?);
        }
        fields.push(Field::new(column.name.to_string(), arrow_type(&column.ty), true));
        arrays.push(builder.finish().map_err(|error| error.to_string())?);
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).map_err(|error| error.to_string())
}
