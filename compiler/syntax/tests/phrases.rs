//! What phrases mean: the tree of each, in canonical text with every parenthesis spelled out.
#![allow(
    clippy::wildcard_enum_match_arm,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may"
)]

use pipelinec_syntax::phrase::{
    self, MAX_PHRASE, NameKind, RESERVED, parse_column, parse_dotted, parse_expr, parse_macro_head, parse_name_list,
    parse_sort_keys, parse_type,
};
use pipelinec_syntax::tree::{Expr, ExprKind, TypeNameKind};
use pipelinec_syntax::{FileId, Span, SyntaxErrorKind, Text};

fn text(value: &str) -> Text {
    Text::plain(value, FileId(0), 0)
}

fn expr(value: &str) -> Expr {
    let (expr, errors) = parse_expr(&text(value));
    assert_eq!(errors, [], "{value}");
    expr
}

fn error(value: &str) -> SyntaxErrorKind {
    let (expr, mut errors) = parse_expr(&text(value));
    assert_eq!(expr.kind, ExprKind::Error, "{:.80}", value);
    assert_eq!(errors.len(), 1);
    errors.remove(0).kind
}

/// Operators with all their parentheses.
fn grouped(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Unary { op, operand } => format!("({} {})", op.symbol(), grouped(operand)),
        ExprKind::Binary { op, left, right, .. } => format!("({} {} {})", grouped(left), op.symbol(), grouped(right)),
        ExprKind::Is { operand, .. } => {
            let whole = expr.to_string();
            format!("({}{})", grouped(operand), &whole[whole.find(" is").unwrap()..])
        }
        ExprKind::Between { operand, low, high, .. } => {
            format!("({} between {} and {})", grouped(operand), grouped(low), grouped(high))
        }
        ExprKind::In { operand, list, .. } => {
            format!("({} in {})", grouped(operand), list.iter().map(grouped).collect::<Vec<_>>().join(" "))
        }
        ExprKind::Like { operand, pattern, .. } => format!("({} like {})", grouped(operand), grouped(pattern)),
        ExprKind::Index { operand, index } => format!("{}[{}]", grouped(operand), grouped(index)),
        _ => expr.to_string(),
    }
}

#[test]
fn precedence() {
    let table = [
        ("a or b and c or d", "((a or (b and c)) or d)"),
        ("not a = b and not c", "((not (a = b)) and (not c))"),
        ("not not a", "(not (not a))"),
        ("a + b * c - d", "((a + (b * c)) - d)"),
        ("a - b - c", "((a - b) - c)"),
        ("a / b % c * d", "(((a / b) % c) * d)"),
        ("-a * -b", "((- a) * (- b))"),
        ("- -a[1]", "(- (- a[1]))"),
        ("a || b + c || d", "((a || (b + c)) || d)"),
        ("a || b = c || d", "((a || b) = (c || d))"),
        ("a + 1 > b and c <> d or e", "((((a + 1) > b) and (c <> d)) or e)"),
        ("a + b is null or c", "(((a + b) is null) or c)"),
        ("not a is not null", "(not (a is not null))"),
        ("a between 1 + 1 and 2 * 3 and b", "((a between (1 + 1) and (2 * 3)) and b)"),
        ("not a in (1, b + 1) or c", "((not (a in 1 (b + 1))) or c)"),
        ("a || b like 'x' || c and d", "(((a || b) like ('x' || c)) and d)"),
        ("(a = b) = (c = d)", "((a = b) = (c = d))"),
        ("(a or b) and c", "((a or b) and c)"),
        ("a[1][b + 1]", "a[1][(b + 1)]"),
        ("a is not distinct from b + 1 and c", "((a is not distinct from b + 1) and c)"),
    ];
    for (written, expected) in table {
        assert_eq!(grouped(&expr(written)), expected, "{written}");
    }
}

#[test]
fn canonical_text() {
    let table = [
        ("NOT  A", "not A"),
        ("a!=B", "a <> B"),
        ("( ( a ) )", "a"),
        ("a Is Not NULL", "a is not null"),
        ("x is TRUE and y is not false", "x is true and y is not false"),
        ("x NOT IN ('a' , 'it''s')", "x not in ('a', 'it''s')"),
        ("x not like 'a!%' ESCAPE '!'", "x not like 'a!%' escape '!'"),
        ("x not between 1 and 2", "x not between 1 and 2"),
        ("\"odd name\" + \"plain\" + \"end\" + \"a\"\"b\"", "\"odd name\" + plain + \"end\" + \"a\"\"b\""),
        ("users.user_id = \"my table\".id", "users.user_id = \"my table\".id"),
        ("a.b.c", "a.b.c"),
        ("1 + 1.5 + .5 + 1.5e0 + 1E-3 + 007", "1 + 1.5 + 0.5 + 1.5e0 + 1E-3 + 007"),
        ("DATE '2024-01-31' + Interval '3' day", "date '2024-01-31' + interval '3' day"),
        ("timestamp'2024-01-31 10:00:00'", "timestamp '2024-01-31 10:00:00'"),
        ("date = date '2024-01-31' and date(x) < timestamp", "date = date '2024-01-31' and date(x) < timestamp"),
        ("case when a then b else c end", "case when a then b else c end"),
        ("CASE a WHEN 1 THEN 2 WHEN 3 THEN 4 END", "case a when 1 then 2 when 3 then 4 end"),
        ("cast(a as DECIMAL(10, 2))", "cast(a as decimal(10,2))"),
        (
            "try_cast(a as array<struct<b:string,\"c d\":map<string,bigint>>>)",
            "try_cast(a as array<struct<b: string, \"c d\": map<string, bigint>>>)",
        ),
        ("cast / filter", "cast / filter"),
        ("count(*) + count( ) + COUNT(DISTINCT a)", "count(*) + count() + COUNT(distinct a)"),
        ("sum(a) filter(where b > 0)", "sum(a) filter (where b > 0)"),
        (
            "lag(a, 2) ignore nulls over (partition by b order by c desc nulls first, d asc nulls last)",
            "lag(a, 2) ignore nulls over (partition by b order by c desc nulls first, d)",
        ),
        ("sum(a) over ()", "sum(a) over ()"),
        (
            "sum(a) over (order by b rows 2 preceding)",
            "sum(a) over (order by b rows between 2 preceding and current row)",
        ),
        (
            "sum(a) over (order by b range between unbounded preceding and unbounded following)",
            "sum(a) over (order by b range between unbounded preceding and unbounded following)",
        ),
        (
            "avg(a) over (rows between 1 following and 3 FOLLOWING)",
            "avg(a) over (rows between 1 following and 3 following)",
        ),
        ("f([1, 2], [])[1]", "f([1, 2], [])[1]"),
        (":run_date - 1", ":run_date - 1"),
        ("-(-a) - (b - c)", "-(-a) - (b - c)"),
        ("a\n  +\tb", "a + b"),
        ("'größe' || \"größe\"", "'größe' || \"größe\""),
        ("if(a, b, c) and left(x, 1) = right", "if(a, b, c) and left(x, 1) = right"),
    ];
    for (written, expected) in table {
        assert_eq!(expr(written).to_string(), expected);
        assert_eq!(expr(expected).to_string(), expected, "stable");
    }
}

#[test]
fn every_part_knows_its_place() {
    let source = " sum( amount ) + (a and b) [ 1 ] is null ";
    let at = |from: &str| {
        let start = u32::try_from(source.find(from).unwrap()).unwrap();
        Span::new(FileId(0), start, start + u32::try_from(from.len()).unwrap())
    };
    let whole = expr(source);
    assert_eq!(whole.span, at("sum( amount ) + (a and b) [ 1 ] is null"));
    let ExprKind::Is { operand, .. } = whole.kind else { panic!("{:?}", whole.kind) };
    let ExprKind::Binary { op_span, left, right, .. } = operand.kind else { panic!() };
    assert_eq!((op_span, left.span, right.span), (at("+"), at("sum( amount )"), at("(a and b) [ 1 ]")));
    let ExprKind::Call(call) = left.kind else { panic!() };
    assert_eq!((call.name.span, call.args[0].span), (at("sum"), at("amount")));
}

#[test]
fn sort_keys() {
    let (keys, errors) = parse_sort_keys(&text("a desc nulls first, -b ASC, upper(c) nulls last"));
    assert_eq!(errors, []);
    let shown: Vec<_> = keys.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["a desc nulls first", "-b", "upper(c)"]);
}

#[test]
fn types_and_columns() {
    for (written, expected) in [
        ("STRING", "string"),
        ("int", "int"),
        ("decimal( 10 , 2 )", "decimal(10,2)"),
        ("array<array<date>>", "array<array<date>>"),
        ("map<STRING, struct<a: tinyint>>", "map<string, struct<a: tinyint>>"),
    ] {
        let (ty, errors) = parse_type(&text(written));
        assert_eq!((ty.to_string().as_str(), errors.as_slice()), (expected, [].as_slice()));
    }
    let (column, errors) = parse_column(&text("decimal(10,2) pii NOT NULL unique"));
    assert_eq!(errors, []);
    assert_eq!(column.ty.to_string(), "decimal(10,2)");
    assert!(column.not_null && column.unique && column.pii);
    let (column, errors) = parse_column(&text("string not"));
    assert_eq!((column.ty.kind, errors.len()), (TypeNameKind::Error, 1));
}

#[test]
fn macro_heads_and_paths() {
    let (head, errors) = parse_macro_head(&text("hours(a, b: decimal(10,2))"));
    assert_eq!(errors, []);
    let head = head.unwrap();
    assert_eq!(head.name.text, "hours");
    let params: Vec<_> =
        head.params.iter().map(|(name, ty)| (name.text.as_str(), ty.as_ref().map(ToString::to_string))).collect();
    assert_eq!(params, [("a", None), ("b", Some("decimal(10,2)".to_owned()))]);
    assert!(parse_macro_head(&text("today()")).0.unwrap().params.is_empty());
    assert_eq!(parse_macro_head(&text("hours")).1.len(), 1);

    let (path, errors) = parse_dotted(&text("users.\"user id\""));
    assert_eq!(errors, []);
    assert_eq!(path.iter().map(|name| name.text.as_str()).collect::<Vec<_>>(), ["users", "user id"]);
}

#[test]
fn reserved_words_need_quotes_and_no_others_do() {
    for word in RESERVED {
        let alone = parse_expr(&text(&format!("{word} + {word}")));
        assert!(!alone.0.to_string().starts_with(&format!("{word} +")) || ["null", "true", "false"].contains(word));
        assert!(!parse_expr(&text(&format!("a.{word}"))).1.is_empty(), "{word}");
        assert!(!parse_expr(&text(&format!("a.{}", word.to_uppercase()))).1.is_empty(), "{word}");
        assert!(matches!(expr(&format!("\"{word}\"")).kind, ExprKind::Path(_)), "{word}");
        assert!(!phrase::is_plain(word));
    }
    for word in [
        "date",
        "timestamp",
        "interval",
        "cast",
        "order",
        "group",
        "filter",
        "over",
        "rows",
        "range",
        "first",
        "last",
        "nulls",
        "desc",
        "asc",
        "by",
        "escape",
        "current",
        "row",
        "array",
        "map",
        "struct",
        "unique",
        "pii",
        "key",
        "value",
        "ending",
        "is_active",
        "order_id",
        "nullable",
        "select",
        "from",
        "where",
        "if",
        "left",
        "notes",
        "android",
    ] {
        assert!(matches!(&expr(&format!("{word} + {word}")).kind, ExprKind::Binary { .. }), "{word}");
    }
}

#[test]
fn limits() {
    let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(expr(&nested(100)).to_string(), "a");
    assert_eq!(error(&nested(101)), SyntaxErrorKind::TooDeep { limit: 100 });
    assert_eq!(error(&"[".repeat(60_000)), SyntaxErrorKind::TooDeep { limit: 100 });
    let cases = |depth: usize| format!("{}1{}", "case when a then ".repeat(depth), " end".repeat(depth));
    expr(&cases(100));
    assert_eq!(error(&cases(101)), SyntaxErrorKind::TooDeep { limit: 100 });
    expr(&format!("{}a{}", "f(g[case when (".repeat(25), ") then b end])".repeat(25)));

    assert_eq!(expr(&vec!["a"; 250].join(" + ")).to_string().len(), 997);
    for operator in [" + ", " and ", " or ", " || ", " * "] {
        assert_eq!(error(&vec!["a"; 10_000].join(operator)), SyntaxErrorKind::TooDeep { limit: 256 });
    }
    assert_eq!(error(&format!("{}a", "- ".repeat(30_000))), SyntaxErrorKind::TooDeep { limit: 256 });
    assert_eq!(error(&format!("{}a", "not ".repeat(15_000))), SyntaxErrorKind::TooDeep { limit: 256 });
    assert_eq!(error(&format!("a{}", "[1]".repeat(20_000))), SyntaxErrorKind::TooDeep { limit: 256 });
    assert_eq!(error(&format!("f({})", vec!["a"; 300].join("+"))), SyntaxErrorKind::TooDeep { limit: 256 });

    assert_eq!(error(&"a".repeat(MAX_PHRASE).replace('a', " a")), SyntaxErrorKind::PhraseTooLong { limit: MAX_PHRASE });
    let list = format!("a in ({})", vec!["1"; 20_000].join(","));
    assert!(matches!(expr(&list).kind, ExprKind::In { .. }));
    let (ty, errors) = parse_type(&text(&"array<".repeat(9000)));
    assert_eq!((ty.kind, &errors[0].kind), (TypeNameKind::Error, &SyntaxErrorKind::TooDeep { limit: 100 }));
}

/// Nothing looks at the stack while a phrase is parsed; the limit on nesting is there instead.
#[test]
fn the_deepest_phrases_need_little_stack() {
    let nests = [
        ("(", ")"),
        ("[", "]"),
        ("a[", "]"),
        ("f(", ")"),
        ("a in (", ")"),
        ("a between (", ") and b"),
        ("cast(", " as bigint)"),
        ("case ", " when a then b end"),
        ("case when a then ", " end"),
        ("f() filter (where ", ")"),
        ("f() over (order by a, ", " desc)"),
    ];
    for (open, close) in nests {
        let phrase = format!("{}a{}", open.repeat(100), close.repeat(100));
        let parse = move || parse_expr(&text(&phrase)).1;
        let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(parse).unwrap();
        assert_eq!(thread.join().unwrap(), [], "{open}");
    }
}

#[test]
fn numbers_have_bounds() {
    assert!(matches!(error(&"9".repeat(39)), SyntaxErrorKind::NumberOutOfRange { .. }));
    assert!(matches!(error("1e999"), SyntaxErrorKind::NumberOutOfRange { .. }));
    let rows = "sum(a) over (rows 99999999999999999999 preceding)";
    assert!(matches!(error(rows), SyntaxErrorKind::NumberOutOfRange { .. }));
    assert!(matches!(
        parse_type(&text("decimal(99999999999999999999)")).1[0].kind,
        SyntaxErrorKind::NumberOutOfRange { .. }
    ));
    assert_eq!(expr(&"9".repeat(38)).kind, ExprKind::Integer("9".repeat(38)));
}

#[test]
fn quoted_names_are_checked() {
    assert!(matches!(error("\"\" + 1"), SyntaxErrorKind::BadName { .. }));
    assert!(matches!(error("\"a\u{202e}b\""), SyntaxErrorKind::BadName { .. }));
    assert_eq!(parse_name_list(&text("a, b"), NameKind::Identifier).0.len(), 2);
}
