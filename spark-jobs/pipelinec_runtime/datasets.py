"""How the pipeline's own datasets are read back by later jobs."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame, SparkSession

from .inputs import Dataset, column


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


def csv_options() -> dict[str, str]:
    """How the pipeline's own CSV datasets are written and read."""
    return {
        "header": "true",
        "escape": '"',
        "nullValue": "",
        "emptyValue": '""',
        "multiLine": "true",
        "dateFormat": "yyyy-MM-dd",
        "timestampFormat": "yyyy-MM-dd HH:mm:ss.SSSSSS",
    }
