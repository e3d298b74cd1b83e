//! A small change of a spec is a small change of what is built: which files, how many lines.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use common::{pipelinec, root, stderr};

/// The text files of a build, by path.
fn built(folder: &Path) -> BTreeMap<String, String> {
    let output = pipelinec(folder, &["build", ".", "--out", "build"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let (mut files, mut open) = (BTreeMap::new(), vec![folder.join("build")]);
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                open.push(entry);
            } else if let Ok(text) = std::fs::read_to_string(&entry) {
                let name = entry.strip_prefix(folder.join("build")).unwrap().to_string_lossy().into_owned();
                files.insert(name, text);
            }
        }
    }
    files
}

/// The lines without what names a place in the spec: lines below an inserted one all move.
fn lines(text: &str, with_places: bool) -> BTreeSet<String> {
    let number = |line: &str| {
        let mut parts = line.split(".yaml:");
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |line, rest| line + ".yaml:" + rest.trim_start_matches(|c: char| c.is_ascii_digit()))
    };
    text.lines().map(|line| if with_places { line.to_owned() } else { number(line) }).collect()
}

/// Files that differ after `from` became `to` in `file` of a pipeline, with the number of lines that came and went.
/// `manifest.json` has a hash of every file, so it changes with them.
fn changes(pipeline: &str, file: &str, (from, to): (&str, &str)) -> Vec<(String, usize)> {
    let scratch = tempfile::tempdir().unwrap();
    let read = |name: &str| std::fs::read_to_string(root().join("pipelines").join(pipeline).join(name)).unwrap();
    let write = |name: &str, text: &str| std::fs::write(scratch.path().join(name), text).unwrap();
    for name in ["pipeline.yaml", "environments.yaml"] {
        write(name, &read(name));
    }
    let before = built(scratch.path());
    let text = read(file);
    assert_eq!(text.matches(from).count(), 1, "`{from}` stands once in {file}");
    write(file, &text.replace(from, to));
    let after = built(scratch.path());
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "the same files");
    let with_places = from.lines().count() == to.lines().count();
    let different = before.iter().filter(|(name, _)| *name != "manifest.json").filter_map(|(name, text)| {
        let (old, new) = (lines(text, with_places), lines(after.get(name)?, with_places));
        let count = old.symmetric_difference(&new).count();
        (count > 0).then(|| (name.clone(), count))
    });
    different.collect()
}

fn expect(found: &[(String, usize)], files: &[(&str, usize)]) {
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, files.iter().map(|(name, _)| *name).collect::<Vec<_>>(), "{found:?}");
    for ((name, count), (_, most)) in found.iter().zip(files) {
        assert!(count <= most, "{name}: {count} lines came and went, at most {most} may");
    }
}

#[test]
fn one_measure_is_one_line_of_one_job() {
    let change = ("unique_vehicles:     count(distinct vehicle_id)", "unique_vehicles:     count(distinct user_id)");
    expect(&changes("car_rental", "pipeline.yaml", change), &[("jobs/kpi_calculation.py", 4)]);
}

#[test]
fn one_measure_more_is_a_few_lines_and_moved_places() {
    let line = "      max_rental_duration: max(rental_duration_hours)\n";
    let more = format!("{line}      total_hours:         sum(rental_duration_hours)\n");
    expect(&changes("car_rental", "pipeline.yaml", (line, &more)), &[("jobs/kpi_calculation.py", 4)]);
}

#[test]
fn with_exact_tables_the_table_changes_too() {
    let line = "      basket:         revenue / orders\n";
    let more = format!("{line}      largest:        max(amount)\n");
    let found = changes("orders", "pipeline.yaml", (line, &more));
    let expected = [
        ("athena/ddl/customer_value.sql", 1),
        ("cloudformation.yaml", 4),
        ("glue/tables/customer_value.json", 4),
        ("jobs/kpi_calculation.py", 10),
    ];
    expect(&found, &expected);
}

#[test]
fn a_larger_cluster_is_one_number() {
    let change = ("core: { type: m5.xlarge, count: 2 }", "core: { type: m5.xlarge, count: 5 }");
    let found = changes("car_rental", "environments.yaml", change);
    expect(&found, &[("cloudformation.yaml", 2), ("step_function.json", 2)]);
}
