//! From pest's pairs to the tree.
//!
//! Recursion here follows brackets only, which `scan` has bounded; chains of operators go through [`Fold`].

#![allow(clippy::wildcard_enum_match_arm, reason = "`Rule` has a variant for every keyword of the grammar")]

use std::mem;
use std::ops::Range;

use super::fold::{Fold, MAX_DEPTH, Misfit};
use super::grammar::{Node, Rule, parts, range};
use super::names::{self, NameKind};
use super::words::word_at;
use crate::text::Text;
use crate::tree::{
    BinaryOp, Call, Expr, ExprKind, Frame, FrameBound, FrameUnit, IsTest, Name, SortKey, TypeName, UnaryOp, Window,
};
use crate::{Span, SyntaxError, SyntaxErrorKind};

/// The longest number that can mean something: no type holds more digits.
const MAX_DIGITS: usize = 38;

/// Builds trees from the pairs of one phrase, and keeps what is wrong with them.
pub(super) struct Builder<'t> {
    pub(super) text: &'t Text,
    pub(super) errors: Vec<SyntaxError>,
    /// Height of the tallest expression finished since this was last taken: the parent's, less one.
    height: usize,
}

impl<'t> Builder<'t> {
    pub(super) const fn new(text: &'t Text) -> Self {
        Self { text, errors: Vec::new(), height: 0 }
    }

    /// `expression` or `arithmetic`: operands and operators in a row.
    pub(super) fn expression(&mut self, node: Node<'_>) -> Expr {
        let span = self.span(&node);
        let mut fold = Fold::default();
        let mut negated = false;
        for part in node.into_inner() {
            let at = range(&part);
            if part.as_rule() == Rule::negated {
                negated = true;
            } else if let Err(misfit) = self.part(&mut fold, part, mem::take(&mut negated)) {
                return self.misfit(&misfit, at, span);
            }
        }
        match fold.finish() {
            Ok(Some(whole)) => {
                self.height = self.height.max(whole.height);
                whole.expr
            }
            Ok(None) => Expr { kind: ExprKind::Error, span },
            Err(misfit) => self.misfit(&misfit, 0..0, span),
        }
    }

    fn part(&mut self, fold: &mut Fold, part: Node<'_>, negated: bool) -> Result<(), Misfit> {
        let at = self.span(&part);
        match part.as_rule() {
            Rule::not => fold.prefix(UnaryOp::Not, at),
            Rule::negate => fold.prefix(UnaryOp::Negate, at),
            Rule::infix | Rule::arithmetic_infix => fold.infix(binary_op(part.as_str()), at),
            Rule::index => {
                let (index, height) = self.measured(|builder| builder.first(part));
                fold.index(index, height, at)
            }
            Rule::is_test | Rule::between | Rule::in_list | Rule::like => self.test(fold, part, negated),
            _ => {
                let (expr, height) = self.measured(|builder| builder.operand(part));
                fold.operand(expr, height)
            }
        }
    }

    /// Reports a part that does not fit; `at` is the part, `whole` the expression.
    fn misfit(&mut self, misfit: &Misfit, at: Range<usize>, whole: Span) -> Expr {
        match misfit {
            Misfit::Chain if self.joins_texts(at.start) => {
                self.misplaced("`or` between the conditions: `||` joins texts", at.start);
            }
            Misfit::Chain => self.misplaced("`and` between two comparisons, or parentheses around one", at.start),
            Misfit::LooseNot => self.misplaced("`(not …)`, in parentheses", at.start),
            Misfit::TooDeep => self.error(SyntaxErrorKind::TooDeep { limit: MAX_DEPTH }, whole),
        }
        Expr { kind: ExprKind::Error, span: whole }
    }

    /// Whether `||` stands before byte `at`, perhaps for an `or`.
    fn joins_texts(&self, at: usize) -> bool {
        self.text.value.get(..at).is_some_and(|before| before.contains("||"))
    }

    /// Something else should stand at `start`.
    fn misplaced(&mut self, expected: &str, start: usize) {
        let word = word_at(&self.text.value, start);
        let found = self.text.value.get(word.clone()).unwrap_or_default().to_owned();
        let kind = SyntaxErrorKind::Phrase { expected: vec![expected.to_owned()], found };
        self.error(kind, self.text.span_of(word));
    }

    /// What `build` makes, and the height of a tree with it at the top.
    fn measured(&mut self, build: impl FnOnce(&mut Self) -> Expr) -> (Expr, usize) {
        let outer = mem::take(&mut self.height);
        let expr = build(self);
        let height = mem::replace(&mut self.height, outer) + 1;
        (expr, height)
    }

    fn operand(&mut self, node: Node<'_>) -> Expr {
        let span = self.span(&node);
        let kind = match node.as_rule() {
            Rule::group => {
                let inner = self.first(node);
                return Expr { span, ..inner };
            }
            Rule::number => self.number(node.as_str(), span),
            Rule::string => ExprKind::String(unquote(node.as_str(), '\'')),
            Rule::constant => constant(node.as_str()),
            Rule::path => ExprKind::Path(self.path(node)),
            Rule::param => match parts(node).next() {
                Some(name) => ExprKind::Param(self.name(&name)),
                None => ExprKind::Error,
            },
            Rule::array => ExprKind::Array(self.expressions(node)),
            Rule::typed_literal => typed_literal(node),
            Rule::interval => self.interval(node),
            Rule::case_when => self.case_when(node),
            Rule::cast => self.cast(node),
            Rule::call => self.call(node),
            _ => ExprKind::Error,
        };
        Expr { kind, span }
    }

    fn number(&mut self, digits: &str, span: Span) -> ExprKind {
        let exponent = digits.contains(['e', 'E']);
        let out_of_range = if exponent {
            !digits.parse::<f64>().is_ok_and(f64::is_finite)
        } else {
            digits.trim_start_matches('0').len() > MAX_DIGITS + usize::from(digits.contains('.'))
        };
        if out_of_range {
            self.error(SyntaxErrorKind::NumberOutOfRange { text: shorten(digits) }, span);
        }
        let written = if digits.starts_with('.') { format!("0{digits}") } else { digits.to_owned() };
        if exponent {
            ExprKind::Double(written)
        } else if written.contains('.') {
            ExprKind::Decimal(written)
        } else {
            ExprKind::Integer(written)
        }
    }

    fn interval(&self, node: Node<'_>) -> ExprKind {
        let mut parts = parts(node);
        match (parts.next(), parts.next()) {
            (Some(value), Some(unit)) => {
                ExprKind::Interval { value: unquote(value.as_str(), '\''), unit: Box::new(self.word(&unit)) }
            }
            _ => ExprKind::Error,
        }
    }

    fn case_when(&mut self, node: Node<'_>) -> ExprKind {
        let (mut operand, mut branches, mut otherwise) = (None, Vec::new(), None);
        for part in parts(node) {
            match part.as_rule() {
                Rule::branch => {
                    let mut pair = parts(part).map(|node| self.expression(node));
                    if let (Some(when), Some(then)) = (pair.next(), pair.next()) {
                        branches.push((when, then));
                    }
                }
                Rule::otherwise => otherwise = Some(Box::new(self.first(part))),
                _ => operand = Some(Box::new(self.expression(part))),
            }
        }
        ExprKind::Case { operand, branches, otherwise }
    }

    fn cast(&mut self, node: Node<'_>) -> ExprKind {
        let mut parts = parts(node);
        match (parts.next(), parts.next(), parts.next()) {
            (Some(word), Some(operand), Some(to)) => ExprKind::Cast {
                operand: Box::new(self.expression(operand)),
                to: Box::new(self.type_name(to)),
                safe: word.as_str().eq_ignore_ascii_case("try_cast"),
            },
            _ => ExprKind::Error,
        }
    }

    fn call(&mut self, node: Node<'_>) -> ExprKind {
        let name = Name { text: String::new(), span: self.span(&node) };
        let mut call = Call {
            name,
            args: Vec::with_capacity(1),
            distinct: false,
            star: false,
            ignore_nulls: false,
            filter: None,
            over: None,
        };
        for part in parts(node) {
            match part.as_rule() {
                Rule::function => call.name = self.word(&part),
                Rule::star => call.star = true,
                Rule::distinct => call.distinct = true,
                Rule::ignore_nulls => call.ignore_nulls = true,
                Rule::filter if call.filter.is_some() => {
                    self.misplaced("one `filter (where …)`; join conditions with `and`", range(&part).start);
                }
                Rule::filter => call.filter = Some(Box::new(self.first(part))),
                Rule::over => call.over = Some(Box::new(self.window(part))),
                _ => call.args.push(self.expression(part)),
            }
        }
        call.args.shrink_to_fit();
        ExprKind::Call(Box::new(call))
    }

    fn window(&mut self, node: Node<'_>) -> Window {
        let span = self.span(&node);
        let mut window = Window { partition_by: Vec::new(), order_by: Vec::new(), frame: None, span };
        for part in parts(node) {
            match part.as_rule() {
                Rule::partition_by => window.partition_by = self.expressions(part),
                Rule::order_by => window.order_by = self.sort_keys(part),
                _ => window.frame = self.frame(part),
            }
        }
        window
    }

    fn frame(&mut self, node: Node<'_>) -> Option<Frame> {
        let span = self.span(&node);
        let mut parts = parts(node);
        let unit = match parts.next()?.as_rule() {
            Rule::rows => FrameUnit::Rows,
            _ => FrameUnit::Range,
        };
        let start = self.bound(parts.next()?);
        let end = parts.next().map_or(FrameBound::CurrentRow, |node| self.bound(node));
        Some(Frame { unit, start, end, span })
    }

    fn bound(&mut self, node: Node<'_>) -> FrameBound {
        match node.as_rule() {
            Rule::unbounded_preceding => FrameBound::UnboundedPreceding,
            Rule::unbounded_following => FrameBound::UnboundedFollowing,
            Rule::preceding => FrameBound::Preceding(self.first_whole(node)),
            Rule::following => FrameBound::Following(self.first_whole(node)),
            _ => FrameBound::CurrentRow,
        }
    }

    /// `is …`, `between …`, `in (…)`, `like …` after an operand.
    fn test(&mut self, fold: &mut Fold, node: Node<'_>, negated: bool) -> Result<(), Misfit> {
        let span = self.span(&node);
        let outer = mem::take(&mut self.height);
        let rule = node.as_rule();
        let fit = match rule {
            Rule::is_test => {
                let (test, negated) = self.is_test(node);
                fold.test(span, self.height, |operand| ExprKind::Is { operand, test, negated })
            }
            Rule::in_list => {
                let list = self.expressions(node);
                fold.test(span, self.height, |operand| ExprKind::In { operand, list, negated })
            }
            _ => {
                let mut ends = self.expressions(node).into_iter().map(Box::new);
                let ends = (ends.next(), ends.next());
                fold.test(span, self.height, |operand| match ends {
                    (Some(low), Some(high)) if rule == Rule::between => {
                        ExprKind::Between { operand, low, high, negated }
                    }
                    (Some(pattern), escape) => ExprKind::Like { operand, pattern, escape, negated },
                    (None, _) => ExprKind::Error,
                })
            }
        };
        self.height = outer;
        fit
    }

    fn is_test(&mut self, node: Node<'_>) -> (IsTest, bool) {
        let (mut test, mut negated) = (IsTest::Null, false);
        for part in parts(node) {
            match part.as_rule() {
                Rule::negated => negated = true,
                Rule::distinct_from => test = IsTest::DistinctFrom(Box::new(self.first(part))),
                _ => {
                    test = match constant(part.as_str()) {
                        ExprKind::Boolean(true) => IsTest::True,
                        ExprKind::Boolean(false) => IsTest::False,
                        _ => IsTest::Null,
                    }
                }
            }
        }
        (test, negated)
    }

    /// `a desc nulls first, b`: the sort keys inside `node`.
    pub(super) fn sort_keys(&mut self, node: Node<'_>) -> Vec<SortKey> {
        parts(node).filter_map(|key| self.sort_key(key)).collect()
    }

    fn sort_key(&mut self, node: Node<'_>) -> Option<SortKey> {
        let mut parts = parts(node);
        let expr = self.expression(parts.next()?);
        let mut key = SortKey { expr, descending: false, nulls_first: false };
        for part in parts {
            match part.as_rule() {
                Rule::descending => key.descending = true,
                Rule::nulls_first => key.nulls_first = true,
                _ => {}
            }
        }
        Some(key)
    }

    /// All expressions directly inside `node`.
    fn expressions(&mut self, node: Node<'_>) -> Vec<Expr> {
        let mut expressions: Vec<Expr> = parts(node).map(|part| self.expression(part)).collect();
        expressions.shrink_to_fit();
        expressions
    }

    /// The one expression inside `node`.
    pub(super) fn first(&mut self, node: Node<'_>) -> Expr {
        let span = self.span(&node);
        match parts(node).next() {
            Some(part) => self.expression(part),
            None => Expr { kind: ExprKind::Error, span },
        }
    }

    fn first_whole(&mut self, node: Node<'_>) -> u64 {
        parts(node).next().map_or(0, |part| self.whole(&part))
    }

    /// Digits of a frame or a type.
    pub(super) fn whole(&mut self, node: &Node<'_>) -> u64 {
        node.as_str().parse().unwrap_or_else(|_| {
            let at = self.span(node);
            self.error(SyntaxErrorKind::NumberOutOfRange { text: shorten(node.as_str()) }, at);
            0
        })
    }

    /// `a.b."c d"`.
    pub(super) fn path(&mut self, node: Node<'_>) -> Vec<Name> {
        // Nearly all paths are one name: `collect` would make room for four.
        let parts = node.into_inner();
        let mut path = Vec::with_capacity(parts.len());
        path.extend(parts.map(|part| self.name(&part)));
        path
    }

    /// A plain or quoted name.
    pub(super) fn name(&mut self, node: &Node<'_>) -> Name {
        let span = self.span(node);
        if node.as_rule() != Rule::quoted {
            return Name { text: node.as_str().to_owned(), span };
        }
        let text = unquote(node.as_str(), '"');
        if let Some(kind) = names::problem(&text, NameKind::Column) {
            self.error(kind, span);
        }
        Name { text, span }
    }

    /// A plain word.
    fn word(&self, node: &Node<'_>) -> Name {
        Name { text: node.as_str().to_owned(), span: self.span(node) }
    }

    pub(super) fn type_name(&mut self, node: Node<'_>) -> TypeName {
        super::types::type_name(self, node)
    }

    pub(super) fn span(&self, node: &Node<'_>) -> Span {
        self.text.span_of(range(node))
    }

    pub(super) fn error(&mut self, kind: SyntaxErrorKind, span: Span) {
        self.errors.push(SyntaxError { kind, span, related: None });
    }
}

/// The text between quotes, doubled quotes undone.
pub(super) fn unquote(quoted: &str, quote: char) -> String {
    let inner = quoted.strip_prefix(quote).and_then(|text| text.strip_suffix(quote)).unwrap_or(quoted);
    if inner.contains(quote) { inner.replace(&format!("{quote}{quote}"), &quote.to_string()) } else { inner.to_owned() }
}

fn constant(word: &str) -> ExprKind {
    if word.eq_ignore_ascii_case("true") {
        ExprKind::Boolean(true)
    } else if word.eq_ignore_ascii_case("false") {
        ExprKind::Boolean(false)
    } else {
        ExprKind::Null
    }
}

fn typed_literal(node: Node<'_>) -> ExprKind {
    let mut parts = parts(node);
    match (parts.next(), parts.next()) {
        (Some(word), Some(value)) => {
            let value = unquote(value.as_str(), '\'');
            if word.as_str().eq_ignore_ascii_case("date") { ExprKind::Date(value) } else { ExprKind::Timestamp(value) }
        }
        _ => ExprKind::Error,
    }
}

fn binary_op(symbol: &str) -> BinaryOp {
    match symbol {
        "+" => BinaryOp::Add,
        "-" => BinaryOp::Subtract,
        "*" => BinaryOp::Multiply,
        "/" => BinaryOp::Divide,
        "%" => BinaryOp::Modulo,
        "||" => BinaryOp::Concat,
        "=" => BinaryOp::Eq,
        "<>" | "!=" => BinaryOp::Ne,
        "<" => BinaryOp::Lt,
        "<=" => BinaryOp::Le,
        ">" => BinaryOp::Gt,
        ">=" => BinaryOp::Ge,
        _ if symbol.eq_ignore_ascii_case("and") => BinaryOp::And,
        _ => BinaryOp::Or,
    }
}

/// Long digits, cut for a message.
fn shorten(digits: &str) -> String {
    match digits.get(..MAX_DIGITS) {
        Some(head) if head.len() < digits.len() => format!("{head}…"),
        _ => digits.to_owned(),
    }
}
