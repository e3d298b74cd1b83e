//! Type names.

#![allow(clippy::wildcard_enum_match_arm, reason = "`Rule` has a variant for every keyword of the grammar")]

use super::build::Builder;
use super::grammar::{Node, Rule, parts};
use crate::tree::{Name, TypeName, TypeNameKind};

/// `decimal(10,2)`, `array<…>`, `map<string, …>`, `struct<a: …>`. `scan` has bounded the nesting.
pub(super) fn type_name(builder: &mut Builder<'_>, node: Node<'_>) -> TypeName {
    let span = builder.span(&node);
    let rule = node.as_rule();
    let mut inner = parts(node);
    let kind = match rule {
        Rule::plain_type => {
            let word = inner.next().map_or_else(String::new, |word| word.as_str().to_ascii_lowercase());
            TypeNameKind::Plain { word, numbers: inner.map(|digits| builder.whole(&digits)).collect() }
        }
        Rule::array_type | Rule::map_type => match inner.next().map(|item| Box::new(type_name(builder, item))) {
            Some(item) if rule == Rule::array_type => TypeNameKind::Array(item),
            Some(value) => TypeNameKind::Map(value),
            None => TypeNameKind::Error,
        },
        Rule::struct_type => TypeNameKind::Struct(inner.filter_map(|field| struct_field(builder, field)).collect()),
        _ => TypeNameKind::Error,
    };
    TypeName { kind, span }
}

fn struct_field(builder: &mut Builder<'_>, node: Node<'_>) -> Option<(Name, TypeName)> {
    let mut inner = parts(node);
    let name = builder.name(&inner.next()?);
    Some((name, type_name(builder, inner.next()?)))
}
