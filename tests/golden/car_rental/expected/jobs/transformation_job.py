"""Job `transformation_job` of the pipeline `car_rental`.

Cleans a car rental marketplace's data and publishes its KPIs. Made by pipelinec from the spec:
change the spec, not this file.

Reads below the input folder: users, vehicles, locations, rental_transactions
Publishes below the output folder: clean_vehicles, clean_users, clean_locations, rentals

Run it with

    spark-submit --py-files pipelinec_runtime.zip transformation_job.py
        --input <folder or URL> --output <folder or URL>
"""

from pipelinec_runtime import CsvInput, Expect, Job, References, run
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql import types as T

USERS = CsvInput(
    name="users",
    path="users.csv",
    schema=T.StructType(
        [
            T.StructField("user_id", T.StringType(), nullable=False),
            T.StructField("first_name", T.StringType()),
            T.StructField("last_name", T.StringType()),
            T.StructField("email", T.StringType()),
            T.StructField("phone_number", T.StringType()),
            T.StructField("driver_license_number", T.StringType()),
            T.StructField("driver_license_expiry", T.DateType()),
            T.StructField("creation_date", T.DateType()),
            T.StructField("is_active", T.IntegerType()),
        ]
    ),
    unique=["user_id"],
    on_bad_record="quarantine",
)

VEHICLES = CsvInput(
    name="vehicles",
    path="vehicles.csv",
    schema=T.StructType(
        [
            T.StructField("active", T.IntegerType()),
            T.StructField("vehicle_license_number", T.StringType()),
            T.StructField("registration_name", T.StringType()),
            T.StructField("license_type", T.StringType()),
            T.StructField("expiration_date", T.DateType(), metadata={"format": "dd-MM-yyyy"}),
            T.StructField("permit_license_number", T.StringType()),
            T.StructField("certification_date", T.DateType()),
            T.StructField("vehicle_year", T.IntegerType()),
            T.StructField("base_telephone_number", T.StringType()),
            T.StructField("base_address", T.StringType()),
            T.StructField("vehicle_id", T.StringType(), nullable=False),
            T.StructField(
                "last_update_timestamp",
                T.TimestampType(),
                metadata={"format": "dd-MM-yyyy HH:mm:ss"},
            ),
            T.StructField("brand", T.StringType()),
            T.StructField("vehicle_type", T.StringType()),
        ]
    ),
    unique=["vehicle_id"],
    on_bad_record="quarantine",
)

LOCATIONS = CsvInput(
    name="locations",
    path="locations.csv",
    schema=T.StructType(
        [
            T.StructField("location_id", T.LongType(), nullable=False),
            T.StructField("location_name", T.StringType()),
            T.StructField("address", T.StringType()),
            T.StructField("city", T.StringType()),
            T.StructField("state", T.StringType()),
            T.StructField("zip_code", T.StringType()),
            T.StructField("latitude", T.DoubleType()),
            T.StructField("longitude", T.DoubleType()),
        ]
    ),
    unique=["location_id"],
)

RENTAL_TRANSACTIONS = CsvInput(
    name="rental_transactions",
    path="rental_transactions.csv",
    schema=T.StructType(
        [
            T.StructField("rental_id", T.StringType(), nullable=False),
            T.StructField("user_id", T.StringType()),
            T.StructField("vehicle_id", T.StringType()),
            T.StructField("rental_start_time", T.TimestampType()),
            T.StructField("rental_end_time", T.TimestampType()),
            T.StructField("pickup_location", T.LongType()),
            T.StructField("dropoff_location", T.LongType()),
            T.StructField("total_amount", T.DecimalType(10, 2)),
        ]
    ),
    on_bad_record="quarantine",
)


# pipeline.yaml:66
def clean_vehicles(vehicles: DataFrame) -> DataFrame:
    """Vehicles that are on the register, with tidy texts."""
    return (
        vehicles
        # pipeline.yaml:70 filter
        .where(
            "vehicle_license_number IS NOT NULL AND expiration_date IS NOT NULL "
            "AND brand IS NOT NULL AND vehicle_type IS NOT NULL AND active IN (0, 1)"
        )
        # pipeline.yaml:73 derive
        .withColumns(
            {
                "registration_name": F.expr("trim(registration_name)"),
                "license_type": F.expr("trim(license_type)"),
                "permit_license_number": F.expr("trim(permit_license_number)"),
                "base_address": F.expr("trim(base_address)"),
                "brand": F.expr("trim(brand)"),
                "vehicle_type": F.expr("trim(vehicle_type)"),
            }
        )
    )


# pipeline.yaml:81
def clean_users(users: DataFrame) -> DataFrame:
    """Users that can be reached, names in lower case."""
    return (
        users
        # pipeline.yaml:85 filter
        .where(
            "email IS NOT NULL AND phone_number IS NOT NULL AND creation_date IS NOT NULL "
            "AND is_active IN (0, 1)"
        )
        # pipeline.yaml:88 derive
        .withColumns(
            {
                "first_name": F.expr("trim(lower(translate(first_name, 'İΣ', 'iσ')))"),
                "last_name": F.expr("trim(lower(translate(last_name, 'İΣ', 'iσ')))"),
            }
        )
    )


# pipeline.yaml:92
def clean_locations(locations: DataFrame) -> DataFrame:
    """Locations with an address that can exist."""
    return (
        locations
        # pipeline.yaml:96 filter
        .where(
            "location_name IS NOT NULL AND address IS NOT NULL AND city IS NOT NULL "
            "AND state IS NOT NULL AND latitude BETWEEN -90 AND 90 "
            "AND longitude BETWEEN -180 AND 180 AND CAST(length(zip_code) AS BIGINT) = 5"
        )
        # pipeline.yaml:100 derive
        .withColumns(
            {
                "location_name": F.expr("trim(location_name)"),
                "address": F.expr("trim(address)"),
                "city": F.expr("trim(city)"),
                "state": F.expr("upper(trim(state))"),
            }
        )
    )


# pipeline.yaml:106
def rentals(rental_transactions: DataFrame) -> DataFrame:
    """Rentals that took place, once each, with their length."""
    return (
        rental_transactions
        # pipeline.yaml:110 filter
        .where(
            "user_id IS NOT NULL AND vehicle_id IS NOT NULL AND total_amount >= 0 "
            "AND rental_start_time < rental_end_time"
        )
        # pipeline.yaml:113 dedupe
        .withColumn(
            "_row_number",
            F.row_number().over(
                Window.partitionBy("rental_id").orderBy(
                    F.desc_nulls_last("rental_end_time"),
                    F.asc_nulls_last("user_id"),
                    F.asc_nulls_last("vehicle_id"),
                    F.asc_nulls_last("rental_start_time"),
                    F.asc_nulls_last("pickup_location"),
                    F.asc_nulls_last("dropoff_location"),
                    F.asc_nulls_last("total_amount"),
                )
            ),
        )
        .where("_row_number = 1")
        .drop("_row_number")
        # pipeline.yaml:114 derive
        .withColumn(
            "rental_duration_seconds",
            F.expr("(unix_millis(rental_end_time) - unix_millis(rental_start_time)) div 1000L"),
        )
        .withColumns(
            {
                "rental_duration_hours": F.expr(
                    "CAST(CAST(CAST(CAST(rental_duration_seconds AS DECIMAL(19,0)) AS "
                    "DECIMAL(25,6)) / 3600.0 AS DECIMAL(26,6)) AS DECIMAL(23,2))"
                ),
                "rental_date": F.expr("CAST(rental_start_time AS DATE)"),
            }
        )
    )


def main(job: Job) -> None:
    """Reads every source once, stages the datasets, and checks them before they are published."""
    users_df = job.read(USERS, shared=True)
    vehicles_df = job.read(VEHICLES)
    locations_df = job.read(LOCATIONS)
    rental_transactions_df = job.read(RENTAL_TRANSACTIONS)

    job.write("clean_vehicles", clean_vehicles(vehicles_df))
    job.write("clean_users", clean_users(users_df))
    job.write("clean_locations", clean_locations(locations_df))
    rentals_df = job.write("rentals", rentals(rental_transactions_df))

    job.check(
        "rentals",
        rentals_df,
        Expect(
            "rental_duration_hours between 0 and 24 * 60",
            F.expr("rental_duration_hours BETWEEN 0 AND CAST(24L * 60L AS DECIMAL(23,2))"),
            severity="warn",
        ),
        References(
            "user_id references users user_id",
            ["user_id"],
            to=users_df,
            to_columns=["user_id"],
            severity="warn",
        ),
    )


if __name__ == "__main__":
    run("transformation_job", main)
