//! Lints: what can be built, and is probably not meant. One lint is one file; they look at projects without errors.

mod certain_check;
mod every_pair;
mod join_fan_out;
mod limit_without_sort;
mod needless_allow_pii;
mod needless_dedupe;
mod needless_fill;
mod sort_without_limit;
mod unused_columns;
mod unused_input;
mod upsert_key_not_unique;

use pipelinec_syntax::tree::Tree;

use crate::diag::Diagnostic;
use crate::ir::{DatasetKind, Pipeline, Query, Schema, Step};

/// What all lints find.
#[must_use]
pub fn run(tree: &Tree, pipeline: &Pipeline) -> Vec<Diagnostic> {
    const LINTS: [fn(&Tree, &Pipeline) -> Vec<Diagnostic>; 11] = [
        certain_check::lint,
        every_pair::lint,
        join_fan_out::lint,
        limit_without_sort::lint,
        needless_allow_pii::lint,
        needless_dedupe::lint,
        needless_fill::lint,
        sort_without_limit::lint,
        unused_columns::lint,
        unused_input::lint,
        upsert_key_not_unique::lint,
    ];
    LINTS.iter().flat_map(|lint| lint(tree, pipeline)).collect()
}

/// All operators of a project, each with its query and the columns before it.
fn steps(pipeline: &Pipeline) -> impl Iterator<Item = Place<'_>> {
    pipeline.datasets.iter().filter_map(|dataset| Some((dataset, dataset.query()?))).flat_map(
        move |(dataset, query)| {
            let source = pipeline.dataset(query.from).map(|source| &source.columns);
            let before = source.into_iter().chain(query.steps.iter().map(|step| &step.columns));
            let is_query = matches!(dataset.kind, DatasetKind::Query(_));
            query.steps.iter().zip(before).enumerate().map(move |(position, (step, before))| Place {
                query,
                position,
                step,
                before,
                is_query,
            })
        },
    )
}

/// An operator and what is around it.
struct Place<'p> {
    query: &'p Query,
    position: usize,
    step: &'p Step,
    before: &'p Schema,
    /// In a query, where the order of rows is kept.
    is_query: bool,
}

impl<'p> Place<'p> {
    /// The operator before this one.
    fn previous(&self) -> Option<&'p Step> {
        self.position.checked_sub(1).and_then(|i| self.query.steps.get(i))
    }
}
