//! Expressions as Python: a column, a constant, or SQL text in the Spark dialect.

use pipelinec_core::Symbol;
use pipelinec_core::ir::{Expr, ExprKind, Literal, NamedExpr, Side, SortKey};
use pipelinec_core::sql::{Dialect, ExprRenderer, RenderError, quote_identifier};

use crate::layout::{Doc, call};
use crate::text::parameter;
use crate::words::is_word;

/// How the sides of a join are called in SQL text.
pub(crate) const LEFT: &str = "l";
/// The right one.
pub(crate) const RIGHT: &str = "r";

/// Whether columns are named by themselves or with their side before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Qualified {
    /// One source.
    No,
    /// Two sources: `l.name`, `r.name`.
    BySide,
}

/// The SQL text of an expression.
pub(crate) fn sql(expr: &Expr, qualified: Qualified) -> Result<String, RenderError> {
    let column = |side: Side, name: &Symbol| column_sql(side, name, qualified);
    let param = |name: &Symbol, _: &_| parameter(name);
    ExprRenderer { dialect: Dialect::Spark, param: &param, column: &column }.render(expr)
}

fn column_sql(side: Side, name: &Symbol, qualified: Qualified) -> String {
    let name = if is_plain(name) { name.to_string() } else { quote_identifier(Dialect::Spark, name) };
    match (qualified, side) {
        (Qualified::No, _) => name,
        (Qualified::BySide, Side::Left) => format!("{LEFT}.{name}"),
        (Qualified::BySide, Side::Right) => format!("{RIGHT}.{name}"),
    }
}

/// Whether a column's name needs no quotes in SQL.
fn is_plain(name: &str) -> bool {
    let is_first = |c: char| c.is_ascii_alphabetic() || c == '_';
    name.starts_with(is_first) && name.chars().all(|c| is_first(c) || c.is_ascii_digit()) && !is_word(name)
}

/// A column's name where Spark's Python functions take one: dots and stars have a meaning there.
pub(crate) fn column_text(name: &str) -> String {
    if name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        name.to_owned()
    } else {
        quote_identifier(Dialect::Spark, name)
    }
}

/// `l.name`, as such functions take it.
pub(crate) fn sided_text(side: Side, name: &str) -> String {
    let side = match side {
        Side::Left => LEFT,
        Side::Right => RIGHT,
    };
    format!("{side}.{}", column_text(name))
}

/// An expression as a Spark column: `F.col("a")`, `F.lit("x")`, `F.expr("a + 1")`.
pub(crate) fn column(expr: &Expr, qualified: Qualified) -> Result<Doc, RenderError> {
    Ok(match &expr.kind {
        ExprKind::Column { side, name } => call("F.col", vec![Doc::string(&text_of(*side, name, qualified))]),
        ExprKind::Literal(Literal::String(text)) => call("F.lit", vec![Doc::string(text)]),
        ExprKind::Literal(Literal::Boolean(true)) => Doc::text("F.lit(True)"),
        ExprKind::Literal(Literal::Boolean(false)) => Doc::text("F.lit(False)"),
        ExprKind::Literal(_)
        | ExprKind::Field { .. }
        | ExprKind::Param(_)
        | ExprKind::Call(_)
        | ExprKind::Case { .. }
        | ExprKind::Cast { .. }
        | ExprKind::In { .. }
        | ExprKind::Array(_) => call("F.expr", vec![Doc::sql(&sql(expr, qualified)?)]),
    })
}

fn text_of(side: Side, name: &str, qualified: Qualified) -> String {
    match qualified {
        Qualified::No => column_text(name),
        Qualified::BySide => sided_text(side, name),
    }
}

/// A selected column: its bare name where that is all, else an expression with its alias.
pub(crate) fn selected(entry: &NamedExpr, qualified: Qualified) -> Result<Doc, RenderError> {
    if let Some((side, name)) = entry.expr.as_column()
        && *name == entry.name
    {
        return Ok(Doc::string(&text_of(side, name, qualified)));
    }
    Ok(column(&entry.expr, qualified)?.method("alias", vec![Doc::string(&entry.name)]))
}

/// A sort key with its place for nulls.
pub(crate) fn sort_key(key: &SortKey) -> Result<Doc, RenderError> {
    let method = match (key.descending, key.nulls_first) {
        (false, false) => "asc_nulls_last",
        (false, true) => "asc_nulls_first",
        (true, false) => "desc_nulls_last",
        (true, true) => "desc_nulls_first",
    };
    Ok(match key.expr.as_column() {
        Some((_, name)) => call(&format!("F.{method}"), vec![Doc::string(&column_text(name))]),
        None => column(&key.expr, Qualified::No)?.method(method, Vec::new()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_odd_names_are_quoted() {
        for (name, quoted) in [
            ("total_amount", "total_amount"),
            ("date", "`date`"),
            ("Order", "`Order`"),
            ("a.b", "`a.b`"),
            ("9x", "`9x`"),
        ] {
            assert_eq!(column_sql(Side::Left, &name.into(), Qualified::No), quoted);
        }
        assert_eq!(column_sql(Side::Right, &"a b".into(), Qualified::BySide), "r.`a b`");
        assert_eq!(column_text("a b`c"), "`a b``c`");
        assert_eq!(column_text("*"), "`*`");
    }
}
