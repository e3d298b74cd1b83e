//! Forms with their own syntax: `case`, `cast`, arrays and their elements.

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::{self, TypeName};

use super::apply::Site;
use super::calls::MAP_GET;
use super::mismatch::written;
use super::names::field_of;
use super::size::Size;
use super::{ExprChecker, Scope, error, literals};
use crate::check::coerce::{cast_exists, convert, meet};
use crate::check::types::resolve_type;
use crate::diag;
use crate::ir::{Expr, ExprKind, Literal};
use crate::types::Type;

impl ExprChecker<'_> {
    /// `case [operand] when … then … [else …] end`; an operand is compared with every `when`.
    pub(super) fn case(
        &mut self,
        operand: Option<&tree::Expr>,
        branches: &[(tree::Expr, tree::Expr)],
        otherwise: Option<&tree::Expr>,
        span: Span,
        scope: &Scope<'_>,
    ) -> Expr {
        let operand = operand.map(|operand| self.expr(operand, scope));
        let operand = operand.map(|operand| (Size::of(&operand), operand));
        let mut conditions = Vec::with_capacity(branches.len());
        let mut results = Vec::with_capacity(branches.len() + 1);
        for (when, then) in branches {
            let when = self.expr(when, scope);
            conditions.push(match &operand {
                Some((size, operand)) => self.equals(operand, *size, when),
                None => self.condition(when),
            });
            results.push(self.expr(then, scope));
        }
        let has_else = otherwise.is_some();
        results.extend(otherwise.map(|otherwise| self.expr(otherwise, scope)));
        let Some(ty) = self.branch_type(&results, span) else {
            return error(span);
        };
        if conditions.iter().any(|c| c.ty.is_error()) {
            return error(span);
        }
        let nullable = !has_else || results.iter().any(|r| r.nullable);
        let mut results: Vec<Expr> = results.into_iter().map(|r| convert(r, &ty)).collect();
        let otherwise = if has_else { results.pop().map(Box::new) } else { None };
        let branches = conditions.into_iter().zip(results).collect();
        Expr { kind: ExprKind::Case { branches, otherwise }, ty, nullable, span }
    }

    /// `operand = when`, for one branch.
    fn equals(&mut self, operand: &Expr, size: Size, when: Expr) -> Expr {
        let span = when.span;
        match self.copy(operand, size, operand.span) {
            Some(operand) => self.operator("eq", vec![operand, when], span, Site::Operator { text: "when", span }),
            None => error(span),
        }
    }

    /// The type all results meet in; `None` has been reported, or follows from an error.
    fn branch_type(&mut self, results: &[Expr], span: Span) -> Option<Type> {
        if results.iter().any(|r| r.ty.is_error()) {
            return None;
        }
        let ty = meet(&results.iter().collect::<Vec<_>>());
        if ty.is_none() {
            self.report_branches(results, span);
        }
        ty
    }

    /// Reports the first value that does not meet one before it.
    fn report_branches(&mut self, results: &[Expr], span: Span) {
        for (i, result) in results.iter().enumerate() {
            if let Some(other) = results.iter().take(i).find(|other| meet(&[other, result]).is_none()) {
                let diagnostic = diag::incompatible_branches(result.span, &result.ty, other.span, &other.ty);
                return self.report(diagnostic);
            }
        }
        self.report(diag::decimal_out_of_range(span, "no decimal holds all these values"));
    }

    /// `cast(a as t)`, `try_cast(a as t)`.
    pub(super) fn cast(
        &mut self,
        operand: &tree::Expr,
        to: &TypeName,
        safe: bool,
        span: Span,
        scope: &Scope<'_>,
    ) -> Expr {
        let operand = self.expr(operand, scope);
        let mut found = Vec::new();
        let ty = resolve_type(to, &mut found);
        found.into_iter().for_each(|diagnostic| self.report(diagnostic));
        if operand.ty.is_error() || ty.is_error() {
            return error(span);
        }
        if !cast_exists(&operand.ty, &ty) {
            self.report(diag::no_cast(span, &operand.ty, &ty, &written(&operand)));
            return error(span);
        }
        if operand.ty == ty {
            return Expr { span, ..operand };
        }
        if operand.ty == Type::Null {
            return Expr { ty, span, ..literals::null(span) };
        }
        let nullable = safe || operand.nullable;
        Expr { kind: ExprKind::Cast { operand: Box::new(operand), safe }, ty, nullable, span }
    }

    /// `[a, b]`.
    pub(super) fn array(&mut self, items: &[tree::Expr], span: Span, scope: &Scope<'_>) -> Expr {
        let items: Vec<Expr> = items.iter().map(|item| self.expr(item, scope)).collect();
        let item = if items.is_empty() { Some(Type::Null) } else { self.branch_type(&items, span) };
        let Some(item) = item else {
            return error(span);
        };
        let items = items.into_iter().map(|i| convert(i, &item)).collect();
        Expr { kind: ExprKind::Array(items), ty: Type::Array(Box::new(item)), nullable: false, span }
    }

    /// `a[i]`: an array's element, or a map's value.
    pub(super) fn index(&mut self, operand: &tree::Expr, index: &tree::Expr, span: Span, scope: &Scope<'_>) -> Expr {
        let operand = self.expr(operand, scope);
        let index = self.expr(index, scope);
        match &operand.ty {
            Type::Map(_) => self.map_value(operand, &index, span),
            Type::Array(_) | Type::Error | Type::Null => {
                self.operator("element_at", vec![operand, index], span, Site::Operator { text: "[…]", span })
            }
            ty @ (Type::Boolean
            | Type::Bigint
            | Type::Double
            | Type::Decimal(_)
            | Type::String
            | Type::Date
            | Type::Timestamp
            | Type::Struct(_)) => {
                self.report(diag::not_an_array(operand.span, ty));
                error(span)
            }
        }
    }

    /// `map_get(m, 'key')`, `m['key']`.
    pub(super) fn map_value(&mut self, map: Expr, key: &Expr, span: Span) -> Expr {
        match (&map.ty, &key.kind) {
            (Type::Error, _) => error(span),
            _ if key.ty.is_error() => error(span),
            (Type::Map(value), ExprKind::Literal(Literal::String(key))) => {
                let ty = Type::clone(value);
                field_of(map, key, ty, span)
            }
            (Type::Map(_), _) => {
                self.report(diag::literal_needed(key.span, MAP_GET, "key"));
                error(span)
            }
            (ty, _) => {
                self.report(diag::wrong_argument_type(map.span, MAP_GET, "a `map`", ty, None, ""));
                error(span)
            }
        }
    }
}
