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
    let tasks = machine::tasks(bundle)?;
    let cluster_tags = integrations::cluster_tags(&tasks);
    let (names, arns) = (Names::new(plan, environment), Arns::new(environment));
    let context = Context { plan, environment, names, arns, bundle, tasks, cluster_tags };
    let roles = roles::roles(&context)?;
    let mut made = Bundle::default();
    roles::emit(&roles, &mut made);
    starts::emit(&context, &mut made);
    let code = template::function_code(&context, &mut made);
    let note = template::emit(&context, &roles, code.as_deref(), places, &mut made)?;
    bundle.files.append(&mut made.files);
    Ok(note.into_iter().collect())
}
