//! Exact tables need no crawler, but a partitioned one has to be told its new partitions: otherwise queries find no rows
//! in them, and say nothing. Where the environment says which partitions there can be, Athena needs no telling.

use pipelinec_core::ir::Dataset;
use pipelinec_core::target::projected;

use crate::model::{StateName, States};
use crate::query::Statement;
use crate::{Builder, Exits};

impl Builder<'_> {
    /// One statement per partitioned dataset.
    pub(crate) fn partitions(&self, states: &mut States, exits: &Exits) -> StateName {
        let mut next = exits.next.clone();
        let written: Vec<&Dataset> = self.plan.written().filter_map(|id| self.plan.pipeline.dataset(id)).collect();
        let must_be_told = |dataset: &&Dataset| {
            !dataset.output.partition_by.is_empty() && projected(self.environment, dataset).is_none()
        };
        for dataset in written.into_iter().rev().filter(must_be_told) {
            let statement = Statement {
                state: format!("Partitions of {}", dataset.name),
                what: format!("the partitions of {}", dataset.name),
                comment: format!("Adds new partitions to the table{}.", self.spots(&[dataset.span])),
                sql: format!("MSCK REPAIR TABLE `{}`", dataset.name.to_lowercase()),
                values: Vec::new(),
            };
            next = self.statement(states, statement, &Exits { next, failure: exits.failure.clone() });
        }
        next
    }
}
