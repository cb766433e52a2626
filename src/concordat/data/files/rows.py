"""A grid of cells → facts of one table, and back. CSV files, worksheets and pasted text all come through here.

People's habits are survived: titles above the headings, blank rows, headings in another order or under another name,
columns we do not know, totals at the foot. Whatever was done about them is told as a finding.
"""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from concordat.data.files.reading import Defaults, Grid
from concordat.domain.kernel.audience import Audience, may_have, usual_audience
from concordat.domain.kernel.case import Fact
from concordat.domain.kernel.cells import read_cell, write_cell
from concordat.domain.kernel.findings import Finding, Severity, Where, error, note, warning
from concordat.domain.kernel.tables import ENVELOPE_COLUMNS, ENVELOPE_NAMES, Column, TableDefinition, Value

ROWS_SEARCHED_FOR_HEADINGS = 25
_TOTALS = re.compile(r"^(grand\s+|sub-?)?totals?\b", re.IGNORECASE)


def facts_from_grid(grid: Grid, table: TableDefinition, defaults: Defaults) -> tuple[list[Fact], list[Finding]]:
    """Every row that could be read, and every finding. The caller decides whether good rows go in without the bad."""
    findings: list[Finding] = []
    rows = [(number, cells) for number, cells in grid.rows if any(not _blank(cell) for cell in cells)]
    if not rows:
        return [], []
    place = _find_headings(rows, table)
    if place is None:
        return [], [_no_headings(grid, table)]
    if place > 0:
        findings.append(_title_rows(grid, rows, place))
    columns, heading_findings = _match_headings(grid, rows[place], table)
    findings.extend(heading_findings)
    facts = []
    for number, cells in rows[place + 1 :]:
        if _is_total(cells, columns):
            findings.append(
                note(
                    Where(grid.file, grid.name, number),
                    "This row looks like a total and was left out.",
                    "Nothing to do: totals are worked out again.",
                    code="row.total",
                )
            )
            continue
        fact, row_findings = _read_row(grid, number, cells, columns, table, defaults)
        findings.extend(row_findings)
        if fact is not None:
            facts.append(fact)
    return facts, [*findings, *_repeated(grid, facts)]


def grid_from_facts(facts: Iterable[Fact], table: TableDefinition) -> list[list[str]]:
    """Headings and rows as text that reads back the same. Envelope columns that nobody uses are left out."""
    held = list(facts)
    envelope = [column for column in ENVELOPE_COLUMNS if column.name == "id" or _is_used(column.name, held)]
    lines = [[column.name for column in (envelope[0], *table.columns, *envelope[1:])]]
    for fact in held:
        said = envelope_values(fact)
        lines.append(
            [
                write_cell(said["id"], envelope[0]),
                *(write_cell(fact.values.get(column.name), column) for column in table.columns),
                *(write_cell(said[column.name], column) for column in envelope[1:]),
            ]
        )
    return lines


def envelope_values(fact: Fact) -> dict[str, Value]:
    """What stands beside the values of a row, by the envelope's column names."""
    return {
        "id": fact.id,
        "organisation": fact.organisation or None,
        "audience": str(fact.audience),
        "source": fact.source or None,
        "illustrative": fact.illustrative,
        "entered_by": fact.author or None,
        "entered_at": fact.entered_at,
        "revision": fact.revision,
        "withdrawn": fact.withdrawn,
    }


def _is_used(name: str, facts: list[Fact]) -> bool:
    if name in {"revision", "withdrawn", "illustrative"}:
        unused: Value = 1 if name == "revision" else False
        return any(envelope_values(fact)[name] != unused for fact in facts)
    return (
        True  # organisation, audience, source and authorship are always said, so that no default is needed to read them
    )


def _blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.replace("\u00a0", " ").strip())


def _plain(heading: Any) -> str:
    text = str(heading).replace("\u00a0", " ").strip().lower()
    text = re.sub(r"\((£|%|pounds|gbp)[^)]*\)|\*|:", "", text)
    return re.sub(r"[\s_\-/]+", " ", text).strip()


def _names_of(column: Column) -> set[str]:
    return {_plain(name) for name in (column.name, column.title, *column.also_called)}


def _all_columns(table: TableDefinition) -> tuple[Column, ...]:
    """The table's own columns first: where a table has a column called Source, that is the one meant."""
    return (*table.columns, *ENVELOPE_COLUMNS)


def _known_names(table: TableDefinition) -> dict[str, Column]:
    names: dict[str, Column] = {}
    for column in _all_columns(table):
        for name in _names_of(column):
            names.setdefault(name, column)
    return names


def _find_headings(rows: Sequence[tuple[int, list[Any]]], table: TableDefinition) -> int | None:
    """The first row near the top of which at least two cells, or all of them, are headings we know."""
    names = _known_names(table)
    best, best_count = None, 0
    for place, (_, cells) in enumerate(rows[:ROWS_SEARCHED_FOR_HEADINGS]):
        given = [cell for cell in cells if not _blank(cell)]
        count = sum(1 for cell in given if isinstance(cell, str) and _plain(cell) in names)
        if count > best_count and (count >= 2 or count == len(given)):
            best, best_count = place, count
    return best


def _no_headings(grid: Grid, table: TableDefinition) -> Finding:
    wanted = ", ".join(column.title for column in table.columns if column.required) or table.columns[0].title
    return error(
        Where(grid.file, grid.name),
        f"No row of headings for {table.title} was found in the first {ROWS_SEARCHED_FOR_HEADINGS} rows.",
        f"Put the headings in one row. At least these are needed: Identifier, {wanted}.",
        code="table.no_headings",
    )


def _title_rows(grid: Grid, rows: Sequence[tuple[int, list[Any]]], place: int) -> Finding:
    skipped = ", ".join(str(number) for number, _ in rows[:place])
    return note(
        Where(grid.file, grid.name, rows[0][0]),
        f"The headings are in row {rows[place][0]}; what stands above them (row {skipped}) was left out.",
        "Nothing to do if those are titles.",
        code="table.title_rows",
    )


def _match_headings(
    grid: Grid, row: tuple[int, list[Any]], table: TableDefinition
) -> tuple[dict[int, Column], list[Finding]]:
    number, cells = row
    names = _known_names(table)
    columns: dict[int, Column] = {}
    findings: list[Finding] = []
    for place, cell in enumerate(cells):
        if _blank(cell):
            continue
        column = names.get(_plain(cell))
        where = Where(grid.file, grid.name, number, column_label(place, str(cell).strip()))
        if column is None:
            close = difflib.get_close_matches(_plain(cell), names, n=1, cutoff=0.8)
            if close and names[close[0]] not in columns.values():
                column = names[close[0]]
                findings.append(
                    warning(
                        where,
                        f"The heading “{str(cell).strip()}” was read as “{column.title}”.",
                        f"Rename it to {column.title} if that is right.",
                        code="heading.misspelt",
                    )
                )
            else:
                findings.append(
                    warning(
                        where,
                        f"{table.title} has no column “{str(cell).strip()}”; it was left out.",
                        "Rename it to a heading we know, or keep it elsewhere if it matters.",
                        code="heading.unknown",
                    )
                )
                continue
        if column in columns.values():
            findings.append(
                error(
                    where,
                    f"Two columns are headed “{column.title}”.",
                    "Delete or rename one of them.",
                    code="heading.twice",
                )
            )
            continue
        columns[place] = column
    findings.extend(_missing_headings(grid, number, columns, table))
    return columns, findings


def _missing_headings(grid: Grid, number: int, columns: Mapping[int, Column], table: TableDefinition) -> list[Finding]:
    found = {column.name for column in columns.values()}
    needed = [
        column for column in (ENVELOPE_COLUMNS[0], *table.columns) if column.required and column.name not in found
    ]
    return [
        error(
            Where(grid.file, grid.name, number, column.title),
            f"The column {column.title} is missing.",
            f"Add a column headed “{column.title}”: {column.meaning}.",
            code="heading.missing",
        )
        for column in needed
    ]


def column_label(place: int, heading: str) -> str:
    """``C (Saving)``: the letter a spreadsheet shows and the heading people typed."""
    letters = ""
    left = place + 1
    while left:
        left, rest = divmod(left - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters} ({heading})" if heading else letters


def _is_total(cells: list[Any], columns: Mapping[int, Column]) -> bool:
    """A total has its word in the first cell that is filled, and no identifier of its own beside it."""
    given = [(place, cell) for place, cell in enumerate(cells) if not _blank(cell)]
    if not given or not isinstance(given[0][1], str) or not _TOTALS.match(given[0][1].strip()):
        return False
    id_places = [place for place, column in columns.items() if column.name == "id"]
    id_text = str(cells[id_places[0]] or "") if id_places and id_places[0] < len(cells) else ""
    return not id_text.strip() or bool(_TOTALS.match(id_text.strip()))


def _read_row(
    grid: Grid, number: int, cells: list[Any], columns: Mapping[int, Column], table: TableDefinition, defaults: Defaults
) -> tuple[Fact | None, list[Finding]]:
    values: dict[str, Value] = {column.name: column.default for column in table.columns}
    said: dict[str, Value] = {}
    findings: list[Finding] = []
    for place, column in columns.items():
        cell = cells[place] if place < len(cells) else None
        read = read_cell(cell.replace("\u00a0", " ") if isinstance(cell, str) else cell, column)
        where = Where(grid.file, grid.name, number, column_label(place, column.title))
        findings.extend(
            Finding(
                Severity.ERROR
                if problem.is_error
                else Severity.NOTE
                if problem.code == "cell.read_as"
                else Severity.WARNING,
                where,
                problem.message,
                problem.fix,
                problem.code,
            )
            for problem in read.problems
        )
        (said if column.name in ENVELOPE_NAMES and column not in table.columns else values)[column.name] = read.value
    if any(finding.is_error for finding in findings) or "id" not in said:
        return None, findings
    try:
        return _fact(table.name, values, said, defaults), findings
    except ValueError as problem:
        findings.append(
            error(
                Where(grid.file, grid.name, number, "Who can see this"),
                str(problem),
                "Use one of the audiences named.",
                code="row.audience",
            )
        )
        return None, findings


def _fact(table: str, values: Mapping[str, Value], said: Mapping[str, Value], defaults: Defaults) -> Fact:
    entered_at = said.get("entered_at")
    revision = said.get("revision")
    return Fact(
        table=table,
        id=str(said["id"]),
        values=dict(values),
        organisation=_text(said, "organisation", defaults.organisation),
        audience=_audience(table, said, defaults),
        source=_text(said, "source", defaults.source),
        illustrative=bool(said["illustrative"])
        if "illustrative" in said and said["illustrative"] is not None
        else defaults.illustrative,
        author=_text(said, "entered_by", defaults.entered_by),
        entered_at=entered_at if isinstance(entered_at, datetime) else defaults.entered_at,
        revision=revision if isinstance(revision, int) else 1,
        withdrawn=bool(said.get("withdrawn", False)),
    )


def _audience(table: str, said: Mapping[str, Value], defaults: Defaults) -> Audience:
    """As the row says, or else as the case says. Raises `ValueError` where that is more than the table allows."""
    if not said.get("audience"):
        return usual_audience(table, defaults.audience)
    audience = Audience.from_text(str(said["audience"]))
    if not may_have(table, audience):
        raise ValueError(
            f"A row of {table} is its organisation's alone, and this one would be shown to “{audience}”. "
            "It may be seen by “organisation” or “mine”."
        )
    return audience


def _text(said: Mapping[str, Value], name: str, default: str) -> str:
    """A column that stands in the file says what it says, an empty cell included; the default is for absent columns."""
    if name not in said:
        return default
    return str(said[name]) if said[name] is not None else default


def _repeated(grid: Grid, facts: list[Fact]) -> list[Finding]:
    seen: set[tuple[str, str, int]] = set()
    findings = []
    for fact in facts:
        if (fact.organisation, fact.id, fact.revision) in seen:
            findings.append(
                error(
                    Where(grid.file, grid.name, item=fact.id),
                    f"Two rows have the identifier “{fact.id}”.",
                    "Give each row an identifier of its own; or, if the second replaces the first, number them 1 and 2 in a column headed Revision.",
                    code="row.repeated",
                )
            )
        seen.add((fact.organisation, fact.id, fact.revision))
    return findings


def count_headings(grid: Grid, table: TableDefinition) -> int:
    """How many of the table's own headings stand in its best row of headings; 0 where a needed one is missing."""
    names = {name: column for column in table.columns for name in _names_of(column)}
    best = 0
    for _, cells in grid.rows[:ROWS_SEARCHED_FOR_HEADINGS]:
        found = {names[_plain(cell)].name for cell in cells if isinstance(cell, str) and _plain(cell) in names}
        if all(column.name in found for column in table.columns if column.required):
            best = max(best, len(found))
    return best
