//! What must be true of `catalog` and `query`.

use pipelinec_syntax::tree::environments::{CatalogKind, Environment, QueryVia};

use super::projection;
use crate::diag::{self, Diagnostic};
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
    if let Some(function) = environment.query.function.as_ref().filter(|_| environment.query.via == QueryVia::Athena) {
        let why = "`via: athena` has no function";
        found.push(diag::needless_setting(function.span, "`function` of the queries", why));
    }
    found
}

fn is_name(name: &str) -> bool {
    (1..=MAX_NAME).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
}
