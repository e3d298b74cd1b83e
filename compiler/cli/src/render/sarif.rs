//! `--format sarif`: SARIF 2.1.0, for code scanning.

use pipelinec_core::{Severity, Span};
use serde_json::{Value, json};

use super::Findings;
use super::lines::Lines;

pub(super) fn render(findings: &[Findings<'_>]) -> String {
    let mut rules: Vec<&str> = findings.iter().flat_map(|f| f.diagnostics.iter().map(|d| d.code.0)).collect();
    rules.sort_unstable();
    rules.dedup();
    let rule_values: Vec<Value> = rules.iter().map(|code| rule(code)).collect();
    let results: Vec<Value> = findings.iter().flat_map(results).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "pipelinec",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rule_values,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&log).unwrap_or_default()
}

fn rule(code: &str) -> Value {
    match pipelinec_core::diag::find(code) {
        Some(entry) => json!({
            "id": code,
            "shortDescription": { "text": entry.title },
            "help": { "text": entry.page, "markdown": entry.page },
        }),
        None => json!({ "id": code }),
    }
}

fn results(project: &Findings<'_>) -> Vec<Value> {
    let lines: Vec<_> = project.files.iter().map(Lines::new).collect();
    let location = |span: Span, message: Option<&str>| {
        let index = span.file.0 as usize;
        let (Some(lines), Some(file)) = (lines.get(index), project.files.get(index)) else { return json!({}) };
        let (start, end) = lines.range(span);
        let mut value = json!({ "physicalLocation": {
            "artifactLocation": { "uri": file.name },
            "region": {
                "startLine": start.line, "startColumn": start.column,
                "endLine": end.line, "endColumn": end.column,
            },
        } });
        if let (Some(text), Some(object)) = (message, value.as_object_mut()) {
            object.insert("message".into(), json!({ "text": text }));
        }
        value
    };
    let result = |d: &pipelinec_core::Diagnostic| {
        let level = match d.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "note",
        };
        let text = d.help.as_ref().map_or(d.message.clone(), |help| format!("{}. Help: {help}", d.message));
        json!({
            "ruleId": d.code.0,
            "level": level,
            "message": { "text": text },
            "locations": d.span.map(|s| location(s, d.label.as_deref())).into_iter().collect::<Vec<_>>(),
            "relatedLocations": d.labels.iter().map(|(s, text)| location(*s, Some(text))).collect::<Vec<_>>(),
        })
    };
    project.diagnostics.iter().map(result).collect()
}
