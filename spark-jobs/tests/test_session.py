"""What a cluster's own defaults do not change."""

import pytest
from pyspark.sql import functions as F

from pipelinec_runtime.session import SETTINGS, session

LEGACY = {"spark.sql.legacy.statisticalAggregate": "true", "spark.sql.ansi.enabled": "false"}


@pytest.fixture
def configured(spark):
    """A session as a cluster with other defaults starts it, joined by a job."""
    for name, value in LEGACY.items():
        spark.conf.set(name, value)
    yield session("test")
    for name in LEGACY:
        spark.conf.set(name, SETTINGS[name])


def test_the_deviation_of_one_value_is_null(configured):
    rows = configured.range(1).select(F.expr("stddev(cast(id as double))"), F.expr("corr(id, id)"))
    assert rows.first()[0] is None


def test_a_bad_cast_fails(configured):
    with pytest.raises(Exception, match="CAST_INVALID_INPUT"):
        configured.range(1).select(F.expr("cast(concat('x', id) as bigint)")).collect()
