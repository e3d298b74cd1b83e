use pipelinec_syntax::Span;

use super::code::E0504;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A KPI that measures nothing.
#[must_use]
pub fn kpi_without_measures(span: Span, name: &str) -> Diagnostic {
    Diagnostic::new(E0504, span, format!("kpi {} has no measures", quoted(name)))
        .label("measures nothing")
        .help("add `measures`, such as `orders: count()`; a list of keys alone is a transform with `dedupe`")
}
