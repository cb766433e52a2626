from typing import Any

import pytest

from concordat.application.actions import RowGiven, append_facts
from concordat.application.queries.cases import case_for
from concordat.domain.options import read_recommendations, read_review
from concordat.web.forms.recommendation_form import RecommendationForm
from tests.people import Table
from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
ADDRESS = "/partnerships/roads-test/decide/recommendation/write/"
FIRST = {
    "title": "One team",
    "summary": "Share the service.",
    "status": "draft",
    "audience": "partners",
    "date": "27 3 2026",
    "area-verges-option": "together",
    "area-verges-answer": "Go ahead",
    "clause-0-title": "Standards",
    "clause-0-says": "Each council sets its own.",
    "review-0-says": "Look again at the depots",
    "review-0-months": "18",
}


@pytest.fixture
def client(table: Table, client: Any) -> Any:
    from concordat.data.records import models

    append_facts(by=table.north, table="options", rows=[RowGiven("together", {"title": "Together"})])
    append_facts(by=table.north, table="service_areas", rows=[RowGiven("verges", {"title": "Verges"})])
    append_facts(by=table.north, table="comments", rows=[RowGiven("hours", {"title": "Keep our hours"})])
    client.force_login(models.Person.objects.get(code="p-north"))
    return client


def latest(table: Table) -> Any:
    return read_recommendations(case_for(table.north))[-1]


def test_the_first_version_holds_what_was_typed(client: Any, table: Table) -> None:
    page = Page(client.post(ADDRESS, FIRST, follow=True))
    assert "Version 1 is saved" in page.text
    held = latest(table)
    assert (held.title, held.status, held.date.isoformat()) == ("One team", "draft", "2026-03-27")
    assert [(area.service_area, area.option, area.answer) for area in held.areas] == [
        ("verges", "together", "Go ahead")
    ]
    assert [(clause.id, clause.title) for clause in held.clauses] == [("standards", "Standards")]
    assert [(item.says, item.after_months) for item in held.reviews] == [("Look again at the depots", 18)]


def opened(client: Any) -> dict[str, Any]:
    """The form as the page gives it; the day of the next version is asked anew."""
    return {**Page(client.get(ADDRESS)).as_sent(holding="seen"), "date": ["27 3 2026"]}


def test_the_next_version_shows_what_a_comment_changed(client: Any, table: Table) -> None:
    client.post(ADDRESS, FIRST)
    said = {**opened(client), "area-verges-answer": "Keep the hours", "area-verges-because": ["hours"]}
    page = Page(client.post(ADDRESS, {**said, "moved_by": ["hours"]}, follow=True))
    assert "What changed from version 1 to version 2" in page.headings
    assert "Because of what people said: Keep our hours" in page.text


def test_a_clause_that_is_emptied_goes_and_the_version_says_why(client: Any, table: Table) -> None:
    client.post(ADDRESS, FIRST)
    emptied = {"clause~standards-title": "", "clause~standards-says": "", "clause~standards-because": ["hours"]}
    client.post(ADDRESS, {**opened(client), **emptied})
    held = latest(table)
    assert held.version == 2
    assert held.clauses == ()
    assert [(item.part, item.id, item.because) for item in held.removed] == [("clause", "standards", ("hours",))]


def test_of_two_who_write_at_once_the_second_chooses_part_by_part_and_nothing_is_lost(
    client: Any, table: Table
) -> None:
    client.post(ADDRESS, FIRST)
    theirs, mine = opened(client), opened(client)
    client.post(ADDRESS, {**theirs, "summary": "Theirs.", "area-verges-answer": "Wait"})
    answer = client.post(ADDRESS, {**mine, "summary": "Mine.", "by": "The board", "clause-0-title": "Costs"})
    page = Page(answer)
    assert answer.status_code == 409
    assert page.root.get_element_by_id("id_summary").text.strip() == "Mine."
    [row] = page.table(holding="Stands there now")
    assert (row["You entered"], row["Stands there now"]) == ("Mine.", "Theirs.")
    assert latest(table).summary == "Theirs."
    assert latest(table).version == 2
    [choice] = page.choices()
    again = {**page.as_sent(holding="seen"), choice["name"]: choice["theirs"]}
    assert "Version 3 is saved" in Page(client.post(ADDRESS, again, follow=True)).text
    held = latest(table)
    assert (held.summary, held.by, held.areas[0].answer) == ("Theirs.", "The board", "Wait")
    assert [clause.id for clause in held.clauses] == ["standards", "costs"]


def test_a_clause_that_a_colleague_took_out_is_asked_for_where_one_changed_it(client: Any, table: Table) -> None:
    client.post(ADDRESS, {**FIRST, "clause-1-title": "Costs", "clause-1-says": "Equal parts."})
    theirs, mine = opened(client), opened(client)
    client.post(ADDRESS, {**theirs, "clause~standards-title": "", "clause~standards-says": ""})
    page = Page(client.post(ADDRESS, {**mine, "clause~standards-says": "Together."}))
    assert page.status == 409
    [choice] = page.choices()
    assert [clause.id for clause in latest(table).clauses] == ["costs"]
    again = {**page.as_sent(holding="seen"), choice["name"]: choice["mine"]}
    client.post(ADDRESS, again)
    assert {(clause.id, clause.says) for clause in latest(table).clauses} == {
        ("costs", "Equal parts."),
        ("standards", "Together."),
    }


def test_a_clause_without_a_title_is_told(client: Any, table: Table) -> None:
    page = Page(client.post(ADDRESS, {**FIRST, "clause-0-title": ""}))
    assert page.problems == {"Give the clause a title of a few words": "#id_clause-0-title"}


def test_saving_what_stands_changes_nothing_of_the_published_document(sign_in: SignIn) -> None:
    """The form gives back every part of the document it was filled from: title, answers, clauses, reviews, names."""
    address = "/partnerships/herefordshire-2008/decide/recommendation/write/"
    client = sign_in()
    page = Page(client.get(address))
    form = next(found for found in page.root.forms if "/sign-out/" not in (found.action or ""))
    fields: dict[str, Any] = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(value)
    fields |= {"date": ["11 September 2008"], "moved_by": ["practicality", "culture", "property-now", "amey-proposal"]}
    answer = Page(client.post(address, fields, follow=True))
    assert "Version 2 is saved" in answer.text  # it says the same, so there is no third


def test_an_answer_for_an_area_the_case_does_not_name_is_kept(client: Any, table: Table) -> None:
    client.post(ADDRESS, FIRST)
    case = case_for(table.north)
    form = RecommendationForm(
        {**FIRST, "title": "Again"}, review=read_review(case.__class__(case.name, case.title)), latest=latest(table)
    )
    assert form.is_valid(), form.errors
    assert 'service_area = "verges"' in form.text()
