//! `environments.yaml` as written: where a project is deployed.

use super::{Name, Spanned};
use crate::Span;

/// All environments of a project.
#[derive(Debug, Clone, Default)]
pub struct Environments {
    /// In file order.
    pub environments: Vec<Environment>,
}

/// One environment.
#[derive(Debug, Clone)]
pub struct Environment {
    /// `lab`.
    pub name: Name,
    /// AWS region.
    pub region: Spanned<String>,
    /// S3 bucket.
    pub bucket: Spanned<String>,
    /// 12-digit account id, where ARNs must be complete; `None`: `${AWS::AccountId}` is filled in at deploy.
    pub account: Option<Spanned<String>>,
    /// Prefixes in the bucket.
    pub layout: Layout,
    /// What runs the jobs.
    pub compute: Compute,
    /// How tables get into the catalog.
    pub catalog: Catalog,
    /// How the queries run.
    pub query: QueryRunner,
    /// When a run starts by the clock.
    pub schedule: Option<Schedule>,
    /// When a run starts by what arrives in the bucket.
    pub trigger: Option<Trigger>,
    /// Who is told how a run ended.
    pub notify: Option<Notify>,
    /// Seconds after which a job is taken for hung.
    pub job_timeout: Spanned<u64>,
    /// How many times a failed job is tried again.
    pub job_retries: Spanned<u64>,
    /// Roles that are not the compute's.
    pub roles: Roles,
}

/// Starts runs by the clock.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// `cron(…)` or `rate(…)`.
    pub expression: Spanned<String>,
    /// IANA name; `None`: UTC.
    pub time_zone: Option<Spanned<String>>,
    /// Run parameters, as text; the others have their defaults.
    pub params: Vec<(Name, Spanned<String>)>,
}

/// Starts a run when an object is created in the bucket.
#[derive(Debug, Clone)]
pub struct Trigger {
    /// The name of an input, or a prefix in the bucket.
    pub s3: Spanned<String>,
    /// What the object's key ends in, such as `_SUCCESS`; `None`: any key.
    pub suffix: Option<Spanned<String>>,
}

/// Tells a topic how a run ended.
#[derive(Debug, Clone)]
pub struct Notify {
    /// SNS topic ARN.
    pub topic: Spanned<String>,
    /// Which ends are told.
    pub on: NotifyOn,
}

/// Which ends of a run are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotifyOn {
    /// Every end.
    Always,
    /// Failures only.
    Failure,
}

/// Roles beside the compute's: names or ARNs of existing ones, or `create`.
#[derive(Debug, Clone)]
pub struct Roles {
    /// Step Functions.
    pub state_machine: Spanned<String>,
    /// The crawler.
    pub crawler: Spanned<String>,
    /// The query function.
    pub function: Spanned<String>,
    /// What starts runs: the schedule and the trigger.
    pub start: Spanned<String>,
}

/// Prefixes in the bucket; each ends in `/`.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Input data (`input/`).
    pub input: String,
    /// Job scripts (`scripts/`).
    pub scripts: String,
    /// Datasets (`output/`).
    pub output: String,
    /// Query results (`results/`).
    pub results: String,
    /// Logs (`logs/`).
    pub logs: String,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            input: "input/".into(),
            scripts: "scripts/".into(),
            output: "output/".into(),
            results: "results/".into(),
            logs: "logs/".into(),
        }
    }
}

/// What runs the jobs.
#[derive(Debug, Clone)]
pub enum Compute {
    /// A cluster per run.
    Emr(Emr),
    /// An EMR Serverless application.
    EmrServerless(EmrServerless),
}

/// EMR on EC2.
#[derive(Debug, Clone)]
pub struct Emr {
    /// `emr-7.12.0`.
    pub release: Spanned<String>,
    /// Instance type of the primary node.
    pub primary: String,
    /// Nodes that run executors and hold HDFS.
    pub core: Nodes,
    /// Nodes that only run executors.
    pub task: Option<Nodes>,
    /// Up to how many core and task nodes EMR scales by itself.
    pub max_nodes: Option<Spanned<u64>>,
    /// Subnet of the nodes; `None`: the default VPC's.
    pub subnet: Option<Spanned<String>>,
    /// Service role: a name, or `create`.
    pub service_role: String,
    /// Instance profile: a name, or `create`.
    pub instance_profile: String,
    /// Idle minutes before the cluster ends itself (default 60).
    pub idle_minutes: Spanned<u64>,
    /// Properties of Spark.
    pub spark: Vec<(Spanned<String>, Spanned<String>)>,
}

/// Nodes of one kind.
#[derive(Debug, Clone)]
pub struct Nodes {
    /// Instance type.
    pub instance_type: String,
    /// How many, at the start.
    pub count: Spanned<u64>,
    /// Bought on the Spot market, up to the on-demand price.
    pub spot: bool,
}

/// EMR Serverless.
#[derive(Debug, Clone)]
pub struct EmrServerless {
    /// `emr-7.12.0`.
    pub release: Spanned<String>,
    /// Application id, or `create`.
    pub application: String,
    /// Job role: a name, or `create`.
    pub execution_role: String,
    /// Upper bound of vCPUs.
    pub max_vcpu: Spanned<u64>,
    /// Upper bound of memory in GB.
    pub max_memory_gb: Spanned<u64>,
    /// Idle minutes before the application stops itself (default 15).
    pub idle_minutes: Spanned<u64>,
    /// Properties of Spark.
    pub spark: Vec<(Spanned<String>, Spanned<String>)>,
}

/// How tables get into the Glue catalog.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// Kind.
    pub kind: CatalogKind,
    /// Crawler name; `None`: made from the pipeline's and the environment's name.
    pub crawler: Option<Spanned<String>>,
    /// Database name; `None`: made from the pipeline's name.
    pub database: Option<Spanned<String>>,
    /// Extra wait before the crawler, in seconds.
    pub settle_seconds: u64,
    /// Which values the partition columns of tables can have, by dataset.
    pub projection: Vec<(Name, Vec<Projection>)>,
}

/// The values that a partition column can have, so that Athena need not look which partitions there are.
#[derive(Debug, Clone)]
pub struct Projection {
    /// The column.
    pub column: Name,
    /// Its values.
    pub values: PartitionValues,
    /// Where that is said.
    pub span: Span,
}

/// The values of a partition column.
#[derive(Debug, Clone)]
pub enum PartitionValues {
    /// All from one to another. Without the second: up to today.
    Range {
        /// The first.
        from: Spanned<String>,
        /// The last; `None`, or `now`: today.
        to: Option<Spanned<String>>,
    },
    /// These.
    List(Vec<Spanned<String>>),
    /// Every query says which: `injected`.
    Injected,
}

/// Crawler or exact tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CatalogKind {
    /// A Glue crawler after the jobs.
    Crawler,
    /// Exact tables from the compiler's types.
    Tables,
}

/// How queries run.
#[derive(Debug, Clone)]
pub struct QueryRunner {
    /// Lambda or Athena directly.
    pub via: QueryVia,
    /// Lambda function name; `None`: made from the pipeline's and the environment's name.
    pub function: Option<Spanned<String>>,
    /// Athena workgroup (`primary`).
    pub workgroup: String,
    /// Extra wait before the query, in seconds.
    pub settle_seconds: u64,
}

/// Who calls Athena.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryVia {
    /// A generated Lambda function.
    Lambda,
    /// Step Functions itself, `athena:startQueryExecution.sync`.
    Athena,
}
