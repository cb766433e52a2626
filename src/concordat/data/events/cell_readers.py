"""How each of our columns is read from a row: by the mapping, screened, and every text of a column read once."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from concordat.data.events.columns import all_columns, key_of, stored
from concordat.data.events.mapping import Mapping
from concordat.data.events.moments import Written, read_moment, writing_of
from concordat.data.events.quarantine import Reason, unescaped
from concordat.data.events.screening import is_screened, screened
from concordat.domain.kernel.cells import is_empty, read_cell, write_cell
from concordat.domain.kernel.tables import Column, ColumnType, TableDefinition

DAY_LIKE = re.compile(r"\s*\d{1,4}[-/.]\w{1,9}[-/.]\d{2,4}\b")
MOST_CELLS_KEPT = 200_000  # distinct texts remembered for one column, so that reading stays within memory

Read = tuple[Any, tuple[Reason, ...], int]  # the value, why it was not read, how many personal details were taken out


@dataclass
class CellReader:
    """One of our columns. `place` is its place in the row, or None where the file does not have it."""

    column: Column
    place: int | None
    mapping: Mapping
    key: str
    mended: bool = False  # the file is our own spreadsheet of rows to mend
    ways: dict[Written, int] = field(default_factory=dict)  # in how many ways its days are written
    known: dict[Any, Read] = field(default_factory=dict)

    def __post_init__(self) -> None:
        name = self.column.name
        self.words = {text.lower(): ours for text, ours in self.mapping.values.get(name, {}).items()}
        self.constant = self.mapping.constants.get(name)
        self.screens = is_screened(self.column, key=self.key)
        self.is_moment = self.column.type is ColumnType.DATETIME

    @property
    def translates(self) -> bool:
        """The mapping gives the cell another meaning than it would have by itself."""
        return (
            self.constant is not None
            or bool(self.words)
            or (self.is_moment and bool(self.mapping.dates or self.mapping.time_zone != "Europe/London"))
        )

    def read(self, given: Any) -> Read:
        """The same text in the same column reads the same; 1 and 1.0 and yes are told apart."""
        kept = given if type(given) is str else (type(given), given)
        found = self.known.get(kept)
        if found is None:
            if len(self.known) > MOST_CELLS_KEPT:
                self.known.clear()
            found = self.known[kept] = self._once(given)
        return found

    def _once(self, given: Any) -> Read:
        removed = 0
        if self.constant is not None and given in (None, ""):
            given = self.constant
        if isinstance(given, str):
            given = unescaped(given) if self.mended else given
            given = self.words.get(given.strip().lower(), given)
            if self.screens:
                given, removed = screened(given)
        value, bad = self._typed(given)
        if bad and not self.screens and isinstance(given, str):
            # Cells that slipped into another column: a name is no amount of money, and is not quoted as a wrong one either.
            hidden, removed = self._hidden(given)
            value, bad = self._typed(hidden)
        return value, bad, removed

    def _typed(self, given: Any) -> tuple[Any, tuple[Reason, ...]]:
        column = self.column
        if self.is_moment and not is_empty(given, column):
            way = writing_of(given, self.mapping.dates)
            self.ways[way] = self.ways.get(way, 0) + 1
            value, reason = read_moment(given, formats=self.mapping.dates, zone=self.mapping.zone, title=column.title)
            return value, (reason,) if reason else ()
        cell = read_cell(given, column)
        bad = tuple(Reason(column.title, problem.message, problem.fix) for problem in cell.problems if problem.is_error)
        return stored(cell.value), bad

    def _hidden(self, text: str) -> tuple[str, int]:
        """Without what looks personal; a day that does not exist is no telephone number."""
        return (text, 0) if self.is_moment and DAY_LIKE.match(text) else screened(text)

    def as_given(self, cells: Sequence[Any]) -> str | None:
        """The cell as it stood, personal details taken out; what the mapping turned into ours stands as ours.

        So a mended row is delivered without the mapping.
        """
        cell = cells[self.place] if self.place is not None and self.place < len(cells) else None
        if self.translates and not (cell in (None, "") and self.place is not None):
            value, problems, _ = self.read(cell)
            if value is not None and not problems:
                return _iso(value) if self.is_moment else write_cell(value, self.column)
        if cell in (None, ""):
            return None
        if self.is_moment:
            value, problems, _ = self.read(cell)
            if isinstance(cell, int | float) and value is not None and not problems:
                return _iso(value)
            return self._hidden(str(cell))[0] if problems else str(cell)
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)  # Excel keeps the number 1234 as 1234.0
        text = unescaped(str(cell)) if self.mended else str(cell)
        return screened(text)[0]


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def cell_readers(table: TableDefinition, places: dict[str, int], mapping: Mapping, *, mended: bool) -> list[CellReader]:
    """One for each of our columns; `places` has those that come in from the file."""
    key = key_of(table)
    return [CellReader(column, places.get(column.name), mapping, key, mended) for column in all_columns(table)]
