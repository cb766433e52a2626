"""Four people in two browsers score and weigh apart, submit and agree; then everybody reads who disagrees on what."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.functional.conftest import PASSWORD, Visit, press

pytestmark = [pytest.mark.browser, pytest.mark.journey]
HERE = "/partnerships/vision-2020/decide/"
OPTIONS = ("as-now", "more-back-office", "partnership-chief-executive", "company-now", "lead-council")
OUTCOMES = ("financial", "efficiency", "resilience", "impact", "democracy")
# How each council's member of staff sees it: what to add to every score, and the points from financial to democracy.
VIEWS = {
    "cheltenham": (0, (100, 80, 60, 40, 20)),
    "cotswold": (10, (20, 40, 60, 80, 100)),
    "forest-of-dean": (-5, (50, 50, 50, 50, 50)),
    "west-oxfordshire": (20, (10, 20, 30, 40, 100)),
}


def level(option: int, outcome: int, more: int) -> int:
    return 35 + 9 * option - 7 * outcome % 30 + more


def fill(page: Page, council: str) -> None:
    more, points = VIEWS[council]
    page.get_by_label("You speak as one of the").select_option("staff")
    for i, option in enumerate(OPTIONS):
        for k, outcome in enumerate(OUTCOMES):
            page.locator(f'[name="s~{outcome}~{option}~likely"]').fill(str(level(i, k, more)))
    for outcome, figure in zip(OUTCOMES, points, strict=True):
        page.locator(f'[name="w~{outcome}"]').fill(str(figure))


def change_person(person: Visit, council: str) -> Page:
    """The next person sits down at the same browser."""
    press(person.page, "Sign out")
    person.go("/sign-in/")
    person.page.get_by_label("Email address").fill(f"programme-manager@{council}.example")
    person.page.get_by_label("Password").fill(PASSWORD)
    press(person.page, "Sign in")
    return person.page


def test_four_people_in_two_browsers_score_weigh_submit_and_agree(visit: Callable[..., Visit]) -> None:
    first = visit().sign_in("programme-manager@cheltenham.example")
    second = visit(width=375).sign_in("programme-manager@cotswold.example")
    for person, council in ((first, "cheltenham"), (second, "cotswold")):
        fill(person.go(f"{HERE}score/"), council)
        press(person.page, "Save for myself")
        expect(person.page.get_by_role("alert")).to_contain_text("Only you see them")
    theirs = "Cheltenham, staff"
    assert theirs not in (
        second.go(f"{HERE}agree-scores/").locator("main").text_content() or ""
    )  # saved, not submitted
    for person, council in ((first, "cheltenham"), (second, "cotswold")):
        fill(person.go(f"{HERE}score/?group=staff"), council)
        press(person.page, "Submit")
        expect(person.page.get_by_role("alert")).to_contain_text("every partner sees them now")
    for person, council in ((first, "forest-of-dean"), (second, "west-oxfordshire")):
        change_person(person, council)
        fill(person.go(f"{HERE}score/"), council)
        press(person.page, "Submit")
        expect(person.page.get_by_role("alert")).to_contain_text("every partner sees them now")

    page = first.go(f"{HERE}agree-scores/")
    assert theirs in (page.locator("main").text_content() or "")
    part = page.locator("section", has=page.locator('input[name="cell"][value="impact~as-now"]'))
    part.locator("summary").click()
    form = part.locator("form")
    form.locator('[name="low"]').fill("30")
    form.locator('[name="likely"]').fill("40")
    form.locator('[name="high"]').fill("50")
    form.locator('[name="reason"]').fill("Settled at the board on 3 March")
    form.get_by_label("West Oxfordshire", exact=True).check()
    form.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("The agreed score is recorded")

    for person in (first, second):
        main = person.go(f"{HERE}choice/").locator("main")
        expect(main.get_by_role("heading", name="Where partners stand")).to_be_visible()
        words = main.inner_text()
        assert "points of the total hang on it" in words
        assert "views of what matters" in words
        assert all(name in words for name in ("Cheltenham", "Cotswold", "Forest of Dean", "West Oxfordshire"))
    assert first.complaints == []
    assert second.complaints == []
    assert first.strangers == []
