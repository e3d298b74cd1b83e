//! Every page of a code proves itself: its wrong example raises exactly that code, once; its right example is clean.
//!
//! Pages whose examples need data files, environments or a run are proved where those are.

use std::fmt::Write as _;

use pipelinec_core::check::check;
use pipelinec_core::diag::{Entry, all, find, from_syntax};
use pipelinec_core::{Diagnostic, FileId, Severity};
use pipelinec_syntax::{SourceFile, parse_project};

/// The files of one example.
type Example = Vec<(String, Vec<u8>)>;

/// What stands under `## Wrong` or `## Right`.
fn example(page: &str, heading: &str) -> Example {
    let section = page.split("\n## ").find_map(|s| s.strip_prefix(heading)).unwrap_or_default();
    let mut files = Vec::new();
    let mut rest = section;
    while let Some((_, after)) = rest.split_once("\n```") {
        let (info, body) = after.split_once('\n').unwrap_or_default();
        let (body, after) = body.split_once("\n```").unwrap_or_default();
        let name = info.split_once("file=").map_or("pipeline.yaml", |(_, name)| name.trim());
        let body = repeated(&format!("{body}\n"));
        let bytes = if info.contains("escaped") { unescaped(&body) } else { body.into_bytes() };
        files.push((name.to_owned(), bytes));
        rest = after;
    }
    files
}

/// `{{200×[}}` is two hundred brackets.
fn repeated(body: &str) -> String {
    let mut out = String::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once("{{") {
        let (times, after) = after.split_once('×').unwrap_or_default();
        let (text, after) = after.split_once("}}").unwrap_or_default();
        out += before;
        out += &text.repeat(times.parse().unwrap_or(0));
        rest = after;
    }
    out + rest
}

/// `\xNN` and `\t` are bytes.
fn unescaped(body: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('\\') {
        out.extend(before.bytes());
        rest = if let Some(after) = after.strip_prefix('t') {
            out.push(b'\t');
            after
        } else {
            let digits = after.get(1..3).unwrap_or_default();
            out.extend(u8::from_str_radix(digits, 16));
            after.get(3..).unwrap_or_default()
        };
    }
    out.extend(rest.bytes());
    out
}

/// Everything the compiler says about a project.
fn findings(example: &Example) -> Vec<Diagnostic> {
    let ids = (0..).map(FileId);
    let files: Vec<SourceFile<'_>> = example.iter().zip(ids).map(|((_, bytes), id)| SourceFile { id, bytes }).collect();
    let (tree, errors) = parse_project(&files);
    let (_, found) = check(&tree);
    errors.iter().map(from_syntax).chain(found).collect()
}

/// Codes no spec can raise today, kept for the day one can; their pages say so.
const WITHOUT_EXAMPLE: [&str; 1] = ["E0329"];

/// Pages of codes that need more than the spec: environments, data, an engine.
fn needs_more(entry: &Entry) -> bool {
    WITHOUT_EXAMPLE.contains(&entry.code.0) || matches!(entry.code.0.get(1..3), Some("07" | "08" | "09" | "10"))
}

fn listed(found: &[Diagnostic]) -> String {
    let mut out = String::new();
    for d in found {
        let _ = write!(out, "\n  {} {} ({:?})", d.code, d.message, d.help);
    }
    out
}

#[test]
fn pages_have_their_shape() {
    for entry in all() {
        let heading = format!("# {}: {}\n\n", entry.code, entry.title);
        assert!(entry.page.starts_with(&heading), "{}: the page must start with {heading:?}", entry.name);
        let examples = !WITHOUT_EXAMPLE.contains(&entry.code.0);
        for heading in ["\n## Wrong\n\n```", "\n## Right\n\n```"] {
            assert!(entry.page.contains(heading) == examples, "{}: {heading:?} is missing", entry.name);
        }
        assert_eq!(find(&entry.code.0.to_ascii_lowercase()), Some(entry));
    }
}

#[test]
fn codes_are_in_order_and_unique() {
    let rank = |entry: &Entry| ("EWN".find(entry.code.0.get(..1).unwrap_or("?")), entry.code);
    assert!(all().is_sorted_by(|a, b| rank(a) < rank(b)));
}

#[test]
fn wrong_examples_raise_their_code_once_and_right_ones_are_clean() {
    let mut failures = String::new();
    for entry in all().iter().filter(|entry| !needs_more(entry)) {
        let found = findings(&example(entry.page, "Wrong"));
        if found.len() != 1 || found.first().is_none_or(|d| d.code != entry.code) {
            let _ = writeln!(failures, "{} {} wrong:{}", entry.code, entry.name, listed(&found));
        }
        let mut found = findings(&example(entry.page, "Right"));
        found.retain(|d| d.severity != Severity::Advice);
        if !found.is_empty() {
            let _ = writeln!(failures, "{} {} right:{}", entry.code, entry.name, listed(&found));
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
