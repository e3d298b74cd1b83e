//! Operators: each is a row of the function table.

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::{self, BinaryOp, IsTest, UnaryOp};

use super::apply::Site;
use super::{ExprChecker, Scope, error, literals};
use crate::check::coerce::{convert, meet};
use crate::check::literal::parse_bigint;
use crate::diag;
use crate::ir::{Expr, ExprKind, Literal};
use crate::types::Type;

/// `left op right`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Infix<'t> {
    /// The operator.
    pub(super) op: BinaryOp,
    /// Its place.
    pub(super) op_span: Span,
    /// Left operand.
    pub(super) left: &'t tree::Expr,
    /// Right operand.
    pub(super) right: &'t tree::Expr,
    /// The whole.
    pub(super) span: Span,
}

/// The operator's row in the table, and how it is written.
pub(super) fn row(op: BinaryOp) -> (&'static str, &'static str) {
    match op {
        BinaryOp::Add => ("add", "+"),
        BinaryOp::Subtract => ("subtract", "-"),
        BinaryOp::Multiply => ("multiply", "*"),
        BinaryOp::Divide => ("divide", "/"),
        BinaryOp::Modulo => ("mod", "%"),
        BinaryOp::Concat => ("concat", "||"),
        BinaryOp::Eq => ("eq", "="),
        BinaryOp::Ne => ("ne", "<>"),
        BinaryOp::Lt => ("lt", "<"),
        BinaryOp::Le => ("le", "<="),
        BinaryOp::Gt => ("gt", ">"),
        BinaryOp::Ge => ("ge", ">="),
        BinaryOp::And => ("and", "and"),
        BinaryOp::Or => ("or", "or"),
    }
}

impl ExprChecker<'_> {
    /// `-a`, `not a`. A sign before a number belongs to the literal.
    pub(super) fn unary(&mut self, op: UnaryOp, operand: &tree::Expr, span: Span, scope: &Scope<'_>) -> Expr {
        match (op, &operand.kind) {
            (UnaryOp::Negate, tree::ExprKind::Integer(digits)) => self.integer(digits, true, span),
            (UnaryOp::Negate, tree::ExprKind::Decimal(text)) => self.decimal(text, true, span),
            (UnaryOp::Negate, tree::ExprKind::Double(text)) => self.double(text, true, span),
            (UnaryOp::Negate, _) => {
                let operand = self.expr(operand, scope);
                self.operator("negate", vec![operand], span, Site::Operator { text: "-", span })
            }
            (UnaryOp::Not, _) => {
                let operand = self.expr(operand, scope);
                self.not(operand, true, span)
            }
        }
    }

    /// `not operand` when `negated`, else the operand itself.
    fn not(&mut self, operand: Expr, negated: bool, span: Span) -> Expr {
        if negated {
            self.operator("not", vec![operand], span, Site::Operator { text: "not", span })
        } else {
            Expr { span, ..operand }
        }
    }

    /// `a + b`, `a = b`, `a and b` …
    pub(super) fn binary(&mut self, infix: &Infix<'_>, scope: &Scope<'_>) -> Expr {
        if let Some(shifted) = self.interval(infix, scope) {
            return shifted;
        }
        let left = self.expr(infix.left, scope);
        let right = self.expr(infix.right, scope);
        self.lint_comparison(infix, &left, &right);
        let (row, text) = row(infix.op);
        self.operator(row, vec![left, right], infix.span, Site::Operator { text, span: infix.op_span })
    }

    /// `x + interval 'n' unit`, `interval … + x`, `x - interval …`: a call of `date_add`. `None`: no interval here.
    fn interval(&mut self, infix: &Infix<'_>, scope: &Scope<'_>) -> Option<Expr> {
        use tree::ExprKind::Interval;
        let (operand, value, unit, place) = match (infix.op, &infix.left.kind, &infix.right.kind) {
            (BinaryOp::Add | BinaryOp::Subtract, _, Interval { value, unit }) => {
                (infix.left, value, unit, infix.right.span)
            }
            (BinaryOp::Add, Interval { value, unit }, _) => (infix.right, value, unit, infix.left.span),
            _ => return None,
        };
        let operand = self.expr(operand, scope);
        let count =
            parse_bigint(value.trim()).and_then(|n| if infix.op == BinaryOp::Subtract { minus(n) } else { Ok(n) });
        let count = match count {
            Ok(count) => count,
            Err(why) => {
                self.report(diag::bad_literal(place, value, "interval", &why));
                return Some(error(infix.span));
            }
        };
        if operand.ty.is_error() {
            return Some(error(infix.span));
        }
        if !matches!(operand.ty, Type::Date | Type::Timestamp) {
            self.report(diag::interval_misuse(operand.span, Some(&operand.ty)));
            return Some(error(infix.span));
        }
        let unit_text = unit.text.to_ascii_lowercase();
        let unit_text = unit_text.strip_suffix('s').unwrap_or(&unit_text);
        let args = vec![
            literals::string(unit_text, unit.span),
            literals::literal(Literal::Bigint(count), Type::Bigint, place),
            operand,
        ];
        Some(self.operator("date_add", args, infix.span, Site::Operator { text: "interval", span: place }))
    }

    /// An interval that is not added to or taken from a date.
    pub(super) fn lone_interval(&mut self, span: Span) -> Expr {
        self.report(diag::interval_misuse(span, None));
        error(span)
    }

    /// `a is [not] null | true | false | distinct from b`.
    pub(super) fn is(
        &mut self,
        operand: &tree::Expr,
        test: &IsTest,
        negated: bool,
        span: Span,
        scope: &Scope<'_>,
    ) -> Expr {
        let operand = self.expr(operand, scope);
        let site = Site::Operator { text: "is", span };
        match test {
            IsTest::Null => {
                self.lint_null_test(&operand, negated, span);
                self.operator(if negated { "is_not_null" } else { "is_null" }, vec![operand], span, site)
            }
            IsTest::True | IsTest::False => {
                let operand = self.condition(operand);
                let row = if *test == IsTest::True { "is_true" } else { "is_false" };
                let tested = self.operator(row, vec![operand], span, site);
                self.not(tested, negated, span)
            }
            IsTest::DistinctFrom(other) => {
                let other = self.expr(other, scope);
                let row = if negated { "is_not_distinct_from" } else { "is_distinct_from" };
                self.operator(row, vec![operand, other], span, Site::Operator { text: "is distinct from", span })
            }
        }
    }

    /// `a [not] between low and high`.
    pub(super) fn between(&mut self, parts: [&tree::Expr; 3], negated: bool, span: Span, scope: &Scope<'_>) -> Expr {
        let parts = parts.map(|part| self.expr(part, scope));
        let [operand, low, high] = &parts;
        self.lint_bounds(operand, low, high);
        let between = self.operator("between", parts.into(), span, Site::Operator { text: "between", span });
        self.not(between, negated, span)
    }

    /// `s [not] like 'pattern' [escape 'c']`.
    pub(super) fn like(
        &mut self,
        parts: [&tree::Expr; 2],
        escape: Option<&tree::Expr>,
        negated: bool,
        span: Span,
        scope: &Scope<'_>,
    ) -> Expr {
        let mut args: Vec<Expr> = parts.iter().map(|part| self.expr(part, scope)).collect();
        match (escape, args.get(1)) {
            (Some(escape), _) => args.push(self.expr(escape, scope)),
            (None, Some(pattern)) => self.lint_pattern(&pattern.clone()),
            (None, None) => {}
        }
        let like = self.operator("like", args, span, Site::Operator { text: "like", span });
        self.not(like, negated, span)
    }

    /// `a [not] in (…)`: everything in one type.
    pub(super) fn in_list(
        &mut self,
        operand: &tree::Expr,
        list: &[tree::Expr],
        negated: bool,
        span: Span,
        scope: &Scope<'_>,
    ) -> Expr {
        let operand = self.expr(operand, scope);
        let list: Vec<Expr> = list.iter().map(|item| self.expr(item, scope)).collect();
        let all: Vec<&Expr> = std::iter::once(&operand).chain(&list).collect();
        let Some(ty) = meet(&all) else {
            self.report_stranger(&operand, &list, span);
            return error(span);
        };
        if ty.is_error() {
            return error(span);
        }
        if !ty.is_orderable() {
            self.report(diag::not_orderable(operand.span, &ty, "compared"));
            return error(span);
        }
        let nullable = all.iter().any(|e| e.nullable);
        let operand = Box::new(convert(operand, &ty));
        let list: Vec<Expr> = list.into_iter().map(|item| convert(item, &ty)).collect();
        self.lint_list(&list, negated);
        Expr { kind: ExprKind::In { operand, list, negated }, ty: Type::Boolean, nullable, span }
    }

    /// Reports the first item of an `in` list that cannot be compared with the operand, or with the items before it.
    fn report_stranger(&mut self, operand: &Expr, list: &[Expr], span: Span) {
        let place = Site::Operator { text: "in", span };
        for (i, item) in list.iter().enumerate() {
            let clash =
                std::iter::once(operand).chain(list.iter().take(i)).find(|other| meet(&[other, item]).is_none());
            if let Some(other) = clash {
                return self.report_incomparable(other, item, place);
            }
        }
        self.report(diag::decimal_out_of_range(span, "no decimal holds all these values"));
    }
}

/// The number with the other sign.
fn minus(n: i64) -> Result<i64, String> {
    n.checked_neg().ok_or_else(|| "it is too large".to_owned())
}
