//! `manifest.json`: what a build holds, and what it was made from.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::Bundle;
use crate::ir::{DatasetId, DatasetKind};
use crate::meaning::Meaning;
use crate::plan::Plan;

/// The manifest of a bundle, as pretty JSON. `spec_hash` identifies the sources it was built from; the meaning lets a later
/// build say what it changes.
#[must_use]
pub fn manifest(bundle: &Bundle, plan: &Plan, meaning: &Meaning, spec_hash: &str) -> String {
    let files: Map<String, Value> =
        bundle.files.iter().map(|(path, contents)| (path.clone(), Value::from(sha256(contents)))).collect();
    let document = json!({
        "pipeline": &*plan.pipeline.name,
        "compiler": concat!("pipelinec ", env!("CARGO_PKG_VERSION")),
        "spec": spec_hash,
        "files": files,
        "graph": { "stages": stages(plan), "jobs": jobs(plan), "datasets": datasets(plan) },
        "meaning": meaning,
    });
    format!("{document:#}\n")
}

/// SHA-256 in lower-case hex.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn stages(plan: &Plan) -> Vec<Vec<&str>> {
    let name = |job: &usize| plan.jobs.get(*job).map(|job| &*job.name);
    plan.stages.iter().map(|jobs| jobs.iter().filter_map(name).collect()).collect()
}

fn jobs(plan: &Plan) -> Vec<Value> {
    let describe = |job: &crate::plan::Job| json!({ "name": &*job.name, "reads": names(plan, &job.reads), "writes": names(plan, &job.writes) });
    plan.jobs.iter().map(describe).collect()
}

fn datasets(plan: &Plan) -> Vec<Value> {
    plan.pipeline.iter().map(|(_, dataset)| {
        let (kind, path) = match &dataset.kind {
            DatasetKind::Input(input) => ("input", Some(&input.path)),
            DatasetKind::Transform(_) => ("transform", Some(&dataset.output.path)),
            DatasetKind::Kpi(_) => ("kpi", Some(&dataset.output.path)),
            DatasetKind::Query(_) => ("query", None),
        };
        let columns: Map<String, Value> =
            dataset.columns.iter().map(|column| (column.name.to_string(), Value::from(column.ty.to_string()))).collect();
        json!({ "name": &*dataset.name, "kind": kind, "path": path, "reads": names(plan, &dataset.reads()), "columns": columns })
    }).collect()
}

fn names<'a>(plan: &'a Plan, ids: &[DatasetId]) -> Vec<&'a str> {
    ids.iter().filter_map(|id| plan.pipeline.dataset(*id)).map(|dataset| &*dataset.name).collect()
}

#[cfg(test)]
mod tests {
    use super::sha256;

    #[test]
    fn known_digest() {
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
