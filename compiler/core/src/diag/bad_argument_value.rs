use pipelinec_syntax::Span;

use super::code::E0304;
use crate::diag::Diagnostic;
use crate::diag::suggest::{listed, quoted};

/// A literal argument with an impossible value.
#[must_use]
pub fn bad_argument_value(
    span: Span,
    function: &str,
    parameter: &str,
    message: &str,
    help: Option<&str>,
    words: &[&str],
) -> Diagnostic {
    let diagnostic = Diagnostic::new(E0304, span, format!("argument `{parameter}` of {}: {message}", quoted(function)));
    match (help, listed(words.iter().copied())) {
        (Some(help), _) => diagnostic.help(help),
        (None, Some(words)) => diagnostic.help(format!("it is one of {words}")),
        (None, None) => diagnostic,
    }
}
