//! The reference page and `pipelinec explain FUNCTION`, written from the table.

use std::collections::BTreeSet;

use super::casts::CASTS;
use super::{Accepts, Category, Cell, Function, Guard, Kind, LiteralRule, Overload, Param, Return, find, table};

/// The reference of all functions, operators and casts, in Markdown.
#[must_use]
pub fn reference() -> String {
    let mut out = String::from(
        "# Functions\n\n\
         Generated from the function table (`compiler/core/src/functions`); do not edit.\n\n\
         Every function means the same in generated Spark jobs, in Athena and in local runs. Arguments widen as \
         `docs/language.md` says. \"Literal\" arguments must be written as constants.\n",
    );
    let mut group = None;
    for function in table() {
        if group != Some(function.category) {
            group = Some(function.category);
            out.push_str(&format!("\n## {}\n", title(function.category)));
        }
        out.push('\n');
        out.push_str(&section(function));
        out.push_str(&engines(function));
    }
    out.push_str(&casts());
    out
}

/// The section of one function, operator (`+`, `like`) or alias.
#[must_use]
pub fn explain(name: &str) -> Option<String> {
    let by_surface = || {
        let spelled = |surface: &str| surface.split([' ', ',']).any(|word| word == name) || surface == name;
        table().iter().copied().find(|f| f.category == Category::Operator && f.surface.is_some_and(spelled))
    };
    let function = find(name).map(|(_, function)| function).or_else(by_surface)?;
    Some(section(function) + &engines(function))
}

const fn title(category: Category) -> &'static str {
    match category {
        Category::Operator => "Operators",
        Category::String => "Text",
        Category::Regex => "Regular expressions",
        Category::Math => "Numbers",
        Category::Conditional => "Choice",
        Category::DateTime => "Dates and times",
        Category::Json => "JSON",
        Category::Array => "Arrays",
        Category::Hash => "Hashes and encodings",
        Category::Aggregate => "Aggregates",
        Category::Window => "Window functions",
    }
}

fn section(function: &Function) -> String {
    let mut out = format!("### `{}`\n\n", function.name);
    if let Some(surface) = function.surface {
        out.push_str(&format!("Written `{surface}`.\n"));
    }
    if !function.aliases.is_empty() {
        let aliases: Vec<String> = function.aliases.iter().map(|alias| format!("`{alias}`")).collect();
        out.push_str(&format!("Also {}.\n", aliases.join(", ")));
    }
    if function.surface.is_some() || !function.aliases.is_empty() {
        out.push('\n');
    }
    out.push_str("```text\n");
    let mut seen = BTreeSet::new();
    for overload in function.overloads {
        let signature = signature(function, overload);
        if seen.insert(signature.clone()) {
            out.push_str(&signature);
            out.push('\n');
        }
    }
    out.push_str(&format!("```\n\n{}\n\n- Null: {}.\n", function.doc, function.nulls));
    if let Some(place) = place(function.kind) {
        out.push_str(&format!("- Stands {place}.\n"));
    }
    for pitfall in function.pitfalls {
        out.push_str(&format!("- By hand: {pitfall}.\n"));
    }
    out.push_str("\n```text\n");
    for example in function.examples {
        out.push_str(&format!("{}  →  {}\n", example.expr, shown(example.result)));
    }
    out.push_str("```\n");
    out
}

fn shown(result: &str) -> &str {
    if result.is_empty() { "(the empty text)" } else { result }
}

const fn place(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Scalar => None,
        Kind::Aggregate { window: true, .. } => Some("in measures, and with `over (…)`"),
        Kind::Aggregate { window: false, .. } => Some("in measures"),
        Kind::Window { frame: true } => Some("with `over (…)`, over its frame"),
        Kind::Window { frame: false } => Some("with `over (…)`, without a frame"),
    }
}

/// A signature as the reference and editors show it: `left(s: string, n: bigint) -> string`.
#[must_use]
pub fn signature(function: &Function, overload: &Overload) -> String {
    let mut params: Vec<String> = overload.params.iter().map(parameter).collect();
    if overload.variadic {
        params.push("…".to_owned());
    }
    format!("{}({}) -> {}", function.name, params.join(", "), result(overload.returns))
}

fn parameter(param: &Param) -> String {
    let of = match param.literal {
        LiteralRule::Any => accepts(param.ty).to_owned(),
        LiteralRule::Literal => format!("{} literal", accepts(param.ty)),
        LiteralRule::OneOf(words) => words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" | "),
        LiteralRule::Regex | LiteralRule::RegexNonEmpty => "regular expression".to_owned(),
        LiteralRule::Replacement => "replacement".to_owned(),
        LiteralRule::LikePattern => "pattern".to_owned(),
        LiteralRule::DateFormat | LiteralRule::TimestampFormat | LiteralRule::OutputFormat => "format".to_owned(),
        LiteralRule::JsonPath => "JSON path".to_owned(),
        LiteralRule::TimeZone => "time zone".to_owned(),
    };
    format!("{}: {of}", param.name)
}

const fn accepts(ty: Accepts) -> &'static str {
    match ty {
        Accepts::Boolean => "boolean",
        Accepts::Bigint => "bigint",
        Accepts::Double => "double",
        Accepts::Decimal => "decimal",
        Accepts::String => "string",
        Accepts::Date => "date",
        Accepts::Timestamp => "timestamp",
        Accepts::T | Accepts::OrderableT => "T",
        Accepts::OrderableU => "U",
        Accepts::ArrayOfT => "array<T>",
        Accepts::ArrayOfString => "array<string>",
    }
}

fn result(returns: Return) -> String {
    match returns {
        Return::Type(ty) => ty.to_string(),
        Return::T => "T".to_owned(),
        Return::ArrayOfT => "array<T>".to_owned(),
        Return::ArrayOfString => "array<string>".to_owned(),
        Return::First => "the first argument's type".to_owned(),
        Return::Decimal(_) => "decimal".to_owned(),
    }
}

/// What the engines run, folded away: for people who read generated code.
fn engines(function: &Function) -> String {
    let mut out = String::from("\n<details><summary>What the engines run</summary>\n\n```sql\n");
    for overload in function.overloads {
        let condition = if selects(overload) { "  -- where it cannot overflow, or for these literals" } else { "" };
        out.push_str(&format!("-- {}{condition}\n", signature(function, overload)));
        let cells = [("Spark", overload.spark), ("Athena", overload.trino), ("local", overload.datafusion)];
        for (engine, cell) in cells {
            match cell {
                Cell::Sql(sql) => out.push_str(&format!("{engine:>6}: {sql}\n")),
                Cell::Unsupported(why) => out.push_str(&format!("{engine:>6}: not available ({why})\n")),
            }
        }
    }
    out.push_str("```\n\n</details>\n");
    out
}

/// Whether a guard chooses between signatures instead of refusing arguments.
fn selects(overload: &Overload) -> bool {
    overload.guards.iter().any(|guard| matches!(guard, Guard::Decimals(..) | Guard::EndsWithIndex(_)))
}

fn casts() -> String {
    let mut out = String::from(
        "\n## Casts\n\n\
         `cast` fails the run on a value that does not fit, `try_cast` gives null. Other pairs do not exist.\n\n\
         | from | to | meaning |\n|---|---|---|\n",
    );
    for rule in CASTS {
        let note = rule.note.map(|note| format!(" ({note})")).unwrap_or_default();
        out.push_str(&format!("| {} | {} | {}{note} |\n", rule.from.name(), rule.to.name(), rule.doc));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_aliases_and_operators_are_explained() {
        assert!(explain("substr").unwrap().starts_with("### `substring`"));
        assert!(explain("+").unwrap().starts_with("### `add`"));
        assert!(explain("like").unwrap().contains("'50%' like '50!%' escape '!'  →  true"));
        assert_eq!(explain("nothing"), None);
    }

    #[test]
    fn the_page_has_every_function_and_cast() {
        let page = reference();
        for function in table() {
            assert!(page.contains(&format!("\n### `{}`\n", function.name)), "{}", function.name);
        }
        assert!(page.contains("date_add(unit: 'day', n: bigint, x: date) -> date"));
        assert!(page.contains("| string | date |"));
    }
}
