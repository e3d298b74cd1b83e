//! Calls: scalar functions, aggregates, window functions, macros.

use pipelinec_syntax::Span;
use pipelinec_syntax::tree;

use super::apply::Site;
use super::{Context, ExprChecker, Scope, error};
use crate::diag;
use crate::functions::{self, Cell, Function, Kind};
use crate::ir::{Expr, ExprKind};
use crate::types::Type;

/// Reads a map's value: a form of its own, because its result has no row in the table.
pub(in crate::check) const MAP_GET: &str = "map_get";

impl ExprChecker<'_> {
    /// `f([distinct] args) [filter (where c)] [ignore nulls] [over (…)]`.
    pub(super) fn call(&mut self, call: &tree::Call, span: Span, scope: &Scope<'_>) -> Expr {
        if let Some(index) = self.macros.find(&call.name.text) {
            return self.inline(index, call, span, scope);
        }
        if call.name.text == MAP_GET {
            return self.map_get(call, span, scope);
        }
        let Some(function) = self.function(call) else {
            self.arguments(call, scope);
            return error(span);
        };
        if !self.allowed(function, call, span, scope) {
            return error(span);
        }
        let in_aggregate = usize::from(matches!(function.kind, Kind::Aggregate { .. }) && call.over.is_none());
        self.aggregates += in_aggregate;
        let args = self.arguments(call, scope);
        let filter = call.filter.as_ref().map(|filter| {
            let filter = self.expr(filter, scope);
            self.condition(filter)
        });
        self.aggregates -= in_aggregate;
        let site = Site::Function { name: &call.name.text, span: call.name.span };
        let result = self.apply(function, args, span, site);
        let over = call.over.as_ref().map(|over| self.window(function, over, call.name.span, scope));
        self.finish_call(result, filter, over, call.ignore_nulls)
    }

    /// Adds what stands after the parentheses.
    fn finish_call(
        &mut self,
        result: Expr,
        filter: Option<Expr>,
        over: Option<Option<crate::ir::Window>>,
        ignore_nulls: bool,
    ) -> Expr {
        let broken = filter.as_ref().is_some_and(|f| f.ty.is_error()) || matches!(over, Some(None));
        let Expr { kind: ExprKind::Call(mut call), ty, nullable, span } = result else {
            return result;
        };
        if broken {
            return error(span);
        }
        call.filter = filter.map(Box::new);
        call.over = over.flatten().map(Box::new);
        call.ignore_nulls = ignore_nulls;
        Expr { kind: ExprKind::Call(call), ty, nullable, span }
    }

    /// The arguments, each checked.
    fn arguments(&mut self, call: &tree::Call, scope: &Scope<'_>) -> Vec<Expr> {
        call.args.iter().map(|arg| self.expr(arg, scope)).collect()
    }

    /// The row a call means: `count()` and `count(*)`, `distinct` are rows of their own. `None` has been reported.
    fn function(&mut self, call: &tree::Call) -> Option<&'static Function> {
        let name = call.name.text.as_str();
        let is = |row| name.eq_ignore_ascii_case(row);
        let row = match () {
            () if is("count") && call.distinct => "count_distinct",
            () if is("count") && call.args.is_empty() => "count_star",
            () if is("array_agg") && call.distinct => "array_agg_distinct",
            () => name,
        };
        let Some((_, function)) = functions::find(row).filter(|(_, f)| row != name || is_callable(f)) else {
            self.report_unknown_function(call);
            return None;
        };
        if call.star && row != "count_star" {
            self.report(diag::star_not_allowed(call.name.span, name));
            return None;
        }
        if call.distinct && row == name {
            self.report(diag::distinct_not_allowed(call.name.span, name));
            return None;
        }
        Some(function)
    }

    /// Reports a name that is neither a function nor a macro.
    fn report_unknown_function(&mut self, call: &tree::Call) {
        let name = call.name.text.as_str();
        let surface = functions::find(name).and_then(|(_, function)| function.surface);
        let table = functions::table().iter().filter(|f| is_callable(f));
        let names: Vec<&str> =
            table.flat_map(|f| std::iter::once(&f.name).chain(f.aliases).copied()).chain(self.macros.names()).collect();
        self.report(diag::unknown_function(call.name.span, name, surface, &names));
    }

    /// Whether the function may stand here, with what follows it; reported when not.
    fn allowed(&mut self, function: &'static Function, call: &tree::Call, span: Span, scope: &Scope<'_>) -> bool {
        let name = call.name.text.as_str();
        let place = call.name.span;
        let aggregate = matches!(function.kind, Kind::Aggregate { .. });
        let windowed = call.over.as_ref();
        let refused = match (function.kind, windowed) {
            (Kind::Aggregate { approximate: true, .. }, _) if !self.allow_approximate => {
                Some(diag::approximate_not_allowed(place, name))
            }
            (Kind::Scalar | Kind::Aggregate { window: false, .. }, Some(over)) => {
                Some(diag::over_not_allowed(over.span, name, aggregate))
            }
            (Kind::Window { .. }, None) => Some(diag::window_missing(span, name)),
            (Kind::Window { .. } | Kind::Aggregate { .. }, Some(over)) => match scope.context {
                Context::RowWithWindows => None,
                Context::Row | Context::Measures { .. } => Some(diag::window_misplaced(over.span, name)),
            },
            (Kind::Aggregate { window, .. }, None) => match scope.context {
                Context::Measures { .. } => None,
                Context::Row => Some(diag::aggregate_misplaced(span, name, false)),
                Context::RowWithWindows => Some(diag::aggregate_misplaced(span, name, window)),
            },
            (Kind::Scalar, None) => None,
        };
        let refused = refused.or_else(|| match &call.filter {
            Some(filter) if !aggregate => Some(diag::filter_not_allowed(filter.span, name)),
            Some(_) | None => None,
        });
        let refused = refused.or_else(|| {
            (call.ignore_nulls && !skips_nulls(function)).then(|| diag::ignore_nulls_not_allowed(place, name))
        });
        match refused {
            Some(diagnostic) => {
                self.report(diagnostic);
                false
            }
            None => true,
        }
    }

    /// `map_get(m, 'key')`.
    fn map_get(&mut self, call: &tree::Call, span: Span, scope: &Scope<'_>) -> Expr {
        let args = self.arguments(call, scope);
        let found = args.len();
        match <[Expr; 2]>::try_from(args) {
            Ok([map, key]) => self.map_value(map, &key, span),
            Err(args) if args.iter().any(|a| a.ty == Type::Error) => error(span),
            Err(_) => {
                self.report(diag::wrong_argument_count(call.name.span, MAP_GET, &[2], false, found));
                error(span)
            }
        }
    }
}

/// Whether the row is called by its name; operators are only written as such.
pub(in crate::check) fn is_callable(function: &Function) -> bool {
    function.name == "count_distinct"
        || function.surface.is_none_or(|surface| surface.contains(&format!("{}(", function.name)))
}

/// Whether `ignore nulls` means something for the row: its templates have a place for it.
fn skips_nulls(function: &Function) -> bool {
    function.overloads.iter().any(|o| match o.spark {
        Cell::Sql(template) => template.contains("{ignore_nulls}"),
        Cell::Unsupported(_) => false,
    })
}
