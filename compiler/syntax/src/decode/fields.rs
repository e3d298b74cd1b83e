//! Mappings with known keys.

use super::Decoder;
use crate::SyntaxErrorKind;
use crate::span::Span;
use crate::yaml::{Entry, Node, NodeKind, Scalar};

/// The entries of a mapping whose keys are all known, to be taken one by one.
pub(super) struct Fields<'a> {
    entries: Vec<Entry<'a>>,
    /// Keys that were refused: one of them may be the misspelt form of one that is missing.
    unknown: Vec<Scalar<'a>>,
    /// It is no mapping, which has been reported: nothing is missing in it.
    unreadable: bool,
    /// What the mapping is: "an input".
    place: &'static str,
    /// Where to say that something is missing.
    pub(super) owner: Span,
}

impl<'a> Fields<'a> {
    /// The value of `key`.
    pub(super) fn take(&mut self, key: &str) -> Option<Node<'a>> {
        let index = self.entries.iter().position(|entry| entry.key.value == key)?;
        Some(self.entries.swap_remove(index).value)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|entry| entry.key.value == key)
    }

    /// It is no mapping, which has been reported.
    pub(super) fn is_unreadable(&self) -> bool {
        self.unreadable
    }

    /// Some key was refused, and may have been meant as one of the known: then none of a choice is missed.
    pub(super) fn has_unknown(&self) -> bool {
        self.unreadable || !self.unknown.is_empty()
    }
}

impl Decoder<'_> {
    /// The fields of a mapping; every key outside `allowed` is an error. Errors about missing keys go to `owner`.
    /// What is no mapping is reported and has no fields.
    pub(super) fn fields<'a>(
        &mut self,
        node: Node<'a>,
        place: &'static str,
        allowed: &'static [&'static str],
        owner: Span,
    ) -> Fields<'a> {
        let mut fields = Fields { entries: Vec::new(), unknown: Vec::new(), unreadable: false, place, owner };
        let Some(entries) = self.entries(node, place, "a mapping") else {
            return Fields { unreadable: true, ..fields };
        };
        if entries.iter().all(|entry| allowed.contains(&entry.key.value.as_ref())) {
            return Fields { entries, ..fields };
        }
        let present: Vec<&str> =
            allowed.iter().copied().filter(|k| entries.iter().any(|e| e.key.value == *k)).collect();
        for mut entry in entries {
            if !allowed.contains(&entry.key.value.as_ref()) {
                self.unknown_key(&entry.key, place, allowed);
                let missing = allowed.iter().copied().filter(|key| !present.contains(key));
                let Some(key) = meant(&entry.key.value, missing) else {
                    fields.unknown.push(entry.key);
                    continue;
                };
                // Read on as if it had been spelt right: its mistakes are worth knowing, and nothing else goes missing.
                entry.key.value = key.into();
            }
            fields.entries.push(entry);
        }
        fields
    }

    /// The value of a key that must be there, and hold something.
    pub(super) fn required<'a>(&mut self, fields: &mut Fields<'a>, key: &'static str) -> Option<Node<'a>> {
        let value = fields.take(key).filter(|node| !matches!(node.kind, NodeKind::Null));
        let is_misspelt = || fields.unknown.iter().any(|unknown| resembles(&unknown.value, key));
        if value.is_none() && !fields.unreadable && !is_misspelt() {
            self.missing_key(key, fields);
        }
        value
    }

    pub(super) fn missing_key(&mut self, key: &'static str, fields: &Fields<'_>) {
        self.error(SyntaxErrorKind::MissingKey { key, place: fields.place }, fields.owner);
    }

    pub(super) fn unknown_key(&mut self, key: &Scalar<'_>, place: &'static str, allowed: &[&'static str]) {
        let kind = SyntaxErrorKind::UnknownKey { key: key.value.to_string(), place, allowed: allowed.to_vec() };
        self.error(kind, key.span);
    }

    /// The entries of a mapping; none for an empty value. `None` when it is something else.
    pub(super) fn entries<'a>(
        &mut self,
        node: Node<'a>,
        place: &'static str,
        expected: &'static str,
    ) -> Option<Vec<Entry<'a>>> {
        if node.is_null() {
            return Some(Vec::new());
        }
        match node {
            Node { kind: NodeKind::Mapping(entries), .. } => Some(entries),
            other => {
                self.wrong_shape(&other, expected, place);
                None
            }
        }
    }

    /// The items of a list; none for an empty value.
    pub(super) fn items<'a>(&mut self, node: Node<'a>, place: &'static str, expected: &'static str) -> Vec<Node<'a>> {
        if node.is_null() {
            return Vec::new();
        }
        match node {
            Node { kind: NodeKind::Sequence(items), .. } => items,
            other => {
                self.wrong_shape(&other, expected, place);
                Vec::new()
            }
        }
    }

    pub(super) fn wrong_shape(&mut self, node: &Node<'_>, expected: &'static str, place: &'static str) {
        let found = match &node.kind {
            NodeKind::Null => "nothing",
            NodeKind::Scalar(scalar) if scalar.is_null_word() => "nothing",
            NodeKind::Scalar(_) => "text",
            NodeKind::Sequence(_) => "a list",
            NodeKind::Mapping(_) => "a mapping",
        };
        self.error(SyntaxErrorKind::WrongShape { expected, found, place }, node.span);
    }
}

/// The only known word that a misspelt one resembles.
pub(super) fn meant<'k>(written: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let mut alike = known.filter(|word| resembles(written, word));
    alike.next().filter(|_| alike.next().is_none())
}

/// Whether a letter or two in one place make the difference: `form`, `from`; `colums`, `columns`.
fn resembles(written: &str, meant: &str) -> bool {
    let longer = written.len().max(meant.len());
    let prefix = written.bytes().zip(meant.bytes()).take_while(|(a, b)| a == b).count();
    let suffix = written.bytes().rev().zip(meant.bytes().rev()).take_while(|(a, b)| a == b).count();
    prefix + suffix + 2 >= longer && prefix + suffix > 0
}
