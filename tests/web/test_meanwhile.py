"""Two people who edit the same thing: the second sees both values, chooses, and nothing is written over unseen."""

import io
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from concordat.application import actions
from concordat.application.audit import first_that_does_not_fit
from concordat.application.queries.cases import case_for
from concordat.application.queries.partnerships import actor_for
from concordat.domain.kernel.audience import MINE, ORGANISATION
from concordat.domain.kernel.case import Case, Fact
from tests.people import Table, sit_at_a_table
from tests.web.conftest import SignIn
from tests.web.reading import Page
from tests.web.test_leaks import client_of

pytestmark = pytest.mark.django_db
SHARED = "/partnerships/vision-2020"
MARKS = "/partnerships/herefordshire-2008/design/mark-options/"
SCORE = f"{SHARED}/decide/score/?group=staff"
COUNTS = f"{SHARED}/run/recharge/counts/?year=2016-17"


def two(sign_in: SignIn, organisation: str) -> tuple[Client, Client]:
    return sign_in("programme-manager", organisation), sign_in("section-151", organisation)


def seen_by(organisation: str, partnership: str = "vision-2020", duty: str = "programme-manager") -> Case:
    return case_for(actor_for(person=f"{organisation}.{duty}", organisation=organisation, partnership=partnership))


def sent(client: Client, address: str, *, holding: str = "seen", button: str = "") -> dict[str, Any]:
    return dict(Page(client.get(address)).as_sent(holding=holding, button=button))


def revisions(case: Case, table: str) -> int:
    return sum(fact.table == table for fact in case.facts)


def test_marks_are_chosen_cell_by_cell_and_the_others_wait_with_them(sign_in: SignIn) -> None:
    one, other = two(sign_in, "herefordshire")
    mine, theirs = sent(one, MARKS), sent(other, MARKS)
    first, second, third = [name for name in mine if name.startswith("mark-")][:3]
    why = first.replace("mark-", "why-")
    other.post(
        MARKS, {**theirs, first: "red", why: "Against the law", third: "red", third.replace("mark-", "why-"): "No"}
    )
    before = revisions(seen_by("herefordshire", "herefordshire-2008"), "screen_marks")
    page = Page(one.post(MARKS, {**mine, first: "amber", why: "With leave", second: "amber"}))
    assert page.status == 409
    assert page.title.startswith("Error:")
    assert revisions(seen_by("herefordshire", "herefordshire-2008"), "screen_marks") == before, (
        "nothing goes in by halves"
    )
    rows = {row["You entered"]: row["Stands there now"] for row in page.table(holding="Stands there now")}
    assert rows == {"Amber": "Red", "With leave": "Against the law"}
    assert "wrote what stands there now" in page.text
    assert "Also changed meanwhile" in page.headings
    again = page.as_sent(holding="seen")
    assert (again[first], again[second], again[third]) == (["amber"], ["amber"], ["red"])
    [choice] = page.choices()
    assert one.post(MARKS, {**again, choice["name"]: choice["mine"]}).status_code == 302
    now = sent(one, MARKS)
    assert (now[first], now[why], now[second], now[third]) == (["amber"], ["With leave"], ["amber"], ["red"])


def test_a_choice_counts_for_what_was_shown_and_not_for_what_came_after(sign_in: SignIn) -> None:
    one, other = two(sign_in, "herefordshire")
    mine = sent(one, MARKS)
    first = next(name for name in mine if name.startswith("mark-") and mine[name] != ["amber"])
    why = first.replace("mark-", "why-")
    other.post(MARKS, {**sent(other, MARKS), first: "red", why: "One reason"})
    page = Page(one.post(MARKS, {**mine, first: "amber", why: "Mine"}))
    other.post(MARKS, {**sent(other, MARKS), why: "Another reason"})
    [choice] = page.choices()
    again = Page(one.post(MARKS, {**page.as_sent(holding="seen"), choice["name"]: choice["mine"]}))
    assert again.status == 409
    assert "Another reason" in again.text


def test_one_who_scores_in_two_windows_writes_over_nothing(sign_in: SignIn) -> None:
    client = sign_in(organisation="cotswold")
    cell = "s~impact~as-now~likely"
    client.post(SCORE, {**sent(client, SCORE), cell: "10", "w~impact": "50", "do": "save"})
    one, other = sent(client, SCORE), sent(client, SCORE)
    client.post(SCORE, {**other, cell: "20", "w~impact": "60", "do": "save"})
    page = Page(client.post(SCORE, {**one, cell: "30", "w~impact": "70", "do": "save"}))
    assert page.status == 409
    rows = page.table(holding="Stands there now")
    assert (rows[0]["You entered"], rows[0]["Stands there now"]) == ("30", "20")
    score, points = page.choices()
    again = page.as_sent(holding="seen")
    client.post(SCORE, {**again, score["name"]: score["mine"], points["name"]: points["theirs"], "do": "save"})
    now = sent(client, SCORE)
    assert (now[cell], now["w~impact"]) == (["30"], ["60"])


def test_nobody_submits_a_score_that_changed_since_they_looked(sign_in: SignIn) -> None:
    client = sign_in(organisation="cotswold")
    cell = "s~impact~as-now~likely"
    one, other = sent(client, SCORE), sent(client, SCORE)
    client.post(SCORE, {**other, cell: "20", "do": "save"})
    page = Page(client.post(SCORE, {**one, "do": "submit"}))
    assert page.status == 409
    assert page.as_sent(holding="seen")[cell] == ["20"]
    assert client.post(SCORE, {**page.as_sent(holding="seen"), "do": "submit"}).status_code == 302


def filled(client: Client, book: bytes, likely: float) -> SimpleUploadedFile:
    opened = openpyxl.load_workbook(io.BytesIO(book))
    for row in opened["Scores"].iter_rows(min_row=2):
        if (row[7].value, row[8].value) == ("as-now", "impact"):
            row[3].value = likely
    out = io.BytesIO()
    opened.save(out)
    return SimpleUploadedFile("mine.xlsx", out.getvalue())


def test_a_workbook_waits_for_a_choice_where_the_records_moved_on(sign_in: SignIn) -> None:
    client = sign_in(organisation="cotswold")
    cell = "s~impact~as-now~likely"
    client.post(SCORE, {**sent(client, SCORE), cell: "10", "do": "save"})
    book = client.get(f"{SHARED}/decide/score/workbook/?group=staff").content
    client.post(SCORE, {**sent(client, SCORE), cell: "20", "do": "save"})
    same = client.post(SCORE, {"file": filled(client, book, 10)}, follow=True)
    assert "Nothing was changed." in same.content.decode(), (
        "a workbook that repeats what it was written on changes nothing"
    )
    page = Page(client.post(SCORE, {"file": filled(client, book, 40)}))
    assert page.status == 409
    assert sent(client, SCORE)[cell] == ["20"]
    [choice] = page.choices()
    client.post(SCORE, {**page.as_sent(holding="seen"), choice["name"]: choice["mine"], "do": "save"})
    assert sent(client, SCORE)[cell] == ["40"]


def test_an_agreed_score_is_not_agreed_again_unseen(sign_in: SignIn) -> None:
    address, cell = f"{SHARED}/decide/agree-scores/", "s~impact~as-now~likely"
    for number, council in enumerate(("cotswold", "cheltenham")):
        client = sign_in(organisation=council)
        client.post(SCORE, {**sent(client, SCORE), cell: str(20 + 50 * number), "do": "submit"})
    one, other = two(sign_in, "cotswold")

    def agreed() -> list[Fact]:
        rows = seen_by("cotswold").rows("agreed_scores")
        return [row for row in rows if (row.get("criterion"), row.get("option")) == ("impact", "as-now")]

    mine, theirs = (sent(client, address, holding="cell") for client in (one, other))
    assert mine["cell"] == ["impact~as-now"]
    assert other.post(address, {**theirs, "likely": "40", "reason": "Settled"}).status_code == 302
    page = Page(one.post(address, {**mine, "likely": "50", "reason": "Split the difference"}))
    assert page.status == 409
    rows = {row["You entered"]: row["Stands there now"] for row in page.table(holding="Stands there now")}
    assert rows == {"50": "40", "Split the difference": "Settled"}
    assert [row.get("reason") for row in agreed()] == ["Settled"]
    [choice] = page.choices()
    again = page.as_sent(holding=choice["name"])
    assert (again["likely"], again["reason"]) == (["50"], ["Split the difference"])
    assert one.post(address, {**again, choice["name"]: choice["mine"]}).status_code == 302
    [row] = agreed()
    assert (str(row.get("likely")), row.revision) == ("50", 2)


def test_a_count_is_not_entered_over_a_colleagues(sign_in: SignIn) -> None:
    one, other = two(sign_in, "cotswold")
    mine, theirs = (sent(client, COUNTS, holding="devices--actual") for client in (one, other))
    other.post(COUNTS, {**theirs, "devices--actual": "600", "source": "Register"})
    page = Page(one.post(COUNTS, {**mine, "devices--actual": "610", "source": "Survey"}))
    assert page.status == 409
    [row] = page.table(holding="Stands there now")
    assert (row["You entered"], row["Stands there now"]) == ("610", "600")
    [choice] = page.choices()
    again = page.as_sent(holding="devices--actual")
    assert again["source"] == ["Survey"]
    assert one.post(COUNTS, {**again, choice["name"]: choice["theirs"]}).status_code == 302
    assert sent(one, COUNTS, holding="devices--actual")["devices--actual"] == ["600"]


def test_a_list_of_counts_waits_for_a_choice_and_is_not_sent_twice(sign_in: SignIn) -> None:
    one, other = two(sign_in, "cotswold")
    form = {name: given for name, given in sent(one, COUNTS, holding="file").items() if name != "file"}
    other.post(COUNTS, {**sent(other, COUNTS, holding="devices--actual"), "devices--actual": "600"})
    listed = SimpleUploadedFile("counts.csv", b"Driver,Year,Count\ndevices,2016/17,610\n")
    page = Page(one.post(COUNTS, {**form, "file": listed}))
    assert page.status == 409
    row = next(row for row in page.table(holding="Stands there now") if row["You entered"] == "610")
    assert row["Stands there now"] == "600"
    [choice] = page.choices()
    again = {name: given for name, given in page.as_sent(holding="kept").items() if name != "file"}
    assert one.post(COUNTS, {**again, choice["name"]: choice["mine"]}).status_code == 302
    assert sent(one, COUNTS, holding="devices--actual")["devices--actual"] == ["610"]


def test_a_comment_is_not_put_elsewhere_unseen(table: Table) -> None:
    client, address = client_of("north"), f"/partnerships/{table.slug}/decide/consultation/themes/"
    themes = [actions.RowGiven(name, {"title": name.title()}) for name in ("costs", "hours")]
    actions.append_facts(by=table.north, table="comment_themes", rows=themes)
    said = [actions.RowGiven(name, {"title": name.title()}) for name in ("one", "two")]
    actions.append_facts(by=table.north, table="comments", rows=said)
    mine, theirs = sent(client, address), sent(client, address)
    client.post(address, {**theirs, "theme-one": "costs"})
    page = Page(client.post(address, {**mine, "theme-one": "hours", "theme-two": "hours"}))
    assert page.status == 409
    [row] = page.table(holding="Stands there now")
    assert (row["You entered"], row["Stands there now"]) == ("Hours", "Costs")
    [choice] = page.choices()
    client.post(address, {**page.as_sent(holding="seen"), choice["name"]: choice["theirs"]})
    case = case_for(table.north)
    assert [row.get("theme") for row in case.rows("comments")] == ["costs", "hours"]


def test_weights_of_a_spreadsheet_replace_only_what_the_page_showed(sign_in: SignIn) -> None:
    client, address = sign_in(organisation="cotswold"), f"{SHARED}/decide/weights/"
    text = "Outcome\tCotswold\nFinancial\t{}\nEfficiency\t20\nResilience\t20\nImpact\t20\nDemocracy\t20"
    given = {"whose": "person", "replace": "on"}

    def look(points: int) -> dict[str, Any]:
        page = Page(client.post(address, {**given, "pasted": text.format(points), "check": "yes"}))
        return dict(page.as_sent(holding="seen"))

    client.post(address, {**look(20), "keep": "submit"})
    mine = look(30)
    client.post(address, {**look(25), "keep": "submit"})
    page = Page(client.post(address, {**mine, "keep": "submit"}))
    assert page.status == 409
    [row] = page.table(holding="You entered")
    assert (row["You entered"], row["Stands there now"]) == ("30", "25")
    [choice] = page.choices()
    again = {**page.as_sent(holding="seen"), choice["name"]: choice["mine"], "keep": "submit"}
    assert client.post(address, again).status_code == 302
    assert 30 in [row.get("points") for row in seen_by("cotswold").rows("weight_statements")]


def test_what_a_body_resolved_is_not_entered_over_a_colleagues_entry(sign_in: SignIn) -> None:
    address = f"{SHARED}/decide/proposals/ict-by-use/resolve/cotswold-council-ict/"
    one, other = two(sign_in, "cotswold")
    mine, theirs = (sent(client, address, holding="outcome") for client in (one, other))
    day = {"decided_on": "28 February 2017"}
    other.post(address, {**theirs, **day, "outcome": "refused", "votes_for": "3", "conditions": "First"})
    page = Page(one.post(address, {**mine, **day, "outcome": "agreed", "votes_for": "20", "conditions": "Second"}))
    assert page.status == 409
    rows = {row["You entered"]: row["Stands there now"] for row in page.table(holding="Stands there now")}
    assert rows == {"Agreed": "Refused", "20": "3"}
    [choice] = page.choices()
    again = page.as_sent(holding="outcome")
    assert one.post(address, {**again, choice["name"]: choice["mine"]}).status_code == 302
    case = seen_by("cotswold")
    [row] = [row for row in case.rows("resolutions") if row.get("body") == "cotswold-council-ict"]
    assert (row.get("outcome"), row.revision) == ("agreed", 2)
    held = [row for row in case.rows("resolution_conditions") if row.get("body") == "cotswold-council-ict"]
    assert [row.get("says") for row in held] == ["First", "Second"]


def test_nobody_accepts_words_they_have_not_read_nor_answers_over_a_colleague(sign_in: SignIn) -> None:
    address = f"{SHARED}/decide/proposals/joint-committee/"
    one, other = two(sign_in, "cheltenham")
    mine, theirs = (sent(client, address, holding="reads", button="west-planning") for client in (one, other))
    assert other.post(address, {**theirs, "refuse": "west-planning"}).status_code == 302
    page = Page(one.post(address, {**mine, "accept": "west-planning"}))
    assert page.status == 409
    assert "answered it for your organisation" in page.text
    west = actor_for(
        person="west-oxfordshire.programme-manager", organisation="west-oxfordshire", partnership="vision-2020"
    )
    held = case_for(west).row("resolution_conditions", "west-planning")
    assert held is not None
    looked = sent(one, address, holding="reads", button="west-planning")
    values = {**held.values, "says": "And planning costs nothing"}
    actions.append_facts(by=west, table="resolution_conditions", rows=[actions.RowGiven(held.id, values)])
    page = Page(one.post(address, {**looked, "accept": "west-planning"}))
    assert page.status == 409
    assert "It was put in other words while you had it open." in page.text
    assert [
        row.get("says") for row in seen_by("cheltenham").rows("acceptances") if row.organisation == "cheltenham"
    ] == ["not accepted"]


def test_a_release_is_not_taken_back_by_who_did_not_know_of_it(sign_in: SignIn) -> None:
    address = f"{SHARED}/partnership/releases/"
    one, other = sign_in("section-151", "cotswold"), sign_in("section-151", "cotswold")
    boxes = Page(one.get(address)).root.xpath("(//form[.//input[@name='calculations']])[1]//input[@type='checkbox']")
    names = [box.get("value") for box in boxes]
    mine, theirs = sent(one, address, holding="calculations"), sent(other, address, holding="calculations")
    none, every = ([], names) if "calculations" in mine else (names, [])
    other.post(address, {**theirs, "calculations": none})
    third = [*names, "another"] if every == mine.get("calculations", []) else every
    page = Page(one.post(address, {**mine, "calculations": third}))
    assert (page.status, len(page.choices())) == (409, 1)
    [choice] = page.choices()
    again = {**page.as_sent(holding=choice["name"]), choice["name"]: choice["theirs"]}
    assert one.post(address, again).status_code == 302
    assert sent(one, address, holding="calculations").get("calculations", []) == none


def test_a_case_file_brings_in_only_the_difference_that_was_shown(table: Table) -> None:
    from tests.web.partnership.test_case_file import PAGE, changed_folder

    client = client_of("north")
    given = actions.RowGiven("alone", {"title": "Alone"})
    actions.append_facts(by=table.north, table="options", rows=[given])
    file = changed_folder(client, "Alone", "By ourselves")
    looked = Page(client.post(PAGE, {"file": file})).as_sent(holding="confirm")
    changed = actions.RowGiven("alone", {"title": "On our own"})
    actions.append_facts(by=table.north, table="options", rows=[changed])
    page = Page(client.post(PAGE, looked))
    assert page.status == 409
    [row] = [row for row in page.table(holding="In the file") if "By ourselves" in row["In the file"]]
    assert row["Now"] == "On our own"
    assert [row.get("title") for row in case_for(table.north).rows("options")] == ["On our own"]
    client.post(PAGE, page.as_sent(holding="confirm"))
    assert [row.get("title") for row in case_for(table.north).rows("options")] == ["By ourselves"]


def test_two_lists_of_the_same_options_are_two_lists(table: Table) -> None:
    from concordat.web.forms.several_options_form import SeveralOptionsForm

    for says in ("ours", "theirs"):
        form = SeveralOptionsForm({"lines": f"Alone: {says}", "audience": "partners"})
        assert form.is_valid()
        actions.append_facts(by=table.north, table="options", rows=form.rows(taken=()))
    assert {row.get("description") for row in case_for(table.north).rows("options")} == {"ours", "theirs"}


def test_what_a_colleague_keeps_to_themselves_shows_in_no_conflict(table: Table) -> None:
    """A newer version for its author's eyes only is neither shown nor in anybody's way."""
    address = f"/partnerships/{table.slug}/documents/note/plan/edit/"
    first = actions.save_document(
        by=table.north, kind="note", name="plan", text='title = "Plan"\n', audience=ORGANISATION
    )
    client = client_of("north")
    opened = sent(client, address)
    colleague = type(table.north)(
        "p-colleague", table.north.organisation, table.slug, table.north.role, table.north.duties
    )
    actions.save_document(
        by=colleague, kind="note", name="plan", text='title = "Secret"\n', parent=first.hash, audience=MINE
    )
    page = Page(client.post(address, {**opened, "text": ['title = "Plan B"\n']}, follow=True))
    assert "Secret" not in page.text
    assert "Version 3 is saved" in page.text
    assert case_for(table.north).document("note", "plan").title == "Plan B"


def all_at_once(many: int, send: Callable[[int], HttpResponse]) -> dict[int, HttpResponse]:
    """What each of them is answered, sent from a thread each, at the same moment."""
    ready = threading.Barrier(many)

    def answered(number: int) -> HttpResponse:
        ready.wait(timeout=20)
        try:
            return send(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(many) as threads:
        return dict(enumerate(threads.map(answered, range(many))))


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_of_many_who_save_at_the_same_instant_one_is_first_and_every_other_is_shown_what_came(
    transactional_db: None,
) -> None:
    """Each read the same form, and all send it at once: no cell is ever written over by who has not seen what it says."""
    table = sit_at_a_table()
    address, many = f"/partnerships/{table.slug}/design/mark-options/", 6
    actions.append_facts(
        by=table.north, table="screen_criteria", rows=[actions.RowGiven("lawful", {"title": "Lawful"})]
    )
    options = [actions.RowGiven(f"option-{n}", {"title": f"Option {n}", "published": True}) for n in range(many)]
    actions.append_facts(by=table.north, table="options", rows=options)
    clients = [client_of("north") for _ in range(many)]
    forms = [sent(client, address) for client in clients]

    def send(number: int) -> HttpResponse:
        """A cell that all of them mark, each with a reason of their own, and one that nobody else does."""
        own = {f"mark-option-{number}/lawful": "green", f"why-option-{number}/lawful": f"Own {number}"}
        both = {"mark-option-0/lawful": "amber", "why-option-0/lawful": f"Says {number}"}
        return clients[number].post(address, {**forms[number], **own, **both})

    answers = all_at_once(many, send)
    first = [number for number, answer in answers.items() if answer.status_code == 302]
    assert len(first) == 1
    assert {answer.status_code for number, answer in answers.items() if number not in first} == {409}
    case = case_for(table.north)
    said = {row.get("option"): row.get("reason") for row in case.rows("screen_marks")}
    assert said["option-0"] == f"Says {first[0]}"
    assert set(said) == {"option-0", f"option-{first[0]}"}, "whoever waits for a choice has saved nothing by halves"
    assert all(fact.revision == 1 for fact in case.facts if fact.table == "screen_marks")
    for number in answers:
        if number not in first:
            page = Page(answers[number])
            assert f"Says {first[0]}" in page.text
            [choice] = page.choices()
            again = {**page.as_sent(holding="seen"), choice["name"]: choice["theirs"]}
            assert clients[number].post(address, again).status_code == 302
    case = case_for(table.north)
    assert {row.get("option"): row.get("reason") for row in case.rows("screen_marks")} == {
        "option-0": f"Says {first[0]}",
        **{f"option-{number}": f"Own {number}" for number in range(1, many)},
    }
    assert first_that_does_not_fit() == (None, "")


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
@pytest.mark.django_db(transaction=True)
def test_of_many_who_write_the_next_version_at_once_each_sees_the_one_before(transactional_db: None) -> None:
    table = sit_at_a_table()
    address, many = f"/partnerships/{table.slug}/documents/note/plan/edit/", 5
    actions.save_document(by=table.north, kind="note", name="plan", text='title = "Plan"\n')
    clients = [client_of("north") for _ in range(many)]
    forms = [sent(client, address) for client in clients]
    answers = all_at_once(
        many, lambda number: clients[number].post(address, {**forms[number], "text": [f'title = "Plan {number}"\n']})
    )
    assert sorted(answer.status_code for answer in answers.values()) == [302, *[409] * (many - 1)]
    versions = case_for(table.north).versions("note", "plan")
    assert [one.version for one in versions] == [1, 2]
    first = next(number for number, answer in answers.items() if answer.status_code == 302)
    assert versions[-1].title == f"Plan {first}"
    assert all(f'title = "Plan {first}"' in Page(answer).text for number, answer in answers.items() if number != first)
