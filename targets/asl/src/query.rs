//! The queries: all by one call of the Lambda function, or each by Step Functions itself.

use pipelinec_core::target::QUERY_FUNCTION_SECONDS;
use pipelinec_core::types::Type;
use pipelinec_core::{Diagnostic, Span, Symbol, diag};
use pipelinec_syntax::tree::environments::{Environment, QueryVia};
use serde_json::json;

use crate::model::{Catch, ResultPath, StateName, States, Task};
use crate::template::{Expression, Object, Piece};
use crate::{Builder, Exits, FAILURE, retry};

/// A little longer than the function may run, so that its own error arrives.
const LAMBDA_TIMEOUT: u32 = QUERY_FUNCTION_SECONDS + 60;
/// Athena's limit for a SELECT is 30 minutes, its queue not counted.
const ATHENA_TIMEOUT: u32 = 3_600;

/// A single quote, put there with the parameters.
const QUOTE: &str = "$.quote";

/// Whether Step Functions itself writes parameters into statements.
pub(crate) fn has_literals(environment: &Environment, queries: &[Query]) -> bool {
    environment.query.via == QueryVia::Athena && queries.iter().any(|query| !query.parameters.is_empty())
}

/// A query of the spec as an Athena statement.
#[derive(Debug, Clone)]
pub struct Query {
    /// Its name.
    pub name: Symbol,
    /// One SELECT, parameters as `?`.
    pub sql: String,
    /// One per `?`, in order.
    pub parameters: Vec<Parameter>,
    /// Its place in the spec.
    pub span: Span,
}

/// What stands for one `?`.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// The run parameter.
    pub name: Symbol,
    /// Its type.
    pub ty: Type,
}

/// A statement that Step Functions runs itself.
pub(crate) struct Statement {
    pub(crate) state: String,
    /// For the report of a failure.
    pub(crate) what: String,
    pub(crate) comment: String,
    pub(crate) sql: String,
    /// SQL literals for `?`.
    pub(crate) values: Vec<Expression>,
}

/// Queries that cannot run as the environment wants.
pub(crate) fn check(environment: &Environment, queries: &[Query]) -> Vec<Diagnostic> {
    if environment.query.via == QueryVia::Lambda {
        return Vec::new();
    }
    let mut found = Vec::new();
    for query in queries {
        if let Some(parameter) = query.parameters.iter().find(|parameter| literal(parameter).is_none()) {
            found.push(diag::text_parameter(query.span, &query.name, &parameter.name));
        }
    }
    found
}

impl Builder<'_> {
    /// All queries of the plan.
    pub(crate) fn queries(&self, states: &mut States, queries: &[Query], exits: &Exits) -> StateName {
        if queries.is_empty() {
            return exits.next.clone();
        }
        let first = match self.environment.query.via {
            QueryVia::Lambda => self.invoke(states, queries, exits),
            QueryVia::Athena => queries.iter().rev().fold(exits.next.clone(), |next, query| {
                let statement = Statement {
                    state: format!("Query {}", query.name),
                    what: format!("query {}", query.name),
                    comment: format!("Runs the query{}.", self.spots(&[query.span])),
                    sql: query.sql.clone(),
                    values: query.parameters.iter().filter_map(literal).collect(),
                };
                self.statement(states, statement, &Exits { next, failure: exits.failure.clone() })
            }),
        };
        self.settle(states, "Settle before the queries", self.environment.query.settle_seconds, first)
    }

    fn invoke(&self, states: &mut States, queries: &[Query], exits: &Exits) -> StateName {
        let names: Vec<&str> = queries.iter().map(|query| &*query.name).collect();
        let spans: Vec<Span> = queries.iter().map(|query| query.span).collect();
        let comment = "Writes down that a query failed; the error says which.";
        let failed = self.note(states, "Queries failed", "the queries", comment, &exits.failure);
        let payload = Object::new().with("queries", json!(names)).with("parameters", Expression::path("$.params"));
        states.add(
            "Run queries",
            Task {
                comment: format!("Runs the queries and waits for them{}.", self.spots(&spans)),
                resource: self.resource("lambda:invoke"),
                parameters: Object::new().with("FunctionName", self.names.function.as_str()).with("Payload", payload),
                result_selector: Some(Object::new().with("answer", Expression::path("$.Payload"))),
                result_path: ResultPath::Field("$.results"),
                timeout_seconds: LAMBDA_TIMEOUT,
                retry: retry::LAMBDA.into(),
                catch: Catch { into: FAILURE, next: failed },
                then: (&exits.next).into(),
            },
        )
    }

    /// One statement, and the note of its failure.
    pub(crate) fn statement(&self, states: &mut States, statement: Statement, exits: &Exits) -> StateName {
        let Statement { state, what, comment, sql, values } = statement;
        let note = "Writes down which statement failed. The jobs' outputs are complete.";
        let failed = self.note(states, &format!("{state} failed"), &what, note, &exits.failure);
        let mut parameters = Object::new()
            .with("QueryString", sql)
            .with("QueryExecutionContext", json!({ "Database": self.names.database }))
            .with("WorkGroup", self.environment.query.workgroup.as_str())
            .with("ResultConfiguration", json!({ "OutputLocation": self.uri(&self.environment.layout.results) }));
        if !values.is_empty() {
            parameters = parameters.with("ExecutionParameters", Expression::array(&values));
        }
        states.add(
            state,
            Task {
                comment,
                resource: self.resource("athena:startQueryExecution.sync"),
                parameters,
                result_selector: None,
                result_path: ResultPath::Nowhere,
                timeout_seconds: ATHENA_TIMEOUT,
                retry: retry::ATHENA.into(),
                catch: Catch { into: FAILURE, next: failed },
                then: (&exits.next).into(),
            },
        )
    }
}

/// The parameter's value as a SQL literal. None for text: the language of the machine cannot double its quotes.
fn literal(parameter: &Parameter) -> Option<Expression> {
    let value = || Piece::Value(Expression::path(format!("$.params.{}", parameter.name)));
    // By its path: `\'` inside a text of an intrinsic function is not read alike by all interpreters.
    let quote = || Piece::Value(Expression::path(QUOTE));
    match &parameter.ty {
        Type::Date => Some(Expression::format(&[Piece::Text("DATE "), quote(), value(), quote()])),
        Type::Timestamp => Some(Expression::format(&[Piece::Text("TIMESTAMP "), quote(), value(), quote()])),
        Type::Boolean | Type::Bigint | Type::Double | Type::Decimal(_) => {
            let ty = parameter.ty.to_string().to_uppercase();
            Some(Expression::format(&[
                Piece::Text("CAST("),
                quote(),
                value(),
                quote(),
                Piece::Text(" AS "),
                Piece::Text(&ty),
                Piece::Text(")"),
            ]))
        }
        Type::String | Type::Array(_) | Type::Struct(_) | Type::Map(_) | Type::Null | Type::Error => None,
    }
}
