//! Words for calls that do not fit: which code, which place.

use pipelinec_syntax::Span;

use super::ExprChecker;
use super::apply::Site;
use crate::diag::{self, Diagnostic};
use crate::functions::resolve::Mismatch;
use crate::functions::{Accepts, Function, LiteralRule};
use crate::ir::{Expr, ExprKind, Literal};
use crate::types::Type;

impl ExprChecker<'_> {
    /// Reports why no overload takes these arguments.
    pub(super) fn report_mismatch(
        &mut self,
        function: &'static Function,
        mismatch: &Mismatch,
        args: &[Expr],
        span: Span,
        site: Site<'_>,
    ) {
        let place = |index: usize| args.get(index).map_or(span, |arg| arg.span);
        let (name, at) = match site {
            Site::Operator { text, span } => (text, span),
            Site::Function { name, span } => (name, span),
        };
        let diagnostic = match mismatch {
            Mismatch::Arity { expected, or_more, found } => {
                diag::wrong_argument_count(at, name, expected, *or_more, *found)
            }
            Mismatch::NotLiteral { index, parameter } => diag::literal_needed(place(*index), name, parameter),
            Mismatch::Literal { index, parameter, message, help, offset, words } => {
                let span = args.get(*index).map_or(span, |arg| inside(arg, *offset));
                match pattern_diagnostic(rule(function, parameter)) {
                    Some(diagnostic) => diagnostic(span, message, help.as_deref()),
                    None => diag::bad_argument_value(span, name, parameter, message, help.as_deref(), words),
                }
            }
            Mismatch::Decimal { message } => diag::decimal_out_of_range(span, message),
            Mismatch::Incompatible { first, second, .. } => match (args.get(*first), args.get(*second)) {
                (Some(left), Some(right)) if is_comparison(function) => {
                    return self.report_incomparable(left, right, site);
                }
                (Some(left), Some(right)) => diag::incompatible_branches(right.span, &right.ty, left.span, &left.ty),
                _ => diag::wrong_argument_count(at, name, &[], true, args.len()),
            },
            Mismatch::Type { index, parameter, expected, found } => {
                type_diagnostic(function, (*index, parameter, expected, found), args, span, site)
            }
        };
        self.report(diagnostic);
    }

    /// Reports two values that cannot be compared, with what makes them comparable.
    pub(super) fn report_incomparable(&mut self, left: &Expr, right: &Expr, site: Site<'_>) {
        let (Site::Operator { span, .. } | Site::Function { span, .. }) = site;
        let unordered = [left, right].into_iter().find(|e| !e.ty.is_orderable());
        let diagnostic = match unordered {
            Some(operand) => diag::not_orderable(operand.span, &operand.ty, "compared"),
            None => {
                let place = if left.span.file == right.span.file { left.span.to(right.span) } else { span };
                diag::incomparable_types(
                    place,
                    (left.span, &left.ty, text_of(left)),
                    (right.span, &right.ty, text_of(right)),
                )
            }
        };
        self.report(diagnostic);
    }
}

/// The diagnostic of a wrong argument type: operators have words of their own.
fn type_diagnostic(
    function: &Function,
    (index, parameter, expected, found): (usize, &str, &str, &Type),
    args: &[Expr],
    span: Span,
    site: Site<'_>,
) -> Diagnostic {
    let place = args.get(index).map_or(span, |arg| arg.span);
    let accepts = function.overloads.iter().filter_map(|o| o.param(index)).map(|p| p.ty);
    if accepts.clone().all(|ty| ty == Accepts::Boolean) {
        return diag::condition_not_boolean(place, found);
    }
    if accepts.clone().all(|ty| matches!(ty, Accepts::OrderableT | Accepts::OrderableU)) {
        return diag::not_orderable(place, found, "compared");
    }
    match site {
        Site::Operator { text, span: op } => {
            let types: Vec<&Type> = args.iter().map(|arg| &arg.ty).collect();
            if matches!(text, "+" | "-") && types.iter().any(|ty| matches!(ty, Type::Date | Type::Timestamp)) {
                return diag::date_arithmetic(op, text, &types);
            }
            diag::wrong_operand_type(place, text, expected, found, &types)
        }
        Site::Function { name, .. } => diag::wrong_argument_type(place, name, expected, found, Some(parameter)),
    }
}

/// Whether the row compares its arguments.
fn is_comparison(function: &Function) -> bool {
    matches!(
        function.name,
        "eq" | "ne" | "lt" | "le" | "gt" | "ge" | "between" | "is_distinct_from" | "is_not_distinct_from"
    )
}

/// The literal rule of a parameter.
fn rule(function: &Function, parameter: &str) -> LiteralRule {
    if function.name == "like" {
        return LiteralRule::LikePattern;
    }
    let mut params = function.overloads.iter().flat_map(|o| o.params);
    params.find(|p| p.name == parameter).map_or(LiteralRule::Any, |p| p.literal)
}

/// The maker of a diagnostic for texts with a grammar of their own.
fn pattern_diagnostic(rule: LiteralRule) -> Option<fn(Span, &str, Option<&str>) -> Diagnostic> {
    match rule {
        LiteralRule::Regex | LiteralRule::RegexNonEmpty | LiteralRule::Replacement => Some(diag::bad_regex),
        LiteralRule::LikePattern => Some(diag::bad_like_pattern),
        LiteralRule::DateFormat | LiteralRule::TimestampFormat | LiteralRule::OutputFormat => Some(diag::bad_format),
        LiteralRule::JsonPath => Some(diag::bad_json_path),
        LiteralRule::TimeZone => Some(diag::bad_time_zone),
        LiteralRule::Any | LiteralRule::Literal | LiteralRule::OneOf(_) => None,
    }
}

/// The text of a text literal.
fn text_of(expr: &Expr) -> Option<&str> {
    if let ExprKind::Literal(Literal::String(text)) = &expr.kind { Some(text) } else { None }
}

/// The place inside a text literal, when its bytes stand in the file as they are.
fn inside(arg: &Expr, offset: Option<usize>) -> Span {
    let as_written = |text: &str| arg.span.end.checked_sub(arg.span.start) == u32::try_from(text.len() + 2).ok();
    match (offset, text_of(arg)) {
        (Some(offset), Some(text)) if offset < text.len() && as_written(text) => {
            let start = arg.span.start + 1 + u32::try_from(offset).unwrap_or(0);
            Span::new(arg.span.file, start, arg.span.end - 1)
        }
        _ => arg.span,
    }
}
