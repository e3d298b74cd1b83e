//! The syntax tree: a spec as written, nothing resolved.
//!
//! One [`Tree`] holds the merged files of a project. Every name and phrase keeps its [`Span`].

use crate::span::Span;

pub mod environments;
pub mod expr;
pub use expr::*;

/// A word the user wrote: a dataset, column, parameter, function or keyword value.
///
/// An empty `text` stands for a name that is missing or was refused, after an error was reported: users of the tree
/// say nothing more about it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name {
    /// The word, quotes removed.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// A whole project: all sections of all its files, in file order.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// Some file could not be read to its end (broken YAML, too large): what is not here may well be there, so its
    /// absence is no finding.
    pub incomplete: bool,
    /// Something could not be read, and was reported: placeholders stand in its place.
    pub faulty: bool,
    /// `pipeline:`, the project's name; `None` when it is missing (an error has been reported).
    pub pipeline: Option<Name>,
    /// `description:`.
    pub description: Option<Spanned<String>>,
    /// `allow_approximate: true` lets the spec use functions that may differ between engines.
    pub allow_approximate: bool,
    /// `params:`.
    pub params: Vec<ParamDecl>,
    /// `inputs:`.
    pub inputs: Vec<InputDecl>,
    /// `functions:`, macros.
    pub functions: Vec<MacroDecl>,
    /// `transforms:`.
    pub transforms: Vec<DatasetDecl>,
    /// `kpis:`.
    pub kpis: Vec<KpiDecl>,
    /// `queries:`.
    pub queries: Vec<DatasetDecl>,
    /// `checks:`, one group per dataset.
    pub checks: Vec<CheckGroup>,
    /// `tests:`.
    pub tests: Vec<TestDecl>,
    /// `jobs:`.
    pub jobs: Vec<JobDecl>,
}

/// `name: { type: date, default: today }`.
#[derive(Debug, Clone)]
pub struct ParamDecl {
    /// The parameter, used as `:name`.
    pub name: Name,
    /// Its type.
    pub ty: TypeName,
    /// Default value as written; `today` is special for dates.
    pub default: Option<Spanned<String>>,
    /// For people.
    pub description: Option<Spanned<String>>,
}

/// One entry of `inputs:`.
#[derive(Debug, Clone)]
pub struct InputDecl {
    /// The dataset's name.
    pub name: Name,
    /// File, folder or glob, relative to the environment's data root.
    pub path: Spanned<String>,
    /// How to read it; `None`: by the path's ending.
    pub format: Option<Spanned<InputFormat>>,
    /// CSV: first line holds the names (default true).
    pub header: Option<Spanned<bool>>,
    /// CSV: one byte (default `,`).
    pub delimiter: Option<Spanned<String>>,
    /// CSV: one byte (default `"`).
    pub quote: Option<Spanned<String>>,
    /// Words read as null besides the empty field.
    pub null_words: Vec<Spanned<String>>,
    /// Format of `timestamp` columns without their own.
    pub timestamp_format: Option<Spanned<String>>,
    /// Format of `date` columns without their own.
    pub date_format: Option<Spanned<String>>,
    /// What to do with a record that does not fit.
    pub on_bad_record: Option<Spanned<OnBadRecord>>,
    /// `partitioned_by: {day: date}`: columns that come from `name=value` folders.
    pub partitioned_by: Vec<InputColumn>,
    /// The declared schema.
    pub columns: Vec<InputColumn>,
    /// For people.
    pub description: Option<Spanned<String>>,
}

/// File formats of inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputFormat {
    /// Comma- or otherwise separated values.
    Csv,
    /// One JSON object per line.
    Json,
    /// Apache Parquet.
    Parquet,
}

/// What happens to a record that does not fit the declared schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnBadRecord {
    /// Stop the run, naming file, line and reason.
    #[default]
    Fail,
    /// Leave it out and count it.
    Drop,
    /// Write it to `<dataset>__quarantine` with file, line and reason.
    Quarantine,
}

/// `user_id: string not null unique`, or `{ type: string, not_null: true, format: …, source: … }`.
#[derive(Debug, Clone)]
pub struct InputColumn {
    /// The column's name in the language.
    pub name: Name,
    /// Declared type.
    pub ty: TypeName,
    /// `not null`.
    pub not_null: bool,
    /// `unique`.
    pub unique: bool,
    /// `pii`: personal data.
    pub pii: bool,
    /// Parse format of a text date or timestamp.
    pub format: Option<Spanned<String>>,
    /// The name in the file, when it differs; for JSON a path `a.b.c`.
    pub source: Option<Spanned<String>>,
    /// For people.
    pub description: Option<Spanned<String>>,
}

/// `hours(a, b): date_diff('second', a, b) / 3600.0`.
#[derive(Debug, Clone)]
pub struct MacroDecl {
    /// Macro name.
    pub name: Name,
    /// Parameters, each optionally with a type.
    pub params: Vec<(Name, Option<TypeName>)>,
    /// The body.
    pub body: Expr,
}

/// One entry of `transforms:` or `queries:`.
#[derive(Debug, Clone)]
pub struct DatasetDecl {
    /// The dataset's name.
    pub name: Name,
    /// Where its rows come from.
    pub from: Name,
    /// Steps, in order.
    pub steps: Vec<Step>,
    /// How it is written.
    pub output: OutputDecl,
    /// For people.
    pub description: Option<Spanned<String>>,
}

/// One entry of `kpis:`.
#[derive(Debug, Clone)]
pub struct KpiDecl {
    /// The dataset's name.
    pub name: Name,
    /// Where its rows come from.
    pub from: Name,
    /// Steps before grouping (a join, a derived column).
    pub steps: Vec<Step>,
    /// Row condition before grouping.
    pub filter: Option<Expr>,
    /// Group keys: columns, or named expressions.
    pub by: Vec<NamedExpr>,
    /// Measures, top to bottom: a later one may use an earlier one.
    pub measures: Vec<NamedExpr>,
    /// Group condition over keys and measures.
    pub having: Option<Expr>,
    /// The best groups only.
    pub top: Option<Top>,
    /// How it is written.
    pub output: OutputDecl,
    /// For people.
    pub description: Option<Spanned<String>>,
}

/// `top: { limit: 10, order: revenue desc, per: [city] }`.
#[derive(Debug, Clone)]
pub struct Top {
    /// How many rows.
    pub limit: Spanned<u64>,
    /// Which come first.
    pub order: Vec<SortKey>,
    /// Per group of these columns; empty: overall.
    pub per: Vec<Name>,
    /// The whole phrase.
    pub span: Span,
}

/// How a dataset is written.
#[derive(Debug, Clone, Default)]
pub struct OutputDecl {
    /// `partition_by:`.
    pub partition_by: Vec<Name>,
    /// `format:` (parquet).
    pub format: Option<Spanned<OutputFormat>>,
    /// `mode:` (overwrite).
    pub mode: Option<Spanned<WriteMode>>,
    /// `key:`, for upsert.
    pub key: Vec<Name>,
    /// `path:`, below the output prefix; default: the dataset's name.
    pub path: Option<Spanned<String>>,
    /// `allow_pii:`, columns published on purpose.
    pub allow_pii: Vec<Name>,
}

/// File formats of outputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OutputFormat {
    /// Apache Parquet.
    #[default]
    Parquet,
    /// CSV with a header.
    Csv,
    /// Apache Iceberg table.
    Iceberg,
}

/// What a write does to what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WriteMode {
    /// Replace the dataset as a whole.
    #[default]
    Overwrite,
    /// Replace only the partitions this run writes.
    OverwritePartitions,
    /// Add rows.
    Append,
    /// Replace rows with the same key, add the others.
    Upsert,
}

/// One step: a relational operator.
#[derive(Debug, Clone)]
pub struct Step {
    /// What it does.
    pub kind: StepKind,
    /// The keyword (`filter`), for messages.
    pub keyword: Span,
    /// The whole entry.
    pub span: Span,
}

/// The closed set of steps.
#[derive(Debug, Clone)]
pub enum StepKind {
    /// A step that could not be read; an error has been reported. What comes after it has unknown columns.
    Error,
    /// Keep the rows where the condition is true.
    Filter(Expr),
    /// Add or replace columns, top to bottom.
    Derive(Vec<NamedExpr>),
    /// Keep these columns, in this order; `name: expr` computes one.
    Select(Vec<NamedExpr>),
    /// Leave these columns out.
    Drop(Vec<Name>),
    /// `{ old: new }`.
    Rename(Vec<(Name, Name)>),
    /// `{ column: type }`.
    Cast(Vec<(Name, TypeName)>),
    /// `{ column: value }`: the value where the column is null.
    Fill(Vec<NamedExpr>),
    /// Combine with another dataset.
    Join(Box<JoinDecl>),
    /// Rows of other datasets with the same columns, by name.
    Union {
        /// The others.
        with: Vec<Name>,
        /// Drop duplicate rows.
        distinct: bool,
    },
    /// One row per key, the first in the order; no key: distinct rows.
    Dedupe {
        /// Key columns.
        by: Vec<Name>,
        /// Which row stays.
        order: Vec<SortKey>,
    },
    /// Group and measure.
    Aggregate {
        /// Group keys.
        by: Vec<NamedExpr>,
        /// Measures.
        measures: Vec<NamedExpr>,
        /// Group condition.
        having: Option<Box<Expr>>,
    },
    /// Order the rows.
    Sort(Vec<SortKey>),
    /// The first rows.
    Limit(Spanned<u64>),
    /// One column per value: `{ by: [region], column: status, values: [paid, open], measures: { amount: sum(amount) } }`.
    Pivot {
        /// Group keys.
        by: Vec<NamedExpr>,
        /// The column whose values become columns.
        column: Name,
        /// The values, each with the name of its column (default: the value itself).
        values: Vec<(Expr, Name)>,
        /// Measures; one measure: columns are named by the value, several: `<value>_<measure>`.
        measures: Vec<NamedExpr>,
    },
    /// One row per column: `{ columns: [q1, q2], name: quarter, value: amount }`.
    Unpivot {
        /// The columns.
        columns: Vec<Name>,
        /// New column: which one it was.
        name: Name,
        /// New column: its value.
        value: Name,
    },
    /// One row per array element: `{ column: items, as: item, position: n, keep_empty: true }`.
    Explode {
        /// The array column.
        column: Name,
        /// New column (default: replaces the array).
        alias: Option<Name>,
        /// New column with the 1-based position.
        position: Option<Name>,
        /// Keep rows whose array is null or empty.
        keep_empty: bool,
    },
}

/// `join: { with: vehicles, on: vehicle_id, kind: left, columns: [brand] }`.
#[derive(Debug, Clone)]
pub struct JoinDecl {
    /// The other dataset.
    pub with: Name,
    /// A second name for it, where it is joined twice.
    pub alias: Option<Name>,
    /// How rows match; `None` for cross.
    pub on: Option<JoinOn>,
    /// Kind (inner).
    pub kind: Spanned<JoinKind>,
    /// Columns taken from the other side, `(new name, its column)`; `None`: all but the keys.
    pub columns: Option<Vec<(Name, Name)>>,
}

/// How rows of two datasets match.
#[derive(Debug, Clone)]
pub enum JoinOn {
    /// Equal columns of the same name.
    Columns(Vec<Name>),
    /// A condition over `left.column` and `right.column`.
    Condition(Expr),
}

/// Join kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum JoinKind {
    /// Matching pairs.
    #[default]
    Inner,
    /// All left rows.
    Left,
    /// All right rows.
    Right,
    /// All rows of both.
    Full,
    /// Left rows with a match.
    Semi,
    /// Left rows without a match.
    Anti,
    /// Every pair.
    Cross,
}

impl JoinKind {
    /// As it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Inner => "inner",
            Self::Left => "left",
            Self::Right => "right",
            Self::Full => "full",
            Self::Semi => "semi",
            Self::Anti => "anti",
            Self::Cross => "cross",
        }
    }
}

/// `name: expression`; a bare column stands for `column: column`.
#[derive(Debug, Clone)]
pub struct NamedExpr {
    /// The result's name.
    pub name: Name,
    /// The expression.
    pub expr: Expr,
}

/// The checks of one dataset.
#[derive(Debug, Clone)]
pub struct CheckGroup {
    /// The dataset.
    pub dataset: Name,
    /// Its checks.
    pub checks: Vec<CheckDecl>,
}

/// One check.
#[derive(Debug, Clone)]
pub struct CheckDecl {
    /// What must hold.
    pub kind: CheckKind,
    /// `severity:` (error).
    pub severity: Option<Spanned<CheckSeverity>>,
    /// `name:`.
    pub name: Option<Name>,
    /// The whole entry.
    pub span: Span,
}

/// What a check says.
#[derive(Debug, Clone)]
pub enum CheckKind {
    /// True, or null, for every row.
    Expect(Expr),
    /// No two rows agree on these columns.
    Unique(Vec<Name>),
    /// These columns are never null.
    NotNull(Vec<Name>),
    /// Every non-null value of `columns` stands in `to.to_columns`.
    References {
        /// Columns here.
        columns: Vec<Name>,
        /// Dataset there.
        to: Name,
        /// Columns there.
        to_columns: Vec<Name>,
    },
    /// Number of rows, both ends included.
    RowCount {
        /// At least.
        min: Option<Spanned<u64>>,
        /// At most.
        max: Option<Spanned<u64>>,
    },
}

/// What a failed check does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CheckSeverity {
    /// The run fails.
    #[default]
    Error,
    /// It is reported.
    Warn,
}

/// One entry of `tests:`.
#[derive(Debug, Clone)]
pub struct TestDecl {
    /// Name.
    pub name: Name,
    /// Parameter values.
    pub params: Vec<(Name, Spanned<String>)>,
    /// Rows of inputs (or of any dataset, which then is not computed).
    pub given: Vec<TestRows>,
    /// Rows expected, in any order, of the columns named.
    pub expect: Vec<TestRows>,
}

/// Rows of a dataset in a test.
#[derive(Debug, Clone)]
pub struct TestRows {
    /// The dataset.
    pub dataset: Name,
    /// The rows.
    pub rows: Vec<TestRow>,
    /// The whole entry.
    pub span: Span,
}

/// One row of a test.
#[derive(Debug, Clone)]
pub struct TestRow {
    /// Column and value; a column left out is null in `given`, not compared in `expect`.
    pub cells: Vec<(Name, Spanned<TestValue>)>,
    /// The whole row.
    pub span: Span,
}

/// A value in a test, as written in YAML.
#[derive(Debug, Clone, PartialEq)]
pub enum TestValue {
    /// `null`.
    Null,
    /// Any scalar; it is read as the column's type.
    Text(String),
    /// A list.
    List(Vec<TestValue>),
}

/// One entry of `jobs:`: a job and the datasets it computes.
#[derive(Debug, Clone)]
pub struct JobDecl {
    /// Job name.
    pub name: Name,
    /// Datasets.
    pub datasets: Vec<Name>,
}
