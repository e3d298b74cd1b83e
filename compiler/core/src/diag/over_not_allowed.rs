use pipelinec_syntax::Span;

use super::code::E0316;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// `over` on something that takes no window.
#[must_use]
pub fn over_not_allowed(span: Span, name: &str, aggregate: bool) -> Diagnostic {
    let diagnostic = Diagnostic::new(E0316, span, format!("{} cannot be used with `over`", quoted(name)));
    if aggregate {
        diagnostic.help("compute it in an `aggregate` step, and join the result back")
    } else {
        diagnostic.help("remove `over (…)`: the function looks at one row")
    }
}
