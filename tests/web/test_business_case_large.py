"""A case too large to be drawn while somebody waits: asked for, followed, kept, and marked once something changed."""

import re

import pytest

from concordat.application import jobs
from concordat.application.actions.facts import RowGiven, append_facts
from concordat.application.queries import business_case as query
from concordat.application.queries.partnerships import actor_for
from tests.web.conftest import SignIn

pytestmark = pytest.mark.django_db
HERE = "/partnerships/vision-2020/decide/business-case/"


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every case counts as large."""
    monkeypatch.setattr(query, "AT_ONCE", 0)


def text(sign_in: SignIn, address: str, organisation: str = "cotswold") -> str:
    return str(sign_in(organisation=organisation).get(HERE + address).content.decode())


def chances(page: str) -> list[str]:
    return re.findall(r"(?:[Aa]bout [\d.]+%|[Ll]ess than 1 in [\d,]+)", page)


def test_a_large_case_is_drawn_as_a_job_and_its_result_is_that_of_drawing_at_once(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = text(sign_in, "uncertainty/")
    monkeypatch.setattr(query, "AT_ONCE", 0)
    before = text(sign_in, "uncertainty/")
    assert "Draw the lines" in before
    assert chances(before) == []
    client = sign_in(organisation="cotswold")
    asked = client.post(HERE + "draw/")
    assert asked.status_code == 302
    assert "The lines are being drawn" in text(sign_in, "uncertainty/")
    assert jobs.work(forever=False) == 1
    done = client.get(asked.url).content.decode()
    assert f'href="{HERE}uncertainty/"' in done
    after = text(sign_in, "uncertainty/")
    assert chances(after) == chances(at_once)
    assert chances(after) != []
    assert "Draw the lines" not in after
    assert chances(text(sign_in, "")) != []
    assert "chance of a loss drawn" not in text(sign_in, "councils/")


def test_once_a_line_changed_the_kept_chances_are_marked_and_may_be_drawn_again(sign_in: SignIn, large: None) -> None:
    client = sign_in(organisation="cotswold")
    client.post(HERE + "draw/")
    jobs.work(forever=False)
    actor = actor_for(person="cotswold.programme-manager", organisation="cotswold", partnership="vision-2020")
    values = {"title": "Rent", "kind": "saving", "partner": "cotswold", "low": 1_00, "likely": 2_00, "high": 3_00}
    append_facts(by=actor, table="case_lines", rows=[RowGiven("rent", values, "Budget book")])
    said = text(sign_in, "uncertainty/")
    assert "Something has changed since the chances were drawn" in said
    assert "Draw them again" in said
    assert chances(text(sign_in, "uncertainty/", organisation="cheltenham")) == []  # it is not theirs to be shown


def test_another_council_draws_for_itself(sign_in: SignIn, large: None) -> None:
    sign_in(organisation="cotswold").post(HERE + "draw/")
    jobs.work(forever=False)
    assert "Draw the lines" in text(sign_in, "uncertainty/", organisation="cheltenham")
