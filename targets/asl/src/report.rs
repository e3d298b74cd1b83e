//! What a failed run says. The text is put together by a state of its own, which cannot fail, so that the fail state after
//! it only has to take it: not every interpreter computes in a `CausePath`, and a fail state that fails inside a branch
//! would take the cluster's end with it.

use crate::model::{Output, Pass, ResultPath, StateName};
use crate::template::{Expression, Object};

/// The text that [`pass`] made.
pub(crate) fn cause() -> Expression {
    Expression::path("$.report.cause")
}

/// Makes the text.
pub(crate) fn pass(comment: String, text: Expression, next: &StateName) -> Pass {
    Pass {
        comment,
        output: Output::Parameters(Object::new().with("cause", text)),
        result_path: ResultPath::Field("$.report"),
        then: next.into(),
    }
}
