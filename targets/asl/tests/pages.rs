//! The pages of the codes of state machines: the wrong example raises exactly its code, the right one is clean.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

use std::fmt::Write as _;

use pipelinec_asl::audit::audit;
use pipelinec_asl::document::parse;
use pipelinec_core::diag::all;
use pipelinec_core::{Diagnostic, FileId, Severity};

fn findings(text: &str) -> Vec<Diagnostic> {
    let (definition, mut found) = parse(FileId(0), text);
    found.extend(definition.iter().flat_map(audit));
    found
}

fn example<'p>(page: &'p str, heading: &str) -> &'p str {
    let section = page.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
    section.split("\n```").nth(1).unwrap().split_once('\n').unwrap().1
}

fn listed(found: &[Diagnostic]) -> String {
    found.iter().fold(String::new(), |mut out, d| {
        let _ = write!(out, "\n  {} {}", d.code, d.message);
        out
    })
}

#[test]
fn wrong_examples_raise_their_code_once_and_right_ones_are_clean() {
    let mut failures = String::new();
    let mut pages = 0;
    for entry in all().iter().filter(|entry| entry.code.0.get(1..3) == Some("10")) {
        pages += 1;
        let found = findings(example(entry.page, "Wrong"));
        if found.len() != 1 || found[0].code != entry.code {
            let _ = writeln!(failures, "{} {} wrong:{}", entry.code, entry.name, listed(&found));
        }
        let mut found = findings(example(entry.page, "Right"));
        found.retain(|d| d.severity != Severity::Advice);
        if !found.is_empty() {
            let _ = writeln!(failures, "{} {} right:{}", entry.code, entry.name, listed(&found));
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(pages > 25, "{pages} pages");
}
