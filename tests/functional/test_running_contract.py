"""A contract manager and the contractor's manager through a month, a dispute, a revised index and the end of a year."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.functional.conftest import Visit, press

pytestmark = [pytest.mark.browser, pytest.mark.journey]
PATIENCE = 30_000  # a delivery is compared with every one before it
BASE = "/partnerships/running-contract/"
RUN = f"{BASE}run/"
HEADINGS = "Job No,Service Area,Reported Date,Order Date,Due Date,Finished On,Job State,Certified\n"
MAY = [
    *(
        f"MAY-{n},highways,2026-05-{n:02} 08:00,2026-05-{n:02} 09:00,2026-05-{n:02} 18:00,2026-05-{n:02} 15:00,Complete,100.00"
        for n in range(1, 29)
    ),
    "MAY-29,highways,2026-05-29 08:00,2026-05-29 09:00,2026-05-29 18:00,soon,Complete,100.00",  # not a time
    "MAY-30,highways,2026-05-29 08:00,2026-05-29 09:00,2026-05-29 18:00,2026-05-28 15:00,Complete,100.00",  # before it was ordered
    "MAY-1,highways,2026-05-01 08:00,2026-05-01 09:00,2026-05-01 18:00,2026-05-01 15:00,Complete,100.00",  # twice, the same
]


def test_a_month_is_taken_in_issued_disputed_and_corrected_and_both_sides_come_to_the_same(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    county = visit().sign_in("contract-manager@example-county.example")
    contractor = visit().sign_in("contract-manager@example-contractor.example")
    for person in (county, contractor):  # two years of records are being made up since the start
        person.page.set_default_timeout(90_000)
    expect.set_options(timeout=PATIENCE)
    _a_month_with_the_usual_mess(county, tmp_path)
    _measures_are_seen(county)
    _april_is_issued(county)
    _the_contractor_opens_a_deduction_and_disputes_it(contractor)
    _an_index_is_revised_and_the_next_month_corrects(county)
    _the_years_have_earned_months(contractor)
    _both_command_lines_come_to_the_same(county, contractor, tmp_path)
    for person in (county, contractor):
        assert not person.complaints
        assert not person.strangers


def _a_month_with_the_usual_mess(county: Visit, folder: Path) -> None:
    """Their columns are mapped once; a bad row is downloaded, mended and delivered again."""
    file = folder / "may.csv"
    file.write_text(HEADINGS + "\n".join(MAY) + "\n", encoding="utf-8")
    page = county.go(f"{RUN}evidence/")
    page.get_by_role("link", name="Map its columns once").click()
    page.get_by_label("A file of theirs").set_input_files(file)
    page.get_by_role("button", name="Propose a mapping").click()
    expect(page.get_by_role("cell", name="MAY-1", exact=True)).to_be_visible()
    expect(page.get_by_label("Order", exact=True)).to_have_value("Job No")
    page.get_by_label("Whose columns these are").fill("Depot export")
    page.get_by_role("button", name="Keep this mapping").click()
    expect(page.get_by_role("alert")).to_contain_text("The mapping is kept")
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Check it and take it in").click()
    expect(page.get_by_text("28 rows went in; 2 wait in quarantine.")).to_be_visible()
    expect(page.get_by_text("“soon” is not a time.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the job records to mend").click()
    mended = folder / "mended.csv"
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert ",completed," in text  # their word stands as ours
    rows = [row for row in text.splitlines() if not row or "MAY-" in row or row.startswith("quarantine_row")]
    assert sum("MAY-" in row for row in rows) == 2
    mended.write_text(
        "\n".join(rows).replace("soon", "2026-05-30 10:00").replace("2026-05-28 15:00", "2026-05-29 15:00") + "\n",
        encoding="utf-8",
    )
    page.get_by_label("The file").set_input_files(mended)
    page.get_by_label("Whose columns it has").select_option("")
    page.get_by_role("button", name="Check it and take it in").click()
    expect(page.get_by_role("alert")).to_contain_text("2 rows went in")


def _measures_are_seen(county: Visit) -> None:
    page = county.go(f"{RUN}measures/")
    expect(page.get_by_role("link", name="Road defects made good on time").first).to_be_visible()


def _april_is_issued(county: Visit) -> None:
    page = county.go(f"{RUN}statements/")
    page.get_by_role("button", name="Open the draft of April 2026").click()
    page.get_by_label("I have read it, and freeze it for ever").check()
    page.get_by_role("button", name="Issue", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Its pence will not change")
    expect(page.get_by_text("the same to the penny")).to_be_visible()
    page.get_by_role("link", name="Statements").click()
    page.get_by_role("button", name="Take the figures of May 2026 from the records").click()
    expect(page.get_by_role("alert")).to_contain_text("Taken from the records: 7 figures of May 2026")
    expect(page.get_by_text("Highways orders").first).to_be_visible()


def _the_contractor_opens_a_deduction_and_disputes_it(contractor: Visit) -> None:
    page = contractor.go(f"{RUN}statements/2026-04/")
    row = page.locator("tr", has=page.get_by_text("Dispute this line")).filter(has_text="points").first
    row.get_by_text("Rule and figures").click()
    row.get_by_role("link", name="Open the job records behind it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("the jobs that failed")
    expect(page.locator("tbody tr").first).to_be_visible()
    page.go_back()
    row = page.locator("tr", has=page.get_by_text("Dispute this line")).filter(has_text="points").first
    row.get_by_text("Dispute this line").click()
    row.get_by_label("How much of it, in pounds (empty for all)").fill("10.00")
    row.get_by_label("Why").fill("The road was closed by the county")
    row.get_by_role("button", name="Dispute", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("disputed")
    expect(page.get_by_text("£10.00 is in dispute")).to_be_visible()


def _an_index_is_revised_and_the_next_month_corrects(county: Visit) -> None:
    page = county.go(f"{BASE}tables/index_values/rows/pay-2025-11/change/")
    page.get_by_label("Value", exact=True).fill("111.4")
    page.get_by_label("Source").fill("Revised in the next edition")
    press(page, "Save")
    page = county.go(f"{RUN}statements/2026-05/")
    expect(page.get_by_role("heading", name="Corrections:")).to_be_visible()
    expect(page.get_by_text("April 2026: Indexation: Core service")).to_be_visible()


def _the_years_have_earned_months(contractor: Visit) -> None:
    page = contractor.go(f"{RUN}extension/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("The contract ends on 31 March 2031")
    year = page.get_by_role("row", name="2025/26")
    expect(year).to_contain_text("The contractor is entitled to 12 months more")


def _both_command_lines_come_to_the_same(county: Visit, contractor: Visit, folder: Path) -> None:
    """Each takes away what it may see; the command gives both the pence of the page."""
    shown, worked_out = [], []
    for name, person in (("county", county), ("contractor", contractor)):
        page = person.go(f"{RUN}statements/2026-04/")
        shown.append(page.locator(".c-lead strong").first.inner_text())
        case = _taken_away(person.go(f"{BASE}partnership/case-file/"), folder / name)
        done = subprocess.run(
            [sys.executable, "-m", "concordat", "statement", str(case), "--period", "2026-04", "--json"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        found = json.loads(done.stdout)
        assert found["total"] == found["worked_out_again"], done.stdout[-2000:]
        assert found["term"]["ends"] == "2031-03-31"
        worked_out.append(f"£{found['total'] / 100:,.2f}")
    assert len({*shown, *worked_out}) == 1, (shown, worked_out)


def _taken_away(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as a case folder (.zip)").click()
    with zipfile.ZipFile(download.value.path()) as held:
        held.extractall(folder)
    return next(path.parent for path in folder.rglob("case.toml"))
