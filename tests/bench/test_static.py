"""Other people's validators accept every generated machine, and every task's parameters are what its API takes."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import botocore.session
import machines
import pytest
from botocore.model import ListShape, MapShape, Shape, StructureShape

#: botocore's names of services where they differ from those of Step Functions.
SERVICES = {"elasticmapreduce": "emr", "emrserverless": "emr-serverless"}

#: Operations of optimised integrations that go by another name.
OPERATIONS = {
    "createCluster": "RunJobFlow",
    "addStep": "AddJobFlowSteps",
    "terminateCluster": "TerminateJobFlows",
}

#: Python values by the types of botocore's shapes.
TYPES = {
    "string": str,
    "integer": int,
    "long": int,
    "float": (int, float),
    "double": (int, float),
    "boolean": bool,
}


@pytest.mark.parametrize("file", machines.FILES, ids=machines.label)
def test_asl_validator(file):
    assert asl_validator(file) == []


@pytest.mark.parametrize("file", machines.FILES, ids=machines.label)
def test_statelint(file):
    assert statelint(file) == ""


@pytest.mark.parametrize("file", machines.FILES, ids=machines.label)
def test_parameters(file):
    assert wrong_parameters(machines.read(file)) == []


def test_the_gate_sees_what_is_broken(tmp_path):
    machine = machines.read(machines.FILES[0])
    broken = copy.deepcopy(machine)
    broken["States"][broken["StartAt"]]["Next"] = "Nowhere"
    file = tmp_path / "machine.json"
    file.write_text(json.dumps(broken))
    assert asl_validator(file) and statelint(file)
    for path, value in [
        (("ReleaseLable",), "emr-7.12.0"),
        (("Instances", "InstanceGroups"), "two"),
        (("StepConcurrencyLevel",), "1"),
    ]:
        broken = copy.deepcopy(machine)
        created = next(s for _, s in machines.tasks(broken) if "createCluster" in s["Resource"])
        place = created["Parameters"]
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        assert len(wrong_parameters(broken)) == 1, path


def asl_validator(file: Path) -> list[Any]:
    """What asl-validator finds."""
    command = ["node", str(machines.HERE / "validate.mjs"), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["errors"]


def statelint(file: Path) -> str:
    """What statelint prints; nothing when all is well."""
    command = [str(Path(sys.executable).with_name("statelint")), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return (done.stdout + done.stderr).strip()


def wrong_parameters(machine: dict[str, Any]) -> list[str]:
    """What the APIs would refuse, by botocore's models."""
    found: list[str] = []
    for name, task in machines.tasks(machine):
        service, operation = task["Resource"].split(":::")[1].removeprefix("aws-sdk:").split(":", 1)
        operation = operation.removesuffix(".sync")
        if service == "lambda":
            service, operation = "lambda", "Invoke"
        model = botocore.session.get_session().get_service_model(SERVICES.get(service, service))
        operation = OPERATIONS.get(operation, operation[0].upper() + operation[1:])
        shape = model.operation_model(operation).input_shape
        parameters = as_request(operation, task.get("Parameters", {}))
        found += [f"{name}: {wrong}" for wrong in compare(shape, parameters, "")]
    return found


def as_request(operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """The request that an optimised integration makes: three of them have parameters of their own."""
    given = dict(parameters)
    if operation == "AddJobFlowSteps":
        return {"JobFlowId": given.pop("ClusterId.$", ""), "Steps": [given.pop("Step", {})], **given}
    if operation == "TerminateJobFlows":
        return {"JobFlowIds": [given.pop("ClusterId.$", given.pop("ClusterId", ""))], **given}
    if operation == "Invoke" and "Payload" in given:
        given["Payload"] = json.dumps(given["Payload"])
    return given


def compare(shape: Shape, value: Any, place: str) -> list[str]:
    """What is wrong with a value that an API takes; values of `.$` keys are known at run time only."""
    if isinstance(shape, StructureShape):
        if not isinstance(value, dict):
            return [f"{place}: not an object"]
        members = {camel(key): member for key, member in shape.members.items()}
        # Callers make up tokens of idempotency themselves.
        needed = [
            camel(key) for key in shape.required_members if not shape.members[key].metadata.get("idempotencyToken")
        ]
        missing = [key for key in needed if key not in value and f"{key}.$" not in value]
        found = [f"{place}: {key} is missing" for key in missing]
        for key, inner in value.items():
            name = key.removesuffix(".$")
            if name not in members:
                found.append(f"{place}.{name}: unknown")
            elif name == key:
                found += compare(members[name], inner, f"{place}.{name}")
        return found
    if isinstance(shape, ListShape):
        if not isinstance(value, list):
            return [f"{place}: not a list"]
        return [w for i, each in enumerate(value) for w in compare(shape.member, each, f"{place}[{i}]")]
    if isinstance(shape, MapShape):
        return [] if isinstance(value, dict) else [f"{place}: not an object"]
    wanted = TYPES.get(shape.type_name)
    if wanted and (not isinstance(value, wanted) or isinstance(value, bool) != (wanted is bool)):
        return [f"{place}: not a {shape.type_name}"]
    values = getattr(shape, "enum", [])
    return [f"{place}: {value} is none of {values}"] if values and value not in values else []


def camel(name: str) -> str:
    """A member's name as Step Functions wants it: in PascalCase."""
    return name[0].upper() + name[1:]
