"""Runs generated jobs in this process, as `spark-submit` would."""

import importlib.util
import json
from pathlib import Path

from pipelinec_runtime.job import execute

REPOSITORY = Path(__file__).parents[2]


def run_job(script: Path, data: Path, output: Path, *options: str) -> dict:
    """Runs one job and returns its metrics."""
    spec = importlib.util.spec_from_file_location(f"generated_{script.stem}", script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    arguments = ["--input", str(data), "--output", str(output), "--run-id", "r1", *options]
    code = execute(script.stem, module.main, getattr(module, "PARAMS", ()), arguments)
    metrics = json.loads((output / "_runs" / "r1" / f"{script.stem}.json").read_text())
    assert code == 0, metrics["error"]
    return metrics


def published(spark, folder: Path) -> list[tuple]:
    """The rows of a published Parquet dataset, in an order that does not depend on the files."""
    return sorted((tuple(row) for row in spark.read.parquet(str(folder)).collect()), key=str)
