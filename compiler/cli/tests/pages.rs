//! Every code's page tells the truth: its wrong example raises exactly this code, once; its right example is clean.

mod common;

use common::{Block, blocks, check, pipelinec, project, stderr, stdout};

/// Codes that need a machine in a state a page cannot describe; tests/cli.rs has a test of its own for each.
const NOT_ON_A_PAGE: &[&str] = &["E0901", "E0902"];

fn pages() -> Vec<(String, String)> {
    let listing = stdout(&pipelinec(&common::root(), &["explain"]));
    let codes = listing.lines().filter_map(|l| l.split_whitespace().next()).map(str::to_owned);
    codes
        .map(|code| {
            let page = stdout(&pipelinec(&common::root(), &["explain", &code]));
            (code, page)
        })
        .collect()
}

fn files<'a>(blocks: &'a [Block], heading: &str) -> Vec<(&'a str, Vec<u8>)> {
    blocks
        .iter()
        .filter(|b| b.heading == heading)
        .map(|b| (b.attribute("file").unwrap_or("pipeline.yaml"), b.bytes()))
        .collect()
}

/// Codes raised by the example: by `check`, or by `run` for codes of data and machine.
fn raised(code: &str, files: &[(&str, Vec<u8>)]) -> Vec<String> {
    let folder = project(files);
    let mut findings: Vec<_> =
        check(folder.path()).into_iter().filter(|f| f.severity != "advice" || f.code == code).map(|f| f.code).collect();
    let at_run_time = code.starts_with("E08") || code.starts_with("E09") || code.starts_with("W08");
    if at_run_time && findings.is_empty() {
        let output = pipelinec(folder.path(), &["run", ".", "--out", "out", "--quiet"]);
        let text = stderr(&output);
        let known = |line: &str| line.split(|c: char| !c.is_ascii_alphanumeric()).find(|w| is_code(w)).map(str::to_owned);
        findings.extend(text.lines().filter_map(known));
        findings.dedup();
    }
    findings
}

fn is_code(word: &str) -> bool {
    word.len() == 5 && word.starts_with(['E', 'W']) && word.chars().skip(1).all(|c| c.is_ascii_digit())
}

#[test]
fn there_are_at_least_sixty_codes() {
    assert!(pages().len() >= 60, "{} codes", pages().len());
}

#[test]
fn wrong_examples_raise_their_code_and_right_ones_are_clean() {
    let mut mistakes = Vec::new();
    for (code, page) in pages() {
        let blocks = blocks(&page);
        let (wrong, right) = (files(&blocks, "Wrong"), files(&blocks, "Right"));
        if !page.starts_with(&format!("# {code}: ")) {
            mistakes.push(format!("{code}: the page does not begin with `# {code}: title`"));
        }
        if NOT_ON_A_PAGE.contains(&code.as_str()) {
            continue;
        }
        if wrong.is_empty() || right.is_empty() {
            mistakes.push(format!("{code}: the page lacks an example"));
            continue;
        }
        let found = raised(&code, &wrong);
        if found != [code.clone()] {
            mistakes.push(format!("{code}: the wrong example raises {found:?}"));
        }
        let found = raised(&code, &right);
        if !found.is_empty() {
            mistakes.push(format!("{code}: the right example raises {found:?}"));
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}
