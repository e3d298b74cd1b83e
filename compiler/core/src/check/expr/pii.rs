//! Where personal data goes.

use crate::functions::{self, Category, Function};
use crate::ir::{Expr, ExprKind, Schema, Side};

/// Whether a value shows personal data of the columns it is made of. It does not when it is hashed, counted, or only
/// tested for null; everything else keeps the mark, conditions included: `case when email like '%@x.org' …` tells
/// something about a person.
#[must_use]
pub fn carries_pii(expr: &Expr, left: &Schema, right: Option<&Schema>) -> bool {
    match &expr.kind {
        ExprKind::Column { side, name } => {
            let columns = match side {
                Side::Left => Some(left),
                Side::Right => right,
            };
            columns.is_some_and(|columns| columns.iter().any(|c| c.name == *name && c.pii))
        }
        ExprKind::Literal(_) | ExprKind::Param(_) => false,
        ExprKind::Call(call) => {
            let masked = functions::overload(call.overload).is_some_and(|(function, _)| masks(function));
            // The rows a filter or a window chooses are not shown, only the arguments are.
            !masked && call.args.iter().any(|arg| carries_pii(arg, left, right))
        }
        ExprKind::Field { .. }
        | ExprKind::Case { .. }
        | ExprKind::Cast { .. }
        | ExprKind::In { .. }
        | ExprKind::Array(_) => {
            let mut found = false;
            expr.for_each_child(&mut |child| found = found || carries_pii(child, left, right));
            found
        }
    }
}

/// Functions whose result does not show their argument.
fn masks(function: &Function) -> bool {
    match function.category {
        // Base64 is an encoding: anyone can undo it.
        Category::Hash => function.name != "to_base64",
        Category::Aggregate => {
            matches!(function.name, "count" | "count_distinct" | "count_if" | "count_star" | "approx_count_distinct")
        }
        Category::Operator => matches!(function.name, "is_null" | "is_not_null"),
        Category::String
        | Category::Regex
        | Category::Math
        | Category::Conditional
        | Category::DateTime
        | Category::Json
        | Category::Array
        | Category::Window => false,
    }
}
