use pipelinec_syntax::Span;

use super::code::E0713;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A query whose SQL is longer than Athena accepts.
#[must_use]
pub fn query_too_long(span: Span, query: &str, bytes: usize) -> Diagnostic {
    Diagnostic::new(E0713, span, format!("the SQL of query {} has {bytes} bytes; Athena accepts 262144", quoted(query)))
        .help("compute part of it in a transform or KPI")
}
