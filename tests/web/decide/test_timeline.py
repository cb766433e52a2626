import pytest

from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db


def test_every_step_leads_to_where_it_comes_from(sign_in: SignIn) -> None:
    client = sign_in("programme-manager", "west-oxfordshire")
    here = "/partnerships/vision-2020/decide/timeline/"
    page = Page(client.get(here))
    steps = page.table(holding="Day")
    assert "Agreed: Notice to leave" in " ".join(step["What"] for step in steps)
    assert [int(step["No."]) for step in steps] == list(range(1, len(steps) + 1))


def test_a_frozen_decision_is_on_it(sign_in: SignIn) -> None:
    client = sign_in("programme-manager", "west-oxfordshire")
    client.post(
        "/partnerships/vision-2020/partnership/decisions/", {"title": "Cabinet agreed to go on", "audience": "partners"}
    )
    told = client.get("/partnerships/vision-2020/decide/timeline/").content.decode()
    assert "Cabinet agreed to go on" in told


def test_what_has_no_day_is_named_too(sign_in: SignIn) -> None:
    told = sign_in().get("/partnerships/herefordshire-2008/decide/timeline/").content.decode()
    assert "without a day" in told
    assert "Small services come second" in told
