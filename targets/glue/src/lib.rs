//! Plan to Glue catalog: the database, and either a crawler over exactly the folders the jobs write, or exact tables.
//!
//! Every file is the request of one Glue call, as boto3 and the AWS CLI (`--cli-input-json`) take it.

mod columns;
mod crawler;
mod ddl;
mod projection;
mod tables;

use pipelinec_core::plan::Plan;
use pipelinec_core::target::{Bundle, Names, Places};
use pipelinec_syntax::tree::environments::{CatalogKind, Environment};
use serde_json::{Value, json};
use tables::Table;

/// Adds `glue/database.json`, and `glue/crawler.json`, or `glue/tables/*.json` with the same as `athena/ddl/*.sql`.
pub fn emit(plan: &Plan, environment: &Environment, places: &Places<'_>, bundle: &mut Bundle) {
    let names = Names::new(plan, environment);
    let description =
        plan.pipeline.description.clone().unwrap_or_else(|| format!("Datasets of {}.", plan.pipeline.name));
    add(
        bundle,
        "glue/database.json",
        &json!({ "DatabaseInput": { "Name": names.database, "Description": description } }),
    );
    match environment.catalog.kind {
        CatalogKind::Crawler => add(bundle, "glue/crawler.json", &crawler::request(plan, environment, &names)),
        CatalogKind::Tables => {
            for id in plan.written() {
                if let Some(dataset) = plan.pipeline.dataset(id) {
                    let table = Table::new(dataset, environment);
                    add(bundle, &format!("glue/tables/{}.json", dataset.name), &table.request(&names));
                    let statement = ddl::create_table(&table, &names, places);
                    bundle.add(format!("athena/ddl/{}.sql", dataset.name), statement);
                }
            }
        }
    }
}

fn add(bundle: &mut Bundle, path: &str, request: &Value) {
    bundle.add(path, format!("{request:#}\n"));
}

/// `s3://bucket/output/<path>/`.
fn location(environment: &Environment, path: &str) -> String {
    format!("s3://{}/{}{path}/", environment.bucket.value, environment.layout.output)
}
