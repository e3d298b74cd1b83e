"""EMR: steps and job runs that run. moto accepts them, and leaves them RUNNING, or calls them done at once."""

from __future__ import annotations

import gzip
import shlex
import threading
from typing import Any

from moto.core.utils import utcnow
from moto.emr.exceptions import ValidationException
from moto.emr.models import Cluster, Step
from moto.emrserverless.models import EMRServerlessBackend, JobRun

from . import jobs, storage


def install() -> None:
    """Makes moto's clusters and applications run what they are given."""
    Cluster.add_steps = _add_steps
    # Read by `_add_steps` while the cluster is being made.
    Cluster.state = "STARTING"
    start_job_run = EMRServerlessBackend.start_job_run

    def start(self: EMRServerlessBackend, *args: Any, **named: Any) -> JobRun:
        run = start_job_run(self, *args, **named)
        run.state = "RUNNING"
        threading.Thread(target=_run_job, args=(run,), daemon=True).start()
        return run

    EMRServerlessBackend.start_job_run = start


def _add_steps(self: Cluster, steps: list[dict[str, Any]]) -> list[Step]:
    if self.state.startswith("TERMINAT"):
        raise ValidationException("A job flow that is shutting down, terminated, or finished may not be modified.")
    added = [Step(state="PENDING", **step) for step in steps]
    self.steps.extend(added)
    for step in added:
        threading.Thread(target=_run_step, args=(self, step), daemon=True).start()
    return added


def _run_step(cluster: Cluster, step: Step) -> None:
    # As many at once as the cluster allows; the others wait their turn.
    turns = cluster.__dict__.setdefault("turns", threading.Semaphore(cluster.step_concurrency_level or 1))
    with turns:
        step.start()
        cluster.state = "RUNNING"
        done = jobs.submit(step.args[1:])
        if cluster.log_uri:
            _write_logs(f"{cluster.log_uri.rstrip('/')}/{cluster.id}/steps/{step.id}", done)
        step.end_date_time = utcnow()
        step.state = "COMPLETED" if done.succeeded else "FAILED"
        if not cluster.state.startswith("TERMINAT"):
            cluster.state = "WAITING"


def _write_logs(folder: str, done: jobs.Done) -> None:
    """As EMR does, though at once and not within five minutes."""
    for name, text in (("stdout", done.stdout), ("stderr", done.stderr)):
        if text:
            storage.write(f"{folder}/{name}.gz", gzip.compress(text.encode()))


def _run_job(run: JobRun) -> None:
    driver = run.job_driver["sparkSubmit"]
    options = shlex.split(driver.get("sparkSubmitParameters", ""))
    done = jobs.submit([*options, driver["entryPoint"], *driver.get("entryPointArguments", [])])
    uri = (
        (run.configuration_overrides or {})
        .get("monitoringConfiguration", {})
        .get("s3MonitoringConfiguration", {})
        .get("logUri")
    )
    if uri:
        _write_logs(f"{uri.rstrip('/')}/applications/{run.application_id}/jobs/{run.id}/SPARK_DRIVER", done)
    run.state = "SUCCESS" if done.succeeded else "FAILED"
