//! Machines that the compiler makes have nothing for the audit to find.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

use pipelinec_asl::audit::audit;
use pipelinec_asl::document::parse;
use pipelinec_core::FileId;

#[test]
fn own_machines_are_clean() {
    let cases = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut seen = 0;
    for case in std::fs::read_dir(cases).unwrap() {
        let file = case.unwrap().path().join("step_function.json");
        let text = std::fs::read_to_string(&file).unwrap();
        let (definition, mut found) = parse(FileId(0), &text);
        found.extend(audit(&definition.unwrap()));
        let shown: Vec<String> = found.iter().map(|d| format!("{} {}", d.code, d.message)).collect();
        assert!(found.is_empty(), "{}: {shown:#?}", file.display());
        seen += 1;
    }
    assert!(seen >= 4, "{seen} machines");
}
