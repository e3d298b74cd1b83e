//! The state of one check run, shared by the modules that check one kind of declaration each.

use std::collections::HashSet;
use std::sync::Arc;

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::{self, Name, Tree};

use super::expr::{Context, ExprChecker, Scope};
use super::names::Names;
use super::rows::{Chain, Index, Rows};
use super::walk::Macros as MacroTraits;
use crate::diag::{self, Diagnostic, code};
use crate::ir::{self, Column, DatasetId, Schema};
use crate::types::Type;

/// Checks the datasets of one project, parents first.
pub(crate) struct Checker<'t> {
    /// What is checked.
    pub(crate) tree: &'t Tree,
    /// All datasets by name.
    pub(crate) names: Names<'t>,
    /// Checks expressions, and collects all diagnostics.
    pub(crate) exprs: ExprChecker<'t>,
    /// Which macros aggregate.
    pub(crate) macros: MacroTraits<'t>,
    /// The id of every declaration: its position in dependency order.
    pub(crate) ids: Vec<DatasetId>,
    /// Datasets checked so far, by declaration.
    pub(crate) checked: Vec<Option<Rows>>,
    /// The same as the pipeline will hold them, in dependency order.
    pub(crate) finished: Vec<ir::Dataset>,
    /// What may still be held of columns after steps and cells of tests.
    pub(crate) budget: usize,
}

/// How many columns all steps of a project may have, together: some hundred megabytes. A thousand times what large
/// projects need; a few lines can ask for more (a `derive` of thousands of entries that use one another).
pub(crate) const BUDGET: usize = 8_000_000;

impl<'t> Checker<'t> {
    /// Reports a finding.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        self.exprs.diagnostics.push(diagnostic);
    }

    /// Takes from the budget; `false` when there is none left, which is reported the first time.
    pub(crate) fn spend(&mut self, columns: usize, span: Span) -> bool {
        if self.budget == 0 {
            return false;
        }
        self.budget = self.budget.saturating_sub(columns);
        if self.budget == 0 {
            self.report(diag::project_too_large(span));
        }
        self.budget > 0
    }

    /// A name as a dataset that has been checked, its id and its rows; rows with unknown columns when the name is
    /// wrong or stands on a cycle, both reported by [`super::order`].
    pub(crate) fn source(&self, name: &Name) -> (Option<usize>, DatasetId, Rows) {
        let index = self.names.find(&name.text);
        let id = index.and_then(|i| self.ids.get(i)).copied().unwrap_or(DatasetId(0));
        let rows = index.and_then(|i| self.checked.get(i)).and_then(Option::as_ref);
        (index, id, rows.cloned().unwrap_or_else(Rows::unknown))
    }

    /// The checked dataset of a declaration.
    pub(crate) fn dataset(&self, index: usize) -> Option<&ir::Dataset> {
        let id = self.ids.get(index)?;
        self.finished.get(id.0 as usize)
    }

    /// Runs `f` of the expression checker over the rows of a chain.
    pub(crate) fn with_scope<R>(
        &mut self,
        chain: &Chain<'t>,
        context: Context<'_>,
        f: impl FnOnce(&mut ExprChecker<'t>, &Scope<'_>) -> R,
    ) -> R {
        let scope = Scope {
            left: &chain.rows.columns,
            right: None,
            left_names: vec![chain.name],
            right_names: Vec::new(),
            context,
        };
        self.quietly(chain.rows.open, |exprs| f(exprs, &scope))
    }

    /// Runs `f`, and forgets what it reports about unknown columns when not all columns are known.
    pub(crate) fn quietly<R>(&mut self, open: bool, f: impl FnOnce(&mut ExprChecker<'t>) -> R) -> R {
        let before = self.exprs.diagnostics.len();
        let result = f(&mut self.exprs);
        if open {
            let new = self.exprs.diagnostics.split_off(before);
            self.exprs.diagnostics.extend(new.into_iter().filter(|d| d.code != code::E0201 && d.code != code::E0208));
        }
        result
    }

    /// An expression over the rows of a chain that becomes a column.
    pub(crate) fn value(&mut self, expr: &tree::Expr, chain: &Chain<'t>, context: Context<'_>) -> ir::Expr {
        self.with_scope(chain, context, |exprs, scope| exprs.check_value(expr, scope))
    }

    /// A named column of the rows, or `None` after reporting that there is none. An empty name was reported before.
    pub(crate) fn find<'r>(&mut self, name: &Name, rows: &'r Rows, index: &Index<'r>) -> Option<&'r Column> {
        let found = index.get(&name.text);
        if found.is_none() && !rows.open && !name.text.is_empty() {
            self.report(diag::unknown_column(name.span, &name.text, rows.columns.iter().map(|c| &*c.name)));
        }
        found
    }

    /// All named columns that exist; the others are reported.
    pub(crate) fn find_all<'r>(&mut self, names: &[Name], rows: &'r Rows) -> Vec<&'r Column> {
        let index = Index::new(&rows.columns);
        names.iter().filter_map(|name| self.find(name, rows, &index)).collect()
    }

    /// Like [`Checker::find_all`], for lists in which a column stands once.
    pub(crate) fn find_distinct<'r>(&mut self, names: &[Name], what: &'static str, rows: &'r Rows) -> Vec<&'r Column> {
        let index = Index::new(&rows.columns);
        let mut seen: HashSet<&str> = HashSet::new();
        let mut found: Vec<&Column> = Vec::with_capacity(names.len());
        for name in names {
            if let Some(column) = self.find(name, rows, &index) {
                if seen.insert(&name.text) {
                    found.push(column);
                } else {
                    self.report(diag::listed_twice(name.span, &name.text, what));
                }
            }
        }
        found
    }

    /// Like [`Checker::find_distinct`], for columns whose values are compared with one another.
    pub(crate) fn find_comparable<'r>(
        &mut self,
        names: &[Name],
        what: &'static str,
        rows: &'r Rows,
    ) -> Vec<&'r Column> {
        let found = self.find_distinct(names, what, rows);
        for column in &found {
            let span = names.iter().find(|name| *name.text == *column.name).map_or(column.span, |name| name.span);
            self.comparable(span, &column.ty);
        }
        found
    }

    /// Whether values of this type can be compared; reports it when not.
    pub(crate) fn comparable(&mut self, span: Span, ty: &Type) -> bool {
        if !ty.is_orderable() {
            self.report(diag::not_orderable(span, ty, "compared"));
        }
        ty.is_orderable()
    }
}

/// The column a named expression makes.
pub(crate) fn column_of(named: &ir::NamedExpr, span: Span, left: &Schema, right: Option<&Schema>) -> Column {
    Column {
        name: Arc::clone(&named.name),
        ty: named.expr.ty.clone(),
        nullable: named.expr.nullable,
        pii: super::expr::carries_pii(&named.expr, left, right),
        span,
    }
}
