//! Runs of small specs: the pages in `run/` hold a spec and data files, followed by what came out.
//!
//! A block's info string gives its file name (`csv file=a.csv`), or options of the run (`yaml memory=64 limit=2`). A CSV
//! block named `*.parquet` becomes Parquet by the types in its header; `*.gz` is packed; `before` blocks stand in the
//! output folder when the run begins. `UPDATE=1 cargo test` rewrites the results; read the diff.

#![cfg(feature = "run")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use common::{check, read_parquet, show, unescaped, write_file};
use pipelinec_local::run::{Observer, Quiet, RunOptions, RunReport, run, run_test};

/// One block of a page: its info string and its text.
struct Block<'a> {
    info: &'a str,
    text: &'a str,
}

impl Block<'_> {
    fn option(&self, name: &str) -> Vec<&str> {
        self.info.split_whitespace().filter_map(|w| w.strip_prefix(name)?.strip_prefix('=')).collect()
    }
}

/// What a section's spec and files come to, as text.
fn outcome(blocks: &[Block<'_>]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("data"), folder.path().join("out"));
    let mut spec = &blocks[0];
    for block in blocks {
        if let [name] = block.option("file")[..] {
            let bytes = if block.info.contains("escaped") { unescaped(block.text) } else { block.text.into() };
            let root = if block.info.contains("before") { &out } else { &data };
            write_file(&root.join(name), &bytes);
        } else {
            spec = block;
        }
    }
    let pipeline = match check(spec.text) {
        Ok(pipeline) => pipeline,
        Err(text) => return text,
    };
    let mut options = RunOptions::new(&data, &out);
    options.threads = Some(2);
    options.select = spec.option("select").into_iter().map(str::to_owned).collect();
    options.limit_rows = spec.option("limit").first().map(|n| n.parse().unwrap());
    options.memory_limit = spec.option("memory").first().map(|n| n.parse::<u64>().unwrap() << 20);
    for param in spec.option("param") {
        let (name, value) = param.split_once('=').unwrap();
        options.params.push((name.to_owned(), value.to_owned()));
    }
    let mut text = String::new();
    for test in &pipeline.tests {
        match run_test(&pipeline, test) {
            Ok(outcome) if outcome.passed() => writeln!(text, "test {}: passed", outcome.name).unwrap(),
            Ok(outcome) => {
                writeln!(text, "test {}: failed", outcome.name).unwrap();
                outcome.differences.iter().for_each(|d| text.push_str(&d.to_string()));
            }
            Err(found) => found.iter().for_each(|d| text.push_str(&show(d, spec.text))),
        }
    }
    let observer: Arc<dyn Observer> = Arc::new(Quiet);
    match run(&pipeline, &options, &observer) {
        Ok(report) => text.push_str(&results(&report, &out)),
        Err(failure) => {
            text.push_str(&checks(&failure.report));
            failure.diagnostics.iter().for_each(|d| text.push_str(&show(d, spec.text)));
            text.push_str(&left_over(&out, spec));
        }
    }
    // Error messages of files hold their full path.
    text.replace(&folder.path().display().to_string(), "")
}

/// Inputs with their counts, checks, and the rows of every output.
fn results(report: &RunReport, out: &Path) -> String {
    let mut text = String::new();
    for dataset in report.datasets.iter().filter(|d| d.path.is_none()) {
        let bad = if dataset.bad_records > 0 { format!(", {} bad", dataset.bad_records) } else { String::new() };
        writeln!(text, "input {}: {} rows{bad}", dataset.name, dataset.rows).unwrap();
    }
    text.push_str(&checks(report));
    let mut folders: Vec<_> = fs::read_dir(out).unwrap().map(|e| e.unwrap().path()).collect();
    folders.sort();
    for folder in folders {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        writeln!(text, "{name}/").unwrap();
        let ordered = report.tables.iter().find(|t| *t.name == *name);
        let rows = match ordered {
            Some(table) => {
                table.rows.iter().map(|r| r.iter().map(ToString::to_string).collect::<Vec<_>>().join(" | ")).collect()
            }
            None => read_parquet(&folder),
        };
        rows.iter().for_each(|row| writeln!(text, "  {row}").unwrap());
    }
    text
}

fn checks(report: &RunReport) -> String {
    report.checks.iter().fold(String::new(), |mut text, c| {
        let verdict = if c.passed() { "holds".to_owned() } else { format!("fails: {}", c.found) };
        writeln!(text, "check {}.{} {verdict}", c.dataset, c.name).unwrap();
        text
    })
}

/// A failed run leaves nothing but what was there.
fn left_over(out: &Path, spec: &Block<'_>) -> String {
    let names = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut left: Vec<String> = fs::read_dir(out).into_iter().flatten().flatten().map(names).collect();
    left.sort();
    if left.is_empty() || spec.info.contains("busy") { String::new() } else { format!("left: {}\n", left.join(", ")) }
}

/// The page with the results of each section at its end.
fn rewritten(page: &str) -> String {
    let mut out = String::new();
    for (i, section) in page.split("\n## ").enumerate() {
        if i == 0 {
            out.push_str(section);
            continue;
        }
        let kept = section.split_once("\n```text\n").map_or(section, |(kept, _)| kept).trim_end();
        let blocks: Vec<Block<'_>> = kept
            .split("\n```")
            .skip(1)
            .step_by(2)
            .map(|block| block.split_once('\n').map(|(info, text)| Block { info, text }).unwrap())
            .collect();
        let _ = write!(out, "\n## {kept}\n\n```text\n{}```\n", outcome(&blocks));
    }
    out
}

#[test]
fn runs_come_to_this() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/run");
    let mut pages: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    for path in pages {
        let page = fs::read_to_string(&path).unwrap();
        let new = rewritten(&page);
        if std::env::var("UPDATE").is_ok() {
            fs::write(&path, new).unwrap();
        } else {
            assert_eq!(page, new, "{}: run with UPDATE=1 and read the diff", path.display());
        }
    }
}
