//! Applying a row of the function table to checked arguments.

use pipelinec_syntax::Span;

use super::{ExprChecker, error};
use crate::check::coerce::{as_arg, convert};
use crate::functions::resolve::resolve;
use crate::functions::{self, Function, Nullability};
use crate::ir::{Call, Expr, ExprKind};

/// How the user wrote what becomes a call, for messages.
#[derive(Debug, Clone, Copy)]
pub(super) enum Site<'t> {
    /// An operator and its place.
    Operator {
        /// `+`, `between`, `[…]`.
        text: &'static str,
        /// Its place.
        span: Span,
    },
    /// A function by name.
    Function {
        /// The name as written.
        name: &'t str,
        /// Its place.
        span: Span,
    },
}

impl ExprChecker<'_> {
    /// A row the language itself relies on, by its name in the table.
    pub(super) fn operator(&mut self, row: &'static str, args: Vec<Expr>, span: Span, site: Site<'_>) -> Expr {
        match functions::find(row) {
            Some((_, function)) => self.apply(function, args, span, site),
            None => error(span),
        }
    }

    /// Finds the overload, writes the conversions out and types the result; reports what does not fit.
    pub(super) fn apply(&mut self, function: &'static Function, args: Vec<Expr>, span: Span, site: Site<'_>) -> Expr {
        if args.iter().any(|a| a.ty.is_error()) {
            return error(span);
        }
        let resolved = {
            let args: Vec<_> = args.iter().map(as_arg).collect();
            resolve(function, &args)
        };
        let resolved = match resolved {
            Ok(resolved) => resolved,
            Err(mismatch) => {
                self.report_mismatch(function, &mismatch, &args, span, site);
                return error(span);
            }
        };
        let nullable = nullable(function.nullability, &args);
        let args = args.into_iter().zip(&resolved.arg_types).map(|(arg, ty)| convert(arg, ty)).collect();
        let call = Call { overload: resolved.overload, args, filter: None, ignore_nulls: false, over: None };
        Expr { kind: ExprKind::Call(Box::new(call)), ty: resolved.result, nullable, span }
    }
}

/// The row's null rule.
fn nullable(rule: Nullability, args: &[Expr]) -> bool {
    match rule {
        Nullability::Propagates => args.iter().any(|a| a.nullable),
        Nullability::Always => true,
        Nullability::Never => false,
        Nullability::AllNull => args.iter().all(|a| a.nullable),
    }
}
