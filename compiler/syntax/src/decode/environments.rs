//! `environments.yaml`.

use super::fields::Fields;
use super::values::Words;
use super::{Decoder, no_name};
use crate::phrase::NameKind;
use crate::tree::environments::{
    Catalog, CatalogKind, Environment, Environments, Layout, PartitionValues, Projection, QueryRunner, QueryVia, Roles,
};
use crate::tree::{Name, Spanned};
use crate::yaml::{self, Budget, Entry, Node, NodeKind, Scalar};
use crate::{SourceFile, Span, SyntaxError, SyntaxErrorKind};

const TOP_LEVEL: &[&str] = &["environments"];
const ENVIRONMENT: &[&str] = &[
    "region",
    "bucket",
    "account",
    "layout",
    "compute",
    "catalog",
    "query",
    "schedule",
    "trigger",
    "notify",
    "job_timeout",
    "job_retries",
    "roles",
];
const LAYOUT: &[&str] = &["input", "scripts", "output", "results", "logs"];
const CATALOG: &[&str] = &["kind", "name", "database", "settle", "projection"];
const QUERY: &[&str] = &["via", "function", "workgroup", "settle"];
const ROLES: &[&str] = &["state_machine", "crawler", "function", "start"];
const RANGE: &[&str] = &["from", "to"];

const CATALOG_KINDS: Words<CatalogKind> = &[("crawler", CatalogKind::Crawler), ("tables", CatalogKind::Tables)];
const INJECTED: &str = "injected";

const QUERY_VIA: Words<QueryVia> = &[("lambda", QueryVia::Lambda), ("athena", QueryVia::Athena)];

/// Twelve hours.
const DEFAULT_JOB_TIMEOUT: u64 = 12 * 60 * 60;
const DEFAULT_WORKGROUP: &str = "primary";
/// A role, profile or application that is made with the rest.
pub(super) const CREATE: &str = "create";

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
                schedule: decoder.schedule(fields.take("schedule")),
                trigger: decoder.trigger(fields.take("trigger")),
                notify: decoder.notify(fields.take("notify")),
                job_timeout: decoder.seconds(
                    fields.take("job_timeout"),
                    "`job_timeout`",
                    DEFAULT_JOB_TIMEOUT,
                    name.span,
                ),
                job_retries: decoder
                    .optional_number(fields.take("job_retries"), "`job_retries`")
                    .unwrap_or(Spanned { value: 0, span: name.span }),
                roles: decoder.roles(fields.take("roles"), name.span),
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

    fn catalog(&mut self, node: Option<Node<'_>>, owner: Span) -> Catalog {
        let mut catalog = Catalog {
            kind: CatalogKind::Tables,
            crawler: None,
            database: None,
            settle_seconds: 0,
            projection: Vec::new(),
        };
        let Some(node) = node else { return catalog };
        let mut fields = self.fields(node, "`catalog`", CATALOG, owner);
        let kind = self.word(fields.take("kind"), "a catalog's `kind`", CATALOG_KINDS);
        catalog.kind = kind.map_or(CatalogKind::Tables, |kind| kind.value);
        catalog.crawler = self.optional_text(fields.take("name"), "`name`");
        catalog.database = self.optional_text(fields.take("database"), "`database`");
        catalog.settle_seconds = self.duration(fields.take("settle"), "`settle`").unwrap_or_default();
        if let Some(projection) = fields.take("projection") {
            catalog.projection = self.projection(projection);
        }
        catalog
    }

    /// `rentals: { rental_date: { from: 2024-01-01, to: now }, brand: [bmw, vw] }`.
    fn projection(&mut self, node: Node<'_>) -> Vec<(Name, Vec<Projection>)> {
        self.section(node, "`projection`", |decoder, Entry { key, value }| {
            let dataset = decoder.scalar_name(key, NameKind::Identifier);
            let columns = decoder.section(value, "a dataset of `projection`", |decoder, Entry { key, value }| {
                let column = decoder.scalar_name(key, NameKind::Column);
                let span = value.span;
                Some(Projection { values: decoder.partition_values(value)?, column, span })
            });
            Some((dataset, columns))
        })
    }

    fn partition_values(&mut self, node: Node<'_>) -> Option<PartitionValues> {
        const PLACE: &str = "the values of a partition column";
        match &node.kind {
            NodeKind::Mapping(_) => {
                let span = node.span;
                let mut fields = self.fields(node, PLACE, RANGE, span);
                let from = self.required_text(&mut fields, "from", "`from`");
                Some(PartitionValues::Range { from, to: self.optional_text(fields.take("to"), "`to`") })
            }
            NodeKind::Sequence(_) => Some(PartitionValues::List(self.texts(Some(node), PLACE))),
            NodeKind::Scalar(scalar) if scalar.value == INJECTED => Some(PartitionValues::Injected),
            NodeKind::Null | NodeKind::Scalar(_) => {
                self.wrong_shape(&node, "`{ from: …, to: … }`, a list of values, or `injected`", PLACE);
                None
            }
        }
    }

    fn roles(&mut self, node: Option<Node<'_>>, owner: Span) -> Roles {
        let create = || Spanned { value: CREATE.to_owned(), span: owner };
        let mut roles = Roles { state_machine: create(), crawler: create(), function: create(), start: create() };
        let Some(node) = node else { return roles };
        let mut fields = self.fields(node, "`roles`", ROLES, owner);
        for (key, role) in [
            ("state_machine", &mut roles.state_machine),
            ("crawler", &mut roles.crawler),
            ("function", &mut roles.function),
            ("start", &mut roles.start),
        ] {
            if let Some(written) = self.optional_text(fields.take(key), "a role") {
                *role = written;
            }
        }
        roles
    }

    fn query(&mut self, node: Option<Node<'_>>, owner: Span) -> QueryRunner {
        let mut query = QueryRunner {
            via: QueryVia::Athena,
            function: None,
            workgroup: DEFAULT_WORKGROUP.into(),
            settle_seconds: 0,
        };
        let Some(node) = node else { return query };
        let mut fields = self.fields(node, "`query`", QUERY, owner);
        let via = self.word(fields.take("via"), "`via`", QUERY_VIA);
        query.via = via.map_or(QueryVia::Athena, |via| via.value);
        query.function = self.optional_text(fields.take("function"), "`function`");
        self.replace(&mut fields, "workgroup", "`workgroup`", &mut query.workgroup);
        query.settle_seconds = self.duration(fields.take("settle"), "`settle`").unwrap_or_default();
        query
    }

    /// Replaces a default by what is written.
    pub(super) fn replace(&mut self, fields: &mut Fields<'_>, key: &str, place: &'static str, target: &mut String) {
        if let Some(written) = self.optional_text(fields.take(key), place) {
            *target = written.value;
        }
    }

    /// A duration in seconds, with its place; the default stands where its owner does.
    fn seconds(&mut self, node: Option<Node<'_>>, place: &'static str, default: u64, owner: Span) -> Spanned<u64> {
        let span = node.as_ref().map_or(owner, |node| node.span);
        Spanned { value: self.duration(node, place).unwrap_or(default), span }
    }

    /// `10s`, `5m`, `1h`, in seconds.
    pub(super) fn duration(&mut self, node: Option<Node<'_>>, place: &'static str) -> Option<u64> {
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
