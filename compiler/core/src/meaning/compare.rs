//! Two meanings, and what changed from one to the other.

use std::collections::{BTreeMap, BTreeSet};

use super::align::{Pair, Renames, align, reordered};
use super::facts::{Facts, definition, same_but_for_the_name};
use super::reach::{Effect, Graph};
use super::render::Changes;
use super::{Dataset, DatasetKind, Meaning, Param, Part};
use serde::Serialize;

/// What happened to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It means something else.
    Changed,
    /// It means the same under another name.
    Renamed,
    /// It takes place earlier or later.
    Moved,
}

/// One change by meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What happened.
    pub action: Action,
    /// To what: `measure`, `filter`, `input`, `check`, `schedule` …
    pub what: &'static str,
    /// Its name, where it has one; the new one after a rename.
    pub name: Option<String>,
    /// The dataset it belongs to, or that it is.
    pub dataset: Option<String>,
    /// The definition before; after a rename the old name.
    pub old: Option<String>,
    /// The definition now; after a rename the new name.
    pub new: Option<String>,
    /// Why readers of what is published may break; empty: they do not.
    pub breaking: Vec<String>,
    /// Datasets and queries downstream that it reaches.
    pub reaches: Vec<String>,
    /// Whether it reaches more than are listed.
    pub reaches_more: bool,
    /// Its place in the spec that has it.
    pub place: String,
}

/// Everything that changed by meaning, in the order of the new spec; what is gone comes last.
#[must_use]
pub fn compare(old: &Meaning, new: &Meaning) -> Changes {
    let renames = renamed_datasets(old, new);
    let mut comparison =
        Comparison { old, new, renames, before: Graph::new(old), after: Graph::new(new), changes: Vec::new() };
    comparison.pipeline();
    comparison.params();
    comparison.datasets();
    Changes { changes: comparison.changes }
}

/// Datasets that went while one that is equal but for the name came, and no others like them.
fn renamed_datasets(old: &Meaning, new: &Meaning) -> Renames {
    let names = |meaning: &'_ Meaning| -> BTreeSet<String> {
        meaning.datasets.iter().map(|dataset| dataset.name.clone()).collect()
    };
    let (old_names, new_names) = (names(old), names(new));
    let mut renames = Renames::new();
    let gone: Vec<&Dataset> = old.datasets.iter().filter(|dataset| !new_names.contains(&dataset.name)).collect();
    let came: Vec<&Dataset> = new.datasets.iter().filter(|dataset| !old_names.contains(&dataset.name)).collect();
    let mut alike: BTreeMap<String, Vec<&Dataset>> = BTreeMap::new();
    for dataset in &came {
        alike.entry(same_but_for_the_name(dataset, &Renames::new())).or_default().push(dataset);
    }
    // In dependency order: what a dataset reads has its new name by then.
    let mut taken: BTreeMap<String, Vec<&Dataset>> = BTreeMap::new();
    for dataset in gone {
        let key = same_but_for_the_name(dataset, &renames);
        if let Some([one]) = alike.get(&key).map(Vec::as_slice) {
            renames.insert(dataset.name.clone(), one.name.clone());
        }
        taken.entry(key).or_default().push(dataset);
    }
    for several in taken.into_values().filter(|several| several.len() > 1) {
        for dataset in several {
            renames.remove(&dataset.name);
        }
    }
    renames
}

pub(super) struct Comparison<'m> {
    old: &'m Meaning,
    new: &'m Meaning,
    renames: Renames,
    before: Graph<'m>,
    after: Graph<'m>,
    changes: Vec<Change>,
}

/// What of a dataset a change is about, in the old and in the new meaning.
#[derive(Default)]
struct Seeds<'m> {
    before: Vec<(usize, Effect<'m>)>,
    after: Vec<(usize, Effect<'m>)>,
}

impl<'m> Comparison<'m> {
    fn push(&mut self, change: Change, seeds: Seeds<'m>) {
        let mut names: BTreeSet<&str> = BTreeSet::new();
        let mut reaches: Vec<String> = Vec::new();
        let mut is_cut = false;
        let (old, new) = (&mut self.before, &mut self.after);
        for (graph, seeds) in [(new, seeds.after), (old, seeds.before)] {
            for (dataset, effect) in seeds {
                let reached = graph.reached(dataset, effect);
                is_cut |= reached.is_cut;
                names.extend(reached.datasets.iter().map(|dataset| graph.name(*dataset)));
            }
        }
        // In the order of the data flow; what is only in the old one, and not just under its old name, comes last.
        let order = self.new.datasets.iter().chain(&self.old.datasets).map(|dataset| dataset.name.as_str());
        for name in order {
            let is_old_name = self.renames.contains_key(name);
            if names.remove(name) && !is_old_name && Some(name) != change.dataset.as_deref() {
                reaches.push(name.to_owned());
            }
        }
        self.changes.push(Change { reaches, reaches_more: is_cut, ..change });
    }

    fn pipeline(&mut self) {
        if self.old.pipeline != self.new.pipeline {
            let change = plain(Action::Renamed, "pipeline");
            let (old, new) = (self.old.pipeline.clone(), self.new.pipeline.clone());
            let change = Change { name: Some(new.clone()), old: Some(old), new: Some(new), ..change };
            self.push(change, Seeds::default());
        }
        let (Some(old), Some(new)) = (&self.old.starts, &self.new.starts) else { return };
        for (what, old, new) in [("schedule", &old.schedule, &new.schedule), ("trigger", &old.trigger, &new.trigger)] {
            if let Some(action) = action(old.as_ref(), new.as_ref()) {
                let change = Change { old: old.clone(), new: new.clone(), ..plain(action, what) };
                self.push(change, Seeds::default());
            }
        }
    }

    fn params(&mut self) {
        let (old, new) = (self.old, self.new);
        for param in &new.params {
            self.param(old.params.iter().find(|other| other.name == param.name), Some(param));
        }
        for param in &old.params {
            if !new.params.iter().any(|other| other.name == param.name) {
                self.param(Some(param), None);
            }
        }
    }

    fn param(&mut self, old: Option<&Param>, new: Option<&Param>) {
        let text = |param: &Param| match &param.default {
            Some(default) => format!("{}, default {default}", param.ty),
            None => param.ty.clone(),
        };
        let (before, after) = (old.map(text), new.map(text));
        let Some(action) = action(before.as_ref(), after.as_ref()) else { return };
        let mut breaking = Vec::new();
        if let Some(new) = new {
            if new.default.is_none() && old.is_none_or(|old| old.default.is_some()) {
                breaking.push("runs must give it now".to_owned());
            }
            if old.is_some_and(|old| old.ty != new.ty) {
                breaking.push("runs must give it in another type".to_owned());
            }
        }
        let Some(param) = new.or(old) else { return };
        let change = Change {
            name: Some(param.name.clone()),
            old: before,
            new: after,
            breaking,
            place: param.place.clone(),
            ..plain(action, "parameter")
        };
        let before = using(self.old, &mut self.before, &param.name);
        let after = using(self.new, &mut self.after, &param.name);
        // Datasets that use it are themselves reached by it.
        let own = |meaning: &'m Meaning, seeds: &[(usize, Effect<'m>)]| -> Vec<String> {
            let names = seeds.iter().filter_map(|(dataset, _)| meaning.datasets.get(*dataset));
            names.map(|dataset| dataset.name.clone()).collect()
        };
        let users: Vec<String> = own(self.new, &after).into_iter().chain(own(self.old, &before)).collect();
        self.push(change, Seeds { before, after });
        let order: BTreeMap<&str, usize> =
            self.new.datasets.iter().enumerate().map(|(i, dataset)| (dataset.name.as_str(), i)).collect();
        if let Some(change) = self.changes.last_mut() {
            change.reaches.extend(users.into_iter().filter(|name| !self.renames.contains_key(name)));
            change.reaches.sort_by_key(|name| (order.get(name.as_str()).copied().unwrap_or(usize::MAX), name.clone()));
            change.reaches.dedup();
        }
    }

    fn datasets(&mut self) {
        let (old, new) = (self.old, self.new);
        let olds: BTreeMap<&str, &Dataset> =
            old.datasets.iter().map(|dataset| (dataset.name.as_str(), dataset)).collect();
        let old_names: BTreeMap<&str, &str> =
            self.renames.iter().map(|(old, new)| (new.as_str(), old.as_str())).collect();
        let partner: Vec<Option<&Dataset>> = new
            .datasets
            .iter()
            .map(|dataset| {
                let name = old_names.get(dataset.name.as_str()).copied().unwrap_or(&dataset.name);
                olds.get(name).copied()
            })
            .collect();
        let kept: BTreeSet<&str> = partner.iter().flatten().map(|dataset| dataset.name.as_str()).collect();
        for (dataset, before) in new.datasets.iter().zip(partner) {
            match before {
                None => self.came_or_went(Action::Added, dataset),
                Some(before) => self.dataset(before, dataset),
            }
        }
        for dataset in old.datasets.iter().filter(|dataset| !kept.contains(dataset.name.as_str())) {
            self.came_or_went(Action::Removed, dataset);
        }
    }

    fn came_or_went(&mut self, action: Action, dataset: &'m Dataset) {
        let mut change = of(dataset, plain(action, dataset.kind.word()));
        change.name = Some(dataset.name.clone());
        let text =
            Some(dataset.from.as_ref().map_or_else(
                || dataset.settings.get("path").cloned().unwrap_or_default(),
                |from| format!("from {from}"),
            ));
        let mut seeds = Seeds::default();
        if action == Action::Added {
            change.new = text;
            seeds.after.extend(self.after.find(&dataset.name).map(|index| (index, Effect::Rows)));
        } else {
            change.old = text;
            if dataset.kind != DatasetKind::Input {
                change.breaking.push("what it published is no longer there".into());
            }
            seeds.before.extend(self.before.find(&dataset.name).map(|index| (index, Effect::Rows)));
        }
        self.push(change, seeds);
    }

    fn dataset(&mut self, old: &'m Dataset, new: &'m Dataset) {
        if old == new {
            return;
        }
        let mut facts = Facts::new(old, new);
        if old.name != new.name {
            let breaking = if new.kind == DatasetKind::Input { Vec::new() } else { vec![RENAMED_DATASET.to_owned()] };
            let change = Change {
                name: Some(new.name.clone()),
                old: Some(old.name.clone()),
                new: Some(new.name.clone()),
                breaking,
                ..of(new, plain(Action::Renamed, new.kind.word()))
            };
            self.push(change, Seeds::default());
        }
        self.whole(old, new);
        self.parts(old, new, &mut facts);
        for change in facts.columns() {
            let seeds = self.column_seeds(old, new, change.name.as_deref());
            self.push(change, seeds);
        }
        for change in facts.order_of_columns().into_iter().chain(facts.checks()) {
            self.push(change, Seeds::default());
        }
    }

    /// What it is, what it is made from, and how it is read or written.
    fn whole(&mut self, old: &'m Dataset, new: &'m Dataset) {
        let changed = |what: &'static str, old: String, new_text: String| Change {
            old: Some(old),
            new: Some(new_text),
            ..of(new, plain(Action::Changed, what))
        };
        if old.kind != new.kind {
            let mut change = changed("kind", old.kind.word().into(), new.kind.word().into());
            if old.kind != DatasetKind::Input && matches!(new.kind, DatasetKind::Query | DatasetKind::Input) {
                change.breaking.push("what it published is no longer there".into());
            }
            self.push(change, Seeds::default());
        }
        let from = |name: &Option<String>| name.clone().unwrap_or_default();
        let old_from = old.from.as_ref().map(|name| self.renames.get(name).unwrap_or(name).clone());
        if old_from != new.from && old.from.is_some() && new.from.is_some() {
            let seeds = self.both(old, new, &Effect::Rows);
            self.push(changed("source", from(&old.from), from(&new.from)), seeds);
        }
        let keys: BTreeSet<&String> = old.settings.keys().chain(new.settings.keys()).collect();
        for key in keys {
            let (before, after) = (old.settings.get(key), new.settings.get(key));
            let Some((what, usual, effect)) = setting(key, new.kind) else { continue };
            if before == after {
                continue;
            }
            let text = |value: Option<&String>| value.map_or(usual, String::as_str).to_owned();
            let mut change = changed(what, text(before), text(after));
            if new.kind != DatasetKind::Input && matches!(key.as_str(), "format" | "partitions" | "path") {
                change.breaking.push(format!("the {what} of a published dataset changes"));
            }
            let seeds = if effect { self.both(old, new, &Effect::Rows) } else { Seeds::default() };
            self.push(change, seeds);
        }
    }

    fn parts(&mut self, old: &'m Dataset, new: &'m Dataset, facts: &mut Facts<'m>) {
        let pairs = align(&old.parts, &new.parts, &self.renames);
        let by_meaning: BTreeSet<&str> = pairs
            .iter()
            .filter_map(|pair| match pair {
                Pair::Changed(o, n) => {
                    let (o, n) = (old.parts.get(*o)?, new.parts.get(*n)?);
                    (o.text != n.text).then_some(n.name.as_deref()).flatten()
                }
                Pair::Added(n) => new.parts.get(*n)?.name.as_deref(),
                Pair::Removed(o) => old.parts.get(*o)?.name.as_deref(),
                Pair::Same(..) | Pair::Renamed(..) => None,
            })
            .collect();
        for pair in &pairs {
            let (o, n) = match pair {
                Pair::Same(..) => continue,
                Pair::Changed(o, n) | Pair::Renamed(o, n) => (Some(*o), Some(*n)),
                Pair::Removed(o) => (Some(*o), None),
                Pair::Added(n) => (None, Some(*n)),
            };
            let before = o.and_then(|o| old.parts.get(o));
            let after = n.and_then(|n| new.parts.get(n));
            if let (Some(before), Some(after)) = (before, after)
                && before.text == after.text
                && before.name == after.name
                && self.is_explained(after, (old, new), &by_meaning)
            {
                continue;
            }
            let seeds = self.part_seeds((old, o), (new, n));
            if let Some(change) = facts.part(before, after) {
                self.push(change, seeds);
            }
        }
        if let Some((first, second)) = reordered(&old.parts, &new.parts, &pairs)
            && let (Some(first), Some(second)) = (old.parts.get(first), old.parts.get(second))
        {
            let (a, b) = (definition(first), definition(second));
            let change = Change {
                old: Some(format!("{a} before {b}")),
                new: Some(format!("{b} before {a}")),
                ..of(new, plain(Action::Moved, "order of steps"))
            };
            let seeds = self.both(old, new, &Effect::Rows);
            self.push(change, seeds);
        }
    }

    /// Whether a part only has other conversions because a column it uses has another type, which is told by itself.
    fn is_explained(&self, part: &Part, (old, new): (&Dataset, &Dataset), by_meaning: &BTreeSet<&str>) -> bool {
        let types = |meaning: &Meaning, dataset: &str, column: &str| {
            let dataset = meaning.datasets.iter().find(|other| other.name == dataset)?;
            dataset.columns.iter().find(|other| other.name == column).map(|column| column.ty.clone())
        };
        let differs = |before: &str, after: &str, column: &String| {
            types(self.old, before, column) != types(self.new, after, column)
        };
        let sources = (old.from.as_deref().unwrap_or_default(), new.from.as_deref().unwrap_or_default());
        let with = part.with.as_deref().unwrap_or_default();
        let old_with = self.renames.iter().find(|(_, new)| *new == with).map_or(with, |(old, _)| old.as_str());
        part.uses.iter().any(|column| {
            by_meaning.contains(column.as_str())
                || differs(sources.0, sources.1, column)
                || differs(&old.name, &new.name, column)
        }) || part.with_uses.iter().any(|column| differs(old_with, with, column))
    }

    fn part_seeds(&mut self, (old, o): (&Dataset, Option<usize>), (new, n): (&Dataset, Option<usize>)) -> Seeds<'m> {
        let mut seeds = Seeds::default();
        if let (Some(dataset), Some(part)) = (self.before.find(&old.name), o) {
            seeds.before.push((dataset, self.before.effect_of_part(dataset, part)));
        }
        if let (Some(dataset), Some(part)) = (self.after.find(&new.name), n) {
            seeds.after.push((dataset, self.after.effect_of_part(dataset, part)));
        }
        seeds
    }

    fn column_seeds(&self, old: &'m Dataset, new: &'m Dataset, name: Option<&str>) -> Seeds<'m> {
        let effect = |dataset: &'m Dataset| {
            let column = dataset.columns.iter().find(|column| Some(column.name.as_str()) == name)?;
            Some(Effect::Columns(BTreeSet::from([column.name.as_str()])))
        };
        Seeds {
            before: self.before.find(&old.name).zip(effect(old)).into_iter().collect(),
            after: self.after.find(&new.name).zip(effect(new)).into_iter().collect(),
        }
    }

    fn both(&self, old: &Dataset, new: &Dataset, effect: &Effect<'m>) -> Seeds<'m> {
        let seed =
            |graph: &Graph<'m>, dataset: &Dataset| graph.find(&dataset.name).map(|index| (index, effect.clone()));
        Seeds {
            before: seed(&self.before, old).into_iter().collect(),
            after: seed(&self.after, new).into_iter().collect(),
        }
    }
}

const RENAMED_DATASET: &str = "what it published under the old name is no longer renewed";

/// What uses a run parameter.
fn using<'m>(meaning: &'m Meaning, graph: &mut Graph<'m>, param: &str) -> Vec<(usize, Effect<'m>)> {
    let mut found = Vec::new();
    for (index, dataset) in meaning.datasets.iter().enumerate() {
        for (part, _) in dataset.parts.iter().enumerate().filter(|(_, part)| part.params.iter().any(|p| p == param)) {
            found.push((index, graph.effect_of_part(index, part)));
        }
    }
    found
}

/// How a setting is called, what it is where nothing is said, and whether it changes the rows that readers see.
fn setting(key: &str, kind: DatasetKind) -> Option<(&'static str, &'static str, bool)> {
    let is_input = kind == DatasetKind::Input;
    Some(match key {
        "path" if is_input => ("path", "", true),
        "format" if is_input => ("format", "csv", true),
        "header" => ("header", "names", true),
        "delimiter" => ("delimiter", ",", true),
        "quote" => ("quote", "\"", true),
        "null words" => ("null words", "none", true),
        "bad records" => ("handling of bad records", "fail", true),
        "path" => ("path", "the dataset's name", false),
        "format" => ("format", "parquet", false),
        "mode" => ("mode", "overwrite", true),
        "partitions" => ("partitioning", "none", false),
        "key" => ("key", "none", true),
        _ => return None,
    })
}

/// A change of which only the kind is known.
pub(super) fn plain(action: Action, what: &'static str) -> Change {
    Change {
        action,
        what,
        name: None,
        dataset: None,
        old: None,
        new: None,
        breaking: Vec::new(),
        reaches: Vec::new(),
        reaches_more: false,
        place: String::new(),
    }
}

/// A change of a dataset.
pub(super) fn of(dataset: &Dataset, change: Change) -> Change {
    Change { dataset: Some(dataset.name.clone()), place: dataset.place.clone(), ..change }
}

/// What happened to something that may not have been there, or may be gone.
pub(super) fn action<T: PartialEq>(old: Option<&T>, new: Option<&T>) -> Option<Action> {
    match (old, new) {
        (None, None) => None,
        (None, Some(_)) => Some(Action::Added),
        (Some(_), None) => Some(Action::Removed),
        (Some(old), Some(new)) => (old != new).then_some(Action::Changed),
    }
}
