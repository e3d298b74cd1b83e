//! From the text of a spec and of its environments to the whole bundle but the jobs.

#![allow(dead_code, reason = "every test uses a part of it")]

use std::path::{Path, PathBuf};

use pipelinec_core::plan::Plan;
use pipelinec_core::target::{Bundle, Places, check_environment, select_environment};
use pipelinec_core::{FileId, Severity, Span};
use pipelinec_syntax::SourceFile;
use pipelinec_syntax::tree::environments::Environment;
use serde_json::Value;

/// A plan, and where it goes.
pub(crate) struct Deployment {
    spec: String,
    pub(crate) plan: Plan,
    pub(crate) environment: Environment,
}

impl Deployment {
    pub(crate) fn new(spec: &str, environments: &str) -> Self {
        let source = |id, text: &'static str| SourceFile { id: FileId(id), bytes: text.as_bytes() };
        let keep = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
        let (tree, errors) = pipelinec_syntax::parse_project(&[source(0, keep(spec))]);
        assert!(errors.is_empty(), "{errors:?}");
        let (pipeline, diagnostics) = pipelinec_core::check::check(&tree);
        assert!(diagnostics.iter().all(|d| d.severity != Severity::Error), "{diagnostics:?}");
        let (plan, diagnostics) = pipelinec_core::plan::plan(pipeline.unwrap());
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        let (environments, errors) = pipelinec_syntax::parse_environments(source(1, keep(environments)));
        assert!(errors.is_empty(), "{errors:?}");
        let environment = select_environment(&environments, None).unwrap().clone();
        let diagnostics = check_environment(&plan, &environment);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        Self { spec: spec.into(), plan, environment }
    }

    fn with_places<T>(&self, then: impl FnOnce(&Places<'_>) -> T) -> T {
        let line = |span: Span| {
            let before = self.spec.get(..span.start as usize)?;
            Some(("pipeline.yaml".to_owned(), u32::try_from(before.matches('\n').count() + 1).ok()?))
        };
        then(&Places(&line))
    }

    /// What the other targets make.
    pub(crate) fn before(&self) -> Bundle {
        let mut bundle = Bundle::default();
        self.with_places(|places| {
            let found = pipelinec_athena::emit(&self.plan, &self.environment, places, &mut bundle);
            assert!(found.is_empty(), "{found:?}");
            let rendered = self.plan.queries.iter().map(|id| pipelinec_athena::query(&self.plan, *id).unwrap());
            let parameter = |p: pipelinec_athena::Parameter| pipelinec_asl::Parameter { name: p.name, ty: p.ty };
            let queries: Vec<pipelinec_asl::Query> = rendered
                .map(|query| pipelinec_asl::Query {
                    name: query.name,
                    sql: query.sql,
                    parameters: query.parameters.into_iter().map(parameter).collect(),
                    span: query.span,
                })
                .collect();
            let found = pipelinec_asl::emit(&self.plan, &self.environment, &queries, places, &mut bundle);
            assert!(found.is_empty(), "{found:?}");
            pipelinec_glue::emit(&self.plan, &self.environment, places, &mut bundle);
        });
        bundle
    }

    /// The account's files, added to those.
    pub(crate) fn emit(&self, bundle: &mut Bundle) -> Result<Vec<String>, pipelinec_account::Defect> {
        let notes =
            self.with_places(|places| pipelinec_account::emit(&self.plan, &self.environment, places, bundle))?;
        pipelinec_account::emit_deployers(&self.plan, &self.environment, bundle)?;
        Ok(notes)
    }

    /// Everything.
    pub(crate) fn bundle(&self) -> Bundle {
        let mut bundle = self.before();
        let notes = self.emit(&mut bundle).unwrap();
        assert!(notes.is_empty() || !bundle.files.contains_key("cloudformation.yaml"), "{notes:?}");
        bundle
    }
}

/// A JSON file of a bundle.
pub(crate) fn json(bundle: &Bundle, path: &str) -> Value {
    serde_json::from_slice(bundle.files.get(path).unwrap_or_else(|| panic!("{path} is missing"))).unwrap()
}

/// Policy documents of a bundle, by the role's kind.
pub(crate) fn policies(bundle: &Bundle) -> Vec<(String, Value)> {
    listed(bundle, "roles")
}

/// The policies of those who deploy and run it, by kind.
pub(crate) fn deployers(bundle: &Bundle) -> Vec<(String, Value)> {
    listed(bundle, "deployers")
}

/// The policies that `iam/<list>.json` names.
fn listed(bundle: &Bundle, list: &str) -> Vec<(String, Value)> {
    let index = json(bundle, &format!("iam/{list}.json"));
    let policy = |entry: &Value| {
        let path = entry["PolicyDocument"].as_str().unwrap();
        let kind = path.strip_prefix("iam/").unwrap().strip_suffix(".json").unwrap();
        (kind.to_owned(), json(bundle, path))
    };
    index.get(list).and_then(Value::as_array).unwrap().iter().map(policy).collect()
}

/// A text or a list of texts.
pub(crate) fn texts(value: &Value) -> Vec<String> {
    let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    items.iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}

/// Every example pipeline in every kind of environment: `(name, deployment)`.
pub(crate) fn matrix() -> Vec<(String, Deployment)> {
    let mut all = Vec::new();
    for example in ["car_rental", "orders", "web_logs"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../pipelines").join(example).join("pipeline.yaml");
        let spec = std::fs::read_to_string(path).unwrap();
        for compute in ["emr", "emr-serverless"] {
            for catalog in ["crawler", "tables"] {
                for query in ["lambda", "athena"] {
                    let environments = environment(example, compute, catalog, query);
                    let name = format!("{example}-{compute}-{catalog}-{query}");
                    all.push((name, Deployment::new(&spec, &environments)));
                }
            }
        }
    }
    all
}

fn environment(example: &str, compute: &str, catalog: &str, query: &str) -> String {
    format!(
        "environments:
  lab:
    region: eu-west-1
    bucket: example-{bucket}
    compute: {{ kind: {compute}, release: emr-7.12.0 }}
    catalog: {{ kind: {catalog} }}
    query: {{ via: {query}, workgroup: {example} }}
    schedule: cron(0 5 * * ? *)
    trigger: {{ s3: arrivals/, suffix: _SUCCESS }}
    notify: arn:aws:sns:eu-west-1:123456789012:pipelines
",
        bucket = example.replace('_', "-"),
    )
}

/// The folders of `tests/cases`.
pub(crate) fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

/// A case as a deployment.
pub(crate) fn case(folder: &Path) -> Deployment {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    Deployment::new(&read("pipeline.yaml"), &read("environments.yaml"))
}
