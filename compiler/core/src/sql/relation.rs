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

use select::{Item, Items, Place, Select};

use super::{Dialect, ExprRenderer, RenderError, quote_identifier, quote_string};
use crate::Symbol;
use crate::ir::{Column, DatasetId, Expr, NamedExpr, Op, Pipeline, Schema, Side, Step};
use crate::types::Type;
pub use order::normalise;

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
            Op::Project(entries) => self.project(entries)?,
            Op::Join(join) => self.join(join)?,
            Op::Union { others, projections, distinct } => self.union(step, others, projections, *distinct)?,
            Op::Dedupe { by, order } => self.dedupe(by, order)?,
            Op::Aggregate { by, measures } => self.aggregate(by, measures)?,
            // In this order already, since the limit.
            Op::Sort(keys) if self.select.order.starts_with(&self.sort_keys(keys)?) => {}
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

    /// Makes sure that `place` of the current SELECT is free, starting a new one where it is not. A select list that
    /// only renames leaves everything before it free: columns are then looked up through it.
    fn open(&mut self, place: Place) {
        let reached = self.select.reached();
        let renames = reached == Place::Items && place <= Place::Items && self.select.only_renames();
        if reached >= place && !renames {
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
        let star = self.select.exact && self.select.items.is_none() && !replaces;
        let list = if star {
            self.named(entries)?
        } else {
            let item = |c: &Column| added(&c.name).map_or_else(|| Ok(self.existing(&c.name)), |entry| self.item(entry));
            step.columns.iter().map(item).collect::<Result<_, _>>()?
        };
        self.select.items = Some(Items { star, list });
        Ok(())
    }

    fn project(&mut self, entries: &[NamedExpr]) -> Result<(), RenderError> {
        // Leaving columns out, and other names, need no SELECT of their own.
        let columns: Option<Vec<&Symbol>> = entries.iter().map(|e| order::column(&e.expr)).collect();
        let list = match columns {
            Some(columns) if self.select.can_reduce(entries, &columns) => {
                let items = entries.iter().zip(columns);
                items.map(|(entry, column)| Item { name: self.quoted(&entry.name), ..self.existing(column) }).collect()
            }
            Some(_) | None => {
                self.open(Place::Items);
                self.named(entries)?
            }
        };
        self.select.items = Some(Items { star: false, list });
        Ok(())
    }

    fn aggregate(&mut self, by: &[NamedExpr], measures: &[NamedExpr]) -> Result<(), RenderError> {
        self.open(Place::Items);
        let mut list = self.named(by)?;
        let keys = list.iter().enumerate();
        let group = keys.map(|(i, key)| if key.plain { key.sql.clone() } else { (i + 1).to_string() }).collect();
        list.extend(self.named(measures)?);
        self.select.items = Some(Items { star: false, list });
        self.select.group = group;
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
            let items: Vec<String> = self.named(projection)?.iter().map(Item::sql).collect();
            branches.push(select::block(&items, &(self.context.source)(*other), &[]));
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

    /// An expression over the columns so far, in terms of what the current SELECT reads.
    fn expr(&self, expr: &Expr) -> Result<String, RenderError> {
        self.expr_with(expr, &|_, name| self.existing(name).sql)
    }

    fn expr_with(&self, expr: &Expr, column: &dyn Fn(Side, &Symbol) -> String) -> Result<String, RenderError> {
        ExprRenderer { dialect: self.context.dialect, param: self.context.param, column }.render(expr)
    }

    /// A column so far.
    fn existing(&self, name: &Symbol) -> Item {
        let quoted = self.quoted(name);
        let items = self.select.items.iter().flat_map(|items| &items.list);
        let found = items.into_iter().find(|item| item.name == quoted).cloned();
        found.unwrap_or_else(|| Item { sql: quoted.clone(), name: quoted, plain: true })
    }

    fn named(&self, entries: &[NamedExpr]) -> Result<Vec<Item>, RenderError> {
        entries.iter().map(|entry| self.item(entry)).collect()
    }

    fn item(&self, entry: &NamedExpr) -> Result<Item, RenderError> {
        let plain = order::column(&entry.expr).is_some_and(|name| self.existing(name).plain);
        Ok(Item { name: self.quoted(&entry.name), sql: self.expr(&entry.expr)?, plain })
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
