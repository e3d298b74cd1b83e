//! Precedence: from a flat list of operands and operators to a tree, with two stacks instead of recursion.
//!
//! From loose to tight: `or`, `and`, `not`, comparisons (with `is`, `between`, `in`, `like`), `||`, `+ -`, `* / %`,
//! unary `-`. Infix operators lean left; comparisons do not chain.

use crate::span::Span;
use crate::tree::{BinaryOp, Expr, ExprKind, UnaryOp};

/// The deepest tree a phrase may become. Everything after the parser may recurse over a tree without fear.
pub(super) const MAX_DEPTH: usize = 256;

/// How tightly an operator binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Precedence {
    /// `or`
    Or,
    /// `and`
    And,
    /// `not`
    Not,
    /// `=`, `is`, `between`, `in`, `like` …
    Comparison,
    /// `||`
    Concat,
    /// `+`, `-`
    Sum,
    /// `*`, `/`, `%`
    Product,
    /// unary `-`
    Negate,
    /// Everything that needs no parentheses anywhere.
    Atom,
}

impl Precedence {
    /// Of an infix operator.
    pub(super) const fn of_binary(op: BinaryOp) -> Self {
        match op {
            BinaryOp::Or => Self::Or,
            BinaryOp::And => Self::And,
            BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge => Self::Comparison,
            BinaryOp::Concat => Self::Concat,
            BinaryOp::Add | BinaryOp::Subtract => Self::Sum,
            BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Modulo => Self::Product,
        }
    }

    /// The next tighter one.
    pub(super) const fn tighter(self) -> Self {
        match self {
            Self::Or => Self::And,
            Self::And => Self::Not,
            Self::Not => Self::Comparison,
            Self::Comparison => Self::Concat,
            Self::Concat => Self::Sum,
            Self::Sum => Self::Product,
            Self::Product => Self::Negate,
            Self::Negate | Self::Atom => Self::Atom,
        }
    }

    /// Of a prefix operator.
    pub(super) const fn of_unary(op: UnaryOp) -> Self {
        match op {
            UnaryOp::Not => Self::Not,
            UnaryOp::Negate => Self::Negate,
        }
    }
}

/// A finished part of the expression.
pub(super) struct Operand {
    pub(super) expr: Expr,
    /// Height of its tree.
    pub(super) height: usize,
    /// A comparison without parentheses: it cannot be compared again.
    compared: bool,
}

enum Operator {
    Unary(UnaryOp, Span),
    Binary(BinaryOp, Span),
}

impl Operator {
    const fn precedence(&self) -> Precedence {
        match self {
            Self::Unary(op, _) => Precedence::of_unary(*op),
            Self::Binary(op, _) => Precedence::of_binary(*op),
        }
    }
}

/// Why a part does not fit where it stands.
pub(super) enum Misfit {
    /// `a < b < c`: the second operator.
    Chain,
    /// `a = not b`: the `not`.
    LooseNot,
    /// The tree would be deeper than [`MAX_DEPTH`].
    TooDeep,
}

type Fit = Result<(), Misfit>;

/// The two stacks. Feed it the parts in order, then [`Fold::finish`]. No tree on them is ever deeper than the limit, so
/// that dropping them is safe.
#[derive(Default)]
pub(super) struct Fold {
    operands: Vec<Operand>,
    operators: Vec<Operator>,
}

impl Fold {
    /// `not`, `-`.
    pub(super) fn prefix(&mut self, op: UnaryOp, span: Span) -> Fit {
        let after_tighter = self.operators.last().is_some_and(|operator| operator.precedence() > Precedence::Not);
        if op == UnaryOp::Not && after_tighter {
            return Err(Misfit::LooseNot);
        }
        self.operators.push(Operator::Unary(op, span));
        Ok(())
    }

    /// A column, a literal, a call, something in parentheses …
    pub(super) fn operand(&mut self, expr: Expr, height: usize) -> Fit {
        self.push(expr, height, false)
    }

    /// `[index]`: binds to the operand just seen.
    pub(super) fn index(&mut self, index: Expr, height: usize, end: Span) -> Fit {
        let Some(array) = self.operands.pop() else { return Ok(()) };
        let span = array.expr.span.to(end);
        let kind = ExprKind::Index { operand: Box::new(array.expr), index: Box::new(index) };
        self.push(Expr { kind, span }, array.height.max(height) + 1, false)
    }

    /// `+`, `=`, `and` …
    pub(super) fn infix(&mut self, op: BinaryOp, span: Span) -> Fit {
        let precedence = Precedence::of_binary(op);
        if precedence == Precedence::Comparison { self.start_comparison() } else { self.reduce(precedence) }?;
        self.operators.push(Operator::Binary(op, span));
        Ok(())
    }

    /// `is null`, `between …`, `in (…)`, `like …`: `build` makes the test from its operand.
    pub(super) fn test(&mut self, span: Span, height: usize, build: impl FnOnce(Box<Expr>) -> ExprKind) -> Fit {
        self.start_comparison()?;
        let Some(operand) = self.operands.pop() else { return Ok(()) };
        let whole = operand.expr.span.to(span);
        let kind = build(Box::new(operand.expr));
        self.push(Expr { kind, span: whole }, operand.height.max(height) + 1, true)
    }

    /// The whole expression; nothing when there was no operand.
    pub(super) fn finish(mut self) -> Result<Option<Operand>, Misfit> {
        self.reduce(Precedence::Or)?;
        Ok(self.operands.pop())
    }

    /// Makes the left side of a comparison; refuses a second one beside it.
    fn start_comparison(&mut self) -> Fit {
        self.reduce(Precedence::Concat)?;
        let beside = self.operators.last().is_some_and(|operator| operator.precedence() == Precedence::Comparison);
        if beside || self.operands.last().is_some_and(|operand| operand.compared) { Err(Misfit::Chain) } else { Ok(()) }
    }

    /// Applies every operator on the stack that binds at least as tightly as `precedence`.
    fn reduce(&mut self, precedence: Precedence) -> Fit {
        while let Some(operator) = self.operators.pop_if(|operator| operator.precedence() >= precedence) {
            let Some(right) = self.operands.pop() else { return Ok(()) };
            match operator {
                Operator::Unary(op, span) => self.apply_unary(op, span, right)?,
                Operator::Binary(op, span) => self.apply_binary(op, span, right)?,
            }
        }
        Ok(())
    }

    fn apply_unary(&mut self, op: UnaryOp, op_span: Span, operand: Operand) -> Fit {
        let span = op_span.to(operand.expr.span);
        let kind = ExprKind::Unary { op, operand: Box::new(operand.expr) };
        self.push(Expr { kind, span }, operand.height + 1, false)
    }

    fn apply_binary(&mut self, op: BinaryOp, op_span: Span, right: Operand) -> Fit {
        let Some(left) = self.operands.pop() else { return Ok(()) };
        let span = left.expr.span.to(right.expr.span);
        let kind = ExprKind::Binary { op, op_span, left: Box::new(left.expr), right: Box::new(right.expr) };
        let compared = Precedence::of_binary(op) == Precedence::Comparison;
        self.push(Expr { kind, span }, left.height.max(right.height) + 1, compared)
    }

    fn push(&mut self, expr: Expr, height: usize, compared: bool) -> Fit {
        if height > MAX_DEPTH {
            return Err(Misfit::TooDeep);
        }
        self.operands.push(Operand { expr, height, compared });
        Ok(())
    }
}
