"""More rows than memory, and the same expressions on Spark. `make slow`."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from concordat.data.events import EvidenceStore
from concordat.data.events.attain import Opened, tally
from concordat.data.events.made_up import Recipe, fill
from concordat.data.files.measures import catalogue_measures
from tests.domain.performance.test_query import SQUARES, squares_of_large


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    session = pytest.importorskip("pyspark.sql", reason="needs concordat[spark]").SparkSession
    made = (
        session.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .getOrCreate()
    )
    yield made
    made.stop()


@pytest.mark.spark
@pytest.mark.slow
def test_spark_comes_to_the_same_sums_as_duckdb(spark: Any, tmp_path: Path) -> None:
    """Every measure of the catalogue over deliveries that correct one another."""
    from concordat.data.events.engine import spark_engine

    store = EvidenceStore(tmp_path / "evidence", create=True)
    fill(store, Recipe(3_000, 11, date(2026, 1, 1), date(2026, 4, 30)))
    here, there = Opened(store), Opened(store, engine=spark_engine(spark))
    for measure in catalogue_measures():
        ours, theirs = (set(tally(engine, measure, by=("area",)).sums) for engine in (here, there))
        assert ours == theirs, measure.id


@pytest.mark.spark
@pytest.mark.slow
def test_squares_of_great_sums_of_money_are_exact_on_spark(spark: Any) -> None:
    from concordat.data.events.engine import spark_engine

    assert squares_of_large(spark_engine(spark)) == SQUARES


BIG = """
import resource, sys, time
from datetime import UTC, date, datetime
from pathlib import Path
from concordat.data.events import EvidenceStore
from concordat.data.events.attain import Opened, tally
from concordat.data.events.engine import duckdb_engine
from concordat.data.events.made_up import write_jobs
from concordat.data.files.measures import catalogue_measures
folder, rows, limit = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
file = folder / "jobs.parquet"
write_jobs(file, rows=rows, seed=3, first=date(2016, 4, 1), last=date(2026, 3, 31), known_at=datetime(2026, 6, 1, tzinfo=UTC))
store = EvidenceStore(folder / "evidence", create=True)
made = store.deliver(file, table="job_records", by="p", organisation="brindle", at=datetime(2026, 6, 1, tzinfo=UTC))
assert made.delivery is not None, made.findings
engine = Opened(store, engine=duckdb_engine(memory_limit=limit, spill_to=folder))
measure = next(one for one in catalogue_measures() if one.id == "highways.response_working_hours")
started = time.perf_counter()
found = tally(engine, measure, by=("partner",))
print(made.delivery.rows, sum(one.rows for one in found.sums), round(time.perf_counter() - started, 1), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def _big(folder: Path, rows: int, limit: str) -> tuple[int, int, float, int]:
    done = subprocess.run(
        [sys.executable, "-c", BIG, str(folder), str(rows), limit], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    delivered, counted, seconds, megabytes = done.stdout.split()
    return int(delivered), int(counted), float(seconds), int(megabytes)


@pytest.mark.slow
def test_a_hundred_million_rows_are_measured_within_8_gigabytes(tmp_path: Path) -> None:
    delivered, counted, _, megabytes = _big(tmp_path, 100_000_000, "4GB")
    assert delivered == 100_000_000
    assert counted > 50_000_000
    assert megabytes < 8_000


@pytest.mark.slow
def test_rows_that_fill_more_than_the_limit_are_measured_within_it(tmp_path: Path) -> None:
    """Ten million rows of some forty columns are several gigabytes in memory; the engine may have 400 MB."""
    delivered, counted, _, megabytes = _big(tmp_path, 10_000_000, "400MB")
    assert delivered == 10_000_000
    assert counted > 5_000_000
    assert megabytes < 2_000
