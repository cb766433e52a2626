"""Weights moved by keyboard alone, live; scores saved by keyboard; the same as a plain form without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.functional.conftest import Visit

pytestmark = pytest.mark.browser
CHOICE = "/partnerships/vision-2020/decide/choice/"
SCORE = "/partnerships/vision-2020/decide/score/"


def test_a_weight_is_moved_by_keyboard_and_the_page_follows(visit: Callable[..., Visit]) -> None:
    visitor = visit().sign_in("programme-manager@cotswold.example")
    page = visitor.go(CHOICE)
    page.get_by_label("Democracy", exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("100")
    for other in ("Impact", "Resilience", "Efficiency", "Financial"):
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("document.activeElement.labels[0].textContent") == other
        page.keyboard.press("Control+A")
        page.keyboard.type("0")
    page.locator("#live p[role=status]", has_text="Carry on as now leads").wait_for()
    page.locator("#shares", has_text="in 100").wait_for()
    assert "part=" not in page.url  # nothing was loaded anew
    assert visitor.complaints == []
    assert visitor.strangers == []


def test_scores_are_typed_and_saved_by_keyboard(visit: Callable[..., Visit]) -> None:
    page = visit().sign_in("programme-manager@forest-of-dean.example").go(SCORE)
    page.get_by_label("Low: Carry on as now, Financial").focus()
    for figure in ("10", "20", "30"):
        page.keyboard.type(figure)
        page.keyboard.press("Tab")
    page.get_by_role("button", name="Save for myself").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Only you see them").wait_for()
    assert page.get_by_label("Likely: Carry on as now, Financial").input_value() == "20"


def test_without_a_script_the_weights_are_a_form(visit: Callable[..., Visit]) -> None:
    page = visit(javascript=False).sign_in("programme-manager@cheltenham.example").go(CHOICE)
    for name in ("Financial", "Efficiency", "Resilience", "Impact"):
        page.get_by_label(name, exact=True).fill("0")
    page.get_by_role("button", name="Show what changes").click()
    expect(page.locator("#live")).to_contain_text("Carry on as now leads")
