//! What one row stands for, after each operator.

use std::collections::HashMap;
use std::sync::Arc;

use crate::Symbol;
use crate::ir::{Expr, ExprKind, Grain, NamedExpr};

/// More keys than this are forgotten: joins could otherwise multiply them.
const MAX_KEYS: usize = 8;

/// A grain of these keys; no keys: nothing is known.
pub(crate) fn keys(mut keys: Vec<Vec<Symbol>>) -> Grain {
    if keys.is_empty() {
        return Grain::Unknown;
    }
    keys.sort_by_key(Vec::len);
    keys.dedup();
    keys.truncate(MAX_KEYS);
    Grain::Keys(keys)
}

/// The keys of a grain: one row only is a key of no columns.
pub(crate) fn keys_of(grain: &Grain) -> Vec<Vec<Symbol>> {
    match grain {
        Grain::Unknown => Vec::new(),
        Grain::One => vec![Vec::new()],
        Grain::Keys(keys) => keys.clone(),
    }
}

/// Whether rows that agree on `columns` are the same row.
pub(crate) fn covered(grain: &Grain, columns: &[&str]) -> bool {
    match grain {
        Grain::Unknown => false,
        Grain::One => true,
        Grain::Keys(keys) => keys.iter().any(|key| key.iter().all(|name| columns.contains(&&**name))),
    }
}

/// After rows were left out: exactly one row becomes at most one.
pub(crate) fn filtered(grain: &Grain) -> Grain {
    match grain {
        Grain::One => Grain::Keys(vec![Vec::new()]),
        Grain::Unknown | Grain::Keys(_) => grain.clone(),
    }
}

/// After these columns got new values.
pub(crate) fn replaced(grain: &Grain, changed: &[NamedExpr]) -> Grain {
    match grain {
        Grain::Unknown | Grain::One => grain.clone(),
        Grain::Keys(old) => {
            keys(old.iter().filter(|key| !key.iter().any(|k| changed.iter().any(|c| c.name == *k))).cloned().collect())
        }
    }
}

/// After a projection: a key stays when all its columns are copied, under their new names.
pub(crate) fn projected(grain: &Grain, columns: &[NamedExpr]) -> Grain {
    let Grain::Keys(old) = grain else { return grain.clone() };
    let mut new_name: HashMap<&str, &Symbol> = HashMap::new();
    for column in columns {
        if let Some((_, name)) = column.expr.as_column() {
            new_name.entry(name).or_insert(&column.name);
        }
    }
    keys(
        old.iter()
            .filter_map(|key| key.iter().map(|k| new_name.get(&**k).map(|name| Arc::clone(name))).collect())
            .collect(),
    )
}

/// After one row became several, told apart by `columns` as well; `None`: by nothing.
pub(crate) fn multiplied(grain: &Grain, columns: Option<&[Symbol]>) -> Grain {
    match columns {
        None => Grain::Unknown,
        Some(columns) => keys(keys_of(grain).into_iter().map(|key| [key, columns.to_vec()].concat()).collect()),
    }
}

/// After a column went away, or got other values.
pub(crate) fn without(grain: &Grain, column: &str) -> Grain {
    match grain {
        Grain::Unknown | Grain::One => grain.clone(),
        Grain::Keys(old) => keys(old.iter().filter(|key| !key.iter().any(|name| **name == *column)).cloned().collect()),
    }
}

/// The column a key is, before a conversion. A decimal or date that widens keeps its value, so the key stays one.
pub(crate) fn plain_column(key: &Expr) -> Option<&Symbol> {
    if let ExprKind::Cast { operand, .. } = &key.kind
        && operand.span == key.span
    {
        return plain_column(operand);
    }
    key.as_column().map(|(_, name)| name)
}
