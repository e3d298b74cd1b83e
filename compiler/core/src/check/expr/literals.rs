//! Literals, normalised.

use pipelinec_syntax::Span;

use super::{ExprChecker, error};
use crate::check::literal::{parse_date, parse_timestamp};
use crate::diag;
use crate::functions::resolve::decimal_literal_type;
use crate::ir::{Expr, ExprKind, Literal};
use crate::types::Type;

/// A literal that is not null.
pub(super) fn literal(value: Literal, ty: Type, span: Span) -> Expr {
    Expr { kind: ExprKind::Literal(value), ty, nullable: false, span }
}

/// `null`.
pub(super) fn null(span: Span) -> Expr {
    Expr { kind: ExprKind::Literal(Literal::Null), ty: Type::Null, nullable: true, span }
}

/// `true`, `false`.
pub(super) fn boolean(value: bool, span: Span) -> Expr {
    literal(Literal::Boolean(value), Type::Boolean, span)
}

/// `'text'`.
pub(super) fn string(text: &str, span: Span) -> Expr {
    literal(Literal::String(text.to_owned()), Type::String, span)
}

/// Digits with their sign.
fn signed(text: &str, negative: bool) -> String {
    format!("{}{text}", if negative { "-" } else { "" })
}

impl ExprChecker<'_> {
    /// `42`, with the sign before it: the smallest bigint has no positive twin.
    pub(super) fn integer(&mut self, digits: &str, negative: bool, span: Span) -> Expr {
        match signed(digits, negative).parse() {
            Ok(value) => literal(Literal::Bigint(value), Type::Bigint, span),
            Err(_) => {
                self.report(diag::literal_out_of_range(span, digits, "bigint"));
                error(span)
            }
        }
    }

    /// `1.5`.
    pub(super) fn decimal(&mut self, text: &str, negative: bool, span: Span) -> Expr {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let whole = whole.trim_start_matches('0');
        let text = format!("{}.{fraction}", if whole.is_empty() { "0" } else { whole });
        let text = text.trim_end_matches('.');
        match decimal_literal_type(text) {
            Some(decimal) => literal(Literal::Decimal(signed(text, negative)), Type::Decimal(decimal), span),
            None => {
                self.report(diag::literal_out_of_range(span, text, "decimal"));
                error(span)
            }
        }
    }

    /// `1.5e0`.
    pub(super) fn double(&mut self, text: &str, negative: bool, span: Span) -> Expr {
        match signed(text, negative).parse::<f64>() {
            Ok(value) if value.is_finite() => literal(Literal::Double(value), Type::Double, span),
            Ok(_) | Err(_) => {
                self.report(diag::literal_out_of_range(span, text, "double"));
                error(span)
            }
        }
    }

    /// `date '2024-01-31'`.
    pub(super) fn date(&mut self, text: &str, span: Span) -> Expr {
        match parse_date(text) {
            Ok(day) => literal(Literal::Date(day), Type::Date, span),
            Err(why) => {
                self.report(diag::bad_literal(span, text, "date", &why));
                error(span)
            }
        }
    }

    /// `timestamp '2024-01-31 10:00:00'`.
    pub(super) fn timestamp(&mut self, text: &str, span: Span) -> Expr {
        match parse_timestamp(text) {
            Ok(instant) => literal(Literal::Timestamp(instant), Type::Timestamp, span),
            Err(why) => {
                self.report(diag::bad_literal(span, text, "timestamp", &why));
                error(span)
            }
        }
    }
}
