"""Files on whatever Spark can reach (S3, HDFS, a laptop's disk), through Hadoop's FileSystem."""

from __future__ import annotations

from pyspark.sql import SparkSession


class Storage:
    """The few file operations that publishing needs. Paths are Hadoop URLs or local paths."""

    def __init__(self, spark: SparkSession) -> None:
        """Uses the file systems and credentials that `spark` is configured with."""
        self._jvm = spark._jvm
        self._conf = spark._jsc.hadoopConfiguration()

    def _open(self, path: str):
        hadoop_path = self._jvm.org.apache.hadoop.fs.Path(path)
        return hadoop_path.getFileSystem(self._conf), hadoop_path

    def files(self, folder: str) -> list[str]:
        """Data files below `folder`, relative to it, sorted; none when it does not exist.

        Names that begin with `_` or `.` are no data: readers skip them, and so does this.
        """
        fs, path = self._open(folder)
        if not fs.exists(path):
            return []
        root = fs.getFileStatus(path).getPath().toString().rstrip("/") + "/"
        found = []
        remaining = fs.listFiles(path, True)
        while remaining.hasNext():
            name = remaining.next().getPath().toString()[len(root) :]
            if not any(part.startswith(("_", ".")) for part in name.split("/")):
                found.append(name)
        return sorted(found)

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder."""
        fs, hadoop_path = self._open(path)
        return bool(fs.exists(hadoop_path))

    def delete(self, path: str) -> None:
        """Deletes a file or a folder with all it holds; nothing happens when there is none."""
        fs, hadoop_path = self._open(path)
        fs.delete(hadoop_path, True)

    def move(self, source: str, target: str) -> None:
        """Moves a file; its folder is made when missing."""
        fs, source_path = self._open(source)
        _, target_path = self._open(target)
        fs.mkdirs(target_path.getParent())
        if not fs.rename(source_path, target_path):
            raise OSError(f"could not move {source} to {target}")

    def make_folder(self, folder: str) -> None:
        """Makes a folder where the file system has folders."""
        fs, path = self._open(folder)
        fs.mkdirs(path)

    def read_text(self, path: str) -> str | None:
        """A small text file, or None when it does not exist."""
        fs, hadoop_path = self._open(path)
        if not fs.exists(hadoop_path):
            return None
        stream = fs.open(hadoop_path)
        try:
            return self._jvm.org.apache.commons.io.IOUtils.toString(stream, "UTF-8")
        finally:
            stream.close()

    def write_text(self, path: str, text: str) -> None:
        """Writes a small text file whole, replacing what was there."""
        fs, hadoop_path = self._open(path)
        stream = fs.create(hadoop_path, True)
        try:
            stream.write(text.encode("utf-8"))
        finally:
            stream.close()
