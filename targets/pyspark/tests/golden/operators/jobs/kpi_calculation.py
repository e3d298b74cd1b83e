"""Job `kpi_calculation` of the pipeline `operators`.

Made by pipelinec from the spec: change the spec, not this file.

Reads below the input folder: orders
Reads below the output folder: everything, tags
Publishes below the output folder: totals, best_days, best_of_all, published_tags, counted

Run it with

    spark-submit --py-files pipelinec_runtime.zip kpi_calculation.py
        --input <folder or URL> --output <folder or URL>
"""

from pipelinec_runtime import CsvInput, Dataset, Job, run
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

ORDERS = CsvInput(
    name="orders",
    path="orders.csv",
    schema=T.StructType(
        [
            T.StructField("id", T.LongType(), nullable=False),
            T.StructField("customer", T.StringType()),
            T.StructField("amount", T.DecimalType(10, 2)),
            T.StructField("day", T.DateType()),
        ]
    ),
    unique=["id"],
)

EVERYTHING = Dataset(
    name="everything",
    path="everything",
    schema=T.StructType(
        [T.StructField("id", T.LongType()), T.StructField("customer", T.StringType())]
    ),
    format="csv",
)

TAGS = Dataset(
    name="tags", path="tags", schema=T.StructType([T.StructField("tag", T.StringType())])
)


# pipeline.yaml:114
def totals(orders: DataFrame) -> DataFrame:
    """The rows of `totals`."""
    return (
        orders
        # pipeline.yaml:114 measures
        .agg(
            F.expr("count(*)").alias("rows"),
            F.expr("CAST(sum(CAST(amount AS DECIMAL(38,2))) AS DECIMAL(38,2))").alias("revenue"),
        ).withColumns(
            {
                "share": F.expr(
                    "CAST(CAST(revenue AS DECIMAL(38,6)) / "
                    "nullif(CAST(`rows` AS DECIMAL(19,0)), "
                    "CAST(0 AS DECIMAL(19,0))) AS DECIMAL(29,6))"
                ),
                "kind": F.lit("all"),
            }
        )
    )


# pipeline.yaml:117
def best_days(orders: DataFrame) -> DataFrame:
    """The rows of `best_days`."""
    return (
        orders
        # pipeline.yaml:117 measures
        .groupBy("customer", "day")
        .agg(F.expr("CAST(sum(CAST(amount AS DECIMAL(38,2))) AS DECIMAL(38,2))").alias("revenue"))
        # pipeline.yaml:121 having
        .where("revenue > 5")
        # pipeline.yaml:122 top
        .withColumn(
            "_row_number",
            F.row_number().over(
                Window.partitionBy("customer").orderBy(
                    F.desc_nulls_last("revenue"), F.asc_nulls_last("day")
                )
            ),
        )
        .where("_row_number <= 2")
        .drop("_row_number")
    )


# pipeline.yaml:123
def best_of_all(orders: DataFrame) -> DataFrame:
    """The rows of `best_of_all`."""
    return (
        orders
        # pipeline.yaml:123 measures
        .groupBy("customer")
        .agg(F.expr("CAST(sum(CAST(amount AS DECIMAL(38,2))) AS DECIMAL(38,2))").alias("revenue"))
        # pipeline.yaml:127 top
        .orderBy(F.desc_nulls_last("revenue"), F.asc_nulls_last("customer"))
        .limit(1)
    )


# pipeline.yaml:128
def published_tags(tags: DataFrame) -> DataFrame:
    """The rows of `published_tags`."""
    return (
        tags
        # pipeline.yaml:128 measures
        .groupBy("tag").agg(F.expr("count(*)").alias("events"))
    )


# pipeline.yaml:132
def counted(everything: DataFrame) -> DataFrame:
    """The rows of `counted`."""
    return (
        everything
        # pipeline.yaml:132 measures
        .agg(F.expr("count(*)").alias("rows"))
    )


def main(job: Job) -> None:
    """Reads every source once, stages the datasets, and checks them before they are published."""
    orders_df = job.read(ORDERS, only=["customer", "amount", "day"], shared=True)
    everything_df = job.read(EVERYTHING, only=["id"])
    tags_df = job.read(TAGS)

    job.write("totals", totals(orders_df))
    job.write("best_days", best_days(orders_df))
    job.write("best_of_all", best_of_all(orders_df))
    job.write("published_tags", published_tags(tags_df))
    job.write("counted", counted(everything_df))


if __name__ == "__main__":
    run("kpi_calculation", main)
