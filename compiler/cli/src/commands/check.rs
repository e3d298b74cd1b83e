//! `pipelinec check`: every finding of every project, and nothing else.

use std::path::PathBuf;

use pipelinec_core::Severity;
use pipelinec_core::target::check_environment;

use super::{check_project, plural, say, unreadable};
use crate::args::{CheckArgs, Format, Global};
use crate::exit::Exit;
use crate::project::{self, Project};
use crate::render::{self, Findings};

pub(crate) fn run(args: &CheckArgs, global: &Global) -> Exit {
    let projects = match read_all(&args.paths) {
        Ok(projects) => projects,
        Err(exit) => return exit,
    };
    let findings: Vec<_> = projects.iter().map(findings).collect();
    if render::show(&findings, args.format, global.verbose).is_err() {
        return Exit::Usage;
    }
    let count = |severity| findings.iter().map(|f| f.count(severity)).sum::<usize>();
    let (errors, warnings, advice) = (count(Severity::Error), count(Severity::Warning), count(Severity::Advice));
    if args.format == Format::Text && !global.quiet {
        say(&summary(projects.len(), errors, warnings, advice, global.verbose));
    }
    if errors + warnings == 0 { Exit::Clean } else { Exit::Findings }
}

fn findings(project: &Project) -> Findings<'_> {
    let (pipeline, mut diagnostics) = check_project(project);
    let environments = project.environments();
    if let Some((_, more)) = &environments {
        diagnostics.extend(more.iter().cloned());
    }
    if let Some(pipeline) = pipeline {
        let (plan, more) = pipelinec_core::plan::plan(pipeline);
        let planned = more.is_empty();
        diagnostics.extend(more);
        for environment in environments.iter().filter(|_| planned).flat_map(|(all, _)| &all.environments) {
            diagnostics.extend(check_environment(&plan, environment));
        }
    }
    // Several environments say the same of the spec itself.
    let mut seen = std::collections::BTreeSet::new();
    diagnostics.retain(|d| seen.insert((d.code, d.span, d.message.clone())));
    Findings { files: &project.files, diagnostics }
}

/// Reads the projects at `paths`, each once: pre-commit names every changed file of a project.
fn read_all(paths: &[PathBuf]) -> Result<Vec<Project>, Exit> {
    let mut projects: Vec<Project> = Vec::new();
    for path in paths {
        for root in project::discover(path).map_err(|e| unreadable(&e))? {
            let project = Project::read(&root).map_err(|e| unreadable(&e))?;
            if !projects.iter().any(|p| p.root == project.root) {
                projects.push(project);
            }
        }
    }
    Ok(projects)
}

fn summary(projects: usize, errors: usize, warnings: usize, advice: usize, verbose: bool) -> String {
    let checked = plural(projects, "pipeline");
    let hint = if advice > 0 && !verbose {
        format!(", {} of advice (-v shows them)", plural(advice, "piece"))
    } else {
        String::new()
    };
    if errors + warnings == 0 {
        return format!("{checked} checked: no mistakes{hint}");
    }
    format!("{checked} checked: {}, {}{hint}", plural(errors, "error"), plural(warnings, "warning"))
}
