//! `--format text`: for people, drawn by miette.

use std::fmt;
use std::io::Write;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use pipelinec_core::{Diagnostic, Severity, Span};

use super::Findings;
use crate::project::File;

/// More findings than this are counted, not drawn: nobody reads them, and drawing is the slow part.
const MAX_DRAWN: usize = 200;

/// Draws all findings; advice only when `verbose`.
pub(super) fn write(out: &mut dyn Write, findings: &[Findings<'_>], verbose: bool) -> std::io::Result<()> {
    let handler = handler();
    let mut left = MAX_DRAWN;
    let mut hidden = 0_usize;
    for project in findings {
        let sources: Vec<_> = project
            .files
            .iter()
            .map(|f| NamedSource::new(&f.name, String::from_utf8_lossy(&f.bytes).into_owned()).with_language("yaml"))
            .collect();
        for d in project.diagnostics.iter().filter(|d| verbose || d.severity != Severity::Advice) {
            if left == 0 {
                hidden += 1;
                continue;
            }
            left -= 1;
            let mut text = String::new();
            // Drawing into a string cannot fail; a broken span would, and then the message alone must do.
            if handler.render_report(&mut text, &Drawn::new(d, &sources)).is_err() {
                text = format!("{} {}\n", d.code, d.message);
            }
            write!(out, "{text}")?;
            elsewhere(out, d, project.files)?;
            writeln!(out)?;
        }
    }
    if hidden > 0 {
        writeln!(out, "… and {hidden} more (`--format json` has them all)")?;
    }
    Ok(())
}

/// Labels in other files than the caret's: miette draws one file, so they are named below it.
fn elsewhere(out: &mut dyn Write, d: &Diagnostic, files: &[File]) -> std::io::Result<()> {
    for (span, text) in &d.labels {
        if Some(span.file) != d.span.map(|s| s.file)
            && let Some(file) = files.get(span.file.0 as usize)
        {
            let place = super::lines::Lines::new(file).place(span.start);
            writeln!(out, "  see: {text} ({}:{}:{})", file.name, place.line, place.column)?;
        }
    }
    Ok(())
}

fn handler() -> GraphicalReportHandler {
    let colour = std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        && std::io::IsTerminal::is_terminal(&std::io::stderr());
    let theme = if colour { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    GraphicalReportHandler::new_themed(theme).with_width(100).with_context_lines(1)
}

/// A diagnostic as miette wants it.
struct Drawn<'a> {
    diagnostic: &'a Diagnostic,
    source: Option<&'a NamedSource<String>>,
}

impl<'a> Drawn<'a> {
    fn new(diagnostic: &'a Diagnostic, sources: &'a [NamedSource<String>]) -> Self {
        let source = diagnostic.span.and_then(|s| sources.get(s.file.0 as usize));
        Self { diagnostic, source }
    }

    fn clamp(&self, span: Span) -> (usize, usize) {
        // Spans count raw bytes; text that is not UTF-8 was replaced and may be shorter or longer.
        let len = self.source.map_or(0, |s| s.inner().len());
        let start = (span.start as usize).min(len);
        (start, (span.end as usize).clamp(start, len) - start)
    }
}

impl fmt::Debug for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.diagnostic.code)
    }
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.diagnostic.message)
    }
}

impl std::error::Error for Drawn<'_> {}

impl miette::Diagnostic for Drawn<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        Some(Box::new(self.diagnostic.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.diagnostic.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Advice => miette::Severity::Advice,
        })
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.diagnostic.help.as_ref().map(|h| Box::new(h) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.map(|s| s as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let main = self.diagnostic.span?;
        let (start, len) = self.clamp(main);
        let label = self.diagnostic.label.clone().or_else(|| Some("here".to_owned()));
        let first = LabeledSpan::new_primary_with_span(label, (start, len));
        let others = self.diagnostic.labels.iter().filter(move |(s, _)| s.file == main.file).map(|(s, text)| {
            let (start, len) = self.clamp(*s);
            LabeledSpan::new(Some(text.clone()), start, len)
        });
        Some(Box::new(std::iter::once(first).chain(others)))
    }
}
