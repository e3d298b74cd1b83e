//! How a run ends: one succeed state, one fail state, and a message before each where the environment names a topic.

use pipelinec_syntax::tree::environments::{Notify, NotifyOn};

use crate::model::{Catch, ErrorName, Fail, ResultPath, StateName, States, Succeed, Task};
use crate::template::{Expression, Object, Piece};
use crate::{Builder, FAILURE, report, retry};

const TIMEOUT: u32 = 60;

fn execution() -> Piece<'static> {
    Piece::Value(Expression::path("$$.Execution.Id"))
}

impl Builder<'_> {
    pub(crate) fn success(&self, states: &mut States) -> StateName {
        let end = states.add("Pipeline succeeded", Succeed { comment: "Everything is published.".into() });
        if self.environment.notify.as_ref().is_some_and(|notify| notify.on == NotifyOn::Failure) {
            return end;
        }
        let name = &*self.plan.pipeline.name;
        let message = [Piece::Text(name), Piece::Text(" succeeded. Execution: "), execution()];
        self.notify(states, "Notify of success", &format!("{name} succeeded"), &message, end)
    }

    pub(crate) fn failure(&self, states: &mut States) -> StateName {
        let end = states.add(
            "Pipeline failed",
            Fail {
                comment: "The only way a run fails: the cause says what failed and why.".into(),
                error: ErrorName::Caught(Expression::path("$.failure.Error")),
                cause_path: report::cause(),
            },
        );
        let name = &*self.plan.pipeline.name;
        let message = [
            Piece::Text(name),
            Piece::Text(": "),
            Piece::Value(report::cause()),
            Piece::Text(". Execution: "),
            execution(),
        ];
        let told = self.notify(states, "Notify of failure", &format!("{name} failed"), &message, end);
        // The error as a whole: a cause is not always there.
        let text = Expression::format(&[
            Piece::Value(Expression::path("$.failed.what")),
            Piece::Text(" failed: "),
            Piece::Value(Expression::json(&Expression::path(FAILURE))),
        ]);
        states.add("Say what failed", report::pass("What failed, and its error.".into(), text, &told))
    }

    fn notify(
        &self,
        states: &mut States,
        name: &str,
        subject: &str,
        message: &[Piece<'_>],
        end: StateName,
    ) -> StateName {
        let Some(Notify { topic, .. }) = &self.environment.notify else { return end };
        states.add(
            name,
            Task {
                comment: format!(
                    "Tells the topic{}. If that fails, the run still ends as it would have.",
                    self.spots(&[topic.span])
                ),
                resource: self.resource("sns:publish"),
                parameters: Object::new()
                    .with("TopicArn", topic.value.as_str())
                    .with("Subject", subject)
                    .with("Message", Expression::format(message)),
                result_selector: None,
                result_path: ResultPath::Nowhere,
                timeout_seconds: TIMEOUT,
                retry: retry::NOTIFY.into(),
                catch: Catch { into: "$.notification", next: end.clone() },
                then: (&end).into(),
            },
        )
    }
}
