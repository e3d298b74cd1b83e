//! `pivot`: one column per value, as measures over the rows that have it.

use std::collections::HashMap;

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::{BinaryOp, Expr, ExprKind, IsTest, Name, NamedExpr};

use crate::check::checker::Checker;
use crate::check::coerce::coerce;
use crate::check::expr::Context;
use crate::check::group::Grouping;
use crate::check::rows::{At, Chain, Rows};
use crate::check::walk::for_each_child_mut;
use crate::diag;
use crate::types::Type;

/// A pivot as written.
pub(super) struct Pivot<'e> {
    pub(super) by: &'e [NamedExpr],
    pub(super) column: &'e Name,
    pub(super) values: &'e [(Expr, Name)],
    pub(super) measures: &'e [NamedExpr],
}

impl<'t> Checker<'t> {
    /// Groups by the keys, with each measure once per value.
    pub(super) fn pivot(&mut self, chain: &mut Chain<'t>, pivot: &Pivot<'_>, at: At) {
        if pivot.values.is_empty() || pivot.measures.is_empty() {
            let missing = if pivot.values.is_empty() { "values" } else { "measures" };
            self.report(diag::empty_pivot(at.span, missing));
        }
        if !self.spend(pivot.values.len() * pivot.measures.len(), at.span) {
            chain.rows = Rows::unknown();
            return;
        }
        self.pivot_values(chain, pivot);
        let mut measures = Vec::new();
        let mut conditions = Vec::new();
        for (value, value_name) in pivot.values {
            let test = test(pivot.column, value);
            let before = self.exprs.diagnostics.len();
            let condition = self.with_scope(chain, Context::Row, |exprs, scope| exprs.check(&test, scope));
            // A value that does not fit was reported in plainer words.
            self.exprs.diagnostics.truncate(before);
            let several = pivot.measures.len() > 1;
            let mut names: HashMap<&str, String> = HashMap::new();
            for measure in pivot.measures {
                let mut expr = measure.expr.clone();
                self.rename_measures(&mut expr, &names);
                let text = if several {
                    format!("{}_{}", value_name.text, measure.name.text)
                } else {
                    value_name.text.clone()
                };
                names.insert(&measure.name.text, text.clone());
                measures.push(NamedExpr { name: Name { text, span: value_name.span }, expr });
                conditions.push(condition.clone());
            }
        }
        let by = pivot.by;
        self.group(chain, &Grouping { by, measures: &measures, conditions: &conditions, having: None, top: None }, at);
    }

    /// The column exists, and the values are constants of its type.
    fn pivot_values(&mut self, chain: &Chain<'t>, pivot: &Pivot<'_>) {
        let rows = chain.rows.clone();
        let found = self.find_all(std::slice::from_ref(pivot.column), &rows);
        let Some(column) = found.first() else { return };
        if !self.comparable(pivot.column.span, &column.ty) {
            return;
        }
        for (value, _) in pivot.values {
            let checked = self.with_scope(chain, Context::Row, |exprs, scope| exprs.check(value, scope));
            if checked.ty.is_error() || column.ty.is_error() || checked.ty == Type::Null {
                continue;
            }
            let mut constant = true;
            checked.for_each_column(&mut |_, _| constant = false);
            let found = checked.ty.clone();
            if !constant || coerce(checked, &column.ty).is_err() {
                self.report(diag::pivot_value(value.span, &column.name, &column.ty, &found, constant));
            }
        }
    }

    /// Earlier measures, outside aggregates, become those of the same value.
    fn rename_measures(&self, expr: &mut Expr, names: &HashMap<&str, String>) {
        if let ExprKind::Call(call) = &expr.kind
            && self.macros.is_aggregate(call)
        {
            return;
        }
        if let ExprKind::Path(path) = &mut expr.kind
            && let [name] = path.as_mut_slice()
            && let Some(new) = names.get(name.text.as_str())
        {
            name.text.clone_from(new);
            return;
        }
        for_each_child_mut(expr, &mut |child| self.rename_measures(child, names));
    }
}

/// `column = value`, or `column is null`.
fn test(column: &Name, value: &Expr) -> Expr {
    let span: Span = value.span;
    let operand = Box::new(Expr { kind: ExprKind::Path(vec![Name { span, ..column.clone() }]), span });
    let kind = if value.kind == ExprKind::Null {
        ExprKind::Is { operand, test: IsTest::Null, negated: false }
    } else {
        ExprKind::Binary { op: BinaryOp::Eq, op_span: span, left: operand, right: Box::new(value.clone()) }
    };
    Expr { kind, span }
}
