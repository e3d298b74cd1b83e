//! `params`, `inputs`, `functions`, `tests`, `jobs`.

use super::Decoder;
use super::fields::Fields;
use super::values::Words;
use crate::SyntaxErrorKind;
use crate::phrase::{self, ColumnPhrase, NameKind};
use crate::tree::{
    InputColumn, InputDecl, InputFormat, JobDecl, MacroDecl, Name, OnBadRecord, ParamDecl, Spanned, TestDecl, TestRow,
    TestRows, TestValue, TypeName, TypeNameKind,
};
use crate::yaml::{Entry, Node, NodeKind};

/// Most entries of a section in one file, ten times what a large project has: things take more memory than nodes.
const MAX_ENTRIES: usize = 100_000;

const PARAM: &[&str] = &["type", "default", "description"];
const INPUT: &[&str] = &[
    "path",
    "format",
    "header",
    "delimiter",
    "quote",
    "null_words",
    "timestamp_format",
    "date_format",
    "on_bad_record",
    "partitioned_by",
    "columns",
    "description",
];
const COLUMN: &[&str] = &["type", "not_null", "unique", "pii", "format", "source", "description"];
const TEST: &[&str] = &["params", "given", "expect"];
const JOB: &[&str] = &["datasets"];

const FORMATS: Words<InputFormat> =
    &[("csv", InputFormat::Csv), ("json", InputFormat::Json), ("parquet", InputFormat::Parquet)];
const ON_BAD_RECORD: Words<OnBadRecord> =
    &[("fail", OnBadRecord::Fail), ("drop", OnBadRecord::Drop), ("quarantine", OnBadRecord::Quarantine)];

impl Decoder<'_> {
    /// One thing per entry of a section.
    pub(super) fn section<T>(
        &mut self,
        node: Node<'_>,
        place: &'static str,
        mut decode: impl FnMut(&mut Self, Entry<'_>) -> Option<T>,
    ) -> Vec<T> {
        let mut entries = self.entries(node, place, "a mapping of names").unwrap_or_default();
        if let Some(first_too_many) = entries.get(MAX_ENTRIES) {
            self.error(SyntaxErrorKind::TooManyNodes { limit: MAX_ENTRIES }, first_too_many.key.span);
            entries.truncate(MAX_ENTRIES);
        }
        entries.into_iter().filter_map(|entry| decode(self, entry)).collect()
    }

    pub(super) fn params(&mut self, node: Node<'_>) -> Vec<ParamDecl> {
        self.section(node, "`params`", |decoder, Entry { key, value }| {
            let name = decoder.scalar_name(key, NameKind::Identifier);
            Some(decoder.param(name, value))
        })
    }

    /// `run_date: date`, or the long form.
    fn param(&mut self, name: Name, value: Node<'_>) -> ParamDecl {
        if matches!(value.kind, NodeKind::Scalar(_)) {
            let ty = self.type_name(value, "a param");
            return ParamDecl { name, ty, default: None, description: None };
        }
        let mut fields = self.fields(value, "a param", PARAM, name.span);
        ParamDecl {
            ty: self.required_type(&mut fields, "a param's `type`"),
            default: self.optional_text(fields.take("default"), "a param's `default`"),
            description: self.optional_text(fields.take("description"), "`description`"),
            name,
        }
    }

    pub(super) fn inputs(&mut self, node: Node<'_>) -> Vec<InputDecl> {
        self.section(node, "`inputs`", |decoder, Entry { key, value }| {
            let name = decoder.scalar_name(key, NameKind::Identifier);
            let span = name.span;
            let mut fields = decoder.fields(value, "an input", INPUT, span);
            Some(InputDecl {
                path: decoder.required_text(&mut fields, "path", "`path`"),
                format: decoder.word(fields.take("format"), "an input's `format`", FORMATS),
                header: decoder.boolean(fields.take("header"), "`header`"),
                delimiter: decoder.optional_text(fields.take("delimiter"), "`delimiter`"),
                quote: decoder.optional_text(fields.take("quote"), "`quote`"),
                null_words: decoder.texts(fields.take("null_words"), "`null_words`"),
                timestamp_format: decoder.optional_text(fields.take("timestamp_format"), "`timestamp_format`"),
                date_format: decoder.optional_text(fields.take("date_format"), "`date_format`"),
                on_bad_record: decoder.word(fields.take("on_bad_record"), "`on_bad_record`", ON_BAD_RECORD),
                partitioned_by: decoder.input_columns(fields.take("partitioned_by"), "`partitioned_by`"),
                columns: decoder.declared_columns(&mut fields),
                description: decoder.optional_text(fields.take("description"), "`description`"),
                name,
            })
        })
    }

    /// `columns:`, which must be there but may be empty.
    fn declared_columns(&mut self, fields: &mut Fields<'_>) -> Vec<InputColumn> {
        if !fields.has("columns") {
            self.required(fields, "columns");
        }
        self.input_columns(fields.take("columns"), "`columns`")
    }

    fn input_columns(&mut self, node: Option<Node<'_>>, place: &'static str) -> Vec<InputColumn> {
        let Some(node) = node else { return Vec::new() };
        let entries = self.entries(node, place, "a mapping `name: type`").unwrap_or_default();
        entries.into_iter().map(|entry| self.input_column(entry)).collect()
    }

    /// `user_id: string not null unique`, or the long form.
    fn input_column(&mut self, Entry { key, value }: Entry<'_>) -> InputColumn {
        let name = self.scalar_name(key, NameKind::Column);
        if !matches!(value.kind, NodeKind::Mapping(_)) {
            let span = value.span;
            let phrase = match self.scalar(value, "a type", "a column") {
                Some(scalar) => self.phrase(scalar, phrase::parse_column),
                None => ColumnPhrase { ty: error_type(span), not_null: false, unique: false, pii: false },
            };
            let ColumnPhrase { ty, not_null, unique, pii } = phrase;
            return InputColumn { name, ty, not_null, unique, pii, format: None, source: None, description: None };
        }
        let mut fields = self.fields(value, "a column", COLUMN, name.span);
        InputColumn {
            ty: self.required_type(&mut fields, "a column's `type`"),
            not_null: self.flag(fields.take("not_null"), "`not_null`"),
            unique: self.flag(fields.take("unique"), "`unique`"),
            pii: self.flag(fields.take("pii"), "`pii`"),
            format: self.optional_text(fields.take("format"), "a column's `format`"),
            source: self.optional_text(fields.take("source"), "`source`"),
            description: self.optional_text(fields.take("description"), "`description`"),
            name,
        }
    }

    fn required_type(&mut self, fields: &mut Fields<'_>, place: &'static str) -> TypeName {
        let span = fields.owner;
        match self.required(fields, "type") {
            Some(node) => self.type_name(node, place),
            None => error_type(span),
        }
    }

    pub(super) fn macros(&mut self, node: Node<'_>) -> Vec<MacroDecl> {
        self.section(node, "`functions`", |decoder, Entry { key, value }| {
            let head = decoder.phrase(key, phrase::parse_macro_head);
            let body = decoder.expr(value, "a function");
            head.map(|head| MacroDecl { name: head.name, params: head.params, body })
        })
    }

    pub(super) fn tests(&mut self, node: Node<'_>) -> Vec<TestDecl> {
        self.section(node, "`tests`", |decoder, Entry { key, value }| {
            let name = decoder.scalar_name(key, NameKind::Identifier);
            let mut fields = decoder.fields(value, "a test", TEST, name.span);
            Some(TestDecl {
                params: decoder.test_params(fields.take("params")),
                given: decoder.test_tables(fields.take("given"), "`given`"),
                expect: {
                    let expect = decoder.required(&mut fields, "expect");
                    decoder.test_tables(expect, "`expect`")
                },
                name,
            })
        })
    }

    fn test_params(&mut self, node: Option<Node<'_>>) -> Vec<(Name, Spanned<String>)> {
        let Some(node) = node else { return Vec::new() };
        self.section(node, "a test's `params`", |decoder, Entry { key, value }| {
            let name = decoder.scalar_name(key, NameKind::Identifier);
            let scalar = decoder.scalar(value, "a value", "a test's `params`")?;
            Some((name, Spanned { value: scalar.value.into_owned(), span: scalar.span }))
        })
    }

    fn test_tables(&mut self, node: Option<Node<'_>>, place: &'static str) -> Vec<TestRows> {
        let Some(node) = node else { return Vec::new() };
        self.section(node, place, |decoder, Entry { key, value }| {
            let span = key.span.to(value.span);
            let dataset = decoder.scalar_name(key, NameKind::Identifier);
            let rows = decoder.items(value, "a test's dataset", "a list of rows");
            let rows = rows.into_iter().map(|row| decoder.test_row(row)).collect();
            Some(TestRows { dataset, rows, span })
        })
    }

    fn test_row(&mut self, node: Node<'_>) -> TestRow {
        let span = node.span;
        let entries = self.entries(node, "a row", "a mapping `column: value`").unwrap_or_default();
        let cell = |Entry { key, value }: Entry<'_>| {
            let column = self.scalar_name(key, NameKind::Column);
            let span = value.span;
            (column, Spanned { value: self.test_value(value), span })
        };
        TestRow { cells: entries.into_iter().map(cell).collect(), span }
    }

    fn test_value(&mut self, node: Node<'_>) -> TestValue {
        if node.is_null() {
            return TestValue::Null;
        }
        match node.kind {
            NodeKind::Scalar(scalar) => TestValue::Text(scalar.value.into_owned()),
            NodeKind::Sequence(items) => TestValue::List(items.into_iter().map(|item| self.test_value(item)).collect()),
            NodeKind::Null | NodeKind::Mapping(_) => {
                self.wrong_shape(&node, "a value or a list", "a test's cell");
                TestValue::Null
            }
        }
    }

    pub(super) fn jobs(&mut self, node: Node<'_>) -> Vec<JobDecl> {
        self.section(node, "`jobs`", |decoder, Entry { key, value }| {
            let name = decoder.scalar_name(key, NameKind::Identifier);
            let datasets = match value.kind {
                NodeKind::Mapping(_) => decoder.fields(value, "a job", JOB, name.span).take("datasets"),
                NodeKind::Null | NodeKind::Scalar(_) | NodeKind::Sequence(_) => Some(value),
            };
            Some(JobDecl { name, datasets: decoder.names(datasets, NameKind::Identifier, "a job") })
        })
    }
}

fn error_type(span: crate::Span) -> TypeName {
    TypeName { kind: TypeNameKind::Error, span }
}
