//! What the Lambda function calls, read from its code.

use std::collections::BTreeSet;

use pipelinec_core::target::Bundle;
use serde_json::Value;

use crate::Defect;

/// Calls as `client.method`: `athena = boto3.client("athena")` and `athena.start_query_execution(`.
pub(crate) fn calls(code: &str) -> Result<BTreeSet<String>, Defect> {
    let mut calls = BTreeSet::new();
    for (variable, service) in clients(code)? {
        let start = format!("{variable}.");
        for (at, _) in code.match_indices(&start) {
            let before = code.get(..at).and_then(|before| before.chars().next_back());
            if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '"' | '\'')) {
                continue; // part of another name
            }
            let after = code.get(at + start.len()..).unwrap_or_default();
            let end = after.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(after.len());
            if let Some((method, rest)) = after.split_at_checked(end)
                && rest.starts_with('(')
            {
                calls.insert(format!("{service}.{method}"));
            }
        }
    }
    Ok(calls)
}

/// `(variable, service)` of every client that is made.
fn clients(code: &str) -> Result<Vec<(&str, &str)>, Defect> {
    let made = code.lines().filter_map(|line| Some((line, line.split_once("boto3.")?.1)));
    made.map(|(line, call)| {
        let variable = line.split_once('=').map(|(variable, _)| variable.trim());
        let service = call.strip_prefix("client(\"").and_then(|rest| rest.split('"').next());
        variable.zip(service).ok_or_else(|| Defect(format!("the Lambda function uses boto3 in an unknown way: {line}")))
    })
    .collect()
}

/// The names of the queries that the function can run.
pub(crate) fn queries(bundle: &Bundle) -> Result<Vec<String>, Defect> {
    let text = bundle.files.get("lambda/queries.json").map_or(&b"{}"[..], Vec::as_slice);
    let queries: Value = serde_json::from_slice(text).map_err(|e| Defect(format!("lambda/queries.json: {e}")))?;
    Ok(queries.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect())
}

#[cfg(test)]
mod tests {
    use super::calls;

    #[test]
    fn calls_of_clients_only() {
        let code = "import boto3\nathena = boto3.client(\"athena\")\nathena.start_query_execution(**x)\n\
                    other.athena.no(1)\nathena.exceptions\n\"\"\"athena.neither(\"\"\"\nprint(athena.stop(1))\n";
        let found: Vec<String> = calls(code).unwrap().into_iter().collect();
        assert_eq!(found, ["athena.start_query_execution", "athena.stop"]);
        assert!(calls("s3 = boto3.resource(\"s3\")").is_err());
    }
}
