"""People of one council have the same form open: who comes second sees both values, on a telephone and without a script too."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.functional.conftest import Visit, press

pytestmark = pytest.mark.browser
MARKS = "/partnerships/herefordshire-2008/design/mark-options/"
WRITE = "/partnerships/herefordshire-2008/decide/recommendation/write/"


def looks_right(page: Page, name: str) -> None:
    """No fault that a checker finds, and nothing runs off the page, on a desk and on a telephone."""
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [item["help"] for item in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if os.environ.get("CONCORDAT_PICTURES"):
            page.screenshot(path=str(Path(os.environ["CONCORDAT_PICTURES"]) / f"{name}-{width}.png"), full_page=True)


def test_the_second_of_two_chooses_cell_by_cell(visit: Callable[..., Visit]) -> None:
    one = visit().sign_in("programme-manager@herefordshire.example")
    other = visit().sign_in("section-151@herefordshire.example")
    mine, theirs = one.go(MARKS), other.go(MARKS)
    name = str(mine.locator('select[name^="mark-"]').first.get_attribute("name"))
    why = name.replace("mark-", "why-", 1)
    for page, mark, reason in ((theirs, "red", "Against the law"), (mine, "amber", "With leave")):
        page.locator(f'[name="{name}"]').select_option(mark)
        page.locator(f'[name="{why}"]').fill(reason)
    press(theirs, "Save the marks")
    expect(theirs.get_by_role("alert")).to_contain_text("mark saved")
    press(mine, "Save the marks")
    expect(mine.get_by_role("alert")).to_contain_text("Nothing is saved yet and nothing was written over")
    expect(mine.get_by_role("row", name="Reason With leave Against the law")).to_be_visible()
    looks_right(mine, "marks")
    mine.get_by_label("Mine, as it stands in the form below").check()
    mine.locator(f'[name="{why}"]').fill("With leave, if the law allows")
    press(mine, "Save the marks")
    expect(mine.get_by_role("alert")).to_contain_text("1 mark saved")


def test_the_second_of_two_who_write_a_text_chooses_part_by_part(visit: Callable[..., Visit]) -> None:
    one = visit().sign_in("programme-manager@herefordshire.example")
    other = visit().sign_in("section-151@herefordshire.example")
    third = visit(width=375, javascript=False).sign_in("programme-manager@herefordshire.example")
    mine, theirs, plain = one.go(WRITE), other.go(WRITE), third.go(WRITE)
    for page, says in ((theirs, "Share it.\nLater."), (mine, "Share it.\nNow."), (plain, "Share nothing.")):
        page.get_by_label("What is recommended").fill(says)
    press(theirs, "Save this version")
    expect(theirs.get_by_role("alert")).to_contain_text("is saved")
    mine.get_by_label("Recommended by").fill("The board")
    press(mine, "Save this version")
    expect(mine.get_by_role("heading", name="What is recommended")).to_be_visible()
    looks_right(mine, "text")
    expect(mine.get_by_label("Recommended by")).to_have_value("The board")
    mine.get_by_label("What stands there now").check()
    press(mine, "Save this version")
    expect(mine.get_by_role("alert")).to_contain_text("is saved")
    press(plain, "Save this version")
    expect(plain.get_by_role("alert")).to_contain_text("Nothing is saved yet and nothing was written over")
    expect(plain.get_by_role("textbox", name="What is recommended")).to_have_value("Share nothing.")
    plain.get_by_label("Mine, as it stands in the form below").check()
    press(plain, "Save this version")
    expect(plain.get_by_role("alert")).to_contain_text("is saved")
    expect(plain.get_by_text("Share nothing.").first).to_be_visible()
    expect(plain.get_by_text("The board").first).to_be_visible()
