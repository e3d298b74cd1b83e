//! Walking over and rewriting expressions of the syntax tree.

use std::collections::{HashMap, HashSet};

use pipelinec_syntax::tree::{Call, Expr, ExprKind, IsTest, MacroDecl, Name};

use crate::functions::{self, Kind};

/// Calls `f` for each expression directly inside `expr`.
pub(crate) fn for_each_child_mut(expr: &mut Expr, f: &mut dyn FnMut(&mut Expr)) {
    match &mut expr.kind {
        ExprKind::Error
        | ExprKind::Null
        | ExprKind::Boolean(_)
        | ExprKind::Integer(_)
        | ExprKind::Decimal(_)
        | ExprKind::Double(_)
        | ExprKind::String(_)
        | ExprKind::Date(_)
        | ExprKind::Timestamp(_)
        | ExprKind::Interval { .. }
        | ExprKind::Path(_)
        | ExprKind::Param(_) => {}
        ExprKind::Unary { operand, .. } | ExprKind::Cast { operand, .. } => f(operand),
        ExprKind::Binary { left, right, .. } => {
            f(left);
            f(right);
        }
        ExprKind::Is { operand, test, .. } => {
            f(operand);
            if let IsTest::DistinctFrom(other) = test {
                f(other);
            }
        }
        ExprKind::Between { operand, low, high, .. } => {
            f(operand);
            f(low);
            f(high);
        }
        ExprKind::In { operand, list, .. } => {
            f(operand);
            list.iter_mut().for_each(f);
        }
        ExprKind::Like { operand, pattern, escape, .. } => {
            f(operand);
            f(pattern);
            escape.iter_mut().for_each(|e| f(e));
        }
        ExprKind::Case { operand, branches, otherwise } => {
            operand.iter_mut().for_each(|e| f(e));
            for (condition, result) in branches {
                f(condition);
                f(result);
            }
            otherwise.iter_mut().for_each(|e| f(e));
        }
        ExprKind::Call(call) => for_each_call_child_mut(call, f),
        ExprKind::Array(items) => items.iter_mut().for_each(f),
        ExprKind::Index { operand, index } => {
            f(operand);
            f(index);
        }
    }
}

fn for_each_call_child_mut(call: &mut Call, f: &mut dyn FnMut(&mut Expr)) {
    call.args.iter_mut().for_each(&mut *f);
    call.filter.as_deref_mut().into_iter().for_each(&mut *f);
    if let Some(window) = &mut call.over {
        window.partition_by.iter_mut().for_each(&mut *f);
        window.order_by.iter_mut().for_each(|key| f(&mut key.expr));
    }
}

/// Calls `f` for each expression directly inside `expr`.
pub(crate) fn for_each_child<'e>(expr: &'e Expr, f: &mut dyn FnMut(&'e Expr)) {
    match &expr.kind {
        ExprKind::Error
        | ExprKind::Null
        | ExprKind::Boolean(_)
        | ExprKind::Integer(_)
        | ExprKind::Decimal(_)
        | ExprKind::Double(_)
        | ExprKind::String(_)
        | ExprKind::Date(_)
        | ExprKind::Timestamp(_)
        | ExprKind::Interval { .. }
        | ExprKind::Path(_)
        | ExprKind::Param(_) => {}
        ExprKind::Unary { operand, .. } | ExprKind::Cast { operand, .. } => f(operand),
        ExprKind::Binary { left, right, .. } => {
            f(left);
            f(right);
        }
        ExprKind::Is { operand, test, .. } => {
            f(operand);
            if let IsTest::DistinctFrom(other) = test {
                f(other);
            }
        }
        ExprKind::Between { operand, low, high, .. } => {
            f(operand);
            f(low);
            f(high);
        }
        ExprKind::In { operand, list, .. } => {
            f(operand);
            list.iter().for_each(f);
        }
        ExprKind::Like { operand, pattern, escape, .. } => {
            f(operand);
            f(pattern);
            escape.iter().for_each(|e| f(e));
        }
        ExprKind::Case { operand, branches, otherwise } => {
            operand.iter().for_each(|e| f(e));
            for (condition, result) in branches {
                f(condition);
                f(result);
            }
            otherwise.iter().for_each(|e| f(e));
        }
        ExprKind::Call(call) => for_each_call_child(call, f),
        ExprKind::Array(items) => items.iter().for_each(f),
        ExprKind::Index { operand, index } => {
            f(operand);
            f(index);
        }
    }
}

fn for_each_call_child<'e>(call: &'e Call, f: &mut dyn FnMut(&'e Expr)) {
    call.args.iter().for_each(&mut *f);
    call.filter.as_deref().into_iter().for_each(&mut *f);
    if let Some(window) = &call.over {
        window.partition_by.iter().for_each(&mut *f);
        window.order_by.iter().for_each(|key| f(&key.expr));
    }
}

/// Whether an expression may read one of these columns, plain or as `table.column`.
pub(crate) fn mentions(expr: &Expr, names: &HashSet<&str>) -> bool {
    if names.is_empty() {
        return false;
    }
    if let ExprKind::Path(path) = &expr.kind {
        return path.iter().take(2).any(|name| names.contains(name.text.as_str()));
    }
    let mut found = false;
    for_each_child(expr, &mut |child| found = found || mentions(child, names));
    found
}

/// The column an expression is, when it is nothing more: its last name.
pub(crate) fn as_path(expr: &Expr) -> Option<&[Name]> {
    if let ExprKind::Path(path) = &expr.kind { Some(path) } else { None }
}

/// How far macros that stand before those they use are followed. (Two macros of one name never settle.)
const MAX_MACRO_DEPTH: usize = 32;

/// What the bodies of a project's macros hold: a call of one that aggregates is an aggregate.
pub(crate) struct Macros<'t> {
    traits: HashMap<&'t str, Traits>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Traits {
    aggregates: bool,
    windows: bool,
}

impl<'t> Macros<'t> {
    /// Looks into the bodies. Macros may use one another in any order, so this repeats until nothing changes.
    pub(crate) fn new(declarations: &'t [MacroDecl]) -> Self {
        let mut macros = Self { traits: HashMap::new() };
        for _ in 0..MAX_MACRO_DEPTH {
            let mut changed = false;
            for declaration in declarations {
                let traits = Traits {
                    aggregates: macros.has_aggregate(&declaration.body),
                    windows: macros.has_window(&declaration.body),
                };
                changed |= macros.traits.insert(&declaration.name.text, traits) != Some(traits);
            }
            if !changed {
                break;
            }
        }
        macros
    }

    /// Whether a call, by itself, turns the rows of a group into one value.
    pub(crate) fn is_aggregate(&self, call: &Call) -> bool {
        if call.over.is_some() {
            return false;
        }
        match self.traits.get(call.name.text.as_str()) {
            Some(traits) => traits.aggregates,
            None => functions::find(&call.name.text)
                .is_some_and(|(_, function)| matches!(function.kind, Kind::Aggregate { .. })),
        }
    }

    /// Whether an expression holds an aggregate anywhere.
    pub(crate) fn has_aggregate(&self, expr: &Expr) -> bool {
        if let ExprKind::Call(call) = &expr.kind
            && self.is_aggregate(call)
        {
            return true;
        }
        let mut found = false;
        for_each_child(expr, &mut |child| found = found || self.has_aggregate(child));
        found
    }

    /// Whether an expression holds a window anywhere.
    pub(crate) fn has_window(&self, expr: &Expr) -> bool {
        if let ExprKind::Call(call) = &expr.kind
            && (call.over.is_some() || self.traits.get(call.name.text.as_str()).is_some_and(|t| t.windows))
        {
            return true;
        }
        let mut found = false;
        for_each_child(expr, &mut |child| found = found || self.has_window(child));
        found
    }
}
