//! `docs/environments.md`: its examples are right, and no key is missing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use pipelinec_core::target::{check_environment, select_environment};
use pipelinec_core::{FileId, Severity};
use pipelinec_syntax::{SourceFile, SyntaxErrorKind, parse_environments, parse_project};

const PAGE: &str = include_str!("../../../docs/environments.md");

/// The blocks that begin with a fence of these words.
fn blocks(fence: &str) -> Vec<&'static str> {
    let opening = format!("```{fence}\n");
    PAGE.split(&opening).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

fn source(id: u32, text: &str) -> SourceFile<'_> {
    SourceFile { id: FileId(id), bytes: text.as_bytes() }
}

#[test]
fn examples_are_right() {
    let [spec] = blocks("yaml")[..] else { panic!("one pipeline") };
    let (tree, errors) = parse_project(&[source(0, spec)]);
    assert_eq!(errors, []);
    let (pipeline, diagnostics) = pipelinec_core::check::check(&tree);
    assert!(diagnostics.iter().all(|d| d.severity != Severity::Error), "{diagnostics:?}");
    let (plan, _) = pipelinec_core::plan::plan(pipeline.unwrap());
    let examples = blocks("yaml file=environments.yaml");
    assert!(examples.len() >= 4);
    for example in examples {
        let (environments, errors) = parse_environments(source(1, example));
        assert_eq!(errors, [], "{example}");
        let environment = select_environment(&environments, None).unwrap();
        assert_eq!(check_environment(&plan, environment), [], "{example}");
    }
}

/// What the compiler offers instead of a key that does not exist is every key there is.
#[test]
fn every_key_is_documented() {
    let text = "environments:\n  lab:\n    qqqq: 1\n    region: r\n    bucket: b\n    layout: { qqqq: 1 }\n    \
                compute: { kind: emr, qqqq: 1, core: { qqqq: 1 } }\n    catalog: { qqqq: 1 }\n    query: { qqqq: 1 }\n    \
                schedule: { at: x, qqqq: 1 }\n    trigger: { s3: x, qqqq: 1 }\n    notify: { topic: x, qqqq: 1 }\n    \
                roles: { qqqq: 1 }\n  other:\n    region: r\n    bucket: b\n    compute: { kind: emr-serverless, qqqq: 1 }\n";
    let (_, errors) = parse_environments(source(0, text));
    let mut places = 0;
    for error in errors {
        let SyntaxErrorKind::UnknownKey { place, allowed, .. } = error.kind else { continue };
        places += 1;
        for key in allowed {
            assert!(PAGE.contains(&format!("`{key}`")), "`{key}` of {place} is not in docs/environments.md");
        }
    }
    assert_eq!(places, 11);
}
