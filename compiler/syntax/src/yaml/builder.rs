//! Events to nodes, with a stack of its own: nesting costs no call depth.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use granit_parser::{Event, Options, Parser, ScalarStyle, StructureStyle, Tag};

use super::{
    Budget, Entry, MAX_ALIAS_NODES, MAX_DEPTH, MAX_NODES, Node, NodeKind, Scalar, Style, encoding, error, flow,
    messages, offset, parts::Part, yaml_error,
};
use crate::error::ErrorList;
use crate::span::{FileId, Span};
use crate::{SyntaxError, SyntaxErrorKind};

/// One document, as far as it could be read.
pub(super) struct Document<'a> {
    pub(super) root: Option<Node<'a>>,
    /// Byte where reading stopped because of an error.
    pub(super) stopped_at: Option<usize>,
    /// Reading may go on behind it: a limit is final.
    pub(super) recoverable: bool,
}

/// Reads a part of `source` as a document.
pub(super) fn build<'a>(
    file: FileId,
    source: &'a str,
    part: Part<'a>,
    budget: &mut Budget,
    errors: &mut ErrorList,
) -> Document<'a> {
    let from = part.start;
    let text = source.get(from..part.end).unwrap_or_default();
    let mut builder = Builder::new(file, source, part, budget, errors);
    for item in Parser::new_from_str_with_options(text, options()) {
        let result = match item {
            Ok((event, span)) => {
                let range = span.byte_range().unwrap_or_default();
                let place = Span::new(file, offset(from + range.start), offset(from + range.end));
                let indent = span.indent.and_then(|indent| u16::try_from(indent).ok()).unwrap_or_default();
                builder.event(event, place, indent)
            }
            Err(wrong) => {
                let at = from + wrong.marker().byte_offset().unwrap_or_default();
                Err(Stop::recoverable(messages::from_scan_error(file, source, at.min(source.len()), &wrong)))
            }
        };
        if let Err(stop) = result {
            return builder.stopped(stop);
        }
    }
    Document { root: builder.root, stopped_at: None, recoverable: true }
}

fn options() -> Options {
    granit_parser::options! {
        emit_comments: false,
        emit_unresolved_aliases: true,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    }
}

/// Why reading cannot go on here.
struct Stop {
    error: SyntaxError,
    recoverable: bool,
}

impl Stop {
    fn recoverable(error: SyntaxError) -> Self {
        Self { error, recoverable: true }
    }

    fn at_limit(kind: SyntaxErrorKind, span: Span) -> Self {
        Self { error: error(kind, span), recoverable: false }
    }
}

struct Builder<'a, 'b> {
    file: FileId,
    source: &'a str,
    part: Part<'a>,
    budget: &'b mut Budget,
    errors: &'b mut ErrorList,
    root: Option<Node<'a>>,
    open: Vec<Open<'a>>,
    anchors: BTreeMap<usize, Anchored<'a>>,
    documents: usize,
}

/// A collection whose end has not come yet.
struct Open<'a> {
    span: Span,
    is_flow: bool,
    anchor: usize,
    /// Nodes left in the budget when it began: what it took since is its size.
    nodes_before: usize,
    items: Items<'a>,
}

enum Items<'a> {
    Sequence(Vec<Node<'a>>),
    Mapping { entries: Vec<Entry<'a>>, key: Key<'a> },
}

/// Where a mapping is: before a key, or before a value.
enum Key<'a> {
    Expected,
    Read(Scalar<'a>),
    /// The key was refused, so its value is left out.
    Refused,
}

struct Anchored<'a> {
    node: Node<'a>,
    size: usize,
}

impl<'a, 'b> Builder<'a, 'b> {
    fn new(file: FileId, source: &'a str, part: Part<'a>, budget: &'b mut Budget, errors: &'b mut ErrorList) -> Self {
        Self {
            file,
            source,
            part,
            budget,
            errors,
            root: None,
            open: Vec::new(),
            anchors: BTreeMap::new(),
            documents: 0,
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the parser's other events carry no content")]
    fn event(&mut self, event: Event<'a>, span: Span, indent: u16) -> Result<(), Stop> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Stop::at_limit(SyntaxErrorKind::SeveralDocuments, span));
                }
            }
            Event::Scalar(value, style, anchor, tag) => {
                self.check_tag(tag.as_deref(), span);
                let node = self.scalar(value, style, span, indent);
                self.count(1, span)?;
                self.add_anchored(node, anchor, 1)?;
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.check_tag(tag.as_deref(), span);
                self.begin(Items::Sequence(Vec::new()), style, anchor, span)?;
            }
            Event::MappingStart(style, anchor, tag) => {
                self.check_tag(tag.as_deref(), span);
                self.begin(Items::Mapping { entries: Vec::new(), key: Key::Expected }, style, anchor, span)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(open) = self.open.pop() {
                    let (anchor, size) = (open.anchor, open.nodes_before - self.budget.nodes);
                    let node = self.finish(open, span);
                    self.add_anchored(node, anchor, size)?;
                }
            }
            Event::Alias(id) => self.alias(id, span)?,
            Event::UnresolvedAlias(name) => {
                // After an error the anchor may stand in what could not be read.
                if self.part.start <= encoding::bom_length(self.source) {
                    self.errors.push(yaml_error(format!("no `&{name}` before this alias"), span));
                }
                self.add(Node { span, kind: NodeKind::Null });
            }
            _ => {}
        }
        Ok(())
    }

    fn scalar(&self, value: Cow<'a, str>, style: ScalarStyle, mut span: Span, indent: u16) -> Node<'a> {
        let style = match style {
            ScalarStyle::Plain if span.start == span.end => return Node { span, kind: NodeKind::Null },
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::SingleQuoted,
            ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
            ScalarStyle::Literal | ScalarStyle::Folded => {
                // The parser counts the empty lines after a block, and the next line's indentation.
                let raw = self.source.get(span.start as usize..span.end as usize).unwrap_or_default();
                span.end = span.start + offset(raw.trim_end().len());
                Style::Block { indent }
            }
        };
        Node { span, kind: NodeKind::Scalar(Scalar { value, span, style }) }
    }

    fn begin(&mut self, items: Items<'a>, style: StructureStyle, anchor: usize, span: Span) -> Result<(), Stop> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Stop::at_limit(SyntaxErrorKind::TooDeep { limit: MAX_DEPTH }, span));
        }
        let nodes_before = self.budget.nodes;
        self.count(1, span)?;
        self.open.push(Open { span, is_flow: style == StructureStyle::Flow, anchor, nodes_before, items });
        Ok(())
    }

    fn finish(&mut self, mut open: Open<'a>, end: Span) -> Node<'a> {
        if open.is_flow {
            match &mut open.items {
                Items::Sequence(items) => flow::join_items(self.source, items, self.errors),
                Items::Mapping { entries, .. } => flow::join_entries(self.source, entries, self.errors),
            }
            open.span.end = end.end;
        }
        let kind = match open.items {
            Items::Sequence(mut items) => {
                items.shrink_to_fit();
                NodeKind::Sequence(items)
            }
            Items::Mapping { mut entries, .. } => {
                entries.shrink_to_fit();
                NodeKind::Mapping(self.distinct(entries))
            }
        };
        if !open.is_flow {
            open.span.end = open.span.end.max(last_child_end(&kind));
        }
        Node { span: open.span, kind }
    }

    /// The entries without those whose key came before.
    fn distinct(&mut self, mut entries: Vec<Entry<'a>>) -> Vec<Entry<'a>> {
        if !has_duplicates(&entries) {
            return entries;
        }
        let mut seen: HashMap<String, Span> = HashMap::with_capacity(entries.len());
        let errors = &mut self.errors;
        entries.retain(|Entry { key, .. }| match seen.get(key.value.as_ref()) {
            Some(first) => {
                let kind = SyntaxErrorKind::DuplicateKey { key: key.value.to_string() };
                errors.push(SyntaxError { kind, span: key.span, related: Some(*first) });
                false
            }
            None => {
                seen.insert(key.value.to_string(), key.span);
                true
            }
        });
        entries
    }

    fn alias(&mut self, id: usize, span: Span) -> Result<(), Stop> {
        let Some(anchored) = self.anchors.get(&id) else {
            self.errors.push(yaml_error("an alias inside the value it stands for", span));
            self.add(Node { span, kind: NodeKind::Null });
            return Ok(());
        };
        let size = anchored.size;
        self.count_repeated(size, span)?;
        let Some(anchored) = self.anchors.get(&id) else { return Ok(()) };
        if self.open.len() + depth(&anchored.node) > MAX_DEPTH {
            return Err(Stop::at_limit(SyntaxErrorKind::TooDeep { limit: MAX_DEPTH }, span));
        }
        let node = anchored.node.clone();
        self.add(node);
        Ok(())
    }

    /// Adds a node, and keeps a copy for its aliases. The copy counts as one: anchors inside anchors would multiply.
    fn add_anchored(&mut self, node: Node<'a>, anchor: usize, size: usize) -> Result<(), Stop> {
        if anchor != 0 {
            self.count_repeated(size, node.span)?;
            self.anchors.insert(anchor, Anchored { node: node.clone(), size });
        }
        self.add(node);
        Ok(())
    }

    fn add(&mut self, node: Node<'a>) {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        match &mut open.items {
            Items::Sequence(items) => items.push(node),
            Items::Mapping { entries, key } => match std::mem::replace(key, Key::Expected) {
                Key::Expected => *key = read_key(node, self.errors),
                Key::Read(key) => entries.push(Entry { key, value: node }),
                Key::Refused => {}
            },
        }
    }

    fn count(&mut self, nodes: usize, span: Span) -> Result<(), Stop> {
        let left = self.budget.nodes.checked_sub(nodes);
        self.budget.nodes =
            left.ok_or_else(|| Stop::at_limit(SyntaxErrorKind::TooManyNodes { limit: MAX_NODES }, span))?;
        Ok(())
    }

    /// Nodes that aliases repeat count twice: as nodes, and against a smaller limit of their own.
    fn count_repeated(&mut self, nodes: usize, span: Span) -> Result<(), Stop> {
        let left = self.budget.alias_nodes.checked_sub(nodes);
        self.budget.alias_nodes =
            left.ok_or_else(|| Stop::at_limit(SyntaxErrorKind::TooManyNodes { limit: MAX_ALIAS_NODES }, span))?;
        self.count(nodes, span)
    }

    /// Tags change what a value is; here the place does. Those of the core schema say nothing new and may stand.
    fn check_tag(&mut self, tag: Option<&Tag>, span: Span) {
        if let Some(tag) = tag.filter(|tag| tag.is_custom()) {
            self.errors.push(yaml_error(format!("the tag `{}` has no meaning here", tag.original()), span));
        }
    }

    /// What is whole when reading stops: sections, and in them the entries that ended before the error.
    fn stopped(mut self, mut stop: Stop) -> Document<'a> {
        // A bracket that is never closed swallows what follows it: reading goes on behind the bracket.
        let brackets = || self.open.iter().filter(|open| open.is_flow).map(|open| open.span);
        let at = brackets().next().map_or(stop.error.span.start, |bracket| bracket.start.min(stop.error.span.start));
        if matches!(stop.error.kind, SyntaxErrorKind::Yaml { .. }) {
            stop.error.related = brackets().next_back().filter(|bracket| bracket.start != stop.error.span.start);
        }
        self.errors.push(stop.error);
        // Deeper collections belong to an entry that is not whole.
        let innermost = self.open.len();
        self.open.truncate(if self.part.section.is_some() { 1 } else { 2 });
        while let Some(mut open) = self.open.pop() {
            // A project and its sections are mappings: a list is more likely part of what is broken.
            let Items::Mapping { entries, .. } = &mut open.items else { continue };
            entries.retain(|entry| entry.key.span.start < at);
            if self.open.len() + 1 == innermost {
                entries.pop_if(|last| is_cut(self.source, last, at));
            }
            let end = Span::new(self.file, open.span.end, open.span.end);
            let node = self.finish(open, end);
            self.add(node);
        }
        Document { root: self.root, stopped_at: Some(at as usize), recoverable: stop.recoverable }
    }
}

fn read_key<'a>(node: Node<'a>, errors: &mut ErrorList) -> Key<'a> {
    let refusal = match node.kind {
        NodeKind::Scalar(scalar) if scalar.value == "<<" && scalar.style == Style::Plain => {
            yaml_error("merge keys (`<<`) are not supported: write the entries out", node.span)
        }
        NodeKind::Scalar(scalar) => return Key::Read(scalar),
        NodeKind::Null => yaml_error("a key is missing before `:`", node.span),
        NodeKind::Sequence(_) | NodeKind::Mapping(_) => {
            yaml_error("a key must be a word, not a list or a mapping", node.span)
        }
    };
    errors.push(refusal);
    Key::Refused
}

/// Whether an error at byte `at` follows the entry directly, and so may be about it: `a: b: c` is not `a: b`.
fn is_cut(source: &str, entry: &Entry<'_>, at: u32) -> bool {
    let between = source.get(entry.value.span.end as usize..at as usize).unwrap_or_default();
    !between.contains('\n') || between.trim().is_empty()
}

/// Most mappings are tiny, some are huge.
fn has_duplicates(entries: &[Entry<'_>]) -> bool {
    const FEW: usize = 8;
    if entries.len() > FEW {
        let mut seen = HashSet::with_capacity(entries.len());
        return !entries.iter().all(|entry| seen.insert(entry.key.value.as_ref()));
    }
    let mut rest = entries;
    while let Some((last, before)) = rest.split_last() {
        if before.iter().any(|entry| entry.key.value == last.key.value) {
            return true;
        }
        rest = before;
    }
    false
}

fn last_child_end(kind: &NodeKind<'_>) -> u32 {
    match kind {
        NodeKind::Null | NodeKind::Scalar(_) => 0,
        NodeKind::Sequence(items) => items.last().map_or(0, |item| item.span.end),
        NodeKind::Mapping(entries) => entries.last().map_or(0, |entry| entry.key.span.end.max(entry.value.span.end)),
    }
}

/// How many collections stand in each other; bounded, because every node was built under the limit.
fn depth(node: &Node<'_>) -> usize {
    let below = match &node.kind {
        NodeKind::Null | NodeKind::Scalar(_) => return 0,
        NodeKind::Sequence(items) => items.iter().map(depth).max(),
        NodeKind::Mapping(entries) => entries.iter().map(|entry| depth(&entry.value)).max(),
    };
    1 + below.unwrap_or_default()
}
