//! `pipelinec audit`: what is wrong with state machines, anybody's.

use std::io::Read;
use std::path::Path;

use pipelinec_core::{Diagnostic, FileId, Severity, Span, diag};

use super::{plural, say};
use crate::args::{AuditArgs, Format, Global};
use crate::exit::Exit;
use crate::project::File;
use crate::render::{self, Findings};

/// The name that means standard input.
pub(super) const STDIN: &str = "-";

pub(crate) fn run(args: &AuditArgs, global: &Global) -> Exit {
    let mut files = Vec::new();
    for path in &args.files {
        match read(path) {
            Ok(file) => files.push(file),
            Err(error) => {
                say(&format!("error: `{}`: {error}", path.display()));
                return Exit::Usage;
            }
        }
    }
    let diagnostics: Vec<Diagnostic> =
        files.iter().zip(0..).flat_map(|(file, number)| findings(FileId(number), &file.bytes)).collect();
    let count = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    let (errors, warnings, advice) = (count(Severity::Error), count(Severity::Warning), count(Severity::Advice));
    if render::show(&[Findings { files: &files, diagnostics }], args.format, global.verbose).is_err() {
        return Exit::Usage;
    }
    if args.format == Format::Text && !global.quiet {
        say(&summary(files.len(), errors, warnings, advice, global.verbose));
    }
    if errors + warnings == 0 { Exit::Clean } else { Exit::Findings }
}

pub(super) fn read(path: &Path) -> std::io::Result<File> {
    if path == Path::new(STDIN) {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes)?;
        return Ok(File { name: "standard input".into(), bytes });
    }
    Ok(File { name: path.display().to_string(), bytes: std::fs::read(path)? })
}

/// Everything there is to say about one definition.
pub(super) fn findings(file: FileId, bytes: &[u8]) -> Vec<Diagnostic> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => {
            let at = u32::try_from(error.valid_up_to()).unwrap_or(u32::MAX);
            return vec![diag::not_json(Span::new(file, at, at.saturating_add(1)), "not UTF-8 text")];
        }
    };
    let (definition, mut found) = pipelinec_asl::document::parse(file, text);
    found.extend(definition.iter().flat_map(pipelinec_asl::audit::audit));
    found.sort_by_key(|finding| (finding.span, finding.code));
    found
}

fn summary(files: usize, errors: usize, warnings: usize, advice: usize, verbose: bool) -> String {
    let audited = format!("{} audited", plural(files, "state machine"));
    let hint = if advice > 0 && !verbose {
        format!(", {} of advice (-v shows them)", plural(advice, "piece"))
    } else {
        String::new()
    };
    if errors + warnings == 0 {
        return format!("{audited}: no mistakes{hint}");
    }
    format!("{audited}: {}, {}{hint}", plural(errors, "error"), plural(warnings, "warning"))
}
