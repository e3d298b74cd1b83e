use pipelinec_syntax::Span;

use super::code::E0501;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// Datasets on a cycle, each with the place where it reads the next.
#[must_use]
pub fn dependency_cycle(members: &[(&str, Span)]) -> Diagnostic {
    let mut names: Vec<String> = members.iter().take(8).map(|(name, _)| quoted(name)).collect();
    if members.len() > names.len() {
        names.push("…".to_owned());
    }
    let mut places = members.iter();
    let (first, span) = places.next().copied().unwrap_or_default();
    if members.len() == 1 {
        return Diagnostic::new(E0501, span, format!("{} reads itself", quoted(first)))
            .label("its own name")
            .help("read the dataset it is made from");
    }
    names.push(quoted(first));
    let diagnostic = Diagnostic::new(E0501, span, format!("these datasets read one another: {}", names.join(" → ")))
        .label(format!("{} reads this", quoted(first)))
        .help("one of them must read something else");
    places.take(8).fold(diagnostic, |d, (name, span)| d.also(*span, format!("{} reads this", quoted(name))))
}
