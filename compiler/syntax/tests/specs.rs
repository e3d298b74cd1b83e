//! Whole specs: everything the language has is read, and every name and text knows its place.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "helpers of tests are tests"
)]

use pipelinec_syntax::tree::environments::{CatalogKind, Compute, Environment, NotifyOn, PartitionValues, QueryVia};
use pipelinec_syntax::tree::{JoinOn, StepKind, TestValue, Tree};
use pipelinec_syntax::{FileId, SourceFile, SyntaxErrorKind, parse_environments, parse_project};

const RICH: &str = include_str!("specs/rich.yaml");

fn read(files: &[&str]) -> (Tree, Vec<SyntaxErrorKind>) {
    let sources: Vec<_> =
        (0..).zip(files).map(|(id, text)| SourceFile { id: FileId(id), bytes: text.as_bytes() }).collect();
    let (tree, errors) = parse_project(&sources);
    (tree, errors.into_iter().map(|error| error.kind).collect())
}

fn rich() -> Tree {
    let (tree, errors) = read(&[RICH]);
    assert_eq!(errors, []);
    tree
}

/// Whatever has this shape in the debug form of the tree: `Name { text: "…", span: Span { … start: 1, end: 2 } }`.
/// So no name is forgotten when the tree grows.
fn places(tree: &Tree, opening: &str) -> Vec<(String, String)> {
    let debug = format!("{tree:?}");
    let mut found = Vec::new();
    for part in debug.split(opening).skip(1) {
        let (text, rest) = part.split_once("\", span: Span { file: FileId(0), start: ").unwrap();
        let (start, rest) = rest.split_once(", end: ").unwrap();
        let end = rest.split_once(' ').unwrap().0;
        let source = &RICH[start.parse().unwrap()..end.parse().unwrap()];
        let text = text.replace("\\\"", "\"").replace("\\'", "'").replace("\\n", "\n").replace("\\\\", "\\");
        found.push((text, source.to_owned()));
    }
    found
}

#[test]
fn every_name_stands_where_it_says() {
    let names = places(&rich(), "Name { text: \"");
    assert!(names.len() >= 200, "{}", names.len());
    for (text, source) in names {
        // Quotes of the language belong to the name's place; those of YAML around the whole scalar do not.
        let quoted = [format!("\"{text}\""), format!("\\\"{text}\\\""), format!("'{text}'"), format!("date '{text}'")];
        assert!(source == text || quoted.contains(&source), "{text}: {source}");
    }
}

#[test]
fn every_text_stands_where_it_says() {
    let texts = places(&rich(), "Spanned { value: \"");
    assert!(texts.len() > 20, "{}", texts.len());
    for (text, source) in texts {
        let inner = source.trim_matches(['"', '\'']);
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert!(inner == text.trim_matches('\'') || words(inner) == words(&text), "{text}: {source}");
    }
}

#[test]
fn sections_keep_their_order() {
    let tree = rich();
    let names =
        |names: Vec<&pipelinec_syntax::tree::Name>| names.iter().map(|name| name.text.clone()).collect::<Vec<_>>();
    assert_eq!(names(tree.inputs.iter().map(|input| &input.name).collect()), ["users", "orders", "nothing"]);
    let columns = names(tree.inputs[0].columns.iter().map(|column| &column.name).collect());
    assert_eq!(columns, ["user_id", "e-mail", "größe", "on", "1", "null"]);
    assert_eq!(names(tree.jobs.iter().map(|job| &job.name).collect()), ["first", "second", "third"]);
    assert_eq!(tree.inputs[2].columns.len(), 0);
}

#[test]
fn every_step_is_read() {
    let tree = rich();
    let steps = &tree.transforms[0].steps;
    assert_eq!(steps.len(), 34);
    assert!(steps.iter().all(|step| !matches!(step.kind, StepKind::Error)));
    let ons: Vec<bool> = steps
        .iter()
        .filter_map(|step| match &step.kind {
            StepKind::Join(join) => join.on.as_ref().map(|on| matches!(on, JoinOn::Columns(_))),
            _ => None,
        })
        .collect();
    assert_eq!(ons, [true, true, false, true]);
}

#[test]
fn null_words_and_cells_are_told_apart() {
    let tree = rich();
    let words: Vec<_> = tree.inputs[0].null_words.iter().map(|word| word.value.as_str()).collect();
    assert_eq!(words, ["NA", "null", "-"]);
    let cells: Vec<_> = tree.tests[0].given[0].rows[0].cells.iter().map(|(_, cell)| cell.value.clone()).collect();
    let text = |text: &str| TestValue::Text(text.into());
    let list = TestValue::List(vec![text("a"), TestValue::Null, TestValue::List(vec![text("b")])]);
    assert_eq!(cells, [text("yes"), TestValue::Null, TestValue::Null, text("null"), list]);
}

#[test]
fn files_of_a_project_are_merged() {
    let (tree, errors) = read(&[
        "inputs:\n  a: { path: a.csv, columns: { x: string } }\n",
        "# nothing but a comment\n",
        "\u{feff}pipeline: p\ndescription: d\n",
        "inputs:\n  a: { path: b.csv, columns: { x: string } }\nkpis:\n",
    ]);
    assert_eq!(errors, []);
    assert_eq!(tree.inputs.len(), 2);
    assert_eq!(tree.inputs[1].name.span.file, FileId(3));
    assert_eq!(tree.pipeline.unwrap().text, "p");
}

#[test]
fn a_project_has_one_head() {
    assert_eq!(read(&["pipeline: a\nkpis:\n", "pipeline: b\n"]).1, [SyntaxErrorKind::DuplicateHead]);
    assert_eq!(read(&["kpis:\n"]).1, [SyntaxErrorKind::MissingHead]);
    assert_eq!(read(&["", "# \n"]).1, [SyntaxErrorKind::Empty]);
    assert_eq!(read(&["pipeline: a\n"]).1, [SyntaxErrorKind::Empty]);
    assert_eq!(read(&[]).1, [SyntaxErrorKind::Empty]);
}

#[test]
fn what_could_not_be_read_is_not_missed() {
    let (tree, errors) = read(&["pipeline: [\nkpis:\n  k: { from: x, measures: { n: count() } }\n"]);
    assert!(tree.incomplete);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(tree.kpis.len(), 1);
}

#[test]
fn environments_have_defaults() {
    let text = "environments:\n  my-lab:\n    region: r\n    bucket: b\n    compute: { kind: emr }\n";
    let (environments, errors) = parse_environments(SourceFile { id: FileId(0), bytes: text.as_bytes() });
    assert_eq!(errors, []);
    let lab = &environments.environments[0];
    assert_eq!(lab.name.text, "my-lab");
    let Compute::Emr(emr) = &lab.compute else { panic!() };
    assert_eq!((emr.release.value.as_str(), emr.core.count.value, emr.idle_minutes.value), ("emr-7.12.0", 2, 60));
    assert_eq!(lab.layout.scripts, "scripts/");
    assert_eq!((lab.catalog.kind, lab.catalog.settle_seconds), (CatalogKind::Tables, 0));
    assert_eq!((lab.query.via, lab.query.workgroup.as_str()), (QueryVia::Athena, "primary"));
}

fn long_forms_are_read(cloud: &Environment) {
    let schedule = cloud.schedule.as_ref().unwrap();
    assert_eq!(schedule.time_zone.as_ref().unwrap().value, "Europe/Berlin");
    assert_eq!((schedule.params[0].0.text.as_str(), schedule.params[0].1.value.as_str()), ("run_date", "2024-01-31"));
    let trigger = cloud.trigger.as_ref().unwrap();
    assert_eq!((trigger.s3.value.as_str(), trigger.suffix.as_ref().unwrap().value.as_str()), ("orders", "_SUCCESS"));
    let notify = cloud.notify.as_ref().unwrap();
    assert_eq!(
        (notify.topic.value.as_str(), notify.on),
        ("arn:aws:sns:eu-central-1:012345678901:t", NotifyOn::Failure)
    );
    assert_eq!((cloud.job_timeout.value, cloud.roles.start.value.as_str()), (5400, "starter"));
    let (dataset, columns) = &cloud.catalog.projection[0];
    assert_eq!((dataset.text.as_str(), columns.len()), ("rentals", 3));
    assert!(matches!(&columns[0].values, PartitionValues::Range { from, to: Some(_) } if from.value == "2024-01-01"));
    assert!(matches!(&columns[1].values, PartitionValues::List(values) if values.len() == 2));
    assert!(matches!(columns[2].values, PartitionValues::Injected));
}

#[test]
fn mistakes_of_environments_are_found() {
    let text = "environments:\n  lab:\n    region: r\n    bucket: b\n    compute: { kind: emr, tasks: {} }\n    \
                trigger: orders\n    notify: { topic: t, on: success }\n    schedule: { time_zone: UTC }\n    catalog: { \
                projection: { rentals: { day: 5 } } }\n";
    let (_, errors) = parse_environments(SourceFile { id: FileId(0), bytes: text.as_bytes() });
    let kinds: Vec<String> = errors.into_iter().map(|error| format!("{:?}", error.kind)).collect();
    for expected in [
        "UnknownKey { key: \"tasks\"",
        "`trigger`",
        "UnknownWord { word: \"success\"",
        "MissingKey { key: \"at\"",
        "injected",
    ] {
        assert!(kinds.iter().any(|kind| kind.contains(expected)), "{expected}: {kinds:#?}");
    }
}

#[test]
fn environments_are_read() {
    let text = include_str!("specs/environments.yaml");
    let (environments, errors) = parse_environments(SourceFile { id: FileId(0), bytes: text.as_bytes() });
    assert_eq!(errors, []);
    let [lab, cloud] = environments.environments.as_slice() else { panic!() };
    assert_eq!(lab.account.as_ref().unwrap().value, "012345678901");
    assert_eq!((lab.layout.input.as_str(), lab.layout.results.as_str()), ("in/put/", "athena_results/"));
    let Compute::Emr(emr) = &lab.compute else { panic!() };
    assert_eq!((emr.core.instance_type.as_str(), emr.core.count.value, emr.idle_minutes.value), ("m6g.large", 4, 2));
    assert_eq!((lab.catalog.crawler.as_ref().unwrap().value.as_str(), lab.catalog.settle_seconds), ("lab4emr-1", 10));
    assert_eq!(lab.query.function.as_ref().unwrap().value, "athena-lambda");
    assert_eq!((lab.query.settle_seconds, lab.job_timeout.value), (300, 12 * 3600));
    assert_eq!(lab.schedule.as_ref().unwrap().expression.value, "cron(0 5 * * ? *)");
    assert_eq!(lab.notify.as_ref().unwrap().on, NotifyOn::Always);
    let Compute::EmrServerless(serverless) = &cloud.compute else { panic!() };
    assert_eq!((serverless.max_vcpu.value, serverless.max_memory_gb.value, serverless.idle_minutes.value), (8, 32, 20));
    assert_eq!(serverless.application, "create");
    long_forms_are_read(cloud);
}
