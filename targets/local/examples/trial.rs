#![allow(clippy::all, clippy::pedantic, clippy::restriction, missing_docs)]
use pipelinec_core::syntax::parse_project;
use pipelinec_local::run::*;
use pipelinec_syntax::SourceFile;
use std::path::PathBuf;
use std::sync::Arc;
struct Obs;
impl Observer for Obs {
    fn dataset_finished(&self, r: &DatasetReport) {
        eprintln!("  {:10} {:24} {:>9} rows {:.3}s bad={}", r.kind.word(), r.name, r.rows, r.seconds, r.bad_records);
    }
    fn check_result(&self, c: &CheckResult) {
        eprintln!("  check {} {}: {}", c.dataset, c.name, c.found);
    }
    fn note(&self, t: &str) {
        eprintln!("  note {t}");
    }
}
fn main() {
    let mut args = std::env::args().skip(1);
    let spec = PathBuf::from(args.next().unwrap());
    let data = args.next().unwrap();
    let out = args.next().unwrap();
    let rest: Vec<String> = args.collect();
    let bytes = std::fs::read(&spec).unwrap();
    let (tree, errors) = parse_project(&[SourceFile { id: Default::default(), bytes: &bytes }]);
    for e in &errors {
        eprintln!("{e:?}");
    }
    let (pipeline, diags) = pipelinec_core::check::check(&tree);
    let show = |d: &pipelinec_core::Diagnostic| {
        let t = d.span.map(|s| String::from_utf8_lossy(&bytes[s.start as usize..s.end as usize]).into_owned());
        eprintln!("{} {} [{:?}] help={:?} label={:?}", d.code, d.message, t, d.help, d.label);
    };
    diags.iter().for_each(show);
    let Some(pipeline) = pipeline else { std::process::exit(1) };
    if rest.iter().any(|a| a == "--sql") {
        for (id, d) in pipeline.iter() {
            if d.query().is_some() {
                for dialect in [pipelinec_core::sql::Dialect::DataFusion, pipelinec_core::sql::Dialect::Trino] {
                    println!(
                        "-- {} {dialect:?}\n{}\n",
                        d.name,
                        pipelinec_core::sql::relation::query_sql(
                            dialect,
                            &pipeline,
                            id,
                            &|i| format!("\"{}\"", pipeline.dataset(i).unwrap().name),
                            &|n, _| format!(":{n}")
                        )
                        .unwrap_or_else(|e| format!("{e:?}"))
                    );
                }
            }
        }
        return;
    }
    if rest.iter().any(|a| a == "--test") {
        for t in &pipeline.tests {
            match run_test(&pipeline, t) {
                Ok(o) => {
                    println!("{} {}", if o.passed() { "ok" } else { "FAILED" }, o.name);
                    for d in &o.differences {
                        println!("{d}");
                    }
                }
                Err(ds) => {
                    println!("ERROR {}", t.name);
                    ds.iter().for_each(show)
                }
            }
        }
        return;
    }
    let mut options = RunOptions::new(data, out);
    for a in &rest {
        if let Some(m) = a.strip_prefix("--mem=") {
            options.memory_limit = Some(m.parse::<u64>().unwrap() << 20);
        }
        if let Some(m) = a.strip_prefix("--threads=") {
            options.threads = Some(m.parse().unwrap());
        }
        if let Some(m) = a.strip_prefix("--limit=") {
            options.limit_rows = Some(m.parse().unwrap());
        }
        if let Some(m) = a.strip_prefix("--select=") {
            options.select.push(m.into());
        }
        if let Some(m) = a.strip_prefix("--param=") {
            let (k, v) = m.split_once('=').unwrap();
            options.params.push((k.into(), v.into()));
        }
        if let Some(m) = a.strip_prefix("--cancel=") {
            let c = options.cancel.clone();
            let ms: u64 = m.parse().unwrap();
            std::thread::spawn(move || {
                std::thread::sleep(std::time::Duration::from_millis(ms));
                c.cancel();
            });
        }
    }
    let observer: Arc<dyn Observer> = Arc::new(Obs);
    match run(&pipeline, &options, &observer) {
        Ok(report) => {
            for t in &report.tables {
                println!(
                    "{} ({} rows)\n  {}",
                    t.name,
                    t.total_rows,
                    t.columns.iter().map(|c| c.0.to_string()).collect::<Vec<_>>().join(" | ")
                );
                for r in &t.rows {
                    println!("  {}", r.iter().map(|c| c.to_string()).collect::<Vec<_>>().join(" | "));
                }
            }
            eprintln!("total {:.3}s", report.seconds);
        }
        Err(f) => {
            f.diagnostics.iter().for_each(show);
            std::process::exit(1)
        }
    }
}
