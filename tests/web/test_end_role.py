"""The page on which a role ends: what follows is told, it asks once, and the partnership is gone from open browsers."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from concordat.presentation.words import date_in_words
from tests.people import Table
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
PEOPLE = "/partnerships/roads-test/partnership/people/"


def client_of(person: str) -> Client:
    client = Client()
    client.force_login(models.Person.objects.get(code=person))
    return client


def address(person: str, duty: str) -> str:
    return f"/roles/{models.RoleHolding.objects.get(person__code=person, role=duty).pk}/end/"


def test_one_ends_ones_own_role_and_an_open_browser_stops_seeing_the_partnership(table: Table) -> None:
    other_browser, client = client_of("p-east_member"), client_of("p-east_member")
    assert other_browser.get(PEOPLE).status_code == 200
    (link,) = re.findall(r'href="(/roles/\d+/end/\?from=people)"', client.get(PEOPLE).content.decode())
    asked = Page(client.get(link))
    assert asked.heading == "Roads together (test) End your role"
    assert "You no longer see this partnership" in asked.text
    assert other_browser.get(PEOPLE).status_code == 200, "asking changes nothing"
    done = Page(client.post(link, follow=True))
    assert "Your role is ended: member, in “Roads together (test)”." in done.text
    assert "Roads together (test)" not in Page(client.get("/")).text
    for browser in (other_browser, client):
        for one in (PEOPLE, "/partnerships/roads-test/", "/partnerships/roads-test/partnership/case-file/workbook/"):
            assert browser.get(one).status_code == 404, one
        assert "Roads together" not in browser.get("/").content.decode()
    assert client.get(link).status_code == client.post(link).status_code == 404


def test_an_administrator_finds_every_role_of_the_organisation_and_ends_one_from_a_day(table: Table) -> None:
    client = client_of("p-east")
    for one in ("/accounts/", "/accounts/people/p-east_member/", PEOPLE):
        assert address("p-east_member", "member") in client.get(one).content.decode(), one
    day = timezone.localdate() + timedelta(40)
    wrong = Page(client.post(address("p-east_member", "member"), {"day": "soon"}))
    assert list(wrong.problems.values()) == ["#id_day"]
    past = Page(client.post(address("p-east_member", "member"), {"day": "1 April 2020"}))
    assert "That day is past" in past.text
    done = Page(client.post(address("p-east_member", "member"), {"day": date_in_words(day)}, follow=True))
    assert f"The role of east_member (made up) ends on {date_in_words(day)}" in done.text
    acts = done.table(holding="What")
    assert f"Ended a role: Member of east_member (made up), from {date_in_words(day)}" in acts[0]["What"]
    assert "p-east_member" not in acts[0]["What"]
    assert date_in_words(day) in client.get(PEOPLE).content.decode()
    assert "Member of east_member (made up)" in Page(client.get("/partnerships/roads-test/partnership/trail/")).text
    assert client_of("p-east_member").get(PEOPLE).status_code == 200, "it holds until then"


def test_who_must_stay_reads_what_to_do_first(table: Table) -> None:
    client = client_of("p-contractor")
    one = address("p-contractor", "contract-manager")
    for answer in (client.get(one), client.post(one)):
        said = answer.content.decode()
        assert "This role cannot end yet" in said
        assert "First let somebody else be programme manager" in said
        assert f'href="{PEOPLE}"' in said
    assert 'name="day"' not in said
    assert client.get(PEOPLE).status_code == 200


@pytest.mark.parametrize("other", ["p-north", "p-west", "p-contractor", "p-outsider", "p-east_member"])
def test_to_anybody_else_it_is_not_there(table: Table, other: str) -> None:
    """Another organisation's administrator, the lead's among them; and a colleague who administers nothing."""
    client, one = client_of(other), address("p-east", "scorer")
    assert client.get(one).status_code == client.post(one).status_code == 404
    assert client.get("/roles/99999999/end/").status_code == 404
    assert models.RoleHolding.objects.get(person__code="p-east", role="scorer").to_date is None
    said = client.get(PEOPLE).content.decode() if other != "p-outsider" else ""
    assert one not in said


def test_nobody_signed_in_is_led_to_sign_in(table: Table) -> None:
    assert Client().get(address("p-east", "scorer")).url.startswith("/sign-in/")


def test_an_administrator_without_a_seat_at_the_table_ends_a_role_too(table: Table) -> None:
    """The accounts page leads there: nobody need belong to a partnership to take a leaver out of it."""
    with as_the_system():
        models.RoleHolding.objects.filter(person__code="p-east").delete()
    client = client_of("p-east")
    assert client.get(PEOPLE).status_code == 404
    client.post(address("p-east_member", "member"))
    assert client_of("p-east_member").get(PEOPLE).status_code == 404
    with as_the_system():
        entry = models.AuditEntry.objects.get(act="role.ended")
    assert (entry.actor, entry.partnership) == ("p-east", table.slug)


def test_another_organisation_sees_nothing_of_it(table: Table) -> None:
    north = client_of("p-north")
    pages = [PEOPLE, "/partnerships/roads-test/", "/partnerships/roads-test/partnership/trail/", "/accounts/"]

    def seen() -> list[str]:
        return [re.sub(r'(value|nonce)="[^"]*"', "", north.get(one).content.decode()) for one in pages]

    before = seen()
    client_of("p-east").post(address("p-east_member", "member"))
    assert seen() == before


def test_the_last_role_for_another_organisation_leads_back_to_ones_own(table: Table) -> None:
    models.RoleHolding.objects.create(
        person=models.Person.objects.get(code="p-outsider"),
        organisation_id="eastvale-test",
        partnership=models.Partnership.objects.get(slug=table.slug),
        role="trusted-advisor",
    )
    client = client_of("p-outsider")
    client.post("/acting-for/", {"organisation": "eastvale-test"})
    one = address("p-outsider", "trusted-advisor")
    done = client.post(f"{one}?from=people", follow=True)
    assert done.status_code == 200
    assert "Your role is ended" in done.content.decode()
    assert "Farfield Test" in client.get("/").content.decode()
    assert client.get(PEOPLE).status_code == 404


def test_a_person_without_any_role_left_has_a_page_that_says_so(table: Table) -> None:
    """A person without an organisation of their own, whose one role ends."""
    person = models.Person.objects.create(code="p-alone", email="alone@test.example", name="Alone (made up)")
    models.RoleHolding.objects.create(
        person=person,
        organisation_id="eastvale-test",
        partnership=models.Partnership.objects.get(slug=table.slug),
        role="trusted-advisor",
    )
    client = client_of("p-alone")
    done = client.post(address("p-alone", "trusted-advisor"), follow=True)
    assert done.status_code == 200
    assert "You act for no organisation now" in done.content.decode()
    assert "⟦" not in done.content.decode()


def test_ones_own_role_from_the_page_of_accounts_leads_back_there(table: Table) -> None:
    client = client_of("p-east")
    assert client.post(address("p-east", "scorer")).url == "/accounts/"
    assert client.post(f"{address('p-east', 'section-151')}?from=people").url == PEOPLE


def test_the_page_that_closes_an_account_says_whom_nobody_could_follow(table: Table) -> None:
    client = client_of("p-east")
    models.Person.objects.filter(code="p-east_member").update(administrator=True)
    said = Page(client_of("p-east_member").get("/accounts/people/p-east/")).text
    assert "nobody else of Eastvale Test could give roles here" in said
    assert "nobody else of" not in Page(client.get("/accounts/people/p-east_member/")).text


def test_an_administrator_without_a_seat_is_led_to_no_page_that_is_not_there(table: Table) -> None:
    models.Person.objects.filter(code="p-outsider").update(home_id="kerb-and-co-test")
    said = client_of("p-outsider").get(address("p-contractor", "contract-manager")).content.decode()
    assert "Somebody who acts there for Kerb And Co Test gives the role" in said
    assert PEOPLE not in said
