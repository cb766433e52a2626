from typing import Any

import pytest

from concordat.application.actions import RowGiven, append_facts
from concordat.domain.kernel.audience import ORGANISATION
from concordat.web.naming import name_of, naming_for
from tests.people import Table
from tests.web.reading import Page

pytestmark = pytest.mark.django_db


def test_those_at_the_table_are_named_only_while_their_page_is_made(table: Table) -> None:
    with naming_for(table.north):
        assert name_of("eastvale-test") == "Eastvale Test"
        assert name_of("far-away") == "Far Away"
    assert name_of("eastvale-test") == "Eastvale Test"  # the identifier in words, without asking for anything


def test_a_row_says_by_name_who_sees_it_and_for_whom_it_was_entered(table: Table, client: Any) -> None:
    from concordat.data.records import models

    models.Organisation.objects.filter(pk="northmoor-test").update(name="Northmoor District Council")
    append_facts(by=table.north, table="objectives", rows=[RowGiven("a", {"title": "A"}, audience=ORGANISATION)])
    client.force_login(models.Person.objects.get(code="p-north"))
    for place in ("", "rows/a/"):
        page = Page(client.get(f"/partnerships/{table.slug}/tables/objectives/{place}"))
        assert "Only people acting for Northmoor District Council" in page.text
        assert "northmoor-test" not in page.text
