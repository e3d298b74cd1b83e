use pipelinec_syntax::Span;

use super::code::E0804;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// Records that do not fit, of an input that says `on_bad_record: fail`. `span`: the column to blame first;
/// `examples`: the first ones, each with file, line, value and reason in words.
#[must_use]
pub fn bad_records(span: Span, dataset: &str, count: u64, examples: &[String]) -> Diagnostic {
    let records = if count == 1 { "a record does".to_owned() } else { format!("{count} records do") };
    let more = if count > examples.len() as u64 { "; …" } else { "" };
    Diagnostic::new(E0804, span, format!("{records} not fit input {}: {}{more}", quoted(dataset), examples.join("; ")))
        .help("correct the data, or say `on_bad_record: quarantine` to set such records aside")
}
