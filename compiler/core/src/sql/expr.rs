//! Expressions to SQL.

use std::borrow::Cow;

use super::fill::Fill;
use super::template::Level;
use super::{Dialect, ExprRenderer, MAX_SQL, RenderError, quote, quote_identifier, quote_string, type_name};
use crate::functions::{self, Accepts, Category, Cell, Function, Param, casts};
use crate::ir::{Call, Expr, ExprKind, Literal};
use crate::types::Type;
use pipelinec_syntax::Span;

pub(super) type Result<T = Sql> = std::result::Result<T, RenderError>;

/// SQL and how tightly it binds.
#[derive(Debug, Clone)]
pub(super) struct Sql {
    pub(super) text: String,
    pub(super) level: Level,
}

impl Sql {
    pub(super) fn atom(text: impl Into<String>) -> Self {
        Self { text: text.into(), level: Level::Atom }
    }

    /// In parentheses, unless it binds at least like `need`.
    pub(super) fn within(&self, need: Level) -> Cow<'_, str> {
        if self.level < need { Cow::Owned(format!("({})", self.text)) } else { Cow::Borrowed(&self.text) }
    }
}

impl ExprRenderer<'_> {
    /// The expression as SQL.
    ///
    /// # Errors
    /// Something the engine cannot do, or SQL that grows past [`MAX_SQL`].
    pub fn render(&self, expr: &Expr) -> std::result::Result<String, RenderError> {
        self.sql(expr).map(|sql| sql.text)
    }

    pub(super) fn sql(&self, expr: &Expr) -> Result {
        let sql = match &expr.kind {
            ExprKind::Column { side, name } => Sql::atom((self.column)(*side, name)),
            ExprKind::Param(name) => Sql::atom((self.param)(name, &expr.ty)),
            ExprKind::Literal(value) => self.constant(value, &expr.ty),
            ExprKind::Field { operand, name } => self.field(operand, name)?,
            ExprKind::Call(call) => self.call(call, expr)?,
            ExprKind::Case { branches, otherwise } => self.case(branches, otherwise.as_deref())?,
            ExprKind::Cast { operand, safe } => self.cast(operand, *safe, expr)?,
            ExprKind::In { operand, list, negated } => self.in_list(operand, list, *negated)?,
            ExprKind::Array(items) => self.array(items, &expr.ty)?,
        };
        if sql.text.len() > MAX_SQL {
            return Err(RenderError::TooLarge { bytes: sql.text.len(), span: expr.span });
        }
        Ok(sql)
    }

    pub(super) fn constant(&self, value: &Literal, ty: &Type) -> Sql {
        let (text, level) = quote::typed(self.dialect, value, ty);
        Sql { text, level }
    }

    /// A number beside something that is none, where the engine's own widening gives the same: as people write it.
    fn operand(&self, expr: &Expr, beside_a_value: bool) -> Result {
        if beside_a_value
            && self.dialect != Dialect::DataFusion
            && let Some((text, level)) = number(expr).and_then(quote::bare_number)
        {
            return Ok(Sql { text, level });
        }
        self.sql(expr)
    }

    fn field(&self, operand: &Expr, name: &str) -> Result {
        let sql = self.sql(operand)?;
        let of = sql.within(Level::Atom);
        let text = match (self.dialect, &operand.ty) {
            (Dialect::DataFusion, _) => format!("get_field({}, {})", sql.text, quote_string(self.dialect, name)),
            (Dialect::Spark, Type::Map(_)) => {
                format!("try_element_at({}, {})", sql.text, quote_string(self.dialect, name))
            }
            (Dialect::Trino, Type::Map(_)) => format!("element_at({}, {})", sql.text, quote_string(self.dialect, name)),
            (Dialect::Spark | Dialect::Trino, _) => format!("{of}.{}", quote_identifier(self.dialect, name)),
        };
        Ok(Sql::atom(text))
    }

    fn case(&self, branches: &[(Expr, Expr)], otherwise: Option<&Expr>) -> Result {
        let mut text = String::from("CASE");
        for (when, then) in branches {
            text.push_str(&format!(" WHEN {} THEN {}", self.sql(when)?.text, self.sql(then)?.text));
        }
        if let Some(otherwise) = otherwise.filter(|e| !matches!(e.kind, ExprKind::Literal(Literal::Null))) {
            text.push_str(&format!(" ELSE {}", self.sql(otherwise)?.text));
        }
        text.push_str(" END");
        Ok(Sql::atom(text))
    }

    fn in_list(&self, operand: &Expr, list: &[Expr], negated: bool) -> Result {
        let bare = number(operand).is_none();
        let items = list.iter().map(|item| Ok(self.operand(item, bare)?.text)).collect::<Result<Vec<_>>>()?;
        let operand = self.sql(operand)?;
        let not = if negated { "NOT " } else { "" };
        Ok(Sql {
            text: format!("{} {not}IN ({})", operand.within(Level::Join), items.join(", ")),
            level: Level::Compare,
        })
    }

    fn array(&self, items: &[Expr], ty: &Type) -> Result {
        let items = items.iter().map(|item| Ok(self.sql(item)?.text)).collect::<Result<Vec<_>>>()?;
        let items_sql = items.join(", ");
        let text = match self.dialect {
            Dialect::Spark => format!("array({items_sql})"),
            Dialect::Trino => format!("ARRAY[{items_sql}]"),
            Dialect::DataFusion => format!("make_array({items_sql})"),
        };
        let known = !items.is_empty() || matches!(ty, Type::Array(item) if **item == Type::Null);
        Ok(Sql::atom(if known { text } else { format!("CAST({text} AS {})", type_name(self.dialect, ty)) }))
    }

    fn cast(&self, operand: &Expr, safe: bool, expr: &Expr) -> Result {
        let to = &expr.ty;
        if operand.ty == *to {
            return self.sql(operand);
        }
        if let (ExprKind::Literal(Literal::Decimal(digits)), Type::Decimal(_), false) = (&operand.kind, to, safe) {
            if number(expr).is_some() {
                return Ok(self.constant(&Literal::Decimal(digits.clone()), to));
            }
            // Digits get lost: DataFusion would round bare digits as a double.
            if self.dialect != Dialect::DataFusion {
                return Ok(Sql::atom(format!("CAST({digits} AS {})", type_name(self.dialect, to))));
            }
        }
        let sql = self.sql(operand)?;
        if operand.ty == Type::Null {
            return Ok(Sql::atom(format!("CAST({} AS {})", sql.text, type_name(self.dialect, to))));
        }
        let rule = casts::find(&operand.ty, to).ok_or_else(|| RenderError::Broken {
            what: format!("no cast from {} to {to}", operand.ty),
            span: expr.span,
        })?;
        let (name, cells) = if safe { ("try_cast", &rule.safe) } else { ("cast", &rule.strict) };
        let template = self.template(name, cells.each_ref(), expr.span)?;
        self.fill(template, &Fill { params: vec![("x", operand, sql)], ..Fill::new(expr) })
    }

    fn template(&self, function: &'static str, cells: [&Cell; 3], span: Span) -> Result<&'static str> {
        let [spark, trino, datafusion] = cells;
        let cell = match self.dialect {
            Dialect::Spark => spark,
            Dialect::Trino => trino,
            Dialect::DataFusion => datafusion,
        };
        match cell {
            Cell::Sql(template) => Ok(template),
            Cell::Unsupported(reason) => {
                Err(RenderError::Unsupported { function, dialect: self.dialect, reason: (*reason).to_owned(), span })
            }
        }
    }

    fn call(&self, call: &Call, expr: &Expr) -> Result {
        if let (Some(_), Some(filter)) = (&call.over, &call.filter) {
            return self.filtered_window(call, filter, expr);
        }
        let (function, overload) = functions::overload(call.overload)
            .ok_or_else(|| RenderError::Broken { what: "an unknown overload".to_owned(), span: expr.span })?;
        let cells = [&overload.spark, &overload.trino, &overload.datafusion];
        let template = self.template(function.name, cells, expr.span)?;
        let beside = widens_numbers(function) && call.args.iter().any(|arg| number(arg).is_none());
        let mut params = Vec::with_capacity(call.args.len());
        for (index, arg) in call.args.iter().enumerate() {
            let param = overload.param(index);
            let bare = beside || param.is_some_and(|param| takes_any_integer(function, param));
            params.push((param.map_or("", |param| param.name), arg, self.operand(arg, bare)?));
        }
        let variadic = if overload.variadic { overload.params.last().map(|param| param.name) } else { None };
        let filter = call.filter.as_ref().map(|filter| self.sql(filter)).transpose()?;
        let over = call.over.as_ref().map(|over| self.over(over)).transpose()?;
        let ignore_nulls = call.ignore_nulls;
        let fill = Fill { params, variadic, overload: Some(overload), filter, over, ignore_nulls, ..Fill::new(expr) };
        self.fill(template, &fill)
    }

    /// Spark has no `FILTER` beside `OVER`. All aggregates that take a window skip nulls, so the condition goes into
    /// the arguments.
    fn filtered_window(&self, call: &Call, filter: &Expr, expr: &Expr) -> Result {
        let mut call = Call { filter: None, ..call.clone() };
        if call.args.is_empty() {
            let counted =
                functions::find("count_if").map(|(function, _)| functions::OverloadId { function, overload: 0 });
            call.overload = counted.unwrap_or(call.overload);
            call.args.push(filter.clone());
        } else {
            for arg in &mut call.args {
                let (ty, span) = (arg.ty.clone(), arg.span);
                let branches = vec![(filter.clone(), arg.clone())];
                *arg = Expr { kind: ExprKind::Case { branches, otherwise: None }, ty, nullable: true, span };
            }
        }
        self.call(&call, expr)
    }
}

/// Operators beside which the engines widen a bare number to the type of the other operand.
const WIDENING: &[&str] = &[
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "between",
    "is_distinct_from",
    "is_not_distinct_from",
    "add",
    "subtract",
    "multiply",
    "divide",
    "div",
    "mod",
];

fn widens_numbers(function: &Function) -> bool {
    WIDENING.contains(&function.name)
}

/// Positions, lengths and counts: the engines' functions take integers of any width there.
fn takes_any_integer(function: &Function, param: &Param) -> bool {
    matches!(function.category, Category::String | Category::DateTime | Category::Array) && param.ty == Accepts::Bigint
}

/// The number an expression is, through implicit conversions.
pub(super) fn number(expr: &Expr) -> Option<&Literal> {
    match &expr.kind {
        ExprKind::Literal(value @ (Literal::Bigint(_) | Literal::Decimal(_) | Literal::Double(_))) => Some(value),
        ExprKind::Cast { operand, safe: false } if expr.ty.is_numeric() => {
            let widened = matches!(operand.kind, ExprKind::Literal(Literal::Bigint(_) | Literal::Decimal(_)))
                && expr.ty != Type::Bigint
                && functions::resolve::widens(functions::resolve::Arg { ty: &operand.ty, literal: None }, &expr.ty);
            if widened { number(operand) } else { None }
        }
        ExprKind::Column { .. }
        | ExprKind::Field { .. }
        | ExprKind::Literal(_)
        | ExprKind::Param(_)
        | ExprKind::Call(_)
        | ExprKind::Case { .. }
        | ExprKind::Cast { .. }
        | ExprKind::In { .. }
        | ExprKind::Array(_) => None,
    }
}
