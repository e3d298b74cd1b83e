use pipelinec_syntax::Span;

use super::code::E0643;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// An input or query in a job.
#[must_use]
pub fn not_for_a_job(span: Span, noun: &str, name: &str) -> Diagnostic {
    let article = if noun == "input" { "an" } else { "a" };
    Diagnostic::new(E0643, span, format!("{} is {article} {noun}, which no job computes", quoted(name)))
        .label(format!("{article} {noun}"))
        .help("list transforms and kpis only")
}
