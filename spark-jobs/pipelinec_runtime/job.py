"""A job's run: arguments, session, reads, writes, checks, publication, metrics, exit code."""

from __future__ import annotations

import datetime
import json
import sys
import time
import traceback
from collections.abc import Sequence
from typing import Callable, NoReturn

from pyspark import StorageLevel
from pyspark.sql import DataFrame, Observation
from pyspark.sql import functions as F

from . import checks, contract, datasets, inputs
from .arguments import Arguments, Param, Params, parse
from .errors import ContractError
from .publish import Publisher
from .session import session
from .storage import Storage

#: Exit codes beside 0; argparse itself ends with 2 for wrong arguments.
FAILED, BROKEN_CONTRACT = 1, 3


class Job:
    """One job in one run. Reads are relative to `--input`, writes to `--output`."""

    def __init__(self, name: str, arguments: Arguments) -> None:
        """Starts the session; `run` does this for generated jobs."""
        self.name = name
        self.run_id = arguments.run_id
        #: Run parameters as SQL literals: `f"day = {job.params.run_date}"`.
        self.params: Params = arguments.params
        self.spark = session(name)
        self._input, self._output = arguments.input, arguments.output
        self._storage = Storage(self.spark)
        self._publisher = Publisher(self._storage, self._output, self.run_id, name)
        self._metrics_file = f"{self._output}/_runs/{self.run_id}/{name}.json"
        self._started = datetime.datetime.now(datetime.timezone.utc)
        self._clock = time.monotonic()
        self._inputs: dict[str, dict[str, int]] = {}
        self._outputs: dict[str, dict[str, int]] = {}
        self._checks: list[dict[str, object]] = []
        self._broken: list[str] = []
        self._held: list[contract.Checked] = []
        self._persisted: list[DataFrame] = []

    def read(
        self,
        source: inputs.Input | inputs.Dataset,
        only: Sequence[str] | None = None,
        *,
        shared: bool = False,
    ) -> DataFrame:
        """Rows of an input, its contract checked, or of a dataset that an earlier job published.

        `shared` rows are used more than once in this job: the files are read by the first use, and kept for the others.
        """
        if isinstance(source, inputs.Dataset):
            folder = self._publisher.published(source.path)
            exists = bool(self._storage.files(folder))
            rows = datasets.read_dataset(self.spark, folder, source, only, exists)
            return self._cached(rows) if shared else rows
        checked = contract.read(self.spark, self._input, source, only)
        self._held.append(checked)
        if checked.counts is not None:
            self._inputs[source.name] = checked.counts
            self._say(
                f"read {source.name}: {checked.counts['rows']} records, {checked.counts['bad']} bad"
            )
        if checked.quarantine is not None:
            self.write(f"{source.name}__quarantine", checked.quarantine)
        # A contract that counts has kept the rows already.
        return self._cached(checked.rows) if shared and checked.counts is None else checked.rows

    def write(
        self,
        name: str,
        rows: DataFrame,
        *,
        path: str | None = None,
        format: str = "parquet",
        mode: str = "overwrite",
        partition_by: Sequence[str] = (),
        key: Sequence[str] = (),
    ) -> DataFrame:
        """Stages a dataset and returns all of it, as it will stand when the job has published.

        `mode` is `overwrite`, `overwrite_partitions`, `append`, or `upsert` by the columns `key`. What is returned is read
        back from files, not computed again, and holds the earlier rows that the mode keeps.
        """
        path = path or name
        started = time.monotonic()
        if mode == "upsert":
            rows = self._merged(name, rows, path, key, partition_by)
        elif format == "csv":
            # A CSV file does not give back what was written: nested values, empty strings beside nulls.
            rows = self._cached(rows)
        count = self._stage(name, rows, path, format, partition_by)
        move = self._publisher.add(path, mode)
        seconds = round(time.monotonic() - started, 3)
        self._outputs[name] = {"rows": count, "seconds": seconds}
        self._say(f"staged {name}: {count} rows in {seconds} s")
        schema = rows.schema
        if format != "csv":
            rows = datasets.read_files(
                self.spark, self._publisher.staged(path), move.new, schema, format
            )
        if not move.kept:
            return rows
        folder = self._publisher.published(path)
        if format != "csv":
            datasets.same_columns(self.spark, name, folder, move.kept, schema, partition_by)
        kept = datasets.read_files(self.spark, folder, move.kept, schema, format)
        return kept.unionByName(rows)

    def _stage(
        self, name: str, rows: DataFrame, path: str, format: str, partition_by: Sequence[str]
    ) -> int:
        """Writes rows to the staging area and counts them on the way."""
        staged = self._publisher.staged(path)
        observed = Observation(f"rows of {name}")
        counted = rows.observe(observed, F.count(F.lit(1)).alias("rows"))
        writer = (
            counted.write.mode("overwrite")
            .option("partitionOverwriteMode", "static")
            .partitionBy(*partition_by)
        )
        if format == "csv":
            writer.options(**datasets.csv_options()).csv(staged)
        elif format == "parquet":
            writer.parquet(staged)
        else:
            raise ValueError(f"unknown format: {format}")
        return observed.get["rows"]

    def _cached(self, rows: DataFrame) -> DataFrame:
        rows = rows.persist(StorageLevel.MEMORY_AND_DISK)
        self._persisted.append(rows)
        return rows

    def check(self, name: str, rows: DataFrame, *wanted: checks.Check) -> None:
        """Evaluates data checks; after a failed one of severity `error` the job publishes nothing."""
        broken = []
        for outcome in checks.evaluate(rows, wanted):
            self._checks.append(
                {
                    "dataset": name,
                    "check": outcome.name,
                    "severity": outcome.severity,
                    "failed": outcome.failed,
                }
            )
            if not outcome.passed:
                self._say(
                    f"check {name}: {outcome.name}: {outcome.failed} rows ({outcome.severity})"
                )
                if outcome.severity == "error":
                    broken.append(f"{outcome.name} ({outcome.failed} rows)")
        if broken:
            self._broken.append(f"dataset `{name}` breaks its checks: {'; '.join(broken)}")

    def finished_before(self) -> bool:
        """Whether this run already published; an interrupted publication is finished here."""
        if self._publisher.resume():
            self._say("finished the publication that an earlier attempt began")
            self._storage.write_text(
                self._metrics_file,
                _as_json({**self._last_metrics(), "state": "published", "error": None}),
            )
        return self._last_metrics().get("state") == "published"

    def publish(self) -> None:
        """Makes all staged datasets visible, unless a check said that they must not be."""
        if self._broken:
            raise ContractError("; ".join(self._broken))
        self._write_metrics("publishing")
        self._publisher.publish()
        self._write_metrics("published")
        self._say(f"published {', '.join(self._outputs) or 'nothing'}")

    def fail(self, error: BaseException) -> None:
        """Records why the job failed and clears what it staged; what was published stays as it was."""
        self._publisher.clear()
        self._write_metrics("failed", f"{type(error).__name__}: {error}")

    def close(self) -> None:
        """Frees cached rows."""
        for checked in self._held:
            checked.release()
        for rows in self._persisted:
            rows.unpersist()

    def _merged(
        self,
        name: str,
        rows: DataFrame,
        path: str,
        key: Sequence[str],
        partition_by: Sequence[str],
    ) -> DataFrame:
        """Published rows, with those of the same key replaced."""
        rows = self._cached(rows)
        repeated = rows.groupBy(*map(inputs.column, key)).count().where("count > 1").first()
        if repeated is not None:
            raise ContractError(
                f"dataset `{name}`: the upsert key ({', '.join(key)}) has a value twice: {repeated}"
            )
        folder = self._publisher.published(path)
        files = self._storage.files(folder)
        if not files:
            return rows
        datasets.same_columns(self.spark, name, folder, files, rows.schema, partition_by)
        published = datasets.read_files(self.spark, folder, files, rows.schema, "parquet")
        same_key = [published[name].eqNullSafe(rows[name]) for name in key]
        return published.join(rows, same_key, "left_anti").unionByName(rows)

    def _write_metrics(self, state: str, error: str | None = None) -> None:
        metrics = {
            "job": self.name,
            "run_id": self.run_id,
            "state": state,
            "started": self._started.isoformat(),
            "seconds": round(time.monotonic() - self._clock, 3),
            "inputs": self._inputs,
            "outputs": self._outputs,
            "checks": self._checks,
            "error": error,
        }
        self._storage.write_text(self._metrics_file, _as_json(metrics))

    def _last_metrics(self) -> dict[str, object]:
        return json.loads(self._storage.read_text(self._metrics_file) or "{}")

    def _say(self, message: str) -> None:
        print(f"{self.name}: {message}", file=sys.stderr, flush=True)


def _as_json(metrics: dict[str, object]) -> str:
    return json.dumps(metrics, indent=2) + "\n"


def run(name: str, main: Callable[[Job], None], params: Sequence[Param] = ()) -> NoReturn:
    """Runs a job as a process: 0 done (or done before), 1 failed, 2 wrong arguments, 3 the data breaks its contract."""
    sys.exit(execute(name, main, params, sys.argv[1:]))


def execute(
    name: str, main: Callable[[Job], None], params: Sequence[Param], argv: Sequence[str]
) -> int:
    """`run` without ending the process: the exit code."""
    job = Job(name, parse(name, params, argv))
    try:
        if job.finished_before():
            print(f"{name}: run {job.run_id} is already published", file=sys.stderr)
            return 0
        main(job)
        job.publish()
    except ContractError as error:
        print(f"{name}: {error}", file=sys.stderr)
        job.fail(error)
        return BROKEN_CONTRACT
    except Exception as error:
        traceback.print_exc()
        job.fail(error)
        return FAILED
    finally:
        job.close()
    return 0
