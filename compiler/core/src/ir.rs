//! The intermediate representation: a project with every name resolved and every expression typed.
//!
//! Invariants (`verify` checks them): datasets stand in dependency order; every expression has a type that is not
//! [`Type::Error`]; every column an expression names exists in the schema it reads; implicit conversions are written
//! out as [`ExprKind::Cast`]; sorts that a limit follows, and dedupes, order their rows totally.

mod order;
mod print;
mod verify;
mod walk;

use std::sync::Arc;

use pipelinec_syntax::Span;
pub use pipelinec_syntax::tree::{
    CheckSeverity, FrameBound, FrameUnit, InputFormat, JoinKind, OnBadRecord, OutputFormat, WriteMode,
};

use crate::Symbol;
use crate::functions::OverloadId;
use crate::types::Type;
pub use order::{Order, carried, order_after};
pub use verify::verify;

/// A checked project.
#[derive(Debug, Clone)]
pub struct Pipeline {
    /// Its name.
    pub name: Symbol,
    /// For people.
    pub description: Option<String>,
    /// Run parameters.
    pub params: Vec<Param>,
    /// All datasets; every dataset stands after those it reads.
    pub datasets: Vec<Dataset>,
    /// Checks.
    pub checks: Vec<Check>,
    /// Tests.
    pub tests: Vec<Test>,
    /// Jobs named by the user, `(job, span, datasets)`.
    pub jobs: Vec<(Symbol, Span, Vec<DatasetId>)>,
}

impl Pipeline {
    /// The dataset of an id made for this pipeline.
    #[must_use]
    pub fn dataset(&self, id: DatasetId) -> Option<&Dataset> {
        self.datasets.get(id.0 as usize)
    }

    /// Ids and datasets, in dependency order.
    pub fn iter(&self) -> impl Iterator<Item = (DatasetId, &Dataset)> {
        self.datasets.iter().enumerate().map(|(i, d)| (DatasetId(u32::try_from(i).unwrap_or(u32::MAX)), d))
    }
}

/// An index into [`Pipeline::datasets`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DatasetId(pub u32);

/// A run parameter.
#[derive(Debug, Clone)]
pub struct Param {
    /// Its name.
    pub name: Symbol,
    /// Its type: a scalar.
    pub ty: Type,
    /// Its default.
    pub default: Option<ParamDefault>,
    /// Where it was declared.
    pub span: Span,
}

/// A parameter's default value.
#[derive(Debug, Clone, PartialEq)]
pub enum ParamDefault {
    /// A fixed value.
    Value(Literal),
    /// The day the run starts, UTC.
    Today,
}

/// A dataset: rows with a schema.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// Its name.
    pub name: Symbol,
    /// Input, transform, KPI or query.
    pub kind: DatasetKind,
    /// Its columns.
    pub columns: Schema,
    /// Columns that together identify a row, where known.
    pub grain: Grain,
    /// How it is written; inputs are not.
    pub output: Output,
    /// For people.
    pub description: Option<String>,
    /// The name's place in the spec.
    pub span: Span,
}

/// Where a dataset's rows come from.
#[derive(Debug, Clone)]
pub enum DatasetKind {
    /// Read from files.
    Input(Input),
    /// Computed by a job, cleaning and shaping.
    Transform(Query),
    /// Computed by a job: measures by keys.
    Kpi(Query),
    /// Computed by the query engine, after the jobs.
    Query(Query),
}

impl Dataset {
    /// What computes this dataset; `None` for inputs.
    #[must_use]
    pub fn query(&self) -> Option<&Query> {
        match &self.kind {
            DatasetKind::Input(_) => None,
            DatasetKind::Transform(q) | DatasetKind::Kpi(q) | DatasetKind::Query(q) => Some(q),
        }
    }

    /// Datasets read, in order of first use, without repeats.
    #[must_use]
    pub fn reads(&self) -> Vec<DatasetId> {
        let mut out = Vec::new();
        if let Some(query) = self.query() {
            let mut push = |id| {
                if !out.contains(&id) {
                    out.push(id);
                }
            };
            push(query.from);
            for step in &query.steps {
                match &step.op {
                    Op::Join(join) => push(join.right),
                    Op::Union { others, .. } => others.iter().copied().for_each(&mut push),
                    Op::Filter(_)
                    | Op::Extend(_)
                    | Op::Project(_)
                    | Op::Dedupe { .. }
                    | Op::Aggregate { .. }
                    | Op::Sort(_)
                    | Op::Limit(_)
                    | Op::TopPerGroup { .. }
                    | Op::Unpivot { .. }
                    | Op::Explode { .. } => {}
                }
            }
        }
        out
    }
}

/// A column of a dataset or of a step's result.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: Symbol,
    /// Its type.
    pub ty: Type,
    /// Whether it can be null.
    pub nullable: bool,
    /// Whether it holds personal data, unmasked.
    pub pii: bool,
    /// Where it was first written.
    pub span: Span,
}

/// Columns in order; shared between steps that change none.
pub type Schema = Arc<[Column]>;

/// What one row stands for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Grain {
    /// Not known.
    #[default]
    Unknown,
    /// Exactly one row.
    One,
    /// At most one row per combination of these columns; several keys may be known.
    Keys(Vec<Vec<Symbol>>),
}

/// A file source with its contract.
#[derive(Debug, Clone)]
pub struct Input {
    /// File, folder or glob, relative to the data root.
    pub path: String,
    /// Where the path stands.
    pub path_span: Span,
    /// Format.
    pub format: InputFormat,
    /// CSV: first line holds the names.
    pub header: bool,
    /// CSV field delimiter, one byte.
    pub delimiter: u8,
    /// CSV quote, one byte.
    pub quote: u8,
    /// Words read as null, besides the empty unquoted field.
    pub null_words: Vec<String>,
    /// What to do with a bad record.
    pub on_bad_record: OnBadRecord,
    /// Columns as stored, same order as [`Dataset::columns`]; partition columns come last.
    pub columns: Vec<StoredColumn>,
}

/// How a column is stored in the files.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredColumn {
    /// The column's name in the language.
    pub name: Symbol,
    /// Name in the file; for JSON a path of names.
    pub source: Vec<String>,
    /// Physical type; the language's type is the [`Column`]'s.
    pub stored: Stored,
    /// Text format of a date or timestamp, in the language's tokens; `None`: ISO.
    pub format: Option<String>,
    /// `not null`: a null makes the record bad.
    pub not_null: bool,
    /// `unique`: checked after reading.
    pub unique: bool,
    /// Value comes from a `name=value` folder.
    pub partition: bool,
}

/// Physical types of sources that the language widens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// As the language's type.
    Same,
    /// 8-bit integer, widened to bigint; out of range makes the record bad.
    Tinyint,
    /// 16-bit.
    Smallint,
    /// 32-bit.
    Int,
    /// 32-bit float, widened to double.
    Float,
}

/// How a computed dataset is written.
#[derive(Debug, Clone, Default)]
pub struct Output {
    /// Partition columns.
    pub partition_by: Vec<Symbol>,
    /// Format.
    pub format: OutputFormat,
    /// Mode.
    pub mode: WriteMode,
    /// Upsert key.
    pub key: Vec<Symbol>,
    /// Folder below the output prefix.
    pub path: String,
}

/// A chain of relational operators over one dataset.
#[derive(Debug, Clone)]
pub struct Query {
    /// The first source.
    pub from: DatasetId,
    /// The operators, in order. May be empty.
    pub steps: Vec<Step>,
}

/// One operator and its result.
#[derive(Debug, Clone)]
pub struct Step {
    /// The operator.
    pub op: Op,
    /// The result's columns.
    pub columns: Schema,
    /// The keyword as the user knows it: `filter`, `derive`, `measures` …
    pub keyword: &'static str,
    /// Its place in the spec.
    pub span: Span,
}

/// Relational operators.
#[derive(Debug, Clone)]
pub enum Op {
    /// σ: rows where the condition is true.
    Filter(Expr),
    /// All columns, with these added (or replaced, in place). An entry sees only the columns *before* the operator:
    /// the checker splits a `derive` whose entries use one another.
    Extend(Vec<NamedExpr>),
    /// π: exactly these columns.
    Project(Vec<NamedExpr>),
    /// ⋈.
    Join(Join),
    /// Rows of all, columns matched by name and already of equal type.
    Union {
        /// The others.
        others: Vec<DatasetId>,
        /// Conversions per other dataset, in this step's column order.
        projections: Vec<Vec<NamedExpr>>,
        /// Without duplicate rows.
        distinct: bool,
    },
    /// One row per key, the first in a total order. Empty `by`: distinct rows (`order` is empty then).
    Dedupe {
        /// Key columns.
        by: Vec<Symbol>,
        /// Total order.
        order: Vec<SortKey>,
    },
    /// γ: one row per combination of keys; no keys: exactly one row. Measures hold aggregate calls, possibly inside
    /// scalar functions, and name no other measure.
    Aggregate {
        /// Keys.
        by: Vec<NamedExpr>,
        /// Measures.
        measures: Vec<NamedExpr>,
    },
    /// τ.
    Sort(Vec<SortKey>),
    /// The first rows.
    Limit(u64),
    /// The first rows of every group, by a total order.
    TopPerGroup {
        /// Group columns.
        per: Vec<Symbol>,
        /// Total order.
        order: Vec<SortKey>,
        /// Rows per group.
        limit: u64,
    },
    /// One row per listed column; the other columns are repeated.
    Unpivot {
        /// The columns, already of one type.
        columns: Vec<NamedExpr>,
        /// New column with the name.
        name: Symbol,
        /// New column with the value.
        value: Symbol,
    },
    /// One row per array element.
    Explode {
        /// The array column.
        column: Symbol,
        /// The element's column; it replaces the array when equal to `column`.
        alias: Symbol,
        /// Column with the 1-based position.
        position: Option<Symbol>,
        /// Keep rows with a null or empty array, element null.
        keep_empty: bool,
    },
}

/// A join with its columns named.
#[derive(Debug, Clone)]
pub struct Join {
    /// The other dataset.
    pub right: DatasetId,
    /// Kind.
    pub kind: JoinKind,
    /// Equal pairs: left expression, right expression, of one type. Nulls match nothing.
    pub keys: Vec<(Expr, Expr)>,
    /// The rest of the condition, over both sides.
    pub residual: Option<Expr>,
    /// The result's columns: an expression over both sides each (`Side::Left`, `Side::Right`).
    pub columns: Vec<NamedExpr>,
    /// Whether the right side has at most one row per key: then the join keeps the left grain.
    pub right_unique: bool,
}

/// `name: expression`.
#[derive(Debug, Clone)]
pub struct NamedExpr {
    /// Name.
    pub name: Symbol,
    /// Expression.
    pub expr: Expr,
}

/// A sort key; the order of nulls is always said.
#[derive(Debug, Clone)]
pub struct SortKey {
    /// What.
    pub expr: Expr,
    /// Direction.
    pub descending: bool,
    /// Nulls first (default last).
    pub nulls_first: bool,
}

/// A typed expression.
#[derive(Debug, Clone)]
pub struct Expr {
    /// The form.
    pub kind: ExprKind,
    /// Its type.
    pub ty: Type,
    /// Whether it can be null.
    pub nullable: bool,
    /// Its place in the spec.
    pub span: Span,
}

/// Expression forms: everything that computes is a [`ExprKind::Call`] of a catalogue row or a cast.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// A column of the operator's source.
    Column {
        /// Which source; only joins have two.
        side: Side,
        /// Name.
        name: Symbol,
    },
    /// A struct's field, or a map's value by a literal key.
    Field {
        /// The struct or map.
        operand: Box<Expr>,
        /// Field or key.
        name: Symbol,
    },
    /// A constant.
    Literal(Literal),
    /// A run parameter.
    Param(Symbol),
    /// A catalogue row: operator, function, aggregate, window function.
    Call(Box<Call>),
    /// `case when … then … else … end`; an operand has been turned into conditions.
    Case {
        /// Conditions and results.
        branches: Vec<(Expr, Expr)>,
        /// Else; null when absent.
        otherwise: Option<Box<Expr>>,
    },
    /// Explicit or implicit conversion; the pair stands in the cast table.
    Cast {
        /// What.
        operand: Box<Expr>,
        /// Null instead of failing.
        safe: bool,
    },
    /// `x in (…)`, literals and expressions of one type.
    In {
        /// Operand.
        operand: Box<Expr>,
        /// Candidates, at least one.
        list: Vec<Expr>,
        /// `not in`.
        negated: bool,
    },
    /// `[a, b]`.
    Array(Vec<Expr>),
}

/// Which source of a join a column belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The only source, or the left one.
    Left,
    /// The right one.
    Right,
}

/// A call of a catalogue row.
#[derive(Debug, Clone)]
pub struct Call {
    /// Which overload of which row.
    pub overload: OverloadId,
    /// Arguments, already of the overload's types.
    pub args: Vec<Expr>,
    /// Aggregates: only rows where this is true.
    pub filter: Option<Box<Expr>>,
    /// Window functions: `ignore nulls`.
    pub ignore_nulls: bool,
    /// The window; the frame is always written out where the function takes one.
    pub over: Option<Box<Window>>,
}

/// A window.
#[derive(Debug, Clone)]
pub struct Window {
    /// Partition keys.
    pub partition_by: Vec<Expr>,
    /// Order.
    pub order_by: Vec<SortKey>,
    /// Frame; `None` for functions that take none.
    pub frame: Option<Frame>,
}

/// A window frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Unit.
    pub unit: FrameUnit,
    /// Start.
    pub start: FrameBound,
    /// End.
    pub end: FrameBound,
}

/// A constant of the language.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// Null of the expression's type.
    Null,
    /// Boolean.
    Boolean(bool),
    /// Bigint.
    Bigint(i64),
    /// Double, finite.
    Double(f64),
    /// Decimal: digits with sign and point, exactly `scale` decimals.
    Decimal(String),
    /// Text.
    String(String),
    /// `yyyy-MM-dd`.
    Date(String),
    /// `yyyy-MM-dd HH:mm:ss.ffffff`.
    Timestamp(String),
}

/// A data check.
#[derive(Debug, Clone)]
pub struct Check {
    /// The dataset.
    pub dataset: DatasetId,
    /// Its name, unique within the dataset.
    pub name: String,
    /// What must hold.
    pub kind: CheckKind,
    /// What a failure does.
    pub severity: CheckSeverity,
    /// The phrase as written, for messages.
    pub text: String,
    /// Its place.
    pub span: Span,
}

/// What must hold.
#[derive(Debug, Clone)]
pub enum CheckKind {
    /// True or null for every row.
    Expect(Expr),
    /// Rows differ in these columns; rows with a null there are not counted.
    Unique(Vec<Symbol>),
    /// Not null.
    NotNull(Vec<Symbol>),
    /// Foreign key.
    References {
        /// Columns here.
        columns: Vec<Symbol>,
        /// Dataset there.
        to: DatasetId,
        /// Columns there.
        to_columns: Vec<Symbol>,
    },
    /// Number of rows.
    RowCount {
        /// At least.
        min: Option<u64>,
        /// At most.
        max: Option<u64>,
    },
}

/// A test of the spec.
#[derive(Debug, Clone)]
pub struct Test {
    /// Name.
    pub name: Symbol,
    /// Parameter values.
    pub params: Vec<(Symbol, Literal)>,
    /// Rows given: dataset and rows, complete.
    pub given: Vec<(DatasetId, Vec<Vec<Value>>)>,
    /// Rows expected: dataset, the columns compared, the rows.
    pub expect: Vec<(DatasetId, Vec<Symbol>, Vec<Vec<Value>>)>,
    /// Its place.
    pub span: Span,
}

/// A value in a test: a literal, or a list of them.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A scalar.
    Literal(Literal),
    /// An array.
    List(Vec<Value>),
}
