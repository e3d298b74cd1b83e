//! One module per command.

pub(crate) mod audit;
pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod graph;
#[cfg(feature = "deploy")]
pub(crate) mod operate;
#[cfg(feature = "engine")]
pub(crate) mod run;
pub(crate) mod simulate;
#[cfg(feature = "engine")]
pub(crate) mod test;

use std::io::Write;
use std::path::Path;

use pipelinec_core::ir::Pipeline;
use pipelinec_core::target::Places;
use pipelinec_core::{Diagnostic, Severity, Span};

use crate::args::{Format, Global};
use crate::exit::Exit;
use crate::project::{Project, ReadError};
use crate::render::{self, Findings, Lines};

/// Says that a path could not be read.
pub(crate) fn unreadable(error: &ReadError) -> Exit {
    say(&format!("error: `{}`: {}", error.path.display(), error.message));
    Exit::Usage
}

/// One line to standard error. A closed pipe is nobody's problem here.
pub(crate) fn say(line: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{line}");
}

/// Text to standard output. A reader that closes the pipe early (`| head`) has seen enough; text that is lost for any
/// other reason is not.
pub(crate) fn print(text: &str) -> Exit {
    let mut out = anstream::stdout().lock();
    match writeln!(out, "{}", text.trim_end()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            say(&format!("error: standard output: {error}"));
            Exit::Usage
        }
        _ => Exit::Clean,
    }
}

/// Reads, parses and checks a spec for a command that needs it whole: findings are shown, and any error ends it.
pub(crate) fn load(path: &Path, global: &Global) -> Result<(Project, Pipeline), Exit> {
    let project = Project::read(path).map_err(|e| unreadable(&e))?;
    let (pipeline, diagnostics) = check_project(&project);
    let shown: Vec<Diagnostic> =
        diagnostics.into_iter().filter(|d| d.severity == Severity::Error || !global.quiet).collect();
    let findings = [Findings { files: &project.files, diagnostics: shown }];
    if render::show(&findings, Format::Text, global.verbose).is_err() {
        return Err(Exit::Usage);
    }
    match pipeline {
        Some(pipeline) => Ok((project, pipeline)),
        None => {
            let [Findings { diagnostics, .. }] = &findings;
            let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
            say(&format!("{} in `{}`: nothing was done", plural(errors, "error"), project.root.display()));
            Err(Exit::Findings)
        }
    }
}

/// Everything there is to say about a project, and its pipeline when nothing is wrong.
pub(crate) fn check_project(project: &Project) -> (Option<Pipeline>, Vec<Diagnostic>) {
    let (tree, mut diagnostics) = project.parse();
    let (pipeline, more) = pipelinec_core::check::check(&tree);
    diagnostics.extend(more);
    let broken = diagnostics.iter().any(|d| d.severity == Severity::Error);
    diagnostics.sort_by_key(|d| d.span.map(|s| (s.file, s.start, s.end)));
    (pipeline.filter(|_| !broken), diagnostics)
}

/// Calls `f` with what says where in a project's files a place is.
pub(crate) fn with_places<T>(project: &Project, f: impl FnOnce(&Places<'_>) -> T) -> T {
    let lines: Vec<_> = project.files.iter().map(Lines::new).collect();
    let place = |span: Span| {
        let index = span.file.0 as usize;
        let name = Path::new(&project.files.get(index)?.name).file_name()?.to_string_lossy().into_owned();
        Some((name, u32::try_from(lines.get(index)?.place(span.start).line).ok()?))
    };
    f(&Places(&place))
}

/// `1 error`, `2 errors`.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
