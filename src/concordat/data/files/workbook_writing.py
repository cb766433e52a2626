"""A case as one Excel workbook that people can fill: a sheet for each table, a "Read me" and the texts of the documents.

Headings are in plain words with a note for each, with lists to choose from and a frozen first row.
"""

import os
import tempfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from concordat.data.files.case_folder import WouldOverwrite, document_text, header_text
from concordat.data.files.definitions import load_catalogue
from concordat.data.files.rows import envelope_values
from concordat.data.files.sheet_names import DOCUMENTS_SHEET, HEADER_SHEET, READ_ME, WITHHELD_SHEET, sheet_name
from concordat.domain.kernel.case import Case, Fact
from concordat.domain.kernel.cells import share_text
from concordat.domain.kernel.money import pounds_from_pence
from concordat.domain.kernel.tables import ENVELOPE_COLUMNS, Column, ColumnType, TableDefinition, Value

if TYPE_CHECKING:  # loaded only where a workbook is written: most commands never write one
    import xlsxwriter


def write_workbook(case: Case, path: Path, *, replace: bool = False) -> None:
    """Write the case as one workbook, all of it or nothing."""
    if path.exists() and not replace:
        raise WouldOverwrite(f"{path} is there already. Choose another name, or say --force to replace it.")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, made = tempfile.mkstemp(suffix=".xlsx", prefix=f".{path.stem}.", dir=path.parent)
    os.close(handle)
    try:
        _write(case, Path(made))
        Path(made).chmod(0o644)
        Path(made).replace(path)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise


def _write(case: Case, path: Path) -> None:
    # Text that looks like a formula or a link stays text: what people typed is data.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": case.title, "comments": f"Case {case.name}"})
        styles = _styles(book)
        catalogue = load_catalogue()
        _write_read_me(book, styles, case, [catalogue[name] for name in case.table_names])
        for name in case.table_names:
            _write_table(book, styles, catalogue[name], [fact for fact in case.facts if fact.table == name])
        _write_documents(book, styles, case)
        _write_lines(book, styles, HEADER_SHEET, header_text(case))
        if case.withheld:
            sheet = book.add_worksheet(WITHHELD_SHEET)
            for row, item in enumerate([("kind", "hash"), *((held.kind, held.hash) for held in case.withheld)]):
                sheet.write_row(row, 0, item)


def _styles(book: "xlsxwriter.Workbook") -> dict[str, Any]:
    wrap = {"text_wrap": True, "valign": "top"}
    return {
        "heading": book.add_format(
            {
                "bold": True,
                "bg_color": "#0B4F6C",
                "font_color": "#FFFFFF",
                "text_wrap": True,
                "valign": "top",
                "border": 1,
            }
        ),
        "title": book.add_format({"bold": True, "font_size": 16}),
        "bold": book.add_format({"bold": True, **wrap}),
        "text": book.add_format(wrap),
        "money": book.add_format({"num_format": "#,##0.00;[Red]-#,##0.00", "valign": "top"}),
        "share": book.add_format({"num_format": "0.0###%", "valign": "top"}),
        "date": book.add_format({"num_format": "d mmm yyyy", "valign": "top", "align": "left"}),
        "general": book.add_format({"valign": "top"}),
        "code": book.add_format({"font_name": "Courier New", "font_size": 9}),
    }


def _write_read_me(
    book: "xlsxwriter.Workbook", styles: dict[str, Any], case: Case, tables: list[TableDefinition]
) -> None:
    sheet = book.add_worksheet(READ_ME)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 90)
    sheet.write(0, 0, case.title, styles["title"])
    lines = [
        ("What this is", f"Everything this export may show of the case “{case.name}”, one sheet for each table."),
        (
            "How to change it",
            "Add, change or delete rows; keep the headings. Point at a heading to read what the column means. "
            "Then: concordat case from-excel THIS-FILE FOLDER, or import it on the web.",
        ),
        ("Money", "In pounds. Leave a cell empty where a figure is not known: empty is not nought."),
        ("Illustrative", "Yes marks a row that is made up to fill a gap. It is marked so wherever it appears."),
    ]
    for row, (name, text) in enumerate(lines, start=2):
        sheet.write(row, 0, name, styles["bold"])
        sheet.write(row, 1, text, styles["text"])
    sheet.write(7, 0, "Sheet", styles["heading"])
    sheet.write(7, 1, "What it holds", styles["heading"])
    for row, table in enumerate(tables, start=8):
        sheet.write_url(row, 0, f"internal:'{sheet_name(table)}'!A1", string=sheet_name(table))
        sheet.write(row, 1, table.meaning, styles["text"])


def _write_table(
    book: "xlsxwriter.Workbook", styles: dict[str, Any], table: TableDefinition, facts: list[Fact]
) -> None:
    sheet = book.add_worksheet(sheet_name(table))
    columns = (ENVELOPE_COLUMNS[0], *table.columns, *ENVELOPE_COLUMNS[1:])
    own = {column.name for column in table.columns}
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(facts), 1), len(columns) - 1)
    for place, column in enumerate(columns):
        sheet.write(0, place, column.title, styles["heading"])
        sheet.write_comment(0, place, _note(column))
        sheet.set_column(place, place, _width(column))
        _write_choices(sheet, place, column, max(len(facts) + 200, 500))
    for row, fact in enumerate(facts, start=1):
        beside = envelope_values(fact)
        for place, column in enumerate(columns):
            value = fact.values.get(column.name) if column.name in own else beside.get(column.name)
            _write_value(sheet, row, place, value, column, styles)


def _note(column: Column) -> str:
    parts = [f"{column.meaning}."]
    if column.unit:
        parts.append(f"Unit: {column.unit}.")
    if column.choices:
        parts.append(f"One of: {', '.join(column.choices)}.")
    if column.type is ColumnType.LIST:
        parts.append("Several, separated by semicolons.")
    parts.append("Needed." if column.required else "May be empty.")
    return " ".join(parts)


def _width(column: Column) -> int:
    if column.type is ColumnType.LONG_TEXT:
        return 60
    if column.type in {ColumnType.TEXT, ColumnType.LIST, ColumnType.REFERENCE}:
        return 26
    return 16


def _write_choices(sheet: Any, place: int, column: Column, rows: int) -> None:
    choices = ("yes", "no") if column.type is ColumnType.YES_NO else column.choices
    # Excel holds at most 255 characters of choices in one rule; a longer list is told in the note only.
    if choices and len(",".join(choices)) <= 255:
        sheet.data_validation(
            1,
            place,
            rows,
            place,
            {
                "validate": "list",
                "source": list(choices),
                "ignore_blank": True,
                "error_title": column.title,
                "error_message": "Choose one of the list.",
            },
        )


def _write_value(sheet: Any, row: int, place: int, value: Value, column: Column, styles: dict[str, Any]) -> None:
    match value:
        case None:
            return
        case bool():
            sheet.write_string(row, place, "yes" if value else "no", styles["general"])
        case datetime():
            sheet.write_string(row, place, value.isoformat(), styles["general"])
        case date():
            sheet.write_datetime(row, place, datetime.combine(value, datetime.min.time()), styles["date"])
        case int() if column.type is ColumnType.MONEY:
            _write_number(sheet, row, place, pounds_from_pence(value), styles["money"])
        case Decimal() if column.type is ColumnType.SHARE and abs(value) > 1:
            sheet.write_string(row, place, share_text(value), styles["text"])
        case int() | Decimal():
            _write_number(
                sheet, row, place, Decimal(value), styles["share" if column.type is ColumnType.SHARE else "general"]
            )
        case tuple():
            sheet.write_string(row, place, "; ".join(value), styles["text"])
        case str():
            sheet.write_string(row, place, value, styles["text"])


def _write_number(sheet: Any, row: int, place: int, value: Decimal, style: Any) -> None:
    """As a number where Excel's double gives the same digits back; otherwise as text, so that nothing is lost."""
    if Decimal(repr(float(value))) == value:
        sheet.write_number(row, place, float(value), style)
    else:
        sheet.write_string(row, place, f"{value:f}", style)


def _write_documents(book: "xlsxwriter.Workbook", styles: dict[str, Any], case: Case) -> None:
    if not case.documents:
        return
    sheet = book.add_worksheet(DOCUMENTS_SHEET)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 2, 120)
    for place, heading in enumerate(("Kind", "Document", "Text, line by line")):
        sheet.write(0, place, heading, styles["heading"])
    row = 1
    for document in case.documents:
        stem = f"{document.name}.v{document.version}" if document.version > 1 else document.name
        for line in _lines(document_text(document)):
            sheet.write_string(row, 0, document.kind)
            sheet.write_string(row, 1, stem)
            sheet.write_string(row, 2, line, styles["code"])
            row += 1


def _write_lines(book: "xlsxwriter.Workbook", styles: dict[str, Any], name: str, text: str) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 120)
    for row, line in enumerate(_lines(text)):
        sheet.write_string(row, 0, line, styles["code"])


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n")
