//! The small typed phrases inside YAML scalars: expressions, sort keys, types, names.
//!
//! Every function takes a decoded [`Text`] and returns a value *and* the errors, whose spans point into the file. A
//! phrase that does not parse gives a placeholder (`ExprKind::Error`, `TypeNameKind::Error`, an empty list) and one
//! error. The grammar is `expr.pest`; no pest type leaves this module.

use crate::SyntaxError;
use crate::text::Text;
use crate::tree::{Expr, ExprKind, Name, SortKey, TypeName, TypeNameKind};

/// What a name is for: datasets, parameters and macros need plain identifiers, columns may be any quoted text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// A dataset, parameter, macro, job or test: it ends up in file, table and variable names.
    Identifier,
    /// A column or struct field.
    Column,
}

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
    (Expr { kind: ExprKind::Error, span: text.span }, Vec::new())
}

/// Sort keys: `total_revenue desc nulls first, city`.
#[must_use]
pub fn parse_sort_keys(text: &Text) -> (Vec<SortKey>, Vec<SyntaxError>) {
    let _ = text;
    (Vec::new(), Vec::new())
}

/// A type: `decimal(10,2)`, `array<struct<a: string>>`.
#[must_use]
pub fn parse_type(text: &Text) -> (TypeName, Vec<SyntaxError>) {
    (TypeName { kind: TypeNameKind::Error, span: text.span }, Vec::new())
}

/// A type and its flags, in any order: `string not null unique pii`.
#[must_use]
pub fn parse_column(text: &Text) -> (ColumnPhrase, Vec<SyntaxError>) {
    let (ty, errors) = parse_type(text);
    (ColumnPhrase { ty, not_null: false, unique: false, pii: false }, errors)
}

/// The head of a macro: `hours(a, b: timestamp)`; `None` when it does not parse.
#[must_use]
pub fn parse_macro_head(text: &Text) -> (Option<MacroHead>, Vec<SyntaxError>) {
    let _ = text;
    (None, Vec::new())
}

/// One name: the whole text, or what is between its double quotes. The name is returned even when it is a bad one.
#[must_use]
pub fn parse_name(text: &Text, kind: NameKind) -> (Name, Vec<SyntaxError>) {
    let _ = kind;
    (Name { text: text.value.clone(), span: text.span }, Vec::new())
}

/// Names between commas: `city, vehicle_type`.
#[must_use]
pub fn parse_name_list(text: &Text, kind: NameKind) -> (Vec<Name>, Vec<SyntaxError>) {
    let (name, errors) = parse_name(text, kind);
    (vec![name], errors)
}

/// Names between dots: `users.user_id`.
#[must_use]
pub fn parse_dotted(text: &Text) -> (Vec<Name>, Vec<SyntaxError>) {
    let (name, errors) = parse_name(text, NameKind::Column);
    (vec![name], errors)
}
