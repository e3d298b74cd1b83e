use pipelinec_syntax::Span;

use super::code::E1003;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean_or_list, quoted};

/// A name that is gone to, of no state of the same machine.
#[must_use]
pub fn unknown_state(span: Span, name: &str, known: &[&str]) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(E1003, span, format!("there is no state {} here", quoted(name))).label("goes nowhere");
    match did_you_mean_or_list(name, "the states are", known.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}
