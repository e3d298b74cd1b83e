use pipelinec_syntax::Span;

use super::code::E0306;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A number its type cannot hold.
#[must_use]
pub fn literal_out_of_range(span: Span, text: &str, ty: &str) -> Diagnostic {
    let help = match ty {
        "bigint" => "write it as a decimal (`9223372036854775808.0`), or as a text if it is an identifier",
        "decimal" => "a decimal has at most 38 digits; write a double with an exponent: `1e40`",
        _ => "the largest double is about 1.8e308",
    };
    Diagnostic::new(E0306, span, format!("{} is outside the range of `{ty}`", quoted(text))).help(help)
}
