//! `--format text`: for people, drawn by miette.

use std::fmt;
use std::io::Write;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};
use pipelinec_core::{Diagnostic, Severity, Span};

use super::Findings;
use crate::project::File;

/// More findings than this are counted, not drawn: nobody reads them, and drawing is the slow part.
const MAX_DRAWN: usize = 200;

/// Longer lines are not drawn: nobody reads them, miette repeats them for every finding, and panics beyond 65,535 columns.
const MAX_LINE: usize = 1_000;

/// A label that goes over more lines than this is drawn on its first.
const MAX_LINES: usize = 20;

/// How much of a line that is not drawn is quoted, in characters.
const QUOTED: usize = 60;

/// Draws all findings; advice only when `verbose`.
pub(super) fn write(out: &mut dyn Write, findings: &[Findings<'_>], verbose: bool) -> std::io::Result<()> {
    let handler = handler();
    let mut left = MAX_DRAWN;
    let mut hidden = 0_usize;
    for project in findings {
        let sources: Vec<_> =
            project.files.iter().map(|f| NamedSource::new(&f.name, visible(&f.bytes)).with_language("yaml")).collect();
        for d in project.diagnostics.iter().filter(|d| verbose || d.severity != Severity::Advice) {
            if left == 0 {
                hidden += 1;
                continue;
            }
            left -= 1;
            let mut text = String::new();
            // Drawing into a string cannot fail; a broken span would, and then the message alone must do.
            let drawn = Drawn::new(d, &sources);
            if handler.render_report(&mut text, &drawn).is_err() {
                text = format!("{} {}\n", d.code, d.message);
            }
            write!(out, "{text}")?;
            if drawn.source.is_none() {
                at_a_long_line(out, d, project.files, &sources)?;
            }
            elsewhere(out, d, project.files)?;
            writeln!(out)?;
        }
    }
    if hidden > 0 {
        writeln!(out, "… and {hidden} more (`--format json` has them all)")?;
    }
    Ok(())
}

/// Where a finding is whose line is not drawn, and the words there.
fn at_a_long_line(
    out: &mut dyn Write,
    d: &Diagnostic,
    files: &[File],
    sources: &[NamedSource<String>],
) -> std::io::Result<()> {
    let Some(span) = d.span else { return Ok(()) };
    let index = span.file.0 as usize;
    let (Some(file), Some(source)) = (files.get(index), sources.get(index)) else { return Ok(()) };
    let place = super::lines::Lines::new(file).place(span.start);
    let rest = source.inner().get(place.offset..).unwrap_or_default();
    let words: String = rest.lines().next().unwrap_or_default().chars().take(QUOTED).collect();
    writeln!(out, "   at {}:{}:{}: {words}…", file.name, place.line, place.column)
}

/// The text of a file as a terminal may see it, byte for byte as long: no control characters, nothing that turns the
/// reading direction, nothing that is not UTF-8.
fn visible(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        let mut chars = chunk.valid().chars().peekable();
        while let Some(c) = chars.next() {
            let is_safe = match c {
                '\n' | '\t' => true,
                '\r' => chars.peek() == Some(&'\n'),
                other => is_visible(other),
            };
            out.push(match (is_safe, c.len_utf8()) {
                (true, _) => c,
                (false, 1) => '?',
                (false, 2) => '\u{b7}',
                (false, _) => char::REPLACEMENT_CHARACTER,
            });
        }
        chunk.invalid().iter().for_each(|_| out.push('?'));
    }
    out
}

/// Whether a character may reach a terminal: neither controls it, nor hides, nor turns the reading direction.
pub(crate) fn is_visible(c: char) -> bool {
    let is_format =
        matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
    !(c.is_control() || is_format)
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
        let spans = diagnostic.span.into_iter().chain(diagnostic.labels.iter().map(|(span, _)| *span));
        let mut drawn = spans.filter(|span| Some(span.file) == diagnostic.span.map(|s| s.file));
        Self { diagnostic, source: source.filter(|source| drawn.all(|span| is_drawable(source.inner(), span))) }
    }

    fn clamp(&self, span: Span) -> (usize, usize) {
        let text = self.source.map_or("", |s| s.inner().as_str());
        let start = (span.start as usize).min(text.len());
        let end = (span.end as usize).clamp(start, text.len());
        let mut breaks = text.get(start..end).unwrap_or_default().match_indices('\n').map(|(at, _)| at);
        match (breaks.next(), breaks.nth(MAX_LINES)) {
            (Some(first), Some(_)) => (start, first),
            _ => (start, end - start),
        }
    }
}

/// Whether the lines that a label touches, and those around it that are shown with it, are short enough.
fn is_drawable(text: &str, span: Span) -> bool {
    let bytes = text.as_bytes();
    let start = (span.start as usize).min(bytes.len());
    let (before, after) = bytes.split_at(start);
    let mut back = before.rsplit(|b| *b == b'\n').take(2);
    let mut on = after.split(|b| *b == b'\n').take(MAX_LINES + 2);
    back.all(|line| line.len() <= MAX_LINE) && on.all(|line| line.len() <= MAX_LINE)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_is_visible_and_as_long() {
        let bytes = "a\tb\r\nc\rd\u{1b}[2J\u{85}\u{202e}é\n".as_bytes();
        assert_eq!(visible(bytes), "a\tb\r\nc?d?[2J\u{b7}\u{fffd}é\n");
        assert_eq!(visible(b"a\xff\xfeb\xe2\x80"), "a??b??");
        assert_eq!(visible(bytes).len(), bytes.len());
    }
}
