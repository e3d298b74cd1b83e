//! Expressions to SQL.

use std::borrow::Cow;

use super::template::{Level, Piece, Template};
use super::{Dialect, ExprRenderer, MAX_SQL, RenderError, quote, quote_identifier, quote_string, type_name};
use crate::functions::{self, Category, Cell, Function, LiteralRule, Overload, casts, decimals};
use crate::ir::{Call, Expr, ExprKind, Literal};
use crate::literals::{Trouble, dates, json_path, like, regex, replacement};
use crate::types::Type;
use pipelinec_syntax::Span;

type Result<T = Sql> = std::result::Result<T, RenderError>;

/// SQL and how tightly it binds.
#[derive(Debug, Clone)]
pub(super) struct Sql {
    pub(super) text: String,
    pub(super) level: Level,
}

impl Sql {
    fn atom(text: impl Into<String>) -> Self {
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

    fn constant(&self, value: &Literal, ty: &Type) -> Sql {
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
        if let (ExprKind::Literal(Literal::Decimal(digits)), Type::Decimal(_), false) = (&operand.kind, to, safe)
            && self.dialect != Dialect::DataFusion
        {
            return Ok(Sql::atom(format!("CAST({digits} AS {})", type_name(self.dialect, to))));
        }
        let sql = self.sql(operand)?;
        if operand.ty == Type::Null {
            return Ok(Sql::atom(format!("CAST({} AS {})", sql.text, type_name(self.dialect, to))));
        }
        let rule = casts::find(&operand.ty, to).ok_or_else(|| RenderError::Broken {
            what: format!("no cast from {} to {to}", operand.ty),
            span: expr.span,
        })?;
        let cells = if safe { &rule.safe } else { &rule.strict };
        let [spark, trino, datafusion] = cells;
        let name = if safe { "try_cast" } else { "cast" };
        let template = self.template(name, [spark, trino, datafusion], expr.span)?;
        let fill =
            Fill { params: vec![("x", operand, sql)], variadic: None, result: to, overload: None, ..Fill::new(expr) };
        self.fill(template, &fill)
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
        let bare = widens_numbers(function) && call.args.iter().any(|arg| number(arg).is_none());
        let mut params = Vec::with_capacity(call.args.len());
        for (index, arg) in call.args.iter().enumerate() {
            let name = overload.param(index).map_or("", |param| param.name);
            params.push((name, arg, self.operand(arg, bare)?));
        }
        let variadic = if overload.variadic { overload.params.last().map(|param| param.name) } else { None };
        let filter = call.filter.as_ref().map(|filter| self.sql(filter)).transpose()?;
        let over = call.over.as_ref().map(|over| self.over(over)).transpose()?;
        let ignore_nulls = call.ignore_nulls;
        let fill = Fill { params, variadic, overload: Some(overload), filter, over, ignore_nulls, ..Fill::new(expr) };
        self.fill(template, &fill)
    }

    /// Spark has no `FILTER` beside `OVER`. All aggregates that take a window skip nulls, so the condition goes into the
    /// arguments.
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

    fn fill(&self, template: &str, fill: &Fill<'_>) -> Result {
        let template = Template::parse(template);
        let mut out = Sql { text: String::new(), level: template.level };
        for piece in &template.pieces {
            match *piece {
                Piece::Sql(sql) if sql.contains("{{") => out.text.push_str(&sql.replace("{{", "{").replace("}}", "}")),
                Piece::Sql(sql) => out.text.push_str(sql),
                Piece::Hole { name, attribute, separator, need, outermost } => {
                    let level = self.hole(fill, name, attribute, separator, need, &mut out.text)?;
                    if outermost {
                        out.level = out.level.min(level);
                    }
                }
            }
        }
        Ok(out)
    }

    /// Writes what a hole stands for; returns the level it leaves open.
    fn hole(
        &self,
        fill: &Fill<'_>,
        name: &str,
        attribute: Option<&str>,
        separator: Option<&str>,
        need: Level,
        out: &mut String,
    ) -> Result<Level> {
        match (name, attribute) {
            ("filter", None) => {
                if let Some(filter) = &fill.filter {
                    out.push_str(&format!(" FILTER (WHERE {})", filter.text));
                }
            }
            ("and_filter", None) => {
                if let Some(filter) = &fill.filter {
                    out.push_str(&format!(" AND {}", filter.within(Level::And)));
                }
            }
            ("over", None) => out.push_str(fill.over.as_deref().unwrap_or("")),
            ("ignore_nulls", None) => out.push_str(if fill.ignore_nulls { " IGNORE NULLS" } else { "" }),
            ("result", Some(attribute)) => out.push_str(&self.type_attribute(fill.result, attribute, fill)?),
            ("text", Some(name)) => {
                let text = fixed_text(name).ok_or_else(|| fill.broken(name))?;
                out.push_str(&quote_string(self.dialect, text));
            }
            (name, None) if fill.variadic == Some(name) => return Ok(fill.join(name, separator, need, out)),
            (name, None) => {
                let (_, sql) = fill.param(name)?;
                out.push_str(&sql.within(need));
                return Ok(sql.level.max(need));
            }
            (name, Some(attribute)) => out.push_str(&self.attribute(fill, name, attribute)?),
        }
        Ok(Level::Atom)
    }

    fn attribute(&self, fill: &Fill<'_>, name: &str, attribute: &str) -> Result<String> {
        let (expr, sql) = fill.param(name)?;
        let text = || literal_text(expr).ok_or_else(|| fill.broken(name));
        let bad = |trouble: Trouble| fill.broken(&trouble.message);
        let quoted = |text: &str| quote_string(self.dialect, text);
        Ok(match attribute {
            "int" => spark_int(expr, sql),
            "literal" => plain_number(expr).ok_or_else(|| fill.broken(name))?,
            "minus_one" => (integer(expr).ok_or_else(|| fill.broken(name))?.saturating_sub(1)).to_string(),
            "length" => text()?.chars().count().to_string(),
            "word" => text()?.to_owned(),
            "millis" => unit_millis(text()?).ok_or_else(|| fill.broken(name))?.to_string(),
            "quoted" => quoted(&regex::quoted(text()?)),
            "regex" => quoted(regex::Pattern::parse(text()?).map_err(bad)?.as_str()),
            "like" => {
                let escape = fill.param("esc").ok().and_then(|(esc, _)| literal_text(esc)?.chars().next());
                quoted(&like::Pattern::parse(text()?, escape).map_err(bad)?.with_backslash())
            }
            "replacement" => {
                let replacement = replacement::Replacement::parse(text()?).map_err(bad)?;
                quoted(&self.by_regex_engine(
                    &replacement,
                    replacement::Replacement::java,
                    replacement::Replacement::rust,
                ))
            }
            "parse_regex" => quoted(&fill.parse_format(text()?).map_err(bad)?.regex()),
            "parse_text" => {
                let format = fill.parse_format(text()?).map_err(bad)?;
                quoted(&self.by_regex_engine(&format, dates::ParseFormat::java_iso, dates::ParseFormat::rust_iso))
            }
            "format" => {
                let format = dates::OutputFormat::parse(text()?).map_err(bad)?;
                quoted(&self.by_regex_engine(&format, dates::OutputFormat::java, dates::OutputFormat::chrono))
            }
            "json" => {
                let path = json_path::Path::parse(text()?).map_err(bad)?;
                quoted(&if self.dialect == Dialect::Spark { path.spark() } else { path.trino() })
            }
            "steps" => json_path::Path::parse(text()?).map_err(bad)?.steps().map(|step| self.json_step(step)).collect(),
            other => self.type_attribute(&expr.ty, other, fill)?,
        })
    }

    /// Spark and Trino read Java's notation, DataFusion Rust's.
    fn by_regex_engine<T>(&self, value: &T, java: impl Fn(&T) -> String, rust: impl Fn(&T) -> String) -> String {
        if self.dialect == Dialect::DataFusion { rust(value) } else { java(value) }
    }

    fn json_step(&self, step: std::result::Result<&str, u32>) -> String {
        match step {
            Ok(key) => format!(", {}", quote_string(self.dialect, key)),
            Err(index) => format!(", {index}"),
        }
    }

    fn type_attribute(&self, ty: &Type, attribute: &str, fill: &Fill<'_>) -> Result<String> {
        Ok(match (attribute, ty) {
            ("type", _) => type_name(self.dialect, ty),
            ("precision", Type::Decimal(d)) => d.precision.to_string(),
            ("scale", Type::Decimal(d)) => d.scale.to_string(),
            ("dividend_precision", Type::Decimal(dividend)) => {
                let divisor = fill.params.iter().find_map(|(name, expr, _)| match (*name, &expr.ty) {
                    ("b", Type::Decimal(d)) => Some(*d),
                    _ => None,
                });
                divisor
                    .map(|b| decimals::dividend(*dividend, b).precision.to_string())
                    .ok_or_else(|| fill.broken("b"))?
            }
            (other, _) => return Err(fill.broken(other)),
        })
    }
}

/// What the holes of one template stand for.
struct Fill<'e> {
    params: Vec<(&'static str, &'e Expr, Sql)>,
    variadic: Option<&'static str>,
    overload: Option<&'static Overload>,
    result: &'e Type,
    filter: Option<Sql>,
    over: Option<String>,
    ignore_nulls: bool,
    span: Span,
}

impl<'e> Fill<'e> {
    fn new(expr: &'e Expr) -> Self {
        Self {
            params: Vec::new(),
            variadic: None,
            overload: None,
            result: &expr.ty,
            filter: None,
            over: None,
            ignore_nulls: false,
            span: expr.span,
        }
    }

    fn param(&self, name: &str) -> Result<(&'e Expr, &Sql)> {
        let found = self.params.iter().find(|(param, ..)| *param == name);
        found.map(|(_, expr, sql)| (*expr, sql)).ok_or_else(|| self.broken(name))
    }

    fn broken(&self, what: &str) -> RenderError {
        RenderError::Broken { what: format!("a template's hole cannot be filled: {what}"), span: self.span }
    }

    /// All arguments of the variadic parameter.
    fn join(&self, name: &str, separator: Option<&str>, need: Level, out: &mut String) -> Level {
        let operator = separator.is_some();
        let need = if operator { Level::Unary } else { need };
        let mut count = 0;
        let mut level = Level::Atom;
        for (_, _, sql) in self.params.iter().filter(|(param, ..)| *param == name) {
            if count > 0 {
                out.push_str(separator.unwrap_or(", "));
            }
            out.push_str(&sql.within(need));
            level = sql.level.max(need);
            count += 1;
        }
        if operator && count > 1 { Level::Join } else { level }
    }

    fn parse_format(&self, format: &str) -> std::result::Result<dates::ParseFormat, Trouble> {
        let timestamp = |o: &Overload| o.params.iter().any(|p| p.literal == LiteralRule::TimestampFormat);
        if self.overload.is_some_and(timestamp) {
            dates::ParseFormat::timestamp(format)
        } else {
            dates::ParseFormat::date(format)
        }
    }
}

/// Comparisons and sums: there the engines widen a bare number to the type of what stands beside it.
fn widens_numbers(function: &Function) -> bool {
    function.category == Category::Operator
        && matches!(
            function.name,
            "eq" | "ne"
                | "lt"
                | "le"
                | "gt"
                | "ge"
                | "between"
                | "add"
                | "subtract"
                | "multiply"
                | "is_distinct_from"
                | "is_not_distinct_from"
        )
}

/// The number an expression is, through implicit conversions.
fn number(expr: &Expr) -> Option<&Literal> {
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

fn integer(expr: &Expr) -> Option<i64> {
    match number(expr)? {
        Literal::Bigint(n) => Some(*n),
        _ => None,
    }
}

fn literal_text(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Literal(Literal::String(text)) => Some(text),
        _ => None,
    }
}

/// A number literal without an engine's marks; a double always with a point.
fn plain_number(expr: &Expr) -> Option<String> {
    let value = number(expr)?;
    match (value, &expr.ty) {
        (_, Type::Double) => crate::literals::number(value).map(|x| format!("{x:?}")),
        (Literal::Bigint(n), _) => Some(n.to_string()),
        (Literal::Decimal(digits), _) => Some(digits.clone()),
        _ => None,
    }
}

/// Spark takes 32-bit positions and lengths.
fn spark_int(expr: &Expr, sql: &Sql) -> String {
    match integer(expr) {
        Some(n) if i32::try_from(n).is_ok() => n.to_string(),
        _ => format!("CAST({} AS INT)", sql.text),
    }
}

fn unit_millis(unit: &str) -> Option<i64> {
    Some(match unit {
        "millisecond" => 1,
        "second" => 1_000,
        "minute" => 60_000,
        "hour" => 3_600_000,
        "day" => 86_400_000,
        _ => return None,
    })
}

/// Texts that templates name: `{text.integer}`. The patterns are the grammars of text casts, in the portable form.
pub(super) fn fixed_text(name: &str) -> Option<&'static str> {
    Some(match name {
        "blanks" => " \t\n\u{b}\u{c}\r",
        "integer" => r"\A[+-]?[0-9]+\z",
        "decimal" => r"\A[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\z",
        "double" => r"\A[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\z",
        "date" => r"\A(?:[0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3})-[0-9]{2}-[0-9]{2}\z",
        "timestamp" => concat!(
            r"\A((?:[0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3})-[0-9]{2}-[0-9]{2})[T ]",
            r"((?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])((?:\.[0-9]{1,6})?)Z?\z"
        ),
        _ => return None,
    })
}
