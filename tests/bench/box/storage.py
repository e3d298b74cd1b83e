"""moto's S3 objects as files, for programs that read files: Spark and DuckDB.

Not as S3: a rename is one step here, and there is no committer of EMR.
"""

from __future__ import annotations

import threading
from pathlib import Path

from moto.core import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

_lock = threading.Lock()
_folder: list[Path] = []
#: What each file's object was when both were last equal: its ETag and the file's time.
_known: dict[Path, tuple[str, int]] = {}


def use(folder: Path) -> None:
    """Where the files go."""
    _folder[:] = [folder]


def local(url: str) -> Path:
    """The file of an `s3://` address."""
    return _folder[0] / url.partition("://")[2]


def pull() -> None:
    """Brings the files to the state of the objects."""
    with _lock:
        wanted = set()
        for bucket in list(_backend().buckets.values()):
            for key, stored in list(bucket.keys.items()):
                if key.endswith("/"):
                    continue
                file = _folder[0] / bucket.name / key
                wanted.add(file)
                if _known.get(file, ("", 0))[0] != stored.etag:
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(stored.value)
                    _known[file] = (stored.etag, file.stat().st_mtime_ns)
        for file in set(_known) - wanted:
            file.unlink(missing_ok=True)
            del _known[file]


def push() -> None:
    """Brings the objects to the state of the files."""
    with _lock:
        found = set()
        for bucket in list(_backend().buckets.values()):
            top = _folder[0] / bucket.name
            for file in top.rglob("*"):
                # Checksums are what Hadoop writes beside files of a local disk.
                if file.is_dir() or file.suffix == ".crc":
                    continue
                found.add(file)
                time = file.stat().st_mtime_ns
                if _known.get(file, ("", 0))[1] != time:
                    key = file.relative_to(top).as_posix()
                    stored = _backend().put_object(bucket.name, key, file.read_bytes())
                    _known[file] = (stored.etag, time)
        for file in set(_known) - found:
            bucket_name, _, key = file.relative_to(_folder[0]).as_posix().partition("/")
            _backend().delete_object(bucket_name, key)
            del _known[file]


def write(url: str, content: bytes) -> None:
    """Puts one object."""
    bucket, _, key = url.partition("://")[2].partition("/")
    _backend().put_object(bucket, key, content)


def _backend():
    return s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
