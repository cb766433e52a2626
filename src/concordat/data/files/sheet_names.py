"""What a workbook's sheets are called, and which table one holds whatever people called it: by name, then by headings."""

import difflib
import re

from concordat.data.files.reading import Grid
from concordat.data.files.rows import count_headings
from concordat.domain.kernel.findings import Finding, Where, note, warning
from concordat.domain.kernel.tables import Catalogue, TableDefinition

READ_ME = "Read me"
HEADER_SHEET = "case.toml"
DOCUMENTS_SHEET = "Documents"
WITHHELD_SHEET = "Withheld"
OWN_SHEETS = frozenset({READ_ME, HEADER_SHEET, DOCUMENTS_SHEET, WITHHELD_SHEET})


def sheet_name(table: TableDefinition) -> str:
    """The table's title, cut to what Excel allows (31 characters, none of ``[]:*?/\\``)."""
    return "".join(" " if mark in "[]:*?/\\" else mark for mark in table.title)[:31].strip()


def match_sheet(sheet: str, grid: Grid, catalogue: Catalogue) -> tuple[TableDefinition | None, list[Finding]]:
    """The table and what to tell about it. A sheet that is none of ours is left out, and that is told."""
    names = {_plain(name): table for table in catalogue for name in (table.name, table.title, table.title[:31])}
    if _plain(sheet) in names:
        return names[_plain(sheet)], []
    where = Where(grid.file, sheet)
    close = difflib.get_close_matches(_plain(sheet), names, n=1, cutoff=0.75)
    if close:
        table = names[close[0]]
        return table, [
            warning(
                where,
                f"The sheet “{sheet}” was read as {table.title}.",
                f"Rename the sheet to “{table.title}” if that is right.",
                code="sheet.renamed",
            )
        ]
    by_headings = _by_headings(grid, catalogue)
    if by_headings is not None:
        return by_headings, [
            warning(
                where,
                f"The sheet “{sheet}” has the headings of {by_headings.title} and was read as that.",
                f"Rename the sheet to “{by_headings.title}” if that is right.",
                code="sheet.renamed",
            )
        ]
    return None, [
        note(
            where,
            f"The sheet “{sheet}” is not one we know; it was left out.",
            "Nothing to do if it holds only notes.",
            code="sheet.unknown",
        )
    ]


def _plain(name: str) -> str:
    return re.sub(r"[\s_\-]+", " ", name.replace("\u00a0", " ")).strip().lower()


def _by_headings(grid: Grid, catalogue: Catalogue) -> TableDefinition | None:
    """The one table whose needed headings all stand in some row, if no other fits as well."""
    fits = sorted(((count_headings(grid, table), table.name) for table in catalogue), reverse=True)
    if not fits or fits[0][0] < 3 or (len(fits) > 1 and fits[1][0] == fits[0][0]):
        return None
    return catalogue[fits[0][1]]
