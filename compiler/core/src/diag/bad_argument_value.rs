use pipelinec_syntax::Span;

use super::code::E0304;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean_or_list, quoted};

/// A literal argument with an impossible value; `written` is a text from a closed list of `words`.
#[must_use]
pub fn bad_argument_value(
    span: Span,
    function: &str,
    parameter: &str,
    message: &str,
    help: Option<&str>,
    written: Option<&str>,
    words: &[&str],
) -> Diagnostic {
    let message = match written {
        Some(written) if !words.is_empty() => format!("{} does not know {}", quoted(function), quoted(written)),
        Some(_) | None => format!("argument `{parameter}` of {}: {message}", quoted(function)),
    };
    let diagnostic = Diagnostic::new(E0304, span, message);
    let known = did_you_mean_or_list(written.unwrap_or_default(), "it is one of", words.iter().copied());
    match help.map(str::to_owned).or(known) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
