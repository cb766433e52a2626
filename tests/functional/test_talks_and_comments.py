"""Comments brought in and put under themes without a script; a council and its contractor settle a point in two sessions."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.functional.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.journey]
COUNCIL_STOPS_AT, CONTRACTOR_STOPS_AT = "£900,000 a year", "£1,000,000 a year"


def test_a_programme_manager_brings_comments_in_and_says_what_belongs_together(visit: Callable[..., Visit]) -> None:
    person = visit(javascript=False, width=375)
    person.sign_in("programme-manager@cotswold.example")
    page = person.go("/partnerships/vision-2020/decide/consultation/")
    page.get_by_role("button", name="Bring comments in").click()
    page.get_by_label("Comments", exact=False).first.fill("Mind the bus to Moreton\nWho pays if one of us leaves?")
    page.get_by_label("Who they are from").select_option("public")
    page.get_by_role("button", name="See how they are read").click()
    expect(page.get_by_role("heading", name="How 2 comments were read")).to_be_visible()
    page.get_by_role("button", name="Keep 2 comments").click()
    expect(page.get_by_text("2 comments brought in.")).to_be_visible()
    page.get_by_role("button", name="Put them under themes").click()
    page.get_by_label("Theme of “Mind the bus to Moreton”").select_option(label="Where people work")
    page.get_by_role("button", name="Save the themes").click()
    expect(page.locator("tr", has_text="Mind the bus to Moreton").first).to_contain_text("Where people work")


def test_two_parties_settle_a_point_and_neither_learns_where_the_other_stops(visit: Callable[..., Visit]) -> None:
    here = "/partnerships/herefordshire-2008/decide/negotiation/"
    council, contractor = visit(), visit()
    council.sign_in("programme-manager@herefordshire.example")
    contractor.sign_in("contract-manager@amey.example")
    page = contractor.go(here)
    assert CONTRACTOR_STOPS_AT in page.content()
    assert COUNCIL_STOPS_AT not in page.content()
    page.get_by_role("button", name="Enter what was agreed").click()
    page.get_by_label("Point").select_option(label="Saving guaranteed each year")
    page.get_by_label("Figure").fill("950000")
    page.get_by_label("Agreed words").fill("A saving of £950,000 a year is guaranteed")
    page.get_by_label("Agreed on").fill("2 April 2009")
    page.get_by_label("Every partner and the contractor").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save").first.click()
    settled = council.go(here).locator("tr", has_text="The least saving the contractor stands for")
    expect(settled).to_contain_text("Agreed, no clause yet")
    own = council.page.locator("tr", has_text="Must have").last
    expect(own).to_contain_text("Within the mandate, worse than aimed for by £250,000 a year")
    assert CONTRACTOR_STOPS_AT not in council.page.content()
    assert COUNCIL_STOPS_AT not in contractor.go(here).content()
    assert council.complaints == contractor.complaints == []
