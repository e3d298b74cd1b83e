//! `union`: rows of several datasets, columns matched by name.

use std::sync::Arc;

use pipelinec_syntax::tree::Name;

use super::columns::project;
use super::dedupe::all_names;
use crate::check::checker::Checker;
use crate::check::coerce::coerce;
use crate::check::grain;
use crate::check::rows::{At, Chain, Index, Rows, column_expr};
use crate::diag;
use crate::functions::resolve::{Arg, common_type};
use crate::ir::{Column, Grain, NamedExpr, Op, Side};
use crate::types::Type;

impl<'t> Checker<'t> {
    /// Adds the rows of other datasets. Each column gets the type that all of them widen to.
    pub(crate) fn union(&mut self, chain: &mut Chain<'t>, with: &[Name], distinct: bool, at: At) {
        if !self.spend(with.len() * chain.rows.columns.len(), at.span) {
            chain.rows = Rows::unknown();
            return;
        }
        let others: Vec<_> = with.iter().map(|name| (name, self.source(name))).collect();
        let mut columns: Vec<Column> = chain.rows.columns.to_vec();
        for (name, (_, _, rows)) in &others {
            self.same_columns(chain, name, rows);
            let index = Index::new(&rows.columns);
            for column in &mut columns {
                if let Some(other) = index.get(&column.name) {
                    self.widen(column, other, name);
                }
            }
        }
        let left: Vec<NamedExpr> = converted(&chain.rows.columns, &columns);
        if columns.iter().zip(chain.rows.columns.iter()).any(|(new, old)| new.ty != old.ty) {
            let typed = columns.iter().zip(chain.rows.columns.iter());
            let typed = typed.map(|(new, old)| Column { ty: new.ty.clone(), ..old.clone() }).collect();
            project(chain, left, typed, at);
        }
        chain.rows.open |= others.iter().any(|(_, (_, _, rows))| rows.open);
        let projections = others.iter().map(|(_, (_, _, rows))| converted(&rows.columns, &columns)).collect();
        let ids = others.iter().map(|(_, (_, id, _))| *id).collect();
        let op = Op::Union { others: ids, projections, distinct };
        chain.push(op, columns.into(), Grain::Unknown, at);
        if distinct {
            self.all_comparable(chain, at);
            chain.rows.grain = grain::keys(vec![all_names(chain)]);
        }
    }

    /// Both sides must have the same columns.
    fn same_columns(&mut self, chain: &Chain<'t>, name: &Name, other: &Rows) {
        if chain.rows.open || other.open {
            return;
        }
        let (here, there) = (Index::new(&chain.rows.columns), Index::new(&other.columns));
        let missing = chain.rows.columns.iter().filter(|c| there.get(&c.name).is_none()).map(|c| &*c.name);
        let extra = other.columns.iter().filter(|c| here.get(&c.name).is_none()).map(|c| &*c.name);
        let (missing, extra): (Vec<_>, Vec<_>) = (missing.collect(), extra.collect());
        if !missing.is_empty() || !extra.is_empty() {
            self.report(diag::union_columns(name.span, &name.text, &missing, &extra));
        }
    }

    /// Widens a column to hold another dataset's values as well.
    fn widen(&mut self, column: &mut Column, other: &Column, name: &Name) {
        column.nullable |= other.nullable;
        column.pii |= other.pii;
        if column.ty == other.ty {
            return;
        }
        let types = [Arg { ty: &column.ty, literal: None }, Arg { ty: &other.ty, literal: None }];
        let common = common_type(&types);
        if common.is_none() && !column.ty.is_error() && !other.ty.is_error() {
            let finding = diag::union_types(name.span, &column.name, &column.ty, &name.text, &other.ty);
            self.report(finding.also(column.span, format!("a {} here", column.ty)));
        }
        column.ty = common.unwrap_or(Type::Error);
    }
}

/// The columns of one dataset, in the order and types of the result.
fn converted(from: &[Column], to: &[Column]) -> Vec<NamedExpr> {
    let index = Index::new(from);
    let convert = |column: &Column| {
        let source = index.get(&column.name)?;
        let expr = column_expr(Side::Left, source, source.span);
        let expr = coerce(expr, &column.ty).unwrap_or_else(|refused| *refused);
        Some(NamedExpr { name: Arc::clone(&column.name), expr })
    };
    to.iter().filter_map(convert).collect()
}
