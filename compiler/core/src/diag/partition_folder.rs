use pipelinec_syntax::Span;

use super::code::E0809;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A file whose folders do not give a partition column its value.
#[must_use]
pub fn partition_folder(span: Span, dataset: &str, file: &str, column: &str, reason: &str) -> Diagnostic {
    let message =
        format!("{} of input {} has no value for partition column {}", quoted(file), quoted(dataset), quoted(column));
    Diagnostic::new(E0809, span, message)
        .label(reason.to_owned())
        .help(format!("the file must stand below a folder `{column}=value`"))
}
