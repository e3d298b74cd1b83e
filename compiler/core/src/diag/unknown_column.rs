use pipelinec_syntax::Span;

use super::code::E0201;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean, listed, quoted};
use crate::functions;

/// A column nothing here has.
#[must_use]
pub fn unknown_column<'a>(span: Span, name: &str, columns: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let columns: Vec<&str> = columns.into_iter().collect();
    let diagnostic =
        Diagnostic::new(E0201, span, format!("there is no column {}", quoted(name))).label("not found here");
    let in_quotes = span.end - span.start == u32::try_from(name.len() + 2).unwrap_or(0);
    let help = expression(name).or_else(|| did_you_mean(name, columns.iter().copied())).or_else(|| {
        in_quotes.then(|| format!("double quotes are for column names; a text stands in single quotes: '{name}'"))
    });
    let is_function = || functions::find(name).map(|_| format!("to call the function, write `{name}()`"));
    match help
        .or_else(is_function)
        .or_else(|| listed(columns.iter().copied()).map(|list| format!("the columns here are {list}")))
    {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// The help for an expression that stands in a list of names; a comma in a YAML list may have cut it.
fn expression(name: &str) -> Option<String> {
    let is_call = name.contains(['(', ')']);
    let is_whole = name.matches('(').count() == name.matches(')').count();
    let written = if is_whole { name } else { "expression" };
    is_call.then(|| format!("lists hold names of columns; an expression needs a name: `{{ name: {written} }}`"))
}
