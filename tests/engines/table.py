"""The table: a line for every dataset, a column for every engine."""

from __future__ import annotations

from dataclasses import dataclass, field

from compare import Outcome, Rows


@dataclass
class Line:
    """One dataset and what became of it."""

    pipeline: str
    dataset: str
    #: Below an engine's output; None for a query.
    folder: str | None
    expected: Rows
    declared: dict[str, str]
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def cell(self, engine: str) -> str:
        """What the engine's column says."""
        return str(self.outcomes[engine]) if engine in self.outcomes else "-"


class Table:
    """Collects lines and prints them."""

    def __init__(self, engines: list[str]) -> None:
        """Nothing has run."""
        self.lines: list[Line] = []
        self._engines = engines
        self._seconds: dict[tuple[str, str], float] = {}
        self._broken: list[tuple[str, str, str]] = []

    def of(self, pipeline: str) -> list[Line]:
        """A pipeline's lines."""
        return [line for line in self.lines if line.pipeline == pipeline]

    def took(self, pipeline: str, engine: str, seconds: float) -> None:
        """An engine finished a pipeline."""
        self._seconds[pipeline, engine] = seconds

    def broken(self, pipeline: str, engine: str, why: str) -> None:
        """An engine did not finish a pipeline."""
        self._broken.append((pipeline, engine, why))

    @property
    def passed(self) -> int:
        """Datasets on engines that agree."""
        return sum(outcome.equal for line in self.lines for outcome in line.outcomes.values())

    @property
    def failed(self) -> int:
        """Those that do not, and pipelines that an engine did not finish."""
        return len(self._broken) + sum(not o.equal for line in self.lines for o in line.outcomes.values())

    def show(self, seconds: float) -> None:
        """Prints the table, then what differs."""
        head = ["pipeline", "dataset", "rows", "columns", *self._engines]
        body = [
            [line.pipeline, line.dataset, str(len(line.expected.values)), str(len(line.expected.types))]
            + [line.cell(engine) for engine in self._engines]
            for line in self.lines
        ]
        for pipeline in dict.fromkeys(line.pipeline for line in self.lines):
            times = [self._seconds.get((pipeline, engine)) for engine in self._engines]
            body.append([pipeline, "(seconds)", "", "", *("-" if t is None else f"{t:.1f}" for t in times)])
        _print([head, *body])
        for line in self.lines:
            for engine, outcome in line.outcomes.items():
                if not outcome.equal:
                    print(f"\n{line.pipeline}.{line.dataset} on {engine}:")
                    print("\n".join(f"  {problem}" for problem in outcome.problems))
        for pipeline, engine, why in self._broken:
            print(f"\n{pipeline} on {engine} did not finish:\n{why}")
        print(f"\nengines: {self.passed} passed, {self.failed} failed in {seconds:.0f} s")


def _print(cells: list[list[str]]) -> None:
    widths = [max(len(row[place]) for row in cells) for place in range(len(cells[0]))]
    for number, row in enumerate(cells):
        padded = [
            cell.rjust(width) if place in (2, 3) else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(padded).rstrip())
        if number == 0:
            print("  ".join("-" * width for width in widths))
