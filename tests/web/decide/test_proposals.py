"""The proposal's page: what each pays now and then before anybody votes, the wordings side by side, what each says itself."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from concordat.data.records import models
from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
HOME = "/partnerships/vision-2020"
ICT = f"{HOME}/decide/proposals/ict-by-use/"
JOINT = f"{HOME}/decide/proposals/joint-committee/"


def text_of(answer: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))  # type: ignore[attr-defined]


def test_each_partners_share_now_and_then_is_shown_before_the_vote(sign_in: SignIn) -> None:
    said = text_of(sign_in(organisation="cotswold").get(ICT))
    assert "West Oxfordshire £4,243,727.69 £4,259,097.71 +£15,370.02" in said
    assert "Together £16,210,099.43 £16,210,099.43 no change" in said
    assert "A neighbouring district (made up): it buys by this scheme Not at the table" in said
    assert "West Oxfordshire would pay £15,370.02 more." in said


def test_the_wordings_stand_side_by_side_with_whose_they_are(sign_in: SignIn) -> None:
    page = sign_in(organisation="cheltenham").get(JOINT).content.decode()
    assert "<ins>" in page
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "So resolved by Cabinet, Cheltenham; Cabinet, Cotswold; Cabinet, West Oxfordshire." in said
    assert "Not accepted yet by Cheltenham, Cotswold, Forest of Dean." in said


def test_a_council_says_for_itself_that_it_accepts_a_condition(sign_in: SignIn) -> None:
    client = sign_in(organisation="cheltenham")
    form = Page(client.get(JOINT)).as_sent(holding="reads", button="west-planning")
    assert client.post(JOINT, {**form, "accept": "west-planning"}, follow=True).status_code == 200
    said = text_of(client.get(JOINT))
    assert "Not accepted yet by Cotswold, Forest of Dean." in said
    assert "Your organisation: accepted." in said
    setter = sign_in(organisation="west-oxfordshire")
    assert setter.post(JOINT, {"accept": "west-planning"}).status_code == 404


def test_nothing_takes_effect_while_something_stands_in_the_way(sign_in: SignIn) -> None:
    client = sign_in(organisation="west-oxfordshire")
    assert "Let it take effect" not in client.get(JOINT).content.decode()
    assert "resolved in other words" in text_of(client.post(JOINT, {}))


def test_the_form_asks_what_the_route_can_answer(sign_in: SignIn) -> None:
    officer = (
        sign_in(organisation="west-oxfordshire").get(f"{ICT}resolve/west-oxfordshire-officer-ict/").content.decode()
    )
    council = sign_in(organisation="cotswold").get(f"{ICT}resolve/cotswold-council-ict/").content.decode()
    assert ("votes_for" in officer, "votes_for" in council) == (False, True)
    assert ("call_in_until" in officer, "call_in_until" in council) == (True, False)


def test_a_resolution_is_entered_for_ones_own_body_and_what_it_decided_on_can_be_opened_again(sign_in: SignIn) -> None:
    client = sign_in(organisation="cotswold")
    given = {"outcome": "agreed", "decided_on": "28 February 2017", "votes_for": "20", "votes_against": "3"}
    assert client.post(f"{ICT}resolve/cheltenham-cabinet-ict/", given).status_code == 404
    client.post(f"{ICT}resolve/cotswold-council-ict/", given)
    page = client.get(ICT).content.decode()
    assert "20 for, 3 against" in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    found = re.search(r'href="([^"]*/decisions/\d+/)"[^>]*>What it decided on', page)
    assert found is not None
    said = text_of(sign_in(organisation="cheltenham").get(found[1]))
    assert "What was put, as it was then" in said
    assert "from 60% to 40%" in said
    assert "£4,259,097" in said
    assert "Different" not in said


def test_a_missing_day_is_said_beside_the_field(sign_in: SignIn) -> None:
    answer = sign_in(organisation="cotswold").post(f"{ICT}resolve/cotswold-council-ict/", {"outcome": "agreed"})
    assert "Enter the day it decided" in text_of(answer)


def test_a_page_says_that_a_position_moves_to_shared_only_by_a_live_proposal(sign_in: SignIn) -> None:
    client = sign_in(organisation="cheltenham")
    given = {"v-service": "ict", "v-stance": "already shared", "v-shared_with": ["cotswold"], "audience": "partners"}
    answer = client.post(f"{HOME}/tables/positions/rows/cheltenham-ict/change/", given)
    assert "Cheltenham is said to share ICT already, and no proposal that is live says so." in text_of(answer)
    assert not models.Fact.objects.filter(row="cheltenham-ict", revision=2).exists()


def test_the_proposed_text_stands_beside_what_it_would_change(sign_in: SignIn) -> None:
    page = sign_in().get(f"{HOME}/documents/proposed_recharge_scheme/shared-services/")
    assert page.status_code == 404  # another partnership's people
    page = sign_in(organisation="cotswold").get(f"{HOME}/documents/proposed_recharge_scheme/shared-services/")
    said = text_of(page)
    assert "What it would change in version 1" in said
    assert "fixed_part = &quot;40%&quot;" in said


def test_an_agreed_scheme_says_that_nobody_changes_it_alone(sign_in: SignIn) -> None:
    client = sign_in(organisation="west-oxfordshire")
    address = f"{HOME}/documents/recharge_scheme/shared-services/"
    assert "Write the next version" in text_of(client.get(address))
    given = {
        "v-title": "The scheme was agreed",
        "v-decided_on": "1 June 2015",
        "v-document_kind": "recharge_scheme",
        "v-document_name": "shared-services",
        "source": "Minute 4",
        "audience": "partners",
    }
    assert client.post(f"{HOME}/tables/earlier_decisions/add/", given).status_code == 302
    said = text_of(client.get(address))
    assert "nobody changes it alone. It was agreed: The scheme was agreed." in said
    assert "Write the next version" not in said
    answer = client.post(
        f"{address}edit/", {**Page(client.get(f"{address}edit/")).as_sent(holding="seen"), "text": 'title = "Mine"\n'}
    )
    assert "changes only by a proposal that is live" in text_of(answer) or "meanwhile" in text_of(answer)


def test_what_is_shared_is_not_withdrawn_by_a_button_either(sign_in: SignIn) -> None:
    client = sign_in(organisation="cheltenham")
    answer = client.post(f"{HOME}/tables/positions/rows/cheltenham-finance/withdraw/")
    assert answer.status_code == 422
    assert "no proposal that is live takes it back" in text_of(answer)
    assert "Nothing was changed." in text_of(answer)


def test_a_case_file_brought_in_says_that_nobody_decided_to_share_it(sign_in: SignIn) -> None:
    client = sign_in(organisation="cheltenham")
    address = f"{HOME}/partnership/case-file/"
    taken = client.get(f"{address}folder/")
    held = zipfile.ZipFile(io.BytesIO(b"".join(taken) if taken.streaming else taken.content))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in held.namelist():
            text = held.read(name)
            if name.endswith("positions.csv"):
                before = b"cheltenham-ict,ict,share the service"
                assert before in text
                text = text.replace(before, b"cheltenham-ict,ict,already shared")
            archive.writestr(name, text)
    file = SimpleUploadedFile("case.zip", out.getvalue())
    page = client.post(address, {"file": file}).content.decode()
    kept = re.search(r'name="kept" value="(\d+)"', page)
    confirm = re.search(r'name="confirm" value="(\w+)"', page)
    on = re.search(r'name="on" value="(\w+)"', page)
    assert kept is not None
    assert on is not None
    assert confirm is not None
    answer = client.post(address, {"kept": kept[1], "confirm": confirm[1], "on": on[1]})
    assert "Cheltenham is said to share ICT already, and no proposal that is live says so." in text_of(answer)
    assert not models.Fact.objects.filter(row="cheltenham-ict", revision=2).exists()
