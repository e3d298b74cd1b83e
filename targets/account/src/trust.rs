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
    if let Source::Arn(arn) = source {
        let account = json!({ "aws:SourceAccount": arns.account() });
        statement.insert("Condition".into(), json!({ "StringEquals": account, "ArnLike": { "aws:SourceArn": arn } }));
    }
    statement.into()
}

/// What a service tells of whom it acts for. A condition on what a service does not tell would keep it out.
pub(crate) enum Source {
    /// Nothing that AWS documents: EC2, Glue, Lambda. `iam:PassRole`, which does not reach into other accounts, guards them.
    Unknown,
    /// The account and the resource: its ARN, or a pattern of ARNs.
    Arn(String),
}
