"""Any file people send as one grid: the headings, then each row."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CSV_FIELD_LIMIT = 1 << 20


def headings_and_sample(path: Path, *, rows: int = 50) -> tuple[list[str], list[list[Any]]]:
    """The headings and the first rows, for the mapping assistant."""
    grid = grid_of(path)
    headings = [str(cell or "") for cell in next(grid, [])]
    return headings, [row for row, _ in zip(grid, range(rows), strict=False)]


def grid_of(path: Path) -> Iterator[list[Any]]:
    """The headings, then each row. Where a workbook has several sheets, the largest."""
    suffix = path.suffix.lower()
    if suffix in {".xlsx", ".xls", ".ods"}:
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_path(str(path))
        sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
        yield from max(sheets, key=len, default=[])
    elif suffix == ".parquet":
        yield from _parquet_grid(path)
    elif suffix in {".json", ".geojson", ".jsonl", ".ndjson"}:
        yield from _json_grid(path)
    else:
        yield from _csv_grid(path)


def _csv_grid(path: Path) -> Iterator[list[Any]]:
    with path.open("rb") as file:
        start = file.read(1 << 16)
    encoding = "utf-8-sig"
    try:
        start.decode("utf-8", errors="strict")
    except UnicodeDecodeError as problem:
        if problem.start < len(start) - 4:
            encoding = "cp1252"
    if start[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encoding = "utf-16"
    first = start.decode(encoding, errors="replace").split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    csv.field_size_limit(CSV_FIELD_LIMIT)
    with path.open(encoding=encoding, newline="") as text:
        yield from csv.reader(text, delimiter=delimiter)


def _json_grid(path: Path) -> Iterator[list[Any]]:
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix.lower() in {".jsonl", ".ndjson"}:
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    else:
        held = json.loads(text)
        rows = held if isinstance(held, list) else next((v for v in held.values() if isinstance(v, list)), [held])
    rows = [_flat(row) for row in rows]
    names = list(dict.fromkeys(name for row in rows for name in row))
    yield names
    for row in rows:
        yield [row.get(name) for name in names]


def _flat(value: Any, before: str = "") -> dict[str, Any]:
    """``{"type": {"code": "PH"}}`` → ``{"type.code": "PH"}``; a list of plain values becomes text with semicolons."""
    if not isinstance(value, dict):
        raise ValueError("each record must be an object with names and values")
    found: dict[str, Any] = {}
    for key, held in value.items():
        name = f"{before}{key}"
        if isinstance(held, dict):
            found |= _flat(held, f"{name}.")
        elif isinstance(held, list):
            found[name] = "; ".join(str(item) for item in held if not isinstance(item, dict | list))
        else:
            found[name] = held
    return found


def _parquet_grid(path: Path) -> Iterator[list[Any]]:
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path)
    names = file.schema_arrow.names
    yield list(names)
    for batch in file.iter_batches(65_536):
        columns = [batch.column(name).to_pylist() for name in names]
        yield from (list(row) for row in zip(*columns, strict=True))
