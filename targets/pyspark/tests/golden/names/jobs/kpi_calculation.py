"""Job `kpi_calculation` of the pipeline `names`.

Says \"\"\"hello\"\"\", \\ back and {braces}: ${HOME} Made by pipelinec from the spec: change the
spec, not this file.

Reads below the output folder: F
Publishes below the output folder: T

Run it with

    spark-submit --py-files pipelinec_runtime.zip kpi_calculation.py
        --input <folder or URL> --output <folder or URL>
        [--from <date>]
        [--label <string>]
        [--minimum <decimal(6,2)>]
        [--lambda <boolean>]
"""

from pipelinec_runtime import Dataset, Job, Param, Params, run
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

F__ = Dataset(
    name="F",
    path="F",
    schema=T.StructType(
        [T.StructField("order", T.LongType()), T.StructField("label", T.StringType())]
    ),
)

PARAMS = [
    Param("from", T.DateType(), default="2024-01-01"),
    Param("label", T.StringType(), default='it\'s {x} \\ "y"'),
    Param("minimum", T.DecimalType(6, 2), default="1.50"),
    Param("lambda", T.BooleanType(), default="true"),
]


# pipeline.yaml:46
def T_(F_: DataFrame, params: Params) -> DataFrame:
    """The rows of `T`."""
    return (
        F_
        # pipeline.yaml:50 where
        .where(f"label <> {params.label}")
        # pipeline.yaml:46 measures
        .groupBy("order")
        .agg(F.expr("count(*)").alias("rows"), F.expr("count(DISTINCT label)").alias("labels"))
    )


def main(job: Job) -> None:
    """Reads every source once, stages the datasets, and checks them before they are published."""
    params = job.params

    F_df = job.read(F__)

    job.write("T", T_(F_df, params))


if __name__ == "__main__":
    run("kpi_calculation", main, PARAMS)
