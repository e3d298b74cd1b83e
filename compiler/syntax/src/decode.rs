//! Nodes to [`Tree`]: which keys may stand where, and what their values are.
//!
//! One function per thing of the tree; each takes the node that should be it, reports what does not fit and returns
//! what could be read, so that all mistakes of a project come in one run.

use crate::error::ErrorList;
use crate::phrase::NameKind;
use crate::span::{FileId, Span};
use crate::tree::{Name, Spanned, Tree};
use crate::yaml::{self, Budget, Entry, Node, Parsed};
use crate::{SourceFile, SyntaxError, SyntaxErrorKind};

mod checks;
mod compute;
mod datasets;
mod environments;
mod fields;
mod sections;
mod starts;
mod steps;
mod values;

pub(crate) use environments::decode_environments;

const SECTIONS: &[&str] =
    &["params", "inputs", "functions", "transforms", "kpis", "queries", "checks", "tests", "jobs"];

const TOP_LEVEL: &[&str] = &[
    "pipeline",
    "description",
    "allow_approximate",
    "params",
    "inputs",
    "functions",
    "transforms",
    "kpis",
    "queries",
    "checks",
    "tests",
    "jobs",
];

/// Reads all files of a project into one tree.
pub(crate) fn decode_project(files: &[SourceFile<'_>]) -> (Tree, Vec<SyntaxError>) {
    let mut project = Project::default();
    let mut budget = Budget::default();
    for file in files {
        let parsed = yaml::parse(file.id, file.bytes, &mut budget);
        project.add(parsed);
    }
    project.finish(files.first().map_or(FileId::default(), |file| file.id))
}

/// What is known of a project while its files are read.
#[derive(Default)]
struct Project {
    tree: Tree,
    errors: Vec<SyntaxError>,
    has_sections: bool,
    /// A file holds something else than a mapping, which has been reported.
    has_unreadable: bool,
}

impl Project {
    fn add(&mut self, parsed: Parsed<'_>) {
        self.tree.incomplete |= parsed.incomplete;
        let mut decoder = Decoder { source: parsed.source, errors: parsed.errors };
        for root in parsed.roots {
            let entries = decoder.entries(root, "the file", "a mapping of sections");
            self.has_unreadable |= entries.is_none();
            for entry in entries.unwrap_or_default() {
                self.has_sections |= SECTIONS.contains(&entry.key.value.as_ref());
                self.top_level(&mut decoder, entry);
            }
        }
        self.errors.extend(decoder.errors.into_sorted());
    }

    fn top_level(&mut self, decoder: &mut Decoder<'_>, Entry { key, value }: Entry<'_>) {
        let tree = &mut self.tree;
        match key.value.as_ref() {
            "pipeline" => self.head(decoder, value),
            "description" => {
                let description = decoder.optional_text(Some(value), "`description`");
                tree.description = tree.description.take().or(description);
            }
            "allow_approximate" => {
                let allowed = decoder.boolean(Some(value), "`allow_approximate`");
                tree.allow_approximate |= allowed.is_some_and(|allowed| allowed.value);
            }
            "params" => tree.params.extend(decoder.params(value)),
            "inputs" => tree.inputs.extend(decoder.inputs(value)),
            "functions" => tree.functions.extend(decoder.macros(value)),
            "transforms" => tree.transforms.extend(decoder.datasets(value, "`transforms`", "a transform")),
            "kpis" => tree.kpis.extend(decoder.kpis(value)),
            "queries" => tree.queries.extend(decoder.datasets(value, "`queries`", "a query")),
            "checks" => tree.checks.extend(decoder.checks(value)),
            "tests" => tree.tests.extend(decoder.tests(value)),
            "jobs" => tree.jobs.extend(decoder.jobs(value)),
            _ => decoder.unknown_key(&key, "a pipeline", TOP_LEVEL),
        }
    }

    fn head(&mut self, decoder: &mut Decoder<'_>, value: Node<'_>) {
        let name = decoder.name(value, NameKind::Identifier, "`pipeline`");
        match &self.tree.pipeline {
            Some(first) => {
                let related = Some(first.span);
                decoder.errors.push(SyntaxError { kind: SyntaxErrorKind::DuplicateHead, span: name.span, related });
            }
            None => self.tree.pipeline = Some(name),
        }
    }

    fn finish(mut self, first: FileId) -> (Tree, Vec<SyntaxError>) {
        let start = Span::new(first, 0, 0);
        let head = self.tree.pipeline.as_ref().map(|name| name.span);
        // What could not be read may have held the head or the sections.
        let missing = match (self.has_sections, head) {
            _ if self.tree.incomplete || self.has_unreadable => None,
            (false, head) => Some((SyntaxErrorKind::Empty, head.unwrap_or(start))),
            (true, None) => Some((SyntaxErrorKind::MissingHead, start)),
            (true, Some(_)) => None,
        };
        if let Some((kind, span)) = missing {
            self.errors.push(SyntaxError { kind, span, related: None });
        }
        self.errors.sort_by_key(|error| error.span);
        (self.tree, self.errors)
    }
}

/// Reads the nodes of one file.
pub(crate) struct Decoder<'s> {
    source: &'s str,
    errors: ErrorList,
}

impl Decoder<'_> {
    fn error(&mut self, kind: SyntaxErrorKind, span: Span) {
        self.errors.push(SyntaxError { kind, span, related: None });
    }
}

/// A name that is missing: an error has been reported.
fn no_name(span: Span) -> Name {
    Name { text: String::new(), span }
}

/// A text that is missing: an error has been reported.
fn no_text(span: Span) -> Spanned<String> {
    Spanned { value: String::new(), span }
}
