//! What changed about one dataset, and which of it a reader of the published data would notice.

use std::collections::{BTreeMap, BTreeSet};

use super::align::Renames;
use super::compare::{Action, Change, action, of, plain};
use super::{Check, Column, Dataset, DatasetKind, Part, PartKind};

/// A dataset before and now.
pub(super) struct Facts<'m> {
    old: &'m Dataset,
    new: &'m Dataset,
    before: BTreeMap<&'m str, &'m Column>,
    after: BTreeMap<&'m str, &'m Column>,
    /// Columns whose change has been told with that of their definition.
    told: BTreeSet<&'m str>,
}

impl<'m> Facts<'m> {
    pub(super) fn new(old: &'m Dataset, new: &'m Dataset) -> Self {
        let by_name =
            |dataset: &'m Dataset| dataset.columns.iter().map(|column| (column.name.as_str(), column)).collect();
        Self { old, new, before: by_name(old), after: by_name(new), told: BTreeSet::new() }
    }

    fn is_published(&self) -> bool {
        self.new.kind != DatasetKind::Input
    }

    /// A part that came, went, changed or has another name; `None` when that is told by its column.
    pub(super) fn part(&mut self, old: Option<&'m Part>, new: Option<&'m Part>) -> Option<Change> {
        let part = new.or(old)?;
        let mut change = of(self.new, plain(action(old, new)?, part.kind.word()));
        change.place.clone_from(&part.place);
        change.name.clone_from(&part.name);
        let show = |part: &Part| definition_of(part);
        (change.old, change.new) = (old.map(show), new.map(show));
        if let (Some(old), Some(new)) = (old, new) {
            if old.text == new.text {
                (change.old, change.new) = (Some(old.exact().to_owned()), Some(new.exact().to_owned()));
            }
            if old.name != new.name {
                change.action = Action::Renamed;
                (change.old, change.new) = (old.name.clone(), new.name.clone());
            }
        }
        let names: BTreeSet<&str> = [old, new].into_iter().flatten().filter_map(|part| part.name.as_deref()).collect();
        for name in names {
            change.breaking.extend(self.noticed(name));
            self.told.insert(name);
        }
        if part.kind == PartKind::Key && change.action != Action::Renamed && self.is_published() {
            change.breaking.push("a row stands for something else".into());
        }
        Some(change)
    }

    /// What a reader notices about a published column.
    fn noticed(&self, name: &str) -> Option<String> {
        if !self.is_published() {
            return None;
        }
        match (self.before.get(name), self.after.get(name)) {
            (Some(_), None) => Some(format!("the published column `{name}` is no longer there")),
            (Some(old), Some(new)) if old.ty != new.ty => {
                Some(format!("the type of the published column `{name}` changes from {} to {}", old.ty, new.ty))
            }
            (Some(old), Some(new)) if !old.nullable && new.nullable => {
                Some(format!("the published column `{name}` can now be null"))
            }
            _ => None,
        }
    }

    /// Columns whose change is not told by a part: those that come from upstream, and those of inputs.
    pub(super) fn columns(&self) -> Vec<Change> {
        let gone = self.old.columns.iter().filter(|column| !self.after.contains_key(column.name.as_str()));
        let all = self.new.columns.iter().chain(gone);
        all.filter_map(|column| self.column(&column.name)).collect()
    }

    fn column(&self, name: &str) -> Option<Change> {
        let (old, new) = (self.before.get(name), self.after.get(name));
        let told = self.told.contains(name);
        let (old_text, new_text) = (old.map(|column| contract(column)), new.map(|column| contract(column)));
        // A type that follows from a definition that changed was told there.
        let action = action(old_text.as_ref(), new_text.as_ref()).filter(|_| !told)?;
        Some(Change {
            name: Some(name.to_owned()),
            old: old_text,
            new: new_text,
            breaking: self.noticed(name).into_iter().collect(),
            ..of(self.new, plain(action, "column"))
        })
    }

    /// Where columns have no names but places: in CSV files and in the results of queries.
    pub(super) fn order_of_columns(&self) -> Option<Change> {
        let is_csv = |dataset: &Dataset| dataset.settings.get("format").is_some_and(|format| format == "csv");
        let is_input = self.new.kind == DatasetKind::Input;
        let is_placed = self.new.kind == DatasetKind::Query || is_csv(self.new) && !is_input;
        let has_no_names = is_input && self.new.settings.contains_key("header");
        if !(is_placed || has_no_names) {
            return None;
        }
        let common = |columns: &'m [Column], other: &BTreeMap<&str, &Column>| -> Vec<&'m str> {
            columns.iter().map(|column| column.name.as_str()).filter(|name| other.contains_key(name)).collect()
        };
        let (old, new) = (common(&self.old.columns, &self.after), common(&self.new.columns, &self.before));
        (old != new).then(|| Change {
            old: Some(old.join(", ")),
            new: Some(new.join(", ")),
            breaking: if is_placed { vec!["columns of a text file change places".into()] } else { Vec::new() },
            ..of(self.new, plain(Action::Moved, "order of columns"))
        })
    }

    /// Checks: by their names, or else by what they say.
    pub(super) fn checks(&self) -> Vec<Change> {
        let key = |check: &Check| check.name.clone().unwrap_or_else(|| check.text.clone());
        let mut waiting: BTreeMap<String, Vec<&Check>> = BTreeMap::new();
        for check in self.old.checks.iter().rev() {
            waiting.entry(key(check)).or_default().push(check);
        }
        let mut changes = Vec::new();
        for check in &self.new.checks {
            let old = waiting.get_mut(&key(check)).and_then(Vec::pop);
            changes.extend(self.check(old, Some(check)));
        }
        let mut gone: Vec<&Check> = waiting.into_values().flatten().collect();
        gone.sort_by_key(|check| self.old.checks.iter().position(|other| std::ptr::eq(other, *check)));
        changes.extend(gone.into_iter().filter_map(|check| self.check(Some(check), None)));
        changes
    }

    fn check(&self, old: Option<&Check>, new: Option<&Check>) -> Option<Change> {
        let text = |check: &Check| format!("{}{}", check.text, if check.warns { ", only warns" } else { "" });
        let (before, after) = (old.map(text), new.map(text));
        let action = action(before.as_ref(), after.as_ref())?;
        let check = new.or(old)?;
        let place = check.place.clone();
        Some(Change {
            name: check.name.clone(),
            old: before,
            new: after,
            place,
            ..of(self.new, plain(action, "check"))
        })
    }
}

/// `bigint not null pii, as int`.
fn contract(column: &Column) -> String {
    let null = if column.nullable { "" } else { " not null" };
    let pii = if column.pii { " pii" } else { "" };
    let stored = if column.stored.is_empty() { String::new() } else { format!(", {}", column.stored) };
    format!("{}{null}{pii}{stored}", column.ty)
}

/// What a part says, without its kind and name.
fn definition_of(part: &Part) -> String {
    match (part.kind, &part.with) {
        (PartKind::Join | PartKind::Lookup, Some(with)) => match part.text.split_once(" on ") {
            Some((kind, on)) => format!("{kind} with {with} on {on}"),
            None => format!("{} with {with}", part.text),
        },
        (PartKind::Union, Some(with)) => format!("{} of {with}", part.text),
        _ => part.text.clone(),
    }
}

/// What a part says, with its kind: ``filter `a > 0` ``.
pub(super) fn definition(part: &Part) -> String {
    let name = part.name.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
    format!("{} `{name}{}`", part.kind.word(), definition_of(part))
}

/// Everything about a dataset but its name and its place in the spec, as text.
pub(super) fn same_but_for_the_name(dataset: &Dataset, renames: &Renames) -> String {
    let now = |name: &Option<String>| name.as_ref().map(|name| renames.get(name).unwrap_or(name).clone());
    let mut dataset = dataset.clone();
    dataset.name.clear();
    dataset.place.clear();
    dataset.from = now(&dataset.from);
    for part in &mut dataset.parts {
        super::align::rename(part, renames);
        part.place.clear();
    }
    for check in &mut dataset.checks {
        check.place.clear();
    }
    format!("{dataset:?}")
}
