//! `environments.yaml`.

use super::fields::Fields;
use super::values::Words;
use super::{Decoder, no_name};
use crate::tree::Name;
use crate::tree::environments::{
    Catalog, CatalogKind, Compute, Emr, EmrServerless, Environment, Environments, Layout, QueryRunner, QueryVia,
};
use crate::yaml::{self, Budget, Entry, Node, NodeKind, Scalar};
use crate::{SourceFile, Span, SyntaxError, SyntaxErrorKind};

const TOP_LEVEL: &[&str] = &["environments"];
const ENVIRONMENT: &[&str] =
    &["region", "bucket", "account", "layout", "compute", "catalog", "query", "schedule", "notify"];
const LAYOUT: &[&str] = &["input", "scripts", "output", "results", "logs"];
const EMR: &[&str] = &["kind", "release", "primary", "core", "service_role", "instance_profile", "idle"];
const CORE: &[&str] = &["type", "count"];
const EMR_SERVERLESS: &[&str] = &["kind", "release", "application", "execution_role", "max_vcpu", "max_memory_gb"];
const CATALOG: &[&str] = &["kind", "name", "database", "settle"];
const QUERY: &[&str] = &["via", "function", "workgroup", "settle"];

const CATALOG_KINDS: Words<CatalogKind> = &[("crawler", CatalogKind::Crawler), ("tables", CatalogKind::Tables)];
const QUERY_VIA: Words<QueryVia> = &[("lambda", QueryVia::Lambda), ("athena", QueryVia::Athena)];

#[derive(Clone, Copy)]
enum ComputeKind {
    Emr,
    EmrServerless,
}

const COMPUTE_KINDS: Words<ComputeKind> = &[("emr", ComputeKind::Emr), ("emr-serverless", ComputeKind::EmrServerless)];

const DEFAULT_RELEASE: &str = "emr-7.12.0";
const DEFAULT_INSTANCE: &str = "m5.xlarge";
const DEFAULT_CORE_COUNT: u64 = 2;
const DEFAULT_IDLE_SECONDS: u64 = 60 * 60;
const DEFAULT_MAX_VCPU: u64 = 64;
const DEFAULT_MAX_MEMORY_GB: u64 = 256;
const DEFAULT_WORKGROUP: &str = "primary";
/// A role, profile or application that is made with the rest.
const CREATE: &str = "create";

/// Reads `environments.yaml`.
pub(crate) fn decode_environments(file: &SourceFile<'_>) -> (Environments, Vec<SyntaxError>) {
    let parsed = yaml::parse(file.id, file.bytes, &mut Budget::default());
    let mut decoder = Decoder { source: parsed.source, errors: parsed.errors };
    let mut environments = Environments::default();
    let mut found = parsed.incomplete;
    for root in parsed.roots {
        let mut fields = decoder.fields(root, "`environments.yaml`", TOP_LEVEL, Span::new(file.id, 0, 0));
        found |= fields.has_unknown();
        if let Some(section) = fields.take("environments") {
            found = true;
            environments.environments.extend(decoder.environments(section));
        }
    }
    if !found {
        let kind = SyntaxErrorKind::MissingKey { key: "environments", place: "`environments.yaml`" };
        decoder.error(kind, Span::new(file.id, 0, 0));
    }
    (environments, decoder.errors.into_sorted())
}

impl Decoder<'_> {
    fn environments(&mut self, node: Node<'_>) -> Vec<Environment> {
        self.section(node, "`environments`", |decoder, Entry { key, value }| {
            let name = decoder.environment_name(key);
            let mut fields = decoder.fields(value, "an environment", ENVIRONMENT, name.span);
            Some(Environment {
                region: decoder.required_text(&mut fields, "region", "`region`"),
                bucket: decoder.required_text(&mut fields, "bucket", "`bucket`"),
                account: decoder.optional_text(fields.take("account"), "`account`"),
                layout: decoder.layout(fields.take("layout")),
                compute: decoder.compute(&mut fields),
                catalog: decoder.catalog(fields.take("catalog"), name.span),
                query: decoder.query(fields.take("query"), name.span),
                schedule: decoder.optional_text(fields.take("schedule"), "`schedule`"),
                notify: decoder.optional_text(fields.take("notify"), "`notify`"),
                name,
            })
        })
    }

    /// Environments may have dashes, unlike names that end up in code.
    fn environment_name(&mut self, key: Scalar<'_>) -> Name {
        const MAX_LENGTH: usize = 64;
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let is_good = !key.value.is_empty() && key.value.len() <= MAX_LENGTH && key.value.chars().all(allowed);
        if !is_good {
            let name = key.value.chars().take(MAX_LENGTH).collect();
            let reason = "only letters, digits, `-` and `_` are allowed, at most 64";
            self.error(SyntaxErrorKind::BadName { name, reason }, key.span);
            return no_name(key.span);
        }
        let text = key.into_text(self.source);
        let span = text.span_of(0..text.value.len());
        Name { text: text.value, span }
    }

    fn layout(&mut self, node: Option<Node<'_>>) -> Layout {
        let mut layout = Layout::default();
        let Some(node) = node else { return layout };
        let span = node.span;
        let mut fields = self.fields(node, "`layout`", LAYOUT, span);
        for (key, prefix) in [
            ("input", &mut layout.input),
            ("scripts", &mut layout.scripts),
            ("output", &mut layout.output),
            ("results", &mut layout.results),
            ("logs", &mut layout.logs),
        ] {
            if let Some(written) = self.optional_text(fields.take(key), "a prefix of `layout`") {
                match written.value.trim_matches('/') {
                    "" => self.not_a_prefix(written.span),
                    inner => *prefix = format!("{inner}/"),
                }
            }
        }
        layout
    }

    fn not_a_prefix(&mut self, span: Span) {
        let (expected, found) = ("a prefix such as `input/`", "an empty one");
        self.error(SyntaxErrorKind::WrongShape { expected, found, place: "`layout`" }, span);
    }

    fn compute(&mut self, environment: &mut Fields<'_>) -> Compute {
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
        let mut emr = default_emr(node.span);
        let span = node.span;
        let mut fields = self.fields(node, "an `emr` compute", EMR, span);
        self.replace(&mut fields, "primary", "`primary`", &mut emr.primary);
        self.replace(&mut fields, "service_role", "`service_role`", &mut emr.service_role);
        self.replace(&mut fields, "instance_profile", "`instance_profile`", &mut emr.instance_profile);
        emr.release = self.optional_text(fields.take("release"), "`release`").unwrap_or(emr.release);
        if let Some(core) = fields.take("core") {
            let span = core.span;
            let mut core = self.fields(core, "`core`", CORE, span);
            self.replace(&mut core, "type", "`type`", &mut emr.core_type);
            let count = self.optional_number(core.take("count"), "`count`");
            emr.core_count = count.map_or(emr.core_count, |count| count.value);
        }
        if let Some(idle) = self.duration(fields.take("idle"), "`idle`") {
            emr.idle_minutes = idle.div_ceil(60).max(1);
        }
        emr
    }

    fn emr_serverless(&mut self, node: Node<'_>) -> EmrServerless {
        let span = node.span;
        let mut fields = self.fields(node, "an `emr-serverless` compute", EMR_SERVERLESS, span);
        let release = self.optional_text(fields.take("release"), "`release`");
        let mut serverless = EmrServerless {
            release: release.unwrap_or_else(|| default_emr(span).release),
            application: CREATE.into(),
            execution_role: CREATE.into(),
            max_vcpu: DEFAULT_MAX_VCPU,
            max_memory_gb: DEFAULT_MAX_MEMORY_GB,
        };
        self.replace(&mut fields, "application", "`application`", &mut serverless.application);
        self.replace(&mut fields, "execution_role", "`execution_role`", &mut serverless.execution_role);
        let max_vcpu = self.optional_number(fields.take("max_vcpu"), "`max_vcpu`");
        serverless.max_vcpu = max_vcpu.map_or(DEFAULT_MAX_VCPU, |number| number.value);
        let max_memory = self.optional_number(fields.take("max_memory_gb"), "`max_memory_gb`");
        serverless.max_memory_gb = max_memory.map_or(DEFAULT_MAX_MEMORY_GB, |number| number.value);
        serverless
    }

    fn catalog(&mut self, node: Option<Node<'_>>, owner: Span) -> Catalog {
        let mut catalog =
            Catalog { kind: CatalogKind::Tables, crawler: String::new(), database: String::new(), settle_seconds: 0 };
        let Some(node) = node else { return catalog };
        let mut fields = self.fields(node, "`catalog`", CATALOG, owner);
        let kind = self.word(fields.take("kind"), "a catalog's `kind`", CATALOG_KINDS);
        catalog.kind = kind.map_or(CatalogKind::Tables, |kind| kind.value);
        self.replace(&mut fields, "name", "`name`", &mut catalog.crawler);
        self.replace(&mut fields, "database", "`database`", &mut catalog.database);
        catalog.settle_seconds = self.duration(fields.take("settle"), "`settle`").unwrap_or_default();
        catalog
    }

    fn query(&mut self, node: Option<Node<'_>>, owner: Span) -> QueryRunner {
        let mut query = QueryRunner {
            via: QueryVia::Athena,
            function: String::new(),
            workgroup: DEFAULT_WORKGROUP.into(),
            settle_seconds: 0,
        };
        let Some(node) = node else { return query };
        let mut fields = self.fields(node, "`query`", QUERY, owner);
        let via = self.word(fields.take("via"), "`via`", QUERY_VIA);
        query.via = via.map_or(QueryVia::Athena, |via| via.value);
        self.replace(&mut fields, "function", "`function`", &mut query.function);
        self.replace(&mut fields, "workgroup", "`workgroup`", &mut query.workgroup);
        query.settle_seconds = self.duration(fields.take("settle"), "`settle`").unwrap_or_default();
        query
    }

    /// Replaces a default by what is written.
    fn replace(&mut self, fields: &mut Fields<'_>, key: &str, place: &'static str, target: &mut String) {
        if let Some(written) = self.optional_text(fields.take(key), place) {
            *target = written.value;
        }
    }

    /// `10s`, `5m`, `1h`, in seconds.
    fn duration(&mut self, node: Option<Node<'_>>, place: &'static str) -> Option<u64> {
        let text = self.optional_text(node, place)?;
        let split = text.value.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.value.len());
        let (digits, unit) = text.value.split_at_checked(split)?;
        let factor = match unit.trim() {
            "s" => Some(1),
            "m" | "min" => Some(60),
            "h" => Some(3600),
            _ => None,
        };
        let Some(factor) = factor.filter(|_| !digits.is_empty()) else {
            let (expected, found) = ("a duration such as `10s`, `5m` or `1h`", "text");
            self.error(SyntaxErrorKind::WrongShape { expected, found, place }, text.span);
            return None;
        };
        let seconds = digits.parse().ok().and_then(|number: u64| number.checked_mul(factor));
        if seconds.is_none() {
            self.error(SyntaxErrorKind::NumberOutOfRange { text: text.value }, text.span);
        }
        seconds
    }
}

fn default_emr(span: Span) -> Emr {
    Emr {
        release: crate::tree::Spanned { value: DEFAULT_RELEASE.into(), span },
        primary: DEFAULT_INSTANCE.into(),
        core_type: DEFAULT_INSTANCE.into(),
        core_count: DEFAULT_CORE_COUNT,
        service_role: CREATE.into(),
        instance_profile: CREATE.into(),
        idle_minutes: DEFAULT_IDLE_SECONDS / 60,
    }
}
