use pipelinec_syntax::Span;

use super::code::E0512;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;
use crate::types::Type;

/// An array, struct or map in a CSV input.
#[must_use]
pub fn nested_in_csv(span: Span, name: &str, ty: &Type) -> Diagnostic {
    Diagnostic::new(E0512, span, format!("a CSV file cannot hold {}: it is a {ty}", quoted(name)))
        .label("nested")
        .help("declare it as `string`, and take it apart with `split` or `json_get`")
}
