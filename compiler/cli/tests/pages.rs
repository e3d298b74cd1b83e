//! Pages of codes that need an environment, data or a run: the wrong example raises exactly this code, the right one is
//! clean. Pages of codes that `check` finds in the spec alone are proved in `compiler/core/tests/pages.rs`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

mod common;

use common::{Block, blocks, check, pipelinec, project, stderr, stdout};

/// Codes that need a machine in a state, or a size, that a page cannot hold.
const NOT_ON_A_PAGE: &[&str] = &["E0329", "E0713", "E0714", "E0901", "E0902", "E0903", "E0904", "E0905", "E0906"];

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
        .map(|b| {
            let name = b.attribute("file").unwrap_or("pipeline.yaml");
            let is_parquet = b.language() == "csv" && name.ends_with(".parquet") && b.text.contains(':');
            (name, if is_parquet { parquet(&b.text) } else { b.bytes() })
        })
        .collect()
}

/// A Parquet file of a CSV text whose header says types, `order_id:string,amount:double`: made by the compiler itself.
fn parquet(text: &str) -> Vec<u8> {
    let (header, rows) = text.split_once('\n').unwrap();
    let columns: Vec<(&str, &str)> = header.split(',').map(|c| c.split_once(':').unwrap()).collect();
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let declared: String = columns.iter().map(|(name, ty)| format!("      {name}: {ty}\n")).collect();
    let spec = format!(
        "pipeline: p\ninputs:\n  rows:\n    path: rows.csv\n    columns:\n{declared}transforms:\n  copy:\n    from: rows\n    \
         steps:\n      - select: [{}]\n",
        names.join(", ")
    );
    let csv = format!("{}\n{rows}", names.join(","));
    let folder = project(&[("pipeline.yaml", spec.into_bytes()), ("rows.csv", csv.into_bytes())]);
    let output = pipelinec(folder.path(), &["run", ".", "--out", "out"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let mut files = std::fs::read_dir(folder.path().join("out/copy")).unwrap().map(|e| e.unwrap().path());
    let file = files.find(|f| f.extension().is_some_and(|e| e == "parquet")).unwrap();
    std::fs::read(file).unwrap()
}

/// Options that a block's info string may give: `param=day=2024-01-31`.
const OPTIONS: &[&str] = &["--param", "--select", "--env", "--memory"];

/// Codes raised by the example: by `check`, or by `build` or `run` where the code belongs to those.
fn raised(code: &str, blocks: &[Block], heading: &str) -> Vec<String> {
    let folder = project(&files(blocks, heading));
    let mut findings: Vec<_> =
        check(folder.path()).into_iter().filter(|f| f.severity != "advice").map(|f| f.code).collect();
    let mut command = if code.starts_with("E07") {
        vec!["build", ".", "--out", "out", "--quiet"]
    } else {
        vec!["run", ".", "--out", "out", "--quiet"]
    };
    for option in ["param", "select", "env", "memory"] {
        let values = blocks.iter().filter(|b| b.heading == heading).filter_map(|b| b.attribute(option));
        for value in values {
            command.extend([OPTIONS.iter().find(|o| o.ends_with(option)).unwrap(), value]);
        }
    }
    // A run's own code may come with what `check` warns of beforehand.
    if code.starts_with("E08") {
        findings.retain(|code| code.starts_with('E'));
    }
    if findings.is_empty() {
        let text = stderr(&pipelinec(folder.path(), &command));
        let known =
            |line: &str| line.split(|c: char| !c.is_ascii_alphanumeric()).find(|w| is_code(w)).map(str::to_owned);
        findings.extend(text.lines().filter_map(known).filter(|code| code.starts_with('E')));
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
        let elsewhere = !["E07", "E08", "E09"].iter().any(|area| code.starts_with(area));
        if elsewhere || NOT_ON_A_PAGE.contains(&code.as_str()) {
            continue;
        }
        if wrong.is_empty() || right.is_empty() {
            mistakes.push(format!("{code}: the page lacks an example"));
            continue;
        }
        let found = raised(&code, &blocks, "Wrong");
        if found != [code.clone()] {
            mistakes.push(format!("{code}: the wrong example raises {found:?}"));
        }
        let found = raised(&code, &blocks, "Right");
        if !found.is_empty() {
            mistakes.push(format!("{code}: the right example raises {found:?}"));
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}
