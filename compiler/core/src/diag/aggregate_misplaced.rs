use pipelinec_syntax::Span;

use super::code::E0312;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// An aggregate where rows stand alone.
#[must_use]
pub fn aggregate_misplaced(span: Span, name: &str, with_over: bool) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(E0312, span, format!("{} is an aggregate: it belongs in `measures`", quoted(name)));
    if with_over {
        diagnostic.help("add `over (partition by …)` for a value per row, or compute it in an `aggregate` step")
    } else {
        diagnostic.help("compute it in an `aggregate` step or a KPI, then use its column")
    }
}
