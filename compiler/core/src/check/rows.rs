//! What is known about the rows at one point of a chain of steps, and the chain itself.

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;
use std::sync::Arc;

use pipelinec_syntax::Span;
use pipelinec_syntax::tree::Name;

use super::names::folded;
use crate::Symbol;
use crate::diag::{self, Diagnostic};
use crate::ir::{self, Column, DatasetId, Grain, Op, Schema};
use crate::types::Type;

/// Rows between two steps.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    /// Their columns.
    pub(crate) columns: Schema,
    /// What one row stands for.
    pub(crate) grain: Grain,
    /// There may be columns that are not listed, because of an error already reported: unknown names are no news.
    pub(crate) open: bool,
}

impl Rows {
    /// Rows of a dataset that could not be found.
    pub(crate) fn unknown() -> Self {
        Self { columns: Arc::from([]), grain: Grain::Unknown, open: true }
    }

    /// The column of that name.
    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| &*column.name == name)
    }

    /// The same rows after something that could not be read: any column may have changed.
    pub(crate) fn after_error(&self) -> Self {
        let columns = self.columns.iter().map(|column| Column { ty: Type::Error, ..column.clone() }).collect();
        Self { columns, grain: Grain::Unknown, open: true }
    }
}

/// How many names may be compared before a map is made: most schemas are small, and most lookups few.
const COMPARISONS: usize = 1024;

/// Finds columns by name, quickly also in wide schemas.
pub(crate) struct Index<'s> {
    columns: &'s [Column],
    lookups: Cell<usize>,
    by_name: OnceCell<HashMap<&'s str, usize>>,
}

impl<'s> Index<'s> {
    /// Indexes a schema.
    pub(crate) const fn new(columns: &'s [Column]) -> Self {
        Self { columns, lookups: Cell::new(0), by_name: OnceCell::new() }
    }

    /// The position of a column.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.lookups.set(self.lookups.get() + 1);
        if self.lookups.get() * self.columns.len() <= COMPARISONS {
            return self.columns.iter().position(|column| &*column.name == name);
        }
        let map = || self.columns.iter().enumerate().rev().map(|(i, column)| (&*column.name, i)).collect();
        self.by_name.get_or_init(map).get(name).copied()
    }

    /// The column.
    pub(crate) fn get(&self, name: &str) -> Option<&'s Column> {
        self.position(name).and_then(|i| self.columns.get(i))
    }
}

/// Reports columns whose names are equal, or equal for engines that ignore case; the first of each keeps its name.
#[derive(Default)]
pub(crate) struct Distinct {
    seen: Vec<(Symbol, Span)>,
    lookups: usize,
    /// Positions in `seen` by folded name, once there were many lookups.
    by_name: Option<HashMap<String, usize>>,
}

impl Distinct {
    /// With the columns that are there already; they are not reported.
    pub(crate) fn with<'c>(columns: impl IntoIterator<Item = &'c Column>) -> Self {
        let seen = columns.into_iter().map(|column| (Arc::clone(&column.name), column.span)).collect();
        Self { seen, ..Self::default() }
    }

    /// Adds a column; `false` when its name is taken and an error was reported.
    pub(crate) fn add(&mut self, name: &Symbol, span: Span, diagnostics: &mut Vec<Diagnostic>) -> bool {
        let Some((first, at)) = self.taken(name) else {
            if let Some(map) = &mut self.by_name {
                map.insert(folded(name).into_owned(), self.seen.len());
            }
            self.seen.push((Arc::clone(name), span));
            return true;
        };
        diagnostics.push(if first == name {
            diag::duplicate_column(span, name, *at)
        } else {
            diag::column_case_clash(span, name, first, *at)
        });
        false
    }

    /// The column that has this name already, in any letter case.
    pub(crate) fn taken(&mut self, name: &str) -> Option<&(Symbol, Span)> {
        self.lookups += 1;
        if self.lookups * self.seen.len() <= COMPARISONS {
            return self.seen.iter().find(|(seen, _)| same_folded(seen, name));
        }
        let map = self.by_name.get_or_insert_with(|| {
            self.seen.iter().enumerate().rev().map(|(i, (seen, _))| (folded(seen).into_owned(), i)).collect()
        });
        map.get(&*folded(name)).and_then(|i| self.seen.get(*i))
    }
}

fn same_folded(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() { a.eq_ignore_ascii_case(b) } else { folded(a) == folded(b) }
}

/// A query under construction.
pub(crate) struct Chain<'t> {
    /// The dataset it starts from; any id when that is not known, the pipeline is not made then.
    pub(crate) from: DatasetId,
    /// Its name, by which expressions may qualify columns.
    pub(crate) name: &'t str,
    /// Operators so far.
    pub(crate) steps: Vec<ir::Step>,
    /// The rows after them.
    pub(crate) rows: Rows,
}

/// Where operators come from: the step's keyword and place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At {
    /// The keyword as the user knows it.
    pub(crate) keyword: &'static str,
    /// Its place.
    pub(crate) span: Span,
}

impl Chain<'_> {
    /// Adds an operator with its result.
    pub(crate) fn push(&mut self, op: Op, columns: Schema, grain: Grain, at: At) {
        self.rows.columns = Arc::clone(&columns);
        self.rows.grain = grain;
        self.steps.push(ir::Step { op, columns, keyword: at.keyword, span: at.span });
    }

    /// Adds an operator that changes neither columns nor grain.
    pub(crate) fn push_same(&mut self, op: Op, at: At) {
        let columns = Arc::clone(&self.rows.columns);
        self.steps.push(ir::Step { op, columns, keyword: at.keyword, span: at.span });
    }
}

/// A symbol for a name of the tree.
pub(crate) fn symbol(name: &Name) -> Symbol {
    Arc::from(name.text.as_str())
}

/// The expression that is just this column.
pub(crate) fn column_expr(side: ir::Side, column: &Column, span: Span) -> ir::Expr {
    ir::Expr {
        kind: ir::ExprKind::Column { side, name: Arc::clone(&column.name) },
        ty: column.ty.clone(),
        nullable: column.nullable,
        span,
    }
}

/// A column copied under its own name.
pub(crate) fn copied(side: ir::Side, column: &Column) -> ir::NamedExpr {
    ir::NamedExpr { name: Arc::clone(&column.name), expr: column_expr(side, column, column.span) }
}
