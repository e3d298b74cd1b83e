//! Expressions: names resolved, every node typed, every conversion written out.
//!
//! ```text
//! tree::Expr ─ExprChecker::check→ ir::Expr
//! ```
//!
//! A part that is wrong is reported once, becomes an expression of [`Type::Error`], and silences what depends on it.

use pipelinec_syntax::tree;

use crate::check::macros::Macros;
use crate::diag::Diagnostic;
use crate::ir::{self, Schema};
use crate::types::Type;

/// What an expression may see, and where it stands.
#[derive(Debug, Clone)]
pub struct Scope<'a> {
    /// Columns of the only source, or of a join's left side.
    pub left: &'a Schema,
    /// Columns of a join's right side.
    pub right: Option<&'a Schema>,
    /// Names by which `table.column` may refer to the left side.
    pub left_names: Vec<&'a str>,
    /// Names by which `table.column` may refer to the right side.
    pub right_names: Vec<&'a str>,
    /// Where the expression stands.
    pub context: Context<'a>,
}

/// Where an expression stands decides which calls it may hold.
#[derive(Debug, Clone, Copy)]
pub enum Context<'a> {
    /// One row at a time: `filter`, join conditions, checks, keys.
    Row,
    /// Also window functions: `derive`, `select`.
    RowWithWindows,
    /// One group at a time: columns stand inside aggregates.
    Measures {
        /// The group keys, which may also stand outside aggregates.
        keys: &'a [ir::NamedExpr],
        /// The measures above this one; their names are replaced by what they stand for.
        earlier: &'a [ir::NamedExpr],
    },
}

/// Checks expressions of one project.
#[derive(Debug)]
pub struct ExprChecker<'a> {
    /// What was found so far.
    pub diagnostics: Vec<Diagnostic>,
    params: &'a [ir::Param],
    macros: &'a Macros,
    allow_approximate: bool,
}

impl<'a> ExprChecker<'a> {
    /// A checker for a project with these parameters and macros.
    #[must_use]
    pub fn new(params: &'a [ir::Param], macros: &'a Macros, allow_approximate: bool) -> Self {
        Self { diagnostics: Vec::new(), params, macros, allow_approximate }
    }

    /// Any expression. Its type can be [`Type::Null`] (a bare `null`), and is [`Type::Error`] when it was refused.
    pub fn check(&mut self, expr: &tree::Expr, scope: &Scope<'_>) -> ir::Expr {
        let _ = (scope, self.params, self.macros, self.allow_approximate);
        ir::Expr { kind: ir::ExprKind::Literal(ir::Literal::Null), ty: Type::Error, nullable: true, span: expr.span }
    }

    /// An expression that becomes a column: a bare `null` is refused, because it has no type.
    pub fn check_value(&mut self, expr: &tree::Expr, scope: &Scope<'_>) -> ir::Expr {
        self.check(expr, scope)
    }

    /// A condition: must be boolean.
    pub fn check_condition(&mut self, expr: &tree::Expr, scope: &Scope<'_>) -> ir::Expr {
        self.check(expr, scope)
    }

    /// Sort keys: each of a type that has an order.
    pub fn check_sort_keys(&mut self, keys: &[tree::SortKey], scope: &Scope<'_>) -> Vec<ir::SortKey> {
        let _ = (keys, scope);
        Vec::new()
    }

    /// The type a type name stands for; [`Type::Error`] when it is refused.
    pub fn resolve_type(&mut self, name: &tree::TypeName) -> Type {
        let _ = name;
        Type::Error
    }

    /// Everything found, with the parameters and macros no expression used.
    #[must_use]
    pub fn finish(self) -> Vec<Diagnostic> {
        self.diagnostics
    }
}

/// Whether a value shows personal data of the columns it is made of: not when it is hashed, counted or only tested for
/// null.
#[must_use]
pub fn carries_pii(expr: &ir::Expr, left: &Schema, right: Option<&Schema>) -> bool {
    let _ = (expr, left, right);
    false
}
