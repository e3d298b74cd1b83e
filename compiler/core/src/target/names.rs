//! Names of deployed things: the user's where given, else made from the pipeline and the environment.

use pipelinec_syntax::tree::Spanned;
use pipelinec_syntax::tree::environments::{Compute, Environment};

use super::sha256;
use crate::plan::Plan;

/// Says "make one for me" where an existing role or application could be named.
const CREATE: &str = "create";

/// Characters that roles, functions, schedules and rules may have. Source: the services' quotas.
const MAX_NAME: usize = 64;
/// The same of state machines.
const MAX_STATE_MACHINE: usize = 80;

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
    /// Name of the EMR Serverless application, where one is made.
    pub application_name: String,
    /// Role of the crawler: as all roles below a name, or an ARN when one was given.
    pub crawler_role: String,
    /// Role of the state machine.
    pub state_machine_role: String,
    /// Role of the query Lambda.
    pub function_role: String,
    /// The schedule.
    pub schedule: String,
    /// The rule that starts runs when data arrives.
    pub trigger_rule: String,
    /// Role of what starts runs.
    pub start_role: String,
    /// The rule that tells of runs that ended without telling.
    pub failure_rule: String,
}

impl Names {
    /// The names of `plan` deployed to `environment`.
    #[must_use]
    pub fn new(plan: &Plan, environment: &Environment) -> Self {
        let base = format!("{}-{}", plan.pipeline.name, environment.name.text);
        let named = |suffix: &str| fit(&base, suffix, MAX_NAME);
        let given = |name: &str, default: String| if name == CREATE { default } else { name.into() };
        let written =
            |name: &Option<Spanned<String>>, default: String| name.as_ref().map_or(default, |name| name.value.clone());
        let (mut service_role, mut instance_profile) = (String::new(), String::new());
        let (mut execution_role, mut application) = (String::new(), String::new());
        match &environment.compute {
            Compute::Emr(emr) => {
                service_role = given(&emr.service_role, named("-emr"));
                instance_profile = given(&emr.instance_profile, named("-emr-ec2"));
            }
            Compute::EmrServerless(serverless) => {
                execution_role = given(&serverless.execution_role, named("-job"));
                application = given(&serverless.application, "${EmrServerlessApplicationId}".into());
            }
        }
        Self {
            database: written(&environment.catalog.database, catalog_name(&plan.pipeline.name)),
            crawler: written(&environment.catalog.crawler, base.to_lowercase()),
            function: written(&environment.query.function, named("-query")),
            application_name: named(""),
            crawler_role: given(&environment.roles.crawler.value, named("-crawler")),
            state_machine_role: given(&environment.roles.state_machine.value, named("-states")),
            function_role: given(&environment.roles.function.value, named("-query")),
            schedule: named(""),
            trigger_rule: named("-trigger"),
            start_role: given(&environment.roles.start.value, named("-start")),
            failure_rule: named("-failure"),
            state_machine: fit(&base, "", MAX_STATE_MACHINE),
            service_role,
            instance_profile,
            execution_role,
            application,
        }
    }
}

/// `base` and `suffix`; when they are too long together, `base` is cut and a part of its hash keeps it apart from others.
fn fit(base: &str, suffix: &str, longest: usize) -> String {
    if base.chars().count() + suffix.len() <= longest {
        return format!("{base}{suffix}");
    }
    let hash: String = sha256(base.as_bytes()).chars().take(8).collect();
    let kept: String = base.chars().take(longest.saturating_sub(suffix.len() + hash.len() + 1)).collect();
    format!("{kept}-{hash}{suffix}")
}

/// The part of AWS that the region belongs to, as ARNs name it.
#[must_use]
pub fn partition(environment: &Environment) -> &'static str {
    if environment.region.value.starts_with("us-gov-") {
        "aws-us-gov"
    } else if environment.region.value.starts_with("cn-") {
        "aws-cn"
    } else {
        "aws"
    }
}

/// The account, or `${AWS::AccountId}`, which deployment fills in.
#[must_use]
pub fn account_id(environment: &Environment) -> &str {
    environment.account.as_ref().map_or("${AWS::AccountId}", |account| account.value.as_str())
}

/// The ARN of a role by name; an ARN is left as it is.
#[must_use]
pub fn role_arn(environment: &Environment, role: &str) -> String {
    if role.starts_with("arn:") {
        return role.into();
    }
    format!("arn:{}:iam::{}:role/{role}", partition(environment), account_id(environment))
}

/// A name that Glue and Athena take without quoting.
fn catalog_name(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    name.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        assert_eq!(fit("shop-lab", "-emr", 64), "shop-lab-emr");
        let (one, other) = (fit(&"a".repeat(80), "-emr", 64), fit(&"a".repeat(81), "-emr", 64));
        assert_eq!((one.len(), other.len()), (64, 64));
        assert!(one != other && one.ends_with("-emr"), "{one} {other}");
    }
}
