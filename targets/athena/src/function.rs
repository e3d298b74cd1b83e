//! The Lambda function that runs the queries: `lambda/lambda_function.py` and the statements beside it.

use minijinja::{Environment as Templates, UndefinedBehavior, context};
use pipelinec_core::plan::Plan;
use pipelinec_core::target::{Bundle, Names};
use pipelinec_syntax::tree::environments::Environment;
use serde_json::{Value, json};

use crate::query::QuerySql;

const TEMPLATE: &str = include_str!("../templates/lambda_function.py.j2");

pub(crate) fn emit(plan: &Plan, environment: &Environment, queries: &[QuerySql], bundle: &mut Bundle) {
    let names = Names::new(plan, environment);
    let mut templates = Templates::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    let values = context! {
        pipeline => &*plan.pipeline.name,
        database => names.database,
        workgroup => environment.query.workgroup.as_str(),
        results => format!("s3://{}/{}", environment.bucket.value, environment.layout.results),
    };
    // The template is ours and gets every value it names; a unit test renders it.
    if let Ok(code) = templates.render_str(TEMPLATE, values) {
        bundle.add("lambda/lambda_function.py", code + "\n");
    }
    let statements: serde_json::Map<String, Value> =
        queries.iter().map(|q| (q.name.to_string(), statement(q))).collect();
    bundle.add("lambda/queries.json", format!("{:#}\n", Value::Object(statements)));
}

fn statement(query: &QuerySql) -> Value {
    let parameters: Vec<Value> =
        query.parameters.iter().map(|p| json!({ "name": &*p.name, "type": p.ty.to_string() })).collect();
    json!({ "sql": query.sql, "parameters": parameters })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_renders() {
        let mut templates = Templates::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        let values = context! { pipeline => "p", database => "d", workgroup => "w", results => "s3://b/r/" };
        let code = templates.render_str(TEMPLATE, values).unwrap();
        assert!(code.contains("DATABASE = \"d\""), "{code}");
    }
}
