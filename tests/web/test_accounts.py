"""The pages of an organisation's administrator, and what the letters' links open."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from concordat.application.actions.accounts import invite
from concordat.application.actor import Actor
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from tests.people import Table
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
PASSWORD = "a long password of words"


@pytest.fixture
def north(table: Table) -> Client:
    return client_of("p-north")


def client_of(code: str) -> Client:
    client = Client()
    client.force_login(models.Person.objects.get(code=code))
    return client


def link_of(message: Any) -> str:
    (link,) = re.findall(r"http://testserver(/\S+)", message.body)
    return str(link)


def test_inviting_sends_a_letter_whose_link_opens_an_account_and_signs_in(north: Client) -> None:
    answer = north.post("/accounts/invite/", {"name": "Jo Carr (made up)", "email": "jo@test.example"}, follow=True)
    assert "The invitation is sent" in Page(answer).text
    assert Page(answer).table(holding="Good until")[0]["Person"].startswith("Jo Carr (made up)jo@test.example")
    (letter,) = mail.outbox
    assert letter.to == ["jo@test.example"]
    jo = Client()
    page = Page(jo.get(link_of(letter)))
    assert page.heading == "Open your account for Northmoor Test"
    assert "jo@test.example" in page.text
    weak = Page(jo.post(link_of(letter), {"password": "short"}))
    assert "#id_password" in weak.problems.values()
    home = Page(jo.post(link_of(letter), {"password": PASSWORD}, follow=True))
    assert "Your account is open" in home.text
    assert jo.get("/partnerships/roads-test/").status_code == 404, "no role yet"
    used = jo.get(link_of(letter))
    assert used.status_code == 410
    assert Page(used).heading == "This link no longer works"
    fresh = Client()
    assert fresh.post("/sign-in/", {"email": "jo@test.example", "password": PASSWORD}).url == "/"


def test_a_new_colleague_gets_a_role_where_the_partnership_gives_it(north: Client) -> None:
    north.post("/accounts/invite/", {"name": "Jo Carr (made up)", "email": "jo@test.example"})
    jo = Client()
    jo.post(link_of(mail.outbox[0]), {"password": PASSWORD})
    north.post(
        "/partnerships/roads-test/partnership/people/",
        {"give-role": "yes", "role-email": "jo@test.example", "role-duty": "scorer"},
    )
    assert jo.get("/partnerships/roads-test/").status_code == 200


def test_an_invitation_is_sent_again_and_withdrawn(north: Client) -> None:
    north.post("/accounts/invite/", {"name": "Jo (made up)", "email": "jo@test.example"})
    with as_the_system():
        number = models.Invitation.objects.get().pk
    north.post(f"/accounts/invitations/{number}/again/")
    first, second = (link_of(letter) for letter in mail.outbox)
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200
    said = Page(north.post(f"/accounts/invitations/{number}/withdraw/", follow=True)).text
    assert "Its link no longer works" in said
    assert Client().get(second).status_code == 410
    assert north.post(f"/accounts/invitations/{number}/withdraw/").status_code == 404


def test_the_form_says_what_is_missing_and_what_is_there_already(north: Client) -> None:
    empty = Page(north.post("/accounts/invite/", {"name": ""}))
    assert empty.problems == {"Enter their name": "#id_name", "Enter an e-mail address": "#id_email"}
    twice = Page(north.post("/accounts/invite/", {"name": "x", "email": "North@test.example"}))
    assert list(twice.problems.values()) == ["#id_email"]


@pytest.mark.parametrize("person", ["p-east_member", "p-west"])
def test_to_everybody_else_the_pages_are_not_there(table: Table, person: str) -> None:
    number = invite(by=Actor("p-north", "northmoor-test"), email="jo@test.example", name="Jo (made up)").number
    client = client_of(person)
    assert "Accounts" not in client.get("/").content.decode()
    for address in (
        "/accounts/",
        "/accounts/invite/",
        "/accounts/people/p-east/",
        f"/accounts/invitations/{number}/again/",
    ):
        assert client.get(address).status_code == 404, address
        assert client.post(address, {"act": "close"}).status_code == 404, address
    assert Client().get("/accounts/").url.startswith("/sign-in/")


def test_an_administrator_of_another_organisation_finds_nothing_and_changes_nothing(
    north: Client, table: Table
) -> None:
    number = invite(by=Actor("p-east", "eastvale-test"), email="jo@test.example", name="Jo (made up)").number
    assert "jo@test.example" not in north.get("/accounts/").content.decode()
    for act in ("unlock", "new-password", "second-step", "close", "open", "administrator", "no-administrator"):
        assert north.post("/accounts/people/p-east_member/", {"act": act}).status_code == 404
    assert north.get("/accounts/people/p-east_member/").status_code == 404
    for what in ("again", "withdraw"):
        assert north.post(f"/accounts/invitations/{number}/{what}/").status_code == 404
    assert mail.outbox == []
    assert models.Person.objects.get(code="p-east_member").is_active


def test_an_administrator_who_acts_for_another_organisation_administers_nothing(table: Table) -> None:
    person = models.Person.objects.get(code="p-north")
    models.RoleHolding.objects.create(
        person=person,
        organisation_id="eastvale-test",
        partnership=models.Partnership.objects.get(slug=table.slug),
        role="scorer",
    )
    client = client_of("p-north")
    client.post("/acting-for/", {"organisation": "eastvale-test"})
    assert client.get("/accounts/").status_code == 404
    client.post("/acting-for/", {"organisation": "northmoor-test"})
    assert client.get("/accounts/").status_code == 200


def test_a_locked_account_is_seen_and_unlocked(table: Table) -> None:
    east = client_of("p-east")
    person = models.Person.objects.get(code="p-east_member")
    person.set_password(PASSWORD)
    person.save()
    member, said = Client(), {"email": person.email, "password": PASSWORD}
    for _ in range(5):
        member.post("/sign-in/", {**said, "password": "wrong"})
    assert member.post("/sign-in/", said).status_code == 200
    assert "Locked" in Page(east.get("/accounts/")).text
    east.post("/accounts/people/p-east_member/", {"act": "unlock"})
    assert "Locked" not in Page(east.get("/accounts/")).text
    assert member.post("/sign-in/", said).status_code == 302


def test_recovery_by_the_administrator_ends_sessions_and_the_link_works_once(table: Table) -> None:
    east, member = client_of("p-east"), client_of("p-east_member")
    answer = east.post("/accounts/people/p-east_member/", {"act": "new-password"}, follow=True)
    assert "The link for a new password is sent" in Page(answer).text
    (letter,) = mail.outbox
    assert letter.to == ["east-member@test.example"]
    link = link_of(letter)
    fresh = Client()
    assert "east-member@test.example" in Page(fresh.get(link)).text
    assert fresh.post(link, {"password": "short"}).status_code == 200
    assert fresh.post(link, {"password": PASSWORD}).url == "/sign-in/"
    assert member.get("/").status_code == 302
    assert fresh.post(link, {"password": PASSWORD}).status_code == 410
    assert fresh.post("/sign-in/", {"email": "east-member@test.example", "password": PASSWORD}).status_code == 302
    said = Page(east.get("/accounts/")).text
    assert "Sent a link for a new password to east_member (made up)" in said
    assert "Chose a new password by a link" in said


def test_the_second_step_is_reset_by_the_administrator_and_its_owner_is_told(table: Table) -> None:
    import pyotp

    from concordat.application.actions.second_step import new_secret, set_up_second_step

    secret = new_secret()
    set_up_second_step(by=Actor("p-east_member", "eastvale-test"), secret=secret, code=pyotp.TOTP(secret).now())
    east, member = client_of("p-east"), client_of("p-east_member")
    assert "Take their second step away" in east.get("/accounts/people/p-east_member/").content.decode()
    east.post("/accounts/people/p-east_member/", {"act": "second-step"})
    assert member.get("/").status_code == 302
    assert "Take their second step away" not in east.get("/accounts/people/p-east_member/").content.decode()
    (letter,) = mail.outbox
    assert letter.to == ["east-member@test.example"]
    assert secret not in letter.body
    with as_the_system():
        entry = models.AuditEntry.objects.get(act="second-step.reset")
    assert (entry.chain, entry.actor, entry.about) == ("organisation:eastvale-test", "p-east", "p-east_member")


def test_an_account_is_closed_and_opened_and_an_administrator_made(table: Table) -> None:
    east, member = client_of("p-east"), client_of("p-east_member")
    page = "/accounts/people/p-east_member/"
    east.post(page, {"act": "close"})
    assert member.get("/").status_code == 302
    assert "Closed" in Page(east.get(page)).facts()["State"]
    east.post(page, {"act": "open"})
    east.post(page, {"act": "administrator"})
    assert client_of("p-east_member").get("/accounts/").status_code == 200
    east.post(page, {"act": "no-administrator"})
    assert client_of("p-east_member").get("/accounts/").status_code == 404
    own = Page(east.post("/accounts/people/p-east/", {"act": "close"}))
    assert "You cannot close your own account" in own.text
    assert east.post(page, {"act": "something else"}).status_code == 404


def test_a_letter_that_cannot_be_sent_is_said_and_the_invitation_stays(north: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 9, False
    answer = north.post("/accounts/invite/", {"name": "Jo (made up)", "email": "jo@test.example"}, follow=True)
    page = Page(answer)
    assert "could not be sent" in page.text
    assert "Not done" in page.headings
    assert len(page.table(holding="Good until")) == 1


def test_the_link_begins_with_the_configured_address(north: Client, settings: Any) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"address": "https://concordat.example.gov.uk"})
    north.post("/accounts/invite/", {"name": "Jo (made up)", "email": "jo@test.example"})
    assert "https://concordat.example.gov.uk/invitation/" in mail.outbox[0].body


def test_in_the_demonstration_alone_the_page_opens_an_invitation_as_its_reader_would(
    north: Client, settings: Any
) -> None:
    north.post("/accounts/invite/", {"name": "Jo (made up)", "email": "jo@test.example"})
    assert "/invitation/" not in north.get("/accounts/").content.decode()
    settings.DEMO = True
    (link,) = [href for words, href in Page(north.get("/accounts/")).links.items() if words.startswith("Open as")]
    assert Client().get(link).status_code == 200
