//! Run parameters: from the execution's input `{"params": {…}}`, else their defaults, checked before anything costs
//! money. After this part every parameter is there and is text, a number or a boolean, so that no later path can fail.

use pipelinec_core::ir::{Literal, Param, ParamDefault};
use pipelinec_core::types::Type;
use serde_json::{Value, json};

use crate::condition::{Condition, Rule};
use crate::model::{Choice, Output, Pass, ResultPath, StateName, States};
use crate::template::{Expression, Field, Object, Piece};
use crate::{Builder, Exits};

const GIVEN: &str = "$.given.params";
/// Dates and timestamps, as the test for timestamps wants them.
const INSTANTS: &str = "$.instants";

impl Builder<'_> {
    /// The first states. They replace the input, which may be anything, by an object that later states can add to.
    pub(crate) fn params(&self, states: &mut States, exits: &Exits) -> StateName {
        let params = &self.plan.pipeline.params;
        if params.is_empty() {
            let start = Pass {
                comment: "The pipeline has no parameters: the input does not matter.".into(),
                output: Output::Result(json!({ "params": {} })),
                result_path: ResultPath::Everything,
                then: (&exits.next).into(),
            };
            return states.add("Start", start);
        }
        let wrong = self.wrong_params(states, &exits.failure);
        let checked = self.check(states, exits, &wrong);
        let then = || (&checked).into();
        let from_defaults = states.add(
            "Take the defaults",
            Pass {
                comment: "The input names no parameters.".into(),
                output: Output::Parameters(Object::new().with("params", Expression::path("$.defaults"))),
                result_path: ResultPath::Everything,
                then: then(),
            },
        );
        let merged = Expression::merge(&Expression::path("$.defaults"), &Expression::path(GIVEN));
        let from_input = states.add(
            "Take the input",
            Pass {
                comment: "Parameters of the input, and defaults for the rest.".into(),
                output: Output::Parameters(Object::new().with("params", merged)),
                result_path: ResultPath::Everything,
                then: then(),
            },
        );
        let given = states.add(
            "Are parameters given?",
            Choice {
                comment: "An input without `params` is fine.".into(),
                choices: vec![
                    Rule { condition: scalar_given(), next: wrong },
                    Rule { condition: Condition::Present(GIVEN.into()), next: from_input },
                ],
                default: from_defaults,
            },
        );
        self.start(states, &given)
    }

    fn start(&self, states: &mut States, next: &StateName) -> StateName {
        let params = &self.plan.pipeline.params;
        let defaults = params.iter().fold(Object::new(), |all, param| match default(param) {
            Some(field) => all.with(&param.name, field),
            None => all,
        });
        states.add(
            "Start",
            Pass {
                comment: format!("Run parameters and their defaults{}.", self.places_of_params()),
                output: Output::Parameters(
                    Object::new().with("defaults", defaults).with("given", Expression::path("$$.Execution.Input")),
                ),
                result_path: ResultPath::Everything,
                then: next.into(),
            },
        )
    }

    fn places_of_params(&self) -> String {
        self.spots(&self.plan.pipeline.params.iter().map(|param| param.span).collect::<Vec<_>>())
    }

    fn wrong_params(&self, states: &mut States, failure: &StateName) -> StateName {
        let params = &self.plan.pipeline.params;
        let wanted: Vec<String> = params.iter().map(|param| format!("{}: {}", param.name, form(&param.ty))).collect();
        let cause = format!("the input's `params` must hold {}", wanted.join(", "));
        states.add(
            "Parameters are wrong",
            Pass {
                comment: "Nothing has been started.".into(),
                output: Output::Result(json!({
                    "failed": { "what": "the check of the run parameters" },
                    "failure": { "Error": "WrongParameters", "Cause": cause },
                })),
                result_path: ResultPath::Everything,
                then: failure.into(),
            },
        )
    }

    fn check(&self, states: &mut States, exits: &Exits, wrong: &StateName) -> StateName {
        let params = &self.plan.pipeline.params;
        let right = self.keep(states, &exits.next);
        let right = self.read_dates(states, right, wrong);
        let condition = Condition::All(params.iter().flat_map(conditions).collect());
        states.add(
            "Are the parameters right?",
            Choice {
                comment: format!(
                    "Before anything is paid for: every parameter is there and looks like its type{}.",
                    self.places_of_params()
                ),
                choices: vec![Rule { condition, next: right }],
                default: wrong.clone(),
            },
        )
    }

    /// Tells dates from texts that look like one: `2024-13-01` must not show after a quarter of an hour, in a job. There is
    /// a test for timestamps only, so dates are made into such.
    fn read_dates(&self, states: &mut States, right: StateName, wrong: &StateName) -> StateName {
        let instants: Vec<(&str, Expression)> = self.plan.pipeline.params.iter().filter_map(instant).collect();
        if instants.is_empty() {
            return right;
        }
        let are_real = instants.iter().map(|(name, _)| Condition::Timestamp(format!("{INSTANTS}.{name}")));
        let decide = states.add(
            "Are the dates real?",
            Choice {
                comment: "A month 13 must not start a cluster.".into(),
                choices: vec![Rule { condition: Condition::All(are_real.collect()), next: right }],
                default: wrong.clone(),
            },
        );
        let instants = instants.into_iter().fold(Object::new(), |all, (name, instant)| all.with(name, instant));
        states.add(
            "Read the dates",
            Pass {
                comment: "Dates as timestamps, for which there is a test.".into(),
                output: Output::Parameters(instants),
                result_path: ResultPath::Field(INSTANTS),
                then: (&decide).into(),
            },
        )
    }

    /// Drops everything else that the input held: a state too large for Step Functions must not show with a cluster up.
    fn keep(&self, states: &mut States, next: &StateName) -> StateName {
        let kept = self.plan.pipeline.params.iter().fold(Object::new(), |all, param| {
            all.with(&param.name, Expression::path(format!("$.params.{}", param.name)))
        });
        states.add(
            "Keep the parameters",
            Pass {
                comment: "What else the input held is not needed.".into(),
                output: Output::Parameters(if self.has_literals {
                    Object::new().with("params", kept).with("quote", "'")
                } else {
                    Object::new().with("params", kept)
                }),
                result_path: ResultPath::Everything,
                then: next.into(),
            },
        )
    }
}

/// A date or timestamp as the test for timestamps wants it.
fn instant(param: &Param) -> Option<(&str, Expression)> {
    let path = || Expression::path(format!("$.params.{}", param.name));
    match param.ty {
        Type::Date => {
            let instant = Expression::format(&[Piece::Value(path()), Piece::Text("T00:00:00Z")]);
            Some((&param.name, instant))
        }
        // Its form has been looked at: there is a blank in it.
        Type::Timestamp => {
            let part = |index| Piece::Value(Expression::part(&path(), " ", index));
            Some((&param.name, Expression::format(&[part(0), Piece::Text("T"), part(1), Piece::Text("Z")])))
        }
        Type::Boolean
        | Type::Bigint
        | Type::Double
        | Type::Decimal(_)
        | Type::String
        | Type::Array(_)
        | Type::Struct(_)
        | Type::Map(_)
        | Type::Null
        | Type::Error => None,
    }
}

/// What cannot be merged. A list would still fail the run, which has nothing to lose yet.
fn scalar_given() -> Condition {
    let here = || GIVEN.to_owned();
    let scalar = Condition::Any(vec![
        Condition::Null(here()),
        Condition::Text(here()),
        Condition::Number(here()),
        Condition::Boolean(here()),
    ]);
    Condition::All(vec![Condition::Present(here()), scalar])
}

/// Defaults as text, whatever their type: JSON numbers would round.
fn default(param: &Param) -> Option<Field> {
    match param.default.as_ref()? {
        ParamDefault::Today => Some(Expression::today().into()),
        ParamDefault::Value(literal) => text(literal).map(Field::from),
    }
}

fn text(literal: &Literal) -> Option<Value> {
    match literal {
        Literal::Null => None,
        Literal::Boolean(value) => Some(json!(value)),
        Literal::Bigint(value) => Some(json!(value.to_string())),
        Literal::Double(value) => Some(json!(format!("{value:?}"))),
        Literal::Decimal(value) | Literal::String(value) | Literal::Date(value) | Literal::Timestamp(value) => {
            Some(json!(value))
        }
    }
}

/// What a person has to write.
fn form(ty: &Type) -> String {
    match ty {
        Type::Date => "a date `yyyy-MM-dd`".into(),
        Type::Timestamp => "a timestamp `yyyy-MM-dd HH:mm:ss`".into(),
        Type::Boolean => "true or false".into(),
        Type::Bigint | Type::Double | Type::Decimal(_) => format!("a {ty}, as number or text"),
        Type::String | Type::Array(_) | Type::Struct(_) | Type::Map(_) | Type::Null | Type::Error => "text".into(),
    }
}

/// What is tested of a parameter. Text that becomes part of SQL holds no quote; the job tests the rest.
fn conditions(param: &Param) -> Vec<Condition> {
    let path = || format!("$.params.{}", param.name);
    let no_quote = || Condition::Matches(path(), "*'*").not();
    let looks_like = match param.ty {
        Type::Date => vec![Condition::Text(path()), Condition::Matches(path(), "*-*-*"), no_quote()],
        Type::Timestamp => vec![Condition::Text(path()), Condition::Matches(path(), "*-*-* *:*:*"), no_quote()],
        Type::Boolean => vec![Condition::Any(vec![
            Condition::Boolean(path()),
            Condition::Equals(path(), "true"),
            Condition::Equals(path(), "false"),
        ])],
        Type::Bigint | Type::Double | Type::Decimal(_) => vec![Condition::Any(vec![
            Condition::Number(path()),
            Condition::All(vec![Condition::Text(path()), no_quote()]),
        ])],
        Type::String | Type::Array(_) | Type::Struct(_) | Type::Map(_) | Type::Null | Type::Error => {
            vec![Condition::Text(path())]
        }
    };
    [Condition::Present(path())].into_iter().chain(looks_like).collect()
}
