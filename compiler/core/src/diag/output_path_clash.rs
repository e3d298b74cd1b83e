use pipelinec_syntax::Span;

use super::code::E0527;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// Output folders that are equal, or inside one another.
#[must_use]
pub fn output_path_clash(
    span: Span,
    (name, other): (&str, &str),
    path: &str,
    other_path: &str,
    first: Span,
) -> Diagnostic {
    let message = if path == other_path {
        format!("{} and {} are written to the same folder {}", quoted(name), quoted(other), quoted(path))
    } else {
        format!("the folders of {} and {} are inside one another", quoted(name), quoted(other))
    };
    Diagnostic::new(E0527, span, message)
        .label(format!("written to {}", quoted(path)))
        .also(first, format!("written to {}", quoted(other_path)))
        .help("give one of them a folder of its own: `path: folder/name`")
}
