"""Ordinary Excel habits are survived: each is told with its sheet, row, column and mend; nothing raises."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from concordat.data.files import CaseRead, read_case

HEADINGS = ["id", "title", "kind", "low", "high", "source_of_saving"]
GOOD = ["staff", "Fewer posts", "saving", 200000, 400000, "structure"]


def workbook(tmp_path: Path, rows: list[list[object]], *, sheet: str = "case_lines", change=None) -> CaseRead:  # type: ignore[no-untyped-def]
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    if change is not None:
        change(page)
    book.save(tmp_path / "case.xlsx")
    return read_case(tmp_path / "case.xlsx")


def lines(read: CaseRead) -> list[tuple[str, object, object]]:
    assert read.case is not None, read.findings
    return [(fact.id, fact.get("low"), fact.get("high")) for fact in read.case.rows("case_lines")]


def codes(read: CaseRead) -> set[str]:
    return {finding.code for finding in read.findings}


def finding(read: CaseRead, code: str):  # type: ignore[no-untyped-def]
    return next(item for item in read.findings if item.code == code)


def test_a_plain_sheet_is_a_case(tmp_path: Path) -> None:
    assert lines(workbook(tmp_path, [HEADINGS, GOOD])) == [("staff", 20_000_000, 40_000_000)]


def test_titles_above_the_headings_and_blank_rows_are_passed_over(tmp_path: Path) -> None:
    def merge(page) -> None:  # type: ignore[no-untyped-def]
        page.merge_cells("A1:F1")

    read = workbook(tmp_path, [["Savings for the board, draft 3"], [], HEADINGS, [], GOOD, [], []], change=merge)
    assert lines(read) == [("staff", 20_000_000, 40_000_000)]
    assert finding(read, "table.title_rows").where.row == 1


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ("£1,234", 123_400),
        ("(500)", -50_000),
        ("1,234.50", 123_450),
        ("£1.2m", 120_000_000),
        ("  75 ", 7_500),
        ("-£3", -300),
        (12.34, 1_234),
    ],
)
def test_money_is_read_as_people_type_it(tmp_path: Path, typed: object, pence: int) -> None:
    read = workbook(tmp_path, [HEADINGS, ["staff", "Fewer posts", "saving", typed, "", ""]])
    assert lines(read) == [("staff", pence, None)]


def test_money_that_cannot_be_read_is_named_by_sheet_row_and_column(tmp_path: Path) -> None:
    read = workbook(tmp_path, [HEADINGS, GOOD, ["fleet", "Fleet", "saving", "about 60k-ish", 70000, ""]])
    found = next(item for item in read.findings if item.is_error)
    assert (found.where.table, found.where.row, found.where.column) == ("case_lines", 3, "D (Low)")
    assert found.fix


def test_nothing_of_a_file_with_an_error_goes_in_by_itself(tmp_path: Path) -> None:
    read = workbook(tmp_path, [HEADINGS, GOOD, ["fleet", "Fleet", "saving", "tbc tbc", "", ""]])
    assert any(item.is_error for item in read.findings)


def test_a_column_nobody_knows_is_told_and_left_out(tmp_path: Path) -> None:
    read = workbook(tmp_path, [[*HEADINGS, "Officer's mood"], [*GOOD, "good"]])
    assert lines(read) == [("staff", 20_000_000, 40_000_000)]
    assert "Officer's mood" in finding(read, "heading.unknown").message


def test_headings_in_another_order_and_in_words_are_found(tmp_path: Path) -> None:
    read = workbook(
        tmp_path,
        [["High", "Line", "Identifier", "Kind", "Low (£)"], [400000, "Fewer posts", "staff", "Saving", 200000]],
    )
    assert lines(read) == [("staff", 20_000_000, 40_000_000)]


def test_a_misspelt_heading_is_read_and_told(tmp_path: Path) -> None:
    read = workbook(tmp_path, [["id", "title", "kind", "low", "hihg", "source_of_savings"], GOOD])
    assert "heading.misspelt" in codes(read) or "heading.unknown" in codes(read)
    assert read.case is not None


def test_a_total_at_the_foot_is_left_out(tmp_path: Path) -> None:
    read = workbook(tmp_path, [HEADINGS, GOOD, ["Total", "", "", 200000, 400000, ""]])
    assert lines(read) == [("staff", 20_000_000, 40_000_000)]
    assert finding(read, "row.total").where.row == 3


def test_a_renamed_sheet_is_known_by_its_headings(tmp_path: Path) -> None:
    read = workbook(tmp_path, [HEADINGS, GOOD], sheet="Savings v2 FINAL")
    assert lines(read) == [("staff", 20_000_000, 40_000_000)]
    assert "Savings v2 FINAL" in finding(read, "sheet.renamed").message


def test_two_rows_of_one_name_are_named(tmp_path: Path) -> None:
    read = workbook(tmp_path, [HEADINGS, GOOD, GOOD])
    assert finding(read, "row.repeated").where.item == "staff"


def test_an_excel_error_is_named_by_its_cell(tmp_path: Path) -> None:
    def break_it(page) -> None:  # type: ignore[no-untyped-def]
        page["D2"] = "#REF!"
        page["D2"].data_type = "e"

    read = workbook(tmp_path, [HEADINGS, GOOD], change=break_it)
    found = finding(read, "cell.excel_error")
    assert (found.where.row, found.where.table) == (2, "case_lines")


def test_a_missing_heading_says_what_to_add(tmp_path: Path) -> None:
    read = workbook(tmp_path, [["id", "kind", "low", "high"], ["staff", "saving", 1, 2]])
    assert any(
        (item.is_error and "title" in (item.message + item.fix).lower()) or "Line" in item.message
        for item in read.findings
    )


def test_a_hidden_sheet_is_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "case_lines"
    page.append(HEADINGS)
    page.append(GOOD)
    hidden = book.create_sheet("options")
    hidden.append(["id", "title"])
    hidden.append(["one", "One"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "case.xlsx")
    assert finding(read_case(tmp_path / "case.xlsx"), "sheet.hidden").where.table == "options"


@pytest.mark.parametrize("name", ["case.xlsx", "case.xls", "case.ods"])
def test_a_text_file_called_a_workbook_gets_a_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Dear colleague, figures attached")
    read = read_case(tmp_path / name)
    assert read.case is None
    assert finding(read, "workbook.damaged").fix


def test_a_workbook_that_unpacks_to_far_more_than_a_case_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "case.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 600_000_000)
    read = read_case(tmp_path / "case.xlsx")
    assert read.case is None
    assert codes(read) & {"workbook.size", "workbook.damaged"}


def test_a_password_is_named_as_the_reason(tmp_path: Path) -> None:
    # An encrypted workbook is an OLE file that holds a stream called EncryptedPackage.
    (tmp_path / "case.xlsx").write_bytes(
        bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512
    )
    read = read_case(tmp_path / "case.xlsx")
    assert read.case is None
    assert codes(read) & {"workbook.password", "workbook.damaged"}


def test_a_folder_without_its_header_says_what_to_add(tmp_path: Path) -> None:
    read = read_case(tmp_path)
    assert read.case is None
    assert finding(read, "case.no_header").fix


def test_a_csv_saved_in_another_encoding_is_read_or_told(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "case.toml").write_text('name = "a"\ntitle = "A"\n')
    (tmp_path / "tables" / "case_lines.csv").write_bytes(
        "id,title,kind,low\nstaff,Café posts,saving,£5\n".encode("cp1252")
    )
    read = read_case(tmp_path)
    assert read.case is not None or "file.encoding" in codes(read)
