from decimal import Decimal
from pathlib import Path

import xlsxwriter

from concordat.data.files.table_file import read_table_file

TABLE = "recharge_drivers"


def test_a_list_without_identifiers_gets_them_from_its_rows(tmp_path: Path):
    file = tmp_path / "counts.csv"
    file.write_text('Our counts,,\nDriver,Year,Count\ncalls,2026/27,"1,200"\nposts,2026/27,0\n')
    facts, findings = read_table_file(file, table=TABLE)
    assert [(fact.id, fact.get("driver"), fact.values["quantity"]) for fact in facts] == [
        ("row-3", "calls", Decimal(1200)),
        ("row-4", "posts", Decimal(0)),
    ]
    assert not any(finding.is_error for finding in findings)


def test_identifiers_that_are_there_are_kept(tmp_path: Path):
    file = tmp_path / "counts.csv"
    file.write_text("id,driver,financial_year,quantity\nmine,calls,2026/27,4\n")
    assert [fact.id for fact in read_table_file(file, table=TABLE)[0]] == ["mine"]


def test_a_workbook_is_read_from_the_sheet_that_fits(tmp_path: Path):
    file = tmp_path / "counts.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        book.add_worksheet("Notes").write_string(0, 0, "Read me")
        sheet = book.add_worksheet("Counts")
        for row, cells in enumerate([["Driver", "Year", "Count"], ["calls", "2026/27", 7]]):
            sheet.write_row(row, 0, cells)
    facts, findings = read_table_file(file, table=TABLE)
    assert [(fact.get("driver"), fact.values["quantity"]) for fact in facts] == [("calls", Decimal(7))]
    assert not any(finding.is_error for finding in findings)


def test_a_cell_that_is_no_number_names_its_row(tmp_path: Path):
    file = tmp_path / "counts.csv"
    file.write_text("Driver,Year,Count\ncalls,2026/27,lots\n")
    _, findings = read_table_file(file, table=TABLE)
    assert any(finding.is_error and finding.where.row == 2 for finding in findings)


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path):
    assert [finding.code for finding in read_table_file(tmp_path / "no.csv", table=TABLE)[1]] == ["file.absent"]
