//! Partition projection: which values the partition columns of a table can have, so that Athena computes the partitions
//! instead of looking them up.
//!
//! A value outside what is configured is in the folder but in no query's answer, so nothing is projected that the user
//! did not configure.

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::Spanned;
use pipelinec_syntax::tree::environments::{CatalogKind, Environment, PartitionValues, Projection};

use crate::check::literal::{parse_bigint, parse_date};
use crate::diag::{self, Diagnostic};
use crate::ir::{Column, Dataset, DatasetKind};
use crate::plan::Plan;
use crate::types::Type;

/// The last day of a range that grows.
const NOW: &str = "now";

/// Characters that are escaped in the names of folders, and the comma between values.
const NOT_IN_FOLDERS: &[char] =
    &['"', '#', '%', '\'', '*', '/', ':', '=', '?', '\\', '{', '}', '[', ']', '^', '\u{7f}', ','];

/// A partition column and its values.
#[derive(Debug, Clone, Copy)]
pub struct Projected<'a> {
    /// The column.
    pub column: &'a Column,
    /// Its values.
    pub values: &'a PartitionValues,
}

/// The partition columns of a dataset whose partitions Athena computes; `None`: it must be told of new partitions.
#[must_use]
pub fn projected<'a>(environment: &'a Environment, dataset: &'a Dataset) -> Option<Vec<Projected<'a>>> {
    if environment.catalog.kind != CatalogKind::Tables || dataset.output.partition_by.is_empty() {
        return None;
    }
    let (_, columns) = environment.catalog.projection.iter().find(|(name, _)| *name.text == *dataset.name)?;
    let one = |name: &crate::Symbol| {
        let values = &columns.iter().find(|projection| *projection.column.text == **name)?.values;
        Some(Projected { column: dataset.columns.iter().find(|column| column.name == *name)?, values })
    };
    dataset.output.partition_by.iter().map(one).collect()
}

pub(super) fn check(plan: &Plan, environment: &Environment) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (name, columns) in &environment.catalog.projection {
        let dataset = plan.pipeline.iter().map(|(_, dataset)| dataset).find(|dataset| *dataset.name == *name.text);
        let is_table = |dataset: &&Dataset| matches!(dataset.kind, DatasetKind::Transform(_) | DatasetKind::Kpi(_));
        let Some(dataset) = dataset.filter(is_table).filter(|dataset| !dataset.output.partition_by.is_empty()) else {
            let reason = format!("{} is no dataset with `partition_by`", diag::suggest::quoted(&name.text));
            found.push(diag::bad_projection(name.span, &reason, "name a transform or KPI that is partitioned"));
            continue;
        };
        for projection in columns {
            found.extend(column(dataset, projection));
        }
        for missing in dataset.output.partition_by.iter().filter(|p| columns.iter().all(|c| *c.column.text != ***p)) {
            let reason = format!("the partition column `{missing}` of `{}` has no values", dataset.name);
            found.push(diag::bad_projection(name.span, &reason, "give values for every partition column, or for none"));
        }
    }
    found
}

fn column(dataset: &Dataset, projection: &Projection) -> Vec<Diagnostic> {
    let name = &projection.column;
    if !dataset.output.partition_by.iter().any(|column| **column == *name.text) {
        let reason = format!("`{}` is not partitioned by {}", dataset.name, diag::suggest::quoted(&name.text));
        let help = format!("its partition columns are `{}`", dataset.output.partition_by.join("`, `"));
        return vec![diag::bad_projection(name.span, &reason, &help)];
    }
    let Some(column) = dataset.columns.iter().find(|column| *column.name == *name.text) else { return Vec::new() };
    let mut found = Vec::new();
    if column.nullable {
        let reason = format!("`{}` can be null, and no query would find the rows without a value", column.name);
        let help = "drop or fill those rows, or leave the dataset out of `projection`";
        found.push(diag::bad_projection(name.span, &reason, help));
    }
    found.extend(values(column, projection));
    found
}

fn values(column: &Column, projection: &Projection) -> Vec<Diagnostic> {
    let one = |found: Option<Diagnostic>| found.into_iter().collect();
    match (&column.ty, &projection.values) {
        (Type::Error, _) | (Type::String, PartitionValues::Injected) => Vec::new(),
        (Type::Date, PartitionValues::Range { from, to }) => one(dates(from, to.as_ref())),
        (Type::Bigint, PartitionValues::Range { from, to }) => one(numbers(from, to.as_ref(), projection.span)),
        (Type::String, PartitionValues::List(values)) => list(values, projection.span),
        (ty, PartitionValues::Range { .. } | PartitionValues::List(_) | PartitionValues::Injected) => {
            let reason = format!("these are no values for `{}`, which is a {ty}", column.name);
            vec![diag::bad_projection(projection.span, &reason, form(ty))]
        }
    }
}

fn form(ty: &Type) -> &'static str {
    match ty {
        Type::Date => "write `{ from: 2024-01-01, to: now }`",
        Type::Bigint => "write `{ from: 1, to: 500 }`",
        Type::String => "write the values as a list, or `injected` where every query says which",
        Type::Boolean
        | Type::Double
        | Type::Decimal(_)
        | Type::Timestamp
        | Type::Array(_)
        | Type::Struct(_)
        | Type::Map(_)
        | Type::Null
        | Type::Error => "leave the dataset out of `projection`",
    }
}

fn dates(from: &Spanned<String>, to: Option<&Spanned<String>>) -> Option<Diagnostic> {
    let to = to.filter(|to| to.value != NOW);
    for date in [Some(from), to].into_iter().flatten() {
        if let Err(why) = parse_date(&date.value) {
            return Some(diag::bad_projection(date.span, &why, "write `{ from: 2024-01-01, to: now }`"));
        }
    }
    let to = to.filter(|to| to.value < from.value)?;
    Some(empty(to))
}

fn numbers(from: &Spanned<String>, to: Option<&Spanned<String>>, at: Span) -> Option<Diagnostic> {
    const HELP: &str = "write `{ from: 1, to: 500 }`";
    let Some(to) = to else { return Some(diag::bad_projection(at, "a range of numbers has an end", HELP)) };
    match (parse_bigint(&from.value), parse_bigint(&to.value)) {
        (Ok(first), Ok(last)) => (last < first).then(|| empty(to)),
        (Err(why), _) => Some(diag::bad_projection(from.span, &why, HELP)),
        (_, Err(why)) => Some(diag::bad_projection(to.span, &why, HELP)),
    }
}

fn empty(to: &Spanned<String>) -> Diagnostic {
    diag::bad_projection(to.span, "the range ends before it begins", "write the smaller value as `from`")
}

fn list(values: &[Spanned<String>], at: Span) -> Vec<Diagnostic> {
    if values.is_empty() {
        return vec![diag::bad_projection(at, "the list is empty", "write every value that can occur")];
    }
    let is_bad = |value: &&Spanned<String>| {
        value.value.is_empty() || value.value.contains(NOT_IN_FOLDERS) || value.value.contains(char::is_control)
    };
    let bad = values.iter().filter(is_bad).map(|value| {
        let reason = format!("{} is not what the folder is called", diag::suggest::quoted(&value.value));
        diag::bad_projection(
            value.span,
            &reason,
            "values without `,`, `/`, `:`, `=`, quotes and the like can be listed",
        )
    });
    bad.collect()
}
