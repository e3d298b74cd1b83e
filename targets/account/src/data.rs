//! Who reads and writes which data: the jobs' part of the bucket, and the tables behind each query.

use std::collections::BTreeSet;

use pipelinec_core::ir::{Dataset, DatasetId, DatasetKind};
use pipelinec_core::plan::{Job, Plan};
use pipelinec_syntax::tree::environments::Compute;

use crate::Context;
use crate::policy::{Policy, Scope, Statement};

const READ: &[&str] = &["s3:GetObject"];
/// Moving a file is a copy and a delete; large files are written in parts, which a failed write takes back.
const WRITE: &[&str] = &["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"];

/// What the jobs do with the bucket.
pub(crate) fn job_policy(context: &Context<'_>) -> Policy {
    let mut policy = Policy::default();
    for job in &context.plan.jobs {
        policy.extend(job_statements(context, job));
    }
    policy.fit()
}

fn job_statements(context: &Context<'_>, job: &Job) -> Vec<Statement> {
    let Context { environment, arns, .. } = context;
    let layout = &environment.layout;
    let who = format!("job {}", job.name);
    let objects = |keys: Vec<String>| Scope::of(keys.iter().map(|key| arns.object(key)));
    let script = format!("{}{}.py", layout.scripts, job.name);
    let runtime = format!("{}pipelinec_runtime.zip", layout.scripts);
    let written = written_paths(context, job);
    let folders: Vec<String> = written.iter().map(|path| format!("{}{path}/*", layout.output)).collect();
    let staging = ["_staging", "_runs"].map(|folder| format!("{}{folder}/*", layout.output));
    let mut statements = vec![
        Statement::new("ReadTheScripts", READ, objects(vec![script, runtime]), &who)
            .or_coarse(objects(vec![format!("{}*", layout.scripts)])),
        // Names of the whole bucket, not contents: without this S3 says "forbidden" of a file that is not there, and a
        // job that asks whether something exists would fail. A prefix cannot be asked for: a look at one object has none.
        Statement::new("SeeWhichObjectsExist", &["s3:ListBucket"], Scope::of([arns.bucket()]), &who),
    ];
    let inputs = read_inputs(context, job);
    if !inputs.is_empty() {
        let scope = objects(inputs.iter().flat_map(|path| input_keys(&layout.input, path)).collect());
        let statement = Statement::new("ReadTheInputs", READ, scope, &who);
        statements.push(statement.or_coarse(objects(vec![format!("{}*", layout.input)])));
    }
    let earlier = earlier_paths(context, job);
    if !earlier.is_empty() {
        let keys = earlier.iter().map(|path| format!("{}{path}/*", layout.output)).collect();
        let statement = Statement::new("ReadEarlierDatasets", READ, objects(keys), &who);
        statements.push(statement.or_coarse(objects(vec![format!("{}*", layout.output)])));
    }
    let everything = || objects(vec![format!("{}*", layout.output)]);
    statements.push(Statement::new("PublishTheDatasets", WRITE, objects(folders), &who).or_coarse(everything()));
    statements.push(Statement::new("StageAndRecordTheRuns", WRITE, objects(staging.into()), &who));
    if has_emrfs(&environment.compute) {
        let markers = objects(markers(&layout.output, &written));
        statements.push(
            Statement::new("KeepTheMarkersOfFolders", WRITE, markers, &who)
                .or_coarse(objects(vec![format!("{}*_$folder$", layout.output)])),
        );
    }
    let logs = objects(vec![format!("{}*", layout.logs)]);
    statements.push(Statement::new("WriteTheLogs", &["s3:PutObject"], logs, &who));
    statements
}

/// Whether files are written by EMRFS, as before EMR 7.10, and not by S3A. Source: EMR, "Migration guide: EMRFS to S3A".
fn has_emrfs(compute: &Compute) -> bool {
    let release = match compute {
        Compute::Emr(emr) => &emr.release.value,
        Compute::EmrServerless(serverless) => &serverless.release.value,
    };
    let mut numbers = release.trim_start_matches("emr-").split('.').map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) < (7, 10),
        _ => true,
    }
}

/// EMRFS marks a folder by an empty object beside it.
fn markers(output: &str, written: &BTreeSet<String>) -> Vec<String> {
    let folders = written.iter().map(String::as_str).chain(["_staging", "_runs"]);
    let mut markers: Vec<String> = folders.map(|folder| format!("{output}{folder}_$folder$")).collect();
    markers.push(format!("{}_$folder$", output.trim_end_matches('/')));
    markers
}

fn datasets<'a>(plan: &'a Plan, ids: &[DatasetId]) -> impl Iterator<Item = &'a Dataset> {
    ids.iter().filter_map(|id| plan.pipeline.dataset(*id)).collect::<Vec<_>>().into_iter()
}

fn read_inputs(context: &Context<'_>, job: &Job) -> BTreeSet<String> {
    let path = |dataset: &Dataset| match &dataset.kind {
        DatasetKind::Input(input) => Some(input.path.clone()),
        DatasetKind::Transform(_) | DatasetKind::Kpi(_) | DatasetKind::Query(_) => None,
    };
    datasets(context.plan, &job.reads).filter_map(path).collect()
}

fn earlier_paths(context: &Context<'_>, job: &Job) -> BTreeSet<String> {
    let is_written = |dataset: &&Dataset| matches!(dataset.kind, DatasetKind::Transform(_) | DatasetKind::Kpi(_));
    datasets(context.plan, &job.reads).filter(is_written).map(|dataset| dataset.output.path.clone()).collect()
}

/// Folders below the output: datasets, and the bad records of inputs.
fn written_paths(context: &Context<'_>, job: &Job) -> BTreeSet<String> {
    let bad = datasets(context.plan, &job.quarantines).map(|input| format!("{}__quarantine", input.name));
    datasets(context.plan, &job.writes).map(|dataset| dataset.output.path.clone()).chain(bad).collect()
}

/// Keys of an input. A path without a wildcard may name a file or a folder.
fn input_keys(prefix: &str, path: &str) -> Vec<String> {
    if let Some(set) = path.find(['[', '{', '\\']) {
        return vec![format!("{prefix}{}*", path.get(..set).unwrap_or_default())]; // IAM knows `*` and `?` only
    }
    if path.contains(['*', '?']) {
        return vec![format!("{prefix}{path}")];
    }
    let folder = format!("{prefix}{}/*", path.trim_end_matches('/'));
    if path.ends_with('/') { vec![folder] } else { vec![format!("{prefix}{path}"), folder] }
}

/// The beginning of the keys that arrive for an input, or a prefix of the bucket as it was given.
pub(crate) fn arrival_prefix(context: &Context<'_>, input_or_prefix: &str) -> String {
    let input = context.plan.pipeline.iter().find_map(|(_, dataset)| match &dataset.kind {
        DatasetKind::Input(input) if *dataset.name == *input_or_prefix => Some(&input.path),
        DatasetKind::Input(_) | DatasetKind::Transform(_) | DatasetKind::Kpi(_) | DatasetKind::Query(_) => None,
    });
    let Some(path) = input else { return input_or_prefix.to_owned() };
    let fixed = path.find(['*', '?', '[', '{', '\\']).and_then(|wildcard| path.get(..wildcard)).unwrap_or(path);
    format!("{}{fixed}", context.environment.layout.input)
}

/// Datasets in the catalog that a query reads, through other queries too.
pub(crate) fn tables_of<'a>(plan: &'a Plan, query: &str) -> Option<Vec<&'a Dataset>> {
    let (_, dataset) = plan.pipeline.iter().find(|(_, dataset)| *dataset.name == *query)?;
    let mut found = BTreeSet::new();
    let mut open = dataset.reads();
    while let Some(id) = open.pop() {
        match plan.pipeline.dataset(id) {
            Some(read) if matches!(read.kind, DatasetKind::Query(_)) => open.extend(read.reads()),
            Some(_) => {
                found.insert(id);
            }
            None => {}
        }
    }
    Some(found.into_iter().filter_map(|id| plan.pipeline.dataset(id)).collect())
}

#[cfg(test)]
mod tests {
    use super::input_keys;

    #[test]
    fn files_folders_and_wildcards() {
        for (path, keys) in [
            ("orders.csv", vec!["in/orders.csv", "in/orders.csv/*"]),
            ("events/", vec!["in/events/*"]),
            ("events/2024-*.jsonl", vec!["in/events/2024-*.jsonl"]),
            ("events/{a,b}.csv", vec!["in/events/*"]),
        ] {
            assert_eq!(input_keys("in/", path), keys, "{path}");
        }
    }
}
