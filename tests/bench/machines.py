"""The state machines that the compiler makes, and the ways in which they are run here."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent

#: Every generated machine of the repository: the examples, and the cases of the emitter.
FILES = sorted(
    [
        *ROOT.glob("tests/golden/*/expected/step_function.json"),
        *ROOT.glob("targets/asl/tests/cases/*/step_function.json"),
    ]
)


def label(file: Path) -> str:
    """A short name: `golden/orders`, `cases/smallest`."""
    parts = file.relative_to(ROOT).parts
    return f"golden/{parts[2]}" if parts[0] == "tests" else f"cases/{parts[4]}"


def read(file: Path) -> dict[str, Any]:
    """A definition."""
    return json.loads(file.read_text(encoding="utf-8"))


def states(machine: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every state with its name, also those in branches and maps."""
    for name, state in machine["States"].items():
        yield name, state
        inner = state.get("ItemProcessor") or state.get("Iterator")
        for each in [*state.get("Branches", []), *([inner] if inner else [])]:
            yield from states(each)


def tasks(machine: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Every Task state."""
    return [(name, state) for name, state in states(machine) if state["Type"] == "Task"]


@dataclass(frozen=True)
class Failure:
    """A state that fails: always, or so many times; before or after its work has begun."""

    state: str
    error: str
    times: int | None = None
    started: bool = False

    def __str__(self) -> str:
        """As `pipelinec simulate --fail` takes it."""
        times = f"*{self.times}" if self.times else ""
        return f"{self.state}={self.error}{times}@{'started' if self.started else 'before'}"


@dataclass(frozen=True)
class Outcome:
    """What a run came to, in terms that every interpreter has."""

    status: str
    #: Top-level states in the order of their first entry: rounds of a loop are one.
    path: tuple[str, ...]
    #: All states entered, those of branches and maps too.
    entered: frozenset[str]
    #: Whether a cluster is left running.
    leaks: bool


def outcome(machine: dict[str, Any], status: str, entered: list[str], leaks: bool) -> Outcome:
    """Brings a run of any interpreter to comparable terms."""
    first = dict.fromkeys(name for name in entered if name in machine["States"])
    return Outcome(status, tuple(first), frozenset(entered), leaks)


def by_library(machine: dict[str, Any], given: object, failures: list[Failure | None]) -> list[Outcome]:
    """Runs in aws-local-stepfunctions, in one process."""
    runs = [{} if f is None else {k: v for k, v in vars(f).items() if v is not None} for f in failures]
    process = subprocess.run(
        ["node", str(HERE / "interpreter.mjs")],
        input=json.dumps({"definition": machine, "input": given, "runs": runs}),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert process.returncode == 0, process.stderr
    lines = [json.loads(line) for line in process.stdout.splitlines()]
    assert len(lines) == len(runs)
    return [outcome(machine, line["status"], line["path"], bool(line["running"])) for line in lines]


def by_pipelinec(file: Path, machine: dict[str, Any], given: object, failure: Failure | None) -> Outcome:
    """Runs in `pipelinec simulate`."""
    command = [program(), "simulate", str(file), "--format", "json", "--input", json.dumps(given)]
    command += ["--fail", str(failure)] if failure else []
    process = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert process.returncode in (0, 1), process.stderr
    answer = json.loads(process.stdout)
    entered = [step["state"] for step in answer["path"]]
    clusters = [work for work in answer["left_running"] if "cluster" in json.dumps(work).lower()]
    return outcome(machine, answer["status"], entered, bool(clusters))


def program() -> str:
    """The compiler."""
    return os.environ.get("PIPELINEC") or str(ROOT / "target/release/pipelinec")
