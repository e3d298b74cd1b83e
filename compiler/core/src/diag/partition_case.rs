use pipelinec_syntax::Span;

use super::code::E0725;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A partition column whose folders `MSCK REPAIR TABLE` passes over.
#[must_use]
pub fn partition_case(span: Span, dataset: &str, column: &str) -> Diagnostic {
    let message =
        format!("Athena does not find the partitions of {}: {} has capitals", quoted(dataset), quoted(column));
    Diagnostic::new(E0725, span, message)
        .help(format!("rename the column to `{}`, or give its values under `projection`", column.to_lowercase()))
}
