"""Our own Parquet files, checked a column at a time: which of their rows need to be looked at one by one."""

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


def list_doubtful(sql: Any, path: Path, table: TableDefinition, *, now: datetime) -> int:
    """The temporary table ``doubtful``: the places of the rows that break a rule, hold something personal, or have a key
    that stands twice. How many they are."""
    key = key_of(table)
    values = {"file": str(path), "limit": int((now + timedelta(days=1)).timestamp())}
    tests = [*_tests(table, values), *_personal(sql, path, table, values)]
    # Column names are our own declarations; everything else goes in as a value.
    sql.execute(
        f"CREATE OR REPLACE TEMP TABLE doubtful AS SELECT file_row_number AS place "  # noqa: S608
        f"FROM read_parquet($file, file_row_number=true) WHERE $limit IS NOT NULL AND ({' OR '.join(tests)}) "
        f"OR {key} IN (SELECT {key} FROM read_parquet($file) GROUP BY 1 HAVING count(*) > 1)",
        values,
    )
    return int(sql.execute("SELECT count(*) FROM doubtful").fetchone()[0])


def holds_free_text(sql: Any, path: Path, table: TableDefinition) -> bool:
    texts = [column.name for column in table.columns if column.type is ColumnType.LONG_TEXT]
    if not texts:
        return False
    counts = " + ".join(f"count({name})" for name in texts)
    return bool(sql.execute(f"SELECT {counts} FROM read_parquet(?)", [str(path)]).fetchone()[0])  # noqa: S608


def _tests(table: TableDefinition, values: dict[str, Any]) -> list[str]:
    tests = []
    for place, column in enumerate(table.columns):
        if column.required:
            tests.append(f"{column.name} IS NULL")
        if column.choices:
            values[f"choices{place}"] = list(column.choices)
            tests.append(f"NOT list_contains($choices{place}, {column.name})")
        if column.minimum is not None:
            tests.append(f"{column.name} < {int(column.minimum)}")
        if column.maximum is not None:
            tests.append(f"{column.name} > {int(column.maximum)}")
    tests += [f"{later} < {earlier}" for earlier, later in IN_ORDER.get(table.name, ())]
    tests += [f"{name} > $limit" for name in HAPPENED if name in table.column_names]
    if table.name == "job_records":
        tests.append("(status = 'completed' AND completed_at IS NULL)")
    return tests


def _personal(sql: Any, path: Path, table: TableDefinition, values: dict[str, Any]) -> list[str]:
    """Distinct texts that look personal: few enough to look at one by one."""
    names = [column.name for column in table.columns if is_screened(column, key=key_of(table))]
    if not names:
        return []
    lists = ", ".join(f"list(DISTINCT {name})" for name in names)
    row = sql.execute(f"SELECT {lists} FROM read_parquet(?)", [str(path)]).fetchone()  # noqa: S608
    tests = []
    for name, texts in zip(names, row, strict=True):
        found = [text for text in texts or () if text and screened(text)[1]]
        if found:
            values[f"personal_{name}"] = found
            tests.append(f"list_contains($personal_{name}, {name})")
    return tests
