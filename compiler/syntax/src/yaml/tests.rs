use super::*;
use crate::Text;

const FILE: FileId = FileId(0);

fn parse_all(source: &str) -> Parsed<'_> {
    parse(FILE, source.as_bytes(), &mut Budget::default())
}

fn errors(parsed: Parsed<'_>) -> Vec<SyntaxErrorKind> {
    parsed.errors.into_sorted().into_iter().map(|error| error.kind).collect()
}

/// The value of `key` at the top level, as a text.
fn text(source: &str, key: &str) -> Text {
    let mut parsed = parse_all(source);
    let root = parsed.roots.remove(0);
    assert_eq!(errors(parsed), [], "{source}");
    let NodeKind::Mapping(entries) = root.kind else { panic!("no mapping: {source}") };
    let entry = entries.into_iter().find(|entry| entry.key.value == key).unwrap();
    let NodeKind::Scalar(scalar) = entry.value.kind else { panic!("no scalar: {source}") };
    scalar.into_text(source)
}

/// The source of every word of a text: what a caret under it would mark.
fn words(source: &str, text: &Text) -> Vec<String> {
    let is_blank = |c: char| c.is_whitespace();
    let mut words = Vec::new();
    let mut start = 0;
    for part in text.value.split_inclusive(is_blank) {
        let word = part.trim_end();
        let span = text.span_of(start..start + word.len());
        words.push(source[span.start as usize..span.end as usize].to_owned());
        start += part.len();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn plain_scalars_stand_as_they_are() {
    let source = "# grün\nköln: größe > 1 # a comment\n";
    let text = text(source, "köln");
    assert_eq!(text.value, "größe > 1");
    assert_eq!(&source[text.span.start as usize..text.span.end as usize], "größe > 1");
    assert_eq!(words(source, &text), ["größe", ">", "1"]);
}

#[test]
fn quoted_scalars_without_escapes_are_shifted() {
    for source in ["a: 'ö + b'\n", "a: \"ö + b\"\n"] {
        let text = text(source, "a");
        assert!(matches!(text.offsets, crate::Offsets::Shift(4)), "{text:?}");
        assert_eq!(words(source, &text), ["ö", "+", "b"]);
    }
}

#[test]
fn escapes_are_mapped() {
    let source = r#"a: "\"ö\" = \x41b \u00e9t\u00e9 \uD83D\uDE00 z\
        \ end""#;
    let text = text(source, "a");
    assert_eq!(text.value, "\"ö\" = Ab été 😀 z end");
    // The end of a word is where the next character begins, here behind an escaped line break.
    let expected = ["\\\"ö\\\"", "=", "\\x41b", "\\u00e9t\\u00e9", "\\uD83D\\uDE00", "z\\\n        ", "end"];
    assert_eq!(words(source, &text), expected);
}

#[test]
fn doubled_quotes_are_mapped() {
    let source = "a: 'x = ''it''''s'' and y'\n";
    let text = text(source, "a");
    assert_eq!(text.value, "x = 'it''s' and y");
    assert_eq!(words(source, &text), ["x", "=", "''it''''s''", "and", "y"]);
}

#[test]
fn folded_lines_are_mapped() {
    let lines = "one two\n   three\n\n\n   four five";
    for (open, close) in [("", ""), ("'", "'"), ("\"", "\"")] {
        for line_break in ["\n", "\r\n"] {
            let source = format!("a:\n  {open}{lines}{close}\n").replace('\n', line_break);
            let text = text(&source, "a");
            assert_eq!(text.value, "one two three\n\nfour five");
            assert_eq!(words(&source, &text), ["one", "two", "three", "four", "five"], "{source:?}");
        }
    }
}

#[test]
fn blocks_are_mapped() {
    let lines = "\n\n    öne two\n    three\n\n      four\n       five\n\n    six\n\n\n";
    for header in ["|", ">", "|-", ">-", "|+", ">+", "|2", ">2-", "> # comment"] {
        for line_break in ["\n", "\r\n"] {
            let source = format!("k: 1\na: {header}{lines}b: 2\n").replace('\n', line_break);
            let text = text(&source, "a");
            assert_eq!(words(&source, &text), ["öne", "two", "three", "four", "five", "six"], "{source:?}");
            let raw = &source[text.span.start as usize..text.span.end as usize];
            assert!(raw.trim_start().starts_with("öne") && raw.ends_with("six"), "{raw:?}");
        }
    }
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let source = "\u{feff}a: b c\n";
    let text = text(source, "a");
    assert_eq!(words(source, &text), ["b", "c"]);
}

#[test]
fn words_of_yaml_stay_words() {
    let parsed = parse_all("{on: yes, no: null, 1: 0x10, ~: 1.50, null: 2024-01-31}");
    let NodeKind::Mapping(entries) = &parsed.roots[0].kind else { panic!() };
    let pairs: Vec<_> = entries.iter().map(|Entry { key, value }| (key.value.as_ref(), &value.kind)).collect();
    let values = ["yes", "null", "0x10", "1.50", "2024-01-31"];
    for ((key, kind), (expected_key, expected)) in pairs.iter().zip(["on", "no", "1", "~", "null"].iter().zip(values)) {
        assert_eq!(key, expected_key);
        assert!(matches!(kind, NodeKind::Scalar(scalar) if scalar.value == expected), "{kind:?}");
    }
}

#[test]
fn block_collections_end_with_their_last_child() {
    let source = "a:\n  - x: 1\n    y: [2,\n      3]\n\n# comment\nb: 1\n";
    let parsed = parse_all(source);
    let NodeKind::Mapping(entries) = &parsed.roots[0].kind else { panic!() };
    let span = entries[0].value.span;
    assert_eq!(&source[span.start as usize..span.end as usize], "- x: 1\n    y: [2,\n      3]");
}

#[test]
fn encodings_are_told_apart() {
    let utf16 = |bytes: &[u8]| errors(parse(FILE, bytes, &mut Budget::default()));
    assert_eq!(utf16(b"\xff\xfea\0:\0"), [SyntaxErrorKind::Utf16]);
    assert_eq!(utf16(b"\xfe\xff\0a\0:"), [SyntaxErrorKind::Utf16]);
    assert_eq!(utf16(b"a\0:\0"), [SyntaxErrorKind::Utf16]);
    assert_eq!(utf16(b"\0a\0:"), [SyntaxErrorKind::Utf16]);
    assert_eq!(utf16(b"a: \xe4\n"), [SyntaxErrorKind::NotUtf8]);
    assert!(matches!(utf16(b"a: \0b\n").as_slice(), [SyntaxErrorKind::Yaml { .. }]));
}

#[test]
fn nesting_is_bounded() {
    let deep = [
        "a: ".to_owned() + &"[".repeat(100_000),
        "a: ".to_owned() + &"{a: ".repeat(100_000),
        "- ".repeat(100_000),
        "? ".repeat(100_000),
        (0..500).map(|depth| " ".repeat(depth) + "a:\n").collect(),
        // Each alias adds to the depth of what holds it.
        (0..40).map(|i| format!("a{}: &a{} [[*a{}]]\n", i + 1, i + 1, i)).collect::<String>().replacen("*a0", "x", 1),
    ];
    for source in deep {
        let kinds = errors(parse_all(&source));
        assert!(kinds.contains(&SyntaxErrorKind::TooDeep { limit: MAX_DEPTH }), "{:.40}: {kinds:?}", source);
    }
    let fine = "a: ".to_owned() + &"[".repeat(MAX_DEPTH - 1) + &"]".repeat(MAX_DEPTH - 1);
    assert_eq!(errors(parse_all(&fine)), []);
}

#[test]
fn aliases_repeat_within_limits() {
    let source = "a: &x {b: [1, 2]}\nc: *x\n";
    let parsed = parse_all(source);
    let NodeKind::Mapping(entries) = &parsed.roots[0].kind else { panic!() };
    assert_eq!(entries[0].value, entries[1].value);

    let bomb: String = std::iter::once("a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned())
        .chain((1..30).map(|i| format!("a{i}: &a{i} [{}]\n", vec![format!("*a{}", i - 1); 9].join(","))))
        .collect();
    assert_eq!(errors(parse_all(&bomb)), [SyntaxErrorKind::TooManyNodes { limit: MAX_ALIAS_NODES }]);
}

#[test]
fn sizes_are_bounded() {
    let mut budget = Budget::default();
    let large = vec![b' '; MAX_FILE_BYTES + 1];
    let kinds = errors(parse(FILE, &large, &mut budget));
    assert_eq!(kinds, [SyntaxErrorKind::FileTooLarge { bytes: large.len() as u64, limit: MAX_FILE_BYTES as u64 }]);

    budget.bytes = 3;
    let kinds = errors(parse(FILE, b"a: b", &mut budget));
    let limit = MAX_PROJECT_BYTES as u64;
    assert_eq!(kinds, [SyntaxErrorKind::FileTooLarge { bytes: limit + 1, limit }]);
}

#[test]
fn reading_goes_on_after_an_error() {
    let source = "a: 1\nb: x: y\nd:\n  e: [1, 2\n  f: 3\ng: 2\nh: 'open\n";
    let parsed = parse_all(source);
    assert!(parsed.incomplete);
    let keys: Vec<_> = parsed.roots.iter().flat_map(top_level_keys).collect();
    assert_eq!(keys, ["a", "d", "d", "g"]);
    assert_eq!(parsed.errors.into_sorted().len(), 3);
}

#[test]
fn the_other_entries_of_a_broken_section_are_read() {
    let broken = [
        "b: x: y",
        "b: 'open",
        "b: { c: [d, e }",
        "b: { c: d",
        "b:\n    c: 1\n   d: 2",
        "b:\n\tc: 1",
        "b: \"a\" c",
        "b: - c",
        "b:\n    - filter: a: b",
        "b: @c",
        "b: &x 'open",
        "- b",
        "b: [c",
        "b: ]",
    ];
    for entry in broken {
        let source = format!("s:\n  # comment\n  a: 1\n  {entry}\n  z: {{ k: v }}\n  \"f(x: t)\": 2\nt:\n  y: 1\n");
        for source in [source.clone(), source.replace('\n', "\r\n"), format!("\u{feff}{source}")] {
            let parsed = parse_all(&source);
            let sections: Vec<_> = parsed.roots.iter().flat_map(|root| entries_of(root, &source)).collect();
            assert_eq!(sections, ["s.a", "s.z", "s.f(x: t)", "t.y"], "{source}");
            assert_eq!(parsed.errors.into_sorted().len(), 1, "{source}");
        }
    }
}

/// `section.entry` of all entries, whose keys stand where their places say.
fn entries_of(root: &Node<'_>, source: &str) -> Vec<String> {
    let NodeKind::Mapping(sections) = &root.kind else { panic!("no mapping: {source}") };
    let mut found = Vec::new();
    for section in sections {
        let NodeKind::Mapping(entries) = &section.value.kind else { panic!("no mapping: {source}") };
        assert_eq!(&source[section.key.span.start as usize..section.key.span.end as usize], section.key.value);
        for Entry { key, .. } in entries {
            let written = &source[key.span.start as usize..key.span.end as usize];
            assert_eq!(written.trim_matches('"'), key.value);
            found.push(format!("{}.{}", section.key.value, key.value));
        }
    }
    found
}

#[test]
fn an_anchor_in_what_is_broken_is_not_missed() {
    let parsed = parse_all("s:\n  a: &x [1\n  b: *x\n");
    assert_eq!(parsed.errors.into_sorted().len(), 1);
}

fn top_level_keys(node: &Node<'_>) -> Vec<String> {
    let NodeKind::Mapping(entries) = &node.kind else { return Vec::new() };
    entries.iter().map(|entry| entry.key.value.to_string()).collect()
}

#[test]
fn commas_between_parentheses_are_put_together() {
    let source = "a: { x: round(sum(a, 1), 2), y: count() }\nb: [f(1, 2, 3), c]\n";
    let parsed = parse_all(source);
    let NodeKind::Mapping(entries) = &parsed.roots[0].kind else { panic!() };
    let NodeKind::Mapping(measures) = &entries[0].value.kind else { panic!() };
    assert_eq!(measures.len(), 2);
    assert!(matches!(&measures[0].value.kind, NodeKind::Scalar(s) if s.value == "round(sum(a, 1), 2)"));
    let NodeKind::Sequence(items) = &entries[1].value.kind else { panic!() };
    assert!(matches!(&items[0].kind, NodeKind::Scalar(s) if s.value == "f(1, 2, 3)"), "{items:?}");
    assert_eq!(items.len(), 2);
    assert_eq!(errors(parsed).len(), 2);
}

#[test]
fn large_mappings_find_duplicates() {
    let source: String = (0..1000).map(|i| format!("k{i}: 1\n")).chain(["k500: 2\n".to_owned()]).collect();
    let parsed = parse_all(&source);
    let sorted = parsed.errors.into_sorted();
    let [error] = sorted.as_slice() else { panic!("{sorted:?}") };
    assert_eq!(error.kind, SyntaxErrorKind::DuplicateKey { key: "k500".into() });
    let first = error.related.unwrap();
    assert_eq!(&source[first.start as usize..first.end as usize], "k500");
    assert!(first.start < error.span.start);
}
