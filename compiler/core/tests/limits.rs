//! Large and hostile projects: a message, never a hang or a full memory.

use std::fmt::Write as _;

use pipelinec_core::check::check;
use pipelinec_core::{Diagnostic, FileId, Severity};
use pipelinec_syntax::{SourceFile, parse_project};

const HEAD: &str = "pipeline: p\ninputs:\n  a: { path: a.csv, columns: { x: bigint not null unique, y: bigint } }\n";

fn errors(sections: &str) -> Vec<Diagnostic> {
    let text = format!("{HEAD}{sections}");
    let (tree, errors) = parse_project(&[SourceFile { id: FileId(0), bytes: text.as_bytes() }]);
    assert!(errors.is_empty(), "{errors:?}");
    let (pipeline, mut found) = check(&tree);
    found.retain(|d| d.severity == Severity::Error);
    assert_eq!(pipeline.is_some(), found.is_empty());
    found
}

fn lines(range: std::ops::Range<usize>, line: impl Fn(usize) -> String) -> String {
    range.fold(String::new(), |mut out, i| {
        let _ = writeln!(out, "{}", line(i));
        out
    })
}

#[test]
fn two_thousand_columns_are_fine() {
    let columns = lines(0..2000, |i| format!("      c{i}: bigint"));
    let derived = lines(0..2000, |i| format!("          d{i}: c{i} + c{}", (i * 7) % 2000));
    let measures = lines(0..2000, |i| format!("      m{i}: sum(d{i})"));
    let found = errors(&format!(
        "  wide:\n    path: w.csv\n    columns:\n{columns}transforms:\n  t:\n    from: wide\n    steps:\n      - derive:\n\
         {derived}kpis:\n  k:\n    from: t\n    by: [c0]\n    measures:\n{measures}"
    ));
    assert_eq!(found, []);
}

#[test]
fn a_ring_of_thousands_is_one_error() {
    let ring = lines(0..3000, |i| format!("  t{i}: {{ from: t{} }}", (i + 1) % 3000));
    let found = errors(&format!("transforms:\n{ring}"));
    assert_eq!(found.len(), 1);
    assert!(found.iter().all(|d| d.code.0 == "E0501" && d.labels.len() < 10));
}

#[test]
fn thousands_of_unknown_names_are_found_quickly() {
    let unknown = lines(0..2000, |i| format!("  t{i}: {{ from: nowhere_{i} }}"));
    assert_eq!(errors(&format!("transforms:\n{unknown}")).len(), 2000);
}
