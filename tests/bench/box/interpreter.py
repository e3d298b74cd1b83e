"""Where moto's interpreter of the Amazon States Language differs from AWS, one function a difference."""

from __future__ import annotations

import datetime
import json
import re
import sys
import time
from typing import Any

from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import CustomErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.error_equals_decl import ErrorEqualsDecl
from moto.stepfunctions.parser.asl.component.common.error_name.error_name import ErrorName
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_aws_sdk
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service import StateTaskService
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.utils import json_path
from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker
from moto.stepfunctions.parser.models import StepFunctionsParserBackend

#: Waits and pauses between tries are this much shorter.
TIME_SCALE = 0.001


def install() -> None:
    """Makes every change."""
    _shorten_time()
    _errors_of_branches_can_be_caught()
    _match_errors_as_aws()
    _context_holds_text_times()
    _results_hold_text_times()
    _definite_paths_give_one_value()
    _aliases_start_executions()
    # https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html: PascalCase names.
    state_task_service_aws_sdk._SERVICE_ERROR_NAMES.update(glue="Glue", emr="Emr")


def text_times(value: Any) -> Any:
    """A service's answer as Step Functions passes it on: times are text."""
    return json.loads(json.dumps(value, default=lambda time: time.isoformat()))


def _shorten_time() -> None:
    def wait(self: WaitFunction, env: Environment, wait_seconds: float) -> None:
        env.program_state_event.wait(wait_seconds * TIME_SCALE)

    class Clock:
        """`time` for the retriers' module only."""

        def __getattr__(self, name: str) -> Any:
            return getattr(time, name)

        def sleep(self, seconds: float) -> None:
            time.sleep(seconds * TIME_SCALE)

    WaitFunction._wait_interval = wait
    retrier_decl.time = Clock()


def _errors_of_branches_can_be_caught() -> None:
    """moto refuses to name a `States.*` error again when it leaves a branch, and the execution dies past the Catch."""

    def name(self: CustomErrorName, error_name: str | None) -> None:
        ErrorName.__init__(self, error_name=error_name)

    CustomErrorName.__init__ = name
    ErrorName.__eq__ = lambda one, other: isinstance(other, ErrorName) and one.error_name == other.error_name
    ErrorName.__hash__ = lambda one: hash(one.error_name)


def _match_errors_as_aws() -> None:
    """https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html, the list of error names."""

    def matches(self: ErrorEqualsDecl, env: Environment) -> None:
        error = env.stack.pop().error_name
        listed = {name.error_name for name in self.error_names}
        is_terminal = error in ("States.Runtime", "States.DataLimitExceeded")
        by_all = "States.ALL" in listed and not is_terminal
        by_failed = "States.TaskFailed" in listed and not is_terminal and error != "States.Timeout"
        env.stack.append(error in listed or by_all or by_failed)

    ErrorEqualsDecl._eval_body = matches


def _context_holds_text_times() -> None:
    """`$$.Execution.StartTime` is a Python datetime, which no task takes and no answer can hold."""
    evaluation_environment = ExecutionWorker._get_evaluation_environment

    def with_text(self: ExecutionWorker) -> Environment:
        details = self._evaluation_details.execution_details
        if isinstance(details.start_time, datetime.datetime):
            utc = details.start_time.astimezone(datetime.UTC)
            details.start_time = utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return evaluation_environment(self)

    ExecutionWorker._get_evaluation_environment = with_text


def _results_hold_text_times() -> None:
    after = StateTaskService._after_eval_execution

    def with_text(self: StateTaskService, env: Environment, **named: Any) -> None:
        env.stack[-1] = text_times(env.stack[-1])
        after(self, env=env, **named)

    StateTaskService._after_eval_execution = with_text


def _definite_paths_give_one_value() -> None:
    """`$.found.Clusters[0].Id` is a value, not a list of one."""
    extract = json_path.extract_json

    def one_value(path: str, data: Any) -> Any:
        if re.search(r"\.\.|\*|\?|\[[^\]']*[:,]", path):
            return extract(path, data)
        found = json_path.parse(path).find(data)
        if not found:
            raise json_path.NoSuchJsonPathError(json_path=path, data=data)
        return found[0].value

    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").startswith("moto.stepfunctions") and hasattr(module, "extract_json"):
            module.extract_json = one_value


def _aliases_start_executions() -> None:
    """moto knows aliases, and starts nothing of them."""
    start = StepFunctionsParserBackend.start_execution

    def of_alias(self: StepFunctionsParserBackend, state_machine_arn: str, *args: Any, **named: Any) -> Any:
        machine, _, alias = state_machine_arn.rpartition(":")
        if any(known.arn == machine and alias in known.aliases for known in self.state_machines):
            state_machine_arn = machine
        return start(self, state_machine_arn, *args, **named)

    StepFunctionsParserBackend.start_execution = of_alias
