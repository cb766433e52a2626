"""What is wrong with a file as a whole, before and after its rows are read; each with what to do about it."""

from collections.abc import Sequence

from concordat.data.events.cell_readers import CellReader
from concordat.data.events.mapping import Mapping, match_headings
from concordat.data.events.moments import Written
from concordat.data.events.screening import names_a_person, screened
from concordat.data.files.definitions import load_tables
from concordat.domain.kernel.findings import Finding, Where, error, note, warning
from concordat.domain.kernel.tables import Column, ColumnType, TableDefinition

MAP_ONCE = "Map their columns to ours once"
QUARANTINE_COLUMNS = ("quarantine_row", "what_is_wrong", "how_to_mend_it")


def columns_needed(
    places: dict[str, int], headings: Sequence[str], table: TableDefinition, mapping: Mapping, name: str
) -> list[Finding]:
    """The columns that must be there and are not; where hardly any is, it is another table or another file."""
    found = []
    for ours, theirs in mapping.columns.items():
        if ours not in places and ours not in mapping.constants:
            needed = any(column.name == ours and column.required for column in table.columns)
            tell = error if needed else warning
            found.append(
                tell(
                    Where(name, column=theirs),
                    f"The mapping names a column “{theirs}” that the file does not have.",
                    "Correct the mapping, or ask the sender what became of it.",
                    code="mapping.absent",
                )
            )
    absent = [c for c in table.columns if c.required and c.name not in places and c.name not in mapping.constants]
    if absent and not any(finding.is_error for finding in found):
        found.append(_absent(absent, headings, table, name))
    return found


def _absent(absent: Sequence[Column], headings: Sequence[str], table: TableDefinition, name: str) -> Finding:
    titles = " or ".join(f"“{column.title}”" for column in absent)
    other = _fits_better(headings, table)
    if other is not None:
        fix = f"It looks like {other.title.lower()}: deliver it as that ({other.name})."
    else:
        example = " and ".join(f'{column.name} = "their heading"' for column in absent)
        fix = f"{MAP_ONCE} (the mapping assistant proposes which is which): {example}."
    return error(
        Where(name),
        f"No column of the file is {titles}; every row of {table.title.lower()} needs {'it' if len(absent) == 1 else 'them'}. Its headings are: "
        f"{_listed(headings)}.",
        fix,
        code="column.absent",
    )


def _fits_better(headings: Sequence[str], table: TableDefinition) -> TableDefinition | None:
    """Another table of which the file has all that is needed."""
    for other in load_tables("evidence"):
        places = match_headings(headings, other)
        if other.name != table.name and all(c.name in places for c in other.columns if c.required):
            return other
    return None


def left_out(
    places: dict[str, int], headings: Sequence[str], table: TableDefinition, mapping: Mapping, name: str
) -> tuple[set[int], list[Finding]]:
    """The places of the columns that may not come in, and what is said about those and about columns nobody knows."""
    found: list[Finding] = []
    out: set[int] = set()
    for column in table.columns:
        place = places.get(column.name)
        if place is None:
            continue
        if column.type is ColumnType.LONG_TEXT and not mapping.keep_free_text:
            out.add(place)
            fix = "Set keep_free_text = true in the mapping if you need it and may hold it."
            found.append(
                note(Where(name, column=headings[place]), "Free text was left out.", fix, code="personal.free_text")
            )
        elif names_a_person(headings[place]):
            out.add(place)
            told = "The column names a person and was left out."
            found.append(
                warning(Where(name, column=headings[place]), told, "Send a code instead.", code="personal.column")
            )
    known = {*places.values()}
    strange = [h for at, h in enumerate(headings) if h and at not in known and h.lower() not in QUARANTINE_COLUMNS]
    if strange:
        is_one = len(strange) == 1
        found.append(
            note(
                Where(name),
                f"{len(strange)} column{'' if is_one else 's'} of the file {'is' if is_one else 'are'} none of ours and "
                f"{'was' if is_one else 'were'} left out: {_listed(strange)}.",
                "Map a column where it is ours under another name." if not mapping.columns else "",
                code="column.unknown",
            )
        )
    return out, found


def ways_of_writing_days(readers: Sequence[CellReader], name: str) -> list[Finding]:
    """Days written month first would be read as other days wherever they can be: such a file is refused, not guessed at."""
    found = [
        error(
            Where(name, column=reader.column.title),
            "Its days are written with the month first: some of them can be nothing else, and the others would be "
            "read as other days. Nothing was taken in.",
            'Say so in a mapping, for example dates = ["%m/%d/%Y %H:%M"]: the mapping assistant does that for you.',
            code="dates.month_first",
        )
        for reader in readers
        if reader.ways.get(Written.MONTH_FIRST, 0) > 1 and not reader.ways.get(Written.DAY_FIRST)
    ]
    numbers = [reader.column.title for reader in readers if reader.ways.get(Written.DAY_NUMBER)]
    if numbers:
        found.append(
            note(
                Where(name),
                f"Times are given as numbers, as a spreadsheet counts days since 1900 ({', '.join(numbers)}). They were "
                "read as times.",
                "Compare one of them with the sender's screen.",
                code="dates.day_numbers",
            )
        )
    return found


def _listed(headings: Sequence[str], most: int = 12) -> str:
    """Headings as a person may read them: not without end, and nobody's details where the first row was no heading."""
    shown = [screened(heading)[0] for heading in headings if heading]
    cut = [text if len(text) <= 40 else f"{text[:39]}…" for text in shown[:most]]
    return ", ".join(cut) + (f" and {len(shown) - most} more" if len(shown) > most else "") if cut else "none"
