use pipelinec_syntax::Span;

use super::code::E0807;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A file that cannot be read.
#[must_use]
pub fn unreadable_data(span: Span, dataset: &str, file: &str, reason: &str) -> Diagnostic {
    Diagnostic::new(E0807, span, format!("{} of input {} cannot be read", quoted(file), quoted(dataset)))
        .label(reason.to_owned())
        .help("check that the file is whole and that you may read it")
}
