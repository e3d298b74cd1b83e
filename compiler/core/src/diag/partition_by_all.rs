use pipelinec_syntax::Span;

use super::code::E0521;
use crate::diag::Diagnostic;

/// Nothing left for the files.
#[must_use]
pub fn partition_by_all(span: Span) -> Diagnostic {
    Diagnostic::new(E0521, span, "all columns are partition columns")
        .label("leaves no column for the files")
        .help("partition by some columns only")
}
