//! Data checks as calls of the runtime.

use pipelinec_core::ir::{Check, CheckKind, CheckSeverity, DatasetId};
use pipelinec_core::sql::RenderError;

use crate::expr::{Qualified, column};
use crate::layout::{Doc, call, keyword, strings};

/// The runtime's class for a check, and the check: `Expect("a is positive", F.expr("a > 0"), severity="warn")`.
pub(crate) fn check(check: &Check, rows: &dyn Fn(DatasetId) -> String) -> Result<(&'static str, Doc), RenderError> {
    let mut args = vec![Doc::string(&crate::text::one_line(&check.name))];
    let class = match &check.kind {
        CheckKind::Expect(condition) => {
            args.push(column(condition, Qualified::No)?);
            "Expect"
        }
        CheckKind::Unique(columns) => {
            args.push(strings(columns));
            "Unique"
        }
        CheckKind::NotNull(columns) => {
            args.push(strings(columns));
            "NotNull"
        }
        CheckKind::References { columns, to, to_columns } => {
            args.push(strings(columns));
            args.push(keyword("to", Doc::text(rows(*to))));
            args.push(keyword("to_columns", strings(to_columns)));
            "References"
        }
        CheckKind::RowCount { min, max } => {
            args.extend(min.map(|min| keyword("min", Doc::text(min.to_string()))));
            args.extend(max.map(|max| keyword("max", Doc::text(max.to_string()))));
            "RowCount"
        }
    };
    if check.severity == CheckSeverity::Warn {
        args.push(keyword("severity", Doc::string("warn")));
    }
    Ok((class, call(class, args)))
}
