use pipelinec_syntax::Span;

use super::code::E1013;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A resource, or a pattern of it, that Step Functions does not have.
#[must_use]
pub fn no_such_integration(span: Span, call: &str, reason: &str, better: Option<String>) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(E1013, span, format!("{} does not exist: {reason}", quoted(call))).label("no such integration");
    match better {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help("see \"Integrating services\" in the Step Functions developer guide"),
    }
}
