"""Staged writes, published together.

Datasets are written below `<output>/_staging/<run-id>/`. Once *all* of a job's datasets are there and its
checks have passed, their files are moved into place and the files they replace are deleted. Before the
first move the whole list is written down, so a publication that was interrupted is finished by running the
same run again, without computing anything twice, and appends are never appended twice.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from .storage import Storage


@dataclass(frozen=True)
class Move:
    """What publishing one dataset will do."""

    #: Folder below the output.
    path: str
    #: Files to move in, relative to the staged and to the published folder.
    new: list[str]
    #: Published files to delete afterwards.
    old: list[str]
    #: Published files that stay.
    kept: list[str] = field(default_factory=list)


class Publisher:
    """Staging area and published folders of one job in one run."""

    def __init__(self, storage: Storage, output: str, run_id: str, job: str) -> None:
        """Nothing is read or written yet."""
        self._storage = storage
        self._output = output
        self._staging = f"{output}/_staging/{run_id}"
        self._plan_file = f"{output}/_runs/{run_id}/{job}.publish.json"
        self._moves: list[Move] = []

    def published(self, path: str) -> str:
        """Where readers find a dataset."""
        return f"{self._output}/{path}"

    def staged(self, path: str) -> str:
        """Where this run writes it first."""
        return f"{self._staging}/{path}"

    def add(self, path: str, mode: str) -> Move:
        """Registers a dataset that has been staged; `mode` says which published files it replaces."""
        new = self._storage.files(self.staged(path))
        published = self._storage.files(self.published(path))
        if mode in ("overwrite", "upsert"):
            old = published
        elif mode == "overwrite_partitions":
            folders = {folder_of(name) for name in new}
            old = [name for name in published if folder_of(name) in folders]
        elif mode == "append":
            old = []
        else:
            raise ValueError(f"unknown write mode: {mode}")
        kept = sorted(set(published) - set(old))
        move = Move(path, new, old, kept)
        self._moves.append(move)
        return move

    def publish(self) -> None:
        """Makes everything that was added visible, as one recorded step."""
        moves = [asdict(move) for move in self._moves]
        self._storage.write_text(self._plan_file, json.dumps(moves, indent=2) + "\n")
        self._finish()

    def resume(self) -> bool:
        """Finishes a publication that was interrupted; False when there is none."""
        text = self._storage.read_text(self._plan_file)
        if text is None:
            return False
        self._moves = [Move(**move) for move in json.loads(text)]
        self._finish()
        return True

    def clear(self) -> None:
        """Deletes what this job staged, unless a publication has begun that still needs it."""
        if not self._storage.exists(self._plan_file):
            for move in self._moves:
                self._storage.delete(self.staged(move.path))

    def _finish(self) -> None:
        for move in self._moves:
            waiting = set(self._storage.files(self.staged(move.path)))
            for name in move.new:
                if name in waiting:
                    self._storage.move(
                        f"{self.staged(move.path)}/{name}", f"{self.published(move.path)}/{name}"
                    )
            for name in move.old:
                self._storage.delete(f"{self.published(move.path)}/{name}")
            self._storage.make_folder(self.published(move.path))
            self._storage.delete(self.staged(move.path))
        self._storage.delete(self._plan_file)


def folder_of(name: str) -> str:
    """The folder of a file, relative like its name; empty at the top."""
    return name.rpartition("/")[0]
