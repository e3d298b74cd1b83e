//! What a pipeline means, short enough to keep with every deployment, and what changed between two of them.
//!
//! ```text
//! Pipeline ─describe→ Meaning ─(manifest.json)→ Meaning
//!                        └── compare(old, new) → Changes ─→ text or JSON
//! ```
//!
//! A meaning holds every definition as canonical text: spelled in one way, functions of the spec inlined, so that
//! comments, layout and the like make no difference. It knows columns by name, so that a change can be followed to all
//! that it reaches, without the specs at hand.

mod align;
mod compare;
mod describe;
mod expression;
mod facts;
mod parts;
mod reach;
mod render;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use compare::{Action, Change, compare};
pub use describe::describe;
pub use render::{Changes, Counts};

/// The version of this form. A reader refuses one it does not know.
const VERSION: u32 = 1;

/// What a pipeline means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meaning {
    /// Which form this is.
    pub version: u32,
    /// The pipeline's name.
    pub pipeline: String,
    /// Run parameters, as in the spec.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<Param>,
    /// What starts it; `None`: not known, as no environment was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts: Option<Starts>,
    /// Inputs, transforms, KPIs and queries; each stands after what it reads.
    pub datasets: Vec<Dataset>,
}

/// A run parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Param {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: String,
    /// Its default, as in the language; `today` is the day of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// `pipeline.yaml:4`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
}

/// What starts runs in an environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Starts {
    /// `cron(0 5 * * ? *) in UTC with brand = acme`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<String>,
    /// `objects of rides that end in _SUCCESS`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<String>,
}

/// What a dataset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DatasetKind {
    /// Files from outside.
    Input,
    /// Cleaned and shaped rows.
    Transform,
    /// Measures by keys.
    Kpi,
    /// A question asked after the jobs.
    Query,
}

impl DatasetKind {
    /// As in the language.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Transform => "transform",
            Self::Kpi => "kpi",
            Self::Query => "query",
        }
    }
}

/// A dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dataset {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: DatasetKind,
    /// `pipeline.yaml:12`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// What it is made from; `None` for inputs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// What is done to the rows, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// What must hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// How it is read or written, by setting: only what differs from the usual.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settings: BTreeMap<String, String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: String,
    /// Whether it can be null.
    #[serde(default, skip_serializing_if = "is_false")]
    pub nullable: bool,
    /// Whether it holds personal data.
    #[serde(default, skip_serializing_if = "is_false")]
    pub pii: bool,
    /// Of inputs: how it stands in the files, where that is not just its name and type.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub stored: String,
}

/// What a part of a dataset's definition is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartKind {
    /// A computed, replaced, renamed or joined column.
    Column,
    /// A key of a grouping.
    Key,
    /// A measure.
    Measure,
    /// A condition on rows, one per `and`.
    Filter,
    /// A join that changes which rows there are.
    Join,
    /// A join that only looks up columns: at most one row matches, and every row stays.
    Lookup,
    /// Rows of another dataset.
    Union,
    /// One row per key.
    Dedupe,
    /// An order.
    Sort,
    /// The first rows.
    Limit,
    /// The first rows of each group.
    Top,
    /// Columns to rows.
    Unpivot,
    /// Elements to rows.
    Explode,
}

impl PartKind {
    /// As in the language.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Column => "column",
            Self::Key => "key",
            Self::Measure => "measure",
            Self::Filter => "filter",
            Self::Join | Self::Lookup => "join",
            Self::Union => "union",
            Self::Dedupe => "dedupe",
            Self::Sort => "sort",
            Self::Limit => "limit",
            Self::Top => "top",
            Self::Unpivot => "unpivot",
            Self::Explode => "explode",
        }
    }

    /// Whether it says which rows there are, and so is behind every column.
    #[must_use]
    pub const fn makes_rows(self) -> bool {
        !matches!(self, Self::Column | Self::Measure | Self::Lookup)
    }
}

/// A part of a dataset's definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// The column it makes, where it makes one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The definition, canonical, as a reader would write it.
    pub text: String,
    /// The same with every conversion that nobody wrote, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exact: Option<String>,
    /// The columns it uses, as they stand before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub uses: Vec<String>,
    /// Another dataset it reads, and
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
    /// the columns it uses of that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with_uses: Vec<String>,
    /// The run parameters it uses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<String>,
    /// Whether it looks at other rows than its own, so that its place among the conditions matters.
    #[serde(default, skip_serializing_if = "is_false")]
    pub window: bool,
    /// `pipeline.yaml:31`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
}

impl Part {
    /// The text in which two parts of one meaning are equal.
    pub(crate) fn exact(&self) -> &str {
        self.exact.as_deref().unwrap_or(&self.text)
    }
}

/// A check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Its name, where it was given one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What must hold.
    pub text: String,
    /// Whether a failure is only reported.
    #[serde(default, skip_serializing_if = "is_false")]
    pub warns: bool,
    /// `pipeline.yaml:60`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde calls")]
const fn is_false(value: &bool) -> bool {
    !*value
}

impl Meaning {
    /// The meaning that the manifest of a build holds; `None` in the manifest of a build from before there were any.
    ///
    /// # Errors
    /// When the text is no manifest, or one from a newer version.
    pub fn from_manifest(manifest: &str) -> Result<Option<Self>, String> {
        let mut document: Value = serde_json::from_str(manifest).map_err(|e| format!("not a manifest: {e}"))?;
        let Some(meaning) = document.get_mut("meaning").map(Value::take) else { return Ok(None) };
        let version = meaning.get("version").and_then(Value::as_u64).unwrap_or_default();
        if version != u64::from(VERSION) {
            return Err(format!(
                "its meaning has the form {version}, and this version of pipelinec knows {VERSION}: take the version that \
                 made it, or a newer one"
            ));
        }
        serde_json::from_value(meaning).map(Some).map_err(|e| format!("not a manifest: {e}"))
    }

    /// A pipeline that is not there: compared with it, everything was added.
    #[must_use]
    pub fn nothing(pipeline: &str) -> Self {
        Self { version: VERSION, pipeline: pipeline.into(), params: Vec::new(), starts: None, datasets: Vec::new() }
    }
}
