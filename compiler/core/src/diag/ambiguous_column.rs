use pipelinec_syntax::Span;

use super::code::E0206;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A bare name both sides of a join have.
#[must_use]
pub fn ambiguous_column(span: Span, name: &str, tables: [Option<&str>; 2]) -> Diagnostic {
    let diagnostic = Diagnostic::new(E0206, span, format!("both sides have a column {}", quoted(name)));
    match tables {
        [Some(left), Some(right)] => diagnostic.help(format!("write `{left}.{name}` or `{right}.{name}`")),
        _ => diagnostic,
    }
}
