//! Names of things in the account the pipeline is deployed to.

use pipelinec_core::target::{account_id, partition, role_arn};
use pipelinec_syntax::tree::environments::Environment;

/// Makes ARNs. Without an account in the environment they hold `${AWS::AccountId}`, which deployment fills in.
#[derive(Clone, Copy)]
pub(crate) struct Arns<'a> {
    environment: &'a Environment,
}

impl<'a> Arns<'a> {
    pub(crate) fn new(environment: &'a Environment) -> Self {
        Self { environment }
    }

    /// `123456789012`, or the placeholder.
    pub(crate) fn account(self) -> &'a str {
        account_id(self.environment)
    }

    /// `arn:aws:glue:eu-west-1:123456789012:crawler/name`.
    pub(crate) fn of(self, service: &str, resource: &str) -> String {
        let region = &self.environment.region.value;
        format!("arn:{}:{service}:{region}:{}:{resource}", partition(self.environment), self.account())
    }

    /// The bucket itself.
    pub(crate) fn bucket(self) -> String {
        format!("arn:{}:s3:::{}", partition(self.environment), self.environment.bucket.value)
    }

    /// An object of the bucket, or with `*` many.
    pub(crate) fn object(self, key: &str) -> String {
        format!("{}/{key}", self.bucket())
    }

    /// A role by name.
    pub(crate) fn role(self, name: &str) -> String {
        role_arn(self.environment, name)
    }

    /// A policy that AWS maintains.
    pub(crate) fn managed_policy(self, path: &str) -> String {
        format!("arn:{}:iam::aws:policy/{path}", partition(self.environment))
    }

    /// `ec2.amazonaws.com`. EC2 and EMR have names of their own in China.
    pub(crate) fn service(self, name: &str) -> String {
        let of_china = partition(self.environment) == "aws-cn" && matches!(name, "ec2" | "elasticmapreduce");
        format!("{name}.amazonaws.com{}", if of_china { ".cn" } else { "" })
    }
}
