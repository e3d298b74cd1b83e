//! Who may take a role: one service, and on behalf of this deployment only where the service says for whom it acts.

use serde_json::{Map, Value, json};

use crate::arn::Arns;

/// A trust policy for one service.
pub(crate) fn policy(arns: Arns<'_>, service: &str, source: Source) -> Value {
    policies(arns, [(service, source)])
}

/// A trust policy for several.
pub(crate) fn policies<'a>(arns: Arns<'_>, trusted: impl IntoIterator<Item = (&'a str, Source)>) -> Value {
    let statements: Vec<Value> =
        trusted.into_iter().map(|(service, source)| statement(arns, service, source)).collect();
    json!({ "Version": "2012-10-17", "Statement": statements })
}

fn statement(arns: Arns<'_>, service: &str, source: Source) -> Value {
    let mut statement = Map::new();
    statement.insert("Effect".into(), "Allow".into());
    statement.insert("Principal".into(), json!({ "Service": arns.service(service) }));
    statement.insert("Action".into(), "sts:AssumeRole".into());
    let account = || json!({ "aws:SourceAccount": arns.account() });
    match source {
        Source::Unknown => {}
        Source::Account => {
            statement.insert("Condition".into(), json!({ "StringEquals": account() }));
        }
        Source::Arn(arn) => {
            let condition = json!({ "StringEquals": account(), "ArnLike": { "aws:SourceArn": arn } });
            statement.insert("Condition".into(), condition);
        }
    }
    statement.into()
}

/// What a service tells of whom it acts for: a resource by its ARN, or a pattern of ARNs.
pub(crate) enum Source {
    /// Nothing: EC2 gives a role to an instance.
    Unknown,
    /// The account.
    Account,
    /// The account and the resource.
    Arn(String),
}
