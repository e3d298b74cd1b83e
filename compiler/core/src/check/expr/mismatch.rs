//! Words for calls that do not fit: which code, which place.

use pipelinec_syntax::Span;
use pipelinec_syntax::phrase::is_plain;

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
                    None => {
                        let word = args.get(*index).and_then(text_of);
                        diag::bad_argument_value(span, name, parameter, message, help.as_deref(), word, words)
                    }
                }
            }
            Mismatch::Decimal { message } => diag::decimal_out_of_range(span, message),
            Mismatch::Incompatible { first, second, left: left_ty, right: right_ty } => {
                match (args.get(*first), args.get(*second)) {
                    (Some(left), Some(right)) if is_comparison(function) => {
                        return self.report_incomparable(left, right, site);
                    }
                    _ => diag::incompatible_branches(place(*second), right_ty, place(*first), left_ty),
                }
            }
            Mismatch::Type { index, parameter, expected, found } => {
                type_diagnostic(function, (*index, parameter, expected, found), args, span, site)
            }
        };
        self.report(diagnostic);
    }

    /// Reports two values that cannot be compared, with what makes them comparable.
    pub(super) fn report_incomparable(&mut self, left: &Expr, right: &Expr, site: Site<'_>) {
        let unordered = [left, right].into_iter().find(|e| !e.ty.is_orderable());
        let diagnostic = match unordered {
            Some(operand) => diag::not_orderable(operand.span, &operand.ty, "compared"),
            None => {
                let (left_written, right_written) = (written(left), written(right));
                let (left, right) = (as_operand(left, &left_written), as_operand(right, &right_written));
                // In a list or a range the stranger is pointed at.
                let is_stranger = matches!(site, Site::Operator { text: "in" | "between" | "when", .. });
                diag::incomparable_types(left, right, is_stranger)
            }
        };
        self.report(diagnostic);
    }
}

/// One side of a comparison, for its message.
fn as_operand<'e>(expr: &'e Expr, written: &'e str) -> diag::Operand<'e> {
    diag::Operand { span: expr.span, ty: &expr.ty, text: text_of(expr), written }
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
    let shown = args.get(index).map_or_else(String::new, written);
    let accepts = function.overloads.iter().filter_map(|o| o.param(index)).map(|p| p.ty);
    if accepts.clone().all(|ty| ty == Accepts::Boolean) {
        return diag::condition_not_boolean(place, found, &shown);
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
            let all_texts = types.iter().all(|ty| **ty == Type::String);
            diag::wrong_operand_type(place, text, expected, found, all_texts, &shown)
        }
        Site::Function { name, .. } => diag::wrong_argument_type(place, name, expected, found, Some(parameter), &shown),
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

/// Makes a diagnostic of a place, a message and a help line.
type Maker = fn(Span, &str, Option<&str>) -> Diagnostic;

/// The maker of a diagnostic for texts with a grammar of their own.
fn pattern_diagnostic(rule: LiteralRule) -> Option<Maker> {
    match rule {
        LiteralRule::Regex | LiteralRule::RegexNonEmpty | LiteralRule::Replacement => Some(diag::bad_regex),
        LiteralRule::LikePattern => Some(diag::bad_like_pattern),
        LiteralRule::DateFormat | LiteralRule::TimestampFormat | LiteralRule::OutputFormat => Some(diag::bad_format),
        LiteralRule::JsonPath => Some(diag::bad_json_path),
        LiteralRule::TimeZone => Some(diag::bad_time_zone),
        LiteralRule::Any | LiteralRule::Literal | LiteralRule::OneOf(_) => None,
    }
}

/// How a help line shows an operand: by its name where it has one, else as `x`.
pub(super) fn written(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Column { name, .. } if is_plain(name) => name.to_string(),
        ExprKind::Column { name, .. } => format!("\"{name}\""),
        ExprKind::Param(name) => format!(":{name}"),
        ExprKind::Literal(Literal::Bigint(n)) => n.to_string(),
        ExprKind::Literal(Literal::Decimal(text)) => text.clone(),
        ExprKind::Literal(Literal::String(text)) => format!("'{text}'"),
        ExprKind::Cast { operand, .. } if operand.span == expr.span => written(operand),
        ExprKind::Field { .. }
        | ExprKind::Literal(_)
        | ExprKind::Call(_)
        | ExprKind::Case { .. }
        | ExprKind::Cast { .. }
        | ExprKind::In { .. }
        | ExprKind::Array(_) => "x".to_owned(),
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
