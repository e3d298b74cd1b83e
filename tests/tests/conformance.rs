//! Every case of `tests/conformance/cases`, and every example of the function table, on the embedded engine.
#![cfg(feature = "engines")]

use std::path::Path;

use pipelinec_tests::conformance::{Engine, Report, run_cases, run_examples};

#[test]
fn cases_agree() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance");
    verdict("cases", &run_cases(&folder, &Engine::new().unwrap()).unwrap());
}

#[test]
fn examples_agree() {
    verdict("examples", &run_examples(&Engine::new().unwrap()));
}

#[expect(clippy::print_stdout, reason = "the number that may not fall, with `--nocapture`")]
fn verdict(what: &str, report: &Report) {
    println!("{} of {} {what} agree", report.agreed, report.total);
    assert!(
        report.failures.is_empty(),
        "{} of {} {what} agree\n\n{}\n",
        report.agreed,
        report.total,
        report.failures.join("\n")
    );
}
