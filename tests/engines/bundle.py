"""A pipeline's built bundle: its datasets, jobs and queries, as the manifest and the files beside it tell them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: A query file's comment for one `?`: `-- ? 1: since (date)`.
_PARAMETER = re.compile(r"^-- \? \d+: (\w+) \((.+)\)$", re.MULTILINE)
#: The sort of the statement itself, which is not indented.
_SORT = re.compile(r"^ORDER BY (.+)$", re.MULTILINE)
_SORT_COLUMN = re.compile(r'"((?:[^"]|"")+)"(?: DESC)? NULLS (?:FIRST|LAST)')


@dataclass(frozen=True)
class Dataset:
    """A dataset or query with the types that the compiler promises."""

    name: str
    kind: str
    #: Folder below the output; a query has none.
    path: str | None
    reads: tuple[str, ...]
    columns: dict[str, str]


@dataclass(frozen=True)
class Query:
    """One statement for Athena."""

    sql: str
    #: Name and type of every `?`, in order.
    parameters: tuple[tuple[str, str], ...]
    #: Columns that the rows are sorted by: none means any order; None that something else than columns sorts.
    sort: tuple[str, ...] | None


class Bundle:
    """What `pipelinec build` wrote."""

    def __init__(self, folder: Path) -> None:
        """Reads the manifest."""
        self.folder = folder
        manifest = json.loads((folder / "manifest.json").read_text())
        self.pipeline: str = manifest["pipeline"]
        graph = manifest["graph"]
        self.datasets = {
            d["name"]: Dataset(d["name"], d["kind"], d["path"], tuple(d["reads"]), d["columns"])
            for d in graph["datasets"]
        }
        self._stages: list[list[str]] = graph["stages"]

    @property
    def runtime(self) -> Path:
        """What the jobs import."""
        return self.folder / "jobs" / "pipelinec_runtime.zip"

    def jobs(self) -> Iterator[Path]:
        """The jobs in an order in which each finds what it reads."""
        for stage in self._stages:
            yield from (self.folder / "jobs" / f"{name}.py" for name in stage)

    def published(self) -> list[Dataset]:
        """Datasets that jobs write."""
        return [d for d in self.datasets.values() if d.kind not in ("input", "query")]

    def queries(self) -> list[Dataset]:
        """Queries."""
        return [d for d in self.datasets.values() if d.kind == "query"]

    def query(self, name: str) -> Query:
        """The statement of a query's file."""
        text = (self.folder / "athena" / f"{name}.sql").read_text()
        sorts = _SORT.findall(text)
        columns: tuple[str, ...] | None = ()
        if sorts:
            found = [c.replace('""', '"') for c in _SORT_COLUMN.findall(sorts[-1])]
            whole = ", ".join(m.group(0) for m in _SORT_COLUMN.finditer(sorts[-1]))
            columns = tuple(found) if whole == sorts[-1] else None
        return Query(text, tuple(_PARAMETER.findall(text)), columns)

    def table(self, dataset: Dataset) -> dict[str, Any]:
        """The Glue table; where a crawler would make it, the one that the dataset's types give."""
        file = self.folder / "glue" / "tables" / f"{dataset.name}.json"
        if file.exists():
            return json.loads(file.read_text())
        columns = [{"Name": name, "Type": kind.replace(": ", ":")} for name, kind in dataset.columns.items()]
        return {"TableInput": {"Name": dataset.name, "StorageDescriptor": {"Columns": columns}}}

    def defaults(self) -> dict[str, Any]:
        """Run parameters that have a default, as the state machine gives them to the jobs."""
        start = json.loads((self.folder / "step_function.json").read_text())["States"]["Start"]
        return start.get("Parameters", {}).get("defaults", {})
