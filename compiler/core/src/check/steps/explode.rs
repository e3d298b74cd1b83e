//! `explode` and `unpivot`: one row becomes several.

use std::sync::Arc;

use pipelinec_syntax::tree::Name;

use crate::Symbol;
use crate::check::checker::Checker;
use crate::check::coerce::coerce;
use crate::check::grain;
use crate::check::rows::{At, Chain, Distinct, Index, column_expr, symbol};
use crate::diag;
use crate::functions::resolve::{Arg, common_type};
use crate::ir::{Column, NamedExpr, Op, Side};
use crate::types::Type;

impl<'t> Checker<'t> {
    /// `explode`: one row per element of an array.
    pub(crate) fn explode(
        &mut self,
        chain: &mut Chain<'t>,
        name: &Name,
        (alias, position): (Option<&Name>, Option<&Name>),
        keep_empty: bool,
        at: At,
    ) {
        let rows = chain.rows.clone();
        let array = self.find(name, &rows, &Index::new(&rows.columns));
        let element = match array.map(|column| &column.ty) {
            Some(Type::Array(item)) => (**item).clone(),
            Some(Type::Error) | None => Type::Error,
            Some(other) => {
                self.report(diag::explode_not_array(name.span, &name.text, other));
                Type::Error
            }
        };
        let alias = alias.unwrap_or(name);
        let pii = array.is_some_and(|column| column.pii);
        let item = Column { name: symbol(alias), ty: element, nullable: true, pii, span: alias.span };
        let mut columns: Vec<Column> = rows.columns.to_vec();
        if let Some(place) = columns.iter_mut().find(|c| *c.name == *name.text && alias.text == name.text) {
            *place = item;
        } else if Distinct::with(rows.columns.iter()).add(&item.name, alias.span, &mut self.exprs.diagnostics) {
            columns.push(item);
        }
        let number = position.map(symbol);
        if let Some(place) = position {
            let name = symbol(place);
            if Distinct::with(columns.iter()).add(&name, place.span, &mut self.exprs.diagnostics) {
                columns.push(Column { name, ty: Type::Bigint, nullable: keep_empty, pii: false, span: place.span });
            }
        }
        let told_apart = number.as_ref().map(std::slice::from_ref);
        let kept = if alias.text == name.text { grain::without(&rows.grain, &name.text) } else { rows.grain.clone() };
        let grain = grain::multiplied(&kept, told_apart);
        let op = Op::Explode { column: symbol(name), alias: symbol(alias), position: number, keep_empty };
        chain.push(op, columns.into(), grain, at);
    }

    /// `unpivot`: one row per listed column.
    pub(crate) fn unpivot(&mut self, chain: &mut Chain<'t>, names: &[Name], (name, value): (&Name, &Name), at: At) {
        let rows = chain.rows.clone();
        let turned = self.find_distinct(names, "`unpivot`", &rows);
        let ty = self.common_column_type(&turned, names);
        let rest = rows.columns.iter().filter(|c| !turned.iter().any(|t| t.name == c.name));
        let mut columns: Vec<Column> = rest.cloned().collect();
        let which: Symbol = symbol(name);
        let new = [
            Column { name: Arc::clone(&which), ty: Type::String, nullable: false, pii: false, span: name.span },
            Column {
                name: symbol(value),
                ty: ty.clone(),
                nullable: turned.iter().any(|column| column.nullable),
                pii: turned.iter().any(|column| column.pii),
                span: value.span,
            },
        ];
        let mut distinct = Distinct::with(columns.iter());
        for column in new {
            if distinct.add(&column.name, column.span, &mut self.exprs.diagnostics) {
                columns.push(column);
            }
        }
        let entries = turned.iter().map(|column| {
            let expr = column_expr(Side::Left, column, column.span);
            let expr = coerce(expr, &ty).unwrap_or_else(|refused| *refused);
            NamedExpr { name: Arc::clone(&column.name), expr }
        });
        let op = Op::Unpivot { columns: entries.collect(), name: Arc::clone(&which), value: symbol(value) };
        let kept = turned.iter().fold(rows.grain.clone(), |grain, column| grain::without(&grain, &column.name));
        let grain = grain::multiplied(&kept, Some(&[which]));
        chain.push(op, columns.into(), grain, at);
    }

    /// The type that all turned columns widen to.
    fn common_column_type(&mut self, columns: &[&Column], names: &[Name]) -> Type {
        let Some((first, rest)) = columns.split_first() else { return Type::Error };
        let mut ty = first.ty.clone();
        for column in rest {
            let types = [Arg { ty: &ty, literal: None }, Arg { ty: &column.ty, literal: None }];
            let Some(common) = common_type(&types) else {
                let span = names.iter().find(|name| *name.text == *column.name).map_or(column.span, |name| name.span);
                self.report(diag::unpivot_types(span, &first.name, &ty, &column.name, &column.ty));
                return Type::Error;
            };
            ty = common;
        }
        ty
    }
}
