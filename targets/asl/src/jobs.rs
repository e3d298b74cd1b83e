//! What all engines share about jobs: where the scripts are, what they are started with, one after or beside another.

use pipelinec_core::Symbol;
use pipelinec_core::plan::Job;
use pipelinec_syntax::tree::environments::Environment;

use crate::model::{Branch, Catch, ErrorName, Fail, Parallel, ResultPath, StateName, States, Transition};
use crate::template::{Expression, Piece};
use crate::{Builder, Exits, FAILURE, report};

/// Where a job's script is deployed.
#[must_use]
pub fn script_uri(environment: &Environment, job: &str) -> String {
    format!("s3://{}/{}{job}.py", environment.bucket.value, environment.layout.scripts)
}

/// Where the package that all scripts import is deployed.
#[must_use]
pub fn runtime_uri(environment: &Environment) -> String {
    format!("s3://{}/{}pipelinec_runtime.zip", environment.bucket.value, environment.layout.scripts)
}

/// How an engine runs one job: where the job goes when done, and where a failure goes.
pub(crate) type RunJob<'a> = &'a dyn Fn(&mut States, &Job, Transition, &StateName) -> StateName;

impl Builder<'_> {
    /// The stages, in order. A stage of one job is that job; of several, all of them side by side.
    pub(crate) fn stages(&self, states: &mut States, run: RunJob<'_>, exits: &Exits) -> StateName {
        let mut next = exits.next.clone();
        for (index, stage) in self.plan.stages.iter().enumerate().rev() {
            let jobs: Vec<&Job> = stage.iter().filter_map(|job| self.plan.jobs.get(*job)).collect();
            next = match jobs.as_slice() {
                [] => next,
                [job] => {
                    let what = format!("job {}", job.name);
                    let comment = format!("Writes down which job failed{}.", self.places_of(&job.writes));
                    let name = format!("Job {} failed", job.name);
                    let failed = self.note(states, &name, &what, &comment, &exits.failure);
                    run(states, job, (&next).into(), &failed)
                }
                several => self.stage(states, index + 1, several, run, &Exits { next, failure: exits.failure.clone() }),
            };
        }
        next
    }

    fn stage(&self, states: &mut States, number: usize, jobs: &[&Job], run: RunJob<'_>, exits: &Exits) -> StateName {
        let names: Vec<&str> = jobs.iter().map(|job| &*job.name).collect();
        let names = names.join(", ");
        let name = format!("Stage {number}");
        let failed = self.note(
            states,
            &format!("{name} failed"),
            &format!("stage {number} ({names})"),
            "Writes down which stage failed; the error says which of its jobs.",
            &exits.failure,
        );
        let branches = jobs.iter().map(|job| self.branch(job, run)).collect();
        states.add(
            name,
            Parallel {
                comment: format!(
                    "{names}: side by side, because none reads what another writes. The first failure stops the others."
                ),
                branches,
                result_path: ResultPath::Nowhere,
                catch: Catch { into: FAILURE, next: failed },
                then: (&exits.next).into(),
            },
        )
    }

    /// A branch of a stage: the job, and how its failure becomes the stage's.
    fn branch(&self, job: &Job, run: RunJob<'_>) -> Branch {
        let mut states = States::default();
        let stop = states.add(
            format!("Stop for {}", job.name),
            Fail {
                comment: "Fails the stage, and with it the other jobs of the stage.".into(),
                error: ErrorName::Fixed("JobFailed"),
                cause_path: report::cause(),
            },
        );
        let comment = format!("Puts the job's name before the error{}.", self.places_of(&job.writes));
        let failed = states.add(format!("Job {} failed", job.name), report::pass(comment, job_and_error(job), &stop));
        let start_at = run(&mut states, job, Transition::End, &failed);
        Branch { start_at, states }
    }

    /// What every script takes: folders, the run's id, and the parameters. `--name=value` is one argument, so that a
    /// value may begin with `-`.
    pub(crate) fn arguments(&self) -> Vec<Expression> {
        let layout = &self.environment.layout;
        let mut arguments = vec![
            Expression::text("--input"),
            Expression::text(&self.uri(&layout.input)),
            Expression::text("--output"),
            Expression::text(&self.uri(&layout.output)),
            Expression::text("--run-id"),
            Expression::run_id(),
        ];
        arguments.extend(self.plan.pipeline.params.iter().map(|param| argument(&param.name)));
        arguments
    }

    /// After this a job is taken for hung.
    pub(crate) fn job_timeout(&self) -> u32 {
        u32::try_from(self.environment.job_timeout.value).unwrap_or(u32::MAX)
    }

    /// `Computes a and b (pipeline.yaml:3, pipeline.yaml:9). Safe to repeat: …`
    pub(crate) fn describe(&self, job: &Job) -> String {
        let names: Vec<&str> =
            job.writes.iter().filter_map(|id| self.plan.pipeline.dataset(*id)).map(|dataset| &*dataset.name).collect();
        let shown = match names.as_slice() {
            [a, b, c, _, rest @ ..] => format!("{a}, {b}, {c} and {} more", rest.len() + 1),
            few => few.join(", "),
        };
        format!(
            "Computes {shown}{}. Publishes everything or nothing, and a second time changes nothing.",
            self.places_of(&job.writes)
        )
    }
}

fn job_and_error(job: &Job) -> Expression {
    let error = Expression::json(&Expression::path(FAILURE));
    Expression::format(&[Piece::Text("job "), Piece::Text(&job.name), Piece::Text(": "), Piece::Value(error)])
}

fn argument(param: &Symbol) -> Expression {
    Expression::format(&[
        Piece::Text("--"),
        Piece::Text(&param.replace('_', "-")),
        Piece::Text("="),
        Piece::Value(Expression::path(format!("$.params.{param}"))),
    ])
}
