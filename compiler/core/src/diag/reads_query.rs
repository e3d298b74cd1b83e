use pipelinec_syntax::Span;

use super::code::E0502;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A transform or KPI that reads what only the query engine computes.
#[must_use]
pub fn reads_query(span: Span, noun: &str, reader: &str, name: &str) -> Diagnostic {
    Diagnostic::new(E0502, span, format!("{noun} {} reads {}, which is a query", quoted(reader), quoted(name)))
        .label("a query")
        .help(format!("make {} a transform or a kpi: queries run after all jobs", quoted(name)))
}
