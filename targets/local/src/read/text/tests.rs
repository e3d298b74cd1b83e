use proptest::prelude::*;

use super::*;

fn ty(precision: u8, scale: u8) -> Decimal {
    Decimal::new(precision, scale).unwrap()
}

#[test]
fn bigints() {
    for (text, value) in [("0", 0), ("-7", -7), ("+12", 12), ("007", 7), ("9223372036854775807", i64::MAX)] {
        assert_eq!(bigint(text.as_bytes()), Ok(value), "{text}");
    }
    assert_eq!(bigint(b"-9223372036854775808"), Ok(i64::MIN));
    assert_eq!(bigint(b"9223372036854775808"), Err(Reason::DoesNotFit("bigint".into())));
    for text in ["", "-", "1.0", " 1", "1 ", "1e3", "0x1", "\u{0661}", "+-1", "123456789012345678x", "1_000"] {
        assert_eq!(bigint(text.as_bytes()), Err(Reason::NotA("a bigint")), "{text}");
    }
}

#[test]
fn decimals() {
    for (text, value) in [("450.0", 45_000), ("-5", -500), (".5", 50), ("5.", 500), ("1.005", 101), ("-1.005", -101)] {
        assert_eq!(decimal(text.as_bytes(), ty(10, 2)), Ok(value), "{text}");
    }
    assert_eq!(decimal(b"99999999.994", ty(10, 2)), Ok(9_999_999_999));
    for text in ["99999999.995", "100000000"] {
        assert_eq!(decimal(text.as_bytes(), ty(10, 2)), Err(Reason::DoesNotFit("decimal(10,2)".into())), "{text}");
    }
    for text in ["", ".", "1,5", "1e2", "NaN", "--1", "1.2.3", "1.23x", "x.1"] {
        assert_eq!(decimal(text.as_bytes(), ty(10, 2)), Err(Reason::NotA("a decimal")), "{text}");
    }
    let most = "9".repeat(38);
    assert_eq!(decimal(most.as_bytes(), ty(38, 0)), Ok(10i128.pow(38) - 1));
    assert_eq!(decimal(b"000000000000000000000000000000000000000000001", ty(38, 0)), Ok(1));
}

#[test]
fn doubles() {
    for text in
        ["0", "-0.5", "86.258020", "1e10", "1.7976931348623157E308", "4.9e-324", ".5", "5.", "123456789012345678"]
    {
        assert_eq!(double(text.as_bytes()).map(f64::to_bits), Ok(text.parse::<f64>().unwrap().to_bits()), "{text}");
    }
    assert_eq!(double(b"1e999"), Err(Reason::DoesNotFit("double".into())));
    for text in ["", ".", "NaN", "Infinity", "inf", "1f", "0x1p3", "1e", "e5", "1e+", "1 ", "1e5.0", "1.2.3"] {
        assert_eq!(double(text.as_bytes()), Err(Reason::NotA("a double")), "{text}");
    }
}

#[test]
fn booleans() {
    assert_eq!([boolean(b"TRUE"), boolean(b"1")], [Ok(true), Ok(true)]);
    assert_eq!([boolean(b"False"), boolean(b"0")], [Ok(false), Ok(false)]);
    for text in ["", "t", "yes", "10", " true"] {
        assert!(boolean(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn dates() {
    for (text, days) in [("1970-01-01", 0), ("2000-02-29", 11_016), ("0001-01-01", -719_162), ("9999-12-31", 2_932_896)]
    {
        assert_eq!(date(text.as_bytes()), Ok(days), "{text}");
    }
    for text in ["2023-02-29", "2023-00-10", "2023-13-01", "2023-04-31", "0000-01-01"] {
        assert_eq!(date(text.as_bytes()), Err(Reason::NoSuchDay), "{text}");
    }
    for text in ["", "2023-1-1", "2023-01-01 ", "2023/01/01", "20230101", "2023-01-01T00:00:00", "+2023-01-01"] {
        assert!(matches!(date(text.as_bytes()), Err(Reason::NotA(_))), "{text}");
    }
}

#[test]
fn timestamps() {
    assert_eq!(timestamp(b"1970-01-01 00:00:01"), Ok(1_000_000));
    assert_eq!(timestamp(b"1970-01-01T00:00:00.5Z"), Ok(500_000));
    assert_eq!(timestamp(b"1969-12-31 23:59:59.999999"), Ok(-1));
    for text in ["1970-01-01 24:00:00", "1970-01-01 23:59:60", "1970-01-01 23:60:00"] {
        assert_eq!(timestamp(text.as_bytes()), Err(Reason::NoSuchTime), "{text}");
    }
    for text in ["1970-01-01", "1970-01-01 0:00:00", "1970-01-01 00:00:00.", "1970-01-01 00:00:00.1234567"] {
        assert!(matches!(timestamp(text.as_bytes()), Err(Reason::NotA(_))), "{text}");
    }
    assert!(matches!(timestamp(b"1970-01-01 00:00:00+02:00"), Err(Reason::NotA(_))));
}

/// Digit by digit, with the rounding written out.
fn slow_decimal(text: &str, precision: u32, scale: usize) -> Option<i128> {
    let negative = text.starts_with('-');
    let text = text.trim_start_matches(['+', '-']);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let kept: String = fraction.chars().chain("0".repeat(scale).chars()).take(scale).collect();
    let mut n: i128 = format!("{whole}{kept}").trim_start_matches('0').parse().unwrap_or(0);
    if fraction.chars().nth(scale).is_some_and(|c| c >= '5') {
        n += 1;
    }
    (n < 10i128.pow(precision)).then_some(if negative { -n } else { n })
}

proptest! {
    #[test]
    fn decimals_agree_with_the_slow_way(text in "[+-]?[0-9]{1,20}(\\.[0-9]{0,12})?", precision in 12u8..=38, scale in 0u8..=12) {
        let expected = slow_decimal(&text, u32::from(precision), usize::from(scale));
        prop_assert_eq!(decimal(text.as_bytes(), ty(precision, scale)).ok(), expected);
    }

    #[test]
    fn doubles_agree_with_the_standard_library(text in "[+-]?[0-9]{1,19}(\\.[0-9]{0,19})?([eE][+-]?[0-9]{1,2})?") {
        let expected: f64 = text.parse().unwrap();
        prop_assert_eq!(double(text.as_bytes()).map(f64::to_bits), Ok(expected.to_bits()));
    }

    #[test]
    fn days_count_up(year in 1u32..9999, month in 1u32..=12, of_month in 1u32..=28) {
        let this = day(year, month, of_month).unwrap();
        let next = day(year, month, of_month + 1).or_else(|_| day(year, month + 1, 1)).or_else(|_| day(year + 1, 1, 1));
        prop_assert_eq!(next, Ok(this + 1));
    }

    #[test]
    fn anything_is_answered(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let _ = (bigint(&bytes), decimal(&bytes, ty(10, 2)), double(&bytes), date(&bytes), timestamp(&bytes));
    }
}
