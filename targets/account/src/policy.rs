//! A role's permissions: statements that say in words what they are for, and remember who asked for them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// Characters, without white space, that the inline policies of a role may have. Source: IAM, "IAM and STS quotas".
const MAX_CHARACTERS: usize = 10_240;

/// What a statement gives access to, and under which condition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) resources: BTreeSet<String>,
    /// `StringLike s3:prefix`: what may be listed.
    pub(crate) prefixes: BTreeSet<String>,
    /// Every other condition, as `(operator, key, value)`.
    pub(crate) conditions: BTreeSet<(&'static str, String, String)>,
}

impl Scope {
    pub(crate) fn of(resources: impl IntoIterator<Item = String>) -> Self {
        Self { resources: resources.into_iter().collect(), ..Self::default() }
    }

    pub(crate) fn when(mut self, operator: &'static str, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.conditions.insert((operator, key.into(), value.into()));
        self
    }

    /// Limits `s3:ListBucket` to these prefixes.
    pub(crate) fn listing(mut self, prefixes: impl IntoIterator<Item = String>) -> Self {
        self.prefixes.extend(prefixes);
        self
    }

    fn extend(&mut self, other: Self) {
        self.resources.extend(other.resources);
        self.prefixes.extend(other.prefixes);
        self.conditions.extend(other.conditions);
    }
}

/// One statement.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    /// What it is for, in words: `StartTheCrawler`. Statements of the same name become one.
    pub(crate) sid: &'static str,
    pub(crate) actions: BTreeSet<&'static str>,
    pub(crate) scope: Scope,
    /// The same with fewer and wider resources, for a policy that would be too long.
    pub(crate) coarse: Option<Scope>,
    /// Who needs it: `state Start crawler`, `job kpi_calculation`.
    pub(crate) needed_by: BTreeSet<String>,
}

impl Statement {
    pub(crate) fn new(sid: &'static str, actions: &[&'static str], scope: Scope, needed_by: &str) -> Self {
        Self {
            sid,
            actions: actions.iter().copied().collect(),
            scope,
            coarse: None,
            needed_by: BTreeSet::from([needed_by.to_owned()]),
        }
    }

    pub(crate) fn or_coarse(mut self, coarse: Scope) -> Self {
        self.coarse = Some(coarse);
        self
    }

    fn document(&self) -> Value {
        let mut statement = Map::new();
        statement.insert("Sid".into(), self.sid.into());
        statement.insert("Effect".into(), "Allow".into());
        statement.insert("Action".into(), one_or_many(self.actions.iter().copied()));
        statement.insert("Resource".into(), one_or_many(self.scope.resources.iter().map(String::as_str)));
        let mut conditions = Map::new();
        for (operator, key, value) in &self.scope.conditions {
            let tests = conditions.entry(*operator).or_insert_with(|| json!({}));
            if let Some(tests) = tests.as_object_mut() {
                tests.insert(key.clone(), value.as_str().into());
            }
        }
        if !self.scope.prefixes.is_empty() {
            let prefixes = one_or_many(self.scope.prefixes.iter().map(String::as_str));
            conditions.insert("StringLike".into(), json!({ "s3:prefix": prefixes }));
        }
        if !conditions.is_empty() {
            statement.insert("Condition".into(), conditions.into());
        }
        statement.into()
    }
}

fn one_or_many<'a>(values: impl Iterator<Item = &'a str>) -> Value {
    let values: Vec<&str> = values.collect();
    match values.as_slice() {
        [one] => json!(one),
        many => json!(many),
    }
}

/// The statements of a role, in the order in which they were first asked for.
#[derive(Debug, Default)]
pub(crate) struct Policy {
    statements: Vec<Statement>,
    is_coarse: bool,
}

impl Policy {
    pub(crate) fn add(&mut self, statement: Statement) {
        let Some(same) = self.statements.iter_mut().find(|there| there.sid == statement.sid) else {
            self.statements.push(statement);
            return;
        };
        same.actions.extend(statement.actions);
        same.scope.extend(statement.scope);
        same.needed_by.extend(statement.needed_by);
        match (&mut same.coarse, statement.coarse) {
            (Some(coarse), Some(more)) => coarse.extend(more),
            (coarse, more) => *coarse = coarse.take().or(more),
        }
    }

    pub(crate) fn extend(&mut self, statements: impl IntoIterator<Item = Statement>) {
        statements.into_iter().for_each(|statement| self.add(statement));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// Makes a policy that IAM would refuse for its length shorter: whole areas of the bucket and of the database
    /// instead of each dataset.
    pub(crate) fn fit(mut self) -> Self {
        if self.document().to_string().len() > MAX_CHARACTERS {
            for statement in &mut self.statements {
                if let Some(coarse) = statement.coarse.take() {
                    statement.scope = coarse;
                }
            }
            self.is_coarse = true;
        }
        self
    }

    /// Whether [`Self::fit`] had to widen it.
    pub(crate) fn is_coarse(&self) -> bool {
        self.is_coarse
    }

    pub(crate) fn document(&self) -> Value {
        let statements: Vec<Value> = self.statements.iter().map(Statement::document).collect();
        json!({ "Version": "2012-10-17", "Statement": statements })
    }

    /// Who needs each statement.
    pub(crate) fn reasons(&self) -> impl Iterator<Item = (&'static str, Vec<&str>)> {
        self.statements.iter().map(|s| (s.sid, s.needed_by.iter().map(String::as_str).collect()))
    }
}
