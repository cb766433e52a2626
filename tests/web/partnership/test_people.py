"""Giving a role tells nobody which addresses have an account; who is asked by letter takes the role up for themselves."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from concordat.application.errors import NotFound
from concordat.application.queries.partnerships import actor_for
from concordat.data.records import models
from concordat.domain.kernel.organisations import Role
from tests.people import Table

pytestmark = pytest.mark.django_db
PEOPLE = "/partnerships/roads-test/partnership/people/"


def signed_in(person: str) -> Client:
    client = Client()
    client.force_login(models.Person.objects.get(code=person))
    return client


def give(client: Client, email: str, duty: str = "scorer") -> str:
    form = {"give-role": "yes", "role-email": email, "role-duty": duty}
    said = client.post(PEOPLE, form, follow=True).content.decode()
    said = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"', "", said)
    return said.replace(email, "THE ADDRESS")


def link_to(email: str) -> str:
    (letter,) = [one for one in mail.outbox if one.to == [email]]
    found = re.search(r"(/role/\S+/)", letter.body)
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
    assert give(client, "outsider@test.example") == give(client, "nobody-at-all@test.example")
    assert give(client, "east@test.example") == give(client, "nobody-at-all@test.example")
    assert not may_act("p-outsider", table.north.organisation)
    bodies = [letter.body for letter in mail.outbox]
    assert len({re.sub(r"/role/\S+/", "", body) for body in bodies}) == 1


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
    models.RoleHolding.objects.filter(person__code="p-north").delete()
    assert signed_in("p-outsider").post(link_to("outsider@test.example")).status_code == 410


def test_somebody_of_the_same_organisation_has_the_role_at_once(table: Table) -> None:
    said = give(signed_in("p-east"), "east-member@test.example", "auditor")
    assert "The role is given." in said
    assert mail.outbox == []


def add(client: Client, email: str) -> str:
    form = {"add-member": "yes", "member-organisation": "farfield-test", "member-role": Role.OBSERVER.value}
    return client.post(PEOPLE, {**form, "member-first_person": email}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("person", "takes_up"), [("p-outsider", True), ("p-east", False)], ids=["who acts for it", "who does not"]
)
def test_nobody_is_told_who_acts_for_an_organisation_that_joins(table: Table, person: str, takes_up: bool) -> None:
    email = models.Person.objects.get(code=person).email
    said: Callable[[str], str] = lambda one: add(signed_in("p-north"), one).replace(one, "THE ADDRESS")  # noqa: E731
    plain = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"')
    assert plain.sub("", said(email)) == plain.sub("", said("nobody-at-all@test.example"))
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
