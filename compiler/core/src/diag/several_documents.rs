use pipelinec_syntax::Span;

use super::code::E0117;
use crate::diag::Diagnostic;

/// `---` between two documents.
#[must_use]
pub fn several_documents(span: Span) -> Diagnostic {
    Diagnostic::new(E0117, span, "more than one YAML document in a file")
        .label("a second document starts here")
        .help("remove the `---`, or move what follows to its own file of the same folder")
}
