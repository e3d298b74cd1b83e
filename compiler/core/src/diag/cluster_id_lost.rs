use pipelinec_syntax::Span;

use super::code::E1009;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// The path to the id of the cluster that is to be ended leads nowhere.
#[must_use]
pub fn cluster_id_lost(span: Span, text: &str, by: Option<(&str, Span)>) -> Diagnostic {
    let diagnostic = Diagnostic::new(E1009, span, format!("the cluster cannot be ended: {} leads nowhere here", quoted(text)))
        .label("States.Runtime: the cluster runs on")
        .help("add `\"ResultPath\": \"$.failure\"` to the catcher, so that the error is added to the data instead of replacing it");
    match by {
        Some((state, span)) => {
            diagnostic.also(span, format!("after {} has failed, its catcher decides what data there is", quoted(state)))
        }
        None => diagnostic,
    }
}
