//! The IR as text, for people and tests: one line per operator, one per column.

use std::fmt::{Display, Formatter, Result};

use super::{
    Call, Column, Dataset, DatasetId, DatasetKind, Expr, ExprKind, Frame, Grain, Join, Literal, NamedExpr, Op,
    Pipeline, Side, SortKey, Window,
};
use crate::functions;

impl Display for Pipeline {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        for (i, dataset) in self.datasets.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            self.dataset_text(dataset, f)?;
        }
        Ok(())
    }
}

impl Pipeline {
    fn dataset_text(&self, dataset: &Dataset, f: &mut Formatter<'_>) -> Result {
        let kind = match &dataset.kind {
            DatasetKind::Input(_) => "input",
            DatasetKind::Transform(_) => "transform",
            DatasetKind::Kpi(_) => "kpi",
            DatasetKind::Query(_) => "query",
        };
        writeln!(f, "{kind} {}: {}", dataset.name, dataset.grain)?;
        for column in dataset.columns.iter() {
            writeln!(f, "  {column}")?;
        }
        if let Some(query) = dataset.query() {
            writeln!(f, "  from {}", self.name_of(query.from))?;
            for step in &query.steps {
                writeln!(f, "  {}: {}", step.keyword, OpText { op: &step.op, pipeline: self })?;
            }
        }
        Ok(())
    }

    fn name_of(&self, id: DatasetId) -> &str {
        self.dataset(id).map_or("?", |dataset| &dataset.name)
    }
}

impl Display for Column {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let null = if self.nullable { "" } else { " not null" };
        write!(f, "{} {}{null}{}", self.name, self.ty, if self.pii { " pii" } else { "" })
    }
}

impl Display for Grain {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Unknown => f.write_str("grain unknown"),
            Self::One => f.write_str("one row"),
            Self::Keys(keys) => {
                let keys: Vec<String> = keys.iter().map(|key| format!("({})", key.join(", "))).collect();
                write!(f, "one row per {}", keys.join(", "))
            }
        }
    }
}

struct OpText<'p> {
    op: &'p Op,
    pipeline: &'p Pipeline,
}

impl Display for OpText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.op {
            Op::Filter(condition) => write!(f, "filter {condition}"),
            Op::Extend(entries) => write!(f, "extend {}", list(entries)),
            Op::Project(entries) => write!(f, "project {}", list(entries)),
            Op::Join(join) => self.join(join, f),
            Op::Union { others, projections, distinct } => {
                f.write_str(if *distinct { "union distinct" } else { "union all" })?;
                for (other, projection) in others.iter().zip(projections) {
                    write!(f, " {} ({})", self.pipeline.name_of(*other), list(projection))?;
                }
                Ok(())
            }
            Op::Dedupe { by, .. } if by.is_empty() => f.write_str("distinct"),
            Op::Dedupe { by, order } => write!(f, "first per ({}) by {}", by.join(", "), list(order)),
            Op::Aggregate { by, measures } => write!(f, "group by ({}) measure {}", list(by), list(measures)),
            Op::Sort(order) => write!(f, "sort by {}", list(order)),
            Op::Limit(limit) => write!(f, "limit {limit}"),
            Op::TopPerGroup { per, order, limit } => {
                write!(f, "top {limit} per ({}) by {}", per.join(", "), list(order))
            }
            Op::Unpivot { columns, name, value } => write!(f, "unpivot {} to {name}, {value}", list(columns)),
            Op::Explode { column, alias, position, keep_empty } => {
                let position = position.as_ref().map(|name| format!(" at {name}")).unwrap_or_default();
                let empty = if *keep_empty { ", keep empty" } else { "" };
                write!(f, "explode {column} as {alias}{position}{empty}")
            }
        }
    }
}

impl OpText<'_> {
    fn join(&self, join: &Join, f: &mut Formatter<'_>) -> Result {
        write!(f, "{} join {}", join.kind.word(), self.pipeline.name_of(join.right))?;
        for (i, (left, right)) in join.keys.iter().enumerate() {
            write!(f, "{} {left} = {right}", if i == 0 { " on" } else { " and" })?;
        }
        if let Some(residual) = &join.residual {
            write!(f, " where {residual}")?;
        }
        f.write_str(if join.right_unique { " (at most one match)" } else { "" })?;
        write!(f, " to {}", list(&join.columns))
    }
}

/// Items between commas.
fn list<T: Display>(items: &[T]) -> String {
    items.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}

impl Display for NamedExpr {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self.expr.as_column() {
            Some((Side::Left, name)) if *name == self.name => write!(f, "{name}"),
            Some(_) | None => write!(f, "{}: {}", self.name, self.expr),
        }
    }
}

impl Display for SortKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let direction = if self.descending { " desc" } else { "" };
        let nulls = if self.nulls_first { " nulls first" } else { "" };
        write!(f, "{}{direction}{nulls}", self.expr)
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match &self.kind {
            ExprKind::Column { side: Side::Left, name } => f.write_str(name),
            ExprKind::Column { side: Side::Right, name } => write!(f, "right.{name}"),
            ExprKind::Field { operand, name } => write!(f, "{operand}.{name}"),
            ExprKind::Literal(literal) => write!(f, "{literal}"),
            ExprKind::Param(name) => write!(f, ":{name}"),
            ExprKind::Call(call) => write!(f, "{call}"),
            ExprKind::Case { branches, otherwise } => {
                f.write_str("case")?;
                for (condition, result) in branches {
                    write!(f, " when {condition} then {result}")?;
                }
                if let Some(otherwise) = otherwise {
                    write!(f, " else {otherwise}")?;
                }
                f.write_str(" end")
            }
            ExprKind::Cast { operand, safe } => {
                write!(f, "{}cast({operand} as {})", if *safe { "try_" } else { "" }, self.ty)
            }
            ExprKind::In { operand, list: items, negated } => {
                write!(f, "{operand} {}in ({})", if *negated { "not " } else { "" }, list(items))
            }
            ExprKind::Array(items) => write!(f, "[{}]", list(items)),
        }
    }
}

impl Display for Call {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let name = functions::overload(self.overload).map_or("?", |(function, _)| function.name);
        write!(f, "{name}({})", list(&self.args))?;
        if let Some(filter) = &self.filter {
            write!(f, " filter ({filter})")?;
        }
        f.write_str(if self.ignore_nulls { " ignore nulls" } else { "" })?;
        match &self.over {
            Some(window) => write!(f, " over ({window})"),
            None => Ok(()),
        }
    }
}

impl Display for Window {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let mut parts = Vec::new();
        if !self.partition_by.is_empty() {
            parts.push(format!("partition by {}", list(&self.partition_by)));
        }
        if !self.order_by.is_empty() {
            parts.push(format!("order by {}", list(&self.order_by)));
        }
        if let Some(Frame { unit, start, end }) = self.frame {
            parts.push(format!("{unit:?} {start:?} to {end:?}"));
        }
        f.write_str(&parts.join(" "))
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Boolean(value) => write!(f, "{value}"),
            Self::Bigint(value) => write!(f, "{value}"),
            Self::Double(value) => write!(f, "{value:e}"),
            Self::Decimal(text) => f.write_str(text),
            Self::String(text) => write!(f, "'{}'", text.replace('\'', "''")),
            Self::Date(text) => write!(f, "date '{text}'"),
            Self::Timestamp(text) => write!(f, "timestamp '{text}'"),
        }
    }
}
