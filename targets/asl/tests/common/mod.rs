//! From two small YAML files to the machine.

use std::path::{Path, PathBuf};

use pipelinec_asl::{Parameter, Query};
use pipelinec_core::target::{Bundle, Places, check_environment, select_environment};
use pipelinec_core::types::Type;
use pipelinec_core::{FileId, Severity, Span};
use pipelinec_syntax::SourceFile;
use serde_json::Value;

pub(crate) fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

/// `step_function.json` of a case.
pub(crate) fn text(case: &Path) -> String {
    let read = |name: &str| std::fs::read_to_string(case.join(name)).unwrap();
    let (text, codes) = build(&read("pipeline.yaml"), &read("environments.yaml"));
    assert!(codes.is_empty(), "{}: {codes:?}", case.display());
    text
}

pub(crate) fn machine(case: &str) -> Value {
    let path = cases().into_iter().find(|path| path.ends_with(case)).unwrap();
    serde_json::from_str(&text(&path)).unwrap()
}

/// The machine, and the codes of everything that `emit` had to say.
pub(crate) fn build(spec: &str, environments: &str) -> (String, Vec<&'static str>) {
    let source = |id, text: &'static str| SourceFile { id: FileId(id), bytes: text.as_bytes() };
    let (spec, environments): (&'static str, &'static str) =
        (Box::leak(spec.to_owned().into_boxed_str()), Box::leak(environments.to_owned().into_boxed_str()));
    let (tree, errors) = pipelinec_syntax::parse_project(&[source(0, spec)]);
    assert!(errors.is_empty(), "{errors:?}");
    let (pipeline, diagnostics) = pipelinec_core::check::check(&tree);
    assert!(diagnostics.iter().all(|d| d.severity != Severity::Error), "{diagnostics:?}");
    let (plan, diagnostics) = pipelinec_core::plan::plan(pipeline.unwrap());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let environments_text = environments;
    let (environments, errors) = pipelinec_syntax::parse_environments(source(1, environments));
    assert!(errors.is_empty(), "{errors:?}");
    let environment = select_environment(&environments, None).unwrap();
    assert_eq!(check_environment(&plan, environment), []);

    let line = |span: Span| {
        let (name, text) =
            if span.file == FileId(0) { ("pipeline.yaml", spec) } else { ("environments.yaml", environments_text) };
        let before = text.get(..span.start as usize)?;
        Some((name.to_owned(), u32::try_from(before.matches('\n').count() + 1).ok()?))
    };
    // As the target for Athena would, whose own tests say what statements look like: here every query takes every
    // parameter that is not text, unless the spec says so.
    let is_wanted = |ty: &Type| *ty != Type::String || spec.contains("# text in a query");
    let wanted = plan.pipeline.params.iter().filter(|param| is_wanted(&param.ty));
    let parameters: Vec<Parameter> =
        wanted.map(|param| Parameter { name: param.name.clone(), ty: param.ty.clone() }).collect();
    let queries: Vec<Query> = plan
        .queries
        .iter()
        .filter_map(|id| plan.pipeline.dataset(*id))
        .map(|dataset| Query {
            name: dataset.name.clone(),
            sql: format!("SELECT * FROM \"{}\"", dataset.name),
            parameters: parameters.clone(),
            span: dataset.span,
        })
        .collect();
    let mut bundle = Bundle::default();
    let diagnostics = pipelinec_asl::emit(&plan, environment, &queries, &Places(&line), &mut bundle);
    let text = String::from_utf8(bundle.files.remove("step_function.json").unwrap()).unwrap();
    (text, diagnostics.iter().map(|d| d.code.0).collect())
}
