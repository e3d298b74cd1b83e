//! Properties of phrases: canonical text means the same tree, and nothing a user can type makes the parser panic.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may")]

use pipelinec_syntax::phrase::{
    NameKind, parse_column, parse_dotted, parse_expr, parse_macro_head, parse_name, parse_name_list, parse_sort_keys,
    parse_type,
};
use pipelinec_syntax::tree::{
    BinaryOp, Call, Expr, ExprKind, Frame, FrameBound, FrameUnit, IsTest, Name, SortKey, TypeName, TypeNameKind,
    UnaryOp, Window,
};
use pipelinec_syntax::{FileId, Span, Text};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn canonical_text_means_the_same(expr in any_expr()) {
        let written = expr.to_string();
        let (parsed, errors) = parse_expr(&text(&written));
        prop_assert_eq!(errors, [], "{}", written);
        // `Debug` holds the whole tree; places are cut out of it.
        prop_assert_eq!(placeless(&parsed), placeless(&expr), "{}", written);
    }

    #[test]
    fn types_too(ty in any_type()) {
        let (parsed, errors) = parse_type(&text(&ty.to_string()));
        prop_assert_eq!(errors, []);
        prop_assert_eq!(placeless(&parsed), placeless(&ty));
    }

    #[test]
    fn nothing_panics(input in any_input()) {
        let text = text(&input);
        let end = text.span.end;
        let errors = [
            parse_expr(&text).1,
            parse_sort_keys(&text).1,
            parse_type(&text).1,
            parse_column(&text).1,
            parse_macro_head(&text).1,
            parse_dotted(&text).1,
            parse_name(&text, NameKind::Identifier).1,
            parse_name_list(&text, NameKind::Column).1,
        ];
        for error in errors.into_iter().flatten() {
            prop_assert!(error.span.start <= error.span.end && error.span.end <= end);
            prop_assert!(input.get(error.span.start as usize..error.span.end as usize).is_some());
        }
    }
}

fn text(value: &str) -> Text {
    Text::plain(value, FileId(0), 0)
}

fn placeless(value: &impl std::fmt::Debug) -> String {
    let shown = format!("{value:?}");
    let mut parts = shown.split("Span {");
    let mut out = parts.next().unwrap_or_default().to_owned();
    out.extend(parts.map(|part| part.split_once('}').unwrap().1));
    out
}

/// The language's words and signs, and some that are not.
const WORDS: &str = r#"
    a b.c "odd" sum 'x' ' " ( ) [ ] < > , . : :p = <> || - + * / % 1 1.5 1e9 .5 and or not is null in like escape
    between case when then else end cast as date interval day filter where over partition order by rows range unbounded
    preceding following current row desc nulls first distinct from array map struct string decimal(1,2) ignore unique ö
    ’ == -- true if
"#;

/// Any text, and above all: words and signs of the language in any order.
fn any_input() -> impl Strategy<Value = String> {
    let mut words: Vec<_> = WORDS.split_whitespace().collect();
    words.extend(["\u{202e}", "\u{a0}", "\t", "\0"]);
    let phrase = vec((select(words), select(vec!["", " "])), 0..24)
        .prop_map(|parts| parts.into_iter().flat_map(|(word, blank)| [word, blank]).collect::<String>());
    prop_oneof![4 => phrase, 1 => any::<String>()]
}

fn span() -> Span {
    Span::new(FileId(0), 0, 0)
}

fn expr(kind: ExprKind) -> Expr {
    Expr { kind, span: span() }
}

fn name(text: impl Into<String>) -> Name {
    Name { text: text.into(), span: span() }
}

fn word() -> impl Strategy<Value = Name> {
    prop_oneof![
        select(vec!["a", "total_amount", "date", "interval", "order", "filter", "_x", "B2"]).prop_map(name),
        "[a-z]{8}_".prop_map(name),
    ]
}

fn column() -> impl Strategy<Value = Name> {
    let odd = select(vec!["end", "odd name", "say \"hi\"", "\"", "größe", "2fa", "a.b"]);
    prop_oneof![4 => word(), 1 => odd.prop_map(name)]
}

fn any_type() -> impl Strategy<Value = TypeName> {
    let ty = |kind| TypeName { kind, span: span() };
    let plain = prop_oneof![
        select(vec!["string", "bigint", "date"]).prop_map(|word| (word, Vec::new())),
        (1..39_u64, 0..9_u64).prop_map(|(precision, scale)| ("decimal", vec![precision, scale])),
    ]
    .prop_map(move |(word, numbers)| ty(TypeNameKind::Plain { word: word.into(), numbers }));
    plain.prop_recursive(3, 8, 3, move |inner| {
        prop_oneof![
            inner.clone().prop_map(move |item| ty(TypeNameKind::Array(Box::new(item)))),
            inner.clone().prop_map(move |value| ty(TypeNameKind::Map(Box::new(value)))),
            vec((column(), inner), 1..3).prop_map(move |fields| ty(TypeNameKind::Struct(fields))),
        ]
    })
}

fn leaf() -> impl Strategy<Value = Expr> {
    let any_text = || prop_oneof!["[a-z' %]{0,6}", any::<String>()];
    prop_oneof![
        Just(ExprKind::Null),
        any::<bool>().prop_map(ExprKind::Boolean),
        "[0-9]{1,20}".prop_map(ExprKind::Integer),
        "[0-9]{1,9}\\.[0-9]{1,9}".prop_map(ExprKind::Decimal),
        "[0-9]{1,3}(\\.[0-9]{1,3})?e-?[0-9]{1,2}".prop_map(ExprKind::Double),
        any_text().prop_map(ExprKind::String),
        any_text().prop_map(ExprKind::Date),
        Just(ExprKind::Timestamp("2024-01-31 10:00:00".into())),
        any_text().prop_map(|value| ExprKind::Interval { value, unit: Box::new(name("day")) }),
        vec(column(), 1..3).prop_map(ExprKind::Path),
        word().prop_map(ExprKind::Param),
        Just(ExprKind::Call(Box::new(call("count", Vec::new())))),
    ]
    .prop_map(expr)
}

fn call(function: &str, args: Vec<Expr>) -> Call {
    Call { name: name(function), args, distinct: false, star: false, ignore_nulls: false, filter: None, over: None }
}

fn any_expr() -> impl Strategy<Value = Expr> {
    leaf().prop_recursive(6, 60, 4, |inner| {
        prop_oneof![3 => operator(inner.clone()), 3 => test(inner.clone()), 2 => bracketed(inner.clone()), 1 => any_call(inner)]
            .prop_map(expr)
    })
}

fn operator(inner: impl Strategy<Value = Expr> + Clone + 'static) -> impl Strategy<Value = ExprKind> {
    use BinaryOp::{Add, And, Concat, Divide, Eq, Ge, Gt, Le, Lt, Modulo, Multiply, Ne, Or, Subtract};
    let infix = select(vec![Add, Subtract, Multiply, Divide, Modulo, Concat, Eq, Ne, Lt, Le, Gt, Ge, And, Or]);
    prop_oneof![
        3 => (infix, inner.clone(), inner.clone()).prop_map(|(op, left, right)| ExprKind::Binary {
            op,
            op_span: span(),
            left: Box::new(left),
            right: Box::new(right),
        }),
        1 => (select(vec![UnaryOp::Not, UnaryOp::Negate]), inner)
            .prop_map(|(op, operand)| ExprKind::Unary { op, operand: Box::new(operand) }),
    ]
}

fn test(inner: impl Strategy<Value = Expr> + Clone + 'static) -> impl Strategy<Value = ExprKind> {
    let boxed = inner.clone().prop_map(Box::new);
    let is_test = prop_oneof![
        select(vec![IsTest::Null, IsTest::True, IsTest::False]),
        boxed.clone().prop_map(IsTest::DistinctFrom),
    ];
    prop_oneof![
        (boxed.clone(), is_test, any::<bool>()).prop_map(|(operand, test, negated)| ExprKind::Is {
            operand,
            test,
            negated
        }),
        (boxed.clone(), boxed.clone(), boxed.clone(), any::<bool>())
            .prop_map(|(operand, low, high, negated)| ExprKind::Between { operand, low, high, negated }),
        (boxed.clone(), vec(inner, 1..4), any::<bool>()).prop_map(|(operand, list, negated)| ExprKind::In {
            operand,
            list,
            negated
        }),
        (boxed.clone(), boxed.clone(), option::of(boxed), any::<bool>())
            .prop_map(|(operand, pattern, escape, negated)| ExprKind::Like { operand, pattern, escape, negated }),
    ]
}

fn bracketed(inner: impl Strategy<Value = Expr> + Clone + 'static) -> impl Strategy<Value = ExprKind> {
    let boxed = inner.clone().prop_map(Box::new);
    prop_oneof![
        (option::of(boxed.clone()), vec((inner.clone(), inner.clone()), 1..3), option::of(boxed.clone()))
            .prop_map(|(operand, branches, otherwise)| ExprKind::Case { operand, branches, otherwise }),
        (boxed.clone(), any_type(), any::<bool>()).prop_map(|(operand, to, safe)| ExprKind::Cast {
            operand,
            to: Box::new(to),
            safe
        }),
        vec(inner, 0..3).prop_map(ExprKind::Array),
        (boxed.clone(), boxed).prop_map(|(operand, index)| ExprKind::Index { operand, index }),
    ]
}

fn any_call(inner: impl Strategy<Value = Expr> + Clone + 'static) -> impl Strategy<Value = ExprKind> {
    let args = vec(inner.clone(), 0..4);
    let sort_key = (inner.clone(), any::<bool>(), any::<bool>()).prop_map(|(expr, descending, nulls_first)| SortKey {
        expr,
        descending,
        nulls_first,
    });
    let bound = prop_oneof![
        select(vec![FrameBound::UnboundedPreceding, FrameBound::CurrentRow, FrameBound::UnboundedFollowing]),
        any::<u64>().prop_map(FrameBound::Preceding),
        any::<u64>().prop_map(FrameBound::Following),
    ];
    let frame = (select(vec![FrameUnit::Rows, FrameUnit::Range]), bound.clone(), bound)
        .prop_map(|(unit, start, end)| Frame { unit, start, end, span: span() });
    let window = (vec(inner.clone(), 0..3), vec(sort_key, 0..3), option::of(frame))
        .prop_map(|(partition_by, order_by, frame)| Window { partition_by, order_by, frame, span: span() });
    (args, any::<bool>(), any::<bool>(), option::of(inner), option::of(window)).prop_map(
        |(args, flag, ignore_nulls, filter, over)| {
            let (filter, over) = (filter.map(Box::new), over.map(Box::new));
            let (star, distinct) = (flag && args.is_empty(), flag && !args.is_empty());
            ExprKind::Call(Box::new(Call { star, distinct, ignore_nulls, filter, over, ..call("sum", args) }))
        },
    )
}
