//! `--format github`: workflow commands, shown as annotations on a pull request.

use std::fmt::Write;

use pipelinec_core::Severity;

use super::Findings;
use super::lines::Lines;

pub(super) fn render(findings: &[Findings<'_>]) -> String {
    let mut out = String::new();
    for project in findings {
        let lines: Vec<_> = project.files.iter().map(Lines::new).collect();
        for d in &project.diagnostics {
            let command = match d.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Advice => "notice",
            };
            let mut place = String::new();
            if let Some(span) = d.span
                && let (Some(lines), Some(file)) =
                    (lines.get(span.file.0 as usize), project.files.get(span.file.0 as usize))
            {
                let (start, end) = lines.range(span);
                let _ = write!(
                    place,
                    "file={},line={},endLine={},col={},endColumn={},",
                    property(&file.name),
                    start.line,
                    end.line,
                    start.column,
                    end.column
                );
            }
            let help = d.help.as_deref().map(|h| format!("\nhelp: {h}")).unwrap_or_default();
            let _ = writeln!(out, "::{command} {place}title={}::{}", d.code, data(&format!("{}{help}", d.message)));
        }
    }
    out
}

/// Escapes a message, as the workflow command syntax wants it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property value.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
