//! A comma inside `{ }` and `[ ]` ends the value, also between parentheses: `{ price: round(x, 2) }` has the keys
//! `price` and `2)`. People write that all the time, so the pieces are found, reported once, and put together again.

use std::borrow::Cow;

use super::{Entry, Node, NodeKind, Scalar, Style, yaml_error};
use crate::error::ErrorList;
use crate::span::Span;

const MESSAGE: &str =
    "a comma ends the value inside `{ }` and `[ ]`, also between parentheses: put the value in double quotes";

/// Joins the values of a `{ }` that a comma split.
pub(super) fn join_entries<'a>(source: &'a str, entries: &mut Vec<Entry<'a>>, errors: &mut ErrorList) {
    if !entries.iter().any(|entry| is_open(&entry.value)) {
        return;
    }
    let mut joined: Vec<Entry<'a>> = Vec::with_capacity(entries.len());
    for entry in entries.drain(..) {
        match joined.last_mut() {
            Some(last) if is_open(&last.value) && matches!(entry.value.kind, NodeKind::Null) => {
                extend(source, &mut last.value, entry.key.span, errors);
            }
            Some(_) | None => joined.push(entry),
        }
    }
    *entries = joined;
}

/// Joins the items of a `[ ]` that a comma split.
pub(super) fn join_items<'a>(source: &'a str, items: &mut Vec<Node<'a>>, errors: &mut ErrorList) {
    if !items.iter().any(is_open) {
        return;
    }
    let mut joined: Vec<Node<'a>> = Vec::with_capacity(items.len());
    for item in items.drain(..) {
        match joined.last_mut() {
            Some(last) if is_open(last) && matches!(item.kind, NodeKind::Scalar(_)) => {
                extend(source, last, item.span, errors);
            }
            Some(_) | None => joined.push(item),
        }
    }
    *items = joined;
}

/// A plain scalar with more `(` than `)`.
fn is_open(node: &Node<'_>) -> bool {
    let NodeKind::Scalar(scalar) = &node.kind else { return false };
    let balance = |depth: i32, byte: u8| match byte {
        b'(' => depth + 1,
        b')' => depth - 1,
        _ => depth,
    };
    scalar.style == Style::Plain && scalar.value.bytes().fold(0, balance) > 0
}

fn extend<'a>(source: &'a str, node: &mut Node<'a>, piece: Span, errors: &mut ErrorList) {
    let span = node.span.to(piece);
    // The second piece of the same value adds to the error there is.
    match errors.last_mut().filter(|last| last.span == node.span) {
        Some(last) => last.span = span,
        None => errors.push(yaml_error(MESSAGE, span)),
    }
    let value = source.get(span.start as usize..span.end as usize).unwrap_or_default();
    *node = Node { span, kind: NodeKind::Scalar(Scalar { value: Cow::Borrowed(value), span, style: Style::Plain }) };
}
