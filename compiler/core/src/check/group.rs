//! Groups and their measures: `aggregate`, `pivot` and KPIs.
//!
//! A measure that uses keys or earlier measures is computed after grouping: the aggregates in it become hidden measures
//! of the grouping, `__agg_1` …, which a last projection leaves out.

use std::collections::HashSet;
use std::sync::Arc;

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::{Expr, ExprKind, KpiDecl, Name, NamedExpr, SortKey, Top};

use super::calls;
use super::checker::{Checker, column_of};
use super::expr::Context;
use super::grain;
use super::rows::{At, Chain, Distinct, Rows, copied, symbol};
use super::steps::total_order;
use super::walk::{for_each_child, for_each_child_mut};
use crate::Symbol;
use crate::diag;
use crate::functions::{self, Kind};
use crate::ir::{self, Column, Grain, Op, Schema, Side};
use crate::types::Type;

/// What to group and measure.
pub(crate) struct Grouping<'e> {
    /// Keys.
    pub(crate) by: &'e [NamedExpr],
    /// Measures.
    pub(crate) measures: &'e [NamedExpr],
    /// For each measure, the rows its aggregates are over; empty: all rows.
    pub(crate) conditions: &'e [ir::Expr],
    /// Group condition.
    pub(crate) having: Option<&'e Expr>,
    /// The best groups only.
    pub(crate) top: Option<&'e Top>,
}

impl<'e> Grouping<'e> {
    /// A KPI's.
    pub(crate) fn of_kpi(kpi: &'e KpiDecl) -> Self {
        let (having, top) = (kpi.having.as_ref(), kpi.top.as_ref());
        Self { by: &kpi.by, measures: &kpi.measures, conditions: &[], having, top }
    }
}

/// The grouping as it grows.
struct Plan<'e> {
    /// Rows before grouping, for the aggregates.
    source: Schema,
    keys: Vec<ir::NamedExpr>,
    /// Measures of the grouping itself, hidden ones included.
    measures: Vec<(ir::NamedExpr, Span)>,
    /// Entries computed afterwards, top to bottom.
    later: Vec<NamedExpr>,
    /// Keys and measures seen so far: what an expression may use outside aggregates.
    known: HashSet<&'e str>,
    hidden: usize,
    /// The rows that the measure at hand is over.
    condition: Option<&'e ir::Expr>,
}

impl<'t> Checker<'t> {
    /// Groups the rows of a chain.
    pub(crate) fn group(&mut self, chain: &mut Chain<'t>, grouping: &Grouping<'_>, at: At) {
        if grouping.by.is_empty() && grouping.measures.is_empty() {
            if at.keyword != "measures" {
                self.report(diag::empty_aggregate(at.span));
            }
            chain.rows = Rows { open: false, ..chain.rows.after_error() };
            return;
        }
        let (keys, key_columns) = self.group_keys(chain, grouping.by);
        let mut plan = Plan {
            source: Arc::clone(&chain.rows.columns),
            keys,
            measures: Vec::new(),
            later: Vec::new(),
            known: grouping.by.iter().map(|key| key.name.text.as_str()).collect(),
            hidden: 0,
            condition: None,
        };
        for (i, measure) in grouping.measures.iter().enumerate() {
            plan.condition = grouping.conditions.get(i);
            self.measure(chain, measure, &mut plan);
            plan.known.insert(&measure.name.text);
        }
        plan.condition = None;
        let having = grouping.having.map(|having| self.after_grouping(chain, having, &mut plan));
        let order = grouping.top.map(|top| self.order_after_grouping(chain, &top.order, &mut plan));
        let visible: Vec<&Name> = grouping.by.iter().chain(grouping.measures).map(|entry| &entry.name).collect();
        self.emit(chain, plan, key_columns, at);
        if let Some(having) = having {
            self.filter(chain, &having, At { keyword: "having", span: having.span });
        }
        if let (Some(top), Some(order)) = (grouping.top, order) {
            self.top(chain, top, &order);
        }
        only(chain, &visible, at);
    }

    /// The keys, and the columns they become.
    fn group_keys(&mut self, chain: &Chain<'t>, by: &[NamedExpr]) -> (Vec<ir::NamedExpr>, Vec<Column>) {
        let mut distinct = Distinct::default();
        let mut keys = Vec::with_capacity(by.len());
        let mut columns = Vec::with_capacity(by.len());
        for entry in by {
            let expr = self.value(&entry.expr, chain, Context::Row);
            self.comparable(entry.expr.span, &expr.ty);
            let key = ir::NamedExpr { name: symbol(&entry.name), expr };
            if !key.name.is_empty() && distinct.add(&key.name, entry.name.span, &mut self.exprs.diagnostics) {
                columns.push(column_of(&key, entry.name.span, &chain.rows.columns, None));
                keys.push(key);
            }
        }
        (keys, columns)
    }

    /// One measure: part of the grouping when it only aggregates rows, or computed afterwards.
    fn measure<'e>(&mut self, chain: &Chain<'t>, measure: &'e NamedExpr, plan: &mut Plan<'e>) {
        let uses_known = self.outside_aggregates(&measure.expr, &plan.known);
        let (aggregates, windows) = (self.macros.has_aggregate(&measure.expr), self.macros.has_window(&measure.expr));
        let reads_rows = !uses_known && mentions_any(&measure.expr);
        if uses_known || windows || !(aggregates || reads_rows) {
            let expr = self.after_grouping(chain, &measure.expr, plan);
            plan.later.push(NamedExpr { name: measure.name.clone(), expr });
        } else {
            let expr = self.aggregate(chain, &measure.expr, plan);
            plan.measures.push((ir::NamedExpr { name: symbol(&measure.name), expr }, measure.name.span));
        }
    }

    /// An expression of aggregates over the rows of a group.
    fn aggregate(&mut self, chain: &Chain<'t>, expr: &Expr, plan: &Plan<'_>) -> ir::Expr {
        let context = Context::Measures { keys: &plan.keys, earlier: &[] };
        let mut checked = self.value(expr, chain, context);
        if let Some(condition) = plan.condition {
            only_rows_where(&mut checked, condition);
        }
        checked
    }

    /// Whether a key or measure is used outside the aggregates of an expression.
    fn outside_aggregates(&self, expr: &Expr, known: &HashSet<&str>) -> bool {
        if let ExprKind::Call(call) = &expr.kind
            && self.macros.is_aggregate(call)
        {
            return false;
        }
        if let ExprKind::Path(path) = &expr.kind {
            return path.first().is_some_and(|name| known.contains(name.text.as_str()));
        }
        let mut found = false;
        for_each_child(expr, &mut |child| found = found || self.outside_aggregates(child, known));
        found
    }

    /// The expression with its aggregates replaced by hidden measures, to be checked against keys and measures. A
    /// column of the rows that is neither is reported as standing outside an aggregate.
    fn after_grouping(&mut self, chain: &Chain<'t>, expr: &Expr, plan: &mut Plan<'_>) -> Expr {
        let mut expr = expr.clone();
        self.hide_aggregates(chain, &mut expr, plan);
        expr
    }

    fn hide_aggregates(&mut self, chain: &Chain<'t>, expr: &mut Expr, plan: &mut Plan<'_>) {
        if let ExprKind::Call(call) = &expr.kind
            && self.macros.is_aggregate(call)
        {
            let checked = self.aggregate(chain, expr, plan);
            plan.hidden += 1;
            let (name, span) = (format!("__agg_{}", plan.hidden), expr.span);
            plan.measures.push((ir::NamedExpr { name: Symbol::from(name.as_str()), expr: checked }, span));
            expr.kind = ExprKind::Path(vec![Name { text: name, span }]);
        } else if let ExprKind::Path(path) = &expr.kind {
            let known = path.first().is_some_and(|name| plan.known.contains(name.text.as_str()));
            let column = path.iter().take(2).any(|name| chain.rows.column(&name.text).is_some());
            if !known && column {
                self.aggregate(chain, expr, plan);
                expr.kind = ExprKind::Error;
            }
        } else {
            for_each_child_mut(expr, &mut |child| self.hide_aggregates(chain, child, plan));
        }
    }

    fn order_after_grouping(&mut self, chain: &Chain<'t>, order: &[SortKey], plan: &mut Plan<'_>) -> Vec<SortKey> {
        order.iter().map(|key| SortKey { expr: self.after_grouping(chain, &key.expr, plan), ..key.clone() }).collect()
    }

    /// The grouping, and what is computed after it.
    fn emit(&mut self, chain: &mut Chain<'t>, plan: Plan<'_>, mut columns: Vec<Column>, at: At) {
        let mut distinct = Distinct::with(columns.iter());
        let mut measures = Vec::with_capacity(plan.measures.len());
        for (measure, span) in plan.measures {
            if !measure.name.is_empty() && distinct.add(&measure.name, span, &mut self.exprs.diagnostics) {
                columns.push(column_of(&measure, span, &plan.source, None));
                measures.push(measure);
            }
        }
        let names: Vec<Symbol> = plan.keys.iter().map(|key| Arc::clone(&key.name)).collect();
        let grain = if names.is_empty() { Grain::One } else { grain::keys(vec![names]) };
        chain.rows.open = false;
        chain.push(Op::Aggregate { by: plan.keys, measures }, columns.into(), grain, at);
        let mut later = plan.later;
        later.retain(|entry| {
            !entry.name.text.is_empty()
                && distinct.add(&symbol(&entry.name), entry.name.span, &mut self.exprs.diagnostics)
        });
        self.derive(chain, &later, at);
    }

    /// `top`: the first groups, overall or of each group of groups.
    fn top(&mut self, chain: &mut Chain<'t>, top: &Top, order: &[SortKey]) {
        let at = At { keyword: "top", span: top.span };
        let keys = self.sort_keys(chain, order);
        if top.limit.value == 0 {
            self.report(diag::limit_zero(top.limit.span));
            return;
        }
        let rows = chain.rows.clone();
        let per: Vec<Symbol> = self.find_all(&top.per, &rows).iter().map(|column| Arc::clone(&column.name)).collect();
        let order = total_order(keys, &per, &rows, top.span);
        let mut known = grain::keys_of(&grain::filtered(&rows.grain));
        let columns = Arc::clone(&rows.columns);
        if top.per.is_empty() {
            chain.push_same(Op::Sort(order), at);
            chain.push(Op::Limit(top.limit.value), columns, grain::filtered(&rows.grain), at);
        } else {
            if top.limit.value == 1 {
                known.push(per.clone());
            }
            chain.push(Op::TopPerGroup { per, order, limit: top.limit.value }, columns, grain::keys(known), at);
        }
    }
}

/// Leaves exactly these columns, in this order; adds nothing when they are there already.
fn only(chain: &mut Chain<'_>, names: &[&Name], at: At) {
    let rows = chain.rows.clone();
    let wanted: Vec<&Column> = names.iter().filter_map(|name| rows.column(&name.text)).collect();
    if wanted.len() == rows.columns.len() && wanted.iter().zip(rows.columns.iter()).all(|(a, b)| a.name == b.name) {
        return;
    }
    let named: Vec<ir::NamedExpr> = wanted.iter().map(|column| copied(Side::Left, column)).collect();
    let grain = grain::projected(&rows.grain, &named);
    let columns: Vec<Column> = wanted.into_iter().cloned().collect();
    chain.push(Op::Project(named), columns.into(), grain, at);
}

/// Restricts every aggregate of a measure to the rows where the condition is true.
fn only_rows_where(expr: &mut ir::Expr, condition: &ir::Expr) {
    if let ir::ExprKind::Call(call) = &mut expr.kind {
        let function = functions::overload(call.overload).map(|(function, _)| function.kind);
        if matches!(function, Some(Kind::Aggregate { .. })) && call.over.is_none() {
            let both = match call.filter.take() {
                Some(filter) => {
                    let (nullable, span) = (filter.nullable || condition.nullable, filter.span);
                    calls::call("and", vec![condition.clone(), *filter], Type::Boolean, nullable, span)
                }
                None => condition.clone(),
            };
            call.filter = Some(Box::new(both));
            return;
        }
    }
    expr.for_each_child_mut(&mut |child| only_rows_where(child, condition));
}

/// Whether an expression names any column at all.
fn mentions_any(expr: &Expr) -> bool {
    if matches!(expr.kind, ExprKind::Path(_)) {
        return true;
    }
    let mut found = false;
    for_each_child(expr, &mut |child| found = found || mentions_any(child));
    found
}
