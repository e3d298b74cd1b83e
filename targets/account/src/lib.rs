//! Plan to AWS account: who may do what, and everything as one CloudFormation template.
//!
//! ```text
//! step_function.json, lambda/, glue/, athena/ (as emitted) + Plan + Environment → iam/*.json, cloudformation.yaml
//! ```
//!
//! Permissions come from what the emitted files really call, through one table (`integrations`), and from what the
//! plan's jobs really read and write. A call that is not in the table is a defect of the compiler and fails the build.

mod arn;
mod athena;
mod data;
mod deployer;
mod function;
mod integrations;
mod machine;
mod policy;
mod roles;
mod starts;
mod template;
mod trust;

use std::fmt;

use pipelinec_core::plan::Plan;
use pipelinec_core::target::{Bundle, Names, Places};
use pipelinec_syntax::tree::environments::Environment;

use arn::Arns;
pub use deployer::{CALLS, Call};
use machine::Task;

/// Something emitted that this crate does not understand: not the user's mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect(pub String);

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Defect {}

/// What all parts look at.
struct Context<'a> {
    plan: &'a Plan,
    environment: &'a Environment,
    names: Names,
    arns: Arns<'a>,
    /// The files of the other targets.
    bundle: &'a Bundle,
    tasks: Vec<Task>,
    cluster_tags: Vec<(String, String)>,
}

impl<'a> Context<'a> {
    fn new(plan: &'a Plan, environment: &'a Environment, bundle: &'a Bundle) -> Result<Self, Defect> {
        let tasks = machine::tasks(bundle)?;
        let cluster_tags = integrations::cluster_tags(&tasks);
        let (names, arns) = (Names::new(plan, environment), Arns::new(environment));
        Ok(Self { plan, environment, names, arns, bundle, tasks, cluster_tags })
    }
}

/// Adds the policies of those who deploy and run a pipeline: `iam/deployer*.json`, `iam/operator.json`, and
/// `iam/deployers.json`, which says why each statement is there. `build` calls it once there is a deployment to make the
/// calls; the table of them is what that is designed to call.
///
/// # Errors
/// When the bundle calls something whose permissions are not known.
pub fn emit_deployers(plan: &Plan, environment: &Environment, bundle: &mut Bundle) -> Result<(), Defect> {
    let context = Context::new(plan, environment, bundle)?;
    let roles = roles::roles(&context)?;
    let mut made = Bundle::default();
    deployer::emit(&context, &roles, &mut made);
    bundle.files.append(&mut made.files);
    Ok(())
}

/// Adds `iam/*.json`, `events/*.json`, `cloudformation.yaml` and what deployment uploads beside the jobs; gives what the
/// reader of the bundle should know. The other targets come first.
///
/// # Errors
/// When the bundle calls something whose permissions are not known.
pub fn emit(
    plan: &Plan,
    environment: &Environment,
    places: &Places<'_>,
    bundle: &mut Bundle,
) -> Result<Vec<String>, Defect> {
    let context = Context::new(plan, environment, bundle)?;
    let roles = roles::roles(&context)?;
    let mut made = Bundle::default();
    roles::emit(&roles, &mut made);
    starts::emit(&context, &mut made);
    let code = template::function_code(&context, &mut made);
    let note = template::emit(&context, &roles, code.as_deref(), places, &mut made)?;
    bundle.files.append(&mut made.files);
    Ok(note.into_iter().collect())
}
