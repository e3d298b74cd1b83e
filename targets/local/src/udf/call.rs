//! Arguments and results of a call, one batch of rows at a time.
//!
//! A constant argument stays one value: an [`Operand`] reads it again for every row instead of expanding it.

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, BooleanArray, BooleanBuilder, Datum, LargeStringArray, ListArray,
    PrimitiveArray, PrimitiveBuilder, StringArray, StringViewArray, StringViewBuilder,
};
use datafusion::arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType,
};
use datafusion::common::{DataFusionError, Result, exec_datafusion_err, exec_err};
use datafusion::logical_expr::ColumnarValue;

/// A call of a function for a batch.
pub(super) struct Call<'a> {
    args: &'a [ColumnarValue],
    rows: usize,
    returns: &'a DataType,
}

/// An argument: a column, or one value for all rows.
pub(super) struct Operand<A> {
    array: A,
    constant: bool,
}

/// A text argument, however the engine stores it.
pub(super) enum Texts {
    Utf8(Operand<StringArray>),
    Large(Operand<LargeStringArray>),
    View(Operand<StringViewArray>),
}

impl<A: Array> Operand<A> {
    /// The array and the index that hold the row's value; `None` for a null.
    fn place(&self, row: usize) -> Option<(&A, usize)> {
        let index = if self.constant { 0 } else { row };
        self.array.is_valid(index).then_some((&self.array, index))
    }

    /// The array, with one value if the argument is constant.
    pub(super) fn array(&self) -> &A {
        &self.array
    }

    /// Where the row's value stands in [`Self::array`].
    pub(super) fn index(&self, row: usize) -> usize {
        if self.constant { 0 } else { row }
    }
}

impl<T: ArrowPrimitiveType> Operand<PrimitiveArray<T>> {
    /// The row's value.
    pub(super) fn get(&self, row: usize) -> Option<T::Native> {
        self.place(row).map(|(array, index)| array.value(index))
    }
}

impl Operand<BooleanArray> {
    /// The row's value.
    pub(super) fn get(&self, row: usize) -> Option<bool> {
        self.place(row).map(|(array, index)| array.value(index))
    }
}

impl Texts {
    /// The row's text.
    pub(super) fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Utf8(operand) => operand.place(row).map(|(array, index)| array.value(index)),
            Self::Large(operand) => operand.place(row).map(|(array, index)| array.value(index)),
            Self::View(operand) => operand.place(row).map(|(array, index)| array.value(index)),
        }
    }
}

impl<'a> Call<'a> {
    pub(super) fn new(args: &'a [ColumnarValue], rows: usize, returns: &'a DataType) -> Self {
        Self { args, rows, returns }
    }

    /// The result type.
    pub(super) fn returns(&self) -> &DataType {
        self.returns
    }

    /// Precision and scale of the result.
    pub(super) fn returned_decimal(&self) -> Result<(u8, i8)> {
        match self.returns {
            DataType::Decimal128(precision, scale) => Ok((*precision, *scale)),
            other => exec_err!("expected a decimal result, not {other}"),
        }
    }

    fn arg(&self, i: usize) -> Result<&'a ColumnarValue> {
        self.args.get(i).ok_or_else(|| exec_datafusion_err!("argument {} is missing", i + 1))
    }

    /// Number of arguments.
    pub(super) fn arity(&self) -> usize {
        self.args.len()
    }

    /// The type of an argument.
    pub(super) fn arg_type(&self, i: usize) -> Result<DataType> {
        self.arg(i).map(ColumnarValue::data_type)
    }

    /// The argument as an array, and whether it is one value for all rows.
    fn array(&self, i: usize) -> Result<(ArrayRef, bool)> {
        Ok(match self.arg(i)? {
            ColumnarValue::Array(array) => (Arc::clone(array), false),
            ColumnarValue::Scalar(scalar) => (scalar.to_array_of_size(1)?, true),
        })
    }

    fn operand<A: Array + Clone + 'static>(&self, i: usize) -> Result<Operand<A>> {
        let (array, constant) = self.array(i)?;
        match array.as_any().downcast_ref::<A>() {
            Some(array) => Ok(Operand { array: array.clone(), constant }),
            None => exec_err!("argument {} has the unexpected type {}", i + 1, array.data_type()),
        }
    }

    /// A boolean argument.
    pub(super) fn booleans(&self, i: usize) -> Result<Operand<BooleanArray>> {
        self.operand(i)
    }

    /// A bigint argument.
    pub(super) fn bigints(&self, i: usize) -> Result<Operand<PrimitiveArray<Int64Type>>> {
        self.operand(i)
    }

    /// A double argument.
    pub(super) fn doubles(&self, i: usize) -> Result<Operand<PrimitiveArray<Float64Type>>> {
        self.operand(i)
    }

    /// A decimal argument: unscaled values, and their scale.
    pub(super) fn decimals(&self, i: usize) -> Result<(Operand<PrimitiveArray<Decimal128Type>>, i8)> {
        match self.arg_type(i)? {
            DataType::Decimal128(_, scale) => Ok((self.operand(i)?, scale)),
            other => exec_err!("argument {} must be a decimal, not {other}", i + 1),
        }
    }

    /// A date argument: days since 1970-01-01.
    pub(super) fn dates(&self, i: usize) -> Result<Operand<PrimitiveArray<Date32Type>>> {
        self.operand(i)
    }

    /// A timestamp argument: microseconds since 1970-01-01.
    pub(super) fn timestamps(&self, i: usize) -> Result<Operand<PrimitiveArray<TimestampMicrosecondType>>> {
        self.operand(i)
    }

    /// An array argument.
    pub(super) fn lists(&self, i: usize) -> Result<Operand<ListArray>> {
        self.operand(i)
    }

    /// An argument of any type.
    pub(super) fn values(&self, i: usize) -> Result<Operand<ArrayRef>> {
        let (array, constant) = self.array(i)?;
        Ok(Operand { array, constant })
    }

    /// A text argument.
    pub(super) fn texts(&self, i: usize) -> Result<Texts> {
        match self.arg_type(i)? {
            DataType::Utf8 => self.operand(i).map(Texts::Utf8),
            DataType::LargeUtf8 => self.operand(i).map(Texts::Large),
            _ => self.operand(i).map(Texts::View),
        }
    }

    /// An argument as arrow's kernels take it.
    pub(super) fn datum(&self, i: usize) -> Result<Box<dyn Datum>> {
        Ok(match self.arg(i)? {
            ColumnarValue::Array(array) => Box::new(Arc::clone(array)),
            ColumnarValue::Scalar(scalar) => Box::new(scalar.to_scalar()?),
        })
    }

    fn literal<T>(&self, i: usize, read: impl FnOnce() -> Result<Option<T>>) -> Result<T> {
        match self.arg(i)? {
            ColumnarValue::Scalar(_) => read()?.ok_or_else(|| exec_datafusion_err!("argument {} is null", i + 1)),
            ColumnarValue::Array(_) => exec_err!("argument {} must be a literal", i + 1),
        }
    }

    /// A boolean literal.
    pub(super) fn literal_boolean(&self, i: usize) -> Result<bool> {
        self.literal(i, || Ok(self.booleans(i)?.get(0)))
    }

    /// A bigint literal.
    pub(super) fn literal_bigint(&self, i: usize) -> Result<i64> {
        self.literal(i, || Ok(self.bigints(i)?.get(0)))
    }

    /// A text literal.
    pub(super) fn literal_text(&self, i: usize) -> Result<String> {
        self.literal(i, || Ok(self.texts(i)?.get(0).map(str::to_owned)))
    }

    /// Number of rows to compute.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// A primitive result of the call's type.
    pub(super) fn primitives<T: ArrowPrimitiveType>(
        &self,
        value: impl Fn(usize) -> Result<Option<T::Native>>,
    ) -> Result<ArrayRef> {
        let mut out = PrimitiveBuilder::<T>::with_capacity(self.rows).with_data_type(self.returns.clone());
        for row in 0..self.rows {
            out.append_option(value(row)?);
        }
        Ok(Arc::new(out.finish()))
    }

    /// A boolean result.
    pub(super) fn booleans_of(&self, value: impl Fn(usize) -> Result<Option<bool>>) -> Result<ArrayRef> {
        let mut out = BooleanBuilder::with_capacity(self.rows);
        for row in 0..self.rows {
            out.append_option(value(row)?);
        }
        Ok(Arc::new(out.finish()))
    }

    /// A text result; `write` puts the row's text into the empty buffer, or returns `None` for a null.
    pub(super) fn strings(&self, write: impl Fn(usize, &mut String) -> Result<Option<()>>) -> Result<ArrayRef> {
        let mut out = StringViewBuilder::with_capacity(self.rows);
        let mut buffer = String::new();
        for row in 0..self.rows {
            buffer.clear();
            match write(row, &mut buffer)? {
                Some(()) => out.append_value(&buffer),
                None => out.append_null(),
            }
        }
        Ok(Arc::new(out.finish()))
    }
}

/// A value in a message: quoted, and cut when it is long.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("'{}…'", text.get(..end).unwrap_or_default()),
        None => format!("'{text}'"),
    }
}

/// An error whose words the user reads.
pub(super) fn failure(message: impl Into<String>) -> DataFusionError {
    DataFusionError::Execution(message.into())
}
