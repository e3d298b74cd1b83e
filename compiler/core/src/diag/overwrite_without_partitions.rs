use pipelinec_syntax::Span;

use super::code::E0524;
use crate::diag::Diagnostic;

/// `mode: overwrite_partitions` without `partition_by`.
#[must_use]
pub fn overwrite_without_partitions(span: Span) -> Diagnostic {
    Diagnostic::new(E0524, span, "`overwrite_partitions` needs `partition_by`")
        .label("there are no partitions")
        .help("add `partition_by`, or use `mode: overwrite`")
}
