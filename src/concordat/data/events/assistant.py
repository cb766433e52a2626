"""The mapping assistant: what each column of somebody's file may be, how surely, and what their words mean in ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from concordat.data.events.columns import evidence_table
from concordat.data.events.grids import headings_and_sample
from concordat.data.events.mapping import Suggestion, match_headings, plain_heading, suggest, suggested_values
from concordat.data.events.moments import MONTH_FIRST, Written, writing_of
from concordat.data.events.screening import names_a_person, screened
from concordat.domain.kernel.cells import read_cell
from concordat.domain.kernel.tables import Column, ColumnType, TableDefinition

MOST_WORDS = 40  # of one column of choices; a column with more is hardly one


@dataclass(frozen=True)
class Proposal:
    """`words` has, for each of our columns of choices that was found, their words → ours (empty where nothing is near)."""

    table: str
    suggestions: tuple[Suggestion, ...]
    words: Mapping[str, Mapping[str, str]]
    left_out: tuple[str, ...]
    missing: tuple[str, ...]
    dates: tuple[str, ...] = ()  # how days are written, where that is not as we read them

    def heading_of(self, column: str) -> Suggestion | None:
        return next((one for one in self.suggestions if one.column == column), None)


def first_rows(path: Path, *, table: str, rows: int = 500) -> tuple[list[str], list[list[Any]]]:
    """The headings and the first rows of somebody's file. Raises `Unreadable`, or `KeyError` where there is no such table."""
    definition = evidence_table(table)
    return headings_and_sample(path, fits=lambda headings: len(match_headings(headings, definition)), rows=rows)


def propose(headings: Sequence[str], sample: Sequence[Sequence[Any]], *, table: str) -> Proposal:
    """Raises `KeyError` where there is no such table."""
    definition = evidence_table(table)
    found, left = suggest(headings, sample, definition)
    words = {}
    for one in found:
        column = next((held for held in definition.columns if held.name == one.column), None)
        if column is not None and column.choices:
            words[one.column] = _words(column, one.heading, headings, sample)
    taken = {one.column for one in found}
    missing = tuple(column.name for column in definition.columns if column.required and column.name not in taken)
    return Proposal(table, found, words, left, missing, _dates(found, definition, headings, sample))


def _dates(
    found: Sequence[Suggestion], table: TableDefinition, headings: Sequence[str], sample: Sequence[Sequence[Any]]
) -> tuple[str, ...]:
    """The patterns with the month first, where some days can be nothing else and none can be the other way round."""
    moments = {column.name for column in table.columns if column.type is ColumnType.DATETIME}
    places = [list(headings).index(one.heading) for one in found if one.column in moments]
    cells = [str(row[place]).strip() for row in sample for place in places if place < len(row) and row[place]]
    ways = {writing_of(cell) for cell in cells}
    if Written.MONTH_FIRST not in ways or Written.DAY_FIRST in ways:
        return ()
    return tuple(pattern for pattern in MONTH_FIRST if any(_reads(cell, pattern) for cell in cells))


def _reads(text: str, pattern: str) -> bool:
    try:
        return bool(datetime.strptime(text, pattern))  # noqa: DTZ007 - only whether it reads
    except ValueError:
        return False


def _words(column: Column, heading: str, headings: Sequence[str], sample: Sequence[Sequence[Any]]) -> dict[str, str]:
    place = next(at for at, given in enumerate(headings) if plain_heading(given) == plain_heading(heading))
    given = [str(row[place]) for row in sample if place < len(row) and row[place] not in (None, "")]
    strange = [text for text in dict.fromkeys(given) if not read_cell(text, column).is_good][:MOST_WORDS]
    near = suggested_values(strange, column)
    return {text: near.get(text, "") for text in strange}


def examples(headings: Sequence[str], sample: Sequence[Sequence[Any]], *, rows: int = 3) -> list[list[str]]:
    """The first rows as a person may look at them: nobody's name, e-mail address or telephone number."""
    hidden = {place for place, heading in enumerate(headings) if names_a_person(heading)}
    return [
        ["(left out)" if place in hidden and cell else screened(_shown(cell))[0] for place, cell in enumerate(row)]
        for row in sample[:rows]
    ]


def _shown(cell: Any) -> str:
    text = "" if cell is None else str(cell)
    return text if len(text) <= 60 else text[:59] + "…"


def mapping_content(
    *,
    table: str,
    title: str,
    columns: Mapping[str, str],
    words: Mapping[str, Mapping[str, str]],
    time_zone: str = "Europe/London",
    dates: Sequence[str] = (),
) -> dict[str, Any]:
    """A mapping's document from what a person confirmed; what was left empty is left out."""
    held: dict[str, Any] = {"title": title, "table": table, "time_zone": time_zone}
    if dates:
        held["dates"] = list(dates)
    held["columns"] = {ours: theirs for ours, theirs in columns.items() if theirs}
    values = {
        ours: {theirs: meant for theirs, meant in given.items() if meant}
        for ours, given in words.items()
        if ours in held["columns"]
    }
    if any(values.values()):
        held["values"] = {ours: given for ours, given in values.items() if given}
    return held
