//! Secrets in the execution's data: every history shows them.

use pipelinec_core::{Diagnostic, diag};

use super::Audited;

/// Parts of names that mean a secret.
const SECRET: &[&str] =
    &["password", "passwd", "secretkey", "secret_key", "apikey", "api_key", "accesskey", "privatekey"];

pub(super) fn audit(audited: &Audited<'_>, findings: &mut Vec<Diagnostic>) {
    audited.definition.machine.each_state(&mut |state| {
        for field in ["Parameters", "Arguments", "Result", "ItemSelector"] {
            let Some(template) = state.field(field) else { continue };
            template.walk(None, &mut |key, value| {
                let (Some(key), Some(text)) = (key, value.as_str()) else { return };
                let name = key.value.trim_end_matches(".$").to_ascii_lowercase().replace('-', "");
                let is_reference = text.contains("resolve:secretsmanager") || text.starts_with("arn:");
                if SECRET.iter().any(|word| name.contains(word)) && !text.is_empty() && !is_reference {
                    findings.push(diag::secret_in_data(key.span, &key.value));
                }
            });
        }
    });
}
