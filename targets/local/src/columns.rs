//! The language's types in Arrow, and columns built value by value.

use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Float64Builder, Int64Builder, ListArray, MapArray,
    NullBufferBuilder, StringBuilder, StringViewBuilder, StructArray, TimestampMicrosecondBuilder,
};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields, Schema, SchemaRef, TimeUnit};
use datafusion::arrow::error::ArrowError;
use pipelinec_core::ir;
use pipelinec_core::types::Type;

use crate::cell::Cell;

/// The Arrow type of a language type.
#[must_use]
pub fn arrow_type(ty: &Type) -> DataType {
    match ty {
        Type::Boolean => DataType::Boolean,
        Type::Bigint => DataType::Int64,
        Type::Double => DataType::Float64,
        Type::Decimal(d) => DataType::Decimal128(d.precision, d.scale.cast_signed()),
        Type::String => DataType::Utf8View,
        Type::Date => DataType::Date32,
        Type::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, None),
        Type::Array(item) => DataType::List(item_field(item)),
        Type::Struct(fields) => DataType::Struct(
            fields.iter().map(|(name, ty)| Field::new(name.to_string(), arrow_type(ty), true)).collect(),
        ),
        Type::Map(value) => DataType::Map(entries_field(value), false),
        Type::Null | Type::Error => DataType::Null,
    }
}

fn item_field(item: &Type) -> FieldRef {
    Arc::new(Field::new_list_field(arrow_type(item), true))
}

fn entries_field(value: &Type) -> FieldRef {
    let key = Field::new("key", DataType::Utf8, false);
    let value = Field::new("value", arrow_type(value), true);
    Arc::new(Field::new("entries", DataType::Struct(Fields::from(vec![key, value])), false))
}

/// The Arrow schema of a dataset. Everything may be null: nullability is for messages, never for optimisation.
#[must_use]
pub fn arrow_schema(columns: &[ir::Column]) -> SchemaRef {
    let fields: Vec<Field> = columns.iter().map(|c| Field::new(c.name.to_string(), arrow_type(&c.ty), true)).collect();
    Arc::new(Schema::new(fields))
}

/// A column under construction.
pub struct ColumnBuilder {
    kind: Kind,
}

enum Kind {
    Boolean(BooleanBuilder),
    Bigint(Int64Builder),
    Double(Float64Builder),
    Decimal(Decimal128Builder),
    String(StringViewBuilder),
    Date(Date32Builder),
    Timestamp(TimestampMicrosecondBuilder),
    List {
        field: FieldRef,
        item: Box<ColumnBuilder>,
        lengths: Vec<usize>,
        valid: NullBufferBuilder,
    },
    Struct {
        fields: Fields,
        columns: Vec<ColumnBuilder>,
        valid: NullBufferBuilder,
    },
    Map {
        field: FieldRef,
        keys: StringBuilder,
        values: Box<ColumnBuilder>,
        lengths: Vec<usize>,
        valid: NullBufferBuilder,
    },
}

impl ColumnBuilder {
    /// An empty column; `rows` is how many are expected.
    #[must_use]
    pub fn new(ty: &Type, rows: usize) -> Self {
        let kind = match ty {
            Type::Boolean => Kind::Boolean(BooleanBuilder::with_capacity(rows)),
            Type::Bigint => Kind::Bigint(Int64Builder::with_capacity(rows)),
            Type::Double => Kind::Double(Float64Builder::with_capacity(rows)),
            Type::Decimal(_) => Kind::Decimal(Decimal128Builder::with_capacity(rows).with_data_type(arrow_type(ty))),
            Type::String | Type::Null | Type::Error => Kind::String(StringViewBuilder::with_capacity(rows)),
            Type::Date => Kind::Date(Date32Builder::with_capacity(rows)),
            Type::Timestamp => Kind::Timestamp(TimestampMicrosecondBuilder::with_capacity(rows)),
            Type::Array(item) => Kind::List {
                field: item_field(item),
                item: Box::new(Self::new(item, rows)),
                lengths: Vec::with_capacity(rows),
                valid: NullBufferBuilder::new(rows),
            },
            Type::Struct(fields) => Kind::Struct {
                fields: fields.iter().map(|(name, ty)| Field::new(name.to_string(), arrow_type(ty), true)).collect(),
                columns: fields.iter().map(|(_, ty)| Self::new(ty, rows)).collect(),
                valid: NullBufferBuilder::new(rows),
            },
            Type::Map(value) => Kind::Map {
                field: entries_field(value),
                keys: StringBuilder::new(),
                values: Box::new(Self::new(value, rows)),
                lengths: Vec::with_capacity(rows),
                valid: NullBufferBuilder::new(rows),
            },
        };
        Self { kind }
    }

    /// Adds a value; one of another type is taken as null.
    pub fn push(&mut self, cell: &Cell<'_>) {
        match (&mut self.kind, cell) {
            (Kind::String(b), Cell::String(v)) => b.append_value(v),
            (Kind::Bigint(b), Cell::Bigint(v)) => b.append_value(*v),
            (Kind::Timestamp(b), Cell::Timestamp(v)) => b.append_value(*v),
            (Kind::Decimal(b), Cell::Decimal(v, _)) => b.append_value(*v),
            (Kind::Date(b), Cell::Date(v)) => b.append_value(*v),
            (Kind::Double(b), Cell::Double(v)) => b.append_value(*v),
            (Kind::Boolean(b), Cell::Boolean(v)) => b.append_value(*v),
            (Kind::List { item, lengths, valid, .. }, Cell::List(items)) => {
                items.iter().for_each(|v| item.push(v));
                lengths.push(items.len());
                valid.append_non_null();
            }
            (Kind::Struct { columns, valid, .. }, Cell::Struct(fields)) => {
                for (column, (_, value)) in columns.iter_mut().zip(fields) {
                    column.push(value);
                }
                valid.append_non_null();
            }
            (Kind::Map { keys, values, lengths, valid, .. }, Cell::Map(entries)) => {
                for (key, value) in entries {
                    keys.append_value(key);
                    values.push(value);
                }
                lengths.push(entries.len());
                valid.append_non_null();
            }
            _ => self.push_null(),
        }
    }

    fn push_null(&mut self) {
        match &mut self.kind {
            Kind::Boolean(b) => b.append_null(),
            Kind::Bigint(b) => b.append_null(),
            Kind::Double(b) => b.append_null(),
            Kind::Decimal(b) => b.append_null(),
            Kind::String(b) => b.append_null(),
            Kind::Date(b) => b.append_null(),
            Kind::Timestamp(b) => b.append_null(),
            Kind::List { lengths, valid, .. } | Kind::Map { lengths, valid, .. } => {
                lengths.push(0);
                valid.append_null();
            }
            Kind::Struct { columns, valid, .. } => {
                columns.iter_mut().for_each(Self::push_null);
                valid.append_null();
            }
        }
    }

    /// The column; the builder is empty afterwards.
    ///
    /// # Errors
    /// Never for columns built by `push`; Arrow checks again.
    pub fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(match &mut self.kind {
            Kind::Boolean(b) => Arc::new(b.finish()),
            Kind::Bigint(b) => Arc::new(b.finish()),
            Kind::Double(b) => Arc::new(b.finish()),
            Kind::Decimal(b) => Arc::new(b.finish()),
            Kind::String(b) => Arc::new(b.finish()),
            Kind::Date(b) => Arc::new(b.finish()),
            Kind::Timestamp(b) => Arc::new(b.finish()),
            Kind::List { field, item, lengths, valid } => {
                let offsets = OffsetBuffer::from_lengths(lengths.drain(..));
                Arc::new(ListArray::try_new(field.clone(), offsets, item.finish()?, valid.finish())?)
            }
            Kind::Struct { fields, columns, valid } => {
                let rows = valid.len();
                let columns = columns.iter_mut().map(Self::finish).collect::<Result<Vec<_>, _>>()?;
                Arc::new(StructArray::try_new_with_length(fields.clone(), columns, valid.finish(), rows)?)
            }
            Kind::Map { field, keys, values, lengths, valid } => {
                let offsets = OffsetBuffer::from_lengths(lengths.drain(..));
                let DataType::Struct(fields) = field.data_type().clone() else {
                    return Err(ArrowError::SchemaError("a map's entries are a struct".to_owned()));
                };
                let entries = StructArray::try_new(fields, vec![Arc::new(keys.finish()), values.finish()?], None)?;
                Arc::new(MapArray::try_new(field.clone(), offsets, entries, valid.finish(), false)?)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_values_come_back() {
        let ty = Type::Array(Box::new(Type::Struct(vec![
            ("n".into(), Type::Bigint),
            ("m".into(), Type::Map(Box::new(Type::String))),
        ])));
        let row = |n| {
            Cell::Struct(vec![
                ("n".into(), Cell::Bigint(n)),
                ("m".into(), Cell::Map(vec![("k".into(), Cell::String("v".into()))])),
            ])
        };
        let cells = [Cell::List(vec![row(1), Cell::Null]), Cell::Null, Cell::List(Vec::new())];
        let mut builder = ColumnBuilder::new(&ty, 3);
        cells.iter().for_each(|c| builder.push(c));
        let array = builder.finish().unwrap();
        assert_eq!(*array.data_type(), arrow_type(&ty));
        for (i, cell) in cells.iter().enumerate() {
            assert_eq!(Cell::from_array(&array, i), *cell);
        }
        assert_eq!(builder.finish().unwrap().len(), 0);
    }
}
