use pipelinec_syntax::Span;

use super::code::E0803;
use crate::diag::Diagnostic;
use crate::diag::suggest::{listed, nearest, quoted};

/// A file that lacks declared columns. `unexpected` are its columns that nobody declared.
#[must_use]
pub fn header_mismatch(span: Span, dataset: &str, file: &str, missing: &[&str], unexpected: &[&str]) -> Diagnostic {
    let near: Vec<String> = missing
        .iter()
        .filter_map(|name| Some(format!("{} is written {}", quoted(name), quoted(near_miss(name, unexpected)?))))
        .collect();
    let mut help = if near.is_empty() {
        "declare the columns the file has, or give a column the file's name with `source`".to_owned()
    } else {
        format!("in the file, {}: correct one of them, or say `source`", near.join(", "))
    };
    if let Some(unexpected) = listed(unexpected.iter().copied()) {
        help.push_str(&format!("; undeclared there: {unexpected}"));
    }
    let missing = listed(missing.iter().copied()).unwrap_or_default();
    Diagnostic::new(E0803, span, format!("{} lacks columns of input {}: {missing}", quoted(file), quoted(dataset)))
        .label("declared here")
        .help(help)
}

fn near_miss<'a>(name: &str, unexpected: &[&'a str]) -> Option<&'a str> {
    let same = unexpected.iter().copied().find(|other| other.trim().eq_ignore_ascii_case(name));
    same.or_else(|| nearest(name, unexpected.iter().copied()))
}
