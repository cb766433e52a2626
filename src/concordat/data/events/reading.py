"""A delivered file → typed rows in Parquet, and quarantine. Nothing is guessed silently: a row that breaks a rule waits.

Rows are written as they are read, so that memory holds one part of the file, the texts of each column once, and for every
row its key with a digest of what it says.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from concordat.data.events.cell_readers import cell_readers
from concordat.data.events.columns import arrow_columns, evidence_table, key_of, schema_of
from concordat.data.events.file_checks import columns_needed, left_out, ways_of_writing_days
from concordat.data.events.grid import Grid, Unreadable
from concordat.data.events.grids import open_grid
from concordat.data.events.mapping import Mapping, match_headings
from concordat.data.events.quarantine import Quarantined, Reason
from concordat.data.events.row_rules import broken_rules
from concordat.domain.kernel.findings import Finding, Where, error, has_errors, note
from concordat.domain.kernel.tables import TableDefinition

ROWS_AT_ONCE = 50_000
TOLD_EVERY = 5_000  # rows

Told = Callable[[float, str], None]  # how much of the file was read, 0 to 1, and in words


def numbers_beside(rows_file: Path) -> Path:
    """Where the rows that were read say which row of the sender's file each was, in the same order."""
    return rows_file.with_name("row-numbers.parquet")


def nobody(share: float, words: str) -> None:
    """Nobody wants to be told."""


@dataclass
class FileRead:
    """What the file gave. `findings` tell about the file; quarantine about single rows."""

    rows: int = 0
    columns: frozenset[str] = frozenset()  # those of ours of which the file, or its mapping, says something
    mended: dict[int, str] = field(default_factory=dict)  # row → "delivery:row" of the quarantined row it mends
    again: dict[int, str] = field(default_factory=dict)  # the same of rows that were to mend one, and wait themselves
    quarantine: list[Quarantined] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    repeated: int = 0
    removed: int = 0


def read_delivery(
    path: Path,
    *,
    table: str,
    into: Path,
    name: str = "",
    mapping: Mapping | None = None,
    now: datetime,
    made_up: bool = False,
    told: Told = nobody,
) -> FileRead:
    """Read CSV, Excel (or ODS), JSON or Parquet, by our names or by a mapping; the good rows go into a new Parquet file."""
    definition = evidence_table(table)
    called = name or path.name
    read = FileRead()
    try:
        grid = open_grid(path, lambda headings: len(match_headings(headings, definition, mapping)))
        read.findings += [replace(one, where=replace(one.where, file=called)) for one in grid.findings]
        read_grid(
            grid,
            table=definition,
            mapping=mapping or Mapping(table),
            into=into,
            name=called,
            read=read,
            now=now,
            made_up=made_up,
            told=told,
        )
    except Unreadable as problem:
        told_whole = f"The file cannot be read. {problem}"
        read.findings.append(error(Where(called), told_whole, problem.fix, code="file.unreadable"))
    except (OSError, ValueError, RecursionError, OverflowError) as problem:
        told_whole = f"The file cannot be read: {problem}"
        read.findings.append(error(Where(called), told_whole, "Save it again as CSV or Excel.", code="file.unreadable"))
    return read


def read_grid(
    grid: Grid,
    *,
    table: TableDefinition,
    mapping: Mapping,
    into: Path,
    name: str,
    read: FileRead,
    now: datetime,
    made_up: bool,
    told: Told,
) -> None:
    """Read the rows of a grid; what they give goes into `read`, and the good ones into a new Parquet file."""
    _Reading(grid, table, mapping, now, name, read, made_up).into(into, told)


class _Reading:
    """One file on its way through: which of its columns are ours, and each row to the good or to the waiting ones."""

    def __init__(
        self,
        grid: Grid,
        table: TableDefinition,
        mapping: Mapping,
        now: datetime,
        name: str,
        read: FileRead,
        made_up: bool,
    ) -> None:
        self.grid, self.table, self.mapping, self.now, self.name, self.read = grid, table, mapping, now, name, read
        self.made_up = made_up
        self.key = key_of(table)
        self.seen: dict[str, tuple[int, bytes]] = {}
        self.mends_at = next((at for at, h in enumerate(grid.headings) if h.strip().lower() == "quarantine_row"), None)

    def into(self, file: Path, told: Told) -> None:
        headings = self.grid.headings
        places = match_headings(headings, self.table, self.mapping)
        self.read.findings += columns_needed(places, headings, self.table, self.mapping, self.name)
        if has_errors(self.read.findings):
            return
        out, findings = left_out(places, headings, self.table, self.mapping, self.name)
        self.read.findings += findings
        self.readers = cell_readers(
            self.table,
            {ours: place for ours, place in places.items() if place not in out},
            self.mapping,
            mended=self.mends_at is not None,
        )
        self.present = [reader for reader in self.readers if reader.place is not None]
        self.read.columns = frozenset(reader.column.name for reader in self.present) | self.mapping.constants.keys()
        self._absent_columns()
        self._write_rows(file, told)
        self.read.findings += [*ways_of_writing_days(self.present, self.name), *self._counts()]

    def _absent_columns(self) -> None:
        """What the file does not have is the same in every row: nothing, or what the mapping says."""
        self.always: dict[str, Any] = {}
        self.always_wrong: list[Reason] = []
        for reader in self.readers:
            value, problems, _ = reader.read(None) if reader.place is None else (None, (), 0)
            self.always[reader.column.name] = value
            self.always_wrong.extend(problems)

    def _write_rows(self, file: Path, told: Told) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        schema = schema_of(self.table)
        columns: dict[str, list[Any]] = {name: [] for name in schema.names}
        adds = [(column.append, name) for name, column in columns.items()]
        numbers: list[int] = []
        beside = pa.schema([("row", pa.int64())])
        with (
            pq.ParquetWriter(file, schema, compression="zstd") as writer,
            pq.ParquetWriter(numbers_beside(file), beside, compression="zstd") as numbering,
        ):

            def write() -> None:
                writer.write_table(pa.table(arrow_columns(columns, schema), schema=schema))
                numbering.write_table(pa.table([pa.array(numbers, pa.int64())], schema=beside))
                for held in (numbers, *columns.values()):
                    held.clear()

            for count, (number, cells) in enumerate(self.grid.rows, 1):
                values = self._good(number, cells)
                if values is not None:
                    for add, name in adds:
                        add(values[name])
                    numbers.append(number)
                    self.read.rows += 1
                    if len(numbers) == ROWS_AT_ONCE:
                        write()
                if count % TOLD_EVERY == 0:
                    told(self.grid.share(), f"{count:,} rows read")
            if numbers:
                write()

    def _good(self, number: int, cells: Sequence[Any]) -> dict[str, Any] | None:
        """The row's values; None where it is empty, there already, or waits in quarantine."""
        if not any(cell not in (None, "") for cell in cells):
            return None
        values, reasons = self._values(cells)
        if (not reasons or values[self.key] in self.seen) and not self._is_new(number, values, reasons):
            return None
        if reasons:
            given = {r.column.name: text for r in self.readers if (text := r.as_given(cells)) is not None}
            self.read.quarantine.append(Quarantined(number, given, tuple(reasons)))
        if self.mends_at is not None and self.mends_at < len(cells) and cells[self.mends_at]:
            (self.read.again if reasons else self.read.mended)[number] = str(cells[self.mends_at]).strip()
        return None if reasons else values

    def _values(self, cells: Sequence[Any]) -> tuple[dict[str, Any], list[Reason]]:
        values, reasons, width = self.always.copy(), self.always_wrong.copy(), len(cells)
        for reader in self.present:
            place = reader.place or 0
            value, problems, removed = reader.read(cells[place] if place < width else None)
            values[reader.column.name] = value
            if problems:
                reasons.extend(problems)
            self.read.removed += removed
        for name, statuses in self.mapping.blank_unless.items():
            if values.get("status") not in statuses:
                values[name] = None
        if self.made_up:
            values["made_up"] = True
        if width > len(self.grid.headings) and any(cells[len(self.grid.headings) :]):
            reasons.append(_too_wide(width, len(self.grid.headings)))
        return values, reasons + broken_rules(values, self.table, self.now, unread={r.column for r in reasons})

    def _is_new(self, number: int, values: dict[str, Any], reasons: list[Reason]) -> bool:
        """Not in the file already. The same key with other words adds a reason to wait."""
        key = values[self.key]
        says = repr([values[reader.column.name] for reader in self.present]).encode()
        digest = hashlib.blake2b(says, digest_size=16).digest()
        before = self.seen.setdefault(key, (number, digest))
        if before == (number, digest):
            return True
        if before[1] == digest:
            self.read.repeated += 1
            return False
        reasons.append(
            Reason(
                self.table.columns[0].title,
                f"“{key}” is in the file twice and says different things.",
                f"Keep one: the other is in row {before[0]}.",
            )
        )
        return True

    def _counts(self) -> list[Finding]:
        found = []
        if self.read.repeated:
            were = "row was" if self.read.repeated == 1 else "rows were"
            told = f"{self.read.repeated:,} {were} in the file twice, word for word; each counts once."
            found.append(note(Where(self.name), told, code="row.repeated"))
        if self.read.removed:
            told = f"{self.read.removed:,} names, e-mail addresses or telephone numbers were taken out."
            fix = "Ask the sender to leave personal details out."
            found.append(note(Where(self.name), told, fix, code="personal.removed"))
        return found


def _too_wide(cells: int, headings: int) -> Reason:
    return Reason(
        "The row",
        f"The row has {cells} cells, but there are only {headings} headings: a separator stands inside a text.",
        "Put the text in quotation marks, or take the separator out.",
    )
