//! What changes by meaning: the pages in `meaning/` hold an old and a new spec each, followed by what is said of them.
//!
//! A page's first block, `yaml base`, stands before every spec of the page. `UPDATE=1 cargo test` rewrites the answers;
//! read the diff. Every pair is compared both ways, and every spec with itself.

#![expect(clippy::disallowed_methods, reason = "the core reads no files, its tests do")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use pipelinec_core::check::check;
use pipelinec_core::meaning::{Action, Change, Changes, Meaning, compare, describe};
use pipelinec_core::target::Places;
use pipelinec_core::{FileId, Severity, Span};
use pipelinec_syntax::{SourceFile, parse_project};

/// The meaning of a spec, kept as text in between, as a deployment does.
fn meaning(spec: &str) -> Meaning {
    let (tree, errors) = parse_project(&[SourceFile { id: FileId(0), bytes: spec.as_bytes() }]);
    assert!(errors.is_empty(), "{errors:?}\n{spec}");
    let (pipeline, found) = check(&tree);
    let errors: Vec<_> = found.iter().filter(|d| d.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}\n{spec}");
    let line = |span: Span| {
        let before = spec.get(..span.start as usize)?;
        Some(("pipeline.yaml".to_owned(), u32::try_from(before.matches('\n').count()).ok()? + 1))
    };
    let described = describe(&pipeline.expect("a pipeline"), None, &Places(&line));
    let manifest = serde_json::json!({ "meaning": described }).to_string();
    let read = Meaning::from_manifest(&manifest).expect("a manifest").expect("a meaning");
    assert_eq!(read, described);
    read
}

/// A change without its direction, and without what only one direction has.
fn undirected(change: &Change, mirrored: bool) -> String {
    let action = match (change.action, mirrored) {
        (Action::Added, true) => Action::Removed,
        (Action::Removed, true) => Action::Added,
        (action, _) => action,
    };
    let (old, new) = if mirrored { (&change.new, &change.old) } else { (&change.old, &change.new) };
    let mut reaches = change.reaches.clone();
    reaches.sort();
    // After a rename the names on both sides differ.
    let name = if change.action == Action::Renamed { None } else { change.name.clone() };
    format!("{action:?} {} {name:?} {old:?} {new:?} {reaches:?}", change.what)
}

fn mirrored(a: &Meaning, b: &Meaning) -> (BTreeSet<String>, BTreeSet<String>) {
    let there = compare(a, b).changes.iter().map(|change| undirected(change, false)).collect();
    let back = compare(b, a).changes.iter().map(|change| undirected(change, true)).collect();
    (there, back)
}

/// The changes from one spec to the other; holds for them what holds for all.
fn compared(old: &str, new: &str) -> Changes {
    let (old, new) = (meaning(old), meaning(new));
    assert_eq!(compare(&old, &old), Changes::default());
    assert_eq!(compare(&new, &new), Changes::default());
    let (there, back) = mirrored(&old, &new);
    assert_eq!(there, back, "what changes one way changes back the other way");
    compare(&old, &new)
}

/// The page with the answer after each pair of specs.
fn rewritten(page: &str) -> String {
    let (before, rest) = page.split_once("```yaml base\n").expect("a base");
    let (base, mut rest) = rest.split_once("```\n").expect("an end of the base");
    let mut out = format!("{before}```yaml base\n{base}```\n");
    while let Some((before, after)) = rest.split_once("```yaml old\n") {
        let (old, after) = after.split_once("```\n").expect("an end of the old spec");
        let (between, after) = after.split_once("```yaml new\n").expect("a new spec");
        let (new, after) = after.split_once("```\n").expect("an end of the new spec");
        let after = match after.strip_prefix("\n```text\n").and_then(|answer| answer.split_once("```\n")) {
            Some((_, after)) => after,
            None => after,
        };
        let answer = compared(&format!("{base}{old}"), &format!("{base}{new}")).to_string();
        let _ = write!(
            out,
            "{before}```yaml old\n{old}```\n{between}```yaml new\n{new}```\n\n```text\n{}\n```\n",
            answer.trim_end()
        );
        rest = after;
    }
    out + rest
}

#[test]
fn specs_change_like_this() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/meaning");
    let mut pages: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    assert!(!pages.is_empty());
    for path in pages {
        let page = std::fs::read_to_string(&path).unwrap();
        let new = rewritten(&page);
        if std::env::var("UPDATE").is_ok() {
            std::fs::write(&path, new).unwrap();
        } else {
            assert_eq!(page, new, "{}: UPDATE=1 rewrites it", path.display());
        }
    }
}

/// The choices that a made-up spec is put together from: all of them differ in meaning.
const CHOICES: [&[&str]; 10] = [
    &["amount > 0", "amount >= 0", "quantity > 0", "amount > 0 and day is not null"],
    &["amount * 2", "amount * quantity", "amount"],
    &["by: customer, order: day desc", "by: customer, order: day", "by: [customer, day]"],
    &["country", "name", "{ land: country }"],
    &["left", "inner"],
    &["day", "customer", "month: \"date_trunc('month', day)\""],
    &["sum(worth)", "max(worth)", "avg(worth)", "sum(worth) filter (where quantity > 1)"],
    &["count()", "count(distinct customer)", "n / 2"],
    &["5", "6"],
    &["partition_by: [day]", "format: csv", "mode: append"],
];

fn made_up(choice: &[usize]) -> String {
    let [filter, worth, dedupe, joined, kind, key, measure, other, limit, output] =
        std::array::from_fn(|i| CHOICES[i][choice[i]]);
    format!(
        "pipeline: p\ninputs:\n  o:\n    path: o.csv\n    columns: {{ id: string, customer: string, day: date, amount: \"decimal(10,2)\", quantity: bigint }}\n  \
         c:\n    path: c.csv\n    columns: {{ customer: string not null unique, country: string, name: string }}\n\
         transforms:\n  good:\n    from: o\n    {output}\n    steps:\n      - filter: {filter}\n      - dedupe: {{ {dedupe} }}\n      \
         - derive: {{ worth: {worth} }}\n      - join: {{ with: c, on: customer, kind: {kind}, columns: [{joined}] }}\n\
         kpis:\n  k:\n    from: good\n    by: [{key}]\n    measures:\n      n: count(id)\n      m: {measure}\n      other: {other}\n\
         queries:\n  q: {{ from: k, steps: [sort: m desc, limit: {limit}] }}\n",
        key = if key.contains(':') { format!("{{ {key} }}") } else { key.into() },
    )
}

#[test]
fn made_up_specs_differ_where_their_choices_do() {
    // A fixed sequence: a failure is the same on every machine.
    let mut state = 42_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    for _ in 0..400 {
        let old: Vec<usize> = CHOICES.iter().map(|choices| next(choices.len())).collect();
        let mut new = old.clone();
        for _ in 0..next(4) {
            let slot = next(CHOICES.len());
            new[slot] = next(CHOICES[slot].len());
        }
        let changes = compared(&made_up(&old), &made_up(&new));
        assert_eq!(changes.is_empty(), old == new, "{changes}\n{}\n{}", made_up(&old), made_up(&new));
    }
}
