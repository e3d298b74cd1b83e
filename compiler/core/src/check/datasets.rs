//! One dataset after another, parents first.

use std::sync::Arc;

use pipelinec_syntax::tree::{DatasetDecl, KpiDecl, Name, Step};

use super::checker::Checker;
use super::names::Decl;
use super::rows::{At, Chain, Rows, symbol};
use crate::diag;
use crate::ir::{Dataset, DatasetKind, Output, Query};

impl<'t> Checker<'t> {
    /// Checks a declaration; its rows are then known to those that read it.
    pub(crate) fn declaration(&mut self, index: usize) {
        let Some(decl) = self.names.decl(index) else { return };
        let (kind, rows, output) = match decl {
            Decl::Input(input) => {
                let (checked, columns, grain) = self.input(input);
                let rows = Rows { columns: columns.into(), grain, open: input.columns.is_empty() };
                (DatasetKind::Input(checked), rows, Output::default())
            }
            Decl::Transform(dataset) => {
                let chain = self.dataset_chain(dataset);
                let output = self.output(&dataset.name, &dataset.output, &chain.rows);
                self.check_pii(decl, &dataset.output, &chain.rows);
                let (query, rows) = finished(chain);
                (DatasetKind::Transform(query), rows, output)
            }
            Decl::Kpi(kpi) => {
                let chain = self.kpi_chain(kpi);
                let output = self.output(&kpi.name, &kpi.output, &chain.rows);
                self.check_pii(decl, &kpi.output, &chain.rows);
                let (query, rows) = finished(chain);
                (DatasetKind::Kpi(query), rows, output)
            }
            Decl::Query(dataset) => {
                let mut chain = self.dataset_chain(dataset);
                self.keep_order(&mut chain);
                let output = self.query_output(&dataset.name, &dataset.output);
                self.check_pii(decl, &dataset.output, &chain.rows);
                let (query, rows) = finished(chain);
                (DatasetKind::Query(query), rows, output)
            }
        };
        let description = match decl {
            Decl::Input(input) => &input.description,
            Decl::Transform(dataset) | Decl::Query(dataset) => &dataset.description,
            Decl::Kpi(kpi) => &kpi.description,
        };
        self.finished.push(Dataset {
            name: symbol(decl.name()),
            kind,
            columns: Arc::clone(&rows.columns),
            grain: rows.grain.clone(),
            output,
            description: description.as_ref().map(|d| d.value.clone()),
            span: decl.name().span,
        });
        if let Some(place) = self.checked.get_mut(index) {
            *place = Some(rows);
        }
    }

    /// The rows a chain starts with.
    fn start(&mut self, from: &'t Name) -> Chain<'t> {
        let (_, id, rows) = self.source(from);
        Chain { from: id, name: &from.text, steps: Vec::new(), rows }
    }

    fn dataset_chain(&mut self, decl: &'t DatasetDecl) -> Chain<'t> {
        let mut chain = self.start(&decl.from);
        self.steps(&mut chain, &decl.steps);
        chain
    }

    fn kpi_chain(&mut self, decl: &'t KpiDecl) -> Chain<'t> {
        let mut chain = self.start(&decl.from);
        self.steps(&mut chain, &decl.steps);
        if let Some(condition) = &decl.filter {
            self.filter(&mut chain, condition, At { keyword: "where", span: condition.span });
        }
        if decl.measures.is_empty() {
            self.report(diag::kpi_without_measures(decl.name.span, &decl.name.text));
        }
        let at = At { keyword: "measures", span: decl.name.span };
        self.group(&mut chain, &super::group::Grouping::of_kpi(decl), at);
        chain
    }

    /// All steps of a list; each step's own module says what it does.
    fn steps(&mut self, chain: &mut Chain<'t>, steps: &'t [Step]) {
        for step in steps {
            if !self.spend(chain.rows.columns.len(), step.keyword) {
                chain.rows = Rows::unknown();
                return;
            }
            self.step(chain, step);
        }
    }
}

/// A chain as a query, and the rows it ends with.
fn finished(mut chain: Chain<'_>) -> (Query, Rows) {
    chain.steps.shrink_to_fit();
    (Query { from: chain.from, steps: chain.steps }, chain.rows)
}
