"""One proposal through four councils by four routes, with a contractor in the room: five browsers at once.

Nobody is left out, one council attaches a condition, one resolves in other words; each says for itself what it accepts.
Only then does it go live, and the service moves in every council's position on the same day.
"""

from collections.abc import Callable
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.functional.conftest import Visit, press

pytestmark = [pytest.mark.browser, pytest.mark.journey]
COUNCILS = ("cheltenham", "cotswold", "forest-of-dean", "west-oxfordshire")
ROUTES = {
    "cheltenham": ("Cabinet", "executive"),
    "cotswold": ("Council", "full council"),
    "forest-of-dean": ("Resources Committee", "committee"),
    "west-oxfordshire": ("Head of paid service", "officer"),
}
HOME = "/partnerships/vision-2020/"
PROPOSAL = f"{HOME}decide/proposals/protection-test/"
TODAY = date.today()  # noqa: DTZ011  the day the browser's server lives in
SAYS = "That public protection be shared by the four councils."
OTHER = "That public protection be shared by the four councils, with one team."
CONDITION = "Night-time noise is answered within the hour."


def fill_row(person: Visit, table: str, **said: str) -> Page:
    """A row of a table by its form; a field of several values is given with semicolons."""
    page = person.go(f"{HOME}tables/{table}/add/")
    for part in page.locator("details").all():
        part.evaluate("element => element.open = true")
    for name, value in said.items():
        for one in value.split(";"):
            field = page.locator(f'[name="{name}"]')
            if field.first.get_attribute("type") in {"radio", "checkbox"}:
                page.locator(f'[name="{name}"][value="{one}"]').check()
            elif field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(one)
            else:
                field.fill(value)
    press(page, "Save")
    return page


def saved(page: Page) -> None:
    expect(page.get_by_role("alert")).to_contain_text("is saved")


def ask(person: Visit, council: str) -> None:
    body, route = ROUTES[council]
    said = {"v-proposal": "protection-test", "v-council": council, "v-body": body, "v-route": route}
    said |= {"v-power": "Local Government Act 1972 s. 101", "v-must_agree": "yes", "audience": "partners"}
    if route == "executive":
        said |= {"v-key_decision": "yes", "v-notice_published": "2026-01-05", "v-decides_on": "2026-02-10"}
    saved(fill_row(person, "proposal_bodies", id=f"{council}-test", **said))


def resolve(person: Visit, council: str, outcome: str, **said: str) -> Page:
    page = person.go(f"{PROPOSAL}resolve/{council}-test/")
    page.get_by_label(outcome, exact=True).check()
    page.locator('[name="decided_on"]').fill("10 February 2026")
    for name, value in said.items():
        field = page.locator(f'[name="{name}"]')
        field.check() if field.get_attribute("type") == "checkbox" else field.fill(value)
    press(page, "Enter the resolution")
    return page


def no_fault(page: Page) -> None:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [item["help"] for item in found] == []


@pytest.fixture
def room(visit: Callable[..., Visit]) -> dict[str, Visit]:
    """An officer of each council and the contractor's manager, each signed in at a browser of their own."""
    people = {council: visit().sign_in(f"programme-manager@{council}.example") for council in COUNCILS}
    people["contractor"] = visit().sign_in("contract-manager@example-contractor.example")
    lead = people["west-oxfordshire"].go(f"{HOME}partnership/people/")
    form = lead.locator("form", has=lead.get_by_role("button", name="Add the organisation"))
    form.get_by_label("Organisation", exact=True).select_option("example-contractor")
    form.get_by_label("What it is here").select_option("contractor")
    form.get_by_label("E-mail address of the first person").fill("contract-manager@example-contractor.example")
    press(lead, "Add the organisation")
    expect(lead.get_by_role("alert")).to_contain_text("belongs to the partnership")
    return people


def test_a_service_moves_only_when_four_councils_have_agreed_by_four_routes(room: dict[str, Visit]) -> None:
    lead = room["west-oxfordshire"]
    alone = fill_row(
        room["cheltenham"],
        "positions",
        **{"v-service": "public-protection", "v-stance": "already shared", "v-from_date": TODAY.isoformat()},
    )
    expect(alone.get_by_role("alert")).to_contain_text("no proposal that is live says so")

    put = {"id": "protection-test", "v-title": "Share public protection (test)", "v-kind": "transfer a service"}
    put |= {"v-says": SAYS, "v-takes_effect": TODAY.isoformat(), "v-services": "public-protection"}
    put |= {"v-sent_out": "2026-01-05", "audience": "partners"}
    saved(fill_row(lead, "proposals", **put))

    # Three are asked and one is forgotten: nobody can vote until it is put right.
    for council in ("cheltenham", "cotswold", "west-oxfordshire"):
        ask(room[council], council)
    page = lead.go(PROPOSAL)
    expect(page.locator("main")).to_contain_text("Forest of Dean is affected (its service moves), and no body of it")
    refused = resolve(lead, "west-oxfordshire", "Agreed")
    expect(refused.get_by_role("alert")).to_contain_text("no body of it is asked to agree")
    ask(room["forest-of-dean"], "forest-of-dean")

    # Each by its own route, in its own words.
    resolve(lead, "west-oxfordshire", "Agreed")
    resolve(room["cheltenham"], "cheltenham", "Agreed", votes_for="7", votes_against="0")
    resolve(room["cotswold"], "cotswold", "Agreed", wording=OTHER, same_effect="yes", votes_for="21", votes_against="9")
    resolve(room["forest-of-dean"], "forest-of-dean", "Agreed with conditions", conditions=CONDITION, votes_for="5")
    page = lead.go(PROPOSAL)
    expect(page.get_by_role("button", name="Let it take effect")).to_have_count(0)
    expect(page.locator(".c-wordings ins")).to_contain_text("with one team")
    expect(page.locator("main")).to_contain_text("2 of 4 bodies have agreed without anything open")
    no_fault(page)

    # Each other council accepts them for itself, all four at their browsers at the same time.
    pages = {council: room[council].go(PROPOSAL) for council in COUNCILS}
    for council, there in pages.items():
        if council != "cotswold":
            press(there, "Accept it (wording of Council, Cotswold)")
            expect(there.get_by_role("alert")).to_contain_text("your organisation accepts it")
    for council, there in pages.items():
        if council != "forest-of-dean":
            there.goto(there.url)
            press(there, "Accept it (condition of Resources Committee, Forest of Dean)")
            expect(there.get_by_role("alert")).to_contain_text("your organisation accepts it")
    page = lead.go(PROPOSAL)
    expect(page.locator("main")).to_contain_text("Every body has agreed and it is in force")
    expect(
        room["cheltenham"].go(f"{HOME}tables/positions/rows/cheltenham-public-protection/").locator("main")
    ).to_contain_text("share the service", ignore_case=True)

    page = lead.go(PROPOSAL)
    press(page, "Let it take effect")
    expect(page.get_by_role("alert")).to_contain_text("It is live")
    expect(page.locator("main")).to_contain_text(SAYS)
    no_fault(page)
    for council in COUNCILS:
        moved = room[council].go(f"{HOME}tables/positions/rows/cheltenham-public-protection-protection-test/")
        expect(moved.locator("main")).to_contain_text("already shared", ignore_case=True)
    positions = lead.go(f"{HOME}design/positions/?on={TODAY.isoformat()}")
    row = positions.locator("table.c-matrix tr", has_text="Public protection")
    expect(row.get_by_text("Already shared", exact=True)).to_have_count(4)
    trail = lead.go(f"{HOME}partnership/trail/").locator("main").inner_text()
    assert "Froze what every body agreed: Share public protection (test)" in " ".join(trail.split())

    # What each approval froze opens again.
    page = room["cotswold"].go(PROPOSAL)
    page.get_by_role("link", name="What it decided on (Cabinet, Cheltenham)").click()
    expect(page.locator("main")).to_contain_text("What was put, as it was then")
    expect(page.locator("main")).not_to_contain_text("Different")

    # The contractor was in the room all the while and saw none of it.
    contractor = room["contractor"]
    assert contractor.page.goto(contractor.address + PROPOSAL).status == 404  # type: ignore[union-attr]
    for path in (
        "decide/proposals/",
        "partnership/decisions/",
        "tables/positions/",
        "tables/resolution_conditions/",
        "partnership/trail/",
    ):
        text = contractor.go(HOME + path).locator("main").inner_text()
        assert "protection-test" not in text, path
        assert "Share public protection" not in text, path
        assert CONDITION not in text, path
    assert all(person.complaints == [] for name, person in room.items() if name != "contractor")
    assert all(person.strangers == [] for person in room.values())
