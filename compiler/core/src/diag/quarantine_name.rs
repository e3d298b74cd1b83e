use pipelinec_syntax::Span;

use super::code::E0225;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A dataset named as the bad records of an input are.
#[must_use]
pub fn quarantine_name(span: Span, name: &str, input: &str, said: Span) -> Diagnostic {
    Diagnostic::new(E0225, span, format!("{} is where the bad records of {} go", quoted(name), quoted(input)))
        .label("taken")
        .also(said, "bad records are kept")
        .help("give the dataset another name")
}
