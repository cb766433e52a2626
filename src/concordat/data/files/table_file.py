"""One file of rows for one table: CSV or a workbook's sheet, as a partner sends it, with or without identifiers."""

from dataclasses import replace
from pathlib import Path

from concordat.data.files.case_folder import csv_grid, read_text
from concordat.data.files.definitions import load_catalogue
from concordat.data.files.reading import Defaults, Grid
from concordat.data.files.rows import count_headings, facts_from_grid
from concordat.data.files.sheets import open_sheets
from concordat.domain.kernel.case import Fact
from concordat.domain.kernel.findings import Finding, Where, error, has_errors
from concordat.domain.kernel.tables import TableDefinition

_WORKBOOKS = frozenset({".xlsx", ".xls", ".ods"})


def read_table_file(
    path: Path, *, table: str, defaults: Defaults | None = None
) -> tuple[tuple[Fact, ...], list[Finding]]:
    """The rows of the file for the named table and what should be mended. Rows without an identifier get one from their
    place in the file, so that a plain list of counts can be read as it is."""
    definition = load_catalogue()[table]
    if not path.is_file():
        return (), [
            error(
                Where(path.name),
                "There is no such file.",
                "Check the spelling, or list the folder.",
                code="file.absent",
            )
        ]
    grid, findings = _grid(path, definition)
    if has_errors(findings):
        return (), findings
    found, problems = facts_from_grid(_with_identifiers(grid, definition), definition, defaults or Defaults())
    return tuple(found), [*findings, *problems]


def _grid(path: Path, table: TableDefinition) -> tuple[Grid, list[Finding]]:
    if path.suffix.lower() not in _WORKBOOKS:
        text, findings = read_text(path, name=path.name)
        return csv_grid(text, file=path.name, table=table.name), findings
    sheets = open_sheets(path)
    if not sheets.is_open:
        return Grid(path.name, table.name), list(sheets.findings)
    return max(sheets.grids.values(), key=lambda grid: count_headings(grid, table)), list(sheets.findings)


def _with_identifiers(grid: Grid, table: TableDefinition) -> Grid:
    """A column of identifiers before the others, unless the file has one."""
    known = {"id", "identifier"}
    if any(str(cell).strip().lower() in known for _, cells in grid.rows[:25] for cell in cells):
        return grid
    first = next((place for place, (_, cells) in enumerate(grid.rows) if any(str(cell).strip() for cell in cells)), 0)
    names = {
        name.strip().lower() for column in table.columns for name in (column.name, column.title, *column.also_called)
    }
    for place, (_, cells) in enumerate(grid.rows[:25]):
        if sum(1 for cell in cells if str(cell).strip().lower() in names) >= 2:
            first = place
            break
    rows = [
        (number, ["id" if place == first else f"row-{number}" if place > first and any(cells) else "", *cells])
        for place, (number, cells) in enumerate(grid.rows)
    ]
    return replace(grid, rows=rows)
