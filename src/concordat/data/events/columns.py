"""A declared table as a Parquet schema, and typed values as Arrow columns."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from concordat.data.files.definitions import load_tables
from concordat.domain.kernel.tables import Column, ColumnType, TableDefinition

SECONDS_SINCE_1970 = {b"unit": b"seconds since 1970-01-01T00:00:00Z"}
PENCE = {b"unit": b"pence"}
WITHDRAWN = Column("withdrawn", "Withdrawn", ColumnType.YES_NO, "Yes where the row no longer counts", default=False)
MADE_UP = Column("made_up", "Made up", ColumnType.YES_NO, "Yes where the row was generated", default=False)
ADDED = (WITHDRAWN, MADE_UP)
_ARROW = {
    ColumnType.INTEGER: pa.int64(),
    ColumnType.MONEY: pa.int64(),
    ColumnType.DATETIME: pa.int64(),
    ColumnType.NUMBER: pa.decimal128(20, 6),
    ColumnType.SHARE: pa.decimal128(20, 9),
    ColumnType.DATE: pa.date32(),
    ColumnType.YES_NO: pa.bool_(),
}


def evidence_table(name: str) -> TableDefinition:
    """The declared table; `KeyError` names those there are."""
    tables = load_tables("evidence")
    if name not in tables:
        raise KeyError(f"There is no evidence table “{name}”. Use one of: {', '.join(t.name for t in tables)}.")
    return tables[name]


def key_of(table: TableDefinition) -> str:
    """The first column names the row."""
    return table.columns[0].name


def all_columns(table: TableDefinition) -> tuple[Column, ...]:
    return (*table.columns, *ADDED)


def moments_of(table: TableDefinition) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns if column.type is ColumnType.DATETIME)


def schema_of(table: TableDefinition) -> pa.Schema:
    return pa.schema([_field(column) for column in all_columns(table)])


def _field(column: Column) -> pa.Field:
    notes = {ColumnType.DATETIME: SECONDS_SINCE_1970, ColumnType.MONEY: PENCE}.get(column.type)
    return pa.field(column.name, _ARROW.get(column.type, pa.string()), metadata=notes)


def stored(value: Any) -> Any:
    """A typed value as it is kept: moments as seconds, lists as text."""
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, tuple):
        return "; ".join(value)
    return value


def arrow_columns(columns: Mapping[str, Sequence[Any]], schema: pa.Schema) -> list[pa.Array]:
    return [pa.array(columns[field.name], field.type) for field in schema]


def arrow_table(rows: Sequence[Mapping[str, Any]], table: TableDefinition) -> pa.Table:
    schema = schema_of(table)
    columns = {field.name: [row.get(field.name) for row in rows] for field in schema}
    return pa.table(arrow_columns(columns, schema), schema=schema)


def moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
