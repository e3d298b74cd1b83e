//! One function per dataset.

use std::collections::BTreeSet;

use pipelinec_core::Symbol;
use pipelinec_core::ir::{Dataset, DatasetId, Query};
use pipelinec_core::plan::columns_needed;
use pipelinec_core::sql::RenderError;
use pipelinec_core::sql::relation::normalise;

use super::Script;
use crate::layout::{Doc, WIDTH, call, print};
use crate::ops::Chain;
use crate::text::{docstring, one_line, wrap};

impl Script<'_> {
    /// The functions, and the datasets whose function takes the run parameters.
    pub(super) fn functions(&mut self) -> Result<(Vec<String>, BTreeSet<DatasetId>), Vec<RenderError>> {
        let mut functions = Vec::new();
        let mut with_params = BTreeSet::new();
        let mut errors = Vec::new();
        for id in &self.job.writes {
            let Some((dataset, query)) = self.dataset(*id).and_then(|d| d.query().map(|query| (d, query))) else {
                continue;
            };
            match self.chain(dataset, query) {
                Ok(calls) => {
                    calls.iter().for_each(|(_, doc)| self.note(doc));
                    let takes_params = calls.iter().any(|(_, doc)| doc.has_parameters());
                    if takes_params {
                        self.runtime.insert("Params");
                        with_params.insert(*id);
                    }
                    functions.push(self.function(*id, dataset, query, &calls, takes_params));
                }
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { Ok((functions, with_params)) } else { Err(errors) }
    }

    /// The calls after the first dataset, each with the comment before it: the step's place and keyword.
    fn chain(&self, dataset: &Dataset, query: &Query) -> Result<Vec<(Option<String>, Doc)>, RenderError> {
        let source = self.dataset(query.from).map(|d| d.columns.clone()).unwrap_or_default();
        let steps = normalise(&source, &query.steps);
        let mut chain = Chain {
            rows: &|id| self.name(id, |names| &names.rows),
            columns_of: &|id| self.columns(id),
            columns: self.columns(query.from),
            calls: Vec::new(),
            step: 0,
        };
        let needed = columns_needed(&dataset.columns, &steps);
        for (index, (step, needed)) in steps.iter().zip(&needed).enumerate() {
            chain.step = index;
            chain.operator(step, needed)?;
        }
        chain.step = steps.len();
        chain.select(&dataset.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>());
        // Steps that the checker made of one stand under one comment.
        let mut before = String::new();
        let calls = chain.calls.into_iter().map(|(index, doc)| {
            let comment = steps.get(index).map(|step| format!("# {} {}", self.places.show(step.span), step.keyword));
            let comment = one_line(&comment.unwrap_or_default());
            let is_new = !comment.is_empty() && comment != before;
            before.clone_from(&comment);
            (is_new.then_some(comment), doc)
        });
        Ok(calls.collect())
    }

    /// The columns that a dataset's rows have in this script.
    fn columns(&self, id: DatasetId) -> Vec<Symbol> {
        let all = || self.dataset(id).map(|d| d.columns.iter().map(|column| column.name.clone()).collect());
        self.read.get(&id).cloned().or_else(all).unwrap_or_default()
    }

    fn function(
        &self,
        id: DatasetId,
        dataset: &Dataset,
        query: &Query,
        calls: &[(Option<String>, Doc)],
        takes_params: bool,
    ) -> String {
        let mut args: Vec<Doc> = dataset
            .reads()
            .into_iter()
            .map(|read| Doc::text(format!("{}: DataFrame", self.name(read, |names| &names.rows))))
            .collect();
        if takes_params {
            args.push(Doc::text("params: Params"));
        }
        let name = self.name(id, |names| &names.function);
        let head = Doc::Concat(vec![call(&format!("def {name}"), args), Doc::text(" -> DataFrame:")]);
        let place = one_line(&self.places.show(dataset.span));
        let mut out = if place.is_empty() { String::new() } else { format!("# {place}\n") };
        out.push_str(&print(&head, 0));
        out.push('\n');
        out.push_str(&self.function_docstring(dataset));
        out.push_str(&body(&self.name(query.from, |names| &names.rows), calls));
        out
    }

    fn function_docstring(&self, dataset: &Dataset) -> String {
        let text = match &dataset.description {
            Some(text) if !one_line(text).is_empty() => docstring(&one_line(text)),
            _ => format!("The rows of `{}`.", dataset.name),
        };
        // The quotes take six characters where all stands on one line.
        if text.chars().count() + 10 <= WIDTH {
            return format!("    \"\"\"{text}\"\"\"\n");
        }
        let lines = wrap(&text, 7).join("\n    ");
        format!("    \"\"\"{lines}\n    \"\"\"\n")
    }
}

fn body(rows: &str, calls: &[(Option<String>, Doc)]) -> String {
    let mut lines = Vec::new();
    match calls {
        [] => return format!("    return {rows}"),
        // `ruff format` gives calls lines of their own from the third one on.
        [(comment, first), (None, second)] => {
            lines.extend(comment.iter().map(|comment| format!("        {comment}")));
            lines.push(print(&Doc::Concat(vec![first.clone(), second.clone()]), 8));
        }
        calls => {
            for (comment, doc) in calls {
                lines.extend(comment.iter().map(|comment| format!("        {comment}")));
                lines.push(print(doc, 8));
            }
        }
    }
    format!("    return (\n        {rows}\n{}\n    )", lines.join("\n"))
}
