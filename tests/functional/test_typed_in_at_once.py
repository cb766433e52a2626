"""A review typed in the quick way: the long list in one box, the screen in one form, the recommendation part by part."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from typer.testing import CliRunner

from concordat.cli.main import app
from tests.functional.conftest import Visit, press

pytestmark = pytest.mark.browser


def start(visit: Callable[..., Visit], title: str) -> tuple[Visit, str]:
    person = visit().sign_in("programme-manager@aldermoor.example")
    person.go("/partnerships/new/")
    person.page.get_by_label("What is the review called?").fill(title)
    press(person.page, "Start the review")
    return person, person.page.url.split("/partnerships/")[1].split("/")[0]


def add_row(person: Visit, slug: str, table: str, **said: str) -> None:
    page = person.go(f"/partnerships/{slug}/tables/{table}/add/")
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


def no_fault(page: Page) -> None:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [item["help"] for item in found] == []


def test_a_review_typed_in_at_once_to_the_second_version_of_its_recommendation(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    person, slug = start(visit, "Hedges, quickly (test)")
    page = person.page
    add_row(person, slug, "screen_criteria", **{"id": "lawful", "v-title": "Lawful"})
    add_row(person, slug, "service_areas", **{"id": "hedges", "v-title": "Hedges"})

    person.go(f"/partnerships/{slug}/design/long-list/")
    press(page, "Add several at once")
    page.get_by_label("Options, one a line").fill("Alone\nTogether: one team for both\nNot at all")
    press(page, "Add them to the long list")
    expect(page.get_by_role("alert")).to_contain_text("3 options added")

    person.go(f"/partnerships/{slug}/design/mark-options/")
    page.get_by_label("Mark: Alone, Lawful").select_option("amber")
    page.get_by_label("Mark: Together, Lawful").select_option("green")
    page.get_by_label("Mark: Not at all, Lawful").select_option("red")
    press(page, "Save the marks")
    page.get_by_role("alert").get_by_role("link").click()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Reason: Not at all, Lawful"
    no_fault(page)
    page.get_by_label("Reason: Not at all, Lawful").fill("Hedges by a road must be cut")
    press(page, "Save the marks")
    expect(page.get_by_role("row", name="Not at all")).to_contain_text("Dropped")

    add_row(
        person,
        slug,
        "case_lines",
        **{"v-title": "One team", "v-kind": "saving", "v-option": "together", "v-high": "9k"},
    )
    add_row(person, slug, "comments", **{"id": "nests", "v-title": "Mind the nests"})

    person.go(f"/partnerships/{slug}/decide/recommendation/")
    press(page, "Write the first version")
    page.get_by_label("Title").fill("Cut together")
    page.get_by_label("What is recommended").fill("One team cuts the hedges of both councils.")
    page.get_by_label("Option (optional)").select_option("together")
    page.locator('[name="area-hedges-answer"]').fill("In March")
    press(page, "Save this version")
    expect(page.get_by_role("alert")).to_contain_text("Version 1 is saved")
    press(page, "Write the next version")
    page.locator('[name="area-hedges-answer"]').fill("In October")
    page.locator('[name="area-hedges-because"]').locator("xpath=ancestor::details").locator("summary").click()
    page.locator('[name="area-hedges-because"][value="nests"]').check()
    page.locator('[name="moved_by"][value="nests"]').check()
    no_fault(page)
    press(page, "Save this version")
    changes = page.get_by_role("region", name="What changed from version 1 to version 2")
    expect(changes).to_contain_text("In October")
    expect(changes.get_by_role("link", name="Mind the nests")).to_be_visible()

    hashes = {}
    for name in ("screen", "savings"):
        person.go(f"/partnerships/{slug}/sources/{name}/")
        hashes[name] = page.locator("#result-hash").inner_text()
    person.go(f"/partnerships/{slug}/partnership/case-file/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as a case folder").click()
    download.value.save_as(tmp_path / "case.zip")
    zipfile.ZipFile(tmp_path / "case.zip").extractall(tmp_path)
    for name in ("screen", "savings"):
        done = CliRunner().invoke(app, [name, str(tmp_path / slug), "--json"])
        assert json.loads(done.stdout)["result"] == hashes[name], name
    assert person.complaints == []
    assert person.strangers == []


def test_a_case_file_goes_out_is_changed_and_comes_back_after_a_look(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    person, slug = start(visit, "Verges, out and back (test)")
    page = person.page
    add_row(person, slug, "options", **{"id": "alone", "v-title": "Alone"})
    person.go(f"/partnerships/{slug}/partnership/case-file/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as a case folder").click()
    download.value.save_as(tmp_path / "case.zip")
    zipfile.ZipFile(tmp_path / "case.zip").extractall(tmp_path)
    rows = tmp_path / slug / "tables" / "options.csv"
    rows.write_text(rows.read_text(encoding="utf-8").replace("Alone", "By ourselves"), encoding="utf-8")
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(changed, "w") as archive:
        for file in (tmp_path / slug).rglob("*"):
            archive.write(file, file.relative_to(tmp_path))

    page.get_by_label("Case file").set_input_files(changed)
    press(page, "Show what would change")
    expect(page.get_by_role("row", name="By ourselves")).to_contain_text("Alone")
    no_fault(page)
    press(page, "Bring these changes in")
    expect(page.get_by_role("alert")).to_contain_text("brought in")
    person.go(f"/partnerships/{slug}/design/long-list/")
    expect(page.get_by_role("link", name="By ourselves")).to_be_visible()
    assert person.complaints == []


def test_a_form_is_filled_in_and_saved_with_the_keyboard_alone(visit: Callable[..., Visit]) -> None:
    person, slug = start(visit, "Keys (test)")
    page = person.go(f"/partnerships/{slug}/design/several-options/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skip to the main content
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "lines":
            break
    page.keyboard.type("Alone")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == "Add them to the long list":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("1 option added")
