use pipelinec_syntax::Span;

use super::code::E0220;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A dataset name that is taken; all sections share one set of names.
#[must_use]
pub fn duplicate_dataset(span: Span, name: &str, first_noun: &str, first: Span) -> Diagnostic {
    Diagnostic::new(E0220, span, format!("there are two datasets named {}", quoted(name)))
        .label("again")
        .also(first, format!("already the name of this {first_noun}"))
        .help("give one of them another name: inputs, transforms, kpis and queries share one set of names")
}
