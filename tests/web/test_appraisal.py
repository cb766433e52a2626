"""Four people score and weigh apart, submit, agree; the page says who disagrees; a workbook comes to the same."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from concordat.application.queries.appraisal import result_for
from concordat.application.queries.partnerships import actor_for
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db
BASE = "/partnerships/vision-2020"
COUNCILS = ("cheltenham", "cotswold", "forest-of-dean", "west-oxfordshire")
OPTIONS = ("as-now", "more-back-office", "partnership-chief-executive", "company-now", "lead-council")
OUTCOMES = ("financial", "efficiency", "resilience", "impact", "democracy")


def form(level: int, do: str) -> dict[str, str]:
    scores = {
        f"s~{c}~{o}~likely": str((level + 7 * i + 3 * k) % 100)
        for i, o in enumerate(OPTIONS)
        for k, c in enumerate(OUTCOMES)
    }
    return {**scores, **{f"w~{c}": str(100 - 15 * k) for k, c in enumerate(OUTCOMES)}, "group": "staff", "do": do}


def people(council: str) -> list[str]:
    actor = actor_for(person=f"{council}.programme-manager"[:40], organisation=council, partnership="vision-2020")
    found = result_for(actor, with_shares=False)
    assert found is not None
    return [view.view.title for view in found.people]


def test_what_is_saved_for_oneself_is_seen_by_nobody_else_until_it_is_submitted(sign_in: SignIn) -> None:
    client = sign_in(organisation="cotswold")
    assert client.post(f"{BASE}/decide/score/", form(20, "save")).status_code == 302
    assert not [title for title in people("cheltenham") if "cotswold.programme-manager" in title]
    assert 'value="20"' in client.get(f"{BASE}/decide/score/?group=staff").content.decode()
    assert client.post(f"{BASE}/decide/score/", form(20, "submit")).status_code == 302
    assert [title for title in people("cheltenham") if "cotswold.programme-manager" in title]


def test_four_people_submit_and_agree_and_the_page_says_who_disagrees(sign_in: SignIn) -> None:
    for number, council in enumerate(COUNCILS):
        client = sign_in(organisation=council)
        assert client.post(f"{BASE}/decide/score/", form(10 + 20 * number, "submit")).status_code == 302
    agreed = {
        "cell": "impact~as-now",
        "low": "30",
        "likely": "40",
        "high": "50",
        "reason": "Settled",
        "held_out": ["cotswold"],
    }
    assert client.post(f"{BASE}/decide/agree-scores/", agreed).status_code == 302
    said = client.get(f"{BASE}/decide/agree-scores/").content.decode()
    assert "Agreed: 40" in said
    assert "Held out: Cotswold" in said
    page = client.get(f"{BASE}/decide/choice/").content.decode()
    assert "Partners do not agree which option leads." in page
    assert re.search(r"points of the total hang on it", page)
    assert "views of what matters" in page


def test_a_workbook_comes_to_the_same_as_typing(sign_in: SignIn) -> None:
    typed = sign_in(organisation="cotswold")
    typed.post(f"{BASE}/decide/score/", form(20, "submit"))
    actor = actor_for(person="cotswold.programme-manager", organisation="cotswold", partnership="vision-2020")
    first = result_for(actor, with_shares=False)
    assert first is not None
    book = openpyxl.load_workbook(io.BytesIO(typed.get(f"{BASE}/decide/score/workbook/?group=members").content))
    given = form(20, "submit")
    for row in book["Scores"].iter_rows(min_row=2):
        row[3].value = float(given[f"s~{row[8].value}~{row[7].value}~likely"])
    for row in book["What matters more"].iter_rows(min_row=2):
        row[3].value = float(given[f"w~{row[5].value}"])
    filled = io.BytesIO()
    book.save(filled)
    sent = SimpleUploadedFile("mine.xlsx", filled.getvalue())
    assert typed.post(f"{BASE}/decide/score/", {"group": "members", "file": sent}).status_code == 302
    assert typed.post(f"{BASE}/decide/score/", {**given, "group": "members"}).status_code == 302
    again = result_for(actor, with_shares=False)
    assert again is not None
    views = {view.view.id: view for view in again.people}
    one, other = (views[f"person-cotswold-cotswold.programme-manager-{group}"] for group in ("staff", "members"))
    assert one.totals.tolist() == other.totals.tolist()


def test_weights_moved_by_hand_work_without_a_script_and_as_a_fragment(sign_in: SignIn) -> None:
    client = sign_in(organisation="cotswold")
    moved = {f"w-{c}": "0" for c in OUTCOMES} | {"w-democracy": "100"}
    page = client.get(f"{BASE}/decide/choice/", moved).content.decode()
    assert "Carry on as now leads" in page
    part = client.get(f"{BASE}/decide/choice/", {**moved, "part": "live"}).content.decode()
    assert "<html" not in part
    assert "Carry on as now leads" in part
    assert "in 100" in client.get(f"{BASE}/decide/choice/", {**moved, "part": "shares"}).content.decode()


def test_a_score_that_is_no_number_is_told_and_nothing_is_lost(sign_in: SignIn) -> None:
    client = sign_in(organisation="cotswold")
    answer = client.post(f"{BASE}/decide/score/", {**form(20, "save"), "s~impact~as-now~likely": "plenty"})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "“plenty” is not a number" in said
    assert 'value="plenty"' in said


def test_a_ready_set_starts_an_appraisal(sign_in: SignIn) -> None:
    client = sign_in(organisation="aldermoor")
    base = "/partnerships/eighteen-options"
    assert "Start from a set" in client.get(f"{base}/design/criteria/").content.decode()
    assert client.post(f"{base}/design/criteria/", {"ready_set": "critical-success-factors"}).status_code == 302
    assert "Potential affordability" in client.get(f"{base}/design/criteria/").content.decode()
    assert client.get(f"{base}/decide/choice/").status_code == 200


def test_herefordshire_gets_a_different_option_for_each_service_area(sign_in: SignIn) -> None:
    """The report's own answer: a managing agent for highways and related work, property apart (para 84)."""
    page = sign_in().get("/partnerships/herefordshire-2008/decide/choice/").content.decode()
    assert "A different option for each service area" in page
    assert re.search(r"<dt>Highways and related work</dt>\s*<dd>Managing agent</dd>", page)
    assert re.search(r"gains \d+\.\d points, after 2\.0 for running more than one", page)


def test_what_each_level_is_worth_is_drawn_and_told_to_scorers(sign_in: SignIn) -> None:
    client = sign_in(organisation="harborough")
    page = client.get("/partnerships/harborough-2011/design/criteria/").content.decode()
    assert "What each level is worth" in page
    assert "3 months is worth 100, 6 months 85, 12 months 50, 24 months 0; between them it runs straight." in page
    assert "from 2 on 60" in page
    assert page.count("<svg") >= 2
    assert "in steps, nothing between" in client.get("/partnerships/harborough-2011/decide/score/").content.decode()


def test_a_councillor_is_led_to_what_came_of_the_scores_and_offered_no_form(sign_in: SignIn) -> None:
    member = sign_in("member", "cotswold")
    said = member.get(f"{BASE}/decide/score/").content.decode()
    assert "Your role does not score." in said
    assert f'href="{BASE}/decide/choice/"' in said
    assert "Only you, until you submit" not in said
    assert "agreeing a score" not in member.get(f"{BASE}/decide/agree-scores/").content.decode()
    assert "agreeing a score" in sign_in("scorer", "cotswold").get(f"{BASE}/decide/agree-scores/").content.decode()
