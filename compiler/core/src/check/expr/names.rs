//! Names: columns, `table.column`, struct fields, macro parameters, run parameters.

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::Name;

use super::size::Size;
use super::{Context, ExprChecker, Scope, error};
use crate::diag;
use crate::ir::{Column, Expr, ExprKind, NamedExpr, Schema, Side};
use crate::types::Type;

impl ExprChecker<'_> {
    /// `column`, `table.column`, `column.field`, `table.column.field` …
    pub(super) fn path(&mut self, parts: &[Name], span: Span, scope: &Scope<'_>) -> Expr {
        let Some((first, rest)) = parts.split_first() else {
            return error(span);
        };
        if !self.frames.is_empty() {
            // A macro's body sees its parameters only; other names were reported at its declaration.
            return match self.argument(&first.text, first.span) {
                Some(argument) => self.fields(argument, rest),
                None => error(span),
            };
        }
        if let Some((second, fields)) = rest.split_first()
            && let Some((side, columns)) = scope.table(&first.text)
        {
            return match find(columns, &second.text) {
                Some(column) => self.fields(reference(column, side, first.span.to(second.span)), fields),
                // A struct column may be named as the table is.
                None if scope.holds(&first.text) => self.column(first, rest, scope),
                None => {
                    self.report(diag::unknown_column(second.span, &second.text, names(columns)));
                    error(span)
                }
            };
        }
        self.column(first, rest, scope)
    }

    /// A bare name and the fields after it.
    fn column(&mut self, name: &Name, fields: &[Name], scope: &Scope<'_>) -> Expr {
        if let Some(expr) = self.group_name(name, scope) {
            return self.fields(expr, fields);
        }
        let left = find(scope.left, &name.text);
        let right = scope.right.and_then(|right| find(right, &name.text));
        match (left, right) {
            (Some(column), None) => self.fields(reference(column, Side::Left, name.span), fields),
            (None, Some(column)) => self.fields(reference(column, Side::Right, name.span), fields),
            (Some(_), Some(_)) => {
                let tables = [scope.left_names.first().copied(), scope.right_names.first().copied()];
                self.report(diag::ambiguous_column(name.span, &name.text, tables));
                error(name.span)
            }
            (None, None) if fields.is_empty() => {
                self.report(diag::unknown_column(name.span, &name.text, scope.visible()));
                error(name.span)
            }
            (None, None) => {
                let tables = [scope.left_names.as_slice(), scope.right_names.as_slice()].concat();
                self.report(diag::unknown_table(name.span, &name.text, &tables, &scope.visible()));
                error(name.span)
            }
        }
    }

    /// In measures and outside aggregates, a measure above or a group key. Inside, names are columns, so that
    /// `amount: sum(amount)` does not shadow itself for the measures below.
    fn group_name(&mut self, name: &Name, scope: &Scope<'_>) -> Option<Expr> {
        let Context::Measures { keys, earlier } = scope.context else {
            return None;
        };
        let named = |list: &'_ [NamedExpr]| list.iter().rev().find(|e| *e.name == *name.text).map(|e| e.expr.clone());
        let is_column = find(scope.left, &name.text).is_some();
        if self.aggregates > 0 && is_column {
            return None;
        }
        let found = named(earlier).or_else(|| named(keys))?;
        let copy = self.copy(&found, Size::of(&found), name.span);
        Some(copy.unwrap_or_else(|| error(name.span)))
    }

    /// `.field` after `.field`.
    fn fields(&mut self, start: Expr, names: &[Name]) -> Expr {
        names.iter().fold(start, |operand, name| self.field(operand, name))
    }

    /// `operand.name`.
    fn field(&mut self, operand: Expr, name: &Name) -> Expr {
        let span = operand.span.to(name.span);
        match &operand.ty {
            Type::Error => error(span),
            Type::Struct(fields) => {
                let Some((_, ty)) = fields.iter().find(|(field, _)| **field == *name.text) else {
                    let fields: Vec<&str> = fields.iter().map(|(field, _)| &**field).collect();
                    self.report(diag::unknown_field(name.span, &name.text, &fields));
                    return error(span);
                };
                let ty = ty.clone();
                field_of(operand, &name.text, ty, span)
            }
            ty @ (Type::Map(_)
            | Type::Boolean
            | Type::Bigint
            | Type::Double
            | Type::Decimal(_)
            | Type::String
            | Type::Date
            | Type::Timestamp
            | Type::Array(_)
            | Type::Null) => {
                self.report(diag::no_fields(name.span, &name.text, operand.span, ty));
                error(span)
            }
        }
    }

    /// `:name`.
    pub(super) fn param(&mut self, name: &Name, span: Span) -> Expr {
        let Some(param) = self.params.iter().find(|p| *p.name == *name.text) else {
            let names: Vec<&str> = self.params.iter().map(|p| &*p.name).collect();
            self.report(diag::undeclared_param(span, &name.text, &names));
            return error(span);
        };
        self.used_params.insert(param.name.clone());
        Expr { kind: ExprKind::Param(param.name.clone()), ty: param.ty.clone(), nullable: false, span }
    }
}

/// The field of a struct, or the value of a map's key: null when it is not there.
pub(super) fn field_of(operand: Expr, name: &str, ty: Type, span: Span) -> Expr {
    Expr { kind: ExprKind::Field { operand: Box::new(operand), name: name.into() }, ty, nullable: true, span }
}

/// A column as an expression.
fn reference(column: &Column, side: Side, span: Span) -> Expr {
    let kind = ExprKind::Column { side, name: column.name.clone() };
    Expr { kind, ty: column.ty.clone(), nullable: column.nullable, span }
}

/// The column of that name.
fn find<'s>(columns: &'s Schema, name: &str) -> Option<&'s Column> {
    columns.iter().find(|c| *c.name == *name)
}

/// The names of columns.
fn names(columns: &Schema) -> Vec<&str> {
    columns.iter().map(|c| &*c.name).collect()
}

impl<'a> Scope<'a> {
    /// The side a table name stands for.
    fn table(&self, name: &str) -> Option<(Side, &'a Schema)> {
        if self.left_names.contains(&name) {
            return Some((Side::Left, self.left));
        }
        let right = self.right.filter(|_| self.right_names.contains(&name))?;
        Some((Side::Right, right))
    }

    /// Whether a bare name is a column here.
    fn holds(&self, name: &str) -> bool {
        find(self.left, name).is_some() || self.right.is_some_and(|right| find(right, name).is_some())
    }

    /// Every bare name that means something here.
    fn visible(&self) -> Vec<&str> {
        let mut out = Vec::new();
        if let Context::Measures { keys, earlier } = self.context {
            out.extend(earlier.iter().chain(keys).map(|e| &*e.name));
        }
        out.extend(self.left.iter().chain(self.right.into_iter().flat_map(|right| right.iter())).map(|c| &*c.name));
        out
    }
}
