//! Which part of an old definition a part of the new one is.

use std::collections::BTreeMap;

use super::{Part, PartKind};

/// Two parts, by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pair {
    /// Both mean the same.
    Same(usize, usize),
    /// One became the other.
    Changed(usize, usize),
    /// The same definition has another name.
    Renamed(usize, usize),
    /// Only the old one.
    Removed(usize),
    /// Only the new one.
    Added(usize),
}

/// Datasets that have another name now, old to new.
pub(super) type Renames = BTreeMap<String, String>;

/// The most pairs of changed parts that are tried; what is beyond was removed and added.
const MAX_TRIED: usize = 4_000_000;

/// Aligns the parts of a definition: new parts in order, removed ones after them. The order of the arguments makes no
/// difference but for the direction.
pub(super) fn align(old: &[Part], new: &[Part], renames: &Renames) -> Vec<Pair> {
    let mut partners = Partners { of_old: vec![None; old.len()], of_new: vec![None; new.len()] };
    equal_parts(old, new, renames, &mut partners);
    let is_same = partners.of_new.clone();
    changed_parts(old, new, renames, &mut partners);
    let is_changed = partners.of_new.clone();
    renamed_parts(old, new, renames, &mut partners);
    let pair = |n: usize| match (is_same.get(n), is_changed.get(n), partners.of_new.get(n)) {
        (Some(Some(o)), _, _) => Pair::Same(*o, n),
        (_, Some(Some(o)), _) => Pair::Changed(*o, n),
        (_, _, Some(Some(o))) => Pair::Renamed(*o, n),
        _ => Pair::Added(n),
    };
    let removed = partners.of_old.iter().enumerate().filter(|(_, partner)| partner.is_none());
    (0..new.len()).map(pair).chain(removed.map(|(o, _)| Pair::Removed(o))).collect()
}

/// Who belongs to whom so far.
struct Partners {
    of_old: Vec<Option<usize>>,
    of_new: Vec<Option<usize>>,
}

impl Partners {
    fn join(&mut self, o: usize, n: usize) {
        if let (Some(a @ None), Some(b @ None)) = (self.of_old.get_mut(o), self.of_new.get_mut(n)) {
            *a = Some(n);
            *b = Some(o);
        }
    }

    fn free_old<'p>(&self, parts: &'p [Part]) -> Vec<(usize, &'p Part)> {
        free(&self.of_old, parts)
    }

    fn free_new<'p>(&self, parts: &'p [Part]) -> Vec<(usize, &'p Part)> {
        free(&self.of_new, parts)
    }
}

fn free<'p>(partners: &[Option<usize>], parts: &'p [Part]) -> Vec<(usize, &'p Part)> {
    parts.iter().enumerate().zip(partners).filter(|(_, partner)| partner.is_none()).map(|(part, _)| part).collect()
}

/// What a part says, in the new names of datasets.
fn content(part: &Part, renames: &Renames) -> (&'static str, String, Option<String>) {
    let Some((with, new)) = part.with.as_ref().and_then(|with| Some((with, renames.get(with)?))) else {
        return (part.kind.word(), part.exact().to_owned(), part.with.clone());
    };
    (part.kind.word(), with_name(part.exact(), with, new), Some(new.clone()))
}

/// A part in the new names of datasets.
pub(super) fn rename(part: &mut Part, renames: &Renames) {
    let Some((with, new)) = part.with.as_ref().and_then(|with| Some((with.clone(), renames.get(with)?))) else {
        return;
    };
    part.text = with_name(&part.text, &with, new);
    part.exact = part.exact.as_ref().map(|exact| with_name(exact, &with, new));
    part.with = Some(new.clone());
}

/// A text with `old.column` as `new.column`.
fn with_name(text: &str, old: &str, new: &str) -> String {
    let prefix = format!("{old}.");
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(&prefix) {
        let (before, found) = rest.split_at(at);
        let is_word = before.chars().next_back().or(out.chars().next_back());
        let whole = !is_word.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '"'));
        out.push_str(before);
        out.push_str(if whole { new } else { old });
        out.push('.');
        rest = found.get(prefix.len()..).unwrap_or_default();
    }
    out + rest
}

/// Equal parts, the first with the first.
fn equal_parts(old: &[Part], new: &[Part], renames: &Renames, partners: &mut Partners) {
    let none = Renames::new();
    let mut waiting: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (n, part) in new.iter().enumerate().rev() {
        waiting.entry((part.name.as_deref(), content(part, &none))).or_default().push(n);
    }
    for (o, part) in old.iter().enumerate() {
        let found = waiting.get_mut(&(part.name.as_deref(), content(part, renames)));
        if let Some(n) = found.and_then(Vec::pop) {
            partners.join(o, n);
        }
    }
}

/// Parts of one kind, and of one name where they have one. The nearest pairs come first.
fn changed_parts(old: &[Part], new: &[Part], renames: &Renames, partners: &mut Partners) {
    type Slot<'p> = (&'static str, Option<&'p str>);
    type Sides<'p> = (Vec<(usize, &'p Part)>, Vec<(usize, &'p Part)>);
    fn slot(part: &Part) -> Slot<'_> {
        (part.kind.word(), part.name.as_deref())
    }
    let mut slots: BTreeMap<Slot<'_>, Sides<'_>> = BTreeMap::new();
    for (o, part) in partners.free_old(old) {
        slots.entry(slot(part)).or_default().0.push((o, part));
    }
    for (n, part) in partners.free_new(new) {
        slots.entry(slot(part)).or_default().1.push((n, part));
    }
    for (olds, news) in slots.into_values() {
        if olds.len().saturating_mul(news.len()) > MAX_TRIED {
            continue;
        }
        for same_columns in [true, false] {
            nearest(&olds, &news, partners, |a, b| {
                if same_columns { a.uses == b.uses && same_other(a, b, renames) } else { may_become(a, b, renames) }
            });
        }
    }
}

/// Joins fitting pairs, those first whose places are the smallest together: no two of them share a part, so it makes no
/// difference which side is the old one.
fn nearest(
    olds: &[(usize, &Part)],
    news: &[(usize, &Part)],
    partners: &mut Partners,
    fits: impl Fn(&Part, &Part) -> bool,
) {
    for sum in 0..(olds.len() + news.len()).saturating_sub(1) {
        for (i, (o, a)) in olds.iter().enumerate().take(sum + 1) {
            if let Some((n, b)) = news.get(sum - i)
                && fits(a, b)
            {
                partners.join(*o, *n);
            }
        }
    }
}

/// Whether one part may have become the other: a condition on other columns is another condition.
fn may_become(old: &Part, new: &Part, renames: &Renames) -> bool {
    match old.kind {
        PartKind::Filter => {
            (old.uses.is_empty() && new.uses.is_empty()) || old.uses.iter().any(|column| new.uses.contains(column))
        }
        PartKind::Join | PartKind::Lookup | PartKind::Union => same_other(old, new, renames),
        PartKind::Column
        | PartKind::Key
        | PartKind::Measure
        | PartKind::Dedupe
        | PartKind::Sort
        | PartKind::Limit
        | PartKind::Top
        | PartKind::Unpivot
        | PartKind::Explode => true,
    }
}

fn same_other(old: &Part, new: &Part, renames: &Renames) -> bool {
    let with = |part: &Part| part.with.clone();
    match old.kind {
        PartKind::Join | PartKind::Lookup | PartKind::Union => {
            let name = with(old).map(|name| renames.get(&name).cloned().unwrap_or(name));
            name == with(new)
        }
        PartKind::Column
        | PartKind::Key
        | PartKind::Measure
        | PartKind::Filter
        | PartKind::Dedupe
        | PartKind::Sort
        | PartKind::Limit
        | PartKind::Top
        | PartKind::Unpivot
        | PartKind::Explode => true,
    }
}

/// One definition that went and one equal one that came under another name, and no others like them.
fn renamed_parts(old: &[Part], new: &[Part], renames: &Renames, partners: &mut Partners) {
    let none = Renames::new();
    let mut alike: BTreeMap<_, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (o, part) in partners.free_old(old).into_iter().filter(|(_, part)| part.name.is_some()) {
        alike.entry(content(part, renames)).or_default().0.push(o);
    }
    for (n, part) in partners.free_new(new).into_iter().filter(|(_, part)| part.name.is_some()) {
        alike.entry(content(part, &none)).or_default().1.push(n);
    }
    for (olds, news) in alike.into_values() {
        if let ([o], [n]) = (olds.as_slice(), news.as_slice()) {
            partners.join(*o, *n);
        }
    }
}

/// Two parts that changed their order, where that makes a difference: `(first before, first now)`, by old index.
pub(super) fn reordered(old: &[Part], new: &[Part], pairs: &[Pair]) -> Option<(usize, usize)> {
    let mut kept: Vec<(usize, usize)> = pairs
        .iter()
        .filter_map(|pair| match pair {
            Pair::Same(o, n) | Pair::Changed(o, n) | Pair::Renamed(o, n) => Some((*o, *n)),
            Pair::Removed(_) | Pair::Added(_) => None,
        })
        .collect();
    kept.sort_unstable();
    if kept.is_sorted_by_key(|(_, n)| *n) {
        return None;
    }
    for (i, (o, n)) in kept.iter().enumerate() {
        for (later_o, later_n) in kept.iter().skip(i + 1).filter(|(_, later)| later < n) {
            let commute = |parts: &[Part], a: usize, b: usize| match (parts.get(a), parts.get(b)) {
                (Some(a), Some(b)) => commute(a, b),
                _ => true,
            };
            if !commute(old, *o, *later_o) || !commute(new, *n, *later_n) {
                return Some((*o, *later_o));
            }
        }
    }
    None
}

/// Whether two parts may change places.
fn commute(a: &Part, b: &Part) -> bool {
    let touches = |a: &Part, b: &Part| a.name.as_ref().is_some_and(|name| b.uses.contains(name));
    if touches(a, b) || touches(b, a) || (a.name.is_some() && a.name == b.name) {
        return false;
    }
    let is_column = |part: &Part| matches!(part.kind, PartKind::Column | PartKind::Lookup);
    let is_group = |part: &Part| matches!(part.kind, PartKind::Key | PartKind::Measure);
    let is_filter = |part: &Part| part.kind == PartKind::Filter;
    if (is_filter(a) && b.window) || (is_filter(b) && a.window) {
        return false;
    }
    (is_filter(a) || is_column(a)) && (is_filter(b) || is_column(b)) || (is_group(a) && is_group(b))
}
