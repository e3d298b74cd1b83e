//! `jobs:` which Spark application computes what. Whether the jobs can run one after another is the plan's matter.

use std::collections::HashMap;

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::{JobDecl, Name};

use super::checker::Checker;
use super::names::Decl;
use super::rows::symbol;
use crate::Symbol;
use crate::diag;
use crate::ir::DatasetId;

impl<'t> Checker<'t> {
    /// All jobs named by the user.
    pub(crate) fn jobs(&mut self) -> Vec<(Symbol, Span, Vec<DatasetId>)> {
        let mut jobs: Vec<(Symbol, Span, Vec<DatasetId>)> = Vec::new();
        let mut names: HashMap<&str, Span> = HashMap::new();
        let mut job_of: HashMap<DatasetId, (&'t Name, &'t JobDecl)> = HashMap::new();
        for job in &self.tree.jobs {
            if let Some(first) = names.insert(&job.name.text, job.name.span) {
                self.report(diag::duplicate_job(job.name.span, &job.name.text, first));
            }
            if job.datasets.is_empty() {
                self.report(diag::empty_job(job.name.span, &job.name.text));
            }
            let mut members = Vec::new();
            for name in &job.datasets {
                let Some(id) = self.computed_by_job(name) else { continue };
                if let Some((first, other)) = job_of.get(&id) {
                    self.report(diag::dataset_in_two_jobs(name.span, &name.text, &other.name.text, first.span));
                } else {
                    job_of.insert(id, (name, job));
                    members.push(id);
                }
            }
            members.sort_unstable();
            jobs.push((symbol(&job.name), job.name.span, members));
        }
        jobs
    }

    /// A transform or KPI by name.
    fn computed_by_job(&mut self, name: &Name) -> Option<DatasetId> {
        let (index, id, _) = self.source(name);
        let Some(decl) = index.and_then(|i| self.names.decl(i)) else {
            self.unknown_dataset(name);
            return None;
        };
        match decl {
            Decl::Transform(_) | Decl::Kpi(_) => Some(id),
            Decl::Input(_) | Decl::Query(_) => {
                self.report(diag::not_for_a_job(name.span, decl.noun(), &name.text));
                None
            }
        }
    }
}
