"""Four councils' officers and a contractor, five browsers at once: each sees exactly what it may."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.functional.conftest import Visit, press

pytestmark = pytest.mark.browser
COUNCILS = ("cheltenham", "cotswold", "forest-of-dean", "west-oxfordshire")
HOME = "/partnerships/vision-2020/"
NOTE = "Our fallback is to keep planning (test note)"


def add_note(person: Visit, council: str, audience: str) -> None:
    page = person.go(f"{HOME}tables/objectives/add/")
    page.locator('[name="v-title"]').fill(f"{NOTE}: {council} {audience}.")
    page.locator(f'[name="audience"][value="{audience}"]').check()
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("is saved")


def notes_seen(person: Visit) -> set[str]:
    page = person.go(f"{HOME}tables/objectives/")
    text = page.locator("main").inner_text()
    return {
        f"{council} {audience}"
        for council in COUNCILS
        for audience in ("organisation", "partners", "partners-and-contractor")
        if f"{NOTE}: {council} {audience}." in text
    }


def last_letter(folder: Path) -> str:
    newest = max((folder / "letters").glob("*"), key=lambda file: file.stat().st_mtime_ns)
    return str(message_from_bytes(newest.read_bytes().strip(b"-\n"), policy=policy.default).get_content())


def test_four_officers_and_a_contractor_see_exactly_what_they_should(visit: Callable[..., Visit], folder: Path) -> None:
    officers = {council: visit().sign_in(f"programme-manager@{council}.example") for council in COUNCILS}
    contractor = visit().sign_in("contract-manager@apcoa.example")
    assert contractor.page.goto(contractor.address + HOME).status == 404  # type: ignore[union-attr]

    lead = officers["west-oxfordshire"].go(f"{HOME}partnership/people/")
    form = lead.locator("form", has=lead.get_by_role("button", name="Add the organisation"))
    form.get_by_label("Organisation", exact=True).select_option("apcoa")
    form.get_by_label("What it is here").select_option("contractor")
    form.get_by_label("E-mail address of the first person").fill("contract-manager@apcoa.example")
    form.get_by_role("button", name="Add the organisation").click()
    expect(lead.get_by_role("alert").first).to_contain_text("belongs to the partnership")
    contractor.go(re.findall(r"(/role/\S+/)", last_letter(folder))[0])
    press(contractor.page, "Take up the role")

    for council, person in officers.items():
        for audience in ("organisation", "partners", "partners-and-contractor"):
            add_note(person, council, audience)
    shared = {f"{council} {audience}" for council in COUNCILS for audience in ("partners", "partners-and-contractor")}
    for council, person in officers.items():
        assert notes_seen(person) == shared | {f"{council} organisation"}, council
    assert notes_seen(contractor) == {f"{council} partners-and-contractor" for council in COUNCILS}


def test_somebody_who_acts_for_two_chooses_and_every_page_says_for_whom(visit: Callable[..., Visit]) -> None:
    person = visit().sign_in("service-director-public@cheltenham.example")
    page = person.page
    expect(page.get_by_role("heading", level=1)).to_contain_text("For whom do you act now?")
    page.get_by_label("Forest of Dean").check()
    press(page, "Continue")
    for path in ("/", HOME, f"{HOME}design/", f"{HOME}partnership/trail/"):
        person.go(path)
        expect(page.get_by_role("region", name="For whom you act")).to_contain_text("Forest of Dean")
    page.get_by_role("link", name="Act for another organisation").click()
    page.get_by_label("Cheltenham").check()
    press(page, "Continue")
    expect(page.get_by_role("region", name="For whom you act")).to_contain_text("Cheltenham")
