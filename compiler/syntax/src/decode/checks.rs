//! `checks`.

use super::Decoder;
use super::fields::Fields;
use super::values::{Words, one_or_many};
use crate::SyntaxErrorKind;
use crate::phrase::{self, NameKind};
use crate::span::Span;
use crate::tree::{CheckDecl, CheckGroup, CheckKind, CheckSeverity, Name};
use crate::yaml::{Entry, Node};

/// The keys that say what must hold; a check has exactly one.
const KINDS: &[&str] = &["expect", "unique", "not_null", "references", "row_count"];
const CHECK: &[&str] = &["expect", "unique", "not_null", "references", "row_count", "severity", "name"];
const REFERENCES: &[&str] = &["column", "columns", "in"];
const ROW_COUNT: &[&str] = &["min", "max"];

const SEVERITIES: Words<CheckSeverity> = &[("error", CheckSeverity::Error), ("warn", CheckSeverity::Warn)];

impl Decoder<'_> {
    pub(super) fn checks(&mut self, node: Node<'_>) -> Vec<CheckGroup> {
        self.section(node, "`checks`", |decoder, Entry { key, value }| {
            let dataset = decoder.scalar_name(key, NameKind::Identifier);
            let checks = decoder.items(value, "a dataset's checks", "a list of checks");
            let checks = checks.into_iter().filter_map(|check| decoder.check(check)).collect();
            Some(CheckGroup { dataset, checks })
        })
    }

    fn check(&mut self, node: Node<'_>) -> Option<CheckDecl> {
        let span = node.span;
        let mut fields = self.fields(node, "a check", CHECK, span);
        let severity = self.word(fields.take("severity"), "`severity`", SEVERITIES);
        let name = fields.take("name").map(|node| self.name(node, NameKind::Column, "`name`"));
        let kind = self.check_kind(&mut fields)?;
        Some(CheckDecl { kind, severity, name, span })
    }

    fn check_kind(&mut self, fields: &mut Fields<'_>) -> Option<CheckKind> {
        let mut kinds = KINDS.iter().filter(|kind| fields.has(kind));
        let Some(kind) = kinds.next() else {
            if !fields.has_unknown() {
                self.missing_key("expect", fields);
            }
            return None;
        };
        if kinds.next().is_some() {
            let (expected, found) = ("one condition", "several");
            self.error(SyntaxErrorKind::WrongShape { expected, found, place: "a check" }, fields.owner);
        }
        let node = fields.take(kind)?;
        match *kind {
            "expect" => Some(CheckKind::Expect(self.expr(node, "`expect`"))),
            "unique" => Some(CheckKind::Unique(self.columns(Some(node), "`unique`"))),
            "not_null" => Some(CheckKind::NotNull(self.columns(Some(node), "`not_null`"))),
            "references" => self.references(node),
            _ => self.row_count(node),
        }
    }

    /// `{ column: user_id, in: users.user_id }`, or several `columns` and as many places.
    fn references(&mut self, node: Node<'_>) -> Option<CheckKind> {
        let span = node.span;
        let mut fields = self.fields(node, "`references`", REFERENCES, span);
        let column = match fields.take("columns") {
            Some(columns) => Some(columns),
            None => self.required(&mut fields, "column"),
        };
        let columns = self.columns(column, "`column`");
        let target = self.required(&mut fields, "in")?;
        let target_span = target.span;
        let mut to: Option<Name> = None;
        let mut to_columns = Vec::new();
        for node in one_or_many(Some(target)) {
            let scalar = self.scalar(node, "a column such as `users.user_id`", "`in`")?;
            let mut parts = self.phrase(scalar, phrase::parse_dotted).into_iter();
            let dataset = parts.next()?;
            to_columns.extend(parts.next());
            if to.as_ref().is_some_and(|first| first.text != dataset.text) || parts.next().is_some() {
                return self.one_dataset(target_span);
            }
            to.get_or_insert(dataset);
        }
        // `in: users` means the columns of the same names.
        let to_columns = if to_columns.is_empty() { columns.clone() } else { to_columns };
        Some(CheckKind::References { columns, to: to?, to_columns })
    }

    fn one_dataset(&mut self, span: Span) -> Option<CheckKind> {
        let (expected, found) = ("columns of one dataset, such as `users.user_id`", "something else");
        self.error(SyntaxErrorKind::WrongShape { expected, found, place: "`in`" }, span);
        None
    }

    fn row_count(&mut self, node: Node<'_>) -> Option<CheckKind> {
        let span = node.span;
        let mut fields = self.fields(node, "`row_count`", ROW_COUNT, span);
        if !fields.has("min") && !fields.has("max") && !fields.has_unknown() {
            self.missing_key("min", &fields);
        }
        let min = self.optional_number(fields.take("min"), "`min`");
        let max = self.optional_number(fields.take("max"), "`max`");
        Some(CheckKind::RowCount { min, max })
    }
}
