"""Publishing a row: an act with name and date."""

import pytest
from django.test import Client

from concordat.application import actions
from concordat.application.actions import RowGiven
from concordat.application.queries.cases import case_for
from concordat.application.queries.trail import trail_for
from concordat.data.records import models
from concordat.domain.kernel.audience import ORGANISATION
from tests.people import Table
from tests.web.reading import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(table: Table) -> str:
    row = RowGiven("quiet", {"title": "Quieter roads"}, audience=ORGANISATION)
    actions.append_facts(by=table.east, table="objectives", rows=[row])
    return f"/partnerships/{table.slug}/tables/objectives/rows/quiet/publish/"


def client_of(person: str) -> Client:
    client = Client()
    client.force_login(models.Person.objects.get(code=person))
    return client


def test_a_published_row_is_seen_by_those_named_and_stands_in_the_joint_trail(table: Table, place: str) -> None:
    assert case_for(table.west).row("objectives", "quiet") is None
    assert client_of("p-east").post(place, {"audience": "partners"}).status_code == 302
    assert case_for(table.west).row("objectives", "quiet") is not None
    assert any(entry.joint and "published" in entry.words for entry in trail_for(table.west))


def test_nothing_is_chosen_for_anybody(table: Table, place: str) -> None:
    answer = client_of("p-east").post(place, {})
    assert "Choose who is to see it" in answer.content.decode()
    assert case_for(table.west).row("objectives", "quiet") is None


def test_nobody_publishes_what_is_anothers(table: Table, place: str) -> None:
    assert client_of("p-west").get(place).status_code == 404
    assert client_of("p-east_member").get(place).status_code == 403


@pytest.fixture
def document(table: Table) -> str:
    actions.save_document(by=table.east, kind="note", name="plan", text='title = "Our plan"\n', audience=ORGANISATION)
    return f"/partnerships/{table.slug}/documents/note/plan/"


def test_a_published_document_is_a_version_that_says_the_same_and_stands_in_the_joint_trail(
    table: Table, document: str
) -> None:
    assert case_for(table.west).document("note", "plan") is None
    assert f'href="{document}publish/"' in client_of("p-east").get(document).content.decode()
    assert client_of("p-east").post(f"{document}publish/", {"audience": "partners", "on": "1"}).status_code == 302
    seen = case_for(table.west).document("note", "plan")
    assert seen is not None
    assert (seen.version, seen.content["title"]) == (2, "Our plan")
    assert any(entry.words == "published" and "note “plan”" in entry.about for entry in trail_for(table.west))


def test_publishing_a_document_widens_and_never_narrows(table: Table, document: str) -> None:
    client_of("p-east").post(f"{document}publish/", {"audience": "public", "on": "1"})
    answer = client_of("p-east").post(f"{document}publish/", {"audience": "partners", "on": "2"})
    assert "Choose a wider audience" in answer.content.decode()
    assert "Publish it to more people" not in client_of("p-east").get(document).content.decode()


def test_nobody_publishes_the_document_of_another_council_or_without_the_right(table: Table, document: str) -> None:
    assert client_of("p-north").get(f"{document}publish/").status_code == 404
    assert client_of("p-east_member").post(f"{document}publish/", {"audience": "public"}).status_code == 403
    assert case_for(table.west).document("note", "plan") is None


def test_nobody_publishes_a_version_they_have_not_read(table: Table, document: str) -> None:
    opened = Page(client_of("p-east").get(f"{document}publish/")).as_sent(holding="on")
    held = case_for(table.east).document("note", "plan")
    actions.save_document(by=table.east, kind="note", name="plan", text='title = "Secret"\n', parent=held.hash)
    page = Page(client_of("p-east").post(f"{document}publish/", {**opened, "audience": "public"}, follow=True))
    assert "It was not published. Version 2 was saved while you had version 1 open." in page.text
    assert case_for(table.west).document("note", "plan") is None
