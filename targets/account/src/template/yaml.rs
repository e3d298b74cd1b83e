//! YAML for people: an empty line and a comment before every entry of a section; serde-saphyr writes the values.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::Defect;

/// Strings longer than this are folded, where they hold spaces.
const WIDTH: usize = 160;

/// Adds `name:` with its entries: key, comment, value.
pub(super) fn section(text: &mut String, name: &str, entries: Vec<(String, Vec<String>, Value)>) -> Result<(), Defect> {
    let _ = write!(text, "\n{name}:\n");
    for (index, (key, comment, value)) in entries.into_iter().enumerate() {
        if index > 0 && name == "Resources" {
            text.push('\n');
        }
        for line in comment {
            let _ = writeln!(text, "  # {}", line.replace('\n', " "));
        }
        let options = serde_saphyr::ser_options! { folded_wrap_chars: WIDTH };
        let yaml = serde_saphyr::to_string_with_options(&json!({ key: value }), options);
        for line in yaml.map_err(|e| Defect(format!("{name}: {e}")))?.lines() {
            text.push_str(if line.is_empty() { "" } else { "  " });
            text.push_str(&plain_function(line));
            text.push('\n');
        }
    }
    Ok(())
}

/// `Fn::Sub:` as people write it: serde-saphyr quotes every key with a colon.
fn plain_function(line: &str) -> Cow<'_, str> {
    let key = line.trim_start_matches([' ', '-']);
    let indent = line.get(..line.len() - key.len()).unwrap_or_default();
    let function = key.strip_prefix("\"Fn::").and_then(|rest| rest.split_once("\":"));
    match function {
        Some((name, value)) if name.chars().all(char::is_alphanumeric) => format!("{indent}Fn::{name}:{value}").into(),
        _ => line.into(),
    }
}
