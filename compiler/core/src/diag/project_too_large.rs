use pipelinec_syntax::Span;

use super::code::E0906;
use crate::diag::Diagnostic;

/// More columns, over all steps, than are held in memory.
#[must_use]
pub fn project_too_large(span: Span) -> Diagnostic {
    Diagnostic::new(E0906, span, "the steps of this project have more than 8 million columns in all")
        .label("the limit is passed here")
        .help("divide the project; a `derive` whose entries all use one another makes a step of each of them")
}
