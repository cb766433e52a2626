"""A case from one Excel workbook, whatever people have done to it: hidden sheets, renamed ones, cells in error.

The texts of case and documents stand line by line on sheets of their own, so that every comment comes back.
"""

import zipfile
from pathlib import Path

from concordat.data.files.case_folder import build_case, defaults_from, document_from, parse_toml
from concordat.data.files.definitions import load_catalogue
from concordat.data.files.reading import CaseRead, Defaults, Grid
from concordat.data.files.rows import column_label, facts_from_grid
from concordat.data.files.sheet_names import DOCUMENTS_SHEET, HEADER_SHEET, OWN_SHEETS, WITHHELD_SHEET, match_sheet
from concordat.data.files.sheets import Sheets, cannot_open, open_sheets
from concordat.domain.kernel.case import Document, Fact, Withheld
from concordat.domain.kernel.findings import Finding, Where, error, has_errors, warning

WORKBOOK_ENDINGS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
_EXCEL_ERRORS = frozenset({"#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#N/A"})


def read_workbook(path: Path) -> CaseRead:
    """Read a workbook. Where anything is wrong the case is None; the findings name sheet, row, column and the fix."""
    name = path.name
    sheets = open_sheets(path)
    if not sheets.is_open:
        return CaseRead(None, sheets.findings)
    grids = sheets.grids
    findings = [*sheets.findings, *_hidden_sheets(sheets, name), *_error_cells(path)]
    text = (
        "\n".join(str(cells[0]) if cells and cells[0] is not None else "" for _, cells in grids[HEADER_SHEET].rows)
        + "\n"
        if HEADER_SHEET in grids
        else ""
    )
    header, problems = parse_toml(text, Where(name, HEADER_SHEET)) if text else ({}, [])
    findings.extend(problems)
    defaults, problems = defaults_from(header or {})
    findings.extend(problems)
    facts, problems = _read_sheets(grids, defaults, name)
    findings.extend(problems)
    documents, problems = _read_documents(grids.get(DOCUMENTS_SHEET), defaults, name)
    findings.extend(problems)
    withheld = (
        tuple(Withheld(str(cells[0]), str(cells[1])) for _, cells in grids[WITHHELD_SHEET].rows[1:] if len(cells) > 1)
        if WITHHELD_SHEET in grids
        else ()
    )
    case = build_case(header or {}, text, documents, facts, withheld, fallback_name=path.stem)
    return CaseRead(None if has_errors(findings) else case, tuple(findings))


def _hidden_sheets(sheets: Sheets, file: str) -> list[Finding]:
    return [
        warning(
            Where(file, sheet),
            "This sheet is hidden and was read all the same.",
            "Show it (right-click a tab, Unhide) to see what it holds, or delete it.",
            code="sheet.hidden",
        )
        for sheet in sheets.hidden
        if sheet not in OWN_SHEETS
    ]


def _read_sheets(grids: dict[str, Grid], defaults: Defaults, file: str) -> tuple[list[Fact], list[Finding]]:
    facts: list[Fact] = []
    findings: list[Finding] = []
    catalogue = load_catalogue()
    taken: dict[str, str] = {}
    for sheet, grid in grids.items():
        if sheet in OWN_SHEETS or not grid.rows:
            continue
        table, told = match_sheet(sheet, grid, catalogue)
        findings.extend(told)
        if table is None:
            continue
        if table.name in taken:
            findings.append(
                error(
                    Where(file, sheet),
                    f"Two sheets hold {table.title}: “{taken[table.name]}” and “{sheet}”.",
                    "Put the rows on one sheet and delete the other.",
                    code="sheet.twice",
                )
            )
            continue
        taken[table.name] = sheet
        findings.extend(_error_values(grid))
        found, problems = facts_from_grid(grid, table, defaults)
        facts.extend(found)
        findings.extend(problems)
    return facts, findings


def _error_cells(path: Path) -> list[Finding]:
    """Cells that hold an Excel error such as #REF!: calamine reads them as empty, and a lost figure must be told."""
    if not zipfile.is_zipfile(path):
        return []
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
        if not any(b't="e"' in archive.read(name) for name in sheets):
            return []
    try:
        return _cells_in_error(path)
    except Exception as problem:
        return [cannot_open(path.name, problem)]


def _cells_in_error(path: Path) -> list[Finding]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        return [
            error(
                Where(path.name, sheet.title, cell.row, _letter((cell.column or 1) - 1)),
                f"The cell holds Excel's error {cell.value}.",
                "Mend the formula, or type the value.",
                code="cell.excel_error",
            )
            for sheet in book.worksheets
            if sheet.title not in OWN_SHEETS
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "e"
        ]
    finally:
        book.close()


def _error_values(grid: Grid) -> list[Finding]:
    return [
        error(
            Where(grid.file, grid.name, number, column=_letter(place)),
            f"The cell holds Excel's error {cell}.",
            "Mend the formula, or type the value.",
            code="cell.excel_error",
        )
        for number, cells in grid.rows
        for place, cell in enumerate(cells)
        if isinstance(cell, str) and cell.strip() in _EXCEL_ERRORS
    ]


def _letter(place: int) -> str:
    return column_label(place, "")


def _read_documents(grid: Grid | None, defaults: Defaults, file: str) -> tuple[list[Document], list[Finding]]:
    """The sheet has three columns: kind, file name, one line of text; the lines of a document follow one another."""
    texts: dict[tuple[str, str], list[str]] = {}
    for _, cells in grid.rows[1:] if grid else []:
        if len(cells) >= 2 and cells[0] and cells[1]:
            line = cells[2] if len(cells) > 2 and cells[2] is not None else ""
            texts.setdefault((str(cells[0]), str(cells[1])), []).append(str(line))
    documents: list[Document] = []
    findings: list[Finding] = []
    for (kind, stem), lines in texts.items():
        where = Where(file, DOCUMENTS_SHEET, item=f"{kind}/{stem}")
        document, problems = document_from(
            "\n".join(lines) + "\n", kind=kind, stem=stem, where=where, defaults=defaults
        )
        findings.extend(problems)
        if document is not None:
            documents.append(document)
    return documents, findings
