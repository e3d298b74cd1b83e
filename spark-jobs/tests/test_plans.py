"""What the jobs of the golden bundles make Spark do: files read once, only the columns that are needed."""

import importlib.util
from collections import Counter
from dataclasses import dataclass

import pytest
from generated import REPOSITORY

from pipelinec_runtime import Job
from pipelinec_runtime.job import execute

JOBS = ("transformation_job", "kpi_calculation")


@dataclass(frozen=True)
class Scan:
    """One pass over files."""

    #: Last name of the path: an input's file or a dataset's folder.
    of: str
    staged: bool
    columns: tuple[str, ...]
    #: Conditions that the file reader itself evaluates.
    pushed: str


def scans_of(plan, cached: set[int]) -> list[Scan]:
    """The passes over files in a physical plan; what is kept in memory counts where it is first used."""
    if plan.nodeName().startswith("AdaptiveSparkPlan"):
        return scans_of(plan.initialPlan(), cached)
    found = []
    leaves = plan.collectLeaves()
    for leaf in (leaves.apply(i) for i in range(leaves.size())):
        kind = leaf.getClass().getSimpleName()
        if kind == "InMemoryTableScanExec":
            builder = leaf.relation().cacheBuilder()
            if builder.hashCode() not in cached:
                cached.add(builder.hashCode())
                found += scans_of(builder.cachedPlan(), cached)
        elif kind == "FileSourceScanExec":
            path = leaf.relation().location().rootPaths().head().toString()
            columns = tuple(leaf.requiredSchema().fieldNames())
            pushed = leaf.metadata().get("PushedFilters").get()
            found.append(Scan(path.rpartition("/")[2], "/_staging/" in path, columns, pushed))
    return found


def scans_of_job(script, data, output) -> list[Scan]:
    """Runs a job and looks at the plan of every dataset as it is staged."""
    spec = importlib.util.spec_from_file_location(f"planned_{script.stem}", script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found, cached, stage = [], set(), Job._stage

    def look(job, name, rows, *rest):
        found.extend(scans_of(rows._jdf.queryExecution().executedPlan(), cached))
        return stage(job, name, rows, *rest)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Job, "_stage", look)
        arguments = ["--input", str(data), "--output", str(output), "--run-id", "plans"]
        assert execute(script.stem, module.main, getattr(module, "PARAMS", ()), arguments) == 0
    return found


@pytest.fixture(scope="module", params=["car_rental", "orders", "web_logs"])
def example(request, spark, tmp_path_factory):
    """An example's name, and the passes over files of each of its jobs."""
    output = tmp_path_factory.mktemp(request.param)
    jobs = REPOSITORY / "tests" / "golden" / request.param / "expected" / "jobs"
    data = REPOSITORY / "pipelines" / request.param / "data"
    return request.param, {name: scans_of_job(jobs / f"{name}.py", data, output) for name in JOBS}


def test_a_job_reads_its_sources_once(example):
    for job, scans in example[1].items():
        passes = Counter(scan.of for scan in scans if not scan.staged)
        assert passes, job
        assert set(passes.values()) == {1}, (job, passes)


#: Of what an earlier job published: the columns read, and what the file reader filters by.
READ = {
    "car_rental": {
        # Shared by five KPIs: only the columns that one of them uses.
        "rentals": (
            (
                "rental_id",
                "user_id",
                "vehicle_id",
                "pickup_location",
                "total_amount",
                "rental_duration_hours",
                "rental_date",
            ),
            "[]",
        ),
        "clean_vehicles": (("vehicle_id", "brand", "vehicle_type"), "[IsNotNull(vehicle_id)]"),
        "clean_locations": (
            ("location_id", "location_name", "city", "state"),
            "[IsNotNull(location_id)]",
        ),
    },
    "orders": {},  # its only source is shared: kept in memory, so nothing is filtered before
    "web_logs": {"tagged_events": (("tag",), "[IsNotNull(tag)]")},
}


def test_columns_and_conditions_reach_the_files(example):
    name, jobs = example
    found = {scan.of: (scan.columns, scan.pushed) for scan in jobs["kpi_calculation"]}
    assert {of: found[of] for of in READ[name]} == READ[name]
