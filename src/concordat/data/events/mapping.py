"""Other people's columns → ours: a mapping is a document, and an assistant proposes a first one."""

import re
from collections.abc import Mapping as Mappable
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from concordat.data.events.columns import all_columns, evidence_table
from concordat.data.events.screening import names_a_person
from concordat.domain.kernel.cells import read_cell
from concordat.domain.kernel.hashing import content_hash
from concordat.domain.kernel.tables import Column, ColumnType, TableDefinition

KIND = "evidence_mapping"
KNOWN = {
    "title",
    "table",
    "time_zone",
    "dates",
    "columns",
    "values",
    "constants",
    "blank_unless",
    "keep_free_text",
    "source",
    "note",
}


MOST_CHOICES = 20


class MappingMistake(ValueError):
    """The mapping does not read; the message says what to mend."""


@dataclass(frozen=True)
class Mapping:
    """`columns` is ours → theirs; `values` is, for one of our columns, theirs → ours; `constants` is ours → a fixed text.

    `blank_unless` empties a column unless the status is one of those named: a date of last change is the date of the
    answer only where the request is closed.
    """

    table: str
    columns: Mappable[str, str] = field(default_factory=dict)
    values: Mappable[str, Mappable[str, str]] = field(default_factory=dict)
    constants: Mappable[str, str] = field(default_factory=dict)
    blank_unless: Mappable[str, tuple[str, ...]] = field(default_factory=dict)
    time_zone: str = "Europe/London"
    dates: tuple[str, ...] = ()
    keep_free_text: bool = False

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def hash(self) -> str:
        return content_hash(self)


def read_mapping(content: Mappable[str, Any]) -> Mapping:
    """A mapping's document as a value. Raises `MappingMistake` with the mend."""
    unknown = set(content) - KNOWN
    if unknown:
        raise MappingMistake(f"The mapping has parts nobody reads: {', '.join(sorted(unknown))}.")
    try:
        table = evidence_table(str(content.get("table", "")))
    except KeyError as problem:
        raise MappingMistake(str(problem.args[0])) from problem
    ours = {column.name for column in all_columns(table)}
    for part in ("columns", "values", "constants", "blank_unless"):
        strange = set(content.get(part, {})) - ours
        if strange:
            raise MappingMistake(f"{table.title} has no column {', '.join(sorted(strange))} (in [{part}]).")
    made = Mapping(
        table=table.name,
        columns={key: str(value) for key, value in content.get("columns", {}).items()},
        values={key: {str(a): str(b) for a, b in value.items()} for key, value in content.get("values", {}).items()},
        constants={key: str(value) for key, value in content.get("constants", {}).items()},
        blank_unless={key: tuple(map(str, value)) for key, value in content.get("blank_unless", {}).items()},
        time_zone=str(content.get("time_zone", "Europe/London")),
        dates=tuple(map(str, content.get("dates", ()))),
        keep_free_text=bool(content.get("keep_free_text", False)),
    )
    try:
        made.zone  # noqa: B018 - an unknown zone must be told at once
    except (ZoneInfoNotFoundError, ValueError) as problem:
        raise MappingMistake(f"There is no time zone “{made.time_zone}”. Write it like Europe/London.") from problem
    return made


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`sure`: exact names are certain; likeness and content are guesses for a person to confirm.

    `confidence` is 1 for what is certain, otherwise how alike the names are (0 to 1).
    """

    column: str
    heading: str
    why: str
    sure: bool
    confidence: float = 1.0


def plain_heading(heading: Any) -> str:
    return re.sub(r"[^a-z0-9]+", "", str(heading or "").lower())


def match_headings(headings: Sequence[str], table: TableDefinition, mapping: Mapping | None = None) -> dict[str, int]:
    """Our column → the place of its heading. What a mapping names counts first; then our names, titles and known aliases."""
    places = {plain_heading(heading): place for place, heading in reversed(list(enumerate(headings)))}
    found: dict[str, int] = {}
    used: set[int] = set()
    for ours, theirs in (mapping.columns if mapping else {}).items():
        if plain_heading(theirs) in places:
            found[ours] = places[plain_heading(theirs)]
            used.add(found[ours])
    for column in all_columns(table):
        if column.name in found or (mapping and column.name in mapping.constants):
            continue
        for name in (column.name, column.title, *column.also_called):
            place = places.get(plain_heading(name))
            if place is not None and place not in used:
                found[column.name] = place
                used.add(place)
                break
    return found


def suggest(
    headings: Sequence[str], sample: Sequence[Sequence[Any]], table: TableDefinition
) -> tuple[tuple[Suggestion, ...], tuple[str, ...]]:
    """A heading for each of our columns where one fits, and the headings that stay out (persons' details always do)."""
    found: list[Suggestion] = []
    exact = match_headings(headings, table)
    for name, place in exact.items():
        known = (
            plain_heading(headings[place]) in {plain_heading(name), plain_heading(table.column(name).title)}
            if name in table.column_names
            else True
        )
        found.append(Suggestion(name, headings[place], "the same name" if known else "a known name for it", True))
    left = [p for p, heading in enumerate(headings) if p not in exact.values() and not names_a_person(heading)]
    for column in table.columns:
        if column.name in exact or not left:
            continue
        scored = sorted(((_likeness(column, headings[place]), -place) for place in left), reverse=True)
        best, place = scored[0][0], -scored[0][1]
        if best >= 0.72 and _fits(column, [row[place] for row in sample if place < len(row)]):
            found.append(Suggestion(column.name, headings[place], f"its name is like “{column.title}”", False, best))
            left.remove(place)
    taken = {suggestion.heading for suggestion in found}
    return tuple(found), tuple(heading for heading in headings if heading not in taken)


def suggested_values(given: Sequence[str], column: Column) -> dict[str, str]:
    """For a column of choices: their words → ours, where one is near enough."""
    found = {}
    for text in dict.fromkeys(given):
        if not read_cell(text, column).is_good:
            likely = max(column.choices, key=lambda choice: SequenceMatcher(None, text.lower(), choice).ratio())
            if SequenceMatcher(None, text.lower(), likely).ratio() >= 0.6:
                found[text] = likely
    return found


def _likeness(column: Column, heading: str) -> float:
    given = plain_heading(heading)
    names = [plain_heading(name) for name in (column.name, column.title, *column.also_called)]
    return max(SequenceMatcher(None, given, name).ratio() for name in names) if given else 0.0


def _fits(column: Column, cells: Sequence[Any]) -> bool:
    """Do most of the cells read as the column's type? Text fits everything."""
    filled = [cell for cell in cells if cell not in (None, "")]
    if column.choices:  # their words are told apart from ours one by one: what counts is that they are few
        return len(set(map(str, filled))) <= MOST_CHOICES
    if not filled or column.type in {ColumnType.TEXT, ColumnType.LONG_TEXT, ColumnType.LIST}:
        return True
    if column.type is ColumnType.DATETIME:
        return sum(_looks_like_a_date(cell) for cell in filled) * 2 >= len(filled)
    return sum(read_cell(cell, column).is_good for cell in filled) * 2 >= len(filled)


def _looks_like_a_date(cell: Any) -> bool:
    return isinstance(cell, datetime) or bool(re.match(r"^\d{1,4}[-/. ]\w{1,9}[-/. ]\d{2,4}", str(cell)))
