"""Second opinions on roles, events and template: cfn-lint, parliament, botocore.

They look at every example pipeline in every kind of environment, and at the reviewed cases, as
`examples/matrix.rs` writes them. Run by `tests/run account`.
"""

from __future__ import annotations

import fnmatch
import io
import json
import os
import re
import subprocess
import zipfile
from pathlib import Path

import botocore.session
import cfnlint.api
import parliament
import pytest
import yaml

ROOT = Path(__file__).parents[3]
ACCOUNT = "123456789012"
APPLICATION = "00fexample1234567"
#: What a bundle has in place of what only deployment knows.
PLACEHOLDERS = {"${AWS::AccountId}": ACCOUNT, "${EmrServerlessApplicationId}": APPLICATION}

EXAMPLES = [
    f"{example}-{compute}-{catalog}-{query}"
    for example in ("car_rental", "orders", "web_logs")
    for compute in ("emr", "emr-serverless")
    for catalog in ("crawler", "tables")
    for query in ("lambda", "athena")
]
CASES = sorted(path.name for path in (Path(__file__).parent / "cases").iterdir())

#: Findings of parliament that are as they should be: `(finding, action)`, and why.
ACCEPTED = {
    ("RESOURCE_STAR", "elasticmapreduce:RunJobFlow"): "the cluster has no name yet",
    ("RESOURCE_STAR", "lakeformation:GetDataAccess"): "takes no resource",
    ("RESOURCE_STAR", "emr-serverless:CreateApplication"): "the application has no id yet",
    ("RESOURCE_MISMATCH", "athena:TagResource"): "one of three kinds of resources, not all",
    ("RESOURCE_MISMATCH", "states:DescribeExecution"): "express machines are not made",
    ("RESOURCE_MISMATCH", "states:ListExecutions"): "map runs are not made",
    ("RESOURCE_MISMATCH", "ec2:RunInstances"): "AmazonEMRServicePolicy_v2 has the other resources of the call",
    ("RESOURCE_MISMATCH", "ec2:CreateSecurityGroup"): "AmazonEMRServicePolicy_v2 has the group itself",
} | {
    ("UNKNOWN_CONDITION_FOR_ACTION", f"elasticmapreduce:{action}"): "a key of the cluster, which it does not look at"
    for action in (
        "AddJobFlowSteps",
        "CancelSteps",
        "DescribeCluster",
        "DescribeStep",
        "ListSteps",
        "TerminateJobFlows",
    )
}


@pytest.fixture(scope="session")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundles, built by the compiler's own code."""
    out = tmp_path_factory.mktemp("bundles")
    profile = os.environ.get("PIPELINEC_PROFILE", "release")
    command = ["cargo", "run", "--quiet", "--locked", "--profile", profile]
    command += ["-p", "pipelinec-account", "--example", "matrix", "--", str(out)]
    subprocess.run(command, cwd=ROOT, check=True)
    made = sorted(path.name for path in out.iterdir())
    assert made == sorted(EXAMPLES + CASES)
    return out


@pytest.fixture(params=EXAMPLES + CASES)
def bundle(bundles: Path, request: pytest.FixtureRequest) -> Path:
    """One of them."""
    return bundles / request.param


def document(path: Path) -> dict:
    """Read a JSON file, placeholders filled in."""
    return json.loads(filled(path.read_text(encoding="utf-8")))


def filled(text: str) -> str:
    """Fill in placeholders as deployment does."""
    for placeholder, value in PLACEHOLDERS.items():
        text = text.replace(placeholder, value)
    return text


def roles(bundle: Path) -> list[dict]:
    """List the roles of a bundle."""
    return document(bundle / "iam" / "roles.json")["roles"]


def test_template_is_clean(bundle: Path) -> None:
    """Accept the template without an error and without a warning."""
    findings = cfnlint.api.lint_file(bundle / "cloudformation.yaml")
    assert [f"{f.rule.id} line {f.linenumber}: {f.message}" for f in findings] == []


def test_linter_sees_mistakes(bundles: Path) -> None:
    """Find planted mistakes, so that silence means something."""
    text = (bundles / "car_rental-emr-crawler-lambda" / "cloudformation.yaml").read_text(encoding="utf-8")
    for old, new, rule in [
        ("glue:StartCrawler", "glue:StartCrawlers", "W3037"),
        ("RecrawlBehavior: CRAWL_EVERYTHING", "RecrawlBehavior: CRAWL_ALL", "E3030"),
        ("Runtime: python3.13", "Runtime: python3.7", "E2531"),
        ("Ref: StateMachine\n", "Ref: StateMachines\n", "E1020"),
    ]:
        assert old in text
        found = {match.rule.id for match in cfnlint.api.lint(text.replace(old, new, 1))}
        assert rule in found, (new, found)


def test_policies_have_a_second_opinion(bundle: Path) -> None:
    """Know every action, and find every resource to be one that the action takes."""
    deployers = document(bundle / "iam" / "deployers.json")["deployers"]
    for entry in roles(bundle) + deployers:
        policy = document(bundle / entry["PolicyDocument"])
        for statement in policy["Statement"]:
            one = json.dumps({"Version": policy["Version"], "Statement": [statement]})
            findings = parliament.analyze_policy_string(one, ignore_private_auditors=True).findings
            actions = listed(statement["Action"])
            left = [f for f in findings if not any((f.issue, action) in ACCEPTED for action in actions)]
            assert left == [], (entry["PolicyDocument"], statement["Sid"], left)


def test_second_opinion_sees_mistakes() -> None:
    """Find planted mistakes, so that silence means something."""

    def issues(action: str, resource: str) -> set[str]:
        statement = {"Sid": "x", "Effect": "Allow", "Action": action, "Resource": resource}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        return {finding.issue for finding in parliament.analyze_policy_string(policy).findings}

    assert "UNKNOWN_ACTION" in issues("glue:StartCrawlers", "*")
    assert "RESOURCE_MISMATCH" in issues("s3:GetObject", "arn:aws:s3:::bucket")


#: Integrations that are not called like the service's own operation.
RENAMED = {"createCluster": "RunJobFlow", "addStep": "AddJobFlowSteps", "terminateCluster": "TerminateJobFlows"}
#: botocore's name of a service, where the integration's is another.
SERVICES = {"elasticmapreduce": "emr"}

#: IAM's name of a service, where the SDK's is another.
PREFIXES = {"emr": "elasticmapreduce"}


def tasks(machine: dict) -> list[dict]:
    """List the tasks of a machine, those of branches too."""
    found = [state for state in machine["States"].values() if state["Type"] == "Task"]
    for state in machine["States"].values():
        processor = [state["ItemProcessor"]] if "ItemProcessor" in state else []
        for inner in [*state.get("Branches", []), *processor]:
            found += tasks(inner)
    return found


def called(task: dict, region: str) -> tuple[str, str]:
    """Tell the action of a task and a resource that it is taken on, from botocore's model and the task's parameters."""
    partition, resource = task["Resource"].split(":")[1], task["Resource"].split(":::")[1]
    service, operation = resource.removesuffix(".sync").removeprefix("aws-sdk:").split(":")
    operation = RENAMED.get(operation, operation[0].upper() + operation[1:])
    model = botocore.session.get_session().get_service_model(SERVICES.get(service, service))
    assert operation in model.operation_names, f"{service} has no {operation}"
    parameters = task["Parameters"]
    arn = f"arn:{partition}:{service}:{region}:{ACCOUNT}:"
    resources = {
        "RunJobFlow": "*",
        "ListClusters": "*",
        "AddJobFlowSteps": arn + "cluster/j-EXAMPLE",
        "TerminateJobFlows": arn + "cluster/j-EXAMPLE",
        "StartJobRun": arn + f"/applications/{parameters.get('ApplicationId')}",
        "StartCrawler": arn + f"crawler/{parameters.get('Name')}",
        "GetCrawler": arn + f"crawler/{parameters.get('Name')}",
        "Invoke": arn + f"function:{parameters.get('FunctionName')}",
        "StartQueryExecution": arn + f"workgroup/{parameters.get('WorkGroup')}",
        "Publish": parameters.get("TopicArn"),
    }
    service = PREFIXES.get(service, service)
    return f"{service}:{'InvokeFunction' if operation == 'Invoke' else operation}", resources[operation]


def listed(value: str | list[str]) -> list[str]:
    """Make a list of one or many."""
    return value if isinstance(value, list) else [value]


def allows(statement: dict, action: str, resource: str) -> bool:
    """Whether a statement allows an action on a resource."""
    patterns = listed(statement["Resource"])
    return action in listed(statement["Action"]) and any(fnmatch.fnmatchcase(resource, one) for one in patterns)


def test_every_task_is_allowed(bundle: Path) -> None:
    """Find the operation of every task in the policy of the state machine, by names that are not the compiler's."""
    policy = document(bundle / "iam" / "state_machine.json")
    trust = document(bundle / "iam" / "state_machine.trust.json")
    region = trust["Statement"][0]["Condition"]["ArnLike"]["aws:SourceArn"].split(":")[3]
    for task in tasks(document(bundle / "step_function.json")):
        action, resource = called(task, region)
        assert any(allows(one, action, resource) for one in policy["Statement"]), (action, resource)
        for one in policy["Statement"]:
            assert not allows(one, action, resource + "-of-another") or resource == "*" or "cluster/" in resource


def test_jobs_may_use_the_folders_of_their_runtime(bundles: Path) -> None:
    """Know every folder of its own that the runtime makes beside the datasets."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "spark-jobs" / "pipelinec_runtime").glob("*.py")]
    folders = {name for source in sources for name in re.findall(r"output\}/(_\w+)/", source)}
    assert folders == {"_staging", "_runs"}
    policy = document(bundles / "orders-emr-tables-lambda" / "iam" / "emr_nodes.json")
    for folder in folders:
        resource = f"arn:aws:s3:::example-orders/output/{folder}/run/file"
        for action in ("s3:GetObject", "s3:PutObject", "s3:DeleteObject"):
            assert any(allows(one, action, resource) for one in policy["Statement"]), (action, folder)


def test_requests_fit_the_services(bundle: Path) -> None:
    """Validate every request against botocore's model of the service."""
    session = botocore.session.get_session()
    validator = botocore.validate.ParamValidator()

    def check(service: str, operation: str, request: dict) -> None:
        shape = session.get_service_model(service).operation_model(operation).input_shape
        report = validator.validate(request, shape)
        assert not report.has_errors(), (operation, report.generate_report())

    for role in roles(bundle):
        assert len(role["RoleName"]) <= 64
        trust = (bundle / role["AssumeRolePolicyDocument"]).read_text(encoding="utf-8")
        create = {"RoleName": role["RoleName"], "Description": role["Description"]}
        check("iam", "CreateRole", {**create, "AssumeRolePolicyDocument": trust})
        policy = (bundle / role["PolicyDocument"]).read_text(encoding="utf-8")
        put = {"RoleName": role["RoleName"], "PolicyName": "pipelinec", "PolicyDocument": policy}
        check("iam", "PutRolePolicy", put)
    schedule = bundle / "events" / "schedule.json"
    if schedule.exists():
        check("scheduler", "CreateSchedule", document(schedule))
    for name in ("trigger", "failure"):
        rule = bundle / "events" / f"{name}.json"
        if rule.exists():
            requests = document(rule)
            check("events", "PutRule", requests["PutRule"])
            check("events", "PutTargets", requests["PutTargets"])
            json.loads(requests["PutRule"]["EventPattern"])


def resolved(node: object, values: dict[str, str]) -> object:
    """Resolve `Fn::Sub`, and `Ref` to a parameter."""
    if isinstance(node, list):
        return [resolved(item, values) for item in node]
    if not isinstance(node, dict):
        return node
    if set(node) == {"Fn::Sub"}:
        text = re.sub(r"\$\{([A-Za-z:]+)\}", lambda match: values[match[1]], node["Fn::Sub"])
        return text.replace("${!", "${")
    if set(node) == {"Ref"} and node["Ref"] in values:
        return values[node["Ref"]]
    return {key: resolved(value, values) for key, value in node.items()}


def test_template_says_what_the_files_say(bundle: Path) -> None:
    """With default parameters the stack is the bundle: policies, machine, catalog, queries."""
    template = yaml.safe_load((bundle / "cloudformation.yaml").read_text(encoding="utf-8"))
    values = {name: str(body["Default"]) for name, body in template["Parameters"].items()}
    values |= {"AWS::AccountId": ACCOUNT, "Application": APPLICATION}
    properties = {name: resolved(resource["Properties"], values) for name, resource in template["Resources"].items()}
    made = {
        body["RoleName"]: body
        for name, body in properties.items()
        if template["Resources"][name]["Type"] == "AWS::IAM::Role"
    }
    assert sorted(made) == sorted(role["RoleName"] for role in roles(bundle))
    for role in roles(bundle):
        body = made[role["RoleName"]]
        assert body["Policies"][0]["PolicyDocument"] == document(bundle / role["PolicyDocument"])
        assert body["AssumeRolePolicyDocument"] == document(bundle / role["AssumeRolePolicyDocument"])
        assert body.get("ManagedPolicyArns") == role.get("ManagedPolicyArns")
    machine = filled((bundle / "step_function.json").read_text(encoding="utf-8"))
    assert properties["StateMachine"]["DefinitionString"] == machine
    tables = sorted((bundle / "glue" / "tables").glob("*.json"))
    in_template = [body for name, body in properties.items() if name.startswith("Table")]
    assert [body["TableInput"] for body in in_template] == [document(t)["TableInput"] for t in tables]
    if (bundle / "glue" / "crawler.json").exists():
        crawler = document(bundle / "glue" / "crawler.json")
        assert {**properties["Crawler"], "Role": crawler["Role"]} == crawler
    for name, body in properties.items():
        if template["Resources"][name]["Type"] == "AWS::Athena::NamedQuery":
            sql = (bundle / "athena" / f"{body['Name']}.sql").read_text(encoding="utf-8")
            assert body["QueryString"] == sql


def test_function_code_is_an_archive(bundle: Path) -> None:
    """Hold what the handler imports and reads, under the name that the template uses."""
    archives = sorted((bundle / "lambda").glob("*.zip"))
    template = (bundle / "cloudformation.yaml").read_text(encoding="utf-8")
    assert len(archives) == template.count("AWS::Lambda::Function")
    for path in archives:
        assert path.name in template
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            assert archive.testzip() is None
            assert sorted(archive.namelist()) == ["lambda_function.py", "queries.json"]
