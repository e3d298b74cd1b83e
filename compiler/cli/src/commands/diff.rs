//! `pipelinec diff`: what changed by meaning between two specs or builds.

use std::path::{Path, PathBuf};

use pipelinec_core::Severity;
use pipelinec_core::meaning::{Changes, Meaning, compare, describe};
use pipelinec_core::target::select_environment;

use super::{load, print, say, with_places};
use crate::args::{DiffArgs, DiffFormat, FailOn, Global};
use crate::exit::Exit;

/// What a bundle says about itself.
const MANIFEST: &str = "manifest.json";

pub(crate) fn run(args: &DiffArgs, global: &Global) -> Exit {
    let read = |path: &Path| meaning(path, args.env.as_deref(), global);
    let changes = match read(&args.old).and_then(|old| Ok(compare(&old, &read(&args.new)?))) {
        Ok(changes) => changes,
        Err(exit) => return exit,
    };
    let exit = print(&match args.format {
        DiffFormat::Text => changes.to_string(),
        DiffFormat::Json => format!("{:#}", changes.json()),
    });
    if exit == Exit::Clean && fails(&changes, args.fail_on) { Exit::Findings } else { exit }
}

fn fails(changes: &Changes, on: FailOn) -> bool {
    match on {
        FailOn::Never => false,
        FailOn::Breaking => changes.counts().breaking > 0,
        FailOn::Change => !changes.is_empty(),
    }
}

/// What a spec or a bundle means. Why it cannot be known has been said.
fn meaning(path: &Path, env: Option<&str>, global: &Global) -> Result<Meaning, Exit> {
    match manifest(path) {
        Some(manifest) => of_bundle(&manifest),
        None => of_spec(path, env, global),
    }
}

/// The manifest that a path names, itself or in a bundle.
fn manifest(path: &Path) -> Option<PathBuf> {
    if path.is_dir() {
        Some(path.join(MANIFEST)).filter(|manifest| manifest.is_file())
    } else {
        path.extension().is_some_and(|extension| extension == "json").then(|| path.to_path_buf())
    }
}

fn of_bundle(manifest: &Path) -> Result<Meaning, Exit> {
    let refuse = |why: &str| {
        say(&format!("error: `{}`: {why}", manifest.display()));
        Exit::Usage
    };
    let text = std::fs::read_to_string(manifest).map_err(|error| refuse(&error.to_string()))?;
    match Meaning::from_manifest(&text) {
        Ok(Some(meaning)) => Ok(meaning),
        Ok(None) => Err(refuse("this build does not say what it means: build it again with this version of pipelinec")),
        Err(why) => Err(refuse(&why)),
    }
}

fn of_spec(path: &Path, env: Option<&str>, global: &Global) -> Result<Meaning, Exit> {
    // Only what stands in the way is said: the two specs are not being checked here.
    let (project, pipeline) = load(path, &Global { quiet: true, verbose: global.verbose })?;
    let environments = project.environments();
    let environment = match (&environments, env) {
        (None, Some(env)) => {
            say(&format!("error: no `environments.yaml` beside `{}`, and so no environment `{env}`", path.display()));
            return Err(Exit::Usage);
        }
        (None, None) => None,
        (Some((environments, found)), env) => {
            let is_broken = found.iter().any(|finding| finding.severity == Severity::Error);
            let selected = select_environment(environments, env);
            match (selected, env) {
                (Ok(environment), _) if !is_broken => Some(environment),
                (_, None) => None,
                (selected, Some(env)) => {
                    let why = selected.err().map_or_else(|| "it has mistakes".into(), |finding| finding.message);
                    say(&format!("error: environment `{env}` of `{}`: {why}", path.display()));
                    return Err(Exit::Usage);
                }
            }
        }
    };
    Ok(with_places(&project, |places| describe(&pipeline, environment, places)))
}
