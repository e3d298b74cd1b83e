//! Texts of a spec that try to be something else inside a statement.

#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use pipelinec_athena::QuerySql;
use pipelinec_core::plan::Plan;
use pipelinec_core::target::Places;
use pipelinec_core::{FileId, Severity};
use pipelinec_syntax::SourceFile;

fn queries(filter: &str, description: &str) -> Vec<QuerySql> {
    let spec = format!(
        "pipeline: p\nparams: {{ day: {{ type: date, default: 2024-01-01 }} }}\n\
         inputs:\n  a:\n    path: a.csv\n    columns: {{ x: string, d: date }}\n\
         transforms:\n  t: {{ from: a }}\n\
         queries:\n  q:\n    description: {description}\n    from: t\n    steps:\n      - filter: {filter}\n  \
         r:\n    from: q\n    steps:\n      - filter: d > :day\n"
    );
    let (tree, errors) = pipelinec_syntax::parse_project(&[SourceFile { id: FileId(0), bytes: spec.as_bytes() }]);
    assert!(errors.is_empty(), "{errors:?}");
    let (pipeline, diagnostics) = pipelinec_core::check::check(&tree);
    assert!(diagnostics.iter().all(|d| d.severity != Severity::Error), "{diagnostics:?}");
    let (plan, _): (Plan, _) = pipelinec_core::plan::plan(pipeline.unwrap());
    plan.queries.iter().map(|id| pipelinec_athena::query(&plan, *id).unwrap()).collect()
}

#[test]
fn no_text_is_taken_for_a_parameter() {
    for mark in ["\\x01", "\\uE000", "\\uE000day\\uE000\\uE001", "?", "''?''"] {
        let queries = queries(&format!("\"d = :day and x = '{mark}day{mark}'\""), "none");
        for query in &queries {
            let names: Vec<&str> = query.parameters.iter().map(|p| &*p.name).collect();
            let expected = if &*query.name == "q" { vec!["day"] } else { vec!["day", "day"] };
            assert_eq!(names, expected, "{mark}: {}", query.sql);
            assert!(query.sql.contains("day"), "the text is still there: {}", query.sql);
        }
    }
}

#[test]
fn a_description_stays_a_comment() {
    let queries = queries("d = :day", "\"one\\r\\nDROP TABLE t\\rDROP TABLE u\\nDROP TABLE v\"");
    let file = queries.first().unwrap().file(&Places(&|_| None));
    assert_eq!(file.matches("DROP TABLE").count(), 3);
    assert!(
        file.split(['\n', '\r']).filter(|line| line.contains("DROP")).all(|line| line.starts_with("-- ")),
        "{file}"
    );
}

#[test]
fn queries_that_double_end_soon() {
    let mut spec = "pipeline: p\ninputs:\n  a:\n    path: a.csv\n    columns: { x: string }\n\
                    transforms:\n  q0: { from: a }\nqueries:\n"
        .to_owned();
    for (before, name) in (1..40).map(|number| (number - 1, number)) {
        spec += &format!("  q{name}:\n    from: q{before}\n    steps:\n      - union: [q{before}]\n");
    }
    let (tree, _) = pipelinec_syntax::parse_project(&[SourceFile { id: FileId(0), bytes: spec.as_bytes() }]);
    let (pipeline, _) = pipelinec_core::check::check(&tree);
    let (plan, _): (Plan, _) = pipelinec_core::plan::plan(pipeline.unwrap());
    assert!(pipelinec_athena::query(&plan, *plan.queries.last().unwrap()).is_err());
}
