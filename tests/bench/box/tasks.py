"""The optimised integrations that moto's Step Functions lacks: EMR, EMR Serverless, Athena; and failures on demand.

https://docs.aws.amazon.com/step-functions/latest/dg/connect-emr.html, connect-emr-serverless.html, connect-athena.html
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError
from moto.stepfunctions.parser.api import HistoryEventType, TaskFailedEventDetails
from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import CustomErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
    FailureEvent,
    FailureEventException,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task import state_task_factory
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_factory
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.resource import ResourceCondition
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service import StateTaskService
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_callback import (
    StateTaskServiceCallback,
)
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
from moto.stepfunctions.parser.asl.utils.boto_client import boto_client_for

from . import control
from .interpreter import text_times

POLL_SECONDS = 0.05

Call = Callable[..., dict[str, Any]]


def install() -> None:
    """Registers the integrations, and the failures for every Task."""
    known = state_task_service_factory.state_task_service_for

    def service_for(service_name: str) -> StateTaskService:
        return SERVICES[service_name]() if service_name in SERVICES else known(service_name)

    state_task_service_factory.state_task_service_for = service_for
    state_task_factory.state_task_service_for = service_for
    before, after = StateTaskService._before_eval_execution, StateTaskService._after_eval_execution

    def begin(self: StateTaskService, env: Environment, **named: Any) -> None:
        before(self, env=env, **named)
        control.task_called(self.name, self.resource.resource_arn)
        _fail_on_demand(self, env, started=False)

    def end(self: StateTaskService, env: Environment, **named: Any) -> None:
        _fail_on_demand(self, env, started=True)
        after(self, env=env, **named)

    StateTaskService._before_eval_execution = begin
    StateTaskService._after_eval_execution = end


def _fail_on_demand(task: StateTaskService, env: Environment, started: bool) -> None:
    error = control.failure_of(task.name, started)
    if error is not None:
        raise failure(task, env, error, "asked for by the test")


def failure(task: StateTaskService, env: Environment, error: str, cause: str) -> FailureEventException:
    """A task's end that retriers and catchers see."""
    details = TaskFailedEventDetails(
        error=error, cause=cause, resource=task._get_sfn_resource(), resourceType=task._get_sfn_resource_type()
    )
    return FailureEventException(
        FailureEvent(
            env=env,
            error_name=CustomErrorName(error),
            event_type=HistoryEventType.TaskFailed,
            event_details=EventDetails(taskFailedEventDetails=details),
        )
    )


class Integration(StateTaskServiceCallback):
    """A call, and with `.sync` the wait for its end."""

    SERVICE = ""
    #: Of the names of its errors.
    PREFIX = ""

    def __init__(self) -> None:
        """`.sync` is all that these have."""
        super().__init__(supported_integration_patterns={ResourceCondition.Sync})

    def _get_supported_parameters(self) -> None:
        return None

    def _validate_service_integration_is_supported(self) -> None:
        """moto's lists do not know these."""

    def start(self, call: Call, given: dict[str, Any]) -> dict[str, Any]:
        """Makes the call; its answer."""
        raise NotImplementedError

    def look(self, call: Call, given: dict[str, Any], started: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """How what was started stands: a state, and the task's result when it is done."""
        raise NotImplementedError

    #: States of the service: the end as wished, and the end as failure.
    DONE: frozenset[str] = frozenset()
    FAILED: frozenset[str] = frozenset()

    def _eval_service_task(
        self,
        env: Environment,
        resource_runtime_part: Any,
        normalised_parameters: dict[str, Any],
        state_credentials: Any,
    ) -> None:
        client = boto_client_for(region=resource_runtime_part.region, service=self.SERVICE)

        def call(operation: str, **request: Any) -> dict[str, Any]:
            try:
                answer = getattr(client, operation)(**request)
            except ClientError as error:
                code = error.response["Error"]["Code"]
                raise failure(self, env, f"{self.PREFIX}.{code}", str(error)) from error
            answer.pop("ResponseMetadata", None)
            return text_times(answer)

        started = self.start(call, normalised_parameters)
        while self.resource.condition is not None and env.is_running():
            state, result = self.look(call, normalised_parameters, started)
            if state in self.FAILED:
                raise failure(self, env, "States.TaskFailed", json.dumps(result, separators=(",", ":")))
            if state in self.DONE:
                started = result
                break
            time.sleep(POLL_SECONDS)
        env.stack.append(started)

    def _eval_integration_pattern(self, env: Environment, **named: Any) -> None:
        """Has been waited for already; moto's own needs a task token, which these integrations lack."""


class Emr(Integration):
    """`elasticmapreduce:*`."""

    SERVICE, PREFIX = "emr", "ElasticMapReduce"

    @property
    def DONE(self) -> frozenset[str]:  # noqa: N802 a constant of the other integrations
        """What the action waits for."""
        waits = {
            "createCluster": {"WAITING", "RUNNING"},
            "addStep": {"COMPLETED"},
            "terminateCluster": {"TERMINATED", "TERMINATED_WITH_ERRORS"},
        }
        return frozenset(waits[self.resource.api_action])

    @property
    def FAILED(self) -> frozenset[str]:  # noqa: N802
        """What it takes for a failure, unless it is what it waits for."""
        ends = {"FAILED", "CANCELLED", "INTERRUPTED", "TERMINATING", "TERMINATED", "TERMINATED_WITH_ERRORS"}
        return frozenset() if self.resource.api_action == "terminateCluster" else frozenset(ends)

    def start(self, call: Call, given: dict[str, Any]) -> dict[str, Any]:
        """Three actions."""
        action = self.resource.api_action
        if action == "createCluster":
            made = call("run_job_flow", **given)
            return {"ClusterId": made["JobFlowId"], "ClusterArn": made.get("ClusterArn")}
        if action == "addStep":
            added = call("add_job_flow_steps", JobFlowId=given["ClusterId"], Steps=[given["Step"]])
            return {"StepId": added["StepIds"][0]}
        if action == "terminateCluster":
            call("terminate_job_flows", JobFlowIds=[given["ClusterId"]])
            return {}
        raise ValueError(f"no stand-in for elasticmapreduce:{action}")

    def look(self, call: Call, given: dict[str, Any], started: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The step, or the cluster."""
        cluster = given.get("ClusterId") or started["ClusterId"]
        if "StepId" in started:
            step = call("describe_step", ClusterId=cluster, StepId=started["StepId"])
            return step["Step"]["Status"]["State"], step
        described = call("describe_cluster", ClusterId=cluster)
        return described["Cluster"]["Status"]["State"], {"ClusterId": cluster, **described}


class EmrServerless(Integration):
    """`emr-serverless:startJobRun`."""

    SERVICE, PREFIX = "emr-serverless", "EMRServerless"
    DONE, FAILED = frozenset({"SUCCESS"}), frozenset({"FAILED", "CANCELLED"})

    def start(self, call: Call, given: dict[str, Any]) -> dict[str, Any]:
        """Parameters are PascalCase in a state machine, camelCase in the API."""
        started = call("start_job_run", **recase(given, str.lower), clientToken="box")
        return recase(started, str.upper)

    def look(self, call: Call, given: dict[str, Any], started: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The job run."""
        wanted = {"applicationId": started["ApplicationId"], "jobRunId": started["JobRunId"]}
        run = recase(call("get_job_run", **wanted)["jobRun"], str.upper)
        return run["State"], run


class Athena(Integration):
    """`athena:startQueryExecution`."""

    SERVICE, PREFIX = "athena", "Athena"
    DONE, FAILED = frozenset({"SUCCEEDED"}), frozenset({"FAILED", "CANCELLED"})

    def start(self, call: Call, given: dict[str, Any]) -> dict[str, Any]:
        """As in the API."""
        return call("start_query_execution", **given)

    def look(self, call: Call, given: dict[str, Any], started: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """The query."""
        found = call("get_query_execution", QueryExecutionId=started["QueryExecutionId"])
        return found["QueryExecution"]["Status"]["State"], found


def recase(value: Any, case: Callable[[str], str]) -> Any:
    """Every key with its first letter changed."""
    if isinstance(value, dict):
        return {case(key[0]) + key[1:]: recase(inner, case) for key, inner in value.items()}
    return [recase(inner, case) for inner in value] if isinstance(value, list) else value


SERVICES: dict[str, type[Integration]] = {
    "elasticmapreduce": Emr,
    "emr-serverless": EmrServerless,
    "athena": Athena,
}
