//! The small typed phrases inside YAML scalars: expressions, sort keys, types, names.
//!
//! ```text
//! text ─scan→ (bounded) ─pest→ pairs ─build, fold→ tree
//!                            └ mistake: what was expected, in words
//! ```
//!
//! Every function takes a decoded [`Text`] and returns a value *and* the errors, whose spans point into the file. A
//! phrase that does not parse gives a placeholder (`ExprKind::Error`, `TypeNameKind::Error`, an empty list) and one
//! error. The grammar is `expr.pest`; no pest type leaves this module.

use pest::Parser;

mod build;
mod fold;
mod grammar;
mod habits;
mod mistake;
mod names;
mod scan;
mod types;
mod unparse;
mod words;

use build::Builder;
use grammar::{Grammar, Node, Rule, parts};
pub use names::{
    MAX_COLUMN_NAME, MAX_IDENTIFIER, NameKind, RESERVED, is_plain, is_reserved, parse_name, parse_name_list,
};

use crate::text::Text;
use crate::tree::{Expr, ExprKind, Name, SortKey, TypeName, TypeNameKind};
use crate::{SyntaxError, SyntaxErrorKind};

/// The longest phrase, in bytes.
pub const MAX_PHRASE: usize = 64 * 1024;

/// `string not null unique pii`, the short form of an input column.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnPhrase {
    /// The type.
    pub ty: TypeName,
    /// `not null`.
    pub not_null: bool,
    /// `unique`.
    pub unique: bool,
    /// `pii`.
    pub pii: bool,
}

/// `hours(a, b: timestamp)`, the key of a macro.
#[derive(Debug, Clone, PartialEq)]
pub struct MacroHead {
    /// The macro's name.
    pub name: Name,
    /// Its parameters, each optionally with a type.
    pub params: Vec<(Name, Option<TypeName>)>,
}

/// An expression: `rental_end_time > rental_start_time and total_amount >= 0`.
#[must_use]
pub fn parse_expr(text: &Text) -> (Expr, Vec<SyntaxError>) {
    let (expr, errors) = match text.value.as_str() {
        // Most phrases are one column: a project of 10,000 datasets has a hundred thousand of them.
        word if is_plain(word) => {
            let span = text.span_of(0..word.len());
            let name = Name { text: word.to_owned(), span };
            return (Expr { kind: ExprKind::Path(vec![name]), span }, Vec::new());
        }
        _ => parse(text, Rule::expression_phrase, Builder::first),
    };
    let failed = || Expr { kind: ExprKind::Error, span: text.span };
    (expr.filter(|_| errors.is_empty()).unwrap_or_else(failed), errors)
}

/// Sort keys: `total_revenue desc nulls first, city`.
#[must_use]
pub fn parse_sort_keys(text: &Text) -> (Vec<SortKey>, Vec<SyntaxError>) {
    let (keys, errors) = parse(text, Rule::sort_phrase, Builder::sort_keys);
    (keys.filter(|_| errors.is_empty()).unwrap_or_default(), errors)
}

/// A type: `decimal(10,2)`, `array<struct<a: string>>`.
#[must_use]
pub fn parse_type(text: &Text) -> (TypeName, Vec<SyntaxError>) {
    let (ty, errors) = parse(text, Rule::type_phrase, |builder, node| {
        parts(node).next().map_or_else(|| no_type(text), |ty| builder.type_name(ty))
    });
    (ty.filter(|_| errors.is_empty()).unwrap_or_else(|| no_type(text)), errors)
}

/// A type and its flags, in any order: `string not null unique pii`.
#[must_use]
pub fn parse_column(text: &Text) -> (ColumnPhrase, Vec<SyntaxError>) {
    let empty = || ColumnPhrase { ty: no_type(text), not_null: false, unique: false, pii: false };
    let (column, errors) = parse(text, Rule::column_phrase, |builder, node| {
        let mut column = empty();
        for part in parts(node) {
            let rule = part.as_rule();
            column.not_null |= rule == Rule::not_null;
            column.unique |= rule == Rule::unique;
            column.pii |= rule == Rule::pii;
            if !matches!(rule, Rule::not_null | Rule::unique | Rule::pii) {
                column.ty = builder.type_name(part);
            }
        }
        column
    });
    (column.unwrap_or_else(empty), errors)
}

/// The head of a macro: `hours(a, b: timestamp)`; `None` when it does not parse.
#[must_use]
pub fn parse_macro_head(text: &Text) -> (Option<MacroHead>, Vec<SyntaxError>) {
    let (head, errors) = parse(text, Rule::macro_phrase, |builder, node| {
        let mut inner = parts(node);
        let name = builder.name(&inner.next()?);
        let params = inner.filter_map(|param| macro_param(builder, param)).collect();
        Some(MacroHead { name, params })
    });
    (head.flatten(), errors)
}

fn macro_param(builder: &mut Builder<'_>, node: Node<'_>) -> Option<(Name, Option<TypeName>)> {
    let mut inner = parts(node);
    let name = builder.name(&inner.next()?);
    Some((name, inner.next().map(|ty| builder.type_name(ty))))
}

/// Names between dots: `users.user_id`; empty when it does not parse.
#[must_use]
pub fn parse_dotted(text: &Text) -> (Vec<Name>, Vec<SyntaxError>) {
    let (path, errors) = parse(text, Rule::path_phrase, |builder, node| {
        parts(node).next().map(|path| builder.path(path)).unwrap_or_default()
    });
    (path.unwrap_or_default(), errors)
}

const fn no_type(text: &Text) -> TypeName {
    TypeName { kind: TypeNameKind::Error, span: text.span }
}

/// Bounds the phrase, parses it as `rule` and builds its value.
fn parse<'t, T>(
    text: &'t Text,
    rule: Rule,
    build: impl FnOnce(&mut Builder<'t>, Node<'t>) -> T,
) -> (Option<T>, Vec<SyntaxError>) {
    if let Err(error) = bound(text) {
        return (None, vec![error]);
    }
    match Grammar::parse(rule, &text.value) {
        Ok(mut nodes) => {
            let mut builder = Builder::new(text);
            let value = nodes.next().map(|node| build(&mut builder, node));
            (value, builder.errors)
        }
        Err(error) => (None, vec![mistake::explain(text, rule, &error)]),
    }
}

/// Refuses what would cost too much to parse, or would only fail at its far end.
fn bound(text: &Text) -> Result<(), SyntaxError> {
    let error = |kind, span| Err(SyntaxError { kind, span, related: None });
    let length = text.value.len();
    if length > MAX_PHRASE {
        return error(SyntaxErrorKind::PhraseTooLong { limit: MAX_PHRASE }, text.span);
    }
    let scan = scan::scan(&text.value);
    if let (Some(_), Some(word)) = (scan.unterminated, scan.broken_text) {
        let found = text.value.get(word.clone()).unwrap_or_default().to_owned();
        let expected = vec!["`''` for a quote inside a text".to_owned()];
        return error(SyntaxErrorKind::Phrase { expected, found }, text.span_of(word));
    }
    if let Some(start) = scan.unterminated {
        return error(SyntaxErrorKind::UnterminatedText, text.span_of(start..length));
    }
    if let Some(start) = scan.too_deep {
        return error(SyntaxErrorKind::TooDeep { limit: scan::MAX_NESTING }, text.span_of(start..start + 1));
    }
    Ok(())
}
