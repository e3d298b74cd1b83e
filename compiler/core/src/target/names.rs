//! Names of deployed things: the user's where given, else made from the pipeline and the environment.

use pipelinec_syntax::tree::environments::{Compute, Environment};

use crate::plan::Plan;

/// Says "make one for me" where an existing role or application could be named.
const CREATE: &str = "create";

/// The names of one deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The state machine.
    pub state_machine: String,
    /// The Glue database.
    pub database: String,
    /// The Glue crawler.
    pub crawler: String,
    /// The query Lambda.
    pub function: String,
    /// EMR's service role (EMR on EC2).
    pub service_role: String,
    /// Instance profile of the nodes (EMR on EC2).
    pub instance_profile: String,
    /// Role of the jobs (EMR Serverless): a name, or an ARN when one was given.
    pub execution_role: String,
    /// EMR Serverless application id, or the placeholder that deployment fills in.
    pub application: String,
    /// Role of the crawler.
    pub crawler_role: String,
}

impl Names {
    /// The names of `plan` deployed to `environment`.
    #[must_use]
    pub fn new(plan: &Plan, environment: &Environment) -> Self {
        let base = format!("{}-{}", plan.pipeline.name, environment.name.text);
        let given = |name: &str, default: String| if name.is_empty() || name == CREATE { default } else { name.into() };
        let (mut service_role, mut instance_profile) = (String::new(), String::new());
        let (mut execution_role, mut application) = (String::new(), String::new());
        match &environment.compute {
            Compute::Emr(emr) => {
                service_role = given(&emr.service_role, format!("{base}-emr"));
                instance_profile = given(&emr.instance_profile, format!("{base}-emr-ec2"));
            }
            Compute::EmrServerless(serverless) => {
                execution_role = given(&serverless.execution_role, format!("{base}-job"));
                application = given(&serverless.application, "${EmrServerlessApplicationId}".into());
            }
        }
        Self {
            database: given(&environment.catalog.database, catalog_name(&plan.pipeline.name)),
            crawler: given(&environment.catalog.crawler, base.to_lowercase()),
            function: given(&environment.query.function, format!("{base}-query")),
            crawler_role: format!("{base}-crawler"),
            state_machine: base,
            service_role,
            instance_profile,
            execution_role,
            application,
        }
    }
}

/// The ARN of a role by name; an ARN is left as it is. Without an account, deployment fills it in.
#[must_use]
pub fn role_arn(environment: &Environment, role: &str) -> String {
    if role.starts_with("arn:") {
        return role.into();
    }
    let account = environment.account.as_ref().map_or("${AWS::AccountId}", |account| account.value.as_str());
    let partition = if environment.region.value.starts_with("us-gov-") {
        "aws-us-gov"
    } else if environment.region.value.starts_with("cn-") {
        "aws-cn"
    } else {
        "aws"
    };
    format!("arn:{partition}:iam::{account}:role/{role}")
}

/// A name that Glue and Athena take without quoting.
fn catalog_name(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    name.chars().map(plain).collect()
}
