use pipelinec_syntax::Span;

use super::code::E0208;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean, listed, quoted};

/// A name before a point that is neither a dataset in sight nor a column.
#[must_use]
pub fn unknown_table(span: Span, name: &str, tables: &[&str], columns: &[&str]) -> Diagnostic {
    let names = || tables.iter().chain(columns).copied();
    let diagnostic =
        Diagnostic::new(E0208, span, format!("{} is neither a dataset read here nor a column", quoted(name)));
    match (did_you_mean(name, names()), listed(tables.iter().copied())) {
        (Some(help), _) => diagnostic.help(help),
        (None, Some(tables)) => diagnostic.help(format!("read here: {tables}; add others with a `join` step")),
        (None, None) => diagnostic.help("write the column's name alone"),
    }
}
