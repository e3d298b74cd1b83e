use pipelinec_syntax::Span;

use super::code::E0201;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean, listed, quoted};

/// A column nothing here has.
#[must_use]
pub fn unknown_column<'a>(span: Span, name: &str, columns: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let columns: Vec<&str> = columns.into_iter().collect();
    let diagnostic =
        Diagnostic::new(E0201, span, format!("there is no column {}", quoted(name))).label("not found here");
    let in_quotes = span.end - span.start == u32::try_from(name.len() + 2).unwrap_or(0);
    match did_you_mean(name, columns.iter().copied()) {
        Some(help) => diagnostic.help(help),
        None if in_quotes => {
            diagnostic.help(format!("double quotes are for column names; a text stands in single quotes: '{name}'"))
        }
        None => match listed(columns.iter().copied()) {
            Some(list) => diagnostic.help(format!("the columns here are {list}")),
            None => diagnostic,
        },
    }
}
