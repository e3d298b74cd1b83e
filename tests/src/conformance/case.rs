//! Case files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::yaml;

/// One case; the fields are described in `tests/conformance/README.md`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// `string.012`.
    pub id: String,
    /// Names exercised.
    #[serde(default)]
    pub functions: Vec<String>,
    /// Where the expression stands.
    pub kind: Kind,
    /// Names and types of the input's columns, in order.
    #[serde(default)]
    pub columns: serde_json::Map<String, Value>,
    /// The input's rows.
    #[serde(default)]
    pub rows: Vec<Vec<Value>>,
    /// The key column of an aggregate.
    #[serde(default)]
    pub group_by: Option<String>,
    /// The expression.
    pub expr: String,
    /// Its static type.
    #[serde(default, rename = "type")]
    pub ty: Option<String>,
    /// Values per row, or per group.
    #[serde(default)]
    pub expected: Option<Vec<Value>>,
    /// The run must fail.
    #[serde(default)]
    pub expect_error: bool,
    /// The checker must refuse the expression.
    #[serde(default)]
    pub expect_compile_error: bool,
    /// How doubles are compared.
    #[serde(default)]
    pub compare: Compare,
    /// Why it must be refused, for people.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Where an expression stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One value per row.
    Scalar,
    /// One value per group.
    Aggregate,
    /// One value per row, from several.
    Window,
    /// None: it is refused.
    CompileError,
}

/// How numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    /// The same value; 0.0 is -0.0.
    #[default]
    Exact,
    /// Up to the last digits.
    Approx,
    /// Of an estimate.
    #[serde(rename = "within_5_percent")]
    Within5Percent,
}

/// What must come out.
#[derive(Debug, Clone)]
pub enum Expectation {
    /// These values.
    Values(Vec<Value>),
    /// A run that fails.
    Failure,
    /// An error of the checker.
    Refused,
}

impl Case {
    /// What must come out.
    ///
    /// # Errors
    /// A case that says nothing, or several things.
    pub fn expectation(&self) -> Result<Expectation, String> {
        match (&self.expected, self.expect_error, self.expect_compile_error) {
            (Some(values), false, false) => Ok(Expectation::Values(values.clone())),
            (None, true, false) => Ok(Expectation::Failure),
            (None, false, true) => Ok(Expectation::Refused),
            _ => Err("the case must say exactly one of expected, expect_error, expect_compile_error".to_owned()),
        }
    }
}

/// The cases of all files of a folder, by file name.
///
/// # Errors
/// A file that cannot be read.
pub fn load_cases(folder: &Path) -> Result<Vec<Case>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        cases.append(&mut load::<Vec<Case>>(&path)?);
    }
    Ok(cases)
}

/// Accepted disagreements: id and reason.
///
/// # Errors
/// A file that cannot be read.
pub fn load_disagreements(path: &Path) -> Result<BTreeMap<String, String>, String> {
    load(path)
}

fn load<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    yaml::read(&text)
        .and_then(|value| serde_json::from_value(value).map_err(|error| error.to_string()))
        .map_err(|error| format!("{}: {error}", path.display()))
}
