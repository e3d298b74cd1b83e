use pipelinec_syntax::Span;

use super::code::E0806;
use crate::diag::Diagnostic;
use crate::diag::suggest::quoted;

/// A text file in another encoding.
#[must_use]
pub fn data_encoding(span: Span, dataset: &str, file: &str, encoding: &str) -> Diagnostic {
    Diagnostic::new(E0806, span, format!("{} of input {} is {encoding}, not UTF-8", quoted(file), quoted(dataset)))
        .help(format!("convert it: `iconv -f {encoding} -t UTF-8`"))
}
