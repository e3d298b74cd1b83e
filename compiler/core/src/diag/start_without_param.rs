use pipelinec_syntax::Span;

use super::code::E0718;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A schedule or trigger whose runs lack a parameter.
#[must_use]
pub fn start_without_param(span: Span, what: &str, param: &str, declared: Span) -> Diagnostic {
    let message = format!("runs that this {what} starts have no value for parameter {}", quoted(param));
    let help = match what {
        "schedule" => format!("give {} a `default`, or a value under `params` of the schedule", quoted(param)),
        _ => format!("give {} a `default`", quoted(param)),
    };
    Diagnostic::new(E0718, span, message).also(declared, "no default here").help(help)
}
