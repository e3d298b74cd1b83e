//! Which datasets there are, and which dataset a name means.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use pipelinec_syntax::tree::{DatasetDecl, InputDecl, KpiDecl, Name, OnBadRecord, Step, StepKind, Tree};

use crate::Diagnostic;
use crate::diag;

/// How many name comparisons did-you-mean may cost in one project: it is a courtesy, not worth a hang.
const COMPARISONS: usize = 200_000;

/// A dataset as written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Decl<'t> {
    /// Of `inputs:`.
    Input(&'t InputDecl),
    /// Of `transforms:`.
    Transform(&'t DatasetDecl),
    /// Of `kpis:`.
    Kpi(&'t KpiDecl),
    /// Of `queries:`.
    Query(&'t DatasetDecl),
}

impl<'t> Decl<'t> {
    /// Its name.
    pub(crate) const fn name(self) -> &'t Name {
        match self {
            Self::Input(input) => &input.name,
            Self::Transform(dataset) | Self::Query(dataset) => &dataset.name,
            Self::Kpi(kpi) => &kpi.name,
        }
    }

    /// What a user calls it.
    pub(crate) const fn noun(self) -> &'static str {
        match self {
            Self::Input(_) => "input",
            Self::Transform(_) => "transform",
            Self::Kpi(_) => "kpi",
            Self::Query(_) => "query",
        }
    }

    /// The datasets it reads, as written, in order, repeats included.
    pub(crate) fn reads(self) -> Vec<&'t Name> {
        let (from, steps) = match self {
            Self::Input(_) => return Vec::new(),
            Self::Transform(dataset) | Self::Query(dataset) => (&dataset.from, &dataset.steps),
            Self::Kpi(kpi) => (&kpi.from, &kpi.steps),
        };
        let mut names = vec![from];
        for step in steps {
            step_reads(step, &mut names);
        }
        names
    }
}

fn step_reads<'t>(step: &'t Step, names: &mut Vec<&'t Name>) {
    match &step.kind {
        StepKind::Join(join) => names.push(&join.with),
        StepKind::Union { with, .. } => names.extend(with),
        StepKind::Error
        | StepKind::Filter(_)
        | StepKind::Derive(_)
        | StepKind::Select(_)
        | StepKind::Drop(_)
        | StepKind::Rename(_)
        | StepKind::Cast(_)
        | StepKind::Fill(_)
        | StepKind::Dedupe { .. }
        | StepKind::Aggregate { .. }
        | StepKind::Sort(_)
        | StepKind::Limit(_)
        | StepKind::Pivot { .. }
        | StepKind::Unpivot { .. }
        | StepKind::Explode { .. } => {}
    }
}

/// All datasets of a project, in the order of their sections.
pub(crate) struct Names<'t> {
    /// As written; a dataset declared twice stands here twice.
    pub(crate) decls: Vec<Decl<'t>>,
    /// The first declaration of each name.
    by_name: HashMap<&'t str, usize>,
    comparisons_left: Cell<usize>,
}

impl<'t> Names<'t> {
    /// Collects the datasets and reports those whose names collide.
    pub(crate) fn collect(tree: &'t Tree, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let decls: Vec<Decl<'t>> = (tree.inputs.iter().map(Decl::Input))
            .chain(tree.transforms.iter().map(Decl::Transform))
            .chain(tree.kpis.iter().map(Decl::Kpi))
            .chain(tree.queries.iter().map(Decl::Query))
            .collect();
        let mut by_name: HashMap<&'t str, usize> = HashMap::with_capacity(decls.len());
        let mut by_folded: HashMap<Cow<'t, str>, &'t Name> = HashMap::with_capacity(decls.len());
        for (index, decl) in decls.iter().enumerate() {
            let name = decl.name();
            if name.text.is_empty() {
                continue;
            }
            match by_name.entry(&name.text) {
                Entry::Occupied(first) => {
                    if let Some(first) = decls.get(*first.get()) {
                        let first_name = first.name();
                        diagnostics.push(diag::duplicate_dataset(name.span, &name.text, first.noun(), first_name.span));
                    }
                    continue;
                }
                Entry::Vacant(place) => place.insert(index),
            };
            match by_folded.entry(folded(&name.text)) {
                Entry::Occupied(other) => {
                    let other = other.get();
                    diagnostics.push(diag::dataset_case_clash(name.span, &name.text, &other.text, other.span));
                }
                Entry::Vacant(place) => {
                    place.insert(name);
                }
            }
        }
        quarantine_names(tree, &by_folded, diagnostics);
        Self { decls, by_name, comparisons_left: Cell::new(COMPARISONS) }
    }

    /// The dataset a name means.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The declaration of an index handed out by [`Names::find`].
    pub(crate) fn decl(&self, index: usize) -> Option<Decl<'t>> {
        self.decls.get(index).copied()
    }

    /// The error for a name no dataset has.
    pub(crate) fn unknown(&self, name: &Name) -> Diagnostic {
        let left = self.comparisons_left.get();
        let known: Vec<&str> = if left < self.decls.len() {
            Vec::new()
        } else {
            self.comparisons_left.set(left - self.decls.len());
            self.decls.iter().map(|decl| decl.name().text.as_str()).collect()
        };
        diag::unknown_dataset(name.span, &name.text, &known)
    }
}

/// Bad records go to a dataset that nobody declares: its name must be free.
fn quarantine_names(tree: &Tree, taken: &HashMap<Cow<'_, str>, &Name>, diagnostics: &mut Vec<Diagnostic>) {
    for input in &tree.inputs {
        let quarantined = input.on_bad_record.as_ref().filter(|bad| bad.value == OnBadRecord::Quarantine);
        let name = format!("{}__quarantine", input.name.text.to_lowercase());
        if let (Some(bad), Some(taken)) = (quarantined, taken.get(name.as_str())) {
            diagnostics.push(diag::quarantine_name(taken.span, &taken.text, &input.name.text, bad.span));
        }
    }
}

/// The name as the catalog stores it. Most names are lower case already: those cost nothing.
pub(crate) fn folded(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase() || !b.is_ascii()) {
        Cow::Owned(name.to_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}
