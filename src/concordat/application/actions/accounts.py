"""Accounts of one organisation, by its own administrator: invite, let in again, reset, close. Every act has its entry.

What goes into a letter comes back as a value, because a letter is sent only when its act is done.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from concordat.application import lockout
from concordat.application.actor import Actor
from concordat.application.audit import organisation_chain, record, take_turn
from concordat.application.erasure import is_erased
from concordat.application.errors import NotAccepted, NotFound, NotNow
from concordat.application.letter_limit import count_letter
from concordat.application.queries.accounts import (
    Invited,
    Resetting,
    administrator_row,
    colleague_row,
    invitation_token,
    reset_token,
)
from concordat.data.records import models
from concordat.data.records.row_security import as_the_system, become
from concordat.domain.kernel.findings import Where, error
from concordat.domain.kernel.organisations import OrganisationKind


@dataclass(frozen=True, slots=True)
class Sent:
    """What the letter needs: to whom, for which organisation, with which signed token, until when."""

    number: int
    to: str
    organisation: str
    token: str
    until: datetime


@transaction.atomic
def invite(*, by: Actor, email: str, name: str, administrator: bool = False) -> Sent:
    """Invite somebody into the administrator's own organisation. Whether another one knows them is not told.

    `NotNow` where the organisation has written to the address too often; it says when it may again.
    """
    administrator_row(by)
    count_letter(by=by, email=email)
    return _invite(by, email, name, administrator)


@transaction.atomic
def invite_as_operator(*, by: Actor, email: str, name: str, called: str = "", kind: str = "") -> Sent:
    """An organisation's first administrator, invited by whoever runs the service, from its own machine.

    An organisation that is not here yet is brought in under its short name, what people call it and its kind.
    """
    if not models.Organisation.objects.filter(pk=by.organisation).exists():
        if not called.strip() or kind not in list(OrganisationKind):
            raise NotFound(
                f"There is no organisation “{by.organisation}” here. To bring it in, say what it is called and its kind."
            )
        if slugify(by.organisation) != by.organisation:
            raise NotFound(f"“{by.organisation}” is no short name. Use small letters, figures and hyphens.")
        models.Organisation.objects.create(pk=by.organisation, name=called.strip(), kind=kind)
    return _invite(by, email, name, True)


def _invite(by: Actor, email: str, name: str, administrator: bool) -> Sent:
    email, now = email.strip().lower(), timezone.now()
    if models.Person.objects.filter(email=email, home_id=by.organisation).exists():
        raise _not_accepted("email", "There is an account with that address already.", "Look for it in the list.")
    become(by.viewer, "")
    if models.Invitation.objects.filter(
        organisation_id=by.organisation, email=email, accepted_at=None, withdrawn_at=None
    ).exists():
        raise _not_accepted("email", "That address is invited already.", "Send the invitation again from the list.")
    row = models.Invitation.objects.create(
        organisation_id=by.organisation,
        email=email,
        name=name.strip(),
        administrator=administrator,
        invited_by=by.person,
        sent_at=now,
        expires_at=_invitation_ends(now),
    )
    record(by=by, act="invitation.sent", about=_number(row), chain=organisation_chain(by))
    return _sent(row)


@transaction.atomic
def send_invitation_again(*, by: Actor, number: int) -> Sent:
    """A new letter with a new link and a new end; links of earlier letters are void. `NotNow` as above."""
    take_turn(organisation_chain(by))
    row = _open_invitation(by, number)
    count_letter(by=by, email=row.email)
    row.turn, row.sent_at = row.turn + 1, timezone.now()
    row.expires_at = _invitation_ends(row.sent_at)
    row.save(update_fields=["turn", "sent_at", "expires_at"])
    record(by=by, act="invitation.sent-again", about=_number(row), chain=organisation_chain(by))
    return _sent(row)


@transaction.atomic
def withdraw_invitation(*, by: Actor, number: int) -> None:
    row = _open_invitation(by, number)
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    record(by=by, act="invitation.withdrawn", about=_number(row), chain=organisation_chain(by))


def _open_invitation(by: Actor, number: int) -> models.Invitation:
    administrator_row(by)
    become(by.viewer, "")
    row = (
        models.Invitation.objects.select_for_update()
        .filter(pk=number, organisation_id=by.organisation, accepted_at=None, withdrawn_at=None)
        .first()
    )
    if row is None:
        raise NotFound("There is no such invitation, or it is accepted or withdrawn already.")
    return row


@transaction.atomic
def accept_invitation(*, by: Invited, password: str | None) -> str:
    """Open the account, once. Returns the person's code. Without a password they sign in through their council alone."""
    with as_the_system():  # they are nobody yet; the signed link said who
        row = (
            models.Invitation.objects.select_for_update()
            .filter(pk=by.number, turn=by.turn, accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now())
            .first()
        )
        if row is None:
            raise NotFound("This invitation was used meanwhile, or was withdrawn.")
        if models.Person.objects.filter(email=row.email).exists():
            raise NotNow(
                "This address has an account with another organisation already. "
                "Ask your administrator to invite another address of yours."
            )
        person = models.Person(email=row.email, name=row.name, home_id=row.organisation_id)
        person.administrator = row.administrator
        if password is None:
            person.set_unusable_password()
        else:
            check_password_rules(password, person)
            person.set_password(password)
        person.save()
        row.accepted_at = timezone.now()
        row.save(update_fields=["accepted_at"])
    actor = Actor(person.code, row.organisation_id)
    record(by=actor, act="invitation.accepted", about=_number(row), chain=organisation_chain(actor))
    return person.code


@transaction.atomic
def let_choose_new_password(*, by: Actor, person: str) -> Sent:
    """A link for a new password. The old one stays good until the link is used; earlier links are void."""
    return _reset(by, colleague_row(by, person))


@transaction.atomic
def reset_as_operator(*, by: Actor, person: str) -> Sent:
    """For an organisation whose only administrator cannot sign in: a new password, and the second step taken away."""
    row = models.Person.objects.filter(code=person, home_id=by.organisation).first()
    if row is None:
        raise NotFound("There is no such account.")
    _take_second_step_away(row)
    record(by=by, act="second-step.reset", about=row.code, chain=organisation_chain(by))
    return _reset(by, row)


def _reset(by: Actor, row: models.Person) -> Sent:
    row.turn += 1
    row.save(update_fields=["turn"])
    record(by=by, act="password.reset-sent", about=row.code, chain=organisation_chain(by))
    until = timezone.now() + timedelta(hours=settings.ENVIRONMENT.reset_hours)
    return Sent(0, row.email, row.home.name if row.home else "", reset_token(row), until)


@transaction.atomic
def choose_new_password(*, by: Resetting, password: str) -> None:
    """By the link: the new password, every session ended, the sign-in unlocked, the link void."""
    row = models.Person.objects.select_for_update().filter(code=by.person, turn=by.turn, is_active=True).first()
    if row is None:
        raise NotFound("This link was used meanwhile.")
    _set_password(row, password)
    end_sessions_of(row.code)
    lockout.forget(row.email)
    _by_themselves(row, "password.chosen")


def change_password(*, by: Actor, old: str, new: str, this_session: str, address: str) -> None:
    """By the person who knows the old one. Every other session of theirs is ended. Wrong tries count and lock."""
    row = models.Person.objects.get(code=by.person)
    tried = lockout.begin_try(email=row.email, address=address)
    if tried.locked:
        raise NotNow(lockout.too_many())
    if not row.check_password(old):
        raise _not_accepted("old", "That is not your password.", "Enter the password you sign in with now.")
    lockout.was_right(email=row.email, address=address)
    _change_password(row, new, this_session)


@transaction.atomic
def _change_password(row: models.Person, new: str, this_session: str) -> None:
    _set_password(row, new)
    end_sessions_of(row.code, but=this_session)
    _by_themselves(row, "password.changed")


def _set_password(row: models.Person, password: str) -> None:
    check_password_rules(password, row)
    row.set_password(password)
    row.turn += 1
    row.save(update_fields=["password", "turn"])


@transaction.atomic
def reset_second_step(*, by: Actor, person: str) -> str:
    """Take a colleague's second step away, so that they set up a new one; they are signed out. Returns their address."""
    row = colleague_row(by, person)
    if row.code == by.person:
        raise NotNow("Take your own second step away on your security page, or ask another administrator.")
    _take_second_step_away(row)
    record(by=by, act="second-step.reset", about=row.code, chain=organisation_chain(by))
    return row.email


def _take_second_step_away(row: models.Person) -> None:
    with as_the_system():
        models.SecondStep.objects.filter(person=row).delete()
        models.RecoveryCode.objects.filter(person=row).delete()
    end_sessions_of(row.code)


@transaction.atomic
def unlock(*, by: Actor, person: str) -> None:
    row = colleague_row(by, person)
    lockout.forget(row.email)
    record(by=by, act="account.unlocked", about=row.code, chain=organisation_chain(by))


@transaction.atomic
def close_account(*, by: Actor, person: str) -> None:
    """Nobody signs in with it any more; what the person did stays in the trail."""
    take_turn(organisation_chain(by))
    row = colleague_row(by, person)
    if row.code == by.person:
        raise NotNow("You cannot close your own account. Ask another administrator.")
    row.is_active, row.administrator, row.turn = False, False, row.turn + 1
    row.save(update_fields=["is_active", "administrator", "turn"])
    end_sessions_of(row.code)
    record(by=by, act="account.closed", about=row.code, chain=organisation_chain(by))


@transaction.atomic
def open_account_again(*, by: Actor, person: str) -> None:
    row = colleague_row(by, person)
    if is_erased(row):
        raise NotNow("This person is erased. Invite them again instead.")
    row.is_active = True
    row.save(update_fields=["is_active"])
    record(by=by, act="account.opened-again", about=row.code, chain=organisation_chain(by))


@transaction.atomic
def make_administrator(*, by: Actor, person: str, yes: bool) -> None:
    """Let a colleague administer accounts, or no longer. The last administrator stays one."""
    take_turn(organisation_chain(by))  # of two who take it from each other at once, the second no longer may
    row = colleague_row(by, person)
    if not yes and row.code == by.person:
        raise NotNow("You cannot take this from yourself. Ask another administrator.")
    if yes and not row.is_active:
        raise NotNow("The account is closed. Open it again first.")
    row.administrator = yes
    row.save(update_fields=["administrator"])
    act = "administrator.made" if yes else "administrator.no-longer"
    record(by=by, act=act, about=row.code, chain=organisation_chain(by))


def end_sessions_of(person: str, *, but: str = "") -> int:
    """For `application` only: end every open session of a person, or every other than one."""
    with as_the_system():
        found = models.SignInSession.objects.filter(person_id=person, ended_at=None).exclude(code=but or None)
        return found.update(ended_at=timezone.now())


def check_password_rules(password: str, person: models.Person) -> None:
    """Raises `NotAccepted`, in words, where the password is too short or common."""
    try:
        validate_password(password, person)
    except ValidationError as problem:
        where = Where(column="password")
        found = [error(where, said, "Choose another one.", code="account.password") for said in problem.messages]
        raise NotAccepted(found) from problem


def _by_themselves(row: models.Person, act: str) -> None:
    actor = Actor(row.code, row.home_id or "")
    if actor.organisation:
        record(by=actor, act=act, about="", chain=organisation_chain(actor))


def _not_accepted(column: str, message: str, fix: str) -> NotAccepted:
    return NotAccepted([error(Where(column=column), message, fix, code=f"account.{column}")])


def _invitation_ends(sent: datetime) -> datetime:
    return sent + timedelta(days=settings.ENVIRONMENT.invitation_days)


def _number(row: models.Invitation) -> str:
    """How the trail names an invitation: no address or name may stand there."""
    return f"invitation {row.pk}{' of an administrator' if row.administrator else ''}"


def _sent(row: models.Invitation) -> Sent:
    return Sent(row.pk, row.email, row.organisation.name, invitation_token(row), row.expires_at)
