//! Type names.

use pipelinec_syntax::tree::TypeName;

use crate::diag::Diagnostic;
use crate::ir::Stored;
use crate::types::Type;

/// The type a name stands for in expressions; reports and gives [`Type::Error`] when there is none.
pub fn resolve_type(name: &TypeName, diagnostics: &mut Vec<Diagnostic>) -> Type {
    let _ = (name, diagnostics);
    Type::Error
}

/// The type of an input's column: also `int`, `smallint`, `tinyint` and `float`, which widen when read.
pub fn resolve_stored_type(name: &TypeName, diagnostics: &mut Vec<Diagnostic>) -> (Type, Stored) {
    (resolve_type(name, diagnostics), Stored::Same)
}
