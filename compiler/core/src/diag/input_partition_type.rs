use pipelinec_syntax::Span;

use super::code::E0519;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// A partition column of an input that folder names cannot hold.
#[must_use]
pub fn input_partition_type(span: Span, column: &str, ty: &Type) -> Diagnostic {
    Diagnostic::new(E0519, span, format!("{} comes from folder names, which cannot hold a {ty}", quoted(column)))
        .label("not in a folder name")
        .help("declare it as `string`, `bigint`, `decimal`, `boolean` or `date`")
}
