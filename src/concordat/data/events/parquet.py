"""Our own Parquet files, checked a column at a time: what is good goes in byte for byte, however many rows it has."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from concordat.data.events.columns import key_of, schema_of
from concordat.data.events.row_rules import HAPPENED, IN_ORDER
from concordat.data.events.screening import is_screened, screened
from concordat.domain.kernel.tables import ColumnType, TableDefinition


def is_ours(path: Path, table: TableDefinition) -> bool:
    """Has the file exactly the declared columns and types?"""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return bool(pq.read_schema(path).equals(schema_of(table)))
    except (pa.ArrowException, OSError):
        return False  # reading it row by row says what is wrong


def broken_rows(sql: Any, path: Path, table: TableDefinition, *, now: datetime) -> tuple[int, int]:
    """How many rows break a rule, and how many keys stand twice. Where any does, the rows are read one by one instead."""
    key = key_of(table)
    values = {"file": str(path), "limit": int((now + timedelta(days=1)).timestamp())}
    tests = _tests(table, values)
    # Column names are our own declarations; everything else goes in as a value.
    bad, keys, rows = sql.execute(
        f"SELECT count(*) FILTER (WHERE {' OR '.join(tests)}), count(DISTINCT {key}), count(*) FROM read_parquet($file) "  # noqa: S608
        "WHERE $limit IS NOT NULL",
        values,
    ).fetchone()
    return bad + (rows - keys) + _personal(sql, path, table), rows - keys


def _tests(table: TableDefinition, values: dict[str, Any]) -> list[str]:
    tests = []
    for place, column in enumerate(table.columns):
        if column.required:
            tests.append(f"{column.name} IS NULL")
        if column.choices:
            values[f"choices{place}"] = list(column.choices)
            tests.append(f"NOT list_contains($choices{place}, {column.name})")
        if column.type is ColumnType.LONG_TEXT:
            tests.append(f"{column.name} IS NOT NULL")
        if column.minimum is not None:
            tests.append(f"{column.name} < {int(column.minimum)}")
        if column.maximum is not None:
            tests.append(f"{column.name} > {int(column.maximum)}")
    tests += [f"{later} < {earlier}" for earlier, later in IN_ORDER.get(table.name, ())]
    tests += [f"{name} > $limit" for name in HAPPENED if name in table.column_names]
    if table.name == "job_records":
        tests.append("(status = 'completed' AND completed_at IS NULL)")
    return tests


def _personal(sql: Any, path: Path, table: TableDefinition) -> int:
    """Distinct texts that look personal: few enough to look at one by one."""
    names = [column.name for column in table.columns if is_screened(column, key=key_of(table))]
    if not names:
        return 0
    lists = ", ".join(f"list(DISTINCT {name})" for name in names)
    row = sql.execute(f"SELECT {lists} FROM read_parquet(?)", [str(path)]).fetchone()  # noqa: S608
    return sum(screened(text)[1] for texts in row for text in texts or () if text)
