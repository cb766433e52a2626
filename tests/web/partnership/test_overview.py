import pytest

from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db


def test_it_says_what_stands_in_each_stage(sign_in: SignIn) -> None:
    text = Page(sign_in().get("/partnerships/herefordshire-2008/")).text
    assert "18 options listed, 3 on the short list" in text
    assert "Recommendation, version 2, 11 September 2008" in text


def test_people_of_another_council_are_not_named(sign_in: SignIn) -> None:
    page = Page(sign_in(organisation="cheltenham").get("/partnerships/vision-2020/"))
    people = {row["Organisation"]: row["People"] for row in page.table(holding="Role here")}
    named = {name for name, said in people.items() if "made up" in said}
    assert len(named) == 1
    assert "Cheltenham" in next(iter(named))


def test_what_waits_for_several_is_told_once_with_all_their_names(sign_in: SignIn) -> None:
    page = Page(sign_in(organisation="west-oxfordshire").get("/partnerships/vision-2020/"))
    waits = {row["What"]: row["For"] for row in page.table(holding="What") if "For" in row}
    deed = "Say whether you accept what others resolved on “Set up the joint committee for the partnership venture”"
    assert waits[deed] == "Cheltenham, Cotswold, Forest of Dean and West Oxfordshire"
    assert "25 services, and how many positions councils hold on each" in page.text
