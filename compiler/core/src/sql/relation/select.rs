//! One SELECT statement under construction, and its layout.

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

/// One SELECT.
#[derive(Debug, Clone)]
pub(super) struct Select {
    /// A table, a CTE, a join, or a query in parentheses.
    pub(super) from: String,
    /// Whether `*` gives exactly the step's columns, in order.
    pub(super) exact: bool,
    /// `None`: all columns.
    pub(super) items: Option<Vec<String>>,
    pub(super) distinct: bool,
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
    pub(super) fn over(from: String, items: Vec<String>) -> Self {
        Self { exact: true, items: Some(items), ..Self::source(&from) }
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

    /// The statement; `columns` are listed where `*` would not be exact.
    pub(super) fn sql(&self, columns: &[String]) -> String {
        let star = ["*".to_owned()];
        let items = match &self.items {
            Some(items) => items.as_slice(),
            None if self.exact => &star,
            None => columns,
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
        layout(keyword, items, &self.from, &clauses)
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
