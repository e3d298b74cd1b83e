//! Python expressions laid out as `ruff format` would: flat where they fit, else broken bracket by bracket.

use crate::text::Literal;

/// Longest line, as far as there is a place to break.
pub(crate) const WIDTH: usize = 100;
const INDENT: usize = 4;

/// A piece of Python with the places where it may be broken.
#[derive(Debug, Clone)]
pub(crate) enum Doc {
    /// Stays on one line.
    Text(String),
    /// A string literal: parts on lines of their own where it does not fit.
    Literal(Literal),
    /// One after the other.
    Concat(Vec<Doc>),
    /// Flat when everything inside fits, else all its own lines are broken.
    Group(Box<Doc>),
    /// Lines inside stand further right.
    Indent(Box<Doc>),
    /// Nothing, or a new line.
    Line,
    /// A blank, or a new line.
    Space,
    /// Nothing, or the comma after the last of several.
    LastComma,
}

impl Doc {
    /// Text that stays on one line.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A string.
    pub(crate) fn string(text: &str) -> Self {
        Self::Literal(Literal::new(text))
    }

    /// SQL text as a string; run parameters may stand in it.
    pub(crate) fn sql(text: &str) -> Self {
        Self::Literal(Literal::sql(text))
    }

    /// `self.method(args)`.
    pub(crate) fn method(self, method: &str, args: Vec<Self>) -> Self {
        Self::Concat(vec![self, call(&format!(".{method}"), args)])
    }

    /// Whether code in it (not the text of a string) begins with `prefix`.
    pub(crate) fn begins(&self, prefix: &str) -> bool {
        self.any(&|doc| matches!(doc, Self::Text(text) if text.starts_with(prefix)))
    }

    /// Whether run parameters stand in one of its strings.
    pub(crate) fn has_parameters(&self) -> bool {
        self.any(&|doc| matches!(doc, Self::Literal(literal) if literal.has_parameters()))
    }

    fn any(&self, test: &dyn Fn(&Self) -> bool) -> bool {
        test(self)
            || match self {
                Self::Concat(docs) => docs.iter().any(|doc| doc.any(test)),
                Self::Group(doc) | Self::Indent(doc) => doc.any(test),
                Self::Text(_) | Self::Literal(_) | Self::Line | Self::Space | Self::LastComma => false,
            }
    }

    fn group(self) -> Self {
        Self::Group(Box::new(self))
    }

    fn indent(self) -> Self {
        Self::Indent(Box::new(self))
    }
}

/// `callee(args)`: broken, the arguments share a line of their own while they fit there.
pub(crate) fn call(callee: &str, args: Vec<Doc>) -> Doc {
    let arguments = separated(args).group();
    bracketed(&format!("{callee}("), arguments, ")")
}

/// `[items]`: broken, one item a line.
pub(crate) fn list(items: Vec<Doc>) -> Doc {
    bracketed("[", separated(items), "]")
}

/// `["a", "b"]`.
pub(crate) fn strings<S: AsRef<str>>(items: impl IntoIterator<Item = S>) -> Doc {
    list(items.into_iter().map(|item| Doc::string(item.as_ref())).collect())
}

/// `{key: value}`: broken, one entry a line.
pub(crate) fn dict(entries: Vec<(Doc, Doc)>) -> Doc {
    let entries = entries.into_iter().map(|(key, value)| Doc::Concat(vec![key, Doc::text(": "), value]));
    bracketed("{", separated(entries.collect()), "}")
}

/// `name=value`.
pub(crate) fn keyword(name: &str, value: Doc) -> Doc {
    Doc::Concat(vec![Doc::text(format!("{name}=")), value])
}

fn bracketed(open: &str, content: Doc, close: &str) -> Doc {
    let content = Doc::Concat(vec![Doc::Line, content]).indent();
    Doc::Concat(vec![Doc::text(open), content, Doc::Line, Doc::text(close)]).group()
}

fn separated(items: Vec<Doc>) -> Doc {
    let several = items.len() > 1;
    let mut out = Vec::with_capacity(items.len() * 3);
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push(Doc::text(","));
            out.push(Doc::Space);
        }
        out.push(item);
    }
    if several {
        out.push(Doc::LastComma);
    }
    if out.is_empty() { Doc::text("") } else { Doc::Concat(out) }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Flat,
    Broken,
}

/// The piece as Python text, first line included, every line `indent` blanks from the left.
pub(crate) fn print(doc: &Doc, indent: usize) -> String {
    let mut printer = Printer { out: " ".repeat(indent), column: indent, stack: vec![(indent, Mode::Broken, doc)] };
    while let Some((indent, mode, doc)) = printer.stack.pop() {
        printer.step(indent, mode, doc);
    }
    printer.out
}

struct Printer<'d> {
    out: String,
    column: usize,
    /// What is still to be printed, the next piece last.
    stack: Vec<(usize, Mode, &'d Doc)>,
}

impl<'d> Printer<'d> {
    fn step(&mut self, indent: usize, mode: Mode, doc: &'d Doc) {
        match doc {
            Doc::Text(text) => self.write(text),
            Doc::Literal(literal) => self.literal(indent, mode, doc, literal),
            Doc::Concat(docs) => self.stack.extend(docs.iter().rev().map(|doc| (indent, mode, doc))),
            Doc::Group(content) => {
                let mode = if mode == Mode::Flat || self.fits(content) { Mode::Flat } else { Mode::Broken };
                self.stack.push((indent, mode, content));
            }
            Doc::Indent(content) => self.stack.push((indent + INDENT, mode, content)),
            Doc::Line if mode == Mode::Flat => {}
            Doc::Space if mode == Mode::Flat => self.write(" "),
            Doc::Line | Doc::Space => self.new_line(indent),
            Doc::LastComma if mode == Mode::Flat => {}
            Doc::LastComma => self.write(","),
        }
    }

    fn literal(&mut self, indent: usize, mode: Mode, doc: &'d Doc, literal: &Literal) {
        if mode == Mode::Flat || self.fits(doc) {
            return self.write(&literal.flat());
        }
        for (index, part) in literal.parts(WIDTH.saturating_sub(indent)).iter().enumerate() {
            if index > 0 {
                self.new_line(indent);
            }
            self.write(part);
        }
    }

    fn write(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    fn new_line(&mut self, indent: usize) {
        self.out.push('\n');
        self.out.push_str(&" ".repeat(indent));
        self.column = indent;
    }

    /// Whether `first`, flat, and what follows it up to the next possible break stay within the line.
    fn fits(&self, first: &'d Doc) -> bool {
        let mut column = self.column;
        let mut rest = self.stack.iter().rev();
        let mut stack = vec![(Mode::Flat, first)];
        loop {
            let (mode, doc) = match stack.pop() {
                Some(next) => next,
                None => match rest.next() {
                    Some((_, mode, doc)) => (*mode, *doc),
                    None => return true,
                },
            };
            column += match doc {
                Doc::Text(text) => text.chars().count(),
                Doc::Literal(literal) => literal.flat().chars().count(),
                Doc::Concat(docs) => {
                    stack.extend(docs.iter().rev().map(|doc| (mode, doc)));
                    0
                }
                Doc::Group(content) | Doc::Indent(content) => {
                    stack.push((mode, content));
                    0
                }
                Doc::Line | Doc::Space if mode == Mode::Broken => return true,
                Doc::Space => 1,
                Doc::Line => 0,
                Doc::LastComma => usize::from(mode == Mode::Broken),
            };
            if column > WIDTH {
                return false;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_flat_while_it_fits() {
        let doc = call("f", vec![Doc::text("a"), list(vec![Doc::text("b"), Doc::text("c")])]);
        assert_eq!(print(&doc, 4), "    f(a, [b, c])");
    }

    #[test]
    fn breaks_the_outer_bracket_first() {
        let long = "x".repeat(60);
        let doc = call("f", vec![Doc::text(&long), list(vec![Doc::text("b"), Doc::text(&long)])]);
        let expected = format!("f(\n    {long},\n    [\n        b,\n        {long},\n    ],\n)");
        assert_eq!(print(&doc, 0), expected.replace("[\n        b,\n        ", "[b, ").replace(",\n    ],", "],"));
    }

    #[test]
    fn arguments_share_a_line_of_their_own() {
        let half = "x".repeat(46);
        let doc = call("function", vec![Doc::text(&half), Doc::text(&half)]);
        assert_eq!(print(&doc, 0), format!("function(\n    {half}, {half}\n)"));
    }

    #[test]
    fn a_long_text_takes_several_lines() {
        let doc = call("F.expr", vec![Doc::string(&"one AND ".repeat(20))]).method("alias", vec![Doc::string("x")]);
        let printed = print(&doc, 0);
        assert!(printed.starts_with("F.expr(\n    \"one AND"), "{printed}");
        assert!(printed.ends_with("\"\n).alias(\"x\")"), "{printed}");
        assert!(printed.lines().all(|line| line.len() <= WIDTH), "{printed}");
    }
}
