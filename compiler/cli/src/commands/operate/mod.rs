//! `pipelinec start`, `status` and `logs`: runs of what is deployed.

mod backfill;
pub(crate) mod logs;
mod show;
pub(crate) mod start;
pub(crate) mod status;

use std::future::Future;

use pipelinec_core::Severity;
use pipelinec_core::ir::Pipeline;
use pipelinec_core::plan::Plan;
use pipelinec_core::target::{Names, check_environment, select_environment};
use pipelinec_deploy::operate::account::{Account, Target};
use pipelinec_deploy::operate::trouble::Trouble;

use super::{load, say};
use crate::args::{AccountArgs, Format, Global};
use crate::exit::Exit;
use crate::project::Project;
use crate::render::{self, Findings};

/// A pipeline and the environment it is deployed to.
struct Deployment {
    project: Project,
    plan: Plan,
    environment: String,
    target: Target,
}

impl Deployment {
    /// Reads the spec and its environment. Why that fails has been said.
    fn read(args: &AccountArgs, global: &Global) -> Result<Self, Exit> {
        let (project, pipeline) = load(&args.spec, global)?;
        let Some((environments, mut diagnostics)) = project.environments() else {
            say(&format!("error: no `environments.yaml` beside `{}`: it says where runs happen", args.spec.display()));
            return Err(Exit::Usage);
        };
        let (plan, more) = pipelinec_core::plan::plan(pipeline);
        diagnostics.extend(more);
        let found = match select_environment(&environments, args.env.as_deref()) {
            Ok(environment) => {
                diagnostics.extend(check_environment(&plan, environment));
                Some(environment)
            }
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                None
            }
        };
        let is_broken = diagnostics.iter().any(|d| d.severity == Severity::Error);
        let Some(environment) = found.filter(|_| !is_broken) else {
            // A lost message changes nothing: the exit code says the same.
            let _ = render::show(&[Findings { files: &project.files, diagnostics }], Format::Text, false);
            return Err(Exit::Usage);
        };
        let target = Target {
            machine: Names::new(&plan, environment).state_machine,
            region: environment.region.value.clone(),
            account: environment.account.as_ref().map(|account| account.value.clone()),
            endpoint: args.endpoint_url.clone(),
            profile: args.profile.clone(),
        };
        let environment = environment.name.text.to_string();
        Ok(Self { project, plan, environment, target })
    }

    fn pipeline(&self) -> &Pipeline {
        &self.plan.pipeline
    }

    /// The options with which another command finds the same deployment.
    fn again(&self) -> String {
        let quoted = self.project.root.display().to_string();
        let quoted = if quoted.contains(' ') { format!("'{quoted}'") } else { quoted };
        format!("{quoted} --env {}", self.environment)
    }

    async fn connect(&self) -> Result<Account, Trouble> {
        Account::connect(&self.target).await
    }
}

/// Runs a command's calls to their end, or to Ctrl-C: then `interrupted` says what goes on without us.
fn block_on(work: impl Future<Output = Result<Exit, Trouble>>, interrupted: impl FnOnce()) -> Exit {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            say(&format!("error: no connections can be made here: {error}"));
            return Exit::Findings;
        }
    };
    runtime.block_on(async {
        tokio::select! {
            done = work => done.unwrap_or_else(|trouble| failed(&trouble)),
            Ok(()) = tokio::signal::ctrl_c() => {
                interrupted();
                Exit::Interrupted
            }
        }
    })
}

fn failed(trouble: &Trouble) -> Exit {
    say(&format!("error: {trouble}"));
    if let Some(help) = &trouble.help {
        say(&format!("help: {help}"));
    }
    Exit::Findings
}
