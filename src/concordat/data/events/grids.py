"""Any file people send as one grid: CSV in any usual encoding and with any usual separator, Excel and ODS, JSON (also
GeoJSON and GraphQL answers), Parquet."""

import codecs
import csv
import json
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any

from concordat.data.events.grid import HEADINGS_WITHIN, Fits, Grid, Rows, Unreadable, below_headings, text_of

CSV_FIELD_LIMIT = 1 << 20
_BLOCK = 1 << 20
TAKEN = "Taken are CSV, Excel (.xlsx, .xls), ODS, JSON and Parquet: export the records as one of those."
_DOCUMENTS = frozenset(
    [
        ".pdf",
        ".doc",
        ".docx",
        ".odt",
        ".rtf",
        ".ppt",
        ".pptx",
        ".odp",
        ".htm",
        ".html",
        ".xml",
        ".zip",
        ".gz",
        ".7z",
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".heic",
        ".eml",
        ".msg",
    ]
)
_DOCUMENTS_START = (b"%pdf-", b"<!doctype html", b"<html", b"{\\rtf")


def headings_and_sample(path: Path, *, fits: Fits = len, rows: int = 50) -> tuple[list[str], list[list[Any]]]:
    """The headings and the first rows, for the mapping assistant. Raises `Unreadable`."""
    grid = open_grid(path, fits)
    filled = (cells for _, cells in grid.rows if any(cell not in (None, "") for cell in cells))
    return grid.headings, list(islice(filled, rows))


def open_grid(path: Path, fits: Fits) -> Grid:
    """The part of the file in which most headings fit. Raises `Unreadable`, here or while its rows are read."""
    suffix = path.suffix.lower()
    _no_document(path, suffix)
    if suffix in {".xlsx", ".xlsm", ".xls", ".ods"}:
        from concordat.data.events.workbooks import workbook_grid

        return workbook_grid(path, fits)
    if suffix == ".parquet":
        return _parquet_grid(path)
    if suffix in {".json", ".geojson", ".jsonl", ".ndjson"}:
        return _json_grid(path)
    return _csv_grid(path, fits)


def _no_document(path: Path, suffix: str) -> None:
    """A letter or a page on which records are shown is no file of records, though its bytes may read as text."""
    with path.open("rb") as file:
        start = file.read(16).lstrip().lower()
    if suffix in _DOCUMENTS or start.startswith(_DOCUMENTS_START):
        kind = (
            "a PDF"
            if start.startswith(b"%pdf-")
            else f"a file of the kind {suffix}"
            if suffix in _DOCUMENTS
            else "a document"
        )
        raise Unreadable(f"It is {kind}, not a file of records.", TAKEN)


def _csv_grid(path: Path, fits: Fits) -> Grid:
    encoding = _encoding(path)
    size = max(path.stat().st_size, 1)
    csv.field_size_limit(CSV_FIELD_LIMIT)
    with path.open(encoding=encoding, newline="") as top:
        delimiter = _delimiter(list(islice(top, HEADINGS_WITHIN)), fits)
    binary = path.open("rb")
    text = TextIOWrapper(binary, encoding=encoding, newline="")

    def share() -> float:
        return 1.0 if binary.closed else binary.tell() / size

    return below_headings(_csv_rows(text, delimiter), fits, name=path.name, share=share)


def _csv_rows(file: TextIOWrapper, delimiter: str) -> Rows:
    """A quotation mark that never closes would swallow the rest of the file as one cell: that is told."""
    lines: list[str] = []  # those of the row being read

    def remembered() -> Iterator[str]:
        for line in file:
            lines.append(line)
            yield line

    number, last = 0, [""]
    with file:
        try:
            for number, cells in enumerate(csv.reader(remembered(), delimiter=delimiter), 1):
                last = lines.copy() if len(lines) > 1 else []
                lines.clear()
                yield number, cells
            list(csv.reader(last, delimiter=delimiter, strict=True))  # a row of several lines: does it end?
        except csv.Error as problem:
            raise Unreadable(
                f"A quotation mark that opens near row {number or 1} never closes.",
                "Take the stray quotation mark out, or export the file again.",
            ) from problem


def _delimiter(lines: Sequence[str], fits: Fits) -> str:
    """By which separator most of our headings are found; where none are, the one that stands most often."""

    def found(delimiter: str) -> tuple[int, int]:
        rows = list(csv.reader(lines, delimiter=delimiter))
        return max((fits([text_of(cell) for cell in row]) for row in rows), default=0), max(map(len, rows), default=0)

    try:
        return max(",;\t|", key=found)
    except csv.Error:
        return ","


def _encoding(path: Path) -> str:
    """UTF-8 or UTF-16 where the bytes say so, else what Windows writes in Western Europe. The whole file is looked at."""
    utf8 = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = True
    with path.open("rb") as file:
        start = file.read(4)
        if start[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            return "utf-16"
        file.seek(0)
        while block := file.read(_BLOCK):
            if b"\0" in block or (not is_utf8 and block.translate(None, b"\x81\x8d\x8f\x90\x9d") != block):
                raise Unreadable("It is not a text file: it holds bytes that no text has.")
            if is_utf8:
                try:
                    utf8.decode(block)
                except UnicodeDecodeError:
                    is_utf8 = False
                    if block.translate(None, b"\x81\x8d\x8f\x90\x9d") != block:
                        raise Unreadable("It is not a text file: it holds bytes that no text has.") from None
    return "utf-8-sig" if is_utf8 else "cp1252"


def _json_grid(path: Path) -> Grid:
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix.lower() in {".jsonl", ".ndjson"}:
            records = [json.loads(line) for line in text.splitlines() if line.strip()]
        else:
            records = _records_in(json.loads(text))
        rows = [_flat(_of_a_feature(record)) for record in records]
    except json.JSONDecodeError as problem:
        raise Unreadable(
            f"It is not whole JSON: line {problem.lineno}, character {problem.colno}.",
            "Export it again: it may have been cut off.",
        ) from problem
    except UnicodeDecodeError as problem:
        raise Unreadable("It is not JSON: JSON is written in UTF-8.") from problem
    except RecursionError as problem:
        raise Unreadable("Its brackets are nested deeper than any export of records.") from problem
    names = list(dict.fromkeys(name for row in rows for name in row))
    if not names:
        raise Unreadable("It holds no records.", "Check that it is the right file.")
    done = [0]

    def counted() -> Rows:
        for row in rows:
            done[0] += 1
            yield done[0] + 1, [row.get(name) for name in names]

    return Grid(names, counted(), lambda: done[0] / len(rows))


def _records_in(held: Any) -> list[Any]:
    """The longest list of objects, however deep the answer of a service wraps it; one object is one record."""
    found: list[Any] = []

    def look(value: Any, depth: int) -> None:
        nonlocal found
        if isinstance(value, list):
            if len(value) > len(found) and all(isinstance(item, dict) for item in value):
                found = value
        elif isinstance(value, dict) and depth < 6:
            for inner in value.values():
                look(inner, depth + 1)

    look(held, 0)
    if found or held in ([], {}):
        return found
    if isinstance(held, dict):
        return [held]
    raise Unreadable(
        "It holds no records with names and values.", 'Send a list of objects: [{"order_id": "J1", …}, …].'
    )


def _of_a_feature(record: Any) -> Any:
    """GeoJSON keeps what we look for one level down."""
    if isinstance(record, dict) and record.get("type") == "Feature" and isinstance(record.get("properties"), dict):
        return {**record["properties"], "geometry": record.get("geometry")}
    return record


def _flat(value: Any, before: str = "") -> dict[str, Any]:
    """``{"type": {"code": "PH"}}`` → ``{"type.code": "PH"}``; a list of plain values becomes text with semicolons."""
    if not isinstance(value, dict):
        raise Unreadable("Each record must be an object with names and values.")
    found: dict[str, Any] = {}
    for key, held in value.items():
        name = f"{before}{key}"
        if isinstance(held, dict):
            found |= _flat(held, f"{name}.")
        else:
            found[name] = _plain(held)
    return found


def _plain(held: Any) -> Any:
    if isinstance(held, list):
        return "; ".join(str(item) for item in held if not isinstance(item, dict | list))
    return str(held) if isinstance(held, dict | bytes) else held


def _parquet_grid(path: Path) -> Grid:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as problem:
        raise Unreadable("It is not a Parquet file, or was cut off.") from problem
    names, total = file.schema_arrow.names, max(file.metadata.num_rows, 1)
    nested = [pa.types.is_nested(field.type) or pa.types.is_binary(field.type) for field in file.schema_arrow]
    done = [0]

    def rows() -> Rows:
        try:
            for batch in file.iter_batches(65_536):
                columns = [batch.column(place).to_pylist() for place in range(len(names))]
                columns = [list(map(_plain, held)) if nested[at] else held for at, held in enumerate(columns)]
                for row in zip(*columns, strict=True):
                    done[0] += 1
                    yield done[0] + 1, list(row)  # as if the headings were row 1, so that every format counts alike
        except (pa.ArrowException, OSError) as problem:
            raise Unreadable("The Parquet file is damaged: its rows cannot be read.") from problem

    return Grid(list(names), rows(), lambda: done[0] / total)
