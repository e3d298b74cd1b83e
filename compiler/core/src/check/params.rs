//! Run parameters: types and defaults.

use pipelinec_syntax::tree::ParamDecl;

use crate::diag::Diagnostic;
use crate::ir;

/// The parameters of a project.
#[must_use]
pub fn check_params(declarations: &[ParamDecl]) -> (Vec<ir::Param>, Vec<Diagnostic>) {
    let _ = declarations;
    (Vec::new(), Vec::new())
}
