import pytest

from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db


def test_a_mark_is_a_word_and_a_missing_one_says_why(sign_in: SignIn) -> None:
    """The only published marks are the two ambers on the £1m criterion (Phase 2 report, para 126)."""
    rows = Page(sign_in().get("/partnerships/herefordshire-2008/design/screen/")).table(holding="Stands")
    marks = {row["Option"]: row["Can save £1 million a year"] for row in rows}
    assert marks["Improved business as usual"].startswith("Amber")
    assert marks["Managing agent"].startswith("Amber")
    assert marks["Integrated services"] == "Not marked"
    assert next(text for option, text in marks.items() if option.startswith("The other options")) == "Not published"


def test_a_challenge_names_the_body_that_raised_it(sign_in: SignIn) -> None:
    page = Page(sign_in().get("/partnerships/herefordshire-2008/design/screen/"))
    assert [row["Raised"] for row in page.table(holding="Ground")] == ["Staff focus group"]


def test_a_reinstated_option_shows_person_ground_and_date(sign_in: SignIn) -> None:
    page = Page(sign_in(organisation="aldermoor").get("/partnerships/eighteen-options/design/screen/"))
    mutual = next(row for row in page.table(holding="Ground") if row["Option"] == "Staff mutual")
    assert "12 March 2026" in mutual["Raised"]
    assert mutual["Outcome"].startswith("Accepted")
    assert mutual["Ground"]


def test_every_standing_opens_where_it_comes_from(sign_in: SignIn) -> None:
    client = sign_in()
    page = Page(client.get("/partnerships/herefordshire-2008/design/screen/"))
    addresses = [address for address in page.links.values() if "/sources/screen/" in address]
    assert len(addresses) >= 4
    for address in addresses:
        assert Page(client.get(address)).facts()["Rule"] in {"options.screen.one_red_drops", "options.screen.standing"}
