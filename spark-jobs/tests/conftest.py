import pytest
from pyspark.sql import SparkSession

from pipelinec_runtime.session import session


@pytest.fixture(scope="session")
def spark():
    SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config(
        "spark.sql.shuffle.partitions", "2"
    ).getOrCreate()
    yield session("tests")
    SparkSession.getActiveSession().stop()
