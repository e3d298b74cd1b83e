//! `compute` of an environment: what runs the jobs.

use super::Decoder;
use super::environments::CREATE;
use super::fields::Fields;
use super::values::Words;
use crate::tree::Spanned;
use crate::tree::environments::{Compute, Emr, EmrServerless, Nodes};
use crate::yaml::{Entry, Node, NodeKind};
use crate::{Span, SyntaxErrorKind};

const EMR: &[&str] = &[
    "kind",
    "release",
    "primary",
    "core",
    "task",
    "max_nodes",
    "subnet",
    "service_role",
    "instance_profile",
    "idle",
    "spark",
];
const NODES: &[&str] = &["type", "count", "spot"];
const EMR_SERVERLESS: &[&str] =
    &["kind", "release", "application", "execution_role", "max_vcpu", "max_memory_gb", "idle", "spark"];

#[derive(Clone, Copy)]
enum ComputeKind {
    Emr,
    EmrServerless,
}

const COMPUTE_KINDS: Words<ComputeKind> = &[("emr", ComputeKind::Emr), ("emr-serverless", ComputeKind::EmrServerless)];

const DEFAULT_RELEASE: &str = "emr-7.12.0";
const DEFAULT_INSTANCE: &str = "m5.xlarge";
const DEFAULT_CORE_COUNT: u64 = 2;
const DEFAULT_TASK_COUNT: u64 = 1;
const DEFAULT_CLUSTER_IDLE_MINUTES: u64 = 60;
/// EMR Serverless's own.
const DEFAULT_APPLICATION_IDLE_MINUTES: u64 = 15;
const DEFAULT_MAX_VCPU: u64 = 64;
const DEFAULT_MAX_MEMORY_GB: u64 = 256;

impl Decoder<'_> {
    pub(super) fn compute(&mut self, environment: &mut Fields<'_>) -> Compute {
        let owner = environment.owner;
        let Some(node) = self.required(environment, "compute") else { return Compute::Emr(default_emr(owner)) };
        let kind = self.compute_kind(&node);
        match kind {
            Some(ComputeKind::EmrServerless) => Compute::EmrServerless(self.emr_serverless(node)),
            Some(ComputeKind::Emr) => Compute::Emr(self.emr(node)),
            // Which keys are right depends on the kind: nothing is said about them.
            None => Compute::Emr(default_emr(node.span)),
        }
    }

    /// The `kind` of a compute, looked at before the rest: it decides which keys there are.
    fn compute_kind(&mut self, node: &Node<'_>) -> Option<ComputeKind> {
        let NodeKind::Mapping(entries) = &node.kind else {
            self.wrong_shape(node, "a mapping", "`compute`");
            return None;
        };
        let kind = entries.iter().find(|entry| entry.key.value == "kind").map(|entry| entry.value.clone());
        if kind.is_none() {
            self.error(SyntaxErrorKind::MissingKey { key: "kind", place: "`compute`" }, node.span);
        }
        self.word(kind, "`kind`", COMPUTE_KINDS).map(|kind| kind.value)
    }

    fn emr(&mut self, node: Node<'_>) -> Emr {
        let span = node.span;
        let mut emr = default_emr(span);
        let mut fields = self.fields(node, "an `emr` compute", EMR, span);
        self.replace(&mut fields, "primary", "`primary`", &mut emr.primary);
        self.replace(&mut fields, "service_role", "`service_role`", &mut emr.service_role);
        self.replace(&mut fields, "instance_profile", "`instance_profile`", &mut emr.instance_profile);
        emr.release = self.optional_text(fields.take("release"), "`release`").unwrap_or(emr.release);
        if let Some(core) = fields.take("core") {
            emr.core = self.nodes(core, "`core`", DEFAULT_CORE_COUNT);
        }
        emr.task = fields.take("task").map(|task| self.nodes(task, "`task`", DEFAULT_TASK_COUNT));
        emr.max_nodes = self.optional_number(fields.take("max_nodes"), "`max_nodes`");
        emr.subnet = self.optional_text(fields.take("subnet"), "`subnet`");
        emr.idle_minutes = self.idle(fields.take("idle")).unwrap_or(emr.idle_minutes);
        emr.spark = self.spark_properties(fields.take("spark"));
        emr
    }

    fn nodes(&mut self, node: Node<'_>, place: &'static str, count: u64) -> Nodes {
        let span = node.span;
        let mut nodes = default_nodes(count, span);
        let mut fields = self.fields(node, place, NODES, span);
        self.replace(&mut fields, "type", "`type`", &mut nodes.instance_type);
        nodes.count = self.optional_number(fields.take("count"), "`count`").unwrap_or(nodes.count);
        nodes.spot = self.flag(fields.take("spot"), "`spot`");
        nodes
    }

    fn emr_serverless(&mut self, node: Node<'_>) -> EmrServerless {
        let span = node.span;
        let mut fields = self.fields(node, "an `emr-serverless` compute", EMR_SERVERLESS, span);
        let or = |written: Option<Spanned<u64>>, value: u64| written.unwrap_or(Spanned { value, span });
        let mut serverless = EmrServerless {
            release: self.optional_text(fields.take("release"), "`release`").unwrap_or_else(|| default_release(span)),
            application: CREATE.into(),
            execution_role: CREATE.into(),
            max_vcpu: or(self.optional_number(fields.take("max_vcpu"), "`max_vcpu`"), DEFAULT_MAX_VCPU),
            max_memory_gb: or(
                self.optional_number(fields.take("max_memory_gb"), "`max_memory_gb`"),
                DEFAULT_MAX_MEMORY_GB,
            ),
            idle_minutes: or(self.idle(fields.take("idle")), DEFAULT_APPLICATION_IDLE_MINUTES),
            spark: self.spark_properties(fields.take("spark")),
        };
        self.replace(&mut fields, "application", "`application`", &mut serverless.application);
        self.replace(&mut fields, "execution_role", "`execution_role`", &mut serverless.execution_role);
        serverless
    }

    /// Whole minutes, rounded up.
    fn idle(&mut self, node: Option<Node<'_>>) -> Option<Spanned<u64>> {
        let span = node.as_ref()?.span;
        let seconds = self.duration(node, "`idle`")?;
        Some(Spanned { value: seconds.div_ceil(60), span })
    }

    /// `spark.executor.memory: 8g`.
    fn spark_properties(&mut self, node: Option<Node<'_>>) -> Vec<(Spanned<String>, Spanned<String>)> {
        let Some(node) = node else { return Vec::new() };
        self.section(node, "`spark`", |decoder, Entry { key, value }| {
            let value = decoder.scalar(value, "text", "a property of `spark`")?;
            let key = Spanned { value: key.value.into_owned(), span: key.span };
            Some((key, Spanned { value: value.value.into_owned(), span: value.span }))
        })
    }
}

fn default_release(span: Span) -> Spanned<String> {
    Spanned { value: DEFAULT_RELEASE.into(), span }
}

fn default_nodes(count: u64, span: Span) -> Nodes {
    Nodes { instance_type: DEFAULT_INSTANCE.into(), count: Spanned { value: count, span }, spot: false }
}

fn default_emr(span: Span) -> Emr {
    Emr {
        release: default_release(span),
        primary: DEFAULT_INSTANCE.into(),
        core: default_nodes(DEFAULT_CORE_COUNT, span),
        task: None,
        max_nodes: None,
        subnet: None,
        service_role: CREATE.into(),
        instance_profile: CREATE.into(),
        idle_minutes: Spanned { value: DEFAULT_CLUSTER_IDLE_MINUTES, span },
        spark: Vec::new(),
    }
}
