//! Steps: lists of one-key mappings.

use super::fields::{Fields, meant};
use super::values::{Words, one_or_many};
use super::{Decoder, no_name};
use crate::phrase::{self, NameKind};
use crate::span::Span;
use crate::tree::{Expr, ExprKind, JoinDecl, JoinKind, JoinOn, Name, Spanned, Step, StepKind};
use crate::yaml::{Entry, Node, NodeKind, Scalar, Style};
use crate::{SyntaxErrorKind, Text};

/// The keywords, as a message calls them, and what stands behind them.
const STEPS: &[(&str, &str, &str)] = &[
    ("filter", "`filter`", "an expression"),
    ("derive", "`derive`", "a mapping `name: expression`"),
    ("select", "`select`", "a list of columns"),
    ("drop", "`drop`", "a list of columns"),
    ("rename", "`rename`", "a mapping `old: new`"),
    ("cast", "`cast`", "a mapping `column: type`"),
    ("fill", "`fill`", "a mapping `column: value`"),
    ("join", "`join`", "a mapping with `with` and `on`"),
    ("union", "`union`", "a dataset or a list of datasets"),
    ("dedupe", "`dedupe`", "columns"),
    ("aggregate", "`aggregate`", "a mapping with `by` and `measures`"),
    ("sort", "`sort`", "columns, each with `asc` or `desc`"),
    ("limit", "`limit`", "a whole number"),
    ("pivot", "`pivot`", "a mapping with `by`, `column`, `values` and `measures`"),
    ("unpivot", "`unpivot`", "a mapping with `columns`, `name` and `value`"),
    ("explode", "`explode`", "an array column"),
];

const JOIN: &[&str] = &["with", "as", "on", "kind", "columns"];
const UNION: &[&str] = &["with", "distinct"];
const DEDUPE: &[&str] = &["by", "order"];
const AGGREGATE: &[&str] = &["by", "measures", "having"];
const PIVOT: &[&str] = &["by", "column", "values", "measures"];
const UNPIVOT: &[&str] = &["columns", "name", "value"];
const EXPLODE: &[&str] = &["column", "as", "position", "keep_empty"];

const JOIN_KINDS: Words<JoinKind> = &[
    ("inner", JoinKind::Inner),
    ("left", JoinKind::Left),
    ("right", JoinKind::Right),
    ("full", JoinKind::Full),
    ("semi", JoinKind::Semi),
    ("anti", JoinKind::Anti),
    ("cross", JoinKind::Cross),
];

impl Decoder<'_> {
    /// `steps:`; none when it is left out.
    pub(super) fn steps(&mut self, node: Option<Node<'_>>) -> Vec<Step> {
        let Some(node) = node else { return Vec::new() };
        let items = self.items(node, "`steps`", "a list of steps, each after `- `");
        items.into_iter().map(|item| self.step(item)).collect()
    }

    fn step(&mut self, node: Node<'_>) -> Step {
        let span = node.span;
        let entry = match node.kind {
            NodeKind::Mapping(entries) => <[Entry<'_>; 1]>::try_from(entries).ok().map(|[entry]| entry),
            // `- dedupe` alone: distinct rows.
            NodeKind::Scalar(key) => Some(Entry { key, value: Node { span, kind: NodeKind::Null } }),
            NodeKind::Null | NodeKind::Sequence(_) => None,
        };
        let Some(Entry { key, value }) = entry else {
            self.error(SyntaxErrorKind::StepShape, span);
            return Step { kind: StepKind::Error, keyword: span, span };
        };
        let keyword = key.span;
        Step { kind: self.step_kind(&key, value), keyword, span }
    }

    fn step_kind(&mut self, key: &Scalar<'_>, node: Node<'_>) -> StepKind {
        let owner = key.span;
        let find = |word: &str| STEPS.iter().find(|(keyword, ..)| *keyword == word);
        let known = find(&key.value).or_else(|| {
            self.error(SyntaxErrorKind::UnknownStep { word: key.value.to_string() }, owner);
            // Read on as the step that was meant, so that its own mistakes, and those after it, are found too.
            meant(&key.value, STEPS.iter().map(|(keyword, ..)| *keyword)).and_then(find)
        });
        let Some((keyword, place, expected)) = known else { return StepKind::Error };
        if node.is_null() && *keyword != "dedupe" {
            self.wrong_shape(&Node { span: owner, kind: NodeKind::Null }, expected, place);
            return StepKind::Error;
        }
        match *keyword {
            "filter" => StepKind::Filter(self.expr(node, place)),
            "derive" => StepKind::Derive(self.computed(Some(node), place)),
            "select" => StepKind::Select(self.named_exprs(Some(node), place)),
            "drop" => StepKind::Drop(self.columns(Some(node), place)),
            "fill" => StepKind::Fill(self.computed(Some(node), place)),
            "sort" => StepKind::Sort(self.sort_keys(Some(node), place)),
            "limit" => self.number(node, place).map_or(StepKind::Error, StepKind::Limit),
            "rename" => self.rename(node),
            "cast" => self.cast(node),
            "join" => self.join(node, owner),
            "union" => self.union(node, owner),
            "dedupe" => self.dedupe(node, owner),
            "aggregate" => self.aggregate(node, owner),
            "pivot" => self.pivot(node, owner),
            "unpivot" => self.unpivot(node, owner),
            _ => self.explode(node, owner),
        }
    }

    fn rename(&mut self, node: Node<'_>) -> StepKind {
        match self.entries(node, "`rename`", "a mapping `old: new`") {
            Some(entries) => StepKind::Rename(self.name_pairs(entries, "`rename`")),
            None => StepKind::Error,
        }
    }

    fn cast(&mut self, node: Node<'_>) -> StepKind {
        let Some(entries) = self.entries(node, "`cast`", "a mapping `column: type`") else { return StepKind::Error };
        let cast = |Entry { key, value }| {
            let column = self.scalar_name(key, NameKind::Column);
            (column, self.type_name(value, "`cast`"))
        };
        StepKind::Cast(entries.into_iter().map(cast).collect())
    }

    fn join(&mut self, node: Node<'_>, owner: Span) -> StepKind {
        let mut fields = self.fields(node, "a `join` step", JOIN, owner);
        let with = self.required_name(&mut fields, "with", NameKind::Identifier, "`with`");
        let alias = fields.take("as").map(|node| self.name(node, NameKind::Identifier, "`as`"));
        let kind = self.word(fields.take("kind"), "a join's `kind`", JOIN_KINDS);
        let kind = kind.unwrap_or(Spanned { value: JoinKind::Inner, span: owner });
        let on = match kind.value {
            JoinKind::Cross => fields.take("on"),
            JoinKind::Inner | JoinKind::Left | JoinKind::Right | JoinKind::Full | JoinKind::Semi | JoinKind::Anti => {
                self.required(&mut fields, "on")
            }
        };
        let on = on.map(|node| self.join_on(node));
        let columns = fields.take("columns").map(|node| self.join_columns(node));
        StepKind::Join(Box::new(JoinDecl { with, alias, on, kind, columns }))
    }

    /// Names, or a condition.
    fn join_on(&mut self, node: Node<'_>) -> JoinOn {
        match node.kind {
            NodeKind::Scalar(scalar) if !are_names(&scalar.value) => {
                JoinOn::Condition(self.phrase(scalar, phrase::parse_expr))
            }
            NodeKind::Null | NodeKind::Mapping(_) => JoinOn::Condition(self.expr(node, "`on`")),
            NodeKind::Scalar(_) | NodeKind::Sequence(_) => JoinOn::Columns(self.columns(Some(node), "`on`")),
        }
    }

    /// `[a, b]`, `new: old`, or a list of both.
    fn join_columns(&mut self, node: Node<'_>) -> Vec<(Name, Name)> {
        let mut columns = Vec::new();
        for item in one_or_many(Some(node)) {
            match item.kind {
                NodeKind::Mapping(entries) => columns.extend(self.name_pairs(entries, "a join's `columns`")),
                NodeKind::Null | NodeKind::Scalar(_) | NodeKind::Sequence(_) => {
                    let names = self.columns(Some(item), "a join's `columns`");
                    columns.extend(names.into_iter().map(|name| (name.clone(), name)));
                }
            }
        }
        columns
    }

    fn union(&mut self, node: Node<'_>, owner: Span) -> StepKind {
        let NodeKind::Mapping(_) = node.kind else {
            return StepKind::Union { with: self.names(Some(node), NameKind::Identifier, "`union`"), distinct: false };
        };
        let mut fields = self.fields(node, "a `union` step", UNION, owner);
        let with = self.required(&mut fields, "with");
        StepKind::Union {
            with: self.names(with, NameKind::Identifier, "`with`"),
            distinct: self.flag(fields.take("distinct"), "`distinct`"),
        }
    }

    fn dedupe(&mut self, node: Node<'_>, owner: Span) -> StepKind {
        if matches!(node.kind, NodeKind::Scalar(_) | NodeKind::Sequence(_)) && !node.is_null() {
            return StepKind::Dedupe { by: self.columns(Some(node), "`dedupe`"), order: Vec::new() };
        }
        let mut fields = self.fields(node, "a `dedupe` step", DEDUPE, owner);
        StepKind::Dedupe {
            by: self.columns(fields.take("by"), "`by`"),
            order: self.sort_keys(fields.take("order"), "`order`"),
        }
    }

    fn aggregate(&mut self, node: Node<'_>, owner: Span) -> StepKind {
        let mut fields = self.fields(node, "an `aggregate` step", AGGREGATE, owner);
        StepKind::Aggregate {
            by: self.named_exprs(fields.take("by"), "`by`"),
            measures: self.measures(&mut fields),
            having: fields.take("having").map(|node| Box::new(self.expr(node, "`having`"))),
        }
    }

    fn pivot(&mut self, node: Node<'_>, owner: Span) -> StepKind {
        let mut fields = self.fields(node, "a `pivot` step", PIVOT, owner);
        let by = self.named_exprs(fields.take("by"), "`by`");
        let column = self.required_name(&mut fields, "column", NameKind::Column, "`column`");
        let values = self.required(&mut fields, "values");
        let values = self.pivot_values(values);
        StepKind::Pivot { by, column, values, measures: self.measures(&mut fields) }
    }

    /// `[paid, open]`, or `column_name: value`.
    fn pivot_values(&mut self, node: Option<Node<'_>>) -> Vec<(Expr, Name)> {
        let mut values = Vec::new();
        for item in one_or_many(node) {
            match item.kind {
                NodeKind::Mapping(entries) => {
                    for Entry { key, value } in entries {
                        let name = self.scalar_name(key, NameKind::Column);
                        values.push((self.pivot_value(value).0, name));
                    }
                }
                NodeKind::Null | NodeKind::Scalar(_) | NodeKind::Sequence(_) => values.push(self.pivot_value(item)),
            }
        }
        values
    }

    /// A value as a literal, and as a column name. A word is a text; quotes of the language may stand around it.
    fn pivot_value(&mut self, node: Node<'_>) -> (Expr, Name) {
        let span = node.span;
        let Some(scalar) = self.scalar(node, "a value", "`values`") else {
            return (Expr { kind: ExprKind::Error, span }, no_name(span));
        };
        let is_plain = scalar.style == Style::Plain;
        let text = scalar.into_text(self.source);
        if is_plain && is_number(&text.value) || text.value.starts_with('\'') || is_typed_literal(&text.value) {
            return self.pivot_literal(&text);
        }
        let kind = match text.value.as_str() {
            "true" if is_plain => ExprKind::Boolean(true),
            "false" if is_plain => ExprKind::Boolean(false),
            "null" if is_plain => ExprKind::Null,
            word => ExprKind::String(word.to_owned()),
        };
        let expr = Expr { kind, span: text.span_of(0..text.value.len()) };
        (expr, self.column_of(&text))
    }

    fn pivot_literal(&mut self, text: &Text) -> (Expr, Name) {
        let (expr, errors) = phrase::parse_expr(text);
        self.errors.extend(errors);
        let word = if let ExprKind::String(word) | ExprKind::Date(word) | ExprKind::Timestamp(word) = &expr.kind {
            word.clone()
        } else {
            text.value.clone()
        };
        let name = Name { text: word, span: expr.span };
        (expr, name)
    }

    fn column_of(&mut self, text: &Text) -> Name {
        let (name, errors) = phrase::parse_name(text, NameKind::Column);
        self.errors.extend(errors);
        name
    }

    fn unpivot(&mut self, node: Node<'_>, owner: Span) -> StepKind {
        let mut fields = self.fields(node, "an `unpivot` step", UNPIVOT, owner);
        let columns = self.required(&mut fields, "columns");
        StepKind::Unpivot {
            columns: self.columns(columns, "`columns`"),
            name: self.required_name(&mut fields, "name", NameKind::Column, "`name`"),
            value: self.required_name(&mut fields, "value", NameKind::Column, "`value`"),
        }
    }

    fn explode(&mut self, node: Node<'_>, owner: Span) -> StepKind {
        if matches!(node.kind, NodeKind::Scalar(_)) {
            let column = self.name(node, NameKind::Column, "`explode`");
            return StepKind::Explode { column, alias: None, position: None, keep_empty: false };
        }
        let mut fields = self.fields(node, "an `explode` step", EXPLODE, owner);
        StepKind::Explode {
            column: self.required_name(&mut fields, "column", NameKind::Column, "`column`"),
            alias: self.optional_column(&mut fields, "as", "`as`"),
            position: self.optional_column(&mut fields, "position", "`position`"),
            keep_empty: self.flag(fields.take("keep_empty"), "`keep_empty`"),
        }
    }

    fn optional_column(&mut self, fields: &mut Fields<'_>, key: &str, place: &'static str) -> Option<Name> {
        fields.take(key).map(|node| self.name(node, NameKind::Column, place))
    }
}

/// Whether `on:` holds names between commas, rather than a condition.
fn are_names(text: &str) -> bool {
    text.split(',').map(str::trim).all(|part| phrase::is_plain(part) || is_quoted_name(part))
}

fn is_quoted_name(part: &str) -> bool {
    let inner = part.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.is_some_and(|inner| !inner.is_empty() && !inner.contains('"'))
}

/// `12`, `-1.5`.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(fraction)
}

/// `date '2024-01-31'`.
fn is_typed_literal(text: &str) -> bool {
    let rest = text.strip_prefix("date").or_else(|| text.strip_prefix("timestamp"));
    rest.is_some_and(|rest| rest.trim_start().starts_with('\'') && rest.ends_with('\''))
}
