from typing import Any

import pytest

from concordat.application.queries.cases import case_for
from tests.people import Table
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
ADDRESS = "/partnerships/roads-test/design/several-options/"


@pytest.fixture
def client(table: Table, client: Any) -> Any:
    from concordat.data.records import models

    client.force_login(models.Person.objects.get(code="p-north"))
    return client


def test_each_line_becomes_an_option_and_blank_lines_none(client: Any, table: Table) -> None:
    typed = "Business as usual\n\n • Joint committee: one service, run together\nJoint committee\n"
    page = Page(client.post(ADDRESS, {"lines": typed, "audience": "partners"}, follow=True))
    assert "3 options added" in page.text
    rows = case_for(table.north).rows("options")
    assert [(row.id, row.get("title"), row.get("description")) for row in rows] == [
        ("business-as-usual", "Business as usual", None),
        ("joint-committee", "Joint committee", "one service, run together"),
        ("joint-committee-2", "Joint committee", None),
    ]


def test_nothing_typed_is_told_beside_the_field(client: Any, table: Table) -> None:
    page = Page(client.post(ADDRESS, {"lines": " ", "audience": "partners"}))
    assert page.problems == {"Enter at least one option": "#id_lines"}
    assert case_for(table.north).rows("options") == ()


def test_an_option_typed_here_has_the_same_hash_as_one_from_the_form(client: Any, table: Table) -> None:
    """The short way and the long way say the same: the defaults are those of the table."""
    client.post(ADDRESS, {"lines": "Alone", "audience": "partners"})
    form = {"v-title": "Alone", "v-kind": "option", "v-origin": "long list", "v-published": "yes", "v-stands_for": "1"}
    client.post("/partnerships/roads-test/tables/options/add/", {**form, "id": "alone-by-form", "audience": "partners"})
    short, long = case_for(table.north).rows("options")
    assert dict(short.values) == dict(long.values)
