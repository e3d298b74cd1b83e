//! One query of the spec as one Athena statement.

use std::collections::BTreeSet;

use pipelinec_core::ir::{Column, Dataset, DatasetId, DatasetKind, OutputFormat, Pipeline};
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

/// A table's name, or a SELECT that gives its columns the types of the language: Hive tables hold timestamps in
/// milliseconds, and the tables of CSV hold text.
fn table(pipeline: &Pipeline, id: DatasetId) -> String {
    let Some(dataset) = pipeline.dataset(id) else { return String::new() };
    let name = quote_identifier(Dialect::Trino, &dataset.name.to_lowercase());
    let columns: Vec<Option<String>> = dataset.columns.iter().map(|column| typed(dataset, column)).collect();
    if columns.iter().all(Option::is_none) {
        return name;
    }
    let columns = columns.into_iter().zip(dataset.columns.iter()).map(|(expression, column)| {
        let name = quote_identifier(Dialect::Trino, &column.name);
        expression.map_or_else(|| name.clone(), |expression| format!("{expression} AS {name}"))
    });
    format!("(\n  SELECT\n    {}\n  FROM {name}\n)", columns.collect::<Vec<_>>().join(",\n    "))
}

/// How a stored column becomes one of the language; `None`: it is one.
fn typed(dataset: &Dataset, column: &Column) -> Option<String> {
    let name = quote_identifier(Dialect::Trino, &column.name);
    // Partition columns come from the names of folders.
    let is_text = dataset.output.format == OutputFormat::Csv && !dataset.output.partition_by.contains(&column.name);
    let text = || if column.nullable { format!("nullif({name}, '')") } else { name.clone() };
    let cast = |ty: &str| if is_text { format!("CAST({} AS {ty})", text()) } else { format!("CAST({name} AS {ty})") };
    match &column.ty {
        Type::Timestamp => Some(cast("TIMESTAMP(6)")),
        Type::String => is_text.then(text).filter(|text| *text != name),
        Type::Boolean | Type::Bigint | Type::Double | Type::Decimal(_) | Type::Date => {
            is_text.then(|| cast(&column.ty.to_string().to_uppercase()))
        }
        // CSV holds none of these.
        Type::Array(_) | Type::Struct(_) | Type::Map(_) | Type::Null | Type::Error => None,
    }
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
