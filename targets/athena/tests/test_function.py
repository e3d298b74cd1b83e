"""The generated Lambda function, run against an Athena that a test scripts."""

from __future__ import annotations

import importlib.util
import sys
import types
from pathlib import Path
from typing import Any

import pytest

FUNCTION = Path(__file__).parent / "cases/parameters/expected/lambda/lambda_function.py"
GIVEN = {"from_date": "2024-01-31", "brand": "O'Brien", "least": "0.50"}


class Athena:
    """Answers with the given states, one a look."""

    def __init__(self, states: list[str]) -> None:
        self.states = states
        self.started: list[dict[str, Any]] = []
        self.stopped: list[str] = []

    def start_query_execution(self, **request: Any) -> dict[str, str]:
        self.started.append(request)
        return {"QueryExecutionId": f"q{len(self.started)}"}

    def get_query_execution(self, QueryExecutionId: str) -> dict[str, Any]:  # noqa: N803
        status = {"State": self.states.pop(0), "StateChangeReason": "TABLE_NOT_FOUND"}
        result = {"OutputLocation": f"s3://shop-data/results/{QueryExecutionId}.csv"}
        return {"QueryExecution": {"Status": status, "ResultConfiguration": result}}

    def stop_query_execution(self, QueryExecutionId: str) -> None:  # noqa: N803
        self.stopped.append(QueryExecutionId)


class Context:
    """Time left of the call: so many looks."""

    def __init__(self, looks: int = 100) -> None:
        self.looks = looks

    def get_remaining_time_in_millis(self) -> int:
        self.looks -= 1
        return 60_000 if self.looks >= 0 else 1_000


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch):
    """Loads the function with a stand-in for boto3; it never sleeps."""

    def with_athena(athena: Athena) -> types.ModuleType:
        boto3, botocore, config = (types.ModuleType(name) for name in ("boto3", "botocore", "botocore.config"))
        boto3.client = lambda service, **_: {"athena": athena}[service]
        config.Config = dict
        for module in (boto3, botocore, config):
            monkeypatch.setitem(sys.modules, module.__name__, module)
        spec = importlib.util.spec_from_file_location("lambda_function", FUNCTION)
        function = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(function)
        monkeypatch.setattr(function.time, "sleep", lambda _: None)
        return function

    return with_athena


def test_queries_run_in_order_and_are_waited_for(load):
    athena = Athena(["QUEUED", "RUNNING", "SUCCEEDED", "SUCCEEDED"])
    event = {"queries": ["gifts", "of_brand"], "parameters": GIVEN}
    answer = load(athena).lambda_handler(event, Context())
    assert list(answer["queries"]) == ["gifts", "of_brand"]
    assert answer["queries"]["gifts"]["OutputLocation"] == "s3://shop-data/results/q1.csv"
    assert athena.states == []
    assert athena.stopped == []


def test_parameters_are_literals_in_the_order_of_the_question_marks(load):
    athena = Athena(["SUCCEEDED"])
    load(athena).lambda_handler({"queries": ["twice"], "parameters": GIVEN}, Context())
    (request,) = athena.started
    literal = "CAST('0.50' AS DECIMAL(10,2))"
    assert request["ExecutionParameters"] == ["'O''Brien'", literal, literal]
    assert request["QueryString"].count("?") == 3
    assert request["WorkGroup"] == "primary"


def test_without_names_all_queries_run(load):
    athena = Athena(["SUCCEEDED"] * 3)
    load(athena).lambda_handler({"parameters": GIVEN}, Context())
    assert len(athena.started) == 3


@pytest.mark.parametrize("state", ["FAILED", "CANCELLED"])
def test_a_query_that_ends_badly_fails_the_call(load, state):
    athena = Athena([state])
    with pytest.raises(RuntimeError, match=rf"query gifts \(q1\) {state}: TABLE_NOT_FOUND"):
        load(athena).lambda_handler({"parameters": GIVEN}, Context())
    assert len(athena.started) == 1


def test_a_slow_query_is_stopped_before_the_function_is(load):
    athena = Athena(["RUNNING"] * 9)
    with pytest.raises(TimeoutError, match="query gifts"):
        load(athena).lambda_handler({"parameters": GIVEN}, Context(looks=3))
    assert athena.stopped == ["q1"]


def test_a_parameter_that_is_missing_is_named(load):
    with pytest.raises(KeyError, match="from_date"):
        load(Athena([])).lambda_handler({"queries": ["gifts"]}, Context())
