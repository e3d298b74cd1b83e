//! Cases on the embedded engine.

use std::collections::BTreeMap;
use std::path::Path;

use pipelinec_core::sql::Dialect;

use super::case::{Case, Expectation, load_cases, load_disagreements};
use super::engine::Engine;
use super::typed;

/// How many agree, and what is wrong with the others.
#[derive(Debug, Default)]
pub struct Report {
    /// Cases or examples run.
    pub total: usize,
    /// Those that agree.
    pub agreed: usize,
    /// One line of text for each that fails the test.
    pub failures: Vec<String>,
}

impl Report {
    /// Counts one; `known` says why a disagreement is accepted.
    pub(super) fn count(&mut self, id: &str, verdict: Result<(), String>, known: Option<&str>) {
        self.total += 1;
        match (verdict, known) {
            (Ok(()), None) => self.agreed += 1,
            (Err(_), Some(_)) => {}
            (Ok(()), Some(reason)) => {
                self.failures.push(format!("{id}: agrees now, take it off disagreements.yaml ({reason})"));
            }
            (Err(difference), None) => self.failures.push(format!("{id}: {difference}")),
        }
    }
}

/// Runs all cases of a folder against the disagreements beside it.
///
/// # Errors
/// A file that cannot be read.
pub fn run_cases(folder: &Path, engine: &Engine) -> Result<Report, String> {
    let known: BTreeMap<String, String> = load_disagreements(&folder.join("disagreements.yaml"))?;
    let cases = load_cases(&folder.join("cases"))?;
    let mut report = Report::default();
    for case in &cases {
        let verdict = run_case(case, engine).map_err(|difference| format!("{}\n    {difference}", case.expr));
        report.count(&case.id, verdict, known.get(&case.id).map(String::as_str));
    }
    for id in known.keys().filter(|id| !cases.iter().any(|case| case.id == **id)) {
        report.failures.push(format!("{id}: disagreements.yaml names a case that does not exist"));
    }
    Ok(report)
}

fn run_case(case: &Case, engine: &Engine) -> Result<(), String> {
    let query = typed::Query::of(case, Dialect::DataFusion);
    let expectation = case.expectation()?;
    if let Expectation::Refused = expectation {
        return match query {
            Ok(query) => Err(format!("must be refused, but has the type {}", query.ty)),
            Err(typed::Refusal::Checked(_)) => Ok(()),
            Err(refusal) => Err(format!("must be refused by the checker, not: {refusal}")),
        };
    }
    let query = query.map_err(|refusal| refusal.to_string())?;
    query.expect_type(case.ty.as_deref().unwrap_or_default())?;
    let result = engine.run(&query, &case.rows);
    match (expectation, result) {
        (Expectation::Values(expected), Ok(actual)) => query.agree(&expected, &actual),
        (Expectation::Failure, Err(_)) => Ok(()),
        (Expectation::Failure, Ok(actual)) => Err(format!("must fail, but gives {actual:?}")),
        (_, Err(error)) => Err(format!("fails: {error}\n    {}", query.sql)),
        (Expectation::Refused, Ok(_)) => Err("must be refused".to_owned()),
    }
}
