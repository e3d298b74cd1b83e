//! What several runs of one pipeline do to each other.
//!
//! A run lists the published files that it replaces, moves its own in, and deletes those on its list. Two runs at once
//! that replace files of one dataset would each keep the other's: rows twice. Only `append` lists nothing.

use pipelinec_core::ir::{DatasetKind, Pipeline, WriteMode};

/// The published datasets that runs are careful about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overlap {
    /// Replaced as a whole: after a backfill they hold what the last run wrote.
    pub replaced: Vec<String>,
    /// Of which two runs at once would both replace files.
    pub shared: Vec<String>,
}

impl Overlap {
    /// Of a pipeline's runs.
    #[must_use]
    pub fn of(pipeline: &Pipeline) -> Self {
        let mut overlap = Self::default();
        for dataset in &pipeline.datasets {
            match dataset.kind {
                DatasetKind::Transform(_) | DatasetKind::Kpi(_) => {}
                DatasetKind::Input(_) | DatasetKind::Query(_) => continue,
            }
            match dataset.output.mode {
                WriteMode::Append => {}
                WriteMode::Overwrite => {
                    overlap.replaced.push(dataset.name.to_string());
                    overlap.shared.push(dataset.name.to_string());
                }
                WriteMode::OverwritePartitions | WriteMode::Upsert => overlap.shared.push(dataset.name.to_string()),
            }
        }
        overlap
    }
}
