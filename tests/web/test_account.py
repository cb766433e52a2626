import pytest
from django.test import Client

from tests.web.conftest import SignIn
from tests.web.reading import Page

pytestmark = pytest.mark.django_db


def test_a_wrong_password_and_an_unknown_address_read_the_same(sign_in: SignIn) -> None:
    known, unknown = (
        Page(Client().post("/sign-in/", {"email": email, "password": "wrong"})).text
        for email in ("programme-manager@herefordshire.example", "nobody@nowhere.example")
    )
    assert known.replace("programme-manager@herefordshire.example", "") == unknown.replace("nobody@nowhere.example", "")
    assert "is not right" in known


def test_signing_in_leads_to_the_page_asked_for_and_never_to_another_site() -> None:
    from concordat.data.records import models

    person = models.Person(code="visitor", email="visitor@test.example", name="Visitor (made up)")
    person.set_password("a long password of words")
    person.save()
    said = {"email": person.email, "password": "a long password of words"}
    assert Client().post("/sign-in/", {**said, "next": "/partnerships/new/"}).url == "/partnerships/new/"
    assert Client().post("/sign-in/", {**said, "next": "https://elsewhere.example/"}).url == "/"


def test_somebody_with_two_organisations_says_for_whom_they_act(sign_in: SignIn) -> None:
    from concordat.data.records import models

    person = models.Person.objects.get(email="programme-manager@herefordshire.example")
    other = models.Membership.objects.filter(partnership__slug="eighteen-options").first()
    models.RoleHolding.objects.create(
        person=person, organisation=other.organisation, partnership=other.partnership, role="member"
    )
    client = sign_in()
    page = Page(client.get("/", follow=True))
    assert page.heading == "For whom do you act now?"
    nothing = Page(client.post("/acting-for/", {}))
    assert nothing.problems == {"Choose for whom you act": "#organisation-1"}
    chosen = Page(client.post("/acting-for/", {"organisation": other.organisation_id, "next": "/"}, follow=True))
    assert [link for link in chosen.links if "eighteen options" in link]


def test_signing_out_is_a_deed_and_not_a_link(sign_in: SignIn) -> None:
    client = sign_in()
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert client.get("/").status_code == 302
