"""A delivered file → typed rows and quarantine. Nothing is guessed silently: a row that breaks a rule waits with its fix."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from concordat.data.events.columns import ADDED, all_columns, evidence_table, key_of, stored
from concordat.data.events.mapping import Mapping, match_headings
from concordat.data.events.screening import is_screened, names_a_person, screened
from concordat.domain.kernel.cells import is_empty, read_cell
from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.kernel.tables import Column, ColumnType, TableDefinition

CSV_FIELD_LIMIT = 1 << 20
MOST_CELLS_KEPT = 200_000  # distinct texts remembered for one column, so that reading stays within memory
_ISO_LIKE = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%y %H:%M", "%d-%b-%Y %H:%M", "%d %b %Y %H:%M")
# Each pair: the later must not come before the earlier.
IN_ORDER = {
    "job_records": (("reported_at", "completed_at"), ("ordered_at", "completed_at"), ("ordered_at", "due_at")),
    "invoices": (("received_at", "certified_at"), ("received_at", "paid_at")),
    "decisions": (("raised_at", "answered_at"), ("raised_at", "due_at")),
    "enquiries": (("received_at", "answered_at"),),
}
HAPPENED = frozenset({"reported_at", "completed_at", "received_at", "certified_at", "answered_at", "inspected_at"})


@dataclass(frozen=True, slots=True)
class Reason:
    column: str
    message: str
    fix: str


@dataclass(frozen=True)
class Quarantined:
    """A row as it was given (screened), and why it waits. `row` is its place in the file, the first line being 1."""

    row: int
    given: dict[str, str]
    reasons: tuple[Reason, ...]


@dataclass
class FileRead:
    """What the file gave. `findings` tell about the file; quarantine about single rows."""

    good: list[dict[str, Any]] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)  # "delivery:row" of quarantined rows these rows mend
    quarantine: list[Quarantined] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    repeated: int = 0
    removed: int = 0


def read_delivery(
    path: Path,
    *,
    table: str,
    mapping: Mapping | None = None,
    now: datetime,
) -> FileRead:
    """Read CSV, Excel (or ODS), JSON or Parquet, by our names or by a mapping."""
    definition = evidence_table(table)
    read = FileRead()
    try:
        grid = _grid(path)
        headings = [str(cell or "") for cell in next(grid, [])]
        _read_rows(grid, headings, definition, mapping or Mapping(table), now, path.name, read)
    except (OSError, ValueError, csv.Error, json.JSONDecodeError) as problem:
        read.findings.append(
            error(
                Where(path.name),
                f"The file cannot be read: {problem}",
                "Save it again as CSV or Excel.",
                code="file.unreadable",
            )
        )
    return read


def headings_and_sample(path: Path, *, rows: int = 50) -> tuple[list[str], list[list[Any]]]:
    """The headings and the first rows, for the mapping assistant."""
    grid = _grid(path)
    headings = [str(cell or "") for cell in next(grid, [])]
    return headings, [row for row, _ in zip(grid, range(rows), strict=False)]


def _grid(path: Path) -> Iterator[list[Any]]:
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


def _read_rows(
    grid: Iterator[list[Any]],
    headings: list[str],
    table: TableDefinition,
    mapping: Mapping,
    now: datetime,
    name: str,
    read: FileRead,
) -> None:
    places = match_headings(headings, table, mapping)
    if not _has_what_it_needs(places, headings, table, mapping, name, read):
        return
    readers = _readers(table, places, mapping, headings, read, name)
    mends_at = next(
        (place for place, heading in enumerate(headings) if heading.strip().lower() == "quarantine_row"), None
    )
    key, seen = key_of(table), dict[str, int]()
    for number, cells in enumerate(grid, 2):
        if not any(cell not in (None, "") for cell in cells):
            continue
        values, reasons, removed = _read_row(cells, readers)
        read.removed += removed
        for name, statuses in mapping.blank_unless.items():
            if values.get("status") not in statuses:
                values[name] = None
        reasons += _broken_rules(values, table, now)
        if not reasons and values[key] in seen:
            if read.good[seen[values[key]]] == values:
                read.repeated += 1
                continue
            reasons.append(
                Reason(
                    table.columns[0].title,
                    f"“{values[key]}” is in the file twice and says different things.",
                    f"Keep one: the other is in row {read.places[seen[values[key]]]}.",
                )
            )
        if reasons:
            read.quarantine.append(Quarantined(number, _given(cells, readers), tuple(reasons)))
            continue
        seen[values[key]] = len(read.good)
        read.good.append(values)
        read.places.append(number)
        if mends_at is not None and mends_at < len(cells) and cells[mends_at]:
            read.mended.append(str(cells[mends_at]).strip())
    if read.repeated:
        read.findings.append(
            note(
                Where(name),
                f"{read.repeated} rows were in the file twice, word for word; each counts once.",
                code="row.repeated",
            )
        )
    if read.removed:
        read.findings.append(
            note(
                Where(name),
                f"{read.removed} names, e-mail addresses or telephone numbers were taken out.",
                "Ask the sender to leave personal details out.",
                code="personal.removed",
            )
        )


def _has_what_it_needs(
    places: dict[str, int], headings: list[str], table: TableDefinition, mapping: Mapping, name: str, read: FileRead
) -> bool:
    for ours, theirs in mapping.columns.items():
        if ours not in places and ours not in mapping.constants:
            needed = any(column.name == ours and column.required for column in table.columns)
            tell = error if needed else warning
            read.findings.append(
                tell(
                    Where(name, column=theirs),
                    f"The mapping names a column “{theirs}” that the file does not have.",
                    "Correct the mapping, or ask the sender what became of it.",
                    code="mapping.absent",
                )
            )
    for column in table.columns:
        if column.required and column.name not in places and column.name not in mapping.constants:
            read.findings.append(
                error(
                    Where(name, column=column.title),
                    f"No column of the file is “{column.title}”. Its headings are: {', '.join(h for h in headings if h)[:200]}.",
                    f'Name it in a mapping: {column.name} = "their heading". The mapping assistant proposes one.',
                    code="column.absent",
                )
            )
    return not any(finding.is_error for finding in read.findings)


@dataclass(frozen=True)
class _Reader:
    column: Column
    place: int | None
    read: Callable[[Any], tuple[Any, tuple[Reason, ...], int]]


def _readers(
    table: TableDefinition, places: dict[str, int], mapping: Mapping, headings: list[str], read: FileRead, name: str
) -> list[_Reader]:
    made = []
    for column in all_columns(table):
        place = places.get(column.name)
        if column.type is ColumnType.LONG_TEXT and not mapping.keep_free_text:
            if place is not None:
                read.findings.append(
                    note(
                        Where(name, column=headings[place]),
                        "Free text was left out.",
                        "Set keep_free_text = true in the mapping if you need it and may hold it.",
                        code="personal.free_text",
                    )
                )
            place = None
        elif place is not None and names_a_person(headings[place]) and column not in ADDED:
            read.findings.append(
                warning(
                    Where(name, column=headings[place]),
                    "The column names a person and was left out.",
                    "Send a code instead of a name.",
                    code="personal.column",
                )
            )
            place = None
        made.append(_Reader(column, place, _cell_reader(column, mapping, key=key_of(table))))
    return made


def _cell_reader(column: Column, mapping: Mapping, *, key: str) -> Callable[[Any], tuple[Any, tuple[Reason, ...], int]]:
    """Reads a cell and remembers it: the same text in the same column reads the same."""
    words = {text.lower(): ours for text, ours in mapping.values.get(column.name, {}).items()}
    constant = mapping.constants.get(column.name)
    screens = is_screened(column, key=key)
    known: dict[Any, tuple[Any, tuple[Reason, ...], int]] = {}

    def read(given: Any) -> tuple[Any, tuple[Reason, ...], int]:
        kept = (type(given), given)
        if kept not in known:
            if len(known) > MOST_CELLS_KEPT:
                known.clear()
            known[kept] = once(given)
        return known[kept]

    def once(given: Any) -> tuple[Any, tuple[Reason, ...], int]:
        removed = 0
        if constant is not None and given in (None, ""):
            given = constant
        if isinstance(given, str) and given.strip().lower() in words:
            given = words[given.strip().lower()]
        if screens and isinstance(given, str):
            given, removed = screened(given)
        if column.type is ColumnType.DATETIME and not is_empty(given, column):
            value, reason = read_moment(given, formats=mapping.dates, zone=mapping.zone, title=column.title)
            return value, (reason,) if reason else (), removed
        cell = read_cell(given, column)
        bad = tuple(Reason(column.title, problem.message, problem.fix) for problem in cell.problems if problem.is_error)
        return stored(cell.value), bad, removed

    return read


def read_moment(given: Any, *, formats: Sequence[str], zone: ZoneInfo, title: str) -> tuple[int | None, Reason | None]:
    """A time as people write it → seconds since 1970. A wall time that the change of clocks left out is refused."""
    moment = _as_datetime(given, formats)
    if moment is None:
        return None, Reason(title, f"“{given}” is not a time.", "Write it like 2026-04-01 08:30 or 01/04/2026 08:30.")
    if moment.tzinfo is None:
        aware = moment.replace(tzinfo=zone)
        if aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
            return None, Reason(
                title,
                f"{moment:%d %B %Y %H:%M} did not exist: the clocks went forward.",
                "Check the time with whoever recorded it.",
            )
        moment = aware
    if not 1990 <= moment.year <= 2100:
        return None, Reason(title, f"{moment:%d %B %Y} cannot be right.", "Check the year.")
    return int(moment.timestamp()), None


def _as_datetime(given: Any, formats: Sequence[str]) -> datetime | None:
    if isinstance(given, datetime):
        return given
    if isinstance(given, date):
        return datetime.combine(given, time())
    if isinstance(given, int) and not isinstance(given, bool):  # our own Parquet files hold seconds
        return datetime.fromtimestamp(given, UTC)
    text = str(given).strip()
    for pattern in formats:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is the mapping's
        except ValueError:
            continue
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for pattern in (*_ISO_LIKE, "%d/%m/%Y", "%d/%m/%y", "%d %B %Y", "%d-%b-%Y"):
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is the mapping's
        except ValueError:
            continue
    return None


def _read_row(cells: list[Any], readers: list[_Reader]) -> tuple[dict[str, Any], list[Reason], int]:
    values: dict[str, Any] = {}
    reasons: list[Reason] = []
    removed = 0
    for reader in readers:
        given = cells[reader.place] if reader.place is not None and reader.place < len(cells) else None
        value, problems, taken = reader.read(given)
        values[reader.column.name] = value
        reasons.extend(problems)
        removed += taken
    return values, reasons, removed


def _given(cells: list[Any], readers: list[_Reader]) -> dict[str, str]:
    """The row by our names, as it stood, personal details taken out."""
    found = {}
    for reader in readers:
        if reader.place is not None and reader.place < len(cells) and cells[reader.place] not in (None, ""):
            cell = cells[reader.place]
            if isinstance(cell, int) and reader.column.type is ColumnType.DATETIME:
                cell = datetime.fromtimestamp(cell, UTC).isoformat()
            text = str(cell)
            found[reader.column.name] = screened(text)[0] if reader.column.type is not ColumnType.DATETIME else text
    return found


def _broken_rules(values: dict[str, Any], table: TableDefinition, now: datetime) -> list[Reason]:
    """What no single cell shows: work finished before it began, or not yet, or said to be finished without a day."""
    found = []
    for earlier, later in IN_ORDER.get(table.name, ()):
        start, end = values.get(earlier), values.get(later)
        if start is not None and end is not None and end < start:
            first, second = table.column(earlier).title, table.column(later).title
            found.append(
                Reason(
                    second, f"{second} comes before {first[:1].lower()}{first[1:]}.", "Correct one of the two times."
                )
            )
    for name in HAPPENED & set(values):
        if values[name] is not None and values[name] > (now + timedelta(days=1)).timestamp():
            title = table.column(name).title
            found.append(
                Reason(title, f"{title} lies in the future.", "Correct the time, or leave it empty until it happens.")
            )
    if table.name == "job_records" and values.get("status") == "completed" and values.get("completed_at") is None:
        found.append(
            Reason(
                "Completed",
                "The order is completed, but no day says when.",
                "Enter when it was completed, or another status.",
            )
        )
    return found


def quarantine_csv(rows: Sequence[tuple[int, Quarantined]], table: TableDefinition) -> str:
    """The waiting rows as a spreadsheet to mend: ours as headings, each with its reason. Deliver the same file again."""
    out = io.StringIO()
    names = [
        column.name for column in table.columns if any(column.name in row.given for _, row in rows) or column.required
    ]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["quarantine_row", "what_is_wrong", "how_to_mend_it", *names])
    for number, row in rows:
        writer.writerow(
            [
                f"{number}:{row.row}",
                " ".join(f"{reason.column}: {reason.message}" for reason in row.reasons),
                " ".join(dict.fromkeys(reason.fix for reason in row.reasons)),
                *(_safe(row.given.get(name, "")) for name in names),
            ]
        )
    return out.getvalue()


def _safe(text: str) -> str:
    """A cell that a spreadsheet would run as a formula is shown as text."""
    return f"'{text}" if text[:1] in {"=", "@", "+"} else text
