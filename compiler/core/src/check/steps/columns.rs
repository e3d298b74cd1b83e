//! `select`, `drop`, `rename`, `cast`, `fill`: which columns there are, and as what.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::{Expr, ExprKind, Name, NamedExpr, TypeName};

use crate::check::checker::{Checker, column_of};
use crate::check::coerce::coerce;
use crate::check::expr::Context;
use crate::check::grain;
use crate::check::rows::{At, Chain, Distinct, Index, column_expr, copied, symbol};
use crate::diag;
use crate::ir::{self, Column, Op, Side};

impl<'t> Checker<'t> {
    /// `select`: exactly these columns, in this order. An entry that fails is kept as a column of unknown type.
    pub(crate) fn select(&mut self, chain: &mut Chain<'t>, entries: &[NamedExpr], at: At) {
        let mut distinct = Distinct::default();
        let mut columns = Vec::with_capacity(entries.len());
        let mut named = Vec::with_capacity(entries.len());
        for entry in entries {
            let expr = self.value(&entry.expr, chain, Context::RowWithWindows);
            let name = symbol(&entry.name);
            if name.is_empty() || !distinct.add(&name, entry.name.span, &mut self.exprs.diagnostics) {
                continue;
            }
            let entry_expr = ir::NamedExpr { name, expr };
            columns.push(column_of(&entry_expr, entry.name.span, &chain.rows.columns, None));
            named.push(entry_expr);
        }
        chain.rows.open = false;
        if named.is_empty() {
            self.report(diag::no_columns_left(at.span));
        }
        project(chain, named, columns, at);
    }

    /// `drop`: all columns but these.
    pub(crate) fn drop_columns(&mut self, chain: &mut Chain<'t>, names: &[Name], at: At) {
        let rows = chain.rows.clone();
        let dropped: HashSet<&str> = self.find_all(names, &rows).iter().map(|column| &*column.name).collect();
        let kept: Vec<Column> = rows.columns.iter().filter(|c| !dropped.contains(&*c.name)).cloned().collect();
        if kept.is_empty() && !dropped.is_empty() && !rows.open {
            self.report(diag::no_columns_left(at.span));
        }
        let named = kept.iter().map(|column| copied(Side::Left, column)).collect();
        project(chain, named, kept, at);
    }

    /// `rename`: all pairs at once, so that two columns can swap names.
    pub(crate) fn rename(&mut self, chain: &mut Chain<'t>, pairs: &[(Name, Name)], at: At) {
        let rows = chain.rows.clone();
        let index = Index::new(&rows.columns);
        let mut new_names: HashMap<&str, &Name> = HashMap::new();
        for (old, new) in pairs {
            if self.find(old, &rows, &index).is_some() && !new.text.is_empty() {
                new_names.insert(&old.text, new);
            }
        }
        let mut distinct = Distinct::with(rows.columns.iter().filter(|c| !new_names.contains_key(&*c.name)));
        let mut columns = Vec::with_capacity(rows.columns.len());
        let mut named = Vec::with_capacity(rows.columns.len());
        for column in rows.columns.iter() {
            let mut renamed = column.clone();
            if let Some(new) = new_names.get(&*column.name) {
                let name = symbol(new);
                // A column whose new name is taken keeps the old one.
                if distinct.add(&name, new.span, &mut self.exprs.diagnostics) {
                    renamed.name = name;
                    renamed.span = new.span;
                }
            }
            let expr = column_expr(Side::Left, column, renamed.span);
            named.push(ir::NamedExpr { name: Arc::clone(&renamed.name), expr });
            columns.push(renamed);
        }
        project(chain, named, columns, at);
    }

    /// `cast`: columns converted in place.
    pub(crate) fn cast(&mut self, chain: &mut Chain<'t>, pairs: &[(Name, TypeName)], at: At) {
        let mut entries = Vec::with_capacity(pairs.len());
        for (name, to) in pairs {
            if name.text.is_empty() {
                continue;
            }
            let operand = Box::new(Expr { kind: ExprKind::Path(vec![name.clone()]), span: name.span });
            let cast = ExprKind::Cast { operand, to: Box::new(to.clone()), safe: false };
            let expr = self.value(&Expr { kind: cast, span: name.span.to(to.span) }, chain, Context::Row);
            if chain.rows.column(&name.text).is_some() || chain.rows.open {
                entries.push((ir::NamedExpr { name: symbol(name), expr }, name.span));
            }
        }
        self.extend(chain, entries, at);
    }

    /// `fill`: a value where the column is null.
    pub(crate) fn fill(&mut self, chain: &mut Chain<'t>, entries: &[NamedExpr], at: At) {
        let rows = chain.rows.clone();
        let index = Index::new(&rows.columns);
        let mut filled = Vec::with_capacity(entries.len());
        for entry in entries {
            let value = self.value(&entry.expr, chain, Context::Row);
            let Some(column) = self.find(&entry.name, &rows, &index) else { continue };
            let value_type = value.ty.clone();
            match coerce(value, &column.ty) {
                Ok(value) => {
                    let expr = coalesced(column_expr(Side::Left, column, entry.name.span), value);
                    filled.push((ir::NamedExpr { name: symbol(&entry.name), expr }, column.span));
                }
                Err(_) if value_type.is_error() || column.ty.is_error() => {}
                Err(_) => {
                    self.report(diag::fill_type(
                        entry.expr.span,
                        &entry.name.text,
                        &column.ty,
                        &value_type,
                        column.span,
                    ));
                }
            }
        }
        self.extend(chain, filled, at);
    }
}

/// The first value, and the second where it is null; both are of one type.
pub(super) fn coalesced(first: ir::Expr, second: ir::Expr) -> ir::Expr {
    let (ty, nullable, span) = (first.ty.clone(), first.nullable && second.nullable, first.span);
    crate::check::calls::call("coalesce", vec![first, second], ty, nullable, span)
}

/// Adds a projection to plain columns and expressions.
pub(super) fn project(chain: &mut Chain<'_>, named: Vec<ir::NamedExpr>, columns: Vec<Column>, at: At) {
    let grain = grain::projected(&chain.rows.grain, &named);
    chain.push(Op::Project(named), columns.into(), grain, at);
}

/// The place of a list of names.
pub(super) fn span_of(names: &[Name], otherwise: Span) -> Span {
    match (names.first(), names.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => otherwise,
    }
}
