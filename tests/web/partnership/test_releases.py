"""Joint calculations: the form is for who may release; others of a council read what is released; a contractor has no part."""

import re

import pytest
from django.test import Client

from concordat.application import actions
from concordat.data.records import models
from tests.people import Table

pytestmark = pytest.mark.django_db
RELEASES = "/partnerships/roads-test/partnership/releases/"


def page_of(person: str) -> str:
    client = Client()
    client.force_login(models.Person.objects.get(code=person))
    said = client.get(RELEASES).content.decode()
    return re.sub(r"\s+", " ", said[said.index("<main") : said.index("</main>")])


def test_who_may_release_is_given_the_form(table: Table) -> None:
    said = page_of("p-east")
    assert "You can let a named calculation use what Eastvale Test keeps" in said
    assert 'type="checkbox"' in said


def test_who_may_not_reads_what_is_released_and_is_given_no_form(table: Table) -> None:
    actions.release_inputs(by=table.east, table="baseline", calculations=["fair-split"])
    said = page_of("p-east_member")
    assert "<form" not in said
    assert "<dd class" not in said
    assert re.search(r"<dt>Baseline</dt><dd><p>A fair split of a shared cost</p></dd>", said)
    assert re.search(r"<dt>Positions</dt><dd>Not released</dd>", said)


def test_a_contractor_is_told_that_it_has_nothing_to_release(table: Table) -> None:
    said = page_of("p-contractor")
    assert "<form" not in said
    assert "it has nothing to release, and no joint calculation waits for it" in said
    assert "private row" not in said
