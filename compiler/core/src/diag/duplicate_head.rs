use pipelinec_syntax::Span;

use super::code::E0114;
use crate::diag::Diagnostic;

/// `pipeline:` in two files.
#[must_use]
pub fn duplicate_head(span: Span, first: Option<Span>) -> Diagnostic {
    let diagnostic = Diagnostic::new(E0114, span, "`pipeline` stands in two files of one project")
        .label("again")
        .help("keep it in one file: a folder is one pipeline");
    match first {
        Some(first) => diagnostic.also(first, "first here"),
        None => diagnostic,
    }
}
