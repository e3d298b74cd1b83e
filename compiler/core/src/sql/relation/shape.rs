//! Columns to rows and arrays to rows. Both engines unnest, with different words.

use super::select::Select;
use super::{Builder, Dialect, Place, RenderError, quote_string};
use crate::Symbol;
use crate::ir::{NamedExpr, Step};
use crate::types::Type;

/// The fields of `Op::Explode`.
pub(super) struct Explode<'a> {
    pub(super) column: &'a Symbol,
    pub(super) alias: &'a Symbol,
    pub(super) position: Option<&'a Symbol>,
    pub(super) keep_empty: bool,
}

impl Builder<'_> {
    pub(super) fn unpivot(
        &mut self,
        step: &Step,
        columns: &[NamedExpr],
        name: &Symbol,
        value: &Symbol,
    ) -> Result<(), RenderError> {
        let names: Vec<String> = columns.iter().map(|c| quote_string(self.context.dialect, &c.name)).collect();
        let values = columns.iter().map(|c| self.expr(&c.expr)).collect::<Result<Vec<_>, _>>()?;
        let (names, values) = (names.join(", "), values.join(", "));
        let made = |c: &Symbol| c == name || c == value;
        match self.context.dialect {
            Dialect::Trino => {
                let from = self.relation();
                let new = format!("u ({}, {})", self.quoted(name), self.quoted(value));
                let from = format!("{from} AS s\nCROSS JOIN UNNEST(ARRAY[{names}], ARRAY[{values}]) AS {new}");
                let items = self.unnested_items(step, &made);
                self.select = Select::over(from, items);
            }
            Dialect::DataFusion | Dialect::Spark => {
                self.open(Place::Items);
                let items = step.columns.iter().map(|c| {
                    let quoted = self.quoted(&c.name);
                    if c.name == *name {
                        format!("unnest(make_array({names})) AS {quoted}")
                    } else if c.name == *value {
                        format!("unnest(make_array({values})) AS {quoted}")
                    } else {
                        quoted
                    }
                });
                self.select.items = Some(items.collect());
            }
        }
        Ok(())
    }

    pub(super) fn explode(&mut self, step: &Step, explode: &Explode<'_>) -> Result<(), RenderError> {
        match self.context.dialect {
            Dialect::Trino => self.explode_trino(step, explode),
            Dialect::DataFusion | Dialect::Spark => self.explode_datafusion(step, explode),
        }
        Ok(())
    }

    fn explode_trino(&mut self, step: &Step, explode: &Explode<'_>) {
        let from = self.relation();
        let mut array = format!("s.{}", self.quoted(explode.column));
        // UNNEST spreads rows over columns; one more row around each keeps the element whole.
        if self.columns.iter().any(|c| c.name == *explode.column && holds_structs(&c.ty)) {
            array = format!("transform({array}, x -> ROW(x))");
        }
        let alias = self.quoted(explode.alias);
        let new = match explode.position {
            Some(position) => format!(" WITH ORDINALITY AS u ({alias}, {})", self.quoted(position)),
            None => format!(" AS u ({alias})"),
        };
        let (words, on) = if explode.keep_empty { ("LEFT JOIN", " ON TRUE") } else { ("CROSS JOIN", "") };
        let items = self.unnested_items(step, &|c| c == explode.alias || Some(c) == explode.position);
        self.select = Select::over(format!("{from} AS s\n{words} UNNEST({array}){new}{on}"), items);
    }

    fn explode_datafusion(&mut self, step: &Step, explode: &Explode<'_>) {
        self.open(Place::Items);
        let array = self.quoted(explode.column);
        let unnest = if explode.keep_empty { "unnest_outer" } else { "unnest" };
        let items = step.columns.iter().map(|c| {
            let quoted = self.quoted(&c.name);
            if c.name == *explode.alias {
                format!("{unnest}({array}) AS {quoted}")
            } else if Some(&c.name) == explode.position {
                // Lists of one row are unnested side by side.
                format!("{unnest}(range(1, CAST(array_length({array}) AS BIGINT) + 1)) AS {quoted}")
            } else {
                quoted
            }
        });
        self.select.items = Some(items.collect());
    }

    /// The step's columns: made ones from the unnested relation `u`, the others from the source `s`.
    fn unnested_items(&self, step: &Step, made: &dyn Fn(&Symbol) -> bool) -> Vec<String> {
        step.columns
            .iter()
            .map(|c| format!("{}.{}", if made(&c.name) { "u" } else { "s" }, self.quoted(&c.name)))
            .collect()
    }
}

fn holds_structs(ty: &Type) -> bool {
    matches!(ty, Type::Array(item) if matches!(**item, Type::Struct(_)))
}
