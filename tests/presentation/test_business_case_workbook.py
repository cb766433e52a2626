import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from concordat.data.files import read_case
from concordat.data.files.business_case_reference import load_reference
from concordat.domain.business_case.ledgers import Ledgers
from concordat.domain.business_case.opening import open_ledgers
from concordat.domain.business_case.reading import read_business_case
from concordat.domain.business_case.results import BusinessCaseResult
from concordat.domain.business_case.work_out import work_out
from concordat.presentation.business_case_workbook import write_business_case_workbook

VISION = Path(__file__).parents[2] / "examples" / "vision-2020"


def vision() -> tuple[Ledgers, BusinessCaseResult]:
    case = read_case(VISION).case
    assert case is not None
    ledgers = open_ledgers(read_business_case(case, reference=load_reference()))
    return ledgers, work_out(ledgers.business_case, ledgers=ledgers)


def recalculated(file: Path, folder: Path) -> openpyxl.Workbook:
    """Saved without any cached value, so that LibreOffice has to work out every formula."""
    bare = folder / "bare.xlsx"
    openpyxl.load_workbook(file).save(bare)
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(folder / "out"),
            str(bare),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return openpyxl.load_workbook(folder / "out" / "bare.xlsx", data_only=True)


def pence(value: object) -> int:
    return int((Decimal(str(value)) * 100).quantize(Decimal(1)))


def row(book: openpyxl.Workbook, sheet: str, number: int, years: int, first: int) -> list[int]:
    return [pence(book[sheet].cell(number, first + year).value) for year in range(years)]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_recalculates_the_workbook_to_the_same_pennies(tmp_path: Path):
    ledgers, result = vision()
    file = tmp_path / "case.xlsx"
    write_business_case_workbook(ledgers, result, file)
    book = recalculated(file, tmp_path)
    economic, financial = result.joint.economic, result.joint.financial
    for number, values in ((4, economic.benefits), (5, economic.costs), (6, financial.savings), (7, financial.costs)):
        assert row(book, "Totals", number, len(result.years), 2) == list(values)
    assert pence(book["Totals"]["B10"].value) == economic.net_present_value.likely
    assert pence(book["Totals"]["B12"].value) == financial.total.likely
    councils = [row(book, "Councils", 4 + place, len(result.years), 2) for place in range(len(ledgers.partners) + 1)]
    assert [sum(column) for column in zip(*councils, strict=True)] == list(financial.net)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_formulas_are_alive_the_worst_corner_follows_from_one_cell(tmp_path: Path):
    ledgers, result = vision()
    file = tmp_path / "case.xlsx"
    write_business_case_workbook(ledgers, result, file)
    changed = openpyxl.load_workbook(file)
    changed["Assumptions"]["B3"].value = "worst"
    changed.save(file)
    book = recalculated(file, tmp_path)
    assert pence(book["Totals"]["B10"].value) == result.joint.economic.net_present_value.worst
    assert pence(book["Totals"]["B12"].value) == result.joint.financial.total.worst


def test_every_ledger_cell_carries_the_rounding(tmp_path: Path):
    ledgers, result = vision()
    file = tmp_path / "case.xlsx"
    write_business_case_workbook(ledgers, result, file)
    book = openpyxl.load_workbook(file)
    for sheet in ("Economic", "Financial"):
        cell = book[sheet].cell(4, 4).value
        assert cell.startswith("=")
        assert "ROUND(" in cell
        assert cell.endswith(",2)")


def test_what_people_typed_is_never_a_formula(tmp_path: Path):
    ledgers, result = vision()
    file = tmp_path / "case.xlsx"
    write_business_case_workbook(ledgers, result, file)
    titles = [cell.value for cell in openpyxl.load_workbook(file)["Lines"]["B"][3:]]
    assert titles == [line.title for line in ledgers.lines]
