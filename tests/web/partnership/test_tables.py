from typing import Any

import pytest

from concordat.application.actions import RowGiven, append_facts
from concordat.application.queries.cases import case_for
from concordat.domain.kernel.audience import Audience
from tests.people import Table
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
LINES = "/partnerships/roads-test/tables/case_lines/"
LINE = {"v-title": "Fewer vans", "v-kind": "saving", "v-low": "60", "v-high": "£80,000", "audience": "partners"}


@pytest.fixture
def client(table: Table, client: Any) -> Any:
    from concordat.data.records import models

    client.force_login(models.Person.objects.get(code="p-north"))
    return client


def test_a_row_is_added_changed_and_withdrawn_and_keeps_its_history(client: Any, table: Table) -> None:
    client.post(f"{LINES}add/", LINE)
    client.post(f"{LINES}rows/fewer-vans/change/", {**LINE, "v-high": "90,000"})
    page = Page(client.get(f"{LINES}rows/fewer-vans/"))
    assert page.facts()["High Changed in this revision"].startswith("£90,000")
    client.post(f"{LINES}rows/fewer-vans/withdraw/")
    assert case_for(table.north).rows("case_lines") == ()
    page = Page(client.get(f"{LINES}rows/fewer-vans/"))
    assert "is withdrawn: it no longer counts" in page.text
    assert [heading for heading in page.headings if heading.startswith("Revision")] == ["Revision 2", "Revision 1"]


def test_a_withdrawn_row_can_be_brought_back(client: Any, table: Table) -> None:
    client.post(f"{LINES}add/", LINE)
    client.post(f"{LINES}rows/fewer-vans/withdraw/")
    client.post(f"{LINES}rows/fewer-vans/change/", LINE)
    [row] = case_for(table.north).rows("case_lines")
    assert row.revision == 3


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("v-low", "about sixty", "not an amount"),
        ("v-title", "", "Line is missing"),
        ("v-kind", "gift", "not one of the choices"),
        ("v-start", "31 2 2026", "is not a date"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_goes_in(
    client: Any, table: Table, field: str, typed: str, told: str
) -> None:
    page = Page(client.post(f"{LINES}add/", {**LINE, field: typed}))
    assert page.title.startswith("Error:")
    [(text, href)] = page.problems.items()
    assert told in text or "is not" in text or "missing" in text
    wrong = page.root.get_element_by_id(href.removeprefix("#"))
    assert wrong.get("name") == field
    assert wrong.get("aria-invalid") == "true"
    assert case_for(table.north).rows("case_lines") == ()


def test_a_mistake_in_a_folded_part_unfolds_it(client: Any, table: Table) -> None:
    usual = Page(client.get(f"{LINES}add/")).main.xpath(".//details[contains(., 'For the full business case')]")[0]
    wrong = Page(client.post(f"{LINES}add/", {**LINE, "v-start": "31 2 2026"}))
    assert usual.get("open") is None
    assert wrong.main.xpath(".//details[contains(., 'For the full business case')]")[0].get("open") is not None


def test_another_councils_row_is_read_and_not_changed(client: Any, table: Table) -> None:
    from concordat.application.actions import RowGiven, append_facts

    append_facts(by=table.east, table="options", rows=[RowGiven("theirs", {"title": "Theirs"})])
    address = "/partnerships/roads-test/tables/options/rows/theirs/"
    assert "Change" not in Page(client.get(address)).links
    assert client.get(f"{address}change/").status_code == 404
    assert client.post(f"{address}withdraw/").status_code == 404


def test_saving_leads_back_to_the_page_one_came_from_and_never_to_another_site(client: Any, table: Table) -> None:
    back = "/partnerships/roads-test/decide/savings/"
    assert client.post(f"{LINES}add/?back={back}", LINE).url == back
    assert client.post(f"{LINES}add/?back=//elsewhere.example/", {**LINE, "v-title": "Two"}).url == LINES


def test_a_table_that_is_not_there_is_not_found(client: Any, table: Table) -> None:
    assert client.get("/partnerships/roads-test/tables/no-such-table/").status_code == 404


def test_a_partner_is_chosen_among_those_at_the_table_and_another_is_refused(client: Any, table: Table) -> None:
    page = Page(client.get(f"{LINES}add/"))
    [choices] = [field for field in page.root.iter("select") if field.get("name") == "v-partner"]
    assert "Westbeck Test" in [option.text for option in choices.iter("option")]
    told = Page(client.post(f"{LINES}add/", {**LINE, "v-partner": "westbeck"}))
    [(text, _)] = told.problems.items()
    assert "no organisation called “westbeck”" in text
    assert "Use “westbeck-test” (Westbeck Test)" in text
    assert case_for(table.north).rows("case_lines") == ()


def test_an_option_kept_to_another_organisation_is_answered_as_one_that_does_not_exist(
    client: Any, table: Table
) -> None:
    append_facts(
        by=table.east,
        table="options",
        rows=[RowGiven("secret-way", {"title": "Secret"}, audience=Audience.from_text("organisation"))],
    )
    told = [
        next(iter(Page(client.post(f"{LINES}add/", {**LINE, "v-option": name})).problems))
        for name in ("secret-way", "no-such-way")
    ]
    assert told[0].replace("secret-way", "?") == told[1].replace("no-such-way", "?")


def test_a_row_that_names_something_withdrawn_since_can_still_be_changed(client: Any, table: Table) -> None:
    append_facts(by=table.north, table="options", rows=[RowGiven("alone", {"title": "Alone"})])
    client.post(f"{LINES}add/", {**LINE, "v-option": "alone"})
    append_facts(by=table.north, table="options", rows=[RowGiven("alone", {}, withdrawn=True)])
    page = Page(client.get(f"{LINES}rows/fewer-vans/change/"))
    assert "alone (not in the list)" in page.text
    client.post(f"{LINES}rows/fewer-vans/change/", {**LINE, "v-option": "alone", "v-title": "Fewer lorries"})
    [row] = case_for(table.north).rows("case_lines")
    assert (row.get("title"), row.get("option")) == ("Fewer lorries", ("alone",))


def opened(client: Any, act: str) -> dict[str, str]:
    """The form as the page gives it, with the revision it was opened at."""
    root = Page(client.get(f"{LINES}rows/fewer-vans/{act}")).root
    return {"on": root.xpath('//input[@name="on"]/@value')[0]}


def test_of_two_who_change_one_row_the_second_sees_both_and_loses_nothing(client: Any, table: Table) -> None:
    client.post(f"{LINES}add/", LINE)
    mine, theirs = opened(client, "change/"), opened(client, "change/")
    client.post(f"{LINES}rows/fewer-vans/change/", {**LINE, **theirs, "v-high": "90,000", "source": "Minute 7"})
    answer = client.post(f"{LINES}rows/fewer-vans/change/", {**LINE, **mine, "v-high": "70,000", "v-low": "65"})
    assert answer.status_code == 409
    page = Page(answer)
    assert page.title.startswith("Error:")
    assert "north (made up) changed it while you had it open" in page.text
    rows = [[cell.text_content() for cell in row.xpath("./th|./td")] for row in page.root.xpath("//tbody/tr")]
    assert ["High", "£90,000", "£70,000"] in rows
    assert ["Low", "£60", "£65"] in rows
    assert ["Source", "Minute 7", "Nobody said"] in rows
    assert page.root.xpath('//input[@name="v-high"]/@value') == ["70,000"]  # what they typed is still there
    [row] = case_for(table.north).rows("case_lines")
    assert row.get("high") == 90_000_00
    again = {"on": page.root.xpath('//input[@name="on"]/@value')[0]}
    client.post(f"{LINES}rows/fewer-vans/change/", {**LINE, **again, "v-high": "70,000", "source": "Minute 7"})
    assert [fact.get("high") for fact in case_for(table.north).history("case_lines", "fewer-vans")] == [
        80_000_00,
        90_000_00,
        70_000_00,
    ]


@pytest.mark.parametrize("act", ["withdraw/", "publish/"])
def test_nobody_withdraws_or_publishes_what_they_have_not_seen(client: Any, table: Table, act: str) -> None:
    client.post(f"{LINES}add/", LINE)
    read = opened(client, "" if act == "withdraw/" else act)
    client.post(f"{LINES}rows/fewer-vans/change/", {**LINE, "v-high": "90,000"})
    page = Page(client.post(f"{LINES}rows/fewer-vans/{act}", {**read, "audience": "public"}, follow=True))
    assert "Nothing was written over" in page.text
    assert len(case_for(table.north).history("case_lines", "fewer-vans")) == 2
    client.post(f"{LINES}rows/fewer-vans/{act}", {**opened(client, ""), "audience": "public"})
    assert len(case_for(table.north).history("case_lines", "fewer-vans")) == 3


def test_a_hash_is_begun_in_the_table_and_whole_on_its_row(client: Any, table: Table) -> None:
    whole = "0123456789abcdef" * 4
    client.post(f"{LINES}add/", {**LINE, "v-title": "Rent", "v-service": whole})
    shown = client.get(LINES).content.decode()
    assert "<td>0123456789ab</td>" in shown
    assert whole in client.get(f"{LINES}rows/rent/").content.decode()
