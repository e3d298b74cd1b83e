//! Every example in the documentation works.
//!
//! A ```` ```yaml ```` block is a whole spec when it has a `pipeline:` head; otherwise it is a part, checked together with
//! the spec in `docs/examples/base.yaml`, or, as `environments.yaml` is, with the page's own last spec. Blocks marked `ignore` are not specs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

mod common;

use common::{blocks, check, project, root};

#[test]
fn every_example_is_clean() {
    let base = std::fs::read(root().join("docs/examples/base.yaml")).unwrap();
    let mut mistakes = Vec::new();
    let mut examples = 0;
    let mut documents: Vec<_> = std::fs::read_dir(root().join("docs")).unwrap().map(|e| e.unwrap().path()).collect();
    documents.push(root().join("README.md"));
    documents.sort();
    // Pages of findings show mistakes on purpose; pages.rs proves them.
    let documents =
        documents.into_iter().filter(|p| p.extension().is_some_and(|e| e == "md") && !p.ends_with("codes.md"));
    for path in documents {
        let mut own = None;
        for block in blocks(&std::fs::read_to_string(&path).unwrap()) {
            if block.language() != "yaml" || block.info.contains("ignore") {
                continue;
            }
            examples += 1;
            let whole = block.text.lines().any(|l| l.starts_with("pipeline:"));
            let name = block.attribute("file").unwrap_or("example.yaml");
            let mut files = vec![(name, block.bytes())];
            if whole {
                own = Some(block.bytes());
            } else {
                let own = own.clone().filter(|_| name == "environments.yaml");
                files.push(("base.yaml", own.unwrap_or_else(|| base.clone())));
            }
            let folder = project(&files);
            let found = check(folder.path());
            for finding in found.iter().filter(|f| f.severity == "error") {
                mistakes.push(format!("{}:{}: {finding:?}", path.display(), block.line));
            }
        }
    }
    assert!(examples > 0, "no example found");
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}
