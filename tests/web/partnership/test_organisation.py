"""The page of one organisation, with what came before and after it."""

from datetime import date
from typing import Any

import pytest

from concordat.application.actions import RowGiven, append_facts
from concordat.domain.kernel.audience import ORGANISATION
from tests.people import Table
from tests.web.reading import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(table: Table, client: Any) -> Any:
    from concordat.data.records import models

    client.force_login(models.Person.objects.get(code="p-north"))
    return client


def place(table: Table, id: str) -> str:
    return f"/partnerships/{table.slug}/partnership/organisations/{id}/"


def test_it_shows_what_came_before_and_after_with_days_and_leads_on(table: Table, client: Any) -> None:
    old = {"name": "Old Moor", "kind": "district", "to_date": date(2023, 3, 31), "successors": ("northmoor-test",)}
    new = {"name": "Northmoor Test", "kind": "unitary", "from_date": date(2023, 4, 1)}
    append_facts(by=table.north, table="authorities", rows=[RowGiven("old-moor", old)])
    append_facts(by=table.north, table="organisations", rows=[RowGiven("northmoor-test", new)])
    page = Page(client.get(place(table, "northmoor-test")))
    [before] = page.table(holding="How far back")
    assert (before["Body"], before["Until"], before["How far back"]) == ("Old Moor", "31 March 2023", "Directly before")
    assert "It goes on" in page.text
    [after] = Page(client.get(place(table, "old-moor"))).table(holding="How far on")
    assert (after["Body"], after["From"]) == ("Northmoor Test", "1 April 2023")


def test_a_member_without_a_row_has_a_page_and_a_stranger_has_none(table: Table, client: Any) -> None:
    assert "A full partner" in Page(client.get(place(table, "eastvale-test"))).text
    assert client.get(place(table, "nowhere")).status_code == 404


def test_an_organisation_that_another_council_keeps_to_itself_is_not_there(table: Table, client: Any) -> None:
    row = RowGiven("secret-merger", {"name": "Secret", "kind": "unitary"}, audience=ORGANISATION)
    append_facts(by=table.east, table="organisations", rows=[row])
    assert client.get(place(table, "secret-merger")).status_code == 404
