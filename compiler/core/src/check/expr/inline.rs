//! Macro calls: the arguments are checked once, in the caller's scope; then the body, with the arguments in place of
//! the parameters and nothing else in sight.

use pipelinec_syntax::Span;
use pipelinec_syntax::tree;

use super::size::Size;
use super::{ExprChecker, Scope, error};
use crate::Symbol;
use crate::check::coerce::coerce;
use crate::check::macros::Macro;
use crate::diag;
use crate::ir::Expr;
use crate::types::Type;

/// How many calls a finding inside nested macros names.
pub(super) const SHOWN_CALLS: usize = 3;

/// A macro call being inlined.
#[derive(Debug)]
pub(super) struct Frame {
    /// The macro's name.
    pub(super) name: Symbol,
    /// The call's place.
    pub(super) call: Span,
    arguments: Vec<(Symbol, Expr, Size)>,
}

impl ExprChecker<'_> {
    /// `name(args)`, replaced by what the macro's body means there.
    pub(super) fn inline(&mut self, index: usize, call: &tree::Call, span: Span, scope: &Scope<'_>) -> Expr {
        let Some(found) = self.macros.get(index) else {
            return error(span);
        };
        self.used_macros.insert(index);
        let args: Vec<Expr> = call.args.iter().map(|arg| self.expr(arg, scope)).collect();
        if !self.plain(call) {
            return error(span);
        }
        if args.len() != found.params.len() {
            let params: Vec<&str> = found.params.iter().map(|(name, _)| &**name).collect();
            self.report(diag::macro_arity(call.name.span, &found.name, &params, args.len(), found.span));
            return error(span);
        }
        let Some(arguments) = self.bind(found, args) else {
            return error(span);
        };
        if found.broken {
            return error(span);
        }
        self.frames.push(Frame { name: found.name.clone(), call: span, arguments });
        let result = self.expr(&found.body, scope);
        self.frames.pop();
        Expr { span, ..result }
    }

    /// Whether nothing follows the parentheses that only a function takes; reported when something does.
    fn plain(&mut self, call: &tree::Call) -> bool {
        let name = &call.name.text;
        let refused = if call.star {
            diag::star_not_allowed(call.name.span, name)
        } else if call.distinct {
            diag::distinct_not_allowed(call.name.span, name)
        } else if let Some(filter) = &call.filter {
            diag::filter_not_allowed(filter.span, name)
        } else if let Some(over) = &call.over {
            diag::over_not_allowed(over.span, name, false)
        } else if call.ignore_nulls {
            diag::ignore_nulls_not_allowed(call.name.span, name)
        } else {
            return true;
        };
        self.report(refused);
        false
    }

    /// The arguments by parameter name, converted to the declared types; `None` when one is wrong.
    fn bind(&mut self, called: &Macro, args: Vec<Expr>) -> Option<Vec<(Symbol, Expr, Size)>> {
        let mut bound = Some(Vec::with_capacity(args.len()));
        for ((name, declared), arg) in called.params.iter().zip(args) {
            let arg = match declared {
                Some(ty) => coerce(arg, ty),
                None => Ok(arg),
            };
            match (arg, &mut bound) {
                (Ok(arg), _) if arg.ty == Type::Error => bound = None,
                (Ok(arg), Some(bound)) => bound.push((name.clone(), Expr::clone(&arg), Size::of(&arg))),
                (Ok(_), None) => {}
                (Err(arg), _) => {
                    let expected = declared.as_ref().unwrap_or(&Type::Error);
                    self.report(diag::macro_argument_type(
                        arg.span,
                        &called.name,
                        name,
                        expected,
                        &arg.ty,
                        called.span,
                    ));
                    bound = None;
                }
            }
        }
        bound
    }

    /// The argument a name of the body being inlined stands for; `None` when it is not a parameter.
    pub(super) fn argument(&mut self, name: &str, place: Span) -> Option<Expr> {
        let frame = self.frames.last()?;
        let (expr, size) = frame.arguments.iter().find(|(p, ..)| **p == *name).map(|(_, e, s)| (e.clone(), *s))?;
        Some(self.copy(&expr, size, place).unwrap_or_else(|| error(place)))
    }
}
