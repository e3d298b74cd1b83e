//! What must be true of `catalog` and `query`.

use std::collections::{BTreeMap, BTreeSet};

use pipelinec_syntax::tree::environments::{CatalogKind, Environment, QueryVia};

use super::projection;
use crate::diag::{self, Diagnostic};
use crate::ir::{Dataset, DatasetId, OutputFormat};
use crate::plan::Plan;

/// Source: Glue, "Name" of databases and crawlers.
const MAX_NAME: usize = 255;

pub(super) fn check(plan: &Plan, environment: &Environment) -> Vec<Diagnostic> {
    let catalog = &environment.catalog;
    let mut found = Vec::new();
    for (what, name) in [("database", &catalog.database), ("crawler", &catalog.crawler)] {
        if let Some(name) = name.as_ref().filter(|name| !is_name(&name.value)) {
            found.push(diag::bad_catalog_name(name.span, what, &name.value));
        }
    }
    if let Some(name) = catalog.crawler.as_ref().filter(|_| catalog.kind == CatalogKind::Tables) {
        found.push(diag::needless_setting(name.span, "`name` of the catalog", "`kind: tables` has no crawler"));
    }
    if catalog.settle_seconds > 0 && catalog.kind == CatalogKind::Tables {
        let span = environment.name.span;
        found.push(diag::needless_setting(
            span,
            "`settle` of the catalog",
            "`kind: tables` has no crawler to wait for",
        ));
    }
    if let Some((dataset, _)) = catalog.projection.first().filter(|_| catalog.kind == CatalogKind::Crawler) {
        let why = "a crawler finds the partitions itself; `kind: tables` uses them";
        found.push(diag::needless_setting(dataset.span, "`projection`", why));
    } else {
        found.extend(projection::check(plan, environment));
    }
    found.extend(match catalog.kind {
        CatalogKind::Crawler => crawled(plan),
        CatalogKind::Tables => unseen_partitions(plan, environment),
    });
    if let Some(function) = environment.query.function.as_ref().filter(|_| environment.query.via == QueryVia::Athena) {
        let why = "`via: athena` has no function";
        found.push(diag::needless_setting(function.span, "`function` of the queries", why));
    }
    found
}

/// Datasets of which the crawler makes other tables than queries want.
fn crawled(plan: &Plan) -> Vec<Diagnostic> {
    let queries = plan.queries.iter().filter_map(|id| plan.pipeline.dataset(*id));
    let read: BTreeSet<DatasetId> = queries.flat_map(Dataset::reads).collect();
    let mut found = Vec::new();
    let mut folders = BTreeMap::new();
    for (id, dataset) in plan.written().filter_map(|id| Some((id, plan.pipeline.dataset(id)?))) {
        let folder = dataset.output.path.rsplit('/').next().unwrap_or_default().to_lowercase();
        if let Some(first) = folders.insert(folder.clone(), &dataset.name) {
            let reason = format!("`{first}` lies in a folder called `{folder}`, too");
            found.push(diag::crawler_table(dataset.span, &dataset.name, &reason));
        } else if read.contains(&id) && folder != dataset.name.to_lowercase() {
            let reason = format!("it is called `{folder}`, as the folder is");
            found.push(diag::crawler_table(dataset.span, &dataset.name, &reason));
        } else if read.contains(&id) && dataset.output.format == OutputFormat::Csv {
            let reason = "types of CSV are guessed from the values";
            found.push(diag::crawler_table(dataset.span, &dataset.name, reason));
        }
    }
    found
}

/// `MSCK REPAIR TABLE` passes over folders with capitals.
fn unseen_partitions(plan: &Plan, environment: &Environment) -> Vec<Diagnostic> {
    let written = plan.written().filter_map(|id| plan.pipeline.dataset(id));
    let told = written.filter(|dataset| projection::projected(environment, dataset).is_none());
    let with_capitals = told.filter_map(|dataset| {
        let column = dataset.output.partition_by.iter().find(|column| column.to_lowercase() != ***column)?;
        Some(diag::partition_case(dataset.span, &dataset.name, column))
    });
    with_capitals.collect()
}

fn is_name(name: &str) -> bool {
    (1..=MAX_NAME).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
}
