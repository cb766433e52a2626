import pytest

from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db


def test_each_step_says_what_stands_there_and_leads_there(sign_in: SignIn) -> None:
    client = sign_in()
    page = Page(client.get("/partnerships/herefordshire-2008/design/"))
    steps = {item.find("a").text: item.text_content() for item in page.main.xpath(".//ol[@class='c-steps']/li")}
    assert "18 options listed, 16 of them not published" in steps["List every option"]
    assert "3 on the short list, 16 dropped" in steps["Screen them, and let people challenge it"]
    assert client.get(page.links["List every option"]).status_code == 200


def test_an_empty_review_says_where_to_start(sign_in: SignIn) -> None:
    client = sign_in()
    address = client.post("/partnerships/new/", {"title": "Nothing yet (test)"}).url
    assert "Start here" in Page(client.get(address)).headings


def test_what_is_doubtful_stands_with_its_mend(sign_in: SignIn) -> None:
    text = Page(sign_in().get("/partnerships/herefordshire-2008/design/")).text
    assert "No option on the short list stands for carrying on exactly as now" in text
    assert "Add an option of the kind “business as usual”" in text
