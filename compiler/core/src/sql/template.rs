//! The language of the table's cells.
//!
//! A cell is SQL of one engine with holes in braces; `{{` and `}}` are braces themselves. An argument's SQL is put in
//! parentheses only where the operators around the hole bind tighter than its own.
//!
//! | hole | stands for |
//! |---|---|
//! | `{a}` | the argument of parameter `a` |
//! | `{a.type}`, `{a.precision}`, `{a.scale}` | the engine's name of its type; a decimal's digits |
//! | `{a.dividend_precision}` | precision the dividend `a` of `a / b` is cast to, see [`crate::functions::decimals`] |
//! | `{b.nonzero}` | the argument, null when it is zero; a literal other than zero stays as it is |
//! | `{n.int}` | the argument as a 32-bit integer of Spark |
//! | `{n.nearest_int}` | the same, or the nearest one where it is too large |
//! | `{n.literal}` | a number literal as plain digits |
//! | `{n.minus_one}` | an integer literal less one |
//! | `{s.length}` | number of characters of a text literal |
//! | `{s.quoted}` | a text literal as a regular expression that matches only it |
//! | `{unit.word}`, `{unit.millis}` | a unit's bare word; its length in milliseconds |
//! | `{pattern.regex}`, `{replacement.replacement}`, `{pattern.like}` | a pattern in normal form, a replacement, a `like` pattern |
//! | `{format.parse_regex}`, `{format.parse_text}` | a parse format as a pattern, and as the replacement that gives ISO text |
//! | `{format.format}` | an output format in the engine's tokens |
//! | `{path.json}`, `{path.steps}` | a JSON path as text; as further arguments `, 'key', 0` |
//! | `{args}`, `{args: \|\| }` | all arguments of the variadic parameter `args`, with `, ` or the text given between |
//! | `{result.type}`, `{result.precision}`, `{result.scale}` | the result's type |
//! | `{text.integer}`, `.decimal`, `.double`, `.date`, `.timestamp` | the pattern of such texts, as a string constant |
//! | `{text.blanks}` | ASCII white space, as a string constant |
//! | `{filter}` | ` FILTER (WHERE …)` of an aggregate, or nothing |
//! | `{and_filter}` | ` AND …` inside a filter the template has itself, or nothing |
//! | `{over}`, `{ignore_nulls}` | ` OVER (…)` and ` IGNORE NULLS`, or nothing |

use crate::functions::{Accepts, Function, Kind, Overload};

/// How tightly an expression's outermost operator binds. Operators that the engines rank differently share a level
/// whose operands always stand alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// `OR`
    Or,
    /// `AND`
    And,
    /// `NOT`
    Not,
    /// `=`, `<`, `IS`, `IN`, `LIKE`, `BETWEEN`
    Compare,
    /// `||`, `&`, `|`, `^`
    Join,
    /// `+`, `-`
    Add,
    /// `*`, `/`, `%`
    Multiply,
    /// A sign.
    Unary,
    /// A call, a constant, a column, `CASE … END`.
    Atom,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'t> {
    /// SQL as it is.
    Sql(&'t str),
    /// A hole.
    Hole {
        /// The name before the point.
        name: &'t str,
        /// The word after it.
        attribute: Option<&'t str>,
        /// The text between variadic arguments.
        separator: Option<&'t str>,
        /// How tightly the surroundings bind: arguments below are put in parentheses.
        need: Level,
        /// Whether the hole stands outside all parentheses, so that its level counts for the whole.
        outermost: bool,
    },
}

/// A template, analysed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template<'t> {
    /// Its pieces, in order.
    pub pieces: Vec<Piece<'t>>,
    /// The level of its own outermost operator.
    pub level: Level,
}

impl<'t> Template<'t> {
    /// Analyses a cell.
    #[must_use]
    pub fn parse(text: &'t str) -> Self {
        let tokens = tokens(text);
        let mut scan = Scan { depth: 0, level: Level::Atom, between: None, is_test: false };
        let mut pieces = Vec::with_capacity(4);
        let mut sql_from = 0;
        let mut before: Option<Operator> = None;
        let mut after_operand = false;
        for (index, token) in tokens.iter().enumerate() {
            let operator = scan.step(token, after_operand);
            if let Token { kind: TokenKind::Hole, start, end } = *token {
                let next = tokens.get(index + 1).and_then(|next| Scan { ..scan }.step(next, true));
                let need = before.map_or(Level::Or, Operator::right).max(next.map_or(Level::Or, Operator::left));
                push_sql(&mut pieces, text.get(sql_from..start));
                pieces.push(hole(text.get(start + 1..end - 1).unwrap_or(""), need, scan.depth == 0));
                sql_from = end;
            }
            after_operand = token.ends_operand(operator);
            before = operator;
        }
        push_sql(&mut pieces, text.get(sql_from..));
        Self { pieces, level: scan.level }
    }
}

fn push_sql<'t>(pieces: &mut Vec<Piece<'t>>, sql: Option<&'t str>) {
    if let Some(sql) = sql.filter(|sql| !sql.is_empty()) {
        pieces.push(Piece::Sql(sql));
    }
}

fn hole(text: &str, need: Level, outermost: bool) -> Piece<'_> {
    let (name, separator) = match text.split_once(": ") {
        Some((name, _)) => (name, text.get(name.len() + 1..)),
        None => (text, None),
    };
    let (name, attribute) = match name.split_once('.') {
        Some((name, attribute)) => (name, Some(attribute)),
        None => (name, None),
    };
    Piece::Hole { name, attribute, separator, need, outermost }
}

/// Operators of the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Or,
    And,
    Not,
    Compare,
    Join,
    Plus,
    Minus,
    Multiply,
    Divide,
    Sign,
}

impl Operator {
    const fn level(self) -> Level {
        match self {
            Self::Or => Level::Or,
            Self::And => Level::And,
            Self::Not => Level::Not,
            Self::Compare => Level::Compare,
            Self::Join => Level::Join,
            Self::Plus | Self::Minus => Level::Add,
            Self::Multiply | Self::Divide => Level::Multiply,
            Self::Sign => Level::Unary,
        }
    }

    /// What the operand on its left must bind like at least.
    const fn left(self) -> Level {
        match self {
            Self::Or => Level::Or,
            Self::And => Level::And,
            Self::Not | Self::Compare => Level::Join,
            Self::Join => Level::Unary,
            Self::Plus | Self::Minus => Level::Add,
            Self::Multiply | Self::Divide => Level::Multiply,
            Self::Sign => Level::Atom,
        }
    }

    /// The same on its right; arithmetic groups to the left.
    const fn right(self) -> Level {
        match self {
            Self::Plus | Self::Minus => Level::Multiply,
            Self::Multiply | Self::Divide => Level::Unary,
            Self::Or | Self::And | Self::Not | Self::Compare | Self::Join | Self::Sign => self.left(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TokenKind<'t> {
    Word(&'t str),
    Sign(&'t str),
    Text,
    Hole,
    Open,
    Close,
}

#[derive(Debug, Clone, Copy)]
struct Token<'t> {
    kind: TokenKind<'t>,
    start: usize,
    end: usize,
}

impl Token<'_> {
    /// Whether an operand ends here, so that a following `-` is a difference.
    fn ends_operand(&self, operator: Option<Operator>) -> bool {
        operator.is_none()
            && match self.kind {
                TokenKind::Word(word) => {
                    !matches!(word, "CASE" | "WHEN" | "THEN" | "ELSE" | "BY" | "WHERE" | "DISTINCT" | "FROM")
                }
                TokenKind::Sign(sign) => sign == "]",
                TokenKind::Text | TokenKind::Hole | TokenKind::Close => true,
                TokenKind::Open => false,
            }
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let at = |i: usize| bytes.get(i).copied().unwrap_or(0);
    let until =
        |from: usize, stop: &dyn Fn(u8) -> bool| (from..bytes.len()).find(|i| stop(at(*i))).unwrap_or(bytes.len());
    let mut out = Vec::with_capacity(16);
    let mut start = 0;
    while start < bytes.len() {
        let (kind, end) = match at(start) {
            b' ' => {
                start += 1;
                continue;
            }
            b'\'' => (TokenKind::Text, (until(start + 1, &|b| b == b'\'') + 1).min(bytes.len())),
            b'{' => (TokenKind::Hole, (until(start, &|b| b == b'}') + 1).min(bytes.len())),
            b'(' => (TokenKind::Open, start + 1),
            b')' => (TokenKind::Close, start + 1),
            b if is_word(b) => {
                let end = until(start, &|b| !is_word(b));
                (TokenKind::Word(text.get(start..end).unwrap_or("")), end)
            }
            _ => {
                let signs = ["<=>", "->", "<=", ">=", "<>", "||"];
                let rest = text.get(start..).unwrap_or("");
                let len = signs.iter().find(|sign| rest.starts_with(**sign)).map_or(1, |sign| sign.len());
                (TokenKind::Sign(rest.get(..len).unwrap_or("")), start + len)
            }
        };
        out.push(Token { kind, start, end });
        start = end;
    }
    out
}

const fn is_word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b == b'.' || b >= 0x80
}

/// State while walking over the tokens.
#[derive(Clone, Copy)]
struct Scan {
    /// Open parentheses, brackets and `CASE`s.
    depth: usize,
    /// The loosest operator outside all of them.
    level: Level,
    /// The depth of a `BETWEEN` whose `AND` is still to come.
    between: Option<usize>,
    /// Inside `IS [NOT] NULL`, `IS [NOT] DISTINCT FROM`.
    is_test: bool,
}

impl Scan {
    /// The operator a token is, if any; an operand stands before it or not.
    fn step(&mut self, token: &Token<'_>, after_operand: bool) -> Option<Operator> {
        let operator = match token.kind {
            TokenKind::Open | TokenKind::Sign("[") | TokenKind::Word("CASE") => {
                self.depth += 1;
                None
            }
            TokenKind::Close | TokenKind::Sign("]") | TokenKind::Word("END") => {
                self.depth = self.depth.saturating_sub(1);
                None
            }
            TokenKind::Word(word) => self.word(word),
            TokenKind::Sign(sign) => match sign {
                "=" | "<>" | "<" | "<=" | ">" | ">=" | "<=>" => Some(Operator::Compare),
                "||" | "&" | "|" | "^" => Some(Operator::Join),
                "-" if !after_operand => Some(Operator::Sign),
                "-" => Some(Operator::Minus),
                "+" => Some(Operator::Plus),
                "*" if after_operand => Some(Operator::Multiply),
                "/" | "%" => Some(Operator::Divide),
                _ => None,
            },
            TokenKind::Text | TokenKind::Hole => None,
        };
        if let Some(operator) = operator
            && self.depth == 0
        {
            self.level = self.level.min(operator.level());
        }
        operator
    }

    fn word(&mut self, word: &str) -> Option<Operator> {
        match word {
            "NOT" | "DISTINCT" if self.is_test => None,
            "NULL" => {
                self.is_test = false;
                None
            }
            "OR" => Some(Operator::Or),
            "AND" if self.between == Some(self.depth) => {
                self.between = None;
                Some(Operator::Compare)
            }
            "AND" => Some(Operator::And),
            "NOT" => Some(Operator::Not),
            "BETWEEN" => {
                self.between = Some(self.depth);
                Some(Operator::Compare)
            }
            "IS" => {
                self.is_test = true;
                Some(Operator::Compare)
            }
            "FROM" if self.is_test => {
                self.is_test = false;
                Some(Operator::Compare)
            }
            "LIKE" | "RLIKE" => Some(Operator::Compare),
            "div" => Some(Operator::Divide),
            _ => None,
        }
    }
}

const ATTRIBUTES: &[&str] = &[
    "type",
    "precision",
    "scale",
    "dividend_precision",
    "nonzero",
    "int",
    "nearest_int",
    "literal",
    "minus_one",
    "length",
    "quoted",
    "word",
    "millis",
    "regex",
    "replacement",
    "like",
    "parse_regex",
    "parse_text",
    "format",
    "json",
    "steps",
];

/// Whether every hole of a cell can be filled. The tests run it over the whole table.
///
/// # Errors
/// The first hole that cannot.
pub fn check(function: &Function, overload: &Overload, cell: &str) -> Result<(), String> {
    let template = Template::parse(cell);
    let in_group = matches!(function.kind, Kind::Aggregate { .. });
    let in_window = matches!(function.kind, Kind::Window { .. } | Kind::Aggregate { window: true, .. });
    for piece in &template.pieces {
        let Piece::Hole { name, attribute, .. } = piece else { continue };
        let known = match (*name, *attribute) {
            ("over", None) => in_window,
            ("ignore_nulls", None) => matches!(function.kind, Kind::Window { .. }),
            ("filter" | "and_filter", None) => in_group,
            ("result", Some(attribute)) => matches!(attribute, "type" | "precision" | "scale"),
            ("text", Some(name)) => super::fill::fixed_text(name).is_some(),
            (name, attribute) => {
                let param = overload.params.iter().find(|param| param.name == name);
                param.is_some_and(|param| match attribute {
                    None => true,
                    Some("precision" | "scale" | "dividend_precision") => param.ty == Accepts::Decimal,
                    Some(attribute) => ATTRIBUTES.contains(&attribute),
                })
            }
        };
        if !known {
            return Err(format!("{}: `{cell}` has no `{name}` `{attribute:?}` to fill in", function.name));
        }
    }
    if in_window && !cell.contains("{over}") {
        return Err(format!("{}: `{cell}` lacks `{{over}}`", function.name));
    }
    if in_group && !cell.contains("filter}") {
        return Err(format!("{}: `{cell}` lacks `{{filter}}`", function.name));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Needs of the argument holes, and the level of the whole.
    fn needs(cell: &str) -> (Vec<Level>, Level) {
        let template = Template::parse(cell);
        let needs = template.pieces.iter().filter_map(|piece| match piece {
            Piece::Hole { need, .. } => Some(*need),
            Piece::Sql(_) => None,
        });
        (needs.collect(), template.level)
    }

    #[test]
    fn operators_bind_their_operands() {
        use Level::{Add, And, Atom, Compare, Join, Multiply, Not, Or, Unary};
        assert_eq!(needs("{a} - {b}"), (vec![Add, Multiply], Add));
        assert_eq!(needs("{a} * {b}"), (vec![Multiply, Unary], Multiply));
        assert_eq!(needs("{a} AND {b}"), (vec![And, And], And));
        assert_eq!(needs("NOT {a}"), (vec![Join], Not));
        assert_eq!(needs("- {a}"), (vec![Atom], Unary));
        assert_eq!(needs("{x} BETWEEN {lo} AND {hi}"), (vec![Join, Join, Join], Compare));
        assert_eq!(needs("CAST({a} + {b} AS {result.type})"), (vec![Add, Multiply, Or], Atom));
        assert_eq!(needs("CASE WHEN {c} THEN {a} ELSE {b} END"), (vec![Or, Or, Or], Atom));
        assert_eq!(needs("substr({s}, -{n})"), (vec![Or, Atom], Atom));
        assert_eq!(needs("({a} - {b}) div {c}"), (vec![Add, Multiply, Unary], Multiply));
        assert_eq!(needs("{a} IS NOT DISTINCT FROM {b}"), (vec![Join, Join], Compare));
        assert_eq!(needs("{x} IS NOT NULL"), (vec![Join], Compare));
        assert_eq!(needs("NOT ({a} <=> {b})"), (vec![Join, Join], Not));
        assert_eq!(needs("count(*){filter}{over}").1, Atom);
    }

    #[test]
    fn holes_have_names_attributes_and_separators() {
        let template = Template::parse("f({args: || }, {n.int}, '${{1}}')");
        assert!(matches!(&template.pieces[1], Piece::Hole { name: "args", separator: Some(" || "), .. }));
        assert!(matches!(&template.pieces[3], Piece::Hole { name: "n", attribute: Some("int"), .. }));
        assert_eq!(template.pieces[4], Piece::Sql(", '${{1}}')"));
    }

    #[test]
    fn every_cell_of_the_table_can_be_filled() {
        use crate::functions::Cell;
        for function in crate::functions::table() {
            for overload in function.overloads {
                for cell in [overload.spark, overload.trino, overload.datafusion] {
                    if let Cell::Sql(sql) = cell {
                        check(function, overload, sql).unwrap();
                    }
                }
            }
        }
    }
}
