//! Broken specs, and what is said about them: `broken_specs.txt` pins every error and its place.
//!
//! `UPDATE=1 cargo test -p pipelinec-syntax --test broken_specs` writes the file anew; read the difference.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "helpers of tests are tests"
)]
#![allow(clippy::disallowed_methods, reason = "the test rewrites its own data on request")]

use std::fmt::Write;

use pipelinec_syntax::{FileId, SourceFile, SyntaxError, SyntaxErrorKind, parse_environments, parse_project};

const FILE: &str = include_str!("broken_specs.txt");

/// Begins a case; the rest of the line is its title. Titles with `environments` are read as such.
const CASE: &str = "=== ";
/// Begins a line of what is expected.
const ERROR: &str = ">>> ";

#[test]
fn broken_specs_are_explained() {
    let mut actual = String::new();
    for case in FILE.split(CASE).skip(1) {
        let (title, body) = case.split_once('\n').unwrap();
        let source: String = body.split_inclusive('\n').filter(|line| !line.starts_with(ERROR)).collect();
        let source = source.trim_end_matches('\n').to_owned() + "\n";
        writeln!(actual, "{CASE}{title}\n{source}{}", explained(title, &source)).unwrap();
    }
    if std::env::var("UPDATE").is_ok() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/broken_specs.txt"), &actual).unwrap();
    } else {
        assert!(actual == FILE, "errors changed; now:\n{actual}");
    }
}

fn explained(title: &str, source: &str) -> String {
    // `→` shows a tab.
    let text = source.replace('→', "\t");
    let file = SourceFile { id: FileId(0), bytes: text.as_bytes() };
    let errors = if title.contains("environments") { parse_environments(file).1 } else { parse_project(&[file]).1 };
    errors.iter().map(|error| format!("{ERROR}{}\n", explain(&text, error))).collect()
}

fn explain(source: &str, error: &SyntaxError) -> String {
    let (start, end) = (error.span.start as usize, error.span.end as usize);
    let place = |offset: usize| {
        let before = source.get(..offset).unwrap();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!("{line}:{column}")
    };
    let marked = source.get(start..end).unwrap();
    let related = error.related.map(|span| format!(" (see {})", place(span.start as usize))).unwrap_or_default();
    format!("{} {marked:?}: {}{related}", place(start), words(&error.kind))
}

fn words(kind: &SyntaxErrorKind) -> String {
    match kind {
        SyntaxErrorKind::Yaml { message } => message.clone(),
        SyntaxErrorKind::UnknownKey { key, place, .. } => format!("unknown key {key} in {place}"),
        SyntaxErrorKind::MissingKey { key, place } => format!("{place} needs {key}"),
        SyntaxErrorKind::WrongShape { expected, found, place } => format!("{place} takes {expected}, not {found}"),
        SyntaxErrorKind::UnknownWord { word, place, allowed } => format!("{place}: {word} is none of {allowed:?}"),
        SyntaxErrorKind::Phrase { expected, found } => format!("found {found:?}, expected {}", expected.join(" or ")),
        other => format!("{other:?}"),
    }
}
