//! The `CreateCrawler` request: one target per dataset, so that nothing else becomes a table.

use pipelinec_core::plan::Plan;
use pipelinec_core::target::{Names, role_arn};
use pipelinec_syntax::tree::environments::Environment;
use serde_json::{Value, json};

use crate::location;

pub(crate) fn request(plan: &Plan, environment: &Environment, names: &Names) -> Value {
    let datasets = plan.written().filter_map(|id| plan.pipeline.dataset(id));
    let targets: Vec<Value> = datasets
        .map(|dataset| {
            json!({
                "Path": location(environment, &dataset.output.path),
                // Spark's marker files, and runs that were not published.
                "Exclusions": ["**/_SUCCESS", "**/_staging/**", "**/_metrics/**"],
            })
        })
        .collect();
    json!({
        "Name": names.crawler,
        "Description": format!("Tables of {}.", plan.pipeline.name),
        "Role": role_arn(environment, &names.crawler_role),
        "DatabaseName": names.database,
        "Targets": { "S3Targets": targets },
        // Outputs are replaced as a whole, so every crawl looks at everything; a column that is gone must go.
        "RecrawlPolicy": { "RecrawlBehavior": "CRAWL_EVERYTHING" },
        "SchemaChangePolicy": { "UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "DEPRECATE_IN_DATABASE" },
        "Configuration": configuration().to_string(),
    })
}

/// One table per target, whatever its partitions look like. Source: Glue, "Setting crawler configuration options".
fn configuration() -> Value {
    json!({
        "Version": 1.0,
        "CrawlerOutput": { "Partitions": { "AddOrUpdateBehavior": "InheritFromTable" } },
        "Grouping": { "TableGroupingPolicy": "CombineCompatibleSchemas" },
        "CreatePartitionIndex": true,
    })
}
