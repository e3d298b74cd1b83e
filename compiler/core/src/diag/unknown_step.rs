use pipelinec_syntax::Span;

use super::code::E0112;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean, quoted};

/// The steps of the language, and words other tools use for them.
const STEPS: [&str; 16] = [
    "filter",
    "derive",
    "select",
    "drop",
    "rename",
    "cast",
    "fill",
    "join",
    "union",
    "dedupe",
    "aggregate",
    "sort",
    "limit",
    "pivot",
    "unpivot",
    "explode",
];

/// What people call a step elsewhere, and its name here.
const ELSEWHERE: [(&str, &str); 22] = [
    ("where", "filter"),
    ("having", "filter"),
    ("with_column", "derive"),
    ("mutate", "derive"),
    ("extend", "derive"),
    ("assign", "derive"),
    ("add", "derive"),
    ("project", "select"),
    ("keep", "select"),
    ("fillna", "fill"),
    ("coalesce", "fill"),
    ("merge", "join"),
    ("lookup", "join"),
    ("append", "union"),
    ("union_all", "union"),
    ("distinct", "dedupe"),
    ("deduplicate", "dedupe"),
    ("drop_duplicates", "dedupe"),
    ("group_by", "aggregate"),
    ("order_by", "sort"),
    ("melt", "unpivot"),
    ("flatten", "explode"),
];

/// A step that does not exist.
#[must_use]
pub fn unknown_step(span: Span, word: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new(E0112, span, format!("there is no step {}", quoted(word))).label("unknown step");
    let squeezed = |word: &str| word.to_ascii_lowercase().replace(['_', ' ', '-'], "");
    let written = squeezed(word);
    let help = match ELSEWHERE.iter().find(|(other, _)| squeezed(other) == written) {
        Some((_, here)) => format!("did you mean `{here}`?"),
        None => did_you_mean(word, STEPS).unwrap_or_else(|| format!("the steps are {}", STEPS.join(", "))),
    };
    diagnostic.help(help)
}
