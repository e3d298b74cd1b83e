//! `pipelinec build`: everything AWS needs, as files.

use std::path::Path;

use pipelinec_core::ir::Param;
use pipelinec_core::meaning::describe;
use pipelinec_core::plan::Plan;
use pipelinec_core::target::{Bundle, Places, check_environment, manifest, select_environment, sha256};
use pipelinec_core::{Diagnostic, Severity};
use pipelinec_syntax::tree::environments::{Environment, Environments};

use super::{load, plural, say, with_places};
use crate::args::{BuildArgs, Format, Global};
use crate::exit::Exit;
use crate::project::Project;
use crate::render::{self, Findings};
use crate::write;

/// What a build ends with when it does not make a bundle.
enum Refused {
    /// The user's mistakes.
    Findings(Vec<Diagnostic>),
    /// Ours.
    Defect(String),
}

/// A bundle, and what its reader should know about it.
pub(super) struct Built {
    pub(super) bundle: Bundle,
    pub(super) notes: Vec<String>,
    /// The spec's parameters.
    pub(super) params: Vec<Param>,
}

pub(crate) fn run(args: &BuildArgs, global: &Global) -> Exit {
    match make(&args.spec, args.env.as_deref(), global) {
        Ok(Built { bundle, notes, .. }) => {
            notes.iter().for_each(|note| say(&format!("note: {note}")));
            finish(&bundle, &args.out, global)
        }
        Err(exit) => exit,
    }
}

/// The bundle of a spec for an environment, in memory. Why there is none has been said.
pub(super) fn make(spec: &Path, env: Option<&str>, global: &Global) -> Result<Built, Exit> {
    let (project, pipeline) = load(spec, global)?;
    let Some((environments, diagnostics)) = project.environments() else {
        say(&format!(
            "error: no `environments.yaml` beside `{}`: it says which bucket, cluster and catalog to build for",
            spec.display()
        ));
        return Err(Exit::Usage);
    };
    let built = if diagnostics.iter().any(|d| d.severity == Severity::Error) {
        Err(Refused::Findings(diagnostics))
    } else {
        bundle(&project, pipeline, &environments, env)
    };
    built.map_err(|refused| match refused {
        Refused::Defect(defect) => {
            say(&format!("error: a defect of pipelinec, please report it: {defect}\nnothing was written"));
            Exit::Findings
        }
        Refused::Findings(diagnostics) => {
            if render::show(&[Findings { files: &project.files, diagnostics }], Format::Text, true).is_err() {
                return Exit::Usage;
            }
            say("nothing was written");
            Exit::Findings
        }
    })
}

/// The whole bundle in memory, or every reason why not.
fn bundle(
    project: &Project,
    pipeline: pipelinec_core::ir::Pipeline,
    environments: &Environments,
    name: Option<&str>,
) -> Result<Built, Refused> {
    let environment = select_environment(environments, name).map_err(|d| Refused::Findings(vec![d]))?;
    let params = pipeline.params.clone();
    let (plan, mut diagnostics) = pipelinec_core::plan::plan(pipeline);
    diagnostics.extend(check_environment(&plan, environment));
    if diagnostics.iter().any(|d| d.severity == Severity::Error) {
        return Err(Refused::Findings(diagnostics));
    }
    with_places(project, |places| emit(project, &plan, environment, places, diagnostics)).map(|(bundle, notes)| Built {
        bundle,
        notes,
        params,
    })
}

/// Every target in turn.
fn emit(
    project: &Project,
    plan: &Plan,
    environment: &Environment,
    places: &Places<'_>,
    mut diagnostics: Vec<Diagnostic>,
) -> Result<(Bundle, Vec<String>), Refused> {
    let mut bundle = Bundle::default();
    diagnostics.extend(pipelinec_pyspark::emit(plan, places, &mut bundle));
    diagnostics.extend(pipelinec_athena::emit(plan, environment, places, &mut bundle));
    diagnostics.extend(pipelinec_asl::emit(plan, environment, &queries(plan), places, &mut bundle));
    pipelinec_glue::emit(plan, environment, places, &mut bundle);
    if diagnostics.iter().any(|d| d.severity == Severity::Error) {
        return Err(Refused::Findings(diagnostics));
    }
    if let Some(defect) = bundle.text("step_function.json").and_then(pipelinec_asl::audit::defect) {
        return Err(Refused::Defect(defect));
    }
    let notes = pipelinec_account::emit(plan, environment, places, &mut bundle)
        .map_err(|defect| Refused::Defect(defect.to_string()))?;
    let meaning = describe(&plan.pipeline, Some(environment), places);
    let manifest = manifest(&bundle, plan, &meaning, &spec_hash(project));
    bundle.add("manifest.json", manifest);
    Ok((bundle, notes))
}

/// The queries as the state machine wants them. One that cannot be rendered has been reported by `pipelinec_athena::emit`.
fn queries(plan: &Plan) -> Vec<pipelinec_asl::Query> {
    let rendered = plan.queries.iter().filter_map(|id| pipelinec_athena::query(plan, *id).ok());
    let parameter = |p: pipelinec_athena::Parameter| pipelinec_asl::Parameter { name: p.name, ty: p.ty };
    rendered
        .map(|query| pipelinec_asl::Query {
            name: query.name,
            sql: query.sql,
            parameters: query.parameters.into_iter().map(parameter).collect(),
            span: query.span,
        })
        .collect()
}

/// Identifies the sources: names and contents, not where they stand.
fn spec_hash(project: &Project) -> String {
    let mut all = Vec::new();
    for file in &project.files {
        let name = Path::new(&file.name).file_name().unwrap_or_default().to_string_lossy().into_owned();
        all.extend(format!("{name}\0{}\0", sha256(&file.bytes)).into_bytes());
    }
    sha256(&all)
}

fn finish(bundle: &Bundle, out: &Path, global: &Global) -> Exit {
    match write::bundle(bundle, out) {
        Ok(changes) => {
            if !global.quiet {
                say(&format!(
                    "{} in {}: {} written, {} unchanged, {} removed",
                    plural(bundle.files.len(), "file"),
                    out.display(),
                    changes.written,
                    changes.unchanged,
                    changes.removed
                ));
            }
            Exit::Clean
        }
        Err(error) => {
            say(&format!("error: `{}`: {error}", out.display()));
            Exit::Findings
        }
    }
}
