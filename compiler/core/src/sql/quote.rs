//! Identifiers, constants and type names of each engine.

use super::Dialect;
use super::template::Level;
use crate::ir::Literal;
use crate::types::Type;

/// A name in the engine's quotes.
#[must_use]
pub fn quote_identifier(dialect: Dialect, name: &str) -> String {
    match dialect {
        Dialect::Spark => format!("`{}`", name.replace('`', "``")),
        Dialect::Trino | Dialect::DataFusion => format!("\"{}\"", name.replace('"', "\"\"")),
    }
}

/// A text as a constant. Spark undoes backslashes in constants, and substitutes `${…}` before it parses.
#[must_use]
pub fn quote_string(dialect: Dialect, text: &str) -> String {
    match dialect {
        Dialect::Trino | Dialect::DataFusion => format!("'{}'", text.replace('\'', "''")),
        Dialect::Spark => {
            let mut out = String::with_capacity(text.len() + 2);
            out.push('\'');
            let mut chars = text.chars().peekable();
            while let Some(c) = chars.next() {
                match c {
                    '\\' => out.push_str(r"\\"),
                    '\'' => out.push_str(r"\'"),
                    '\n' => out.push_str(r"\n"),
                    '\r' => out.push_str(r"\r"),
                    '\t' => out.push_str(r"\t"),
                    '$' if chars.peek() == Some(&'{') => out.push_str(r"\u0024"),
                    control if control.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(control))),
                    other => out.push(other),
                }
            }
            out.push('\'');
            out
        }
    }
}

/// A type's name in casts.
#[must_use]
pub fn type_name(dialect: Dialect, ty: &Type) -> String {
    match (ty, dialect) {
        (Type::Boolean, _) => "BOOLEAN".to_owned(),
        (Type::Bigint, _) => "BIGINT".to_owned(),
        (Type::Double, _) => "DOUBLE".to_owned(),
        (Type::Decimal(d), _) => format!("DECIMAL({},{})", d.precision, d.scale),
        (Type::String | Type::Null | Type::Error, Dialect::Spark) => "STRING".to_owned(),
        (Type::String | Type::Null | Type::Error, Dialect::Trino | Dialect::DataFusion) => "VARCHAR".to_owned(),
        (Type::Date, _) => "DATE".to_owned(),
        (Type::Timestamp, Dialect::Spark) => "TIMESTAMP".to_owned(),
        (Type::Timestamp, Dialect::Trino | Dialect::DataFusion) => "TIMESTAMP(6)".to_owned(),
        (Type::Array(item), Dialect::Spark) => format!("ARRAY<{}>", type_name(dialect, item)),
        (Type::Array(item), Dialect::Trino) => format!("ARRAY({})", type_name(dialect, item)),
        (Type::Array(item), Dialect::DataFusion) => format!("{}[]", type_name(dialect, item)),
        (Type::Map(value), Dialect::Spark) => format!("MAP<STRING, {}>", type_name(dialect, value)),
        (Type::Map(value), _) => format!("MAP(VARCHAR, {})", type_name(dialect, value)),
        (Type::Struct(fields), Dialect::Spark) => {
            let fields = fields
                .iter()
                .map(|(name, ty)| format!("{}: {}", quote_identifier(dialect, name), type_name(dialect, ty)));
            format!("STRUCT<{}>", fields.collect::<Vec<_>>().join(", "))
        }
        (Type::Struct(fields), _) => {
            let fields = fields
                .iter()
                .map(|(name, ty)| format!("{} {}", quote_identifier(dialect, name), type_name(dialect, ty)));
            format!("ROW({})", fields.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A constant of exactly the given type, in a form that stands anywhere without parentheses.
#[must_use]
pub fn literal(dialect: Dialect, value: &Literal, ty: &Type) -> String {
    let (sql, level) = typed(dialect, value, ty);
    if level < Level::Atom { format!("({sql})") } else { sql }
}

/// A constant of exactly the given type. The engines' own types of bare numbers differ, so each is marked.
pub(super) fn typed(dialect: Dialect, value: &Literal, ty: &Type) -> (String, Level) {
    let sql = match value {
        Literal::Null if *ty == Type::Null => "NULL".to_owned(),
        Literal::Null => format!("CAST(NULL AS {})", type_name(dialect, ty)),
        Literal::Boolean(true) => "TRUE".to_owned(),
        Literal::Boolean(false) => "FALSE".to_owned(),
        Literal::Bigint(n) => return bigint(dialect, *n),
        Literal::Double(x) => return double(dialect, *x),
        Literal::Decimal(digits) => return decimal(dialect, digits, ty),
        Literal::String(text) => quote_string(dialect, text),
        Literal::Date(day) => format!("DATE '{day}'"),
        Literal::Timestamp(at) => timestamp(dialect, at),
    };
    (sql, Level::Atom)
}

/// A number as people write it: beside a column the engines widen it to the column's type.
pub(super) fn bare_number(value: &Literal) -> Option<(String, Level)> {
    let sql = match value {
        Literal::Bigint(n) if i32::try_from(*n).is_ok() => n.to_string(),
        Literal::Decimal(digits) => digits.clone(),
        Literal::Double(x) => plain_double(*x)?,
        Literal::Null
        | Literal::Boolean(_)
        | Literal::Bigint(_)
        | Literal::String(_)
        | Literal::Date(_)
        | Literal::Timestamp(_) => return None,
    };
    let level = sign_level(&sql);
    Some((sql, level))
}

/// The digits of a double, when they are few enough for every engine to read them back as the same double.
fn plain_double(x: f64) -> Option<String> {
    let digits = format!("{x:?}");
    let short = digits.len() <= 15 && !digits.contains('e');
    short.then(|| digits.strip_suffix(".0").unwrap_or(&digits).to_owned())
}

fn sign_level(sql: &str) -> Level {
    if sql.starts_with('-') { Level::Unary } else { Level::Atom }
}

fn bigint(dialect: Dialect, n: i64) -> (String, Level) {
    // The smallest bigint is no positive number with a sign before it.
    if n == i64::MIN {
        let text = quote_string(dialect, &n.to_string());
        return (format!("CAST({text} AS BIGINT)"), Level::Atom);
    }
    match dialect {
        Dialect::Spark => (format!("{n}L"), sign_level(&n.to_string())),
        Dialect::Trino => (format!("BIGINT '{n}'"), Level::Atom),
        Dialect::DataFusion => (n.to_string(), sign_level(&n.to_string())),
    }
}

fn double(dialect: Dialect, x: f64) -> (String, Level) {
    let digits = format!("{x:?}");
    let plain = digits.strip_suffix(".0").unwrap_or(&digits);
    match dialect {
        Dialect::Spark => (format!("{plain}D"), sign_level(plain)),
        Dialect::Trino if plain.contains('e') => (plain.to_owned(), sign_level(plain)),
        Dialect::Trino => (format!("{plain}e0"), sign_level(plain)),
        Dialect::DataFusion => (format!("CAST('{digits}' AS DOUBLE)"), Level::Atom),
    }
}

fn decimal(dialect: Dialect, digits: &str, ty: &Type) -> (String, Level) {
    let own = crate::functions::decimals::literal(digits);
    let own_type = matches!((ty, own), (Type::Decimal(ty), Some(own)) if *ty == own);
    match dialect {
        Dialect::Spark if own_type => (format!("{digits}BD"), sign_level(digits)),
        Dialect::Trino if own_type => (format!("DECIMAL '{digits}'"), Level::Atom),
        Dialect::Spark | Dialect::Trino => (format!("CAST({digits} AS {})", type_name(dialect, ty)), Level::Atom),
        Dialect::DataFusion => (format!("CAST('{digits}' AS {})", type_name(dialect, ty)), Level::Atom),
    }
}

fn timestamp(dialect: Dialect, at: &str) -> String {
    match dialect {
        Dialect::Spark => {
            let short = at.trim_end_matches('0').trim_end_matches('.');
            let short = if at.contains('.') { short } else { at };
            format!("TIMESTAMP '{short}'")
        }
        Dialect::Trino => format!("TIMESTAMP '{at}'"),
        // Its own TIMESTAMP constants count nanoseconds and end in 2262.
        Dialect::DataFusion => format!("CAST('{at}' AS TIMESTAMP(6))"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Decimal;

    #[test]
    fn strings_survive_each_engine() {
        assert_eq!(quote_string(Dialect::Trino, r"it's \d"), r"'it''s \d'");
        assert_eq!(quote_string(Dialect::Spark, "it's \\d\n${env:HOME}"), r"'it\'s \\d\n\u0024{env:HOME}'");
        assert_eq!(quote_identifier(Dialect::Spark, "a`b"), "`a``b`");
        assert_eq!(quote_identifier(Dialect::Trino, "a\"b"), "\"a\"\"b\"");
    }

    #[test]
    fn numbers_carry_their_type() {
        let decimal = |p, s| Type::Decimal(Decimal::new(p, s).unwrap());
        assert_eq!(literal(Dialect::Spark, &Literal::Bigint(-5), &Type::Bigint), "(-5L)");
        assert_eq!(literal(Dialect::Trino, &Literal::Double(1.0), &Type::Double), "1e0");
        assert_eq!(literal(Dialect::Spark, &Literal::Double(1.5e300), &Type::Double), "1.5e300D");
        assert_eq!(literal(Dialect::Spark, &Literal::Decimal("1.50".into()), &decimal(3, 2)), "1.50BD");
        assert_eq!(
            literal(Dialect::Spark, &Literal::Decimal("1.50".into()), &decimal(9, 2)),
            "CAST(1.50 AS DECIMAL(9,2))"
        );
        assert_eq!(
            literal(Dialect::DataFusion, &Literal::Decimal("1.5".into()), &decimal(2, 1)),
            "CAST('1.5' AS DECIMAL(2,1))"
        );
        assert_eq!(literal(Dialect::Spark, &Literal::Null, &Type::Bigint), "CAST(NULL AS BIGINT)");
        let at = Literal::Timestamp("2024-01-31 10:00:00.000000".into());
        assert_eq!(literal(Dialect::Spark, &at, &Type::Timestamp), "TIMESTAMP '2024-01-31 10:00:00'");
    }
}
