//! `transforms`, `queries`, `kpis`, and how they are written.

use super::Decoder;
use super::fields::Fields;
use super::values::Words;
use crate::phrase::NameKind;
use crate::tree::{DatasetDecl, KpiDecl, NamedExpr, OutputDecl, OutputFormat, Top, WriteMode};
use crate::yaml::{Entry, Node};

const DATASET: &[&str] =
    &["from", "steps", "partition_by", "format", "mode", "key", "path", "allow_pii", "description"];
const KPI: &[&str] = &[
    "from",
    "steps",
    "where",
    "by",
    "measures",
    "having",
    "top",
    "partition_by",
    "format",
    "mode",
    "key",
    "path",
    "allow_pii",
    "description",
];
const TOP: &[&str] = &["limit", "order", "per"];

const FORMATS: Words<OutputFormat> =
    &[("parquet", OutputFormat::Parquet), ("csv", OutputFormat::Csv), ("iceberg", OutputFormat::Iceberg)];
const MODES: Words<WriteMode> = &[
    ("overwrite", WriteMode::Overwrite),
    ("overwrite_partitions", WriteMode::OverwritePartitions),
    ("append", WriteMode::Append),
    ("upsert", WriteMode::Upsert),
];

impl Decoder<'_> {
    pub(super) fn datasets(&mut self, node: Node<'_>, section: &'static str, place: &'static str) -> Vec<DatasetDecl> {
        self.section(node, section, |decoder, Entry { key, value }| {
            let name = decoder.scalar_name(key, NameKind::Identifier);
            let mut fields = decoder.fields(value, place, DATASET, name.span);
            Some(DatasetDecl {
                from: decoder.required_name(&mut fields, "from", NameKind::Identifier, "`from`"),
                steps: decoder.steps(fields.take("steps")),
                output: decoder.output(&mut fields),
                description: decoder.optional_text(fields.take("description"), "`description`"),
                name,
            })
        })
    }

    pub(super) fn kpis(&mut self, node: Node<'_>) -> Vec<KpiDecl> {
        self.section(node, "`kpis`", |decoder, Entry { key, value }| {
            let name = decoder.scalar_name(key, NameKind::Identifier);
            let mut fields = decoder.fields(value, "a kpi", KPI, name.span);
            Some(KpiDecl {
                from: decoder.required_name(&mut fields, "from", NameKind::Identifier, "`from`"),
                steps: decoder.steps(fields.take("steps")),
                filter: fields.take("where").map(|node| decoder.expr(node, "`where`")),
                by: decoder.named_exprs(fields.take("by"), "`by`"),
                measures: decoder.measures(&mut fields),
                having: fields.take("having").map(|node| decoder.expr(node, "`having`")),
                top: fields.take("top").and_then(|node| decoder.top(node)),
                output: decoder.output(&mut fields),
                description: decoder.optional_text(fields.take("description"), "`description`"),
                name,
            })
        })
    }

    /// `measures:`, which must be there.
    pub(super) fn measures(&mut self, fields: &mut Fields<'_>) -> Vec<NamedExpr> {
        let measures = self.required(fields, "measures");
        self.computed(measures, "`measures`")
    }

    fn top(&mut self, node: Node<'_>) -> Option<Top> {
        let span = node.span;
        let mut fields = self.fields(node, "`top`", TOP, span);
        let limit = self.required(&mut fields, "limit");
        let order = self.required(&mut fields, "order");
        Some(Top {
            limit: limit.and_then(|node| self.number(node, "`limit`"))?,
            order: self.sort_keys(order, "`order`"),
            per: self.columns(fields.take("per"), "`per`"),
            span,
        })
    }

    fn output(&mut self, fields: &mut Fields<'_>) -> OutputDecl {
        OutputDecl {
            partition_by: self.columns(fields.take("partition_by"), "`partition_by`"),
            format: self.word(fields.take("format"), "an output's `format`", FORMATS),
            mode: self.word(fields.take("mode"), "`mode`", MODES),
            key: self.columns(fields.take("key"), "`key`"),
            path: self.optional_text(fields.take("path"), "`path`"),
            allow_pii: self.columns(fields.take("allow_pii"), "`allow_pii`"),
        }
    }
}
