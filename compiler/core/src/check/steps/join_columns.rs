//! `join`: which columns the result has, and what one row of it stands for.

use std::sync::Arc;

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::{JoinDecl, JoinKind};

use super::columns::coalesced;
use super::join::{Matching, Sides};
use crate::Symbol;
use crate::check::checker::Checker;
use crate::check::coerce::coerce;
use crate::check::grain::{self, plain_column};
use crate::check::rows::{Distinct, Index, column_expr, symbol};
use crate::diag;
use crate::functions::resolve::{Arg, common_type};
use crate::ir::{Column, Grain, NamedExpr, Side};
use crate::types::Type;

/// The columns of a join's result.
#[derive(Default)]
pub(super) struct Joined {
    pub(super) columns: Vec<Column>,
    pub(super) named: Vec<NamedExpr>,
    /// There may be more, after an error.
    pub(super) open: bool,
    /// Right columns by their new names.
    taken: Vec<(Symbol, Symbol)>,
}

impl Joined {
    fn push(&mut self, column: Column, expr: crate::ir::Expr) {
        self.named.push(NamedExpr { name: Arc::clone(&column.name), expr });
        self.columns.push(column);
    }
}

impl Checker<'_> {
    /// Left columns, then the right columns asked for, or all but the merged keys.
    pub(super) fn join_columns(&mut self, join: &JoinDecl, matching: &Matching, sides: &Sides<'_>) -> Joined {
        let kind = join.kind.value;
        let mut result = Joined { open: sides.left.open, ..Joined::default() };
        for column in sides.left.columns.iter() {
            left_column(column, kind, matching, sides, &mut result);
        }
        if matches!(kind, JoinKind::Semi | JoinKind::Anti) {
            return result;
        }
        match &join.columns {
            Some(_) => self.columns_asked_for(join, matching, sides, &mut result),
            None => self.all_right_columns(join, matching, sides, &mut result),
        }
        result
    }

    /// `columns: [a, {new: b}]`.
    fn columns_asked_for(&mut self, join: &JoinDecl, matching: &Matching, sides: &Sides<'_>, result: &mut Joined) {
        let index = Index::new(&sides.right.columns);
        let mut distinct = Distinct::with(result.columns.iter());
        for (new, name) in join.columns.iter().flatten() {
            let found = self.find(name, &sides.right, &index);
            if new.text.is_empty() || (new.text == name.text && matching.merged.iter().any(|k| **k == *new.text)) {
                continue;
            }
            let new_name = symbol(new);
            if let Some((taken, at)) = distinct.taken(&new_name)
                && *taken == new_name
            {
                let finding = diag::join_column_clash(new.span, &[&new.text], &join.with.text, Some(*at));
                self.report(finding);
                continue;
            }
            if !distinct.add(&new_name, new.span, &mut self.exprs.diagnostics) {
                continue;
            }
            let column = found.cloned().unwrap_or_else(|| unknown_column(&symbol(name), name.span));
            right_column(&column, new_name, new.span, join.kind.value, result);
        }
    }

    fn all_right_columns(&mut self, join: &JoinDecl, matching: &Matching, sides: &Sides<'_>, result: &mut Joined) {
        result.open |= sides.right.open;
        let mut distinct = Distinct::with(result.columns.iter());
        let mut clashes: Vec<&str> = Vec::new();
        let mut first = None;
        for column in sides.right.columns.iter().filter(|column| !matching.merged.contains(&column.name)) {
            match distinct.taken(&column.name) {
                Some((_, at)) => {
                    first = first.or(Some(*at));
                    clashes.push(&column.name);
                }
                None => {
                    distinct.add(&column.name, column.span, &mut self.exprs.diagnostics);
                    right_column(column, Arc::clone(&column.name), column.span, join.kind.value, result);
                }
            }
        }
        if !clashes.is_empty() {
            self.report(diag::join_column_clash(join.with.span, &clashes, &join.with.text, first));
        }
    }
}

/// A left column as the result has it. A merged key is whichever side's value there is.
fn left_column(column: &Column, kind: JoinKind, matching: &Matching, sides: &Sides<'_>, result: &mut Joined) {
    let mut out = column.clone();
    let mut expr = column_expr(Side::Left, column, column.span);
    let merged = matching.merged.contains(&column.name);
    let right = merged.then(|| sides.right.column(&column.name)).flatten();
    match (kind, right) {
        (JoinKind::Right, Some(right)) => {
            expr = column_expr(Side::Right, right, column.span);
            out.ty = right.ty.clone();
            out.nullable = right.nullable;
        }
        (JoinKind::Full, Some(right)) => {
            let types = [Arg { ty: &column.ty, literal: None }, Arg { ty: &right.ty, literal: None }];
            let common = common_type(&types).unwrap_or(Type::Error);
            let right = coerce(column_expr(Side::Right, right, column.span), &common);
            if let (Ok(left), Ok(right)) = (coerce(expr.clone(), &common), right) {
                out.nullable = left.nullable || right.nullable;
                out.ty = common;
                expr = coalesced(left, right);
                expr.nullable = out.nullable;
            }
        }
        (JoinKind::Right | JoinKind::Full, None) => out.nullable = true,
        (JoinKind::Inner | JoinKind::Semi, _) if is_key(column, matching) => out.nullable = false,
        (JoinKind::Inner | JoinKind::Left | JoinKind::Semi | JoinKind::Anti | JoinKind::Cross, _) => {}
    }
    out.pii |= right.is_some_and(|right| right.pii);
    expr.nullable = out.nullable;
    result.push(out, expr);
}

/// Whether a left column is compared as a key: nulls match nothing, so what matched is not null.
fn is_key(column: &Column, matching: &Matching) -> bool {
    matching.keys.iter().any(|(left, _)| plain_column(left) == Some(&column.name))
}

/// A right column under its new name.
fn right_column(column: &Column, name: Symbol, span: Span, kind: JoinKind, result: &mut Joined) {
    let nullable = column.nullable || matches!(kind, JoinKind::Left | JoinKind::Full);
    let mut expr = column_expr(Side::Right, column, span);
    expr.nullable = nullable;
    result.taken.push((Arc::clone(&column.name), Arc::clone(&name)));
    result.push(Column { name, nullable, span, ..column.clone() }, expr);
}

/// A column that is not there, so that what uses it says nothing more.
fn unknown_column(name: &Symbol, span: Span) -> Column {
    Column { name: Arc::clone(name), ty: Type::Error, nullable: true, pii: false, span }
}

impl Joined {
    /// What one row of the result stands for.
    pub(super) fn grain(&self, kind: JoinKind, right_unique: bool, matching: &Matching, sides: &Sides<'_>) -> Grain {
        match kind {
            JoinKind::Semi | JoinKind::Anti => grain::filtered(&sides.left.grain),
            JoinKind::Left if right_unique => sides.left.grain.clone(),
            JoinKind::Inner | JoinKind::Cross if right_unique => grain::filtered(&sides.left.grain),
            JoinKind::Inner | JoinKind::Left | JoinKind::Cross => self.pairs(matching, sides),
            JoinKind::Right | JoinKind::Full => Grain::Unknown,
        }
    }

    /// A left key and a right key together, where the result has both.
    fn pairs(&self, matching: &Matching, sides: &Sides<'_>) -> Grain {
        let rename = |name: &Symbol| {
            let taken = self.taken.iter().find(|(old, _)| old == name).map(|(_, new)| Arc::clone(new));
            taken.or_else(|| matching.merged.contains(name).then(|| Arc::clone(name)))
        };
        let right: Vec<Vec<Symbol>> = grain::keys_of(&sides.right.grain)
            .iter()
            .filter_map(|key| key.iter().map(rename).collect::<Option<Vec<_>>>())
            .collect();
        let mut pairs = Vec::new();
        for left in grain::keys_of(&sides.left.grain) {
            for right in &right {
                let mut pair = left.clone();
                pair.extend(right.iter().filter(|name| !left.contains(name)).cloned());
                pairs.push(pair);
            }
        }
        grain::keys(pairs)
    }
}
