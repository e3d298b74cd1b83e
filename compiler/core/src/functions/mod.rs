//! THE function table: every operator, function, aggregate and window function of the language.
//!
//! A row says everything about a function in one place: signature, null rule, documentation, examples, and what each
//! engine runs. The checker, the targets, the reference page, `pipelinec explain` and the conformance tests read it.
//! Adding a function is adding a row; adding an engine makes rustc list the rows that lack a cell.

use std::sync::LazyLock;

use pipelinec_syntax::tree::{BinaryOp, UnaryOp};

use crate::types::Type;

mod aggregates;
mod arrays;
pub mod casts;
mod conditional;
mod dates;
pub mod decimals;
mod guards;
mod hashes;
mod json;
mod math;
mod operators;
mod reference;
mod regexes;
pub mod resolve;
mod row;
mod strings;
#[cfg(test)]
mod tests;
mod windows;

pub use reference::{explain, reference, signature};

/// All rows: operators, then the functions by category.
static TABLE: LazyLock<Vec<&'static Function>> = LazyLock::new(|| {
    let functions = [
        strings::ROWS,
        regexes::ROWS,
        math::ROWS,
        conditional::ROWS,
        dates::ROWS,
        json::ROWS,
        arrays::ROWS,
        hashes::ROWS,
        aggregates::ROWS,
        windows::ROWS,
    ];
    operators::ROWS.into_iter().chain(functions.into_iter().flatten()).collect()
});

/// Names and aliases, sorted, with the row's index.
static NAMES: LazyLock<Vec<(&'static str, u16)>> = LazyLock::new(|| {
    let mut names: Vec<(&'static str, u16)> = Vec::with_capacity(TABLE.len() + 16);
    for (index, function) in (0..).zip(TABLE.iter()) {
        names.push((function.name, index));
        names.extend(function.aliases.iter().map(|alias| (*alias, index)));
    }
    names.sort_unstable();
    names
});

/// All rows.
#[must_use]
pub fn table() -> &'static [&'static Function] {
    &TABLE
}

/// The row of a name or alias, in any letter case.
#[must_use]
pub fn find(name: &str) -> Option<(u16, &'static Function)> {
    let lower;
    let name = if name.bytes().any(|b| b.is_ascii_uppercase()) {
        lower = name.to_ascii_lowercase();
        lower.as_str()
    } else {
        name
    };
    let at = NAMES.binary_search_by(|(candidate, _)| (*candidate).cmp(name)).ok()?;
    let (_, index) = *NAMES.get(at)?;
    Some((index, TABLE.get(usize::from(index))?))
}

/// All names and aliases, sorted: for suggestions and completion.
pub fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(name, _)| *name)
}

/// The row and signature of an id made by [`resolve::resolve`].
#[must_use]
pub fn overload(id: OverloadId) -> Option<(&'static Function, &'static Overload)> {
    let function = *TABLE.get(usize::from(id.function))?;
    Some((function, function.overloads.get(usize::from(id.overload))?))
}

/// A row's index in the table.
fn index_of(function: &Function) -> u16 {
    find(function.name).map_or(u16::MAX, |(index, _)| index)
}

/// The row of an infix operator.
#[must_use]
pub fn operator(op: BinaryOp) -> &'static Function {
    match op {
        BinaryOp::Add => &operators::ADD,
        BinaryOp::Subtract => &operators::SUBTRACT,
        BinaryOp::Multiply => &operators::MULTIPLY,
        BinaryOp::Divide => &operators::DIVIDE,
        BinaryOp::Modulo => &operators::MOD,
        BinaryOp::Concat => &operators::CONCAT,
        BinaryOp::Eq => &operators::EQ,
        BinaryOp::Ne => &operators::NE,
        BinaryOp::Lt => &operators::LT,
        BinaryOp::Le => &operators::LE,
        BinaryOp::Gt => &operators::GT,
        BinaryOp::Ge => &operators::GE,
        BinaryOp::And => &operators::AND,
        BinaryOp::Or => &operators::OR,
    }
}

/// The row of a prefix operator.
#[must_use]
pub fn prefix_operator(op: UnaryOp) -> &'static Function {
    match op {
        UnaryOp::Negate => &operators::NEGATE,
        UnaryOp::Not => &operators::NOT,
    }
}

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
#[derive(Debug, Clone, Copy)]
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
    /// None of these characters.
    NoneOf(&'static str, &'static str),
    /// The group number exists in the pattern.
    GroupExists(&'static str, &'static str),
    /// The groups a replacement names exist in the pattern.
    GroupsExist(&'static str, &'static str),
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
