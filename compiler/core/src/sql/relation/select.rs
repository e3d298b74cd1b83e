//! One SELECT statement under construction, and its layout.

use crate::Symbol;
use crate::ir::NamedExpr;

/// The clauses in the order they are evaluated: a step may use a SELECT only when its clause is still free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Nothing but FROM. Conditions add up, so `WHERE` stays open until the select list is set.
    Bare,
    /// `WHERE` is only closed by what comes after it.
    Where,
    /// Select list, with `GROUP BY`.
    Items,
    /// `ORDER BY`.
    Order,
    /// `LIMIT`.
    Limit,
}

/// One entry of a select list; both parts are SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) name: String,
    pub(super) sql: String,
    /// A column of what the SELECT reads, not something computed.
    pub(super) plain: bool,
}

impl Item {
    pub(super) fn sql(&self) -> String {
        if self.sql == self.name
            || self.sql.split_once('.').is_some_and(|(side, name)| side.len() == 1 && name == self.name)
        {
            self.sql.clone()
        } else {
            format!("{} AS {}", self.sql, self.name)
        }
    }
}

/// A select list.
#[derive(Debug, Clone, Default)]
pub(super) struct Items {
    /// Begins with `*`.
    pub(super) star: bool,
    pub(super) list: Vec<Item>,
}

/// One SELECT.
#[derive(Debug, Clone)]
pub(super) struct Select {
    /// A table, a CTE, a join, or a query in parentheses.
    pub(super) from: String,
    /// Whether `*` gives exactly the step's columns, in order.
    pub(super) exact: bool,
    /// `None`: all columns.
    pub(super) items: Option<Items>,
    pub(super) distinct: bool,
    /// The select list makes rows (`unnest`): nothing of it may be left out.
    pub(super) makes_rows: bool,
    conditions: Vec<String>,
    pub(super) group: Vec<String>,
    pub(super) order: Vec<String>,
    pub(super) limit: Option<u64>,
}

impl Select {
    /// From a dataset. Its table may have more columns, or another order.
    pub(super) fn source(from: &str) -> Self {
        Self {
            from: from.to_owned(),
            exact: false,
            items: None,
            distinct: false,
            makes_rows: false,
            conditions: Vec::new(),
            group: Vec::new(),
            order: Vec::new(),
            limit: None,
        }
    }

    /// From a CTE made here.
    pub(super) fn cte(name: &str) -> Self {
        Self { exact: true, ..Self::source(name) }
    }

    /// From a join, with its result's columns.
    pub(super) fn over(from: String, list: Vec<Item>) -> Self {
        Self { exact: true, items: Some(Items { star: false, list }), ..Self::source(&from) }
    }

    /// From a query of its own.
    pub(super) fn nested(sql: &str) -> Self {
        Self::cte(&format!("(\n{}\n)", indent(sql)))
    }

    /// Adds a condition.
    pub(super) fn restrict(&mut self, condition: String) {
        self.conditions.push(condition);
    }

    /// Whether this is only `SELECT * FROM from`.
    pub(super) fn is_bare(&self) -> bool {
        self.reached() == Place::Bare && self.conditions.is_empty()
    }

    /// The last clause in use. A condition alone leaves everything open.
    pub(super) fn reached(&self) -> Place {
        if self.limit.is_some() {
            Place::Limit
        } else if !self.order.is_empty() {
            Place::Order
        } else if self.items.is_some() || self.distinct {
            Place::Items
        } else {
            Place::Bare
        }
    }

    /// Whether the select list holds nothing but columns, so that earlier clauses can still be added.
    pub(super) fn only_renames(&self) -> bool {
        let plain = self.items.as_ref().is_some_and(|items| items.list.iter().all(|item| item.plain));
        plain && self.group.is_empty() && !self.distinct && !self.makes_rows
    }

    /// Whether these columns under these names can replace the select list.
    pub(super) fn can_reduce(&self, entries: &[NamedExpr], columns: &[&Symbol]) -> bool {
        if !self.group.is_empty() || self.distinct || self.makes_rows {
            return false;
        }
        match self.reached() {
            Place::Bare | Place::Where | Place::Items => true,
            // Sort keys are looked up among what is read only as long as no name means something else.
            Place::Order | Place::Limit => {
                self.items.is_none() && entries.iter().zip(columns).all(|(entry, column)| entry.name == **column)
            }
        }
    }

    /// The statement; `columns` are listed where `*` would not be exact.
    pub(super) fn sql(&self, columns: &[String]) -> String {
        let star = || vec!["*".to_owned()];
        let items = match &self.items {
            Some(Items { star: true, list }) => star().into_iter().chain(list.iter().map(Item::sql)).collect(),
            Some(Items { star: false, list }) => list.iter().map(Item::sql).collect(),
            None if self.exact => star(),
            None => columns.to_vec(),
        };
        let mut clauses = Vec::new();
        if !self.conditions.is_empty() {
            // Each is in parentheses only when there are several: `a OR b` must stay together.
            let joined = match self.conditions.as_slice() {
                [only] => only.clone(),
                several => several.iter().map(|c| format!("({c})")).collect::<Vec<_>>().join("\n  AND "),
            };
            clauses.push(format!("WHERE {joined}"));
        }
        if !self.group.is_empty() {
            clauses.push(format!("GROUP BY {}", self.group.join(", ")));
        }
        if !self.order.is_empty() {
            clauses.push(format!("ORDER BY {}", self.order.join(", ")));
        }
        if let Some(limit) = self.limit {
            clauses.push(format!("LIMIT {limit}"));
        }
        let keyword = if self.distinct { "SELECT DISTINCT" } else { "SELECT" };
        layout(keyword, &items, &self.from, &clauses)
    }
}

/// `SELECT items FROM from clauses…`.
pub(super) fn block(items: &[String], from: &str, clauses: &[String]) -> String {
    layout("SELECT", items, from, clauses)
}

fn layout(keyword: &str, items: &[String], from: &str, clauses: &[String]) -> String {
    let mut sql = match items {
        [only] => format!("{keyword} {only}"),
        several => format!("{keyword}\n{}", indent(&several.join(",\n"))),
    };
    sql.push_str("\nFROM ");
    sql.push_str(from);
    for clause in clauses {
        sql.push('\n');
        sql.push_str(clause);
    }
    sql
}

/// Two blanks before every line. Line ends inside text literals would change with it, so those lines are left alone.
pub(super) fn indent(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + sql.len() / 16);
    let (mut in_text, mut in_name, mut line_start) = (false, false, true);
    for c in sql.chars() {
        if line_start && !in_text && !in_name {
            out.push_str("  ");
        }
        match c {
            '\'' if !in_name => in_text = !in_text,
            '"' if !in_text => in_name = !in_name,
            _ => {}
        }
        line_start = c == '\n';
        out.push(c);
    }
    out
}
