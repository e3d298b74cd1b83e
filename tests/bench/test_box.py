"""The box does what its README says, also after another version of moto."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from box.client import Box

REGION = "eu-west-1"
ROLE = "arn:aws:iam::123456789012:role/box"


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    """A box with a role and a bucket."""
    with Box() as started:
        trust = {"Version": "2012-10-17", "Statement": []}
        started.client("iam", REGION).create_role(RoleName="box", AssumeRolePolicyDocument=json.dumps(trust))
        place = {"LocationConstraint": REGION}
        started.client("s3", REGION).create_bucket(Bucket="bench", CreateBucketConfiguration=place)
        yield started


def test_a_state_machine_error_is_not_caught_by_all(box: Box) -> None:
    box.fail_task(state="Wrong", error="States.Runtime")
    told = run(box, {"Wrong": {**task("sns:publish"), "Catch": [catch("Caught")]}})
    assert (told["status"], told.get("error")) == ("FAILED", "States.Runtime")


def test_a_task_failure_that_leaves_a_branch_is_caught(box: Box) -> None:
    box.fail_task(state="Inner", error="States.Timeout")
    inner = {"Inner": task("sns:publish"), "Done": {"Type": "Succeed"}}
    branch = {"StartAt": "Inner", "States": inner}
    outer = {"Type": "Parallel", "Branches": [branch], "Catch": [catch("Caught")], "Next": "Done"}
    assert run(box, {"Outer": outer})["output"]["error"]["Error"] == "States.Timeout"


def test_a_timeout_is_no_task_failure(box: Box) -> None:
    box.fail_task(state="Slow", error="States.Timeout")
    state = {**task("sns:publish"), "Catch": [{**catch("Caught"), "ErrorEquals": ["States.TaskFailed"]}]}
    assert run(box, {"Slow": state})["error"] == "States.Timeout"


def test_a_definite_path_gives_a_value_and_times_are_text(box: Box) -> None:
    given = {"one.$": "$.list[0].id", "start.$": "$$.Execution.StartTime"}
    output = run(box, {"Pick": {"Type": "Pass", "Parameters": given, "Next": "Done"}}, {"list": [{"id": "a"}]})[
        "output"
    ]
    assert output["one"] == "a" and output["start"].endswith("Z")


def test_errors_of_the_sdk_integrations_have_the_documented_names(box: Box) -> None:
    state = {**task("aws-sdk:glue:getCrawler", Name="nobody"), "Catch": [catch("Caught")]}
    assert run(box, {"Look": state})["output"]["error"]["Error"] == "Glue.EntityNotFoundException"


def test_times_in_answers_are_text(box: Box) -> None:
    box.client("glue", REGION).create_database(DatabaseInput={"Name": "bench"})
    output = run(box, {"Look": task("aws-sdk:glue:getDatabase", Name="bench")})["output"]
    assert output["Database"]["CreateTime"].startswith("20")


def test_a_serverless_job_without_script_fails_its_task(box: Box) -> None:
    serverless = box.client("emr-serverless", REGION)
    made = serverless.create_application(name="bench", releaseLabel="emr-7.12.0", type="SPARK", clientToken="bench")
    driver = {"SparkSubmit": {"EntryPoint": "s3://bench/none.py"}}
    given = {"ApplicationId": made["applicationId"], "ExecutionRoleArn": ROLE, "JobDriver": driver}
    state = {**task("emr-serverless:startJobRun.sync", **given), "Catch": [catch("Caught")]}
    error = run(box, {"Run": state})["output"]["error"]
    assert error["Error"] == "States.TaskFailed" and json.loads(error["Cause"])["State"] == "FAILED"


def test_a_query_of_no_table_fails_its_task(box: Box) -> None:
    given = {"QueryString": "SELECT 1 FROM nothing", "QueryExecutionContext": {"Database": "none"}}
    given |= {"WorkGroup": "primary", "ResultConfiguration": {"OutputLocation": "s3://bench/results/"}}
    state = {**task("athena:startQueryExecution.sync", **given), "Catch": [catch("Caught")]}
    error = run(box, {"Ask": state})["output"]["error"]
    assert error["Error"] == "States.TaskFailed"
    assert json.loads(error["Cause"])["QueryExecution"]["Status"]["StateChangeReason"]


def task(call: str, **parameters: Any) -> dict[str, Any]:
    """A Task state."""
    resource = f"arn:aws:states:::{call}"
    return {"Type": "Task", "Resource": resource, "Parameters": parameters, "TimeoutSeconds": 60, "Next": "Done"}


def catch(state: str) -> dict[str, Any]:
    """Every error goes there."""
    return {"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": state}


def run(box: Box, states: dict[str, Any], given: object = None) -> dict[str, Any]:
    """Runs a machine whose first state is the only one of interest."""
    name = f"bench-{time.monotonic_ns()}"
    ends = {"Done": {"Type": "Succeed"}, "Caught": {"Type": "Succeed"}}
    definition = json.dumps({"StartAt": next(iter(states)), "States": {**states, **ends}})
    client = box.client("stepfunctions", REGION)
    machine = client.create_state_machine(name=name, definition=definition, roleArn=ROLE)["stateMachineArn"]
    execution = client.start_execution(stateMachineArn=machine, input=json.dumps(given or {}))["executionArn"]
    for _ in range(600):
        told = client.describe_execution(executionArn=execution)
        if told["status"] != "RUNNING":
            box.forget()
            return told | ({"output": json.loads(told["output"])} if "output" in told else {})
        time.sleep(0.1)
    raise TimeoutError(name)
