//! `derive`: columns added or replaced, top to bottom.

use std::collections::HashSet;

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::NamedExpr;

use crate::check::checker::{Checker, column_of};
use crate::check::expr::Context;
use crate::check::grain;
use crate::check::rows::{At, Chain, Distinct, Index, symbol};
use crate::check::walk::mentions;
use crate::ir::{self, Column, Op};

impl<'t> Checker<'t> {
    /// Adds or replaces columns. An operator's expressions see only what was before it, so an entry that uses an
    /// earlier one starts a new operator.
    pub(crate) fn derive(&mut self, chain: &mut Chain<'t>, entries: &[NamedExpr], at: At) {
        let mut batch: Vec<(ir::NamedExpr, Span)> = Vec::new();
        let mut names: HashSet<&str> = HashSet::new();
        for entry in entries {
            if names.contains(entry.name.text.as_str()) || mentions(&entry.expr, &names) {
                self.extend(chain, std::mem::take(&mut batch), at);
                names.clear();
            }
            let expr = self.value(&entry.expr, chain, Context::RowWithWindows);
            if !entry.name.text.is_empty() {
                names.insert(&entry.name.text);
                batch.push((ir::NamedExpr { name: symbol(&entry.name), expr }, entry.name.span));
            }
        }
        self.extend(chain, batch, at);
    }

    /// One [`Op::Extend`] of checked expressions.
    pub(crate) fn extend(&mut self, chain: &mut Chain<'t>, entries: Vec<(ir::NamedExpr, Span)>, at: At) {
        let width = chain.rows.columns.len() + entries.len();
        if entries.is_empty() {
            return;
        }
        if !self.spend(width, at.span) {
            chain.rows.open = true;
            return;
        }
        let before = &chain.rows.columns;
        let index = Index::new(before);
        let mut columns: Vec<Column> = before.to_vec();
        let mut added = Distinct::with(before.iter());
        let mut named = Vec::with_capacity(entries.len());
        for (entry, span) in entries {
            let column = column_of(&entry, span, before, None);
            match index.position(&entry.name).and_then(|i| columns.get_mut(i)) {
                Some(place) => *place = column,
                None if added.add(&entry.name, span, &mut self.exprs.diagnostics) => columns.push(column),
                None => continue,
            }
            named.push(entry);
        }
        let grain = grain::replaced(&chain.rows.grain, &named);
        chain.push(Op::Extend(named), columns.into(), grain, at);
    }
}
