from typing import Any

import pytest

from concordat.application.queries.cases import case_for
from tests.people import Table
from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
NOTE = "/partnerships/roads-test/documents/note/minutes/"


@pytest.fixture
def client(table: Table, client: Any) -> Any:
    from concordat.data.records import models

    client.force_login(models.Person.objects.get(code="p-north"))
    return client


def save(client: Any, text: str, parent: str = "") -> Page:
    said = {"text": text, "parent": parent, "audience": "partners"}
    return Page(client.post(f"{NOTE}edit/", said, follow=True))


def test_each_version_is_kept_and_shows_what_changed(client: Any, table: Table) -> None:
    save(client, 'title = "Minutes"\nsays = "One"\n')
    parent = Page(client.get(f"{NOTE}edit/")).root.xpath("//input[@name='parent']/@value")[0]
    page = save(client, 'title = "Minutes"\nsays = "Two"\n', parent)
    assert "Version 2 is saved" in page.text
    assert [item.text for item in page.main.iter("del")] == ['says = "One"']
    assert [item.text for item in page.main.iter("ins")] == ['says = "Two"']


def test_text_that_cannot_be_read_is_told_and_kept_in_the_form(client: Any, table: Table) -> None:
    page = save(client, "title = no quotation marks\n")
    assert page.title.startswith("Error:")
    assert page.root.get_element_by_id("id_text").text.strip() == "title = no quotation marks"
    assert case_for(table.north).documents == ()


def test_two_people_on_one_version_see_both_and_nothing_is_written_over(client: Any, table: Table) -> None:
    save(client, 'title = "Minutes"\n')
    parent = Page(client.get(f"{NOTE}edit/")).root.xpath("//input[@name='parent']/@value")[0]
    save(client, 'title = "Theirs"\n', parent)
    page = save(client, 'title = "Mine"\n', parent)
    assert [heading for heading in page.headings if heading[:5] in {"Their", "Yours"}] == ["Theirs, version 2", "Yours"]
    assert case_for(table.north).document("note", "minutes").title == "Theirs"


def test_a_files_note_of_who_entered_it_is_not_part_of_what_is_written_next(sign_in: SignIn) -> None:
    page = Page(sign_in().get("/partnerships/herefordshire-2008/documents/recommendation/herefordshire/edit/"))
    text = page.root.get_element_by_id("id_text").text
    assert "[document]" not in text
    assert "# What the final report recommends" in text
