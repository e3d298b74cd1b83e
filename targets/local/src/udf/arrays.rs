//! Arrays: membership with three-valued logic, slices by length.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, ListArray, UInt64Array};
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer};
use datafusion::arrow::compute::{cast, take};
use datafusion::arrow::datatypes::{DataType, Float64Type};
use datafusion::arrow::row::{Row, RowConverter, Rows, SortField};
use datafusion::common::Result;

use super::call::{Call, Operand, failure};
use super::function::{Function, Param, Returns};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "pc_array_contains",
        params: &[Param::List, Param::Element],
        returns: Returns::Boolean,
        run: contains,
    },
    Function {
        name: "pc_arrays_overlap",
        params: &[Param::List, Param::List],
        returns: Returns::Boolean,
        run: overlap,
    },
    Function {
        name: "pc_array_slice",
        params: &[Param::List, Param::Bigint, Param::Bigint],
        returns: Returns::Argument(0),
        run: slice,
    },
];

/// Values in a form whose bytes are equal when the values are.
struct Keys {
    rows: Rows,
    nulls: Option<NullBuffer>,
}

impl Keys {
    /// The value at an index; `None` for a null.
    fn get(&self, index: usize) -> Option<Row<'_>> {
        let valid = self.nulls.as_ref().is_none_or(|nulls| nulls.is_valid(index));
        valid.then(|| self.rows.row(index))
    }
}

/// Keys of two columns that can be compared with each other.
fn keys(left: &ArrayRef, right: &ArrayRef) -> Result<(Keys, Keys)> {
    // The element type of `[]` is only known from the other side.
    let ty = if left.data_type() == &DataType::Null { right.data_type() } else { left.data_type() };
    let converter = RowConverter::new(vec![SortField::new(ty.clone())])?;
    let convert = |values: &ArrayRef| -> Result<Keys> {
        let values = one_zero(&cast(values, ty)?);
        Ok(Keys { rows: converter.convert_columns(&[Arc::clone(&values)])?, nulls: values.logical_nulls() })
    };
    Ok((convert(left)?, convert(right)?))
}

/// Arrow tells -0.0 from 0.0, the language does not.
fn one_zero(values: &ArrayRef) -> ArrayRef {
    match values.data_type() {
        DataType::Float64 => Arc::new(values.as_primitive::<Float64Type>().unary::<_, Float64Type>(|x| x + 0.0)),
        _ => Arc::clone(values),
    }
}

/// Where the row's elements stand among the values of all lists; `None` for a null list.
fn span(lists: &Operand<ListArray>, row: usize) -> Option<Range<usize>> {
    let (list, index) = (lists.array(), lists.index(row));
    match list.value_offsets().get(index..index + 2)? {
        [start, end] if list.is_valid(index) => Some(usize::try_from(*start).ok()?..usize::try_from(*end).ok()?),
        _ => None,
    }
}

/// True if found; null if looking for null, or not found among nulls; false otherwise.
fn contains(call: &Call<'_>) -> Result<ArrayRef> {
    let lists = call.lists(0)?;
    let wanted = call.values(1)?;
    let (elements, wanted_keys) = keys(lists.array().values(), wanted.array())?;
    call.booleans_of(|row| {
        let Some((span, wanted)) = span(&lists, row).zip(wanted_keys.get(wanted.index(row))) else { return Ok(None) };
        let mut null_seen = false;
        for element in span.map(|index| elements.get(index)) {
            match element {
                Some(element) if element == wanted => return Ok(Some(true)),
                Some(_) => {}
                None => null_seen = true,
            }
        }
        Ok((!null_seen).then_some(false))
    })
}

/// Whether a non-null element of one stands in the other.
fn overlap(call: &Call<'_>) -> Result<ArrayRef> {
    /// Up to so many pairs, comparing all is faster than hashing.
    const FEW_PAIRS: usize = 64;
    let (left, right) = (call.lists(0)?, call.lists(1)?);
    let (left_keys, right_keys) = keys(left.array().values(), right.array().values())?;
    call.booleans_of(|row| {
        Ok(span(&left, row).zip(span(&right, row)).map(|(left, right)| {
            let pairs = left.len().saturating_mul(right.len());
            let mut left = left.filter_map(|index| left_keys.get(index));
            let mut right = right.filter_map(|index| right_keys.get(index));
            if pairs <= FEW_PAIRS {
                left.any(|element| right.clone().any(|other| element == other))
            } else {
                let left: HashSet<Row<'_>> = left.collect();
                right.any(|element| left.contains(&element))
            }
        }))
    })
}

/// `length` elements from `start`, counted from 1, or from the end if negative; empty when that is outside.
fn slice(call: &Call<'_>) -> Result<ArrayRef> {
    let lists = call.lists(0)?;
    let (starts, lengths) = (call.bigints(1)?, call.bigints(2)?);
    let mut indices = Vec::new();
    let mut counts = Vec::with_capacity(call.rows());
    let mut valid = Vec::with_capacity(call.rows());
    for row in 0..call.rows() {
        let range = starts.get(row).zip(lengths.get(row));
        let part = span(&lists, row).zip(range).map(|(span, (start, length))| part(&span, start, length));
        valid.push(part.is_some());
        let part = part.unwrap_or(0..0);
        counts.push(part.len());
        indices.extend(part.map(|index| index as u64));
    }
    let DataType::List(item) = call.returns() else { return Err(failure("array_slice: not an array")) };
    let values = take(lists.array().values(), &UInt64Array::from(indices), None)?;
    let offsets = OffsetBuffer::from_lengths(counts);
    Ok(Arc::new(ListArray::try_new(Arc::clone(item), offsets, values, Some(NullBuffer::from(valid)))?))
}

/// The part of a list's span that a slice keeps.
fn part(span: &Range<usize>, start: i64, length: i64) -> Range<usize> {
    let skipped = match start {
        0 => None,
        1.. => usize::try_from(start - 1).ok(),
        _ => usize::try_from(start.unsigned_abs()).ok().and_then(|back| span.len().checked_sub(back)),
    };
    let kept = usize::try_from(length).unwrap_or(0);
    match skipped.filter(|skipped| *skipped < span.len()) {
        Some(skipped) => {
            let first = span.start + skipped;
            first..first.saturating_add(kept).min(span.end)
        }
        None => 0..0,
    }
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn slices() {
        for (start, length, expected) in [
            (1, 2, 10..12),
            (4, 9, 13..15),
            (-2, 1, 13..14),
            (-5, i64::MAX, 10..15),
            (6, 1, 0..0),
            (-6, 6, 0..0),
            (0, 3, 0..0),
        ] {
            assert_eq!(part(&(10..15), start, length), expected, "slice({start}, {length})");
        }
    }
}
