//! Filling the holes of a cell.

use super::expr::{Result, Sql, number};
use super::template::{Level, Piece, Template};
use super::{Dialect, ExprRenderer, RenderError, quote_string, type_name};
use crate::functions::{LiteralRule, Overload, decimals};
use crate::ir::{Expr, ExprKind, Literal};
use crate::literals::{Trouble, dates, json_path, like, regex, replacement};
use crate::types::Type;
use pipelinec_syntax::Span;

/// What the holes of one template stand for.
pub(super) struct Fill<'e> {
    /// Arguments by parameter.
    pub(super) params: Vec<(&'static str, &'e Expr, Sql)>,
    /// The parameter that repeats.
    pub(super) variadic: Option<&'static str>,
    /// The signature; casts have none.
    pub(super) overload: Option<&'static Overload>,
    /// The result's type.
    pub(super) result: &'e Type,
    /// The aggregate's filter.
    pub(super) filter: Option<Sql>,
    /// ` OVER (…)`.
    pub(super) over: Option<String>,
    /// `ignore nulls`.
    pub(super) ignore_nulls: bool,
    /// The call's place.
    pub(super) span: Span,
}

impl<'e> Fill<'e> {
    pub(super) fn new(expr: &'e Expr) -> Self {
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

impl ExprRenderer<'_> {
    pub(super) fn fill(&self, template: &str, fill: &Fill<'_>) -> Result {
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
            (name, Some("nonzero")) => {
                let (expr, sql) = fill.param(name)?;
                let divisor = self.nonzero(expr, sql);
                out.push_str(&divisor.within(need));
                return Ok(divisor.level.max(need));
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
            "nearest_int" => nearest_spark_int(expr, sql),
            "literal" => plain_number(expr).ok_or_else(|| fill.broken(name))?,
            "minus_one" => (integer(expr).ok_or_else(|| fill.broken(name))?.saturating_sub(1)).to_string(),
            "length" => text()?.chars().count().to_string(),
            "word" => text()?.to_owned(),
            "millis" => unit_millis(text()?).ok_or_else(|| fill.broken(name))?.to_string(),
            "quoted" => quoted(&regex::quoted(text()?)),
            "regex" => quoted(regex::Pattern::parse(text()?).map_err(bad)?.as_str()),
            "like" => {
                let escape = fill.param("escape").ok().and_then(|(escape, _)| literal_text(escape)?.chars().next());
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
            "parse_text" => quoted(&fill.parse_format(text()?).map_err(bad)?.java_iso()),
            "format" => quoted(&dates::OutputFormat::parse(text()?).map_err(bad)?.java()),
            "json" => {
                let path = json_path::Path::parse(text()?).map_err(bad)?;
                quoted(&if self.dialect == Dialect::Spark { path.spark() } else { path.trino() })
            }
            "steps" => json_path::Path::parse(text()?).map_err(bad)?.steps().map(|step| self.json_step(step)).collect(),
            other => self.type_attribute(&expr.ty, other, fill)?,
        })
    }

    /// A divisor that is null instead of zero.
    fn nonzero(&self, expr: &Expr, sql: &Sql) -> Sql {
        if number(expr).and_then(crate::literals::number).is_some_and(|value| value != 0.0) {
            return sql.clone();
        }
        let zero = if expr.ty == Type::Bigint {
            self.constant(&Literal::Bigint(0), &expr.ty).text
        } else if expr.ty == Type::Double {
            self.constant(&Literal::Double(0.0), &expr.ty).text
        } else {
            format!("CAST(0 AS {})", type_name(self.dialect, &expr.ty))
        };
        Sql::atom(format!("nullif({}, {zero})", sql.text))
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

fn integer(expr: &Expr) -> Option<i64> {
    if let Literal::Bigint(n) = number(expr)? { Some(*n) } else { None }
}

fn literal_text(expr: &Expr) -> Option<&str> {
    if let ExprKind::Literal(Literal::String(text)) = &expr.kind { Some(text) } else { None }
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

/// Positions and counts that may lie anywhere outside a text mean the same as the farthest that Spark takes.
fn nearest_spark_int(expr: &Expr, sql: &Sql) -> String {
    if integer(expr).is_some_and(|n| i32::try_from(n).is_ok()) {
        return spark_int(expr, sql);
    }
    let text = &sql.text;
    format!(
        "CASE WHEN {text} > 2147483647L THEN 2147483647 WHEN {text} < -2147483647L THEN -2147483647 \
         ELSE CAST({text} AS INT) END"
    )
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
