//! Plan to Athena: each query as one SELECT in Trino's dialect, and the Lambda function that runs them.

mod function;
mod query;

use pipelinec_core::Diagnostic;
use pipelinec_core::plan::Plan;
use pipelinec_core::target::{Bundle, Places};
use pipelinec_syntax::tree::environments::{Environment, QueryVia};
pub use query::{Parameter, QuerySql, query};

/// Adds `athena/<query>.sql`, and the Lambda function where the environment runs queries through one.
#[must_use]
pub fn emit(plan: &Plan, environment: &Environment, places: &Places<'_>, bundle: &mut Bundle) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut queries = Vec::new();
    for id in &plan.queries {
        match query(plan, *id) {
            Ok(query) => {
                bundle.add(format!("athena/{}.sql", query.name), query.file(places));
                queries.push(query);
            }
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    if environment.query.via == QueryVia::Lambda && !queries.is_empty() {
        function::emit(plan, environment, &queries, bundle);
    }
    diagnostics
}
