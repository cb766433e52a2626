"""A contract manager tries the rules before signature: by keyboard alone, without JavaScript, on a telephone's page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.functional.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.journey]
RUN = "/partnerships/running-contract/run/"


def test_the_rules_are_tried_by_keyboard_without_javascript_and_what_came_of_it_is_kept(
    visit: Callable[..., Visit],
) -> None:
    person = visit(width=375, javascript=False).sign_in("contract-manager@example-contractor.example")
    page = person.go(f"{RUN}mechanism/")
    page.get_by_role("button", name="Try the rules before signing").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Not tried yet")).to_be_visible()
    page.get_by_label("Contracts of each kind").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("0")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Contracts of each kind: enter a whole number from 1 to 100")).to_be_visible()
    page.get_by_label("Contracts of each kind").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("12")
    page.keyboard.press("Tab")
    page.keyboard.type("4")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Test bench")).to_be_visible()  # the job's own page looks again by itself
    came = page.get_by_role("link", name="See what came of it")
    expect(came).to_be_visible(timeout=90_000)
    with page.expect_navigation():
        came.click()
    expect(
        page.get_by_text("Tried: 12 contracts of 4 years for each of four kinds of contractor, seed 1.")
    ).to_be_visible()
    expect(page.get_by_role("row", name="Gaming")).to_contain_text("£")
    expect(page.get_by_role("heading", name="Double jeopardy")).to_be_visible()
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)
    page.get_by_role("link", name="Emergencies made safe within two hours").first.click()
    expect(page.get_by_text("Told by the program from version")).to_be_visible()
    again = person.go(f"{RUN}test-bench/")
    expect(again.get_by_text("Tried: 12 contracts of 4 years")).to_be_visible()
    # Nought contracts are answered with 422, which the browser remarks on.
    assert [text for text in person.complaints if "422" not in text] == []
    assert not person.strangers
