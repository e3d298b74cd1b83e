//! A dataset's operators as one chain of DataFrame calls.

use std::collections::BTreeSet;

use pipelinec_core::Symbol;
use pipelinec_core::ir::{DatasetId, Expr, Join, JoinKind, NamedExpr, Op, Side, SortKey, Step};
use pipelinec_core::sql::RenderError;

use crate::expr::{LEFT, Qualified, RIGHT, column, column_text, selected, sort_key, sql};
use crate::layout::{Doc, call, dict, keyword, list, strings};

type Result<T = ()> = std::result::Result<T, RenderError>;

/// Largest number of rows that Spark's `limit` takes.
const MAX_LIMIT: u64 = 2_147_483_647;

/// Rows under construction.
pub(crate) struct Chain<'a> {
    /// The Python name of a dataset's rows.
    pub(crate) rows: &'a dyn Fn(DatasetId) -> String,
    /// The columns a dataset's rows have here.
    pub(crate) columns_of: &'a dyn Fn(DatasetId) -> Vec<Symbol>,
    /// The columns so far.
    pub(crate) columns: Vec<Symbol>,
    /// The calls so far, `.where(…)`, with the number of the step they belong to.
    pub(crate) calls: Vec<(usize, Doc)>,
    /// The current step.
    pub(crate) step: usize,
}

impl Chain<'_> {
    /// Adds the calls of one operator.
    ///
    /// Of a join's columns only those `needed` later are selected.
    pub(crate) fn operator(&mut self, step: &Step, needed: &BTreeSet<Symbol>) -> Result {
        match &step.op {
            Op::Filter(condition) => self.filter(condition)?,
            Op::Extend(entries) => self.with_columns(entries)?,
            Op::Project(entries) => self.project(step, entries)?,
            Op::Join(join) => {
                let wanted = join.columns.iter().filter(|column| needed.contains(&column.name)).cloned().collect();
                return self.join(join, wanted);
            }
            Op::Union { others, projections, distinct } => self.union(step, others, projections, *distinct)?,
            Op::Dedupe { by, .. } if by.is_empty() => self.call("distinct", Vec::new()),
            Op::Dedupe { by, order } => self.first_rows(by, order, 1)?,
            Op::Aggregate { by, measures } => self.aggregate(by, measures)?,
            Op::Sort(keys) => {
                let keys = keys.iter().map(sort_key).collect::<Result<_>>()?;
                self.call("orderBy", keys);
            }
            Op::Limit(rows) => self.limit(*rows),
            Op::TopPerGroup { per, order, limit } if per.is_empty() => {
                let keys = order.iter().map(sort_key).collect::<Result<_>>()?;
                self.call("orderBy", keys);
                self.limit(*limit);
            }
            Op::TopPerGroup { per, order, limit } => self.first_rows(per, order, *limit)?,
            Op::Unpivot { columns, name, value } => self.unpivot(step, columns, name, value)?,
            Op::Explode { column, alias, position: None, keep_empty } => self.explode(step, column, alias, *keep_empty),
            Op::Explode { column, alias, position: Some(position), keep_empty } => {
                self.explode_with_position(step, column, (alias, position), *keep_empty);
            }
        }
        self.columns = match &step.op {
            // What was read may have fewer columns than the dataset: only those the job uses.
            Op::Filter(_) | Op::Sort(_) | Op::Limit(_) | Op::TopPerGroup { .. } | Op::Dedupe { .. } => return Ok(()),
            Op::Extend(entries) => {
                let added = entries.iter().map(name).filter(|name| !self.columns.contains(name));
                self.columns.iter().cloned().chain(added).collect()
            }
            Op::Join(_) => return Ok(()),
            Op::Project(_) | Op::Union { .. } | Op::Aggregate { .. } | Op::Unpivot { .. } | Op::Explode { .. } => {
                names(step)
            }
        };
        Ok(())
    }

    /// Brings the columns into the order and number wanted.
    pub(crate) fn select(&mut self, wanted: &[Symbol]) {
        if self.columns != wanted {
            self.call("select", wanted.iter().map(|name| Doc::string(&column_text(name))).collect());
            self.columns = wanted.to_vec();
        }
    }

    fn call(&mut self, method: &str, args: Vec<Doc>) {
        self.calls.push((self.step, call(&format!(".{method}"), args)));
    }

    fn filter(&mut self, condition: &Expr) -> Result {
        let condition = Doc::sql(&sql(condition, Qualified::No)?);
        self.call("where", vec![condition]);
        Ok(())
    }

    fn with_columns(&mut self, entries: &[NamedExpr]) -> Result {
        if let [entry] = entries {
            let value = column(&entry.expr, Qualified::No)?;
            self.call("withColumn", vec![Doc::string(&entry.name), value]);
        } else {
            let pair = |entry: &NamedExpr| Ok((Doc::string(&entry.name), column(&entry.expr, Qualified::No)?));
            let pairs = entries.iter().map(pair).collect::<Result<_>>()?;
            self.call("withColumns", vec![dict(pairs)]);
        }
        Ok(())
    }

    /// A projection says what it does as people would: `drop`, `withColumnsRenamed`, `withColumns`, or `select`.
    fn project(&mut self, step: &Step, entries: &[NamedExpr]) -> Result {
        let source = |entry: &NamedExpr| entry.expr.as_column().map(|(_, name)| name.clone());
        let kept: Vec<Symbol> = entries.iter().filter(|e| source(e).as_ref() == Some(&e.name)).map(name).collect();
        let sources: Option<Vec<Symbol>> = entries.iter().map(source).collect();
        if kept.len() == entries.len() && step.keyword == "drop" && is_in_order(&kept, &self.columns) {
            let dropped = self.columns.iter().filter(|name| !kept.contains(name)).map(|name| Doc::string(name));
            let dropped: Vec<Doc> = dropped.collect();
            if !dropped.is_empty() {
                self.call("drop", dropped);
            }
        } else if sources.as_ref() == Some(&self.columns) && entries.iter().any(|e| !kept.contains(&e.name)) {
            self.rename(entries)?;
        } else if names(step) == self.columns {
            let changed: Vec<NamedExpr> = entries.iter().filter(|e| !kept.contains(&e.name)).cloned().collect();
            if !changed.is_empty() {
                self.with_columns(&changed)?;
            }
        } else {
            self.select_entries(entries)?;
        }
        Ok(())
    }

    /// Spark renames one after the other: names that are passed on need a `select`.
    fn rename(&mut self, entries: &[NamedExpr]) -> Result {
        let changed: Vec<(&Symbol, &Symbol)> =
            self.columns.iter().zip(entries.iter().map(|e| &e.name)).filter(|(old, new)| old != new).collect();
        if changed.iter().any(|(_, new)| self.columns.contains(new)) {
            return self.select_entries(entries);
        }
        let pairs: Vec<_> = changed.iter().map(|(old, new)| (Doc::string(old), Doc::string(new))).collect();
        if let [(old, new)] = pairs.as_slice() {
            self.call("withColumnRenamed", vec![old.clone(), new.clone()]);
        } else {
            self.call("withColumnsRenamed", vec![dict(pairs)]);
        }
        Ok(())
    }

    fn select_entries(&mut self, entries: &[NamedExpr]) -> Result {
        let items = entries.iter().map(|entry| selected(entry, Qualified::No)).collect::<Result<_>>()?;
        self.call("select", items);
        Ok(())
    }

    fn join(&mut self, join: &Join, wanted: Vec<NamedExpr>) -> Result {
        let how = match join.kind {
            JoinKind::Inner => "inner",
            JoinKind::Left => "left",
            JoinKind::Right => "right",
            JoinKind::Full => "full",
            JoinKind::Cross => "cross",
            JoinKind::Semi => "left_semi",
            JoinKind::Anti => "left_anti",
        };
        let right = Doc::text((self.rows)(join.right)).method("alias", vec![Doc::string(RIGHT)]);
        self.call("alias", vec![Doc::string(LEFT)]);
        match condition(join)? {
            None if join.kind == JoinKind::Cross => self.call("crossJoin", vec![right]),
            None => self.call("join", vec![right, Doc::text("F.lit(True)"), Doc::string(how)]),
            Some(on) => self.call("join", vec![right, call("F.expr", vec![Doc::sql(&on)]), Doc::string(how)]),
        }
        // A semi or anti join has no columns but the left ones.
        if !matches!(join.kind, JoinKind::Semi | JoinKind::Anti) {
            self.select_joined(&wanted)?;
        }
        Ok(())
    }

    /// `.select("l.*", "r.name")`.
    fn select_joined(&mut self, wanted: &[NamedExpr]) -> Result {
        let is_left = |(entry, name): (&NamedExpr, &Symbol)| {
            entry.name == *name && entry.expr.as_column() == Some((Side::Left, name))
        };
        let all_left = wanted.len() >= self.columns.len() && wanted.iter().zip(&self.columns).all(is_left);
        let (mut items, rest) = match wanted.split_at_checked(self.columns.len()) {
            Some((_, rest)) if all_left => (vec![Doc::string(&format!("{LEFT}.*"))], rest),
            _ => (Vec::new(), wanted),
        };
        for entry in rest {
            items.push(selected(entry, Qualified::BySide)?);
        }
        self.call("select", items);
        self.columns = wanted.iter().map(name).collect();
        Ok(())
    }

    fn union(&mut self, step: &Step, others: &[DatasetId], projections: &[Vec<NamedExpr>], distinct: bool) -> Result {
        self.select(&names(step));
        for (other, projection) in others.iter().zip(projections) {
            let mut rows = Doc::text((self.rows)(*other));
            let same = projection.iter().all(|e| e.expr.as_column().is_some_and(|(_, name)| *name == e.name));
            if !same || (self.columns_of)(*other).len() != projection.len() {
                let items = projection.iter().map(|entry| selected(entry, Qualified::No)).collect::<Result<_>>()?;
                rows = rows.method("select", items);
            }
            self.call("unionByName", vec![rows]);
        }
        if distinct {
            self.call("distinct", Vec::new());
        }
        Ok(())
    }

    /// Rows numbered within their group by a total order; the first `limit` stay.
    fn first_rows(&mut self, per: &[Symbol], order: &[SortKey], limit: u64) -> Result {
        let mut number = "_row_number".to_owned();
        while self.columns.iter().any(|name| **name == *number) {
            number.push('_');
        }
        let groups = per.iter().map(|name| Doc::string(&column_text(name))).collect();
        let keys = order.iter().map(sort_key).collect::<Result<_>>()?;
        let window = call("Window.partitionBy", groups).method("orderBy", keys);
        let numbered = call("F.row_number", Vec::new()).method("over", vec![window]);
        let test = if limit == 1 { format!("{number} = 1") } else { format!("{number} <= {limit}") };
        self.call("withColumn", vec![Doc::string(&number), numbered]);
        self.call("where", vec![Doc::string(&test)]);
        self.call("drop", vec![Doc::string(&number)]);
        Ok(())
    }

    fn aggregate(&mut self, by: &[NamedExpr], measures: &[NamedExpr]) -> Result {
        let keys = by.iter().map(|entry| selected(entry, Qualified::No)).collect::<Result<Vec<_>>>()?;
        if measures.is_empty() {
            self.call("select", keys);
            self.call("distinct", Vec::new());
            return Ok(());
        }
        if !keys.is_empty() {
            self.call("groupBy", keys);
        }
        let measures = measures.iter().map(|entry| selected(entry, Qualified::No)).collect::<Result<_>>()?;
        self.call("agg", measures);
        Ok(())
    }

    fn limit(&mut self, rows: u64) {
        self.call("limit", vec![Doc::text(rows.min(MAX_LIMIT).to_string())]);
    }

    fn unpivot(&mut self, step: &Step, columns: &[NamedExpr], new: &Symbol, value: &Symbol) -> Result {
        let kept: Vec<Symbol> = names(step).into_iter().filter(|name| name != new && name != value).collect();
        let values = columns.iter().map(|entry| selected(entry, Qualified::No)).collect::<Result<_>>()?;
        self.call(
            "unpivot",
            vec![
                keyword("ids", strings(kept.iter().map(|name| column_text(name)))),
                keyword("values", list(values)),
                keyword("variableColumnName", Doc::string(new)),
                keyword("valueColumnName", Doc::string(value)),
            ],
        );
        self.columns = kept;
        self.columns.extend([new.clone(), value.clone()]);
        self.select(&names(step));
        Ok(())
    }

    fn explode(&mut self, step: &Step, array: &Symbol, alias: &Symbol, keep_empty: bool) {
        let function = if keep_empty { "F.explode_outer" } else { "F.explode" };
        let elements = call(function, vec![Doc::string(&column_text(array))]);
        let wanted = names(step);
        let mut widened = self.columns.clone();
        if !widened.contains(alias) {
            widened.push(alias.clone());
        }
        if wanted == widened {
            self.call("withColumn", vec![Doc::string(alias), elements]);
            return;
        }
        let items = wanted.iter().map(|name| {
            if name == alias {
                elements.clone().method("alias", vec![Doc::string(alias)])
            } else {
                Doc::string(&column_text(name))
            }
        });
        self.call("select", items.collect());
    }

    /// Spark counts elements from 0 and in 32 bits, the language from 1 and in 64.
    fn explode_with_position(&mut self, step: &Step, array: &Symbol, new: (&Symbol, &Symbol), keep_empty: bool) {
        let (alias, position) = new;
        let function = if keep_empty { "F.posexplode_outer" } else { "F.posexplode" };
        let mut index = "_index".to_owned();
        while self.columns.iter().any(|name| **name == *index) || **alias == *index {
            index.push('_');
        }
        let wanted = names(step);
        let kept = wanted.iter().filter(|name| *name != alias && *name != position);
        let mut items: Vec<Doc> = kept.map(|name| Doc::string(&column_text(name))).collect();
        let elements = call(function, vec![Doc::string(&column_text(array))]);
        items.push(elements.method("alias", vec![Doc::string(&index), Doc::string(alias)]));
        self.call("select", items);
        let items = wanted.iter().map(|name| {
            if name == position {
                call("F.expr", vec![Doc::string(&format!("CAST({index} AS BIGINT) + 1"))])
                    .method("alias", vec![Doc::string(position)])
            } else {
                Doc::string(&column_text(name))
            }
        });
        self.call("select", items.collect());
    }
}

/// What the rows of both sides must satisfy.
fn condition(join: &Join) -> Result<Option<String>> {
    let mut conditions = Vec::new();
    for (left, right) in &join.keys {
        conditions.push(format!("{} = {}", key(left)?, key(right)?));
    }
    if let Some(residual) = &join.residual {
        let residual = sql(residual, Qualified::BySide)?;
        conditions.push(if join.keys.is_empty() { residual } else { format!("({residual})") });
    }
    Ok((!conditions.is_empty()).then(|| conditions.join(" AND ")))
}

/// One side of an equality.
fn key(expr: &Expr) -> Result<String> {
    let text = sql(expr, Qualified::BySide)?;
    Ok(if expr.as_column().is_some() { text } else { format!("({text})") })
}

fn name(entry: &NamedExpr) -> Symbol {
    entry.name.clone()
}

fn names(step: &Step) -> Vec<Symbol> {
    step.columns.iter().map(|column| column.name.clone()).collect()
}

/// Whether `some` stand in `all` in the same order.
fn is_in_order(some: &[Symbol], all: &[Symbol]) -> bool {
    let mut all = all.iter();
    some.iter().all(|name| all.any(|other| other == name))
}
