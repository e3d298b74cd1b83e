use pipelinec_syntax::Span;

use super::code::E0820;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A check that failed. `found`: what was counted, in words (`3 rows`); `examples`: a few failing rows as text.
#[must_use]
pub fn check_failed(span: Span, dataset: &str, check: &str, found: &str, examples: &[String]) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(E0820, span, format!("check {} of {} failed: {found}", quoted(check), quoted(dataset)));
    if examples.is_empty() { diagnostic } else { diagnostic.help(format!("for example {}", examples.join("; "))) }
}
