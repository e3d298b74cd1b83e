"""Runs a pipeline: on the embedded engine, as Spark jobs, and its queries on Trino."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import environments
import rows
from bundle import Bundle, Dataset
from compare import Rows
from trino import tables
from trino.client import Client
from trino.server import Server

REPOSITORY = Path(__file__).resolve().parents[2]
ENVIRONMENTS = Path(__file__).parent / "pipelines" / "environments.yaml"
#: Spark's versions by the file that pins them.
SPARKS = {"spark-3.5": "requirements.txt", "spark-4.0": "requirements-spark4.txt"}
EMBEDDED, TRINO = "embedded", "trino-435"
NAMES = [EMBEDDED, *SPARKS, TRINO]
#: What a small machine needs; results do not depend on any of it.
_SMALL = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "2",
    "spark.log.level": "WARN",
}
#: The jobs end before the better compiler pays.
_SHORT_RUN = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


class EngineError(Exception):
    """An engine did not finish; the text is what it said."""


@dataclass(frozen=True)
class Trial:
    """One pipeline, its input data, its run parameters, and a folder for what engines write."""

    spec: Path
    data: Path
    params: dict[str, str]
    scratch: Path

    def out(self, engine: str) -> Path:
        """Where an engine publishes."""
        return self.scratch / engine

    def build(self) -> Bundle:
        """The bundle for the pipeline's environment, or for that of the tests where it has none."""
        spec, folder = self.spec, self.scratch / "bundle"
        if not (spec / "environments.yaml").exists():
            spec = self.scratch / self.spec.name
            spec.mkdir()
            for file in [*self.spec.glob("*.yaml"), ENVIRONMENTS]:
                shutil.copy(file, spec)
        _run([compiler(), "build", "--quiet", "--out", str(folder), str(spec)])
        return Bundle(folder)


def compiler() -> str:
    """The program under test."""
    return os.environ.get("PIPELINEC") or str(REPOSITORY / "target" / "release" / "pipelinec")


def on_embedded(trial: Trial) -> float:
    """`pipelinec run`; the seconds it took."""
    params = [f"--param={name}={value}" for name, value in trial.params.items()]
    out = str(trial.out(EMBEDDED))
    started = time.monotonic()
    _run([compiler(), "run", "--quiet", "--data", str(trial.data), "--out", out, *params, str(trial.spec)])
    return time.monotonic() - started


def on_spark(trial: Trial, bundle: Bundle, engine: str, settings: dict[str, str], out: Path) -> float:
    """The generated jobs, unchanged, each a process of its own as on a cluster; the seconds they took."""
    python = environments.python(SPARKS[engine.removesuffix("-flipped")])
    [home] = python.parent.parent.glob("lib/python3*/site-packages/pyspark")
    environment = {name: value for name, value in os.environ.items() if name != "JAVA_TOOL_OPTIONS"}
    # Beside, not in, the extraJavaOptions that settings may hold.
    environment["SPARK_SUBMIT_OPTS"] = _SHORT_RUN
    environment |= {"SPARK_HOME": str(home), "PYSPARK_PYTHON": str(python), "PYSPARK_DRIVER_PYTHON": str(python)}
    conf = [f"--conf={name}={value}" for name, value in {**_SMALL, **settings}.items()]
    params = [f"--{name.replace('_', '-')}={value}" for name, value in trial.params.items()]
    started = time.monotonic()
    for job in bundle.jobs():
        command = [str(home / "bin" / "spark-submit"), "--master=local[2]", *conf, f"--py-files={bundle.runtime}"]
        command += [str(job), f"--input={trial.data}", f"--output={out}", "--run-id=engines", *params]
        _run(command, environment, trial.scratch)
    return time.monotonic() - started


def on_trino(trial: Trial, bundle: Bundle, client: Client, published: Path) -> dict[str, Rows]:
    """The bundle's queries over tables of what a job engine published."""
    loaded: set[str] = set()
    answers = {}
    for query in bundle.queries():
        for name in query.reads:
            if name not in loaded:
                loaded.add(name)
                _load(client, bundle, bundle.datasets[name], published)
        statement = bundle.query(query.name)
        given = {**bundle.defaults(), **trial.params}
        literals = [literal(str(given[name]), kind) for name, kind in statement.parameters]
        answers[query.name] = rows.of_trino(client.run(statement.sql, bundle.pipeline, literals))
    return answers


def trino_server() -> Server:
    """A server for all pipelines."""
    return Server()


def literal(text: str, kind: str) -> str:
    """The SQL literal of a parameter, as the state machine passes it to Athena."""
    if kind in ("bigint", "boolean", "double") or kind.startswith("decimal"):
        return f"CAST({_quoted(text)} AS {kind})"
    if kind == "timestamp":
        return f"TIMESTAMP {_quoted(text.replace('T', ' ').removesuffix('Z'))}"
    return f"DATE {_quoted(text)}" if kind == "date" else _quoted(text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _load(client: Client, bundle: Bundle, dataset: Dataset, published: Path) -> None:
    assert dataset.path is not None, f"{dataset.name} is stored nowhere"
    found = rows.read(published / dataset.path, dataset.columns)
    names = list(found.types)
    tables.create(
        client,
        bundle.pipeline,
        bundle.table(dataset),
        (dict(zip(names, row, strict=True)) for row in found.values),
    )


def _run(command: list[str], environment: dict[str, str] | None = None, folder: Path | None = None) -> None:
    done = subprocess.run(
        command, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        raise EngineError(f"exit {done.returncode} of {' '.join(command)}\n{done.stdout[-6000:]}")
