//! Settings that cannot be, each with its code and the words it is found at.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing test may panic")]

use pipelinec_core::plan::Plan;
use pipelinec_core::target::{check_environment, select_environment, trigger_prefix};
use pipelinec_core::{FileId, Severity};
use pipelinec_syntax::tree::environments::Environments;
use pipelinec_syntax::{SourceFile, parse_environments, parse_project};

const SPEC: &str = "pipeline: shop
params:
  run_date: { type: date, default: today }
  brand: { type: string, default: acme }
inputs:
  orders:
    path: orders
    format: parquet
    columns: { order_id: string not null, day: date not null, shop: bigint, brand: string not null, amount: bigint }
  items: { path: items/*.csv, columns: { item: string } }
  shops: { path: shops.csv, columns: { shop: bigint } }
transforms:
  sold: { from: orders, partition_by: [day, brand] }
  by_shop: { from: orders, partition_by: [shop] }
";

fn source(id: u32, text: &str) -> SourceFile<'_> {
    SourceFile { id: FileId(id), bytes: text.as_bytes() }
}

fn plan(spec: &str) -> Plan {
    let (tree, errors) = parse_project(&[source(0, spec)]);
    assert_eq!(errors, []);
    let (pipeline, diagnostics) = pipelinec_core::check::check(&tree);
    assert!(diagnostics.iter().all(|d| d.severity != Severity::Error), "{diagnostics:?}");
    pipelinec_core::plan::plan(pipeline.unwrap()).0
}

/// An environment with these lines; without a `compute` among them, a plain cluster.
fn environment(lines: &str) -> (String, Environments) {
    let compute = if lines.contains("compute:") { "" } else { "    compute: { kind: emr }\n" };
    let text = format!("environments:\n  lab:\n    region: eu-west-1\n    bucket: shop-data\n{compute}    {lines}\n");
    let (environments, errors) = parse_environments(source(1, &text));
    assert_eq!(errors, [], "{text}");
    (text, environments)
}

/// `CODE words` of everything wrong.
fn findings(plan: &Plan, lines: &str) -> Vec<String> {
    let (text, environments) = environment(lines);
    let found = check_environment(plan, select_environment(&environments, None).unwrap());
    let words = |d: &pipelinec_core::Diagnostic| {
        let span = d.span.unwrap();
        format!(
            "{} {}",
            d.code.0,
            text.get(span.start as usize..span.end as usize).unwrap_or_default().trim_matches('"')
        )
    };
    found.iter().map(words).collect()
}

#[test]
fn settings_that_cannot_be() {
    let plan = plan(SPEC);
    for (lines, expected) in [
        ("compute: { kind: emr, idle: 5m }", "E0720 5m"),
        ("compute: { kind: emr, idle: 200h }", "E0720 200h"),
        ("compute: { kind: emr-serverless, idle: 0s }", "E0720 0s"),
        ("compute: { kind: emr, max_nodes: 1 }", "E0720 1"),
        ("compute: { kind: emr, task: { count: 3 }, max_nodes: 4 }", "E0720 4"),
        ("compute: { kind: emr, task: { count: 0 } }", "E0720 0"),
        ("compute: { kind: emr, subnet: vpc-1 }", "E0720 vpc-1"),
        ("compute: { kind: emr, core: { count: 0 } }", "E0711 0"),
        ("compute: { kind: emr-serverless, max_vcpu: 0 }", "E0711 0"),
        ("compute: { kind: emr-serverless, release: emr-6.1.0 }", "E0704 emr-6.1.0"),
        ("compute: { kind: emr, spark: { executor.memory: 8g } }", "E0721 executor.memory"),
        ("compute: { kind: emr, spark: { spark.sql.ansi.enabled: false } }", "E0721 spark.sql.ansi.enabled"),
        ("compute: { kind: emr, spark: { spark.executor.extraJavaOptions: -Da=b -Dc } }", "E0721 -Da=b -Dc"),
        ("job_timeout: 30s", "E0720 30s"),
        ("job_retries: 6", "E0720 6"),
        ("schedule: cron(0 25 * * ? *)", "E0706 cron(0 25 * * ? *)"),
        ("schedule: { at: rate(1 day), time_zone: Berlin }", "E0327 Berlin"),
        ("schedule: { at: rate(1 day), params: { run_dat: 2024-01-01 } }", "E0717 run_dat"),
        ("schedule: { at: rate(1 day), params: { run_date: soon } }", "E0717 soon"),
        ("trigger: { s3: logs/x }", "E0719 logs/x"),
        ("trigger: { s3: s3://other/x }", "E0719 s3://other/x"),
        ("trigger: { s3: orders, suffix: \"*.csv\" }", "E0720 *.csv"),
        ("notify: on-call", "E0707 on-call"),
        ("catalog: { kind: tables, name: c }", "E0723 c"),
        ("catalog: { kind: tables, database: My Database }", "E0710 My Database"),
        ("catalog: { kind: crawler, projection: { sold: { day: injected } } }", "E0723 sold"),
        ("query: { via: athena, function: f }", "E0723 f"),
        ("roles: { function: f }", "E0723 f"),
        ("roles: { crawler: c }", "E0723 c"),
        ("roles: { start: s }", "E0723 s"),
        ("roles: { state_machine: \"a role\" }", "E0724 a role"),
    ] {
        assert_eq!(findings(&plan, lines), [expected], "{lines}");
    }
}

#[test]
fn values_that_partitions_cannot_have() {
    let plan = plan(SPEC);
    let brand = "brand: [a, b]";
    for (projection, expected) in [
        ("sold: { day: { from: 2024-01-01 }, brand: injected }", ""),
        ("nothing: {}", "E0722 nothing"),
        ("sold: { day: { from: 2024-01-01 } }", "E0722 sold"),
        (&format!("sold: {{ day: {{ from: 2024-13-01 }}, {brand} }}"), "E0722 2024-13-01"),
        (&format!("sold: {{ day: {{ from: 2024-02-01, to: 2024-01-01 }}, {brand} }}"), "E0722 2024-01-01"),
        (&format!("sold: {{ day: {{ from: 2024-02-01 }}, amount: {{ from: 1, to: 2 }}, {brand} }}"), "E0722 amount"),
        ("sold: { day: { from: 2024-02-01 }, brand: [\"a/b\"] }", "E0722 a/b"),
        ("sold: { day: { from: 2024-02-01 }, brand: [] }", "E0722 []"),
        ("sold: { day: { from: 2024-02-01 }, brand: { from: a, to: b } }", "E0722 { from: a, to: b }"),
        ("by_shop: { shop: { from: 1, to: 5 } }", "E0722 shop"),
    ] {
        let found = findings(&plan, &format!("catalog: {{ projection: {{ {projection} }} }}"));
        assert_eq!(found.first().map_or("", String::as_str), expected, "{projection}: {found:?}");
    }
}

#[test]
fn runs_that_start_by_themselves_need_a_value_of_every_parameter() {
    let plan = plan(&SPEC.replace("default: acme", "description: none"));
    assert_eq!(findings(&plan, "schedule: rate(1 day)"), ["E0718 rate(1 day)"]);
    assert_eq!(findings(&plan, "trigger: { s3: orders }"), ["E0718 orders"]);
    assert!(findings(&plan, "schedule: { at: rate(1 day), params: { brand: acme } }").is_empty());
}

#[test]
fn a_trigger_watches_what_it_says() {
    let plan = plan(SPEC);
    for (s3, expected) in [
        ("orders", "input/orders/"),
        ("items", "input/items/"),
        ("shops", "input/shops.csv"),
        ("input/other/", "input/other/"),
        ("/landing", "landing"),
    ] {
        let (_, environments) = environment(&format!("trigger: {{ s3: {s3} }}"));
        let environment = select_environment(&environments, None).unwrap();
        assert_eq!(trigger_prefix(&plan, environment).as_deref(), Some(expected), "{s3}");
    }
    let (_, environments) = environment("schedule: rate(1 day)");
    assert_eq!(trigger_prefix(&plan, select_environment(&environments, None).unwrap()), None);
}
