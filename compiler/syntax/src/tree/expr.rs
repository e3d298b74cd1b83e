//! Expressions as written.

use super::Name;
use crate::span::Span;

/// An expression and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// Expression forms.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// A phrase that could not be parsed; an error has been reported.
    Error,
    /// `null`.
    Null,
    /// `true`, `false`.
    Boolean(bool),
    /// `42`, digits only.
    Integer(String),
    /// `1.5`: a decimal literal, digits as written.
    Decimal(String),
    /// `1.5e0`: a double literal.
    Double(String),
    /// `'text'`, with `''` undone.
    String(String),
    /// `date '2024-01-31'`.
    Date(String),
    /// `timestamp '2024-01-31 10:00:00'`.
    Timestamp(String),
    /// `interval '3' day`, only beside `+` and `-`.
    Interval {
        /// The text in quotes.
        value: String,
        /// The unit.
        unit: Box<Name>,
    },
    /// `column`, `table.column`, `column.field.field`: resolved by the checker.
    Path(Vec<Name>),
    /// `:param`.
    Param(Name),
    /// `-a`, `not a`.
    Unary {
        /// Operator.
        op: UnaryOp,
        /// Operand.
        operand: Box<Expr>,
    },
    /// `a + b`, `a and b`, `a = b`, `a || b` …
    Binary {
        /// Operator.
        op: BinaryOp,
        /// Where the operator stands.
        op_span: Span,
        /// Left operand.
        left: Box<Expr>,
        /// Right operand.
        right: Box<Expr>,
    },
    /// `a is [not] null | true | false | distinct from b`.
    Is {
        /// Operand.
        operand: Box<Expr>,
        /// Which test.
        test: IsTest,
        /// `not`.
        negated: bool,
    },
    /// `a [not] between low and high`.
    Between {
        /// Operand.
        operand: Box<Expr>,
        /// Lower end, included.
        low: Box<Expr>,
        /// Upper end, included.
        high: Box<Expr>,
        /// `not`.
        negated: bool,
    },
    /// `a [not] in (…)`.
    In {
        /// Operand.
        operand: Box<Expr>,
        /// Candidates.
        list: Vec<Expr>,
        /// `not`.
        negated: bool,
    },
    /// `a [not] like 'pattern' [escape 'c']`.
    Like {
        /// Operand.
        operand: Box<Expr>,
        /// Pattern.
        pattern: Box<Expr>,
        /// Escape character.
        escape: Option<Box<Expr>>,
        /// `not`.
        negated: bool,
    },
    /// `case [operand] when … then … [else …] end`.
    Case {
        /// Compared with each `when`.
        operand: Option<Box<Expr>>,
        /// `when`, `then`.
        branches: Vec<(Expr, Expr)>,
        /// `else`.
        otherwise: Option<Box<Expr>>,
    },
    /// `cast(a as t)`, `try_cast(a as t)`.
    Cast {
        /// Operand.
        operand: Box<Expr>,
        /// Target type.
        to: Box<TypeName>,
        /// Null instead of failing.
        safe: bool,
    },
    /// `f(…)`, with everything that may follow.
    Call(Box<Call>),
    /// `[a, b]`.
    Array(Vec<Expr>),
    /// `a[i]`.
    Index {
        /// The array.
        operand: Box<Expr>,
        /// 1-based position.
        index: Box<Expr>,
    },
}

/// `f([distinct] args) [filter (where c)] [ignore nulls] [over (…)]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Function.
    pub name: Name,
    /// Arguments; empty for `count(*)` and `count()`.
    pub args: Vec<Expr>,
    /// `distinct`.
    pub distinct: bool,
    /// `*` as the argument.
    pub star: bool,
    /// `ignore nulls`.
    pub ignore_nulls: bool,
    /// `filter (where c)`.
    pub filter: Option<Box<Expr>>,
    /// `over (…)`.
    pub over: Option<Box<Window>>,
}

/// `over (partition by … order by … rows between …)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// Partition keys.
    pub partition_by: Vec<Expr>,
    /// Order.
    pub order_by: Vec<SortKey>,
    /// Frame.
    pub frame: Option<Frame>,
    /// The clause.
    pub span: Span,
}

/// `rows between a and b`.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// `rows` or `range`.
    pub unit: FrameUnit,
    /// Start.
    pub start: FrameBound,
    /// End.
    pub end: FrameBound,
    /// The clause.
    pub span: Span,
}

/// Frame units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FrameUnit {
    /// Rows.
    Rows,
    /// Peers by the order key.
    Range,
}

/// Frame ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FrameBound {
    /// `unbounded preceding`.
    UnboundedPreceding,
    /// `n preceding`.
    Preceding(u64),
    /// `current row`.
    CurrentRow,
    /// `n following`.
    Following(u64),
    /// `unbounded following`.
    UnboundedFollowing,
}

/// `a desc nulls first`.
#[derive(Debug, Clone, PartialEq)]
pub struct SortKey {
    /// What to order by.
    pub expr: Expr,
    /// `desc`.
    pub descending: bool,
    /// `nulls first`; the language's default is last, in both directions.
    pub nulls_first: bool,
}

/// `decimal(10,2)`, `array<string>`.
#[derive(Debug, Clone, PartialEq)]
pub struct TypeName {
    /// The form.
    pub kind: TypeNameKind,
    /// Where it stands.
    pub span: Span,
}

/// Type forms.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeNameKind {
    /// A phrase that could not be parsed; an error has been reported.
    Error,
    /// `bigint`, `decimal(10,2)`: a word and its numbers.
    Plain {
        /// The word, lower case.
        word: String,
        /// The numbers in parentheses.
        numbers: Vec<u64>,
    },
    /// `array<t>`.
    Array(Box<TypeName>),
    /// `map<string, t>`.
    Map(Box<TypeName>),
    /// `struct<a: t, b: u>`.
    Struct(Vec<(Name, TypeName)>),
}

/// Prefix operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `-`
    Negate,
    /// `not`
    Not,
}

/// Infix operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
    /// `||`
    Concat,
    /// `=`
    Eq,
    /// `<>`, `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `and`
    And,
    /// `or`
    Or,
}

/// The test of an `is`.
#[derive(Debug, Clone, PartialEq)]
pub enum IsTest {
    /// `null`
    Null,
    /// `true`
    True,
    /// `false`
    False,
    /// `distinct from x`
    DistinctFrom(Box<Expr>),
}
