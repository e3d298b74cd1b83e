//! What is known about the rows at one point of a chain of steps, and the chain itself.

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

/// From this size on, columns are found through a map.
const WIDE: usize = 32;

/// Finds columns by name, quickly also in wide schemas.
pub(crate) struct Index<'s> {
    columns: &'s [Column],
    by_name: Option<HashMap<&'s str, usize>>,
}

impl<'s> Index<'s> {
    /// Indexes a schema.
    pub(crate) fn new(columns: &'s [Column]) -> Self {
        let by_name = (columns.len() > WIDE)
            .then(|| columns.iter().enumerate().rev().map(|(i, column)| (&*column.name, i)).collect());
        Self { columns, by_name }
    }

    /// The position of a column.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        match &self.by_name {
            Some(map) => map.get(name).copied(),
            None => self.columns.iter().position(|column| &*column.name == name),
        }
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
    /// Positions in `seen` by folded name, kept when there are many.
    by_name: Option<HashMap<String, usize>>,
}

impl Distinct {
    /// With the columns that are there already; they are not reported.
    pub(crate) fn with<'c>(columns: impl IntoIterator<Item = &'c Column>) -> Self {
        let mut distinct = Self::default();
        for column in columns {
            distinct.insert(&column.name, column.span);
        }
        distinct
    }

    /// Adds a column; `false` when its name is taken and an error was reported.
    pub(crate) fn add(&mut self, name: &Symbol, span: Span, diagnostics: &mut Vec<Diagnostic>) -> bool {
        let Some((first, at)) = self.taken(name) else {
            self.insert(name, span);
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
    pub(crate) fn taken(&self, name: &str) -> Option<&(Symbol, Span)> {
        match &self.by_name {
            Some(map) => map.get(&*folded(name)).and_then(|i| self.seen.get(*i)),
            None => self.seen.iter().find(|(seen, _)| same_folded(seen, name)),
        }
    }

    fn insert(&mut self, name: &Symbol, span: Span) {
        let position = self.seen.len();
        self.seen.push((Arc::clone(name), span));
        if let Some(map) = &mut self.by_name {
            map.entry(folded(name).into_owned()).or_insert(position);
        } else if position == WIDE {
            let mut map = HashMap::new();
            for (i, (seen, _)) in self.seen.iter().enumerate() {
                map.entry(folded(seen).into_owned()).or_insert(i);
            }
            self.by_name = Some(map);
        }
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
