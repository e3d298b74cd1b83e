use pipelinec_syntax::Span;

use super::code::E0528;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// An explicit output path that is also an input's.
#[must_use]
pub fn output_over_input(span: Span, path: &str, input: &str, input_span: Span) -> Diagnostic {
    Diagnostic::new(E0528, span, format!("{} is also where input {} is read from", quoted(path), quoted(input)))
        .label("would replace the input")
        .also(input_span, "read from there")
        .help("write to another folder")
}
