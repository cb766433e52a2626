"""Our own Parquet files: the good rows go in a column at a time, however many; only the others are read one by one."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from concordat.data.events.arriving import Arrived
from concordat.data.events.columns import schema_of
from concordat.data.events.grid import Grid
from concordat.data.events.mapping import Mapping
from concordat.data.events.parquet import holds_free_text, is_ours, list_doubtful
from concordat.data.events.reading import FileRead, Told, nobody, numbers_beside, read_grid

AT_ONCE = 20_000


def read_ours(
    sql: Any, arrived: Arrived, *, now: datetime, made_up: bool = False, told: Told = nobody
) -> FileRead | None:
    """A file of our own columns; byte for byte where nothing is wrong with it. None where it is not ours, or holds free
    text, which is left out of every row."""
    import pyarrow.parquet as pq

    if not is_ours(arrived.path, arrived.table) or holds_free_text(sql, arrived.path, arrived.table):
        return None
    rows, names = pq.read_metadata(arrived.path).num_rows, frozenset(arrived.table.column_names)
    doubtful = list_doubtful(sql, arrived.path, arrived.table, now=now)
    if not doubtful:
        shutil.copyfile(arrived.path, arrived.rows_file)
        return FileRead(rows=rows, columns=names)
    read, beside = FileRead(), arrived.rows_file.with_name("one-by-one")
    beside.mkdir()
    grid = _doubtful_grid(sql, arrived, doubtful)
    read_grid(grid, table=arrived.table, mapping=Mapping(arrived.table.name), into=beside / "rows.parquet", name=arrived.name,
              read=read, now=now, made_up=made_up, told=told)  # fmt: skip
    read.rows += _join(sql, arrived, beside / "rows.parquet")
    read.columns = names
    return read


def _doubtful_grid(sql: Any, arrived: Arrived, count: int) -> Grid:
    names, done = schema_of(arrived.table).names, [0]
    found = sql.execute(
        f"SELECT g.file_row_number + 2, {', '.join(f'g.{name}' for name in names)} "  # noqa: S608 - our own declarations
        "FROM read_parquet($given, file_row_number=true) g SEMI JOIN doubtful d ON d.place = g.file_row_number "
        "ORDER BY g.file_row_number",
        {"given": str(arrived.path)},
    )

    def rows() -> Iterator[tuple[int, list[Any]]]:
        while some := found.fetchmany(AT_ONCE):
            for number, *cells in some:
                done[0] += 1
                yield number, cells

    return Grid(list(names), rows(), lambda: done[0] / count)


def _join(sql: Any, arrived: Arrived, one_by_one: Path) -> int:
    """The rows nobody doubts, then those of the others that are good; how many the first are."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema, beside, undoubted = schema_of(arrived.table), pa.schema([("row", pa.int64())]), 0
    batches = sql.execute(
        f"SELECT {', '.join(f'g.{name}' for name in schema.names)}, g.file_row_number + 2 AS row "  # noqa: S608
        "FROM read_parquet($given, file_row_number=true) g ANTI JOIN doubtful d ON d.place = g.file_row_number "
        "ORDER BY g.file_row_number",
        {"given": str(arrived.path)},
    ).fetch_record_batch(AT_ONCE)
    with (
        pq.ParquetWriter(arrived.rows_file, schema, compression="zstd") as out,
        pq.ParquetWriter(arrived.numbers_file, beside, compression="zstd") as numbers,
    ):
        for batch in batches:
            some = pa.Table.from_batches([batch])
            undoubted += some.num_rows
            out.write_table(some.select(schema.names).cast(schema))
            numbers.write_table(some.select(["row"]).cast(beside))
        for batch in pq.ParquetFile(one_by_one).iter_batches():
            out.write_table(pa.Table.from_batches([batch]).cast(schema))
        numbers.write_table(pq.read_table(numbers_beside(one_by_one)).cast(beside))
    return undoubted
