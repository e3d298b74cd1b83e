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
use crate::ir::{self, Grain, Op, Order, Side, order_after};

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

    /// `limit`. The order of the last `sort` is made total, so that every engine keeps the same rows; without one,
    /// rows are ordered by their key or all their columns (and a lint says so).
    pub(crate) fn limit(&mut self, chain: &mut Chain<'t>, limit: &Spanned<u64>, at: At) {
        if limit.value == 0 {
            self.report(diag::limit_zero(limit.span));
            return;
        }
        let (given, sorted) = take_order(chain).unwrap_or_else(|| (Vec::new(), at));
        let order = total_order(given, &[], &chain.rows, sorted.span);
        if !order.is_empty() {
            chain.push_same(Op::Sort(order), sorted);
        }
        let grain = grain::filtered(&chain.rows.grain);
        let columns = Arc::clone(&chain.rows.columns);
        chain.push(Op::Limit(limit.value), columns, grain, at);
    }

    /// The rows of a query come in the order of its last `sort`, whatever steps stand after it.
    pub(crate) fn keep_order(&self, chain: &mut Chain<'t>) {
        if !matches!(chain.steps.last(), Some(ir::Step { op: Op::Sort(_) | Op::Limit(_), .. }) | None)
            && let Some((keys, sorted)) = take_order(chain)
        {
            chain.push_same(Op::Sort(keys), sorted);
        }
    }
}

/// The order that the rows are in, and the place of its `sort`. The sort itself goes, unless a limit needs it: whoever
/// takes the order puts it where it matters.
fn take_order(chain: &mut Chain<'_>) -> Option<(Vec<ir::SortKey>, At)> {
    let Order::Kept { sort, keys } = order_after(&chain.steps) else { return None };
    let step = chain.steps.get(sort)?;
    let at = At { keyword: step.keyword, span: step.span };
    if !matches!(chain.steps.get(sort + 1), Some(ir::Step { op: Op::Limit(_), .. })) {
        chain.steps.remove(sort);
    }
    Some((keys, at))
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
