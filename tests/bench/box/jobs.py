"""Runs a Spark job as EMR would: the script, unchanged, on a Spark of its own.

Only its arguments change: an `s3://` address becomes the folder that `storage` keeps equal to it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass

from . import control, storage

JOB_SECONDS = 300


@dataclass(frozen=True)
class Done:
    """How a job ended, and what it wrote."""

    succeeded: bool
    stdout: str = ""
    stderr: str = ""


def submit(arguments: list[str]) -> Done:
    """Runs `spark-submit` with these arguments."""
    if control.skips_jobs():
        return Done(succeeded=True)
    words = iter(arguments)
    options: dict[str, list[str]] = {}
    script = ""
    for word in words:
        if not word.startswith("--"):
            script = word
            break
        options.setdefault(word, []).append(next(words))
    storage.pull()
    file = storage.local(script)
    if not file.is_file():
        control.job_ran(script, 1, f"there is no {script}")
        return Done(succeeded=False, stderr=f"there is no {script}\n")
    given = [str(storage.local(word)) if word.startswith("s3://") else word for word in words]
    done = subprocess.run(
        [sys.executable, str(file), *given],
        env=_environment(options),
        capture_output=True,
        text=True,
        check=False,
        timeout=JOB_SECONDS,
    )
    storage.push()
    control.job_ran(script, done.returncode, done.stdout + done.stderr)
    return Done(done.returncode == 0, done.stdout, done.stderr)


def _environment(options: dict[str, list[str]]) -> dict[str, str]:
    """Spark in this process's own machine; archives of Python code are on the path, as `--py-files` has it."""
    submitted = ["--master", "local[2]", "--driver-memory", "1g", "--conf", "spark.ui.enabled=false"]
    submitted += ["--conf", "spark.driver.host=127.0.0.1", "--conf", "spark.driver.bindAddress=127.0.0.1"]
    # Few rows: a shuffle into 200 parts would only take time.
    submitted += ["--conf", "spark.sql.shuffle.partitions=2"]
    for setting in options.get("--conf", []):
        if setting.startswith("spark.sql."):
            submitted += ["--conf", setting]
    archives = [str(storage.local(each)) for files in options.get("--py-files", []) for each in files.split(",")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(archives),
        "PYSPARK_SUBMIT_ARGS": " ".join([*submitted, "pyspark-shell"]),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
