use pipelinec_syntax::Span;

use super::code::E0118;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A phrase that does not parse.
#[must_use]
pub fn broken_phrase(span: Span, expected: &[String], found: &str, opened: Option<Span>) -> Diagnostic {
    let message = match (found, alternatives(expected)) {
        ("", Some(expected)) => format!("expected {expected} at the end"),
        ("", None) => "the phrase ends too early".to_owned(),
        (found, Some(expected)) => format!("expected {expected}, found {}", quoted(found)),
        (found, None) => format!("did not expect {}", quoted(found)),
    };
    let mut diagnostic = Diagnostic::new(E0118, span, message);
    if let Some(help) = habit(found) {
        diagnostic = diagnostic.help(help);
    }
    match opened {
        Some(opened) => diagnostic.also(opened, "opened here"),
        None => diagnostic,
    }
}

/// "a, b or c"; `None` when nothing is known.
fn alternatives(expected: &[String]) -> Option<String> {
    match expected {
        [] => None,
        [one] => Some(one.clone()),
        [first @ .., last] => Some(format!("{} or {last}", first.join(", "))),
    }
}

/// What people used to other languages mean.
fn habit(found: &str) -> Option<&'static str> {
    match found {
        "==" | "=" => Some("compare with a single `=`"),
        "&&" | "&" => Some("write `and`"),
        "||" | "|" => Some("write `or` between conditions; `||` joins texts"),
        "!" => Some("write `not`, or `<>` for unequal"),
        "\"" => Some("texts stand in single quotes; double quotes are for column names"),
        ";" => Some("a phrase has no `;`"),
        "?" => Some("write `if(condition, a, b)`"),
        _ => None,
    }
}
