"""The state machine's role in moto with IAM enforced: every call is allowed, and every statement is needed.

moto looks at actions only: not at resources, conditions, or `iam:PassRole`. `targets/account/tests` checks those on the
policies themselves. What a service does in the caller's name (Athena reading Glue and S3, EMR passing roles) is no call
that moto makes, so the statements for it are listed here, each with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import machines
import pytest
from botocore.exceptions import ClientError
from box.client import Box

REGION = "eu-west-1"
ACCOUNT = "123456789012"

#: What a task's call needs, as boto3 calls: service, method, parameters. The `.sync` ones ask how the work stands.
CALLS: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
    "elasticmapreduce:createCluster.sync": [
        ("emr", "run_job_flow", {"Name": "x", "Instances": {}}),
        ("emr", "describe_cluster", {"ClusterId": "j-1"}),
        ("emr", "add_tags", {"ResourceId": "j-1", "Tags": [{"Key": "a", "Value": "b"}]}),
    ],
    "elasticmapreduce:addStep.sync": [
        ("emr", "add_job_flow_steps", {"JobFlowId": "j-1", "Steps": []}),
        ("emr", "describe_step", {"ClusterId": "j-1", "StepId": "s-1"}),
    ],
    "elasticmapreduce:terminateCluster.sync": [
        ("emr", "terminate_job_flows", {"JobFlowIds": ["j-1"]}),
    ],
    "aws-sdk:emr:listClusters": [("emr", "list_clusters", {})],
    "aws-sdk:glue:startCrawler": [("glue", "start_crawler", {"Name": "x"})],
    "aws-sdk:glue:getCrawler": [("glue", "get_crawler", {"Name": "x"})],
    "athena:startQueryExecution.sync": [
        ("athena", "start_query_execution", {"QueryString": "SELECT 1"}),
        ("athena", "get_query_execution", {"QueryExecutionId": "q-1"}),
    ],
    # moto takes the signature of GetJobRun for wrong.
    "emr-serverless:startJobRun.sync": [
        (
            "emr-serverless",
            "start_job_run",
            {"applicationId": "00f", "executionRoleArn": f"arn:aws:iam::{ACCOUNT}:role/jobs"},
        ),
    ],
    "sns:publish": [("sns", "publish", {"TopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:x", "Message": "x"})],
    # moto knows the action of `Invoke` by another name than IAM, so that it would deny it always.
    "lambda:invoke": [],
}

#: Statements whose need moto cannot show.
ELSEWHERE = {
    "LetTheClusterEndWhenIdle": "EMR checks it inside RunJobFlow",
    "PassTheServiceRole": "moto does not check iam:PassRole",
    "PassTheRoleOfTheNodes": "moto does not check iam:PassRole",
    "PassTheRoleOfTheJobs": "moto does not check iam:PassRole",
    "LetEmrCleanUp": "EMR makes the role with an account's first cluster",
    "HearOfTheEndOfJobs": "Step Functions' own rule of a `.sync` call",
    "WatchAndCancelTheJobs": "moto takes the signature of GetJobRun for wrong",
    "CallTheQueryFunction": "moto's name of the action is not IAM's",
    "UseTheDataCatalog": "Athena asks in the caller's name",
    "FindTheDatabase": "Athena asks in the caller's name",
    "FindTheTables": "Athena asks in the caller's name",
    "FindThePartitions": "Athena asks in the caller's name",
    "AddNewPartitions": "Athena asks in the caller's name",
    "FindTheBucket": "Athena asks in the caller's name",
    "ListTheQueriedData": "Athena reads in the caller's name",
    "ReadTheQueriedData": "Athena reads in the caller's name",
    "WriteTheResults": "Athena writes in the caller's name",
    "FindUnfinishedResults": "Athena writes in the caller's name",
    "AskLakeFormationWhereItRules": "Athena asks in the caller's name",
}

BUNDLES = sorted(machines.ROOT.glob("tests/golden/*/expected"))


@pytest.fixture(scope="module")
def keys() -> Iterator[tuple[Box, Any, dict[str, str]]]:
    """A box that enforces IAM from now on, its administrator's client, and the keys of a user without any policy."""
    with Box() as box:
        iam = box.client("iam", REGION)
        made = {}
        for name in ("admin", "states"):
            iam.create_user(UserName=name)
            key = iam.create_access_key(UserName=name)["AccessKey"]
            made[name] = {
                "aws_access_key_id": key["AccessKeyId"],
                "aws_secret_access_key": key["SecretAccessKey"],
            }
        everything = {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
        }
        iam.put_user_policy(UserName="admin", PolicyName="all", PolicyDocument=json.dumps(everything))
        box.enforce_iam()
        yield box, client(box, "iam", made["admin"]), made["states"]


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: bundle.parent.name)
def test_every_call_is_allowed_and_every_statement_needed(keys: tuple[Box, Any, dict[str, str]], bundle: Path) -> None:
    box, iam, user = keys
    policy = json.loads((bundle / "iam/state_machine.json").read_text(encoding="utf-8"))
    calls = calls_of(machines.read(bundle / "step_function.json"))
    allow(iam, policy)
    assert denied(box, user, calls) == []
    for statement in policy["Statement"]:
        others = [other for other in policy["Statement"] if other is not statement]
        allow(iam, {**policy, "Statement": others})
        is_missed = denied(box, user, calls) != []
        assert is_missed != (statement["Sid"] in ELSEWHERE), statement["Sid"]


def test_the_list_of_exceptions_is_no_longer_than_it_must_be() -> None:
    policies = [json.loads((b / "iam/state_machine.json").read_text(encoding="utf-8")) for b in BUNDLES]
    assert {s["Sid"] for policy in policies for s in policy["Statement"]} >= set(ELSEWHERE)


def calls_of(machine: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """The calls of all tasks, each once."""
    found = []
    for _, task in machines.tasks(machine):
        for call in CALLS[task["Resource"].split(":::")[1]]:
            if call not in found:
                found.append(call)
    return found


def allow(iam: Any, policy: dict[str, Any]) -> None:
    """Gives the user exactly these permissions."""
    # moto asks every policy about the resource `*`, so that a statement about anything narrower would allow nothing.
    statements = [
        {key: value for key, value in statement.items() if key != "Condition"} | {"Resource": "*"}
        for statement in policy["Statement"]
    ]
    text = json.dumps({**policy, "Statement": statements})
    iam.put_user_policy(UserName="states", PolicyName="states", PolicyDocument=text)


def denied(box: Box, user: dict[str, str], calls: list[tuple[str, str, dict[str, Any]]]) -> list[str]:
    """The calls that are not allowed. Any other answer, also an error, is one of the service."""
    found = []
    for service, method, parameters in calls:
        try:
            getattr(client(box, service, user), method)(**parameters)
        except ClientError as error:
            # moto answers in XML, whatever the service speaks: the code is inside the message.
            if "AccessDenied" in str(error):
                found.append(f"{service}:{method}")
    return found


def client(box: Box, service: str, user: dict[str, str]) -> Any:
    """boto3's client of a service, as a user."""
    once = boto3.session.Config(retries={"total_max_attempts": 1})
    return boto3.client(service, region_name=REGION, endpoint_url=box.address, config=once, **user)
