//! Columns to rows and arrays to rows. Both engines unnest, with different words.

use super::select::{Item, Items, Select};
use super::{Builder, Dialect, Place, RenderError, quote_string};
use crate::Symbol;
use crate::ir::{Column, NamedExpr, Step};
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
        let from = match self.context.dialect {
            Dialect::Trino => self.relation(),
            Dialect::DataFusion | Dialect::Spark => {
                self.open(Place::Items);
                String::new()
            }
        };
        let values = columns.iter().map(|c| self.expr(&c.expr)).collect::<Result<Vec<_>, _>>()?;
        let (names, values) = (names.join(", "), values.join(", "));
        let made = |c: &Symbol| c == name || c == value;
        match self.context.dialect {
            Dialect::Trino => {
                let new = format!("u ({}, {})", self.quoted(name), self.quoted(value));
                let from = format!("{from} AS s\nCROSS JOIN UNNEST(ARRAY[{names}], ARRAY[{values}]) AS {new}");
                let items = self.unnested_items(step, &made);
                self.select = Select::over(from, items);
            }
            Dialect::DataFusion | Dialect::Spark => {
                self.make_rows(step, &|c| {
                    let list = if c == name { Some(&names) } else { (c == value).then_some(&values) };
                    list.map(|list| format!("unnest(make_array({list}))"))
                });
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
        let array = self.existing(explode.column).sql;
        let unnest = if explode.keep_empty { "unnest_outer" } else { "unnest" };
        self.make_rows(step, &|c| {
            if c == explode.alias {
                Some(format!("{unnest}({array})"))
            } else {
                // Lists of one row are unnested side by side.
                (Some(c) == explode.position)
                    .then(|| format!("{unnest}(range(1, CAST(array_length({array}) AS BIGINT) + 1))"))
            }
        });
    }

    /// A select list of the step's columns, some of which make several rows of one.
    fn make_rows(&mut self, step: &Step, made: &dyn Fn(&Symbol) -> Option<String>) {
        let item = |c: &Column| match made(&c.name) {
            Some(sql) => Item { name: self.quoted(&c.name), sql, plain: false },
            None => self.existing(&c.name),
        };
        self.select.items = Some(Items { star: false, list: step.columns.iter().map(item).collect() });
        self.select.makes_rows = true;
    }

    /// The step's columns: made ones from the unnested relation `u`, the others from the source `s`.
    fn unnested_items(&self, step: &Step, made: &dyn Fn(&Symbol) -> bool) -> Vec<Item> {
        let item = |c: &Column| {
            let name = self.quoted(&c.name);
            Item { sql: format!("{}.{name}", if made(&c.name) { "u" } else { "s" }), name, plain: false }
        };
        step.columns.iter().map(item).collect()
    }
}

fn holds_structs(ty: &Type) -> bool {
    matches!(ty, Type::Array(item) if matches!(**item, Type::Struct(_)))
}
