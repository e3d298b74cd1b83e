use pipelinec_syntax::Span;

use super::code::E1008;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A path to data that an earlier state has replaced or never made.
#[must_use]
pub fn path_leads_nowhere(span: Span, text: &str, by: Option<(&str, Span)>) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(E1008, span, format!("{} leads nowhere: the data has no such field here", quoted(text)))
            .label("the state fails with States.Runtime")
            .help("give the states before it a `ResultPath`, so that they add to the data instead of replacing it");
    match by {
        Some((state, span)) => {
            diagnostic.also(span, format!("after {} has failed, its catcher decides what data there is", quoted(state)))
        }
        None => diagnostic,
    }
}
