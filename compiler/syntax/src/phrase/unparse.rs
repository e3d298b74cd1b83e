//! From the tree back to text, in one canonical way: `parse(x.to_string()) == x`, places aside.
//!
//! Keywords in lower case, one blank around operators, only the parentheses that are needed.

use std::fmt::{self, Display, Formatter, Write};

use super::fold::Precedence;
use super::names::is_plain;
use crate::tree::{
    BinaryOp, Call, Expr, ExprKind, Frame, FrameBound, FrameUnit, IsTest, Name, SortKey, TypeName, TypeNameKind,
    UnaryOp, Window,
};

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl Display for ExprKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error => f.write_str("…"),
            Self::Null => f.write_str("null"),
            Self::Boolean(value) => write!(f, "{value}"),
            Self::Integer(digits) | Self::Decimal(digits) | Self::Double(digits) => f.write_str(digits),
            Self::String(text) => quoted(f, text, '\''),
            Self::Date(text) => typed(f, "date ", text),
            Self::Timestamp(text) => typed(f, "timestamp ", text),
            Self::Interval { value, unit } => {
                typed(f, "interval ", value)?;
                write!(f, " {}", unit.text)
            }
            Self::Path(names) => separated(f, names, ".", write_name),
            Self::Param(name) => write!(f, ":{}", name.text),
            Self::Unary { op, operand } => unary(f, *op, operand),
            Self::Binary { op, left, right, .. } => binary(f, *op, left, right),
            Self::Is { operand, test, negated } => is_test(f, operand, test, *negated),
            Self::Between { operand, low, high, negated } => {
                tested(f, operand, *negated, "between")?;
                argument(f, low)?;
                f.write_str(" and ")?;
                argument(f, high)
            }
            Self::In { operand, list, negated } => {
                tested(f, operand, *negated, "in")?;
                write!(f, "({})", Commas(list))
            }
            Self::Like { operand, pattern, escape, negated } => {
                tested(f, operand, *negated, "like")?;
                argument(f, pattern)?;
                match escape {
                    Some(escape) => f.write_str(" escape ").and_then(|()| argument(f, escape)),
                    None => Ok(()),
                }
            }
            Self::Case { operand, branches, otherwise } => {
                case_when(f, operand.as_deref(), branches, otherwise.as_deref())
            }
            Self::Cast { operand, to, safe } => {
                write!(f, "{}({operand} as {to})", if *safe { "try_cast" } else { "cast" })
            }
            Self::Call(call) => call.fmt(f),
            Self::Array(items) => write!(f, "[{}]", Commas(items)),
            Self::Index { operand, index } => {
                nested(f, operand, Precedence::Atom)?;
                write!(f, "[{index}]")
            }
        }
    }
}

impl Display for Call {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let star = if self.star { "*" } else { "" };
        let distinct = if self.distinct { "distinct " } else { "" };
        write!(f, "{}({star}{distinct}{})", self.name.text, Commas(&self.args))?;
        if let Some(condition) = &self.filter {
            write!(f, " filter (where {condition})")?;
        }
        if self.ignore_nulls {
            f.write_str(" ignore nulls")?;
        }
        self.over.as_ref().map_or(Ok(()), |window| write!(f, " over {window}"))
    }
}

impl Display for Window {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut clauses = Vec::new();
        if !self.partition_by.is_empty() {
            clauses.push(format!("partition by {}", Commas(&self.partition_by)));
        }
        if !self.order_by.is_empty() {
            clauses.push(format!("order by {}", Commas(&self.order_by)));
        }
        clauses.extend(self.frame.as_ref().map(Frame::to_string));
        write!(f, "({})", clauses.join(" "))
    }
}

impl Display for Frame {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            FrameUnit::Rows => "rows",
            FrameUnit::Range => "range",
        };
        write!(f, "{unit} between {} and {}", self.start, self.end)
    }
}

impl Display for FrameBound {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnboundedPreceding => f.write_str("unbounded preceding"),
            Self::Preceding(rows) => write!(f, "{rows} preceding"),
            Self::CurrentRow => f.write_str("current row"),
            Self::Following(rows) => write!(f, "{rows} following"),
            Self::UnboundedFollowing => f.write_str("unbounded following"),
        }
    }
}

impl Display for SortKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let direction = if self.descending { " desc" } else { "" };
        let nulls = if self.nulls_first { " nulls first" } else { "" };
        write!(f, "{}{direction}{nulls}", self.expr)
    }
}

impl Display for TypeName {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            TypeNameKind::Error => f.write_str("…"),
            TypeNameKind::Plain { word, numbers } if numbers.is_empty() => f.write_str(word),
            TypeNameKind::Plain { word, numbers } => {
                write!(f, "{word}(")?;
                separated(f, numbers, ",", |f, number| number.fmt(f))?;
                f.write_str(")")
            }
            TypeNameKind::Array(item) => write!(f, "array<{item}>"),
            TypeNameKind::Map(value) => write!(f, "map<string, {value}>"),
            TypeNameKind::Struct(fields) => {
                f.write_str("struct<")?;
                separated(f, fields, ", ", |f, (name, ty)| {
                    write_name(f, name)?;
                    write!(f, ": {ty}")
                })?;
                f.write_str(">")
            }
        }
    }
}

impl UnaryOp {
    /// As it is written.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Negate => "-",
            Self::Not => "not",
        }
    }
}

impl BinaryOp {
    /// As it is written.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Modulo => "%",
            Self::Concat => "||",
            Self::Eq => "=",
            Self::Ne => "<>",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::And => "and",
            Self::Or => "or",
        }
    }
}

fn unary(f: &mut Formatter<'_>, op: UnaryOp, operand: &Expr) -> fmt::Result {
    match op {
        UnaryOp::Not => {
            f.write_str("not ")?;
            nested(f, operand, Precedence::Not)
        }
        // `--a` would parse, and look like a comment.
        UnaryOp::Negate => {
            f.write_str("-")?;
            nested(f, operand, Precedence::Atom)
        }
    }
}

fn binary(f: &mut Formatter<'_>, op: BinaryOp, left: &Expr, right: &Expr) -> fmt::Result {
    let own = Precedence::of_binary(op);
    // Infix operators lean left; comparisons do not chain.
    nested(f, left, if own == Precedence::Comparison { own.tighter() } else { own })?;
    write!(f, " {} ", op.symbol())?;
    nested(f, right, own.tighter())
}

fn is_test(f: &mut Formatter<'_>, operand: &Expr, test: &IsTest, negated: bool) -> fmt::Result {
    nested(f, operand, Precedence::Concat)?;
    f.write_str(if negated { " is not " } else { " is " })?;
    match test {
        IsTest::Null => f.write_str("null"),
        IsTest::True => f.write_str("true"),
        IsTest::False => f.write_str("false"),
        IsTest::DistinctFrom(other) => {
            f.write_str("distinct from ")?;
            argument(f, other)
        }
    }
}

/// `operand [not] word `.
fn tested(f: &mut Formatter<'_>, operand: &Expr, negated: bool, word: &str) -> fmt::Result {
    nested(f, operand, Precedence::Concat)?;
    write!(f, "{}{word} ", if negated { " not " } else { " " })
}

/// What stands beside `and` in a `between`, and in the like places: nothing looser than `||`.
fn argument(f: &mut Formatter<'_>, expr: &Expr) -> fmt::Result {
    nested(f, expr, Precedence::Concat)
}

fn case_when(
    f: &mut Formatter<'_>,
    operand: Option<&Expr>,
    branches: &[(Expr, Expr)],
    otherwise: Option<&Expr>,
) -> fmt::Result {
    f.write_str("case")?;
    operand.map_or(Ok(()), |operand| write!(f, " {operand}"))?;
    for (when, then) in branches {
        write!(f, " when {when} then {then}")?;
    }
    otherwise.map_or(Ok(()), |otherwise| write!(f, " else {otherwise}"))?;
    f.write_str(" end")
}

/// `expr`, in parentheses when it binds looser than its place allows.
fn nested(f: &mut Formatter<'_>, expr: &Expr, at_least: Precedence) -> fmt::Result {
    if precedence(expr) >= at_least { expr.fmt(f) } else { write!(f, "({expr})") }
}

fn precedence(expr: &Expr) -> Precedence {
    match &expr.kind {
        ExprKind::Unary { op, .. } => Precedence::of_unary(*op),
        ExprKind::Binary { op, .. } => Precedence::of_binary(*op),
        ExprKind::Is { .. } | ExprKind::Between { .. } | ExprKind::In { .. } | ExprKind::Like { .. } => {
            Precedence::Comparison
        }
        ExprKind::Error
        | ExprKind::Null
        | ExprKind::Boolean(_)
        | ExprKind::Integer(_)
        | ExprKind::Decimal(_)
        | ExprKind::Double(_)
        | ExprKind::String(_)
        | ExprKind::Date(_)
        | ExprKind::Timestamp(_)
        | ExprKind::Interval { .. }
        | ExprKind::Path(_)
        | ExprKind::Param(_)
        | ExprKind::Case { .. }
        | ExprKind::Cast { .. }
        | ExprKind::Call(_)
        | ExprKind::Array(_)
        | ExprKind::Index { .. } => Precedence::Atom,
    }
}

/// Items between commas.
struct Commas<'a, T>(&'a [T]);

impl<T: Display> Display for Commas<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        separated(f, self.0, ", ", |f, item| item.fmt(f))
    }
}

fn separated<T>(
    f: &mut Formatter<'_>,
    items: &[T],
    separator: &str,
    write: impl Fn(&mut Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            f.write_str(separator)?;
        }
        write(f, item)?;
    }
    Ok(())
}

fn write_name(f: &mut Formatter<'_>, name: &Name) -> fmt::Result {
    if is_plain(&name.text) { f.write_str(&name.text) } else { quoted(f, &name.text, '"') }
}

fn typed(f: &mut Formatter<'_>, word: &str, text: &str) -> fmt::Result {
    f.write_str(word)?;
    quoted(f, text, '\'')
}

fn quoted(f: &mut Formatter<'_>, text: &str, quote: char) -> fmt::Result {
    f.write_char(quote)?;
    for c in text.chars() {
        if c == quote {
            f.write_char(quote)?;
        }
        f.write_char(c)?;
    }
    f.write_char(quote)
}
