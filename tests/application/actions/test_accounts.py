"""An organisation's own administrator invites, unlocks and recovers, and nobody of another organisation can."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail, signing
from django.utils import timezone

from concordat.application import letters, lockout
from concordat.application.actions import accounts
from concordat.application.actions.sign_in import look_at_session, start_session, try_password
from concordat.application.actor import Actor
from concordat.application.audit import first_that_does_not_fit
from concordat.application.errors import NotAccepted, NotAllowed, NotFound, NotNow
from concordat.application.queries.accounts import (
    INVITATION,
    accounts_of,
    acts_on_accounts,
    invitations_of,
    invited,
    resetting,
)
from concordat.application.queries.partnerships import organisations_of
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system
from tests.people import Table

pytestmark = pytest.mark.django_db
NORTH, EAST = Actor("p-north", "northmoor-test"), Actor("p-east", "eastvale-test")
MEMBER = Actor("p-east_member", "eastvale-test")
PASSWORD = "a long password of words"


def invite(by: Actor = NORTH, email: str = "jo@test.example", **more: bool) -> accounts.Sent:
    return accounts.invite(by=by, email=email, name="Jo Carr (made up)", **more)


def accept(token: str) -> str:
    return accounts.accept_invitation(by=invited(token), password=PASSWORD)


def acts_of(organisation: str) -> list[str]:
    with as_the_system():
        found = models.AuditEntry.objects.filter(chain=f"organisation:{organisation}", partnership="")
        return list(found.order_by("number").values_list("act", flat=True))


def test_who_is_invited_opens_an_account_of_that_organisation_and_no_other(table: Table) -> None:
    code = accept(invite(email=" Jo@Test.Example ").token)
    person = models.Person.objects.get(code=code)
    assert (person.email, person.home_id, person.administrator) == ("jo@test.example", "northmoor-test", False)
    assert [one.id for one in organisations_of(code)] == ["northmoor-test"]
    assert not person.roles.exists()
    assert try_password(email="jo@test.example", password=PASSWORD, address="").person == code
    assert acts_of("northmoor-test")[-2:] == ["invitation.sent", "invitation.accepted"]


def test_a_link_works_once(table: Table) -> None:
    token = invite().token
    holder = invited(token)
    accept(token)
    with pytest.raises(NotFound):
        invited(token)
    with pytest.raises(NotFound):
        accounts.accept_invitation(by=holder, password=PASSWORD)


def test_a_link_that_ran_out_was_withdrawn_or_replaced_works_no_more(table: Table) -> None:
    ran_out, withdrawn, replaced = (invite(email=f"{name}@test.example") for name in "abc")
    accounts.withdraw_invitation(by=NORTH, number=withdrawn.number)
    again = accounts.send_invitation_again(by=NORTH, number=replaced.number)
    for sent in (withdrawn, replaced):
        with pytest.raises(NotFound):
            invited(sent.token)
    assert invited(again.token).email == "c@test.example"
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=False), pytest.raises(NotFound):
        invited(ran_out.token)
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23), tick=False):
        assert invited(ran_out.token)


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "W10:1aaa:bbbb"])
def test_a_made_up_link_works_not_at_all(table: Table, token: str) -> None:
    with pytest.raises(NotFound):
        invited(token)
    with pytest.raises(NotFound):
        resetting(token)


def test_a_link_of_another_kind_or_key_works_not_at_all(table: Table) -> None:
    sent = invite()
    with pytest.raises(NotFound):
        invited(signing.dumps([sent.number, 1], salt="something else"))
    with pytest.raises(NotFound):
        invited(signing.dumps([sent.number, 1], salt=INVITATION, key="another key"))
    with pytest.raises(NotFound):
        invited(signing.dumps(["x"], salt=INVITATION))
    with pytest.raises(NotFound):
        resetting(sent.token)


def test_only_an_administrator_of_the_organisation_one_acts_for_may(table: Table) -> None:
    abroad = Actor("p-north", "eastvale-test")  # an administrator, acting for another organisation
    for by in (MEMBER, abroad, Actor("p-west", "westbeck-test"), Actor("nobody", "northmoor-test")):
        for act in (
            lambda by=by: invite(by),
            lambda by=by: accounts_of(by),
            lambda by=by: invitations_of(by),
            lambda by=by: acts_on_accounts(by),
            lambda by=by: accounts.let_choose_new_password(by=by, person="p-east"),
        ):
            with pytest.raises(NotAllowed):
                act()


ON_A_PERSON: list[Callable[[Actor, str], object]] = [
    lambda by, person: accounts.unlock(by=by, person=person),
    lambda by, person: accounts.let_choose_new_password(by=by, person=person),
    lambda by, person: accounts.reset_second_step(by=by, person=person),
    lambda by, person: accounts.close_account(by=by, person=person),
    lambda by, person: accounts.open_account_again(by=by, person=person),
    lambda by, person: accounts.make_administrator(by=by, person=person, yes=True),
    lambda by, person: accounts.make_administrator(by=by, person=person, yes=False),
]


@pytest.mark.parametrize("act", ON_A_PERSON)
def test_nobody_of_another_organisation_can_touch_an_account(table: Table, act: Callable[[Actor, str], object]) -> None:
    """Neither an administrator elsewhere, nor one who shares a partnership or gave the person a role with them."""
    models.RoleHolding.objects.create(
        person=models.Person.objects.get(code="p-east_member"),
        organisation_id="northmoor-test",
        partnership=models.Partnership.objects.get(slug=table.slug),
        role="scorer",
    )
    before = models.Person.objects.filter(code="p-east_member").values().get()
    with pytest.raises(NotFound):
        act(NORTH, "p-east_member")
    with pytest.raises(NotFound):
        act(NORTH, "nobody")
    with pytest.raises(NotAllowed):
        act(MEMBER, "p-east")
    assert models.Person.objects.filter(code="p-east_member").values().get() == before


def test_another_organisations_invitation_is_not_there(table: Table) -> None:
    number = invite().number
    for act in (accounts.withdraw_invitation, accounts.send_invitation_again):
        with pytest.raises(NotFound):
            act(by=EAST, number=number)
    assert invitations_of(EAST) == ()
    assert [one.email for one in invitations_of(NORTH)] == ["jo@test.example"]


def test_whether_another_organisation_knows_the_address_is_told_to_its_owner_alone(table: Table) -> None:
    sent = invite(by=NORTH, email="east@test.example")  # east's own person: the invitation goes out all the same
    with pytest.raises(NotNow, match="another organisation"):
        accept(sent.token)
    with pytest.raises(NotAccepted, match="account with that address"):
        invite(by=EAST, email="east@test.example")
    with pytest.raises(NotAccepted, match="invited already"):
        invite(by=NORTH, email="east@test.example")


@pytest.mark.parametrize("password", ["short", "password1234"])
def test_a_weak_password_opens_nothing(table: Table, password: str) -> None:
    token = invite().token
    with pytest.raises(NotAccepted):
        accounts.accept_invitation(by=invited(token), password=password)
    assert invited(token), "the link is still good"


def test_the_link_for_a_new_password_works_once_and_ends_every_session(table: Table) -> None:
    person = models.Person.objects.get(code="p-east_member")
    session = start_session(by=MEMBER, device="A browser", address="", second_step=False)
    first, second = (accounts.let_choose_new_password(by=EAST, person=person.code).token for _ in range(2))
    with pytest.raises(NotFound):
        resetting(first)
    for _ in range(5):
        try_password(email=person.email, password="wrong", address="192.0.2.1")
    holder = resetting(second)
    accounts.choose_new_password(by=holder, password=PASSWORD)
    assert try_password(email=person.email, password=PASSWORD, address="192.0.2.1").person == person.code
    assert not look_at_session(person=person.code, code=session).live
    with pytest.raises(NotFound):
        accounts.choose_new_password(by=holder, password="another long password")
    assert acts_of("eastvale-test")[-2:] == ["account.locked", "password.chosen"]


def test_the_link_for_a_new_password_runs_out(table: Table) -> None:
    token = accounts.let_choose_new_password(by=EAST, person="p-east_member").token
    with time_machine.travel(timezone.now() + timedelta(hours=24, minutes=1), tick=False), pytest.raises(NotFound):
        resetting(token)


def test_changing_ones_password_voids_a_link_sent_before_and_ends_the_other_sessions(table: Table) -> None:
    person = models.Person.objects.get(code="p-east_member")
    person.set_password(PASSWORD)
    person.save()
    token = accounts.let_choose_new_password(by=EAST, person=person.code).token
    here, there = (start_session(by=MEMBER, device="A browser", address="", second_step=False) for _ in range(2))
    new = "another long password"
    with pytest.raises(NotAccepted, match="not your password"):
        accounts.change_password(by=MEMBER, old="wrong", new=new, this_session=here, address="")
    accounts.change_password(by=MEMBER, old=PASSWORD, new=new, this_session=here, address="")
    assert look_at_session(person=person.code, code=here).live
    assert not look_at_session(person=person.code, code=there).live
    with pytest.raises(NotFound):
        resetting(token)


def test_guessing_the_old_password_from_an_open_session_is_locked_too(table: Table) -> None:
    for _ in range(5):
        with pytest.raises(NotAccepted):
            accounts.change_password(by=MEMBER, old="wrong", new=PASSWORD, this_session="", address="")
    with pytest.raises(NotNow):
        accounts.change_password(by=MEMBER, old="wrong", new=PASSWORD, this_session="", address="")


def test_a_closed_account_cannot_sign_in_and_can_be_opened_again(table: Table) -> None:
    person = models.Person.objects.get(code="p-east_member")
    person.set_password(PASSWORD)
    person.save()
    accounts.close_account(by=EAST, person=person.code)
    assert not try_password(email=person.email, password=PASSWORD, address="").person
    accounts.open_account_again(by=EAST, person=person.code)
    assert try_password(email=person.email, password=PASSWORD, address="").person


def test_an_administrator_cannot_shut_themselves_out(table: Table) -> None:
    for act in (
        lambda: accounts.close_account(by=EAST, person="p-east"),
        lambda: accounts.make_administrator(by=EAST, person="p-east", yes=False),
        lambda: accounts.reset_second_step(by=EAST, person="p-east"),
    ):
        with pytest.raises(NotNow):
            act()


def test_a_second_administrator_is_made_and_no_longer_one(table: Table) -> None:
    accounts.make_administrator(by=EAST, person="p-east_member", yes=True)
    assert accounts_of(MEMBER)
    accounts.make_administrator(by=MEMBER, person="p-east", yes=False)
    with pytest.raises(NotAllowed):
        accounts_of(EAST)


def test_the_operator_brings_in_an_organisation_and_its_first_administrator(table: Table) -> None:
    operator = Actor("operator", "southlea-test")
    with pytest.raises(NotFound, match="To bring it in"):
        accounts.invite_as_operator(by=operator, email="sam@test.example", name="Sam (made up)")
    sent = accounts.invite_as_operator(
        by=operator, email="sam@test.example", name="Sam (made up)", called="Southlea", kind="district"
    )
    code = accept(sent.token)
    sam = Actor(code, "southlea-test")
    assert [one.email for one in accounts_of(sam)] == ["sam@test.example"]
    assert acts_of("southlea-test") == ["invitation.sent", "invitation.accepted"]
    accounts.reset_as_operator(by=operator, person=code)
    assert acts_of("southlea-test")[2:] == ["second-step.reset", "password.reset-sent"]
    with pytest.raises(NotFound):
        accounts.reset_as_operator(by=operator, person="p-north")


def test_the_trail_names_people_by_code_and_fits(table: Table) -> None:
    accept(invite().token)
    accounts.unlock(by=EAST, person="p-east_member")
    with as_the_system():
        held = str(list(models.AuditEntry.objects.values()))
    assert "jo@test.example" not in held
    assert "Jo Carr" not in held
    assert first_that_does_not_fit() == (None, "")
    seen = acts_on_accounts(EAST)
    assert [(act.words, act.about) for act in seen][:1] == [("unlocked the account of", "east_member (made up)")]
    assert "Jo Carr (made up)" in {act.who for act in acts_on_accounts(NORTH)}


def test_a_letter_holds_nothing_private(table: Table) -> None:
    sent = invite()
    letter = letters.invitation_letter(
        to=sent.to, organisation=sent.organisation, link=f"https://x.example/{sent.token}/", until=sent.until
    )
    reset = letters.reset_letter(to=sent.to, organisation=sent.organisation, link="https://x.example/", hours=24)
    told = letters.changed_letter(to=sent.to, what="The password of your account was changed.")
    for one in (letter, reset, told):
        assert letters.post(one)
    assert [message.to for message in mail.outbox] == [["jo@test.example"]] * 3
    for message in mail.outbox:
        said = f"{message.subject} {message.body}".replace(sent.token, "")
        assert not [word for word in ("Jo", "p-north", "roads", "Roads", "north (made up)", PASSWORD) if word in said]
    payload = signing.loads(sent.token, salt=INVITATION)
    assert payload == [sent.number, 1], "the link holds two numbers, and can be read by whoever has it"


def test_a_letter_the_mail_server_refuses_says_so_and_keeps_the_address_out_of_the_log(
    table: Table, settings, caplog: pytest.LogCaptureFixture
) -> None:  # type: ignore[no-untyped-def]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", 9, False
    sent = invite()
    assert not letters.post(letters.changed_letter(to=sent.to, what="x"))
    assert "letter.not-sent" in caplog.text
    assert sent.to not in caplog.text


def test_unlocking_forgets_the_failures(table: Table) -> None:
    for _ in range(5):
        try_password(email="east-member@test.example", password="wrong", address="192.0.2.1")
    assert {one.code: one.locked for one in accounts_of(EAST)}["p-east_member"]
    accounts.unlock(by=EAST, person="p-east_member")
    assert lockout.locked_among(["east-member@test.example"]) == frozenset()
    assert acts_of("eastvale-test")[-1] == "account.unlocked"
