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
                // Spark's marker files. Runs that are not published lie elsewhere.
                "Exclusions": ["_SUCCESS", "**/_SUCCESS"],
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
        "Configuration": configuration(&targets).to_string(),
    })
}

/// One table per target, whatever its partitions look like. Source: Glue, "Setting crawler configuration options".
fn configuration(targets: &[Value]) -> Value {
    let mut grouping = json!({ "TableGroupingPolicy": "CombineCompatibleSchemas" });
    if let (Some(level), Some(fields)) = (level(targets), grouping.as_object_mut()) {
        fields.insert("TableLevelConfiguration".into(), json!(level));
    }
    json!({
        "Version": 1.0,
        "CrawlerOutput": { "Partitions": { "AddOrUpdateBehavior": "InheritFromTable" } },
        "Grouping": grouping,
        "CreatePartitionIndex": true,
    })
}

/// At which depth the tables are, the bucket being at 1; none when they are not all at the same.
fn level(targets: &[Value]) -> Option<usize> {
    let path = |target: &Value| Some(target.get("Path")?.as_str()?.trim_start_matches("s3://").matches('/').count());
    let mut levels = targets.iter().map(path);
    let first = levels.next()??;
    levels.all(|level| level == Some(first)).then_some(first)
}
