//! Where datasets are written: each has a folder of its own.

use std::collections::HashMap;

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::{Name, OutputDecl, Tree};

use super::names::folded;
use super::paths::parts;
use crate::diag::{self, Diagnostic};

/// A dataset's folder.
struct Written<'t> {
    /// Its parts, in lower case as the catalog has them.
    folders: Vec<String>,
    /// As written, or the dataset's name.
    path: &'t str,
    /// Where that stands.
    at: Span,
    name: &'t Name,
}

/// No two datasets write to one folder, or one inside another's; none writes over an input.
pub(crate) fn check(tree: &Tree) -> Vec<Diagnostic> {
    let mut found = clashes(tree);
    found.extend(over_inputs(tree));
    found
}

fn outputs(tree: &Tree) -> impl Iterator<Item = (&Name, &OutputDecl)> {
    let transforms = tree.transforms.iter().map(|dataset| (&dataset.name, &dataset.output));
    transforms.chain(tree.kpis.iter().map(|kpi| (&kpi.name, &kpi.output)))
}

fn clashes(tree: &Tree) -> Vec<Diagnostic> {
    let mut written: Vec<Written<'_>> = outputs(tree)
        .map(|(name, output)| {
            let (path, at) = output.path.as_ref().map_or((&name.text, name.span), |path| (&path.value, path.span));
            Written { folders: parts(path), path, at, name }
        })
        .filter(|written| !written.folders.is_empty())
        .collect();
    written.sort_by(|a, b| (&a.folders, a.at).cmp(&(&b.folders, b.at)));
    // Sorted by folders, a folder is followed by what is inside it: one open folder at a time is enough.
    let mut open: Option<&Written<'_>> = None;
    let mut found = Vec::new();
    for inner in &written {
        match open {
            Some(outer) if inner.folders.starts_with(&outer.folders) => {
                // Equal names have been reported as such.
                if folded(&inner.name.text) != folded(&outer.name.text) {
                    let (first, second) = if outer.at <= inner.at { (outer, inner) } else { (inner, outer) };
                    let names = (second.name.text.as_str(), first.name.text.as_str());
                    found.push(diag::output_path_clash(second.at, names, second.path, first.path, first.at));
                }
            }
            Some(_) | None => open = Some(inner),
        }
    }
    found
}

/// An explicit `path` that is also where an input is read from. The default, a dataset's name, is not compared: inputs
/// and outputs have roots of their own, and it is the environment's check that these differ.
fn over_inputs(tree: &Tree) -> Vec<Diagnostic> {
    let inputs: HashMap<Vec<String>, &Name> =
        tree.inputs.iter().map(|input| (input_folder(&input.path.value), &input.name)).collect();
    outputs(tree)
        .filter_map(|(_, output)| {
            let path = output.path.as_ref()?;
            let input = inputs.get(&parts(&path.value))?;
            Some(diag::output_over_input(path.span, &path.value, &input.text, input.span))
        })
        .collect()
}

/// The folder an input reads all of: a glob's, or the path itself.
fn input_folder(path: &str) -> Vec<String> {
    parts(path).into_iter().take_while(|part| !part.contains(['*', '?', '['])).collect()
}
