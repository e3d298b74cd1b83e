//! A chain of operators as one SELECT, for engines that speak SQL (Trino, DataFusion).
//!
//! Steps become named CTEs (`filtered_1`, `joined_2`) in the order the user wrote them; neighbours that one SELECT can
//! say without changing meaning share it: a filter and what follows become `WHERE` and the select list, a sort and its
//! limit `ORDER BY … LIMIT`. Every `ORDER BY` says where nulls go.

mod join;
mod order;
mod select;
mod shape;

use std::collections::BTreeSet;

use select::{Place, Select};

use super::{Dialect, ExprRenderer, RenderError, quote_identifier, quote_string};
use crate::Symbol;
use crate::ir::{DatasetId, Expr, NamedExpr, Op, Pipeline, Schema, Side, Step};
use crate::types::Type;
pub use order::{has_windows, normalise};

/// What a query is rendered for and with.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The engine's language.
    pub dialect: Dialect,
    /// All datasets.
    pub pipeline: &'a Pipeline,
    /// The SQL by which a dataset can be read: a quoted table name, or a query in parentheses.
    pub source: &'a dyn Fn(DatasetId) -> String,
    /// The SQL of a run parameter.
    pub param: &'a dyn Fn(&Symbol, &Type) -> String,
}

/// Renders the query of a dataset: one SELECT with a CTE per step. Empty for inputs.
///
/// # Errors
/// When the dialect cannot express one of its expressions.
pub fn query_sql(
    dialect: Dialect,
    pipeline: &Pipeline,
    dataset: DatasetId,
    source: &dyn Fn(DatasetId) -> String,
    param: &dyn Fn(&Symbol, &Type) -> String,
) -> Result<String, RenderError> {
    let Some(query) = pipeline.dataset(dataset).and_then(|d| d.query()) else { return Ok(String::new()) };
    let context = Context { dialect, pipeline, source, param };
    let columns = pipeline.dataset(query.from).map(|d| d.columns.clone()).unwrap_or_default();
    steps_sql(&context, &source(query.from), &columns, &query.steps)
}

/// Renders some steps over the relation `from`, which has (at least) `columns`.
///
/// # Errors
/// When the dialect cannot express one of their expressions.
pub fn steps_sql(context: &Context<'_>, from: &str, columns: &Schema, steps: &[Step]) -> Result<String, RenderError> {
    let mut builder = Builder {
        context,
        reserved: context.pipeline.datasets.iter().map(|d| d.name.clone()).collect(),
        ctes: Vec::new(),
        select: Select::source(from),
        columns: columns.clone(),
        keyword: "source",
    };
    for step in order::normalise(columns, steps) {
        builder.step(&step)?;
        builder.columns = step.columns.clone();
        builder.keyword = step.keyword;
    }
    Ok(builder.finish())
}

/// The query so far: finished CTEs, and the SELECT that the next step may still join.
struct Builder<'a> {
    context: &'a Context<'a>,
    reserved: BTreeSet<Symbol>,
    ctes: Vec<(String, String)>,
    select: Select,
    columns: Schema,
    keyword: &'static str,
}

impl Builder<'_> {
    fn step(&mut self, step: &Step) -> Result<(), RenderError> {
        match &step.op {
            Op::Filter(condition) => {
                self.open(Place::Where);
                let condition = self.expr(condition)?;
                self.select.restrict(condition);
            }
            Op::Extend(entries) => self.extend(step, entries)?,
            Op::Project(entries) => {
                self.open(Place::Items);
                self.select.items = Some(self.named(entries)?);
            }
            Op::Join(join) => self.join(join)?,
            Op::Union { others, projections, distinct } => self.union(step, others, projections, *distinct)?,
            Op::Dedupe { by, order } => self.dedupe(by, order)?,
            Op::Aggregate { by, measures } => self.aggregate(by, measures)?,
            Op::Sort(keys) => {
                let plain = keys.iter().all(|key| order::column(&key.expr).is_some());
                self.open(if plain { Place::Order } else { Place::Where });
                self.select.order = self.sort_keys(keys)?;
            }
            Op::Limit(rows) => {
                self.open(Place::Limit);
                self.select.limit = Some(*rows);
            }
            Op::TopPerGroup { per, order, limit } => self.first_rows(per, order, &format!("<= {limit}"))?,
            Op::Unpivot { columns, name, value } => self.unpivot(step, columns, name, value)?,
            Op::Explode { column, alias, position, keep_empty } => {
                let explode = shape::Explode { column, alias, position: position.as_ref(), keep_empty: *keep_empty };
                self.explode(step, &explode)?;
            }
        }
        Ok(())
    }

    /// Makes sure that `place` of the current SELECT is free, starting a new one where it is not.
    fn open(&mut self, place: Place) {
        if self.select.reached() >= place {
            self.seal();
        }
    }

    /// Turns the current SELECT into a CTE and selects from it.
    fn seal(&mut self) {
        let name = self.fresh_name();
        let select = std::mem::replace(&mut self.select, Select::cte(&quote_identifier(self.context.dialect, &name)));
        let sql = select.sql(&self.all_columns());
        self.ctes.push((name, sql));
    }

    /// The current rows as something that can stand in FROM: a table or a CTE.
    fn relation(&mut self) -> String {
        if !self.select.is_bare() {
            self.seal();
        }
        self.select.from.clone()
    }

    /// `filtered_1`: the last step in the past tense, numbered, and no dataset's name.
    fn fresh_name(&self) -> String {
        let stem = past_tense(self.keyword);
        (1..)
            .map(|n| format!("{stem}_{n}"))
            .find(|name| !self.reserved.contains(name.as_str()) && self.ctes.iter().all(|(taken, _)| taken != name))
            .unwrap_or_default()
    }

    fn extend(&mut self, step: &Step, entries: &[NamedExpr]) -> Result<(), RenderError> {
        self.open(Place::Items);
        let added = |name: &Symbol| entries.iter().find(|e| e.name == *name);
        let replaces = self.columns.iter().any(|column| added(&column.name).is_some());
        let mut items = Vec::new();
        if self.select.exact && !replaces {
            items.push("*".to_owned());
            items.extend(self.named(entries)?);
        } else {
            for column in step.columns.iter() {
                items.push(match added(&column.name) {
                    Some(entry) => self.item(entry)?,
                    None => self.quoted(&column.name),
                });
            }
        }
        self.select.items = Some(items);
        Ok(())
    }

    fn aggregate(&mut self, by: &[NamedExpr], measures: &[NamedExpr]) -> Result<(), RenderError> {
        self.open(Place::Items);
        let mut items = self.named(by)?;
        items.extend(self.named(measures)?);
        for (position, key) in by.iter().enumerate() {
            self.select.group.push(match order::column(&key.expr) {
                Some(name) => self.quoted(name),
                None => (position + 1).to_string(),
            });
        }
        self.select.items = Some(items);
        Ok(())
    }

    fn union(
        &mut self,
        step: &Step,
        others: &[DatasetId],
        projections: &[Vec<NamedExpr>],
        distinct: bool,
    ) -> Result<(), RenderError> {
        // The columns of the first side, in the order all sides are given in.
        let first = self.relation();
        let columns: Vec<String> = step.columns.iter().map(|c| self.quoted(&c.name)).collect();
        let mut branches = vec![select::block(&columns, &first, &[])];
        for (other, projection) in others.iter().zip(projections) {
            branches.push(select::block(&self.named(projection)?, &(self.context.source)(*other), &[]));
        }
        let separator = if distinct { "\nUNION\n" } else { "\nUNION ALL\n" };
        self.select = Select::nested(&branches.join(separator));
        Ok(())
    }

    fn finish(self) -> String {
        let body = self.select.sql(&self.all_columns());
        if self.ctes.is_empty() {
            return body;
        }
        let ctes: Vec<String> = self
            .ctes
            .iter()
            .map(|(name, sql)| {
                format!("{} AS (\n{}\n)", quote_identifier(self.context.dialect, name), select::indent(sql))
            })
            .collect();
        format!("WITH {}\n{body}", ctes.join(",\n"))
    }

    fn all_columns(&self) -> Vec<String> {
        self.columns.iter().map(|c| self.quoted(&c.name)).collect()
    }

    fn quoted(&self, name: &str) -> String {
        quote_identifier(self.context.dialect, name)
    }

    fn expr(&self, expr: &Expr) -> Result<String, RenderError> {
        self.expr_with(expr, &|_, name| self.quoted(name))
    }

    fn expr_with(&self, expr: &Expr, column: &dyn Fn(Side, &Symbol) -> String) -> Result<String, RenderError> {
        ExprRenderer { dialect: self.context.dialect, param: self.context.param, column }.render(expr)
    }

    fn named(&self, entries: &[NamedExpr]) -> Result<Vec<String>, RenderError> {
        entries.iter().map(|entry| self.item(entry)).collect()
    }

    fn item(&self, entry: &NamedExpr) -> Result<String, RenderError> {
        let name = self.quoted(&entry.name);
        let expr = self.expr(&entry.expr)?;
        Ok(if expr == name { name } else { format!("{expr} AS {name}") })
    }
}

/// A CTE's name says what was done to its rows.
fn past_tense(keyword: &str) -> &str {
    match keyword {
        "filter" | "where" | "having" => "filtered",
        "derive" => "derived",
        "select" => "selected",
        "drop" => "reduced",
        "rename" => "renamed",
        "cast" => "converted",
        "fill" => "filled",
        "join" => "joined",
        "union" => "combined",
        "dedupe" => "deduplicated",
        "aggregate" => "aggregated",
        "measures" | "by" => "measured",
        "sort" => "sorted",
        "limit" => "limited",
        "top" => "best",
        "pivot" => "pivoted",
        "unpivot" => "unpivoted",
        "explode" => "exploded",
        _ => "step",
    }
}
