"""On a telephone a picture shows its bars and a table of words is read downwards; without a script it is moved sideways."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.functional.conftest import Visit

pytestmark = pytest.mark.browser
WHO = "programme-manager@west-oxfordshire.example"
WORDS, PICTURE = "/partnerships/vision-2020/design/framework/", "/partnerships/vision-2020/design/positions/"

SAYS = "Every council would share 10 of 25 services"


def test_a_table_of_words_is_read_downwards_and_stays_a_table_to_a_screen_reader(visit: Callable[..., Visit]) -> None:
    person = visit(width=375).sign_in(WHO)
    found = person.go(WORDS)
    table = found.locator("main table").first
    expect(table).to_have_class("c-stacked")
    assert found.get_by_role("table").first.get_by_role("rowheader").count() > 0
    assert table.locator("td").first.get_attribute("data-heading") == "What became of it: "
    frame = found.locator("main .c-scroll").first
    assert frame.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert Axe().run(found).response["violations"] == []
    assert person.complaints == []


def test_the_list_of_measures_is_read_downwards_though_it_holds_many_figures(visit: Callable[..., Visit]) -> None:
    person = visit(width=375).sign_in("contract-manager@example-contractor.example")
    person.page.set_default_navigation_timeout(120_000)  # the first to look waits for the records to be made up
    found = person.go("/partnerships/running-contract/run/measures/")
    tables = found.locator("main .c-scroll > table")
    assert tables.count() >= 3
    for place in range(tables.count()):
        expect(tables.nth(place)).to_have_class("c-stacked")
    assert found.evaluate(
        "[...document.querySelectorAll('main .c-scroll')].every(one => one.scrollWidth <= one.clientWidth)"
    )
    assert Axe().run(found).response["violations"] == []


def test_a_table_that_was_folded_away_has_its_headings_too(visit: Callable[..., Visit]) -> None:
    person = visit(width=375).sign_in("contract-manager@example-contractor.example")
    person.page.set_default_navigation_timeout(120_000)
    found = person.go("/partnerships/running-contract/run/measures/defects-on-time/")
    found.get_by_text("The figures behind the picture").click()
    table = found.locator(".c-chart details table")
    expect(table).to_have_class(re.compile("c-stacked"))
    headings = (
        table.locator("tbody tr").first.locator("td").evaluate_all("cells => cells.map(one => one.dataset.heading)")
    )
    assert headings == ["Value: ", "Mean: ", "Limits: ", "What it tells: ", "Target: "]


def test_on_a_desk_it_stays_a_table(visit: Callable[..., Visit]) -> None:
    found = visit().sign_in(WHO).go(WORDS)
    expect(found.locator("main table.c-stacked")).to_have_count(0)


def test_a_picture_fits_the_telephone_and_the_wide_one_is_not_read_out(visit: Callable[..., Visit]) -> None:
    found = visit(width=375).sign_in(WHO).go(PICTURE)
    expect(found.get_by_role("img", name=SAYS)).to_have_count(1)
    picture = found.locator(".c-chart__slim svg").first
    assert picture.bounding_box()["width"] <= 375  # type: ignore[index]


def test_without_a_script_the_table_is_moved_sideways_and_the_picture_is_there(visit: Callable[..., Visit]) -> None:
    person = visit(width=375, javascript=False).sign_in(WHO)
    expect(person.go(PICTURE).get_by_role("img", name=SAYS)).to_have_count(1)
    found = person.go(WORDS)
    expect(found.locator("main table.c-stacked")).to_have_count(0)
    expect(found.get_by_role("columnheader", name="What became of it").first).to_be_visible()
