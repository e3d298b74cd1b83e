//! Single values: texts, numbers, words of a closed set, names, phrases.

use super::fields::Fields;
use super::{Decoder, no_name, no_text};
use crate::phrase::{self, NameKind};
use crate::tree::{Expr, ExprKind, Name, NamedExpr, SortKey, Spanned, TypeName, TypeNameKind};
use crate::yaml::{Entry, Node, NodeKind, Scalar};
use crate::{SyntaxError, SyntaxErrorKind, Text};

/// A closed set of words and what they stand for.
pub(super) type Words<T> = &'static [(&'static str, T)];

impl Decoder<'_> {
    /// The scalar a node is; an error for lists, mappings and nothing.
    pub(super) fn scalar<'a>(
        &mut self,
        node: Node<'a>,
        expected: &'static str,
        place: &'static str,
    ) -> Option<Scalar<'a>> {
        match node {
            Node { kind: NodeKind::Scalar(scalar), .. } => Some(scalar),
            other => {
                self.wrong_shape(&other, expected, place);
                None
            }
        }
    }

    /// A text for people or machines; none when it is left out or null.
    pub(super) fn optional_text(&mut self, node: Option<Node<'_>>, place: &'static str) -> Option<Spanned<String>> {
        let node = node.filter(|node| !node.is_null())?;
        let scalar = self.scalar(node, "text", place)?;
        Some(Spanned { value: scalar.value.into_owned(), span: scalar.span })
    }

    /// A text that must be there; after an error an empty one, in the place of the owner.
    pub(super) fn required_text(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
        place: &'static str,
    ) -> Spanned<String> {
        let owner = fields.owner;
        let Some(node) = self.required(fields, key) else { return no_text(owner) };
        if node.is_null() {
            self.wrong_shape(&node, "text", place);
            return no_text(owner);
        }
        self.optional_text(Some(node), place).unwrap_or_else(|| no_text(owner))
    }

    /// Texts, one or a list; null words are taken by the letter.
    pub(super) fn texts(&mut self, node: Option<Node<'_>>, place: &'static str) -> Vec<Spanned<String>> {
        let one_or_many = one_or_many(node);
        let scalars = one_or_many.into_iter().filter_map(|node| self.scalar(node, "text", place));
        scalars.map(|scalar| Spanned { value: scalar.value.into_owned(), span: scalar.span }).collect()
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self, node: Option<Node<'_>>, place: &'static str) -> Option<Spanned<bool>> {
        const EXPECTED: &str = "`true` or `false`";
        let node = node.filter(|node| !node.is_null())?;
        let span = node.span;
        let value = match &node.kind {
            NodeKind::Scalar(scalar) => match scalar.value.as_ref() {
                "true" | "True" | "TRUE" => Some(true),
                "false" | "False" | "FALSE" => Some(false),
                _ => None,
            },
            NodeKind::Null | NodeKind::Sequence(_) | NodeKind::Mapping(_) => None,
        };
        if value.is_none() {
            self.wrong_shape(&node, EXPECTED, place);
        }
        value.map(|value| Spanned { value, span })
    }

    /// Whether a flag is set.
    pub(super) fn flag(&mut self, node: Option<Node<'_>>, place: &'static str) -> bool {
        self.boolean(node, place).is_some_and(|flag| flag.value)
    }

    /// A whole number of zero or more.
    pub(super) fn number(&mut self, node: Node<'_>, place: &'static str) -> Option<Spanned<u64>> {
        const EXPECTED: &str = "a whole number";
        let scalar = self.scalar(node, EXPECTED, place)?;
        let text = scalar.value.as_ref();
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            let span = scalar.span;
            self.wrong_shape(&Node { span, kind: NodeKind::Scalar(scalar) }, EXPECTED, place);
            return None;
        }
        match text.parse() {
            Ok(value) => Some(Spanned { value, span: scalar.span }),
            Err(_) => {
                self.error(SyntaxErrorKind::NumberOutOfRange { text: text.to_owned() }, scalar.span);
                None
            }
        }
    }

    /// A whole number that may be left out.
    pub(super) fn optional_number(&mut self, node: Option<Node<'_>>, place: &'static str) -> Option<Spanned<u64>> {
        self.number(node.filter(|node| !node.is_null())?, place)
    }

    /// A word of a closed set.
    pub(super) fn word<T: Copy>(
        &mut self,
        node: Option<Node<'_>>,
        place: &'static str,
        words: Words<T>,
    ) -> Option<Spanned<T>> {
        let scalar = self.scalar(node.filter(|node| !node.is_null())?, "a word", place)?;
        let found = words.iter().find(|(word, _)| *word == scalar.value);
        if found.is_none() {
            let allowed = words.iter().map(|(word, _)| *word).collect();
            self.error(SyntaxErrorKind::UnknownWord { word: scalar.value.into_owned(), place, allowed }, scalar.span);
        }
        found.map(|(_, value)| Spanned { value: *value, span: scalar.span })
    }

    /// A name; an empty one after an error.
    pub(super) fn name(&mut self, node: Node<'_>, kind: NameKind, place: &'static str) -> Name {
        let span = node.span;
        match self.scalar(node, "a name", place) {
            Some(scalar) => self.scalar_name(scalar, kind),
            None => no_name(span),
        }
    }

    /// A name that must be there; an empty one after an error.
    pub(super) fn required_name(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
        kind: NameKind,
        place: &'static str,
    ) -> Name {
        let span = fields.owner;
        match self.required(fields, key) {
            Some(node) => self.name(node, kind, place),
            None => no_name(span),
        }
    }

    pub(super) fn scalar_name(&mut self, scalar: Scalar<'_>, kind: NameKind) -> Name {
        // Nearly every name, without the second copy a phrase takes.
        if phrase::is_plain(&scalar.value) && scalar.value.len() <= phrase::MAX_IDENTIFIER {
            let text = scalar.into_text(self.source);
            let span = text.span_of(0..text.value.len());
            return Name { text: text.value, span };
        }
        self.phrase(scalar, |text| phrase::parse_name(text, kind))
    }

    /// Names: one, several between commas, or a list.
    pub(super) fn names(&mut self, node: Option<Node<'_>>, kind: NameKind, place: &'static str) -> Vec<Name> {
        let Some(node) = node else { return Vec::new() };
        match node.kind {
            NodeKind::Scalar(scalar) => self.phrase(scalar, |text| phrase::parse_name_list(text, kind)),
            NodeKind::Sequence(items) => items.into_iter().map(|item| self.name(item, kind, place)).collect(),
            NodeKind::Null => Vec::new(),
            NodeKind::Mapping(_) => {
                self.wrong_shape(&node, "a list of names", place);
                Vec::new()
            }
        }
    }

    /// Columns: one, several between commas, or a list.
    pub(super) fn columns(&mut self, node: Option<Node<'_>>, place: &'static str) -> Vec<Name> {
        self.names(node, NameKind::Column, place)
    }

    /// An expression.
    pub(super) fn expr(&mut self, node: Node<'_>, place: &'static str) -> Expr {
        let span = node.span;
        match self.scalar(node, "an expression", place) {
            Some(scalar) => self.phrase(scalar, phrase::parse_expr),
            None => Expr { kind: ExprKind::Error, span },
        }
    }

    /// A type.
    pub(super) fn type_name(&mut self, node: Node<'_>, place: &'static str) -> TypeName {
        let span = node.span;
        match self.scalar(node, "a type", place) {
            Some(scalar) => self.phrase(scalar, phrase::parse_type),
            None => TypeName { kind: TypeNameKind::Error, span },
        }
    }

    /// Sort keys: one phrase, or a list of them.
    pub(super) fn sort_keys(&mut self, node: Option<Node<'_>>, place: &'static str) -> Vec<SortKey> {
        let mut keys = Vec::new();
        for node in one_or_many(node) {
            if let Some(scalar) = self.scalar(node, "columns, each with `asc` or `desc`", place) {
                keys.extend(self.phrase(scalar, phrase::parse_sort_keys));
            }
        }
        keys
    }

    /// Columns and named expressions: one, a list of them, or `name: expression`.
    pub(super) fn named_exprs(&mut self, node: Option<Node<'_>>, place: &'static str) -> Vec<NamedExpr> {
        let Some(node) = node else { return Vec::new() };
        match node.kind {
            NodeKind::Scalar(_) => self.columns(Some(node), place).into_iter().map(column_itself).collect(),
            NodeKind::Sequence(items) => {
                let mut exprs = Vec::with_capacity(items.len());
                items.into_iter().for_each(|item| self.named_expr_item(item, place, &mut exprs));
                exprs
            }
            NodeKind::Mapping(entries) => entries.into_iter().map(|entry| self.named_expr(entry, place)).collect(),
            NodeKind::Null => Vec::new(),
        }
    }

    /// `name: expression` entries only, in a mapping or a list.
    pub(super) fn computed(&mut self, node: Option<Node<'_>>, place: &'static str) -> Vec<NamedExpr> {
        let node = match node {
            Some(Node { kind: NodeKind::Mapping(entries), .. }) => {
                return entries.into_iter().map(|entry| self.named_expr(entry, place)).collect();
            }
            other => other.filter(|node| !node.is_null()),
        };
        let mut computed = Vec::new();
        for item in one_or_many(node) {
            match item.kind {
                NodeKind::Mapping(entries) => {
                    computed.extend(entries.into_iter().map(|entry| self.named_expr(entry, place)));
                }
                NodeKind::Null | NodeKind::Scalar(_) | NodeKind::Sequence(_) => {
                    self.wrong_shape(&item, "a mapping `name: expression`", place);
                }
            }
        }
        computed
    }

    fn named_expr_item(&mut self, item: Node<'_>, place: &'static str, exprs: &mut Vec<NamedExpr>) {
        match item.kind {
            NodeKind::Mapping(entries) => {
                exprs.extend(entries.into_iter().map(|entry| self.named_expr(entry, place)));
            }
            NodeKind::Null | NodeKind::Scalar(_) | NodeKind::Sequence(_) => {
                exprs.push(column_itself(self.name(item, NameKind::Column, place)));
            }
        }
    }

    fn named_expr(&mut self, Entry { key, value }: Entry<'_>, place: &'static str) -> NamedExpr {
        let name = self.scalar_name(key, NameKind::Column);
        NamedExpr { name, expr: self.expr(value, place) }
    }

    /// `a: b` entries where both are columns.
    pub(super) fn name_pairs(&mut self, entries: Vec<Entry<'_>>, place: &'static str) -> Vec<(Name, Name)> {
        let pair = |Entry { key, value }| {
            let key = self.scalar_name(key, NameKind::Column);
            (key, self.name(value, NameKind::Column, place))
        };
        entries.into_iter().map(pair).collect()
    }

    /// Parses a scalar as a phrase and keeps its errors.
    pub(super) fn phrase<T>(&mut self, scalar: Scalar<'_>, parse: impl FnOnce(&Text) -> (T, Vec<SyntaxError>)) -> T {
        let (value, errors) = parse(&scalar.into_text(self.source));
        self.errors.extend(errors);
        value
    }
}

/// A bare column stands for `column: column`.
fn column_itself(name: Name) -> NamedExpr {
    let span = name.span;
    let kind = if name.text.is_empty() { ExprKind::Error } else { ExprKind::Path(vec![name.clone()]) };
    NamedExpr { name, expr: Expr { kind, span } }
}

/// One value, or the items of a list.
pub(super) fn one_or_many(node: Option<Node<'_>>) -> Vec<Node<'_>> {
    match node {
        None | Some(Node { kind: NodeKind::Null, .. }) => Vec::new(),
        Some(Node { kind: NodeKind::Sequence(items), .. }) => items,
        Some(one) => vec![one],
    }
}
