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

/// How far the search for rings has come with a macro.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Visit {
    New,
    OnPath,
    Done,
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
        let mut visits = vec![Visit::New; self.list.len()];
        for start in 0..self.list.len() {
            let mut path: Vec<(usize, usize)> = Vec::new();
            let mut entered = Some(start).filter(|start| visits.get(*start) == Some(&Visit::New));
            loop {
                if let Some(visit) = entered.and_then(|index| visits.get_mut(index)) {
                    *visit = Visit::OnPath;
                    path.extend(entered.map(|index| (index, 0)));
                }
                entered = None;
                let Some((index, next)) = path.last_mut() else { break };
                let call = calls.get(*index).and_then(|calls| calls.get(*next));
                *next += 1;
                let Some((called, place)) = call else {
                    visits.iter_mut().skip(*index).take(1).for_each(|visit| *visit = Visit::Done);
                    path.pop();
                    continue;
                };
                match visits.get(*called) {
                    Some(Visit::New) => entered = Some(*called),
                    Some(Visit::OnPath) => {
                        let ring = path.iter().map(|(index, _)| *index).skip_while(|index| index != called).collect();
                        self.refuse_ring(ring, *place, diagnostics);
                    }
                    Some(Visit::Done) | None => {}
                }
            }
        }
    }

    /// Reports one ring, unless a ring through the same macros has been.
    fn refuse_ring(&mut self, ring: Vec<usize>, place: Span, diagnostics: &mut Vec<Diagnostic>) {
        let names: Vec<Symbol> = ring.iter().filter_map(|i| self.get(*i)).map(|found| found.name.clone()).collect();
        let known = ring.iter().all(|i| self.get(*i).is_some_and(|found| found.broken));
        if !known {
            diagnostics.push(diag::macro_recursion(place, &names.iter().map(|name| &**name).collect::<Vec<_>>()));
        }
        for index in ring {
            self.list.iter_mut().skip(index).take(1).for_each(|found| found.broken = true);
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
            call.args.iter().chain(call.filter.as_deref()).for_each(|e| visit(e, f));
            if let Some(over) = &call.over {
                over.partition_by.iter().chain(over.order_by.iter().map(|key| &key.expr)).for_each(|e| visit(e, f));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use pipelinec_syntax::FileId;
    use pipelinec_syntax::phrase::{parse_expr, parse_macro_head};
    use pipelinec_syntax::text::Text;

    use super::*;

    fn said(macros: impl IntoIterator<Item = (String, String)>) -> Vec<String> {
        let declare = |(head, body): (String, String)| {
            let (head, _) = parse_macro_head(&Text::plain(head, FileId(0), 0));
            let (body, _) = parse_expr(&Text::plain(body, FileId(0), 0));
            head.map(|head| MacroDecl { name: head.name, params: head.params, body })
        };
        let declared: Vec<MacroDecl> = macros.into_iter().filter_map(declare).collect();
        let (_, diagnostics) = Macros::new(&declared);
        diagnostics.into_iter().map(|d| format!("{} {}", d.code, d.message)).collect()
    }

    fn pairs(macros: &[(&str, &str)]) -> Vec<(String, String)> {
        macros.iter().map(|(head, body)| ((*head).to_owned(), (*body).to_owned())).collect()
    }

    #[test]
    fn rings_are_reported_once() {
        let ring = pairs(&[("a(x)", "b(x)"), ("b(x)", "c(x) + c(x)"), ("c(x)", "a(x) + b(x)"), ("d(x)", "a(x)")]);
        assert_eq!(said(ring), ["E0601 these functions call each other without end: `a` → `b` → `c` → `a`"]);
        assert_eq!(said(pairs(&[("a(x)", "a(x) * a(x)")])), ["E0601 `a` calls itself"]);
    }

    #[test]
    fn long_chains_are_no_trouble() {
        let link = |i: usize| (format!("f{i}(x)"), format!("f{}(x)", i + 1));
        let chain = (0..4_000).map(link).chain([("f4000(x)".to_owned(), "x".to_owned())]);
        assert_eq!(said(chain), Vec::<String>::new());
    }

    #[test]
    fn declarations_are_checked_without_a_call() {
        let declared = pairs(&[("round(x)", "x"), ("f(a, b)", "a + rte"), ("g(a, b)", "a"), ("h(a, a)", "a")]);
        let expected = [
            "E0603 `round` is already a function of the language",
            "E0604 `f` has no parameter `rte`",
            "W0601 parameter `b` of `g` is not used",
            "E0608 `h` has two parameters `a`",
        ];
        assert_eq!(said(declared), expected);
    }
}
