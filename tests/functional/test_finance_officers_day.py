"""A finance officer's day: four councils' lines as they come, mended; who gains; another vehicle; a dependence; frozen, printed,
and worked out again by a colleague from the case file, to the penny."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from concordat.cli.main import app
from tests.functional.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.journey]
HERE = "/partnerships/vision-2020/"
CASE = f"{HERE}decide/business-case/"
COUNCILS = ("cheltenham", "cotswold", "forest-of-dean", "west-oxfordshire")
MESS = """{council} savings, first cut (draft)
\t\t\t\t\t\t
Line\tKind\tCouncil\tLow\tLikely\tHigh\tChance that it happens\tIndex
Rent of the {council} depot\tSaving\t{council}\t£90,000\t100k\t£0.11m\t\tgdp
New office {council}\tcost\t{council} and somebody else\t10000\t12000\t15000\t15\tpetrol
Fleet {council}\tsaving\t{council}\tabout 20\t30000\t40000\t\t
Total\t\t\t\t142000\t\t\t
"""


def mended(council: str) -> str:
    text = MESS.format(council=council)
    return text.replace(" and somebody else", "").replace("petrol", "gdp").replace("about 20", "20000")


def bring_in(page: Page, council: str) -> None:
    """Paste, read what is wrong, mend it, keep."""
    box = page.get_by_label("Lines, with their headings")
    box.fill(MESS.format(council=council))
    page.get_by_label("Source").fill(f"Budget book of {council}")
    page.get_by_role("button", name="See how they are read").click()
    said = page.locator("main")
    for told in (
        "is not an amount of money",
        "names two partners",
        "petrol",
        "15, which was read as 15%",
        "looks like a total",
    ):
        expect(said).to_contain_text(told)
    box.fill(mended(council))
    page.get_by_role("button", name="See how they are read").click()
    page.get_by_role("button", name="Keep 3 lines").click()
    expect(page.get_by_role("alert")).to_contain_text("3 lines added to the business case")


def present_value(page: Page) -> str:
    found = re.search(r"Net present social value\s+(-?£[\d,.]+)", page.locator("main").inner_text())
    assert found
    return found[1]


def test_a_finance_officers_day(visit: Callable[..., Visit], tmp_path: Path) -> None:
    for council in COUNCILS:
        bring_in(visit().sign_in(f"section-151@{council}.example").go(f"{CASE}paste/"), council)
    officer = visit().sign_in("section-151@west-oxfordshire.example")

    words = officer.go(f"{CASE}councils/").locator("main").inner_text()
    assert all(name in words for name in ("Cheltenham", "Cotswold", "Forest of Dean", "West Oxfordshire"))

    page = officer.go(f"{CASE}vehicle/")
    page.get_by_role("link", name=re.compile("joint committee", re.IGNORECASE)).first.click()
    expect(page.locator("main")).to_contain_text("It hinges on")
    expect(page.locator("main")).to_contain_text(re.compile(r"\d+ lines? moved, \d+ stayed"))

    before = officer.go(f"{CASE}uncertainty/").locator("main").inner_text()
    assert "named groups" in before
    page = officer.go(f"{HERE}documents/business-case/vision/edit/")
    box = page.locator("textarea").first
    box.fill(
        box.input_value().replace('dependence = "named groups"', 'dependence = "common factor"\ncorrelation = "60%"')
    )
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Save")).first.click()
    after = officer.go(f"{CASE}uncertainty/").locator("main").inner_text()
    assert "Every two lines go well or badly together with a correlation of 0.6" in after

    page = visit().sign_in("programme-manager@west-oxfordshire.example").go(f"{HERE}partnership/decisions/")
    page.get_by_label("What was decided?").fill("The full business case as put to the four cabinets")
    page.get_by_role("button", name="Freeze what stands now").click()
    expect(page.get_by_role("alert")).to_contain_text("frozen with everything it rests on")
    decided = officer.go(f"{HERE}partnership/decisions/")
    decided.get_by_role("link", name="The full business case as put to the four cabinets").click()
    decided.get_by_role("link", name="The business case as decided").click()
    expect(decided.locator("main")).to_contain_text("As decided: worked out from what was frozen")

    value = present_value(officer.go(CASE))
    printed = officer.page.pdf(path=str(tmp_path / "printed.pdf"))
    assert printed.startswith(b"%PDF")
    page = officer.go(f"{HERE}partnership/case-file/")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download as an Excel workbook").click()
    file = tmp_path / "case.xlsx"
    coming.value.save_as(file)
    done = CliRunner().invoke(app, ["business-case", str(file), "--json"])
    told = json.loads(done.stdout)
    assert told["joint"]["net_present_value"]["likely"] == round(float(value.replace("£", "").replace(",", "")) * 100)
    assert told["result"] in (officer.go(f"{CASE}assumptions/").locator("main").text_content() or "")
    assert officer.complaints == []
    assert officer.strangers == []
