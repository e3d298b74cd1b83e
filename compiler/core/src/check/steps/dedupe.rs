//! `dedupe`: one row per key.

use std::sync::Arc;

use pipelinec_syntax::tree::{Name, SortKey};

use super::sort::total_order;
use crate::Symbol;
use crate::check::checker::Checker;
use crate::check::grain;
use crate::check::rows::{At, Chain};
use crate::diag;
use crate::ir::{Grain, Op};

impl<'t> Checker<'t> {
    /// Keeps the first row of each key; without a key, one of each rows that are equal.
    pub(crate) fn dedupe(&mut self, chain: &mut Chain<'t>, by: &[Name], order: &[SortKey], at: At) {
        let rows = chain.rows.clone();
        let keys: Vec<Symbol> =
            self.find_comparable(by, "`dedupe`", &rows).iter().map(|column| Arc::clone(&column.name)).collect();
        let given = self.sort_keys(chain, order);
        if by.is_empty() {
            if let Some(first) = order.first() {
                self.report(diag::order_without_key(first.expr.span));
            }
            self.all_comparable(chain, at);
        }
        let order = if keys.is_empty() { Vec::new() } else { total_order(given, &keys, &rows, at.span) };
        let key = if keys.is_empty() { all_names(chain) } else { keys.clone() };
        let known = grain::keys_of(&rows.grain);
        let grain = if rows.open && keys.is_empty() {
            Grain::Unknown
        } else {
            grain::keys(known.into_iter().chain([key]).collect())
        };
        let columns = Arc::clone(&rows.columns);
        chain.push(Op::Dedupe { by: keys, order }, columns, grain, at);
    }

    /// Reports columns that cannot be compared where whole rows are.
    pub(super) fn all_comparable(&mut self, chain: &Chain<'t>, at: At) {
        if let Some(column) = chain.rows.columns.iter().find(|column| !column.ty.is_orderable()) {
            let (span, name) = (column.span, Arc::clone(&column.name));
            self.report(diag::not_orderable(at.span, &column.ty.clone(), "compared").also(span, format!("`{name}`")));
        }
    }
}

/// The names of all columns.
pub(super) fn all_names(chain: &Chain<'_>) -> Vec<Symbol> {
    chain.rows.columns.iter().map(|column| Arc::clone(&column.name)).collect()
}
