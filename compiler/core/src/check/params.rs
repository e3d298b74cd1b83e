//! Run parameters: types and defaults.

use pipelinec_syntax::tree::{ParamDecl, Spanned};

use super::literal::parse_value;
use super::types::resolve_type;
use crate::diag::{self, Diagnostic};
use crate::ir::{Param, ParamDefault};
use crate::types::Type;

/// The parameters of a project; one that is wrong stays, with [`Type::Error`] or without its default.
#[must_use]
pub fn check_params(declarations: &[ParamDecl]) -> (Vec<Param>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut params: Vec<Param> = Vec::with_capacity(declarations.len());
    for declaration in declarations {
        let name = &declaration.name;
        if let Some(first) = params.iter().find(|p| *p.name == *name.text) {
            diagnostics.push(diag::declared_twice(name.span, "parameter", &name.text, first.span));
            continue;
        }
        let ty = scalar_type(declaration, &mut diagnostics);
        let default = declaration.default.as_ref().and_then(|d| default(d, &ty, &mut diagnostics));
        params.push(Param { name: name.text.as_str().into(), ty, default, span: name.span });
    }
    (params, diagnostics)
}

/// The declared type, when it is one a command line can hold.
fn scalar_type(declaration: &ParamDecl, diagnostics: &mut Vec<Diagnostic>) -> Type {
    let ty = resolve_type(&declaration.ty, diagnostics);
    if matches!(ty, Type::Array(_) | Type::Struct(_) | Type::Map(_) | Type::Null) {
        diagnostics.push(diag::bad_param_type(declaration.ty.span, &declaration.name.text, &ty));
        return Type::Error;
    }
    ty
}

/// The default value, read as the parameter's type.
fn default(written: &Spanned<String>, ty: &Type, diagnostics: &mut Vec<Diagnostic>) -> Option<ParamDefault> {
    let today = written.value == "today";
    if today && *ty == Type::Date {
        return Some(ParamDefault::Today);
    }
    if ty.is_error() {
        return None;
    }
    match parse_value(&written.value, ty) {
        Ok(value) => Some(ParamDefault::Value(value)),
        Err(why) => {
            let why = if today { "`today` is for parameters of type `date`" } else { &why };
            diagnostics.push(diag::bad_param_default(written.span, &written.value, ty, why));
            None
        }
    }
}
