"""What the Spark jobs made by pipelinec import.

A generated job describes its inputs (:class:`CsvInput`, :class:`JsonInput`, :class:`ParquetInput`,
:class:`Dataset`), computes datasets with plain DataFrame code, and leaves the rest to this package:
arguments, the session's settings, contract-checked reads, staged writes that are published together,
data checks, run metrics and exit codes.
"""

from .arguments import Param, Params
from .checks import Expect, NotNull, References, RowCount, Unique
from .errors import ContractError
from .inputs import CsvInput, Dataset, JsonInput, ParquetInput
from .job import Job, run

__all__ = [
    "ContractError",
    "CsvInput",
    "Dataset",
    "Expect",
    "Job",
    "JsonInput",
    "NotNull",
    "Param",
    "Params",
    "ParquetInput",
    "References",
    "RowCount",
    "Unique",
    "run",
]
