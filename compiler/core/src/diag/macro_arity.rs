use pipelinec_syntax::Span;

use super::code::E0602;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A call of a project function with too few or too many arguments.
#[must_use]
pub fn macro_arity(span: Span, name: &str, params: &[&str], found: usize, declared: Span) -> Diagnostic {
    let noun = if params.len() == 1 { "argument" } else { "arguments" };
    Diagnostic::new(E0602, span, format!("{} takes {} {noun}, not {found}", quoted(name), params.len()))
        .also(declared, "declared here")
        .help(format!("call it as `{name}({})`", params.join(", ")))
}
