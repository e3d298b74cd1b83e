//! THE function table: every operator, function, aggregate and window function of the language.
//!
//! A row says everything about a function in one place: signature, null rule, documentation, examples, and what each
//! engine runs. The checker, the targets, the reference page, `pipelinec explain` and the conformance tests read it.
//! Adding a function is adding a row; adding an engine makes rustc list the rows that lack a cell.

use crate::types::Type;

/// A row of the table.
#[derive(Debug)]
pub struct Function {
    /// Name in the language.
    pub name: &'static str,
    /// Other names.
    pub aliases: &'static [&'static str],
    /// How operators and special forms are written: `a + b`, `x is null`.
    pub surface: Option<&'static str>,
    /// Group in the reference.
    pub category: Category,
    /// Where it may stand.
    pub kind: Kind,
    /// One or two sentences: meaning, units, ranges, what fails.
    pub doc: &'static str,
    /// The null rule in words.
    pub nulls: &'static str,
    /// The null rule for the checker.
    pub nullability: Nullability,
    /// What goes wrong when the same is written by hand per engine.
    pub pitfalls: &'static [&'static str],
    /// Expression over literals, and its result as text; run on every engine.
    pub examples: &'static [Example],
    /// Signatures, tried in order.
    pub overloads: &'static [Overload],
}

/// Groups of the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// Operators.
    Operator,
    /// Text.
    String,
    /// Regular expressions.
    Regex,
    /// Numbers.
    Math,
    /// Choice.
    Conditional,
    /// Dates and times.
    DateTime,
    /// JSON text.
    Json,
    /// Arrays.
    Array,
    /// Hashes and encodings.
    Hash,
    /// Aggregates.
    Aggregate,
    /// Window functions.
    Window,
}

/// Where a function may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Anywhere.
    Scalar,
    /// In measures.
    Aggregate {
        /// Also with `over (…)`.
        window: bool,
        /// Needs `allow_approximate: true`.
        approximate: bool,
    },
    /// Only with `over (…)`.
    Window {
        /// Takes a frame.
        frame: bool,
    },
}

/// When a result can be null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nullability {
    /// If an argument can be.
    Propagates,
    /// Always possible (a domain error, an empty group).
    Always,
    /// Never.
    Never,
    /// Only if all arguments can be (`coalesce`, `greatest`).
    AllNull,
}

/// `expr` gives `result`.
#[derive(Debug)]
pub struct Example {
    /// An expression over literals.
    pub expr: &'static str,
    /// Its result, in the encoding of the conformance cases (`null`, `3.50`, `[a, b]`).
    pub result: &'static str,
}

/// One signature and what each engine runs for it.
#[derive(Debug)]
pub struct Overload {
    /// Parameters; the last one repeats when `variadic`.
    pub params: &'static [Param],
    /// The last parameter may be given once or more.
    pub variadic: bool,
    /// Result type.
    pub returns: Return,
    /// Conditions on literal arguments; the first that fails is reported.
    pub guards: &'static [Guard],
    /// PySpark (Spark SQL expression).
    pub spark: Cell,
    /// Athena (Trino SQL).
    pub trino: Cell,
    /// Embedded engine (DataFusion SQL).
    pub datafusion: Cell,
}

/// What one engine runs.
#[derive(Debug, Clone, Copy)]
pub enum Cell {
    /// A template, see [`crate::sql`].
    Sql(&'static str),
    /// Not available there; using it is an error at the user's line.
    Unsupported(&'static str),
}

/// A parameter.
#[derive(Debug)]
pub struct Param {
    /// Its name, used by the templates.
    pub name: &'static str,
    /// What it accepts.
    pub ty: Accepts,
    /// Whether it must be a literal, and of which form.
    pub literal: LiteralRule,
}

/// What a parameter accepts. Type variables bind to the common type of all parameters that use them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepts {
    /// `boolean`.
    Boolean,
    /// `bigint`.
    Bigint,
    /// `double`; a decimal widens to it where the function takes doubles only, or another argument is a double.
    Double,
    /// Any decimal, each with its own precision and scale.
    Decimal,
    /// `string`.
    String,
    /// `date`.
    Date,
    /// `timestamp`.
    Timestamp,
    /// Any type, bound to `T`.
    T,
    /// Any orderable type, bound to `T`.
    OrderableT,
    /// Any orderable type, bound to `U`.
    OrderableU,
    /// `array<T>`.
    ArrayOfT,
    /// `array<string>`.
    ArrayOfString,
}

/// Whether an argument must be a literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiteralRule {
    /// Any expression.
    Any,
    /// A literal of the parameter's type.
    Literal,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A portable regular expression.
    Regex,
    /// One that cannot match the empty string.
    RegexNonEmpty,
    /// A replacement with `$1` groups.
    Replacement,
    /// A `like` pattern.
    LikePattern,
    /// A format read by `parse_date`.
    DateFormat,
    /// A format read by `parse_timestamp`.
    TimestampFormat,
    /// A format written by `format_date`.
    OutputFormat,
    /// A JSON path `$.a[0]`.
    JsonPath,
    /// An IANA zone name.
    TimeZone,
}

/// A condition on literal arguments, by parameter name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Guard {
    /// The text is not empty.
    NonEmpty(&'static str),
    /// Exactly one character.
    OneChar(&'static str),
    /// `low ≤ x ≤ high`.
    Range(&'static str, i64, i64),
    /// A double in `low ≤ x ≤ high`.
    DoubleRange(&'static str, f64, f64),
    /// Not zero.
    NotZero(&'static str),
    /// No character twice.
    NoRepeats(&'static str),
    /// The second text is not longer than the first.
    NotLonger(&'static str, &'static str),
    /// The first number is less than the second.
    Less(&'static str, &'static str),
    /// A rule over the decimal argument types, with its words.
    Decimals(fn(&[crate::types::Decimal]) -> bool, &'static str),
    /// A path that ends (or does not end) with an index: selects an overload, never reported.
    EndsWithIndex(&'static str),
}

/// How the result type comes about.
#[derive(Debug, Clone, Copy)]
pub enum Return {
    /// Always this scalar type: `Bigint`, `String` …
    Type(&'static Type),
    /// What `T` was bound to.
    T,
    /// `array<T>`.
    ArrayOfT,
    /// `array<string>`.
    ArrayOfString,
    /// The type of the first argument.
    First,
    /// Computed from the decimal argument types and the literal `n` (digits to round to), if any; `Err` says why not.
    Decimal(fn(&[crate::types::Decimal], Option<i64>) -> Result<crate::types::Decimal, String>),
}

/// An overload of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OverloadId {
    /// Index of the row in the table.
    pub function: u16,
    /// Index of the overload in the row.
    pub overload: u16,
}
