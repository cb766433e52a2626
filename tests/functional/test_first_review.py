"""The main job, in a browser: a review typed in from nothing comes to the figures and hashes of its case file."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from concordat.cli.main import app
from tests.functional.conftest import Visit, press

pytestmark = pytest.mark.browser


def add(page: Page, slug: str, table: str, **said: str) -> None:
    """Fill in a table's form by its labels, in any order, and save."""
    page.goto(page.url.split("/partnerships/")[0] + f"/partnerships/{slug}/tables/{table}/add/")
    for label, value in said.items():
        field = page.locator(f'[name="{label}"]')
        if field.first.get_attribute("type") in {"radio", "checkbox"}:
            page.locator(f'[name="{label}"][value="{value}"]').check()
        elif field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("is saved")


def result_hash(page: Page, slug: str, result: str) -> str:
    page.goto(page.url.split("/partnerships/")[0] + f"/partnerships/{slug}/sources/{result}/")
    return page.locator("dt", has_text="Hash of the result").locator("xpath=following-sibling::dd").inner_text()


def test_a_review_typed_in_gives_the_figures_and_hashes_of_its_case_file(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    person = visit().sign_in("programme-manager@herefordshire.example")
    page = person.page
    page.get_by_role("button", name="Start a new review").click()
    press(page, "Start the review")
    expect(page.get_by_role("alert").get_by_role("link", name="Enter what the review is called")).to_be_visible()
    page.get_by_label("What is the review called?").fill("Verges and hedges (test)")
    press(page, "Start the review")
    slug = page.url.split("/partnerships/")[1].split("/")[0]

    add(
        page,
        slug,
        "objectives",
        **{"id": "save", "v-title": "Save £100,000 a year", "v-least_annual_saving": "£100,000"},
    )
    add(page, slug, "screen_criteria", **{"id": "lawful", "v-title": "Lawful", "v-test": "Counsel says so"})
    add(page, slug, "options", **{"id": "own", "v-title": "Our own team"})
    add(
        page,
        slug,
        "options",
        **{"id": "shared", "v-title": "One team for three councils", "v-decision": "carried forward"},
    )
    add(
        page,
        slug,
        "screen_marks",
        **{"v-option": "own", "v-criterion": "lawful", "v-mark": "red", "v-reason": "The licence has ended"},
    )
    add(page, slug, "screen_marks", **{"v-option": "shared", "v-criterion": "lawful", "v-mark": "green"})
    add(
        page,
        slug,
        "case_lines",
        **{
            "v-title": "Fewer machines",
            "v-kind": "saving",
            "v-option": "shared",
            "v-low": "£80,000",
            "v-high": "120k",
            "source": "Fleet list",
        },
    )

    person.go(f"/partnerships/{slug}/design/screen/")
    expect(page.get_by_role("row", name="Our own team")).to_contain_text("Dropped")
    expect(page.get_by_role("row", name="Our own team")).to_contain_text("The licence has ended")
    person.go(f"/partnerships/{slug}/decide/savings/")
    expect(page.get_by_role("row", name="Total").first).to_contain_text("£80,000 to £120,000")
    expect(page.get_by_role("img").first).to_be_visible()
    hashes = {name: result_hash(page, slug, name) for name in ("screen", "savings")}

    person.go(f"/partnerships/{slug}/partnership/case-file/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as a case folder").click()
    download.value.save_as(tmp_path / "case.zip")
    zipfile.ZipFile(tmp_path / "case.zip").extractall(tmp_path)
    for name in ("screen", "savings"):
        done = CliRunner().invoke(app, [name, str(tmp_path / slug), "--json"])
        assert json.loads(done.stdout)["result"] == hashes[name], name

    person.go(f"/partnerships/{slug}/decide/report/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as Word").click()
    assert download.value.suggested_filename == f"{slug}-committee-report.docx"
    assert person.complaints == []
    assert person.strangers == []


def test_a_mistake_in_a_form_is_told_beside_its_field_and_nothing_is_lost(visit: Callable[..., Visit]) -> None:
    person = visit().sign_in("programme-manager@herefordshire.example")
    page = person.go("/partnerships/herefordshire-2008/tables/case_lines/add/")
    page.locator('[name="v-title"]').fill("Fewer vans")
    page.locator('[name="v-low"]').fill("about sixty")
    press(page, "Save")
    assert page.title().startswith("Error:")
    expect(page.locator('[name="v-title"]')).to_have_value("Fewer vans")
    expect(page.locator('[name="v-low"]')).to_have_value("about sixty")
    link = page.get_by_role("alert").get_by_role("link").first
    link.click()
    assert page.evaluate("document.activeElement.name").startswith("v-")


def test_it_can_be_read_with_a_keyboard_alone(visit: Callable[..., Visit]) -> None:
    person = visit().sign_in("programme-manager@herefordshire.example")
    page = person.go("/partnerships/herefordshire-2008/design/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    page.keyboard.press("Enter")
    reached = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.textContent").strip())
    assert "List every option" in reached


def test_it_works_without_javascript(visit: Callable[..., Visit]) -> None:
    person = visit(javascript=False).sign_in("programme-manager@herefordshire.example")
    page = person.go("/partnerships/herefordshire-2008/decide/savings/")
    expect(page.get_by_role("row", name="Total").first).to_contain_text("£768,000 to £1,018,000")
