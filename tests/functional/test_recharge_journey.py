"""A councillor judges who pays what; two finance officers walk a statement from count to agreement."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.functional.conftest import Visit

pytestmark = pytest.mark.browser
VISION = "/partnerships/vision-2020/"
STATEMENT = f"{VISION}run/recharge/true-up-2016-cotswold/"


def test_a_councillor_finds_who_would_rather_leave(visit: Callable[..., Visit]) -> None:
    member = visit(width=375, javascript=False).sign_in("member@cotswold.example")
    page = member.go(f"{VISION}decide/")
    page.get_by_role("link", name="Share the cost, and see who would rather leave").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("who pays what")
    page.get_by_role("link", name="Equal shares").click()
    expect(page.locator("#equal")).to_be_visible()
    expect(page.get_by_text("Forest of Dean would pay £25,047 less alone.")).to_be_visible()
    assert not member.complaints
    assert not member.strangers


def test_a_count_is_entered_and_the_statement_is_issued_disputed_and_agreed(visit: Callable[..., Visit]) -> None:
    cotswold = visit().sign_in("section-151@cotswold.example")
    page = cotswold.go(f"{VISION}run/")
    page.get_by_role("link", name="Charge each partner, true up, and send statements").click()
    page.get_by_role("button", name="Enter your counts").click()
    page.get_by_label("Devices in use, counted").fill("575")
    page.get_by_label("Source of what you changed").fill("Asset register, 31 March 2017")
    page.get_by_role("button", name="Save the counts").click()
    expect(page.get_by_role("alert")).to_contain_text("One count is saved")
    expect(page.get_by_text("752 / 575 / 560 / 690").first).to_be_visible()

    lead = visit().sign_in("section-151@west-oxfordshire.example")
    lead.go(STATEMENT).get_by_role("button", name="Issue").click()
    expect(lead.page.get_by_role("alert")).to_contain_text("issued")

    page = cotswold.go(STATEMENT)
    page.get_by_text("Dispute this line").first.click()
    page.get_by_label("Why").first.fill("The licence was paid twice")
    page.get_by_role("button", name="Dispute", exact=True).first.click()
    expect(page.get_by_role("alert")).to_contain_text("disputed")

    page = lead.go(STATEMENT)
    page.get_by_text("Resolve this dispute").click()
    page.get_by_label("What the line comes to in the end, in pounds").fill("8,000.00")
    page.get_by_label("Why").last.fill("One licence is refunded")
    page.get_by_role("button", name="Resolve").click()
    expect(page.get_by_role("alert")).to_contain_text("resolved")

    page = cotswold.go(STATEMENT)
    page.get_by_role("button", name="Agree the statement").click()
    expect(page.locator("main")).to_contain_text("Agreed")
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    assert download.value.suggested_filename == "true-up-2016-cotswold.xlsx"
    assert not cotswold.complaints
    assert not lead.complaints
