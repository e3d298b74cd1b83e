use pipelinec_syntax::Span;

use super::code::E0111;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean_or_list, quoted};

/// A word outside a closed list.
#[must_use]
pub fn unknown_word(span: Span, word: &str, place: &str, allowed: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::new(E0111, span, format!("{place} cannot be {}", quoted(word)));
    let lower = word.to_lowercase();
    let elsewhere = ELSEWHERE.iter().find(|(other, here)| *other == lower && allowed.contains(here));
    if let Some((_, here)) = elsewhere {
        return diagnostic.help(format!("did you mean `{here}`?"));
    }
    match did_you_mean_or_list(word, "it is one of", allowed.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// What people say elsewhere, and the word here.
const ELSEWHERE: [(&str, &str); 9] = [
    ("outer", "full"),
    ("full_outer", "full"),
    ("left_outer", "left"),
    ("right_outer", "right"),
    ("left_semi", "semi"),
    ("left_anti", "anti"),
    ("warning", "warn"),
    ("replace", "overwrite"),
    ("merge", "upsert"),
];
