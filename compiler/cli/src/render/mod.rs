//! Four renderers of one value: a list of diagnostics and the files they point into.

mod github;
mod json;
mod lines;
mod sarif;
mod text;

use std::io::Write;

use pipelinec_core::{Diagnostic, Severity};

pub(crate) use lines::Lines;
pub(crate) use text::is_visible;

use crate::args::Format;
use crate::project::File;

/// Findings of one project.
pub(crate) struct Findings<'a> {
    pub(crate) files: &'a [File],
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Findings<'_> {
    /// How many of a severity.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|d| d.severity == severity).count()
    }
}

/// Writes findings to standard output (text: standard error).
pub(crate) fn show(findings: &[Findings<'_>], format: Format, verbose: bool) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    match format {
        Format::Text => text::write(&mut anstream::stderr().lock(), findings, verbose),
        Format::Json => writeln!(out, "{}", json::render(findings)),
        Format::Sarif => writeln!(out, "{}", sarif::render(findings)),
        Format::Github => out.write_all(github::render(findings).as_bytes()),
    }
}
