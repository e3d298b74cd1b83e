//! What depends on the machine: little memory, a full disk, a stop from outside, two runs at once.

#![cfg(feature = "run")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use common::{check, read_parquet, write_file};
use pipelinec_core::ir::Pipeline;
use pipelinec_local::run::{Cancel, Failure, Observer, Quiet, RunOptions, RunReport, run};

/// Dedupes, joins, groups and sorts, so that every operator that can spill is there.
const SPEC: &str = "
pipeline: big
inputs:
  events:
    path: events.csv
    columns: { id: string, customer: string, at: timestamp, amount: 'decimal(10,2)', note: string }
transforms:
  once:
    from: events
    steps:
      - dedupe: { by: id, order: at desc }
    partition_by: [customer]
  named:
    from: once
    steps:
      - join: { with: events, on: id, columns: { first_note: note } }
      - derive: { number: 'row_number() over (partition by customer order by at, id, first_note)' }
kpis:
  totals:
    from: named
    by: [id]
    measures: { n: count(), amount: sum(amount), latest: max(at), notes: count(distinct first_note) }
  customers:
    from: named
    by: [customer]
    measures: { n: count(), amount: sum(amount), highest: max(number) }
";

fn events(path: &Path, rows: u64) {
    let mut text = String::from("id,customer,at,amount,note\n");
    for i in 0..rows {
        // Every fifth id a second time.
        let id = if i % 5 == 4 { i - 4 } else { i };
        let (day, second) = (1 + i % 28, i % 60);
        writeln!(
            text,
            "id{id:09},c{:02},2024-02-{day:02} 10:00:{second:02},{}.25,a note that is long enough {i}",
            i % 40,
            i % 1000
        )
        .unwrap();
    }
    write_file(path, text.as_bytes());
}

fn pipeline() -> Pipeline {
    check(SPEC).unwrap_or_else(|text| panic!("{text}"))
}

fn start(options: &RunOptions) -> Result<RunReport, Failure> {
    let observer: Arc<dyn Observer> = Arc::new(Quiet);
    run(&pipeline(), options, &observer)
}

fn codes(failure: &Failure) -> Vec<&'static str> {
    failure.diagnostics.iter().map(|d| d.code.0).collect()
}

#[test]
fn little_memory_gives_the_same_rows() {
    let folder = tempfile::tempdir().unwrap();
    events(&folder.path().join("events.csv"), 150_000);
    let results = |memory: u64, out: &str| {
        let mut options = RunOptions::new(folder.path(), folder.path().join(out));
        options.threads = Some(2);
        options.memory_limit = Some(memory << 20);
        start(&options).unwrap_or_else(|failure| panic!("{out}: {:#?}", failure.diagnostics));
        ["once", "totals", "customers"].map(|dataset| read_parquet(&options.out_dir.join(dataset)))
    };
    let plenty = results(4096, "plenty");
    assert_eq!(plenty[0].len(), 120_000);
    let little = results(64, "little");
    for (plenty, little) in plenty.iter().zip(&little) {
        assert_eq!(plenty.len(), little.len());
        assert!(plenty == little);
    }
}

#[test]
fn too_little_memory_is_said() {
    let folder = tempfile::tempdir().unwrap();
    events(&folder.path().join("events.csv"), 50_000);
    let mut options = RunOptions::new(folder.path(), folder.path().join("out"));
    options.memory_limit = Some(64 << 10);
    let failure = start(&options).expect_err("64 KB are not enough");
    assert_eq!(codes(&failure), ["E0901"]);
    assert!(fs::read_dir(&options.out_dir).unwrap().next().is_none());
}

#[test]
fn a_stop_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    events(&folder.path().join("events.csv"), 100_000);
    let out = folder.path().join("out");
    write_file(&out.join("once/part-00000.parquet"), b"id:string\nearlier\n");
    for wait in [0, 20, 60] {
        let mut options = RunOptions::new(folder.path(), &out);
        let cancel = Cancel::default();
        options.cancel = cancel.clone();
        let stopper = std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(wait));
            cancel.cancel();
        });
        let outcome = start(&options);
        stopper.join().unwrap();
        // A fast machine may be done before it is stopped.
        if let Err(failure) = outcome {
            assert_eq!(codes(&failure), ["E0903"]);
            assert_eq!(read_parquet(&out), ["once: earlier"]);
        }
    }
}

#[test]
fn an_output_folder_that_cannot_be() {
    let folder = tempfile::tempdir().unwrap();
    events(&folder.path().join("events.csv"), 10);
    write_file(&folder.path().join("out"), b"a file");
    let failure = start(&RunOptions::new(folder.path(), folder.path().join("out"))).expect_err("out is a file");
    assert_eq!(codes(&failure), ["E0811"]);
}
