from typing import Any

import pytest

from concordat.application.actions import RowGiven, append_facts
from concordat.application.queries.cases import case_for
from tests.people import Table
from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
ADDRESS = "/partnerships/roads-test/design/mark-options/"


@pytest.fixture
def client(table: Table, client: Any) -> Any:
    from concordat.data.records import models

    append_facts(by=table.north, table="screen_criteria", rows=[RowGiven("lawful", {"title": "Lawful"})])
    options = [RowGiven(id, {"title": id.title(), "published": True}) for id in ("alone", "together")]
    append_facts(by=table.north, table="options", rows=options)
    client.force_login(models.Person.objects.get(code="p-north"))
    return client


def test_marks_of_several_options_are_saved_at_once(client: Any, table: Table) -> None:
    said = {"mark-alone/lawful": "red", "why-alone/lawful": "No power", "mark-together/lawful": "green"}
    page = Page(client.post(ADDRESS, {**said, "audience": "partners"}, follow=True))
    assert "2 marks saved" in page.text
    rows = page.table(holding="Stands")
    assert [(row["Option"], row["Lawful"]) for row in rows] == [("Alone", "Red No power"), ("Together", "Green")]
    assert rows[0]["Stands"].startswith("Dropped")


def test_a_red_without_a_reason_is_not_taken(client: Any, table: Table) -> None:
    page = Page(client.post(ADDRESS, {"mark-alone/lawful": "red", "audience": "partners"}))
    assert page.title.startswith("Error:")
    [(text, href)] = page.problems.items()
    assert text == "Say why Alone, Lawful is red: one red drops the option"
    assert page.root.get_element_by_id(href.removeprefix("#")).get("name") == "why-alone/lawful"
    assert case_for(table.north).rows("screen_marks") == ()


def test_what_is_not_changed_gets_no_new_revision_and_a_mark_taken_back_is_withdrawn(client: Any, table: Table) -> None:
    first = {"mark-alone/lawful": "amber", "mark-together/lawful": "green", "audience": "partners"}
    client.post(ADDRESS, first)
    client.post(ADDRESS, {**Page(client.get(ADDRESS)).as_sent(holding="seen"), "mark-together/lawful": ""})
    case = case_for(table.north)
    assert [row.get("mark") for row in case.rows("screen_marks")] == ["amber"]
    assert [len(case.history("screen_marks", f"{option}-lawful")) for option in ("alone", "together")] == [1, 2]


def test_another_councils_mark_is_not_written_over(client: Any, table: Table) -> None:
    theirs = RowGiven("alone-lawful", {"option": "alone", "criterion": "lawful", "mark": "green"})
    append_facts(by=table.east, table="screen_marks", rows=[theirs])
    client.post(ADDRESS, {"mark-alone/lawful": "amber", "audience": "partners"})
    marks = {(row.organisation, row.get("mark")) for row in case_for(table.north).rows("screen_marks")}
    assert marks == {("eastvale-test", "green"), ("northmoor-test", "amber")}


def test_a_member_reads_and_does_not_mark(sign_in: SignIn) -> None:
    answer = sign_in("member").get("/partnerships/herefordshire-2008/design/mark-options/")
    assert answer.status_code == 403
    assert (
        "Mark the options" not in Page(sign_in("member").get("/partnerships/herefordshire-2008/design/screen/")).links
    )
