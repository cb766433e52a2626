"""Giving a role tells nobody which addresses have an account; who is asked by letter takes the role up for themselves."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from concordat.application.errors import NotFound
from concordat.application.queries.partnerships import actor_for
from concordat.application.queries.roles_offered import role_offered
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from concordat.domain.kernel.organisations import Role
from tests.people import Table

pytestmark = pytest.mark.django_db
PEOPLE = "/partnerships/roads-test/partnership/people/"


def signed_in(person: str) -> Client:
    client = Client()
    client.force_login(models.Person.objects.get(code=person))
    return client


def plain(said: str, email: str) -> str:
    """The answer without form tokens, nonces, the offer's number and the address that was asked."""
    said = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"', "", said)
    said = re.sub(r"/offers/\d+/", "/offers/N/", re.sub(r"\d+:\d\d[ap]m", "", said))
    return said.replace(email, "THE ADDRESS")


def give(client: Client, email: str, duty: str = "scorer") -> str:
    form = {"give-role": "yes", "role-email": email, "role-duty": duty}
    return plain(client.post(PEOPLE, form, follow=True).content.decode(), email)


def offers() -> list[models.RoleOffer]:
    with as_the_system():
        return list(models.RoleOffer.objects.order_by("pk"))


def clear_offers() -> None:
    with as_the_system():
        models.RoleOffer.objects.all().delete()


def link_to(email: str) -> str:
    (letter,) = [one for one in mail.outbox if one.to == [email]]
    found = re.search(r"(/role/\S+/)", str(letter.body))
    assert found
    return found.group(1)


def may_act(person: str, organisation: str) -> bool:
    try:
        return bool(actor_for(person=person, organisation=organisation, partnership="roads-test"))
    except NotFound:
        return False


@pytest.mark.parametrize("giver", ["p-north", "p-contractor"])
def test_the_answer_is_the_same_with_and_without_an_account(table: Table, giver: str) -> None:
    client = signed_in(giver)
    said = []
    for email in ("outsider@test.example", "east@test.example", "nobody-at-all@test.example"):
        said.append(give(client, email))
        clear_offers()
    assert len(set(said)) == 1
    assert not may_act("p-outsider", table.north.organisation)
    bodies = [letter.body for letter in mail.outbox]
    assert len({re.sub(r"/role/\S+/", "", str(body)) for body in bodies}) == 1


def test_who_is_asked_takes_the_role_up_for_themselves(table: Table) -> None:
    give(signed_in("p-north"), "outsider@test.example", "auditor")
    link = link_to("outsider@test.example")
    other = signed_in("p-east")
    assert other.get(link).status_code == other.post(link).status_code == 410
    asked = signed_in("p-outsider")
    assert "Act for Northmoor Test" in asked.get(link).content.decode()
    assert not may_act("p-outsider", table.north.organisation)
    asked.post(link)
    assert may_act("p-outsider", table.north.organisation)
    assert models.AuditEntry.objects.filter(act="role.taken-up", actor="p-outsider").count() == 1


def test_an_offer_is_over_once_its_giver_may_no_longer_give_it(table: Table) -> None:
    give(signed_in("p-north"), "outsider@test.example")
    with as_the_system():
        models.RoleHolding.objects.filter(person__code="p-north").delete()
    assert signed_in("p-outsider").post(link_to("outsider@test.example")).status_code == 410


def test_somebody_of_the_same_organisation_has_the_role_at_once(table: Table) -> None:
    said = give(signed_in("p-east"), "east-member@test.example", "auditor")
    assert "The role is given." in said
    assert mail.outbox == []


def add(client: Client, email: str) -> str:
    form = {"add-member": "yes", "member-organisation": "farfield-test", "member-role": Role.OBSERVER.value}
    return client.post(PEOPLE, {**form, "member-first_person": email}, follow=True).content.decode()


def test_who_may_give_roles_sees_what_waits_and_no_other_organisation_does(table: Table) -> None:
    give(signed_in("p-north"), "jo@nowhere.example", "auditor")
    add(signed_in("p-north"), "first@nowhere.example")
    shown = signed_in("p-north").get(PEOPLE).content.decode()
    assert re.search(r"jo@nowhere.example</th><td>Auditor</td><td>Northmoor Test</td>", shown)
    assert re.search(r"first@nowhere.example</th><td>Member</td><td>Farfield Test</td>", shown)
    for other in ("p-east", "p-east_member", "p-west", "p-contractor"):
        assert "nowhere.example" not in signed_in(other).get(PEOPLE).content.decode()
    with as_the_system():
        models.RoleHolding.objects.filter(person__code="p-north").exclude(role="section-151").delete()
    shown = signed_in("p-north").get(PEOPLE).content.decode()
    assert "jo@nowhere.example" in shown
    assert "first@nowhere.example" not in shown, "a section 151 officer brings no organisation in"


@pytest.mark.parametrize("act", ["again", "withdraw"])
@pytest.mark.parametrize("other", ["p-east", "p-east_member", "p-contractor", "p-outsider"])
def test_an_offer_is_for_its_own_organisation_to_send_and_withdraw(table: Table, act: str, other: str) -> None:
    give(signed_in("p-north"), "outsider@test.example")
    (offer,) = offers()
    there = signed_in(other).post(f"{PEOPLE}offers/{offer.pk}/{act}/").status_code
    assert there == signed_in(other).post(f"{PEOPLE}offers/99999999/{act}/").status_code
    assert there == (403 if other == "p-east_member" else 404)
    assert offers() == [offer]
    assert len(mail.outbox) == 1


def test_a_withdrawn_offer_stops_at_once_and_keeps_no_address(table: Table) -> None:
    give(signed_in("p-north"), "outsider@test.example")
    (offer,) = offers()
    said = signed_in("p-north").post(f"{PEOPLE}offers/{offer.pk}/withdraw/", follow=True).content.decode()
    assert "The offer is withdrawn. Its link no longer works." in said
    assert "outsider@test.example" not in said
    for ask in (signed_in("p-outsider").get, signed_in("p-outsider").post):
        over = ask(link_to("outsider@test.example"))
        assert (over.status_code, "was withdrawn" in over.content.decode()) == (410, True)
    assert not may_act("p-outsider", table.north.organisation)
    with as_the_system():
        entry = models.AuditEntry.objects.get(act="role.offer-withdrawn")
    assert (entry.actor, entry.organisation) == ("p-north", table.north.organisation)
    assert "@" not in entry.about


def test_sent_again_the_earlier_link_is_void_and_the_new_one_works_once(table: Table) -> None:
    give(signed_in("p-north"), "outsider@test.example")
    early = link_to("outsider@test.example")
    mail.outbox.clear()
    (offer,) = offers()
    signed_in("p-north").post(f"{PEOPLE}offers/{offer.pk}/again/")
    late, asked = link_to("outsider@test.example"), signed_in("p-outsider")
    assert asked.post(early).status_code == 410
    assert asked.post(late).status_code == 302
    assert may_act("p-outsider", table.north.organisation)
    assert offers() == []
    with pytest.raises(NotFound, match="was used"):
        role_offered(by=table.outsider, token=late.split("/")[2])


def test_the_same_offered_twice_is_one_offer_with_a_new_link(table: Table) -> None:
    give(signed_in("p-north"), "outsider@test.example")
    first = link_to("outsider@test.example")
    give(signed_in("p-north"), "Outsider@test.example")
    assert [offer.turn for offer in offers()] == [2]
    assert signed_in("p-outsider").post(first).status_code == 410


def test_an_offer_whose_giver_may_no_longer_give_it_says_so_and_a_colleague_sends_it_again(table: Table) -> None:
    give(signed_in("p-east"), "outsider@test.example")
    partnership = models.Partnership.objects.get(slug=table.slug)
    person = models.Person.objects.get(code="p-east_member")
    with as_the_system():
        models.RoleHolding.objects.filter(person__code="p-east").delete()
    models.RoleHolding.objects.create(
        person=person, organisation_id=table.east.organisation, partnership=partnership, role="monitoring-officer"
    )
    colleague = signed_in("p-east_member")
    assert "No longer good" in colleague.get(PEOPLE).content.decode()
    mail.outbox.clear()
    colleague.post(f"{PEOPLE}offers/{offers()[0].pk}/again/")
    assert "No longer good" not in colleague.get(PEOPLE).content.decode()
    assert signed_in("p-outsider").post(link_to("outsider@test.example")).status_code == 302


def test_an_offer_that_ran_out_says_so_and_its_link_is_over(table: Table) -> None:
    give(signed_in("p-north"), "outsider@test.example")
    with as_the_system():
        models.RoleOffer.objects.update(expires_at=timezone.now())
    assert "Run out" in signed_in("p-north").get(PEOPLE).content.decode()
    assert signed_in("p-outsider").post(link_to("outsider@test.example")).status_code == 410


def test_who_gives_no_roles_sees_no_list(table: Table) -> None:
    give(signed_in("p-east"), "outsider@test.example")
    assert "Offered by letter" not in signed_in("p-east_member").get(PEOPLE).content.decode()


@pytest.mark.parametrize(
    ("person", "takes_up"), [("p-outsider", True), ("p-east", False)], ids=["who acts for it", "who does not"]
)
def test_nobody_is_told_who_acts_for_an_organisation_that_joins(table: Table, person: str, takes_up: bool) -> None:
    email = models.Person.objects.get(code=person).email
    nobody = add(signed_in("p-north"), "nobody-at-all@test.example")
    clear_offers()
    told = add(signed_in("p-north"), email)
    assert plain(told, email) == plain(nobody, "nobody-at-all@test.example")
    answer = signed_in(person).post(link_to(email))
    assert (answer.status_code == 302, may_act(person, "farfield-test")) == (takes_up, takes_up)


def test_a_second_contractor_would_read_the_prices_of_the_first_and_is_refused(table: Table) -> None:
    form = {"add-member": "yes", "member-organisation": "farfield-test", "member-role": Role.CONTRACTOR.value}
    said = signed_in("p-north").post(PEOPLE, form).content.decode()
    assert "read each other&#x27;s prices" in said
    assert not models.Membership.objects.filter(organisation="farfield-test").exists()
    again = {**form, "member-organisation": "kerb-and-co-test", "member-to_date": "31 3 2030"}
    signed_in("p-north").post(PEOPLE, again)
    assert models.Membership.objects.get(organisation="kerb-and-co-test").to_date is not None


def test_who_is_signed_in_is_not_asked_to_sign_in_by_a_link_that_is_over(table: Table) -> None:
    said = signed_in("p-outsider").get("/role/nothing/").content.decode()
    assert "Your partnerships and reviews</a>" in said
    assert 'href="/sign-in/"' not in said
