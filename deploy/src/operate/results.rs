//! The results of a run's queries.

use serde::Serialize;
use serde_json::Value;

use super::account::Account;
use super::failure::split;
use super::history::Stages;
use super::trouble::Trouble;

/// The first rows of a query's result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rows {
    /// The query.
    pub query: String,
    /// `s3://…/….csv`
    pub url: String,
    /// Names of columns.
    pub columns: Vec<String>,
    /// Values as text; missing ones are empty.
    pub rows: Vec<Vec<String>>,
    /// Whether there are more.
    pub more: bool,
}

/// Query names and where their results are, as the stages' results tell.
#[must_use]
pub fn locations(stages: &Stages) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for stage in &stages.stages {
        let name = stage.name.strip_prefix("Query ").unwrap_or(&stage.name);
        let athena = stage.result.pointer("/QueryExecution/ResultConfiguration/OutputLocation").and_then(Value::as_str);
        match athena {
            Some(url) if url.ends_with(".csv") => found.push((name.to_owned(), url.to_owned())),
            Some(_) => {}
            None => collect(&stage.result, name, &mut found),
        }
    }
    found
}

/// The query function answers with an object of queries.
fn collect(value: &Value, name: &str, found: &mut Vec<(String, String)>) {
    let Some(fields) = value.as_object() else { return };
    if let Some(url) = fields.get("OutputLocation").and_then(Value::as_str).filter(|url| url.ends_with(".csv")) {
        found.push((name.to_owned(), url.to_owned()));
        return;
    }
    for (name, inner) in fields {
        collect(inner, name, found);
    }
}

impl Account {
    /// The first rows of every query of a run.
    ///
    /// # Errors
    /// A result cannot be read.
    pub async fn results(&self, stages: &Stages, count: usize) -> Result<Vec<Rows>, Trouble> {
        let mut all = Vec::new();
        for (query, url) in locations(stages) {
            let (bucket, key) = split(&url);
            let Some(bytes) = self.object(&bucket, &key).await? else { continue };
            let mut records = records(&String::from_utf8_lossy(&bytes), count + 2).into_iter();
            let columns = records.next().unwrap_or_default();
            let mut rows: Vec<Vec<String>> = records.collect();
            let more = rows.len() > count;
            rows.truncate(count);
            all.push(Rows { query, url, columns, rows, more });
        }
        Ok(all)
    }
}

/// At most `count` records of CSV as Athena writes it: quotes doubled within quotes.
fn records(text: &str, count: usize) -> Vec<Vec<String>> {
    let (mut all, mut record, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                field.push('"');
                chars.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                record.push(std::mem::take(&mut field));
                all.push(std::mem::take(&mut record));
                if all.len() == count {
                    return all;
                }
            }
            '\r' if !quoted => {}
            other => field.push(other),
        }
    }
    if !field.is_empty() || !record.is_empty() {
        record.push(field);
        all.push(record);
    }
    all
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn records_of_athena() {
        let text = "\"a\",\"b\"\n\"1\",\"x, \"\"y\"\"\nz\"\n,\"2\"";
        let expected = [vec!["a", "b"], vec!["1", "x, \"y\"\nz"], vec!["", "2"]];
        assert_eq!(records(text, 9), expected);
        assert_eq!(records(text, 1), expected[..1]);
    }

    #[test]
    fn results_of_a_function_have_the_queries_names() {
        let mut found = Vec::new();
        let answer = json!({ "Payload": { "queries": { "top": { "OutputLocation": "s3://b/r/1.csv" }, "n": { "OutputLocation": "s3://b/r/2.txt" } } } });
        collect(&answer, "Run queries", &mut found);
        assert_eq!(found, [("top".to_owned(), "s3://b/r/1.csv".to_owned())]);
    }
}
