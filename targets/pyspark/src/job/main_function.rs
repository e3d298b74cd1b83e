//! `main`: reads, writes, checks.

use std::collections::BTreeSet;

use pipelinec_core::ir::{Check, CheckKind, Dataset, DatasetId, OutputFormat, WriteMode};
use pipelinec_core::sql::RenderError;

use super::Script;
use crate::checks;
use crate::layout::{Doc, call, keyword, print, strings};

impl Script<'_> {
    /// The body of `main`.
    pub(super) fn main(&mut self, with_params: &BTreeSet<DatasetId>) -> Result<String, Vec<RenderError>> {
        let checks = self.checks()?;
        checks.iter().for_each(|doc| self.note(doc));
        let mut blocks = Vec::new();
        if !with_params.is_empty() || checks.iter().any(Doc::has_parameters) {
            blocks.push("    params = job.params".to_owned());
        }
        blocks.extend(block(self.job.reads.iter().map(|id| self.read_call(*id))));
        blocks.extend(block(self.job.writes.iter().filter_map(|id| self.write_call(*id, with_params))));
        blocks.extend(block(checks.into_iter()));
        Ok(blocks.join("\n\n"))
    }

    fn read_call(&self, id: DatasetId) -> Doc {
        let mut args = vec![Doc::text(self.name(id, |names| &names.contract))];
        let dataset = self.dataset(id);
        if let (Some(used), Some(dataset)) = (self.read.get(&id), dataset)
            && used.len() < dataset.columns.len()
            && (dataset.query().is_none() || dataset.output.format == OutputFormat::Csv)
        {
            args.push(keyword("only", strings(used)));
        }
        if self.uses(id) > 1 {
            args.push(keyword("shared", Doc::text("True")));
        }
        self.assigned(id, call("job.read", args))
    }

    fn write_call(&self, id: DatasetId, with_params: &BTreeSet<DatasetId>) -> Option<Doc> {
        let dataset = self.dataset(id)?;
        let reads = dataset.reads();
        let mut sources: Vec<Doc> = reads.iter().map(|read| Doc::text(self.name(*read, |n| &n.variable))).collect();
        if with_params.contains(&id) {
            sources.push(Doc::text("params"));
        }
        let rows = call(&self.name(id, |names| &names.function), sources);
        let mut args = vec![Doc::string(&dataset.name), rows];
        args.extend(output(dataset));
        let write = call("job.write", args);
        Some(if self.is_read_here(id) { self.assigned(id, write) } else { write })
    }

    fn assigned(&self, id: DatasetId, value: Doc) -> Doc {
        Doc::Concat(vec![Doc::text(format!("{} = ", self.name(id, |names| &names.variable))), value])
    }

    /// Whether a later dataset or a check of this job reads it.
    fn is_read_here(&self, id: DatasetId) -> bool {
        self.uses(id) > 0
    }

    /// How many datasets and checks of this job read it.
    fn uses(&self, id: DatasetId) -> usize {
        let datasets = self.job.writes.iter().filter_map(|other| self.dataset(*other));
        datasets.filter(|dataset| dataset.reads().contains(&id)).count()
            + self.own_checks().filter(|check| is_looked_at(check, id)).count()
    }

    fn own_checks(&self) -> impl Iterator<Item = &Check> {
        self.job.checks.iter().filter_map(|index| self.plan.pipeline.checks.get(*index))
    }

    /// One call per checked dataset.
    fn checks(&mut self) -> Result<Vec<Doc>, Vec<RenderError>> {
        let mut calls: Vec<(DatasetId, Vec<Doc>)> = Vec::new();
        let mut classes = BTreeSet::new();
        let mut errors = Vec::new();
        for check in self.own_checks() {
            match checks::check(check, &|id| self.name(id, |names| &names.variable)) {
                Ok((class, doc)) => {
                    classes.insert(class);
                    match calls.iter_mut().find(|(id, _)| *id == check.dataset) {
                        Some((_, docs)) => docs.push(doc),
                        None => calls.push((check.dataset, vec![doc])),
                    }
                }
                Err(error) => errors.push(error),
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        self.runtime.extend(classes);
        Ok(calls.into_iter().filter_map(|(id, docs)| self.check_call(id, docs)).collect())
    }

    fn check_call(&self, id: DatasetId, checks: Vec<Doc>) -> Option<Doc> {
        let mut args = vec![Doc::string(&self.dataset(id)?.name), Doc::text(self.name(id, |names| &names.variable))];
        args.extend(checks);
        Some(call("job.check", args))
    }
}

/// Statements, one after the other; nothing when there are none.
fn block(statements: impl Iterator<Item = Doc>) -> Option<String> {
    let lines: Vec<String> = statements.map(|doc| print(&doc, 4)).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn is_looked_at(check: &Check, id: DatasetId) -> bool {
    check.dataset == id || matches!(&check.kind, CheckKind::References { to, .. } if *to == id)
}

/// How a dataset is written, where that is not the default.
fn output(dataset: &Dataset) -> Vec<Doc> {
    let output = &dataset.output;
    let mut args = Vec::new();
    if *output.path != *dataset.name {
        args.push(keyword("path", Doc::string(&output.path)));
    }
    match output.format {
        OutputFormat::Parquet => {}
        OutputFormat::Csv => args.push(keyword("format", Doc::string("csv"))),
        OutputFormat::Iceberg => args.push(keyword("format", Doc::string("iceberg"))),
    }
    match output.mode {
        WriteMode::Overwrite => {}
        WriteMode::OverwritePartitions => args.push(keyword("mode", Doc::string("overwrite_partitions"))),
        WriteMode::Append => args.push(keyword("mode", Doc::string("append"))),
        WriteMode::Upsert => args.push(keyword("mode", Doc::string("upsert"))),
    }
    if !output.partition_by.is_empty() {
        args.push(keyword("partition_by", strings(&output.partition_by)));
    }
    if !output.key.is_empty() {
        args.push(keyword("key", strings(&output.key)));
    }
    args
}
