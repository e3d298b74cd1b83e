//! `checks:` what must be true of the data.

use std::collections::HashMap;

use pipelinec_syntax::tree::{self, CheckDecl, CheckGroup, Name};

use super::checker::Checker;
use super::expr::Context;
use super::rows::{Chain, Rows, symbol};
use crate::Symbol;
use crate::check::names::Decl;
use crate::diag;
use crate::functions::resolve::{Arg, common_type};
use crate::ir::{Check, CheckKind, DatasetId};

impl<'t> Checker<'t> {
    /// All checks.
    pub(crate) fn checks(&mut self) -> Vec<Check> {
        let mut checks = Vec::new();
        let mut names: HashMap<(DatasetId, String), pipelinec_syntax::Span> = HashMap::new();
        for group in &self.tree.checks {
            let Some((id, rows)) = self.readable(&group.dataset, "check") else { continue };
            for decl in &group.checks {
                if let Some(kind) = self.check_kind(group, decl, &rows) {
                    let text = check_text(&decl.kind);
                    let name = self.check_name(id, decl, &text, &mut names);
                    let severity = decl.severity.as_ref().map(|s| s.value).unwrap_or_default();
                    checks.push(Check { dataset: id, name, kind, severity, text, span: decl.span });
                }
            }
        }
        checks
    }

    /// A dataset that jobs compute or read, so that something there can look at its rows.
    fn readable(&mut self, name: &Name, what: &'static str) -> Option<(DatasetId, Rows)> {
        let (index, id, rows) = self.source(name);
        if index.is_none() {
            self.unknown_dataset(name);
        }
        match index.and_then(|i| self.names.decl(i))? {
            Decl::Query(_) => {
                self.report(diag::check_on_query(name.span, what, &name.text));
                None
            }
            Decl::Input(_) | Decl::Transform(_) | Decl::Kpi(_) => Some((id, rows)),
        }
    }

    fn check_kind(&mut self, group: &'t CheckGroup, decl: &'t CheckDecl, rows: &Rows) -> Option<CheckKind> {
        let owned = |columns: Vec<&crate::ir::Column>| columns.iter().map(|c| Symbol::clone(&c.name)).collect();
        match &decl.kind {
            tree::CheckKind::Expect(condition) => {
                let (from, steps) = (DatasetId(0), Vec::new());
                let chain = Chain { from, name: &group.dataset.text, steps, rows: rows.clone() };
                let expr =
                    self.with_scope(&chain, Context::Row, |exprs, scope| exprs.check_condition(condition, scope));
                Some(CheckKind::Expect(expr))
            }
            tree::CheckKind::Unique(names) => {
                Some(CheckKind::Unique(owned(self.find_comparable(names, "`unique`", rows))))
            }
            tree::CheckKind::NotNull(names) => Some(CheckKind::NotNull(owned(self.find_all(names, rows)))),
            tree::CheckKind::References { columns, to, to_columns } => {
                let (id, there) = self.readable(to, "reference")?;
                self.references(columns, rows, to_columns, &there);
                let (columns, to_columns) = (columns.iter().map(symbol), to_columns.iter().map(symbol));
                Some(CheckKind::References { columns: columns.collect(), to: id, to_columns: to_columns.collect() })
            }
            tree::CheckKind::RowCount { min, max } => {
                if let (Some(min), Some(max)) = (min, max)
                    && min.value > max.value
                {
                    self.report(diag::row_count_range(min.span, min.value, max.value, max.span));
                }
                Some(CheckKind::RowCount { min: min.as_ref().map(|m| m.value), max: max.as_ref().map(|m| m.value) })
            }
        }
    }

    /// Columns here and there, in pairs of one type.
    fn references(&mut self, columns: &[Name], here: &Rows, to_columns: &[Name], there: &Rows) {
        if columns.len() != to_columns.len()
            && let Some(last) = to_columns.last().or(columns.last())
        {
            self.report(diag::references_count(last.span, columns.len(), to_columns.len()));
            return;
        }
        for (name, to) in columns.iter().zip(to_columns) {
            let a = self.find_all(std::slice::from_ref(name), here);
            let b = self.find_all(std::slice::from_ref(to), there);
            let (Some(a), Some(b)) = (a.first(), b.first()) else { continue };
            let types = [Arg { ty: &a.ty, literal: None }, Arg { ty: &b.ty, literal: None }];
            if self.comparable(name.span, &a.ty)
                && self.comparable(to.span, &b.ty)
                && common_type(&types).is_none()
                && !a.ty.is_error()
                && !b.ty.is_error()
            {
                self.report(diag::references_types(name.span, &a.name, &a.ty, to.span, &b.ty));
            }
        }
    }

    /// The name as given, or the phrase, with a number when there are several of it.
    fn check_name(
        &mut self,
        id: DatasetId,
        decl: &CheckDecl,
        text: &str,
        names: &mut HashMap<(DatasetId, String), pipelinec_syntax::Span>,
    ) -> String {
        let span = decl.name.as_ref().map_or(decl.span, |name| name.span);
        let wanted = decl.name.as_ref().map_or_else(|| text.to_owned(), |name| name.text.clone());
        if let (Some(name), Some(first)) = (&decl.name, names.get(&(id, wanted.clone()))) {
            self.report(diag::duplicate_check(name.span, &name.text, *first));
        }
        let mut name = wanted.clone();
        let mut number = 1;
        while names.contains_key(&(id, name.clone())) {
            number += 1;
            name = format!("{wanted} ({number})");
        }
        names.insert((id, name.clone()), span);
        name
    }
}

/// A check in words, as it is written.
fn check_text(kind: &tree::CheckKind) -> String {
    match kind {
        tree::CheckKind::Expect(condition) => condition.to_string(),
        tree::CheckKind::Unique(names) => format!("unique {}", names_text(names)),
        tree::CheckKind::NotNull(names) => format!("not null {}", names_text(names)),
        tree::CheckKind::References { columns, to, to_columns } => {
            format!("{} references {} {}", names_text(columns), to.text, names_text(to_columns))
        }
        tree::CheckKind::RowCount { min, max } => match (min, max) {
            (Some(min), Some(max)) => format!("row count {} to {}", min.value, max.value),
            (Some(min), None) => format!("row count at least {}", min.value),
            (None, Some(max)) => format!("row count at most {}", max.value),
            (None, None) => "row count".to_owned(),
        },
    }
}

fn names_text(names: &[Name]) -> String {
    names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(", ")
}
