import pytest

from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
PAGE = "/partnerships/herefordshire-2008/decide/recommendation/"


def test_there_is_an_answer_for_each_service_area(sign_in: SignIn) -> None:
    rows = Page(sign_in().get(PAGE)).table(holding="Service area")
    assert [(row["Service area"], row["Option"]) for row in rows] == [
        ("Highways and related work", "Managing agent"),
        ("Asset management and property services", "None"),
    ]


def test_what_changed_names_the_comments_that_moved_it(sign_in: SignIn) -> None:
    page = Page(sign_in().get(PAGE))
    assert "What changed from version 1 to version 2" in page.headings
    highways = page.main.xpath(".//div[@class='c-change'][contains(., 'Highways and related work')]")[0]
    assert (
        next(" ".join(gone.text_content().split()) for gone in highways.iter("del")) == "removed: Integrated services"
    )
    assert next(" ".join(come.text_content().split()) for come in highways.iter("ins")) == "added: Managing agent"
    assert "Will the culture change?" in highways.text_content()


def test_a_condition_that_nobody_can_test_says_what_is_missing(sign_in: SignIn) -> None:
    rows = Page(sign_in().get(PAGE)).table(holding="Condition")
    assert len(rows) == 2
    assert all(row["Stands"].startswith("Not yet tested") and "Missing:" in row["Stands"] for row in rows)


def test_an_earlier_version_says_that_it_is_one(sign_in: SignIn) -> None:
    page = Page(sign_in().get(f"{PAGE}?version=1"))
    assert "This is an earlier version" in page.text
    assert "What changed" not in " ".join(page.headings)


def test_a_version_nobody_wrote_shows_the_latest(sign_in: SignIn) -> None:
    assert "This is an earlier version" not in Page(sign_in().get(f"{PAGE}?version=99")).text
