use pipelinec_syntax::Span;

use super::code::E1015;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean, quoted};

/// A name that begins with `States.` and is none of Step Functions' own.
#[must_use]
pub fn unknown_error_name(span: Span, name: &str, known: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::new(E1015, span, format!("there is no error {}", quoted(name))).label("never happens");
    match did_you_mean(name, known.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help("names that begin with `States.` are Step Functions' own"),
    }
}
