//! Changes for people, and for programs.

use std::fmt::{Display, Formatter, Result, Write as _};

use serde::Serialize;
use serde_json::{Value, json};

use super::compare::{Action, Change};

/// The longest definition that is shown whole.
const MAX_SHOWN: usize = 400;
/// The most datasets that a line names.
const MAX_NAMED: usize = 8;

/// Everything that changed from one meaning to another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// In the order of the new spec.
    pub changes: Vec<Change>,
}

/// How many changes there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All of them.
    pub changes: usize,
    /// Those that may break a reader.
    pub breaking: usize,
}

impl Changes {
    /// Whether both mean the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let breaking = self.changes.iter().filter(|change| !change.breaking.is_empty()).count();
        Counts { changes: self.changes.len(), breaking }
    }

    /// `{"changes": […], "counts": {"changes": 1, "breaking": 0}}`.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({ "changes": self.changes, "counts": self.counts() })
    }
}

/// As text: one paragraph per dataset, the changes of the pipeline itself first.
impl Display for Changes {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let mut shown: Option<Option<&str>> = None;
        for change in &self.changes {
            let dataset = change.dataset.as_deref();
            if shown != Some(dataset) {
                f.write_str(if shown.is_some() { "\n" } else { "" })?;
                writeln!(f, "{}", dataset.unwrap_or("the pipeline"))?;
                shown = Some(dataset);
            }
            write!(f, "{change}")?;
        }
        let Counts { changes, breaking } = self.counts();
        match (changes, breaking) {
            (0, _) => f.write_str("no change by meaning\n"),
            (n, 0) => writeln!(f, "\n{} by meaning, none breaking", plural(n)),
            (n, breaking) => writeln!(f, "\n{} by meaning, {breaking} BREAKING", plural(n)),
        }
    }
}

fn plural(n: usize) -> String {
    format!("{n} {}", if n == 1 { "change" } else { "changes" })
}

impl Display for Change {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let mark = match self.action {
            Action::Added => '+',
            Action::Removed => '-',
            Action::Changed | Action::Renamed | Action::Moved => '~',
        };
        let name = self.name.as_ref().map(|name| format!(" `{name}`")).unwrap_or_default();
        write!(f, "  {mark} {}", self.what)?;
        let whole = self.dataset.is_some() && self.dataset == self.name;
        match (self.action, &self.old, &self.new) {
            (Action::Renamed, Some(old), Some(new)) => write!(f, " `{old}` is now called `{new}`")?,
            (Action::Moved, Some(old), Some(new)) => write!(f, " changed: {} -> {}", short(old), short(new))?,
            (_, Some(old), Some(new)) => write!(f, "{name} changed: `{}` -> `{}`", short(old), short(new))?,
            (_, _, Some(new)) => write!(f, "{name} added: {}", quoted(new, whole))?,
            (_, Some(old), _) => write!(f, "{name} removed: {}", quoted(old, whole))?,
            (_, None, None) => write!(f, "{name} changed")?,
        }
        if !self.place.is_empty() {
            write!(f, "  ({})", self.place)?;
        }
        f.write_str("\n")?;
        if !self.reaches.is_empty() {
            writeln!(f, "      reaches {}", self.reached())?;
        }
        for why in &self.breaking {
            writeln!(f, "      BREAKING: {why}")?;
        }
        Ok(())
    }
}

impl Change {
    /// `a`, `b` and 3 more.
    fn reached(&self) -> String {
        let mut out = String::new();
        for (i, name) in self.reaches.iter().take(MAX_NAMED).enumerate() {
            let _ = write!(out, "{}`{name}`", if i == 0 { "" } else { ", " });
        }
        let more = self.reaches.len().saturating_sub(MAX_NAMED);
        if more > 0 {
            let over = if self.reaches_more { "over " } else { "" };
            let _ = write!(out, " and {over}{more} more");
        }
        out
    }
}

fn quoted(text: &str, is_dataset: bool) -> String {
    if is_dataset { short(text) } else { format!("`{}`", short(text)) }
}

/// A definition on one line, cut where it is very long.
fn short(text: &str) -> String {
    let line = text.replace(['\n', '\r'], " ");
    if line.chars().count() <= MAX_SHOWN {
        return line;
    }
    line.chars().take(MAX_SHOWN).chain(['…']).collect()
}
