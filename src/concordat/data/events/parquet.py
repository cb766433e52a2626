"""Our own Parquet files, checked a column at a time: what is good goes in byte for byte, however many rows it has."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from concordat.data.events.columns import key_of, schema_of
from concordat.data.events.engine import duckdb_engine, table_of
from concordat.data.events.reading import HAPPENED, IN_ORDER
from concordat.data.events.screening import is_screened, screened
from concordat.domain.kernel.tables import ColumnType, TableDefinition


def is_ours(path: Path, table: TableDefinition) -> bool:
    """Has the file exactly the declared columns and types?"""
    import pyarrow.parquet as pq

    return bool(pq.read_schema(path).equals(schema_of(table)))


def broken_rows(path: Path, table: TableDefinition, *, now: datetime) -> tuple[int, int]:
    """How many rows break a rule, and how many keys stand twice. Where any does, the rows are read one by one instead."""
    engine = duckdb_engine(spill_to=path.parent)
    rows = table_of(engine, [path])
    key = key_of(table)
    bad = rows[key].isnull()
    for test in _tests(rows, table, now):
        bad = bad | test.fill_null(False)
    found = rows.aggregate(bad=bad.cast("int64").sum(), keys=rows[key].nunique(), rows=rows.count())
    row = engine.to_pyarrow(found).to_pylist()[0]
    repeated = int(row["rows"] - row["keys"])
    return int(row["bad"] or 0) + repeated + _personal(engine, rows, table), repeated


def _tests(rows: Any, table: TableDefinition, now: datetime) -> list[Any]:
    tests = []
    for column in table.columns:
        if column.required:
            tests.append(rows[column.name].isnull())
        if column.choices:
            tests.append(rows[column.name].notin(column.choices))
        if column.type is ColumnType.LONG_TEXT:
            tests.append(rows[column.name].notnull())
        if column.minimum is not None:
            tests.append(rows[column.name] < int(column.minimum))
        if column.maximum is not None:
            tests.append(rows[column.name] > int(column.maximum))
    tests += [rows[later] < rows[earlier] for earlier, later in IN_ORDER.get(table.name, ())]
    limit = int((now + timedelta(days=1)).timestamp())
    tests += [rows[name] > limit for name in HAPPENED & set(rows.columns)]
    if table.name == "job_records":
        tests.append((rows.status == "completed") & rows.completed_at.isnull())
    return tests


def _personal(engine: Any, rows: Any, table: TableDefinition) -> int:
    """Distinct texts that look personal: few enough to look at one by one."""
    found = 0
    for column in table.columns:
        if is_screened(column, key=key_of(table)):
            texts = engine.to_pyarrow(rows.select(column.name).distinct()).column(0).to_pylist()
            found += sum(screened(text)[1] for text in texts if text)
    return found
