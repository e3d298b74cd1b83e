//! Walking over expressions.

use super::{Expr, ExprKind, Side};
use crate::Symbol;

impl Expr {
    /// Calls `f` for each expression directly inside this one, in reading order.
    pub fn for_each_child<'e>(&'e self, f: &mut dyn FnMut(&'e Self)) {
        match &self.kind {
            ExprKind::Column { .. } | ExprKind::Literal(_) | ExprKind::Param(_) => {}
            ExprKind::Field { operand, .. } | ExprKind::Cast { operand, .. } => f(operand),
            ExprKind::Call(call) => {
                call.args.iter().for_each(&mut *f);
                call.filter.as_deref().into_iter().for_each(&mut *f);
                if let Some(window) = &call.over {
                    window.partition_by.iter().for_each(&mut *f);
                    window.order_by.iter().for_each(|key| f(&key.expr));
                }
            }
            ExprKind::Case { branches, otherwise } => {
                for (condition, result) in branches {
                    f(condition);
                    f(result);
                }
                if let Some(otherwise) = otherwise {
                    f(otherwise);
                }
            }
            ExprKind::In { operand, list, .. } => {
                f(operand);
                list.iter().for_each(f);
            }
            ExprKind::Array(items) => items.iter().for_each(f),
        }
    }

    /// Calls `f` for each expression directly inside this one, in reading order.
    pub fn for_each_child_mut(&mut self, f: &mut dyn FnMut(&mut Self)) {
        match &mut self.kind {
            ExprKind::Column { .. } | ExprKind::Literal(_) | ExprKind::Param(_) => {}
            ExprKind::Field { operand, .. } | ExprKind::Cast { operand, .. } => f(operand),
            ExprKind::Call(call) => {
                call.args.iter_mut().for_each(&mut *f);
                call.filter.as_deref_mut().into_iter().for_each(&mut *f);
                if let Some(window) = &mut call.over {
                    window.partition_by.iter_mut().for_each(&mut *f);
                    window.order_by.iter_mut().for_each(|key| f(&mut key.expr));
                }
            }
            ExprKind::Case { branches, otherwise } => {
                for (condition, result) in branches {
                    f(condition);
                    f(result);
                }
                if let Some(otherwise) = otherwise {
                    f(otherwise);
                }
            }
            ExprKind::In { operand, list, .. } => {
                f(operand);
                list.iter_mut().for_each(f);
            }
            ExprKind::Array(items) => items.iter_mut().for_each(f),
        }
    }

    /// Calls `f` for each column this expression names, repeats included.
    pub fn for_each_column<'e>(&'e self, f: &mut dyn FnMut(Side, &'e Symbol)) {
        if let ExprKind::Column { side, name } = &self.kind {
            f(*side, name);
        }
        self.for_each_child(&mut |child| child.for_each_column(f));
    }

    /// The column this expression is, when it is nothing more.
    #[must_use]
    pub const fn as_column(&self) -> Option<(Side, &Symbol)> {
        if let ExprKind::Column { side, name } = &self.kind { Some((*side, name)) } else { None }
    }
}
