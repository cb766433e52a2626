"""A delivered file → typed rows and quarantine. Nothing is guessed silently: a row that breaks a rule waits with its fix."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from concordat.data.events.columns import ADDED, all_columns, evidence_table, key_of, stored
from concordat.data.events.grids import grid_of
from concordat.data.events.mapping import Mapping, match_headings
from concordat.data.events.moments import read_moment
from concordat.data.events.quarantine import Quarantined, Reason
from concordat.data.events.row_rules import broken_rules
from concordat.data.events.screening import is_screened, names_a_person, screened
from concordat.domain.kernel.cells import is_empty, read_cell
from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.kernel.tables import Column, ColumnType, TableDefinition

MOST_CELLS_KEPT = 200_000  # distinct texts remembered for one column, so that reading stays within memory


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
        grid = grid_of(path)
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
        reasons += broken_rules(values, table, now)
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
    translates: bool = False  # the mapping gives the cell another meaning than it would have by itself


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
        translates = column.name in {*mapping.constants, *mapping.values} or (
            column.type is ColumnType.DATETIME and bool(mapping.dates or mapping.time_zone != "Europe/London")
        )
        made.append(_Reader(column, place, _cell_reader(column, mapping, key=key_of(table)), translates))
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
    """The row by our names, as it stood, personal details taken out.

    What the mapping turned into ours stands as ours: the mended row is delivered without the mapping.
    """
    found = {}
    for reader in readers:
        cell = cells[reader.place] if reader.place is not None and reader.place < len(cells) else None
        is_moment = reader.column.type is ColumnType.DATETIME
        if reader.translates and not (cell in (None, "") and reader.place is not None):
            value, problems, _ = reader.read(cell)
            if value is not None and not problems:
                found[reader.column.name] = datetime.fromtimestamp(value, UTC).isoformat() if is_moment else str(value)
                continue
        if cell in (None, ""):
            continue
        if isinstance(cell, int) and is_moment:
            cell = datetime.fromtimestamp(cell, UTC).isoformat()
        found[reader.column.name] = str(cell) if is_moment else screened(str(cell))[0]
    return found
