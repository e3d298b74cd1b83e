//! Run parameters: their declaration, and how they are given.

use pipelinec_core::ir::{Literal, Param, ParamDefault};

use crate::layout::{Doc, call, keyword, list};
use crate::schema::spark_type;

/// `PARAMS = [Param("from_date", T.DateType(), default="2024-01-01")]`.
pub(super) fn constant(params: &[Param]) -> Doc {
    let params = params.iter().map(|param| {
        let mut args = vec![Doc::string(&param.name), spark_type(&param.ty)];
        args.extend(param.default.as_ref().and_then(default).map(|text| keyword("default", Doc::string(&text))));
        call("Param", args)
    });
    Doc::Concat(vec![Doc::text("PARAMS = "), list(params.collect())])
}

/// `[--from-date <date>]`.
pub(super) fn usage(param: &Param) -> String {
    let given = format!("--{} <{}>", param.name.replace('_', "-"), param.ty);
    if param.default.as_ref().and_then(default).is_some() { format!("[{given}]") } else { given }
}

/// A default as it would be given on the command line.
fn default(default: &ParamDefault) -> Option<String> {
    Some(match default {
        ParamDefault::Today => "today".to_owned(),
        ParamDefault::Value(Literal::Null) => return None,
        ParamDefault::Value(Literal::Boolean(value)) => value.to_string(),
        ParamDefault::Value(Literal::Bigint(value)) => value.to_string(),
        ParamDefault::Value(Literal::Double(value)) => format!("{value:?}"),
        ParamDefault::Value(
            Literal::Decimal(text) | Literal::String(text) | Literal::Date(text) | Literal::Timestamp(text),
        ) => text.clone(),
    })
}
