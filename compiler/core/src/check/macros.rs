//! Macros: `functions:` of a spec, typed at each call and inlined.

use std::collections::{BTreeMap, BTreeSet};

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::{Expr, ExprKind, IsTest, MacroDecl, Name, TypeName};

use super::expr::{MAP_GET, is_callable};
use super::types::resolve_type;
use crate::Symbol;
use crate::diag::{self, Diagnostic};
use crate::functions;
use crate::types::Type;

/// The macros of a project, by name.
#[derive(Debug, Default)]
pub struct Macros {
    list: Vec<Macro>,
    by_name: BTreeMap<Symbol, usize>,
}

/// One macro.
#[derive(Debug)]
pub struct Macro {
    /// Its name.
    pub name: Symbol,
    /// Its parameters, each optionally with a type arguments are converted to.
    pub params: Vec<(Symbol, Option<Type>)>,
    /// What a call means.
    pub body: Expr,
    /// Where it was declared.
    pub span: Span,
    /// Reported at the declaration: calls say nothing more.
    pub broken: bool,
}

impl Macros {
    /// Collects the declarations and checks what can be checked without a call: names, recursion, unused parameters.
    #[must_use]
    pub fn new(declarations: &[MacroDecl]) -> (Self, Vec<Diagnostic>) {
        let mut macros = Self::default();
        let mut diagnostics = Vec::new();
        for declaration in declarations {
            let name = &declaration.name;
            if let Some(first) = macros.find(&name.text).and_then(|index| macros.get(index)) {
                diagnostics.push(diag::declared_twice(name.span, "function", &name.text, first.span));
                continue;
            }
            if is_function(&name.text) {
                diagnostics.push(diag::macro_shadows_function(name.span, &name.text));
            }
            let index = macros.list.len();
            macros.by_name.insert(name.text.as_str().into(), index);
            macros.list.push(declare(declaration, &mut diagnostics));
        }
        macros.refuse_cycles(&mut diagnostics);
        (macros, diagnostics)
    }

    /// The index of a macro.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The macro of an index.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&Macro> {
        self.list.get(index)
    }

    /// All names, in alphabetical order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(|name| &**name)
    }

    /// Those no call reached, in the order they were declared.
    pub(crate) fn unused(&self, used: &BTreeSet<usize>) -> Vec<(&str, Span)> {
        let unused = self.list.iter().enumerate().filter(|(index, found)| !used.contains(index) && !found.broken);
        unused.map(|(_, found)| (&*found.name, found.span)).collect()
    }

    /// Reports every ring of macros that call each other, once. A stack of its own, because a chain may be long.
    fn refuse_cycles(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        let calls: Vec<Vec<(usize, Span)>> = self.list.iter().map(|found| self.calls(&found.body)).collect();
        let mut done = vec![false; self.list.len()];
        for start in 0..self.list.len() {
            let mut path: Vec<(usize, usize)> = vec![(start, 0)];
            while let Some((index, next)) = path.last_mut() {
                let index = *index;
                let call = calls.get(index).and_then(|calls| calls.get(*next));
                *next += 1;
                match call {
                    _ if done.get(index) == Some(&true) => {
                        path.pop();
                    }
                    None => {
                        done.iter_mut().skip(index).take(1).for_each(|done| *done = true);
                        path.pop();
                    }
                    Some((called, place)) => match path.iter().position(|(on_path, _)| on_path == called) {
                        Some(first) => {
                            let ring: Vec<usize> = path.iter().skip(first).map(|(index, _)| *index).collect();
                            self.refuse_ring(&ring, *place, diagnostics);
                        }
                        None => path.push((*called, 0)),
                    },
                }
            }
        }
    }

    /// Reports one ring, unless a ring through the same macros has been.
    fn refuse_ring(&mut self, ring: &[usize], place: Span, diagnostics: &mut Vec<Diagnostic>) {
        let names: Vec<Symbol> = ring.iter().filter_map(|i| self.get(*i)).map(|found| found.name.clone()).collect();
        let known = ring.iter().all(|i| self.get(*i).is_some_and(|found| found.broken));
        if !known {
            diagnostics.push(diag::macro_recursion(place, &names.iter().map(|name| &**name).collect::<Vec<_>>()));
        }
        for (_, found) in self.list.iter_mut().enumerate().filter(|(i, _)| ring.contains(i)) {
            found.broken = true;
        }
    }

    /// The macros a body calls.
    fn calls(&self, body: &Expr) -> Vec<(usize, Span)> {
        let mut out = Vec::new();
        visit(body, &mut |expr| {
            if let ExprKind::Call(call) = &expr.kind
                && let Some(index) = self.find(&call.name.text)
            {
                out.push((index, call.name.span));
            }
        });
        out
    }
}

/// Whether calls of that name mean a function of the language.
fn is_function(name: &str) -> bool {
    name == MAP_GET || functions::find(name).is_some_and(|(_, function)| is_callable(function))
}

/// One declaration: its parameters, and the names in its body.
fn declare(declaration: &MacroDecl, diagnostics: &mut Vec<Diagnostic>) -> Macro {
    let mut params: Vec<(Symbol, Option<Type>)> = Vec::with_capacity(declaration.params.len());
    for (name, ty) in &declaration.params {
        if params.iter().any(|(earlier, _)| **earlier == *name.text) {
            diagnostics.push(diag::duplicate_macro_param(name.span, &name.text, &declaration.name.text));
        }
        params.push((name.text.as_str().into(), ty.as_ref().map(|ty: &TypeName| resolve_type(ty, diagnostics))));
    }
    let names: Vec<&str> = declaration.params.iter().map(|(name, _)| name.text.as_str()).collect();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    let mut unknown: Vec<&Name> = Vec::new();
    let mut incomplete = false;
    visit(&declaration.body, &mut |expr| {
        incomplete |= expr.kind == ExprKind::Error;
        let ExprKind::Path(parts) = &expr.kind else { return };
        match parts.first() {
            Some(first) if names.contains(&first.text.as_str()) => {
                used.insert(&first.text);
            }
            first => unknown.extend(first),
        }
    });
    for name in &unknown {
        diagnostics.push(diag::macro_unknown_name(name.span, &name.text, &declaration.name.text, &names));
    }
    let broken = incomplete || !unknown.is_empty();
    if !broken {
        for (name, _) in declaration.params.iter().filter(|(name, _)| !used.contains(name.text.as_str())) {
            diagnostics.push(diag::unused_macro_param(name.span, &name.text, &declaration.name.text));
        }
    }
    let name = declaration.name.text.as_str().into();
    Macro { name, params, body: declaration.body.clone(), span: declaration.name.span, broken }
}

/// Calls `f` for the expression and every one inside it.
fn visit<'t>(expr: &'t Expr, f: &mut dyn FnMut(&'t Expr)) {
    f(expr);
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
        ExprKind::Unary { operand, .. } | ExprKind::Cast { operand, .. } => visit(operand, f),
        ExprKind::Binary { left: a, right: b, .. } | ExprKind::Index { operand: a, index: b } => {
            visit(a, f);
            visit(b, f);
        }
        ExprKind::Is { operand, test, .. } => {
            visit(operand, f);
            if let IsTest::DistinctFrom(other) = test {
                visit(other, f);
            }
        }
        ExprKind::Between { operand, low, high, .. } => [operand, low, high].into_iter().for_each(|e| visit(e, f)),
        ExprKind::In { operand, list, .. } => {
            visit(operand, f);
            list.iter().for_each(|e| visit(e, f));
        }
        ExprKind::Like { operand, pattern, escape, .. } => {
            [operand, pattern].into_iter().chain(escape).for_each(|e| visit(e, f));
        }
        ExprKind::Case { operand, branches, otherwise } => {
            operand.iter().for_each(|e| visit(e, f));
            branches.iter().for_each(|(when, then)| {
                visit(when, f);
                visit(then, f);
            });
            otherwise.iter().for_each(|e| visit(e, f));
        }
        ExprKind::Array(items) => items.iter().for_each(|e| visit(e, f)),
        ExprKind::Call(call) => {
            call.args.iter().chain(&call.filter).for_each(|e| visit(e, f));
            if let Some(over) = &call.over {
                over.partition_by.iter().chain(over.order_by.iter().map(|key| &key.expr)).for_each(|e| visit(e, f));
            }
        }
    }
}
