//! Joins: equal keys, the rest of the condition, semi and anti joins per dialect.

use super::order::column;
use super::select::{Item, Select, block};
use super::{Builder, Dialect, RenderError};
use crate::Symbol;
use crate::ir::{Expr, Join, JoinKind, Side};

impl Builder<'_> {
    pub(super) fn join(&mut self, join: &Join) -> Result<(), RenderError> {
        let left = format!("{} AS l", self.relation());
        let right = format!("{} AS r", (self.context.source)(join.right));
        let condition = self.condition(join)?;
        let mut items = Vec::new();
        for entry in &join.columns {
            let expr = self.expr_with(&entry.expr, &|side, name| self.sided(side, name))?;
            // Never plain: what follows knows nothing of the two sides.
            items.push(Item { name: self.quoted(&entry.name), sql: expr, plain: false });
        }
        let on = if condition.is_empty() { "TRUE".to_owned() } else { condition.join(" AND ") };
        let words = match join.kind {
            JoinKind::Inner => "JOIN",
            JoinKind::Left => "LEFT JOIN",
            JoinKind::Right => "RIGHT JOIN",
            JoinKind::Full => "FULL JOIN",
            JoinKind::Cross => "CROSS JOIN",
            JoinKind::Semi if self.context.dialect == Dialect::Trino => {
                return self.exists(&left, &right, on, items, "");
            }
            JoinKind::Anti if self.context.dialect == Dialect::Trino => {
                return self.exists(&left, &right, on, items, "NOT ");
            }
            JoinKind::Semi => "LEFT SEMI JOIN",
            JoinKind::Anti => "LEFT ANTI JOIN",
        };
        let condition = if join.kind == JoinKind::Cross { String::new() } else { format!("\n  ON {on}") };
        self.select = Select::over(format!("{left}\n{words} {right}{condition}"), items);
        Ok(())
    }

    /// Trino has no semi join.
    fn exists(&mut self, left: &str, right: &str, on: String, items: Vec<Item>, not: &str) -> Result<(), RenderError> {
        let matches = block(&["1".to_owned()], right, &[format!("WHERE {on}")]).replace('\n', " ");
        self.select = Select::over(left.to_owned(), items);
        self.select.restrict(format!("{not}EXISTS ({matches})"));
        Ok(())
    }

    fn condition(&self, join: &Join) -> Result<Vec<String>, RenderError> {
        let mut conditions = Vec::new();
        for (left, right) in &join.keys {
            let left = self.key(left, Side::Left)?;
            let right = self.key(right, Side::Right)?;
            conditions.push(format!("{left} = {right}"));
        }
        if let Some(residual) = &join.residual {
            let residual = self.expr_with(residual, &|side, name| self.sided(side, name))?;
            conditions.push(if join.keys.is_empty() { residual } else { format!("({residual})") });
        }
        Ok(conditions)
    }

    /// One side of an equality.
    fn key(&self, expr: &Expr, side: Side) -> Result<String, RenderError> {
        let sql = self.expr_with(expr, &|_, name| self.sided(side, name))?;
        Ok(if column(expr).is_some() { sql } else { format!("({sql})") })
    }

    fn sided(&self, side: Side, name: &Symbol) -> String {
        let name = self.quoted(name);
        match side {
            Side::Left => format!("l.{name}"),
            Side::Right => format!("r.{name}"),
        }
    }
}
