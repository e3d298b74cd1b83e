use pipelinec_syntax::Span;

use super::*;
use crate::ir::{CheckSeverity, Dataset, Grain, Input, InputFormat, Output, Query};

/// A pipeline of datasets `i_…` (inputs), `t_…`, `k_…`, `q_…`, each reading the ones named.
fn pipeline(datasets: &[(&str, &[&str])], jobs: &[(&str, &[&str])]) -> Pipeline {
    let id = |name: &str| {
        let at = datasets.iter().position(|(other, _)| *other == name).unwrap();
        DatasetId(u32::try_from(at).unwrap())
    };
    let dataset = |(name, reads): &(&str, &[&str])| {
        let query = || {
            let mut ids = reads.iter().map(|read| id(read));
            let from = ids.next().unwrap();
            let others: Vec<_> = ids.collect();
            let op = crate::ir::Op::Union { projections: vec![Vec::new(); others.len()], others, distinct: false };
            let step = crate::ir::Step { op, columns: [].into(), keyword: "union", span: Span::default() };
            Query { from, steps: vec![step] }
        };
        let kind = match name.as_bytes()[0] {
            b'i' => DatasetKind::Input(input()),
            b't' => DatasetKind::Transform(query()),
            b'k' => DatasetKind::Kpi(query()),
            _ => DatasetKind::Query(query()),
        };
        Dataset {
            name: (*name).into(),
            kind,
            columns: [].into(),
            grain: Grain::Unknown,
            output: Output::default(),
            description: None,
            span: Span::default(),
        }
    };
    Pipeline {
        name: "test".into(),
        description: None,
        params: Vec::new(),
        datasets: datasets.iter().map(dataset).collect(),
        checks: Vec::new(),
        tests: Vec::new(),
        jobs: jobs
            .iter()
            .map(|(name, members)| {
                (Symbol::from(*name), Span::default(), members.iter().map(|member| id(member)).collect())
            })
            .collect(),
    }
}

fn input() -> Input {
    Input {
        path: "x.csv".into(),
        path_span: Span::default(),
        format: InputFormat::Csv,
        header: true,
        delimiter: b',',
        quote: b'"',
        null_words: Vec::new(),
        on_bad_record: OnBadRecord::Quarantine,
        columns: Vec::new(),
    }
}

/// `job: t_a t_b < reads`, one line per job, stages apart by `--`.
fn shape(plan: &Plan) -> String {
    let name = |id: &DatasetId| plan.pipeline.dataset(*id).unwrap().name.to_string();
    let names = |ids: &[DatasetId]| ids.iter().map(name).collect::<Vec<_>>().join(" ");
    let stage = |jobs: &Vec<usize>| {
        let lines = jobs.iter().map(|job| {
            let job = &plan.jobs[*job];
            format!("{}: {} < {}", job.name, names(&job.writes), names(&job.reads))
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    plan.stages.iter().map(stage).collect::<Vec<_>>().join("\n--\n")
}

fn planned(datasets: &[(&str, &[&str])], jobs: &[(&str, &[&str])]) -> String {
    let (plan, diagnostics) = plan(pipeline(datasets, jobs));
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    for (job, stage) in plan.stages.iter().enumerate().flat_map(|(s, jobs)| jobs.iter().map(move |j| (*j, s))) {
        for read in &plan.jobs[job].reads {
            let writer = plan.jobs.iter().position(|other| other.writes.contains(read));
            let written = writer.map(|w| plan.stages.iter().position(|jobs| jobs.contains(&w)).unwrap());
            assert!(written.is_none_or(|written| written < stage), "{} reads too early", plan.jobs[job].name);
        }
    }
    shape(&plan)
}

#[test]
fn transforms_then_kpis() {
    let found = planned(&[("i", &[]), ("t1", &["i"]), ("t2", &["t1"]), ("k1", &["t2"]), ("k2", &["k1", "t1"])], &[]);
    assert_eq!(found, "transformation_job: t1 t2 < i\n--\nkpi_calculation: k1 k2 < t1 t2");
}

#[test]
fn kpis_of_inputs_run_beside_the_transforms() {
    let found = planned(&[("i", &[]), ("t1", &["i"]), ("k1", &["i"])], &[]);
    assert_eq!(found, "transformation_job: t1 < i\nkpi_calculation: k1 < i");
}

#[test]
fn a_transform_of_a_kpi_goes_to_a_later_job() {
    let found = planned(&[("i", &[]), ("k1", &["i"]), ("t1", &["k1"]), ("t2", &["i"]), ("k2", &["t1"])], &[]);
    assert_eq!(
        found,
        "transformation_job: t2 < i\nkpi_calculation: k1 < i\n--\ntransformation_job_2: t1 < k1\n--\n\
         kpi_calculation_2: k2 < t1"
    );
}

#[test]
fn named_jobs_are_respected() {
    let datasets: &[(&str, &[&str])] =
        &[("i", &[]), ("t1", &["i"]), ("t2", &["t1"]), ("t3", &["t2"]), ("t4", &["i"]), ("k1", &["t3", "t4"])];
    let found = planned(datasets, &[("middle", &["t2"]), ("other", &["t4"])]);
    assert_eq!(
        found,
        "other: t4 < i\ntransformation_job: t1 < i\n--\nmiddle: t2 < t1\n--\ntransformation_job_2: t3 < t2\n--\n\
         kpi_calculation: k1 < t3 t4"
    );
}

#[test]
fn a_named_job_cannot_wait_for_itself() {
    let datasets: &[(&str, &[&str])] = &[("i", &[]), ("t1", &["i"]), ("t2", &["t1"]), ("t3", &["t2"])];
    let (_, diagnostics) = plan(pipeline(datasets, &[("round", &["t1", "t3"])]));
    assert_eq!(diagnostics.iter().map(|d| d.code.0).collect::<Vec<_>>(), ["E0701"]);
}

#[test]
fn a_check_runs_where_everything_it_looks_at_is_known() {
    let mut spec = pipeline(&[("i", &[]), ("t1", &["i"]), ("t2", &["i"])], &[("a", &["t1"]), ("b", &["t2"])]);
    spec.checks.push(Check {
        dataset: DatasetId(1),
        name: "known".into(),
        kind: CheckKind::References { columns: Vec::new(), to: DatasetId(2), to_columns: Vec::new() },
        severity: CheckSeverity::Error,
        text: String::new(),
        span: Span::default(),
    });
    let (plan, _) = plan(spec);
    assert_eq!(shape(&plan), "a: t1 < i\n--\nb: t2 < i t1");
    assert_eq!(plan.jobs[1].checks, [0]);
    assert_eq!((plan.jobs[0].quarantines.len(), plan.jobs[1].quarantines.len()), (1, 0));
}
