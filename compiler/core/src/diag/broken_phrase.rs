use pipelinec_syntax::Span;

use super::code::E0118;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A phrase that does not parse. What is expected may carry its explanation: "the end: a phrase has no `;`".
#[must_use]
pub fn broken_phrase(span: Span, expected: &[String], found: &str, opened: Option<Span>) -> Diagnostic {
    let explained = expected.iter().find_map(|word| word.split_once(": ")).map(|(_, why)| why);
    let words: Vec<&str> =
        expected.iter().map(|word| word.split_once(": ").map_or(word.as_str(), |(what, _)| what)).collect();
    let message = match (found, alternatives(&words)) {
        ("", Some(expected)) => format!("expected {expected} at the end"),
        ("", None) => "the phrase ends too early".to_owned(),
        (found, Some(expected)) => format!("expected {expected}, found {}", quoted(found)),
        (found, None) => format!("did not expect {}", quoted(found)),
    };
    let mut diagnostic = Diagnostic::new(E0118, span, message);
    if let Some(help) = explained.or_else(|| habit(found)) {
        diagnostic = diagnostic.help(help);
    }
    match opened {
        Some(opened) => diagnostic.also(opened, "opened here"),
        None => diagnostic,
    }
}

/// "a, b or c"; `None` when nothing is known.
fn alternatives(expected: &[&str]) -> Option<String> {
    match expected {
        [] => None,
        [one] => Some((*one).to_owned()),
        [first @ .., last] => Some(format!("{} or {last}", first.join(", "))),
    }
}

/// What people used to other languages mean.
fn habit(found: &str) -> Option<&'static str> {
    match found {
        "==" => Some("compare with a single `=`"),
        "&&" | "&" => Some("conditions are joined with `and`"),
        "|" => Some("conditions are joined with `or`, texts with `||`"),
        "!" => Some("write `not`, or `<>` for unequal"),
        _ => None,
    }
}
