use pipelinec_syntax::Span;

use super::code::W0307;
use crate::diag::Diagnostic;

/// A timestamp compared with the midnight of a day.
#[must_use]
pub fn day_as_timestamp(span: Span, equal: bool) -> Diagnostic {
    let diagnostic = Diagnostic::new(W0307, span, "a day beside a timestamp means its midnight, 00:00");
    if equal {
        diagnostic.help("compare days: `cast(x as date) = …`")
    } else {
        diagnostic.help("compare days: `cast(x as date) <= …`; or use `<` with the day after")
    }
}
