//! SQL expressions for each engine, from the cells of the function table.
//!
//! [`ExprRenderer`] turns a typed expression into the SQL of one [`Dialect`]. What a function means there stands in the
//! table's cells (see [`template`] for their language); this module adds quoting, literals, windows and the fewest
//! parentheses that keep the meaning.

mod expr;
mod fill;
mod quote;
pub mod relation;
pub mod template;
#[cfg(test)]
mod tests;
mod window;

use crate::Symbol;
use crate::ir::Side;
use crate::types::Type;
use pipelinec_syntax::Span;

pub use quote::{literal, quote_identifier, quote_string, type_name};

/// Largest SQL text of one expression, in bytes. Arguments that a template repeats grow exponentially when nested.
pub const MAX_SQL: usize = 200 * 1024;

/// An engine's SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Spark 3.5 and 4.0 with ANSI on: the generated jobs.
    Spark,
    /// Trino 435: Athena engine version 3.
    Trino,
    /// DataFusion 55 with our own functions: the embedded engine.
    DataFusion,
}

impl Dialect {
    /// For messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Spark => "Spark",
            Self::Trino => "Athena",
            Self::DataFusion => "the embedded engine",
        }
    }
}

/// Renders expressions for one engine.
#[derive(Clone, Copy)]
pub struct ExprRenderer<'a> {
    /// Which engine.
    pub dialect: Dialect,
    /// A run parameter's value as SQL, of this type. It must stand anywhere without parentheses.
    pub param: &'a dyn Fn(&Symbol, &Type) -> String,
    /// A column as SQL, quoted, and qualified where two sources meet.
    pub column: &'a dyn Fn(Side, &Symbol) -> String,
}

/// Why an expression has no SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RenderError {
    /// The engine cannot do it.
    Unsupported {
        /// The function, or what the language calls it.
        function: &'static str,
        /// The engine.
        dialect: Dialect,
        /// Why.
        reason: String,
        /// Where it is used.
        span: Span,
    },
    /// The SQL would be larger than [`MAX_SQL`].
    TooLarge {
        /// How large it had become, in bytes.
        bytes: usize,
        /// The expression.
        span: Span,
    },
    /// The expression breaks an invariant of the IR: a defect of the compiler.
    Broken {
        /// What.
        what: String,
        /// Where.
        span: Span,
    },
}

impl RenderError {
    /// The finding to show for it. A broken invariant is shown at its place too: it is our defect, not a silence.
    #[must_use]
    pub fn diagnostic(&self) -> crate::Diagnostic {
        match self {
            Self::Unsupported { function, dialect, reason, span } => {
                crate::diag::unsupported_here(*span, function, dialect.name(), reason)
            }
            Self::TooLarge { span, .. } => crate::diag::expression_too_large(*span),
            Self::Broken { what, span } => crate::diag::unsupported_here(
                *span,
                "this expression",
                "any engine",
                &format!("{what}: a defect of pipelinec, please report it"),
            ),
        }
    }
}
