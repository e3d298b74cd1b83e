"""The command `tests/engines/run`."""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from pathlib import Path

import engines
import rows
from bundle import Bundle
from compare import Outcome, compare, promised
from engines import EMBEDDED, NAMES, SPARKS, TRINO, EngineError, Trial
from flips import FLIPPED
from table import Line, Table

#: The examples, and pipelines of what engines like to do differently.
PIPELINES = [engines.REPOSITORY / "pipelines", Path(__file__).parent / "pipelines"]
FLIPPED_ENGINE = "spark-4.0-flipped"
QUARANTINE = "__quarantine"
#: Columns of a quarantine that every engine fills alike.
REFUSED = ["file", "column"]


def main(about: str) -> int:
    """Runs everything that is asked for; 1 when something differs."""
    options = arguments(about)
    table = Table(options.columns)
    started = time.monotonic()
    with contextlib.ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pipelinec-engines-")))
        trials = []
        for spec in options.specs:
            data = options.data or spec / "data"
            folder = scratch / spec.name
            folder.mkdir()
            trials.append(Trial(spec, data.resolve(), options.params, folder))
        # One Java process at a time: Trino starts when all jobs are done.
        bundles = [_run_jobs(trial, options, table) for trial in trials]
        if TRINO in options.engines:
            with engines.trino_server() as client:
                for trial, bundle in zip(trials, bundles, strict=True):
                    if bundle is not None:
                        _compare_queries(trial, bundle, options, client, table)
    table.show(time.monotonic() - started)
    return int(table.failed > 0 or table.passed == 0)


def arguments(about: str) -> argparse.Namespace:
    """The options, with `specs`, `engines` and the table's `columns` made of them."""
    summary, _, more = about.partition("\n\n")
    parser = argparse.ArgumentParser(
        prog="tests/engines/run",
        description=summary,
        epilog=more,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    names = [file.parent.name for folder in PIPELINES for file in sorted(folder.glob("*/pipeline.yaml"))]
    parser.add_argument("--pipelines", default=",".join(names), help=f"of {', '.join(names)}, or folders")
    parser.add_argument("--engines", default=",".join(NAMES), help=f"of {', '.join(NAMES)}")
    parser.add_argument("--data", type=Path, help="input data of one pipeline, instead of its data/")
    parser.add_argument("--param", action="append", default=[], metavar="NAME=VALUE", help="run parameter")
    parser.add_argument("--flip", default="", metavar="PIPELINES", help="also run these with Spark's defaults flipped")
    options = parser.parse_args()
    options.engines = options.engines.split(",")
    if wrong := set(options.engines) - set(NAMES):
        parser.error(f"no engine {', '.join(sorted(wrong))}; there are {', '.join(NAMES)}")
    if EMBEDDED not in options.engines:
        parser.error(f"the other engines are compared with `{EMBEDDED}`")
    options.specs = [_spec(name) for name in options.pipelines.split(",")]
    if options.data and len(options.specs) != 1:
        parser.error("--data is for one of --pipelines")
    options.params = dict(text.split("=", 1) for text in options.param)
    options.flip = set(filter(None, options.flip.split(",")))
    options.columns = [*options.engines, FLIPPED_ENGINE] if options.flip else options.engines
    return options


def _spec(name: str) -> Path:
    known = [folder / name for folder in PIPELINES if (folder / name).is_dir()]
    return known[0] if known else Path(name).resolve()


def _run_jobs(trial: Trial, options: argparse.Namespace, table: Table) -> Bundle | None:
    """Runs the engines that compute datasets, and compares these."""
    name = trial.spec.name
    try:
        bundle = trial.build()
        table.took(name, EMBEDDED, engines.on_embedded(trial))
        table.lines += list(_lines(trial, bundle))
    except (EngineError, FileNotFoundError) as error:
        table.broken(name, EMBEDDED, str(error))
        return None
    sparks = [(engine, {}) for engine in options.engines if engine in SPARKS]
    if name in options.flip:
        sparks.append((FLIPPED_ENGINE, FLIPPED))
    for engine, settings in sparks:
        print(f"{name}: {engine}", file=sys.stderr, flush=True)
        try:
            table.took(name, engine, engines.on_spark(trial, bundle, engine, settings, trial.out(engine)))
        except EngineError as error:
            table.broken(name, engine, str(error))
            continue
        for line in table.of(name):
            if line.folder is not None:
                line.outcomes[engine] = _compare_dataset(trial, line, engine)
    return bundle


def _lines(trial: Trial, bundle: Bundle) -> list[Line]:
    """A line for every dataset and query, with what the embedded engine found."""
    lines = []
    out = trial.out(EMBEDDED)
    for dataset in [*bundle.published(), *bundle.queries()]:
        expected = rows.read(out / (dataset.path or dataset.name), dataset.columns)
        line = Line(trial.spec.name, dataset.name, dataset.path, expected, dataset.columns)
        line.outcomes[EMBEDDED] = promised(dataset.columns, expected.types)
        lines.append(line)
    for folder in sorted(out.glob(f"*{QUARANTINE}")):
        # What an input's contract refuses.
        expected = rows.read(folder, {})
        lines.append(Line(trial.spec.name, folder.name, folder.name, expected, expected.types))
    return lines


def _compare_dataset(trial: Trial, line: Line, engine: str) -> Outcome:
    try:
        found = rows.read(trial.out(engine) / str(line.folder), line.declared)
    except FileNotFoundError as error:
        return Outcome([str(error)])
    if line.dataset.endswith(QUARANTINE):
        # Words, quoting and line numbers are the reader's own; which records are refused for which column is not.
        different = promised(line.expected.types, found.types)
        return different if different.problems else compare(line.expected.arranged(REFUSED), found.arranged(REFUSED))
    return compare(line.expected, found)


def _compare_queries(trial: Trial, bundle: Bundle, options: argparse.Namespace, client, table: Table) -> None:
    """Trino over what Spark wrote, or the embedded engine where no Spark ran."""
    name = trial.spec.name
    ran = [engine for engine in [*SPARKS, EMBEDDED] if engine in options.engines]
    published = trial.out(ran[0])
    print(f"{name}: {TRINO} over {ran[0]}", file=sys.stderr, flush=True)
    started = time.monotonic()
    try:
        answers = engines.on_trino(trial, bundle, client, published)
    except Exception as error:
        table.broken(name, TRINO, f"{type(error).__name__}: {error}")
        return
    table.took(name, TRINO, time.monotonic() - started)
    for line in table.of(name):
        if line.dataset in answers:
            line.outcomes[TRINO] = compare(line.expected, answers[line.dataset], bundle.query(line.dataset).sort)
