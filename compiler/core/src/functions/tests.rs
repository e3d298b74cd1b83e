//! What every row must have, and resolution at its corners.

use std::collections::BTreeSet;

use super::resolve::{Arg, Mismatch, Resolved, common_type, comparison_type, resolve, widens};
use super::*;
use crate::ir::Literal;
use crate::types::{Decimal, Type};

fn decimal(precision: u8, scale: u8) -> Type {
    Type::Decimal(Decimal::new(precision, scale).unwrap())
}

fn value(ty: &Type) -> Arg<'_> {
    Arg { ty, literal: None }
}

/// Resolves a call of columns of these types.
fn call(name: &str, types: &[Type]) -> Result<Resolved, Mismatch> {
    let args: Vec<Arg<'_>> = types.iter().map(value).collect();
    resolve(find(name).unwrap().1, &args)
}

/// Resolves a call whose arguments are literals.
fn constants(name: &str, literals: &[(Type, Literal)]) -> Result<Resolved, Mismatch> {
    let args: Vec<Arg<'_>> = literals.iter().map(|(ty, literal)| Arg { ty, literal: Some(literal) }).collect();
    resolve(find(name).unwrap().1, &args)
}

fn text(text: &str) -> (Type, Literal) {
    (Type::String, Literal::String(text.to_owned()))
}

fn int(n: i64) -> (Type, Literal) {
    (Type::Bigint, Literal::Bigint(n))
}

#[test]
fn rows_are_complete_and_names_unique() {
    let mut seen = BTreeSet::new();
    for function in table() {
        for name in function.aliases.iter().chain([&function.name]) {
            assert!(seen.insert(*name), "`{name}` twice");
            assert_eq!(find(name).unwrap().1.name, function.name);
        }
        assert!(!function.examples.is_empty(), "{}: no example", function.name);
        assert!(function.doc.ends_with('.') && !function.nulls.is_empty(), "{}: documentation", function.name);
        assert!(!function.overloads.is_empty(), "{}: no signature", function.name);
    }
    assert!(table().len() >= 187);
    assert_eq!(find("SUM").unwrap().1.name, "sum");
}

#[test]
fn guards_name_parameters() {
    for function in table() {
        for overload in function.overloads {
            let known = |name: &str| overload.params.iter().any(|param| param.name == name);
            for guard in overload.guards {
                let named: Vec<&str> = match *guard {
                    Guard::NonEmpty(a)
                    | Guard::OneChar(a)
                    | Guard::Range(a, ..)
                    | Guard::DoubleRange(a, ..)
                    | Guard::NotZero(a)
                    | Guard::NoRepeats(a)
                    | Guard::NoneOf(a, _)
                    | Guard::EndsWithIndex(a) => vec![a],
                    Guard::NotLonger(a, b)
                    | Guard::Less(a, b)
                    | Guard::GroupExists(a, b)
                    | Guard::GroupsExist(a, b) => {
                        vec![a, b]
                    }
                    Guard::Decimals(..) => Vec::new(),
                };
                assert!(named.into_iter().all(known), "{}: {guard:?}", function.name);
            }
        }
    }
}

#[test]
fn numbers_meet_where_nothing_is_lost() {
    let of = |types: &[Type]| call("add", types).unwrap().result;
    assert_eq!(of(&[Type::Bigint, Type::Bigint]), Type::Bigint);
    assert_eq!(of(&[Type::Bigint, decimal(10, 2)]), decimal(22, 2));
    assert_eq!(of(&[decimal(10, 2), Type::Double]), Type::Double);
    assert_eq!(of(&[Type::Null, decimal(10, 2)]), decimal(11, 2));
    assert_eq!(of(&[decimal(38, 0), decimal(38, 0)]), decimal(38, 0));
    assert_eq!(call("sqrt", &[decimal(10, 2)]).unwrap().result, Type::Double);
    assert_eq!(call("coalesce", &[Type::Date, Type::Timestamp]).unwrap().result, Type::Timestamp);
}

#[test]
fn a_decimal_never_becomes_a_double_by_itself() {
    let too_fine = call("avg", &[decimal(38, 20)]).unwrap_err();
    assert!(matches!(too_fine, Mismatch::Decimal { .. }), "{too_fine:?}");
    assert!(matches!(call("divide", &[decimal(38, 20), decimal(38, 20)]), Err(Mismatch::Decimal { .. })));
}

#[test]
fn literal_integers_are_narrow_only_where_they_are_compared() {
    let five = Literal::Bigint(5);
    let price = decimal(10, 2);
    let args = [value(&price), Arg { ty: &Type::Bigint, literal: Some(&five) }];
    assert_eq!(common_type(&args), Some(decimal(21, 2)));
    assert_eq!(comparison_type(&args), Some(decimal(10, 2)));
    let wide = decimal(38, 20);
    assert_eq!(common_type(&[value(&wide), args[1]]), Some(wide));
    assert!(!widens(value(&Type::Bigint), &price));
    assert!(widens(args[1], &price));
}

#[test]
fn arrays_widen_by_element() {
    let of = |item: Type| Type::Array(Box::new(item));
    let joined = call("array_concat", &[of(Type::Bigint), of(Type::Double)]).unwrap();
    assert_eq!(joined.result, of(Type::Double));
    assert_eq!(call("array_contains", &[of(Type::Bigint), Type::Null]).unwrap().arg_types[1], Type::Bigint);
    assert!(matches!(
        call("array_contains", &[of(Type::Bigint), Type::String]),
        Err(Mismatch::Incompatible { first: 0, second: 1, .. })
    ));
    assert!(matches!(call("max", &[of(Type::Bigint)]), Err(Mismatch::Type { index: 0, .. })));
}

#[test]
fn the_nearest_miss_is_reported() {
    let arity = call("left", &[Type::String]).unwrap_err();
    assert_eq!(arity, Mismatch::Arity { expected: vec![2], or_more: false, found: 1 });
    let wrong = call("add", &[Type::Bigint, Type::String]).unwrap_err();
    let expected = "`bigint`, `decimal`, `double`".to_owned();
    assert_eq!(wrong, Mismatch::Type { index: 1, parameter: "b", expected, found: Type::String });
    let column = call("split", &[Type::String, Type::String]).unwrap_err();
    assert_eq!(column, Mismatch::NotLiteral { index: 1, parameter: "delim" });
}

#[test]
fn literals_obey_their_rules() {
    let message = |result: Result<Resolved, Mismatch>| match result {
        Err(Mismatch::Literal { index, message, offset, .. }) => (index, message, offset),
        other => panic!("{other:?}"),
    };
    let (index, words, _) = message(constants("split_part", &[text("a"), text(","), int(0)]));
    assert_eq!((index, words.as_str()), (2, "must be at least 1"));
    let (_, words, offset) = message(constants("regexp_like", &[text("a"), text(r"x\b")]));
    assert_eq!((words.as_str(), offset), ("word boundaries are not supported", Some(1)));
    let (_, words, _) = message(constants("regexp_extract", &[text("a"), text("(a)"), int(2)]));
    assert_eq!(words, "the pattern has 1 group and no group 2");
    let (_, words, _) = message(constants("regexp_replace", &[text("a"), text("a"), text("$1")]));
    assert_eq!(words, "the pattern has 0 groups and no group 1");
    let (_, words, _) = message(constants("to_local", &[(Type::Timestamp, Literal::Null), text("CET")]));
    assert_eq!(words, "`CET` is not a time zone");
    let (_, words, _) = message(constants("split", &[text("a"), (Type::Null, Literal::Null)]));
    assert_eq!(words, "null is not allowed here");
}

#[test]
fn words_of_all_signatures_are_offered() {
    let date = (Type::Date, Literal::Date("2024-01-31".to_owned()));
    match constants("date_add", &[text("months"), int(1), date]) {
        Err(Mismatch::Literal { words, .. }) => assert!(words.contains(&"month") && words.contains(&"hour")),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_literal_chooses_between_signatures() {
    let column = |start| {
        let args = [Arg { ty: &Type::String, literal: None }, Arg { ty: &Type::Bigint, literal: Some(&start) }];
        resolve(find("substring").unwrap().1, &args).unwrap().overload.overload
    };
    assert_ne!(column(Literal::Bigint(2)), column(Literal::Bigint(-2)));
}

#[test]
fn errors_silence_what_depends_on_them() {
    assert_eq!(call("add", &[Type::Error, Type::Bigint]).unwrap().result, Type::Error);
    assert_eq!(call("length", &[Type::Error]).unwrap().result, Type::Bigint);
    assert_eq!(call("eq", &[Type::Error, Type::String]).unwrap().result, Type::Boolean);
}
