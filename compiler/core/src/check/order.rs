//! From names to ids: every name a dataset reads is resolved, layers are respected, cycles are found.

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::Name;

use super::checker::Checker;
use super::graph::{self, Reads};
use super::names::{Decl, Names};
use crate::diag::{self, Diagnostic};

/// The order to check declarations in, parents first. Reports names that mean nothing, wrong layers and cycles.
pub(crate) fn order(names: &Names<'_>, incomplete: bool, diagnostics: &mut Vec<Diagnostic>) -> Vec<usize> {
    let mut reads: Reads = Vec::with_capacity(names.decls.len());
    for decl in &names.decls {
        let mut edges: Vec<(usize, Span)> = Vec::new();
        for name in decl.reads() {
            match names.find(&name.text) {
                None => diagnostics.extend((!incomplete && !name.text.is_empty()).then(|| names.unknown(name))),
                Some(index) => {
                    diagnostics.extend(wrong_layer(*decl, names.decl(index), name));
                    if !edges.iter().any(|(to, _)| *to == index) {
                        edges.push((index, name.span));
                    }
                }
            }
        }
        reads.push(edges);
    }
    let (order, cycles) = graph::order(reads.clone());
    for cycle in cycles {
        diagnostics.push(cycle_error(names, &reads, &cycle));
    }
    order
}

/// Inputs → transforms → KPIs → queries: jobs cannot read what only the query engine computes, nor it what is not in
/// the catalog.
fn wrong_layer(reader: Decl<'_>, read: Option<Decl<'_>>, name: &Name) -> Option<Diagnostic> {
    match (reader, read?) {
        (Decl::Transform(_) | Decl::Kpi(_), Decl::Query(_)) => {
            Some(diag::reads_query(name.span, reader.noun(), &reader.name().text, &name.text))
        }
        (Decl::Query(_), Decl::Input(_)) => Some(diag::query_reads_input(name.span, &reader.name().text, &name.text)),
        _ => None,
    }
}

/// One error for a whole cycle, at its first dataset, with the place of every reading.
fn cycle_error(names: &Names<'_>, reads: &Reads, cycle: &[usize]) -> Diagnostic {
    let name = |index: &usize| names.decl(*index).map_or("", |decl| decl.name().text.as_str());
    let members: Vec<(&str, Span)> = cycle
        .iter()
        .zip(cycle.iter().cycle().skip(1))
        .filter_map(|(from, to)| {
            let span = reads.get(*from)?.iter().find(|(read, _)| read == to)?.1;
            Some((name(from), span))
        })
        .collect();
    diag::dependency_cycle(&members)
}

impl Checker<'_> {
    /// Reports a name no dataset has, unless part of the project could not be read.
    pub(crate) fn unknown_dataset(&mut self, name: &Name) {
        if !self.tree.incomplete && !name.text.is_empty() {
            let finding = self.names.unknown(name);
            self.report(finding);
        }
    }
}
