//! Calls the checker makes itself.

use pipelinec_syntax::Span;

use crate::functions::{self, OverloadId, resolve};
use crate::ir::{Call, Expr, ExprKind, Literal};
use crate::types::Type;

/// A call of a catalogue row by name, with arguments it accepts; a null literal if the row is not there, which the
/// catalogue's own test rules out.
pub(crate) fn call(name: &str, args: Vec<Expr>, ty: Type, nullable: bool, span: Span) -> Expr {
    let types: Vec<resolve::Arg<'_>> = args.iter().map(|arg| resolve::Arg { ty: &arg.ty, literal: None }).collect();
    let overload = functions::find(name).and_then(|(id, function)| {
        resolve::resolve(function, &types)
            .ok()
            .map(|resolved| resolved.overload)
            .or(Some(OverloadId { function: id, overload: 0 }))
    });
    let kind = match overload {
        Some(overload) => {
            ExprKind::Call(Box::new(Call { overload, args, filter: None, ignore_nulls: false, over: None }))
        }
        None => ExprKind::Literal(Literal::Null),
    };
    Expr { kind, ty, nullable, span }
}
