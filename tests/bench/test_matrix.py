"""Every task of every generated machine fails with every error, on two interpreters.

`pipelinec simulate` and aws-local-stepfunctions must end the same way and pass the same states, and afterwards no
cluster runs. What cannot be compared: errors that only AWS itself raises (`States.Runtime`,
`States.DataLimitExceeded`) cannot be injected into the library; `targets/asl/tests/simulate` covers them.
"""

from __future__ import annotations

from typing import Any

import machines
import pytest
from machines import Failure

#: Errors that any task can end in.
ERRORS = ("States.TaskFailed", "States.Timeout", "States.Permissions")

#: Inputs of machines whose parameters have no default.
INPUTS: dict[str, object] = {
    "cases/emr_crawler_lambda": {"params": {"region_name": "north"}},
}

trials: list[int] = []


def failures(machine: dict[str, Any]) -> list[Failure | None]:
    """The undisturbed run, every task with every error, and once with every error that is tried again."""
    found: list[Failure | None] = [None]
    for name, state in machines.tasks(machine):
        found += [Failure(name, error) for error in ERRORS]
        if "createCluster" in state["Resource"]:
            # Step Functions gave up waiting, but EMR has made the cluster.
            found.append(Failure(name, "States.Timeout", started=True))
        retried = {error for retrier in state.get("Retry", []) for error in retrier["ErrorEquals"]}
        for error in sorted(retried - {"States.ALL"}):
            found.append(Failure(name, error, times=1))
    return found


def is_termination(machine: dict[str, Any], failure: Failure | None) -> bool:
    """Whether the failure is of the very state that ends the cluster: then only its idle policy can."""
    if failure is None or failure.times is not None:
        return False
    return "terminateCluster" in resource(machine, failure)


def resource(machine: dict[str, Any], failure: Failure) -> str:
    """What the failing task calls."""
    return dict(machines.tasks(machine))[failure.state]["Resource"]


@pytest.mark.parametrize("file", machines.FILES, ids=machines.label)
def test_both_interpreters_agree_and_no_cluster_is_left(file):
    machine = machines.read(file)
    given = INPUTS.get(machines.label(file), {})
    wanted = failures(machine)
    expected = machines.by_library(machine, given, wanted)
    happy = expected[0]
    assert happy.status == "SUCCEEDED", happy
    for failure, library in zip(wanted, expected, strict=True):
        own = machines.by_pipelinec(file, machine, given, failure)
        assert own == library, f"{machines.label(file)}: {failure}"
        if failure is not None and failure.state not in happy.entered:
            # A state of the other way: nothing has failed.
            assert own == happy
            continue
        if is_termination(machine, failure):
            assert own.status == "FAILED" and own.leaks
            continue
        assert not own.leaks, f"{machines.label(file)}: {failure} leaves a cluster running"
        is_notice = failure is not None and "sns:publish" in resource(machine, failure)
        if failure is not None and failure.times is None and not is_notice:
            assert own.status == "FAILED", f"{machines.label(file)}: {failure} ends as success"
        if failure is not None and failure.times is not None:
            assert own.status == "SUCCEEDED", f"{machines.label(file)}: {failure} is not tried again"
    trials.append(len(wanted))


@pytest.mark.parametrize("file", machines.FILES, ids=machines.label)
def test_an_execution_that_is_stopped_leaves_an_idle_cluster_to_its_policy(file):
    created = [state for _, state in machines.tasks(machines.read(file)) if "createCluster" in state["Resource"]]
    for state in created:
        policy = state["Parameters"]["AutoTerminationPolicy"]
        assert 60 <= policy["IdleTimeout"] <= 7 * 24 * 3600


def test_trials_are_counted(capsys):
    with capsys.disabled():
        print(f"\n{sum(trials)} runs of {len(trials)} machines, each on two interpreters")
    assert sum(trials) > 100
