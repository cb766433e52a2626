import pytest

from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db


def test_a_comment_says_whether_it_moved_the_recommendation(sign_in: SignIn) -> None:
    rows = Page(sign_in().get("/partnerships/herefordshire-2008/decide/consultation/")).table(holding="Answer")
    moved = {row["What they said"].split("?")[0] for row in rows if row["What it changed"].startswith("Moved")}
    assert "Will the culture change" in moved
    assert len(moved) == 4
    assert any(row["What it changed"] == "Nothing recorded" for row in rows)


def test_a_comment_without_an_answer_says_so(sign_in: SignIn) -> None:
    client = sign_in()
    slug = client.post("/partnerships/new/", {"title": "Comments (test)"}).url.split("/")[2]
    client.post(f"/partnerships/{slug}/tables/comments/add/", {"v-title": "Mind the nests", "audience": "partners"})
    [row] = Page(client.get(f"/partnerships/{slug}/decide/consultation/")).table(holding="Answer")
    assert row["Answer"] == "Not answered yet"
