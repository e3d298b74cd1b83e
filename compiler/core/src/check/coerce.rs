//! Conversions: which exist, which happen without being asked for, and how they are written into the IR.

use crate::functions::resolve::{Arg, common_type, widens};
use crate::ir::{Expr, ExprKind, Literal};
use crate::types::{Decimal, Type};

/// The expression as an argument of overload resolution: its type, and its value when it is a literal.
#[must_use]
pub fn as_arg(expr: &Expr) -> Arg<'_> {
    let literal = if let ExprKind::Literal(literal) = &expr.kind { Some(literal) } else { None };
    Arg { ty: &expr.ty, literal }
}

/// The type several values meet in, when they do.
#[must_use]
pub fn meet(exprs: &[&Expr]) -> Option<Type> {
    if exprs.iter().any(|e| e.ty.is_error()) {
        return Some(Type::Error);
    }
    common_type(&exprs.iter().map(|e| as_arg(e)).collect::<Vec<_>>())
}

/// The expression as a value of `to`, with the implicit conversion written out; the expression itself when none is
/// needed, or when either type is [`Type::Error`].
///
/// # Errors
/// Gives the expression back when no implicit conversion exists.
pub fn coerce(expr: Expr, to: &Type) -> Result<Expr, Box<Expr>> {
    if expr.ty == *to || expr.ty.is_error() || to.is_error() {
        return Ok(expr);
    }
    if widens(as_arg(&expr), to) { Ok(convert(expr, to)) } else { Err(Box::new(expr)) }
}

/// Writes a conversion that is known to exist into the expression; literals are converted in place.
#[must_use]
pub fn convert(expr: Expr, to: &Type) -> Expr {
    if expr.ty == *to || expr.ty.is_error() || to.is_error() {
        return expr;
    }
    let Expr { kind, ty, nullable, span } = expr;
    let kind = match (kind, to) {
        (ExprKind::Literal(literal), _) => match convert_literal(&literal, to) {
            Some((literal, reached)) if reached == *to => ExprKind::Literal(literal),
            Some((literal, reached)) => cast(Expr { kind: ExprKind::Literal(literal), ty: reached, nullable, span }),
            None => cast(Expr { kind: ExprKind::Literal(literal), ty, nullable, span }),
        },
        (ExprKind::Array(items), Type::Array(item)) => {
            ExprKind::Array(items.into_iter().map(|e| convert(e, item)).collect())
        }
        (kind, _) => cast(Expr { kind, ty, nullable, span }),
    };
    Expr { kind, ty: to.clone(), nullable, span }
}

/// A strict cast node around `operand`.
fn cast(operand: Expr) -> ExprKind {
    ExprKind::Cast { operand: Box::new(operand), safe: false }
}

/// A literal of another type, and the type it reached: an integer on its way to a decimal becomes one of its own digits.
fn convert_literal(literal: &Literal, to: &Type) -> Option<(Literal, Type)> {
    match (literal, to) {
        (Literal::Null, _) => Some((Literal::Null, to.clone())),
        #[expect(clippy::cast_precision_loss, reason = "the nearest double is what the language's widening gives")]
        (Literal::Bigint(n), Type::Double) => Some((Literal::Double(*n as f64), Type::Double)),
        (Literal::Bigint(n), Type::Decimal(_)) => {
            let digits = u8::try_from(n.unsigned_abs().to_string().len()).ok()?;
            Some((Literal::Decimal(n.to_string()), Type::Decimal(Decimal::new(digits, 0)?)))
        }
        (Literal::Decimal(text), Type::Double) => text.parse().ok().map(|d| (Literal::Double(d), Type::Double)),
        (Literal::Date(day), Type::Timestamp) => {
            Some((Literal::Timestamp(format!("{day} 00:00:00.000000")), Type::Timestamp))
        }
        _ => None,
    }
}

/// Whether `cast(x as to)` exists for an `x` of type `from`; the table of `docs/language.md`, section Casts.
#[must_use]
pub fn cast_exists(from: &Type, to: &Type) -> bool {
    use Type::{Array, Bigint, Boolean, Date, Decimal, Double, Error, Map, Null, String, Struct, Timestamp};
    match (from, to) {
        (Error | Null, _) | (_, Error) => true,
        (Array(_), Array(_)) => widens(Arg { ty: from, literal: None }, to),
        (Array(_) | Struct(_) | Map(_), _) | (_, Array(_) | Struct(_) | Map(_) | Null) => from == to,
        (Boolean, Boolean | Bigint | String)
        | (Bigint, Bigint | Double | Decimal(_) | String)
        | (Decimal(_), Decimal(_) | Bigint | Double | String)
        | (Double, Double | Bigint | Decimal(_))
        | (String, String | Boolean | Bigint | Double | Decimal(_) | Date | Timestamp)
        | (Date | Timestamp, Date | Timestamp | String) => true,
        (Boolean | Bigint | Decimal(_) | Double | Date | Timestamp, _) => false,
    }
}
