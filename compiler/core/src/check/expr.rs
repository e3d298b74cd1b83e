//! Expressions: names resolved, every node typed, every conversion written out.
//!
//! ```text
//! tree::Expr ─ExprChecker::check→ ir::Expr
//! ```
//!
//! A part that is wrong is reported once, becomes an expression of [`Type::Error`], and silences what depends on it.

use std::collections::BTreeSet;

use pipelinec_syntax::Span;
use pipelinec_syntax::tree;

use crate::Symbol;
use crate::check::coerce::coerce;
use crate::check::macros::Macros;
use crate::check::types;
use crate::diag::{self, Code, Diagnostic, Severity};
use crate::ir::{self, Schema};
use crate::types::Type;

mod apply;
mod calls;
mod forms;
mod inline;
mod lints;
mod literals;
mod mismatch;
mod names;
mod operators;
mod pii;
mod placement;
mod same;
mod size;
mod windows;

pub(in crate::check) use calls::{MAP_GET, is_callable};
pub use pii::carries_pii;
pub use placement::{contains_aggregate, contains_window};
pub use same::same;

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

impl<'a> Scope<'a> {
    /// The columns of one source, one row at a time.
    #[must_use]
    pub fn row(columns: &'a Schema) -> Self {
        Self { left: columns, right: None, left_names: Vec::new(), right_names: Vec::new(), context: Context::Row }
    }
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
    /// The macro calls being inlined, outermost first.
    frames: Vec<inline::Frame>,
    /// How many aggregates the current place is inside of.
    aggregates: usize,
    size: size::Budget,
    /// What was reported inside macro bodies: a mistake there is one mistake, however often the macro is called.
    reported: BTreeSet<(Code, Span)>,
    used_params: BTreeSet<Symbol>,
    used_macros: BTreeSet<usize>,
    /// Some phrase could not be read: what it would have used is not known.
    incomplete: bool,
}

impl<'a> ExprChecker<'a> {
    /// A checker for a project with these parameters and macros.
    #[must_use]
    pub fn new(params: &'a [ir::Param], macros: &'a Macros, allow_approximate: bool) -> Self {
        Self {
            diagnostics: Vec::new(),
            params,
            macros,
            allow_approximate,
            frames: Vec::new(),
            aggregates: 0,
            size: size::Budget::default(),
            reported: BTreeSet::new(),
            used_params: BTreeSet::new(),
            used_macros: BTreeSet::new(),
            incomplete: false,
        }
    }

    /// Any expression. Its type can be [`Type::Null`] (a bare `null`), and is [`Type::Error`] when it was refused.
    pub fn check(&mut self, expr: &tree::Expr, scope: &Scope<'_>) -> ir::Expr {
        self.size.start();
        let checked = self.expr(expr, scope);
        self.check_placement(&checked, expr.span, scope);
        checked
    }

    /// An expression that becomes a column: a bare `null` is refused, because it has no type.
    pub fn check_value(&mut self, expr: &tree::Expr, scope: &Scope<'_>) -> ir::Expr {
        let checked = self.check(expr, scope);
        if has_no_type(&checked.ty) {
            self.report(diag::untyped_null(expr.span, &checked.ty));
            return error(expr.span);
        }
        checked
    }

    /// A condition: must be boolean.
    pub fn check_condition(&mut self, expr: &tree::Expr, scope: &Scope<'_>) -> ir::Expr {
        let checked = self.check(expr, scope);
        self.lint_constant(&checked);
        self.condition(checked)
    }

    /// Sort keys: each of a type that has an order.
    pub fn check_sort_keys(&mut self, keys: &[tree::SortKey], scope: &Scope<'_>) -> Vec<ir::SortKey> {
        self.size.start();
        let keys = self.sort_keys(keys, scope);
        for key in &keys {
            self.check_placement(&key.expr, key.expr.span, scope);
        }
        keys
    }

    /// The type a type name stands for; [`Type::Error`] when it is refused.
    pub fn resolve_type(&mut self, name: &tree::TypeName) -> Type {
        types::resolve_type(name, &mut self.diagnostics)
    }

    /// Everything found; when nothing is wrong, with the parameters and macros no expression used.
    #[must_use]
    pub fn finish(mut self) -> Vec<Diagnostic> {
        if self.incomplete || self.diagnostics.iter().any(|d| d.severity == Severity::Error) {
            return self.diagnostics;
        }
        for param in self.params.iter().filter(|p| !self.used_params.contains(&p.name)) {
            self.diagnostics.push(diag::unused_param(param.span, &param.name));
        }
        for (name, span) in self.macros.unused(&self.used_macros) {
            self.diagnostics.push(diag::unused_macro(span, name));
        }
        self.diagnostics
    }

    /// Reports once; inside a macro's body, with the calls that led there.
    fn report(&mut self, mut diagnostic: Diagnostic) {
        if let (Some(_), Some(span)) = (self.frames.last(), diagnostic.span) {
            if !self.reported.insert((diagnostic.code, span)) {
                return;
            }
            for frame in self.frames.iter().rev().take(inline::SHOWN_CALLS) {
                let name = diag::suggest::quoted(&frame.name);
                diagnostic = diagnostic.also(frame.call, format!("in this call of {name}"));
            }
        }
        self.diagnostics.push(diagnostic);
    }

    /// One node of the tree, within the limits of depth and size.
    fn expr(&mut self, expr: &tree::Expr, scope: &Scope<'_>) -> ir::Expr {
        if !self.size.enter() {
            self.report_size(expr.span);
            return error(expr.span);
        }
        let checked = self.form(expr, scope);
        self.size.leave();
        checked
    }

    /// One arm per form of the language.
    fn form(&mut self, expr: &tree::Expr, scope: &Scope<'_>) -> ir::Expr {
        use tree::ExprKind as Tree;
        let span = expr.span;
        match &expr.kind {
            Tree::Error => {
                self.incomplete = true;
                error(span)
            }
            Tree::Null => literals::null(span),
            Tree::Boolean(value) => literals::boolean(*value, span),
            Tree::Integer(digits) => self.integer(digits, false, span),
            Tree::Decimal(text) => self.decimal(text, false, span),
            Tree::Double(text) => self.double(text, false, span),
            Tree::String(text) => literals::string(text, span),
            Tree::Date(text) => self.date(text, span),
            Tree::Timestamp(text) => self.timestamp(text, span),
            Tree::Interval { .. } => self.lone_interval(span),
            Tree::Path(parts) => self.path(parts, span, scope),
            Tree::Param(name) => self.param(name, span),
            Tree::Unary { op, operand } => self.unary(*op, operand, span, scope),
            Tree::Binary { op, op_span, left, right } => {
                self.binary(&operators::Infix { op: *op, op_span: *op_span, left, right, span }, scope)
            }
            Tree::Is { operand, test, negated } => self.is(operand, test, *negated, span, scope),
            Tree::Between { operand, low, high, negated } => self.between([operand, low, high], *negated, span, scope),
            Tree::In { operand, list, negated } => self.in_list(operand, list, *negated, span, scope),
            Tree::Like { operand, pattern, escape, negated } => {
                self.like([operand, pattern], escape.as_deref(), *negated, span, scope)
            }
            Tree::Case { operand, branches, otherwise } => {
                self.case(operand.as_deref(), branches, otherwise.as_deref(), span, scope)
            }
            Tree::Cast { operand, to, safe } => self.cast(operand, to, *safe, span, scope),
            Tree::Call(call) => self.call(call, span, scope),
            Tree::Array(items) => self.array(items, span, scope),
            Tree::Index { operand, index } => self.index(operand, index, span, scope),
        }
    }

    /// The expression as a boolean, reported when it is none.
    fn condition(&mut self, expr: ir::Expr) -> ir::Expr {
        match coerce(expr, &Type::Boolean) {
            Ok(expr) => expr,
            Err(expr) => {
                self.report(diag::condition_not_boolean(expr.span, &expr.ty, &mismatch::written(&expr)));
                error(expr.span)
            }
        }
    }
}

/// What stands where something was refused.
fn error(span: Span) -> ir::Expr {
    ir::Expr { kind: ir::ExprKind::Literal(ir::Literal::Null), ty: Type::Error, nullable: true, span }
}

/// Whether a value's type is only that of a bare `null`, or of an array of them.
fn has_no_type(ty: &Type) -> bool {
    match ty {
        Type::Null => true,
        Type::Array(item) => has_no_type(item),
        Type::Boolean
        | Type::Bigint
        | Type::Double
        | Type::Decimal(_)
        | Type::String
        | Type::Date
        | Type::Timestamp
        | Type::Struct(_)
        | Type::Map(_)
        | Type::Error => false,
    }
}
