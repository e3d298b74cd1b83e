//! JSON paths: `$`, then `.name`, `[0]` and `["any key"]`.

use super::Trouble;

/// Steps from the document's root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    Index(u32),
}

const HELP: &str = "a path looks like `$.order.items[0][\"unit price\"]`";

impl Path {
    /// Reads a path.
    ///
    /// # Errors
    /// Anything but the three forms; keys with quotes, brackets, backslashes or control characters.
    pub fn parse(text: &str) -> Result<Self, Trouble> {
        let Some(mut rest) = text.strip_prefix('$') else {
            return Err(Trouble::at(0, "a JSON path starts with `$`").help(HELP));
        };
        let mut steps = Vec::new();
        while !rest.is_empty() {
            let (step, after) = step(rest)
                .ok_or_else(|| Trouble::at(text.len() - rest.len(), "this is not a step of a JSON path").help(HELP))?;
            steps.push(step);
            rest = after;
        }
        Ok(Self { steps })
    }

    /// Whether the last step is an array index: Spark prints a JSON null there as text.
    #[must_use]
    pub fn ends_with_index(&self) -> bool {
        matches!(self.steps.last(), Some(Step::Index(_)))
    }

    /// For Spark's `get_json_object`: keys that are no identifiers in `['…']`.
    #[must_use]
    pub fn spark(&self) -> String {
        self.print("['", "']")
    }

    /// For Trino's `json_extract`: keys that are no identifiers in `["…"]`.
    #[must_use]
    pub fn trino(&self) -> String {
        self.print("[\"", "\"]")
    }

    fn print(&self, open: &str, close: &str) -> String {
        let mut out = String::from("$");
        for step in &self.steps {
            match step {
                Step::Key(key) if is_identifier(key) => {
                    out.push('.');
                    out.push_str(key);
                }
                Step::Key(key) => {
                    out.push_str(open);
                    out.push_str(key);
                    out.push_str(close);
                }
                Step::Index(index) => out.push_str(&format!("[{index}]")),
            }
        }
        out
    }

    /// The steps one by one: keys as `Ok`, indexes as `Err`.
    pub fn steps(&self) -> impl Iterator<Item = Result<&str, u32>> {
        self.steps.iter().map(|step| match step {
            Step::Key(key) => Ok(key.as_str()),
            Step::Index(index) => Err(*index),
        })
    }
}

/// One step and what follows it.
fn step(text: &str) -> Option<(Step, &str)> {
    if let Some(rest) = text.strip_prefix('.') {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end)?;
        return is_identifier(name).then(|| (Step::Key(name.to_owned()), after));
    }
    let rest = text.strip_prefix('[')?;
    if let Some(quoted) = rest.strip_prefix('"') {
        let (key, after) = quoted.split_once("\"]")?;
        let plain =
            !key.is_empty() && !key.contains(['"', '\'', '\\', '[', ']', '*']) && !key.contains(char::is_control);
        return plain.then(|| (Step::Key(key.to_owned()), after));
    }
    let (digits, after) = rest.split_once(']')?;
    let index = if digits.bytes().all(|b| b.is_ascii_digit()) { digits.parse().ok()? } else { return None };
    Some((Step::Index(index), after))
}

fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_each_dialect() {
        let path = Path::parse(r#"$.a[0]["unit price"]"#).unwrap();
        assert_eq!(path.spark(), "$.a[0]['unit price']");
        assert_eq!(path.trino(), r#"$.a[0]["unit price"]"#);
        assert!(!path.ends_with_index() && Path::parse("$.d[1]").unwrap().ends_with_index());
    }

    #[test]
    fn refuses_other_forms_at_their_place() {
        assert_eq!(Path::parse("a.b").unwrap_err().offset, Some(0));
        assert_eq!(Path::parse("$.a[*]").unwrap_err().offset, Some(3));
        assert_eq!(Path::parse("$..a").unwrap_err().offset, Some(1));
        assert!(Path::parse("$.a[-1]").is_err() && Path::parse("$['a']").is_err());
    }
}
