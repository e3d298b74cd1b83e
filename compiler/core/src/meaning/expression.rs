//! Typed expressions back to the words of the language, in one canonical way.
//!
//! The written form comes from the syntax crate, which knows how the language is spelled; here an expression of the IR
//! becomes a tree again. Functions of the spec are inlined in the IR, so calling one and writing it out give one text.

use std::collections::BTreeMap;

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::{self, BinaryOp, FrameBound, FrameUnit, IsTest, Name, TypeName, TypeNameKind, UnaryOp};

use crate::Symbol;
use crate::functions;
use crate::ir::{Call, Expr, ExprKind, Frame, Literal, Side, SortKey, Window};
use crate::types::Type;

/// How expressions of one operator are written.
#[derive(Clone, Copy)]
pub(super) struct Writer<'a> {
    /// Aggregates that the checker computes apart, by the names it gave them; written where they are used.
    pub(super) hidden: &'a BTreeMap<Symbol, Expr>,
    /// The name of a join's other side.
    pub(super) right: &'a str,
    /// Whether the conversions that nobody wrote are shown.
    pub(super) exact: bool,
}

impl Writer<'_> {
    /// The expression as text.
    pub(super) fn text(self, expr: &Expr) -> String {
        self.tree(expr).to_string()
    }

    /// `a desc nulls first`.
    pub(super) fn sort_key(self, key: &SortKey) -> String {
        self.key(key).to_string()
    }

    fn tree(self, expr: &Expr) -> tree::Expr {
        let kind = match &expr.kind {
            ExprKind::Column { side, name } => match self.hidden.get(name) {
                Some(aggregate) => return self.tree(aggregate),
                None if *side == Side::Right => tree::ExprKind::Path(vec![word(self.right), word(name)]),
                None => tree::ExprKind::Path(vec![word(name)]),
            },
            ExprKind::Field { operand, name } => self.field(operand, name),
            ExprKind::Literal(value) => literal(value, self.exact),
            ExprKind::Param(name) => tree::ExprKind::Param(word(name)),
            ExprKind::Call(call) => self.call(call),
            ExprKind::Case { branches, otherwise } => tree::ExprKind::Case {
                operand: None,
                branches: branches.iter().map(|(when, then)| (self.tree(when), self.tree(then))).collect(),
                otherwise: otherwise.as_deref().map(|otherwise| self.boxed(otherwise)),
            },
            ExprKind::Cast { operand, safe } => {
                // The checker gives a conversion of its own the place of what it converts.
                if !self.exact && !safe && operand.span == expr.span {
                    return self.tree(operand);
                }
                tree::ExprKind::Cast { operand: self.boxed(operand), to: Box::new(type_name(&expr.ty)), safe: *safe }
            }
            ExprKind::In { operand, list, negated } => {
                tree::ExprKind::In { operand: self.boxed(operand), list: self.all(list), negated: *negated }
            }
            ExprKind::Array(items) => tree::ExprKind::Array(self.all(items)),
        };
        of(kind)
    }

    fn boxed(self, expr: &Expr) -> Box<tree::Expr> {
        Box::new(self.tree(expr))
    }

    fn all(self, exprs: &[Expr]) -> Vec<tree::Expr> {
        exprs.iter().map(|expr| self.tree(expr)).collect()
    }

    /// `struct.field`, `map['key']`.
    fn field(self, operand: &Expr, name: &str) -> tree::ExprKind {
        let mut inner = self.tree(operand);
        if let tree::ExprKind::Path(path) = &mut inner.kind
            && matches!(operand.ty, Type::Struct(_))
        {
            path.push(word(name));
            return inner.kind;
        }
        tree::ExprKind::Index { operand: Box::new(inner), index: Box::new(of(tree::ExprKind::String(name.into()))) }
    }

    fn call(self, call: &Call) -> tree::ExprKind {
        let name = functions::overload(call.overload).map_or("", |(function, _)| function.name);
        let plain = call.filter.is_none() && call.over.is_none() && !call.ignore_nulls;
        if plain && let Some(operator) = self.operator(name, &call.args) {
            return operator;
        }
        tree::ExprKind::Call(Box::new(tree::Call {
            name: word(name),
            args: self.all(&call.args),
            distinct: false,
            star: false,
            ignore_nulls: call.ignore_nulls,
            filter: call.filter.as_deref().map(|filter| self.boxed(filter)),
            over: call.over.as_deref().map(|window| Box::new(self.window(window))),
        }))
    }

    /// What has a spelling of its own.
    fn operator(self, name: &str, args: &[Expr]) -> Option<tree::ExprKind> {
        let is = |operand: &Expr, test: IsTest, negated: bool| {
            Some(tree::ExprKind::Is { operand: self.boxed(operand), test, negated })
        };
        match (name, args) {
            ("negate", [a]) => Some(tree::ExprKind::Unary { op: UnaryOp::Negate, operand: self.boxed(a) }),
            ("not", [a]) => Some(self.not(a)),
            ("is_null", [a]) => is(a, IsTest::Null, false),
            ("is_not_null", [a]) => is(a, IsTest::Null, true),
            ("is_true", [a]) => is(a, IsTest::True, false),
            ("is_false", [a]) => is(a, IsTest::False, false),
            ("is_distinct_from", [a, b]) => is(a, IsTest::DistinctFrom(self.boxed(b)), false),
            ("is_not_distinct_from", [a, b]) => is(a, IsTest::DistinctFrom(self.boxed(b)), true),
            ("between", [a, low, high]) => Some(tree::ExprKind::Between {
                operand: self.boxed(a),
                low: self.boxed(low),
                high: self.boxed(high),
                negated: false,
            }),
            ("like", [a, pattern, rest @ ..]) => Some(tree::ExprKind::Like {
                operand: self.boxed(a),
                pattern: self.boxed(pattern),
                escape: rest.first().map(|escape| self.boxed(escape)),
                negated: false,
            }),
            ("element_at", [a, index]) => {
                Some(tree::ExprKind::Index { operand: self.boxed(a), index: self.boxed(index) })
            }
            (name, [a, rest @ ..]) if !rest.is_empty() => {
                let op = INFIX.into_iter().find(|op| functions::operator(*op).name == name)?;
                Some(rest.iter().fold(self.tree(a), |left, right| infix(op, left, self.tree(right))).kind)
            }
            _ => None,
        }
    }

    /// `not a`, with the `not` where the language likes it: `a not in (…)`.
    fn not(self, operand: &Expr) -> tree::ExprKind {
        let mut operand = self.tree(operand);
        if let tree::ExprKind::Is { negated, .. }
        | tree::ExprKind::Between { negated, .. }
        | tree::ExprKind::Like { negated, .. } = &mut operand.kind
        {
            *negated = !*negated;
            return operand.kind;
        }
        tree::ExprKind::Unary { op: UnaryOp::Not, operand: Box::new(operand) }
    }

    fn window(self, window: &Window) -> tree::Window {
        let is_default = |frame: &Frame| {
            *frame
                == if window.order_by.is_empty() {
                    Frame {
                        unit: FrameUnit::Rows,
                        start: FrameBound::UnboundedPreceding,
                        end: FrameBound::UnboundedFollowing,
                    }
                } else {
                    Frame { unit: FrameUnit::Range, start: FrameBound::UnboundedPreceding, end: FrameBound::CurrentRow }
                }
        };
        let frame = window.frame.filter(|frame| !is_default(frame));
        tree::Window {
            partition_by: self.all(&window.partition_by),
            order_by: window.order_by.iter().map(|key| self.key(key)).collect(),
            frame: frame.map(|Frame { unit, start, end }| tree::Frame { unit, start, end, span: Span::default() }),
            span: Span::default(),
        }
    }

    fn key(self, key: &SortKey) -> tree::SortKey {
        tree::SortKey { expr: self.tree(&key.expr), descending: key.descending, nulls_first: key.nulls_first }
    }
}

const INFIX: [BinaryOp; 14] = [
    BinaryOp::Add,
    BinaryOp::Subtract,
    BinaryOp::Multiply,
    BinaryOp::Divide,
    BinaryOp::Modulo,
    BinaryOp::Concat,
    BinaryOp::Eq,
    BinaryOp::Ne,
    BinaryOp::Lt,
    BinaryOp::Le,
    BinaryOp::Gt,
    BinaryOp::Ge,
    BinaryOp::And,
    BinaryOp::Or,
];

fn infix(op: BinaryOp, left: tree::Expr, right: tree::Expr) -> tree::Expr {
    of(tree::ExprKind::Binary { op, op_span: Span::default(), left: Box::new(left), right: Box::new(right) })
}

const fn of(kind: tree::ExprKind) -> tree::Expr {
    tree::Expr { kind, span: Span { file: pipelinec_syntax::FileId(0), start: 0, end: 0 } }
}

fn word(text: &str) -> Name {
    Name { text: text.into(), span: Span::default() }
}

/// A type in its own words; their inside is nobody's business here.
fn type_name(ty: &Type) -> TypeName {
    TypeName { kind: TypeNameKind::Plain { word: ty.to_string(), numbers: Vec::new() }, span: Span::default() }
}

/// A constant. Where exactness is asked for, a double and a whole number differ.
pub(super) fn literal(value: &Literal, exact: bool) -> tree::ExprKind {
    match value {
        Literal::Null => tree::ExprKind::Null,
        Literal::Boolean(value) => tree::ExprKind::Boolean(*value),
        Literal::Bigint(value) => tree::ExprKind::Integer(value.to_string()),
        Literal::Double(value) if exact => tree::ExprKind::Double(format!("{value:e}")),
        Literal::Double(value) => tree::ExprKind::Double(format!("{value}")),
        Literal::Decimal(text) => tree::ExprKind::Decimal(text.clone()),
        Literal::String(text) => tree::ExprKind::String(text.clone()),
        Literal::Date(text) => tree::ExprKind::Date(text.clone()),
        Literal::Timestamp(text) => tree::ExprKind::Timestamp(text.clone()),
    }
}
