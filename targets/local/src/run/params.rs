//! Parameter values of a run.

use std::time::{SystemTime, UNIX_EPOCH};

use pipelinec_core::ir::{Literal, ParamDefault, Pipeline};
use pipelinec_core::types::Type;
use pipelinec_core::{Diagnostic, diag};

use crate::cell::Cell;
use crate::emit::Params;

/// The values given, and defaults for the rest.
pub(super) fn resolve(pipeline: &Pipeline, given: &[(String, String)]) -> Result<Params, Vec<Diagnostic>> {
    let mut findings = Vec::new();
    for (name, _) in given {
        if pipeline.params.iter().all(|p| *p.name != **name) {
            let declared: Vec<&str> = pipeline.params.iter().map(|p| &*p.name).collect();
            findings.push(diag::unknown_param(name, &declared));
        }
    }
    let mut params = Vec::new();
    for param in &pipeline.params {
        // Given twice: the last one counts, as for any option.
        let text = given.iter().rev().find(|(name, _)| **name == *param.name).map(|(_, text)| text.as_str());
        let value = match (text, &param.default) {
            (Some("today"), _) if param.ty == Type::Date => Ok(today()),
            (Some(text), _) => literal(text, &param.ty)
                .map_err(|reason| diag::bad_param_value(param.span, &param.name, &param.ty.to_string(), text, &reason)),
            (None, Some(ParamDefault::Value(value))) => Ok(value.clone()),
            (None, Some(ParamDefault::Today)) => Ok(today()),
            (None, None) => Err(diag::missing_param(param.span, &param.name)),
        };
        match value {
            Ok(value) => params.push((param.name.clone(), value)),
            Err(finding) => findings.push(finding),
        }
    }
    if findings.is_empty() { Ok(params) } else { Err(findings) }
}

fn literal(text: &str, ty: &Type) -> Result<Literal, String> {
    let cell = Cell::from_text(text.as_bytes(), ty).map_err(|reason| reason.to_string())?;
    Ok(match cell {
        Cell::Boolean(b) => Literal::Boolean(b),
        Cell::Bigint(n) => Literal::Bigint(n),
        Cell::Double(d) => Literal::Double(d),
        Cell::Decimal(..) => Literal::Decimal(cell.to_string()),
        Cell::String(t) => Literal::String(t.into_owned()),
        Cell::Date(_) => Literal::Date(cell.to_string()),
        // Always six decimals.
        Cell::Timestamp(micros) if micros.rem_euclid(1_000_000) == 0 => Literal::Timestamp(format!("{cell}.000000")),
        Cell::Timestamp(_) => Literal::Timestamp(cell.to_string()),
        Cell::Null | Cell::List(_) | Cell::Struct(_) | Cell::Map(_) => return Err("not a scalar".to_owned()),
    })
}

/// The day the run starts, UTC.
fn today() -> Literal {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    Literal::Date(Cell::Date(i32::try_from(seconds / 86_400).unwrap_or(0)).to_string())
}
