use pipelinec_syntax::Span;

use super::code::E0108;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean_or_list, quoted};

/// A key its mapping does not have.
#[must_use]
pub fn unknown_key(span: Span, key: &str, place: &str, allowed: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::new(E0108, span, format!("{place} has no key {}", quoted(key))).label("unknown key");
    let elsewhere = ELSEWHERE.iter().find(|(other, here)| *other == key && allowed.contains(here));
    if let Some((_, here)) = elsewhere {
        return diagnostic.help(format!("did you mean `{here}`?"));
    }
    match did_you_mean_or_list(key, "the keys are", allowed.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// What people call a key elsewhere, and its name here.
const ELSEWHERE: [(&str, &str); 13] = [
    ("group_by", "by"),
    ("groupby", "by"),
    ("partition_by", "by"),
    ("how", "kind"),
    ("type", "kind"),
    ("using", "on"),
    ("right", "with"),
    ("order_by", "order"),
    ("sort", "order"),
    ("filter", "where"),
    ("metrics", "measures"),
    ("aggregations", "measures"),
    ("schema", "columns"),
];
