//! The portable subset of regular expressions, and its normal form that Java, Joni and Rust read alike.
//!
//! Allowed: literals, `.`, classes with ranges and `\d \w \s`, groups `(…)` and `(?:…)`, alternation, greedy and lazy
//! `* + ? {m,n}`, `^ $`, a leading `(?i)`, escapes of punctuation and `\t \n \r \f`. Everything is printed with its
//! ASCII meaning spelt out (`\d` as `[0-9]`, `$` as `\z`), because the engines disagree on the short forms.

use regex_syntax::ast::{
    AssertionKind, Ast, ClassBracketed, ClassPerl, ClassPerlKind, ClassSet, ClassSetItem, ErrorKind, Group, GroupKind,
    Literal, LiteralKind, Repetition, RepetitionKind, RepetitionRange, SpecialLiteralKind, parse::ParserBuilder,
};

use super::Trouble;

/// Longest pattern, in bytes.
const MAX_LENGTH: usize = 2_000;
/// Deepest nesting of groups and classes.
const MAX_NESTING: u32 = 50;
/// Largest number of states after repetitions are written out.
const MAX_SIZE: u64 = 20_000;

const DIGITS: &str = "0-9";
const WORD: &str = "A-Za-z0-9_";
const SPACE: &str = r" \t\n\x0B\f\r";

/// A pattern in normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    min_length: u64,
    groups: u32,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Whatever the engines do not read alike, with its place.
    pub fn parse(text: &str) -> Result<Self, Trouble> {
        if text.len() > MAX_LENGTH {
            return Err(Trouble::new(format!("the pattern is longer than {MAX_LENGTH} bytes")));
        }
        let (body, ignore_case) = match text.strip_prefix("(?i)") {
            Some(body) => (body, true),
            None => (text, false),
        };
        let shift = text.len() - body.len();
        let mut parser = ParserBuilder::new().nest_limit(MAX_NESTING).build();
        let ast = parser.parse(body).map_err(|error| {
            let offset = error.span().start.offset;
            refusal(error.kind(), offset, body).unwrap_or_else(|| Trouble::at(offset, error.kind().to_string()))
        });
        let mut printer = Printer { out: String::new(), ignore_case, groups: 0 };
        let sized = ast.and_then(|ast| printer.print(&ast));
        let size = sized.map_err(|mut trouble| {
            trouble.offset = trouble.offset.map(|offset| offset + shift);
            trouble
        })?;
        if size.states > MAX_SIZE {
            return Err(Trouble::new("the repetitions of this pattern multiply to more than engines can hold"));
        }
        Ok(Self { text: printer.out, min_length: size.min_length, groups: printer.groups })
    }

    /// The normal form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Number of capture groups.
    #[must_use]
    pub const fn groups(&self) -> u32 {
        self.groups
    }

    /// Refuses a pattern that matches the empty text, on which engines disagree when they replace or count.
    ///
    /// # Errors
    /// The pattern can match the empty text.
    pub fn must_not_match_empty(&self) -> Result<(), Trouble> {
        if self.min_length > 0 {
            return Ok(());
        }
        Err(Trouble::new("this pattern can match the empty text, where engines disagree")
            .help("let it match at least one character: `+` instead of `*`"))
    }
}

/// Appends a character so that every engine takes it literally, outside classes.
pub(super) fn push_literal(out: &mut String, c: char) {
    match c {
        '\t' => out.push_str(r"\t"),
        '\n' => out.push_str(r"\n"),
        '\r' => out.push_str(r"\r"),
        '\u{c}' => out.push_str(r"\f"),
        '\\' | '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$' => {
            out.push('\\');
            out.push(c);
        }
        other => out.push(other),
    }
}

/// A text as a pattern that matches only it.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| push_literal(&mut out, c));
    out
}

/// The same inside a class.
fn push_class_char(out: &mut String, c: char) {
    match c {
        '-' | '&' | '~' => {
            out.push('\\');
            out.push(c);
        }
        other => push_literal(out, other),
    }
}

/// Our words for what the parser refuses or the subset leaves out.
fn refusal(kind: &ErrorKind, offset: usize, pattern: &str) -> Option<Trouble> {
    let rest = pattern.get(offset..).unwrap_or("");
    if matches!(kind, ErrorKind::UnsupportedLookAround) || rest.starts_with("(?=") || rest.starts_with("(?!") {
        return Some(Trouble::at(offset, "look-around is not supported"));
    }
    if matches!(kind, ErrorKind::UnsupportedBackreference) {
        return Some(Trouble::at(offset, "back-references are not supported"));
    }
    if matches!(kind, ErrorKind::NestLimitExceeded(_)) {
        return Some(Trouble::at(offset, format!("the pattern is nested deeper than {MAX_NESTING}")));
    }
    if matches!(kind, ErrorKind::EscapeUnrecognized) {
        let escape: String = rest.chars().take(2).collect();
        return Some(escape_refused(offset, &escape));
    }
    None
}

fn escape_refused(offset: usize, escape: &str) -> Trouble {
    Trouble::at(offset, format!("the escape `{escape}` is not supported"))
        .help(r"escapes are `\d`, `\w`, `\s`, `\D`, `\W`, `\S`, `\t`, `\n`, `\r`, `\f`, and punctuation")
}

fn flags_refused(offset: usize) -> Trouble {
    Trouble::at(offset, "only a leading `(?i)` is supported, no other flags")
}

/// What is known about a part.
#[derive(Clone, Copy)]
struct Size {
    /// Shortest match, in characters.
    min_length: u64,
    /// States of an automaton, roughly.
    states: u64,
}

impl Size {
    const EMPTY: Self = Self { min_length: 0, states: 0 };
    const ONE: Self = Self { min_length: 1, states: 1 };
}

struct Printer {
    out: String,
    ignore_case: bool,
    groups: u32,
}

impl Printer {
    fn print(&mut self, ast: &Ast) -> Result<Size, Trouble> {
        match ast {
            Ast::Empty(_) => Ok(Size::EMPTY),
            Ast::Flags(flags) => Err(flags_refused(flags.span.start.offset)),
            Ast::Literal(literal) => {
                let c = literal_char(literal)?;
                self.push_cased(c);
                Ok(Size::ONE)
            }
            Ast::Dot(_) => Ok(self.push_one(r"[^\n]")),
            Ast::Assertion(assertion) => self.assertion(&assertion.kind, assertion.span.start.offset),
            Ast::ClassUnicode(class) => Err(escape_refused(class.span.start.offset, r"\p")),
            Ast::ClassPerl(class) => {
                let negation = if class.negated { "^" } else { "" };
                let set = perl(class);
                Ok(self.push_one(&format!("[{negation}{set}]")))
            }
            Ast::ClassBracketed(class) => self.class(class),
            Ast::Repetition(repetition) => self.repetition(repetition),
            Ast::Group(group) => self.group(group),
            Ast::Alternation(alternation) => self.alternation(&alternation.asts),
            Ast::Concat(concat) => concat.asts.iter().try_fold(Size::EMPTY, |total, part| {
                let size = self.print(part)?;
                Ok(Size {
                    min_length: total.min_length.saturating_add(size.min_length),
                    states: total.states.saturating_add(size.states),
                })
            }),
        }
    }

    fn repetition(&mut self, repetition: &Repetition) -> Result<Size, Trouble> {
        if let Ast::Repetition(_) | Ast::Assertion(_) | Ast::Empty(_) = *repetition.ast {
            let offset = repetition.op.span.start.offset;
            return Err(Trouble::at(offset, "there is nothing to repeat here (possessive `*+` is not supported)"));
        }
        let inner = self.print(&repetition.ast)?;
        Ok(self.quantifier(&repetition.op.kind, repetition.greedy, inner))
    }

    fn group(&mut self, group: &Group) -> Result<Size, Trouble> {
        let offset = group.span.start.offset;
        match &group.kind {
            GroupKind::CaptureIndex(_) => {
                self.groups += 1;
                self.out.push('(');
            }
            GroupKind::NonCapturing(flags) if flags.items.is_empty() => self.out.push_str("(?:"),
            GroupKind::NonCapturing(_) => return Err(flags_refused(offset)),
            GroupKind::CaptureName { .. } => {
                return Err(Trouble::at(offset, "named groups are not supported")
                    .help("use a plain group `(…)` and its number"));
            }
        }
        let inner = self.print(&group.ast)?;
        self.out.push(')');
        Ok(inner)
    }

    fn alternation(&mut self, branches: &[Ast]) -> Result<Size, Trouble> {
        let mut total = Size { min_length: u64::MAX, states: 0 };
        for (index, branch) in branches.iter().enumerate() {
            if index > 0 {
                self.out.push('|');
            }
            let size = self.print(branch)?;
            total.min_length = total.min_length.min(size.min_length);
            total.states = total.states.saturating_add(size.states);
        }
        Ok(total)
    }

    fn push_one(&mut self, class: &str) -> Size {
        self.out.push_str(class);
        Size::ONE
    }

    /// A literal; with `(?i)` a letter stands for both its ASCII cases.
    fn push_cased(&mut self, c: char) {
        if self.ignore_case && c.is_ascii_alphabetic() {
            self.out.push('[');
            self.out.push(c.to_ascii_lowercase());
            self.out.push(c.to_ascii_uppercase());
            self.out.push(']');
        } else {
            push_literal(&mut self.out, c);
        }
    }

    fn assertion(&mut self, kind: &AssertionKind, offset: usize) -> Result<Size, Trouble> {
        match kind {
            AssertionKind::StartLine => self.out.push_str(r"\A"),
            AssertionKind::EndLine => self.out.push_str(r"\z"),
            AssertionKind::StartText => return Err(escape_refused(offset, r"\A").help("write `^`")),
            AssertionKind::EndText => return Err(escape_refused(offset, r"\z").help("write `$`")),
            AssertionKind::WordBoundary
            | AssertionKind::NotWordBoundary
            | AssertionKind::WordBoundaryStart
            | AssertionKind::WordBoundaryEnd
            | AssertionKind::WordBoundaryStartAngle
            | AssertionKind::WordBoundaryEndAngle
            | AssertionKind::WordBoundaryStartHalf
            | AssertionKind::WordBoundaryEndHalf => {
                return Err(Trouble::at(offset, "word boundaries are not supported"));
            }
        }
        Ok(Size::EMPTY)
    }

    fn quantifier(&mut self, kind: &RepetitionKind, greedy: bool, inner: Size) -> Size {
        let (text, low, high) = match kind {
            RepetitionKind::ZeroOrOne => ("?".to_owned(), 0, 1),
            RepetitionKind::ZeroOrMore => ("*".to_owned(), 0, 1),
            RepetitionKind::OneOrMore => ("+".to_owned(), 1, 1),
            RepetitionKind::Range(RepetitionRange::Exactly(n)) => (format!("{{{n}}}"), *n, *n),
            RepetitionKind::Range(RepetitionRange::AtLeast(n)) => (format!("{{{n},}}"), *n, *n),
            RepetitionKind::Range(RepetitionRange::Bounded(low, high)) => (format!("{{{low},{high}}}"), *low, *high),
        };
        self.out.push_str(&text);
        if !greedy {
            self.out.push('?');
        }
        Size {
            min_length: inner.min_length.saturating_mul(u64::from(low)),
            states: inner.states.saturating_mul(u64::from(high.max(1))),
        }
    }

    fn class(&mut self, class: &ClassBracketed) -> Result<Size, Trouble> {
        self.out.push('[');
        if class.negated {
            self.out.push('^');
        }
        match &class.kind {
            ClassSet::Item(item) => self.class_item(item)?,
            ClassSet::BinaryOp(op) => {
                return Err(Trouble::at(op.span.start.offset, "set operations in classes are not supported"));
            }
        }
        self.out.push(']');
        Ok(Size::ONE)
    }

    fn class_item(&mut self, item: &ClassSetItem) -> Result<(), Trouble> {
        match item {
            ClassSetItem::Empty(_) => {}
            ClassSetItem::Literal(literal) => {
                let c = literal_char(literal)?;
                push_class_char(&mut self.out, c);
                if self.ignore_case && c.is_ascii_alphabetic() {
                    self.out.push(swap_case(c));
                }
            }
            ClassSetItem::Range(range) => {
                let (start, end) = (literal_char(&range.start)?, literal_char(&range.end)?);
                self.class_range(start, end);
                if self.ignore_case {
                    self.other_case(start, end);
                }
            }
            ClassSetItem::Perl(class) if class.negated => {
                let offset = class.span.start.offset;
                return Err(Trouble::at(offset, "`\\D`, `\\W` and `\\S` are not supported inside a class")
                    .help("negate the class instead: `[^\\d,]`"));
            }
            ClassSetItem::Perl(class) => self.out.push_str(perl(class)),
            ClassSetItem::Union(union) => union.items.iter().try_for_each(|item| self.class_item(item))?,
            ClassSetItem::Ascii(class) => {
                return Err(Trouble::at(class.span.start.offset, "`[:name:]` classes are not supported"));
            }
            ClassSetItem::Unicode(class) => return Err(escape_refused(class.span.start.offset, r"\p")),
            ClassSetItem::Bracketed(class) => {
                return Err(Trouble::at(class.span.start.offset, "a class inside a class is not supported")
                    .help(r"write `\[` for the bracket itself"));
            }
        }
        Ok(())
    }

    fn class_range(&mut self, start: char, end: char) {
        push_class_char(&mut self.out, start);
        self.out.push('-');
        push_class_char(&mut self.out, end);
    }

    /// The ASCII letters of a range, in the other case.
    fn other_case(&mut self, start: char, end: char) {
        for (low, high) in [('a', 'z'), ('A', 'Z')] {
            let (from, to) = (start.max(low), end.min(high));
            if from <= to {
                self.class_range(swap_case(from), swap_case(to));
            }
        }
    }
}

fn swap_case(c: char) -> char {
    if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
}

/// The ASCII set of `\d`, `\w`, `\s`, without brackets.
fn perl(class: &ClassPerl) -> &'static str {
    match class.kind {
        ClassPerlKind::Digit => DIGITS,
        ClassPerlKind::Word => WORD,
        ClassPerlKind::Space => SPACE,
    }
}

fn literal_char(literal: &Literal) -> Result<char, Trouble> {
    let refused = |escape: &str| Err(escape_refused(literal.span.start.offset, escape));
    match &literal.kind {
        LiteralKind::Verbatim | LiteralKind::Meta | LiteralKind::Superfluous => Ok(literal.c),
        LiteralKind::Special(kind) => match kind {
            SpecialLiteralKind::FormFeed
            | SpecialLiteralKind::Tab
            | SpecialLiteralKind::LineFeed
            | SpecialLiteralKind::CarriageReturn => Ok(literal.c),
            SpecialLiteralKind::Bell => refused(r"\a"),
            SpecialLiteralKind::VerticalTab => refused(r"\v"),
            SpecialLiteralKind::Space => Ok(' '),
        },
        LiteralKind::Octal => refused(r"\0"),
        LiteralKind::HexFixed(_) | LiteralKind::HexBrace(_) => refused(r"\x"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(pattern: &str) -> String {
        Pattern::parse(pattern).unwrap().as_str().to_owned()
    }

    #[test]
    fn short_forms_are_spelt_out() {
        assert_eq!(normal(r"^\w+$"), r"\A[A-Za-z0-9_]+\z");
        assert_eq!(normal(r"(\d{4})-(\d{2})"), "([0-9]{4})-([0-9]{2})");
        assert_eq!(normal("a.b|c*?"), r"a[^\n]b|c*?");
        assert_eq!(normal(r"[\s,\]-]"), r"[ \t\n\x0B\f\r,\]\-]");
        assert_eq!(normal(r"\W[^b]"), "[^A-Za-z0-9_][^b]");
        assert_eq!(normal("(?:x)?{2}".trim_end_matches("{2}")), "(?:x)?");
    }

    #[test]
    fn case_is_ignored_for_ascii_letters() {
        assert_eq!(normal("(?i)Id7|[x-z_é]"), "[iI][dD]7|[x-zX-Z_é]");
        assert_eq!(normal("(?i)[0-z]"), "[0-zA-Za-z]");
    }

    #[test]
    fn groups_and_empty_matches() {
        assert_eq!(Pattern::parse("(a)(?:b)(c)").unwrap().groups(), 2);
        assert!(Pattern::parse("a*").unwrap().must_not_match_empty().is_err());
        assert!(Pattern::parse("a*b{2,}").unwrap().must_not_match_empty().is_ok());
        assert!(Pattern::parse("(a|)").unwrap().must_not_match_empty().is_err());
        assert!(Pattern::parse("^$").unwrap().must_not_match_empty().is_err());
    }

    #[test]
    fn what_engines_read_differently_is_refused_at_its_place() {
        let offset = |pattern: &str| Pattern::parse(pattern).unwrap_err().offset;
        assert_eq!(offset("ab(?=a)"), Some(2));
        assert_eq!(offset(r"(a)\1"), Some(3));
        assert_eq!(offset(r"\bword"), Some(0));
        assert_eq!(offset("a(?P<n>b)"), Some(1));
        assert_eq!(offset("(?i)a(?s)b"), Some(5));
        assert_eq!(offset("a++"), Some(2));
        assert_eq!(offset(r"\p{L}"), Some(0));
        assert_eq!(offset(r"[a&&b]"), Some(1));
        assert_eq!(offset(r"[[:alpha:]]"), Some(1));
        assert_eq!(offset(r"[a\D]"), Some(2));
        assert_eq!(offset(r"a\x41"), Some(1));
        assert_eq!(offset("a(b"), Some(1));
        assert!(Pattern::parse("((a{900}){900}){900}").is_err());
        assert!(Pattern::parse(&"(".repeat(1_000)).is_err());
    }
}
