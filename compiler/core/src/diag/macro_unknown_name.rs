use pipelinec_syntax::Span;

use super::code::E0604;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean, quoted};

/// A name in a body that is no parameter.
#[must_use]
pub fn macro_unknown_name(span: Span, name: &str, function: &str, params: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::new(E0604, span, format!("{} has no parameter {}", quoted(function), quoted(name)));
    match did_you_mean(name, params.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help(format!("a function sees only its parameters: pass the column, `{function}({})`", {
            let mut all = params.to_vec();
            all.push(name);
            all.join(", ")
        })),
    }
}
