use pipelinec_syntax::Span;

use super::code::E0717;
use crate::diag::Diagnostic;
use crate::diag::suggest::{did_you_mean_or_list, quoted};

/// A schedule that gives a value of another type (`why`), or one to a parameter that is not among those `declared`.
#[must_use]
pub fn schedule_param(span: Span, name: &str, value: &str, why: Option<&str>, declared: &[&str]) -> Diagnostic {
    if let Some(why) = why {
        let message = format!("{} is no value for parameter {}: {why}", quoted(value), quoted(name));
        return Diagnostic::new(E0717, span, message)
            .help("every run of the schedule gets this value; leave it out to use the parameter's default");
    }
    let help = did_you_mean_or_list(name, "the parameters are", declared.iter().copied())
        .unwrap_or_else(|| "the spec declares no parameters".to_owned());
    Diagnostic::new(E0717, span, format!("no parameter {}", quoted(name))).help(help)
}
