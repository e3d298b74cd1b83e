use pipelinec_syntax::Span;

use super::code::E0529;
use crate::diag::Diagnostic;

/// `partition_by`, `format`, `mode`, `key` or `path` of a query.
#[must_use]
pub fn query_output_option(span: Span, option: &str) -> Diagnostic {
    Diagnostic::new(E0529, span, format!("a query has no `{option}`"))
        .label("not used")
        .help("make it a transform or a kpi to say how it is written")
}
