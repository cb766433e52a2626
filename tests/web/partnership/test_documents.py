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


def save(client: Any, text: str, opened: dict[str, list[str]] | None = None) -> Page:
    """`opened` is the form as the page gave it."""
    said = {**(opened or {"audience": ["partners"]}), "text": [text]}
    return Page(client.post(f"{NOTE}edit/", said, follow=True))


def opened(client: Any) -> dict[str, list[str]]:
    return Page(client.get(f"{NOTE}edit/")).as_sent(holding="seen")


def test_each_version_is_kept_and_shows_what_changed(client: Any, table: Table) -> None:
    save(client, 'title = "Minutes"\nsays = "One"\n')
    page = save(client, 'title = "Minutes"\nsays = "Two"\n', opened(client))
    assert "Version 2 is saved" in page.text
    assert [item.text for item in page.main.iter("del")] == ['says = "One"']
    assert [item.text for item in page.main.iter("ins")] == ['says = "Two"']


def test_text_that_cannot_be_read_is_told_and_kept_in_the_form(client: Any, table: Table) -> None:
    page = save(client, "title = no quotation marks\n")
    assert page.title.startswith("Error:")
    assert page.root.get_element_by_id("id_text").text.strip() == "title = no quotation marks"
    assert case_for(table.north).documents == ()


def test_two_people_on_one_version_see_both_and_nothing_is_written_over(client: Any, table: Table) -> None:
    save(client, 'title = "Minutes"\nsays = "One"\n')
    theirs, mine = opened(client), opened(client)
    save(client, 'title = "Theirs"\nsays = "One"\n', theirs)
    page = save(client, 'title = "Mine"\nsays = "One"\n', mine)
    assert page.status == 409
    assert "north (made up) wrote what stands there now" in page.text
    assert [item.text_content() for item in page.main.iter("del")] == ['now: title = "Theirs"']
    assert [item.text_content() for item in page.main.iter("ins")] == ['you: title = "Mine"']
    assert case_for(table.north).document("note", "minutes").title == "Theirs"
    again = page.as_sent(holding="seen")
    assert save(client, again["text"][0], again).status == 409, "it is not saved until one has chosen"
    [choice] = page.choices()
    merged = 'title = "Theirs and mine"\nsays = "One"\n'
    page = save(client, merged, {**again, choice["name"]: [choice["mine"]]})
    assert "Version 3 is saved" in page.text
    assert case_for(table.north).document("note", "minutes").title == "Theirs and mine"


def test_who_changes_nothing_of_a_text_leaves_what_a_colleague_wrote_since(client: Any, table: Table) -> None:
    save(client, 'title = "Minutes"\n')
    theirs, mine = opened(client), opened(client)
    save(client, 'title = "Theirs"\n', theirs)
    page = save(client, 'title = "Minutes"\n', {**mine, "audience": ["organisation"]})
    assert page.status == 200
    held = case_for(table.north).document("note", "minutes")
    assert (held.title, held.version) == ("Theirs", 2)


def test_a_files_note_of_who_entered_it_is_not_part_of_what_is_written_next(sign_in: SignIn) -> None:
    page = Page(sign_in().get("/partnerships/herefordshire-2008/documents/recommendation/herefordshire/edit/"))
    text = page.root.get_element_by_id("id_text").text
    assert "[document]" not in text
    assert "# What the final report recommends" in text
