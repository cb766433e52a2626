"""So many letters an address gets from one organisation in a day; it tells nobody who has an account or who else writes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from concordat.application import actions, letters
from concordat.application.actions import accounts
from concordat.application.actions.role_offers import send_offer_again, withdraw_offer
from concordat.application.actor import Actor
from concordat.application.errors import NotNow
from concordat.application.letter_limit import again_from, count_letter, forget_address, most
from concordat.application.queries.partnerships import actor_for
from concordat.application.queries.roles_offered import offers_of
from concordat.data.files import load_parameters
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from concordat.domain.kernel.organisations import Role
from tests.people import Table

pytestmark = pytest.mark.django_db
JO = "jo@nowhere.example"
START = datetime(2026, 11, 2, 9, 0, 20, tzinfo=UTC)
PEOPLE = "/partnerships/roads-test/partnership/people/"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as travelled:
        yield travelled


def offer(by: Actor, email: str = JO, duty: str = "auditor") -> int:
    made = actions.give_role(by=by, email=email, duty=duty)
    assert made is not None
    return made.number


def use_up(by: Actor, email: str = JO) -> int:
    number = offer(by, email)
    for _ in range(most() - 1):
        send_offer_again(by=by, number=number)
    return number


def letters_counted() -> int:
    with as_the_system():
        return models.LetterSent.objects.count()


def test_one_letter_too_many_is_refused_with_when_it_may_go(table: Table, clock: time_machine.Traveller) -> None:
    number = use_up(table.north)
    for again in (
        lambda: send_offer_again(by=table.north, number=number),
        lambda: offer(table.north),
        lambda: offer(table.north, " Jo@Nowhere.example "),
        lambda: offer(table.north, duty="scorer"),
    ):
        with pytest.raises(
            NotNow, match=r"5 letters to this address within a day. The next can go from 3 November 2026, 9:01am"
        ):
            again()
    with as_the_system():
        assert [row.turn for row in models.RoleOffer.objects.all()] == [most()], "what was refused changed nothing"
    clock.move_to(START + timedelta(days=1) - timedelta(seconds=1))
    with pytest.raises(NotNow):
        send_offer_again(by=table.north, number=number)
    clock.move_to(datetime(2026, 11, 3, 9, 1, tzinfo=UTC))
    send_offer_again(by=table.north, number=number)
    assert letters_counted() == 1, "those of the day before are kept no longer"


def test_withdrawing_and_offering_again_counts_on(table: Table) -> None:
    for _ in range(most()):
        withdraw_offer(by=table.north, number=offer(table.north))
    with pytest.raises(NotNow):
        offer(table.north)


def test_another_partnership_of_the_same_organisation_counts_with_it(table: Table) -> None:
    use_up(table.north)
    other = actions.start_partnership(by=Actor("p-north", "northmoor-test"), title="Another")
    with pytest.raises(NotNow):
        offer(other)


def test_an_invitation_counts_with_it_too(table: Table) -> None:
    north = Actor("p-north", "northmoor-test")
    number = accounts.invite(by=north, email=JO, name="Jo (made up)").number
    for _ in range(most() - 1):
        accounts.send_invitation_again(by=north, number=number)
    for again in (lambda: accounts.send_invitation_again(by=north, number=number), lambda: offer(table.north)):
        with pytest.raises(NotNow):
            again()


def test_what_one_organisation_sends_stops_no_other(table: Table) -> None:
    """Otherwise a refusal would tell one partner whom another writes to."""
    use_up(table.north)
    assert again_from(by=table.east, emails=[JO]) == {}
    offer(table.east)
    offer(table.north, "other@nowhere.example")


def test_the_refusal_is_the_same_with_and_without_an_account(table: Table, clock: time_machine.Traveller) -> None:
    said = set()
    for email in ("outsider@test.example", "nobody-at-all@test.example"):
        use_up(table.north, email)
        with pytest.raises(NotNow) as refused:
            offer(table.north, email)
        said.add(str(refused.value))
    assert len(said) == 1


def test_no_address_is_kept_and_the_erased_are_not_counted(table: Table) -> None:
    offer(table.north, "outsider@test.example")
    with as_the_system():
        (row,) = models.LetterSent.objects.all()
    assert "@" not in row.address
    assert len(row.address) == 64
    forget_address("Outsider@test.example")
    assert letters_counted() == 0


def test_an_organisation_that_joins_can_be_added_while_its_first_person_waits(table: Table) -> None:
    use_up(table.north)
    with pytest.raises(NotNow):
        actions.add_member(by=table.north, organisation="farfield-test", role=Role.OBSERVER, first_person=JO)
    assert not models.Membership.objects.filter(organisation="farfield-test").exists()
    actions.add_member(by=table.north, organisation="farfield-test", role=Role.OBSERVER)


def test_one_too_many_writes_nothing_and_a_count_is_of_the_act_it_belongs_to(table: Table) -> None:
    for _ in range(most()):
        count_letter(by=table.north, email=JO)
    with pytest.raises(NotNow):
        count_letter(by=table.north, email=JO)
    assert letters_counted() == most()


def test_the_number_is_a_dated_parameter_with_its_source() -> None:
    value = load_parameters()["letters.to-an-address"].on(START.date())
    assert (value.unit, most()) == ("letters", int(value.value))
    assert value.source


def client_of(person: str) -> Client:
    client = Client()
    client.force_login(models.Person.objects.get(code=person))
    return client


def test_the_page_says_when_and_offers_no_button_until_then(table: Table) -> None:
    number = use_up(table.north)
    actor = actor_for(person="p-north", organisation="northmoor-test", partnership=table.slug)
    (shown,) = offers_of(actor)
    assert shown.again_from is not None
    client = client_of("p-north")
    said = client.get(PEOPLE).content.decode()
    assert "Can be sent again from" in said
    assert f"offers/{number}/again/" not in said
    assert f"offers/{number}/withdraw/" in said
    sent = client.post(f"{PEOPLE}offers/{number}/again/", follow=True).content.decode()
    assert "Not done" in sent
    assert "The next can go from" in sent
    form = {"give-role": "yes", "role-email": JO, "role-duty": "scorer"}
    assert "The next can go from" in client.post(PEOPLE, form).content.decode()
    member = {"add-member": "yes", "member-organisation": "farfield-test", "member-role": "observer"}
    refused = client.post(PEOPLE, {**member, "member-first_person": JO}).content.decode()
    assert "Leave the address out to add the organisation now" in refused
    assert mail.outbox == []


def test_a_letter_the_mail_server_would_not_take_does_not_count(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(self: object, **_: object) -> int:
        raise OSError

    monkeypatch.setattr(letters.EmailMessage, "send", fails)
    client = client_of("p-north")
    client.post(PEOPLE, {"give-role": "yes", "role-email": JO, "role-duty": "scorer"})
    client.post("/accounts/invite/", {"name": "Jo (made up)", "email": JO})
    assert letters_counted() == 0


def test_the_page_of_accounts_says_when(table: Table) -> None:
    client = client_of("p-north")
    use_up(table.north)
    said = client.post("/accounts/invite/", {"name": "Jo (made up)", "email": JO}).content.decode()
    assert "The next can go from" in said
    with as_the_system():
        models.LetterSent.objects.all().delete()
    number = accounts.invite(by=Actor("p-north", "northmoor-test"), email=JO, name="Jo (made up)").number
    for _ in range(most() - 1):
        count_letter(by=table.north, email=JO)
    refused = client.post(f"/accounts/invitations/{number}/again/", follow=True).content.decode()
    assert "The next can go from" in refused
