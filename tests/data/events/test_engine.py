"""What the engine promises whatever it reads."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from concordat.data.events.engine import duckdb_engine, duckdb_session, run, table_of
from concordat.domain.performance.clock import small_table


def _sum_by_engine(engine: Any, file: Path) -> int:
    rows = table_of(engine, [file])
    return int(run(engine, rows.aggregate(total=rows.value.sum()))[0]["total"])


def _sum_by_session(session: Any, file: Path) -> int:
    return int(session.execute("SELECT sum(value) FROM read_parquet(?)", [str(file)]).fetchone()[0])


@pytest.mark.parametrize(("made", "asked"), [(duckdb_engine, _sum_by_engine), (duckdb_session, _sum_by_session)])
def test_a_file_written_anew_within_the_second_is_read_anew(made: Any, asked: Any, tmp_path: Path) -> None:
    """DuckDB's own memory of files tells them apart by name, size and second: it would give the old figure."""
    opened, file = made(), tmp_path / "records.parquet"
    for value in (7, 8):
        table = pa.table({"value": pa.array([value] * 1000, pa.int64())})
        pq.write_table(table, file, compression="none", use_dictionary=False)
        os.utime(file, ns=(1_700_000_000_000_000_000 + value, 1_700_000_000_000_000_000 + value))
        assert asked(opened, file) == value * 1000


@pytest.mark.parametrize("asked", ["duckdb_engine().raw_sql", "duckdb_session().execute"])
def test_a_long_question_draws_no_progress_bar_into_what_a_command_prints(asked: str) -> None:
    """The bar comes when a question takes longer than `progress_bar_time`, here a millisecond."""
    long = f"""
from concordat.data.events.engine import duckdb_engine, duckdb_session
ask = {asked}
ask("SET progress_bar_time = 1")
ask("SELECT sum(hash(made.range)) FROM range(20000000) AS made").fetchall()
"""
    assert subprocess.run([sys.executable, "-c", long], capture_output=True, check=True).stdout == b""


def test_rows_come_as_plain_values_and_small_tables_join() -> None:
    engine = duckdb_engine()
    days, months = small_table({"day": [1, 2, 3], "month": [1, 1, 2]}), small_table({"number": [1, 2]})
    joined = days.inner_join(months, [("month", "number")]).order_by("day")
    assert run(engine, joined.select("day", "number")) == [
        {"day": 1, "number": 1},
        {"day": 2, "number": 1},
        {"day": 3, "number": 2},
    ]


def test_the_way_from_rows_to_a_figure_does_not_load_pandas() -> None:
    """It takes longer to load than a month's statement to work out."""
    import subprocess
    import sys

    asked = (
        "import sys; from concordat.data.events.engine import duckdb_engine, run\n"
        "from concordat.domain.performance.clock import small_table\n"
        "run(duckdb_engine(), small_table({'day': [1]})); sys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
