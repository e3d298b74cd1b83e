//! `--format json`: one array of findings. Documented in docs/cli.md; fields are only ever added.

use pipelinec_core::{Severity, Span};
use serde::Serialize;

use super::Findings;
use super::lines::{Lines, Place};

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    severity: &'static str,
    message: &'a str,
    help: Option<&'a str>,
    file: Option<&'a str>,
    start: Option<Place>,
    end: Option<Place>,
    labels: Vec<Label<'a>>,
}

#[derive(Serialize)]
struct Label<'a> {
    message: &'a str,
    file: &'a str,
    start: Place,
    end: Place,
}

pub(super) fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "advice",
    }
}

pub(super) fn render(findings: &[Findings<'_>]) -> String {
    let mut out = Vec::new();
    for project in findings {
        let lines: Vec<_> = project.files.iter().map(Lines::new).collect();
        let place = |span: Span| {
            let index = span.file.0 as usize;
            let (start, end) = lines.get(index)?.range(span);
            Some((project.files.get(index)?.name.as_str(), start, end))
        };
        for d in &project.diagnostics {
            let at = d.span.and_then(place);
            let label = |(span, message): &'_ (Span, String)| place(*span).map(|p| (p, message.clone()));
            let labels: Vec<_> = d.labels.iter().filter_map(label).collect();
            let finding = Finding {
                code: d.code.0,
                severity: severity_word(d.severity),
                message: &d.message,
                help: d.help.as_deref(),
                file: at.map(|a| a.0),
                start: at.map(|a| a.1),
                end: at.map(|a| a.2),
                labels: labels
                    .iter()
                    .map(|((file, start, end), message)| Label { message, file, start: *start, end: *end })
                    .collect(),
            };
            out.push(serde_json::to_value(&finding).unwrap_or_default());
        }
    }
    serde_json::to_string_pretty(&out).unwrap_or_default()
}
