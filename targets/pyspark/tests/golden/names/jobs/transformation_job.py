"""Job `transformation_job` of the pipeline `names`.

Says \"\"\"hello\"\"\", \\ back and {braces}: ${HOME} Made by pipelinec from the spec: change the
spec, not this file.

Reads below the input folder: class
Publishes below the output folder: F, params, main

Run it with

    spark-submit --py-files pipelinec_runtime.zip transformation_job.py
        --input <folder or URL> --output <folder or URL>
        [--from <date>]
        [--label <string>]
        [--minimum <decimal(6,2)>]
        [--lambda <boolean>]
"""

from pipelinec_runtime import CsvInput, Expect, Job, Param, Params, run
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

CLASS = CsvInput(
    name="class",
    path="class.csv",
    schema=T.StructType(
        [
            T.StructField("a.b", T.StringType()),
            T.StructField("date", T.DateType()),
            T.StructField("order", T.LongType()),
            T.StructField("a b`c", T.StringType()),
            T.StructField("{x}", T.DecimalType(6, 2)),
            T.StructField("*", T.StringType()),
        ]
    ),
    delimiter="|",
    null_words=["n/a", r"\N"],
)

PARAMS = [
    Param("from", T.DateType(), default="2024-01-01"),
    Param("label", T.StringType(), default='it\'s {x} \\ "y"'),
    Param("minimum", T.DecimalType(6, 2), default="1.50"),
    Param("lambda", T.BooleanType(), default="true"),
]


# pipeline.yaml:25
def F_(class_: DataFrame, params: Params) -> DataFrame:
    """The alias of a module."""
    return (
        class_
        # pipeline.yaml:29 filter
        .where(f"`date` >= {params.from_} AND `{{x}}` > {params.minimum} AND {params.lambda_}")
        # pipeline.yaml:30 derive
        .withColumns(
            {
                "label": F.expr(f"concat(concat(concat({params.label}, '{{'), `a b``c`), '}}')"),
                "plain": F.lit(r"{braces} \ ${HOME}"),
                "quote's": F.lit('"it\'s"'),
                "matches": F.expr(r"`a.b` RLIKE '\\A[0-9]+\\.[A-Za-z0-9_]\\z'"),
            }
        )
        # pipeline.yaml:35 dedupe
        .withColumn(
            "_row_number",
            F.row_number().over(
                Window.partitionBy("`a.b`", "order").orderBy(
                    F.desc_nulls_last("date"),
                    F.asc_nulls_last("`a b``c`"),
                    F.asc_nulls_last("`{x}`"),
                    F.asc_nulls_last("`*`"),
                    F.asc_nulls_last("label"),
                    F.asc_nulls_last("plain"),
                    F.asc_nulls_last("`quote's`"),
                    F.asc_nulls_last("matches"),
                )
            ),
        )
        .where("_row_number = 1")
        .drop("_row_number")
        # pipeline.yaml:36 rename
        .withColumnRenamed("*", "star")
    )


# pipeline.yaml:38
def params_(F_: DataFrame, class_: DataFrame) -> DataFrame:
    """The rows of `params`."""
    return (
        F_
        # pipeline.yaml:41 join
        .alias("l")
        .join(class_.alias("r"), F.expr("l.`a.b` = r.`a.b` AND (l.`{x}` <= r.`{x}`)"), "inner")
        .select("l.`a.b`", "l.`{x}`", "l.label", "l.`quote's`", F.col("r.`*`").alias("star*"))
        # pipeline.yaml:42 select
        .select("`a.b`", "`star*`", "label", "`{x}`", "`quote's`")
    )


# pipeline.yaml:43
def main_(params_: DataFrame) -> DataFrame:
    """The rows of `main`."""
    return (
        params_
        # pipeline.yaml:43 select
        .select("`a.b`")
    )


def main(job: Job) -> None:
    """Reads every source once, stages the datasets, and checks them before they are published."""
    params = job.params

    class_df = job.read(CLASS, shared=True)

    F_df = job.write("F", F_(class_df, params), partition_by=["order"])
    params_df = job.write("params", params_(F_df, class_df))
    job.write("main", main_(params_df))

    job.check(
        "F",
        F_df,
        Expect(
            "label <> :label and label <> '{params.label}'",
            F.expr(f"label <> {params.label} AND label <> '{{params.label}}'"),
            severity="warn",
        ),
        Expect(
            "label <> ' label ' and label <> ' {label}'",
            F.expr("label <> '\\u0001label\\u0001' AND label <> '\u202e{label}'"),
        ),
    )


if __name__ == "__main__":
    run("transformation_job", main, PARAMS)
