//! The first row of every key, found in one pass over batches.

use std::cmp::Ordering;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use datafusion::arrow::array::{Array, BooleanArray, BooleanBufferBuilder, RecordBatch, make_comparator};
use datafusion::arrow::compute::{SortOptions, filter_record_batch};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::row::{RowConverter, Rows, SortField};
use hashbrown::{DefaultHashBuilder, HashTable};

use crate::run::drain::memory_of;

/// What makes rows the same, and which of them stays. Column indexes.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) by: Vec<usize>,
    pub(super) order: Vec<(usize, SortOptions)>,
}

/// A row that is the first of its key so far.
#[derive(Clone, Copy)]
struct Winner {
    hash: u64,
    batch: usize,
    row: usize,
}

/// A batch, its keys, and which of its rows are still first.
struct Seen {
    batch: RecordBatch,
    keys: Rows,
    first: BooleanBufferBuilder,
}

/// The first rows so far.
pub(super) struct Winners {
    rule: Rule,
    converter: RowConverter,
    seen: Vec<Seen>,
    table: HashTable<Winner>,
    hasher: DefaultHashBuilder,
}

impl Winners {
    pub(super) fn new(rule: Rule, schema: &SchemaRef) -> Result<Self, ArrowError> {
        let fields = rule.by.iter().map(|c| SortField::new(schema.field(*c).data_type().clone())).collect();
        Ok(Self {
            converter: RowConverter::new(fields)?,
            rule,
            seen: Vec::new(),
            table: HashTable::new(),
            hasher: DefaultHashBuilder::default(),
        })
    }

    /// Takes a batch; the memory it costs.
    pub(super) fn push(&mut self, batch: RecordBatch) -> Result<usize, ArrowError> {
        let keys: Vec<_> = self.rule.by.iter().map(|c| batch.column(*c).clone()).collect();
        let keys = self.converter.convert_columns(&keys)?;
        let rows = batch.num_rows();
        let before = self.table.allocation_size();
        let bytes = memory_of(&batch) + keys.size() + rows / 8;
        let mut first = BooleanBufferBuilder::new(rows);
        first.append_n(rows, false);
        let number = self.seen.len();
        self.seen.push(Seen { batch, keys, first });
        for row in 0..rows {
            self.offer(number, row)?;
        }
        Ok(bytes + self.table.allocation_size().saturating_sub(before))
    }

    fn offer(&mut self, batch: usize, row: usize) -> Result<(), ArrowError> {
        let Some(this) = self.seen.get(batch) else { return Ok(()) };
        let key = this.keys.row(row);
        let hash = self.hasher.hash_one(key.as_ref());
        let same = |w: &Winner| w.hash == hash && self.seen.get(w.batch).is_some_and(|s| s.keys.row(w.row) == key);
        let beaten = match self.table.find(hash, same).copied() {
            Some(best) if self.compare(batch, row, best)? != Ordering::Less => return Ok(()),
            beaten => beaten,
        };
        if let Some(old) = beaten {
            self.mark(old.batch, old.row, false);
            if let Ok(entry) = self.table.find_entry(hash, |w| w.batch == old.batch && w.row == old.row) {
                *entry.into_mut() = Winner { hash, batch, row };
            }
        } else {
            self.table.insert_unique(hash, Winner { hash, batch, row }, |w| w.hash);
        }
        self.mark(batch, row, true);
        Ok(())
    }

    fn mark(&mut self, batch: usize, row: usize, first: bool) {
        if let Some(seen) = self.seen.get_mut(batch) {
            seen.first.set_bit(row, first);
        }
    }

    /// How a row compares with the best so far of the same key. Few rows share a key: columns are compared one by one.
    fn compare(&self, batch: usize, row: usize, best: Winner) -> Result<Ordering, ArrowError> {
        let (Some(this), Some(other)) = (self.seen.get(batch), self.seen.get(best.batch)) else {
            return Ok(Ordering::Equal);
        };
        for (column, options) in &self.rule.order {
            let compare = make_comparator(this.batch.column(*column), other.batch.column(*column), *options)?;
            match compare(row, best.row) {
                Ordering::Equal => {}
                decided => return Ok(decided),
            }
        }
        Ok(Ordering::Equal)
    }

    /// The first rows, batch by batch; afterwards this is empty.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Result<RecordBatch, ArrowError>> + use<> {
        self.table = HashTable::new();
        std::mem::take(&mut self.seen).into_iter().map(|mut seen| {
            let first = BooleanArray::new(seen.first.finish(), None);
            if first.true_count() == first.len() { Ok(seen.batch) } else { filter_record_batch(&seen.batch, &first) }
        })
    }
}

/// Row numbers divided over `parts` by their keys: equal keys always go to the same part.
pub(super) fn divide(rule: &Rule, batch: &RecordBatch, parts: usize) -> Result<Vec<Vec<u32>>, ArrowError> {
    let columns: Vec<_> = rule.by.iter().map(|c| batch.column(*c).clone()).collect();
    let fields = columns.iter().map(|c| SortField::new(c.data_type().clone())).collect();
    let keys = RowConverter::new(fields)?.convert_columns(&columns)?;
    let mut divided = vec![Vec::new(); parts];
    // Not the table's hash: its keys would all fall into few of the table's buckets.
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    for (row, key) in (0u32..).zip(keys.iter()) {
        let part = hasher.hash_one(key.as_ref()) % parts as u64;
        if let Some(rows) = usize::try_from(part).ok().and_then(|part| divided.get_mut(part)) {
            rows.push(row);
        }
    }
    Ok(divided)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use datafusion::arrow::array::{AsArray, Int64Array, StringViewArray};
    use datafusion::arrow::datatypes::{DataType, Field, Int64Type, Schema};
    use proptest::prelude::*;

    use super::*;

    fn schema() -> SchemaRef {
        let fields = vec![Field::new("k", DataType::Utf8View, true), Field::new("v", DataType::Int64, true)];
        Arc::new(Schema::new(fields))
    }

    fn batch(rows: &[(Option<String>, i64)]) -> RecordBatch {
        let keys: StringViewArray = rows.iter().map(|(k, _)| k.as_deref()).collect();
        let values: Int64Array = rows.iter().map(|(_, v)| Some(*v)).collect();
        RecordBatch::try_new(schema(), vec![Arc::new(keys), Arc::new(values)]).unwrap()
    }

    fn rule() -> Rule {
        Rule { by: vec![0], order: vec![(1, SortOptions { descending: true, nulls_first: false })] }
    }

    proptest! {
        #[test]
        fn keeps_the_first_row_of_every_key(rows in prop::collection::vec((prop::option::of("[ab]{0,3}"), 0i64..9), 0..60)) {
            let mut winners = Winners::new(rule(), &schema()).unwrap();
            for part in rows.chunks(7) {
                winners.push(batch(part)).unwrap();
            }
            let mut found = BTreeMap::new();
            for batch in winners.drain() {
                let batch = batch.unwrap();
                for row in 0..batch.num_rows() {
                    let keys = batch.column(0).as_string_view();
                    let key = keys.is_valid(row).then(|| keys.value(row).to_owned());
                    let value = batch.column(1).as_primitive::<Int64Type>().value(row);
                    prop_assert!(found.insert(key, value).is_none());
                }
            }
            let mut expected: BTreeMap<Option<String>, i64> = BTreeMap::new();
            for (key, value) in rows {
                let best = expected.entry(key).or_insert(value);
                *best = value.max(*best);
            }
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn equal_keys_stay_together(rows in prop::collection::vec((prop::option::of("[ab]{0,2}"), 0i64..9), 0..40)) {
            let divided = divide(&rule(), &batch(&rows), 4).unwrap();
            let mut part_of = BTreeMap::new();
            for (part, numbers) in divided.iter().enumerate() {
                for n in numbers {
                    prop_assert_eq!(*part_of.entry(&rows[*n as usize].0).or_insert(part), part);
                }
            }
            prop_assert_eq!(divided.iter().map(Vec::len).sum::<usize>(), rows.len());
        }
    }
}
