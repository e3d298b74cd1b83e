//! Conversions: which exist, which happen without being asked for.

use crate::ir;
use crate::types::Type;

/// The expression as a value of `to`, with the implicit conversion written out; the expression itself when there is
/// none.
///
/// # Errors
/// Gives the expression back when no implicit conversion exists.
pub fn coerce(expr: ir::Expr, to: &Type) -> Result<ir::Expr, Box<ir::Expr>> {
    if expr.ty == *to { Ok(expr) } else { Err(Box::new(expr)) }
}
