"""What tests steer and see: tasks that are to fail, tasks that were called, jobs that ran."""

from __future__ import annotations

import threading
from typing import Any

_lock = threading.Lock()
_skipping = threading.Event()
_failures: list[dict[str, Any]] = []
_tasks: list[dict[str, str]] = []
_jobs: list[dict[str, Any]] = []


def fail_task(state: str, error: str, times: int = 1_000_000, started: bool = False) -> None:
    """The Task state of this name fails: before its call, or (`started`) after the service has done it."""
    with _lock:
        _failures.append({"state": state, "error": error, "times": times, "started": started})


def failure_of(state: str, started: bool) -> str | None:
    """The error that this call is to end in; takes one of its times."""
    with _lock:
        for failure in _failures:
            if failure["state"] == state and failure["started"] == started and failure["times"] > 0:
                failure["times"] -= 1
                return failure["error"]
    return None


def task_called(state: str, resource: str) -> None:
    """Remembers a call."""
    with _lock:
        _tasks.append({"state": state, "resource": resource})


def job_ran(script: str, status: int, output: str) -> None:
    """Remembers a Spark job."""
    with _lock:
        _jobs.append({"script": script, "status": status, "output": output[-4000:]})


def tasks() -> list[dict[str, str]]:
    """Every task call, in order."""
    with _lock:
        return list(_tasks)


def jobs() -> list[dict[str, Any]]:
    """Every Spark job, in order."""
    with _lock:
        return list(_jobs)


def skip_jobs() -> None:
    """From now on Spark jobs succeed at once, and do nothing."""
    _skipping.set()


def skips_jobs() -> bool:
    """Whether they do."""
    return _skipping.is_set()


def forget() -> None:
    """Before another run: no failures, no calls, jobs run."""
    _skipping.clear()
    with _lock:
        _failures.clear()
        _tasks.clear()
        _jobs.clear()
