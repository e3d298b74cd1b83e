//! `sort` and `limit`: an order, and the first rows of it.

use std::sync::Arc;

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::{SortKey, Spanned};

use crate::Symbol;
use crate::check::checker::Checker;
use crate::check::expr::Context;
use crate::check::grain;
use crate::check::rows::{At, Chain, Rows, column_expr};
use crate::diag;
use crate::ir::{self, Grain, Op, Side};

impl<'t> Checker<'t> {
    /// `sort`.
    pub(crate) fn sort(&mut self, chain: &mut Chain<'t>, keys: &[SortKey], at: At) {
        let keys = self.sort_keys(chain, keys);
        if !keys.is_empty() {
            chain.push_same(Op::Sort(keys), at);
        }
    }

    /// Sort keys over the rows of a chain.
    pub(crate) fn sort_keys(&mut self, chain: &Chain<'t>, keys: &[SortKey]) -> Vec<ir::SortKey> {
        self.with_scope(chain, Context::Row, |exprs, scope| exprs.check_sort_keys(keys, scope))
    }

    /// `limit`. The order before it is made total, so that every engine keeps the same rows; without a `sort` before
    /// it, rows are ordered by their key or all their columns (and a lint says so).
    pub(crate) fn limit(&mut self, chain: &mut Chain<'t>, limit: &Spanned<u64>, sorted: bool, at: At) {
        if limit.value == 0 {
            self.report(diag::limit_zero(limit.span));
            return;
        }
        let given = match chain.steps.last_mut() {
            Some(ir::Step { op: Op::Sort(keys), .. }) if sorted => Some(keys),
            Some(_) | None => None,
        };
        match given {
            Some(keys) => {
                let order = total_order(std::mem::take(keys), &[], &chain.rows, at.span);
                *keys = order;
            }
            None => {
                let order = total_order(Vec::new(), &[], &chain.rows, at.span);
                if !order.is_empty() {
                    chain.push_same(Op::Sort(order), at);
                }
            }
        }
        let grain = grain::filtered(&chain.rows.grain);
        let columns = Arc::clone(&chain.rows.columns);
        chain.push(Op::Limit(limit.value), columns, grain, at);
    }
}

/// The order with tie-breakers: the columns of the smallest known key, or else all columns that have an order. Groups
/// of `by` are told apart already.
pub(crate) fn total_order(order: Vec<ir::SortKey>, by: &[Symbol], rows: &Rows, span: Span) -> Vec<ir::SortKey> {
    let mut used: Vec<&str> = by.iter().map(|name| &**name).collect();
    let plain: Vec<Symbol> =
        order.iter().filter_map(|key| key.expr.as_column().map(|(_, name)| Arc::clone(name))).collect();
    used.extend(plain.iter().map(|name| &**name));
    if grain::covered(&rows.grain, &used) {
        return order;
    }
    let breakers: Vec<&ir::Column> = match &rows.grain {
        Grain::Keys(keys) => keys.first().into_iter().flatten().filter_map(|name| rows.column(name)).collect(),
        Grain::Unknown | Grain::One => rows.columns.iter().filter(|c| c.ty.is_orderable()).collect(),
    };
    let breakers = breakers.into_iter().filter(|column| !used.contains(&&*column.name));
    let keys = breakers.map(|column| ir::SortKey {
        expr: column_expr(Side::Left, column, span),
        descending: false,
        nulls_first: false,
    });
    let keys: Vec<ir::SortKey> = keys.collect();
    order.into_iter().chain(keys).collect()
}
