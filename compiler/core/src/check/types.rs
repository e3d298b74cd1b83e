//! Type names.

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::{TypeName, TypeNameKind};

use crate::Symbol;
use crate::diag::{self, Diagnostic};
use crate::ir::Stored;
use crate::types::{Decimal, Type};

/// The type a name stands for in expressions; reports and gives [`Type::Error`] when there is none.
pub fn resolve_type(name: &TypeName, diagnostics: &mut Vec<Diagnostic>) -> Type {
    match &name.kind {
        TypeNameKind::Error => Type::Error,
        TypeNameKind::Plain { word, numbers } => plain(word, numbers, name.span, diagnostics),
        TypeNameKind::Array(item) => wrap(resolve_type(item, diagnostics), |item| Type::Array(Box::new(item))),
        TypeNameKind::Map(value) => wrap(resolve_type(value, diagnostics), |value| Type::Map(Box::new(value))),
        TypeNameKind::Struct(fields) => {
            let mut out: Vec<(Symbol, Type)> = Vec::with_capacity(fields.len());
            for (field, ty) in fields {
                if out.iter().any(|(name, _)| **name == *field.text) {
                    diagnostics.push(diag::bad_type(field.span, "a struct has every field once", None));
                }
                out.push((field.text.as_str().into(), resolve_type(ty, diagnostics)));
            }
            Type::Struct(out)
        }
    }
}

/// The type of an input's column: also `int`, `smallint`, `tinyint` and `float`, which widen when read.
pub fn resolve_stored_type(name: &TypeName, diagnostics: &mut Vec<Diagnostic>) -> (Type, Stored) {
    if let TypeNameKind::Plain { word, numbers } = &name.kind
        && numbers.is_empty()
    {
        match word.as_str() {
            "tinyint" => return (Type::Bigint, Stored::Tinyint),
            "smallint" => return (Type::Bigint, Stored::Smallint),
            "int" => return (Type::Bigint, Stored::Int),
            "float" => return (Type::Double, Stored::Float),
            _ => {}
        }
    }
    (resolve_type(name, diagnostics), Stored::Same)
}

/// An error inside makes the whole an error.
fn wrap(inner: Type, outer: impl FnOnce(Type) -> Type) -> Type {
    if inner.is_error() { Type::Error } else { outer(inner) }
}

/// A type of one word.
fn plain(word: &str, numbers: &[u64], span: Span, diagnostics: &mut Vec<Diagnostic>) -> Type {
    let ty = match word {
        "decimal" => return decimal(numbers, span, diagnostics),
        "boolean" => Type::Boolean,
        "bigint" => Type::Bigint,
        "double" => Type::Double,
        "string" => Type::String,
        "date" => Type::Date,
        "timestamp" => Type::Timestamp,
        _ => {
            diagnostics.push(diag::unknown_type(span, word));
            return Type::Error;
        }
    };
    if !numbers.is_empty() {
        let message = format!("`{word}` takes no numbers");
        diagnostics.push(diag::bad_type(span, &message, Some(&format!("write `{word}`"))));
    }
    ty
}

/// `decimal(p, s)`, `decimal(p)` for `decimal(p, 0)`.
fn decimal(numbers: &[u64], span: Span, diagnostics: &mut Vec<Diagnostic>) -> Type {
    let number = |n: &u64| u8::try_from(*n).unwrap_or(u8::MAX);
    let decimal = match numbers {
        [] => {
            let help = "say how many digits, and how many of them after the point: `decimal(18,2)`";
            diagnostics.push(diag::bad_type(span, "`decimal` needs its digits", Some(help)));
            return Type::Error;
        }
        [precision] => Decimal::new(number(precision), 0),
        [precision, scale] => Decimal::new(number(precision), number(scale)),
        _ => None,
    };
    match decimal {
        Some(decimal) => Type::Decimal(decimal),
        None => {
            let help = "`decimal(p,s)` has 1 to 38 digits, s of them after the point";
            diagnostics.push(diag::bad_type(span, "this decimal cannot exist", Some(help)));
            Type::Error
        }
    }
}
