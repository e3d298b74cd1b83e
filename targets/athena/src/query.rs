//! One query of the spec as one Athena statement.

use std::collections::BTreeSet;

use pipelinec_core::ir::{DatasetId, DatasetKind, Pipeline};
use pipelinec_core::plan::Plan;
use pipelinec_core::sql::relation::query_sql;
use pipelinec_core::sql::{Dialect, RenderError, quote_identifier};
use pipelinec_core::target::Places;
use pipelinec_core::types::Type;
use pipelinec_core::{Diagnostic, Span, Symbol, diag};

/// Athena's limit for a query string, in bytes. Source: Athena service quotes, "Query string length".
const MAX_QUERY_BYTES: usize = 262_144;

/// A statement and what it needs.
#[derive(Debug, Clone, PartialEq)]
pub struct QuerySql {
    /// The dataset's name.
    pub name: Symbol,
    /// For people.
    pub description: Option<String>,
    /// One SELECT, parameters as `?`.
    pub sql: String,
    /// The parameters, one per `?`, in order.
    pub parameters: Vec<Parameter>,
    /// Where the query stands in the spec.
    pub span: Span,
}

/// What stands for one `?`.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The run parameter.
    pub name: Symbol,
    /// Its type.
    pub ty: Type,
}

impl QuerySql {
    /// The file: where it comes from, what it is for, the statement.
    #[must_use]
    pub fn file(&self, places: &Places<'_>) -> String {
        let mut out = format!("-- {}, from {}\n", self.name, places.show(self.span));
        // Trino ends a comment at a carriage return, too.
        for line in self.description.iter().flat_map(|text| text.split(['\n', '\r'])).filter(|line| !line.is_empty()) {
            out.push_str(&format!("-- {line}\n"));
        }
        for (index, parameter) in self.parameters.iter().enumerate() {
            out.push_str(&format!("-- ? {}: {} ({})\n", index + 1, parameter.name, parameter.ty));
        }
        out + &self.sql + "\n"
    }
}

/// Renders a query.
///
/// # Errors
/// When Athena cannot say one of its expressions, or the statement is longer than Athena takes.
pub fn query(plan: &Plan, id: DatasetId) -> Result<QuerySql, Diagnostic> {
    let Some(dataset) = plan.pipeline.dataset(id) else {
        return Ok(QuerySql {
            name: "".into(),
            description: None,
            sql: String::new(),
            parameters: Vec::new(),
            span: Span::default(),
        });
    };
    let (sql, parameters) = statement(&plan.pipeline, id).map_err(|error| error.diagnostic())?;
    if sql.len() > MAX_QUERY_BYTES {
        return Err(diag::query_too_long(dataset.span, &dataset.name, sql.len()));
    }
    Ok(QuerySql {
        name: dataset.name.clone(),
        description: dataset.description.clone(),
        sql,
        parameters,
        span: dataset.span,
    })
}

/// The statement and what its `?` stand for. It is rendered twice: first without the parameters, which shows what the
/// spec's own texts hold, then with a mark around each parameter that none of those texts can imitate.
fn statement(pipeline: &Pipeline, id: DatasetId) -> Result<(String, Vec<Parameter>), RenderError> {
    let texts = select(pipeline, id, &|_| String::new())?;
    let mark = free_mark(&texts);
    let marked = select(pipeline, id, &|name| format!("{mark}{name}{mark}"))?;
    Ok(number_parameters(pipeline, &marked, mark))
}

/// A character that does not occur in `texts`, nor in any name of a parameter: private use comes first, and longer
/// than that goes no spec.
fn free_mark(texts: &str) -> char {
    let used: BTreeSet<char> = texts.chars().filter(|c| !c.is_ascii()).collect();
    ('\u{e000}'..=char::MAX).find(|c| !used.contains(c)).unwrap_or(char::MAX)
}

fn select(pipeline: &Pipeline, id: DatasetId, param: &dyn Fn(&Symbol) -> String) -> Result<String, RenderError> {
    let sources = sources(pipeline, id, param)?;
    let source =
        |id: DatasetId| sources.iter().find(|(known, _)| *known == id).map(|(_, sql)| sql.clone()).unwrap_or_default();
    query_sql(Dialect::Trino, pipeline, id, &source, &|name, _| param(name))
}

/// How each dataset that the query reads is read: a table by its name, another query in parentheses.
fn sources(
    pipeline: &Pipeline,
    id: DatasetId,
    param: &dyn Fn(&Symbol) -> String,
) -> Result<Vec<(DatasetId, String)>, RenderError> {
    let mut out = Vec::new();
    for read in pipeline.dataset(id).map(|d| d.reads()).unwrap_or_default() {
        let Some(dataset) = pipeline.dataset(read) else { continue };
        if out.iter().any(|(known, _)| *known == read) {
            continue;
        }
        let sql = if matches!(dataset.kind, DatasetKind::Query(_)) {
            let inner = select(pipeline, read, param)?;
            // A query that reads another twice holds it twice: a chain of those would double at every link.
            if inner.len() > MAX_QUERY_BYTES {
                return Err(RenderError::TooLarge { bytes: inner.len(), span: dataset.span });
            }
            format!("(\n{inner}\n)")
        } else {
            table(pipeline, read)
        };
        out.push((read, sql));
    }
    Ok(out)
}

/// A table's name; with timestamps, a SELECT that gives them the language's precision (Hive tables hold milliseconds).
fn table(pipeline: &Pipeline, id: DatasetId) -> String {
    let Some(dataset) = pipeline.dataset(id) else { return String::new() };
    let quote = |name: &str| quote_identifier(Dialect::Trino, name);
    let name = quote(&dataset.name.to_lowercase());
    if !dataset.columns.iter().any(|column| column.ty == Type::Timestamp) {
        return name;
    }
    let columns: Vec<String> = dataset
        .columns
        .iter()
        .map(|column| match column.ty {
            Type::Timestamp => format!("CAST({0} AS TIMESTAMP(6)) AS {0}", quote(&column.name)),
            Type::Boolean
            | Type::Bigint
            | Type::Double
            | Type::Decimal(_)
            | Type::String
            | Type::Date
            | Type::Array(_)
            | Type::Struct(_)
            | Type::Map(_)
            | Type::Null
            | Type::Error => quote(&column.name),
        })
        .collect();
    format!("(SELECT {} FROM {name})", columns.join(", "))
}

/// Turns marks into `?` and lists what they stand for, in the order of the text.
fn number_parameters(pipeline: &Pipeline, marked: &str, mark: char) -> (String, Vec<Parameter>) {
    let mut sql = String::with_capacity(marked.len());
    let mut parameters = Vec::new();
    for (index, part) in marked.split(mark).enumerate() {
        if index % 2 == 0 {
            sql.push_str(part);
        } else if let Some(param) = pipeline.params.iter().find(|p| *p.name == *part) {
            sql.push('?');
            parameters.push(Parameter { name: param.name.clone(), ty: param.ty.clone() });
        }
    }
    (sql, parameters)
}
