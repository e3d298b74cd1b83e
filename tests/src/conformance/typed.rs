//! From a case to a typed expression and its SQL.

use std::fmt;
use std::sync::Arc;

use pipelinec_core::Symbol;
use pipelinec_core::check::expr::{Context, ExprChecker, Scope};
use pipelinec_core::check::macros::Macros;
use pipelinec_core::diag::Severity;
use pipelinec_core::ir::{Column, Expr, ExprKind, NamedExpr, Schema, Side};
use pipelinec_core::sql::{Dialect, ExprRenderer, quote_identifier};
use pipelinec_core::types::Type;
use pipelinec_syntax::phrase::{parse_expr, parse_type};
use pipelinec_syntax::{FileId, Span, Text};

use serde_json::Value;

use super::case::{Case, Compare, Kind};

const FILE: FileId = FileId(0);

/// Column of the input that holds the row's number: a name that no case uses.
pub(super) const ROW: &str = "row number";

/// A case as the engine runs it.
pub(super) struct Query {
    /// The input's columns.
    pub(super) columns: Schema,
    /// The expression's type.
    pub(super) ty: Type,
    /// Key and value, or only values, in the order of the expected ones.
    pub(super) sql: String,
    /// The type of the key.
    pub(super) key: Option<Type>,
    /// How doubles are compared.
    pub(super) compare: Compare,
}

/// Why there is no query.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The case itself is wrong.
    Case(String),
    /// Errors of the parser and the checker.
    Checked(Vec<String>),
    /// No SQL.
    Rendered(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Case(message) => write!(f, "bad case: {message}"),
            Self::Checked(messages) => write!(f, "refused: {}", messages.join("; ")),
            Self::Rendered(message) => write!(f, "no SQL: {message}"),
        }
    }
}

impl Query {
    /// A case as one engine runs it, over the table `t`.
    pub(super) fn of(case: &Case, dialect: Dialect) -> Result<Self, Refusal> {
        let columns = columns(case)?;
        let key = match &case.group_by {
            Some(name) => Some(key(&columns, name)?),
            None => None,
        };
        let keys: Vec<NamedExpr> = key.clone().into_iter().collect();
        let context = match case.kind {
            Kind::Scalar | Kind::Window | Kind::CompileError => Context::RowWithWindows,
            Kind::Aggregate => Context::Measures { keys: &keys, earlier: &[] },
        };
        let expr = match check(&case.expr, &columns, context) {
            // Cases that must be refused do not say where they stand.
            Ok(_) if case.kind == Kind::CompileError => {
                check(&case.expr, &columns, Context::Measures { keys: &[], earlier: &[] })?
            }
            other => other?,
        };
        let value = render(&expr, dialect)?;
        let sql = match &case.group_by {
            Some(name) => {
                let name = quote_identifier(dialect, name);
                format!("SELECT {name}, {value} AS value FROM t GROUP BY {name} ORDER BY {name} ASC NULLS LAST")
            }
            None if case.kind == Kind::Aggregate => format!("SELECT {value} AS value FROM t"),
            None => {
                let row = quote_identifier(dialect, ROW);
                format!("SELECT {value} AS value, {row} FROM t ORDER BY {row}")
            }
        };
        Ok(Self { columns, ty: expr.ty, sql, key: key.map(|key| key.expr.ty), compare: case.compare })
    }

    /// The static type must be this one.
    pub(super) fn expect_type(&self, expected: &str) -> Result<(), String> {
        let expected = resolve(expected).map_err(|refusal| refusal.to_string())?;
        if self.ty == expected { Ok(()) } else { Err(format!("has the type {}, not {expected}", self.ty)) }
    }
}

/// An expression without columns, as a measure if it aggregates: for examples.
pub(super) fn constant(source: &str, dialect: Dialect) -> Result<(Type, String), Refusal> {
    let columns: Schema = Arc::new([]);
    let expr = check(source, &columns, Context::RowWithWindows)
        .or_else(|_| check(source, &columns, Context::Measures { keys: &[], earlier: &[] }))?;
    let sql = render(&expr, dialect)?;
    Ok((expr.ty, sql))
}

fn columns(case: &Case) -> Result<Schema, Refusal> {
    let column = |(name, ty): (&String, &Value)| {
        let ty = ty.as_str().ok_or_else(|| Refusal::Case(format!("the type of {name} is no text")))?;
        Ok(Column {
            name: Symbol::from(name.as_str()),
            ty: resolve(ty)?,
            nullable: true,
            pii: false,
            span: Span::new(FILE, 0, 0),
        })
    };
    case.columns.iter().map(column).collect()
}

fn key(columns: &Schema, name: &str) -> Result<NamedExpr, Refusal> {
    let column = columns.iter().find(|column| &*column.name == name);
    let column = column.ok_or_else(|| Refusal::Case(format!("no column {name} to group by")))?;
    let kind = ExprKind::Column { side: Side::Left, name: Arc::clone(&column.name) };
    let expr = Expr { kind, ty: column.ty.clone(), nullable: true, span: column.span };
    Ok(NamedExpr { name: Arc::clone(&column.name), expr })
}

fn resolve(ty: &str) -> Result<Type, Refusal> {
    let (name, errors) = parse_type(&Text::plain(ty, FILE, 0));
    let macros = Macros::default();
    let resolved = ExprChecker::new(&[], &macros, false).resolve_type(&name);
    if !errors.is_empty() || resolved.is_error() {
        return Err(Refusal::Case(format!("`{ty}` is no type")));
    }
    Ok(resolved)
}

fn check(source: &str, columns: &Schema, context: Context<'_>) -> Result<Expr, Refusal> {
    let (tree, errors) = parse_expr(&Text::plain(source, FILE, 0));
    if !errors.is_empty() {
        return Err(Refusal::Checked(errors.iter().map(|error| format!("{error:?}")).collect()));
    }
    let macros = Macros::default();
    let mut checker = ExprChecker::new(&[], &macros, true);
    let scope = Scope { context, ..Scope::row(columns) };
    let expr = checker.check_value(&tree, &scope);
    let errors = checker.diagnostics.into_iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let messages: Vec<String> = errors.map(|diagnostic| diagnostic.message).collect();
    if messages.is_empty() { Ok(expr) } else { Err(Refusal::Checked(messages)) }
}

fn render(expr: &Expr, dialect: Dialect) -> Result<String, Refusal> {
    let renderer = ExprRenderer {
        dialect,
        param: &|name, _| name.to_string(),
        column: &|_, name| quote_identifier(dialect, name),
    };
    renderer.render(expr).map_err(|error| Refusal::Rendered(format!("{error:?}")))
}
