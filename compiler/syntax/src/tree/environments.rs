//! `environments.yaml` as written: where a project is deployed.

use super::{Name, Spanned};

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
    /// `cron(…)` or `rate(…)`.
    pub schedule: Option<Spanned<String>>,
    /// SNS topic ARN.
    pub notify: Option<Spanned<String>>,
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
    /// Instance type of core nodes.
    pub core_type: String,
    /// How many core nodes.
    pub core_count: u64,
    /// Service role: a name, or `create`.
    pub service_role: String,
    /// Instance profile: a name, or `create`.
    pub instance_profile: String,
    /// Idle minutes before the cluster ends itself (default 60).
    pub idle_minutes: u64,
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
    pub max_vcpu: u64,
    /// Upper bound of memory in GB.
    pub max_memory_gb: u64,
}

/// How tables get into the Glue catalog.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// Kind.
    pub kind: CatalogKind,
    /// Crawler name; empty: made from the pipeline's and the environment's name.
    pub crawler: String,
    /// Database name; empty: made from the pipeline's and the environment's name.
    pub database: String,
    /// Extra wait before the crawler, in seconds.
    pub settle_seconds: u64,
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
    /// Lambda function name; empty: made from the pipeline's and the environment's name.
    pub function: String,
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
