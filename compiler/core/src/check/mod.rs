//! Syntax tree to typed pipeline.
//!
//! ```text
//! Tree ─names, order→ declarations, parents first ─(inputs, steps, group, output)→ datasets
//!                                                 ─(checks, tests, jobs)→ Pipeline ─lint→ findings
//! ```
//!
//! Whatever is wrong is reported once; what depends on it is checked as far as it can be, and says nothing more.

pub mod coerce;
pub mod expr;
pub mod literal;
pub mod macros;
pub mod params;
pub mod types;

mod calls;
mod checker;
mod checks;
mod datasets;
pub(crate) mod grain;
mod graph;
mod group;
mod inputs;
mod jobs;
mod names;
mod order;
mod output;
mod output_paths;
mod paths;
mod reserved;
mod rows;
mod steps;
mod tests;
mod walk;

use std::sync::Arc;

use pipelinec_syntax::tree::Tree;

use crate::diag::{Diagnostic, Severity};
use crate::ir::{DatasetId, Param, Pipeline};
use crate::lint;
use checker::{BUDGET, Checker};
use expr::ExprChecker;
use names::Names;

/// Checks a project. The pipeline is there when no error is, in the text neither; the diagnostics are all findings, by
/// place, with the lints when there is a pipeline. A tree with syntax errors is checked as far as it goes.
#[must_use]
pub fn check(tree: &Tree) -> (Option<Pipeline>, Vec<Diagnostic>) {
    check_within(tree, BUDGET)
}

fn check_within(tree: &Tree, budget: usize) -> (Option<Pipeline>, Vec<Diagnostic>) {
    let (params, mut diagnostics) = params::check_params(&tree.params);
    let (macros, found) = macros::Macros::new(&tree.functions);
    diagnostics.extend(found);
    reserved::check(tree, &mut diagnostics);
    let names = Names::collect(tree, &mut diagnostics);
    let order = order::order(&names, tree.incomplete, &mut diagnostics);
    let mut exprs = ExprChecker::new(&params, &macros, tree.allow_approximate);
    exprs.diagnostics = diagnostics;
    let mut checker = Checker::new(tree, names, exprs, &order);
    checker.budget = budget;
    let pipeline = checker.pipeline(&order, &params);
    let mut diagnostics = checker.exprs.finish();
    let failed = tree.faulty || tree.pipeline.is_none() || diagnostics.iter().any(|d| d.severity == Severity::Error);
    if !failed {
        debug_assert_eq!(crate::ir::verify(&pipeline), Vec::<String>::new(), "the checker made a pipeline it must not");
        diagnostics.extend(lint::run(tree, &pipeline));
    }
    in_order(&mut diagnostics);
    ((!failed).then_some(pipeline), diagnostics)
}

/// By place, each once: a phrase that is checked for several values finds the same thing for each.
fn in_order(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
    diagnostics.dedup();
}

impl<'t> Checker<'t> {
    fn new(tree: &'t Tree, names: Names<'t>, exprs: ExprChecker<'t>, order: &[usize]) -> Self {
        let mut ids = vec![DatasetId(0); order.len()];
        for (position, index) in order.iter().enumerate() {
            if let Some(id) = ids.get_mut(*index) {
                *id = DatasetId(u32::try_from(position).unwrap_or(u32::MAX));
            }
        }
        let checked = vec![None; order.len()];
        let macros = walk::Macros::new(&tree.functions);
        Self { tree, names, exprs, macros, ids, checked, finished: Vec::with_capacity(order.len()), budget: BUDGET }
    }

    /// Everything, in dependency order.
    fn pipeline(&mut self, order: &[usize], params: &[Param]) -> Pipeline {
        for index in order {
            self.declaration(*index);
        }
        self.exprs.diagnostics.extend(output_paths::check(self.tree));
        let (checks, tests, jobs) = (self.checks(), self.tests(params), self.jobs());
        Pipeline {
            name: Arc::from(self.tree.pipeline.as_ref().map_or("", |name| name.text.as_str())),
            description: self.tree.description.as_ref().map(|d| d.value.clone()),
            params: params.to_vec(),
            datasets: std::mem::take(&mut self.finished),
            checks,
            tests,
            jobs,
        }
    }
}

#[cfg(test)]
mod budget {
    use pipelinec_syntax::{FileId, SourceFile, parse_project};

    use super::*;

    fn codes(sections: &str) -> Vec<&'static str> {
        let text =
            format!("pipeline: p\ninputs:\n  a: {{ path: a.csv, columns: {{ x: bigint, y: bigint }} }}\n{sections}");
        let (tree, errors) = parse_project(&[SourceFile { id: FileId(0), bytes: text.as_bytes() }]);
        assert_eq!(errors, []);
        check_within(&tree, 1000).1.iter().map(|d| d.code.0).collect()
    }

    #[test]
    fn a_chain_of_entries_is_stopped_once() {
        let entries: String = (1..200).map(|i| format!("          z{i}: z{} + 1\n", i - 1)).collect();
        let derive = format!("    steps:\n      - derive:\n          z0: x\n{entries}      - drop: [z0]\n");
        assert_eq!(codes(&format!("transforms:\n  t:\n    from: a\n{derive}")), ["E0906"]);
    }

    #[test]
    fn unions_pivots_and_test_rows_count_too() {
        let names = vec!["a"; 600].join(", ");
        assert_eq!(codes(&format!("transforms:\n  t: {{ from: a, steps: [ {{ union: [{names}] }} ] }}\n")), ["E0906"]);
        let values = vec!["1"; 1200].join(", ");
        let pivot = format!("{{ pivot: {{ by: [y], column: x, values: [{values}], measures: {{ n: count() }} }} }}");
        assert_eq!(codes(&format!("transforms:\n  t: {{ from: a, steps: [ {pivot} ] }}\n")), ["E0906"]);
        let rows = vec!["{}"; 600].join(", ");
        let tests = format!("tests:\n  one: {{ given: {{ a: [{rows}] }}, expect: {{ t: [] }} }}\n");
        assert_eq!(codes(&format!("transforms:\n  t: {{ from: a }}\n{tests}")), ["E0906"]);
    }
}
