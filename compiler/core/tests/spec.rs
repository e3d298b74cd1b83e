//! Specs and what the compiler says about them: `tests/spec/*.md`.
//!
//! A `yaml` block is a project. A line that something is found on ends with `# error: [E0201]` (or `warning`, `advice`;
//! several codes between commas); a block without findings says `# clean` somewhere. A block passes when the codes
//! found on each line are those it names.

#![expect(clippy::disallowed_methods, reason = "the core reads no files, its tests do")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use pipelinec_core::check::check;
use pipelinec_core::diag::from_syntax;
use pipelinec_core::{Diagnostic, FileId, Severity};
use pipelinec_syntax::{SourceFile, parse_project};

/// Line and finding: `(12, "error E0201")`.
type Findings = BTreeSet<(usize, String)>;

/// The `yaml` blocks of a page, each with the line it starts on.
fn blocks(page: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (number, line) in page.lines().enumerate() {
        match &mut open {
            Some(_) if line.trim_end() == "```" => found.extend(open.take()),
            Some((_, text)) => {
                text.push_str(line);
                text.push('\n');
            }
            None if line.trim_end() == "```yaml" => open = Some((number + 2, String::new())),
            None => {}
        }
    }
    found
}

/// What a block says will be found.
fn expected(block: &str) -> Findings {
    let mut found = Findings::new();
    for (number, line) in block.lines().enumerate() {
        for kind in ["error", "warning", "advice"] {
            let Some((_, after)) = line.split_once(&format!("# {kind}: [")) else { continue };
            let codes = after.split(']').next().unwrap_or_default();
            found.extend(codes.split(',').map(|code| (number + 1, format!("{kind} {}", code.trim()))));
        }
    }
    found
}

/// What the compiler finds.
fn findings(block: &str) -> Vec<Diagnostic> {
    let file = SourceFile { id: FileId(0), bytes: block.as_bytes() };
    let (tree, errors) = parse_project(&[file]);
    let (_, found) = check(&tree);
    errors.iter().map(from_syntax).chain(found).collect()
}

fn line_of(block: &str, found: &Diagnostic) -> usize {
    let start = found.span.map_or(0, |span| span.start as usize);
    block.get(..start).map_or(0, |before| before.matches('\n').count() + 1)
}

fn kind(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "advice",
    }
}

fn failure(place: &str, block: &str) -> Option<String> {
    let wanted = expected(block);
    let found = findings(block);
    let seen: Findings =
        found.iter().map(|d| (line_of(block, d), format!("{} {}", kind(d.severity), d.code))).collect();
    let said = wanted.is_empty() == block.contains("# clean");
    if seen == wanted && said {
        return None;
    }
    let mut out = format!("{place}\n");
    if !said {
        let _ = writeln!(out, "  the block names no finding and does not say `# clean`, or both");
    }
    for (line, what) in wanted.difference(&seen) {
        let _ = writeln!(out, "  line {line}: {what} is missing");
    }
    for d in &found {
        if !wanted.contains(&(line_of(block, d), format!("{} {}", kind(d.severity), d.code))) {
            let _ = writeln!(out, "  line {}: {} {} {}", line_of(block, d), kind(d.severity), d.code, d.message);
        }
    }
    Some(out)
}

#[test]
fn specs_are_judged_as_they_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/spec");
    let mut pages: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    pages.sort();
    let mut failures = String::new();
    let mut count = 0;
    for path in pages {
        let page = std::fs::read_to_string(&path).unwrap();
        for (line, block) in blocks(&page) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            failures += &failure(&format!("{name}:{line}"), &block).unwrap_or_default();
            count += 1;
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
    assert!(count > 0, "there are no specs");
}
