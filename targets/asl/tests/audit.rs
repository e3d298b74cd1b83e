//! Hand-written machines: the mistakes people make, found at their places; good patterns, where nothing is.
//!
//! A case is a page in `audit/`: what it is about, the machine, and what the audit says (code, line, message). Pages
//! whose name begins with `good_` have nothing to say. `UPDATE=1 cargo test` rewrites the last block; read the diff.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

use std::path::Path;

use pipelinec_asl::audit::audit;
use pipelinec_asl::document::parse;
use pipelinec_core::{FileId, Severity};
use proptest::prelude::*;

/// One line per finding: code, line in the machine, message.
fn told(machine: &str) -> Vec<String> {
    let (definition, mut found) = parse(FileId(0), machine);
    found.extend(definition.iter().flat_map(audit));
    found.sort_by_key(|finding| (finding.span, finding.code));
    let line = |at: u32| machine.bytes().take(at as usize).filter(|byte| *byte == b'\n').count() + 1;
    found.iter().map(|d| format!("{} line {}: {}", d.code, line(d.span.unwrap().start), d.message)).collect()
}

/// The machine of a page, and what it says of it.
fn parts(page: &str) -> (&str, &str) {
    let machine = page.split_once("```json\n").unwrap().1.split_once("\n```").unwrap().0;
    let said = page.split_once("```text\n").map_or("", |(_, rest)| rest.split_once("```").unwrap().0);
    (machine, said)
}

fn pages() -> Vec<(std::path::PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audit");
    let mut pages: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), std::fs::read_to_string(path).unwrap()))
        .collect();
    pages.sort();
    pages
}

#[test]
fn mistakes_are_found_and_good_patterns_left_alone() {
    let pages = pages();
    assert!(pages.len() > 30, "{} pages", pages.len());
    for (path, page) in pages {
        let (machine, said) = parts(&page);
        let told: String = told(machine).iter().map(|line| format!("{line}\n")).collect();
        if std::env::var("UPDATE").is_ok() {
            let block = if told.is_empty() { String::new() } else { format!("\n```text\n{told}```\n") };
            let head = page.split_once("\n```text\n").map_or(page.as_str(), |(head, _)| head);
            std::fs::write(&path, format!("{}\n{block}", head.trim_end())).unwrap();
            continue;
        }
        assert_eq!(told, said, "{}: run with UPDATE=1 and read the diff", path.display());
        let is_good = path.file_name().unwrap().to_string_lossy().starts_with("good_");
        assert_eq!(is_good, told.is_empty(), "{}", path.display());
    }
}

#[test]
fn a_thousand_states_take_no_time() {
    let states: Vec<String> = (0..5_000)
        .map(|i| {
            format!(
                "\"s{i}\": {{ \"Type\": \"Task\", \"Resource\": \"arn:aws:states:::lambda:invoke\", \"ResultPath\": \"$.r{}\", \
                 \"Catch\": [{{ \"ErrorEquals\": [\"States.ALL\"], \"ResultPath\": \"$.e\", \"Next\": \"s{}\" }}], \"Next\": \"s{}\" }}",
                i % 50,
                i + 1,
                i + 1
            )
        })
        .collect();
    let text = format!(
        "{{ \"StartAt\": \"s0\", \"States\": {{ {}, \"s5000\": {{ \"Type\": \"Fail\" }} }} }}",
        states.join(", ")
    );
    let (definition, found) = parse(FileId(0), &text);
    assert!(found.is_empty());
    let errors = audit(&definition.unwrap()).into_iter().filter(|d| d.severity == Severity::Error).count();
    assert_eq!(errors, 0);
}

#[test]
fn deep_texts_are_refused() {
    for text in ["[".repeat(1_000_000), "{\"a\":".repeat(1_000_000), "\"".repeat(100_001)] {
        assert!(told(&text)[0].starts_with("E1001"), "{}", told(&text)[0]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// A machine with a piece cut out, doubled or replaced is audited like any other.
    #[test]
    fn broken_machines_do_no_harm(page in 0usize..1000, at in 0usize..10_000, length in 0usize..200, with in "[{}\\[\\]\",:a-z0-9$.\\\\ ]{0,12}") {
        let pages = pages();
        let (machine, _) = parts(&pages[page % pages.len()].1);
        let mut at = at % machine.len();
        while !machine.is_char_boundary(at) { at -= 1; }
        let mut end = (at + length).min(machine.len());
        while !machine.is_char_boundary(end) { end += 1; }
        let text = format!("{}{with}{}", &machine[..at], &machine[end..]);
        drop(told(&text));
    }

    /// Words of a machine in other places: names that mean something else, and rings.
    #[test]
    fn swapped_words_do_no_harm(page in 0usize..1000, first in 0usize..500, second in 0usize..500) {
        let pages = pages();
        let (machine, _) = parts(&pages[page % pages.len()].1);
        let mut words: Vec<&str> = machine.split('"').collect();
        let (a, b) = (first % words.len(), second % words.len());
        words.swap(a, b);
        drop(told(&words.join("\"")));
    }
}
