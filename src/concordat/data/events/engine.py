"""Where expressions run: DuckDB in memory over Parquet files, or Spark over the same files.

Never a database file: several processes read the same store at once. `memory_limit` is a promise: beyond it DuckDB
writes to a temporary folder.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

MEMORY_LIMIT = "2GB"
# DuckDB remembers pages of a file by its name, size and time of writing, which it knows to the second only: of a file of
# the same size written anew within that second it gives the old rows, or fails half-way ("ZSTD Decompression failure").
NOT_FROM_MEMORY = "SET enable_external_file_cache = false"
# After two seconds DuckDB draws a progress bar on standard output, into whatever a command writes there.
SILENT = "SET enable_progress_bar_print = false"


def duckdb_engine(*, memory_limit: str = MEMORY_LIMIT, threads: int | None = None, spill_to: Path | None = None) -> Any:
    """An Ibis backend on DuckDB. Its session knows only universal time, so no answer depends on where it runs."""
    import ibis

    from concordat.data.events.own_tables import OwnTables

    # Both engines merge nested selects themselves; Ibis would spend longer on it than most questions take.
    ibis.options.sql.fuse_selects = False
    engine = OwnTables().connect()
    engine.raw_sql("SET TimeZone = 'UTC'")
    engine.raw_sql(f"SET memory_limit = '{memory_limit}'")
    engine.raw_sql("SET preserve_insertion_order = false")
    engine.raw_sql(NOT_FROM_MEMORY)
    engine.raw_sql(SILENT)
    if spill_to is not None:
        place = str(spill_to).replace("'", "''")
        engine.raw_sql(f"SET temp_directory = '{place}'")
    if threads:
        engine.raw_sql(f"SET threads = {int(threads)}")
    return engine


def spark_engine(session: Any) -> Any:
    """The same expressions on a Spark session (``concordat[spark]``)."""
    import ibis

    ibis.options.sql.fuse_selects = False
    session.conf.set("spark.sql.session.timeZone", "UTC")
    return ibis.pyspark.connect(session)


def table_of(engine: Any, files: Sequence[Path]) -> Any:
    """One lazy table over Parquet files of the same schema."""
    if engine.name == "pyspark":
        import ibis

        tables = [engine.read_parquet(str(file)) for file in files]
        return ibis.union(*tables) if len(tables) > 1 else tables[0]
    return engine.read_parquet([str(file) for file in files])


def numbered_table_of(engine: Any, files: Mapping[Path, int]) -> Any:
    """The same, with the number of each row's delivery as ``delivery``."""
    import ibis
    from ibis.util import gen_name

    if engine.name == "pyspark":
        parts = [
            engine.read_parquet(str(file)).mutate(delivery=ibis.literal(number, type="int64"))
            for file, number in files.items()
        ]
        return ibis.union(*parts) if len(parts) > 1 else parts[0]
    name = gen_name("numbers")
    # As text: values handed over one by one would load pandas first, which takes longer than most questions.
    # In full: the engine names the file of a row by its whole path, and a store may be opened by a path from here.
    given = {str(file.resolve()): number for file, number in files.items()}
    values = ", ".join("('" + file.replace("'", "''") + f"', {number})" for file, number in given.items())
    engine.raw_sql(f'CREATE TEMP TABLE "{name}" AS FROM (VALUES {values}) AS given (filename, delivery)')
    rows = engine.read_parquet(list(given), filename=True)
    return rows.inner_join(engine.table(name), "filename").drop("filename")


def duckdb_session(*, memory_limit: str = MEMORY_LIMIT, spill_to: Path | None = None) -> Any:
    """A bare DuckDB connection for the store's own housekeeping."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(NOT_FROM_MEMORY)
    connection.execute(SILENT)
    connection.execute(f"SET memory_limit = '{memory_limit}'")
    if spill_to is not None:
        connection.execute("SET temp_directory = '" + str(spill_to).replace("'", "''") + "'")
    return connection


def run(engine: Any, expression: Any) -> list[dict[str, Any]]:
    """The rows of the result as plain values."""
    if engine.name == "pyspark":
        import pandas as pd

        frame = engine.execute(expression)
        return [
            {key: None if pd.isna(value) else value for key, value in row.items()} for row in frame.to_dict("records")
        ]
    rows: list[dict[str, Any]] = engine.rows(expression)
    return rows
