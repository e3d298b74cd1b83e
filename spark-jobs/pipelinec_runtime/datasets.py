"""How the pipeline's own datasets are read back by later jobs."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types as T

from .errors import ContractError
from .inputs import Dataset, column
from .publish import folder_of


def read_dataset(
    spark: SparkSession, folder: str, source: Dataset, only: Sequence[str] | None, exists: bool
) -> DataFrame:
    """Reads a published dataset; one without rows may have no file at all."""
    if not exists:
        rows = spark.createDataFrame([], source.schema)
    elif source.format == "csv":
        rows = spark.read.schema(source.schema).options(**csv_options()).csv(folder)
    else:
        rows = spark.read.schema(source.schema).parquet(folder)
    return rows.select(*(column(name) for name in only or source.schema.names))


def read_files(
    spark: SparkSession, folder: str, files: Sequence[str], schema: T.StructType, format: str
) -> DataFrame:
    """Reads some of a dataset's files: whole folders, as every mode keeps or replaces whole folders."""
    if not files:
        return spark.createDataFrame([], schema)
    folders = [f"{folder}/{part}" for part in sorted({folder_of(name) for name in files})]
    reader = spark.read.schema(schema).option("basePath", folder)
    rows = (
        reader.options(**csv_options()).csv(folders)
        if format == "csv"
        else reader.parquet(*folders)
    )
    return rows.select(*map(column, schema.names))


def same_columns(
    spark: SparkSession,
    name: str,
    folder: str,
    files: Sequence[str],
    schema: T.StructType,
    partition_by: Sequence[str],
) -> None:
    """Raises when Parquet files of earlier runs, which a mode keeps, have other columns than this run writes.

    One file is looked at: the run that wrote it looked at one of those before it.
    """
    written = {f.name: f.dataType for f in schema.fields if f.name not in partition_by}
    stored = {f.name: f.dataType for f in spark.read.parquet(f"{folder}/{files[0]}").schema.fields}
    if stored != written:
        raise ContractError(
            f"dataset `{name}` keeps the rows of earlier runs in {folder}, but their columns differ: "
            f"there {_columns(stored)}; here {_columns(written)}"
        )


def _columns(columns: dict[str, T.DataType]) -> str:
    return ", ".join(f"{name} {kind.simpleString()}" for name, kind in columns.items())


def csv_options() -> dict[str, str]:
    """How the pipeline's own CSV datasets are written and read."""
    return {
        "header": "true",
        "escape": '"',
        "nullValue": "",
        "emptyValue": '""',
        "multiLine": "true",
        # Writing, Spark trims by default.
        "ignoreLeadingWhiteSpace": "false",
        "ignoreTrailingWhiteSpace": "false",
        "dateFormat": "yyyy-MM-dd",
        "timestampFormat": "yyyy-MM-dd HH:mm:ss.SSSSSS",
    }
