//! Parquet inputs: stored types are checked against the declared ones and widened.

use std::fs::File;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array, RecordBatch, RecordBatchOptions};
use datafusion::arrow::compute::{CastOptions, cast_with_options, filter_record_batch};
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Field, Float64Type, Int64Type, Schema, TimeUnit, TimestampMicrosecondType,
};
use datafusion::error::DataFusionError;
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use datafusion::parquet::basic::Type as PhysicalType;
use pipelinec_core::types::Type;
use pipelinec_core::{Diagnostic, diag};

use super::BATCH_ROWS;
use super::rows::{Fault, Rows, Stop};
use super::source::{Source, SourceColumn, SourceFile};
use super::text::Reason;
use crate::cell::Cell;
use crate::columns::arrow_type;

/// Days and microseconds of the language's years, 0001 to 9999.
const DAYS: std::ops::RangeInclusive<i32> = -719_162..=2_932_896;
const MICROS: std::ops::Range<i64> = -719_162 * 86_400_000_000..2_932_897 * 86_400_000_000;

/// Checks that the file has the declared columns, with types that can be read as declared; the columns that nobody declared.
pub(super) fn check(source: &Source, file: &SourceFile) -> Result<Vec<String>, Diagnostic> {
    let metadata = metadata(source, file)?;
    let fields = metadata.schema().fields();
    let find = |column: &SourceColumn| fields.iter().find(|f| f.name() == name(column));
    let missing: Vec<&str> = source.stored_columns().filter(|c| find(c).is_none()).map(name).collect();
    let declared: Vec<&str> = source.stored_columns().map(name).collect();
    let unexpected: Vec<&str> = fields.iter().map(|f| f.name().as_str()).filter(|n| !declared.contains(n)).collect();
    if !missing.is_empty() {
        return Err(diag::header_mismatch(source.span, &source.dataset, &file.shown, &missing, &unexpected));
    }
    for column in source.stored_columns() {
        if let Some(field) = find(column).filter(|f| !widens(f.data_type(), &column.ty)) {
            let (declared, stored) = (column.ty.to_string(), field.data_type().to_string());
            return Err(diag::stored_type(column.span, &source.dataset, &file.shown, &column.name, &declared, &stored));
        }
    }
    Ok(unexpected.into_iter().map(str::to_owned).collect())
}

fn name(column: &SourceColumn) -> &str {
    column.source.first().map_or(&*column.name, String::as_str)
}

/// The number of row groups of a file.
pub(super) fn row_groups(source: &Source, file: &SourceFile) -> Result<usize, Diagnostic> {
    Ok(metadata(source, file)?.metadata().num_row_groups())
}

/// Reads some row groups of a file.
pub(super) fn read(
    source: &Source,
    file: &SourceFile,
    groups: std::ops::Range<usize>,
    rows: &mut Rows<'_>,
) -> Result<(), Stop> {
    let broken = |error: &dyn std::fmt::Display| {
        Stop::from(diag::unreadable_parquet(source.path_span, &source.dataset, &file.shown, &error.to_string()))
    };
    let metadata = metadata(source, file)?;
    let before = metadata.metadata().row_groups().iter().take(groups.start);
    let mut row = before.map(|g| u64::try_from(g.num_rows()).unwrap_or(0)).sum();
    let wanted = wanted(source, rows.projection, metadata.schema());
    let roots =
        wanted.iter().filter_map(|c| source.columns.get(*c)).filter_map(|c| metadata.schema().index_of(name(c)).ok());
    let mask = ProjectionMask::roots(metadata.parquet_schema(), roots);
    let input = File::open(&file.path).map_err(|e| source.unreadable(file, &e))?;
    let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(input, metadata)
        .with_projection(mask)
        .with_row_groups(groups.collect())
        .with_batch_size(BATCH_ROWS)
        .build()
        .map_err(|e| broken(&e))?;
    for batch in reader {
        let batch = batch.map_err(|e| broken(&e))?;
        let part = Part { source, file, wanted: &wanted, first_row: row };
        row += batch.num_rows() as u64;
        part.emit(&batch, rows)?;
    }
    rows.finish_file()
}

fn metadata(source: &Source, file: &SourceFile) -> Result<ArrowReaderMetadata, Diagnostic> {
    let broken = |e: &dyn std::fmt::Display| {
        diag::unreadable_parquet(source.path_span, &source.dataset, &file.shown, &e.to_string())
    };
    let input = File::open(&file.path).map_err(|e| source.unreadable(file, &e))?;
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let metadata = ArrowReaderMetadata::load(&input, options.clone()).map_err(|e| broken(&e))?;
    match without_int96(&metadata) {
        None => Ok(metadata),
        Some(schema) => {
            let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
            ArrowReaderMetadata::try_new(metadata.metadata().clone(), options).map_err(|e| broken(&e))
        }
    }
}

/// Spark's old timestamps have 96 bits: as nanoseconds, the default, the year 9999 would come out as 1816.
fn without_int96(metadata: &ArrowReaderMetadata) -> Option<Schema> {
    let parquet = metadata.parquet_schema();
    let has = parquet.columns().iter().any(|c| c.physical_type() == PhysicalType::INT96);
    has.then(|| {
        let fields = metadata.schema().fields().iter().map(|f| match f.data_type() {
            DataType::Timestamp(TimeUnit::Nanosecond, None) => {
                Field::new(f.name(), DataType::Timestamp(TimeUnit::Microsecond, None), f.is_nullable())
            }
            _ => f.as_ref().clone(),
        });
        Schema::new(fields.collect::<Vec<_>>())
    })
}

/// Columns to read: those the query wants, and those whose values can make a record bad.
fn wanted(source: &Source, projection: &[usize], stored: &Schema) -> Vec<usize> {
    let can_be_bad = |column: &SourceColumn| {
        let narrows = stored.field_with_name(name(column)).is_ok_and(|f| match (f.data_type(), &column.ty) {
            (DataType::Decimal128(p, s), Type::Decimal(d)) => *p > d.precision || s.cast_unsigned() > d.scale,
            (DataType::Int64 | DataType::UInt64, Type::Decimal(_)) => true,
            _ => false,
        });
        column.not_null || column.bounds().is_some() || narrows
    };
    let stored = source.columns.iter().enumerate().filter(|(_, c)| !c.partition);
    stored.filter(|(i, c)| projection.contains(i) || can_be_bad(c)).map(|(i, _)| i).collect()
}

/// Whether a stored type can be read as the declared one. Values that then do not fit make their record bad.
fn widens(stored: &DataType, declared: &Type) -> bool {
    match declared {
        Type::Boolean => *stored == DataType::Boolean,
        Type::Bigint => stored.is_integer(),
        Type::Double => stored.is_floating(),
        Type::Decimal(_) => stored.is_integer() || stored.is_decimal(),
        Type::String => match stored {
            DataType::Dictionary(_, value) => widens(value, declared),
            other => {
                matches!(other, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Binary)
            }
        },
        Type::Date => *stored == DataType::Date32,
        Type::Timestamp => matches!(stored, DataType::Timestamp(..)),
        Type::Array(item) => match stored {
            DataType::List(f) | DataType::LargeList(f) => widens(f.data_type(), item),
            _ => false,
        },
        Type::Struct(fields) => match stored {
            DataType::Struct(stored) => {
                fields.iter().all(|(name, ty)| stored.iter().any(|f| *f.name() == **name && widens(f.data_type(), ty)))
            }
            _ => false,
        },
        Type::Map(_) => matches!(stored, DataType::Map(..)),
        Type::Null | Type::Error => false,
    }
}

/// One batch of a file.
struct Part<'a> {
    source: &'a Source,
    file: &'a SourceFile,
    wanted: &'a [usize],
    first_row: u64,
}

impl Part<'_> {
    fn emit(&self, batch: &RecordBatch, rows: &mut Rows<'_>) -> Result<(), Stop> {
        let count = batch.num_rows();
        let mut columns: Vec<(usize, ArrayRef)> = Vec::new();
        // Per row: the column to blame, if the row is bad.
        let mut faults: Vec<Option<(usize, Reason)>> = vec![None; count];
        for &index in self.wanted {
            let Some((column, stored)) =
                self.source.columns.get(index).and_then(|c| Some((c, batch.column_by_name(name(c))?)))
            else {
                continue;
            };
            let array = convert(stored, column).map_err(DataFusionError::from)?;
            blame(column, index, stored, &array, &mut faults);
            columns.push((index, array));
        }
        let good = self.project(rows.projection, &columns, count)?;
        if faults.iter().all(Option::is_none) {
            return rows.batch(good);
        }
        for (row, fault) in faults.iter().enumerate() {
            if let Some((column, reason)) = fault {
                let value = columns.iter().find(|(i, _)| i == column).and_then(|_| {
                    let stored = batch.column_by_name(name(self.source.columns.get(*column)?))?;
                    Some(Cell::from_array(stored, row).to_string())
                });
                let fault = Fault::value(*column, value.unwrap_or_default().as_bytes(), reason.clone());
                rows.bad(self.file, self.first_row + row as u64 + 1, fault, record(batch, row).as_bytes())?;
            }
        }
        let keep: BooleanArray = faults.iter().map(|f| Some(f.is_none())).collect();
        rows.batch(filter_record_batch(&good, &keep).map_err(DataFusionError::from)?)
    }

    /// The columns the query wants, those from folder names included.
    fn project(
        &self,
        projection: &[usize],
        columns: &[(usize, ArrayRef)],
        rows: usize,
    ) -> Result<RecordBatch, DataFusionError> {
        let stored = self.source.stored_columns().count();
        let mut arrays = Vec::with_capacity(projection.len());
        for &index in projection {
            let read = columns.iter().find(|(i, _)| *i == index).map(|(_, array)| array.clone());
            arrays.push(match (read, self.source.columns.get(index)) {
                (Some(array), _) => array,
                (None, Some(column)) => {
                    let value = index.checked_sub(stored).and_then(|i| self.file.partitions.get(i));
                    let mut builder = crate::columns::ColumnBuilder::new(&column.ty, rows);
                    (0..rows).for_each(|_| builder.push(value.unwrap_or(&Cell::Null)));
                    builder.finish()?
                }
                (None, None) => continue,
            });
        }
        let schema = self.source.schema.project(projection)?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        Ok(RecordBatch::try_new_with_options(Arc::new(schema), arrays, &options)?)
    }
}

/// The row as text, for the quarantine: what was read of it.
fn record(batch: &RecordBatch, row: usize) -> String {
    let schema = batch.schema();
    let fields = schema.fields().iter().zip(batch.columns());
    let cells: Vec<String> = fields.map(|(f, c)| format!("{}: {}", f.name(), Cell::from_array(c, row))).collect();
    cells.join(", ")
}

/// The column in the language's type. Values that do not fit become null, and are found by that; NaN becomes null.
fn convert(stored: &ArrayRef, column: &SourceColumn) -> Result<ArrayRef, datafusion::arrow::error::ArrowError> {
    let options = CastOptions { safe: true, ..CastOptions::default() };
    let array = cast_with_options(stored, &arrow_type(&column.ty), &options)?;
    match array.as_primitive_opt::<Float64Type>() {
        Some(doubles) if doubles.values().iter().any(|v| v.is_nan()) => {
            let clean: Float64Array = doubles.iter().map(|v| v.filter(|v| !v.is_nan())).collect();
            Ok(Arc::new(clean))
        }
        Some(_) | None => Ok(array),
    }
}

fn blame(
    column: &SourceColumn,
    index: usize,
    stored: &ArrayRef,
    array: &ArrayRef,
    faults: &mut [Option<(usize, Reason)>],
) {
    let lost = column.ty != Type::Double && array.null_count() > stored.null_count();
    let fits = || Reason::DoesNotFit(column.bounds().map_or_else(|| column.ty.to_string(), |(_, _, n)| n.to_owned()));
    let days = array.as_primitive_opt::<Date32Type>();
    let micros = array.as_primitive_opt::<TimestampMicrosecondType>();
    let (numbers, bounds) = (array.as_primitive_opt::<Int64Type>(), column.bounds());
    if !(lost || column.not_null || days.is_some() || micros.is_some() || bounds.is_some()) {
        return;
    }
    for (row, fault) in faults.iter_mut().enumerate() {
        if fault.is_some() {
            continue;
        }
        let bad = if array.is_null(row) {
            if lost && stored.is_valid(row) { Some(fits()) } else { column.not_null.then_some(Reason::Null) }
        } else {
            let outside = days.is_some_and(|d| !DAYS.contains(&d.value(row)))
                || micros.is_some_and(|m| !MICROS.contains(&m.value(row)))
                || numbers.zip(bounds).is_some_and(|(n, (low, high, _))| !(low..=high).contains(&n.value(row)));
            outside.then(fits)
        };
        *fault = bad.map(|reason| (index, reason));
    }
}
