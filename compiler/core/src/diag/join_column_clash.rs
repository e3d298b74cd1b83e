use pipelinec_syntax::Span;

use super::code::E0411;
use crate::diag::Diagnostic;
use crate::diag::suggest::{listed, quoted};

/// Columns of the other side whose names are taken.
#[must_use]
pub fn join_column_clash(span: Span, names: &[&str], with: &str, first: Option<Span>) -> Diagnostic {
    let list = listed(names.iter().copied()).unwrap_or_default();
    let (noun, verb) = if names.len() == 1 { ("column", "is") } else { ("columns", "are") };
    let one = names.first().copied().unwrap_or_default();
    let diagnostic = Diagnostic::new(E0411, span, format!("{noun} {list} of {} {verb} there already", quoted(with)))
        .label("has the same name")
        .help(format!("choose columns and give new names: `columns: {{ {with}_{one}: {one} }}`"));
    match first {
        Some(first) => diagnostic.also(first, "already there"),
        None => diagnostic,
    }
}
