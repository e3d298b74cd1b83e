use pipelinec_syntax::Span;

use super::code::E0204;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean_or_list, quoted};

/// A parameter the project does not declare.
#[must_use]
pub fn undeclared_param(span: Span, name: &str, params: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::new(E0204, span, format!("there is no parameter {}", quoted(name)));
    match did_you_mean_or_list(name, "the parameters are", params.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic.help(format!("declare it: `params: {{ {name}: {{ type: date, default: today }} }}`")),
    }
}
