use pipelinec_syntax::Span;

use super::code::W0506;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// An inner, left or right join without any equality.
#[must_use]
pub fn every_pair(span: Span, with: &str) -> Diagnostic {
    Diagnostic::new(W0506, span, format!("every row is compared with every row of {}", quoted(with)))
        .label("no `=` between the two sides")
        .help("add an equality to the condition; for a small other side this warning can be lived with")
}
