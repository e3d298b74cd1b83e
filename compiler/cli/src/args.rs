//! Arguments. The help texts teach: every command shows how it is used.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// One typed spec for a data pipeline: checked, run locally, built for AWS.
#[derive(Debug, Parser)]
#[command(name = "pipelinec", version, max_term_width = 100)]
#[command(after_help = "Start here:\n  pipelinec check pipelines/car_rental     what is wrong, and where\n  \
                  pipelinec run pipelines/car_rental       the numbers, on this machine\n  \
                  pipelinec build pipelines/car_rental     everything AWS needs, as files\n\n\
                  Exit codes: 0 clean, 1 findings or a failed run, 2 wrong usage, 130 interrupted.")]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Global {
    /// Say only what is wrong
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Say more (advice, details of every step)
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find every mistake in specs, without running anything
    Check(CheckArgs),
    /// Run the whole pipeline on this machine
    #[cfg(feature = "engine")]
    Run(RunArgs),
    /// Run the spec's own tests
    #[cfg(feature = "engine")]
    Test(TestArgs),
    /// Write the jobs, state machine, catalog and queries for AWS
    Build(BuildArgs),
    /// Start a run of what is deployed, or one for every day of a range
    #[cfg(feature = "deploy")]
    Start(StartArgs),
    /// Show what is deployed, what runs and what ran
    #[cfg(feature = "deploy")]
    Status(StatusArgs),
    /// Show the end of a job's log
    #[cfg(feature = "deploy")]
    Logs(LogsArgs),
    /// Find the mistakes of any Step Functions state machine
    Audit(AuditArgs),
    /// Run a state machine in memory, and let its states fail
    Simulate(SimulateArgs),
    /// Show what changed by meaning between two specs or builds
    Diff(DiffArgs),
    /// Show datasets and what reads what
    Graph(GraphArgs),
    /// Explain a finding's code or a function
    Explain(ExplainArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
}

/// `check`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  pipelinec check\n  pipelinec check pipelines/car_rental --format json\n  \
                  pipelinec check --format github   annotations in a pull request\n\n\
                  A path is a spec, a folder whose *.yaml files are one spec, or a folder of such folders.\n\
                  Errors and warnings exit with 1; advice (shown with -v) does not.")]
pub(crate) struct CheckArgs {
    /// Specs, or folders of specs
    #[arg(default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// How findings are shown
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// Formats of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// One JSON array
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// GitHub workflow commands
    Github,
}

/// `run`.
#[cfg(feature = "engine")]
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  pipelinec run pipelines/car_rental\n  \
                  pipelinec run pipelines/car_rental --data ~/rentals --out /tmp/rentals\n  \
                  pipelinec run spec.yaml --param run_date=2024-01-31 --select daily_metrics\n  \
                  pipelinec run spec.yaml --limit-rows 1000   a quick look at large data\n\n\
                  Writes OUT/<dataset>/*.parquet when everything succeeded; a failed or interrupted run leaves\n\
                  what was there. Tables go to standard output, progress to standard error.")]
pub(crate) struct RunArgs {
    /// A spec, or a folder whose *.yaml files are one spec
    pub(crate) spec: PathBuf,
    /// Folder that input paths are relative to [default: `data` beside the spec]
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Folder for the results [default: out/<pipeline>]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Value of a parameter, may be repeated
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub(crate) params: Vec<String>,
    /// Only this dataset and what it needs, may be repeated
    #[arg(long, value_name = "DATASET")]
    pub(crate) select: Vec<String>,
    /// Read at most this many rows of every input
    #[arg(long, value_name = "N")]
    pub(crate) limit_rows: Option<u64>,
    /// Rows shown of every KPI and query
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) show: usize,
    /// Memory for the engine, larger work spills to disk (512MB, 4GB) [default: 8GB, or most of what is free]
    #[arg(long, value_name = "SIZE")]
    pub(crate) memory: Option<String>,
    /// What is printed: tables, or one JSON object
    #[arg(long, value_enum, default_value_t = RunFormat::Text)]
    pub(crate) format: RunFormat,
}

/// Formats of a run's report.
#[cfg(any(feature = "deploy", feature = "engine"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RunFormat {
    /// Tables
    Text,
    /// One JSON object
    Json,
}

/// `test`.
#[cfg(feature = "engine")]
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  pipelinec test pipelines/car_rental")]
pub(crate) struct TestArgs {
    /// A spec, or a folder whose *.yaml files are one spec
    pub(crate) spec: PathBuf,
    /// Only tests whose name contains this
    #[arg(long, value_name = "TEXT")]
    pub(crate) only: Option<String>,
}

/// `build`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  pipelinec build pipelines/car_rental\n  \
                  pipelinec build pipelines/car_rental --env lab --out build/lab\n\n\
                  The same spec gives the same bytes everywhere; files that did not change are not touched.")]
pub(crate) struct BuildArgs {
    /// A spec, or a folder whose *.yaml files are one spec
    pub(crate) spec: PathBuf,
    /// Environment of environments.yaml [default: the only one]
    #[arg(long)]
    pub(crate) env: Option<String>,
    /// Folder for the bundle
    #[arg(long, value_name = "DIR", default_value = "build")]
    pub(crate) out: PathBuf,
}

/// Which deployment, and how to reach it.
#[cfg(feature = "deploy")]
#[derive(Debug, Args)]
pub(crate) struct AccountArgs {
    /// A spec, or a folder whose *.yaml files are one spec
    pub(crate) spec: PathBuf,
    /// Environment of environments.yaml [default: the only one]
    #[arg(long)]
    pub(crate) env: Option<String>,
    /// Profile of the AWS credentials file [default: AWS_PROFILE]
    #[arg(long)]
    pub(crate) profile: Option<String>,
    /// Another address than AWS's, for stand-ins [default: AWS_ENDPOINT_URL]
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint_url: Option<String>,
}

/// `start`.
#[cfg(feature = "deploy")]
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  pipelinec start pipelines/car_rental --follow\n  \
                  pipelinec start spec.yaml --env prod --param run_date=2024-01-31\n  \
                  pipelinec start spec.yaml --param run_date=2024-01-01..2024-01-31   a run for every day\n\n\
                  The same command again, while its run is at work, starts nothing and means that run. A range runs the\n\
                  days that have not succeeded yet. Ctrl-C stops following, not the run.")]
pub(crate) struct StartArgs {
    #[command(flatten)]
    pub(crate) account: AccountArgs,
    /// Value of a parameter, or a range of days, may be repeated
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub(crate) params: Vec<String>,
    /// Show the run's stages until it ends; exit with 1 when it fails
    #[arg(long)]
    pub(crate) follow: bool,
    /// Days of a range at once, where the outputs allow it
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=50))]
    pub(crate) parallel: u8,
    /// Name of a backfill: another name computes days again [default: from the parameters]
    #[arg(long, value_name = "NAME")]
    pub(crate) backfill: Option<String>,
    /// What is printed: text, or a JSON object per event
    #[arg(long, value_enum, default_value_t = RunFormat::Text)]
    pub(crate) format: RunFormat,
}

/// `status`.
#[cfg(feature = "deploy")]
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  pipelinec status pipelines/car_rental --env lab")]
pub(crate) struct StatusArgs {
    #[command(flatten)]
    pub(crate) account: AccountArgs,
    /// How many of the last runs are shown
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) runs: u8,
    /// What is printed: text, or one JSON object
    #[arg(long, value_enum, default_value_t = RunFormat::Text)]
    pub(crate) format: RunFormat,
}

/// `logs`.
#[cfg(feature = "deploy")]
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  pipelinec logs pipelines/car_rental\n  \
                  pipelinec logs spec.yaml --execution run-3f2a9c01d4e5-2 --job kpi_calculation --tail 200")]
pub(crate) struct LogsArgs {
    #[command(flatten)]
    pub(crate) account: AccountArgs,
    /// Name or ARN of a run [default: the last]
    #[arg(long, value_name = "NAME")]
    pub(crate) execution: Option<String>,
    /// Job [default: the one that failed, or else the last]
    #[arg(long)]
    pub(crate) job: Option<String>,
    /// Lines of every file
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) tail: u16,
}

/// `audit`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  pipelinec audit step_function.json\n  pipelinec audit machines/*.json --format sarif\n  \
                  aws stepfunctions describe-state-machine --state-machine-arn ARN --query definition --output text |\n    \
                  pipelinec audit -\n\n\
                  Finds clusters that run on after a failure, failures that end as success, work that nobody waits for,\n\
                  paths that lead nowhere, and what Step Functions refuses. `pipelinec explain CODE` says more.\n\
                  Errors and warnings exit with 1; advice (shown with -v) does not."
)]
pub(crate) struct AuditArgs {
    /// Definitions in the Amazon States Language; `-` is standard input
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// How findings are shown
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// `simulate`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  pipelinec simulate pipelines/car_rental\n  \
                  pipelinec simulate pipelines/car_rental --fail-each\n  \
                  pipelinec simulate step_function.json --fail 'Run job=States.Timeout' --trace\n  \
                  pipelinec simulate step_function.json --fail 'Run job=Lambda.ServiceException*2'\n  \
                  pipelinec simulate step_function.json --answer 'Ask={\"Payload\": {\"done\": true}}'\n\n\
                  Time is simulated, AWS is a stand-in. Exits with 1 when something is left running that nobody ends,\n\
                  or a failure ends in success; with 2 for what cannot be simulated (JSONata).")]
pub(crate) struct SimulateArgs {
    /// A spec, a folder whose *.yaml files are one spec, or a definition in the Amazon States Language; `-` is standard
    /// input
    pub(crate) machine: PathBuf,
    /// Environment of environments.yaml, for a spec [default: the only one]
    #[arg(long)]
    pub(crate) env: Option<String>,
    /// The execution's input: JSON, or a file [default: values for parameters without a default]
    #[arg(long, value_name = "JSON|@FILE")]
    pub(crate) input: Option<String>,
    /// A state that fails [default error: States.TaskFailed], always or N times, before or after (`@started`) its work has
    /// been started; may be repeated
    #[arg(long, value_name = "STATE[=ERROR][*N][@started|@before]")]
    pub(crate) fail: Vec<String>,
    /// Let every Task fail with every error, and print a table [default: the reserved errors and the service's own]
    #[arg(long, value_name = "ERROR,…", num_args = 0..=1, require_equals = true, value_delimiter = ',')]
    pub(crate) fail_each: Option<Vec<String>>,
    /// What a Task answers; may be repeated
    #[arg(long, value_name = "STATE=JSON|@FILE")]
    pub(crate) answer: Vec<String>,
    /// Show every step
    #[arg(long, conflicts_with = "fail_each")]
    pub(crate) trace: bool,
    /// How the outcome is shown
    #[arg(long, value_enum, default_value_t = SimulateFormat::Text)]
    pub(crate) format: SimulateFormat,
}

/// Formats of a simulation's outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SimulateFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
}

/// `diff`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  pipelinec diff build/main build/branch\n  \
                  git show main:pipelines/shop/pipeline.yaml > /tmp/old.yaml\n  \
                  pipelinec diff /tmp/old.yaml pipelines/shop/pipeline.yaml\n  \
                  pipelinec diff build pipelines/shop --fail-on breaking   in code review\n\n\
                  Says which KPI, measure, filter, column, check, parameter … changed, what that reaches, and which readers\n\
                  of published data may break. Comments, layout and other refactorings are no change. Exits with 1 only\n\
                  where `--fail-on` asks for it.")]
pub(crate) struct DiffArgs {
    /// A spec, a folder of one, a bundle that `build` has written, or its manifest.json
    pub(crate) old: PathBuf,
    /// The same, after the change
    pub(crate) new: PathBuf,
    /// Environment whose schedule and trigger are compared, for specs [default: the only one]
    #[arg(long)]
    pub(crate) env: Option<String>,
    /// Which changes exit with 1
    #[arg(long, value_enum, default_value_t = FailOn::Never)]
    pub(crate) fail_on: FailOn,
    /// How the changes are shown
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    pub(crate) format: DiffFormat,
}

/// Which changes are findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// None
    Never,
    /// Those that may break readers of published data
    Breaking,
    /// All
    Change,
}

/// Formats of changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
}

/// `graph`.
#[derive(Debug, Args)]
pub(crate) struct GraphArgs {
    /// A spec, or a folder whose *.yaml files are one spec
    pub(crate) spec: PathBuf,
    /// As text or as a Mermaid diagram
    #[arg(long, value_enum, default_value_t = GraphFormat::Text)]
    pub(crate) format: GraphFormat,
}

/// Formats of a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// One line per dataset
    Text,
    /// Mermaid flowchart
    Mermaid,
}

/// `explain`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  pipelinec explain E0201\n  pipelinec explain date_diff\n  pipelinec explain   all codes"
)]
pub(crate) struct ExplainArgs {
    /// A code such as E0201, or a function such as date_diff
    pub(crate) subject: Option<String>,
}

/// `completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}
