"""Job `kpi_calculation` of the pipeline `car_rental`.

Cleans a car rental marketplace's data and publishes its KPIs. Made by pipelinec from the spec:
change the spec, not this file.

Reads below the output folder: clean_vehicles, clean_users, clean_locations, rentals
Publishes below the output folder: location_metrics, vehicle_metrics, daily_metrics,
    overall_metrics, user_metrics

Run it with

    spark-submit --py-files pipelinec_runtime.zip kpi_calculation.py
        --input <folder or URL> --output <folder or URL>
"""

from pipelinec_runtime import Dataset, Expect, Job, Unique, run
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

CLEAN_VEHICLES = Dataset(
    name="clean_vehicles",
    path="clean_vehicles",
    schema=T.StructType(
        [
            T.StructField("vehicle_id", T.StringType()),
            T.StructField("brand", T.StringType()),
            T.StructField("vehicle_type", T.StringType()),
        ]
    ),
)

CLEAN_USERS = Dataset(
    name="clean_users",
    path="clean_users",
    schema=T.StructType(
        [
            T.StructField("user_id", T.StringType()),
            T.StructField("first_name", T.StringType()),
            T.StructField("last_name", T.StringType()),
            T.StructField("email", T.StringType()),
        ]
    ),
)

CLEAN_LOCATIONS = Dataset(
    name="clean_locations",
    path="clean_locations",
    schema=T.StructType(
        [
            T.StructField("location_id", T.LongType()),
            T.StructField("location_name", T.StringType()),
            T.StructField("city", T.StringType()),
            T.StructField("state", T.StringType()),
        ]
    ),
)

RENTALS = Dataset(
    name="rentals",
    path="rentals",
    schema=T.StructType(
        [
            T.StructField("rental_id", T.StringType()),
            T.StructField("user_id", T.StringType()),
            T.StructField("vehicle_id", T.StringType()),
            T.StructField("pickup_location", T.LongType()),
            T.StructField("total_amount", T.DecimalType(10, 2)),
            T.StructField("rental_duration_hours", T.DecimalType(23, 2)),
            T.StructField("rental_date", T.DateType()),
        ]
    ),
)


# pipeline.yaml:121
def location_metrics(rentals: DataFrame, clean_locations: DataFrame) -> DataFrame:
    """Revenue and use of every pickup location."""
    return (
        rentals
        # pipeline.yaml:125 join
        .alias("l")
        .join(clean_locations.alias("r"), F.expr("l.pickup_location = r.location_id"), "inner")
        .select(
            "l.rental_id",
            "l.vehicle_id",
            "l.total_amount",
            "r.location_id",
            "r.location_name",
            "r.city",
            "r.state",
        )
        # pipeline.yaml:121 measures
        .groupBy("location_id", "location_name", "city", "state")
        .agg(
            F.expr("CAST(sum(CAST(total_amount AS DECIMAL(38,2))) AS DECIMAL(38,2))").alias(
                "total_revenue"
            ),
            F.expr("count(rental_id)").alias("total_transactions"),
            F.expr(
                "CAST(CAST(CAST(sum(CAST(total_amount AS DECIMAL(38,2))) AS DECIMAL(28,2)) / "
                "nullif(count(total_amount), 0L) AS DECIMAL(14,6)) AS DECIMAL(11,2))"
            ).alias("average_transaction"),
            F.expr("max(total_amount)").alias("max_transaction"),
            F.expr("min(total_amount)").alias("min_transaction"),
            F.expr("count(DISTINCT vehicle_id)").alias("unique_vehicles"),
        )
    )


# pipeline.yaml:138
def vehicle_metrics(rentals: DataFrame, clean_vehicles: DataFrame) -> DataFrame:
    """Revenue and rental length by type and brand."""
    return (
        rentals
        # pipeline.yaml:142 join
        .alias("l")
        .join(clean_vehicles.alias("r"), F.expr("l.vehicle_id = r.vehicle_id"), "inner")
        .select(
            "l.rental_id", "l.total_amount", "l.rental_duration_hours", "r.vehicle_type", "r.brand"
        )
        # pipeline.yaml:138 measures
        .groupBy("vehicle_type", "brand")
        .agg(
            F.expr("CAST(sum(CAST(total_amount AS DECIMAL(38,2))) AS DECIMAL(38,2))").alias(
                "total_revenue"
            ),
            F.expr("count(rental_id)").alias("total_rentals"),
            F.expr(
                "CAST(CAST(CAST(sum(CAST(rental_duration_hours AS DECIMAL(38,2))) AS "
                "DECIMAL(28,2)) / nullif(count(rental_duration_hours), "
                "0L) AS DECIMAL(27,6)) AS DECIMAL(24,2))"
            ).alias("avg_rental_duration"),
            F.expr("max(rental_duration_hours)").alias("max_rental_duration"),
            F.expr("min(rental_duration_hours)").alias("min_rental_duration"),
        )
    )


# pipeline.yaml:151
def daily_metrics(rentals: DataFrame) -> DataFrame:
    """Transactions of every day."""
    return (
        rentals
        # pipeline.yaml:151 measures
        .groupBy("rental_date").agg(
            F.expr("count(rental_id)").alias("total_transactions"),
            F.expr("CAST(sum(CAST(total_amount AS DECIMAL(38,2))) AS DECIMAL(38,2))").alias(
                "total_revenue"
            ),
            F.expr(
                "CAST(CAST(CAST(sum(CAST(total_amount AS DECIMAL(38,2))) AS DECIMAL(28,2)) / "
                "nullif(count(total_amount), 0L) AS DECIMAL(14,6)) AS DECIMAL(11,2))"
            ).alias("average_transaction"),
            F.expr("max(total_amount)").alias("max_transaction"),
            F.expr("min(total_amount)").alias("min_transaction"),
        )
    )


# pipeline.yaml:162
def overall_metrics(rentals: DataFrame) -> DataFrame:
    """One row for everything."""
    return (
        rentals
        # pipeline.yaml:162 measures
        .agg(
            F.expr("CAST(sum(CAST(total_amount AS DECIMAL(38,2))) AS DECIMAL(38,2))").alias(
                "overall_total_revenue"
            ),
            F.expr("count(rental_id)").alias("overall_total_transactions"),
            F.expr(
                "CAST(CAST(CAST(sum(CAST(total_amount AS DECIMAL(38,2))) AS DECIMAL(28,2)) / "
                "nullif(count(total_amount), 0L) AS DECIMAL(14,6)) AS DECIMAL(11,2))"
            ).alias("overall_average_transaction"),
            F.expr("max(total_amount)").alias("overall_max_transaction"),
            F.expr("min(total_amount)").alias("overall_min_transaction"),
        )
        .withColumn("metric_type", F.lit("overall"))
        .select(
            "metric_type",
            "overall_total_revenue",
            "overall_total_transactions",
            "overall_average_transaction",
            "overall_max_transaction",
            "overall_min_transaction",
        )
    )


# pipeline.yaml:173
def user_metrics(rentals: DataFrame, clean_users: DataFrame) -> DataFrame:
    """Spending and rental time of every renting user."""
    return (
        rentals
        # pipeline.yaml:177 join
        .alias("l")
        .join(clean_users.alias("r"), F.expr("l.user_id = r.user_id"), "inner")
        .select(
            "l.rental_id",
            "l.user_id",
            "l.total_amount",
            "l.rental_duration_hours",
            "r.first_name",
            "r.last_name",
            "r.email",
        )
        # pipeline.yaml:173 measures
        .groupBy("user_id", "first_name", "last_name", "email")
        .agg(
            F.expr("count(rental_id)").alias("total_transactions"),
            F.expr("CAST(sum(CAST(total_amount AS DECIMAL(38,2))) AS DECIMAL(38,2))").alias(
                "total_spending"
            ),
            F.expr("max(total_amount)").alias("max_spending"),
            F.expr("min(total_amount)").alias("min_spending"),
            F.expr(
                "CAST(sum(CAST(rental_duration_hours AS DECIMAL(38,2))) AS DECIMAL(38,2))"
            ).alias("total_rental_hours"),
        )
    )


def main(job: Job) -> None:
    """Reads every source once, stages the datasets, and checks them before they are published."""
    clean_vehicles_df = job.read(CLEAN_VEHICLES)
    clean_users_df = job.read(CLEAN_USERS)
    clean_locations_df = job.read(CLEAN_LOCATIONS)
    rentals_df = job.read(RENTALS, shared=True)

    location_metrics_df = job.write(
        "location_metrics", location_metrics(rentals_df, clean_locations_df)
    )
    job.write("vehicle_metrics", vehicle_metrics(rentals_df, clean_vehicles_df))
    job.write("daily_metrics", daily_metrics(rentals_df))
    job.write("overall_metrics", overall_metrics(rentals_df))
    job.write("user_metrics", user_metrics(rentals_df, clean_users_df))

    job.check(
        "location_metrics",
        location_metrics_df,
        Unique("unique location_id", ["location_id"]),
        Expect("total_revenue >= 0", F.expr("total_revenue >= 0")),
    )


if __name__ == "__main__":
    run("kpi_calculation", main)
