//! What a change reaches: column by column where the definitions say which columns they use, else row by row.

use std::collections::{BTreeMap, BTreeSet};

use super::{Dataset, Meaning, Part, PartKind};

/// The most datasets that are listed for one change.
const MAX_REACHED: usize = 1_000;

/// What of a dataset is different.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect<'m> {
    /// These columns.
    Columns(BTreeSet<&'m str>),
    /// Which rows there are, and so everything.
    Rows,
}

impl Effect<'_> {
    fn is_nothing(&self) -> bool {
        matches!(self, Self::Columns(columns) if columns.is_empty())
    }
}

/// The data flow of one meaning.
pub(super) struct Graph<'m> {
    meaning: &'m Meaning,
    index: BTreeMap<&'m str, usize>,
    readers: Vec<Vec<usize>>,
    flows: Vec<Option<Flow<'m>>>,
    known: BTreeMap<(usize, Effect<'m>), Reached>,
}

/// Datasets that a change reaches, by index, and whether these are all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reached {
    pub(super) datasets: BTreeSet<usize>,
    pub(super) is_cut: bool,
}

impl<'m> Graph<'m> {
    pub(super) fn new(meaning: &'m Meaning) -> Self {
        let index: BTreeMap<&str, usize> =
            meaning.datasets.iter().enumerate().map(|(i, dataset)| (dataset.name.as_str(), i)).collect();
        let mut readers = vec![Vec::new(); meaning.datasets.len()];
        for (reader, dataset) in meaning.datasets.iter().enumerate() {
            let read: BTreeSet<usize> = sources(dataset).filter_map(|name| index.get(name).copied()).collect();
            for source in read {
                if let Some(readers) = readers.get_mut(source) {
                    readers.push(reader);
                }
            }
        }
        let flows = meaning.datasets.iter().map(|_| None).collect();
        Self { meaning, index, readers, flows, known: BTreeMap::new() }
    }

    pub(super) fn name(&self, dataset: usize) -> &'m str {
        self.meaning.datasets.get(dataset).map(|dataset| dataset.name.as_str()).unwrap_or_default()
    }

    pub(super) fn find(&self, dataset: &str) -> Option<usize> {
        self.index.get(dataset).copied()
    }

    /// What of its own dataset a part is behind.
    pub(super) fn effect_of_part(&mut self, dataset: usize, part: usize) -> Effect<'m> {
        self.flow(dataset).map_or(Effect::Rows, |flow| flow.effect(&[part], &|_| None))
    }

    /// Everything downstream of a dataset of which something is different.
    pub(super) fn reached(&mut self, dataset: usize, effect: Effect<'m>) -> Reached {
        let key = (dataset, effect);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let mut effects = BTreeMap::from([key.clone()]);
        let mut open: BTreeSet<usize> = self.readers.get(dataset).into_iter().flatten().copied().collect();
        let mut reached = Reached::default();
        while let Some(next) = open.pop_first() {
            let index = &self.index;
            let effects_of = &effects;
            let flow = flow_of(self.meaning, &mut self.flows, next);
            let Some(flow) = flow else { continue };
            let effect = flow.effect(&[], &|source| effects_of.get(index.get(source)?));
            if effect.is_nothing() {
                continue;
            }
            if reached.datasets.len() == MAX_REACHED {
                reached.is_cut = true;
                break;
            }
            reached.datasets.insert(next);
            effects.insert(next, effect);
            open.extend(self.readers.get(next).into_iter().flatten());
        }
        self.known.insert(key, reached.clone());
        reached
    }

    fn flow(&mut self, dataset: usize) -> Option<&Flow<'m>> {
        flow_of(self.meaning, &mut self.flows, dataset)
    }
}

fn flow_of<'f, 'm>(meaning: &'m Meaning, flows: &'f mut [Option<Flow<'m>>], dataset: usize) -> Option<&'f Flow<'m>> {
    let definition = meaning.datasets.get(dataset)?;
    Some(flows.get_mut(dataset)?.get_or_insert_with(|| Flow::new(definition)))
}

/// Datasets that a dataset reads.
fn sources(dataset: &Dataset) -> impl Iterator<Item = &str> {
    dataset.from.iter().chain(dataset.parts.iter().filter_map(|part| part.with.as_ref())).map(String::as_str)
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin<'m> {
    /// A part of the definition, by index.
    Part(usize),
    /// A column of a dataset.
    Column(&'m str, &'m str),
}

/// How values move through the parts of one dataset.
struct Flow<'m> {
    parts: Vec<Node<'m>>,
    /// Datasets whose rows decide which rows there are.
    row_sources: Vec<&'m str>,
    columns: Vec<(&'m str, Vec<Origin<'m>>)>,
}

struct Node<'m> {
    from: Vec<Origin<'m>>,
    /// A dataset whose rows it looks at without changing which rows there are.
    looks_up: Option<&'m str>,
    makes_rows: bool,
}

impl<'m> Flow<'m> {
    fn new(dataset: &'m Dataset) -> Self {
        let mut state = State { from: dataset.from.as_deref(), changed: BTreeMap::new(), unions: Vec::new() };
        let mut flow = Self { parts: Vec::new(), row_sources: state.from.into_iter().collect(), columns: Vec::new() };
        let mut joins: BTreeMap<&str, usize> = BTreeMap::new();
        for (i, part) in dataset.parts.iter().enumerate() {
            flow.parts.push(node(part, &state, &joins));
            match (part.kind, &part.with) {
                (PartKind::Join, Some(with)) => {
                    joins.insert(with, i);
                    flow.row_sources.push(with);
                }
                (PartKind::Lookup, Some(with)) => {
                    joins.insert(with, i);
                }
                (PartKind::Union, Some(with)) => {
                    state.unions.push(with);
                    flow.row_sources.push(with);
                }
                _ => {}
            }
            if let Some(name) = &part.name {
                state.changed.insert(name, i);
            }
        }
        flow.columns =
            dataset.columns.iter().map(|column| (column.name.as_str(), state.origins(&column.name))).collect();
        flow
    }

    /// What is different when these parts are, and these sources.
    fn effect<'e>(&self, parts: &[usize], source: &dyn Fn(&'m str) -> Option<&'e Effect<'m>>) -> Effect<'m>
    where
        'm: 'e,
    {
        let rows = |name: &'m str| matches!(source(name), Some(Effect::Rows));
        if self.row_sources.iter().any(|name| rows(name)) {
            return Effect::Rows;
        }
        let mut is_different = vec![false; self.parts.len()];
        let differs = |is_different: &[bool], origin: &Origin<'m>| match origin {
            Origin::Part(part) => is_different.get(*part).copied().unwrap_or_default(),
            Origin::Column(dataset, column) => match source(dataset) {
                Some(Effect::Rows) => true,
                Some(Effect::Columns(columns)) => columns.contains(column),
                None => false,
            },
        };
        for (i, node) in self.parts.iter().enumerate() {
            let now = parts.contains(&i)
                || node.looks_up.is_some_and(rows)
                || node.from.iter().any(|origin| differs(&is_different, origin));
            if now && node.makes_rows {
                return Effect::Rows;
            }
            if let Some(slot) = is_different.get_mut(i) {
                *slot = now;
            }
        }
        let columns = self.columns.iter();
        let different = columns.filter(|(_, from)| from.iter().any(|origin| differs(&is_different, origin)));
        Effect::Columns(different.map(|(name, _)| *name).collect())
    }
}

/// Where each column comes from, at one place among the parts.
struct State<'m> {
    from: Option<&'m str>,
    /// Columns made by a part.
    changed: BTreeMap<&'m str, usize>,
    unions: Vec<&'m str>,
}

impl<'m> State<'m> {
    fn origins(&self, column: &'m str) -> Vec<Origin<'m>> {
        let first = match (self.changed.get(column), self.from) {
            (Some(part), _) => Some(Origin::Part(*part)),
            (None, Some(from)) => Some(Origin::Column(from, column)),
            (None, None) => None,
        };
        first.into_iter().chain(self.unions.iter().map(|other| Origin::Column(other, column))).collect()
    }
}

fn node<'m>(part: &'m Part, state: &State<'m>, joins: &BTreeMap<&str, usize>) -> Node<'m> {
    let mut from: Vec<Origin<'m>> = part.uses.iter().flat_map(|column| state.origins(column)).collect();
    if let Some(with) = &part.with {
        from.extend(part.with_uses.iter().map(|column| Origin::Column(with, column)));
        if part.kind == PartKind::Column {
            from.extend(joins.get(with.as_str()).map(|join| Origin::Part(*join)));
        }
    }
    let looks_up = part.with.as_deref().filter(|_| part.kind == PartKind::Lookup);
    Node { from, looks_up, makes_rows: part.kind.makes_rows() }
}
