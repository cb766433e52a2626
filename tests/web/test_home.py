import pytest

from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db


def test_a_review_starts_with_its_title_and_leads_to_design(sign_in: SignIn) -> None:
    page = Page(sign_in().post("/partnerships/new/", {"title": "Verges (test)"}, follow=True))
    assert page.heading == "Design What could be done, and what is left"
    assert "Start here" in page.headings


def test_a_review_without_a_title_is_told_and_not_started(sign_in: SignIn) -> None:
    page = Page(sign_in().post("/partnerships/new/", {"title": ""}))
    assert page.title.startswith("Error:")
    assert page.problems == {"Enter what the review is called": "#id_title"}


def test_two_reviews_may_have_the_same_title(sign_in: SignIn) -> None:
    client = sign_in()
    first, second = (client.post("/partnerships/new/", {"title": "Verges (test)"}).url for _ in range(2))
    assert first != second


def test_somebody_in_no_partnership_is_told_what_to_do(client) -> None:  # type: ignore[no-untyped-def]
    from concordat.data.records import models

    person = models.Person.objects.create(code="alone", email="alone@nowhere.example", name="Alone (made up)")
    client.force_login(person)
    assert "You act for no organisation now" in Page(client.get("/")).headings


@pytest.mark.parametrize("name", ["broken.xlsx", "broken.zip", "notes.txt"])
def test_a_file_that_cannot_be_read_is_told_with_its_mend(name: str, sign_in: SignIn) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = SimpleUploadedFile(name, b"this is no case file")
    page = Page(sign_in().post("/partnerships/new-from-file/", {"file": sent}))
    assert page.status == 200
    assert "There is a problem" in page.root.text_content() or "cannot be brought in" in page.root.text_content()
    assert page.facts()["Error"]
