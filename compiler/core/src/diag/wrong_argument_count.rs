use pipelinec_syntax::Span;

use super::code::E0301;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A call with too few or too many arguments.
#[must_use]
pub fn wrong_argument_count(span: Span, name: &str, expected: &[usize], or_more: bool, found: usize) -> Diagnostic {
    let counts: Vec<String> = expected.iter().map(ToString::to_string).collect();
    let counts = match counts.as_slice() {
        [] => "other".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    };
    let more = if or_more { " or more" } else { "" };
    let noun = if expected == [1] && !or_more { "argument" } else { "arguments" };
    Diagnostic::new(E0301, span, format!("{} takes {counts}{more} {noun}, not {found}", quoted(name)))
}
