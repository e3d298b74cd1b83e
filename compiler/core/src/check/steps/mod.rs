//! Steps: each keyword becomes one or several operators, with the columns and the grain after it.

use pipelinec_syntax::tree::{Step, StepKind};

use super::checker::Checker;
use super::group::Grouping;
use super::rows::{At, Chain};

mod columns;
mod dedupe;
mod derive;
mod explode;
mod filter;
mod join;
mod join_columns;
mod pivot;
mod sort;
mod union;

pub(crate) use sort::total_order;

impl<'t> Checker<'t> {
    /// One step.
    pub(crate) fn step(&mut self, chain: &mut Chain<'t>, step: &'t Step) {
        let at = At { keyword: keyword(&step.kind), span: step.keyword };
        match &step.kind {
            StepKind::Error => chain.rows = chain.rows.after_error(),
            StepKind::Filter(condition) => self.filter(chain, condition, at),
            StepKind::Derive(entries) => self.derive(chain, entries, at),
            StepKind::Select(entries) => self.select(chain, entries, at),
            StepKind::Drop(names) => self.drop_columns(chain, names, at),
            StepKind::Rename(pairs) => self.rename(chain, pairs, at),
            StepKind::Cast(pairs) => self.cast(chain, pairs, at),
            StepKind::Fill(entries) => self.fill(chain, entries, at),
            StepKind::Join(join) => self.join(chain, join, step.keyword, at),
            StepKind::Union { with, distinct } => self.union(chain, with, *distinct, at),
            StepKind::Dedupe { by, order } => self.dedupe(chain, by, order, at),
            StepKind::Aggregate { by, measures, having } => {
                let having = having.as_deref();
                self.group(chain, &Grouping { by, measures, conditions: &[], having, top: None }, at);
            }
            StepKind::Sort(keys) => self.sort(chain, keys, at),
            StepKind::Limit(limit) => self.limit(chain, limit, at),
            StepKind::Pivot { by, column, values, measures } => {
                self.pivot(chain, &pivot::Pivot { by, column, values, measures }, at);
            }
            StepKind::Unpivot { columns, name, value } => self.unpivot(chain, columns, (name, value), at),
            StepKind::Explode { column, alias, position, keep_empty } => {
                self.explode(chain, column, (alias.as_ref(), position.as_ref()), *keep_empty, at);
            }
        }
    }
}

/// The keyword as the user wrote it.
const fn keyword(kind: &StepKind) -> &'static str {
    match kind {
        StepKind::Error => "",
        StepKind::Filter(_) => "filter",
        StepKind::Derive(_) => "derive",
        StepKind::Select(_) => "select",
        StepKind::Drop(_) => "drop",
        StepKind::Rename(_) => "rename",
        StepKind::Cast(_) => "cast",
        StepKind::Fill(_) => "fill",
        StepKind::Join(_) => "join",
        StepKind::Union { .. } => "union",
        StepKind::Dedupe { .. } => "dedupe",
        StepKind::Aggregate { .. } => "aggregate",
        StepKind::Sort(_) => "sort",
        StepKind::Limit(_) => "limit",
        StepKind::Pivot { .. } => "pivot",
        StepKind::Unpivot { .. } => "unpivot",
        StepKind::Explode { .. } => "explode",
    }
}
