//! `filter`: rows where the condition is true, and what that says about nulls.

use pipelinec_syntax::tree::{BinaryOp, Expr, ExprKind, IsTest};

use crate::check::checker::Checker;
use crate::check::expr::Context;
use crate::check::grain;
use crate::check::rows::{At, Chain, Index};
use crate::check::walk::as_path;
use crate::ir::{Column, Op, Schema};

impl<'t> Checker<'t> {
    /// Keeps the rows where the condition is true.
    pub(crate) fn filter(&mut self, chain: &mut Chain<'t>, condition: &Expr, at: At) {
        let checked = self.with_scope(chain, Context::Row, |exprs, scope| exprs.check_condition(condition, scope));
        let columns = without_nulls(condition, chain);
        let grain = grain::filtered(&chain.rows.grain);
        chain.push(Op::Filter(checked), columns, grain, at);
    }
}

/// The columns after the condition held: those it needs a value of are not null.
fn without_nulls(condition: &Expr, chain: &Chain<'_>) -> Schema {
    let mut names = Vec::new();
    needed(condition, chain.name, &mut names);
    let index = Index::new(&chain.rows.columns);
    let positions: Vec<usize> = names.iter().filter_map(|name| index.position(name)).collect();
    if positions.iter().all(|p| chain.rows.columns.get(*p).is_none_or(|column| !column.nullable)) {
        return Schema::clone(&chain.rows.columns);
    }
    let mut columns: Vec<Column> = chain.rows.columns.to_vec();
    for position in positions {
        if let Some(column) = columns.get_mut(position) {
            column.nullable = false;
        }
    }
    columns.into()
}

/// Columns that cannot be null where the condition is true: tested for it, or compared.
fn needed<'e>(condition: &'e Expr, source: &str, names: &mut Vec<&'e str>) {
    let mut column = |expr: &'e Expr| match as_path(expr) {
        Some([column]) => names.push(&column.text),
        Some([table, column]) if table.text == source => names.push(&column.text),
        Some(_) | None => {}
    };
    match &condition.kind {
        ExprKind::Is { operand, test: IsTest::Null, negated: true }
        | ExprKind::Is { operand, test: IsTest::True | IsTest::False, negated: false }
        | ExprKind::In { operand, .. }
        | ExprKind::Like { operand, .. }
        | ExprKind::Between { operand, .. } => column(operand),
        ExprKind::Path(_) => column(condition),
        ExprKind::Binary { op, left, right, .. } => match op {
            BinaryOp::And => {
                needed(left, source, names);
                needed(right, source, names);
            }
            BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => {
                column(left);
                column(right);
            }
            BinaryOp::Or
            | BinaryOp::Add
            | BinaryOp::Subtract
            | BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::Modulo
            | BinaryOp::Concat => {}
        },
        ExprKind::Is { .. }
        | ExprKind::Error
        | ExprKind::Null
        | ExprKind::Boolean(_)
        | ExprKind::Integer(_)
        | ExprKind::Decimal(_)
        | ExprKind::Double(_)
        | ExprKind::String(_)
        | ExprKind::Date(_)
        | ExprKind::Timestamp(_)
        | ExprKind::Interval { .. }
        | ExprKind::Param(_)
        | ExprKind::Unary { .. }
        | ExprKind::Case { .. }
        | ExprKind::Cast { .. }
        | ExprKind::Call(_)
        | ExprKind::Array(_)
        | ExprKind::Index { .. } => {}
    }
}
