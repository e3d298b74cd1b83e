//! Python source text: string literals, comments, docstrings, names.

use std::collections::BTreeSet;

use crate::layout::WIDTH;

/// Stands around a run parameter's name inside SQL text. The SQL renderer escapes control characters in constants, and
/// names hold none, so nothing a user writes is taken for a parameter. Other texts have no marks ([`Literal::new`]).
const MARK: char = '\u{1}';

/// SQL text that stands for a run parameter until the literal is written.
pub(crate) fn parameter(name: &str) -> String {
    format!("{MARK}{}{MARK}", attribute(name))
}

/// The attribute of `params` that holds a run parameter. The runtime does the same.
pub(crate) fn attribute(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

/// A Python string literal: plain, raw where backslashes would have to be doubled, an f-string where parameters stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Literal {
    /// Text, parameter, text, parameter … text.
    text: String,
    /// What separates them; `None` where the whole is text.
    mark: Option<char>,
    raw: bool,
}

impl Literal {
    /// Exactly this text.
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), mark: None, raw: reads_better_raw(text) && !text.contains(MARK) }
    }

    /// SQL text in which [`parameter`]s may stand.
    pub(crate) fn sql(text: &str) -> Self {
        Self { text: text.to_owned(), mark: Some(MARK), raw: reads_better_raw(text) }
    }

    /// Whether run parameters stand in it.
    pub(crate) fn has_parameters(&self) -> bool {
        self.mark.is_some_and(|mark| self.text.contains(mark))
    }

    /// On one line.
    pub(crate) fn flat(&self) -> String {
        self.quoted(&self.text)
    }

    /// Literals no wider than `width` that Python puts together again. Breaks stand where SQL has seams.
    pub(crate) fn parts(&self, width: usize) -> Vec<String> {
        let mut parts = Vec::new();
        let mut rest = self.text.as_str();
        while !rest.is_empty() {
            let (part, after) = rest.split_at(self.seam(rest, width));
            parts.push(self.quoted(part));
            rest = after;
        }
        parts
    }

    fn quoted(&self, text: &str) -> String {
        let count = |quote: char| text.chars().filter(|c| *c == quote).count();
        let quote = if count('"') > count('\'') { '\'' } else { '"' };
        let parts: Vec<&str> = self.mark.map_or_else(|| vec![text], |mark| text.split(mark).collect());
        let is_f = parts.len() > 1;
        let mut out = String::with_capacity(text.len() + 4);
        out.push_str(match (self.raw, is_f) {
            (false, false) => "",
            (false, true) => "f",
            (true, false) => "r",
            (true, true) => "rf",
        });
        out.push(quote);
        for (index, part) in parts.into_iter().enumerate() {
            if index % 2 == 1 {
                out.push_str(&format!("{{params.{part}}}"));
            } else {
                part.chars().for_each(|c| self.push(c, quote, is_f, &mut out));
            }
        }
        out.push(quote);
        out
    }

    fn push(&self, c: char, quote: char, is_f: bool, out: &mut String) {
        match c {
            '{' if is_f => out.push_str("{{"),
            '}' if is_f => out.push_str("}}"),
            other if self.raw => out.push(other),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => out.extend(['\\', c]),
            c if c == MARK || is_escaped(c) => match u32::from(c) {
                code @ ..=0xff => out.push_str(&format!("\\x{code:02x}")),
                code @ ..=0xffff => out.push_str(&format!("\\u{code:04x}")),
                code => out.push_str(&format!("\\U{code:08x}")),
            },
            other => out.push(other),
        }
    }

    /// Where to break: everything when it fits, else at the best seam that leaves the part no wider than `width`.
    fn seam(&self, text: &str, width: usize) -> usize {
        // Quotes and escapes only make it wider: what comes after so many characters is of no interest.
        let window = text.char_indices().nth(width * 2).map_or(text, |(end, _)| text.get(..end).unwrap_or(text));
        if window.len() == text.len() && self.width(text) <= width {
            return text.len();
        }
        let seams = seams(window);
        let fitting: Vec<&Seam> = seams.iter().take_while(|seam| self.fits(text, seam.at, width)).collect();
        let far = fitting.last().map_or(0, |seam| seam.at);
        let best = fitting.iter().rev().filter(|seam| seam.at * 3 > far).min_by_key(|seam| seam.rank);
        best.map_or_else(|| self.cut(text, width), |seam| seam.at)
    }

    fn width(&self, text: &str) -> usize {
        self.quoted(text).chars().count()
    }

    fn fits(&self, text: &str, at: usize, width: usize) -> bool {
        text.get(..at).is_some_and(|part| self.width(part) <= width)
    }

    /// Without any seam: after the last character that fits, but neither inside a parameter nor after a raw backslash.
    fn cut(&self, text: &str, width: usize) -> usize {
        let mut best = None;
        let mut inside = false;
        let mut first = None;
        for (at, c) in text.char_indices() {
            inside ^= c == MARK;
            let end = at + c.len_utf8();
            if inside || (self.raw && c == '\\') {
                continue;
            }
            first.get_or_insert(end);
            if !self.fits(text, end, width) {
                break;
            }
            best = Some(end);
        }
        best.or(first).unwrap_or(text.len())
    }
}

fn reads_better_raw(text: &str) -> bool {
    text.contains('\\') && !text.contains('"') && !text.ends_with('\\') && !text.contains(is_escaped)
}

/// A place to break SQL text.
struct Seam {
    /// Offset of what comes after.
    at: usize,
    /// How bad it is to break here.
    rank: usize,
}

/// Every blank is a seam: best before a condition of a chain or a branch, worst inside a text constant.
fn seams(text: &str) -> Vec<Seam> {
    let mut seams = Vec::new();
    let (mut depth, mut quote, mut skip) = (0_usize, None, false);
    // Depths at which the next AND belongs to a BETWEEN.
    let mut between = Vec::new();
    for (at, c) in text.char_indices() {
        if std::mem::take(&mut skip) {
            continue;
        }
        match (quote, c) {
            (Some(_), '\\') => skip = true,
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '`') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (Some(_), ' ') => seams.push(Seam { at: at + 1, rank: INSIDE_TEXT }),
            (None, ' ') => {
                let (before, after) = text.split_at(at + 1);
                if after.starts_with("BETWEEN ") {
                    between.push(depth);
                }
                let pairs = after.starts_with("AND ") && between.pop_if(|other| *other == depth).is_some();
                let bound = pairs || after.starts_with("AS ") || before.ends_with("AS ");
                let rank = match bound {
                    true => 6,
                    false if CHAINS.iter().any(|word| after.starts_with(word)) => 0,
                    false if before.ends_with(", ") => 1,
                    false => 2,
                };
                seams.push(Seam { at: at + 1, rank: depth * 2 + rank });
            }
            _ => {}
        }
    }
    seams
}

/// A rank worse than any outside of text constants.
const INSIDE_TEXT: usize = usize::MAX;

/// Words that begin the next member of a chain.
const CHAINS: &[&str] = &["AND ", "OR ", "WHEN ", "ELSE ", "END", "OVER ", "FILTER "];

/// Characters that are invisible, or change how a line is read.
fn is_escaped(c: char) -> bool {
    (c.is_control() && c != MARK)
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// One line of prose: blanks for line ends, nothing invisible.
pub(crate) fn one_line(text: &str) -> String {
    let visible: String =
        text.chars().map(|c| if c.is_whitespace() || c.is_control() || is_escaped(c) { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Prose in lines that fit, `indent` blanks from the left; a word is never cut.
pub(crate) fn wrap(text: &str, indent: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in one_line(text).split(' ') {
        match lines.last_mut() {
            Some(line) if indent + line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Prose inside `"""`.
pub(crate) fn docstring(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// Names of one Python module, each given once.
#[derive(Debug, Default)]
pub(crate) struct Names {
    taken: BTreeSet<String>,
}

impl Names {
    /// `wanted`, or that with underscores after it when it is taken or means something else.
    pub(crate) fn take(&mut self, wanted: &str) -> String {
        let mut name = free(wanted);
        while !self.taken.insert(name.clone()) {
            name.push('_');
        }
        name
    }
}

/// A name that is neither a keyword nor one that every generated module uses.
pub(crate) fn free(wanted: &str) -> String {
    let mut name = wanted.to_owned();
    while KEYWORDS.contains(&name.as_str()) || USED.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

/// Python's keywords.
const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Names with a meaning in the generated module.
const USED: &[&str] = &[
    "CsvInput",
    "DataFrame",
    "Dataset",
    "Expect",
    "F",
    "Job",
    "JsonInput",
    "NotNull",
    "PARAMS",
    "Param",
    "Params",
    "ParquetInput",
    "References",
    "RowCount",
    "T",
    "Unique",
    "Window",
    "__name__",
    "job",
    "main",
    "params",
    "run",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(text: &str) -> String {
        Literal::sql(text).flat()
    }

    #[test]
    fn literals_are_as_people_write_them() {
        assert_eq!(flat("a = 'b'"), r#""a = 'b'""#);
        assert_eq!(flat("say \"a\""), r#"'say "a"'"#);
        assert_eq!(flat("it's \"a"), r#""it's \"a""#);
        assert_eq!(flat(r"x RLIKE '\\d'"), r#"r"x RLIKE '\\d'""#);
        assert_eq!(flat("ends in \\"), r#""ends in \\""#);
        assert_eq!(flat("a\nb\u{202e}\u{7}é"), r#""a\nb\u202e\x07é""#);
    }

    #[test]
    fn parameters_become_placeholders_and_braces_stay_braces() {
        assert_eq!(
            flat(&format!("a > {} and b = '{{x}}'", parameter("since"))),
            r#"f"a > {params.since} and b = '{{x}}'""#
        );
        assert_eq!(flat(&parameter("from")), r#"f"{params.from_}""#);
        assert_eq!(flat("'{params.secret}'"), r#""'{params.secret}'""#);
        let both = format!("'{{params.secret}}' = {}", parameter("a"));
        assert_eq!(flat(&both), r#"f"'{{params.secret}}' = {params.a}""#);
    }

    #[test]
    fn a_text_never_becomes_code() {
        let text = format!("{MARK}__class__{MARK}");
        assert_eq!(Literal::new(&text).flat(), r#""\x01__class__\x01""#);
        assert_eq!(Literal::new(&format!("\\{text}")).flat(), r#""\\\x01__class__\x01""#);
        assert!(!Literal::new(&text).has_parameters());
    }

    #[test]
    fn long_literals_break_at_seams_and_lose_nothing() {
        let sql =
            "first_condition = 1 AND (second_condition = 2 OR third = 'with AND inside') AND fourth_condition = 4";
        let parts = Literal::new(sql).parts(60);
        assert_eq!(
            parts,
            [
                "\"first_condition = 1 \"",
                "\"AND (second_condition = 2 OR third = 'with AND inside') \"",
                "\"AND fourth_condition = 4\""
            ]
        );
        let endless = "x".repeat(250);
        let parts = Literal::new(&endless).parts(100);
        assert_eq!(parts.iter().map(String::len).collect::<Vec<_>>(), [100, 100, 56]);
    }

    #[test]
    fn names_are_unique_and_free() {
        let mut names = Names::default();
        assert_eq!(
            [names.take("class"), names.take("F"), names.take("a"), names.take("a")],
            ["class_", "F_", "a", "a_"]
        );
    }
}
