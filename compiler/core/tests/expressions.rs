//! What expressions mean: types, nullability and messages, as text files.
//!
//! A case is a line `context: expression`; the indented lines below it are what the checker says: every finding with
//! the words under its caret, its other places and its help, then the type. `UPDATE=1 cargo test` rewrites the files;
//! read the diff.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]
#![expect(clippy::disallowed_methods, reason = "the core reads no files, its tests do")]

use std::fmt::Write as _;
use std::path::Path;

use pipelinec_core::check::expr::{Context, ExprChecker, Scope, carries_pii};
use pipelinec_core::check::macros::Macros;
use pipelinec_core::check::types::resolve_type;
use pipelinec_core::diag::from_syntax;
use pipelinec_core::ir::{Column, NamedExpr, Param, Schema};
use pipelinec_core::types::Type;
use pipelinec_core::{Diagnostic, FileId, Span, ir};
use pipelinec_syntax::phrase::{parse_column, parse_expr, parse_macro_head};
use pipelinec_syntax::text::Text;
use pipelinec_syntax::tree::MacroDecl;

/// Columns of the dataset, `orders`.
const ORDERS: &[(&str, &str)] = &[
    ("id", "bigint not null"),
    ("a", "bigint"),
    ("b", "bigint"),
    ("d", "decimal(10,2)"),
    ("e", "decimal(38,30)"),
    ("x", "double"),
    ("s", "string"),
    ("city", "string"),
    ("t", "timestamp"),
    ("day", "date"),
    ("ok", "boolean"),
    ("list", "array<string>"),
    ("st", "struct<city: string, geo: struct<lat: double>>"),
    ("m", "map<string, bigint>"),
    ("email", "string pii"),
];

/// Columns of the other side of a join, `users`.
const USERS: &[(&str, &str)] = &[("user_id", "bigint not null"), ("name", "string"), ("city", "string")];

/// The project's macros; `broken` ones are reported when the file `macros.txt` is checked.
const MACROS: &[(&str, &str)] = &[
    ("net(gross, rate)", "gross / (1 + rate)"),
    ("hours(from: timestamp, until: timestamp)", "date_diff('second', from, until) / 3600.0"),
    ("mean(v)", "sum(v) / count(v)"),
    ("shout(v)", "upper(v) || '!'"),
    ("twice(v)", "shout(v) || shout(v)"),
    ("at(v)", "v <= :run_date"),
];

const FILE: FileId = FileId(0);

fn columns(declared: &[(&str, &str)]) -> Schema {
    let column = |(name, ty): &(&str, &str)| {
        let (phrase, errors) = parse_column(&Text::plain(*ty, FILE, 0));
        assert!(errors.is_empty(), "{ty}");
        let ty = resolve_type(&phrase.ty, &mut Vec::new());
        Column { name: (*name).into(), ty, nullable: !phrase.not_null, pii: phrase.pii, span: Span::default() }
    };
    declared.iter().map(column).collect()
}

/// Macro `i` stands in file `100 + i`.
fn macros() -> Macros {
    let declare = |(i, (head, body)): (usize, &(&str, &str))| {
        let file = FileId(100 + u32::try_from(i).unwrap_or(0));
        let (head, _) = parse_macro_head(&Text::plain(*head, file, 1000));
        let (body, errors) = parse_expr(&Text::plain(*body, file, 0));
        assert!(errors.is_empty());
        head.map(|head| MacroDecl { name: head.name, params: head.params, body })
    };
    let (macros, found) = Macros::new(&MACROS.iter().enumerate().filter_map(declare).collect::<Vec<_>>());
    assert!(found.is_empty(), "{found:?}");
    macros
}

fn params() -> Vec<Param> {
    let param = |(name, ty): (&str, Type)| Param { name: name.into(), ty, default: None, span: Span::default() };
    [("run_date", Type::Date), ("minimum", Type::Bigint)].map(param).into()
}

/// What the checker says about one case.
fn answer(context: &str, text: &str) -> String {
    let (orders, users, macros, params) = (columns(ORDERS), columns(USERS), macros(), params());
    let (expr, errors) = parse_expr(&Text::plain(text, FILE, 0));
    let mut scope = Scope::row(&orders);
    scope.left_names = vec!["orders"];
    let mut checker = ExprChecker::new(&params, &macros, false);
    let keys = measure("city", "city", &mut checker, &scope);
    scope.context = Context::Measures { keys: &keys, earlier: &[] };
    let earlier = measure("total", "sum(d)", &mut checker, &scope);
    match context {
        "row" => scope.context = Context::Row,
        "derive" => scope.context = Context::RowWithWindows,
        "measure" => scope.context = Context::Measures { keys: &keys, earlier: &earlier },
        "on" => {
            scope.context = Context::Row;
            scope.right = Some(&users);
            scope.right_names = vec!["users"];
        }
        _ => panic!("unknown context {context}"),
    }
    let checked =
        if context == "on" { checker.check_condition(&expr, &scope) } else { checker.check_value(&expr, &scope) };
    let mut out = String::new();
    for diagnostic in errors.iter().map(from_syntax).chain(checker.diagnostics) {
        out += &show(&diagnostic, text);
    }
    if !checked.ty.is_error() {
        let null = if checked.nullable { "" } else { " not null" };
        let pii = if carries_pii(&checked, &orders, scope.right) { " pii" } else { "" };
        let _ = writeln!(out, "    {}{null}{pii}", checked.ty);
    }
    out
}

fn measure(name: &str, text: &str, checker: &mut ExprChecker<'_>, scope: &Scope<'_>) -> Vec<NamedExpr> {
    let (expr, _) = parse_expr(&Text::plain(text, FileId(99), 0));
    let expr: ir::Expr = checker.check(&expr, scope);
    vec![NamedExpr { name: name.into(), expr }]
}

fn show(diagnostic: &Diagnostic, text: &str) -> String {
    let mut out = String::new();
    let span = diagnostic.span.unwrap_or_default();
    let _ = writeln!(out, "    {} at `{}`: {}", diagnostic.code, words(span, text), diagnostic.message);
    for (span, label) in &diagnostic.labels {
        let _ = writeln!(out, "      `{}`: {label}", words(*span, text));
    }
    if let Some(help) = &diagnostic.help {
        let _ = writeln!(out, "      help: {help}");
    }
    out
}

/// The words a span covers: in the case's text, or in a macro's body or head.
fn words(span: Span, text: &str) -> String {
    let source = match (span.file.0.checked_sub(100), span.start >= 1000) {
        (None, _) => text.to_owned(),
        (Some(i), head) => {
            let (name, body) = MACROS.get(i as usize).copied().unwrap_or_default();
            if head { format!("{}{name}", " ".repeat(1000)) } else { body.to_owned() }
        }
    };
    source.get(span.start as usize..span.end as usize).unwrap_or("?").to_owned()
}

/// Answers every case of a file and compares.
fn check_file(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expressions").join(name);
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    let mut after = String::new();
    for line in before.lines().filter(|line| !line.starts_with("    ")) {
        after += line;
        after += "\n";
        if let Some((context, text)) = line.split_once(": ").filter(|_| !line.starts_with('#')) {
            after += &answer(context, text);
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        assert!(std::fs::write(&path, &after).is_ok(), "{name} cannot be written");
    } else {
        for (line, (was, is)) in before.lines().zip(after.lines()).enumerate() {
            assert_eq!(was, is, "{name}:{}", line + 1);
        }
        assert_eq!(before.lines().count(), after.lines().count(), "{name}");
    }
}

#[test]
fn types() {
    check_file("types.txt");
}

#[test]
fn personal_data() {
    check_file("personal_data.txt");
}

#[test]
fn phrases() {
    check_file("phrases.txt");
}

#[test]
fn names() {
    check_file("names.txt");
}

#[test]
fn operators() {
    check_file("operators.txt");
}

#[test]
fn calls() {
    check_file("calls.txt");
}

#[test]
fn windows_and_aggregates() {
    check_file("windows_and_aggregates.txt");
}

#[test]
fn inlined() {
    check_file("macros.txt");
}

#[test]
fn lints() {
    check_file("lints.txt");
}

/// The deepest phrases the parser lets through, on the smallest stack a caller has.
#[test]
fn deep_expressions_do_not_overflow() {
    let deep = || {
        let nested = |open: &str, close: &str, n: usize| format!("{}a{}", open.repeat(n), close.repeat(n));
        let mut cases: Vec<String> = [10, 400, 480, 520, 100_000]
            .into_iter()
            .flat_map(|n| {
                [
                    nested("(", ")", n),
                    nested("-(", ")", n),
                    nested("coalesce(a, ", ")", n),
                    nested("case when ok then a else ", " end", n),
                    nested("cast(cast(", " as string) as bigint)", n / 2),
                    nested("net(", ", a)", n),
                    format!("a{}", " + a".repeat(n)),
                    format!("ok{}", " and ok".repeat(n)),
                ]
            })
            .collect();
        cases.push(nested("case ", " when 1 then 1 when 2 then 2 else 3 end", 60));
        cases.push(format!("a in ({}1)", "1, ".repeat(20_000)));
        for case in cases {
            let said = answer("row", &case);
            assert!(!said.is_empty());
        }
    };
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(deep);
    assert!(thread.is_ok_and(|thread| thread.join().is_ok()));
}
