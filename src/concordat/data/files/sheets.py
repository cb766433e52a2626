"""The sheets of a workbook as people send it: opened whole, or told in a sentence why not. Nothing raises."""

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from concordat.data.files.reading import Grid
from concordat.domain.kernel.findings import Finding, Where, error

LARGEST_FILE_MB = 50
LARGEST_UNPACKED_MB = 500


@dataclass(frozen=True)
class Sheets:
    """`grids` by the sheet's name, in the workbook's order; empty where it could not be opened, and `findings` say why."""

    grids: dict[str, Grid] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def is_open(self) -> bool:
        return bool(self.grids)


def open_sheets(path: Path) -> Sheets:
    """Every sheet is read before anything is believed, because a file may break off in its last one."""
    too_large = _size_findings(path)
    if too_large:
        return Sheets(findings=tuple(too_large))
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        told = workbook.sheets_metadata
        grids = {sheet.name: _grid(workbook, sheet.name, path.name) for sheet in told}
    except (CalamineError, OSError, ValueError) as problem:
        return Sheets(findings=(cannot_open(path.name, problem),))
    if not grids:
        return Sheets(findings=(cannot_open(path.name, ValueError("no sheet")),))
    return Sheets(grids, tuple(sheet.name for sheet in told if sheet.visible != SheetVisibleEnum.Visible))


def _size_findings(path: Path) -> list[Finding]:
    if path.stat().st_size > LARGEST_FILE_MB * 1_000_000:
        return [
            error(
                Where(path.name),
                f"The workbook is larger than {LARGEST_FILE_MB} MB.",
                "Remove pictures and unused sheets, or send the case as a folder of CSV files.",
                code="workbook.size",
            )
        ]
    if not zipfile.is_zipfile(path):
        return []
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as problem:
        return [cannot_open(path.name, problem)]
    if unpacked > LARGEST_UNPACKED_MB * 1_000_000:
        return [
            error(
                Where(path.name),
                f"The workbook unpacks to more than {LARGEST_UNPACKED_MB} MB.",
                "Save it again from Excel without the unused rows and columns.",
                code="workbook.size",
            )
        ]
    return []


def cannot_open(name: str, problem: Exception) -> Finding:
    protected = "password" in str(problem).lower() or "encrypt" in str(problem).lower()
    if protected:
        return error(
            Where(name),
            "The workbook is protected by a password.",
            "Remove the password (File, Info, Protect Workbook) and try again.",
            code="workbook.password",
        )
    return error(
        Where(name),
        "The workbook could not be opened: it is damaged, or not a workbook.",
        "Open it in Excel or LibreOffice, save it again as .xlsx, and try once more.",
        code="workbook.damaged",
    )


def _grid(workbook: CalamineWorkbook, sheet_name: str, file: str) -> Grid:
    """Cells with their row as Excel numbers it. Merged cells come with their value in the first cell of the block."""
    sheet = workbook.get_sheet_by_name(sheet_name)
    first_row = (sheet.start or (0, 0))[0]
    first_column = (sheet.start or (0, 0))[1]
    padding: list[Any] = [None] * first_column
    rows = [
        (first_row + place + 1, [*padding, *cells]) for place, cells in enumerate(sheet.to_python(skip_empty_area=True))
    ]
    return Grid(file, sheet_name, rows)
