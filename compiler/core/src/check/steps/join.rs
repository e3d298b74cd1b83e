//! `join`: which rows of two sides match.

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::{BinaryOp, Expr, ExprKind, JoinDecl, JoinKind, JoinOn, Name};

use crate::Symbol;
use crate::check::checker::Checker;
use crate::check::coerce::coerce;
use crate::check::expr::{Context, Scope};
use crate::check::grain::{self, plain_column};
use crate::check::rows::{At, Chain, Index, Rows, column_expr, symbol};
use crate::diag;
use crate::functions::resolve::{Arg, common_type};
use crate::ir::{self, DatasetId, DatasetKind, Expr as IrExpr, Op, Side};

/// The two sides of a join.
pub(super) struct Sides<'a> {
    /// Rows so far.
    pub(super) left: Rows,
    /// The other dataset's rows.
    pub(super) right: Rows,
    /// What conditions call the left side.
    pub(super) left_name: &'a str,
    /// What conditions call the right side.
    pub(super) right_name: &'a str,
}

/// How rows match.
#[derive(Default)]
pub(super) struct Matching {
    /// Equal pairs, of one type.
    pub(super) keys: Vec<(IrExpr, IrExpr)>,
    /// Columns of the same name on both sides that are equal: the result has them once.
    pub(super) merged: Vec<Symbol>,
    /// The rest of the condition.
    residual: Option<IrExpr>,
}

impl<'t> Checker<'t> {
    /// Combines the rows with another dataset's.
    pub(crate) fn join(&mut self, chain: &mut Chain<'t>, join: &'t JoinDecl, keyword: Span, at: At) {
        let (index, id, right) = self.source(&join.with);
        let right_name = join.alias.as_ref().unwrap_or(&join.with).text.as_str();
        let sides = Sides { left: chain.rows.clone(), right, left_name: chain.name, right_name };
        if !self.join_shape(join, keyword, &sides) {
            chain.rows = chain.rows.after_error();
            return;
        }
        let matching = match &join.on {
            Some(JoinOn::Columns(names)) => self.equal_columns(names, &sides),
            Some(JoinOn::Condition(condition)) => self.condition(condition, join.kind.value, &sides),
            None => Matching::default(),
        };
        let right_unique = self.right_unique(index, &matching, &sides.right);
        let columns = self.join_columns(join, &matching, &sides);
        let grain = columns.grain(join.kind.value, right_unique, &matching, &sides);
        chain.rows.open = columns.open;
        let op = joined(id, join.kind.value, matching, columns.named, right_unique);
        chain.push(op, columns.columns.into(), grain, at);
    }

    /// Parts that must not be there for a kind of join; `false` when it is not known which rows match.
    fn join_shape(&mut self, join: &JoinDecl, keyword: Span, sides: &Sides<'_>) -> bool {
        let kind = join.kind.value;
        if let (Some(columns), JoinKind::Semi | JoinKind::Anti) = (&join.columns, kind) {
            let span = columns.first().map_or(keyword, |(new, _)| new.span);
            self.report(diag::join_columns_unwanted(span, kind.word()));
        }
        match &join.on {
            // A missing `on` was reported when the step was read.
            None => kind == JoinKind::Cross,
            Some(on) if kind == JoinKind::Cross => {
                self.report(diag::cross_join_with_on(on_span(on, keyword)));
                false
            }
            Some(JoinOn::Condition(condition)) if sides.left_name == sides.right_name => {
                if !sides.left_name.is_empty() {
                    self.report(diag::join_same_name(join.with.span, sides.left_name, condition.span));
                }
                false
            }
            Some(_) => true,
        }
    }

    /// `on: [a, b]`.
    fn equal_columns(&mut self, names: &[Name], sides: &Sides<'_>) -> Matching {
        let (left, right) = (Index::new(&sides.left.columns), Index::new(&sides.right.columns));
        let mut matching = Matching::default();
        for name in names {
            let a = self.find(name, &sides.left, &left);
            let b = self.find(name, &sides.right, &right);
            if let (Some(a), Some(b)) = (a, b) {
                if matching.merged.contains(&a.name) {
                    self.report(diag::listed_twice(name.span, &name.text, "`join`"));
                    continue;
                }
                let pair = (column_expr(Side::Left, a, name.span), column_expr(Side::Right, b, name.span));
                matching.merged.push(symbol(name));
                self.key(pair, name.span, &mut matching);
            }
        }
        matching
    }

    /// A condition: equalities between the sides become keys, the rest is tested on each pair.
    fn condition(&mut self, condition: &Expr, kind: JoinKind, sides: &Sides<'_>) -> Matching {
        let mut parts = Vec::new();
        conjuncts(condition, &mut parts);
        let mut matching = Matching::default();
        let mut rest = Vec::new();
        let mut refused = false;
        for part in parts {
            match self.equality(part, sides) {
                Ok(Some(pair)) => {
                    if let (Some((_, a)), Some((_, b))) = (pair.0.as_column(), pair.1.as_column())
                        && a == b
                    {
                        matching.merged.push(Symbol::clone(a));
                    }
                    self.key(pair, part.span, &mut matching);
                }
                Ok(None) => rest.push(part),
                Err(()) => refused = true,
            }
        }
        if let Some(rest) = rest.into_iter().cloned().reduce(and) {
            let open = sides.left.open || sides.right.open;
            let scope = sides.scope();
            matching.residual = Some(self.quietly(open, |exprs| exprs.check_condition(&rest, &scope)));
            refused |= matching.residual.as_ref().is_some_and(|residual| residual.ty.is_error());
            let hashed = matches!(kind, JoinKind::Full | JoinKind::Semi | JoinKind::Anti);
            if hashed && matching.keys.is_empty() && !refused {
                self.report(diag::join_needs_equality(condition.span, kind.word()));
            }
        }
        matching
    }

    /// `left.a = right.b` as a pair; `None` for other conditions, `Err` when a side was refused.
    fn equality(&mut self, part: &Expr, sides: &Sides<'_>) -> Result<Option<(IrExpr, IrExpr)>, ()> {
        let ExprKind::Binary { op: BinaryOp::Eq, left, right, .. } = &part.kind else { return Ok(None) };
        let scope = sides.scope();
        let (a, b) = self.quietly(sides.left.open || sides.right.open, |exprs| {
            (exprs.check(left, &scope), exprs.check(right, &scope))
        });
        if a.ty.is_error() || b.ty.is_error() {
            return Err(());
        }
        Ok(match (only_side(&a), only_side(&b)) {
            (Some(Side::Left), Some(Side::Right)) => Some((a, b)),
            (Some(Side::Right), Some(Side::Left)) => Some((b, a)),
            _ => None,
        })
    }

    /// Adds a pair of equal values, in the type both meet in.
    fn key(&mut self, (left, right): (IrExpr, IrExpr), span: Span, matching: &mut Matching) {
        if left.ty.is_error() || right.ty.is_error() {
            return;
        }
        if !self.comparable(span, &left.ty) || !self.comparable(span, &right.ty) {
            return;
        }
        let types = [Arg { ty: &left.ty, literal: None }, Arg { ty: &right.ty, literal: None }];
        let Some(common) = common_type(&types) else {
            self.report(diag::join_key_types(span, &left.ty, &right.ty));
            return;
        };
        if let (Ok(left), Ok(right)) = (coerce(left, &common), coerce(right, &common)) {
            matching.keys.push((left, right));
        }
    }

    /// Whether at most one right row matches a left row: nulls match nothing, so `unique` alone is enough.
    fn right_unique(&self, index: Option<usize>, matching: &Matching, right: &Rows) -> bool {
        let keys: Vec<&str> =
            matching.keys.iter().filter_map(|(_, key)| plain_column(key).map(|name| &**name)).collect();
        let declared = index.and_then(|i| self.dataset(i)).is_some_and(|dataset| match &dataset.kind {
            DatasetKind::Input(input) => input.columns.iter().any(|c| c.unique && keys.contains(&&*c.name)),
            DatasetKind::Transform(_) | DatasetKind::Kpi(_) | DatasetKind::Query(_) => false,
        });
        declared || grain::covered(&right.grain, &keys)
    }
}

impl Sides<'_> {
    /// Both sides, for expressions.
    fn scope(&self) -> Scope<'_> {
        Scope {
            left: &self.left.columns,
            right: Some(&self.right.columns),
            left_names: vec![self.left_name],
            right_names: vec![self.right_name],
            context: Context::Row,
        }
    }
}

fn joined(right: DatasetId, kind: JoinKind, matching: Matching, columns: Vec<ir::NamedExpr>, right_unique: bool) -> Op {
    Op::Join(ir::Join { right, kind, keys: matching.keys, residual: matching.residual, columns, right_unique })
}

/// The side all columns of an expression are on; `None` when there are none, or on both.
fn only_side(expr: &IrExpr) -> Option<Side> {
    let (mut left, mut right) = (false, false);
    expr.for_each_column(&mut |side, _| match side {
        Side::Left => left = true,
        Side::Right => right = true,
    });
    match (left, right) {
        (true, false) => Some(Side::Left),
        (false, true) => Some(Side::Right),
        _ => None,
    }
}

/// The parts of `a and b and c`.
fn conjuncts<'e>(expr: &'e Expr, parts: &mut Vec<&'e Expr>) {
    if let ExprKind::Binary { op: BinaryOp::And, left, right, .. } = &expr.kind {
        conjuncts(left, parts);
        conjuncts(right, parts);
    } else {
        parts.push(expr);
    }
}

fn and(left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    let (left, right) = (Box::new(left), Box::new(right));
    Expr { kind: ExprKind::Binary { op: BinaryOp::And, op_span: span, left, right }, span }
}

fn on_span(on: &JoinOn, otherwise: Span) -> Span {
    match on {
        JoinOn::Columns(names) => super::columns::span_of(names, otherwise),
        JoinOn::Condition(condition) => condition.span,
    }
}
